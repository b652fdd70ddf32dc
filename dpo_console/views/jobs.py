"""The board, any case by its words, the weekly review, the auditor's figures, the dates as a calendar."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.notice.council import signing
from casework.rights.requests import Request
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.views import board, ics, stages
from casework.views.report import as_csv, figures, register
from casework.views.weekly import review
from dpo_console.jobs.filing import outbox, write_out
from letters.disclosure.pack import pages_of
from letters.paper.pdf import sheet_pdf
from letters.views.weekly_sheet import sheet


def board_of(
    desk: Desk,
    now: datetime,
    as_at: date | None = None,
    *,
    kind: str | None = None,
    owner: str | None = None,
    service: str | None = None,
    words: str = "",
) -> list[dict[str, Any]]:
    """Every clock and duty of every open case, first due first; as it stood at the end of `as_at`, where given."""
    with desk.reading() as session:
        return board.lines(session, now, as_at=as_at, kind=kind, owner=owner, service=service, words=words)


ASKING: tuple[tuple[Any, Any, Callable[[Any], str]], ...] = (
    (Request, Request.requester, lambda who: who.name),
    (Complaint, Complaint.complainant, lambda who: who.name),
    (Breach, Breach.facts, lambda facts: facts.get("by") or ""),
)
"""The tables of cases, and who asks, complains or noticed."""


def cases(desk: Desk, words: str, now: datetime, limit: int | None = None) -> list[dict[str, Any]]:
    """Every case, closed ones too, in which all the words stand, newest first: its main line, who asks, its outcome."""
    found = []
    with desk.reading() as session:
        for table, who, name in ASKING:
            query = history.having(select(table.logged, table.reference, who), table, words)
            query = query.order_by(col(table.logged).desc(), col(table.reference).desc()).limit(limit)
            found += [(logged, reference, name(said)) for logged, reference, said in session.execute(query)]
        found = sorted(found, reverse=True)[:limit]
        lines = _main_lines(session, [reference for _, reference, _ in found], now)
    return [lines[reference] | {"requester": name} for _, reference, name in found]


def _main_lines(session: Session, references: list[str], now: datetime) -> dict[str, dict[str, Any]]:
    listed = stages.named(session, references)
    outcomes = {case.reference: case.outcome for case in listed}
    lines = reversed(board.lines_of(session, listed, now))  # the first line of a case comes last, and stays
    return {line["reference"]: line | {"outcome": outcomes[line["reference"]]} for line in lines}


def weekly(desk: Desk, now: datetime, as_at: date | None = None) -> dict[str, Any]:
    """The figures of the weekly review, as they stand or as they stood; and the head of the history as it is now."""
    with desk.reading() as session:
        found = review(session, now, as_at)
    anchor = desk.anchored()
    return found | {"head": anchor.mac if anchor else None}


def weekly_sheet(desk: Desk, on: date, now: datetime) -> dict[str, Any]:
    """The review of a day as a one-page PDF in the outbox, nobody's name in it; recorded as an act.

    Its foot bears row and head of the history as they were before that act: on paper, nobody can roll them back.
    """
    found = weekly(desk, now, None if on == day_of(now) else on)
    last = desk.anchored()
    with desk.reading() as session:
        council = signing(session).name
    context = sheet(found, council, on, last.seq if last else 0, last.mac if last else "")
    pdf = sheet_pdf(context)
    path = outbox(desk) / f"weekly-{on.isoformat()}.pdf"
    digest = f"sha256:{hashlib.sha256(pdf).hexdigest()}"
    write_out(path, pdf)
    with desk.act(now) as act:
        act.record(ActKind.sheet, on=day_of(now), facts={"of": on.isoformat(), "digest": digest})
    return {"path": str(path), "digest": digest, "pages": pages_of(pdf), "head": last.mac if last else None}


def report(desk: Desk, first: date, last: date, now: datetime) -> dict[str, Any]:
    """The figures an auditor ticks, with `csv` and `register` as text for a spreadsheet."""
    if last < first:
        raise Refused(f"The last day ({last:%d/%m/%Y}) is before the first ({first:%d/%m/%Y}): change them over.")
    if first > day_of(now):
        raise Refused(f"{first:%d/%m/%Y} is in the future: give days up to today.")
    with desk.reading() as session:
        found = figures(session, first, last)
    return found | {"csv": as_csv(found), "register": register(found)}


def calendar(desk: Desk, now: datetime) -> str:
    """The board's dates as a calendar (RFC 5545), without personal data."""
    return ics.calendar(board_of(desk, now), now)
