"""The first screen: the passphrase, or making the desk. It names no one."""

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Button, Footer, Input, Label, Static

from dpo_console.desk.keys import KEYS
from dpo_console.page import Jobs
from dpo_console.shown import lines, show
from dpo_console.widgets.dialogs import Ask


async def database_loaded() -> None:
    """Import the jobs of the desk, and with them the database, in a thread: nothing imports them before this screen."""

    def load() -> None:
        import dpo_console.desk.jobs  # noqa: F401

    await asyncio.to_thread(load)


class Secret(Input):
    """A password line that nothing can be copied out of."""

    def __init__(self, *, id: str):
        super().__init__(password=True, compact=True, id=id)

    def action_copy(self) -> None:
        """Nothing."""

    def action_cut(self) -> None:
        """Nothing."""


class Unlock(Jobs, Screen[None]):
    """Opens the desk, or makes it if there is none yet."""

    BINDINGS = [*KEYS["unlock"]]
    AUTO_FOCUS = "#passphrase"

    def compose(self) -> ComposeResult:
        """One line for the passphrase; what making a desk needs is shown when it is known to be needed."""
        with Vertical(classes="dialog", id="unlock") as box:
            box.border_title = "DPO Console"
            yield Static("", id="about-desk")
            with Vertical(id="making"):
                yield Label("Your name, shown on everything you record")
                yield Input(id="officer", compact=True)
            yield Label("Passphrase", id="passphrase-label")
            yield Secret(id="passphrase")
            with Vertical(id="again-part"):
                yield Label("The passphrase again")
                yield Secret(id="again")
            yield Static("", classes="error", id="wrong")
            yield Button("Open the desk", id="go", compact=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Look at the folder once the screen is drawn."""
        self.set_class(False, "making")
        self.call_after_refresh(self.look)

    @work(exit_on_error=False)
    async def look(self) -> None:
        """Is there a desk, and is it a demo? Imports the database meanwhile."""
        await database_loaded()
        from dpo_console.jobs import opening

        exists = await self.do_without_desk(opening.desk_exists, self.app.folder)
        if exists is False:
            self.add_class("making")
            self.query_one("#about-desk", Static).update(
                "There is no desk yet. Make one. Passphrase: 15 characters or four words.\n"
            )
            self.query_one("#go", Button).label = "Make the desk"
            self.query_one("#officer").focus()
        elif exists:
            text = ["Locked. What you typed is kept."] if self.app.resumed else []
            text += (
                ["This is a demo desk. The passphrase is demo."]
                if await self.do_without_desk(opening.is_demo, self.app.folder)
                else []
            )
            self.query_one("#about-desk", Static).update(lines([*text, ""] if text else []))
        if exists and self.app.passphrase is not None:
            self.query_one("#passphrase", Secret).value = self.app.passphrase
            self.go()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line, and from the last one on."""
        following = {"officer": "#passphrase", "passphrase": "#again"}.get(event.input.id or "")
        if self.has_class("making") and following:
            self.query_one(following).focus()
        else:
            self.go()

    def on_button_pressed(self) -> None:
        """The button does what enter does."""
        self.go()

    def action_go(self) -> None:
        """Open or make the desk."""
        self.go()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def go(self) -> None:
        """Open the desk, or make it first."""
        secret = self.query_one("#passphrase", Secret)
        typed = secret.value
        wrong = self.query_one("#wrong", Static)
        wrong.update("Opening ...")
        await database_loaded()
        from dpo_console.desk import jobs
        from dpo_console.jobs import opening

        try:
            if self.has_class("making"):
                if typed != self.query_one("#again", Secret).value:
                    wrong.update("! The two passphrases differ. Type them again.")
                    return
                officer = self.query_one("#officer", Input).value
                code = await self.app.do_without_desk(jobs.create_desk, self.app.folder, typed, officer, self.app.now())
                await self.app.push_screen_wait(Code(code))
            desk = await self.app.do_without_desk(opening.open_desk, self.app.folder, typed, now=self.app.now())
        except Exception as refused:  # shown as its sentence, or as an incident
            wrong.update(show(f"! {self.app.error_text(refused)}"))
            self.remove_class("making") if await self.do_without_desk(opening.desk_exists, self.app.folder) else None
            secret.value = ""
            secret.focus()
            return
        if self.app.rehearsed and not desk.demo:
            desk.close()
            wrong.update("! You can rehearse another date only on a demo desk. Start without --today.")
            return
        self._clear()
        await self.app.opened(desk)

    def _clear(self) -> None:
        self.app.passphrase = None
        for line in self.query(Input):
            line.value = ""


class Code(Ask):
    """The recovery code, shown only once."""

    def __init__(self, code: str):
        text = [
            "This code opens the desk if you lose the passphrase. It is shown only once and not stored.",
            "Write it down and lock it away.",
            "",
            code,
            "",
        ]
        super().__init__("Recovery code", text, "I have written it down")

    def action_cancel(self) -> None:
        """Only yes closes it."""
