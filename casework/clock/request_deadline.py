"""How a request's deadline is worked out: the start, the months, what does not count, the last working day. Pure.

Every step carries its citation and how sure it is. Where the law leaves room for a date earlier than the
most likely one, that date is kept too, with a note of the reading that gives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.clock.answer import Deadline, State, Step, table_notes
from casework.clock.days import (
    ONE_DAY,
    CountedPeriod,
    Span,
    counted_period,
    days_left_out,
    join_spans,
    next_working_day,
    why_moved,
)
from casework.law import Rule, rules
from casework.text.days import long, ordinal, plain
from casework.timeline.events import QUESTIONS, Event, Kind, unrequested_authorities, without_moot

NUMBERS = {1: "one month", 2: "two months", 3: "three months"}


@dataclass(frozen=True, slots=True)
class Starter:
    """Something that may be asked for before the period begins."""

    question: Kind
    answer: Kind
    what: str
    came: str = "arrived"
    """What its answer did, in words."""
    missing: str = "has not come: the month begins when it arrives"
    """What is said while it is awaited."""


STARTERS = (
    Starter(Kind.id_requested, Kind.id_received, "proof of identity"),
    Starter(Kind.fee_requested, Kind.fee_paid, "the fee", "was paid", "is not paid: the month begins when it is"),
    Starter(Kind.authority_requested, Kind.authority_received, "authority to act for the person"),
)
AUTHORITY = "ICO right of access guidance, 8 December 2025"
"""What lets authority to act move the start: no Act mentions it."""

CLOSING = "Clarification asked for when only the weekend or holiday at the end was left; without that pause"
"""Why a pause in the closing days has a stricter date."""


@dataclass
class RequestDeadline:
    """The deadline of a request being worked out: the events in force, and the working so far."""

    rule: Rule
    nation: str
    received: date
    events: list[Event]
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stricter: list[date] = field(default_factory=list)
    """The dates other readings give, where the law leaves room for them."""
    doubting: bool = True
    """Whether to work out the date without identity, fee and authority too."""
    overrun: date | None = None
    """The last lawful day, if it had passed when identity, a fee or authority was asked for."""

    def deadline(self) -> Deadline:
        done = self._done()
        if done:  # later questions and answers do not change a date that was met or missed
            self.events = self.events[: self.events.index(done) + 1]
        waiting = self._waiting()
        if waiting:
            state = State.none if done else State.not_started
            return self._answer(state, [waiting, *self._ended(done)])
        start = self._start()
        pauses, open_since = self._pauses()
        extension = self._extension(start, pauses, open_since)
        if self.rule.notice_of and extension:
            why = f"the notice of the extension was given on {plain(extension.on)}"
            return self._answer(State.none, [*self.steps, Step(extension.on, why, self.rule.extended)], start=start)
        begun = list(self.steps)
        further = (extension.months or self.rule.further) if extension else 0
        end = self._months(start, further)
        period = counted_period(start, end, pauses, self.nation)
        self._leave_out(period, bool(further))
        self._roll(period)
        due = period.due
        if open_since and open_since <= due:
            if open_since > period.end:
                self._stricter(due + ONE_DAY, period.end, CLOSING)
            return self._paused(open_since, start, done, begun)
        if open_since:
            self.notes.append(asked_late(open_since))
        self._strict(period, end, pauses, further)
        self.notes += table_notes(due)
        steps = [*self.steps, *self._ended(done, due)]
        state = State.none if done else State.due
        return self._answer(state, steps, due, start=start, left_out=period.left_out, further=further)

    def _answer(
        self, state: State, steps: Sequence[Step], due: date | None = None, start: date | None = None,
        left_out: int = 0, further: int = 0,
    ) -> Deadline:  # fmt: skip
        self._doubts(due)
        cautious = min((one for one in self.stricter if due is None or one < due), default=None)
        return Deadline(
            self.rule.id, self.nation, self.received, state, due, cautious, self.rule.citation, tuple(steps),
            (*self.notes, *filter(None, [self.rule.note])), start, left_out, further, stricter=self.overrun,
        )  # fmt: skip

    def _paused(self, since: date, start: date, done: Event | None, begun: list[Step]) -> Deadline:
        why = (
            f"clarification was asked for on {plain(since)} and has not come: the clock is paused and there is no due "
            "date until it arrives"
        )
        steps = [*begun, Step(since, why, self.rule.paused, self._sure("found")), *self._ended(done)]
        return self._answer(State.none if done else State.paused, steps, start=start)

    def _waiting(self) -> Step | None:
        """Identity, fee or authority asked for and not come: the period has not begun."""
        for starter in STARTERS:
            asked = self._days(starter.question)
            if len(asked) > len(self._answers(starter)):
                why = f"{starter.what} was asked for on {plain(asked[-1])} and {starter.missing}"
                return Step(asked[-1], why, *self._cited(starter))
        return None

    def _start(self) -> date:
        """The relevant time: the latest of receipt, identity, fee and authority."""
        start = self.received
        for starter in STARTERS:
            came = [on for on in self._answers(starter) if on > start]
            if came:
                start = max(came)
                why = f"{starter.what} {starter.came} on {plain(start)}"
                why += ": the full period is counted from that date, not from receipt"
                self.steps.append(Step(start, why, *self._cited(starter)))
        return start

    def _doubts(self, due: date | None) -> None:
        """The date without authority, which the Act does not mention, and the date that had already passed when
        identity, a fee or authority was first asked for."""
        if not self.doubting:
            return
        notes: list[str] = []
        acting = [one for one in self.events if one.kind in (Kind.authority_requested, Kind.authority_received)]
        other = self._without(acting) if acting else None
        if other and other.due and (due is None or other.due < due):
            self.stricter.append(other.cautious or other.due)
            notes.append(
                f"The ICO's guidance, not the Act, says that authority to act for the person moves the start: without "
                f"it the due date would be {long(other.due)}."
            )
            notes += [note for note in table_notes(other.due) if note not in self.notes]
        waits = self._waits()
        for at, (what, (first, *_)) in enumerate(waits):
            before = self._without([one for _, listed in waits[at:] for one in listed])
            if before.due and first.on > before.due:
                self.overrun = before.due
                self.stricter.append(before.cautious or before.due)
                asked = "was asked for" if first.kind in QUESTIONS else "arrived"
                notes.append(
                    f"{what[0].upper()}{what[1:]} {asked} after the time had run out on {long(before.due)}: it may not "
                    "excuse the delay (inferred)."
                )
                break
        self.notes = [*notes, *self.notes]

    def _waits(self) -> list[tuple[str, list[Event]]]:
        """What the period waited for, in order: each question with its answer, and answers that came unasked."""
        found: list[tuple[str, list[Event]]] = []
        for starter in STARTERS:
            mine: list[list[Event]] = []
            for one in self._moving(starter):
                out = next((each for each in mine if each[0].kind == starter.question and len(each) == 1), None)
                if one.kind == starter.answer and out:
                    out.append(one)
                elif one.kind in (starter.question, starter.answer):
                    mine.append([one])
            found += [(starter.what, each) for each in mine]
        return sorted(found, key=lambda wait: wait[1][0].on)

    def _without(self, gone: list[Event]) -> Deadline:
        left = {id(one) for one in gone}  # two questions on one day are equal, but count as two
        rest = [one for one in self.events if id(one) not in left]
        return RequestDeadline(self.rule, self.nation, self.received, rest, doubting=False).deadline()

    def _answers(self, starter: Starter) -> list[date]:
        """The dates on which what was asked for arrived; an authority that came unasked moves nothing."""
        return [one.on for one in self._moving(starter) if one.kind == starter.answer]

    def _moving(self, starter: Starter) -> list[Event]:
        """The events in force but for an authority that came unasked."""
        enclosed = unrequested_authorities(self.events) if starter.answer == Kind.authority_received else []
        return [one for one in self.events if one not in enclosed]

    def _days(self, kind: Kind) -> list[date]:
        return [one.on for one in self.events if one.kind == kind]

    def _cited(self, starter: Starter) -> tuple[str, str]:
        if starter.question == Kind.authority_requested:
            return AUTHORITY if self.rule.standing == "found" else self.rule.start, "inferred"
        named = self.rule.identity if starter.question == Kind.id_requested else self.rule.fee
        return named or self.rule.start, self._sure("found")

    def _sure(self, sure: str) -> str:
        return sure if self.rule.standing == "found" else "secondary"

    def _pauses(self) -> tuple[list[Span], date | None]:
        """The days of clarification, and the date from which an unanswered question is out."""
        asked, answered = self._days(Kind.clarification_requested), self._days(Kind.clarification_received)
        if asked and self.rule.pause == "none":
            why = "clarification was asked for, but the clock goes on: it pauses only for a request for access"
            self.steps.append(Step(asked[0], why, self.rule.paused, self._sure("found")))
            return [], None
        if self.rule.pause == "none":
            return [], None
        for at, on in enumerate(answered):
            if at >= len(asked) or asked[at] > on:
                raise Refused(
                    f"Clarification was received on {plain(on)}. Give the date it was asked for, on or before that."
                )
        last = ONE_DAY if self.rule.pause == "day-before" else timedelta()
        spans, since = [], asked[len(answered)] if len(asked) > len(answered) else None
        for first, end in zip(asked, answered, strict=False):
            if self._pausing(first):
                spans.append(Span(first, end - last))
        if since and not self._pausing(since):
            since = None
        return spans, since

    def _pausing(self, asked: date) -> bool:
        if self.rule.pause_from is None or asked >= self.rule.pause_from:
            return True
        why = (
            f"clarification asked for on {plain(asked)} did not stop the clock: under the ICO's guidance it does so "
            "from 21 October 2020 (until about the end of 2019 the ICO had the month wait for the answer)"
        )
        self.steps.append(Step(asked, why, self.rule.paused, "secondary"))
        return False

    def _extension(self, start: date, pauses: list[Span], open_since: date | None) -> Event | None:
        """The extension that has effect: one whose notice was given before the first month's end."""
        given = next((one for one in self.events if one.kind == Kind.extended), None)
        if given is None:
            return None
        of = self.rule.notice_of
        most = self.rule.further or (rules()[of].further if of else 0)
        if given.months and (given.months > most or (self.rule.standing == "found" and given.months != most)):
            raise Refused(f"{self.rule.extended} allows an extension of two further months, not of {given.months}.")
        running = [*pauses, Span(open_since, given.on)] if open_since and open_since <= given.on else pauses
        first = counted_period(start, start + relativedelta(months=1), running, self.nation)
        plainly, last = first.end, first.due
        citation = self.rule.notice or self.rule.extended
        if given.on > last:
            why = f"the extension notice of {plain(given.on)} was too late and has no effect"
            why += f": the last lawful day was {long(last)}"
            self.steps.append(Step(given.on, why, citation))
            return None
        if given.on > plainly:
            without = next_working_day(plainly, self.nation)
            self.stricter.append(without)
            self.notes.append(
                f"The extension notice of {plain(given.on)} is in time only because {plain(plainly)} was not a working "
                f"day (inferred): without the extension the due date would be {long(without)}."
            )
        return given

    def _months(self, start: date, further: int) -> date:
        months = self.rule.months + further
        end = start + relativedelta(months=months)
        why = f"{NUMBERS[months]} from {plain(start)}"
        if further:
            added = "two further months" if further == 2 else "one further month"
            why += f" (one month and {added}, both counted from the start)"
        if end.day != start.day:
            why += f"; {end:%B} has no {ordinal(start.day)}, so its last day"
        if self.rule.standing != "found" and self.received <= date(2019, 8, 14):
            other = next_working_day(start + ONE_DAY + relativedelta(months=months), self.nation)
            why += f" (the ICO then published a different count, from the day after: {plain(other)})"
        citation = f"{self.rule.extended}; Reg 1182/71 Art 3(2)(c)" if further else "Reg 1182/71 Art 3(2)(c)"
        self.steps.append(Step(end, why, citation))
        return end

    def _leave_out(self, period: CountedPeriod, extended: bool) -> None:
        """The days of clarification within the period's own days; a note for what changes nothing."""
        start = period.start
        for span in period.inside:
            if not days_left_out([span], start):
                why = (
                    "days up to the start are never counted (inferred)"
                    if span.first <= start
                    else "it arrived the same day"
                )
                self.notes.append(f"The clarification asked for on {plain(span.first)} leaves out no days: {why}.")
        for span in period.void:
            self.notes.append(
                f"Clarification was asked for and arrived on {plain(span.first)}, when the period had no days of its "
                "own left: it does not move the due date (inferred)."
            )
        self.notes += [asked_late(span.first) for span in period.late]
        days = days_left_out(period.inside, start)
        if days:
            beginning = any(one.first <= start <= one.last for one in period.inside)
            why = self._not_counted(period.inside, start)
            if beginning:
                why += f"; {plain(start)}, when the period starts, is never counted, so it is not left out"
            several = len(self._days(Kind.clarification_received)) > 1
            sure = "inferred" if extended or beginning or several else self._sure("found")
            self.steps.append(Step(period.end, why, self.rule.paused, sure))

    def _not_counted(self, spans: list[Span], start: date) -> str:
        days = days_left_out(spans, start)
        dates = " and ".join(
            f"{plain(one.first)} to {plain(one.last)}" for one in join_spans(spans) if one.last > start
        )
        why = f"{days} {'day does' if days == 1 else 'days do'} not count: clarification from {dates}"
        return why + (", both included" if self.rule.pause == "both-days" else ", up to the day before the answer")

    def _roll(self, period: CountedPeriod) -> None:
        """The move to a working day, and past clarification asked for when the period had no days of its own left."""
        due = next_working_day(period.end, self.nation)
        if due != period.end:
            sure = "inferred" if self.rule.notice_of else "found"
            self.steps.append(Step(due, why_moved(period.end, self.nation), "Reg 1182/71 Art 3(4)", sure))
        if period.closing:
            why = self._not_counted(period.closing, period.start)
            why += ", asked for when only the weekend or holiday at the end was left: the next working day after them"
            self.steps.append(Step(period.due, why, f"{self.rule.paused}; Reg 1182/71 Art 3(4)", "inferred"))

    def _strict(self, period: CountedPeriod, end: date, pauses: list[Span], further: int) -> None:
        """The earlier dates that other readings of a notice, a pause or an extension give."""
        start, due = period.start, period.due
        if self.rule.notice_of:
            self.stricter.append(period.end)
        if period.closing:
            self._stricter(due, period.end, CLOSING)
        if self.rule.pause_from and self.received < self.rule.pause_from and period.left_out:
            self._stricter(due, end, "Received before 21 October 2020, when the ICO published the pause; without it")
        if further:
            month, more = start + relativedelta(months=1), relativedelta(months=further)
            first = counted_period(start, month, pauses, self.nation)
            onward = counted_period(start, month + more, pauses, self.nation).due
            after = counted_period(start, first.end + more, first.late, self.nation).due
            why = "An extension counted from the end of the first month, not from the start, ends sooner"
            self._stricter(due, min(onward, after), why)

    def _stricter(self, due: date, end: date, why: str) -> None:
        other = next_working_day(end, self.nation)
        if other < due:
            self.stricter.append(other)
            self.notes.append(f"{why}: {long(other)}.")

    def _done(self) -> Event | None:
        """The answer or closing, unless reopened since: after it nothing is due."""
        done = None
        for one in self.events:
            if one.kind in (Kind.sent, Kind.closed):
                done = done or one
            elif one.kind == Kind.reopened:
                done = None
        return done

    def _ended(self, done: Event | None, due: date | None = None) -> list[Step]:
        if done is None:
            return []
        why = f"{'answered' if done.kind == Kind.sent else 'closed'} on {plain(done.on)}"
        if self.rule.notice_of:
            why += ": a notice is no longer due"
        elif due is None:
            why += ", while there was no due date"
        elif done.on <= due:
            why += ", in time"
        else:
            late = (done.on - due).days
            why += f", {late} {'day' if late == 1 else 'days'} late"
        return [Step(done.on, why, self.rule.citation)]


def asked_late(asked: date) -> str:
    """The note that a question came after the period."""
    return (
        f"Clarification was asked for on {plain(asked)}, after the time had run out: it does not move the due date "
        "(inferred)."
    )


def deadline_of_request(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """The deadline of a request. Raises Refused for events that its rule does not allow."""
    return RequestDeadline(rule, nation, received, without_moot(events)).deadline()
