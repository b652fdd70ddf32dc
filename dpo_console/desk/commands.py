"""Commands for the desk itself: making one, the council, officers, backups, the history, checks of this machine."""

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
File = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


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
    """Make a desk with a synthetic council in it, and open it; its passphrase is 'demo'."""
    folder = at or default_desk().with_name("dpo-console-demo")
    now = an_instant(today)
    if opening.desk_exists(folder):
        if not opening.is_demo(folder):
            raise Refused(f"{folder} holds a desk that is no demo: give another folder with --at.")
        print(f"The demo desk at {folder} is there already; delete the folder to make it anew.", file=sys.stderr)
    else:
        if at and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty: give a new folder with --at.")
        demo_setup.make_demo(folder, now, lambda what: print(what, file=sys.stderr))
    print(f"The demo desk's passphrase is: {demo_setup.DEMO}", file=sys.stderr)
    if no_open:
        print(folder)
        return
    raise typer.Exit(context.obj(folder, today=a_day(today) if today else None, passphrase=demo_setup.DEMO))


@app.command()
def init(
    officer: Annotated[str | None, typer.Option(help="How the first officer's acts are signed.")] = None,
    council: Annotated[str | None, typer.Option(help="The council's name.")] = None,
    desk: DeskAt = None,
    secret: Secret = None,
) -> None:
    """Make an empty desk: the first officer, the council's details, and a recovery code to print.

    Details that are not typed come as JSON on standard input, with the keys of 'council'.
    """
    folder = desk or default_desk()
    if opening.desk_exists(folder):
        raise Refused(f"There is a desk in {folder} already: open it, or give another folder with --desk.")
    officer = officer or _officer_typed(default="Data Protection Officer")
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase (15 characters or four words): ")
    if secret is None and ask("Again: ") != passphrase:
        raise Refused("The two passphrases differ: nothing was made; start again.")
    profile = _details({"name": council} if council else {}, piped=secret != 0)
    code = jobs.create_desk(folder, passphrase, officer, an_instant(None), profile)
    print(f"The desk is at {folder}")
    print(f"Recovery code, shown once; print it and lock it away: {code}")
    lacking = [words for key, words in DETAILS.items() if not profile.get(key)]
    if lacking:
        print(f"Still to enter, with 'dpo-console council', before any letter: {', '.join(lacking)}.", file=sys.stderr)


def _officer_typed(default: str | None = None) -> str:
    if sys.stdin is None:
        raise Refused("Standard input is closed: name the officer with --officer.")
    return str(typer.prompt("Officer (stands beside every act)", err=True, default=default))


def _details(known: dict[str, object], *, piped: bool) -> dict[str, object]:
    """The council's details: asked for one by one at a terminal, or the JSON on standard input.

    Not `piped` where the passphrase came on it.
    """
    if not piped:
        return known
    if sys.stdin is None or not sys.stdin.isatty():
        return {**_given_profile(), **known}
    print("The council's details, as letters give them. Press enter to leave one for later.", file=sys.stderr)
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
    """The profile on standard input, or nothing where nothing comes. Raises Refused where it is no JSON object."""
    text = a_note()
    try:
        said = json.loads(text) if text else {}
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Malformed("Standard input is not a council's profile as one JSON object.")
    return said


