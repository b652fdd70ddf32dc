"""Commands for the privacy notice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from casework import Refused, clock
from casework.notice.findings import NoticeFinding
from casework.notice.reading import as_facts
from casework.timeline.events import day_of
from dpo_console.notice import jobs, printed
from dpo_console.notice.jobs import ExportedNotice, ListedNotice, NoticeInFull, ProposedNotice
from dpo_console.notice.printed import NoticeDifference, PrintedNotice
from dpo_console.options import AsJson, DeskAt, Secret, Today, at_desk, bytes_in
from dpo_console.plain import answer, columns

app = typer.Typer(rich_markup_mode=None)
privacy_notice = typer.Typer()
app.add_typer(privacy_notice, name="notice")

Number = Annotated[int | None, typer.Option("--version", help="This version.", metavar="NUMBER")]


@privacy_notice.command(name="show")
def show_notice(
    number: Number = None,
    proposed: Annotated[
        bool, typer.Option("--proposed", help="The newest version with every proposal adopted.")
    ] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """What the privacy notice in force says, section by section."""
    if proposed and number is not None:
        raise Refused("Use --version or --proposed, not both.")
    with at_desk(desk, today, secret) as (opened, now):
        made: NoticeInFull | ProposedNotice
        if proposed:
            made = jobs.proposed_notice(opened, day_of(now))
        else:
            made = jobs.notice_in_full(opened, day_of(now), number)
    answer(made, as_json, _in_words)


def _in_words(one: NoticeInFull | ProposedNotice) -> list[str]:
    if isinstance(one, ProposedNotice):
        head = f"As proposed, from version {one.based_on}"
    else:
        head = f"Version {one.number}: {_when(one)}. {_count(one.findings)}"
    return [head, "", *_outline(as_facts(one.notice), "")]


def _outline(facts: object, margin: str) -> Iterator[str]:
    """Every fact of a notice with its name, indented as it is nested."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            if value in (None, "", [], False):
                continue
            if isinstance(value, dict | list):
                yield f"{margin}{name}"
                yield from _outline(value, f"{margin}  ")
            else:
                yield f"{margin}{name}: {value}"
    elif isinstance(facts, list):
        for value in facts:
            if isinstance(value, dict):
                first, *rest = _outline(value, f"{margin}  ")
                yield f"{margin}- {first.strip()}"
                yield from rest
            else:
                yield f"{margin}- {value}"


def _when(one: ListedNotice) -> str:
    if one.first is None:
        return "a draft"
    return f"in force from {one.first:%d/%m/%Y}{f' to {one.last:%d/%m/%Y}' if one.last else ''}"


def _count(findings: int) -> str:
    return "1 finding" if findings == 1 else f"{findings or 'No'} findings"


@privacy_notice.command(name="findings")
def list_findings(
    number: Number = None, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """What is wrong in the notice under the law of today; without a version, in the newest."""
    with at_desk(desk, today, secret) as (opened, now):
        on = day_of(now)
        one = jobs.newest_notice(opened, on) if number is None else jobs.notice_in_full(opened, on, number)
    head = f"Version {one.number}: {_when(one)}. {_count(one.findings)}"
    answer(list(one.found), as_json, lambda found: [head, *(line for each in found for line in _finding_words(each))])


def _finding_words(one: NoticeFinding) -> list[str]:
    checked = "" if one.checked else " (text of the provision not checked)"
    return [
        "",
        f"{one.id}: {one.section}",
        f"  {one.paragraph}{checked}",
        f"  {one.why}",
        f"  Proposed: {one.proposed}",
    ]


@privacy_notice.command(name="versions")
def list_versions(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every version of the notice, with its days in force."""
    with at_desk(desk, today, secret) as (opened, now):
        listed = jobs.list_versions(opened, day_of(now))
    answer(listed, as_json, lambda them: columns([_row(one, them[0].number) for one in them], HEADS))


HEADS = ["version", "in force", "findings", "author", "saved", "adopted"]


def _row(one: ListedNotice, newest: int) -> list[object]:
    when = "replaced" if one.first is None and one.number < newest else _when(one)
    return [one.number, when, one.findings, one.author or "as published", one.recorded, ", ".join(one.adopted)]


@privacy_notice.command(name="export")
def export_notice(
    file: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE")],
    number: Number = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Write a version of the notice to a file to edit; without a version, the newest."""
    with at_desk(desk, today, secret) as (opened, _):
        made = jobs.export_notice(opened, file, number)
    answer(made, as_json, lambda one: [f"{one.path}  version {one.number}"])


@privacy_notice.command(name="print")
def print_notice(
    file: Annotated[
        Path, typer.Option("--out", help="The file to write: its name ends with .pdf, .txt or .html.", metavar="FILE")
    ],
    number: Number = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Write the notice as people read it; without a version, the one in force."""
    with at_desk(desk, today, secret) as (opened, now):
        made = printed.print_notice(opened, file, day_of(now), number)
    answer(made, as_json, lambda one: [f"{one.path}  version {one.number}"])


@privacy_notice.command(name="diff")
def compare_versions(
    before: Annotated[int, typer.Argument(help="The earlier version.", metavar="BEFORE")],
    after: Annotated[int, typer.Argument(help="The later version.", metavar="AFTER")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """What two versions say differently, section by section."""
    with at_desk(desk, today, secret) as (opened, now):
        made = printed.notice_difference(opened, before, after, day_of(now))
    answer(made, as_json, _compared)


def _compared(one: NoticeDifference) -> list[str]:
    if not one.sections:
        return [f"Versions {one.before} and {one.after} say the same."]
    return [line for each in one.sections for line in (each.heading, *each.lines, "")]


@privacy_notice.command(name="import")
def import_notice(
    file: Annotated[Path, typer.Argument(help="A file that 'notice export' wrote.", metavar="FILE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Save the notice in a file as the draft."""
    data = bytes_in(file)
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.import_notice(opened, data, now)
    answer(made, as_json, _made)


@privacy_notice.command(name="adopt")
def adopt_findings(
    findings: Annotated[
        list[str], typer.Argument(help="Findings, as 'notice findings' lists them.", metavar="FINDING")
    ],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Adopt the proposed wording of findings in the draft."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.adopt_findings(opened, findings, now)
    answer(made, as_json, _made)


@privacy_notice.command(name="in-force")
def put_in_force(
    first: Annotated[str, typer.Option("--from", help="The first day, like 2026-12-14.", metavar="DAY")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Put the draft in force from a date."""
    day = clock.day(first)
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.put_notice_in_force(opened, day, now)
    answer(made, as_json, _made)


@privacy_notice.command(name="undo")
def undo_notice(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Undo the last change of the draft, or that a version to come is put in force."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.undo_notice(opened, now)
    answer(made, as_json, _made)


def _made(one: NoticeInFull) -> list[str]:
    return [f"Version {one.number}: {_when(one)}. {_count(one.findings)}."]


ANSWERS: dict[str, object] = {
    "notice show": NoticeInFull | ProposedNotice,
    "notice findings": list[NoticeFinding],
    "notice versions": list[ListedNotice],
    "notice export": ExportedNotice,
    "notice print": PrintedNotice,
    "notice diff": NoticeDifference,
    "notice import": NoticeInFull,
    "notice adopt": NoticeInFull,
    "notice in-force": NoticeInFull,
    "notice undo": NoticeInFull,
}
"""The type each command's answer has, by its name on the command line."""
