"""The desk's own papers, by case reference: requests, proof of identity, complaints, breaches. The same schedule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from casework.breaches import Breach
from casework.complaints import Complaint
from casework.events import Kind, standing
from casework.history import History, as_event, facts_of
from casework.requests import Request
from casework.retention.argument import Rule, argue
from casework.retention.holds import Frozen

TURNS = (Kind.closed, Kind.reopened)


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one case of one class, with the dates retention goes by; `sources` where only those are meant."""

    reference: str
    record_class: str
    known: dict[str, date | str]
    sources: tuple[int, ...] = ()


def _requests(session: Session) -> Iterator[Papers]:
    for reference, outcome in session.execute(select(Request.reference, Request.outcome).order_by(Request.reference)):
        events = _events(session, reference)
        yield Papers(reference, "sar", {"closed": _closed(events) if outcome else "the case is still open"})
        yield from _identity(session, reference, events)


def _identity(session: Session, reference: str, events: list[Any]) -> Iterator[Papers]:
    """What came with a request up to the day who asks was verified: proof of identity goes at once then."""
    verified = [one.on for one in events if one.kind == Kind.id_received]
    asked = [one.on for one in events if one.kind == Kind.id_requested]
    if not verified:
        return
    came = [one for one in events if one.kind == Kind.attached and one.on <= verified[-1]]
    came = [one for one in came if not asked or one.on >= asked[0]]
    numbers = [n for facts in facts_of(session, [one.seq for one in came]).values() for n in facts.get("sources", ())]
    if numbers:
        yield Papers(reference, "sar-identity", {"checked": verified[-1]}, tuple(sorted(numbers)))


def _complaints(session: Session) -> Iterator[Papers]:
    listed = session.execute(select(Complaint.reference, Complaint.outcome).order_by(Complaint.reference))
    for reference, outcome in listed:
        day = _closed(_events(session, reference)) if outcome else "the complaint is still open"
        yield Papers(reference, "complaint", {"decided": day})


def _breaches(session: Session) -> Iterator[Papers]:
    for reference, outcome in session.execute(select(Breach.reference, Breach.outcome).order_by(Breach.reference)):
        day = _closed(_events(session, reference)) if outcome else "the breach is still open"
        yield Papers(reference, "breach", {"closed": day})


OWN: tuple[Callable[[Session], Iterator[Papers]], ...] = (_requests, _complaints, _breaches)
"""The kinds of papers the desk itself keeps."""


def plan(session: Session, on: date, rules: dict[str, list[Rule]], freezing: Frozen) -> dict[str, Any]:
    """`cases`: the desk's own papers that fall due by a day; `cases_cannot_compute`: those that lack a date."""
    due, lacking = [], []
    for papers in (one for kind in OWN for one in kind(session)):
        made = argue(papers.record_class, rules.get(papers.record_class, []), papers.known)
        said = {"reference": papers.reference, "class": papers.record_class, "rule": made.rule}
        said |= {"sources": list(papers.sources)}
        if made.date is None:
            lacking.append(said | {"why": made.why_not})
        elif made.date <= on:
            words = {"because": list(made.because), "words": made.words, "review": made.review}
            blocked = _blocked(papers, freezing)
            due.append(said | {"date": made.date.isoformat(), **words, "blocked_by": blocked})
    due.sort(key=lambda one: (one["date"], one["reference"]))
    return {"cases": due, "cases_cannot_compute": lacking}


def _blocked(papers: Papers, freezing: Frozen) -> list[str]:
    """Proof of identity does not wait for the case it came with: only for others about it."""
    said = freezing.case(papers.reference, papers.record_class)
    return [one for one in said if papers.record_class != "sar-identity" or one != papers.reference]


def _events(session: Session, reference: str) -> list[Any]:
    wanted = (*TURNS, Kind.corrected, Kind.attached, Kind.id_requested, Kind.id_received)
    rows = select(History).where(History.reference == reference, History.kind.in_(wanted)).order_by(History.seq)
    return standing([as_event(row, {}) for row in session.exec(rows)])


def _closed(events: list[Any]) -> date | str:
    turns = [one for one in events if one.kind in TURNS]
    return turns[-1].on if turns and turns[-1].kind == Kind.closed else "no day of closing is recorded"
