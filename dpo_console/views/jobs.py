"""The board, a search for cases, the weekly review, the figures for an auditor, the dates as a calendar."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from casework import Refused
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.notice.council import signing
from casework.rights.requests import Request
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.views import board, ics, stages
from casework.views.board_filter import EVERY_LINE, BoardFilter
from casework.views.board_line import FoundCase, Line, line_fields
from casework.views.report import Figures, figures
from casework.views.weekly import WeeklyReview, weekly_review
from dpo_console.jobs.filing import outbox, write_out
from letters.disclosure.pack import pages_of
from letters.paper.pdf import sheet_pdf
from letters.views.weekly_sheet import sheet_context


def board_of(desk: Desk, now: datetime, chosen: BoardFilter = EVERY_LINE) -> list[Line]:
    """Every clock and duty of every open case, first due first; now, or as at the end of a date."""
    with desk.reading() as session:
        return board.lines(session, now, chosen)


ASKING: tuple[tuple[Any, Any, Callable[[Any], str]], ...] = (
    (Request, Request.requester, lambda who: who.name),
    (Complaint, Complaint.complainant, lambda who: who.name),
    (Breach, Breach.facts, lambda facts: facts.by or ""),
)
"""The tables of cases, and who asked, complained or noticed."""


def cases(desk: Desk, words: str, now: datetime, limit: int | None = None) -> list[FoundCase]:
    """Every case with all the words, closed ones too, newest first: its main line, who asked, its outcome."""
    found = []
    with desk.reading() as session:
        for table, who, name in ASKING:
            query = history.having(select(table.logged, table.reference, who), table, words)
            query = query.order_by(col(table.logged).desc(), col(table.reference).desc()).limit(limit)
            found += [(logged, reference, name(held)) for logged, reference, held in session.execute(query)]
        found = sorted(found, reverse=True)[:limit]
        listed = stages.cases_named(session, [reference for _, reference, _ in found])
        lines = reversed(board.lines_of(session, listed, now))  # the first line of a case comes last, and stays
    mains = {line.reference: line for line in lines}
    outcomes = {case.reference: case.outcome for case in listed}
    return [
        FoundCase(**line_fields(mains[reference]), outcome=outcomes[reference], requester=name)
        for _, reference, name in found
    ]


@dataclass(frozen=True, slots=True)
class WeeklySheet:
    """A weekly sheet: where it is, its digest, and the head of the history printed on it."""

    path: Path
    digest: str
    pages: int
    head: str | None


def weekly(desk: Desk, now: datetime, as_at: date | None = None) -> WeeklyReview:
    """The weekly review, now or as at a date, and the head of the history now."""
    with desk.reading() as session:
        found = weekly_review(session, now, as_at)
    anchor = desk.anchored()
    return replace(found, head=anchor.mac if anchor else None)


def weekly_sheet(desk: Desk, on: date, now: datetime) -> WeeklySheet:
    """The review of a date as a one-page PDF in the outbox, with no names; recorded in the history.

    Its foot has the last row and the head of the history before that: no one can roll back what is on paper.
    """
    found = weekly(desk, now, None if on == day_of(now) else on)
    last = desk.anchored()
    with desk.reading() as session:
        council = signing(session).name
    context = sheet_context(found, council, on, last.seq if last else 0, last.mac if last else "")
    pdf = sheet_pdf(context)
    path = outbox(desk) / f"weekly-{on.isoformat()}.pdf"
    digest = f"sha256:{hashlib.sha256(pdf).hexdigest()}"
    write_out(path, pdf)
    with desk.act(now) as act:
        act.record(ActKind.sheet, on=day_of(now), facts={"of": on.isoformat(), "digest": digest})
    return WeeklySheet(path, digest, pages_of(pdf), last.mac if last else None)


def report(desk: Desk, first: date, last: date, now: datetime) -> Figures:
    """The figures for an auditor."""
    if last < first:
        raise Refused(f"The last date ({last:%d/%m/%Y}) is before the first ({first:%d/%m/%Y}). Swap them.")
    if first > day_of(now):
        raise Refused(f"{first:%d/%m/%Y} is in the future. Enter today's date or an earlier one.")
    with desk.reading() as session:
        return figures(session, first, last)


def calendar(desk: Desk, now: datetime) -> str:
    """The board's dates as a calendar (RFC 5545), without personal data."""
    return ics.calendar(board_of(desk, now), now)
