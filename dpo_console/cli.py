"""The command line: every job without the screen, for scripts, for printing, and for people who use a screen reader.

Exit status: 0 done, 1 a finding, 2 wrong use or refused input, with one line that says what to do.
"""

import contextlib
import functools
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from casework import Refused
from dpo_console.__main__ import default_desk
from dpo_console.plain import clean

app = typer.Typer(
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="The casework of a council's Data Protection Officer. Without a command it opens full screen.",
)

DeskAt = Annotated[Path | None, typer.Option("--desk", help="The desk's folder.", metavar="DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on standard output.")]
Today = Annotated[
    str | None, typer.Option("--today", help="Rehearse another day; on a demo desk only.", metavar="DATE")
]
Secret = Annotated[
    int | None, typer.Option("--passphrase-fd", help="Read the passphrase from this file descriptor.", metavar="N")
]
Ref = Annotated[str, typer.Argument(help="The case's reference, like SAR-2026-0001.", metavar="REF")]


def run() -> None:
    """Run the command line; what is refused is one line on standard error and exit status 2."""
    # each module registers its commands
    from dpo_console.commands import (  # noqa: F401
        breaches,
        cases,
        desk,
        disposing,
        holdings,
        keeping,
        person,
        register,
        retaining,
    )

    try:
        app(prog_name="dpo-console")
    except Refused as refused:
        print(clean(str(refused)), file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as wrong:  # the words of an exception may hold somebody's data: only its place is told
        from dpo_console.crash import report

        print(report(wrong), file=sys.stderr)
        raise SystemExit(70) from None


@app.callback(invoke_without_command=True)
def screen(
    context: typer.Context,
    desk: DeskAt = None,
    today: Today = None,
    resume: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Open the desk, full screen. (`resume` is for the console itself, when it replaces its process.)"""
    if context.invoked_subcommand is None:
        from dpo_console import app as screens

        day = a_day(today) if today else None
        raise typer.Exit(screens.run(desk or default_desk(), today=day, resume=resume))


def command(*path: str, name: str | None = None) -> Callable[[Callable], Callable]:
    """Register a command under `app` or a group of it, with its docstring as help."""
    group = functools.reduce(_group, path, app)
    return group.command(name)


_groups: dict[str, typer.Typer] = {}


def _group(parent: typer.Typer, name: str) -> typer.Typer:
    if name not in _groups:
        helps = {
            "log": "Log a case from standard input.",
            "breach": "Work on a breach.",
            "audit": "Prove the history.",
            "retention": "How long records are kept, and what falls due.",
            "hold": "What must not be destroyed, whatever its time.",
            "dispose": "Destroy what is due, and prove it.",
            "officer": "Who can open the desk, and by what.",
        }
        _groups[name] = typer.Typer(help=helps[name], rich_markup_mode=None)
        parent.add_typer(_groups[name], name=name)
    return _groups[name]


@contextlib.contextmanager
def at_desk(
    desk: Path | None,
    today: str | None,
    secret: int | None,
    *,
    writing: bool = False,
    else_reading: bool = False,
    passphrase: str | None = None,
) -> Iterator[tuple[Any, datetime]]:
    """The open desk and the instant it is; asks for the passphrase where none was given.

    With `else_reading`, a desk that another console holds is opened for reading instead.
    """
    from dpo_console import jobs

    folder = desk or default_desk()
    if not jobs.desk_exists(folder):
        raise Refused(f"There is no desk at {folder}: 'dpo-console init' makes one, 'dpo-console demo' one to try.")
    demo = jobs.is_demo(folder)
    if today and not demo:
        raise Refused("--today is for rehearsal on a demo desk: this desk holds real casework.")
    now = an_instant(today)
    if passphrase is None:
        passphrase = read_secret(secret) if secret is not None else ("demo" if demo else ask("Passphrase: "))
    try:
        opened = jobs.open_desk(folder, passphrase, now=now, writing=writing)
    except jobs.Held:
        if not else_reading:
            raise
        opened = jobs.open_desk(folder, passphrase, now=now, writing=False)
    try:
        if opened.warning:
            print(clean(opened.warning), file=sys.stderr)
        yield opened, now
    finally:
        opened.close()


def an_instant(today: str | None) -> datetime:
    """Now in UTC, or that time of day on another day."""
    now = datetime.now(UTC).replace(microsecond=0)
    return datetime.combine(a_day(today), now.time(), tzinfo=UTC) if today else now


def a_day(text: str) -> date:
    """A day as people write it. Raises Refused where it is none."""
    from casework import clock

    return clock.day(text)


def ask(prompt: str) -> str:
    """A secret typed at the terminal, never echoed."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise Refused("No passphrase was given: type it at the prompt, or use --passphrase-fd.") from None


def read_secret(descriptor: int) -> str:
    """A secret from an open file descriptor, up to its first line's end."""
    try:
        with os.fdopen(descriptor, encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"No passphrase can be read from file descriptor {descriptor}: redirect one to it.") from None


def from_input(what: str) -> Any:
    """One JSON value from standard input. Raises Refused where there is none."""
    try:
        text = sys.stdin.buffer.read(20_000_000).decode("utf-8")
        return json.loads(text)
    except ValueError as wrong:
        where = f" (line {wrong.lineno})" if isinstance(wrong, json.JSONDecodeError) else ""
        raise Refused(f"Standard input is not {what} as JSON{where}: the README shows one.") from None


def answer(value: Any, as_json: bool, lines: Callable[[Any], list[str]]) -> None:
    """Print an answer: as one JSON value, or as plain lines."""
    if as_json:
        print(json.dumps(value, default=str))
        return
    for line in lines(value):
        print(clean(line))


def columns(rows: list[list[Any]], heads: list[str]) -> list[str]:
    """Rows under headings, each column as wide as it needs to be."""
    cells = [heads, *[["" if cell is None else clean(str(cell)) for cell in row] for row in rows]]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
