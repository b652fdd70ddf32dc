"""The weekly review: what was closed, what is late and why, what falls due, what waits, and the on-time rate."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import NotNullable
from sqlmodel import Session, col, func, select

from casework.clock import State
from casework.notice.council import Council
from casework.text.batches import batches
from casework.timeline.events import Kind, day_of
from casework.timeline.history import History
from casework.timeline.outcomes import DELAYS, Delay
from casework.timeline.references import MatterKind
from casework.views import board
from casework.views.board_filter import BoardFilter
from casework.views.board_line import Line, line_fields, nearest
from casework.views.closed_cases import ClosedCase, closed_between, reasons_of, references_of
from casework.views.duties import working_days_to
from casework.views.shares import share
from casework.views.stages import cases_named

BANDS = (5, 10, 20)
"""The bands of the review, in working days ahead."""
SPANS = (4, 13, 52)
"""The weeks over which the on-time rate is worked out."""
UNTOUCHED = 10
"""Working days after which a case with nothing recorded is listed."""
EXTEND = 10
"""Working days ahead in which the review lists the last days to extend."""
DAYS = frozenset({"received", "recognised", "corrected"})
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine(Line):
    """A line that is overdue, and why, if that was recorded."""

    reason: Delay | None
    reason_words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UntouchedLine(Line):
    """The main line of an open case, the date something was last recorded, and the working days since then."""

    last: date
    untouched_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedCounts:
    """How many cases were closed: in time, late, without a due date, extended, proved and not proved."""

    total: int
    on_time: int
    late: int
    late_on_stricter_reading: int
    no_date: int
    extended: int
    proved: int
    not_proved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWeek(ClosedCounts):
    """The cases closed from one date to another, both included."""

    from_: date
    to: date
    cases: list[ClosedCase]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeRate:
    """Of the closed cases that had a due date, how many were in time, and their share; None if there were none."""

    closed: int
    on_time: int
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRate(OnTimeRate):
    """The rate of the week that begins on a Monday."""

    from_: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLost:
    """The days a service's cases lost between received and recognised: how many cases, and by how much."""

    service: str | None
    cases: int
    late: int
    days: int
    worst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReview:
    """The figures of the weekly review on a date; in each list a case counts once, by the right that is due first."""

    on: date
    closed: ClosedWeek
    overdue: list[OverdueLine]
    due: dict[int, list[Line]]
    """What falls due within so many working days; each line once."""
    extend: list[Line]
    """The last days to tell of an extension that are near."""
    breaches: list[Line]
    complaints: list[Line]
    waiting: list[Line]
    untouched: list[UntouchedLine]
    recognition: list[DaysLost]
    rates: dict[int, OnTimeRate]
    """The on-time rate over so many weeks."""
    weeks: list[WeekRate]
    head: str | None = None
    """The head of the history when the review was made."""


def weekly_review(session: Session, now: datetime, as_at: date | None = None) -> WeeklyReview:
    """The figures of the weekly review: the week before, Monday to Sunday, and the open cases now.

    With `as_at`, the review as at that date, from what was recorded by its end. It names no one but the owners. The
    bands of what falls due hold each line once.
    """
    today = as_at or day_of(now)
    monday = today - timedelta(days=today.weekday())
    every = board.lines(session, now, BoardFilter(as_at=as_at))
    lines = nearest(every)
    year = closed_between(session, monday - 52 * WEEK, today, as_at)
    running = [one for one in lines if one.state == State.due]
    return WeeklyReview(
        on=today,
        closed=_closed(year, monday - WEEK, monday - timedelta(days=1)),
        overdue=_overdue(session, [one for one in lines if one.is_overdue], as_at),
        due=_bands([one for one in running if one.duty != "extend"]),
        extend=[one for one in running if one.duty == "extend" and (one.working_days_left or 0) <= EXTEND],
        breaches=[one for one in _mains(lines).values() if one.kind == MatterKind.breach],
        complaints=[one for one in _mains(lines).values() if one.kind == MatterKind.complaint],
        waiting=nearest([one for one in every if one.waiting_days is not None]),
        untouched=_untouched(session, lines, today, as_at),
        recognition=recognition(session, monday - 13 * WEEK, today, as_at),
        rates={weeks: rate([one for one in year if one.closed >= monday - weeks * WEEK]) for weeks in SPANS},
        weeks=_weeks(year, monday),
    )


