"""The board: one line for every running clock, overdue first."""

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from dpo_console.bindings import KEYS
from dpo_console.screens.base import Page, Reading, day, left
from dpo_console.shown import words
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (
    Column("Left", 12),
    Column("Due", 10),
    Column("Case", 13),
    Column("Right", 13, needs=96),
    Column("Next", 0),
    Column("Service", 16, needs=92),
    Column("Owner", 12, needs=112),
)
EMPTY = "No cases yet: press n to log a request, i to import workforce files"


class BoardScreen(Page):
    """Every open case; at wide widths the working of the one under the cursor."""

    BINDINGS = KEYS["board"]
    AUTO_FOCUS = "#cases"

    def body(self) -> ComposeResult:
        """What to find, the list, the working beside it, the count."""
        yield Input(
            placeholder="Words that stand in the case; enter goes to the list, esc to all", id="find", compact=True
        )
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="cases")
            with Reading(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_screen_resume(self) -> None:
        """Whatever was done elsewhere, the board is as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Every open case, or those in which the words stand."""
        said = self.query_one("#find", Input).value if self.has_class("finding") else ""
        found = await self.ask(*(("cases", said) if said.strip() else ("board",)), self.app.today())
        if found is None:
            return
        listing = self.query_one("#cases", RecordList)
        listing.empty = "No case has those words" if said.strip() else EMPTY
        listing.give([_row(one) for one in found])
        waiting = await self.ask("outbox_files") or []
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
        self.query_one("#find", Input).value = ""
        self.query_one("#cases").focus()
        self.load()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The working beside the list follows the cursor."""
        if self.app.size.width >= 110:
            self.beside(event.row.key if event.row else "")

    @work(exclusive=True, group="beside", exit_on_error=False)
    async def beside(self, reference: str) -> None:
        """The working of one case."""
        beside = self.query_one("#beside Static", Static)
        if not reference:
            beside.update("")
            return
        case = await self.ask("show", reference, self.app.now())
        if case:
            now = case["facts"]["now"]
            where = ", ".join(filter(None, (now["service"], now["owner"])))
            parts = [(f"{reference}\n", "bold"), f"{case['stage']}; next: {case['next']}\n{where}\n\n"]
            beside.update(words(*parts, "\n\n".join("\n".join(said) for said in case["deadline_words"])))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """The case under the cursor."""
        from dpo_console.screens.case import CaseScreen

        if row := self.query_one("#cases", RecordList).row:
            self.app.push_screen(CaseScreen(row.key))

    @work(exit_on_error=False)
    async def action_new_request(self) -> None:
        """The form; a request that was logged is opened."""
        from dpo_console.screens.case import CaseScreen
        from dpo_console.screens.intake import Intake

        reference = await self.app.push_screen_wait(Intake())
        if reference:
            self.app.say(f"{reference} is logged.")
            self.app.push_screen(CaseScreen(reference))

    def action_import_files(self) -> None:
        """Bring files in."""
        from dpo_console.screens.importing import ImportScreen

        self.app.push_screen(ImportScreen())


def _row(one: dict[str, Any]) -> Row:
    outcome = one.get("outcome")
    late = (one["working_days_left"] or 0) < 0 and not outcome
    cells = (f"= {outcome}" if outcome else left(one), day(one["due"]), one["reference"], one["title"], one["next"])
    return Row(one["reference"], (*cells, one["service"] or "", one["owner"] or ""), strong=late)


def _reminder(waiting: list[dict[str, Any]]) -> str:
    """What lies clear in the outbox, and since when."""
    if not waiting:
        return ""
    return f"  * {len(waiting)} in the outbox since {day(waiting[0]['made'])[:5]}: 3 then x"


def _count(found: list[dict[str, Any]], said: str) -> str:
    if said.strip():
        return f"{len(found)} case{'s' * (len(found) != 1)} found"
    late = sum((one["working_days_left"] or 0) < 0 for one in found)
    waiting = sum(one["waiting_days"] is not None for one in found)
    return f"{len(found)} open, {late} overdue, {waiting} waiting"
