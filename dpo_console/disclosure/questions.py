"""Review questions to answer before a pack is built: who else may be named, and where redacted words are repeated."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from casework.disclosure.questions import Proposal, Question, QuestionKind, Reply
from casework.law import OTHERS
from casework.law.grounds import title_of
from casework.text.facts import Unchecked
from dpo_console.disclosure import jobs
from dpo_console.disclosure.exemption_form import Withhold
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import joined, passage, show, words
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Words", 26), Column("What it may be", 0), Column("Field", 16), Column("Items", 5))
GROUPS = {
    "must": "MUST BE REDACTED, or disclosed with a reason",
    "ask": "Questions",
    "mention": "May name someone not registered",
}
EMPTY = "No open questions. Press p on the case to build the pack."
SAID = {
    Reply.subject: "the data subject",
    Reply.other: "disclosed",
    Reply.redact: "redacted",
    Reply.checked: "checked",
}
ACTS = {
    Reply.subject: "s data subject",
    Reply.other: "d disclose",
    Reply.redact: "r redact",
    Reply.checked: "c checked",
}
AROUND = 300
"""Characters shown before and after the words in question."""


class Questions(Page):
    """The open questions of a case, answered one by one or for the same words everywhere."""

    BINDINGS = [*KEYS["questions"]]
    AUTO_FOCUS = "#questions"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference
        self.asked: dict[str, Question] = {}
        self.last: tuple[Question, Unchecked] | None = None
        """The last question answered, and its answer."""
        self.answered = 0
        """How many answers given on this page are in force: u undoes these, and no decision made before."""

    def body(self) -> ComposeResult:
        """The counts, the questions, the passage of the one selected."""
        yield Static(show(self.reference), classes="title", id="head")
        yield RecordList(COLUMNS, empty=EMPTY, id="questions")
        with ScrollingText(classes="detail"):
            yield Static("")
        yield Static("", id="keys")

    def on_screen_resume(self) -> None:
        """Load the questions again."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self, undone: bool = False) -> None:
        """Fetch the questions; after an undo, select the one that is open again."""
        found = await self.do(jobs.questions, self.reference)
        if found is None:
            self.dismiss(None)
            return
        before = self.asked.keys()
        self.give(found.questions)
        if undone and (back := [row.key for row in _rows(found.questions) if row.key and row.key not in before]):
            self.query_one(RecordList).go(back[0])

    def give(self, asked: list[Question]) -> None:
        """Show these open questions."""
        self.asked = {one.id: one for one in asked}
        counts = {name: sum(_group(one) == name for one in asked) for name in GROUPS}
        summary = f"{counts['must']} must be decided, {counts['ask']} to answer, {counts['mention']} to check"
        self.query_one("#head", Static).update(show(f"{self.reference}: {summary}"))
        self.query_one(RecordList).give(_rows(asked))

    @property
    def question(self) -> Question | None:
        """The selected question."""
        row = self.query_one(RecordList).row
        return self.asked.get(row.key) if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show its passage and the possible answers."""
        one = self.question
        self.query_one(".detail Static", Static).update(joined(_detail(one)) if one else "")
        keys = [ACTS[name] for name in one.answers] if one else []
        keys += ["enter accepts the proposal"] if one and _proposed(one) else []
        self.query_one("#keys", Static).update(show("   ".join(keys)))

    def action_subject(self) -> None:
        """It names the data subject."""
        self.answer(Reply.subject)

    def action_checked(self) -> None:
        """It was read, and can go out."""
        self.answer(Reply.checked)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_other(self) -> None:
        """Someone else, disclosed with a reason."""
        from dpo_console.widgets.dialogs import Prompt

        if one := self.question:
            asks = [f"Why is '{one.words[:60]}' disclosed?"]
            line = Prompt("Disclose", asks, needed="Enter the reason.", draft=f"question:{self.reference}")
            if reason := await self.app.push_screen_wait(line):
                await self._answer(one, {"answer": Reply.other, "reason": reason})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_redact(self) -> None:
        """Redacted under an exemption."""
        if one := self.question:
            begin = (one.proposal and one.proposal.exemption) or OTHERS
            form = Withhold(f"Redact: {one.words[:40]}", f"question:{self.reference}", begin)
            if ground := await self.app.push_screen_wait(form):
                await self._answer(one, {"answer": Reply.redact, **ground.facts()})

    def action_proposed(self) -> None:
        """Accept the proposed answer."""
        one = self.question
        if one and (proposal := _proposed(one)):
            self.answer(proposal.answer, reason=proposal.reason, exemption=proposal.exemption)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def answer(self, given: Reply, **more: object) -> None:
        """Answer the selected question."""
        if one := self.question:
            await self._answer(one, {"answer": given, **more})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_everywhere(self) -> None:
        """Give the same words the last answer everywhere in the case."""
        if self.last is None:
            self.app.say("Answer a question first. Then a gives the same words that answer.")
            return
        question, given = self.last
        same = next((one for one in self.asked.values() if _same(one, question)), None)
        if same is None:
            self.app.say("These words appear nowhere else in the case.")
            return
        await self._answer(same, {**given, "everywhere": True})

    async def _answer(self, one: Question, given: Unchecked) -> None:
        if given["answer"] not in one.answers:
            choices = ", ".join(ACTS[name] for name in one.answers)
            self.app.say(f"That answer is not possible here. Choose from: {choices}.", wrong=True)
            return
        left = await self.do(jobs.answer_questions, self.reference, [{"id": one.id, **given}], self.app.now())
        if left is None:
            return
        self.last, self.answered = (one, given), self.answered + 1
        self.give(left.questions)
        same = sum(_same(other, one) for other in left.questions)
        self.app.clear_notifications()  # answered quickly, they would lie over the passage
        more = f" The same words come up {same} more time{'s' * (same > 1)}: press a." if same else ""
        self.app.say(f"'{one.words[:30]}': {SAID[Reply(str(given['answer']))]}.{more} Press u to undo.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last answer."""
        if not self.answered:
            self.app.say("You have not answered a question here yet. In the review, u undoes decisions.")
            return
        message = await self.do(jobs.undo_decision, self.reference, self.app.now())
        if message:
            self.app.say(message)
            self.last, self.answered = None, self.answered - 1
            self.load(undone=True)


