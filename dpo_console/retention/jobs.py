"""Retention: the schedule and every change to it, what is due by a date, holds; nothing is disposed of here."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from casework import Refused, retention
from casework.desk.store import Desk
from casework.notice.council import signing
from casework.people import register
from casework.retention import holds as held
from casework.retention import schedule
from casework.retention.holds import Hold, HoldKind
from casework.retention.schedule import Clash, ScheduleEntry, ScheduleRow
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from dpo_console.jobs.filing import outbox, write_out
from letters.disclosure.pack import pages_of
from letters.paper.pdf import render
from letters.retention.schedule_sheet import sheet

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """Every row of the schedule, and the classes with more than one adopted row."""

    rows: list[ScheduleRow]
    clashes: list[Clash]


@dataclass(frozen=True, slots=True)
class HoldInFull:
    """A hold with the names of the people it covers, in the order of their numbers."""

    reference: str
    kind: HoldKind
    people: list[int]
    classes: list[str]
    why: str
    placed: date
    review: date
    lifted: date | None
    lifted_why: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class PrintedSchedule:
    """The schedule as a PDF in the outbox."""

    path: Path
    digest: str
    pages: int


def retention_plan(
    desk: Desk,
    on: date,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> retention.Plan:
    """What is due by a date, with the explanations and what blocks it."""

    def heard(done: int, total: int) -> None:
        progress(done, total, "reading the records")
        if cancelled():
            raise Refused("The plan was stopped. Nothing was changed.")

    with desk.reading() as session:
        return retention.plan(session, on, heard)


def retention_schedule(desk: Desk) -> RetentionSchedule:
    """Every row with its status, and the classes with more than one adopted row."""
    with desk.reading() as session:
        entries = schedule.listed(session)
        return RetentionSchedule([schedule.in_full(one) for one in entries], schedule.clashes(entries))


def adopt_row(desk: Desk, number: str, reason: str, now: datetime) -> ScheduleRow:
    """Put a row of the schedule in force unchanged."""
    return _change(desk, ActKind.row_adopted, number, now, lambda s: schedule.adopt(s, number, reason, day_of(now)))


def save_row(desk: Desk, typed: Unchecked, now: datetime) -> ScheduleRow:
    """Put a row in force with these facts and the `reason`: `row` is the row to edit; without it a row is added."""
    facts = {name: value for name, value in typed.items() if name not in ("row", "reason")}
    number, reason, today = str(typed.get("row") or ""), str(typed.get("reason") or ""), day_of(now)
    if number:
        return _change(desk, ActKind.row_edited, number, now, lambda s: schedule.edit(s, number, facts, reason, today))
    return _change(desk, ActKind.row_added, None, now, lambda s: schedule.add(s, facts, reason, today))


def retire_row(desk: Desk, number: str, reason: str, now: datetime) -> ScheduleRow:
    """Take a row out of force."""
    return _change(desk, ActKind.row_retired, number, now, lambda s: schedule.retire(s, number, reason, day_of(now)))


def _change(
    desk: Desk, kind: ActKind, number: str | None, now: datetime, change: Callable[[Session], ScheduleEntry]
) -> ScheduleRow:
    with desk.act(now) as act:
        before = _written(schedule.in_full(schedule.get(act.session, number))) if number else None
        after = schedule.in_full(change(act.session))
        act.record(kind, on=day_of(now), facts={"before": before, "after": _written(after), "note": after.reason})
    return after


def _written(row: ScheduleRow) -> dict[str, object]:
    """A row as written into the history, without its empty facts."""
    facts = schedule.given(asdict(row.facts))
    return asdict(row) | {"facts": facts, "since": row.since.isoformat() if row.since else None}


def holds(desk: Desk) -> list[HoldInFull]:
    """Every hold, lifted ones too, newest first."""
    with desk.reading() as session:
        return [_in_full(session, one) for one in held.listed(session)]


def _in_full(session: Session, hold: Hold) -> HoldInFull:
    names = [register.person_line(session, who).name for who in hold.people]
    return HoldInFull(**hold.model_dump(), names=names)


def place_hold(desk: Desk, facts: Unchecked, now: datetime) -> HoldInFull:
    """Place a hold on people or on classes of record."""
    with desk.act(now) as act:
        hold = held.place(act.session, facts, day_of(now))
        written = hold.model_dump(mode="json") | {"note": hold.why}
        act.record(ActKind.hold_placed, reference=hold.reference, on=day_of(now), facts=written)
        return _in_full(act.session, hold)


def lift_hold(desk: Desk, reference: str, why: str, now: datetime) -> HoldInFull:
    """Lift one hold, and no other."""
    with desk.act(now) as act:
        hold = held.lift(act.session, reference, why, day_of(now))
        act.record(ActKind.hold_lifted, reference=hold.reference, on=day_of(now), facts={"note": hold.lifted_why})
        return _in_full(act.session, hold)


def keep_hold(desk: Desk, reference: str, until: date, why: str, now: datetime) -> HoldInFull:
    """Keep a hold until another review date."""
    with desk.act(now) as act:
        hold = held.review_again(act.session, reference, until, why, day_of(now))
        facts = {"until": hold.review.isoformat(), "note": why.strip()}
        act.record(ActKind.hold_kept, reference=hold.reference, on=day_of(now), facts=facts)
        return _in_full(act.session, hold)


def schedule_sheet(desk: Desk, now: datetime) -> PrintedSchedule:
    """The schedule as an accessible PDF in the outbox; recorded in the history."""
    with desk.reading() as session:
        context = sheet(schedule.listed(session), signing(session).name, day_of(now))
    pdf = render("retention.html", context)
    path = outbox(desk) / f"retention-schedule-{day_of(now).isoformat()}.pdf"
    digest = f"sha256:{hashlib.sha256(pdf).hexdigest()}"
    write_out(path, pdf)
    with desk.act(now) as act:
        act.record(ActKind.sheet, on=day_of(now), facts={"of": "retention schedule", "digest": digest})
    return PrintedSchedule(path, digest, pages_of(pdf))
