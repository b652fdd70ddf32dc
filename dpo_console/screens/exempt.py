"""Why something is withheld: an exemption of the law, or that it is somebody else's."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label, Static

from dpo_console.bindings import KEYS
from dpo_console.screens.base import Dialog, Reading
from dpo_console.shown import lines, show
from dpo_console.widgets.record_list import Column, RecordList, Row


class Withhold(Dialog):
    """Choose the exemption, give the reason; answers both, or None."""

    BINDINGS = KEYS["exempt"]
    AUTO_FOCUS = "RecordList"

    def __init__(self, title: str):
        super().__init__()
        self.heading = title
        self.listed: dict[str, dict] = {}

    def compose(self) -> ComposeResult:
        """The list, what the one under the cursor means, the reason."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(self.heading)
            yield RecordList([Column("Exemption")], empty="Reading the list ...")
            with Reading(classes="detail"):
                yield Static("")
            yield Label("Reason (enter goes on)")
            yield Input(compact=True, id="reason", max_length=400)
        yield Footer(show_command_palette=False)

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """The exemptions."""
        listed = await self.ask("exemptions") or []
        self.listed = {one["id"]: one for one in listed}
        self.query_one(RecordList).give([Row(one["id"], (one["title"],)) for one in listed])

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """What it means."""
        one = self.listed.get(event.row.key) if event.row else None
        said = [one["title"], one["provision"], one["explanation"]] if one else []
        self.query_one(".detail Static", Static).update(lines(filter(None, said)))

    def action_to_reason(self) -> None:
        """On to the reason."""
        self.query_one("#reason").focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click on the line the cursor is on does the same."""
        self.action_to_reason()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter after the reason is enough."""
        self.action_agree()

    def action_agree(self) -> None:
        """The exemption under the cursor, and the reason."""
        if row := self.query_one(RecordList).row:
            self.dismiss((row.key, self.query_one("#reason", Input).value.strip()))
