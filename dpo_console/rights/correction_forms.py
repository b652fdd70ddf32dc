"""Correcting and restricting a person's data: the records field by field, and their forms."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.views.card import FieldShown, PersonCard, RecordShown
from dpo_console.jobs import person_cards
from dpo_console.page import Dialog, Page, ScrollingText
from dpo_console.rights.keys import KEYS
from dpo_console.shown import lines, masked, show
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Choice, Field
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("", 1), Column("Field", 30), Column("What it says", 0), Column("Correction", 34, needs=110))
GROUNDS = {
    "accuracy": "accuracy is contested, 18(1)(a)",
    "unlawful": "unlawful, and not to be erased, 18(1)(b)",
    "claims": "needed for a legal claim, 18(1)(c)",
    "objection": "an objection is weighed, 18(1)(d)",
}
HOWS = {"rectified": "wrong: replace it", "completed": "incomplete: add a statement"}


class Records(Page):
    """Every record of a person, newest first, field by field."""

    BINDINGS = [*KEYS["records"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, person: int):
        super().__init__()
        self.person = person
        self.card: PersonCard | None = None
        self.at: dict[str, tuple[RecordShown, FieldShown]] = {}

    def body(self) -> ComposeResult:
        """The fields under their records, and the selected one in full."""
        yield Static("", classes="title", id="head")
        yield RecordList(COLUMNS, empty="No records held")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_screen_resume(self) -> None:
        """Show the records as they are now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the card."""
        card = await self.do(person_cards.person_card, self.person)
        if card is None:
            self.dismiss(None)
            return
        self.card = card
        self.query_one("#head", Static).update(show(f"{card.name}: every record, newest first"))
        rows = []
        for item in card.items:
            mark = "! restricted  " if item.restricted else ""
            rows.append(Row("", (f"{mark}{item.title}, {item.place}, item {item.item}",), heading=True))
            for field in item.fields:
                key = f"{item.item}:{field.name}"
                self.at[key] = item, field
                right = field.rectified
                cells = ("=" if right else "", field.label, _says(field), right.said if right else "")
                rows.append(Row(key, cells, strong=bool(right)))
        self.query_one(RecordList).give(rows)

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The full text, and where it comes from."""
        if event.row and event.row.key in self.at:
            item, field = self.at[event.row.key]
            text = [f"{field.label} ({field.name})", _source(field)]
            if right := field.rectified:
                text.append(f"{right.said}: {right.value}")
            text += [f"In {', '.join(item.sources)}", item.restricted or ""]
            self.query_one(".detail Static", Static).update(lines(text))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click does the same."""
        self.action_rectify()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_rectify(self) -> None:
        """Correct the selected field."""
        row = self.query_one(RecordList).row
        if row and self.card and row.key in self.at:
            self._show_done(await self.app.push_screen_wait(Rectify(self.card, *self.at[row.key])))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_restrict(self) -> None:
        """Restrict the selected record, or lift its own restriction."""
        row = self.query_one(RecordList).row
        if row and self.card and row.key in self.at:
            item = self.at[row.key][0]
            if self.card.restricted:
                self.app.say("All the person's data is restricted. Press r on the card to lift that.")
            else:
                question = (Lift if item.restricted else Restrict)(self.card, item.item)
                self._show_done(await self.app.push_screen_wait(question))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last correction or restriction."""
        self._show_done(await self.do(person_cards.undo_card, self.person, self.app.now()))

    def _show_done(self, message: str | None) -> None:
        if message:
            self.app.say(message)
            self.load()


def _says(field: FieldShown) -> str:
    right = field.rectified
    if not right:
        return masked(field.name, _source(field))
    if right.how == "rectified":
        meaning = f", {right.meaning}" if right.meaning else ""
        return f"{right.value}{meaning}  (source: {field.text})"
    return f"{_source(field)}  (added: {right.value})"


def _source(field: FieldShown) -> str:
    return f"{field.text}, {field.meaning}" if field.meaning else field.text


