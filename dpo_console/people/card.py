"""A person's card: names, numbers and posts with where they stood, what differs, what was put right, cases, marks."""

import textwrap

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Footer, Static

from casework.views.card import InSources, PersonCard, PersonCase, PostHeld, Recipient, SameName
from dpo_console.jobs import person_cards
from dpo_console.page import Dialog, Page, Reading
from dpo_console.people.keys import KEYS
from dpo_console.routes import Case, Lifting, Records, Restriction
from dpo_console.shown import clean, show, words
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

Parts = list[str | tuple[str, str]]
KINDS = {"staff": "Staff number", "swe": "Registration", "ni": "NI number", "email": "E-mail", "postcode": "Postcode"}


class PersonScreen(Page):
    """One person whole; from here to the cases, the records, and the acts on them."""

    BINDINGS = [*KEYS["person"]]
    AUTO_FOCUS = "#card"

    def __init__(self, person: int, then: str = ""):
        super().__init__()
        self.person, self.then = person, then
        self.card: PersonCard | None = None

    def body(self) -> ComposeResult:
        """Who it is; then everything, beneath each other or side by side."""
        yield Static("", classes="title", id="head")
        with Reading(id="card"), Container(id="columns"):
            yield Static("", id="left")
            yield Static("", id="right")

    def on_screen_resume(self) -> None:
        """The card as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it."""
        card = await self.do(person_cards.person_card, self.person)
        if card is None:
            self.dismiss(None)
            return
        self.card = card
        self.show_card()
        then, self.then = self.then, ""
        if then == "records":
            self.action_records()
            self.app.say("Choose the field again: what you typed is kept.")
        elif then:
            self.action_restrict()

    def show_card(self) -> None:
        """Draw it, in one column or two."""
        card, wide = self.card, self.app.size.width >= 110
        if card is None:
            return
        room = self.app.size.width // 2 - 6 if wide else self.app.size.width - 6
        born = f", born {day(card.born)}" if card.born else ""
        records = "1 record" if card.records == 1 else f"{card.records} records"
        self.query_one("#head", Static).update(show(f"{card.name}{born}  —  {records}"))
        facts, told = _facts(card, room), _told(card, room)
        left, right = (facts, [*told, *_rest(card, room)]) if wide else ([*told, *facts, *_rest(card, room)], [])
        self.query_one("#left", Static).update(words(*_by_line(left)))
        self.query_one("#right", Static).update(words(*_by_line(right)))

    def on_resize(self) -> None:
        """One column or two."""
        self.show_card()

    def action_open_case(self) -> None:
        """To the case: the newest open one, or where none is open the newest."""
        if self.card and self.card.cases:
            self.open(Case(self.card.cases[0].reference))
        else:
            self.app.say("No case is about this person: n on the board logs one, w in it says whom it is about.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_cases(self) -> None:
        """Choose among them."""
        if not self.card or not self.card.cases:
            self.action_open_case()
        elif reference := await self.app.push_screen_wait(Cases(self.card.cases)):
            self.open(Case(reference))

    def action_records(self) -> None:
        """Every record, field by field."""
        self.open(Records(self.person))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_restrict(self) -> None:
        """Mark the person, or lift the mark."""
        if self.card:
            question = (Lifting if self.card.restricted else Restriction)(self.card)
            if said := await self.answer_of(question):
                self.app.say(said)
                self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last act back."""
        if said := await self.do(person_cards.undo_card, self.person, self.app.now()):
            self.app.say(said)
            self.load()


class Cases(Dialog, inherit_bindings=False):
    """The cases of a person; answers the reference chosen, or None."""

    BINDINGS = [*KEYS["choose"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, cases: list[PersonCase]):
        super().__init__()
        self.cases = cases

    def compose(self) -> ComposeResult:
        """The list."""
        columns = [Column("Case", 13), Column("What", 0), Column("Received", 10), Column("State", 12)]
        with Vertical(classes="dialog") as box:
            box.border_title = "Cases of this person"
            yield RecordList(columns, empty="None")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Open ones first."""
        self.query_one(RecordList).give([Row(one.reference, _case(one)) for one in self.cases])

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_choose()

    def action_choose(self) -> None:
        """The one under the cursor."""
        if row := self.query_one(RecordList).row:
            self.dismiss(row.key)


def _case(one: PersonCase) -> tuple[str, ...]:
    return one.reference, one.what, day(one.received), one.outcome or "open"


def _told(card: PersonCard, room: int) -> Parts:
    """What must be seen first: a restriction, what differs, what was put right."""
    parts: Parts = []
    if card.restricted:
        parts += [(f"! {card.restricted.upper()}\n", "bold"), _hung(card.restricted_why or "", room), "\n"]
    if card.differs:
        parts.append(("What the return says and HR does not\n", "bold"))
        for one in card.differs:
            parts += [(f"  {one.what}\n", "bold"), _hung(f"{one.return_source}: {one.return_}", room, 4)]
            parts.append(_hung(f"{one.hr_source}: {'; '.join(one.hr)}", room, 4))
        parts.append("\n")
    if card.rectified:
        parts.append(("Put right\n", "bold"))
        for put in card.rectified:
            source = "the source says" if put.how == "rectified" else "beside"
            parts += [_hung(f"{put.label}: {put.value} ({source}: {put.was}), {put.said}", room)]
            if put.still:
                parts.append((_hung(f"! still the old value in: {put.still}", room, 4), "bold"))
        parts.append("\n")
    return parts


def _facts(card: PersonCard, room: int) -> Parts:
    """Names, numbers, posts, each with where and when it stood; cases."""
    parts: Parts = [("Names\n", "bold")]
    parts += [_hung(f"{one.name}: {stood(one)}", room) for one in card.called]
    parts.append(("\nNumbers\n", "bold"))
    parts += [_hung(f"{KINDS[one.kind]} {one.written}: {stood(one)}", room) for one in card.numbers]
    if card.posts:
        parts.append(("\nPosts held\n", "bold"))
    parts += [_hung(f"{held_when(one)}: {stood(one)}", room) for one in card.posts]
    parts.append(("\nCases\n", "bold"))
    for one in card.cases:
        parts.append(_hung(f"{one.reference}  {one.what}, received {day(one.received)}, {_case(one)[-1]}", room))
    parts += ["\n"] if card.cases else ["  none\n\n"]
    return parts


def _rest(card: PersonCard, room: int) -> Parts:
    """Holds, recipients, namesakes, records."""
    parts: Parts = []
    for title, rows in (
        ("Holds", [f"{one.why}, since {day(one.since)}" for one in card.holds]),
        ("Who received them", [_recipient(one) for one in card.recipients]),
        ("Namesakes", [_namesake(one) for one in card.namesakes]),
        ("Records", [f"{one.year}  {one.records:>2}  {one.title}" for one in card.sources]),
    ):
        if rows:
            parts += [(f"{title}\n", "bold"), *[_hung(row, room) for row in rows], "\n"]
    return parts


def _recipient(one: Recipient) -> str:
    when = f" on {day(one.on)}" if one.on else ""
    return f"{one.who}{when}: {'; '.join(one.what)}"


def _namesake(one: SameName) -> str:
    born = f", born {day(one.born)}" if one.born else ""
    return f"{one.name}{born}: {one.against or 'nothing says it is somebody else'}"


def held_when(one: PostHeld) -> str:
    """A post, and from when to when its record says it was held; where it says no end, none is said."""
    start, end = (said if isinstance(said, str) else day(said) for said in (one.start, one.end))
    when = f"{start or '?'} to {end}" if end else f"from {start}" if start else ""
    return ", ".join(filter(None, (one.post, one.time, when)))


def stood(one: InSources) -> str:
    """Where something stood: the source, or the first and the last of several."""
    if one.sources == 1:
        return one.first
    return f"{one.first} to {one.last}, {one.sources} sources"


def _by_line(parts: Parts) -> Parts:
    """The same line by line: each is drawn whole, however long the text it was broken from."""
    styled = [(part, "") if isinstance(part, str) else part for part in parts]
    return [(line, style) for text, style in styled for line in text.splitlines(keepends=True)]


def _hung(text: str, room: int, indent: int = 2) -> str:
    """A text broken to fit, indented."""
    before, after = " " * indent, " " * (indent + 2)
    return textwrap.fill(clean(text), max(room, 30), initial_indent=before, subsequent_indent=after) + "\n"


def brief(card: PersonCard) -> Parts:
    """A card in a few words, as it stands beside the list."""
    numbers = card.identifiers.by_kind()
    rows = [("Names", ", ".join(card.names)), ("Born", day(card.born) or "not known")]
    rows += [(name, ", ".join(numbers[kind])) for kind, name in KINDS.items() if numbers.get(kind)]
    rows += [("Cases", ", ".join(one.reference for one in card.cases) or "none")]
    rows += [("Differs", ", ".join(one.what for one in card.differs))] if card.differs else []
    parts: Parts = [(f"{card.name}\n", "bold")]
    parts += [(f"! {card.restricted}\n\n", "bold")] if card.restricted else ["\n"]
    for name, text in rows:
        parts += [(f"{name:<14}", "bold"), f"{text}\n"]
    parts.append(("\nRecords\n", "bold"))
    return [*parts, *[f"{one.year}  {one.title}\n" for one in card.sources]]
