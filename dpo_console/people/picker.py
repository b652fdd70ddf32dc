"""Choosing somebody of the register by typing their name or number."""

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
    """People of the register as it is typed; answers the one that is chosen, or None."""

    BINDINGS = [*KEYS["picking"]]
    AUTO_FOCUS = "#find"

    def __init__(self, heading: str):
        super().__init__()
        self.heading = heading
        self.people: dict[str, FoundPerson] = {}

    def body(self) -> ComposeResult:
        """The line, and who is like it."""
        yield Static(show(self.heading), classes="title")
        yield Input(placeholder="A name or number of the register; enter goes to the list", id="find", compact=True)
        yield RecordList(COLUMNS, reading="Type a name or a number above", id="people")
        yield Static("", id="count")

    @on(Input.Changed, "#find")
    def typed(self) -> None:
        """Look for it."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The first of those who are like it."""
        words = self.query_one("#find", Input).value.strip()
        nobody = FoundPeople(total=0, more=False, people=[])
        found = await self.do(person_cards.people_of, words) if words else nobody
        if found:
            more = found.total - len(found.people)
            said = f"{more:,} more are like that: type more of the name" if more else ""
            self.query_one("#count", Static).update(show(said))
            self.people = {str(one.person): one for one in found.people}
            listing = self.query_one(RecordList)
            listing.empty = "Nobody in the register is like that" if words else "Type a name or a number above"
            listing.give([_row(one) for one in found.people])

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """To the list."""
        self.query_one(RecordList).focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click chooses too."""
        self.action_pick()

    def action_pick(self) -> None:
        """This one."""
        if row := self.query_one(RecordList).row:
            self.dismiss(self.people[row.key])

    def action_look_up(self) -> None:
        """Back to the line."""
        self.query_one("#find", Input).focus()


def _row(one: FoundPerson) -> Row:
    numbers = one.identifiers
    cells = (one.name, day(one.born), ", ".join(numbers.staff), ", ".join(numbers.swe))
    return Row(str(one.person), cells)
