"""The desk's own case papers: requests, proof of identity, complaints, breaches. The same schedule applies."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from casework.breaches import affected_people
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.people.register import root
from casework.records.items import ATTACHMENT, Source
from casework.retention.explanation import AppliedRule, RetentionRule, explain
from casework.retention.holds import OnHold
from casework.rights.requests import Request
from casework.timeline.events import Event, Kind, events_in_force
from casework.timeline.history import History, as_event, facts_of
from casework.vault.database import number

AnyCase = Request | Complaint | Breach
"""A case of any kind, with its current facts."""
TURNS = (Kind.closed, Kind.reopened)


EventsByCase = dict[str, list[Event]]
"""The events in force on each case, by its reference."""


@dataclass(frozen=True, slots=True)
class CasePapers:
    """Papers of one class from one case, with their dates; with `sources`, only those files."""

    reference: str
    record_class: str
    known: dict[str, date | str]
    people: tuple[int, ...] = ()
    """The people of the register they are about."""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DuePapers:
    """The papers of one case whose period is over, with the explanation; with `sources`, only those files."""

    reference: str
    class_: str
    rule: str
    people: list[int]
    sources: list[int]
    date: date
    because: tuple[AppliedRule, ...]
    words: str
    review: bool
    blocked_by: list[str]


@dataclass(frozen=True, slots=True)
class UndatedPapers:
    """The papers of one case without a date that a rule in force needs, and why."""

    reference: str
    class_: str
    rule: str | None
    people: list[int]
    sources: list[int]
    why: str


def _requests(session: Session, happened: EventsByCase) -> Iterator[CasePapers]:
    there = {number(one) for one in session.exec(select(Source.id).where(Source.reader == ATTACHMENT))}
    for case in session.exec(select(Request).order_by(col(Request.reference))):
        if case.is_disposed:
            continue
        closed = _closed(happened[case.reference]) if case.outcome else "the case is still open"
        whose = people_of(session, case)
        yield CasePapers(case.reference, "sar", {"closed": closed}, whose)
        yield from _identity(session, case.reference, happened[case.reference], whose, there)


def _identity(
    session: Session, reference: str, events: list[Event], whose: tuple[int, ...], there: set[int]
) -> Iterator[CasePapers]:
    """Files attached up to the date the identity was verified: proof of identity is due at once."""
    verified = [one.on for one in events if one.kind == Kind.id_received]
    asked = [one.on for one in events if one.kind == Kind.id_requested]
    if not verified:
        return
    came = [one for one in events if one.kind == Kind.attached and one.on <= verified[-1]]
    came = [one for one in came if not asked or one.on >= asked[0]]
    facts = facts_of(session, [number(one.seq) for one in came])
    numbers = {source for parts in facts.values() for source in parts.get("sources", ())}
    if numbers & there:
        yield CasePapers(reference, "sar-identity", {"checked": verified[-1]}, whose, tuple(sorted(numbers & there)))


def _complaints(session: Session, happened: EventsByCase) -> Iterator[CasePapers]:
    for case in session.exec(select(Complaint).order_by(col(Complaint.reference))):
        if not case.is_disposed:
            day = _closed(happened[case.reference]) if case.outcome else "the complaint is still open"
            yield CasePapers(case.reference, "complaint", {"decided": day}, people_of(session, case))


def _breaches(session: Session, happened: EventsByCase) -> Iterator[CasePapers]:
    for case in session.exec(select(Breach).order_by(col(Breach.reference))):
        if not case.is_disposed:
            day = _closed(happened[case.reference]) if case.outcome else "the breach is still open"
            yield CasePapers(case.reference, "breach", {"closed": day}, people_of(session, case))


def people_of(session: Session, case: AnyCase) -> tuple[int, ...]:
    """The people of the register a case's papers are about."""
    people: Iterable[int | None]
    if isinstance(case, Breach):
        people = [one.person_id for one in affected_people.listed(session, case.reference)]
    elif isinstance(case, Complaint):
        people = session.exec(select(Request.person_id).where(Request.reference == case.about)).all()
    else:
        people = [case.person_id]
    return tuple(root(session, person) for person in people if person)


OWN: tuple[Callable[[Session, EventsByCase], Iterator[CasePapers]], ...] = (_requests, _complaints, _breaches)
"""Finds the papers of each kind of case."""


def plan(
    session: Session, on: date, rules: dict[str, list[RetentionRule]], holds: OnHold
) -> tuple[list[DuePapers], list[UndatedPapers]]:
    """The case papers that are due by a date, and those without a date."""
    due: list[DuePapers] = []
    undated: list[UndatedPapers] = []
    happened = _happened(session)
    for papers in (one for kind in OWN for one in kind(session, happened)):
        result = explain(papers.record_class, rules.get(papers.record_class, []), papers.known)
        people, sources = list(papers.people), list(papers.sources)
        if result.date is None or result.rule is None:
            undated.append(
                UndatedPapers(papers.reference, papers.record_class, result.rule, people, sources, result.why_not)
            )
        elif result.date <= on:
            due.append(
                DuePapers(
                    reference=papers.reference, class_=papers.record_class, rule=result.rule, people=people,
                    sources=sources, date=result.date, because=result.because, words=result.words, review=result.review,
                    blocked_by=_blocked(papers, holds),
                )
            )  # fmt: skip
    due.sort(key=lambda one: (one.date, one.reference))
    return due, undated


def _blocked(papers: CasePapers, holds: OnHold) -> list[str]:
    """Proof of identity does not wait for its own case, only for other holds."""
    references = holds.case(papers.reference, papers.record_class, papers.people)
    return [one for one in references if papers.record_class != "sar-identity" or one != papers.reference]


def _happened(session: Session) -> EventsByCase:
    wanted = (*TURNS, Kind.corrected, Kind.attached, Kind.id_requested, Kind.id_received)
    by_case: EventsByCase = defaultdict(list)
    for row in session.exec(select(History).where(col(History.kind).in_(wanted)).order_by(col(History.seq))):
        by_case[row.reference or ""].append(as_event(row, {}))
    return defaultdict(list, {reference: events_in_force(events) for reference, events in by_case.items()})


def _closed(events: list[Event]) -> date | str:
    turns = [one for one in events if one.kind in TURNS]
    return turns[-1].on if turns and turns[-1].kind == Kind.closed else "no closing date is recorded"
