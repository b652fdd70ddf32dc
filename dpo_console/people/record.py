"""A record not linked to a person, on its own."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from dpo_console.jobs import person_cards
from dpo_console.keys import KEYS
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import grid


class RecordScreen(Page):
    """A record not linked to a person: its fields, and its sources."""

    BINDINGS = [*KEYS["page"]]
    AUTO_FOCUS = "#record"

    def __init__(self, item: int):
        super().__init__()
        self.item = item

    def body(self) -> ComposeResult:
        """The record."""
        yield Static("A record not linked to a person", classes="title")
        with ScrollingText(id="record"):
            yield Static("")

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """Fetch the record."""
        if one := await self.do(person_cards.lone_record, self.item):
            rows = [("Source", f"{one.title}, {one.place}"), ("File", ", ".join(one.sources))]
            rows += [(field.label, ", ".join(filter(None, (field.text, field.meaning)))) for field in one.fields]
            self.query_one("#record Static", Static).update(grid(rows))
