"""One case in full: stage, deadline with its steps, data subject, and events."""

from collections.abc import Mapping
from dataclasses import asdict

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from casework.clock import State
from casework.complaints.handling import ComplaintRecord
from casework.disclosure.decisions import ItemCounts
from casework.disclosure.papers import CasePaper, PaperState
from casework.disclosure.search import Strength
from casework.disclosure.sending import name_of
from casework.law.rights import Right
from casework.records.items import ATTACHMENT
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import RequestRecord
from casework.timeline.events import Kind, letter_events
from casework.timeline.outcomes import Outcome
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
from dpo_console.rights.keys import KEYS
from dpo_console.routes import Card, CaseHistory, CaseLetters, Import, NewComplaint, Pack, Review
from dpo_console.shown import show, words
from dpo_console.words import day, due, event_name, hung, left, paper_state

ABOUT = {
    IdentificationStatus.open: "not identified: press w",
    IdentificationStatus.nobody: "no one in the register: nothing is held",
}


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
        yield Static("v card  t sent  n note  a assign  c close  x correct  m complain  i attach", id="keys")

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
        of = f" ({nearest.right})" if nearest and nearest.is_one_of_several else ""
        at.update(words((case.reference, "bold"), f"  {case.stage} — next{of}: {case.next}"))
        wide = self.app.size.width >= 110
        room = self.app.size.width // 2 - 6 if wide else self.app.size.width - 6
        deadline, facts, events = _deadline(case, room), _facts(case, room), _events(case)
        stops = _stops(case, room)
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
        papers = _papers(self.case) if self.case else []
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
            new = [one for one in _owed(case) if self.case is None or one not in _owed(self.case)]
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


Parts = list[str | tuple[str, str]]


def _stops(case: CaseDetail, room: int) -> Parts:
    """Why nothing may be sent, and open identity conflicts, before everything else."""
    parts: Parts = []
    for stop in case.stops:
        parts.append((hung(f"! Nothing may be sent: {stop.why}", 2, room) + "\n", "bold"))
    if not any(stop.kind == "conflict" for stop in case.stops):  # else the stop says it
        for one in case.conflicts:
            parts.append((hung(f"! Identity conflict: {one.words}", 2, room) + "\n", "bold"))
    return [*parts, "\n"] if parts else []


def _several(case: CaseDetail) -> list[Right]:
    """The rights of a request for several."""
    facts = case.facts.now
    return facts.rights if isinstance(facts, RequestRecord) and len(facts.rights) > 1 else []


def _each_right(case: CaseDetail, room: int) -> Parts:
    """Each right: its time left, its due date and what is next, or how it ended; beneath them, the deadline steps."""
    lines, ended = {one.right: one for one in case.lines if one.duty == "respond"}, case.outcomes or {}
    parts: Parts = [("Rights\n", "bold")]
    for right in _several(case):
        line = lines.get(right)
        if right in ended or line is None:
            parts += [(f"{right:<15}= {ended.get(right, 'closed')}\n", "bold")]
            continue
        own = f", target {day(line.target)}" if line.target else ""
        far = "= answered" if line.stage == Stage.sent else left(line)
        parts += [(f"{right:<15}{far:<12} {due(line.last_day)}", "bold"), f"{own}\n"]
        parts += [hung(f"  {line.next}", 2, room), "\n"]
    parts += ["\n", ("Deadlines\n", "bold")]
    for running, words_ in zip(case.clocks, case.deadline_words, strict=True):
        is_notice = case_detail.is_notice(running)
        if is_notice and running.state != State.due:
            continue
        shown = words_[:1] if is_notice or running.right in ended else words_
        parts += ["\n".join(hung(line, 14 if line.startswith("  ") else 2, room) for line in shown), "\n"]
    return [*parts, "\n"]


def _deadline(case: CaseDetail, room: int) -> Parts:
    parts = _each_right(case, room) if _several(case) else _one_deadline(case, room)
    for line in case.lines:
        of = f" ({line.right})" if line.is_one_of_several else ""
        if line.target and not of:
            parts += [("Internal target ", "bold"), f"{day(line.target)}, 28 days, or the last open day before\n\n"]
        if line.send:
            parts += [(f"To send{of}\n", "bold"), hung(line.send, 2, room), "\n\n"]
        if line.days_taken is not None:
            duty = f"{line.next}: {line.days_taken} days taken  [{line.citation}]"
            parts += [(f"Duty{of}\n", "bold"), hung(duty, 2, room), "\n\n"]
    return parts


def _one_deadline(case: CaseDetail, room: int) -> Parts:
    parts: Parts = []
    for number, words_ in enumerate(case.deadline_words):
        parts += [("Deadline\n" if number == 0 else "Last day for a notice of extension\n", "bold")]
        parts += ["\n".join(hung(line, 14 if line.startswith(" ") else 2, room) for line in words_), "\n\n"]
    return parts


