"""Choosing someone in the register by typing their name or number."""

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from casework.views.lookup import FoundPeople, FoundPerson
from dpo_console.jobs import person_cards
from dpo_console.page import Page
from dpo_console.people.keys import KEYS
from dpo_console.shown import show
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("Name", 0), Column("Born", 10), Column("Staff", 12), Column("Registration", 12))


class PersonPicker(Page):
    """People who match what is typed; answers the one chosen, or None."""

    BINDINGS = [*KEYS["picking"]]
    AUTO_FOCUS = "#find"

    def __init__(self, heading: str):
        super().__init__()
        self.heading = heading
        self.people: dict[str, FoundPerson] = {}

    def body(self) -> ComposeResult:
        """The search box, and the matches."""
        yield Static(show(self.heading), classes="title")
        yield Input(placeholder="Type a name or number; enter goes to the list", id="find", compact=True)
        yield RecordList(COLUMNS, reading="Type a name or a number above", id="people")
        yield Static("", id="count")

    @on(Input.Changed, "#find")
    def typed(self) -> None:
        """Search again."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Show the first matches."""
        words = self.query_one("#find", Input).value.strip()
        none = FoundPeople(total=0, more=False, people=[])
        matches = await self.do(person_cards.people_of, words) if words else none
        if matches:
            more = matches.total - len(matches.people)
            noun = "match" if more == 1 else "matches"
            hint = f"{more:,} more {noun}. Type more of the name." if more else ""
            self.query_one("#count", Static).update(show(hint))
            self.people = {str(one.person): one for one in matches.people}
            listing = self.query_one(RecordList)
            listing.empty = "No matches" if words else "Type a name or a number above"
            listing.give([_row(one) for one in matches.people])

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """Move to the list."""
        self.query_one(RecordList).focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click chooses."""
        self.action_pick()

    def action_pick(self) -> None:
        """Answer the selected person."""
        if row := self.query_one(RecordList).row:
            self.dismiss(self.people[row.key])

    def action_look_up(self) -> None:
        """Move to the search box."""
        self.query_one("#find", Input).focus()


def _row(one: FoundPerson) -> Row:
    numbers = one.identifiers
    cells = (one.name, day(one.born), ", ".join(numbers.staff), ", ".join(numbers.swe))
    return Row(str(one.person), cells)