def _closed(listed: Sequence[ClosedCase], first: date, last: date) -> ClosedWeek:
    inside = [one for one in listed if first <= one.closed <= last]
    return ClosedWeek(**asdict(closed_counts(inside)), from_=first, to=last, cases=inside)


def closed_counts(listed: Sequence[ClosedCase]) -> ClosedCounts:
    """How many of those cases were in time, late, without a due date, and extended."""
    states = Counter(one.state for one in listed)
    return ClosedCounts(
        total=len(listed),
        on_time=states["on time"],
        late=states["late"],
        late_on_stricter_reading=sum(one.late_on_stricter_reading for one in listed),
        no_date=states["no date"],
        extended=sum(one.extended for one in listed),
        proved=sum(one.proved is True for one in listed),
        not_proved=sum(one.proved is False for one in listed),
    )


def rate(listed: Sequence[ClosedCase]) -> OnTimeRate:
    """Of those cases that had a due date: how many, how many in time, and the share (None if there are none)."""
    dated = [one for one in listed if one.due]
    on_time = sum(one.state == "on time" for one in dated)
    return OnTimeRate(closed=len(dated), on_time=on_time, rate=share(on_time, len(dated)))


def _weeks(listed: Sequence[ClosedCase], monday: date) -> list[WeekRate]:
    by_week: dict[date, list[ClosedCase]] = defaultdict(list)
    for one in listed:
        by_week[one.closed - timedelta(days=one.closed.weekday())].append(one)
    firsts = [monday - number * WEEK for number in range(52, 0, -1)]
    return [WeekRate(**asdict(rate(by_week[first])), from_=first) for first in firsts]


def _overdue(session: Session, late: list[Line], as_at: date | None) -> list[OverdueLine]:
    happened = board.events_of(session, list(dict.fromkeys(one.reference for one in late)), as_at)
    reasons = reasons_of(session, happened)
    found = []
    for one in late:
        code = reasons.get(one.reference)
        found.append(OverdueLine(**line_fields(one), reason=code, reason_words=DELAYS[code] if code else None))
    return found


def _bands(running: Iterable[Line]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {days: [] for days in BANDS}
    for one in running:
        ahead = one.working_days_left or 0  # what is counted in hours falls due within days
        band = next((days for days in BANDS if ahead <= days), None)
        if band is not None and not one.late:
            found[band].append(one)
    return found


def _mains(lines: Sequence[Line]) -> dict[str, Line]:
    """The line of each case that comes first on the board."""
    return {one.reference: one for one in reversed(lines)}


def _untouched(session: Session, lines: Sequence[Line], today: date, as_at: date | None) -> list[UntouchedLine]:
    """Open cases with nothing recorded for ten working days, longest first."""
    main = _mains([one for one in lines if one.kind not in (MatterKind.hold, MatterKind.disposal)])
    nation, found = session.get_one(Council, 1).nation, []
    for some in batches(list(main)):
        asked = select(NotNullable(col(History.reference)), func.max(History.recorded))
        asked = asked.where(col(History.reference).in_(some)).group_by(col(History.reference))
        if as_at:
            asked = asked.where(History.recorded < board.end_of(as_at))
        for reference, recorded in session.exec(asked):
            last = day_of(recorded)
            days = working_days_to(last, today, nation)
            if days >= UNTOUCHED:
                found.append(UntouchedLine(**line_fields(main[reference]), last=last, untouched_days=days))
    return sorted(found, key=lambda one: (one.last, one.reference))


def recognition(session: Session, first: date, last: date, as_at: date | None = None) -> list[DaysLost]:
    """Days lost between received and recognised by service, of cases received in those days; most lost first."""
    listed = cases_named(session, references_of(session, Kind.received, first, last))
    happened = board.events_of(session, [case.reference for case in listed], as_at, DAYS)
    lost: dict[str | None, list[int]] = defaultdict(list)
    for case in listed:
        days = {one.kind: one.on for one in happened[case.reference]}
        received = days.get(Kind.received)
        if received and first <= received <= last:
            lost[case.service].append((days.get(Kind.recognised, received) - received).days)
    rows = [
        DaysLost(service=service, cases=len(days), late=sum(map(bool, days)), days=sum(days), worst=max(days))
        for service, days in lost.items()
    ]
    return sorted(rows, key=lambda row: (-row.days, row.service or ""))
