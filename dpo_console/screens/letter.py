"""A letter read as text on the screen before it is made."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from dpo_console.keys import KEYS
from dpo_console.screens.base import Page, Reading
from dpo_console.shown import lines, show


class LetterScreen(Page):
    """The acknowledgement or the disclosure letter of a case."""

    BINDINGS = KEYS["letter"]
    AUTO_FOCUS = "#text"

    def __init__(self, reference: str, kind: str):
        super().__init__()
        self.reference, self.kind = reference, kind

    def body(self) -> ComposeResult:
        """What is missing, and the text."""
        yield Static("", classes="title", id="head")
        with Reading(id="text"):
            yield Static("")

    def on_mount(self) -> None:
        """Compose it."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The letter as it would be made now."""
        self.query_one("#head", Static).update(show(f"{self.reference}: composing the {self.kind} letter ..."))
        try:
            made = await self.app.job("letter_preview", self.reference, self.kind, self.app.now())
        except Exception as wrong:  # told with its sentence, or as an incident
            made = {"text": "", "missing": [self.app.told(wrong)], "filed": False}
        missing = [f"! {one}" for one in made["missing"]]
        waiting = "cannot be made yet" if missing else "not made yet; m makes it"
        state = "made and filed; 3 Letters saves it" if made["filed"] else waiting
        self.query_one("#head", Static).update(show(f"{self.reference}: {self.kind} letter, {state}"))
        self.query_one("#text Static", Static).update(lines([*missing, *[""] * bool(missing), made["text"]]))

    def action_kind(self, kind: str) -> None:
        """The other letter."""
        self.kind = kind
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_make(self) -> None:
        """Make and file it."""
        self.app.say("Making the letter ...")
        with self.busy("A letter is being made."):
            made = await self.ask("make_letter", self.reference, self.kind, self.app.now())
        if made:
            said = f"{self.reference}: {made['kind']} letter made and filed; 3 Letters saves it"
            self.query_one("#head", Static).update(show(said))
            self.app.say("The letter is made and filed.")
