"""Closed cases: when each was due and answered, whether in time or late, and why; from the events in force."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import NotNullable
from sqlmodel import Session, col, select

from casework.clock import Deadline
from casework.complaints.handling import IN_FORCE
from casework.law.rights import Right
from casework.notice.council import Council
from casework.text.batches import batches
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.endings import Ending, closings, ending
from casework.timeline.events import Event, Kind, closed_on, concerning
from casework.timeline.history import History
from casework.timeline.outcomes import DELAYS, Delay, Outcome
from casework.timeline.references import MatterKind
from casework.vault.database import number
from casework.views import board
from casework.views.duties import deadlines_of, moves_of
from casework.views.stages import BoardCase, cases_named


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedCase:
    """A closed case: its dates in Europe/London, with no names."""

    reference: str
    kind: MatterKind
    rights: tuple[Right, ...]
    right: Right | None
    """The right whose dates these are: of several, the one that was latest, or else due first; None for no request."""
    service: str | None
    received: date
    recognised: date
    logged: date | None
    due: date | None
    """The last lawful day; None if there was no due date when it was closed."""
    answered: date | None
    """The date of the answer, for a complaint of the acknowledgement; None if it was closed without one."""
    closed: date
    outcome: Outcome | None
    state: str
    """`on time`, `late`, or `no date`."""
    days_late: int | None
    """Days after the last lawful day, 0 if in time; None without a due date."""
    late_on_stricter_reading: bool
    """Whether it was late only on the stricter reading: identity, a fee or authority was asked for too late."""
    extended: bool
    reason: Delay | None
    """Why it was late, if that was recorded."""
    outcomes: dict[str, Outcome] | None
    """How each right ended; None if the closing was recorded before it had to be proved, and for a breach."""
    proved: bool | None
    """Whether the closing was proved; None for a breach, whose closing has proofs of its own."""


def closed_between(session: Session, first: date, last: date, as_at: date | None = None) -> list[ClosedCase]:
    """Every case closed between those dates, both included, and not reopened, in the order of the closings.

    With `as_at`, from what was recorded by the end of that date.
    """
    listed = cases_named(session, references_of(session, Kind.closed, first, last))
    happened = board.events_of(session, [case.reference for case in listed], as_at)
    council = session.get_one(Council, 1)
    reasons, ends = reasons_of(session, happened), endings(session, listed, happened)
    found = []
    for case in listed:
        events = happened[case.reference]
        if closed_on(events, case.rights):
            ended = ends[case.reference]
            outcome = ended.outcome if not ended.is_erased and ended.outcome else case.outcome
            case = replace(case, outcome=outcome, outcomes=_proved(case, ended))
            one = _ended(case, events, council, reasons.get(case.reference))
            if first <= one.closed <= last:
                found.append(one)
    return sorted(found, key=lambda one: (one.closed, one.reference))


def references_of(session: Session, kind: Kind, first: date, last: date) -> Sequence[str]:
    """The cases that have an event of that kind between those dates, both included."""
    inside = col(History.day).between(first, last)
    query = select(NotNullable(col(History.reference))).where(History.kind == kind, inside)
    return session.exec(query.distinct()).all()


def reasons_of(session: Session, happened: dict[str, list[Event]]) -> dict[str, Delay]:
    """Why each case is late, as last recorded."""
    reasons = last_facts(session, happened, Kind.delayed, "reason")
    return {reference: Delay(reason) for reference, reason in reasons.items() if reason in DELAYS}


def last_facts(session: Session, happened: dict[str, list[Event]], kind: Kind, name: str) -> dict[str, str]:
    """A fact of the last event of a kind, by case, unless it was erased."""
    facts = _facts_of_last(session, happened, kind)
    return {reference: str(held[name]) for reference, held in facts.items() if held.get(name)}


def _facts_of_last(session: Session, happened: dict[str, list[Event]], kind: Kind) -> dict[str, Unchecked]:
    """The facts of the last event of a kind, by case, unless they were erased."""
    last = _last_of(happened, kind)
    facts: dict[int, Unchecked] = {}
    for some in batches(list(last.values())):
        facts |= history.facts_of(session, some)
    return {reference: facts[seq] for reference, seq in last.items() if seq in facts}


def _last_of(happened: dict[str, list[Event]], kind: Kind) -> dict[str, int]:
    """The number of the last event of a kind, by case."""
    return {reference: number(one.seq) for reference, events in happened.items() for one in events if one.kind == kind}


def endings(session: Session, listed: Sequence[BoardCase], happened: dict[str, list[Event]]) -> dict[str, Ending]:
    """How each case and each of its rights ended, as its closings say."""
    closed = [number(one.seq) for events in happened.values() for one in closings(events)]
    facts: dict[int, Unchecked] = {}
    for some in batches(closed):
        facts |= history.facts_of(session, some)
    return {case.reference: ending(happened[case.reference], case.rights, facts) for case in listed}


def _proved(case: BoardCase, ended: Ending) -> dict[str, Outcome] | None:
    """How each right ended, for closings that were proved: from the history or, once that is erased, from the case."""
    if ended.is_erased:
        return case.outcomes
    return ended.outcomes or None if ended.is_proved else None


def _ended(case: BoardCase, events: list[Event], council: Council, reason: Delay | None) -> ClosedCase:
    first = {one.kind: one.on for one in reversed(events)}
    closed = closed_on(events, case.rights) or events[-1].on
    if case.kind == MatterKind.breach:
        return _ended_breach(case, first, closed)
    received = first[Kind.received]
    clocks = (
        []
        if case.kind == MatterKind.complaint and received < IN_FORCE
        else [_clock(right, events, closed, council) for right in case.rights or (None,)]
    )
    worst = min(clocks, key=ClosedClock.rank, default=None)
    days_late = worst.days_late if worst else None
    return ClosedCase(
        reference=case.reference,
        kind=case.kind,
        rights=case.rights,
        service=case.service,
        received=first[Kind.received],
        recognised=first.get(Kind.recognised, first[Kind.received]),
        logged=first.get(Kind.logged),
        due=worst.due if worst else None,
        answered=worst.answered if worst else acknowledged_on(events),
        closed=closed,
        outcome=case.outcome,
        state="no date" if days_late is None else "late" if days_late else "on time",
        days_late=days_late,
        late_on_stricter_reading=not days_late and any(one.is_late_on_stricter for one in clocks),
        right=worst.running.right if worst else None,
        extended=any(one.running.further > 0 for one in clocks),
        reason=reason,
        outcomes=case.outcomes,
        proved=case.outcomes is not None,
    )


@dataclass(frozen=True, slots=True)
class ClosedClock:
    """The clock of one right of a closed case, or of a complaint's acknowledgement; when it was answered or ended."""

    running: Deadline
    answered: date | None
    last: date
    """The date of the answer, or of the closing without one."""

    @property
    def due(self) -> date | None:
        """The last lawful day."""
        return self.running.due

    @property
    def days_late(self) -> int | None:
        """Days after the last lawful day, 0 if in time; None without a due date."""
        return max(0, (self.last - self.due).days) if self.due else None

    @property
    def is_late_on_stricter(self) -> bool:
        """Whether it was late only on the stricter reading."""
        return self.running.stricter is not None and self.last > self.running.stricter and not self.days_late

    def rank(self) -> tuple[bool, int, date]:
        """Sorts the latest first; of those in time, the one due first; last those without a due date."""
        return self.due is None, -(self.days_late or 0), self.due or date.max


