"""A letter shown as text before it is made."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from casework.disclosure.papers import CasePaper, PaperState
from casework.disclosure.sending import name_of
from casework.timeline.events import letter_events
from dpo_console.disclosure import papers
from dpo_console.disclosure.keys import KEYS
from dpo_console.disclosure.letter_form import LetterForm, draft_of
from dpo_console.disclosure.pack import despite_of, is_conflict
from dpo_console.jobs import case_detail, filing, letters, stops
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.jobs.letters import WritableLetter
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import NewEvent
from dpo_console.shown import lines, show
from dpo_console.words import day
from letters.paper.letter import Form


class LetterScreen(Page):
    """A letter of a case: entered, read, made, saved to the outbox, recorded as sent.

    With `ask`, the form for what the officer enters opens first, unless the letter is made or cannot be made now.
    """

    BINDINGS = [*KEYS["letter"]]
    AUTO_FOCUS = "#text"

    def __init__(self, reference: str, kind: str, *, ask: bool = False):
        super().__init__()
        self.reference, self.kind, self.ask = reference, kind, ask
        self.letter: WritableLetter | None = None
        self.entered: dict[str, str] | None = None
        """What was entered here; None if it is what was entered for the last letter of the kind."""
        self.form: Form | None = None
        """How it goes, if that was chosen."""
        self.preview = papers.LetterPreview("")

    def body(self) -> ComposeResult:
        """What the letter lacks, and its text."""
        yield Static("", classes="title", id="head")
        with ScrollingText(id="text"):
            yield Static("")

    def on_mount(self) -> None:
        """Ask what the letter needs, then compose it."""
        self.begin()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def begin(self) -> None:
        """The letter; first the form, if it asks for something and is not made yet."""
        listed = await self.do(letters.writable, self.reference, self.app.now()) or []
        self.letter = next((one for one in listed if one.kind == self.kind), None)
        await self._show_letter()
        self.form = self.preview.form if self.preview.filed else None
        one, to_make = self.letter, not self.preview.filed or self.preview.left
        if self.ask and to_make and one and one.ready and one.inputs and not await self._enter():
            self.dismiss(None)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The letter as it would be made now."""
        await self._show_letter()

    async def _show_letter(self) -> None:
        self.query_one("#head", Static).update(show(f"{self._named()}: composing ..."))
        try:
            self.preview = await self.app.do(
                papers.letter_preview, self.reference, self.kind, self.app.now(), self.entered, self.form
            )
        except Exception as wrong:  # shown with its sentence, or as an incident
            self.preview = papers.LetterPreview("", (self.app.error_text(wrong),))
        made = self.preview
        self.query_one("#head", Static).update(show(f"{self._named()}, {self._state()}"))
        above = [f"! {one}" for one in made.missing]
        if any("no authority" in one for one in made.missing):
            above.append("Go back and choose the request for authority, or the refusal for lack of authority.")
        above += [f"! {made.out_of_date} Make it again."] if made.out_of_date else []
        above += not_checked(self.letter) if self.letter else []
        above += [f"This letter goes by {made.form}."] if made.text else []
        self.query_one("#text Static", Static).update(lines([*above, *[""] * bool(above), made.text]))

    def _named(self) -> str:
        return f"{self.reference}: {name_of(self.kind)}"

    def _state(self) -> str:
        if self.preview.missing:
            return "cannot be made yet"
        if not self.preview.filed:
            return f"not made yet; press {self.key_of('make')}"
        if self.preview.left:
            return f"sent {day(self.preview.left)}"
        return f"made; press {self.key_of('save')} to save, {self.key_of('left')} when sent"

    async def _enter(self) -> bool:
        """Ask for what the letter needs; answers whether something was entered."""
        if self.letter is None:
            return False
        entered = await self.app.push_screen_wait(LetterForm(self.reference, self.letter, self.entered))
        if entered is None:
            return False
        self.entered = entered
        await self._show_letter()
        return True

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_enter(self) -> None:
        """Enter again what the letter asks for."""
        if self.letter and self.letter.inputs:
            await self._enter()
        else:
            self.app.say("This letter asks you for nothing.")

    def action_form(self) -> None:
        """By email instead of by post, or by post instead."""
        now = self.form or self.preview.form
        self.form = Form.post if now == Form.email else Form.email
        self.app.say(f"This letter goes by {self.form}.")
        self.load()

    async def _filed(self) -> tuple[CaseDetail, CasePaper] | None:
        """The case and the filed letter; None, with a message, if it is not filed."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case is None:
            return None
        filed = [one for one in case.letters if one.kind == self.kind and one.state == PaperState.filed]
        if not filed:
            self.app.say(f"The letter is not made yet. Press {self.key_of('make')}.", wrong=True)
            return None
        return case, filed[-1]

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the PDF to the outbox; by email, the text beside it."""
        filed = await self._filed()
        out = await self.do(filing.outbox) if filed else None
        if filed and out and (path := await self.do(filing.save_letter, filed[1].digest, out)):
            self.query_one("#head", Static).update(show(f"Saved: {path}"))
            pasted = " The text to paste is beside it." if self.preview.form == Form.email else ""
            self.app.say(f"Saved to the outbox.{pasted} Press {self.key_of('left')} once it is sent.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_left(self) -> None:
        """Record that the letter was sent, and when."""
        filed = await self._filed()
        if not filed:
            return
        recorded = await self.answer_of(NewEvent(filed[0], str(letter_events()[self.kind]), self.kind))
        if recorded:
            self.entered = self.form = None
            self.app.say("Recorded.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_make(self) -> None:
        """Make and file the letter."""
        self.app.say("Making the letter ...")
        with self.busy("A letter is being made."):
            made = await self.tried(self._made())
        if made:
            await self.tried(self.app.drafts.drop(draft_of(self.reference, self.kind)))
            self.app.say("The letter is made and filed.")
            self.load()

    async def _made(self) -> papers.MadeLetter | None:
        """The letter; in an identity conflict, once the officer has typed why it goes out despite that."""
        try:
            return await self._make()
        except Refused as wrong:
            if not is_conflict(wrong) or not (why := await self.app.push_screen_wait(despite_of(wrong))):
                raise
        await self.app.do(stops.confirm_identity, self.reference, why, self.app.now())
        return await self._make()

    async def _make(self) -> papers.MadeLetter:
        return await self.app.do(papers.make_letter, self.reference, self.kind, self.app.now(), self.entered, self.form)


def not_checked(one: WritableLetter) -> list[str]:
    """The provisions of a letter whose text was not read, in a line."""
    return [f"? Text not checked: {'; '.join(one.unchecked)}"] if one.unchecked else []
