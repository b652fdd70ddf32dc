"""Commands that keep the desk: officers, backups, bringing one back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casework import Refused
from dpo_console import jobs
from dpo_console.__main__ import default_desk
from dpo_console.cli import (
    AsJson,
    DeskAt,
    Secret,
    Today,
    an_instant,
    answer,
    ask,
    at_desk,
    columns,
    command,
    read_secret,
)

NewSecret = Annotated[
    int | None,
    typer.Option("--new-passphrase-fd", help="Read the new passphrase from this file descriptor.", metavar="N"),
]
File = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


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


@command("officer", name="list")
def officer_list(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Who can open the desk."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.officers(opened)
    rows = [[one["officer"], "recovery code" if one["recovery"] else "passphrase", "you" * one["you"]] for one in found]
    answer(found, as_json, lambda _: columns(rows, ["Officer", "Opens by", ""]))


@command("officer", name="add")
def officer_add(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    new: NewSecret = None,
    officer: Annotated[str | None, typer.Option(help="How the officer's acts are signed.")] = None,
) -> None:
    """Give another officer a key slot; they type their own passphrase."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        officer = officer or typer.prompt("Officer (stands beside every act)", err=True)
        jobs.add_officer(opened, officer, _new(new, "Their passphrase (15 characters or four words): "), now)
    print(f"{officer} can open the desk.")


@command("officer", name="passphrase")
def officer_passphrase(desk: DeskAt = None, today: Today = None, secret: Secret = None, new: NewSecret = None) -> None:
    """Change your own passphrase; the recovery code may stand for the old one."""
    folder = desk or default_desk()
    old = read_secret(secret) if secret is not None else ask("Passphrase now, or the recovery code: ")
    with at_desk(folder, today, None, writing=True, passphrase=old) as (opened, now):
        jobs.change_passphrase(opened, old, _new(new, "New passphrase (15 characters or four words): "), now)
    print("Your passphrase is changed.")


@command("officer", name="revoke")
def officer_revoke(
    officer: Annotated[str, typer.Argument(help="Whose, as 'officer list' shows it.", metavar="OFFICER")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Take an officer's key slot away."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        jobs.revoke_officer(opened, officer, now)
    print(f"{officer} cannot open this desk any more. A copy of an older key file still can: see SECURITY.md.")


@command("officer", name="code")
def officer_code(desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Make a new recovery code to print; the old one opens nothing any more."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        code = jobs.renew_code(opened, now)
    print(f"Recovery code, shown once; print it and lock it away: {code}")


@command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to make, or a folder for it.", metavar="FILE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Make one sealed file of the whole desk and prove it; a console may go on working meanwhile."""
    with at_desk(desk, today, secret, writing=True, else_reading=True) as (opened, now):
        made = jobs.make_backup(opened, path, now, _told)
    lines = [
        f"{made['path']}: {made['bytes']:,} bytes, {made['originals']} originals, "
        f"{made['tables']} tables, proved whole",
        f"{made['rows']} rows, head {made['head']}",
    ]
    if not made["recorded"]:
        lines.append("Another console has the desk open, so that this backup does not stand in the history.")
    answer(made, as_json, lambda _: lines)


@command()
def restore(
    path: File,
    only_drill: Annotated[bool, typer.Option("--drill", help="Restore to a scratch place only, and compare.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Prove a backup, then put it in the desk's place; the desk that stood there is set aside, whole."""
    folder = desk or default_desk()
    if today and not (jobs.desk_exists(folder) and jobs.is_demo(folder)):
        raise Refused("--today is for rehearsal on a demo desk: leave it out.")
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase of the backup: ")
    if only_drill:
        found = jobs.drill(path, folder, passphrase, _told)
        answer(found, as_json, _drilled)
        raise typer.Exit(0 if all(one["same"] for one in found["tables"]) else 1)
    done = jobs.restore_desk(path, folder, passphrase, an_instant(today), _told)
    answer(done, as_json, _restored)


def _restored(done: dict) -> list[str]:
    lines = [
        f"The desk at {done['path']} is as it was on {done['made'][:16].replace('T', ' ')} UTC ({done['rows']} rows)."
    ]
    if done["aside"]:
        lines.append(f"The desk that stood there is whole at {done['aside']}: delete it when you are sure.")
    if done["lost"]:
        lines.append(f"It had {done['lost']} rows of history that the backup has not: do those acts again.")
    if done["present_slots"]:
        lines.append("Passphrases are those of the desk that stood there.")
    lines += _returned(done["returned"])
    return lines


def _returned(back: dict | None) -> list[str]:
    if back is None:
        return ["! The desk that stood there cannot be read: its certificates say whether anything was erased since."]
    said = [f"record {number}" for number in back["records"]] + list(back["cases"])
    if not said:
        return []
    more = f" and {len(said) - 10} more" if len(said) > 10 else ""
    return [
        f"! {len(said)} that had been erased since are back: {', '.join(said[:10])}{more}. Erase them again: "
        "'dispose propose' takes what is due, 'dispose erase' what a request for erasure asks."
    ]


def _drilled(found: dict) -> list[str]:
    rows = [
        [one["table"], one["rows"], "=" if one["same"] else "! differs", one["digest"][:16]] for one in found["tables"]
    ]
    since = {None: "", 0: "The desk has not gone on since."}.get(
        found["since"], f"The desk has gone on by {found['since']} rows since."
    )
    said = f"{len(rows)} tables compared, {found['originals']} originals opened, {found['rows']} rows of history whole."
    return [*columns(rows, ["Table", "Rows", "", "Digest"]), "", f"{said} {since}".strip()]
