"""A nation's working days, and days that do not count. Days are days in Europe/London. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from casework.law import bank_holidays, holidays_known_to
from casework.text.days import plain

ONE_DAY = timedelta(days=1)


def is_working_day(when: date, nation: str) -> bool:
    """Whether a date is a working day: not a Saturday, Sunday or bank holiday of the nation."""
    return when.weekday() < 5 and when not in bank_holidays(nation)


def next_working_day(when: date, nation: str) -> date:
    """The date itself if it is a working day, else the next one (Reg 1182/71 Art 3(4))."""
    while not is_working_day(when, nation):
        when += ONE_DAY
    return when


def why_not_working(when: date, nation: str) -> str:
    """Why a date is not a working day, and what else comes before the next one, in words."""
    reasons = [f"{plain(when)} is a {when:%A}"] if when.weekday() >= 5 else []
    end = next_working_day(when, nation)
    while when < end:
        if when.weekday() < 5:
            reasons.append(f"{plain(when)} is a bank holiday ({bank_holidays(nation)[when]})")
        when += ONE_DAY
    return ", ".join(reasons)


def why_moved(when: date, nation: str) -> str:
    """Why a period ends on the next working day instead of this date, in words."""
    end, known = next_working_day(when, nation), holidays_known_to()
    past = f", after {plain(known)}, when the bank-holiday table ends" if when <= known < end else ""
    return f"{why_not_working(when, nation)}: next working day{past}"


def working_days_left(today: date, due: date, nation: str) -> int:
    """Working days after today, up to and including the due date; once it has passed, those since then, negative."""
    if due < today:
        return -working_days_left(due, today, nation)
    return sum(is_working_day(today + timedelta(days=n), nation) for n in range(1, (due - today).days + 1))


def first_of_period(last: date, months: int) -> date:
    """The first day of a period of so many months that ends with `last`; neither end moves to a working day."""
    after = last + ONE_DAY
    first: date = after - relativedelta(months=months)
    return first if first.day == after.day else first + ONE_DAY  # there is no such day in that month


@dataclass(frozen=True, slots=True)
class Span:
    """Days that do not count, first to last, both included; empty if it ends before it begins."""

    first: date
    last: date


def join_spans(spans: list[Span]) -> list[Span]:
    """The spans, overlapping and touching ones joined: a day is left out once."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if merged and span.first <= merged[-1].last + ONE_DAY:
            merged[-1] = Span(merged[-1].first, max(merged[-1].last, span.last))
        else:
            merged.append(span)
    return merged


def days_left_out(spans: list[Span], start: date) -> int:
    """How many days of the spans are after the start; a day in several spans counts once."""
    return sum(max(0, (span.last - max(span.first - ONE_DAY, start)).days) for span in join_spans(spans))


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """A period in which some days do not count: its end, and what each span of those days did to it."""

    start: date
    end: date
    """The date on which its own days are used up, before it moves to a working day."""
    due: date
    """Its last day, which is a working day."""
    inside: list[Span]
    """Spans begun while it had days of its own; they move its end by their length."""
    closing: list[Span]
    """Spans begun in the weekend or holiday at its end, or on the working day after it: it ends after them."""
    void: list[Span]
    """Spans of that last working day alone, or empty ones: they change nothing."""
    late: list[Span]
    """Spans begun after it was over."""

    @property
    def counted(self) -> list[Span]:
        """The spans that moved it."""
        return [*self.inside, *self.closing]

    @property
    def left_out(self) -> int:
        """How many of its days do not count."""
        return days_left_out(self.counted, self.start)


def counted_period(start: date, end: date, spans: list[Span], nation: str) -> CountedPeriod:
    """The period from `start` to `end`, extended by the spans that began in time."""
    found = CountedPeriod(start, end, next_working_day(end, nation), [], [], [], [])
    for span in sorted(spans, key=lambda one: (one.first, one.last)):
        if span.first <= found.end:
            found.inside.append(span)
            own = end + timedelta(days=days_left_out(found.inside, start))
            found = replace(found, end=own, due=next_working_day(own, nation))
        elif span.first > found.due:
            found.late.append(span)
        elif span.last < span.first or span.first == span.last == found.due:
            found.void.append(span)
        else:
            found.closing.append(span)
            found = replace(found, due=max(found.due, next_working_day(span.last + ONE_DAY, nation)))
    return found
