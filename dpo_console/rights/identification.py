"""Whom a case is about: people of the register it may be, each with the reasons, or nobody."""

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
    Column("Standing", 10),
    Column("Name", 0),
    Column("Born", 10),
    Column("Staff", 10),
    Column("Registration", 12),
    Column("Records", 7),
)
NAMES = {"staff": "Staff number", "swe": "Registration", "ni": "NI number", "email": "E-mail"}


class IdentifySubject(Page):
    """Bind a case to a person, to nobody, or take that back; each with a reason."""

    BINDINGS = [*KEYS["whom"]]
    AUTO_FOCUS = "#people"

    def __init__(self, reference: str, then: str = ""):
        super().__init__()
        self.reference, self.then = reference, then
        self.people: dict[str, jobs.ProposalInFull] = {}
        self.bound: IdentificationStatus | None = IdentificationStatus.open
        """Whom the case is about now, as `show` says it."""

    def body(self) -> ComposeResult:
        """What the case says now, the people it may be about, the reasons for the one under the cursor."""
        yield Static(show(f"{self.reference}: whom is it about?"), classes="title", id="head")
        yield Input(placeholder="A name or number of the register; enter looks it up", id="find", compact=True)
        yield RecordList(COLUMNS, empty="Nobody in the register is like them: press b if we hold nothing", id="people")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Propose."""
        self.query_one("#find").display = False
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The people proposed, or those who were looked up."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        said = self.query_one("#find", Input).value.strip()
        if said:
            known = await self.do(person_cards.people_of, said)
            found = list(filter(None, map(_looked_up, known.people))) if known is not None else None
        else:
            found = await self.do(jobs.proposals, self.reference)
        if case is None or found is None:
            return
        self.bound = case.bound
        bound = {
            IdentificationStatus.open: "not said yet",
            IdentificationStatus.nobody: "nobody: we hold nothing",
            IdentificationStatus.person: case.person_name,
        }
        head = f"{self.reference}: whom is it about?  Now: {bound[case.bound or IdentificationStatus.open]}"
        self.query_one("#head", Static).update(show(head))
        self.people = {str(one.person): one for one in found}
        self.query_one(RecordList).give([_row(one, case.person) for one in found])
        then, self.then = self.then, ""
        if then == "bind":
            self.app.say("Choose the person again: the reason you typed is kept.")
        elif then:
            asked: dict[str, Callable[[], object]] = {"nobody": self.action_nobody, "confirm": self.action_confirm}
            asked.get(then, self.action_undo)()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The reasons for the one under the cursor."""
        one = self.people.get(event.row.key) if event.row else None
        self.query_one(".detail Static", Static).update(grid(_detail(one)) if one else "")

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click binds too, after the reason."""
        self.action_bind()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_bind(self) -> None:
        """This person, with a reason."""
        row = self.query_one(RecordList).row
        if row is None:
            return
        one = self.people[row.key]
        despite = await self._despite(one.person, f"{one.name}, born {day(one.born) or 'not known'}")
        if despite is None:
            return
        if despite:
            await self._bind(one.person, despite, despite)
            return
        said = [f"{one.name}, born {day(one.born) or 'not known'}. Say why it is this person:"]
        if one.against:
            said.insert(0, f"! Against it: {one.against}")
        question = Prompt(
            "This person", said, reasons(one.reasons)[:380], needed="Say why.", draft=f"bind:{self.reference}"
        )
        await self._bind(one.person, await self.app.push_screen_wait(question), despite)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_nobody(self) -> None:
        """Nobody: we hold nothing."""
        despite = await self._despite(None, "nobody of the register")
        if despite is None:
            return
        if despite:
            await self._bind(None, despite, despite)
            return
        said = ["The case is about nobody in the register. Say how you know:"]
        question = Prompt("We hold nothing", said, needed="Enter how you know.", draft=f"nobody:{self.reference}")
        await self._bind(None, await self.app.push_screen_wait(question), despite)

    async def _despite(self, person: int | None, who: str) -> str | None:
        """What the officer says of identity conflicts with this person: why all the same; empty where there is none,
        or a yes is enough; None where they go no further."""
        found = await self.do(jobs.conflicts_of, self.reference, person)
        if not found:
            return None if found is None else ""
        refusing = [one.words for one in found if one.weight == Weight.refuses]
        if not refusing:
            question = Ask("Bind all the same?", [one.words for one in found], "Bind")
            return "" if await self.app.push_screen_wait(question) else None
        then = f"The case would be about {who}. Type why it is all the same:"
        return await self.app.push_screen_wait(Despite("Identity conflict", refusing, then))

    async def _bind(self, person: int | None, reason: str | None, despite: str) -> None:
        if not reason:
            return
        if await self.do(jobs.identify_subject, self.reference, person, reason, self.app.now(), despite=despite):
            self.app.say("Recorded; u on this page takes it back.")
            self.dismiss(None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last binding back."""
        question = Prompt(
            "Take the binding back",
            ["The case is about whom it was about before. Say why:"],
            needed="Say why.",
            draft=f"unbind:{self.reference}",
        )
        reason = await self.app.push_screen_wait(question)
        if reason and await self.do(jobs.undo_identification, self.reference, reason, self.app.now()):
            self.app.say("Confirmation undone.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_confirm(self) -> None:
        """Confirm a name or number that only the request gives, with a reason, or undo that."""
        if self.bound == IdentificationStatus.open:
            self.app.say("Identify the data subject first: press enter on the person, or b if nothing is held.")
            return
        found = await self.do(confirmations.claims, self.reference)
        one = None if found is None else await self.app.push_screen_wait(Claims(found))
        if one is None:
            return
        if one.confirmed:
            said = [one.value, f"Confirmed: {one.confirmed}", "If you undo this, it is only used for the search."]
            question = Ask("Undo the confirmation", said, "Undo")
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
        """Look for somebody else."""
        line = self.query_one("#find", Input)
        line.display = True
        line.focus()

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """To the list."""
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
    mark = "= bound" if one.person == bound else one.strength or "looked up"
    numbers = one.identifiers
    cells = (mark, one.name, day(one.born), ", ".join(numbers.staff), ", ".join(numbers.swe))
    return Row(str(one.person), (*cells, str(one.records)))


def _detail(one: jobs.ProposalInFull) -> list[tuple[str, str]]:
    rows = [("Names", ", ".join(one.names)), ("Why", reasons(one.reasons) or "you looked them up")]
    if one.against:
        rows.append(("Against", f"! {one.against}"))
    rows += [("Conflict", f"! {conflict.words}") for conflict in one.conflicts]
    return rows + [(NAMES[kind], ", ".join(held)) for kind, held in one.identifiers.by_kind().items() if held]
