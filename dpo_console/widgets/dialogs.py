"""Short dialogs: a yes or no question, a one-line answer, a reason to go on."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Footer, Input, Static

from casework import Refused
from dpo_console.page import Dialog
from dpo_console.shown import lines, show
from dpo_console.widgets.draft_form import Drafted


class Ask(Dialog):
    """A yes or no question; answers True or None. Without `no`, it only informs."""

    def __init__(self, title: str, text: list[str], yes: str, no: str = "Cancel"):
        super().__init__()
        self.heading, self.text, self.yes, self.no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(self.heading)
            yield Static(lines(self.text))
            with Horizontal(classes="buttons"):
                yield Button(show(self.yes), id="yes", compact=True)
                if self.no:
                    yield Button(show(self.no), id="no", compact=True)
        yield Footer(show_command_palette=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(True if event.button.id == "yes" else None)

    def action_agree(self) -> None:
        """Yes."""
        self.dismiss(True)


class Quit(Ask):
    """Whether to leave while something is being done."""

    def __init__(self, running: str):
        super().__init__("Leave now?", [f"{running} If you leave, it stops and nothing is saved."], "Leave")


class Prompt(Drafted, Dialog):
    """A question with a one-line answer, kept as the draft of that name; answers the text or None."""

    def __init__(self, title: str, question: list[str], text: str = "", *, needed: str = "", draft: str = ""):
        super().__init__()
        self.draft_name = draft
        self.heading, self.question, self.text, self.needed = title, question, text, needed

    def compose(self) -> ComposeResult:
        """The question, and the line."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(self.heading)
            yield Static(lines(self.question))
            yield Input(self.text, compact=True, select_on_focus=False)
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Restore the draft, if there is one."""
        self.begin_draft()

    async def on_input_submitted(self) -> None:
        """Enter sends the line."""
        await self.action_agree()

    async def action_agree(self) -> None:
        """Answer with the text, if there is any."""
        text = self.query_one(Input).value.strip()
        if wrong := self.wrong(text):
            self.query_one(".error", Static).update(show(f"! {wrong}"))
            return
        await self.forget_draft()
        self.dismiss(text)

    def wrong(self, text: str) -> str:
        """What is wrong with the text, in a sentence; empty if it is valid."""
        return "" if text else self.needed

    async def action_cancel(self) -> None:
        """Change nothing, and delete the draft."""
        await self.forget_draft()
        self.dismiss(None)


class Despite(Prompt):
    """Why an officer goes on despite an identity conflict: typed each time, so it has no draft."""

    def __init__(self, title: str, conflict: list[str], then: str):
        super().__init__(title, [*(f"! {one}" for one in conflict), "", then])

    def wrong(self, text: str) -> str:
        """A word or a few letters are not a reason."""
        from casework.disclosure.release import reason_given  # brings the tables with it: not before the first paint

        try:
            reason_given(text)
        except Refused as refused:
            return str(refused)
        return ""
