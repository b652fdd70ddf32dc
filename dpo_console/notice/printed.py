"""The jobs that put the privacy notice into words: for the screen, on paper, and one version against another."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from casework import Refused
from casework.desk.store import Desk
from casework.notice import reading, versions
from casework.notice.council import Council
from casework.notice.findings import NoticeFinding, mended
from casework.retention import schedule
from casework.text.facts import Unchecked
from dpo_console.jobs.filing import outbox, write_out
from dpo_console.notice import jobs
from dpo_console.notice.jobs import ListedNotice, NoticeInFull
from letters.notice.printing import (
    PrintableNotice,
    SectionDifference,
    difference,
    notice_page,
    notice_pdf,
    notice_text,
)
from letters.notice.prose import Edition, NoticeSection, printed, sections

PRINTERS = {".pdf": notice_pdf, ".txt": notice_text, ".html": notice_page}
"""What makes each kind of file, by its ending."""


@dataclass(frozen=True, slots=True)
class SectionOnScreen:
    """A section of the newest version in words, with what is wrong in it."""

    id: str
    heading: str
    lines: tuple[str, ...]
    """Its paragraphs, headings and points, with the council's details."""
    found: tuple["FindingOnScreen", ...]
    changed: bool
    """Whether it says something else than the version in force."""


@dataclass(frozen=True, slots=True)
class FindingOnScreen:
    """A finding, and what adopting its proposal changes in the words of the notice."""

    finding: NoticeFinding
    changes: tuple[SectionDifference, ...]
    """Empty if it has no proposal, or one that changes only what is not printed."""


@dataclass(frozen=True, slots=True)
class NoticeOnScreen:
    """The newest version of the notice, section by section, beside the one in force."""

    newest: NoticeInFull
    in_force: ListedNotice
    sections: tuple[SectionOnScreen, ...]


@dataclass(frozen=True, slots=True)
class PrintedNotice:
    """A file with the notice as people read it."""

    path: Path
    number: int


@dataclass(frozen=True, slots=True)
class NoticeDifference:
    """What two versions say differently, section by section."""

    before: int
    after: int
    sections: tuple[SectionDifference, ...]


def notice_on_screen(desk: Desk, today: date) -> NoticeOnScreen:
    """The newest version in words, with its findings at their sections."""
    newest = jobs.newest_notice(desk, today)
    in_force = jobs.notice_in_full(desk, today)
    with desk.reading() as session:
        now = _in_words(session, newest)
        before = {one.id: one for one in _in_words(session, in_force, newest)}
        council = session.get_one(Council, 1)
        filled = {one.id: one for one in printed(now, council, today)}
        changes = {one.id: _changes(session, newest, one, today) for one in newest.found}
    shown = []
    for one in now:
        mine = (each for each in newest.found if each.place.partition(".")[0] == one.id)
        found = tuple(FindingOnScreen(each, changes[each.id]) for each in mine)
        blocks = filled[one.id].blocks if one.id in filled else ()
        lines = tuple(
            {"list": "- ", "heading": "# "}.get(block.kind, "") + line for block in blocks for line in block.lines()
        )
        shown.append(SectionOnScreen(one.id, one.heading, lines, found, changed=one != before[one.id]))
    return NoticeOnScreen(newest, in_force, tuple(shown))


def _changes(session: Session, one: NoticeInFull, found: NoticeFinding, today: date) -> tuple[SectionDifference, ...]:
    if not found.mendable:
        return ()
    council = session.get_one(Council, 1)
    after = replace(one, notice=mended(one.notice, [found.id]))
    return tuple(difference(*(printed(_in_words(session, each), council, today) for each in (one, after))))


def save_section(desk: Desk, section: str, typed: Unchecked, based_on: int, now: datetime) -> NoticeInFull:
    """Save facts of one section of the newest version in the draft; the rest stays as it is."""
    with desk.reading() as session:
        one = versions.newest(session, session.get_one(Council, 1).notice)
        facts = reading.as_facts(one.as_notice)
    before = facts.get(section)
    facts[section] = {**(before if isinstance(before, dict) else {}), **typed}
    return jobs.save_notice(desk, facts, based_on, now)


def print_notice(desk: Desk, path: Path, today: date, number: int | None = None) -> PrintedNotice:
    """Write the notice as PDF, text or HTML, by the ending of the file; without a number, the version in force."""
    make = PRINTERS.get(path.suffix.lower())
    if make is None:
        raise Refused(f"'{path.name}' has no known ending. End its name with .pdf, .txt or .html.")
    one = jobs.notice_in_full(desk, today, number)
    on = max(today, one.first or today)
    with desk.reading() as session:
        council = session.get_one(Council, 1)
        text = printed(_in_words(session, one), council, on)
        title = reading.filled(one.notice.title, council, on)
        made = make(PrintableNotice(title, council, text, "" if one.first else "Draft, not in force", on))
    write_out(path, made)
    return PrintedNotice(path, one.number)


def print_notice_to_outbox(desk: Desk, today: date, number: int) -> list[PrintedNotice]:
    """A version as PDF, text and HTML in the outbox."""
    return [print_notice(desk, outbox(desk) / f"privacy-notice-{number}{ending}", today, number) for ending in PRINTERS]


def notice_difference(desk: Desk, before: int, after: int, today: date) -> NoticeDifference:
    """What the second version says differently from the first, section by section."""
    old, new = (jobs.notice_in_full(desk, today, number) for number in (before, after))
    with desk.reading() as session:
        council = session.get_one(Council, 1)
        texts = [printed(_in_words(session, one, new), council, today) for one in (old, new)]
    return NoticeDifference(before, after, tuple(difference(*texts)))


def _in_words(session: Session, one: NoticeInFull, named: NoticeInFull | None = None) -> list[NoticeSection]:
    """The sections; where versions are compared, each names the version `named`, so that they do not differ in that."""
    shown = named or one
    return sections(one.notice, schedule.periods(session), Edition(shown.number, shown.first))
