"""Retention: the schedule and every change to it, what falls due on a day, holds; nothing is disposed of here."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from casework import Refused, retention
from casework.clock import day as read_day
from casework.desk.store import Desk
from casework.notice.council import signing
from casework.people import register
from casework.retention import holds as held
from casework.retention import schedule
from casework.timeline.events import day_of
from dpo_console.jobs.filing import outbox, write_out
from letters.disclosure.pack import pages_of
from letters.paper.pdf import render
from letters.retention.schedule_sheet import sheet

Progress = Callable[[int, int, str], None]


def retention_plan(
    desk: Desk,
    on: date,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """What falls due by a day, with the arguments and what blocks; the keys of `retention plan --json`."""

    def told(done: int, total: int) -> None:
        progress(done, total, "reading the records")
        if cancelled():
            raise Refused("The plan was stopped: nothing was changed.")

    with desk.reading() as session:
        return retention.plan(session, on, told)


def retention_schedule(desk: Desk) -> dict[str, Any]:
    """Every row as it stands, and the classes for which two are adopted."""
    with desk.reading() as session:
        entries = schedule.listed(session)
        return {"rows": [one.as_json() for one in entries], "clashes": schedule.clashes(entries)}


def adopt_row(desk: Desk, number: str, reason: str, now: datetime) -> dict[str, Any]:
    """Put a row of the schedule in force as it stands."""
    return _change(desk, "row-adopted", number, now, lambda s: schedule.adopt(s, number, reason, day_of(now)))


def save_row(desk: Desk, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Put a row in force as these facts say: `row` names the one that is changed, none adds one; and the `reason`."""
    facts = {name: value for name, value in said.items() if name not in ("row", "reason")}
    number, reason, today = said.get("row"), str(said.get("reason") or ""), day_of(now)
    if number:
        return _change(desk, "row-edited", number, now, lambda s: schedule.edit(s, number, facts, reason, today))
    return _change(desk, "row-added", None, now, lambda s: schedule.add(s, facts, reason, today))


def retire_row(desk: Desk, number: str, reason: str, now: datetime) -> dict[str, Any]:
    """Take a row out of force."""
    return _change(desk, "row-retired", number, now, lambda s: schedule.retire(s, number, reason, day_of(now)))


def _change(
    desk: Desk, kind: str, number: str | None, now: datetime, change: Callable[[Session], schedule.Entry]
) -> dict[str, Any]:
    with desk.act(now) as act:
        before = schedule.get(act.session, number).as_json() if number else None
        after = change(act.session).as_json()
        act.record(kind, on=day_of(now), facts={"before": before, "after": after, "note": after["reason"]})
    return after


def holds(desk: Desk) -> list[dict[str, Any]]:
    """Every hold, lifted ones too, newest first; with the names of whom it holds."""
    with desk.reading() as session:
        return [
            one.as_json() | {"names": [register.card(session, who).name for who in one.people]}
            for one in held.listed(session)
        ]


def place_hold(desk: Desk, facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Freeze the records of people or of classes."""
    with desk.act(now) as act:
        hold = held.place(act.session, facts, day_of(now))
        said = hold.as_json()
        act.record("hold-placed", reference=hold.reference, on=day_of(now), facts=said | {"note": hold.why})
    return said


def lift_hold(desk: Desk, reference: str, why: str, now: datetime) -> dict[str, Any]:
    """Lift one hold, and no other."""
    with desk.act(now) as act:
        hold = held.lift(act.session, reference, why, day_of(now))
        act.record("hold-lifted", reference=hold.reference, on=day_of(now), facts={"note": hold.lifted_why})
        return hold.as_json()


def keep_hold(desk: Desk, reference: str, until: str, why: str, now: datetime) -> dict[str, Any]:
    """Keep a hold after its review, until another day."""
    with desk.act(now) as act:
        hold = held.review_again(act.session, reference, read_day(until), why, day_of(now))
        facts = {"until": hold.review.isoformat(), "note": why.strip()}
        act.record("hold-kept", reference=hold.reference, on=day_of(now), facts=facts)
        return hold.as_json()


def schedule_sheet(desk: Desk, now: datetime) -> dict[str, Any]:
    """The schedule as an accessible PDF in the outbox; recorded as an act."""
    with desk.reading() as session:
        context = sheet(schedule.listed(session), signing(session).name, day_of(now))
    pdf = render("retention.html", context)
    path = outbox(desk) / f"retention-schedule-{day_of(now).isoformat()}.pdf"
    digest = f"sha256:{hashlib.sha256(pdf).hexdigest()}"
    write_out(path, pdf)
    with desk.act(now) as act:
        act.record("sheet", on=day_of(now), facts={"of": "retention schedule", "digest": digest})
    return {"path": str(path), "digest": digest, "pages": pages_of(pdf)}
