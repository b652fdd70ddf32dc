"""A second calculator, written apart from the console's: another package's holidays, days counted on the fingers."""

import calendar
from datetime import date, timedelta

import holidays
from dateutil.relativedelta import relativedelta

from casework import clock
from casework.events import Event, Kind

PARTS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
NATIONS = tuple(PARTS)
# to 2030, as far as the console's own table: after it both know weekends alone
FREE = {nation: frozenset(holidays.GB(subdiv=part, years=range(2018, 2031))) for nation, part in PARTS.items()}
FREE["united-kingdom"] = FREE["england-and-wales"] | FREE["scotland"] | FREE["northern-ireland"]
DAYS = [date(2018, 1, 1) + timedelta(days=number) for number in range((date(2031, 1, 1) - date(2018, 1, 1)).days)]
"""Every day from 2018 to 2030."""


def on(text):
    return date.fromisoformat(text)


def run(rule, received, *events, nation="england-and-wales"):
    """A deadline from `(kind, day)` pairs recorded in that order."""
    listed = [Event(Kind.received, received, seq=1)]
    listed += [
        Event(Kind(kind), day, seq=at, months=2 if kind == "extended" else None)
        for at, (kind, day) in enumerate(events, 2)
    ]
    return clock.deadline(rule, listed, nation=nation)


def works(day, whose):
    """Whether a day is a working day."""
    return day.isoweekday() < 6 and day not in FREE[whose]


def next_working(day, whose):
    """The day, or the first working day after it."""
    return next(later for later in (day + timedelta(days=n) for n in range(15)) if works(later, whose))


def nth_working(day, number, whose):
    """The so-manieth working day after a day."""
    return [later for later in (day + timedelta(days=n) for n in range(1, number * 2 + 20)) if works(later, whose)][
        number - 1
    ]


def months_on(day, months, whose):
    """So many months after a day, rolled."""
    return next_working(day + relativedelta(months=months), whose)


def second(received, months, nation):
    """Another calculator: it walks the calendar day by day and knows nothing of months as a number."""
    day, target, left = received, received.day, months
    while left:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        passed = (day.year - received.year) * 12 + day.month - received.month
        if passed == months and day.day == min(target, last):
            left = 0
    return next_working(day, nation)


def walked(start, months, nation, questions, both=True):
    """The last day of a period with questions `(asked, answered)` in any order: it goes from day to day.

    A day on which a question was out is no day of the period, if the question was put while the period ran. When its
    own days are used up it ends on the first working day on which none is out; one that is asked and answered on that
    very day is too short to put it off.
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


def day_of_month(start, months):
    """The day of the same number so many months on, or the month's last, found by walking there."""
    day = start
    while True:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        passed = (day.year - start.year) * 12 + day.month - start.month
        if passed == months and day.day == min(start.day, last):
            return day


def counted(received, *, months, nation, identity=None, asked=()):
    """The second calculator with an identity and questions: each day of a question after the start is one day more."""
    start = max(received, identity or received)
    free = {first + timedelta(days=n) for first, last in asked for n in range((last - first).days + 1)}
    day, left = start, months
    while left:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        months_on = (day.year - start.year) * 12 + day.month - start.month
        left = not (months_on == months and day.day == min(start.day, last))
    for free_day in sorted(free):
        if free_day > start:
            day += timedelta(days=1)
    return next_working(day, nation)
