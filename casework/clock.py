"""Statutory clocks: pure functions of rule, events and nation to a Deadline that shows its working.

Months are counted by Article 3 of Regulation 1182/71, which UK GDPR Article 4A applies: the day of the event is not
counted; a month ends on the day of the same number, or on the month's last day; what falls on a Saturday, Sunday or
public holiday runs to the end of the next working day. One roll, at the very end. Days are days in Europe/London.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.events import Event, Kind, standing
from casework.law import Rule, bank_holidays, holidays_known_to, rules

ONE_DAY = timedelta(days=1)
TARGET_DAYS = 28
"""The fixed internal target the ICO suggests (right of access guidance, 8 December 2025)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: the day it arrives at, why, by what law, and how sure that is."""

    date: date
    why: str
    citation: str
    standing: str = "found"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline with its working."""

    rule: str
    nation: str
    received: date
    state: str
    """`due`; `paused` or `not-started`, when no day can be stated; `none` once nothing more is owed."""
    due: date | None
    cautious: date | None
    """An earlier day that a stricter reading of the law would give; keep to it where you can."""
    citation: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    start: date | None = None
    """The relevant time: the day from which the period is counted."""
    left_out: int = 0
    """Days of clarification that do not count."""

    def as_json(self) -> dict:
        """The keys of `clock --json`."""
        return {
            "rule": self.rule,
            "nation": self.nation,
            "received": self.received.isoformat(),
            "state": self.state,
            "due": self.due.isoformat() if self.due else None,
            "cautious": self.cautious.isoformat() if self.cautious else None,
            "citation": self.citation,
            "steps": [
                {"date": s.date.isoformat(), "why": s.why, "citation": s.citation, "standing": s.standing}
                for s in self.steps
            ],
            "notes": list(self.notes),
        }


def rule_for(rights: Iterable[str]) -> str:
    """Which clock a request runs on: access where access is among its rights."""
    return "access" if "access" in rights else "other"


def notice_rule(rule: str, events: Iterable[Event]) -> str | None:
    """The clock of the extension notice that goes with a request's, or None for requests under the old law."""
    chosen = _chosen(rule, _received(standing(events)))
    return next((one.id for one in rules().values() if one.notice_of == chosen.id), None)


def deadline(
    rule: str, events: Iterable[Event], *, nation: str = "england-and-wales", as_at: date | None = None
) -> Deadline:
    """The deadline of a case by the events that stand (as recorded by the end of `as_at`, where given).

    `access` and `other` choose the version in force on the day received; raises Refused for an explicit rule that was
    not in force then, an unknown rule or nation, and events without a day of receipt.
    """
    stands = standing(events, as_at)
    received = _received(stands)
    chosen = _chosen(rule, received)
    if nation not in ("england-and-wales", "scotland", "northern-ireland"):
        raise Refused(f"There is no nation '{nation}': give england-and-wales, scotland or northern-ireland.")
    return _Working(chosen, nation, received, stands).deadline()


def _received(stands: list[Event]) -> date:
    found = [one.on for one in stands if one.kind == Kind.received]
    if not found:
        raise Refused("A clock needs the day the request was received.")
    return found[0]


def _chosen(rule: str, received: date) -> Rule:
    known = rules()
    if rule in ("access", "other"):
        for one in known.values():
            if one.covers == rule and one.notice_of is None and one.in_force(received):
                return one
        raise Refused(
            f"No rule was in force for a request received on {_plain(received)}: the first is of 25 May 2018."
        )
    if rule not in known:
        raise Refused(f"There is no rule '{rule}': 'clock --rules' lists them.")
    one = known[rule]
    if not one.in_force(received):
        until = f" to {_plain(one.last)}" if one.last else ""
        raise Refused(
            f"{rule} is for requests received from {_plain(one.first)}{until}; this one was received on "
            f"{_plain(received)}: 'access' or 'other' chooses the rule in force."
        )
    return one


