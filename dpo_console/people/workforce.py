"""The register: everybody of the workforce, found as one types."""

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
"""The columns while something is looked for: why each stands there."""
EMPTY = "Nobody here yet: press i to import workforce files"


class WorkforceScreen(Page):
    """People by name, fetched by slices, with a search that follows the typing."""

    BINDINGS = [*KEYS["workforce"]]
    AUTO_FOCUS = "#people"

    def body(self) -> ComposeResult:
        """What to find, the people, how many."""
        yield Input(placeholder="/ finds by name, by any number, or by words in any field", id="find", compact=True)
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="people")
            with ScrollingText(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_screen_resume(self) -> None:
        """The register as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The first slice of those who are like what is typed."""
        said = self.query_one("#find", Input).value.strip()
        found = await self.do(person_cards.people_of, said)
        if found is None:
            return
        listing = self.query_one("#people", RecordList)
        listing.empty = "Nothing held has these words: try fewer letters, or a number" if said else EMPTY
        listing.columns = FOUND if said else COLUMNS
        listing.give([_row(one, bool(said)) for one in found.people], found.total)
        noun = "person" if found.total == 1 else "people"
        count = f"{found.total:,} {noun}{' found' if said else ''}"
        more = "; there are more: type more letters" if found.more else ""
        self.query_one("#count", Static).update(words(count + more))

    @on(RecordList.Wanted)
    @work(exit_on_error=False)
    async def wanted(self, event: RecordList.Wanted) -> None:
        """A further slice came into view."""
        said = self.query_one("#find", Input).value.strip()
        found = await self.do(person_cards.people_of, said, event.offset)
        if found and said == self.query_one("#find", Input).value.strip():
            event.list.fill(event.offset, [_row(one, bool(said)) for one in found.people])

    @on(Input.Changed, "#find")
    def typed(self) -> None:
        """Search as it is typed."""
        self.load()

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """To the list."""
        self.query_one("#people").focus()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The card beside the list follows the cursor."""
        if self.app.size.width >= 110:
            self.beside(event.row.key if event.row else "")

    @work(exclusive=True, group="beside", exit_on_error=False)
    async def beside(self, key: str) -> None:
        """One card."""
        beside = self.query_one("#beside Static", Static)
        if not key.isdecimal():
            beside.update("")
        elif card := await self.do(person_cards.person_card, int(key)):
            beside.update(words(*brief(card)))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_person()

    def action_open_person(self) -> None:
        """The whole card."""
        if row := self.query_one("#people", RecordList).row:
            person = row.key.isdecimal()
            self.app.push_screen(PersonScreen(int(row.key)) if person else RecordScreen(int(row.key[5:])))

    def action_look_up(self) -> None:
        """To the line for names."""
        self.query_one("#find").focus()

    def action_clear(self) -> None:
        """Everybody again."""
        self.query_one("#find", Input).value = ""
        self.query_one("#people").focus()

    def action_import_files(self) -> None:
        """Bring files in."""
        self.open(Import())

    def action_sources(self) -> None:
        """What was brought in."""
        self.open(Sources())

    def action_pairs(self) -> None:
        """Who is who."""
        self.app.push_screen(Pairs())

    def action_retention(self) -> None:
        """What falls due, the schedule, holds."""
        self.open(Retention())

    @work(exclusive=True, group="hold", exit_on_error=False)
    async def action_hold(self) -> None:
        """Freeze the records of the person under the cursor."""
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
