"""The weekly review: one screen for Monday, each line one key away from its case."""

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
from dpo_console.words import day, left, next_of

L = TypeVar("L", bound=Line)

COLUMNS = (Column("Left", 12), Column("Due", 10), Column("Case", 13), Column("What", 0), Column("Owner", 14, needs=100))
BAR = 20
"""Cells of a full bar."""


class WeeklyScreen(Page):
    """Closed, overdue, falling due, complaints, untouched, days lost, the on-time rate; now or as at a date."""

    BINDINGS = [*KEYS["weekly"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.as_at: date | None = None

    def body(self) -> ComposeResult:
        """The figures above, the cases beneath."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield RecordList(COLUMNS, empty="No open cases, and none closed last week. Press esc, then n to log a request.")

    def on_screen_resume(self) -> None:
        """Load again: cases may have changed."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Load the review; the cursor stays on its line."""
        review = await self.do(jobs.weekly, self.app.now(), self.as_at)
        if review is None:
            return
        closed = review.closed
        self.query_one("#head", Static).update(
            show(f"Week of {day(closed.from_)} to {day(closed.to)}, as at {day(review.on)}")
        )
        self.query_one("#figures", Static).update(lines(figure_lines(review)))
        self.query_one(RecordList).give(review_rows(review))

    def reference(self) -> str | None:
        """The selected case."""
        row = self.query_one(RecordList).row
        return row.key.split()[0] if row else None

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the case too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """Open the selected case; on return the cursor is where it was."""
        if reference := self.reference():
            self.open(Case(reference))

    def action_assign(self) -> None:
        """Assign the case to an officer."""
        self.record("assigned")

    def action_note(self) -> None:
        """Record a note on the case."""
        self.record("note")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def record(self, kind: str) -> None:
        """Record an event of that kind on the selected case."""
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
        """Save the one-page sheet to the outbox."""
        self.app.say("Making the sheet ...")
        made = await self.do(jobs.weekly_sheet, self.as_at or self.app.today(), self.app.now())
        if made:
            self.app.say(f"Saved to the outbox: {made.path.name}")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_as_at(self) -> None:
        """Show the review as at another date; an empty line goes back to today."""
        question = ["Show the review as at which date? Leave empty for today."]
        typed = await self.app.push_screen_wait(dialogs.Prompt("As at", question, day(self.as_at)))
        if typed is None:
            return
        try:
            past = read_day(typed) if typed else None
        except Refused as wrong:
            self.app.say(str(wrong), wrong=True)
            return
        if past and past > self.app.today():
            self.app.say("That is in the future. Enter today's date or an earlier one.", wrong=True)
            return
        self.as_at = past
        self.load()


def figure_lines(review: WeeklyReview) -> list[str]:
    """The figures in lines: closed, the on-time rate as bars, days lost by service."""
    closed = review.closed
    head = f"Closed {closed.total}: {closed.on_time} on time, {closed.late} late, {closed.extended} extended"
    if closed.late_on_stricter_reading:
        head += f", {closed.late_on_stricter_reading} late on the stricter reading"
    lost = [row for row in review.recognition if row.days]
    by_service = [f"{row.service or 'no service'} {row.days} d in {row.late} of {row.cases}" for row in lost[:3]]
    return [
        head,
        *[_bar(weeks, one) for weeks, one in review.rates.items()],
        f"Days lost: {'; '.join(by_service) or 'none'}",
    ]


def _bar(weeks: int, one: OnTimeRate) -> str:
    if one.rate is None:
        return f"On time, {weeks:>2} weeks  {'.' * BAR}  nothing closed"
    full = math.floor(one.rate * BAR + 1e-9)
    return f"On time, {weeks:>2} weeks  {'#' * full}{'.' * (BAR - full)}  {per_cent(one.rate)}% of {one.closed}"


def review_rows(review: WeeklyReview) -> list[Row]:
    """The cases under their headings; a case can be under several."""
    return [
        *_under("Overdue", review.overdue, _why_late),
        *[row for days, due in review.due.items() for row in _under(f"Due in {days} working days", due)],
        *_under("Last days to extend", review.extend),
        *_under("Breaches", review.breaches),
        *_under("Complaints", review.complaints),
        *_under("Waiting", review.waiting, lambda one: f"{one.waiting_days} days; {one.send or next_of(one)}"),
        *_under("Untouched", review.untouched, lambda one: f"{one.untouched_days} working days; {next_of(one)}"),
        *_closed(review.closed.cases),
    ]


def _under(heading: str, cases: Sequence[L], says: Callable[[L], str] = next_of) -> list[Row]:
    """The heading and its lines; nothing without lines."""
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
    return f"{reason}; {next_of(one)}" if reason else next_of(one)
