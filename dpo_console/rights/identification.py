"""Identifying the data subject of a case: people in the register it may be, each with reasons, or no one."""

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from casework.disclosure.identity_conflicts import Weight
from casework.rights.choices import IdentificationStatus
from casework.views.lookup import FoundPerson
from dpo_console.jobs import case_detail, person_cards
from dpo_console.page import Page, ScrollingText
from dpo_console.rights import confirmations, jobs
from dpo_console.rights.claims import Claims
from dpo_console.rights.keys import KEYS
from dpo_console.shown import grid, show
from dpo_console.widgets.dialogs import Ask, Despite, Prompt
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day, reasons

COLUMNS = (
    Column("Match", 10),
    Column("Name", 0),
    Column("Born", 10),
    Column("Staff", 10),
    Column("Registration", 12),
    Column("Records", 7),
)
NAMES = {"staff": "Staff number", "swe": "Registration", "ni": "NI number", "email": "Email"}


class IdentifySubject(Page):
    """Identify the data subject of a case, record that nothing is held, or undo that; each with a reason."""

    BINDINGS = [*KEYS["whom"]]
    AUTO_FOCUS = "#people"

    def __init__(self, reference: str, then: str = ""):
        super().__init__()
        self.reference, self.then = reference, then
        self.people: dict[str, jobs.ProposalInFull] = {}
        self.bound: IdentificationStatus | None = IdentificationStatus.open
        """Whether the data subject is identified now."""

    def body(self) -> ComposeResult:
        """The current choice, the people it may be, and the reasons for the selected one."""
        yield Static(show(f"{self.reference}: who is the data subject?"), classes="title", id="head")
        yield Input(placeholder="Enter a name or number to look up", id="find", compact=True)
        yield RecordList(COLUMNS, empty="No matches. Press b if the council holds nothing about them.", id="people")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Propose people."""
        self.query_one("#find").display = False
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The people proposed, or those who were looked up."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        typed = self.query_one("#find", Input).value.strip()
        if typed:
            known = await self.do(person_cards.people_of, typed)
            people = list(filter(None, map(_looked_up, known.people))) if known is not None else None
        else:
            people = await self.do(jobs.proposals, self.reference)
        if case is None or people is None:
            return
        self.bound = case.bound
        bound = {
            IdentificationStatus.open: "not identified",
            IdentificationStatus.nobody: "no one: nothing is held",
            IdentificationStatus.person: case.person_name,
        }
        head = f"{self.reference}: who is the data subject?  Now: {bound[case.bound or IdentificationStatus.open]}"
        self.query_one("#head", Static).update(show(head))
        self.people = {str(one.person): one for one in people}
        self.query_one(RecordList).give([_row(one, case.person) for one in people])
        then, self.then = self.then, ""
        if then == "bind":
            self.app.say("Choose the person again. The reason you typed is kept.")
        elif then:
            asked: dict[str, Callable[[], object]] = {"nobody": self.action_nobody, "confirm": self.action_confirm}
            asked.get(then, self.action_undo)()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The reasons for the selected one."""
        one = self.people.get(event.row.key) if event.row else None
        self.query_one(".detail Static", Static).update(grid(_detail(one)) if one else "")

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click chooses too, after the reason."""
        self.action_bind()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_bind(self) -> None:
        """Choose this person, with a reason."""
        row = self.query_one(RecordList).row
        if row is None:
            return
        person = self.people[row.key]
        who = f"{person.name}, born {day(person.born) or 'not known'}"
        despite = await self._despite(person.person, who)
        if despite is None:
            return
        if despite:
            await self._bind(person.person, despite, despite)
            return
        text = [f"{who}. Why is this the right person?"]
        if person.against:
            text.insert(0, f"! Against it: {person.against}")
        question = Prompt(
            "This person", text, reasons(person.reasons)[:380], needed="Enter a reason.", draft=f"bind:{self.reference}"
        )
        await self._bind(person.person, await self.app.push_screen_wait(question), despite)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_nobody(self) -> None:
        """Record that nothing is held about the data subject."""
        despite = await self._despite(None, "no one in the register")
        if despite is None:
            return
        if despite:
            await self._bind(None, despite, despite)
            return
        text = ["The data subject is not in the register. How do you know?"]
        question = Prompt("Nothing is held", text, needed="Enter how you know.", draft=f"nobody:{self.reference}")
        await self._bind(None, await self.app.push_screen_wait(question), despite)

    async def _despite(self, person: int | None, who: str) -> str | None:
        """Why the officer chooses this person despite an identity conflict; empty if there is none, or a yes is enough;
        None if they stop."""
        conflicts = await self.do(jobs.conflicts_of, self.reference, person)
        if not conflicts:
            return None if conflicts is None else ""
        refusing = [one.words for one in conflicts if one.weight == Weight.refuses]
        if not refusing:
            question = Ask("Choose this person anyway?", [one.words for one in conflicts], "Choose")
            return "" if await self.app.push_screen_wait(question) else None
        then = f"The data subject would be {who}. Why, despite the conflict?"
        return await self.app.push_screen_wait(Despite("Identity conflict", refusing, then))

    async def _bind(self, person: int | None, reason: str | None, despite: str) -> None:
        if not reason:
            return
        if await self.do(jobs.identify_subject, self.reference, person, reason, self.app.now(), despite=despite):
            self.app.say("Saved. Press u to undo.")
            self.dismiss(None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last choice."""
        question = Prompt(
            "Undo the last choice",
            ["This restores the earlier choice. Why?"],
            needed="Enter a reason.",
            draft=f"unbind:{self.reference}",
        )
        reason = await self.app.push_screen_wait(question)
        if reason and await self.do(jobs.undo_identification, self.reference, reason, self.app.now()):
            self.app.say("Earlier choice restored.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_confirm(self) -> None:
        """Confirm a name or number that only the request gives, with a reason, or undo that."""
        if self.bound == IdentificationStatus.open:
            self.app.say("Identify the data subject first: press enter on the person, or b if nothing is held.")
            return
        claims = await self.do(confirmations.claims, self.reference)
        one = None if claims is None else await self.app.push_screen_wait(Claims(claims))
        if one is None:
            return
        if one.confirmed:
            text = [one.value, f"Confirmed: {one.confirmed}", "If you undo this, it is only used for the search."]
            question = Ask("Undo the confirmation", text, "Undo")
            if await self.app.push_screen_wait(question) and await self.do(
                confirmations.unconfirm, self.reference, one, self.app.now()
            ):
                self.app.say("Confirmation undone.")
            return
        why = Prompt(
            "This is theirs",
            [one.value, "How do you know it is the data subject's?"],
            needed="Enter how you know.",
            draft=f"confirm:{self.reference}",
        )
        reason = await self.app.push_screen_wait(why)
        claim = {"kind": one.kind, "value": one.value, "reason": reason}
        if reason and await self.do(confirmations.confirm, self.reference, claim, self.app.now()):
            self.app.say("Saved. Press c to undo.")

    def action_look_up(self) -> None:
        """Look for someone else."""
        line = self.query_one("#find", Input)
        line.display = True
        line.focus()

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """Look up, and go to the list."""
        self.query_one(RecordList).focus()
        self.load()


def _looked_up(one: FoundPerson) -> jobs.ProposalInFull | None:
    if one.person is None:
        return None
    return jobs.ProposalInFull(
        person=one.person,
        name=one.name,
        names=one.names,
        born=one.born,
        identifiers=one.identifiers,
        records=one.records,
        strength=None,
        reasons=(),
        against=None,
        conflicts=[],
    )


def _row(one: jobs.ProposalInFull, bound: int | None) -> Row:
    mark = "= chosen" if one.person == bound else one.strength or "looked up"
    numbers = one.identifiers
    cells = (mark, one.name, day(one.born), ", ".join(numbers.staff), ", ".join(numbers.swe))
    return Row(str(one.person), (*cells, str(one.records)))


def _detail(one: jobs.ProposalInFull) -> list[tuple[str, str]]:
    rows = [("Names", ", ".join(one.names)), ("Why", reasons(one.reasons) or "you looked them up")]
    if one.against:
        rows.append(("Against", f"! {one.against}"))
    rows += [("Conflict", f"! {conflict.words}") for conflict in one.conflicts]
    return rows + [(NAMES[kind], ", ".join(held)) for kind, held in one.identifiers.by_kind().items() if held]
