"""The figures for an auditor, from one date to another, and the closed-case list, which has no names."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date

from sqlalchemy import NotNullable
from sqlmodel import Session, col, func, select

from casework.breaches.breach_register import BreachFigures
from casework.breaches.breach_register import figures as breach_figures
from casework.complaints.handling import Complaint
from casework.disclosure import decisions
from casework.disclosure.search import latest
from casework.notice.council import Council
from casework.rights.requests import Request
from casework.text.spreadsheets import table
from casework.timeline.events import Kind
from casework.timeline.history import History
from casework.timeline.references import MatterKind
from casework.views import board
from casework.views.board_filter import BoardFilter
from casework.views.board_line import Line
from casework.views.closed_cases import ClosedCase, acknowledged_on, closed_between, last_facts
from casework.views.duties import last_day_to_acknowledge
from casework.views.weekly import ClosedCounts, DaysLost, closed_counts, rate, recognition

ASKED = {
    "identity": Kind.id_requested,
    "fee": Kind.fee_requested,
    "authority": Kind.authority_requested,
    "clarification": Kind.clarification_requested,
    "reviews": Kind.review_asked,
    "regulator": Kind.regulator_complaint,
}
"""What you asked requesters for, or they asked for; each counted by its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCase(ClosedCase):
    """A closed case, and what was searched, disclosed and withheld; zeros if it was not a request for access."""

    searched: int = 0
    disclosed: int = 0
    redacted: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFigures:
    """The requests received, and how many of them for each right, by each service and through each channel."""

    requests: int
    by_right: dict[str, int]
    by_service: dict[str, int]
    by_channel: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedFigures(ClosedCounts):
    """The requests closed, the share in time, and how they ended."""

    closed: int
    """Those that had a due date."""
    rate: float | None
    by_outcome: dict[str, int]
    by_outcome_not_proved: dict[str, int]
    """The outcomes of closings recorded before a closing had to be proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysToAnswer:
    """How many days an answer took, for the requests that were answered."""

    answered: int
    median: float | None
    mean: float | None
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFigures:
    """What was open at the end of the last day."""

    total: int
    overdue: int
    overdue_on_stricter_reading: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFigures:
    """The complaints received in the period, how many are acknowledged now, those closed, and those open at its end."""

    received: int
    acknowledged: int
    received_and_acknowledged_in_time: int
    """Of those received in the period: acknowledged, or answered, within the 30 days."""
    received_without_time_limit: int
    """Of those received in the period: received before section 164A was in force."""
    about_a_case: int
    open: int
    """Open at the end of the last day."""
    closed: int
    acknowledged_on_time: int
    acknowledged_late: int
    by_outcome: dict[str, int]
    by_finding: dict[str, int]
    """What the outcome letters of those closed found: upheld, in part, or not."""
    by_outcome_not_proved: dict[str, int]
    proved: int
    not_proved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures for a period; the CSV calls each by the name of its field."""

    from_: date
    to: date
    received: ReceivedFigures
    closed: ClosedFigures
    days_to_answer: DaysToAnswer
    open: OpenFigures
    reasons_for_delay: dict[str, int]
    asked: dict[str, int]
    """How often each of `ASKED` happened."""
    complaints: ComplaintFigures
    breaches: BreachFigures
    recognition: list[DaysLost]
    cases: list[RegisteredCase]


def figures(session: Session, first: date, last: date) -> Figures:
    """The figures from `first` to `last`, both included (Europe/London).

    What was received counts by the date received, what was closed by the date closed; `open` is what was open at the
    end of the last day, from what was recorded by then.
    """
    closed = closed_between(session, first, last)
    requests = [one for one in closed if one.kind == MatterKind.request]
    lines = board.lines(session, board.end_of(last), BoardFilter(as_at=last))
    late = {line.reference for line in lines if line.late}
    stricter = {line.reference for line in lines if line.is_overdue_on_stricter} - late
    total = len({line.reference for line in lines})
    return Figures(
        from_=first,
        to=last,
        received=_received(session, first, last),
        closed=_closed(requests),
        days_to_answer=_days(requests),
        open=OpenFigures(total=total, overdue=len(late), overdue_on_stricter_reading=len(stricter)),
        reasons_for_delay=_count(one.reason or "not recorded" for one in requests if one.days_late),
        asked=_asked(session, first, last),
        complaints=_complaints(session, closed, lines, first, last),
        breaches=breach_figures(session, first, last),
        recognition=recognition(session, first, last),
        cases=[_registered(session, one) for one in closed],
    )


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value or "none" for value in values).items()))


def _closed(listed: Sequence[ClosedCase]) -> ClosedFigures:
    in_time = rate(listed)
    return ClosedFigures(
        **asdict(closed_counts(listed)),
        closed=in_time.closed,
        rate=in_time.rate,
        by_outcome=_count(one.outcome for one in listed),
        by_outcome_not_proved=_count(one.outcome for one in listed if not one.proved),
    )


def _received(session: Session, first: date, last: date) -> ReceivedFigures:
    inside = Request.received >= first, Request.received <= last
    rows = session.exec(select(Request.rights, Request.service, Request.channel).where(*inside)).all()
    return ReceivedFigures(
        requests=len(rows),
        by_right=_count(right for rights, _, _ in rows for right in rights),
        by_service=_count(service for _, service, _ in rows),
        by_channel=_count(channel for _, _, channel in rows),
    )


