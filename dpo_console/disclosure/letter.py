"""A letter shown as text before it is made."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from casework.disclosure.papers import CasePaper, PaperState
from casework.timeline.events import letter_events
from dpo_console.disclosure import papers
from dpo_console.disclosure.keys import KEYS
from dpo_console.disclosure.pack import despite_of, is_conflict
from dpo_console.jobs import case_detail, filing, stops
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import NewEvent
from dpo_console.shown import lines, show


class LetterScreen(Page):
    """A letter of a case: read, made, saved to the outbox, recorded as sent."""

    BINDINGS = [*KEYS["letter"]]
    AUTO_FOCUS = "#text"

    def __init__(self, reference: str, kind: str):
        super().__init__()
        self.reference, self.kind = reference, kind

    def body(self) -> ComposeResult:
        """What the letter lacks, and its text."""
        yield Static("", classes="title", id="head")
        with ScrollingText(id="text"):
            yield Static("")

    def on_mount(self) -> None:
        """Compose it."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The letter as it would be made now."""
        self.query_one("#head", Static).update(show(f"{self.reference}: composing the {self.kind} letter ..."))
        try:
            made = await self.app.do(papers.letter_preview, self.reference, self.kind, self.app.now())
        except Exception as wrong:  # shown with its sentence, or as an incident
            made = papers.LetterPreview("", (self.app.error_text(wrong),))
        missing = [f"! {one}" for one in made.missing]
        if any("no authority" in one for one in made.missing):
            missing.append("Press u to ask for authority, or r to refuse for lack of it.")
        waiting = "cannot be made yet" if missing else "not made yet; press m"
        state = "made; press s to save, t when sent" if made.filed else waiting
        self.query_one("#head", Static).update(show(f"{self.reference}: {self.kind.replace('-', ' ')} letter, {state}"))
        self.query_one("#text Static", Static).update(lines([*missing, *[""] * bool(missing), made.text]))

    def _named(self) -> str:
        return f"{self.reference}: {self.kind.replace('-', ' ')} letter"

    def action_kind(self, kind: str) -> None:
        """Show another letter."""
        self.kind = kind
        self.load()

    async def _filed(self) -> tuple[CaseDetail, CasePaper] | None:
        """The case and the filed letter; None, with a message, if it is not filed."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case is None:
            return None
        filed = [one for one in case.letters if one.kind == self.kind and one.state == PaperState.filed]
        if not filed:
            self.app.say("The letter is not made yet. Press m.", wrong=True)
            return None
        return case, filed[-1]

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the PDF to the outbox."""
        filed = await self._filed()
        out = await self.do(filing.outbox) if filed else None
        if filed and out and (path := await self.do(filing.save_letter, filed[1].digest, out)):
            self.query_one("#head", Static).update(show(f"Saved: {path}"))
            self.app.say("Saved to the outbox. Press t once it is sent.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_left(self) -> None:
        """Record that the letter was sent, and when."""
        filed = await self._filed()
        if not filed:
            return
        recorded = await self.answer_of(NewEvent(filed[0], str(letter_events()[self.kind])))
        if recorded:
            self.app.say("Recorded.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_make(self) -> None:
        """Make and file the letter."""
        self.app.say("Making the letter ...")
        with self.busy("A letter is being made."):
            made = await self.tried(self._made())
        if made:
            head = f"{self.reference}: {made.kind.replace('-', ' ')} letter, made; press s to save, t when sent"
            self.query_one("#head", Static).update(show(head))
            self.app.say("The letter is made and filed.")

    async def _made(self) -> papers.MadeLetter | None:
        """The letter; in an identity conflict, once the officer has typed why it goes out despite that."""
        try:
            return await self.app.do(papers.make_letter, self.reference, self.kind, self.app.now())
        except Refused as wrong:
            if not is_conflict(wrong) or not (why := await self.app.push_screen_wait(despite_of(wrong))):
                raise
        await self.app.do(stops.confirm_identity, self.reference, why, self.app.now())
        return await self.app.do(papers.make_letter, self.reference, self.kind, self.app.now())
