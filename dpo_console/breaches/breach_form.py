"""The form on which a suspected breach is logged, while the telephone is still in the hand. It keeps itself."""

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
    """What happened, when it was noticed and by whom, who is concerned, is it going on; answers the reference."""

    draft_name = "log-breach"
    AUTO_FOCUS = "#field-what TextArea"

    def body(self) -> ComposeResult:
        """Six lines; the rest is asked on the case."""
        now = self.app.now()
        yield Static("Log a suspected breach: the 72 hours run from when it was noticed", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield LongText("what", "What happened")
            yield MomentField("noticed", "Noticed", now, text=written(now), hours=72)
            yield Field("by", "By whom")
            yield Field("affected", "Who is concerned", hint="roughly: about 40 foster carers")
            yield Tick("ongoing", "Still going on", "it is not contained yet")
            yield Field("service", "Service")
            yield Static(show("Everything else is asked on the case, in any order."), classes="heading")

    def facts(self) -> Unchecked:
        """The facts of the breach, as the contract names them. Raises Refused where the time is none."""
        said = self.texts()
        noticed = self.query_one(MomentField).instant
        empty = {name: said[name] or None for name in ("by", "affected", "service")}
        both = {"what": said["what"], "ongoing": bool(said["ongoing"])}
        return {"noticed": noticed.isoformat() if noticed else "", **both, **empty}

    async def save(self) -> str:
        """The breach is logged, and its hours run."""
        return await self.app.do(jobs.log_breach, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {"what": "Say what happened, in a line.", "noticed": "Give the day and time it was noticed."}
        said = self.texts()
        found = {name: sentence for name, sentence in needed.items() if not said[name]}
        return found if "noticed" in found or self.query_one(MomentField).check() else found | {"noticed": ""}

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a sentence of the desk is about."""
        return {next((name for name in LINES if f"'{name}'" in sentence), "noticed"): sentence}

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_back(self) -> None:
        """Leave; the draft stays, and the board says so."""
        await self.keep_draft()
        if self.kept:
            self.app.say("The suspected breach is kept as a draft, not logged: f2 goes on with it.")
        self.dismiss(None)
