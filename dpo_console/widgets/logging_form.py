"""What the forms that log a case share: a draft while they are typed, and refusals shown under their fields."""

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
        """Restore the draft, if there is one."""
        self.begin_draft()

    def say_restored(self, when: str, differs: str) -> None:
        """In the title."""
        self.query_one("#title", Static).update(show(f"{when}; {self.key_of('discard')} deletes it"))

    def facts(self) -> Unchecked:
        """The facts, by their keys in JSON."""
        raise NotImplementedError

    def problems(self) -> dict[str, str]:
        """What is wrong with each field, before the job is called."""
        raise NotImplementedError

    def incomplete(self) -> bool:
        """Whether something other than a field is missing; if so, a toast says it."""
        return False

    def placed(self, sentence: str) -> dict[str, str]:
        """The field that a refusal is about; if none, a toast shows it."""
        raise NotImplementedError

    async def save(self) -> Any:
        """Hand the facts to the job; answers what the form is dismissed with."""
        raise NotImplementedError

    async def saved(self) -> None:
        """The form is saved, so its draft is not needed."""
        await self.forget_draft()

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Log the case; each problem is shown under its field, and the first field gets the focus."""
        problems = self.problems()
        if not problems and not self.incomplete():
            try:
                done = await self.save()
            except Exception as wrong:  # shown under its field, or as an incident
                problems = self.placed(self.app.error_text(wrong))
            else:
                await self.saved()
                self.dismiss(done)
                return
        for name, sentence in problems.items():
            if sentence:
                self.query_one(f"#field-{name}", Field).tell(sentence, wrong=True)
        bad = [field for field in self.query(Field) if field.key in problems]
        if bad:
            bad[0].focus_entry()
            self.call_after_refresh(bad[0].scroll_visible)  # with the sentence below it

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_discard(self) -> None:
        """Delete the draft, after a question."""
        question = Ask("Delete the draft?", ["You will lose what you typed on this form."], "Delete it")
        if await self.app.push_screen_wait(question):
            await self.forget_draft()
            self.dismiss(None)

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_back(self) -> None:
        """Leave; the draft stays."""
        await self.keep_draft()
        self.dismiss(None)
