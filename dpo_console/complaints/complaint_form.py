"""The form for logging a data protection complaint (DPA 2018 s.164A). It keeps itself as a draft."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from dpo_console.complaints import jobs
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Choice, Field, LongText
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.words import CHANNELS


class ComplaintForm(LoggingForm):
    """Who complains, about what, since when; returns the reference, or None."""

    def __init__(self, about: str = ""):
        super().__init__()
        self.about = about
        self.draft_name = f"complaint:{about}" if about else "complaint"

    def body(self) -> ComposeResult:
        """The fields of the form."""
        today = self.app.today()
        yield Static("Log a complaint: acknowledged within 30 days, then answered", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield DateField("received", "Received", today)
            yield DateField("recognised", "Recognised", today)
            yield Field("about", "About the case", hint="SAR-2026-0001; empty if there is none", text=self.about)
            yield LongText("what", "What it is about")
            yield Choice("channel", "Came by", CHANNELS, text="email")
            yield Field("service", "Service")
            yield Field("owner", "Owner")
            yield Static("Who complains", classes="heading")
            yield Field("name", "Name")
            yield LongText("address", "Address")
            yield Field("email", "Email")

    def facts(self) -> dict[str, object]:
        """The facts of the complaint, by their JSON keys. Raises Refused if a date is not valid."""
        texts = self.texts()
        days = {name: self.query_one(f"#field-{name}", DateField).day for name in ("received", "recognised")}
        address = [line for line in texts["address"].splitlines() if line.strip()]
        who = {"name": texts["name"], "email": texts["email"] or None, "address": address}
        return {
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "about": texts["about"] or None,
            "what": texts["what"],
            "channel": texts["channel"],
            "service": texts["service"] or None,
            "owner": texts["owner"] or None,
            "complainant": who,
        }

    async def save(self) -> str:
        """Log the complaint."""
        return await self.app.do(jobs.log_complaint, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "received": "Enter the date the complaint reached the council.",
            "what": "Enter the complaint in their words.",
            "name": "Enter the complainant's name.",
        }
        texts = self.texts()
        missing = {name: sentence for name, sentence in needed.items() if not texts[name]}
        return missing | {field.key: "" for field in self.query(DateField) if not field.check()}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a refusal is about."""
        lowered = sentence.casefold()
        for name in ("recognised", "received", "about", "name", "email", "what"):
            if lowered.startswith(name) or f"'{name}" in lowered or f".{name}'" in lowered:
                return {name: sentence}
        return {"about" if lowered.startswith("there is no case") else "received": sentence}
