"""The form on which a data-protection complaint is logged (DPA 2018 s.164A). It keeps itself as a draft."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from dpo_console.bindings import KEYS
from dpo_console.screens.base import Page
from dpo_console.screens.dialogs import Ask
from dpo_console.screens.drafting import Drafted
from dpo_console.screens.intake import CHANNELS
from dpo_console.shown import show
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Choice, Field, Passage


class ComplaintForm(Drafted, Page):
    """Who complains, about what, since when; answers the reference, or None."""

    BINDINGS = KEYS["form"]
    AUTO_FOCUS = "#field-received Input"

    def __init__(self, about: str = ""):
        super().__init__()
        self.about = about
        self.draft_name = f"complaint:{about}" if about else "complaint"

    def body(self) -> ComposeResult:
        """The lines of the form."""
        today = self.app.today()
        yield Static("Log a complaint: acknowledged within 30 days, then answered", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield DateField("received", "Received", today)
            yield DateField("recognised", "Recognised", today)
            yield Field("about", "About the case", hint="SAR-2026-0001; empty where it is about none", text=self.about)
            yield Passage("what", "What it is about")
            yield Choice("channel", "Came by", CHANNELS, text="email")
            yield Field("service", "Service")
            yield Field("owner", "Who deals with it")
            yield Static("Who complains", classes="heading")
            yield Field("name", "Name")
            yield Passage("address", "Address")
            yield Field("email", "E-mail")

    def on_mount(self) -> None:
        """Bring the draft back, where there is one."""
        self.begin_draft()

    def told_draft(self, when: str, differs: str) -> None:
        """In the title."""
        self.query_one("#title", Static).update(show(f"{when}; ctrl+d throws it away"))

    def facts(self) -> dict[str, Any]:
        """The facts of the complaint, as the contract names them. Raises Refused where a date is none."""
        said = self.typed()
        days = {name: self.query_one(f"#field-{name}", DateField).day for name in ("received", "recognised")}
        who = {"name": said["name"], "email": said["email"] or None}
        who["address"] = [line for line in said["address"].splitlines() if line.strip()]
        return {
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "about": said["about"] or None,
            "what": said["what"],
            "channel": said["channel"],
            "service": said["service"] or None,
            "owner": said["owner"] or None,
            "complainant": who,
        }

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "received": "Give the day the complaint reached the council.",
            "what": "Say what it is about, in their words.",
            "name": "Give the complainant's name.",
        }
        said = self.typed()
        found = {name: sentence for name, sentence in needed.items() if not said[name]}
        return found | {field.key: "" for field in self.query(DateField) if not field.check()}

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Log it; what is wrong stands beside its line, and the cursor goes to the first."""
        found = self.problems()
        if not found:
            try:
                reference = await self.app.job("log_complaint", self.facts(), self.app.now())
            except Exception as wrong:  # told beside its line, or as an incident
                found = self.placed(self.app.told(wrong))
            else:
                await self.forget_draft()
                self.dismiss(reference)
                return
        for name, sentence in found.items():
            if sentence:
                self.query_one(f"#field-{name}", Field).tell(sentence, wrong=True)
        bad = [field for field in self.query(Field) if field.key in found]
        if bad:
            bad[0].focus_entry()

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a sentence of the desk is about."""
        lowered = sentence.casefold()
        for name in ("recognised", "received", "about", "name", "email", "what"):
            if f"'{name}" in lowered or f".{name}'" in lowered:
                return {name: sentence}
        return {"about" if "-20" in sentence and "case" in lowered else "received": sentence}

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
