"""A weekly review of any size, with names wherever names can appear."""

from dataclasses import replace
from datetime import date
from typing import Any

from casework.timeline.outcomes import Delay
from casework.views.board_line import Line, line_fields
from casework.views.weekly import ClosedWeek, DaysLost, OnTimeRate, OverdueLine, UntouchedLine, WeeklyReview

CANARY = "Canarysurname"


def line(number: int, **more: Any) -> Line:
    """A line of the board, with names wherever names can appear."""
    said: dict[str, Any] = {
        "reference": f"SAR-2026-{number:04}", "kind": "request", "due": date(2026, 12, 16), "working_days_left": 17,
        "owner": CANARY, "service": "Fostering", "stage": CANARY, "next": CANARY, "title": CANARY,
    }  # fmt: skip
    return Line(**said | more)


def overdue(one: Line, why: str = "too few staff") -> OverdueLine:
    """That line as it stands among what is overdue."""
    return OverdueLine(**line_fields(one), reason=Delay.staff, reason_words=why)


def untouched(one: Line) -> UntouchedLine:
    """That line as it stands among what nobody touched."""
    return UntouchedLine(**line_fields(one), last=date(2026, 11, 2), untouched_days=12)


def week(cases: int) -> WeeklyReview:
    """A weekly review with that many cases in every list."""
    many = [line(number) for number in range(cases)]
    rate = OnTimeRate(closed=cases, on_time=cases, rate=1.0 if cases else None)
    closed = ClosedWeek(
        from_=date(2026, 11, 9), to=date(2026, 11, 15), cases=[], total=cases, on_time=cases, late=0, extended=0,
        late_on_stricter_reading=0, no_date=0, proved=0, not_proved=0,
    )  # fmt: skip
    named = "A service with a long name, number {}, of the council " * 3
    return WeeklyReview(
        on=date(2026, 11, 22),
        closed=closed,
        overdue=[overdue(replace(one, working_days_left=-3)) for one in many],
        due={5: many, 10: many, 20: many},
        extend=many,
        breaches=many,
        complaints=many,
        waiting=many,
        untouched=[untouched(one) for one in many],
        recognition=[DaysLost(service=named.format(n, n, n), cases=2, late=1, days=9, worst=9) for n in range(cases)],
        rates={4: rate, 13: rate, 52: rate},
        weeks=[],
    )
