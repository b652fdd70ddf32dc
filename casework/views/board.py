"""Every clock of every open case, first due first, with the next thing to do; now, or as at a date."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy
from sqlalchemy import NotNullable
from sqlmodel import Session, col, or_, select

from casework.breaches.breach_progress import progress_of
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disposal import originals
from casework.notice.council import Council
from casework.retention import holds
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.text.canonical import fold
from casework.timeline import history
from casework.timeline.events import KINDS, LONDON, OF_ONE_RIGHT, Event, Kind, closed_on, day_of, events_in_force
from casework.timeline.history import History, Payload
from casework.timeline.owed import letters_owed
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind
from casework.vault.database import number
from casework.views.board_filter import EVERY_LINE, BoardFilter
from casework.views.board_line import Line, order
from casework.views.duties import CaseLines
from casework.views.stages import ACTS, BoardCase, PastAct, Query, Steps, past_act, past_steps, select_cases, steps

SHOWN = KINDS - {"recognised", "logged", "note", "attached", "progress", "delayed"}
"""The kinds of event that affect the board."""
AHEAD = timedelta(days=14)
"""How long before its review a hold is shown on the board."""


def lines(session: Session, now: datetime, chosen: BoardFilter = EVERY_LINE) -> list[Line]:
    """The board at an instant (UTC), or as at the end of a date, from what was recorded by then.

    A line for each clock and each open-ended duty of each open case; no personal data but the owners' names. Service
    and the council's closing days are as they are now, also on a past board.
    """
    kind, owner, service = chosen.kind, chosen.owner, chosen.service
    listed = [case for case in _open(session, chosen.as_at, chosen.words) if kind in (None, case.kind)]
    found = lines_of(session, listed, now, as_at=chosen.as_at)
    if chosen.as_at is None and kind in (None, MatterKind.hold) and not chosen.words:
        found += _holds(session, now)
    if chosen.as_at is None and kind in (None, MatterKind.disposal) and not chosen.words:
        found += _owed(session, now)
    return sorted((one for one in found if _wanted(one.owner, owner) and _wanted(one.service, service)), key=order)


def _owed(session: Session, now: datetime) -> list[Line]:
    """A line for each disposal whose original owners have not been instructed yet, or have not confirmed."""
    council, found = session.get_one(Council, 1), []
    closing = frozenset(council.closed_days)
    for one in originals.waiting(session):
        case, files = BoardCase(one.reference, MatterKind.disposal), f"{one.count} file{'s' * (one.count != 1)}"
        lined = CaseLines(case, [], {None: (Stage.done, "")}, council.nation, closing, now)
        found.append(lined.open_ended(one.duty, one.since, "UK GDPR Art 5(1)(e)", OWED[one.duty].format(files)))
    return found


OWED = {
    "tell-owners": "tell the owners of {} to dispose of the originals",
    "owners-confirm": "ask the owners of {} whether the originals are disposed of",
}


def _holds(session: Session, now: datetime) -> list[Line]:
    """A line for each hold whose review is near, or past."""
    council, step = session.get_one(Council, 1), (Stage.held, "review whether the hold is still needed")
    return [
        CaseLines(BoardCase(hold.reference, MatterKind.hold), [], {None: step}, council.nation, frozenset(), now).hold(
            hold.review
        )
        for hold in holds.active_holds(session)
        if hold.review <= day_of(now) + AHEAD
    ]


def _wanted(text: str | None, asked: str | None) -> bool:
    return asked is None or fold(text or "") == fold(asked)


def _open(session: Session, as_at: date | None, words: str) -> Iterator[BoardCase]:
    """The cases that are open, or may have been on that date."""
    picked = []
    for table in (Request, Complaint, Breach):
        query: Query = history.having(select(table.reference), table, words)
        if as_at is None:
            picked.append(query.where(col(table.outcome).is_(None)))
        else:
            turned = col(History.kind).in_([Kind.closed, Kind.reopened, Kind.corrected])
            since = select(col(History.reference)).where(turned, History.recorded >= end_of(as_at))
            picked.append(query.where(or_(col(table.outcome).is_(None), col(table.reference).in_(since))))
    return select_cases(session, *picked)


def end_of(day: date) -> datetime:
    """The first instant (UTC) after a date in Europe/London."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def events_of(
    session: Session, references: Sequence[str], as_at: date | None = None, kinds: frozenset[str] = KINDS
) -> dict[str, list[Event]]:
    """The events in force of each of those cases (recorded by the end of `as_at`), in order of date; without notes."""
    known: dict[str, list[Event]] = {reference: [] for reference in references}
    events = sqlalchemy.select(
        col(History.reference),
        col(History.seq),
        col(History.kind),
        col(History.day),
        col(History.corrects),
        col(History.months),
    ).order_by(col(History.seq))
    for some in batches(references):
        asked = events.where(col(History.reference).in_(some), col(History.kind).in_(kinds))
        if as_at is not None:
            asked = asked.where(col(History.recorded) < end_of(as_at))
        rows = session.execute(asked).all()
        rights = history.rights_of(session, [row.seq for row in rows if row.kind in OF_ONE_RIGHT])
        for reference, seq, kind, day, corrects, months in rows:
            known[reference].append(Event(Kind(kind), day, None, seq, corrects, months, right=rights.get(seq)))
    return {reference: events_in_force(happened) for reference, happened in known.items()}


