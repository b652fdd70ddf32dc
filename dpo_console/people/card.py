"""A person's card: names, numbers and posts with their sources, differences, corrections, cases, marks."""

import textwrap

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Footer, Static

from casework.views.card import InSources, PersonCard, PersonCase, PostHeld, Recipient, SameName
from dpo_console.jobs import person_cards
from dpo_console.page import Dialog, Page, ScrollingText
from dpo_console.people.keys import KEYS
from dpo_console.routes import Case, Lift, Records, Restrict
from dpo_console.shown import clean, show, words
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

Parts = list[str | tuple[str, str]]
KINDS = {"staff": "Staff number", "swe": "Registration", "ni": "NI number", "email": "Email", "postcode": "Postcode"}


class PersonScreen(Page):
    """Everything about one person; leads to the cases, the records, and the acts on them."""

    BINDINGS = [*KEYS["person"]]
    AUTO_FOCUS = "#card"

    def __init__(self, person: int, then: str = ""):
        super().__init__()
        self.person, self.then = person, then
        self.card: PersonCard | None = None

    def body(self) -> ComposeResult:
        """The name; then everything else, in one column or two."""
        yield Static("", classes="title", id="head")
        with ScrollingText(id="card"), Container(id="columns"):
            yield Static("", id="left")
            yield Static("", id="right")

    def on_screen_resume(self) -> None:
        """Load the card again."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the card."""
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
        """Draw the card, in one column or two."""
        card, wide = self.card, self.app.size.width >= 110
        if card is None:
            return
        room = self.app.size.width // 2 - 6 if wide else self.app.size.width - 6
        born = f", born {day(card.born)}" if card.born else ""
        records = "1 record" if card.records == 1 else f"{card.records} records"
        self.query_one("#head", Static).update(show(f"{card.name}{born}  —  {records}"))
        facts, urgent = _facts(card, room), _urgent(card, room)
        left, right = (facts, [*urgent, *_rest(card, room)]) if wide else ([*urgent, *facts, *_rest(card, room)], [])
        self.query_one("#left", Static).update(words(*_by_line(left)))
        self.query_one("#right", Static).update(words(*_by_line(right)))

    def on_resize(self) -> None:
        """Choose one column or two."""
        self.show_card()

    def action_open_case(self) -> None:
        """Open the newest open case, or if none is open the newest."""
        if self.card and self.card.cases:
            self.open(Case(self.card.cases[0].reference))
        else:
            self.app.say("This person has no case. Press n on the board to log one, then w in it to identify them.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_cases(self) -> None:
        """Choose one of the cases."""
        if not self.card or not self.card.cases:
            self.action_open_case()
        elif reference := await self.app.push_screen_wait(Cases(self.card.cases)):
            self.open(Case(reference))

    def action_records(self) -> None:
        """Every record, field by field."""
        self.open(Records(self.person))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_restrict(self) -> None:
        """Restrict the person, or lift the restriction."""
        if self.card:
            question = (Lift if self.card.restricted else Restrict)(self.card)
            if message := await self.answer_of(question):
                self.app.say(message)
                self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last act."""
        if message := await self.do(person_cards.undo_card, self.person, self.app.now()):
            self.app.say(message)
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
            box.border_title = "This person's cases"
            yield RecordList(columns, empty="No cases")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Open ones first."""
        self.query_one(RecordList).give([Row(one.reference, _case(one)) for one in self.cases])

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the case."""
        self.action_choose()

    def action_choose(self) -> None:
        """Answer the selected case."""
        if row := self.query_one(RecordList).row:
            self.dismiss(row.key)


def _case(one: PersonCase) -> tuple[str, ...]:
    return one.reference, one.what, day(one.received), one.outcome or "open"


def _urgent(card: PersonCard, room: int) -> Parts:
    """What must be seen first: a restriction, differences, corrections."""
    parts: Parts = []
    if card.restricted:
        parts += [(f"! {card.restricted.upper()}\n", "bold"), _hung(card.restricted_why or "", room), "\n"]
    if card.differs:
        parts.append(("Differences between census and HR records\n", "bold"))
        for one in card.differs:
            parts += [(f"  {one.what}\n", "bold"), _hung(f"{one.return_source}: {one.return_}", room, 4)]
            parts.append(_hung(f"{one.hr_source}: {'; '.join(one.hr)}", room, 4))
        parts.append("\n")
    if card.rectified:
        parts.append(("Corrected\n", "bold"))
        for put in card.rectified:
            source = "the source says" if put.how == "rectified" else "added to"
            parts += [_hung(f"{put.label}: {put.value} ({source}: {put.was}), {put.said}", room)]
            if put.still:
                parts.append((_hung(f"! still the old value in: {put.still}", room, 4), "bold"))
        parts.append("\n")
    return parts


def _facts(card: PersonCard, room: int) -> Parts:
    """Names, numbers and posts, each with its sources and dates; cases."""
    parts: Parts = [("Names\n", "bold")]
    parts += [_hung(f"{one.name}: {sources_of(one)}", room) for one in card.called]
    parts.append(("\nNumbers\n", "bold"))
    parts += [_hung(f"{KINDS[one.kind]} {one.written}: {sources_of(one)}", room) for one in card.numbers]
    if card.posts:
        parts.append(("\nPosts held\n", "bold"))
    parts += [_hung(f"{held_when(one)}: {sources_of(one)}", room) for one in card.posts]
    parts.append(("\nCases\n", "bold"))
    for one in card.cases:
        parts.append(_hung(f"{one.reference}  {one.what}, received {day(one.received)}, {_case(one)[-1]}", room))
    parts += ["\n"] if card.cases else ["  none\n\n"]
    return parts


def _rest(card: PersonCard, room: int) -> Parts:
    """Holds, recipients, similar names, records."""
    parts: Parts = []
    for title, rows in (
        ("Holds", [f"{one.why}, since {day(one.since)}" for one in card.holds]),
        ("Recipients", [_recipient(one) for one in card.recipients]),
        ("Similar names", [_namesake(one) for one in card.namesakes]),
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
    return f"{one.name}{born}: {one.against or 'no conflict found'}"


def held_when(one: PostHeld) -> str:
    """A post and the dates it was held; no end is shown if its record gives none."""
    start, end = (said if isinstance(said, str) else day(said) for said in (one.start, one.end))
    when = f"{start or '?'} to {end}" if end else f"from {start}" if start else ""
    return ", ".join(filter(None, (one.post, one.time, when)))


def sources_of(one: InSources) -> str:
    """The source of something, or the first and the last of several."""
    if one.sources == 1:
        return one.first
    return f"{one.first} to {one.last}, {one.sources} sources"


def _by_line(parts: Parts) -> Parts:
    """The parts split into lines, so that each line is drawn in full."""
    styled = [(part, "") if isinstance(part, str) else part for part in parts]
    return [(line, style) for text, style in styled for line in text.splitlines(keepends=True)]


def _hung(text: str, room: int, indent: int = 2) -> str:
    """A text wrapped to fit, and indented."""
    before, after = " " * indent, " " * (indent + 2)
    return textwrap.fill(clean(text), max(room, 30), initial_indent=before, subsequent_indent=after) + "\n"


def brief(card: PersonCard) -> Parts:
    """A short card, shown beside the list."""
    numbers = card.identifiers.by_kind()
    rows = [("Names", ", ".join(card.names)), ("Born", day(card.born) or "not known")]
    rows += [(name, ", ".join(numbers[kind])) for kind, name in KINDS.items() if numbers.get(kind)]
    rows += [("Cases", ", ".join(one.reference for one in card.cases) or "none")]
    rows += [("Differences", ", ".join(one.what for one in card.differs))] if card.differs else []
    parts: Parts = [(f"{card.name}\n", "bold")]
    parts += [(f"! {card.restricted}\n\n", "bold")] if card.restricted else ["\n"]
    for name, text in rows:
        parts += [(f"{name:<14}", "bold"), f"{text}\n"]
    parts.append(("\nRecords\n", "bold"))
    return [*parts, *[f"{one.year}  {one.title}\n" for one in card.sources]]
