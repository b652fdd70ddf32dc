"""Commands for source files and column layouts, and for the attachments of a case."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.records.items import Imported, Ledger
from casework.records.layouts import KeptMap
from dpo_console.jobs import attachments, outgoing
from dpo_console.options import AsJson, DeskAt, Ref, Secret, Today, at_desk, bytes_in
from dpo_console.plain import answer
from dpo_console.records import jobs

app = typer.Typer(rich_markup_mode=None)

ANSWERS: dict[str, object] = {"import": Imported, "layouts": list[KeptMap]}
"""The type each command's answer has, by its name on the command line."""


@app.command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Workforce files, or the attachments of --case.")],
    case: Annotated[str | None, typer.Option(help="Keep the files with this case.", metavar="REF")] = None,
    explained: Annotated[
        Path | None, typer.Option("--map", help="What the files' headings mean, as JSON; kept.", metavar="FILE")
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Import workforce files into the register, or keep files with a case; prints each file's ledger."""
    if case and explained:
        raise Refused("--map explains workforce files, and --case keeps files as received. Use only one of them.")
    layout = _map_in(explained) if explained else None
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if case:
            imported = attachments.attach_files(opened, case, paths, now)
        else:
            imported = jobs.import_files(opened, paths, now, progress=_progress, layout=layout)
    answer(imported, as_json, lambda _: [line for source in imported.sources for line in _ledger(source)])


def _map_in(path: Path) -> object:
    try:
        value: object = json.loads(bytes_in(path))
        return value
    except ValueError:
        raise Malformed(f"{path.name} is not JSON. A map must be one JSON object.") from None


@app.command()
def layouts(
    forget: Annotated[str | None, typer.Option(help="Forget the layout with this name.", metavar="NAME")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """List the column layouts that were explained, or forget one."""
    with at_desk(desk, today, secret, writing=bool(forget)) as (opened, now):
        if forget:
            jobs.forget_layout(opened, forget, now)
        kept = jobs.kept_layouts(opened)
    answer(kept, as_json, lambda _: [line for one in kept for line in _layout(one)] or ["No layouts are kept."])


def _layout(one: KeptMap) -> list[str]:
    head = f"{one.name}: {one.class_}, dates {one.days}, kept {one.kept:%Y-%m-%d}"
    return [head, *(f"  {heading}: {what}" for heading, what in one.headings.items())]


def _progress(done: int, total: int, what: str) -> None:
    if sys.stderr.isatty() and total > 5000:
        print(f"\r{what} {done} of {total} (Ctrl+C stops) ", end="" if done < total else "\n", file=sys.stderr)


def _ledger(source: Ledger) -> list[str]:
    head = f"{source.name}: {source.reader}, source {source.source}, {source.state}"
    return [head, f"  {source.balance()}", *source.warning_lines()]


@app.command()
def attachment(
    ref: Ref,
    number: Annotated[int, typer.Argument(help="The number 'show' gives it.", metavar="N")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write it to.", metavar="DIR")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Write a case's attachments to a folder, as they were received."""
    with at_desk(desk, today, secret) as (opened, _):
        print(attachments.save_attachment(opened, ref, number, out))
    print(outgoing.unchecked("attachment"), file=sys.stderr)
