"""What the law asks on one case on one day: its clocks and its duties, each a line of the board. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from casework import clock
from casework.breaches import incidents
from casework.breaches.breach_progress import Course
from casework.breaches.breach_progress import step as breach_step
from casework.clock import Deadline
from casework.clock.overdue import BY_EITHER, ON_STRICTER
from casework.law import breach_terms
from casework.timeline.events import Event, Kind, day_of
from casework.timeline.outcomes import ACTIONS
from casework.timeline.progress import WAITING, Step, awaited
from casework.views.stages import AGAIN, Case

RECORD_DECISION = "record the day the automated decision was taken"
COMPLAINT = "complaint-164a-ack"
"""The clock of a complaint."""
MOVING = frozenset(
    {
        *(Kind.received, Kind.extended, Kind.acknowledged, Kind.sent, Kind.closed, Kind.reopened),
        Kind.decision_taken,
        Kind.answer_to_subject,
        *WAITING,
        *(answer for answer, _ in WAITING.values()),
    }
)
"""The kinds of event a clock goes by."""
ENDLESS = {
    "tell-recipients": (Kind.complied, (Kind.recipients_told,), "tell each recipient of the data", "UK GDPR Art 19"),
    "tell-before-lifting": (
        *(Kind.lifting_decided, (Kind.lifting_told,)),
        *("tell the person before the restriction is lifted", "UK GDPR Art 18(3)"),
    ),
    "tell-refusal": (
        *(Kind.refusal_decided, (Kind.sent,)),
        *("tell the person why, and that they may complain and go to court", "UK GDPR Art 12(4)"),
    ),
}
"""Duties without a number of days: what begins one, what ends it, what is to do, by what law."""


@lru_cache(maxsize=50_000)
def reckoned(rule: str, moves: tuple, nation: str, closing: frozenset) -> tuple[Deadline, date | None, Deadline | None]:
    """A deadline, its internal target, and that of the extension's notice, by what moves them.

    Many cases of one day share them: (kind, day, months) of each event that stands, in order, is all they go by.
    """
    events = [Event(kind, on, seq=seq, months=months) for seq, (kind, on, months) in enumerate(moves, 1)]
    running = clock.deadline(rule, events, nation=nation)
    notice = clock.notice_rule(rule, events) if rule in ("access", "other", "automated") else None
    last = clock.deadline(notice, events, nation=nation) if notice else None
    return running, clock.target(running, set(closing)), last


def moves_of(stands: Sequence[Event]) -> tuple:
    """What of the events that stand a clock goes by."""
    return tuple((one.kind, one.on, one.months) for one in stands if one.kind in MOVING)


@lru_cache(maxsize=20_000)
def left(today: date, due: date, nation: str) -> int:
    """Working days from a day to another, counted once for all the cases that share them."""
    return clock.working_days_left(today, due, nation)


class Lines:
    """The lines of one case on one day."""

    def __init__(
        self, case: Case, stands: list[Event], step: Step, nation: str, closing: frozenset[date], now: datetime
    ):
        self.case, self.stands, self.nation, self.closing = case, stands, nation, closing
        self.now, self.today = now, day_of(now)
        self.stage, self.next = step

    def request(self) -> list[dict[str, Any]]:
        """To respond; to extend, while that can still be done; and duties without a number of days."""
        rule = clock.rule_for(self.case.rights)
        running, target, notice = reckoned(rule, moves_of(self.stands), self.nation, self.closing)
        waiting = awaited(self.stands) if not self.case.outcome else None
        send = None
        if waiting:
            days = (self.today - waiting[1]).days
            if self.stage != AGAIN:
                self.stage, self.next = "waiting", f"waiting for {waiting[0]} since {waiting[1]:%d/%m/%Y}"
            send = f"a reminder that {waiting[0]} is needed" + ("; after a month without it, closing" * (days > 30))
        if running.asks:
            self.next = f"{RECORD_DECISION}; {self.next}" if waiting else RECORD_DECISION
        more = {"target": target, "waiting": waiting, "send": send, "extended": running.further > 0}
        more["stricter"] = None if self.case.outcome else running.stricter
        found = [self._line(running, "respond", **more)]
        if self.case.outcome:
            return found
        if notice and notice.state == "due" and running.state == "due" and self.today <= notice.due:
            found.append(self._line(notice, "extend", then="last day to extend, by a notice with the reasons"))
        return found + list(self._endless())

    def complaint(self) -> list[dict[str, Any]]:
        """To acknowledge, until that is done; then to answer without undue delay."""
        received = next(one.on for one in self.stands if one.kind == Kind.received)
        kinds = {one.kind for one in self.stands}
        found = []
        if self.case.outcome or not kinds & {Kind.acknowledged, Kind.sent}:
            running, _, _ = reckoned(COMPLAINT, moves_of(self.stands), self.nation, self.closing)
            found.append(self._line(running, "acknowledge"))
        if not self.case.outcome:
            is_next = Kind.sent in kinds or self.stage == AGAIN
            then = self.next if is_next else "look into it, tell how far it is, and tell the outcome"
            found.append(self.undated("outcome", received, "DPA 2018 s.164A(4)", then))
        return found

    def breach(self, course: Course) -> list[dict[str, Any]]:
        """To notify the regulator in 72 hours, then what was decided and is not done; each action by its own day."""
        self.stage, self.next = breach_step(course)
        if self.case.outcome:
            return [self._facts() | {"duty": "record", "state": "none"}]
        found = []
        if course.awaits_regulator:
            found.append(self._hours(incidents.due(course.aware, self.nation)))
        if course.awaits_people:
            decided = date.fromisoformat(course.assessed["on"])
            then = "publish" if course.assessed["people"]["decision"] == "public" else "tell the people concerned"
            found.append(self.undated("tell-people", decided, "UK GDPR Art 34(1)", then))
        if course.awaits_phase:
            then = "tell the regulator what was still unknown"
            found.append(self.undated("notify-further", day_of(course.notices[-1].at), "UK GDPR Art 33(4)", then))
        if not found or (course.stale and not course.awaits_regulator):
            found.insert(0, self.undated("record", day_of(course.aware), "UK GDPR Art 33(5)", self.next))
        return found + [self._action(one) for one in course.open_actions]

    def hold(self, review: date) -> dict[str, Any]:
        """To look whether a hold on records is still needed."""
        said = {"clock": "hold-review", "duty": "review-hold", "state": "due", "due": review.isoformat()}
        days = {"working_days_left": left(self.today, review, self.nation), "late": review < self.today}
        return self._facts() | said | days | {"citation": "UK GDPR Art 5(1)(e)"}

    def _hours(self, running: Deadline) -> dict[str, Any]:
        """The line of a clock in hours: whole ones, those that are over below zero."""
        hours = (running.due - self.now).total_seconds() // 3600
        said = {"clock": running.rule, "duty": "notify-regulator", "state": "due", "due": running.due.isoformat()}
        return self._facts() | said | {"hours_left": int(hours), "late": hours < 0, "citation": running.citation}

    def _action(self, one: Any) -> dict[str, Any]:
        said = {"clock": "action", "duty": f"action-{one.seq}", "state": "due", "due": one.due.isoformat()}
        whose = {"owner": one.owner or self.case.owner, "next": f"{ACTIONS[one.what]} (action {one.seq})"}
        days = {"working_days_left": left(self.today, one.due, self.nation), "late": one.due < self.today}
        return self._facts() | said | whose | days | {"citation": "UK GDPR Art 33(5)"}

    def _endless(self) -> Iterator[dict[str, Any]]:
        for duty, (begins, ends, then, citation) in ENDLESS.items():
            since = None
            for one in self.stands:
                since = one.on if one.kind == begins else None if one.kind in ends else since
            if since:
                yield self.undated(duty, since, citation, then)
        kinds = {one.kind for one in self.stands}
        if {"automated"} < set(self.case.rights) and not kinds & {Kind.decision_taken, Kind.sent}:
            received = next(one.on for one in self.stands if one.kind == Kind.received)
            yield self.undated("record-decision", received, clock.REGULATION, RECORD_DECISION)
        told = {Kind.acknowledged, Kind.part_sent, Kind.sent}
        if "objection" in self.case.rights and not any(one.kind in told for one in self.stands):
            received = next(one.on for one in self.stands if one.kind == Kind.received)
            then = "tell of the right to object, at the latest with the first letter"
            yield self.undated("tell-right-to-object", received, "UK GDPR Art 21(4)", then)

    def undated(self, duty: str, since: date, citation: str, then: str) -> dict[str, Any]:
        """A duty without a number of days, since a day."""
        taken = {"days_taken": (self.today - since).days, "next": f"{then}, without undue delay"}
        return self._facts() | {"clock": duty, "duty": duty, "state": "none", "citation": citation} | taken

    def _line(
        self,
        running: Deadline,
        duty: str,
        *,
        target=None,
        waiting=None,
        send=None,
        extended=False,
        then=None,
        stricter: date | None = None,
    ) -> dict[str, Any]:
        due, then = running.due, then or self.next
        late = running.state == "due" and due < self.today
        over = self._over(stricter) if running.state != "none" and not late else None
        if over:
            then += f"; {BY_EITHER if running.asks else ON_STRICTER} ({stricter:%d/%m/%Y})"
        return self._facts() | {
            "clock": running.rule,
            "duty": duty,
            "state": running.state,
            "due": due.isoformat() if due else None,
            "target": target.isoformat() if target else None,
            "working_days_left": left(self.today, due, self.nation) if due else None,
            "late": late or bool(over and running.asks),
            "waiting_days": (self.today - waiting[1]).days if waiting else None,
            "next": then,
            "send": send,
            "stricter": over,
            "extended": extended,
            "citation": running.citation,
        }

    def _over(self, last: date | None) -> dict[str, Any] | None:
        """The last lawful day on the stricter reading, if it has passed."""
        if last is None or last >= self.today:
            return None
        return {"due": last.isoformat(), "working_days_left": left(self.today, last, self.nation)}

    def _facts(self) -> dict[str, Any]:
        case = self.case
        return {
            "reference": case.reference,
            "kind": case.kind,
            "clock": None,
            "duty": None,
            "state": None,
            "due": None,
            "target": None,
            "working_days_left": None,
            "hours_left": None,
            "late": False,
            "owner": case.owner,
            "service": case.service,
            "waiting_days": None,
            "days_taken": None,
            "stage": self.stage,
            "next": self.next,
            "send": None,
            "stricter": None,
            "extended": False,
            "title": _title(case),
            "citation": None,
        }


def _title(case: Case) -> str:
    if case.kind in ("hold", "disposal"):
        return "hold on records" if case.kind == "hold" else "disposal carried out"
    if case.kind == "breach":
        cause = breach_terms()["causes"].get(case.about or "")
        return f"breach: {cause[0].lower()}{cause[1:]}" if cause else "suspected breach"
    return " + ".join(case.rights) if case.rights else f"complaint about {case.about or 'no case here'}"