FIRST = (Kind.received, Kind.discovered)
"""The events a case begins with."""


def lines_of(session: Session, listed: Sequence[BoardCase], now: datetime, *, as_at: date | None = None) -> list[Line]:
    """The lines of those cases, in that order; the first line of a case is the nearest to respond, or its main duty."""
    council = session.get_one(Council, 1)
    now = now if as_at is None else end_of(as_at) - timedelta(seconds=1)
    happened = events_of(session, [case.reference for case in listed], as_at, SHOWN)
    if as_at is not None:
        known = [case for case in listed if happened[case.reference]]
        listed = [case for case in known if closed_on(happened[case.reference], case.rights) is None]
        stages, owners = _as_it_was(session, listed, happened, as_at)
        listed = [replace(case, outcome=None, owner=owners[case.reference]) for case in listed]
    else:
        stages = steps(session, [case for case in listed if case.kind != MatterKind.breach], happened)
    breaches = [case.reference for case in listed if case.kind == MatterKind.breach]
    far = progress_of(session, breaches, end_of(as_at) if as_at else None)
    closing, found = frozenset(council.closed_days), list[Line]()
    for case in listed:
        lined = CaseLines(case, happened[case.reference], stages.get(case.reference, {}), council.nation, closing, now)
        if case.kind == MatterKind.breach:
            found += lined.breach(far[case.reference])
        else:
            found += lined.complaint() if case.kind == MatterKind.complaint else lined.request()
    owed = letters_owed(session, {case.reference: happened[case.reference] for case in listed if not case.outcome})
    return [replace(one, letters_owed=owed[one.reference]) if one.reference in owed else one for one in found]


def _as_it_was(
    session: Session, listed: Sequence[BoardCase], happened: dict[str, list[Event]], as_at: date
) -> tuple[dict[str, Steps], dict[str, str | None]]:
    acts: dict[str, list[PastAct]] = defaultdict(list)
    given: dict[int, str | None] = {}
    logged: dict[str, str | None] = {}
    said_of = select(NotNullable(col(History.reference)), History.seq, History.kind, col(Payload.facts)).order_by(
        col(History.seq)
    )
    said_of = said_of.join(Payload, col(Payload.seq) == History.seq, isouter=True)
    for some in batches([case.reference for case in listed]):
        asked = said_of.where(col(History.reference).in_(some), col(History.kind).in_([*ACTS, *FIRST, Kind.assigned]))
        for reference, seq, kind, said in session.exec(asked.where(History.recorded < end_of(as_at))):
            facts = json.loads(said or "{}")
            if kind in ACTS:
                acts[reference].append(past_act(kind, facts))
            elif kind in FIRST:
                logged.setdefault(reference, facts.get("owner"))
            else:
                given[seq] = facts.get("owner")
    owners = {}
    for case in listed:
        last = [given[number(one.seq)] for one in happened[case.reference] if one.kind == Kind.assigned][-1:]
        owners[case.reference] = last[0] if last else logged.get(case.reference)
    stages = past_steps(session, [case for case in listed if case.kind != MatterKind.breach], happened, acts, as_at)
    return stages, owners
