"""What the law requires on one case on a date: its clocks and its duties, each a line of the board. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from casework import clock
from casework.breaches import incidents
from casework.breaches.breach_progress import Action, BreachProgress
from casework.breaches.breach_progress import step as breach_step
from casework.breaches.notification_tests import PeopleDecision
from casework.clock import Deadline, State
from casework.complaints.handling import IN_FORCE
from casework.law import breach_terms
from casework.law.rights import CHANGING, Right
from casework.timeline.events import Event, Kind, concerning, day_of, ended_rights
from casework.timeline.outcomes import ACTIONS
from casework.timeline.progress import WAITING, Stage, Step, awaited
from casework.timeline.references import MatterKind
from casework.views.board_line import BY_EITHER, ON_STRICTER, Line, Stricter, order
from casework.views.stages import BoardCase

RECORD_DECISION = "record the date the automated decision was taken"
COMPLAINT = "complaint-164a-ack"
"""The rule of a complaint's acknowledgement."""
MOVING = frozenset(
    {
        *(Kind.received, Kind.extended, Kind.acknowledged, Kind.sent, Kind.closed, Kind.reopened),
        Kind.decision_taken,
        Kind.answer_to_subject,
        *WAITING,
        *(answer for answer, _ in WAITING.values()),
    }
)
"""The kinds of event that move a clock."""
AT_ONCE = "act at once, and tell the person what was stopped"
"""What the withdrawal of consent asks for (Article 7(3))."""


class RightDuty(NamedTuple):
    """An open-ended duty that a request can bring."""

    rights: Collection[Right]
    begins: Kind
    ends: tuple[Kind, ...]
    then: str
    citation: str


OPEN_ENDED = {
    "tell-recipients": RightDuty(
        CHANGING, Kind.complied, (Kind.recipients_told,), "tell each recipient of the data", "UK GDPR Art 19"
    ),
    "tell-before-lifting": RightDuty(
        *({Right.restriction}, Kind.lifting_decided, (Kind.lifting_told,)),
        *("tell the person before the restriction is lifted", "UK GDPR Art 18(3)"),
    ),
    "tell-refusal": RightDuty(
        *(frozenset(Right), Kind.refusal_decided, (Kind.sent, Kind.closed)),
        *("tell the person why, and that they may complain and go to court", "UK GDPR Art 12(4)"),
    ),
}
"""Open-ended duties: which rights bring one, what begins and what ends it, what to do, by what law."""


Moves = tuple[tuple[Kind, date, int | None], ...]
"""The events in force that move a clock: (kind, date, months) of each, in order."""


@lru_cache(maxsize=50_000)
def deadlines_of(
    right: Right | None, moves: Moves, nation: str, closing: frozenset[date]
) -> tuple[Deadline, date | None, Deadline | None]:
    """The deadline of a right, or of a complaint's acknowledgement (None), from the events that move it; its internal
    target; and the deadline of the extension notice.

    Cached: cases with the same moves share them.
    """
    events = [Event(kind, on, seq=seq, months=months) for seq, (kind, on, months) in enumerate(moves, 1)]
    if right is None:
        return clock.deadline(COMPLAINT, events, nation=nation), None, None
    running = clock.of_right(right, events, nation=nation)
    return running, clock.target(running, set(closing)), clock.notice_of_right(right, events, nation=nation)


@lru_cache(maxsize=20_000)
def last_day_to_acknowledge(received: date, nation: str) -> date:
    """The last day to acknowledge a complaint received on a date (DPA 2018 s.164A(3))."""
    running = clock.deadline(COMPLAINT, [Event(Kind.received, received)], nation=nation)
    return day_of(running.due) if isinstance(running.due, datetime) else running.due or received


def moves_of(events: Sequence[Event], right: Right | None = None) -> Moves:
    """The events in force that move the clock of a right, or of a complaint."""
    mine = concerning(right, events) if right else events
    return tuple((one.kind, one.on, one.months) for one in mine if one.kind in MOVING)


@lru_cache(maxsize=20_000)
def working_days_to(today: date, due: date, nation: str) -> int:
    """Working days from one date to another. Cached, as many cases share them."""
    return clock.working_days_left(today, due, nation)


