"""The form for why something is withheld: an exemption, or that it is about someone else."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label, Static

from casework.law.grounds import cannot_be_unnamed
from dpo_console.disclosure import jobs
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Dialog, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Tick
from dpo_console.widgets.record_list import Column, RecordList, Row


class Withhold(Drafted, Dialog):
    """Choose the exemption and enter the reason, which is kept as a draft. Returns both, and whether the letter must
    not name the ground; or None."""

    BINDINGS = [*KEYS["exempt"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, title: str, draft: str, begin: str = ""):
        super().__init__()
        self.begin_at = begin
        """The exemption selected at first."""
        self.draft_name = draft
        self.heading = title
        self.listed: dict[str, jobs.Ground] = {}

    def compose(self) -> ComposeResult:
        """The list, the explanation of the selected exemption, the reason."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(self.heading)
            yield RecordList([Column("Exemption")])
            with ScrollingText(classes="detail"):
                yield Static("")
            yield Label("Reason (enter confirms; tab for the next field)")
            yield Input(compact=True, id="reason", max_length=400)
            yield Tick("unnamed", "Letter and schedule", "do not name this ground")
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Load the exemptions."""
        self.reading = self.load()

    @work(exit_on_error=False)
    async def load(self) -> None:
        """Fetch the exemptions."""
        listed = await self.do_without_desk(jobs.exemptions) or []
        self.listed = {one.id: one for one in listed}
        found = self.query_one(RecordList)
        found.give([Row(one.id, (one.title,)) for one in listed])
        if self.begin_at in self.listed:
            found.cursor = list(self.listed).index(self.begin_at)
        self.begin_draft()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Explain the selected exemption."""
        one = self.listed.get(event.row.key) if event.row else None
        tested = f"Test: {one.test}" if one and one.test else ""
        texts = [one.title, one.provision, tested, one.explanation] if one else []
        self.query_one(".detail Static", Static).update(lines(filter(None, texts)))

    def action_to_reason(self) -> None:
        """Go to the reason."""
        self.query_one("#reason").focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click on the selected exemption does the same."""
        self.action_to_reason()

    @on(Input.Submitted)
    async def submitted(self) -> None:
        """Enter in the reason confirms."""
        await self.action_agree()

    async def action_cancel(self) -> None:
        """Leave without a change, and forget the draft."""
        await self.forget_draft()
        self.dismiss(None)

    async def action_agree(self) -> None:
        """Return the selected exemption and the reason; if pressed early, once the list is loaded."""
        await self.reading.wait()
        if row := self.query_one(RecordList).row:
            reason = self.query_one("#reason", Input).value.strip()
            unnamed = bool(self.query_one(Tick).value)
            if unnamed and (wrong := cannot_be_unnamed(row.key, reason)):
                self.query_one(".error", Static).update(show(f"! {wrong[:1].upper()}{wrong[1:]}"))
                return
            await self.forget_draft()
            self.dismiss((row.key, reason, unnamed))
