"""The workforce register, searched while you type."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from casework.views.lookup import FoundPerson
from dpo_console.jobs import person_cards
from dpo_console.page import Page, ScrollingText
from dpo_console.people.card import PersonScreen, brief
from dpo_console.people.keys import KEYS
from dpo_console.people.pairs import Pairs
from dpo_console.people.record import RecordScreen
from dpo_console.routes import Import, NewHold, Retention, Sources
from dpo_console.shown import words
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (
    Column("Name", 0),
    Column("Born", 10),
    Column("Staff", 10),
    Column("Registration", 12),
    Column("Records", 7),
)
FOUND = (Column("Name", 26), Column("Born", 10), Column("Found by", 0))
"""The columns of a search, with the reason for each match."""
EMPTY = "No one here yet. Press i to import workforce files."


class WorkforceScreen(Page):
    """People by name, loaded in slices, with a search that follows the typing."""

    BINDINGS = [*KEYS["workforce"]]
    AUTO_FOCUS = "#people"

    def body(self) -> ComposeResult:
        """The search box, the people, the count."""
        yield Input(
            placeholder="Press / to find by name, by any number, or by words in any field", id="find", compact=True
        )
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="people")
            with ScrollingText(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_screen_resume(self) -> None:
        """Load the register again."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Load the first slice of the matches."""
        typed = self.query_one("#find", Input).value.strip()
        matches = await self.do(person_cards.people_of, typed)
        if matches is None:
            return
        listing = self.query_one("#people", RecordList)
        listing.empty = "No records match. Try fewer letters or a number." if typed else EMPTY
        listing.columns = FOUND if typed else COLUMNS
        listing.give([_row(one, bool(typed)) for one in matches.people], matches.total)
        noun = "person" if matches.total == 1 else "people"
        count = f"{matches.total:,} {noun}{' found' if typed else ''}"
        more = "; there are more: type more letters" if matches.more else ""
        self.query_one("#count", Static).update(words(count + more))

    @on(RecordList.Wanted)
    @work(exit_on_error=False)
    async def wanted(self, event: RecordList.Wanted) -> None:
        """Load a further slice that came into view."""
        typed = self.query_one("#find", Input).value.strip()
        matches = await self.do(person_cards.people_of, typed, event.offset)
        if matches and typed == self.query_one("#find", Input).value.strip():
            event.list.fill(event.offset, [_row(one, bool(typed)) for one in matches.people])

    @on(Input.Changed, "#find")
    def typed(self) -> None:
        """Search while you type."""
        self.load()

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """Move to the list."""
        self.query_one("#people").focus()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The card beside the list follows the cursor."""
        if self.app.size.width >= 110:
            self.beside(event.row.key if event.row else "")

    @work(exclusive=True, group="beside", exit_on_error=False)
    async def beside(self, key: str) -> None:
        """Show the card beside the list."""
        beside = self.query_one("#beside Static", Static)
        if not key.isdecimal():
            beside.update("")
        elif card := await self.do(person_cards.person_card, int(key)):
            beside.update(words(*brief(card)))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the card."""
        self.action_open_person()

    def action_open_person(self) -> None:
        """Open the card, or the record."""
        if row := self.query_one("#people", RecordList).row:
            person = row.key.isdecimal()
            self.app.push_screen(PersonScreen(int(row.key)) if person else RecordScreen(int(row.key[5:])))

    def action_look_up(self) -> None:
        """Move to the search box."""
        self.query_one("#find").focus()

    def action_clear(self) -> None:
        """Show everyone again."""
        self.query_one("#find", Input).value = ""
        self.query_one("#people").focus()

    def action_import_files(self) -> None:
        """Import files."""
        self.open(Import())

    def action_sources(self) -> None:
        """The source files."""
        self.open(Sources())

    def action_pairs(self) -> None:
        """Possible duplicates."""
        self.app.push_screen(Pairs())

    def action_retention(self) -> None:
        """The retention page."""
        self.open(Retention())

    @work(exclusive=True, group="hold", exit_on_error=False)
    async def action_hold(self) -> None:
        """Put the selected person's records on hold."""
        row = self.query_one("#people", RecordList).row
        if row and (hold := await self.answer_of(NewHold(int(row.key)))):
            self.app.say(f"{hold} is placed.")


def _row(one: FoundPerson, looked_for: bool) -> Row:
    numbers = one.identifiers
    mark = "! restricted  " if one.restricted else ""
    first = mark + one.name, day(one.born)
    rest = (one.why,) if looked_for else (", ".join(numbers.staff), ", ".join(numbers.swe), str(one.records))
    key = str(one.person) if one.person else f"item:{one.item}"
    return Row(key, (*first, *rest), strong=bool(mark))
