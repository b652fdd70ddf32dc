"""The board: every open case, overdue first; a request once, with what is next and its nearest date."""

from collections.abc import Sequence
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from casework.timeline.references import MatterKind, kind_of
from casework.views.board_filter import EVERY_LINE
from casework.views.board_line import FoundCase, Line
from dpo_console.frame import LONDON
from dpo_console.jobs import case_detail, filing
from dpo_console.jobs.filing import OutboxFile
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import BreachRegister, Case, Import, NewComplaint, NewRequest, Retention
from dpo_console.shown import words
from dpo_console.views import jobs
from dpo_console.views.keys import KEYS
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day, due, left, next_of

COLUMNS = (
    Column("Left", 12),
    Column("Due", 11),
    Column("Target", 10, needs=74),
    Column("Case", 13),
    Column("Right", 13, needs=96),
    Column("Next", 0),
    Column("Service", 16, needs=118),
    Column("Owner", 12, needs=130),
)
TICK = 60
"""Seconds after which the hours left are counted again."""
REST = 0.12
"""Seconds after which the cursor counts as at rest."""
EMPTY = "No cases yet. Press n to log a request, i to import workforce files."


class BoardScreen(Page):
    """Every open case; on a wide terminal, with the deadline steps of the selected one."""

    BINDINGS = [*KEYS["board"]]
    AUTO_FOCUS = "#cases"

    def __init__(self) -> None:
        super().__init__()
        self.narrowed = EVERY_LINE
        self.counts_hours = False
        self.resting: Timer | None = None

    def body(self) -> ComposeResult:
        """The search box, the list, the deadline steps beside it, the count."""
        yield Static("", id="filtered")
        yield Input(placeholder="Words in the case; enter goes to the list, esc shows all", id="find", compact=True)
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="cases", of=_case)
            with ScrollingText(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_mount(self) -> None:
        """Clocks in hours go on while no one presses a key."""
        self.set_interval(TICK, self.tick)

    def tick(self) -> None:
        """Load again once a minute, if the board is in view and has a clock in hours."""
        if self.is_current and self.counts_hours:
            self.load()

    def on_screen_resume(self) -> None:
        """Load again: other screens change cases."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Load every open case, or those with the words."""
        typed = self.query_one("#find", Input).value if self.has_class("finding") else ""
        lines: Sequence[Line] | None
        if typed.strip():
            lines = await self.do(jobs.cases, typed, self.app.now())
        else:
            lines = await self.do(jobs.board_of, self.app.now(), self.narrowed)
        if lines is None:
            return
        self.counts_hours = any(line.hours_left is not None for line in lines)
        self.show_filter()
        listing = self.query_one("#cases", RecordList)
        few = typed.strip() or self.narrowed != EVERY_LINE
        listing.empty = "No cases match. Press esc to show all open cases." if few else EMPTY
        listing.give([_row(line) for line in once(lines)])
        waiting = await self.do(filing.outbox_files) or []
        self.query_one("#count", Static).update(words(_count(lines, typed), _reminder(waiting)))

    @on(Input.Changed, "#find")
    def find_typed(self) -> None:
        """Search as it is typed."""
        self.load()

    @on(Input.Submitted, "#find")
    def find_done(self) -> None:
        """To the list."""
        self.query_one("#cases").focus()

    def action_find_case(self) -> None:
        """Show the search box."""
        self.add_class("finding")
        self.query_one("#find").focus()

    def action_all_open(self) -> None:
        """Every open case again."""
        self.remove_class("finding")
        self.narrowed = EVERY_LINE
        self.query_one("#find", Input).value = ""
        self.query_one("#cases").focus()
        self.load()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Show the steps of the selected case once the cursor rests: fetching them on every line would slow it down."""
        if self.resting:
            self.resting.stop()
        if self.app.size.width >= 110:
            reference = event.row.key.split()[0] if event.row else ""
            self.resting = self.set_timer(REST, partial(self.beside, reference))

    @work(exclusive=True, group="beside", exit_on_error=False)
    async def beside(self, reference: str) -> None:
        """Show the deadline steps of a case."""
        beside = self.query_one("#beside Static", Static)
        if not reference or kind_of(reference) in (MatterKind.hold, MatterKind.disposal):
            beside.update("")
            return
        case = await self.do(case_detail.show, reference, self.app.now())
        if case:
            now = case.facts.now
            where = ", ".join(filter(None, (now.service, now.owner)))
            about = f"{case.stage}; next: {case.next}\n{where}\n\n"
            working = "\n\n".join("\n".join(steps) for steps in case.deadline_words)
            beside.update(words((f"{reference}\n", "bold"), about, working))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the case too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """Open the selected case."""
        if row := self.query_one("#cases", RecordList).row:
            self.open(Case(row.key.split()[0]))

    @work(exit_on_error=False)
    async def action_new_request(self) -> None:
        """Log a request, and open it."""
        reference = await self.answer_of(NewRequest())
        if reference:
            self.app.say(f"{reference} is logged.")
            self.open(Case(reference))

    @work(exit_on_error=False)
    async def action_new_complaint(self) -> None:
        """Log a complaint, and open it."""
        reference = await self.answer_of(NewComplaint())
        if reference:
            self.app.say(f"{reference} is logged.")
            self.open(Case(reference))

    def action_retention(self) -> None:
        """Open the retention plan."""
        self.open(Retention())

    def action_weekly(self) -> None:
        """Open the weekly review."""
        from dpo_console.views.weekly import WeeklyScreen

        self.app.push_screen(WeeklyScreen())

    def action_breaches(self) -> None:
        """Open the breach register."""
        self.open(BreachRegister())

    @work(exclusive=True, group="filter", exit_on_error=False)
    async def action_filter(self) -> None:
        """Filter the board, or show it as at a date."""
        from dpo_console.views.board_filter import Filter

        chosen = await self.app.push_screen_wait(Filter(self.narrowed))
        if chosen is not None:
            self.narrowed = chosen
            self.load()

    def show_filter(self) -> None:
        """Show the filter above the list, if there is one."""
        only = self.narrowed
        lines = {"kind": only.kind, "owner": only.owner, "service": only.service, "words": only.words or None}
        parts = [f"{name} {text or 'none'}" for name, text in lines.items() if text is not None]
        if only.as_at:
            parts.insert(0, f"as at the end of {only.as_at:%d/%m/%Y}")
        shown = self.query_one("#filtered", Static)
        shown.display = bool(parts)
        shown.update(words("Only: " + ", ".join(parts) + "   (esc shows all)") if parts else "")

    def action_import_files(self) -> None:
        """Open the import."""
        self.open(Import())


def _case(key: str) -> str:
    """The case of a line: a case can have several lines, and what you do to it may remove the selected one."""
    return key.split(maxsplit=1)[0]


def once(lines: Sequence[Line]) -> list[Line]:
    """The board with each request once, by what is next for it; a breach has a line for each of its actions."""
    first = {one.reference: one for one in reversed(lines)}
    return [one for one in lines if one.kind != MatterKind.request or one is first[one.reference]]


def _row(one: Line) -> Row:
    outcome = one.outcome if isinstance(one, FoundCase) else None
    dates = (f"= {outcome}" if outcome else left(one), due(one.last_day), day(one.target))
    cells = (*dates, one.reference, one.title, next_of(one), one.service or "", one.owner or "")
    return Row(f"{one.reference} {one.duty}", cells, strong=one.is_overdue and not outcome)


def _reminder(waiting: list[OutboxFile]) -> str:
    """How many files lie unencrypted in the outbox, and since when."""
    if not waiting:
        return ""
    return f"  * {len(waiting)} in the outbox since {waiting[0].made.astimezone(LONDON):%d/%m}: 3 then x"


def _count(lines: Sequence[Line], typed: str) -> str:
    if typed.strip():
        return f"{len(lines)} case{'s' * (len(lines) != 1)} found"
    late = len({line.reference for line in lines if line.late})
    waiting = len({line.reference for line in lines if line.waiting_days is not None})
    stricter = len({line.reference for line in lines if line.is_overdue_on_stricter})
    also = f", {stricter} overdue on the stricter reading" if stricter else ""
    return f"{len({line.reference for line in lines})} open, {late} overdue{also}, {waiting} waiting"