def _group(one: Question) -> str:
    return "must" if one.must else "mention" if one.kind == QuestionKind.mention else "ask"


def _rows(asked: list[Question]) -> list[Row]:
    rows = []
    for name, group in groupby(sorted(asked, key=lambda one: list(GROUPS).index(_group(one))), _group):
        held = list(group)
        rows.append(Row("", (f"{GROUPS[name]}: {len(held)}",), heading=True))
        for one in held:
            items = len({place.item for place in one.places})
            rows.append(Row(one.id, (one.words, _may_be(one), one.label, str(items)), strong=one.must))
    return rows


def _may_be(one: Question) -> str:
    if one.kind == QuestionKind.withheld_words:
        return "redacted elsewhere"
    if one.kind == QuestionKind.mention:
        return one.why
    return f"{one.why}: {_people(one.names)}"


def _people(names: Sequence[str]) -> str:
    """Each name once, with how many people have it."""
    counted = Counter(names)
    named = [name if count == 1 else f"{count} people named {name}" for name, count in counted.items()]
    return "; ".join(named[:4]) + " and others" * (len(named) > 4)


def _proposed(one: Question) -> Proposal | None:
    return one.proposal if one.proposal and one.proposal.answer in one.answers else None


def _same(one: Question, other: Question) -> bool:
    return (one.kind, one.people, one.words.casefold()) == (other.kind, other.people, other.words.casefold())


def _detail(one: Question) -> Content:
    """The passage around the words, who they may mean, where they are, and the proposal."""
    text, here = one.passage, one.places[0]
    spots = [place for place in one.places if (place.item, place.segment) == (here.item, here.segment) and place.last]
    first = spots[0].first if spots else 0
    last = max((place.last for place in spots if place.last < first + 2 * AROUND), default=first)
    begins, ends = max(0, first - AROUND), min(len(text), last + AROUND)
    styled = [
        (place.first - begins, min(place.last, ends) - begins, "reverse bold") for place in spots if place.first < ends
    ]
    lead, tail = "… " if begins else "", " …" if ends < len(text) else ""
    items = len({place.item for place in one.places})
    where = f"item {here.item}: {one.label}, {one.title}" + (f", and {items - 1} more" if items > 1 else "")
    lines = [f"\n{where}\n"]
    if one.kind == QuestionKind.withheld_words:
        count = "1 other item" if items == 1 else f"{items} other items"
        lines.append(f"You redacted: {one.words[:80]}\nThe same words are in {count}.\n")
    elif one.names:
        lines.append(f"May be: {_people(one.names)}\n")
    if proposed := _proposed(one):
        why = proposed.reason or (title_of(proposed.exemption) if proposed.exemption else "")
        lines.append(f"Proposed, as in {proposed.case}: {SAID[proposed.answer]} ({why})\n")
    return words(lead) + passage(text[begins:ends], styled) + words(tail, *lines)
