"""Commands about the desk itself."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from casework import Refused
from dpo_console import jobs
from dpo_console.__main__ import default_desk
from dpo_console.cli import (
    AsJson,
    DeskAt,
    Secret,
    Today,
    a_day,
    an_instant,
    answer,
    ask,
    at_desk,
    columns,
    command,
    read_secret,
)
from dpo_console.commands.cases import a_note


@command()
def demo(
    at: Annotated[Path | None, typer.Option("--at", help="Where to make it.", metavar="DIR")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print where it is.")] = False,
    today: Today = None,
) -> None:
    """Make a desk with a synthetic council in it, and open it; its passphrase is 'demo'."""
    folder = at or default_desk().with_name("dpo-console-demo")
    now = an_instant(today)
    if jobs.desk_exists(folder):
        if not jobs.is_demo(folder):
            raise Refused(f"{folder} holds a desk that is no demo: give another folder with --at.")
        print(f"The demo desk at {folder} is there already; delete the folder to make it anew.", file=sys.stderr)
    else:
        if at and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty: give a new folder with --at.")
        jobs.make_demo(folder, now, lambda what: print(what, file=sys.stderr))
    print(f"The demo desk's passphrase is: {jobs.DEMO}", file=sys.stderr)
    if no_open:
        print(folder)
        return
    from dpo_console import app

    raise typer.Exit(app.run(folder, today=a_day(today) if today else None, passphrase=jobs.DEMO))


@command()
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
    if jobs.desk_exists(folder):
        raise Refused(f"There is a desk in {folder} already: open it, or give another folder with --desk.")
    officer = officer or typer.prompt("Officer (stands beside every act)", default="Data Protection Officer", err=True)
    passphrase = read_secret(secret) if secret is not None else ask("Passphrase (15 characters or four words): ")
    if secret is None and ask("Again: ") != passphrase:
        raise Refused("The two passphrases differ: nothing was made; start again.")
    profile = _details({"name": council} if council else {}, piped=secret != 0)
    code = jobs.create_desk(folder, passphrase, officer, an_instant(None), profile)
    print(f"The desk is at {folder}")
    print(f"Recovery code, shown once; print it and lock it away: {code}")
    lacking = [words for key, words in jobs.DETAILS.items() if not profile.get(key)]
    if lacking:
        print(f"Still to enter, with 'dpo-console council', before any letter: {', '.join(lacking)}.", file=sys.stderr)


def _details(known: dict[str, Any], *, piped: bool) -> dict[str, Any]:
    """The council's details: asked for one by one at a terminal, or the JSON on standard input.

    Not `piped` where the passphrase came on it.
    """
    if not piped:
        return known
    if sys.stdin is None or not sys.stdin.isatty():
        return _given_profile() | known
    print("The council's details, as letters give them. Press enter to leave one for later.", file=sys.stderr)
    typed = {
        key: typer.prompt(f"{words[:1].upper()}{words[1:]}{' (with commas between its lines)' * (key == 'address')}",
                          default="", show_default=False, err=True).strip()
        for key, words in jobs.DETAILS.items() if key not in known
    }  # fmt: skip
    if "address" in typed:
        typed["address"] = [line.strip() for line in typed["address"].split(",") if line.strip()]
    return {key: value for key, value in typed.items() if value} | known


def _given_profile() -> dict[str, Any]:
    """The profile on standard input, or nothing where nothing comes. Raises Refused where it is no JSON object."""
    text = a_note()
    try:
        said = json.loads(text) if text else {}
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused("Standard input is not a council's profile as one JSON object: the README shows one.")
    return said


@command()
def council(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Show the council's profile; change what the JSON object on standard input gives."""
    said = _given_profile()
    with at_desk(desk, today, secret, writing=bool(said)) as (opened, now):
        if said:
            jobs.save_council(opened, said, now)
        found = jobs.council(opened)
    answer(found, as_json, _profile_lines)


def _profile_lines(found: dict[str, Any]) -> list[str]:
    rows = [[key, ", ".join(held) if isinstance(held, list) else held] for key, held in found.items()]
    lacking = [f"Enter before any letter is made: {', '.join(found['missing'])}."] if found["missing"] else []
    return [*columns([row for row in rows if row[0] != "missing"], ["detail", "as it stands"]), *lacking]


@command("audit", name="verify")
def audit_verify(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    head: Annotated[
        str | None, typer.Option(help="A head that was printed, to be held against the history.", metavar="HEAD")
    ] = None,
) -> None:
    """Read the whole history against its anchor; exit 1 where it is not whole."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.audit_verify(opened, head)
    lines = [f"{found['rows']} rows: {found['state']}", f"head {found['head']}"]
    if found["why"]:
        lines.insert(1, f"First bad row: {found['first_bad']} ({found['why']})")
    known = head is None or found["printed"] is not None
    if head is not None:
        held = found["printed"] or {}
        said = f"The printed head is row {held.get('row')}, recorded {held.get('recorded')}"
        lines.append(said if known else "No row has the printed head: this is not the history it was printed from")
    answer(found, as_json, lambda _: lines)
    raise typer.Exit(0 if found["state"] == "whole" and known else 1)


@command()
def doctor(desk: DeskAt = None, as_json: AsJson = False) -> None:
    """Check versions, libraries, permissions, swap and the terminal; exit 1 where something is to be mended."""
    from dpo_console.doctor import checks

    found = checks(desk or default_desk())
    lines = [
        f"{'ok  ' if one['ok'] else 'MEND'}  {one['what']}" + ("" if one["ok"] else f": {one['mend']}") for one in found
    ]
    answer(found, as_json, lambda _: lines)
    raise typer.Exit(0 if all(one["ok"] for one in found) else 1)