def _clock(right: Right | None, events: list[Event], closed: date, council: Council) -> ClosedClock:
    """The clock of one right, or of a complaint's acknowledgement (None)."""
    running, _, _ = deadlines_of(right, moves_of(events, right), council.nation, frozenset(council.closed_days))
    if right is None:
        answered = acknowledged_on(events)
        return ClosedClock(running, answered, answered or closed)
    mine = concerning(right, events)
    ended = next((one.on for one in reversed(mine) if one.kind == Kind.closed), closed)
    answered = _answered(mine)
    return ClosedClock(running, answered, answered or ended)


def _ended_breach(case: BoardCase, first: dict[Kind, date], closed: date) -> ClosedCase:
    """A breach has no date of answer: the breach register says whether the regulator was told in time."""
    return ClosedCase(
        reference=case.reference,
        kind=case.kind,
        rights=(),
        service=case.service,
        received=first[Kind.discovered],
        recognised=first[Kind.aware],
        logged=first.get(Kind.logged),
        due=None,
        answered=None,
        closed=closed,
        outcome=case.outcome,
        state="no date",
        days_late=None,
        late_on_stricter_reading=False,
        right=None,
        extended=False,
        reason=None,
        outcomes=case.outcomes,
        proved=None,
    )


def acknowledged_on(events: Sequence[Event]) -> date | None:
    """The date a complaint was acknowledged: by an acknowledgement, or by the answer itself."""
    return min((one.on for one in events if one.kind in (Kind.acknowledged, Kind.sent)), default=None)


def _answered(events: list[Event]) -> date | None:
    """The date of the answer; after a reopening, of the next answer."""
    answered = None
    for one in events:
        if one.kind == Kind.sent:
            answered = answered or one.on
        elif one.kind == Kind.reopened:
            answered = None
    return answered
