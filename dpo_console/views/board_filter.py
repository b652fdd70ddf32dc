"""What the board shows: only some lines, or the board as it stood on a day."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from dpo_console.page import Dialog
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Choice, Field

KINDS = {"": "all", "request": "requests", "complaint": "complaints", "breach": "breaches"}


class Filter(Dialog):
    """Kind, owner, service, words, a past day; answers the day and the others as `board` takes them, or None."""

    def __init__(self, day: date | None, lines: dict[str, str]):
        super().__init__()
        self.day, self.lines = day, lines

    def compose(self) -> ComposeResult:
        """Five lines; an empty one leaves nothing out."""
        with Vertical(classes="dialog") as box:
            box.border_title = "What the board shows"
            yield Choice("kind", "Kind", KINDS, text=self.lines.get("kind", ""))
            yield Field("owner", "Owner", text=self.lines.get("owner", ""), hint="'nobody' for cases nobody has")
            yield Field("service", "Service", text=self.lines.get("service", ""))
            yield Field("words", "Words in the case", text=self.lines.get("words", ""))
            yield DateField("as_at", "As it stood on", self.app.today(), day=self.day)
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
        self.dismiss((past.day, chosen))
