"""Statutory clocks: pure functions of rule, events and nation to a Deadline that shows its working.

Months are counted by Article 3 of Regulation 1182/71, which UK GDPR Article 4A applies: the day of the event is not
counted; a month ends on the day of the same number, or on the month's last day; what falls on a Saturday, Sunday or
public holiday runs to the end of the next working day. One roll, at the very end. Days are days in Europe/London.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.clock.days import ONE_DAY, day, long, plain, working, working_days_left
from casework.clock.periods import elapsed, instant, reckon
from casework.clock.reckoning import Deadline, Reckoning, Step
from casework.events import Event, Kind, day_of, standing
from casework.law import Rule, rules

__all__ = [
    "Deadline",
    "Step",
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

NATIONS = ("england-and-wales", "scotland", "northern-ireland")
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

    `access` and `other` choose the version in force on the day received; raises Refused for an explicit rule that was
    not in force then, an unknown rule or nation, and events without a day of receipt.
    """
    stands = standing(events, as_at)
    received = _received(stands)
    chosen = _chosen(rule, received)
    if nation not in NATIONS:
        raise Refused(f"There is no nation '{nation}': give england-and-wales, scotland or northern-ireland.")
    if chosen.unit != "months":
        return reckon(chosen, nation, received, stands)
    return Reckoning(chosen, nation, received, stands).deadline()


def counts_hours(rule: str) -> bool:
    """Whether a rule counts elapsed hours, and so needs a time of day."""
    return rule in rules() and rules()[rule].unit == "hours"


def hours(rule: str, aware: datetime, *, nation: str = "england-and-wales") -> Deadline:
    """The deadline of a rule that counts elapsed hours, from an aware instant.

    Raises Refused for a rule that does not, and for one that was not in force then.
    """
    chosen = _chosen(rule, day_of(aware))
    if chosen.unit != "hours":
        raise Refused(f"{rule} counts days, not hours: give the day alone.")
    return elapsed(chosen, aware, nation)


def _received(stands: list[Event]) -> date:
    found = [one.on for one in stands if one.kind == Kind.received]
    if not found:
        raise Refused("A clock needs the day the request was received.")
    return found[0]


def _chosen(rule: str, received: date) -> Rule:
    known = rules()
    if rule in ("access", "other", "complaint"):
        for one in known.values():
            if one.covers == rule and one.notice_of is None and one.in_force(received):
                return one
        what, first = ("complaint", "19 June 2026") if rule == "complaint" else ("request", "25 May 2018")
        raise Refused(f"No rule was in force for a {what} received on {plain(received)}: the first is of {first}.")
    if rule not in known:
        raise Refused(f"There is no rule '{rule}': 'clock --rules' lists them.")
    one = known[rule]
    if not one.in_force(received):
        until = f" to {plain(one.last)}" if one.last else ""
        raise Refused(
            f"{rule} is for requests received from {plain(one.first)}{until}; this one was received on "
            f"{plain(received)}: 'access' or 'other' chooses the rule in force."
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


def spoken(due: date) -> str:
    """A due day, or the instant of a clock in hours: Friday 20 November 2026, 16:30 (UTC+00:00)."""
    return f"{long(due)}, {due:%H:%M} (UTC{due:%z})" if isinstance(due, datetime) else long(due)


def words(running: Deadline) -> list[str]:
    """The deadline and its working in plain lines."""
    heads = {
        "due": f"Due {spoken(running.due)}" if running.due else "",
        "paused": "Paused: no day can be stated",
        "not-started": "Not started: the period has not begun",
        "none": "Nothing more is owed" + (f"; it was due {spoken(running.due)}" if running.due else ""),
    }
    sure = {"found": "", "secondary": " (from a secondary source)", "inferred": " (inferred)"}
    lines = [f"{heads[running.state]}  [{running.rule}]"]
    if running.cautious:
        lines.append(f"Cautious day {long(running.cautious)}: a stricter reading ends sooner")
    for step in running.steps:
        lines.append(f"  {step.date:%d/%m/%Y}  {step.why}")
        lines.append(f"              {step.citation}{sure[step.standing]}")
    return lines + [f"  Note: {note}" for note in running.notes]