class CaseLines:
    """The lines of one case on a date."""

    def __init__(
        self,
        case: BoardCase,
        events: list[Event],
        steps: Mapping[Right | None, Step],
        nation: str,
        closing: frozenset[date],
        now: datetime,
    ):
        self.case, self.events, self.nation, self.closing = case, events, nation, closing
        self.now, self.today, self.steps = now, day_of(now), steps
        self.right: Right | None = None
        """The right whose lines are being made."""
        self.stage, self.next = steps.get(None, (Stage.logged, ""))

    def request(self) -> list[Line]:
        """For each open right to respond, the nearest first; to extend, while possible; and open-ended duties."""
        ended = ended_rights(self.events) if not self.case.outcome else {}
        respond, more = list[Line](), list[Line]()
        for right in self.case.rights:
            self.right, (self.stage, self.next) = right, self.steps[right]
            mine = concerning(right, self.events)
            if right not in ended:
                first, *extend = self._respond(right, mine) if right != Right.consent else [self._consent(mine)]
                respond, more = [*respond, first], [*more, *extend]
            if not self.case.outcome:
                more += self._endless(right, mine)
        if len(respond) > 1:
            respond.sort(key=lambda line: (order(line), line.due is None, line.due))
        return respond + more

    def _respond(self, right: Right, mine: list[Event]) -> Iterator[Line]:
        """To respond to one right; to extend, while that is still possible."""
        running, target, notice = deadlines_of(right, moves_of(mine), self.nation, self.closing)
        waiting = awaited(mine) if not self.case.outcome else None
        send = None
        if waiting:
            days = (self.today - waiting[1]).days
            if self.stage != Stage.letter_wrong:
                self.stage, self.next = Stage.waiting, f"waiting for {waiting[0]} since {waiting[1]:%d/%m/%Y}"
            send = f"a reminder that {waiting[0]} is needed" + ("; after a month without it, closing" * (days > 30))
        if running.asks:
            self.next = f"{RECORD_DECISION}; {self.next}" if waiting else RECORD_DECISION
        yield self._line(
            running,
            "respond",
            target=target,
            waiting=waiting,
            send=send,
            extended=running.further > 0,
            stricter=None if self.case.outcome else running.stricter,
        )
        if self.case.outcome:
            return
        if notice and notice.due and notice.state == running.state == State.due and self.today <= notice.due:
            yield self._line(notice, "extend", then="last day to extend, by a notice with the reasons")

    def _consent(self, mine: list[Event]) -> Line:
        """To stop what relies on a consent that was withdrawn: a duty without a number of days (Article 7(3))."""
        running, _, _ = deadlines_of(Right.consent, moves_of(mine), self.nation, self.closing)
        line = self._line(running, "respond")
        if self.case.outcome or self.stage in (Stage.sent, Stage.letter_wrong):
            return line
        first = f"; first {self.next}" if self.stage == Stage.received else ""
        since = next(one.on for one in self.events if one.kind == Kind.received)
        return replace(line, days_taken=(self.today - since).days, next=f"{AT_ONCE}{first}")

    def complaint(self) -> list[Line]:
        """To acknowledge, until that is done; and to give the outcome without undue delay. One received before s.164A
        was in force has no clock."""
        received = next(one.on for one in self.events if one.kind == Kind.received)
        kinds = {one.kind for one in self.events}
        found, statutory = list[Line](), received >= IN_FORCE
        if statutory and (self.case.outcome or not kinds & {Kind.acknowledged, Kind.sent}):
            running, _, _ = deadlines_of(None, moves_of(self.events), self.nation, self.closing)
            found.append(self._line(running, "acknowledge"))
        if not self.case.outcome:
            is_next = Kind.sent in kinds or self.stage == Stage.letter_wrong
            then = self.next if is_next else "look into it, report progress and give the outcome"
            citation = "DPA 2018 s.164A(4)" if statutory else "the council's own procedure"
            found.append(self.open_ended("outcome", received, citation, then))
        elif not statutory:
            found.append(replace(self._bare(), clock="outcome", duty="outcome", state=State.none))
        return found

    def breach(self, progress: BreachProgress) -> list[Line]:
        """To notify the regulator in 72 hours, then what was decided but not done; each action by its own date."""
        self.stage, self.next = breach_step(progress)
        if self.case.outcome:
            return [replace(self._bare(), duty="record", state=State.none)]
        found = []
        aware, assessed = progress.aware, progress.assessed
        if aware is None:
            raise RuntimeError(f"{self.case.reference} is a breach without an awareness event")
        if progress.awaits_regulator:
            found.append(self._hours(incidents.due(aware, self.nation)))
        if assessed and progress.awaits_people:
            decided = assessed.on
            then = "publish" if assessed.people.decision == PeopleDecision.public else "tell the people affected"
            found.append(self.open_ended("tell-people", decided, "UK GDPR Art 34(1)", then))
        if progress.awaits_phase:
            then = "tell the regulator what was still unknown"
            found.append(self.open_ended("notify-further", day_of(progress.notices[-1].at), "UK GDPR Art 33(4)", then))
        if not found or (progress.stale and not progress.awaits_regulator):
            found.insert(0, self.open_ended("record", day_of(aware), "UK GDPR Art 33(5)", self.next))
        return found + [self._action(one) for one in progress.open_actions]

    def hold(self, review: date) -> Line:
        """To review whether a hold on records is still needed."""
        return replace(self._by_day(review), clock="hold-review", duty="review-hold", citation="UK GDPR Art 5(1)(e)")

    def _hours(self, running: Deadline) -> Line:
        """The line of a clock in hours: the full hours left, below zero once it is over."""
        hours = (running.ends - self.now).total_seconds() // 3600
        return replace(
            self._bare(),
            clock=running.rule,
            duty="notify-regulator",
            state=State.due,
            due=running.ends,
            hours_left=int(hours),
            late=hours < 0,
            citation=running.citation,
        )

    def _action(self, one: Action) -> Line:
        return replace(
            self._by_day(one.due),
            clock="action",
            duty=f"action-{one.seq}",
            owner=one.owner or self.case.owner,
            next=f"{ACTIONS[one.what]} (action {one.seq})",
            citation="UK GDPR Art 33(5)",
        )

    def _by_day(self, due: date) -> Line:
        """The line of something due by a date that does not come from a clock."""
        days = working_days_to(self.today, due, self.nation)
        return replace(self._bare(), state=State.due, due=due, working_days_left=days, late=due < self.today)

    def _endless(self, right: Right, mine: list[Event]) -> Iterator[Line]:
        for duty, one in OPEN_ENDED.items():
            since = None
            for event in mine if right in one.rights else ():
                since = event.on if event.kind == one.begins else None if event.kind in one.ends else since
            if since:
                yield self.open_ended(duty, since, one.citation, one.then)
        told = {Kind.acknowledged, Kind.part_sent, Kind.sent}
        if right == Right.objection and not any(event.kind in told for event in self.events):
            received = next(event.on for event in self.events if event.kind == Kind.received)
            then = "tell of the right to object, at the latest with the first letter"
            yield self.open_ended("tell-right-to-object", received, "UK GDPR Art 21(4)", then)

    def open_ended(self, duty: str, since: date, citation: str, then: str) -> Line:
        """An open-ended duty, since a date."""
        return replace(
            self._bare(),
            clock=duty,
            duty=duty,
            state=State.none,
            days_taken=(self.today - since).days,
            next=f"{then}, without undue delay",
            citation=citation,
        )

    def _line(
        self,
        running: Deadline,
        duty: str,
        *,
        target: date | None = None,
        waiting: tuple[str, date] | None = None,
        send: str | None = None,
        extended: bool = False,
        then: str | None = None,
        stricter: date | None = None,
    ) -> Line:
        due, then = running.due, then or self.next
        late = running.state == State.due and due is not None and due < self.today
        over = self._over(stricter) if running.state != State.none and not late else None
        if over:
            then += f"; {BY_EITHER if running.asks else ON_STRICTER} ({over.due:%d/%m/%Y})"
        return replace(
            self._bare(),
            clock=running.rule,
            duty=duty,
            state=running.state,
            due=due,
            target=target,
            working_days_left=working_days_to(self.today, due, self.nation) if due else None,
            late=late or bool(over and running.asks),
            waiting_days=(self.today - waiting[1]).days if waiting else None,
            next=then,
            send=send,
            stricter=over,
            extended=extended,
            citation=running.citation,
        )

    def _over(self, last: date | None) -> Stricter | None:
        """The last lawful day on the stricter reading, if it has passed."""
        if last is None or last >= self.today:
            return None
        return Stricter(last, working_days_to(self.today, last, self.nation))

    def _bare(self) -> Line:
        """What every line of the case has."""
        case = self.case
        return Line(
            reference=case.reference,
            kind=case.kind,
            right=self.right,
            owner=case.owner,
            service=case.service,
            stage=self.stage,
            next=self.next,
            title=_title(case),
        )


def _title(case: BoardCase) -> str:
    if case.kind in (MatterKind.hold, MatterKind.disposal):
        return "hold on records" if case.kind == MatterKind.hold else "disposal carried out"
    if case.kind == MatterKind.breach:
        cause = breach_terms().causes.get(case.about or "")
        return f"breach: {cause[0].lower()}{cause[1:]}" if cause else "suspected breach"
    return " + ".join(case.rights) if case.rights else f"complaint about {case.about or 'no case here'}"
