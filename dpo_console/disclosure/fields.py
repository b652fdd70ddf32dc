"""The fields of one item, to redact or disclose a single one."""

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from casework.disclosure.bundles import DecidedPlace, ReviewedField
from casework.disclosure.decisions import DecisionKind
from casework.disclosure.questions import QuestionKind
from casework.law import OTHERS
from casework.text.facts import Unchecked
from dpo_console.disclosure import jobs
from dpo_console.disclosure.exemption_form import Withhold
from dpo_console.disclosure.keys import KEYS
from dpo_console.disclosure.marking import OUT, Marking
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import joined, passage, show, words
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import factors, ground

OUT_BLOCKS = "\u2588" * 9
"""Shown in place of redacted words of any length."""
COLUMNS = (Column("Decision", 12), Column("Field", 36), Column("What it says", 0))
SAID = {None: "", DecisionKind.redact: "- redacted", DecisionKind.disclose: "+ disclosed"}
PLACES = {
    DecisionKind.redact: "- redacted",
    DecisionKind.disclose: "+ disclosed",
    DecisionKind.subject: "+ the data subject",
    DecisionKind.checked: "+ checked",
}


class Fields(Page):
    """One item, field by field."""

    BINDINGS = [*KEYS["fields"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str, item: int):
        super().__init__()
        self.reference, self.item = reference, item
        self.fields: dict[str, ReviewedField] = {}

    def body(self) -> ComposeResult:
        """The fields, and the full text of the selected one."""
        yield Static("", classes="title", id="head")
        yield RecordList(COLUMNS, empty="This item has no fields")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Load the fields."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the item."""
        review = await self.do(jobs.review, self.reference)
        item = next((one for one in (review.items if review else ()) if one.item == self.item), None)
        if item is None:
            return
        head = f"{self.reference}, item {self.item}: {item.title}, {item.place}"
        self.query_one("#head", Static).update(show(head))
        self.fields = {field.name: field for field in item.fields}
        rows = [Row(name, (_decided(one), one.label, _says(one))) for name, one in self.fields.items()]
        self.query_one(RecordList).give(rows)

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Show the full text."""
        one = self.fields.get(event.row.key) if event.row else None
        self.query_one(".detail Static", Static).update(joined(_detail(one)) if one else "")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_withhold(self) -> None:
        """Redact the field."""
        row = self.query_one(RecordList).row
        if row and (
            ground := await self.app.push_screen_wait(Withhold(f"Redact: {row.cells[1]}", f"field:{self.reference}"))
        ):
            await self._decide(row.key, DecisionKind.redact, ground.facts())

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_disclose(self) -> None:
        """Disclose the field."""
        if row := self.query_one(RecordList).row:
            await self._decide(row.key, DecisionKind.disclose, {"exemption": None, "reason": ""})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_mark(self) -> None:
        """Mark words in the field."""
        from dpo_console.widgets.dialogs import Prompt

        row = self.query_one(RecordList).row
        if not row:
            return
        one, number = self.fields[row.key], list(self.fields).index(row.key)
        marked = await self.app.push_screen_wait(Marking(one.label, one.text, one.places))
        if marked is None:
            return
        place = {"segment": number, "first": marked.first, "last": marked.last}
        draft = f"words:{self.reference}"
        if marked.decision == DecisionKind.redact:
            if ground := await self.app.push_screen_wait(Withhold("Redact the marked words", draft, OTHERS)):
                await self._decide(row.key, DecisionKind.redact, ground.facts(), **place)
            return
        line = Prompt("Disclose", ["Why are the marked words disclosed?"], needed="Enter the reason.", draft=draft)
        if reason := await self.app.push_screen_wait(line):
            await self._decide(row.key, DecisionKind.disclose, {"exemption": None, "reason": reason}, **place)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last decision."""
        if message := await self.do(jobs.undo_decision, self.reference, self.app.now()):
            self.app.say(message)
            self.load()

    async def _decide(self, field: str, kind: DecisionKind, why: Unchecked, **place: int) -> None:
        decision = {"item": self.item, "field": field, **place, "decision": kind, **why}
        if await self.do(jobs.decide, self.reference, [decision], self.app.now()):
            self.load()
            if kind == DecisionKind.redact:
                await self._elsewhere()

    async def _elsewhere(self) -> None:
        """Say where else the redacted words are."""
        asked = await self.do(jobs.questions, self.reference)
        same = [one for one in (asked.questions if asked else ()) if one.kind == QuestionKind.withheld_words]
        items = {place.item for one in same for place in one.places}
        if items:
            count = "1 other item" if len(items) == 1 else f"{len(items)} other items"
            self.app.say(f"The same words are in {count}. Press q in the review to decide them together.")


def _decided(one: ReviewedField) -> str:
    redacted = [place for place in one.places if place.decision == DecisionKind.redact]
    return "- in part" if redacted and one.decision != DecisionKind.redact else SAID[one.decision]


def _detail(one: ReviewedField) -> Content:
    """The full text, with redacted words struck through, and the decisions on words."""
    text = one.text
    out = [(place.first, place.last, OUT) for place in one.places if place.decision == DecisionKind.redact]
    shown = passage(text, out) if out else words(_says(one))
    rows = [
        f"\n{PLACES[place.decision]}: {text[place.first : place.last][:60]}  {place.reason or _ground(place)}"
        for place in one.places
    ]
    asked = [f"\n{name}: {said}" for name, said in factors(one.exemption, one.factors)]
    under = [f"\n{_ground(one)}"] if one.exemption else []
    return words((f"{one.label} ({one.name})\n", "bold")) + shown + words(*under, *asked, *rows)


def _ground(one: ReviewedField | DecidedPlace) -> str:
    return ground(one.exemption, unnamed=one.unnamed) if one.exemption else ""


def _says(one: ReviewedField) -> str:
    text = one.text
    for place in reversed(one.places):
        if place.decision == DecisionKind.redact:
            text = f"{text[: place.first]}{OUT_BLOCKS}{text[place.last :]}"
    source = f"{text}, {one.meaning}" if one.meaning else text
    if right := one.rectified:
        return f"{right.value}  ({right.said}; the source says: {source})"
    return source
