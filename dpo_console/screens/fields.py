"""The fields of one item: a single one is taken out, or disclosed by a decision of its own."""

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from dpo_console.keys import KEYS
from dpo_console.screens.base import Page, Reading
from dpo_console.screens.exempt import Withhold
from dpo_console.shown import lines, show
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Decision", 12), Column("Field", 36), Column("What it says", 0))
SAID = {None: "", "redact": "- taken out", "disclose": "+ by itself"}


class Fields(Page):
    """One item, field by field."""

    BINDINGS = KEYS["fields"]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str, item: int):
        super().__init__()
        self.reference, self.item = reference, item
        self.fields: dict[str, dict[str, Any]] = {}

    def body(self) -> ComposeResult:
        """The fields, and the whole text of the one under the cursor."""
        yield Static("", classes="title", id="head")
        yield RecordList(COLUMNS, empty="This item has no fields")
        with Reading(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """The fields as they stand."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the item."""
        found = await self.ask("review", self.reference)
        item = next((one for one in (found or {"items": []})["items"] if one["item"] == self.item), None)
        if item is None:
            return
        head = f"{self.reference}, item {self.item}: {item['title']}, {item['place']}"
        self.query_one("#head", Static).update(show(head))
        self.fields = {field["name"]: field for field in item["fields"]}
        rows = [Row(name, (SAID[one["decision"]], one["label"], _says(one))) for name, one in self.fields.items()]
        self.query_one(RecordList).give(rows)

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The whole text."""
        one = self.fields.get(event.row.key) if event.row else None
        unnamed = " (not named in the letter)" if one and one.get("unnamed") else ""
        said = [f"{one['label']} ({one['name']})", _says(one), f"{one['exemption'] or ''}{unnamed}"] if one else []
        self.query_one(".detail Static", Static).update(lines(said))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_withhold(self) -> None:
        """Take the field out."""
        row = self.query_one(RecordList).row
        if row and (
            said := await self.app.push_screen_wait(Withhold(f"Take out: {row.cells[1]}", f"field:{self.reference}"))
        ):
            await self._decide(row.key, "redact", *said)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_disclose(self) -> None:
        """Disclose the field."""
        if row := self.query_one(RecordList).row:
            await self._decide(row.key, "disclose", None, "")

    async def _decide(self, field: str, taken: str, exemption: str | None, reason: str, unnamed: bool = False) -> None:
        said = {"item": self.item, "field": field, "decision": taken, "exemption": exemption, "reason": reason}
        said |= {"unnamed": True} if unnamed else {}
        if await self.ask("decide", self.reference, [said], self.app.now()):
            self.load()


def _says(one: dict[str, Any]) -> str:
    source = f"{one['text']}, {one['meaning']}" if one["meaning"] else one["text"]
    if right := one["rectified"]:
        return f"{right['value']}  ({right['said']}; the source says: {source})"
    return source
