"""The notification and the public communication, shown as text before they are made."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from dpo_console.breaches import exports, letters
from dpo_console.breaches.breach_event import RecordBreachEvent
from dpo_console.breaches.keys import KEYS
from dpo_console.breaches.letters import PaperPreview
from dpo_console.jobs import case_detail
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, show


class BreachPaperScreen(Page):
    """A paper of a breach as a whole: read it, save it to the outbox, copy it, record it as sent."""

    BINDINGS = [*KEYS["notification"]]
    AUTO_FOCUS = "#text"
    kind, heading, sent = "", "", ""

    def __init__(self, case: CaseDetail):
        super().__init__()
        self.case, self.reference = case, case.reference
        self.shown = PaperPreview("")

    def body(self) -> ComposeResult:
        """What it is and whether it is made; what it lacks, and the text."""
        yield Static("", classes="title", id="head")
        yield Static("", classes="title", id="saved")
        with ScrollingText(id="text"):
            yield Static("")

    def on_mount(self) -> None:
        """Compose it."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The paper as it would be made now."""
        try:
            self.shown = await self.preview()
        except Exception as wrong:  # told with its sentence, or as an incident
            self.shown = PaperPreview("", (self.app.error_text(wrong),))
        missing, warnings = self.shown.missing, self.shown.warnings
        state = "cannot be made yet" if missing else "made and filed" if self.shown.filed else "not made yet"
        then = "" if missing else "; press s once you have sent it" if self.shown.filed else "; press m to make it"
        self.query_one("#head", Static).update(show(f"{self.reference}: {self.name_of_it()} {state}{then}"))
        notes = [*(f"! {one}" for one in missing), *(f"* {one}" for one in [*warnings, *self.more()])]
        self.query_one("#text Static", Static).update(lines([*notes, *[""] * bool(notes), self.shown.text]))

    async def preview(self) -> PaperPreview:
        """Its text as it would be made now, what it lacks, and whether it is made."""
        raise NotImplementedError

    def name_of_it(self) -> str:
        """The name of the paper."""
        return self.heading

    def more(self) -> list[str]:
        """What else to know before it is made."""
        return []

    def action_copy(self) -> None:
        """Copy the text to the clipboard, if it is short enough, and record that."""
        if self.shown.text:
            self.app.copy_to_clipboard(self.shown.text)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_make(self) -> None:
        """Make it, file it, and save it to the outbox as text and as PDF."""
        self.app.say("Making the paper ...")
        with self.busy("A paper is being made."):
            made = await self.do(exports.export_paper, self.reference, self.kind, self.app.now())
        if made:
            self.query_one("#saved", Static).update(show(f"Saved to the outbox: {made.pdf.name} and .txt"))
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_sent(self) -> None:
        """Record that it was sent; back to the breach."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case and await self.app.push_screen_wait(RecordBreachEvent(case, self.sent)):
            self.app.say("Recorded.")
            self.dismiss(None)


class NotificationScreen(BreachPaperScreen):
    """The notification to the regulator, of the phase that is due."""

    kind, heading, sent = "notification", "notification", "notified"

    async def preview(self) -> PaperPreview:
        """Composed, and not filed."""
        return await self.app.do(letters.notification_preview, self.reference, self.app.now())

    def name_of_it(self) -> str:
        """The name, with the phase."""
        return f"{self.heading} {self.shown.phase}," if self.shown.phase else self.heading

    def more(self) -> list[str]:
        """What is not known yet, and whether it is late."""
        unknown = self.shown.unknown
        notes = [f"It says this is not known yet: {', '.join(unknown)}."] if unknown else []
        return notes + (["The 72 hours are over. It gives the reasons for the delay."] if self.shown.late else [])


class PublicCommunicationScreen(BreachPaperScreen):
    """The public communication instead of letters (UK GDPR Art 34(3)(c))."""

    kind, heading, sent = "public", "public communication", "people_told"

    async def preview(self) -> PaperPreview:
        """Composed, and not filed."""
        return await self.app.do(letters.public_preview, self.reference, self.app.now())

    def more(self) -> list[str]:
        """The reason for it."""
        _, breach = self.case.of_breach
        reason = breach.assessments[-1].people.reason if breach.assessments else ""
        return [f"Reason: {reason}"] if reason else []
