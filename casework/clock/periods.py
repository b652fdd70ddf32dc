"""Clocks that are not a request's month: days, working days, months of other provisions, elapsed hours. Pure.

The same Article 3 of Regulation 1182/71 counts the days and months (DPA 2018 s.205(2)): the day of the event is not
counted, and a period that ends on no working day runs to the end of the next. Hours are elapsed hours, never rolled.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.clock.days import ONE_DAY, day, long, plain
from casework.clock.reckoning import Deadline, Step
from casework.events import LONDON, Event, Kind
from casework.law import Rule, bank_holidays, bank_holidays_anywhere, holidays_known_to

ENDS = {"complaint": (Kind.acknowledged, Kind.sent, Kind.closed)}
"""What ends a clock, by what it covers; anything else is ended by an answer or by closing."""
KNOWN = {
    "foi-s10": {Kind.fee_requested, Kind.fee_paid, Kind.clarification_requested, Kind.clarification_received},
    "exam-sch2-25": {Kind.notified},
}
"""The events that move one of these clocks; the others do not."""
ROLLED = "Reg 1182/71 Art 3(4)"


def reckon(rule: Rule, nation: str, received: date, stands: list[Event]) -> Deadline:
    """The deadline under a rule counted in anything but a request's months.

    Raises Refused for an event that cannot move this clock (a pause where there is none, an extension).
    """
    _refuse_moves(rule, stands)
    if rule.unit == "hours":
        raise Refused(f"{rule.id} counts hours: give the time too, like 2026-11-20T16:30.")
    steps, due, waiting = _COUNTED[rule.unit](rule, nation, received, stands)
    notes = (rule.note,) if rule.note else ()
    if due and due > holidays_known_to():
        known = plain(holidays_known_to())
        notes += (f"The bank-holiday table ends at {known}: a holiday proclaimed since could move this day.",)
    cautious = due - ONE_DAY if due and rule.covers == "complaint" else None
    done = _done(rule, stands)
    state = "none" if done or (due is None and not waiting) else waiting or "due"
    if done:
        steps = [*steps, _ended(rule, done, due)]
    shown, strict = due if state == "due" or done else None, cautious if state == "due" else None
    worked = tuple(steps)
    return Deadline(rule.id, nation, received, state, shown, strict, rule.citation, worked, notes, start=received)


def elapsed(rule: Rule, aware: datetime, nation: str) -> Deadline:
    """A deadline in elapsed hours from an aware instant; its day is an instant in Europe/London, and never rolled."""
    due = (aware.astimezone(UTC) + timedelta(hours=rule.count)).astimezone(LONDON)
    begun = aware.astimezone(LONDON)
    why = f"{rule.count} hours after {begun:%H:%M} on {long(begun.date())}, through nights, weekends and holidays"
    shift = due.utcoffset() - begun.utcoffset()
    if shift:
        why += f"; the clocks went {'forward' if shift > timedelta() else 'back'} meanwhile, so the time of day moves"
    step = Step(due, why, "Reg 1182/71 Art 3(4): periods in hours do not roll", "secondary")
    notes = (rule.note,) if rule.note else ()
    return Deadline(rule.id, nation, begun, "due", due, None, rule.citation, (step,), notes, start=begun)


def instant(text: str) -> datetime:
    """An instant as people write it: 2026-11-20T16:30 in Europe/London, or with an offset.

    Raises Refused for a local hour that came twice and has no offset, one that never came, and what is no instant.
    """
    said = " ".join(text.strip().split())
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})[T ](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?", said)
    if not match:
        raise Refused(f"'{said[:30]}' is not a day with a time: write it like 2026-11-20T16:30.")
    on, minutes, seconds, offset = match.groups()
    try:
        local = datetime.fromisoformat(f"{day(on).isoformat()}T{minutes}{seconds or ':00'}{offset or ''}")
    except ValueError:
        raise Refused(f"'{said[:30]}' is no time of day: check hours and minutes.") from None
    if local.tzinfo:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local:
        raise Refused(f"{minutes} on {long(local.date())} never came: the clocks went forward an hour; check the time.")
    raise Refused(
        f"{minutes} on {long(local.date())} came twice: give the offset too, {minutes}+01:00 or {minutes}+00:00."
    )


def _refuse_moves(rule: Rule, stands: list[Event]) -> None:
    known = KNOWN.get(rule.id, set())
    for one in stands:
        if one.kind.startswith("clarification") and one.kind not in known:
            raise Refused(f"{rule.id} has no pause for clarification: leave '{one.kind}' out.")
        if one.kind == Kind.extended:
            longer = " ('eir-r5-extended' is the longer time)" if rule.id == "eir-r5" else ""
            raise Refused(f"{rule.id} cannot be extended{longer}: leave 'extended' out.")


def _free(rule: Rule, nation: str) -> Callable[[date], str]:
    """Why a day is no working day under this rule's holidays; an empty text where it is one."""
    days = bank_holidays_anywhere() if rule.holidays == "any" else bank_holidays(_whose(rule, nation))

    def why(when: date) -> str:
        if when.weekday() >= 5:
            return f"{plain(when)} is a {when:%A}"
        return f"{plain(when)} is a bank holiday ({days[when]})" if when in days else ""

    return why


def _whose(rule: Rule, nation: str) -> str:
    return rule.holidays if rule.holidays != "nation" else nation


def _rolled(rule: Rule, nation: str, end: date, steps: list[Step]) -> date:
    free, when = _free(rule, nation), end
    while free(when):
        when += ONE_DAY
    if when != end:
        steps.append(Step(when, f"{free(end)}: next working day", ROLLED))
    return when


