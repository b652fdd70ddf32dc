"""The weekly review on one page: figures and references, nobody's name, and the history's head at its foot. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from casework.clock.overdue import ON_STRICTER, on_stricter
from casework.views.shares import per_cent
from letters.paper.fonts import fitted, printable
from letters.paper.letter import day

MOST = {"overdue": 7, "due": 9, "complaints": 3, "untouched": 4, "recognition": 3}
"""How many lines of each list there is room for on the page; of the rest the number is said."""
ROOM = {"council": 132.0, "reason": 72.0, "service": 106.0}
"""Millimetres for a text, which has one line; less than its column in letter.css, the council's more so: it is bold."""
POINTS = 8.5


def sheet(found: dict[str, Any], council: str, on: date, row: int, head: str) -> dict[str, Any]:
    """What the sheet's template is given.

    `found` is the weekly review, `row` and `head` the last row of the history when it was made. Reasons are free of
    names because only their code is used; owners are left out.
    """
    closed, due = found["closed"], [one for band in found["due"].values() for one in band]
    return {
        "title": f"Weekly review, {day(on)}",
        "reference": f"Row {row}, head {head}",
        "created": on.isoformat(),
        "council": _text(council, "council"),
        "day": day(on),
        "week": f"{_day(closed['from'])} to {_day(closed['to'])}",
        "closed": closed,
        "rates": [_rate(weeks, said) for weeks, said in found["rates"].items()],
        "waiting": len({one["reference"] for one in found["waiting"]}),
        "overdue": _cut(found["overdue"], "overdue", _overdue),
        "due": _cut(due, "due", lambda one: [one["reference"], _day(one["due"]), _left(one, 1)]),
        "bands": {days: len(listed) for days, listed in found["due"].items()},
        "extend": len(found["extend"]),
        "breaches": len(found["breaches"]),
        "complaints": _cut(found["complaints"], "complaints", _complaint),
        "untouched": _cut(found["untouched"], "untouched", _untouched),
        "recognition": _cut([one for one in found["recognition"] if one["days"]], "recognition", _lost),
    }


def _cut(listed: Sequence[dict[str, Any]], name: str, cells: Callable[[dict[str, Any]], list[str]]) -> dict[str, Any]:
    most = MOST[name]
    return {"rows": [cells(one) for one in listed[:most]], "total": len(listed), "more": max(0, len(listed) - most)}


def _overdue(one: dict[str, Any]) -> list[str]:
    reason, ends = one["reason_words"], one.get("stricter") or one
    if on_stricter(one):
        reason = "; ".join(filter(None, [ON_STRICTER, reason]))
    return [one["reference"], _day(ends["due"]), _left(one | ends, -1), _text(reason or "no reason recorded", "reason")]


def _left(one: dict[str, Any], sign: int) -> str:
    """Working days, or hours of what is counted in them."""
    hours = one["hours_left"]
    return str(sign * one["working_days_left"]) if hours is None else f"{sign * hours} hours"


def _complaint(one: dict[str, Any]) -> list[str]:
    asked = f"to acknowledge by {_day(one['due'])}" if one["due"] else f"{one['days_taken']} days taken"
    return [one["reference"], asked]


def _untouched(one: dict[str, Any]) -> list[str]:
    return [one["reference"], _day(one["last"]), str(one["untouched_days"])]


def _lost(one: dict[str, Any]) -> list[str]:
    return [_text(one["service"] or "no service", "service"), str(one["days"]), f"{one['late']} of {one['cases']}"]


def _rate(weeks: str, said: dict[str, Any]) -> dict[str, Any]:
    share = None if said["rate"] is None else per_cent(said["rate"])
    return {"weeks": weeks, "share": share, "closed": said["closed"]}


def _day(iso: str | None) -> str:
    return f"{date.fromisoformat(iso[:10]):%d/%m/%Y}" if iso else ""


def _text(said: str, room: str) -> str:
    return fitted(printable(said, "The weekly sheet"), ROOM[room], POINTS)
