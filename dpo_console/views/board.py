"""The board: one line for every running clock, overdue first."""

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
from dpo_console.words import day, due, left

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
"""Seconds after which the hours that are left are counted again."""
REST = 0.12
"""Seconds after which the cursor is at rest."""
EMPTY = "No cases yet: press n to log a request, i to import workforce files"


class BoardScreen(Page):
    """Every open case; at wide widths the working of the one under the cursor."""

    BINDINGS = [*KEYS["board"]]
    AUTO_FOCUS = "#cases"

    def __init__(self) -> None:
        super().__init__()
        self.narrowed = EVERY_LINE
        self.counts_hours = False
        self.resting: Timer | None = None

    def body(self) -> ComposeResult:
        """What to find, the list, the working beside it, the count."""
        yield Static("", id="filtered")
        yield Input(
            placeholder="Words that stand in the case; enter goes to the list, esc to all", id="find", compact=True
        )
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="cases", of=_case)
            with ScrollingText(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_mount(self) -> None:
        """What is counted in hours goes on while nobody touches a key."""
        self.set_interval(TICK, self.tick)

    def tick(self) -> None:
        """Once a minute, where the board is in view and has such a line."""
        if self.is_current and self.counts_hours:
            self.load()

    def on_screen_resume(self) -> None:
        """Whatever was done elsewhere, the board is as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Every open case, or those in which the words stand."""
        said = self.query_one("#find", Input).value if self.has_class("finding") else ""
        found: Sequence[Line] | None
        if said.strip():
            found = await self.do(jobs.cases, said, self.app.now())
        else:
            found = await self.do(jobs.board_of, self.app.now(), self.narrowed)
        if found is None:
            return
        self.counts_hours = any(one.hours_left is not None for one in found)
        self.show_filter()
        listing = self.query_one("#cases", RecordList)
        few = said.strip() or self.narrowed != EVERY_LINE
        listing.empty = "No case is like that: press esc for all that are open" if few else EMPTY
        listing.give([_row(one) for one in found])
        waiting = await self.do(filing.outbox_files) or []
        self.query_one("#count", Static).update(words(_count(found, said), _reminder(waiting)))

    @on(Input.Changed, "#find")
    def find_typed(self) -> None:
        """Search as it is typed."""
        self.load()

    @on(Input.Submitted, "#find")
    def find_done(self) -> None:
        """To the list."""
        self.query_one("#cases").focus()

    def action_find_case(self) -> None:
        """Show the line for words."""
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
        """The working beside the list follows the cursor, once it rests: fetching it on every line would hold it up."""
        if self.resting:
            self.resting.stop()
        if self.app.size.width >= 110:
            reference = event.row.key.split()[0] if event.row else ""
            self.resting = self.set_timer(REST, partial(self.beside, reference))

    @work(exclusive=True, group="beside", exit_on_error=False)
    async def beside(self, reference: str) -> None:
        """The working of one case."""
        beside = self.query_one("#beside Static", Static)
        if not reference or kind_of(reference) in (MatterKind.hold, MatterKind.disposal):
            beside.update("")
            return
        case = await self.do(case_detail.show, reference, self.app.now())
        if case:
            now = case.facts.now
            where = ", ".join(filter(None, (now.service, now.owner)))
            about = f"{case.stage}; next: {case.next}\n{where}\n\n"
            working = "\n\n".join("\n".join(said) for said in case.deadline_words)
            beside.update(words((f"{reference}\n", "bold"), about, working))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """The case under the cursor."""
        if row := self.query_one("#cases", RecordList).row:
            self.open(Case(row.key.split()[0]))

    @work(exit_on_error=False)
    async def action_new_request(self) -> None:
        """The form; a request that was logged is opened."""
        reference = await self.answer_of(NewRequest())
        if reference:
            self.app.say(f"{reference} is logged.")
            self.open(Case(reference))

    @work(exit_on_error=False)
    async def action_new_complaint(self) -> None:
        """The form for a complaint; one that was logged is opened."""
        reference = await self.answer_of(NewComplaint())
        if reference:
            self.app.say(f"{reference} is logged.")
            self.open(Case(reference))

    def action_retention(self) -> None:
        """What falls due, the schedule, holds."""
        self.open(Retention())

    def action_weekly(self) -> None:
        """The weekly review."""
        from dpo_console.views.weekly import WeeklyScreen

        self.app.push_screen(WeeklyScreen())

    def action_breaches(self) -> None:
        """The register of breaches."""
        self.open(BreachRegister())

    @work(exclusive=True, group="filter", exit_on_error=False)
    async def action_filter(self) -> None:
        """Only some of the lines, or those of another day."""
        from dpo_console.views.board_filter import Filter

        chosen = await self.app.push_screen_wait(Filter(self.narrowed))
        if chosen is not None:
            self.narrowed = chosen
            self.load()

    def show_filter(self) -> None:
        """What the board shows, where that is not every line as it stands."""
        only = self.narrowed
        lines = {"kind": only.kind, "owner": only.owner, "service": only.service, "words": only.words or None}
        said = [f"{name} {text or 'nobody'}" for name, text in lines.items() if text is not None]
        if only.as_at:
            said.insert(0, f"as it stood at the end of {only.as_at:%d/%m/%Y}")
        shown = self.query_one("#filtered", Static)
        shown.display = bool(said)
        shown.update(words("Only: " + ", ".join(said) + "   (esc shows all)") if said else "")

    def action_import_files(self) -> None:
        """Bring files in."""
        self.open(Import())


def _case(key: str) -> str:
    """The case a line is of: one has several clocks, and what is done to it takes the one under the cursor away."""
    return key.split(maxsplit=1)[0]


def _row(one: Line) -> Row:
    outcome = one.outcome if isinstance(one, FoundCase) else None
    dates = (f"= {outcome}" if outcome else left(one), due(one.last_day), day(one.target))
    cells = (*dates, one.reference, one.title, one.next, one.service or "", one.owner or "")
    return Row(f"{one.reference} {one.duty}", cells, strong=one.is_overdue and not outcome)


def _reminder(waiting: list[OutboxFile]) -> str:
    """What lies clear in the outbox, and since when."""
    if not waiting:
        return ""
    return f"  * {len(waiting)} in the outbox since {waiting[0].made.astimezone(LONDON):%d/%m}: 3 then x"


def _count(found: Sequence[Line], said: str) -> str:
    if said.strip():
        return f"{len(found)} case{'s' * (len(found) != 1)} found"
    late = len({one.reference for one in found if one.late})
    waiting = len({one.reference for one in found if one.waiting_days is not None})
    stricter = len({one.reference for one in found if one.is_overdue_on_stricter})
    also = f", {stricter} overdue on the stricter reading" if stricter else ""
    return f"{len({one.reference for one in found})} open, {late} overdue{also}, {waiting} waiting"
