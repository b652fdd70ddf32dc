"""Statutory clocks: pure functions of rule, events and nation to a Deadline that shows its working.

Months are counted by Article 3 of Regulation 1182/71, which UK GDPR Article 4A applies: the day of the event is not
counted; a month ends on the day of the same number, or on the month's last day; what falls on a Saturday, Sunday or
public holiday runs to the end of the next working day. One roll, at the very end. Days are days in Europe/London.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.clock import periods, workdays
from casework.clock.answer import Deadline, Step, words
from casework.clock.days import ONE_DAY, day, plain, working, working_days_left
from casework.clock.elapsed import elapsed, instant
from casework.clock.reckoning import reckoned
from casework.events import Event, Kind, day_of, standing
from casework.law import NATIONS, Rule, holidays_listed, rules

__all__ = [
    "NATIONS",
    "Deadline",
    "Step",
    "counts_hours",
    "day",
    "deadline",
    "hours",
    "instant",
    "notice_rule",
    "rule_for",
    "target",
    "words",
    "working",
    "working_days_left",
]

WAYS: dict[str, Callable[[Rule, str, date, list[Event]], Deadline]] = {
    "request": reckoned,
    "period": periods.period,
    "earlier": periods.earlier,
    "back": periods.back,
    "undated": periods.undated,
    "working-days": workdays.counted,
}
"""How the rules are counted; hours are counted from an instant, not from a day."""
NAMES = ("access", "other", "complaint")
"""What stands for the version of a rule in force on the day of receipt."""
TARGET_DAYS = 28
"""The fixed internal target the ICO suggests (right of access guidance, 8 December 2025)."""


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

    `access`, `other` and `complaint` choose the version in force on the day received; raises Refused for an explicit
    rule that was not in force then, an unknown rule or nation, events without a day of receipt, events that the rule
    does not know (a pause, an extension), and a rule in hours.
    """
    stands = standing(events, as_at)
    received = _received(stands)
    chosen = _chosen(rule, received)
    _refuse_nation(nation)
    if chosen.way == "hours":
        raise Refused(f"{chosen.id} counts hours: give the time too, like {received.isoformat()}T16:30.")
    if received < holidays_listed()[0]:
        raise Refused(
            f"The bank-holiday table begins on {plain(holidays_listed()[0])}: a clock from {plain(received)} cannot be "
            "counted here."
        )
    return WAYS[chosen.way](chosen, nation, received, stands)


def hours(rule: str, aware: datetime, *, nation: str = "england-and-wales") -> Deadline:
    """The deadline of a rule that counts elapsed hours, from an aware instant; its due is an instant.

    Raises Refused for a rule that counts days, or was not in force then, and for an unknown rule or nation.
    """
    chosen = _chosen(rule, day_of(aware))
    _refuse_nation(nation)
    if chosen.way != "hours":
        raise Refused(f"{chosen.id} counts days, not hours: give the day alone.")
    return elapsed(chosen, nation, aware)


def counts_hours(rule: str) -> bool:
    """Whether a rule counts elapsed hours, and so begins at an instant."""
    return rule in rules() and rules()[rule].way == "hours"


def _refuse_nation(nation: str) -> None:
    if nation not in NATIONS:
        raise Refused(f"There is no nation '{nation}': give england-and-wales, scotland or northern-ireland.")


def _received(stands: list[Event]) -> date:
    found = [one.on for one in stands if one.kind == Kind.received]
    if not found:
        raise Refused("A clock needs the day the request was received.")
    return found[0]


def _chosen(rule: str, received: date) -> Rule:
    known = rules()
    if rule in NAMES:
        versions = [one for one in known.values() if one.covers == rule and one.notice_of is None]
        for one in versions:
            if one.in_force(received):
                return one
        what, first = "complaint" if rule == "complaint" else "request", min(one.first for one in versions)
        raise Refused(
            f"No rule was in force for a {what} received on {plain(received)}: the first is of {plain(first)}."
        )
    if rule not in known:
        raise Refused(f"There is no rule '{rule}': 'clock --rules' lists them.")
    one = known[rule]
    if not one.in_force(received):
        until = f" to {plain(one.last)}" if one.last else ""
        if one.covers in ("access", "other"):
            raise Refused(
                f"{rule} is for requests received from {plain(one.first)}{until}; this one was received on "
                f"{plain(received)}: 'access' or 'other' chooses the rule in force."
            )
        raise Refused(
            f"{rule} is in force from {plain(one.first)}{until}, and {plain(received)} is "
            f"{'before' if received < one.first else 'after'} that: check the day ({one.trigger})."
        )
    return one


def target(running: Deadline, closed: set[date]) -> date | None:
    """The council's internal target: 28 days from the start, with what was left out or added, never after the due day.

    An extension that has effect moves it by its months. It falls on a working day on which the council is open, at or
    before that; the statutory day is never moved. None where no day is running.
    """
    if running.state != "due" or running.start is None:
        return None
    start = running.start + relativedelta(months=running.further)
    when = min(start + timedelta(days=TARGET_DAYS + running.left_out), running.due)
    while (not working(when, running.nation) or when in closed) and when > running.start:
        when -= ONE_DAY
    return when
