"""The register: everybody of the workforce, found as one types."""

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from dpo_console.bindings import KEYS
from dpo_console.screens.base import Page, Reading, day
from dpo_console.shown import words
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (
    Column("Name", 0),
    Column("Born", 10),
    Column("Staff", 10),
    Column("Registration", 12),
    Column("Records", 7),
)
EMPTY = "Nobody here yet: press i to import workforce files"


class WorkforceScreen(Page):
    """People by name, fetched by slices, with a search that follows the typing."""

    BINDINGS = KEYS["workforce"]
    AUTO_FOCUS = "#people"

    def body(self) -> ComposeResult:
        """What to find, the people, how many."""
        yield Input(placeholder="/ finds by name, staff number, registration number", id="find", compact=True)
        with Horizontal():
            yield RecordList(COLUMNS, empty=EMPTY, id="people")
            with Reading(id="beside"):
                yield Static("")
        yield Static("", id="count")

    def on_screen_resume(self) -> None:
        """The register as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The first slice of those who are like what is typed."""
        said = self.query_one("#find", Input).value.strip()
        found = await self.ask("people", said)
        if found is None:
            return
        listing = self.query_one("#people", RecordList)
        listing.empty = "Nobody has that name or number" if said else EMPTY
        listing.give([_row(one) for one in found["people"]], found["total"])
        noun = "person" if found["total"] == 1 else "people"
        self.query_one("#count", Static).update(words(f"{found['total']:,} {noun}{' found' if said else ''}"))

    @on(RecordList.Wanted)
    @work(exit_on_error=False)
    async def wanted(self, event: RecordList.Wanted) -> None:
        """A further slice came into view."""
        said = self.query_one("#find", Input).value.strip()
        found = await self.ask("people", said, event.offset)
        if found and said == self.query_one("#find", Input).value.strip():
            event.list.fill(event.offset, [_row(one) for one in found["people"]])

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
    async def beside(self, person: str) -> None:
        """One card."""
        beside = self.query_one("#beside Static", Static)
        if not person:
            beside.update("")
        elif card := await self.ask("person_card", int(person)):
            beside.update(words(*card_words(card)))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_person()

    def action_open_person(self) -> None:
        """The whole card."""
        if row := self.query_one("#people", RecordList).row:
            self.app.push_screen(PersonScreen(int(row.key)))

    def action_look_up(self) -> None:
        """To the line for names."""
        self.query_one("#find").focus()

    def action_clear(self) -> None:
        """Everybody again."""
        self.query_one("#find", Input).value = ""
        self.query_one("#people").focus()

    def action_import_files(self) -> None:
        """Bring files in."""
        from dpo_console.screens.importing import ImportScreen

        self.app.push_screen(ImportScreen())

    def action_sources(self) -> None:
        """What was brought in."""
        from dpo_console.screens.importing import Sources

        self.app.push_screen(Sources())

    def action_retention(self) -> None:
        """What falls due, the schedule, holds."""
        from dpo_console.screens.retention import RetentionScreen

        self.app.push_screen(RetentionScreen())

    @work(exclusive=True, group="hold", exit_on_error=False)
    async def action_hold(self) -> None:
        """Freeze the records of the person under the cursor."""
        from dpo_console.screens.holds import HoldForm

        row = self.query_one("#people", RecordList).row
        if row and (hold := await self.app.push_screen_wait(HoldForm(int(row.key)))):
            self.app.say(f"{hold['reference']} is placed.")


class PersonScreen(Page):
    """One person: names, numbers, and every record held, by source."""

    BINDINGS = KEYS["page"]
    AUTO_FOCUS = "#card"

    def __init__(self, person: int):
        super().__init__()
        self.person = person

    def body(self) -> ComposeResult:
        """The card."""
        with Reading(id="card"):
            yield Static("")

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """Fetch it."""
        if card := await self.ask("person_card", self.person):
            self.query_one("#card Static", Static).update(words(*card_words(card, whole=True)))


def _row(one: dict[str, Any]) -> Row:
    numbers = one["identifiers"]
    cells = (one["name"], day(one["born"]), ", ".join(numbers["staff"]), ", ".join(numbers["swe"]), str(one["records"]))
    return Row(str(one["person"]), cells)


def card_words(card: dict[str, Any], *, whole: bool = False) -> list[str | tuple[str, str]]:
    """A person's card; the fields of each record where it is wanted whole."""
    numbers = card["identifiers"]
    kinds = (("staff", "Staff"), ("swe", "Registration"), ("ni", "NI number"), ("email", "E-mail"))
    rows = [("Names", ", ".join(card["names"])), ("Born", day(card["born"]) or "not known")]
    rows += [(name, ", ".join(numbers[kind])) for kind, name in kinds if numbers[kind]]
    rows += [("Cases", ", ".join(card.get("cases", [])) or "none"), ("Records", str(card["records"]))]
    parts: list[str | tuple[str, str]] = [(f"{card['name']}\n\n", "bold")]
    for name, text in rows:
        parts += [(f"{name:<14}", "bold"), f"{text}\n"]
    for item in card["items"]:
        parts += [(f"\n{item['title']}, {item['place']}\n", "bold")]
        if whole:
            parts.append(f"  in {', '.join(item['sources'])}\n")
            parts += [f"  {field['name']}: {field['text']}\n" for field in item["fields"]]
    return parts