def _in_days(rule: Rule, nation: str, received: date, stands: list[Event]) -> tuple[list[Step], date, str]:
    end = received + timedelta(days=rule.count)
    why = f"{rule.count} days after {plain(received)}, {rule.trigger}, which is not counted"
    steps = [Step(end, why, f"{rule.citation}; Reg 1182/71 Art 3(1)", rule.standing)]
    return steps, _rolled(rule, nation, end, steps), ""


def _in_months(rule: Rule, nation: str, received: date, stands: list[Event]) -> tuple[list[Step], date, str]:
    end = received + relativedelta(months=rule.count)
    many = "one month" if rule.count == 1 else f"{rule.count} months"
    short = f"; {end:%B} has no such day, so its last" if end.day != received.day else ""
    steps = [
        Step(end, f"{many} from {plain(received)}, {rule.trigger}{short}", "Reg 1182/71 Art 3(2)(c)", rule.standing)
    ]
    return steps, _rolled(rule, nation, end, steps), ""


def _before(rule: Rule, nation: str, received: date, stands: list[Event]) -> tuple[list[Step], date, str]:
    first = received - relativedelta(months=rule.count) + ONE_DAY
    why = f"the {rule.count} months that end on {plain(received)}, {rule.trigger}, begin on this day; it is not rolled"
    return [Step(first, why, rule.citation, rule.standing)], first, ""


def _undated(rule: Rule, nation: str, received: date, stands: list[Event]) -> tuple[list[Step], None, str]:
    why = f"without undue delay from {plain(received)}, {rule.trigger}; the law names no number of days"
    return [Step(received, why, rule.citation, rule.standing)], None, ""


def _exam(rule: Rule, nation: str, received: date, stands: list[Event]) -> tuple[list[Step], date, str]:
    steps: list[Step] = []
    end = received + relativedelta(months=rule.count)
    steps.append(Step(end, f"five months from {plain(received)}, on which the question arose", rule.citation))
    due = _rolled(rule, nation, end, steps)
    told = next((one.on for one in stands if one.kind == Kind.notified), None)
    if told:
        early = told + timedelta(days=40)
        steps.append(Step(early, f"40 days from {plain(told)}, on which the results were announced", rule.citation))
        early = _rolled(rule, nation, early, steps)
        steps.append(Step(min(due, early), "the earlier of the two", rule.citation))
        due = min(due, early)
    return steps, due, ""


def _in_working_days(
    rule: Rule, nation: str, received: date, stands: list[Event]
) -> tuple[list[Step], date | None, str]:
    free, start, steps = _free(rule, nation), received, list[Step]()
    asked = [one.on for one in stands if one.kind == Kind.clarification_requested]
    told = [one.on for one in stands if one.kind == Kind.clarification_received]
    if len(asked) > len(told):
        why = f"clarification was asked for on {plain(asked[-1])}: the days begin anew when it comes"
        return [Step(asked[-1], why, "FOIA 2000 s.1(3)", "secondary")], None, "paused"
    if told:
        start = told[-1]
        steps.append(Step(start, "clarification came: the days begin anew", "FOIA 2000 s.1(3)", "secondary"))
    paused = _fee(stands)
    if paused and paused[1] is None:
        why = f"a fee was asked for on {plain(paused[0])}: the days until it is paid are not counted"
        return [*steps, Step(paused[0], why, "FOIA 2000 s.10(2)")], None, "paused"
    when, counted, skipped = start, 0, set()
    while counted < rule.count:
        when += ONE_DAY
        if free(when):
            skipped |= {free(when)} if when.weekday() < 5 else set()
        elif not (paused and paused[0] <= when <= paused[1]):
            counted += 1
    why = f"the {rule.count}th working day after {plain(start)}"
    where = {"any": "in any part of the United Kingdom", "scotland": "in Scotland"}[rule.holidays]
    if skipped:
        why += f"; left out as bank holidays {where}: {', '.join(sorted(_day(text) for text in skipped))}"
    steps.append(Step(when, why, rule.citation, rule.standing))
    if paused:
        why = (
            f"the working days from {plain(paused[0])} to {plain(paused[1])}, both included, were not counted: the fee"
        )
        steps.append(Step(when, why, "FOIA 2000 s.10(2)"))
    return steps, when, ""


def _day(said: str) -> str:
    return said.partition(" is a ")[0]


def _fee(stands: list[Event]) -> tuple[date, date | None] | None:
    asked = next((one.on for one in stands if one.kind == Kind.fee_requested), None)
    paid = next((one.on for one in stands if one.kind == Kind.fee_paid), None)
    return (asked, paid) if asked else None


_COUNTED: dict[str, Callable] = {
    "days": _in_days, "months-after": _in_months, "months-before": _before, "none": _undated, "exam": _exam,
    "working-days": _in_working_days,
}  # fmt: skip


def _done(rule: Rule, stands: list[Event]) -> Event | None:
    done = None
    for one in stands:
        if one.kind in ENDS.get(rule.covers, (Kind.sent, Kind.closed)):
            done = done or one
        elif one.kind == Kind.reopened and done and done.kind == Kind.closed:
            done = None
    return done


def _ended(rule: Rule, done: Event, due: date | None) -> Step:
    what = {Kind.acknowledged: "acknowledged", Kind.sent: "answered"}.get(done.kind, "closed")
    late = (done.on - due).days if due else 0
    when = f", {late} {'day' if late == 1 else 'days'} late" if late > 0 else ", in time" if due else ""
    return Step(done.on, f"{what} on {plain(done.on)}{when}", rule.citation)
