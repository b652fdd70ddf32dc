"""Commands for the desk itself: making one, the council, officers, backups, the history, the machine."""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.desk import restore as restoring
from casework.desk.restore import Drill, Restored, Returned
from casework.notice.council import DETAILS
from casework.text.facts import Unchecked
from dpo_console.desk import demo_setup, jobs
from dpo_console.desk.doctor import MachineCheck, checks
from dpo_console.folder import default_desk
from dpo_console.jobs import council_profile, opening
from dpo_console.jobs.council_profile import CouncilProfile
from dpo_console.options import (
    AsJson,
    DeskAt,
    Secret,
    Today,
    a_day,
    a_note,
    an_instant,
    ask,
    at_desk,
    read_secret,
)
from dpo_console.plain import answer, columns, iso

app = typer.Typer(rich_markup_mode=None)
audit = typer.Typer()
officers = typer.Typer()
app.add_typer(audit, name="audit")
app.add_typer(officers, name="officer")

NewSecret = Annotated[
    int | None,
    typer.Option("--new-passphrase-fd", help="Read the new passphrase from this file descriptor.", metavar="N"),
]
File = Annotated[Path, typer.Argument(help="The backup file.", metavar="FILE")]


ANSWERS: dict[str, object] = {
    "council": CouncilProfile,
    "audit verify": jobs.Audit,
    "doctor": list[MachineCheck],
    "officer list": list[jobs.Officer],
    "backup": jobs.Backup,
    "restore": Restored | Drill,
}
"""The type each command's answer has, by its name on the command line."""


