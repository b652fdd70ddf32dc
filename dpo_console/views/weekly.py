"""The weekly review: one screen to go through on Monday, each line one key from what is to be done."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from casework.views.board_line import Line
from casework.views.closed_cases import ClosedCase
from casework.views.shares import per_cent
from casework.views.weekly import OnTimeRate, OverdueLine, WeeklyReview
from dpo_console.jobs import case_detail
from dpo_console.page import Page
from dpo_console.routes import Case, NewEvent
from dpo_console.shown import lines, show
from dpo_console.views import jobs
from dpo_console.views.keys import KEYS
from dpo_console.widgets import dialogs
from dpo_console.widgets.date_field import read_day
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day, left

L = TypeVar("L", bound=Line)

COLUMNS = (Column("Left", 12), Column("Due", 10), Column("Case", 13), Column("What", 0), Column("Owner", 14, needs=100))
BAR = 20
"""Cells of a full bar."""


class WeeklyScreen(Page):
    """Closed, overdue, falling due, complaints, untouched, days lost, the on-time rate; as it stands or as it stood."""

    BINDINGS = [*KEYS["weekly"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.as_at: date | None = None

    def body(self) -> ComposeResult:
        """The figures above, the cases beneath."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield RecordList(COLUMNS, empty="Nothing open, nothing closed last week: press esc, then n to log a request")

    def on_screen_resume(self) -> None:
        """The review as it stands, whatever was done from it."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it; the cursor stays on its line."""
        found = await self.do(jobs.weekly, self.app.now(), self.as_at)
        if found is None:
            return
        closed = found.closed
        self.query_one("#head", Static).update(
            show(f"Week of {day(closed.from_)} to {day(closed.to)}, as at {day(found.on)}")
        )
        self.query_one("#figures", Static).update(lines(figures(found)))
        self.query_one(RecordList).give(rows(found))

    def reference(self) -> str | None:
        """The case under the cursor."""
        row = self.query_one(RecordList).row
        return row.key.split()[0] if row else None

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """The case under the cursor; back from it, the cursor is where it was."""
        if reference := self.reference():
            self.open(Case(reference))

    def action_assign(self) -> None:
        """Give the case to an officer."""
        self.record("assigned")

    def action_note(self) -> None:
        """A note on the case."""
        self.record("note")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def record(self, kind: str) -> None:
        """Record an event of that kind on the case under the cursor."""
        reference = self.reference()
        case = await self.do(case_detail.show, reference, self.app.now()) if reference else None
        if not case:
            return
        recorded = await self.answer_of(NewEvent(case, kind))
        if recorded:
            self.app.say("Recorded.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_sheet(self) -> None:
        """The one-page sheet, to the outbox."""
        self.app.say("Making the sheet ...")
        made = await self.do(jobs.weekly_sheet, self.as_at or self.app.today(), self.app.now())
        if made:
            self.app.say(f"The sheet is in the outbox: {made.path.name}")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_as_at(self) -> None:
        """Another day; an empty line comes back to today."""
        said = ["The review as it stood at the end of that day; empty is today."]
        typed = await self.app.push_screen_wait(dialogs.Prompt("Another day", said, day(self.as_at)))
        if typed is None:
            return
        try:
            past = read_day(typed) if typed else None
        except Refused as wrong:
            self.app.say(str(wrong), wrong=True)
            return
        if past and past > self.app.today():
            self.app.say("That is in the future: what stood is known of days up to today.", wrong=True)
            return
        self.as_at = past
        self.load()


def figures(found: WeeklyReview) -> list[str]:
    """The figures in lines: closed, the on-time rate as bars, days lost by service."""
    closed = found.closed
    head = f"Closed {closed.total}: {closed.on_time} on time, {closed.late} late, {closed.extended} extended"
    if closed.late_on_stricter_reading:
        head += f", {closed.late_on_stricter_reading} late on the stricter reading"
    lost = [row for row in found.recognition if row.days]
    said = [f"{row.service or 'no service'} {row.days} d in {row.late} of {row.cases}" for row in lost[:3]]
    return [
        head,
        *[_bar(weeks, one) for weeks, one in found.rates.items()],
        f"Days lost: {'; '.join(said) or 'none'}",
    ]


def _bar(weeks: int, one: OnTimeRate) -> str:
    if one.rate is None:
        return f"On time, {weeks:>2} weeks  {'.' * BAR}  nothing closed"
    full = math.floor(one.rate * BAR + 1e-9)
    return f"On time, {weeks:>2} weeks  {'#' * full}{'.' * (BAR - full)}  {per_cent(one.rate)}% of {one.closed}"


def rows(found: WeeklyReview) -> list[Row]:
    """The cases under their headings; one may stand under several."""
    return [
        *_under("Overdue", found.overdue, _why_late),
        *[row for days, due in found.due.items() for row in _under(f"Due in {days} working days", due)],
        *_under("Last days to extend", found.extend),
        *_under("Breaches", found.breaches),
        *_under("Complaints", found.complaints),
        *_under("Waiting", found.waiting, lambda one: f"{one.waiting_days} days; {one.send or one.next}"),
        *_under("Untouched", found.untouched, lambda one: f"{one.untouched_days} working days; {one.next}"),
        *_closed(found.closed.cases),
    ]


def _under(heading: str, cases: Sequence[L], says: Callable[[L], str] = lambda one: one.next) -> list[Row]:
    """The lines under a heading; none without lines."""
    listed = [_heading(heading, cases)] if cases else []
    for one in cases:
        when = left(one)
        cells = (when, day(one.last_day), one.reference, says(one), one.owner or "")
        listed.append(Row(f"{one.reference} {heading} {one.duty}", cells, strong=when.startswith("!")))
    return listed


def _closed(cases: Sequence[ClosedCase]) -> list[Row]:
    heading = "Closed last week"
    listed = [_heading(heading, cases)] if cases else []
    for one in cases:
        also = ", late on the stricter reading" * one.late_on_stricter_reading
        cells = ("= closed", day(one.due), one.reference, f"{one.outcome}, {one.state}{also}", "")
        listed.append(Row(f"{one.reference} {heading}", cells))
    return listed


def _heading(heading: str, cases: Sequence[object]) -> Row:
    return Row("", (f"{heading} ({len(cases)})",), heading=True)


def _why_late(one: OverdueLine) -> str:
    """The recorded reason; a case overdue only on the stricter reading has it in its next step."""
    reason = one.reason_words or ("" if one.is_overdue_on_stricter else "NO REASON RECORDED")
    return f"{reason}; {one.next}" if reason else one.next
