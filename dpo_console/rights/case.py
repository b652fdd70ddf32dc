"""One case in full: stage, deadline with its steps, data subject, and events."""

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from casework.disclosure.papers import PaperState
from casework.disclosure.search import Strength
from casework.disclosure.sending import name_of
from casework.law.rights import Right
from casework.records.items import ATTACHMENT
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import RequestRecord
from casework.timeline.events import Kind, letter_events
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind, kind_of
from dpo_console.jobs import (
    attachments,
    case_detail,
    case_events,
    case_search,
    filing,
    outgoing,
    person_cards,
    record_erasure,
)
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Page, ScrollingText
from dpo_console.rights import case_page
from dpo_console.rights.keys import KEYS
from dpo_console.routes import Card, CaseHistory, CaseLetters, Import, NewComplaint, Pack, Review
from dpo_console.shown import show, words


class CaseScreen(Page):
    """A case, and the acts an officer can do on it."""

    BINDINGS = [*KEYS["case"]]
    AUTO_FOCUS = "#case"

    def __init__(self, reference: str, then: str = ""):
        super().__init__()
        self.reference, self.then = reference, then
        self.case: CaseDetail | None = None

    def body(self) -> ComposeResult:
        """Stage and next step; then facts and deadline, beneath each other or side by side."""
        yield Static(show(self.reference), classes="title", id="head")
        with ScrollingText(id="case"), Container(id="columns"):
            yield Static("", id="left")
            yield Static("", id="right")
        keys = "t sent  n note  a assign  c close  x correct"
        is_complaint = kind_of(self.reference) == MatterKind.complaint
        yield Static(show(f"{keys}  i attach" if is_complaint else f"v card  {keys}  m complain  i attach"), id="keys")

    def on_screen_resume(self) -> None:
        """Show the case as it is now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the case and show it."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case:
            self.show_case(case)
            then, self.then = self.then, ""
            if then:
                {"event": self.action_event, "close": self.action_close_case, "correct": self.action_correct}[then]()

    def show_case(self, case: CaseDetail) -> None:
        """Show a case."""
        self.case = case
        at = self.query_one("#head", Static)
        nearest = case.lines[0] if case.lines else None
        is_open = nearest and nearest.is_one_of_several and case.stage != Stage.closed
        of = f" ({nearest.right})" if nearest and is_open else ""
        at.update(words((case.reference, "bold"), f"  {case.stage} — next{of}: {case.next}"))
        wide = self.app.size.width >= 110
        room = self.app.size.width // 2 - 6 if wide else self.app.size.width - 6
        deadline, facts, events = case_page.deadline(case, room), case_page.facts(case, room), case_page.events(case)
        stops = [*case_page.stops(case, room), *case_page.letters_owed(case, room)]
        self.query_one("#left", Static).update(words(*stops, *(facts if wide else [*deadline, *facts])))
        self.query_one("#right", Static).update(words(*([*deadline, *events] if wide else events)))

    def on_resize(self) -> None:
        """One column or two."""
        if self.case:
            self.show_case(self.case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_event(self) -> None:
        """Record what happened."""
        from dpo_console.rights.event_form import RecordEvent

        if self.case:
            self._after(await self.app.push_screen_wait(RecordEvent(self.case)))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_left(self) -> None:
        """Record that the newest letter not yet sent was sent."""
        papers = case_page.papers(self.case) if self.case else []
        waiting = [
            one for one in papers if one.state == PaperState.filed and one.kind in letter_events() and not one.left
        ]
        if not waiting:
            self.app.say("No letter is waiting to be sent. Press l to make one.")
            return
        kind = max(waiting, key=lambda one: one.made).kind
        await self._record(letter_events()[kind], kind)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_close_case(self) -> None:
        """Close with an outcome."""
        from dpo_console.rights.event_form import CloseCase

        closing = await self.do(case_events.closing_of, self.reference, self.app.now()) if self.case else None
        if closing and self.case:
            self._after(await self.app.push_screen_wait(CloseCase(self.case, closing)))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_correct(self) -> None:
        """Choose an event that was recorded wrongly, and correct it."""
        from dpo_console.widgets.event_form import CorrectForm

        if self.case:
            self._after(await self.app.push_screen_wait(CorrectForm(self.case)))

    def _after(self, case: CaseDetail | None) -> None:
        if case:
            new = [one for one in case_page.owed(case) if self.case is None or one not in case_page.owed(self.case)]
            self.show_case(case)
            owed = f" Now send the {' and the '.join(map(name_of, new))}: press {self.key_of('letter')}."
            self.app.say(f"Recorded.{owed * bool(new)}")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_search(self) -> None:
        """Search for everything about the person, then open the review."""
        if self.case and self.case.bound == IdentificationStatus.open:
            self.app.say("Identify the data subject first: press w.", wrong=True)
            return
        with self.busy("Searching."):
            result = await self.do(case_search.find, self.reference, self.app.now())
        if result:
            certain = sum(hit.strength == Strength.certain for hit in result.hits)
            candidates = len(result.hits) - certain
            self.app.say(f"{certain} found, {candidates} to be confirmed. Certificate {result.certificate[:19]}.")
            self.load()
            if result.hits:
                self.action_review()

    def action_whom(self) -> None:
        """Identify the data subject."""
        from dpo_console.rights.identification import IdentifySubject

        self.app.push_screen(IdentifySubject(self.reference))

    def action_card(self) -> None:
        """The card of the person."""
        if self.case and self.case.person:
            self.open(Card(self.case.person))
        elif self.case:
            self.app.say("Data subject not identified. Press w.")

    def action_review(self) -> None:
        """Decide what goes out."""
        if self.case and self.case.bound == IdentificationStatus.open:
            self.app.say("Identify the data subject first: press w.", wrong=True)
            return
        self.open(Review(self.reference))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_assign(self) -> None:
        """Give the case to an officer, with a handover note."""
        await self._record(Kind.assigned)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_note(self) -> None:
        """A note, a letter, an email, a call."""
        await self._record(Kind.note)

    async def _record(self, first: str, letter: str = "") -> None:
        from dpo_console.rights.event_form import RecordEvent

        if self.case:
            self._after(await self.app.push_screen_wait(RecordEvent(self.case, first, letter)))

    def action_attach(self) -> None:
        """Keep the attachments of the case."""
        self.open(Import(self.reference))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save_attachments(self) -> None:
        """Copy the attachments of the case to the outbox."""
        out = await self.do(filing.outbox)
        if out is None or self.case is None:
            return
        for one in self.case.attachments:
            if one.reader == ATTACHMENT and not await self.do(
                attachments.save_attachment, self.reference, one.source, out
            ):
                return
        if not self.case.attachments:
            self.app.say("There are no attachments.")
            return
        self.app.say(
            f"The attachments are in the outbox. {await self.do_without_desk(outgoing.unchecked, 'attachment')}"
        )

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_complain(self) -> None:
        """Log a complaint about this case."""
        about = self.reference if self.case and self.case.kind == MatterKind.request else ""
        reference = await self.answer_of(NewComplaint(about))
        if reference:
            self.app.say(f"{reference} is logged.")
            self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A complaint has no person, no search, no items and no pack; its letter is the acknowledgement."""
        only = ("whom", "card", "search", "review", "pack", "complain")
        if action == "erase":
            facts = self.case.facts.now if self.case else None
            return isinstance(facts, RequestRecord) and Right.erasure in facts.rights
        return not (kind_of(self.reference) == MatterKind.complaint and action in only)

    def action_letter(self) -> None:
        """What can be written to the case."""
        self.open(CaseLetters(self.reference))

    def action_pack(self) -> None:
        """The response pack."""
        self.open(Pack(self.reference))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_erase(self) -> None:
        """Erase everything held about the person, once the ground is given; `dispose erase` erases single records."""
        from dpo_console.widgets.dialogs import Prompt

        if self.case is None or not self.case.person:
            self.app.say("Identify the data subject first: press w.", wrong=True)
            return
        card = await self.do(person_cards.person_card, self.case.person)
        if card is None:
            return
        records = "1 record" if card.records == 1 else f"{card.records} records"
        text = [
            f"{records} of {card.name} will be erased for good, in every file, index and search.",
            "You cannot undo this. Earlier backups still hold them. The ground of Article 17(1):",
        ]
        needed, draft = "Enter the ground. It is kept in the history.", f"erase:{self.reference}"
        why = await self.app.push_screen_wait(Prompt("Erase for good?", text, needed=needed, draft=draft))
        if why and (done := await self.do(record_erasure.erase_records, self.reference, None, why, self.app.now())):
            later = "" if done.swept else " Close the other console, then reopen this one to finish erasing."
            erased = "1 record is erased." if done.records == 1 else f"{done.records} records are erased."
            self.app.say(f"{erased}{later}", wrong=not done.swept)
            self.load()

    def action_full_history(self) -> None:
        """Every act on the case."""
        self.open(CaseHistory(self.reference))