class CorrectionForm(Drafted, Dialog):
    """A short form about a person or a record, kept as a draft; returns what was done in a sentence, or None."""

    heading, draft = "", ""

    def __init__(self, card: PersonCard, item: int | None = None):
        super().__init__()
        self.card, self.item = card, item
        self.draft_name = ":".join([self.draft, str(card.person), *([str(item)] if item else [])])

    def compose(self) -> ComposeResult:
        """What the officer should know, the fields, and what is wrong."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(self.heading)
            yield Static(lines([*self.intro(), ""]))
            yield from self.fields()
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def intro(self) -> list[str]:
        """What the officer should know before."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """The lines."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Bring back the draft, if there is one."""
        self.begin_draft()

    def case(self) -> ComposeResult:
        """The case, and why; an open case that asks for it is filled in."""
        wanted = "rectification" if self.draft == "rectify" else "restriction"
        mine = [one.reference for one in self.card.cases if not one.outcome and wanted in one.what]
        yield Field("reference", "Case", hint="RR-2026-0001, or empty", text=mine[0] if mine else "")
        yield Field("reason", "Why", hint="needed if there is no case")

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Do it, and return what was done."""
        raise NotImplementedError

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_agree(self) -> None:
        """Do it, or say why it cannot be done."""
        try:
            done = await self.carry_out({field.key: field.value for field in self.query(Field)})
        except Exception as wrong:  # told with its sentence, or as an incident
            self.query_one(".error", Static).update(show(f"! {self.app.error_text(wrong)}"))
            return
        await self.forget_draft()
        self.dismiss(done)

    async def action_cancel(self) -> None:
        """Change nothing, and drop the draft."""
        await self.forget_draft()
        self.dismiss(None)


class Rectify(CorrectionForm):
    """The right value of one field, or a statement beside it."""

    heading, draft = "Correct a field (Article 16)", "rectify"

    def __init__(self, card: PersonCard, item: RecordShown, field: FieldShown):
        super().__init__(card, item.item)
        self.record, self.field = item, field
        self.draft_name += f":{field.name}"  # a draft belongs to one field

    def intro(self) -> list[str]:
        """What the source says: it stays as it is."""
        return [f"{self.record.title}, {self.record.place}", f"{self.field.label}: {_source(self.field)}"]

    def fields(self) -> ComposeResult:
        """How, the value, the case."""
        yield Field("value", "Should say")
        yield Choice("how", "It is", HOWS, text="rectified")
        yield from self.case()

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Correct it, and say who to tell."""
        given = typed | {"item": self.item, "field": self.field.name}
        done = await self.app.do(person_cards.rectify, self.card.person, given, self.app.now())
        tell = [who.partition(",")[0] for who in done.tell]
        return f"{self.field.label} {done.said}." + (f" Tell them (Article 19): {'; '.join(tell)}." if tell else "")


class Restrict(CorrectionForm):
    """Restrict a person's data, or one record."""

    heading, draft = "Restrict (Article 18)", "restrict"

    def intro(self) -> list[str]:
        """What it means."""
        what = f"Item {self.item}" if self.item else f"Every record of {self.card.name}, now and later,"
        return [f"{what} is stored, and used only with consent, for legal claims or to protect someone."]

    def fields(self) -> ComposeResult:
        """The ground, the case."""
        yield Choice("ground", "Because", GROUNDS, text="accuracy")
        yield from self.case()

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Mark it."""
        given = typed | {"item": self.item}
        done = await self.app.do(person_cards.restrict, self.card.person, given, self.app.now())
        return f"Now {done.said}."


class Lift(CorrectionForm):
    """Lift a restriction."""

    heading, draft = "Lift the restriction", "lift"

    def intro(self) -> list[str]:
        """The warning."""
        return ["! The person must be told BEFORE the restriction is lifted (Article 18(3)). Tell them first."]

    def fields(self) -> ComposeResult:
        """When the person was told, and why it is lifted."""
        yield DateField("told", "Told on", self.app.today())
        yield Field("reason", "Why it is lifted")

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Lift it."""
        told = typed["told"] or None
        return await self.app.do(
            person_cards.lift_restriction, self.card.person, told, typed["reason"], self.app.now(), item=self.item
        )