@dataclass
class _Working:
    rule: Rule
    nation: str
    received: date
    stands: list[Event]
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def deadline(self) -> Deadline:
        waiting = self._waiting()
        if waiting:
            return self._answer("not-started", steps=[waiting])
        start = self._start()
        pauses, open_since = self._pauses()
        if open_since:
            why = (
                f"clarification was asked for on {_plain(open_since)} and has not come: the clock stands still and no "
                "day can be stated until it does"
            )
            return self._answer("paused", [*self.steps, Step(open_since, why, self.rule.paused)], start=start)
        extension = self._extension(start, pauses)
        if self.rule.notice_of and extension:
            why = f"the notice of the extension was given on {_plain(extension.on)}"
            return self._answer("none", [*self.steps, Step(extension.on, why, self.rule.extended)], start=start)
        months = self.rule.months + (self.rule.further if extension else 0)
        plain = self._months(start, months)
        due, left_out = self._leave_out(start, plain, pauses)
        rolled = self._roll(due)
        cautious = self._cautious(start, due, pauses, bool(extension))
        if rolled > holidays_known_to():
            self.notes.append(f"Bank holidays are known to {_plain(holidays_known_to())}: check the day after that.")
        done = self._done(rolled)
        state = "none" if done else "due"
        return self._answer(state, [*self.steps, *done], rolled, cautious, start, left_out)

    def _answer(self, state, steps, due=None, cautious=None, start=None, left_out=0) -> Deadline:
        rule = self.rule
        found = cautious if cautious and due and cautious < due else None
        return Deadline(
            rule.id, self.nation, self.received, state, due, found, rule.citation, tuple(steps), tuple(self.notes),
            start, left_out,
        )  # fmt: skip

    def _waiting(self) -> Step | None:
        """Identity, fee or authority asked for and not come: the period has not begun."""
        for question, answer, what, citation, sure in STARTERS:
            asked = [one.on for one in self.stands if one.kind == question]
            if len(asked) > sum(one.kind == answer for one in self.stands):
                why = f"{what} was asked for on {_plain(asked[-1])} and has not come: the month begins when it does"
                return Step(asked[-1], why, self._cited(citation), self._sure(sure))
        return None

    def _cited(self, citation: str) -> str:
        return citation if self.rule.standing == "found" else self.rule.start

    def _sure(self, sure: str) -> str:
        return sure if self.rule.standing == "found" else "secondary"

    def _start(self) -> date:
        """The relevant time: the latest of receipt, identity, fee and authority."""
        start = self.received
        for _, answer, what, citation, sure in STARTERS:
            came = [one.on for one in self.stands if one.kind == answer and one.on > start]
            if came:
                start = max(came)
                why = f"{what} came on {_plain(start)}: the period is counted whole from that day, not from receipt"
                self.steps.append(Step(start, why, self._cited(citation), self._sure(sure)))
        return start

    def _pauses(self) -> tuple[list[tuple[date, date]], date | None]:
        """Each pause as its first and last day, and the day from which an unanswered question stops the clock."""
        asked = [one.on for one in self.stands if one.kind == Kind.clarification_requested]
        answered = [one.on for one in self.stands if one.kind == Kind.clarification_received]
        if not asked:
            return [], None
        if self.rule.pause == "none":
            self.notes.append("A question to the requester does not stop the clock for this right: only access pauses.")
            return [], None
        if self.rule.pause_from and self.received < self.rule.pause_from:
            self.notes.append(
                "Asking for clarification did not stop the clock for a request received before 21 October 2020 "
                "(ICO guidance then; until August 2019 the ICO let the month begin with the answer)."
            )
            return [], None
        if len(asked) > len(answered):
            return [], asked[len(answered)]
        last = ONE_DAY if self.rule.pause == "day-before" else timedelta()
        return [(first, end - last) for first, end in zip(asked, answered, strict=True)], None

    def _extension(self, start: date, pauses: list[tuple[date, date]]) -> Event | None:
        """The extension that has effect: one whose notice was given before the first month's end."""
        given = [one for one in self.stands if one.kind == Kind.extended]
        if not given:
            return None
        end = start + relativedelta(months=1)
        last = self._rolled(_stretched(start, end, pauses)[0])
        if given[0].on <= last:
            if given[0].on > _stretched(start, end, pauses)[0]:
                self.notes.append(
                    f"The extension notice of {_plain(given[0].on)} is in time only because the month's last day was "
                    "not a working day, which is inferred."
                )
            return given[0]
        self.steps.append(
            Step(
                given[0].on,
                f"the extension notice of {_plain(given[0].on)} was too late and has no effect: the last lawful day "
                f"was {_long(last)}",
                "UK GDPR Art 12A(4)(a)" if self.rule.standing == "found" else self.rule.extended,
            )
        )
        return None

    def _months(self, start: date, months: int) -> date:
        end = start + relativedelta(months=months)
        count = "one month" if months == 1 else f"{_NUMBERS[months]} months"
        why = f"{count} from {_plain(start)}"
        if months > 1:
            why += " (one month and two further months, both counted from the start)"
        if end.day != start.day:
            why += f"; {end:%B} has no {_ordinal(start.day)}, so its last day"
        why += self._then(start)
        citation = "Reg 1182/71 Art 3(2)(c)" if months == 1 else f"{self.rule.extended}; Reg 1182/71 Art 3(2)(c)"
        self.steps.append(Step(end, why, citation))
        return end

    def _then(self, start: date) -> str:
        """Where the regulator, at the time, counted otherwise."""
        if date(2018, 5, 25) <= self.received <= date(2019, 8, 14):
            other = start + ONE_DAY + relativedelta(months=1)
            return f" (the ICO then counted from the day after receipt, and published {_plain(other)})"
        return ""

    def _leave_out(self, start: date, end: date, pauses: list[tuple[date, date]]) -> tuple[date, int]:
        due, days = _stretched(start, end, pauses)
        if days:
            spans = " and ".join(f"{_plain(first)} to {_plain(last)}" for first, last in pauses if last > start)
            why = f"{days} {'day does' if days == 1 else 'days do'} not count: clarification, {spans}"
            why += ", both included" if self.rule.pause == "both-days" else ", the day before the answer"
            combined = end != start + relativedelta(months=1)
            sure = "inferred" if combined else ("found" if self.rule.standing == "found" else "secondary")
            if any(first <= start <= last for first, last in pauses):
                why += "; the day the period starts is never counted, so it cannot be left out"
                sure = "inferred"
            self.steps.append(Step(due, why, self.rule.paused, sure))
        return due, days

    def _rolled(self, day: date) -> date:
        while not working(day, self.nation):
            day += ONE_DAY
        return day

    def _roll(self, day: date) -> date:
        rolled = self._rolled(day)
        if rolled != day:
            holiday = bank_holidays(self.nation).get(day)
            what = f"a bank holiday ({holiday})" if holiday else f"a {day:%A}"
            sure = "inferred" if self.rule.notice_of else "found"
            self.steps.append(Step(rolled, f"{_plain(day)} is {what}: next working day", "Reg 1182/71 Art 3(4)", sure))
        return rolled

    def _cautious(self, start: date, due: date, pauses: list[tuple[date, date]], extended: bool) -> date | None:
        """The stricter reading: an extension counted on from the first month's end; a notice not rolled."""
        if self.rule.notice_of:
            return due
        if not extended:
            return None
        first = start + relativedelta(months=1)
        other = self._rolled(_stretched(start, first + relativedelta(months=self.rule.further), pauses)[0])
        if other < self._rolled(due):
            self.notes.append(f"Two further months counted on from {_plain(first)} would end sooner: {_long(other)}.")
        return other

    def _done(self, due: date) -> list[Step]:
        """What was answered or closed owes nothing more; the working still says when it was due."""
        state = None
        for one in sorted(self.stands, key=lambda one: (one.seq or 0, one.on)):
            if one.kind in (Kind.sent, Kind.closed):
                state = state or one
            elif one.kind == Kind.reopened:
                state = None
        if state is None:
            return []
        what = "answered" if state.kind == Kind.sent else "closed"
        when = "in time" if state.on <= due else f"{(state.on - due).days} days late"
        return [Step(state.on, f"{what} on {_plain(state.on)}, {when}", self.rule.citation)]


