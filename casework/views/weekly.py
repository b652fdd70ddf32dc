"""The weekly review: what was closed, what is late and why, what falls due, what waits, how the on-time rate stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import NotNullable
from sqlmodel import Session, col, func, select

from casework.clock.overdue import overdue
from casework.notice.council import Council
from casework.text.batches import batches
from casework.timeline.events import Kind, day_of
from casework.timeline.history import History
from casework.timeline.outcomes import DELAYS
from casework.views import board
from casework.views.closed_cases import Ended, ended, reasons_of, references_of
from casework.views.duties import left
from casework.views.shares import share
from casework.views.stages import named

BANDS = (5, 10, 20)
"""Working days ahead, as the review goes through them."""
SPANS = (4, 13, 52)
"""Weeks over which the on-time rate is told."""
UNTOUCHED = 10
"""Working days after which a case nobody touched is asked about."""
EXTEND = 10
"""Working days ahead in which the review asks whether a case is to be extended."""
DAYS = frozenset({"received", "recognised", "corrected"})
WEEK = timedelta(days=7)


def review(session: Session, now: datetime, as_at: date | None = None) -> dict[str, Any]:
    """The figures of the weekly review on a day: the week before it, Monday to Sunday, and what stands now.

    With `as_at`, the review of that day as it was, from what had been recorded by its end. Nobody's name is in it but
    the owners'. The bands of what falls due hold each line once.
    """
    today = as_at or day_of(now)
    monday = today - timedelta(days=today.weekday())
    lines = board.lines(session, now, as_at=as_at)
    year = ended(session, monday - 52 * WEEK, today, as_at)
    running = [one for one in lines if one["state"] == "due"]
    return {
        "on": today.isoformat(),
        "closed": _closed(year, monday - WEEK, monday - timedelta(days=1)),
        "overdue": _overdue(session, [one for one in lines if overdue(one)], as_at),
        "due": _bands([one for one in running if one["duty"] != "extend"]),
        "extend": [one for one in running if one["duty"] == "extend" and one["working_days_left"] <= EXTEND],
        "breaches": [one for one in _mains(lines).values() if one["kind"] == "breach"],
        "complaints": [one for one in _mains(lines).values() if one["kind"] == "complaint"],
        "waiting": [one for one in lines if one["waiting_days"] is not None],
        "untouched": _untouched(session, lines, today, as_at),
        "recognition": recognition(session, monday - 13 * WEEK, today, as_at),
        "rates": {str(weeks): rate([one for one in year if one.closed >= monday - weeks * WEEK]) for weeks in SPANS},
        "weeks": _weeks(year, monday),
    }


def _closed(listed: Sequence[Ended], first: date, last: date) -> dict[str, Any]:
    inside = [one for one in listed if first <= one.closed <= last]
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        **counted(inside),
        "cases": [as_row(one) for one in inside],
    }


def counted(listed: Sequence[Ended]) -> dict[str, int]:
    """How many of them were in time, late, without a date, and extended."""
    states = Counter(one.state for one in listed)
    return {
        "total": len(listed),
        "on_time": states["on time"],
        "late": states["late"],
        "late_on_stricter_reading": sum(one.late_on_stricter for one in listed),
        "no_date": states["no date"],
        "extended": sum(one.extended for one in listed),
        "proved": sum(one.proved is True for one in listed),
        "not_proved": sum(one.proved is False for one in listed),
    }


def as_row(one: Ended) -> dict[str, Any]:
    """One closed case as the review and the register list it."""
    days = {name: getattr(one, name) for name in ("received", "recognised", "logged", "due", "answered", "closed")}
    return {
        "reference": one.reference,
        "kind": one.kind,
        "rights": list(one.rights),
        "service": one.service,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "outcome": one.outcome,
        "state": one.state,
        "days_late": one.days_late,
        "late_on_stricter_reading": one.late_on_stricter,
        "extended": one.extended,
        "reason": one.reason,
        "outcomes": one.outcomes,
        "proved": one.proved,
    }


def rate(listed: Sequence[Ended]) -> dict[str, Any]:
    """Closed, in time, and the share in time of those for which a day was running (None where there are none)."""
    dated = [one for one in listed if one.due]
    on_time = sum(one.state == "on time" for one in dated)
    return {"closed": len(dated), "on_time": on_time, "rate": share(on_time, len(dated))}


def _weeks(listed: Sequence[Ended], monday: date) -> list[dict[str, Any]]:
    by_week: dict[date, list[Ended]] = defaultdict(list)
    for one in listed:
        by_week[one.closed - timedelta(days=one.closed.weekday())].append(one)
    firsts = [monday - number * WEEK for number in range(52, 0, -1)]
    return [{"from": first.isoformat(), **rate(by_week[first])} for first in firsts]


def _overdue(session: Session, late: list[dict[str, Any]], as_at: date | None) -> list[dict[str, Any]]:
    happened = board.events_of(session, list(dict.fromkeys(one["reference"] for one in late)), as_at)
    reasons = reasons_of(session, happened)
    said = {reference: {"reason": code, "reason_words": DELAYS[code]} for reference, code in reasons.items()}
    return [one | said.get(one["reference"], {"reason": None, "reason_words": None}) for one in late]


def _bands(running: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {str(days): [] for days in BANDS}
    for one in running:
        ahead = one["working_days_left"] or 0  # what is counted in hours falls due within days
        band = next((days for days in BANDS if ahead <= days), None)
        if band is not None and not one["late"]:
            found[str(band)].append(one)
    return found


def _mains(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The line of each case that comes first on the board."""
    return {one["reference"]: one for one in reversed(lines)}


def _untouched(session: Session, lines: list[dict[str, Any]], today: date, as_at: date | None) -> list[dict[str, Any]]:
    """Open cases on which nothing was recorded for ten working days, longest first."""
    main = _mains([one for one in lines if one["kind"] not in ("hold", "disposal")])
    nation, found = session.get_one(Council, 1).nation, []
    for some in batches(list(main)):
        asked = select(NotNullable(col(History.reference)), func.max(History.recorded))
        asked = asked.where(col(History.reference).in_(some)).group_by(col(History.reference))
        if as_at:
            asked = asked.where(History.recorded < board.end_of(as_at))
        for reference, recorded in session.exec(asked):
            last = day_of(datetime.fromisoformat(recorded))
            days = left(last, today, nation)
            if days >= UNTOUCHED:
                found.append(main[reference] | {"last": last.isoformat(), "untouched_days": days})
    return sorted(found, key=lambda one: (one["last"], one["reference"]))


def recognition(session: Session, first: date, last: date, as_at: date | None = None) -> list[dict[str, Any]]:
    """Days lost between received and recognised by service, of cases received in those days; most lost first."""
    listed = named(session, references_of(session, Kind.received, first, last))
    happened = board.events_of(session, [case.reference for case in listed], as_at, DAYS)
    lost: dict[str | None, list[int]] = defaultdict(list)
    for case in listed:
        days = {one.kind: one.on for one in happened[case.reference]}
        received = days.get(Kind.received)
        if received and first <= received <= last:
            lost[case.service].append((days.get(Kind.recognised, received) - received).days)
    rows = [
        {"service": service, "cases": len(days), "late": sum(map(bool, days)), "days": sum(days), "worst": max(days)}
        for service, days in lost.items()
    ]
    return sorted(rows, key=lambda row: (-row["days"], row["service"] or ""))
