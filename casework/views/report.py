"""The figures an auditor ticks, of a span of days; and the register of the cases closed in it, nobody's name in it."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import NotNullable
from sqlmodel import Session, col, func, select

from casework.breaches.breach_register import figures as breach_figures
from casework.clock.overdue import on_stricter
from casework.complaints.handling import Complaint
from casework.disclosure import decisions
from casework.disclosure.search import latest
from casework.rights.requests import Request
from casework.text.spreadsheets import table
from casework.timeline.events import Kind
from casework.timeline.history import History
from casework.views import board
from casework.views.closed_cases import Ended, ended
from casework.views.weekly import as_row, counted, rate, recognition

ASKED = {
    "identity": Kind.id_requested,
    "fee": Kind.fee_requested,
    "authority": Kind.authority_requested,
    "clarification": Kind.clarification_requested,
    "reviews": Kind.review_asked,
    "regulator": Kind.regulator_complaint,
}
"""What was asked of requesters, or asked by them; each counted by its events."""


def figures(session: Session, first: date, last: date) -> dict[str, Any]:
    """The figures of the days from `first` to `last`, both included (Europe/London).

    What was received counts by the day received, what was closed by the day closed; `open` is what stood open at the
    end of the last day, from what had been recorded by then.
    """
    closed = ended(session, first, last)
    requests = [one for one in closed if one.kind == "request"]
    stood = board.lines(session, datetime.fromisoformat(board.end_of(last)), as_at=last)
    late = {one["reference"] for one in stood if one["late"]}
    stricter = {one["reference"] for one in stood if on_stricter(one)} - late
    total = len({one["reference"] for one in stood})
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "received": _received(session, first, last),
        "closed": counted(requests) | rate(requests) | _by_outcome(requests),
        "days_to_answer": _days(requests),
        "open": {"total": total, "overdue": len(late), "overdue_on_stricter_reading": len(stricter)},
        "reasons_for_delay": _count(one.reason or "not recorded" for one in requests if one.days_late),
        "asked": _asked(session, first, last),
        "complaints": _complaints(session, closed, first, last),
        "breaches": breach_figures(session, first, last),
        "recognition": recognition(session, first, last),
        "cases": [as_row(one) | _disclosed(session, one) for one in closed],
    }


def _count(said: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(one or "none" for one in said).items()))


def _by_outcome(listed: Sequence[Ended]) -> dict[str, Any]:
    """Closings by outcome: all of them, and those alone that were recorded before a closing had to be proved."""
    unproved = [one.outcome for one in listed if not one.proved]
    return {"by_outcome": _count(one.outcome for one in listed), "by_outcome_not_proved": _count(unproved)}


def _received(session: Session, first: date, last: date) -> dict[str, Any]:
    inside = Request.received >= first, Request.received <= last
    rows = session.exec(select(Request.rights, Request.service, Request.channel).where(*inside)).all()
    return {
        "requests": len(rows),
        "by_right": _count(right for rights, _, _ in rows for right in rights),
        "by_service": _count(service for _, service, _ in rows),
        "by_channel": _count(channel for _, _, channel in rows),
    }


def _days(listed: Sequence[Ended]) -> dict[str, Any]:
    days = [(one.answered - one.received).days for one in listed if one.answered]
    if not days:
        return {"answered": 0, "median": None, "mean": None, "longest": None}
    mean = round(statistics.mean(days), 1)
    return {"answered": len(days), "median": statistics.median(days), "mean": mean, "longest": max(days)}


def _asked(session: Session, first: date, last: date) -> dict[str, int]:
    """How often identity, fee, authority and clarification were asked for, a review or the regulator was called on."""
    inside = col(History.day).between(first.isoformat(), last.isoformat())
    query = select(NotNullable(col(History.reference))).where(col(History.kind).in_(list(ASKED.values())), inside)
    happened = board.events_of(session, session.exec(query.distinct()).all())
    kinds = Counter(one.kind for stands in happened.values() for one in stands if first <= one.on <= last)
    return {name: kinds[kind] for name, kind in ASKED.items()}


def _complaints(session: Session, closed: Sequence[Ended], first: date, last: date) -> dict[str, Any]:
    """Complaints received in those days, how their acknowledgement stands by now, and those closed."""
    inside = Complaint.received >= first, Complaint.received <= last
    references = session.exec(select(Complaint.reference).where(*inside)).all()
    happened = board.events_of(session, references)
    told = [stands for stands in happened.values() if any(one.kind == Kind.acknowledged for one in stands)]
    mine = [one for one in closed if one.kind == "complaint"]
    return {
        "received": len(references),
        "acknowledged": len(told),
        "about_a_case": session.exec(select(func.count()).where(*inside, col(Complaint.about).is_not(None))).one(),
        "closed": len(mine),
        "acknowledged_on_time": sum(one.state == "on time" for one in mine),
        "acknowledged_late": sum(one.state == "late" for one in mine),
        **_by_outcome(mine),
        "proved": sum(one.proved is True for one in mine),
        "not_proved": sum(one.proved is False for one in mine),
    }


def _disclosed(session: Session, one: Ended) -> dict[str, Any]:
    """What was searched, disclosed and held back for a request for access; zeros for anything else."""
    if one.kind != "request" or "access" not in one.rights:
        return dict.fromkeys(("searched", "disclosed", "redacted", "withheld"), 0)
    request = session.exec(select(Request).where(Request.reference == one.reference)).one()
    kept, counts = latest(session, request), decisions.counts(session, request)
    searched = len(kept.found.searched) if kept else 0
    return {
        "searched": searched,
        "disclosed": counts.disclosed,
        "redacted": counts.redacted,
        "withheld": counts.withheld,
    }


def as_csv(said: dict[str, Any]) -> str:
    """The figures as CSV, one to a line: the group, the figure, its value. The cases are the register's."""
    rows = [(group, name, value) for group, name, value in _flat(said) if group != "cases"]
    return table(("group", "figure", "value"), rows)


def register(said: dict[str, Any]) -> str:
    """The closed cases as CSV, one to a line."""
    heads = [
        *("reference", "kind", "rights", "service", "received", "recognised", "logged", "due", "answered", "closed"),
        *("outcome", "state", "days_late", "extended", "reason", "proved"),
        *("searched", "disclosed", "redacted", "withheld", "late_on_stricter_reading"),
    ]
    rows = [[_cell(row, name) for name in heads] for row in said["cases"]]
    return table(heads, rows)


def _cell(row: dict[str, Any], name: str) -> Any:
    if name == "proved":
        return {True: "yes", False: "not proved", None: ""}[row[name]]
    return " + ".join(row[name]) if name == "rights" else row[name]


def _flat(said: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for group, value in said.items():
        if not isinstance(value, dict | list):
            yield "", group, value
        elif group == "recognition":
            for row in value:
                yield group, f"days lost: {row['service'] or 'no service'}", row["days"]
                yield group, f"recognised late: {row['service'] or 'no service'}", row["late"]
        elif isinstance(value, dict):
            for name, one in value.items():
                if isinstance(one, dict):
                    yield from ((f"{group} {name}", key, count) for key, count in one.items())
                else:
                    yield group, name, one