@app.command()
def council(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Show the council's profile, or change it from the JSON object on standard input."""
    said = _given_profile()
    with at_desk(desk, today, secret, writing=bool(said)) as (opened, now):
        if said:
            council_profile.save_council(opened, said, now)
        found = council_profile.council(opened)
    answer(found, as_json, _profile_lines)


def _profile_lines(found: CouncilProfile) -> list[str]:
    held = {one.name: getattr(found, one.name) for one in fields(found) if one.name != "missing"}
    rows = [[key, ", ".join(map(str, value)) if isinstance(value, list) else value] for key, value in held.items()]
    lacking = [f"Enter before any letter is made: {', '.join(found.missing)}."] if found.missing else []
    return [*columns(rows, ["detail", "as it stands"]), *lacking]


@audit.command(name="verify")
def audit_verify(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    head: Annotated[
        str | None, typer.Option(help="A head that was printed, to be held against the history.", metavar="HEAD")
    ] = None,
) -> None:
    """Check the history against its anchor, from the first row; exit 1 if it is not intact."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.audit_verify(opened, head)
    lines = [f"{found.rows} rows: {found.state}", f"head {found.head}"]
    if found.why:
        lines.insert(1, f"First bad row: {found.first_bad} ({found.why})")
    if found.printed:
        lines.append(f"The printed head is row {found.printed.row}, recorded {iso(found.printed.recorded)}")
    elif head is not None:
        lines.append("No row has the printed head: this is not the history it was printed from")
    answer(found, as_json, lambda _: lines)
    raise typer.Exit(0 if found.state == "whole" and (head is None or found.printed) else 1)


@app.command()
def doctor(desk: DeskAt = None, as_json: AsJson = False) -> None:
    """Check versions, libraries, permissions, swap and the terminal; exit 1 if something needs fixing."""
    found = checks(desk or default_desk())
    lines = [f"{'ok  ' if one.ok else 'MEND'}  {one.what}" + ("" if one.ok else f": {one.mend}") for one in found]
    answer(found, as_json, lambda _: lines)
    raise typer.Exit(0 if all(one.ok for one in found) else 1)


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
        raise Refused("The two passphrases differ: nothing was changed; start again.")
    return typed


def _told(what: str) -> None:
    if what:
        print(f"{what} ...", file=sys.stderr)


@officers.command(name="list")
def officer_list(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Who can open the desk."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.officers(opened)
    rows = [[one.officer, "recovery code" if one.recovery else "passphrase", "you" * one.you] for one in found]
    answer(found, as_json, lambda _: columns(rows, ["Officer", "Opens by", ""]))


@officers.command(name="add")
def officer_add(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    new: NewSecret = None,
    officer: Annotated[str | None, typer.Option(help="How the officer's acts are signed.")] = None,
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
    officer: Annotated[str, typer.Argument(help="Whose, as 'officer list' shows it.", metavar="OFFICER")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Remove an officer's key slot."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        jobs.revoke_officer(opened, officer, now)
    print(f"{officer} cannot open this desk any more. A copy of an older key file can: dpo-console help security")


@officers.command(name="code")
def officer_code(desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Make a new recovery code to print; the old one stops working."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        code = jobs.renew_code(opened, now)
    print(f"Recovery code, shown once; print it and lock it away: {code}")


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
        made = jobs.make_backup(opened, path, now, _told)
    lines = [
        f"{made.path}: {made.bytes:,} bytes, {made.originals} originals, {made.tables} tables, proved whole",
        f"{made.rows} rows, head {made.head}",
    ]
    if not made.recorded:
        lines.append("Another console has the desk open, so that this backup does not stand in the history.")
    answer(made, as_json, lambda _: lines)


@app.command()
def restore(
    path: File,
    only_drill: Annotated[bool, typer.Option("--drill", help="Restore to a scratch place only, and compare.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Prove a backup, then put it in place of the desk; the present desk is set aside, complete."""
    folder = desk or default_desk()
    if today and not (opening.desk_exists(folder) and opening.is_demo(folder)):
        raise Refused("--today is for rehearsal on a demo desk: leave it out.")
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase of the backup: ")
    if only_drill:
        found = restoring.drill(path, folder, passphrase, _told)
        answer(found, as_json, _drilled)
        raise typer.Exit(0 if all(one.same for one in found.tables) else 1)
    done = restoring.restore(path, folder, passphrase, an_instant(today), _told)
    answer(done, as_json, _restored)


def _restored(done: Restored) -> list[str]:
    lines = [f"The desk at {done.path} is as it was on {done.made:%Y-%m-%d %H:%M} UTC ({done.rows} rows)."]
    if done.aside:
        lines.append(f"The desk that stood there is whole at {done.aside}: delete it when you are sure.")
    if done.lost:
        lines.append(f"It had {done.lost} rows of history that the backup has not: do those acts again.")
    if done.present_slots:
        lines.append("Passphrases are those of the desk that stood there.")
    lines += _returned(done.returned)
    return lines


def _returned(back: Returned | None) -> list[str]:
    if back is None:
        return ["! The desk that stood there cannot be read: its certificates say whether anything was erased since."]
    said = [f"record {number}" for number in back.records] + list(back.cases)
    if not said:
        return []
    more = f" and {len(said) - 10} more" if len(said) > 10 else ""
    return [
        f"! {len(said)} that had been erased since are back: {', '.join(said[:10])}{more}. Erase them again: "
        "'dispose propose' takes what is due, 'dispose erase' what a request for erasure asks."
    ]


def _drilled(found: Drill) -> list[str]:
    rows = [[one.table, one.rows, "=" if one.same else "! differs", one.digest[:16]] for one in found.tables]
    since = {None: "", 0: "The desk has not gone on since."}.get(
        found.since, f"The desk has gone on by {found.since} rows since."
    )
    said = f"{len(rows)} tables compared, {found.originals} originals opened, {found.rows} rows of history whole."
    return [*columns(rows, ["Table", "Rows", "", "Digest"]), "", f"{said} {since}".strip()]
