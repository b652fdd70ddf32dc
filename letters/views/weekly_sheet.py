"""The weekly review on one page: figures and references, no names, the head of the history at the foot. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from casework.text.days import plain, short
from casework.views.board_line import ON_STRICTER, Line
from casework.views.shares import per_cent
from casework.views.weekly import DaysLost, OnTimeRate, OverdueLine, UntouchedLine, WeeklyReview
from letters.paper.fonts import fitted, printable

T = TypeVar("T")

MOST = {"overdue": 7, "due": 9, "complaints": 3, "untouched": 4, "recognition": 3}
"""How many lines of each list fit on the page; of the rest only the number is given."""
ROOM = {"council": 132.0, "reason": 72.0, "service": 106.0}
"""Millimetres for a text of one line: less than its column in letter.css, and less again for the council in bold."""
POINTS = 8.5


def sheet_context(review: WeeklyReview, council: str, on: date, row: int, head: str) -> dict[str, object]:
    """What the template of the sheet needs.

    `review` is the weekly review, `row` and `head` the last row of the history when it was made. Reasons have no names
    because only their code is used; owners are left out.
    """
    due = [one for band in review.due.values() for one in band]
    return {
        "title": f"Weekly review, {plain(on)}",
        "reference": f"Row {row}, head {head}",
        "created": on.isoformat(),
        "council": _text(council, "council"),
        "day": plain(on),
        "week": f"{_day(review.closed.from_)} to {_day(review.closed.to)}",
        "closed": {name: getattr(review.closed, name) for name in ("total", "on_time", "late", "extended")},
        "rates": [_rate(weeks, rate) for weeks, rate in review.rates.items()],
        "waiting": len({one.reference for one in review.waiting}),
        "overdue": _cut(review.overdue, "overdue", _overdue),
        "due": _cut(due, "due", _due),
        "bands": {days: len(listed) for days, listed in review.due.items()},
        "extend": len(review.extend),
        "breaches": len(review.breaches),
        "complaints": _cut(review.complaints, "complaints", _complaint),
        "untouched": _cut(review.untouched, "untouched", _untouched),
        "recognition": _cut([one for one in review.recognition if one.days], "recognition", _lost),
    }


def _cut(listed: Sequence[T], name: str, cells: Callable[[T], list[str]]) -> dict[str, object]:
    most = MOST[name]
    return {"rows": [cells(one) for one in listed[:most]], "total": len(listed), "more": max(0, len(listed) - most)}


def _due(one: Line) -> list[str]:
    return [one.reference, _day(one.due), _left(one.working_days_left, one.hours_left, 1)]


def _overdue(one: OverdueLine) -> list[str]:
    reason = one.reason_words
    if one.is_overdue_on_stricter:
        reason = "; ".join(filter(None, [ON_STRICTER, reason]))
    ends = one.stricter or one
    over = _left(ends.working_days_left, one.hours_left, -1)
    return [one.reference, _day(ends.due), over, _text(reason or "no reason recorded", "reason")]


def _left(days: int | None, hours: int | None, sign: int) -> str:
    """Working days; for a clock in hours, hours."""
    return f"{sign * hours} hours" if hours is not None else str(sign * (days or 0))


def _complaint(one: Line) -> list[str]:
    return [one.reference, f"to acknowledge by {_day(one.due)}" if one.due else f"{one.days_taken} days taken"]


def _untouched(one: UntouchedLine) -> list[str]:
    return [one.reference, _day(one.last), str(one.untouched_days)]


def _lost(one: DaysLost) -> list[str]:
    return [_text(one.service or "no service", "service"), str(one.days), f"{one.late} of {one.cases}"]


def _rate(weeks: int, one: OnTimeRate) -> dict[str, object]:
    return {"weeks": weeks, "share": None if one.rate is None else per_cent(one.rate), "closed": one.closed}


def _day(when: date | None) -> str:
    return short(when) if when else ""


def _text(text: str, room: str) -> str:
    return fitted(printable(text, "The weekly sheet"), ROOM[room], POINTS)
