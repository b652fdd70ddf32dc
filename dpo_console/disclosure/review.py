"""Deciding what goes out: every item found, by source, possible matches last."""

from itertools import groupby

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from casework.disclosure.bundles import ReviewedItem
from casework.disclosure.decisions import DecisionKind
from casework.disclosure.health import CaseHealth, HealthKind
from casework.disclosure.questions import Question, QuestionKind
from casework.disclosure.search import Strength
from casework.records.intake.layouts import layout_name
from casework.text.facts import Unchecked
from dpo_console.disclosure import jobs
from dpo_console.disclosure.exemption_form import Withhold
from dpo_console.disclosure.health_screen import HealthData, already_known
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import grid, masked, show
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import decision, factors, ground, reasons

COLUMNS = (
    Column("Decision", 15),
    Column("Item", 6),
    Column("Source", 0),
    Column("Where", 9),
    Column("Why it was found", 44, needs=110),
)
MARKS = {None: "", DecisionKind.redact: "REDACTED: ", DecisionKind.disclose: "disclosed: "}
"""The mark before a field with a decision of its own."""
KINDS = {"census": "Census returns", "payroll": "Payroll files", "lookup": "Lookups of registration numbers"}


class Review(Page):
    """One decision for an item, for the marked items or for a group; undone exactly."""

    BINDINGS = [*KEYS["review"]]
    AUTO_FOCUS = "#items"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference
        self.items: dict[str, ReviewedItem] = {}
        self.asked_health: set[str] = set()
        """The classes of record whose health data were asked about here."""

    def body(self) -> ComposeResult:
        """The counts, the items, the fields of the selected one."""
        yield Static(show(self.reference), classes="title", id="head")
        yield RecordList(COLUMNS, empty="No matches. Press esc, then l for the letter that says so", id="items")
        with ScrollingText(classes="detail"):
            yield Static("")
        yield Static("", id="health")
        yield Static(show(self.keys_line()), id="keys")

    def keys_line(self) -> str:
        """The keys that do not fit in the footer."""
        mark, group, back = (self.key_of(action) for action in ("mark", "mark_group", "back"))
        return f"{mark} mark   {group} mark the group   {back} back"

    def open_line(self, asked: list[Question]) -> str:
        """How many questions are open, and the key that opens them."""
        if not asked:
            return ""
        must, look = sum(one.must for one in asked), sum(one.kind == QuestionKind.mention for one in asked)
        line = f"? {len(asked)} {'question' if len(asked) == 1 else 'questions'} open"
        line += f", {must} must be decided" * bool(must) + f", {look} to check" * bool(look)
        return f"{line}: {self.key_of('questions')}   {self.key_of('mark_group')} group"

    def on_screen_resume(self) -> None:
        """Load the items."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the items and their decisions."""
        review = await self.do(jobs.review, self.reference)
        if review is None:
            self.dismiss(None)
            return
        counts = review.counts
        decided = f"{counts.disclosed} disclosed, {counts.redacted} in part, {counts.withheld} withheld"
        head = f"{self.reference}: {review.undecided} UNDECIDED; {decided}, {counts.not_theirs} not theirs"
        head += f"; {again} to DECIDE AGAIN" if (again := counts.to_decide_again) else ""
        self.query_one("#head", Static).update(show(head))
        self.items = {str(one.item): one for one in review.items}
        self.query_one(RecordList).give(_rows(review.items))
        if found := await self.do(jobs.health, self.reference, self.app.now()):
            self.show_health(found)
        if asked := await self.do(jobs.questions, self.reference):
            self.query_one("#keys", Static).update(show(self.open_line(asked.questions) or self.keys_line()))

    def show_health(self, found: CaseHealth) -> None:
        """How many classes with health data need an answer, and the key for it."""
        count = sum(bool(one.needs) for one in found.classes)
        line = f"! Health data of {count} {'class needs' if count == 1 else 'classes need'} an answer: "
        self.query_one("#health", Static).update(show(line + self.key_of("health") if count else ""))
        self.query_one("#health").display = bool(count)

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The fields of the item under the cursor."""
        one = self.items.get(event.row.key) if event.row else None
        self.query_one(".detail Static", Static).update(grid(_detail(one)) if one else "")

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the fields too."""
        self.action_fields()

    def picked(self) -> list[ReviewedItem]:
        """The items to decide: the marked ones, else the selected one."""
        listing = self.query_one(RecordList)
        keys = listing.marked or ({listing.row.key} if listing.row else set())
        return [one for key, one in self.items.items() if key in keys]

    def action_mark(self) -> None:
        """Mark the item, and go to the next."""
        listing = self.query_one(RecordList)
        if listing.row and not listing.row.heading:
            listing.toggle({listing.row.key})
            listing.action_step(1)

    def action_mark_group(self) -> None:
        """Mark everything under the same heading."""
        listing = self.query_one(RecordList)
        if listing.row and listing.row.key in self.items:
            mine = _group(self.items[listing.row.key])
            listing.toggle({key for key, one in self.items.items() if _group(one) == mine})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_disclose(self) -> None:
        """Disclose; a possible match only with the reason why it is about this person."""
        from dpo_console.widgets.dialogs import Prompt

        picked, reason = self.picked(), ""
        if any(one.strength == Strength.candidate for one in picked):
            asks = ["This record may be about someone else. Why is it about this person?"]
            draft = f"disclose:{self.reference}"
            question = Prompt("Disclose a possible match", asks, needed="Enter the reason.", draft=draft)
            reason = await self.app.push_screen_wait(question)
            if reason is None:
                return
        await self._decide(picked, DecisionKind.disclose, {"exemption": None, "reason": reason})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_withhold(self) -> None:
        """Withhold, under an exemption or as someone else's."""
        picked = self.picked()
        question = Withhold(f"Withhold {_so_many(picked)}", f"withhold:{self.reference}")
        if picked and (ground := await self.app.push_screen_wait(question)):
            await self._decide(picked, DecisionKind.withhold, ground.facts())

    async def _decide(self, picked: list[ReviewedItem], kind: DecisionKind, why: Unchecked) -> None:
        rows = [{"item": one.item, "field": None, "decision": kind, **why} for one in picked]
        if not rows:
            return
        if await self.do(jobs.decide, self.reference, rows, self.app.now()):
            listing = self.query_one(RecordList)
            listing.marked = set()
            if len(rows) == 1:
                listing.action_step(1)
            if kind == DecisionKind.disclose:
                await self._ask_health()
            self.load()

    async def _ask_health(self) -> None:
        """Ask, once for each class of record, whether the person already knows the health data that would go out."""
        found = await self.do(jobs.health, self.reference, self.app.now())
        for one in found.classes if found else ():
            if one.needs and one.disclosed and one.record_class not in self.asked_health:
                self.asked_health.add(one.record_class)
                if reason := await self.app.push_screen_wait(already_known(self.reference, one)):
                    known = {"what": HealthKind.known, "classes": [one.record_class], "reason": reason}
                    await self.do(jobs.answer_health, self.reference, known, self.app.now())

    def action_health(self) -> None:
        """Open the health data of the case."""
        self.app.push_screen(HealthData(self.reference))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last decision."""
        message = await self.do(jobs.undo_decision, self.reference, self.app.now())
        if message:
            self.app.say(message)
            self.load()

    def action_questions(self) -> None:
        """Open the review questions."""
        from dpo_console.disclosure.questions import Questions

        self.app.push_screen(Questions(self.reference))

    def action_fields(self) -> None:
        """The fields of the item under the cursor."""
        from dpo_console.disclosure.fields import Fields

        row = self.query_one(RecordList).row
        if row and row.key in self.items:
            self.app.push_screen(Fields(self.reference, self.items[row.key].item))


def _so_many(picked: list[ReviewedItem]) -> str:
    return "1 item" if len(picked) == 1 else f"{len(picked)} items"


def _group(one: ReviewedItem) -> tuple[bool, str]:
    return one.strength != Strength.certain, one.kind


def _rows(items: list[ReviewedItem]) -> list[Row]:
    """The items under their kind of source, the possible matches in their own groups at the end."""
    rows = []
    for (apart, kind), group in groupby(sorted(items, key=_group), _group):
        held = list(group)
        name = f"{KINDS.get(kind) or layout_name(kind)}: {_so_many(held)}"
        name = f"POSSIBLE MATCHES, may be about someone else: {name}" if apart else name
        rows.append(Row("", (name,), heading=True))
        for one in held:
            source = f"! restricted  {one.source}" if one.restricted else one.source
            cells = (decision(one), str(one.item), source, one.place, reasons(one.reasons))
            rows.append(Row(str(one.item), cells))
    return rows


def _detail(one: ReviewedItem) -> list[tuple[str, str]]:
    rows = [("Source", one.title), ("Found by", reasons(one.reasons))]
    if len(one.files) > 1:
        rows.insert(1, ("Also in", ", ".join(one.files)))
    if one.restricted:
        rows.insert(0, ("! Restricted", f"{one.restricted}: disclose it to the person, use it for nothing else"))
    if one.again:
        rows.insert(0, ("! Decide again", one.again))
    if one.exemption:
        rows.append(("Exemption", ground(one.exemption, unnamed=one.unnamed)))
    if one.reason:
        rows.append(("Reason", one.reason))
    rows += factors(one.exemption, one.factors)
    for field in one.fields:
        meaning = f", {field.meaning}" if field.meaning else ""
        mark = MARKS.get(field.decision, "")
        rows.append((field.label, f"{mark}{masked(field.name, field.text)}{meaning}"))
        if right := field.rectified:
            rows.append((f"  = {right.how}", f"{right.value} ({right.said})"))
    return rows
