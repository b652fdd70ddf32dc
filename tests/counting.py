"""A second calculator, written apart from the console's: another package's holidays, days counted on the fingers."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

import holidays
from dateutil.relativedelta import relativedelta

from casework import clock
from casework.timeline.events import Event, Kind

PARTS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
NATIONS = tuple(PARTS)
# to 2030, as far as the console's own table: after it both know weekends alone
FREE = {
    nation: frozenset(holidays.country_holidays("GB", subdiv=part, years=range(2018, 2031)))
    for nation, part in PARTS.items()
}
FREE["united-kingdom"] = FREE["england-and-wales"] | FREE["scotland"] | FREE["northern-ireland"]
DAYS = [date(2018, 1, 1) + timedelta(days=number) for number in range((date(2031, 1, 1) - date(2018, 1, 1)).days)]
"""Every day from 2018 to 2030."""


def on(text: str) -> date:
    return date.fromisoformat(text)


def run(rule: str, received: date, *events: tuple[str, date], nation: str = "england-and-wales") -> clock.Deadline:
    """A deadline from `(kind, day)` pairs recorded in that order."""
    listed = [Event(Kind.received, received, seq=1)]
    listed += [
        Event(Kind(kind), day, seq=at, months=2 if kind == "extended" else None)
        for at, (kind, day) in enumerate(events, 2)
    ]
    return clock.deadline(rule, listed, nation=nation)


def works(day: date, whose: str) -> bool:
    """Whether a day is a working day."""
    return day.isoweekday() < 6 and day not in FREE[whose]


def next_working(day: date, whose: str) -> date:
    """The day, or the first working day after it."""
    return next(later for later in (day + timedelta(days=n) for n in range(15)) if works(later, whose))


def nth_working(day: date, number: int, whose: str) -> date:
    """The nth working day after a day."""
    return [later for later in (day + timedelta(days=n) for n in range(1, number * 2 + 20)) if works(later, whose)][
        number - 1
    ]


def months_on(day: date, months: int, whose: str) -> date:
    """A number of months after a day, moved to a working day."""
    return next_working(day + relativedelta(months=months), whose)


def second(received: date, months: int, nation: str) -> date:
    """Another calculator: it walks the calendar day by day and does no month arithmetic."""
    return next_working(day_of_month(received, months), nation)


def walked(start: date, months: int, nation: str, questions: Iterable[tuple[date, date]], both: bool = True) -> date:
    """The last day of a period with questions `(asked, answered)` in any order, found day by day.

    A day with an open question does not count, if the question was asked while the period ran. When its own days are
    used up, the period ends on the first working day without an open question; one that is asked and answered on that
    same day does not delay it.
    """
    outs = [(asked, answered if both else answered - timedelta(days=1)) for asked, answered in questions]
    target, day, over = day_of_month(start, months), start, False
    own = (target - start).days
    while True:
        day += timedelta(days=1)
        out = [(first, last) for first, last in outs if first <= day <= last]
        if over and works(day, nation) and all(first == last for first, last in out):
            return day
        if out:
            continue
        own -= not over
        over = own == 0
        if over and works(day, nation):
            return day


def day_of_month(start: date, months: int) -> date:
    """The same day of the month some months on, or the last of that month, found day by day."""
    day = start
    while True:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        passed = (day.year - start.year) * 12 + day.month - start.month
        if passed == months and day.day == min(start.day, last):
            return day


def counted(
    received: date, *, months: int, nation: str, identity: date | None = None, asked: Iterable[tuple[date, date]] = ()
) -> date:
    """The second calculator with an identity and questions: each day of a question after the start is one day more."""
    start = max(received, identity or received)
    free = {first + timedelta(days=n) for first, last in asked for n in range((last - first).days + 1)}
    day = day_of_month(start, months)
    for free_day in sorted(free):
        if free_day > start:
            day += timedelta(days=1)
    return next_working(day, nation)
