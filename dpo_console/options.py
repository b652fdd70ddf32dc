"""What the commands share: their options, the desk they open, and what they read before they begin."""

import contextlib
import getpass
import json
import os
import select
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework import Malformed, Refused
from dpo_console.folder import default_desk
from dpo_console.plain import clean
from dpo_console.remedies import on_command_line

if TYPE_CHECKING:
    from casework.desk.store import Desk

DeskAt = Annotated[Path | None, typer.Option("--desk", help="The desk's folder.", metavar="DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on standard output.")]
Today = Annotated[
    str | None, typer.Option("--today", help="Rehearse another date, only on a demo desk.", metavar="DATE")
]
Secret = Annotated[
    int | None, typer.Option("--passphrase-fd", help="Read the passphrase from this file descriptor.", metavar="N")
]
Ref = Annotated[str, typer.Argument(help="The case's reference, like SAR-2026-0001.", metavar="REF")]
Despite = Annotated[
    bool,
    typer.Option("--despite-conflict", help="Go on despite an identity conflict; the reason is on standard input."),
]


@contextlib.contextmanager
def at_desk(
    desk: Path | None,
    today: str | None,
    secret: int | None,
    *,
    writing: bool = False,
    else_reading: bool = False,
    passphrase: str | None = None,
) -> "Iterator[tuple[Desk, datetime]]":
    """The open desk and the current instant; asks for the passphrase if none was given.

    With `else_reading`, a desk that another console holds is opened for reading instead.
    """
    from dpo_console.jobs import opening

    folder = desk or default_desk()
    if not opening.desk_exists(folder):
        raise Refused(f"There is no desk at {folder}. Run: dpo-console init (or demo, to try it).")
    demo = opening.is_demo(folder)
    if today and not demo:
        raise Refused("--today works only on a demo desk. This desk holds real casework.")
    now = an_instant(today)
    if passphrase is None:
        passphrase = read_secret(secret) if secret is not None else ("demo" if demo else ask("Passphrase: "))
    try:
        opened = opening.open_desk(folder, passphrase, now=now, writing=writing)
    except opening.DeskInUse:
        if not else_reading:
            raise
        opened = opening.open_desk(folder, passphrase, now=now, writing=False)
    try:
        for warning in opened.warnings:
            print(clean(on_command_line(warning)), file=sys.stderr)
        yield opened, now
    finally:
        opened.close()


def an_instant(today: str | None) -> datetime:
    """Now in UTC, or this time of day on another date."""
    now = datetime.now(UTC).replace(microsecond=0)
    return datetime.combine(a_day(today), now.time(), tzinfo=UTC) if today else now


def a_day(text: str) -> date:
    """A date as people write it. Raises Refused if it is not a date."""
    from casework import clock

    return clock.day(text)


def ask(prompt: str) -> str:
    """A secret typed at the terminal, never echoed."""
    try:
        return getpass.getpass(prompt)
    except (EOFError, AttributeError):  # the latter if there is no terminal and standard input is closed
        raise Refused("No passphrase was given. Type it at the prompt, or use --passphrase-fd.") from None


def read_secret(descriptor: int) -> str:
    """A secret from an open file descriptor, up to its first line's end."""
    try:
        with os.fdopen(descriptor, encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"No passphrase can be read from file descriptor {descriptor}. Redirect one to it.") from None


def piped(most: int) -> bytes:
    """Standard input, up to `most` bytes. Raises Refused if it is closed."""
    if sys.stdin is None:
        raise Refused("Standard input is closed. Redirect a file or a pipe to it.")
    return sys.stdin.buffer.read(most)


def from_input(what: str) -> Any:
    """One JSON value from standard input. Raises Malformed if it is not JSON."""
    try:
        return json.loads(piped(20_000_000).decode("utf-8"))
    except (ValueError, RecursionError) as wrong:
        where = f" (line {wrong.lineno})" if isinstance(wrong, json.JSONDecodeError) else ""
        raise Malformed(f"Standard input is not {what} as JSON{where}.") from None


def bytes_in(path: Path) -> bytes:
    """The contents of a file. Raises Refused if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be read ({wrong.strerror}). Check the path.") from None


def a_note() -> str | None:
    """The note or reason on standard input; None if a pipe sends nothing within a second."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    if not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode) and not select.select([sys.stdin], [], [], 1)[0]:
        return None
    note = sys.stdin.read(4001).strip()
    if len(note) > 4000:
        raise Refused("The text on standard input is longer than 4,000 characters. Shorten it.")
    return note or None


@contextlib.contextmanager
def way_named(ref: str) -> Iterator[None]:
    """Adds to the sentence of a stop the command that removes it."""
    from dpo_console.jobs import stops

    ways = {
        "authority": f"Run: dpo-console event {ref} authority_received --on DATE (or answer_to_subject, with the "
        "address on standard input).",
        "conflict": f"Run: dpo-console person {ref} --despite-conflict (or pack {ref} --despite-conflict), with the "
        "reason on standard input.",
        "withdrawn": f"Run: dpo-console event {ref} reopened --on DATE.",
    }
    try:
        yield
    except stops.Stopped as stopped:
        raise Refused(f"{stopped} {ways[stopped.stop.kind]}") from None