def _days(listed: Sequence[ClosedCase]) -> DaysToAnswer:
    days = [(one.answered - one.received).days for one in listed if one.answered]
    if not days:
        return DaysToAnswer(answered=0, median=None, mean=None, longest=None)
    mean = round(statistics.mean(days), 1)
    return DaysToAnswer(answered=len(days), median=statistics.median(days), mean=mean, longest=max(days))


def _asked(session: Session, first: date, last: date) -> dict[str, int]:
    """How often each of `ASKED` happened in the period, by case event."""
    inside = col(History.day).between(first, last)
    query = select(NotNullable(col(History.reference))).where(col(History.kind).in_(list(ASKED.values())), inside)
    happened = board.events_of(session, session.exec(query.distinct()).all())
    kinds = Counter(one.kind for events in happened.values() for one in events if first <= one.on <= last)
    return {name: kinds[kind] for name, kind in ASKED.items()}


def _complaints(
    session: Session, closed: Sequence[ClosedCase], lines: Sequence[Line], first: date, last: date
) -> ComplaintFigures:
    inside = Complaint.received >= first, Complaint.received <= last
    received = {one.reference: one for one in session.exec(select(Complaint).where(*inside))}
    happened, nation = board.events_of(session, list(received)), session.get_one(Council, 1).nation
    told = {reference: on for reference, events in happened.items() if (on := acknowledged_on(events))}
    timely = [
        one
        for reference, on in told.items()
        if (one := received[reference]).statutory and on <= last_day_to_acknowledge(one.received, nation)
    ]
    mine = [one for one in closed if one.kind == MatterKind.complaint]
    ended = board.events_of(session, [one.reference for one in mine])
    findings = last_facts(session, ended, Kind.sent, "finding")
    return ComplaintFigures(
        received=len(received),
        acknowledged=len(told),
        received_and_acknowledged_in_time=len(timely),
        received_without_time_limit=sum(not one.statutory for one in received.values()),
        about_a_case=session.exec(select(func.count()).where(*inside, col(Complaint.about).is_not(None))).one(),
        open=len({one.reference for one in lines if one.kind == MatterKind.complaint}),
        closed=len(mine),
        acknowledged_on_time=sum(one.state == "on time" for one in mine),
        acknowledged_late=sum(one.state == "late" for one in mine),
        by_outcome=_count(one.outcome for one in mine),
        by_finding=_count(findings.get(one.reference) or "not recorded" for one in mine),
        by_outcome_not_proved=_count(one.outcome for one in mine if not one.proved),
        proved=sum(one.proved is True for one in mine),
        not_proved=sum(one.proved is False for one in mine),
    )


def _registered(session: Session, one: ClosedCase) -> RegisteredCase:
    closed = {field.name: getattr(one, field.name) for field in fields(one)}
    if one.kind != MatterKind.request or "access" not in one.rights:
        return RegisteredCase(**closed)
    request = session.exec(select(Request).where(Request.reference == one.reference)).one()
    kept, counts = latest(session, request), decisions.counts(session, request)
    return RegisteredCase(
        **closed,
        searched=len(kept.found.searched) if kept else 0,
        disclosed=counts.disclosed,
        redacted=counts.redacted,
        withheld=counts.withheld,
    )


def figures_csv(found: Figures) -> str:
    """The figures as CSV, one to a line: the group, the figure, its value. The cases are in the closed-case list."""
    return table(("group", "figure", "value"), _flat(found))


def closed_cases_csv(found: Figures) -> str:
    """The closed-case list as CSV, one case to a line."""
    heads = [
        *("reference", "kind", "rights", "service", "received", "recognised", "logged", "due", "answered", "closed"),
        *("outcome", "state", "days_late", "extended", "reason", "proved"),
        *("searched", "disclosed", "redacted", "withheld", "late_on_stricter_reading"),
    ]
    return table(heads, [[_cell(row, name) for name in heads] for row in found.cases])


def _cell(row: RegisteredCase, name: str) -> object:
    if name == "proved":
        return {True: "yes", False: "not proved", None: ""}[row.proved]
    return " + ".join(row.rights) if name == "rights" else getattr(row, name)


def _flat(found: Figures) -> Iterator[tuple[str, str, object]]:
    for group, value in _named(found):
        if group == "recognition":
            for row in found.recognition:
                yield group, f"days lost: {row.service or 'no service'}", row.days
                yield group, f"recognised late: {row.service or 'no service'}", row.late
        elif is_dataclass(value) or isinstance(value, dict):
            for name, one in _named(value):
                if isinstance(one, dict):
                    yield from ((f"{group} {name}", key, count) for key, count in one.items())
                else:
                    yield group, name, one
        elif group != "cases":
            yield "", group, value


def _named(group: object) -> Iterator[tuple[str, object]]:
    """The figures of a group, each with its name."""
    if isinstance(group, dict):
        yield from group.items()
    elif is_dataclass(group):
        yield from ((one.name.rstrip("_"), getattr(group, one.name)) for one in fields(group))