def _facts(case: CaseDetail, room: int) -> Parts:
    facts = case.facts.now
    if isinstance(facts, RequestRecord):
        return _request(case, facts, room)
    return _complaint(case, facts, room) if isinstance(facts, ComplaintRecord) else []


def _request(case: CaseDetail, facts: RequestRecord, room: int) -> Parts:
    requester, subject = facts.requester, facts.subject
    numbers = subject.identifiers
    named = (("staff", numbers.staff), ("registration", numbers.swe), ("NI", numbers.ni))
    given = [f"{name} {number}" for name, number in named if number]
    rows = [
        ("About", case.person_name or ABOUT[case.bound or IdentificationStatus.open]),
        ("Rights", ", ".join(facts.rights)),
        ("Requester", requester.name + ("" if requester.is_subject else f" ({requester.authority})")),
        ("Subject", ", ".join([subject.name, *(f"formerly {name}" for name in subject.former_names)])),
        ("Numbers", ", ".join(given + [f"born {day(subject.born)}"] * bool(subject.born)) or "none given"),
        *_days(facts),
        ("Items", _items(case.items)),
        ("Papers", "; ".join(_paper(one) for one in _papers(case)) or "none yet"),
        *_letters_owed(case),
    ]
    rows += [("Closed", f"{facts.outcome}; not proved")] if case.proved is False else []
    rows += [("Outcomes", _outcomes(case.outcomes))] if case.outcomes else []
    rows += [("Attached", one.name) for one in case.attachments]
    rows += [("Complaint", f"{one.reference}, {one.outcome or 'open'}") for one in case.complaints]
    return [*_rows(case, rows, room), ("Asked\n", "bold"), f"{facts.asked}\n\n"]


def _days(facts: RequestRecord | ComplaintRecord) -> list[tuple[str, str]]:
    return [
        ("Received", f"{day(facts.received)}, recognised {day(facts.recognised)}, logged {day(facts.logged)}"),
        ("Service", ", ".join(filter(None, (facts.service, facts.owner, facts.channel)))),
    ]


def _outcomes(each: Mapping[str, Outcome]) -> str:
    return ", ".join(f"{right} {how}" for right, how in each.items())


def _rows(case: CaseDetail, rows: list[tuple[str, str]], room: int) -> Parts:
    parts: Parts = []
    for pointer in case.pointers:
        parts.append((f"* {pointer.text}\n", "bold"))
    for name, text in rows:
        parts += [(f"{name:<11}", "bold"), hung(f"{name:<11}{text}", 11, room)[11:] + "\n"]
    return parts


def _complaint(case: CaseDetail, facts: ComplaintRecord, room: int) -> Parts:
    who = facts.complainant
    rows = [
        ("About", facts.about or "no case on this desk"),
        ("From", ", ".join(filter(None, (who.name, *who.address, who.email)))),
        *_days(facts),
        ("Papers", "; ".join(_paper(one) for one in _papers(case)) or "none yet"),
        *_letters_owed(case),
    ]
    return [*_rows(case, rows, room), ("What\n", "bold"), f"{facts.what}\n\n"]


def _items(counts: ItemCounts) -> str:
    first = {"found": counts.found, "undecided": counts.undecided}
    return ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in (first | asdict(counts)).items())


def _owed(case: CaseDetail) -> tuple[str, ...]:
    return case.lines[0].letters_owed if case.lines else ()


def _letters_owed(case: CaseDetail) -> list[tuple[str, str]]:
    owed = _owed(case)
    return [("Owed", f"! {', '.join(map(name_of, owed))}: press l")] if owed else []


def _papers(case: CaseDetail) -> list[CasePaper]:
    return [*case.letters, *case.packs]


def _paper(one: CasePaper) -> str:
    """A paper in a line: its kind and state, when it was sent, and what in it was corrected since."""
    state = "out of date" if one.out_of_date else "" if one.left else paper_state(one.state)[2:]
    line = " ".join(filter(None, (one.kind, state, day(one.made))))
    line += f", sent {day(one.left)}" if one.left else ""
    line += f" ({one.out_of_date.rstrip('.')})" if one.out_of_date else ""
    return line + (f", now has the wrong {', '.join(one.wrong)}" if one.wrong else "")


def _events(case: CaseDetail) -> Parts:
    corrected = {event.corrects for event in case.events}
    parts: Parts = [("What happened\n", "bold")]
    for event in case.events:
        note = f" — {event.note}" if event.note else ""
        marks = f" (corrects {event.corrects})" if event.corrects else ""
        marks += " (corrected since)" if event.seq in corrected else ""
        parts.append(f"{day(event.on)}  {event_name(event)}{marks}{note}\n")
    return parts
