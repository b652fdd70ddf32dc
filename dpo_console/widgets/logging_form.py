"""What the forms that log a case share: a draft while it is typed, and refusals beside the line they are about."""

from typing import Any

from textual import work
from textual.widgets import Static

from casework.text.facts import Unchecked
from dpo_console.keys import KEYS
from dpo_console.page import Page
from dpo_console.shown import show
from dpo_console.widgets.dialogs import Ask
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Field


class LoggingForm(Drafted, Page):
    """A form whose facts a job saves; it is dismissed with the job's answer (a reference), or with None."""

    BINDINGS = [*KEYS["form"]]
    AUTO_FOCUS = "#field-received Input"

    def on_mount(self) -> None:
        """Bring the draft back, if there is one."""
        self.begin_draft()

    def say_restored(self, when: str, differs: str) -> None:
        """In the title."""
        self.query_one("#title", Static).update(show(f"{when}; {self.key_of('discard')} throws it away"))

    def facts(self) -> Unchecked:
        """The facts as the contract names them."""
        raise NotImplementedError

    def problems(self) -> dict[str, str]:
        """What is wrong with each line, before the desk is asked."""
        raise NotImplementedError

    def incomplete(self) -> bool:
        """Whether something other than a line is missing; the officer is told."""
        return False

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a refusal is about; if none, a toast shows it."""
        raise NotImplementedError

    async def save(self) -> Any:
        """Hand the facts to the job; answers what the form is dismissed with."""
        raise NotImplementedError

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Log it; what is wrong is shown beside its line, and the cursor goes to the first."""
        found = self.problems()
        if not found and not self.incomplete():
            try:
                done = await self.save()
            except Exception as wrong:  # told beside its line, or as an incident
                found = self.placed(self.app.error_text(wrong))
            else:
                await self.forget_draft()
                self.dismiss(done)
                return
        for name, sentence in found.items():
            if sentence:
                self.query_one(f"#field-{name}", Field).tell(sentence, wrong=True)
        bad = [field for field in self.query(Field) if field.key in found]
        if bad:
            bad[0].focus_entry()
            self.call_after_refresh(bad[0].scroll_visible)  # with the sentence beneath it

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_discard(self) -> None:
        """Throw the draft away, if that is meant."""
        question = Ask("Throw the draft away?", ["What was typed on this form is gone then."], "Throw it away")
        if await self.app.push_screen_wait(question):
            await self.forget_draft()
            self.dismiss(None)

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_back(self) -> None:
        """Leave; the draft stays."""
        await self.keep_draft()
        self.dismiss(None)