STARTERS = (
    (Kind.id_requested, Kind.id_received, "proof of identity", "UK GDPR Art 12(6), 12A(2)(b)", "found"),
    (Kind.fee_requested, Kind.fee_paid, "the fee", "UK GDPR Art 12(5), 12A(2)(c)", "found"),
    (
        Kind.authority_requested,
        Kind.authority_received,
        "authority to act for the person",
        "ICO right of access guidance, 8 December 2025",
        "inferred",
    ),
)


def _stretched(start: date, end: date, pauses: list[tuple[date, date]]) -> tuple[date, int]:
    """The end of a period moved on by every day inside it that does not count, and how many those are."""
    days = {first + timedelta(days=n) for first, last in pauses for n in range((last - first).days + 1)}
    moved = 0
    for day in sorted(days):
        if start < day <= end:
            end += ONE_DAY
            moved += 1
    return end, moved


def working(day: date, nation: str) -> bool:
    """Whether a day is a working day: no Saturday, Sunday or bank holiday of the nation."""
    return day.weekday() < 5 and day not in bank_holidays(nation)


def working_days_left(today: date, due: date, nation: str) -> int:
    """Working days after today, up to and including the due day; negative once it has passed."""
    if due < today:
        return -working_days_left(due, today, nation)
    return sum(working(today + timedelta(days=n), nation) for n in range(1, (due - today).days + 1))


