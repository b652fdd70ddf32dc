"""What the board shows: only some lines, or the board as at a date."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.views.board_filter import BoardFilter
from dpo_console.page import Dialog
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Choice, Field

KINDS = {"": "all", "request": "requests", "complaint": "complaints", "breach": "breaches"}


class Filter(Dialog):
    """Asks for kind, owner, service, words and a past date; answers what the board is narrowed to, or None."""

    def __init__(self, chosen: BoardFilter):
        super().__init__()
        self.chosen = chosen

    def compose(self) -> ComposeResult:
        """Five fields; an empty one filters nothing."""
        with Vertical(classes="dialog") as box:
            box.border_title = "What the board shows"
            yield Choice("kind", "Kind", KINDS, text=self.chosen.kind or "")
            yield Field("owner", "Owner", text=self.chosen.owner or "", hint="'nobody' for cases without an owner")
            yield Field("service", "Service", text=self.chosen.service or "")
            yield Field("words", "Words in the case", text=self.chosen.words)
            yield DateField("as_at", "As at", self.app.today(), day=self.chosen.as_at)
            yield Static("Shows what was recorded by the end of that date.")
        yield Footer(show_command_palette=False)

    def action_agree(self) -> None:
        """Apply the filter."""
        past = self.query_one("#field-as_at", DateField)
        if not past.check():
            past.focus_entry()
            return
        if past.day and past.day > self.app.today():
            past.tell("That is in the future. Enter today's date or an earlier one.", wrong=True)
            past.focus_entry()
            return
        typed = {name: self.query_one(f"#field-{name}", Field).value for name in ("kind", "owner", "service", "words")}
        chosen = {name: text for name, text in typed.items() if text}
        if chosen.get("owner", "").casefold() == "nobody":
            chosen["owner"] = ""
        self.dismiss(BoardFilter(past.day, **chosen))