@app.command()
def demo(
    context: typer.Context,
    at: Annotated[Path | None, typer.Option("--at", help="Where to make it.", metavar="DIR")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print where it is.")] = False,
    today: Today = None,
) -> None:
    """Make a desk with a made-up council in it, and open it; its passphrase is 'demo'."""
    folder = at or default_desk().with_name("dpo-console-demo")
    now = an_instant(today)
    if opening.desk_exists(folder):
        if not opening.is_demo(folder):
            raise Refused(f"The desk in {folder} is not a demo. Give another folder with --at.")
        print(f"The demo desk already exists. Delete {folder} to make a new one.", file=sys.stderr)
    else:
        if at and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty. Give a new folder with --at.")
        demo_setup.make_demo(folder, now, lambda what: print(what, file=sys.stderr))
    print(f"The demo desk's passphrase is: {demo_setup.DEMO}", file=sys.stderr)
    if no_open:
        print(folder)
        return
    raise typer.Exit(context.obj(folder, today=a_day(today) if today else None, passphrase=demo_setup.DEMO))


@app.command()
def init(
    officer: Annotated[str | None, typer.Option(help="The first officer's name, shown on what they record.")] = None,
    council: Annotated[str | None, typer.Option(help="The council's name.")] = None,
    desk: DeskAt = None,
    secret: Secret = None,
) -> None:
    """Make an empty desk: the first officer, the council's details, and a recovery code to print.

    Details that are not typed are read as JSON from standard input, with the keys of 'council'.
    """
    folder = desk or default_desk()
    if opening.desk_exists(folder):
        raise Refused(f"There is already a desk in {folder}. Open it, or give another folder with --desk.")
    officer = officer or _officer_typed(default="Data Protection Officer")
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase (15 characters or four words): ")
    if secret is None and ask("Again: ") != passphrase:
        raise Refused("The two passphrases differ. Nothing was made. Start again.")
    profile = _details({"name": council} if council else {}, piped=secret != 0)
    code = jobs.create_desk(folder, passphrase, officer, an_instant(None), profile)
    print(f"The desk is at {folder}")
    print(f"Recovery code, shown only once. Print it and lock it away: {code}")
    lacking = [words for key, words in DETAILS.items() if not profile.get(key)]
    if lacking:
        print(f"Before you make a letter, enter with 'dpo-console council': {', '.join(lacking)}.", file=sys.stderr)


def _officer_typed(default: str | None = None) -> str:
    if sys.stdin is None:
        raise Refused("Standard input is closed. Name the officer with --officer.")
    return str(typer.prompt("Officer (shown on everything they record)", err=True, default=default))


def _details(known: dict[str, object], *, piped: bool) -> dict[str, object]:
    """The council's details: asked for one by one at a terminal, or the JSON on standard input.

    Not `piped` if standard input carried the passphrase.
    """
    if not piped:
        return known
    if sys.stdin is None or not sys.stdin.isatty():
        return {**_given_profile(), **known}
    print("The council's details, as letters show them. Press enter to leave one for later.", file=sys.stderr)
    typed: dict[str, object] = {}
    for key, words in DETAILS.items():
        if key in known:
            continue
        lines = key == "address"
        asked = f"{words[:1].upper()}{words[1:]}{' (with commas between its lines)' * lines}"
        text = typer.prompt(asked, default="", show_default=False, err=True).strip()
        typed[key] = [line.strip() for line in text.split(",") if line.strip()] if lines else text
    return {key: value for key, value in typed.items() if value} | known


def _given_profile() -> Unchecked:
    """The profile on standard input; empty if there is none. Raises Malformed if it is not a JSON object."""
    text = a_note()
    try:
        profile = json.loads(text) if text else {}
    except ValueError:
        profile = None
    if not isinstance(profile, dict):
        raise Malformed("Standard input is not a council's profile as one JSON object.")
    return profile


@app.command()
def council(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Show the council's profile, or change it from the JSON object on standard input."""
    typed = _given_profile()
    with at_desk(desk, today, secret, writing=bool(typed)) as (opened, now):
        if typed:
            council_profile.save_council(opened, typed, now)
        profile = council_profile.council(opened)
    answer(profile, as_json, _profile_lines)


def _profile_lines(profile: CouncilProfile) -> list[str]:
    held = {one.name: getattr(profile, one.name) for one in fields(profile) if one.name != "missing"}
    rows = [[key, ", ".join(map(str, value)) if isinstance(value, list) else value] for key, value in held.items()]
    lacking = [f"Before you make a letter, enter: {', '.join(profile.missing)}."] if profile.missing else []
    return [*columns(rows, ["detail", "value"]), *lacking]


@audit.command(name="verify")
def audit_verify(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    head: Annotated[
        str | None, typer.Option(help="A printed head, to check against the history.", metavar="HEAD")
    ] = None,
) -> None:
    """Check the history against its anchor, from the first row; exit 1 if it is not intact."""
    with at_desk(desk, today, secret) as (opened, _):
        audit = jobs.audit_verify(opened, head)
    lines = [f"{audit.rows} rows: {audit.state}", f"head {audit.head}"]
    if audit.why:
        lines.insert(1, f"First bad row: {audit.first_bad} ({audit.why})")
    if audit.printed:
        lines.append(f"The printed head is row {audit.printed.row}, recorded {iso(audit.printed.recorded)}")
    elif head is not None:
        lines.append("No row has the printed head: it was not printed from this history")
    answer(audit, as_json, lambda _: lines)
    raise typer.Exit(0 if audit.state == "whole" and (head is None or audit.printed) else 1)


@app.command()
def doctor(desk: DeskAt = None, as_json: AsJson = False) -> None:
    """Check versions, libraries, permissions, swap and the terminal; exit 1 if something needs fixing."""
    machine = checks(desk or default_desk())
    lines = [f"{'ok ' if one.ok else 'FIX'}  {one.what}" + ("" if one.ok else f": {one.mend}") for one in machine]
    answer(machine, as_json, lambda _: lines)
    raise typer.Exit(0 if all(one.ok for one in machine) else 1)


@app.command(name="schema")
def schema_of(
    words: Annotated[
        list[str] | None, typer.Argument(help="The command, like 'retention plan'.", metavar="COMMAND")
    ] = None,
) -> None:
    """The JSON Schema of a command's --json answer; without a command, lists those that have one."""
    from dpo_console.desk import schemas

    if words:
        print(json.dumps(schemas.schema(" ".join(words)), indent=2))
    else:
        print("\n".join(schemas.answers()))


def _new(descriptor: int | None, prompt: str) -> str:
    if descriptor is not None:
        return read_secret(descriptor)
    typed = ask(prompt)
    if ask("Again: ") != typed:
        raise Refused("The two passphrases differ. Nothing was changed. Start again.")
    return typed


def _report(what: str) -> None:
    if what:
        print(f"{what} ...", file=sys.stderr)


@officers.command(name="list")
def officer_list(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Who can open the desk."""
    with at_desk(desk, today, secret) as (opened, _):
        listed = jobs.officers(opened)
    rows = [[one.officer, "recovery code" if one.recovery else "passphrase", "you" * one.you] for one in listed]
    answer(listed, as_json, lambda _: columns(rows, ["Officer", "Opens by", ""]))


@officers.command(name="add")
def officer_add(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    new: NewSecret = None,
    officer: Annotated[str | None, typer.Option(help="The officer's name, shown on what they record.")] = None,
) -> None:
    """Give another officer a key slot; they type their own passphrase."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        officer = officer or _officer_typed()
        jobs.add_officer(opened, officer, _new(new, "Their passphrase (15 characters or four words): "), now)
    print(f"{officer} can open the desk.")


@officers.command(name="passphrase")
def officer_passphrase(desk: DeskAt = None, today: Today = None, secret: Secret = None, new: NewSecret = None) -> None:
    """Change your own passphrase; the recovery code can be used instead of the old one."""
    folder = desk or default_desk()
    old = read_secret(secret) if secret is not None else ask("Passphrase now, or the recovery code: ")
    with at_desk(folder, today, None, writing=True, passphrase=old) as (opened, now):
        jobs.change_passphrase(opened, old, _new(new, "New passphrase (15 characters or four words): "), now)
    print("Your passphrase is changed.")


@officers.command(name="revoke")
def officer_revoke(
    officer: Annotated[str, typer.Argument(help="The officer, as 'officer list' shows them.", metavar="OFFICER")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Remove an officer's key slot."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        jobs.revoke_officer(opened, officer, now)
    print(
        f"{officer} can no longer open this desk. With a copy of an older key file they can: dpo-console help security"
    )


@officers.command(name="code")
def officer_code(desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Make a new recovery code to print; the old one stops working."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        code = jobs.renew_code(opened, now)
    print(f"Recovery code, shown only once. Print it and lock it away: {code}")


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to make, or a folder for it.", metavar="FILE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Make one sealed file of the desk and prove it; a console can go on working meanwhile."""
    with at_desk(desk, today, secret, writing=True, else_reading=True) as (opened, now):
        made = jobs.make_backup(opened, path, now, _report)
    lines = [
        f"{made.path}: {made.bytes:,} bytes, {made.originals} originals, {made.tables} tables, verified",
        f"{made.rows} rows, head {made.head}",
    ]
    if not made.recorded:
        lines.append("Another console has the desk open, so this backup is not recorded in the history.")
    answer(made, as_json, lambda _: lines)


@app.command()
def restore(
    path: File,
    only_drill: Annotated[bool, typer.Option("--drill", help="Restore to a temporary folder, and compare.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Prove a backup, then put it in place of the desk; the present desk is set aside, complete."""
    folder = desk or default_desk()
    if today and not (opening.desk_exists(folder) and opening.is_demo(folder)):
        raise Refused("--today works only on a demo desk. Leave it out.")
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase of the backup: ")
    if only_drill:
        drill = restoring.drill(path, folder, passphrase, _report)
        answer(drill, as_json, _drilled)
        raise typer.Exit(0 if all(one.same for one in drill.tables) else 1)
    done = restoring.restore(path, folder, passphrase, an_instant(today), _report)
    answer(done, as_json, _restored)


def _restored(done: Restored) -> list[str]:
    lines = [f"The desk at {done.path} is restored to {done.made:%Y-%m-%d %H:%M} UTC ({done.rows} rows)."]
    if done.aside:
        lines.append(f"The replaced desk is at {done.aside}, complete. Delete it when you are sure.")
    if done.lost:
        lines.append(f"It had {done.lost} rows of history that the backup does not. Do those acts again.")
    if done.present_slots:
        lines.append("The replaced desk's passphrases still apply.")
    lines += _returned(done.returned)
    return lines


def _returned(back: Returned | None) -> list[str]:
    if back is None:
        return [
            "! The replaced desk cannot be read. Check your disposal certificates for what was erased since the backup."
        ]
    erased = [f"record {number}" for number in back.records] + list(back.cases)
    if not erased:
        return []
    more = f" and {len(erased) - 10} more" if len(erased) > 10 else ""
    return [
        f"! {len(erased)} erased since the backup are back: {', '.join(erased[:10])}{more}. Erase them again: "
        "'dispose propose' for what is due, 'dispose erase' for requests for erasure."
    ]


def _drilled(done: Drill) -> list[str]:
    rows = [[one.table, one.rows, "=" if one.same else "! differs", one.digest[:16]] for one in done.tables]
    since = {None: "", 0: "The desk has not changed since."}.get(
        done.since, f"The desk has gained {done.since} rows since."
    )
    counts = f"{len(rows)} tables compared, {done.originals} originals opened, {done.rows} rows of history verified."
    return [*columns(rows, ["Table", "Rows", "", "Digest"]), "", f"{counts} {since}".strip()]