def target(running: Deadline, closed: set[date]) -> date | None:
    """The council's internal target: 28 days from the start, with the days left out, never after the due day.

    It falls on a working day on which the council is open, at or before that; the statutory day is never moved.
    """
    if running.state != "due" or running.start is None:
        return None
    day = min(running.start + timedelta(days=TARGET_DAYS + running.left_out), running.due)
    if (running.due - running.start).days > 62:
        day = running.due - timedelta(days=2)
    while (not working(day, running.nation) or day in closed) and day > running.start:
        day -= ONE_DAY
    return day


def words(running: Deadline) -> list[str]:
    """The deadline and its working in plain lines."""
    heads = {
        "due": f"Due {_long(running.due)}" if running.due else "",
        "paused": "Paused: no day can be stated",
        "not-started": "Not started: the period has not begun",
        "none": "Nothing more is owed" + (f"; it was due {_long(running.due)}" if running.due else ""),
    }
    sure = {"found": "", "secondary": " (from a secondary source)", "inferred": " (inferred)"}
    lines = [f"{heads[running.state]}  [{running.rule}]"]
    if running.cautious:
        lines.append(f"Cautious day {_long(running.cautious)}: a stricter reading ends sooner")
    for step in running.steps:
        lines.append(f"  {step.date:%d/%m/%Y}  {step.why}")
        lines.append(f"              {step.citation}{sure[step.standing]}")
    return lines + [f"  Note: {note}" for note in running.notes]


def day(text: str) -> date:
    """A day as people write it: 2026-11-16, 16/11/2026, 16 Nov 2026. Raises Refused, saying why, where it is none."""
    said = text.strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"):
        try:
            found = datetime.strptime(said, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    parts = said.replace("-", "/").split("/")
    if len(parts) == 3 and all(part.isdecimal() for part in parts):
        if len(parts[0]) < 4 and len(parts[2]) < 4:
            raise Refused(f"'{said[:20]}' has a year of two figures: write all four, like 16/11/2026.")
        raise Refused(f"'{said[:20]}' is not a day of the calendar: check the day and the month.")
    raise Refused(f"'{said[:20]}' is not a day: write it like 16/11/2026 or 2026-11-16.")


_NUMBERS = {1: "one", 2: "two", 3: "three"}


def _plain(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def _long(when: date) -> str:
    return f"{when:%A} {_plain(when)}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
