"""What the board shows: only some lines, or the board as it stood on a day."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.views.board_filter import BoardFilter
from dpo_console.page import Dialog
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Choice, Field

KINDS = {"": "all", "request": "requests", "complaint": "complaints", "breach": "breaches"}


class Filter(Dialog):
    """Kind, owner, service, words, a past day; answers what the board is narrowed to, or None."""

    def __init__(self, chosen: BoardFilter):
        super().__init__()
        self.chosen = chosen

    def compose(self) -> ComposeResult:
        """Five lines; an empty one leaves nothing out."""
        with Vertical(classes="dialog") as box:
            box.border_title = "What the board shows"
            yield Choice("kind", "Kind", KINDS, text=self.chosen.kind or "")
            yield Field("owner", "Owner", text=self.chosen.owner or "", hint="'nobody' for cases nobody has")
            yield Field("service", "Service", text=self.chosen.service or "")
            yield Field("words", "Words in the case", text=self.chosen.words)
            yield DateField("as_at", "As it stood on", self.app.today(), day=self.chosen.as_at)
            yield Static("From what had been recorded by the end of that day.")
        yield Footer(show_command_palette=False)

    def action_agree(self) -> None:
        """Show that."""
        past = self.query_one("#field-as_at", DateField)
        if not past.check():
            past.focus_entry()
            return
        if past.day and past.day > self.app.today():
            past.tell("That is in the future: what stood is known of days up to today.", wrong=True)
            past.focus_entry()
            return
        typed = {name: self.query_one(f"#field-{name}", Field).value for name in ("kind", "owner", "service", "words")}
        chosen = {name: text for name, text in typed.items() if text}
        if chosen.get("owner", "").casefold() == "nobody":
            chosen["owner"] = ""
        self.dismiss(BoardFilter(past.day, **chosen))
