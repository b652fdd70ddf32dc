"""The form that logs a suspected breach, short enough to fill in during a call. It keeps its own draft."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.text.facts import Unchecked
from dpo_console.breaches import jobs
from dpo_console.shown import show
from dpo_console.widgets.form import Field, LongText, Tick
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.moment_field import MomentField, written

LINES = ("what", "noticed", "by", "affected", "ongoing", "service")


class BreachForm(LoggingForm):
    """What happened, who noticed it and when, who is affected, is it going on; answers the reference."""

    draft_name = "log-breach"
    AUTO_FOCUS = "#field-what TextArea"

    def body(self) -> ComposeResult:
        """Six fields; the case asks for the rest."""
        now = self.app.now()
        yield Static("Log a suspected breach: the 72 hours run from when it was noticed", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield LongText("what", "What happened")
            yield MomentField("noticed", "Noticed", now, text=written(now), hours=72)
            yield Field("by", "Noticed by")
            yield Field("affected", "Who is affected", hint="roughly: about 40 foster carers")
            yield Tick("ongoing", "Still going on", "it is not contained yet")
            yield Field("service", "Service")
            yield Static(show("You can enter everything else on the case, in any order."), classes="heading")

    def facts(self) -> Unchecked:
        """The facts of the breach, as the job takes them. Raises Refused if the time is not valid."""
        typed = self.texts()
        noticed = self.query_one(MomentField).instant
        empty = {name: typed[name] or None for name in ("by", "affected", "service")}
        both = {"what": typed["what"], "ongoing": bool(typed["ongoing"])}
        return {"noticed": noticed.isoformat() if noticed else "", **both, **empty}

    async def save(self) -> str:
        """Log the breach; its 72 hours run."""
        return await self.app.do(jobs.log_breach, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """Fields that are missing, found before the job runs."""
        needed = {"what": "Enter what happened, in a line.", "noticed": "Enter the date and time it was noticed."}
        typed = self.texts()
        missing = {name: sentence for name, sentence in needed.items() if not typed[name]}
        return missing if "noticed" in missing or self.query_one(MomentField).check() else missing | {"noticed": ""}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a sentence of the job is about."""
        return {next((name for name in LINES if f"'{name}'" in sentence), "noticed"): sentence}

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_back(self) -> None:
        """Leave; the draft is kept, and a message says so."""
        await self.keep_draft()
        if self.kept:
            self.app.say("The suspected breach is saved as a draft, not logged. Press f2 to continue.")
        self.dismiss(None)
