"""Putting a person's data right, and restricting them: the records field by field, and the forms of the acts."""

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

COLUMNS = (Column("", 1), Column("Field", 30), Column("What it says", 0), Column("Put right", 34, needs=110))
GROUNDS = {
    "accuracy": "accuracy is contested, 18(1)(a)",
    "unlawful": "unlawful, and not to be erased, 18(1)(b)",
    "claims": "needed for a legal claim, 18(1)(c)",
    "objection": "an objection is weighed, 18(1)(d)",
}
HOWS = {"rectified": "wrong: this is right", "completed": "incomplete: add a statement"}


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
        """The fields under their records, and the whole of the one under the cursor."""
        yield Static("", classes="title", id="head")
        yield RecordList(COLUMNS, empty="No record is held")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_screen_resume(self) -> None:
        """As they stand now."""
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
        """The whole text, and where it stands."""
        if event.row and event.row.key in self.at:
            item, field = self.at[event.row.key]
            said = [f"{field.label} ({field.name})", _source(field)]
            if right := field.rectified:
                said.append(f"{right.said}: {right.value}")
            said += [f"In {', '.join(item.sources)}", item.restricted or ""]
            self.query_one(".detail Static", Static).update(lines(said))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click does the same."""
        self.action_rectify()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_rectify(self) -> None:
        """Put the field under the cursor right."""
        row = self.query_one(RecordList).row
        if row and self.card and row.key in self.at:
            self._told(await self.app.push_screen_wait(Rectify(self.card, *self.at[row.key])))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_restrict(self) -> None:
        """Restrict the record under the cursor, or lift its own mark."""
        row = self.query_one(RecordList).row
        if row and self.card and row.key in self.at:
            item = self.at[row.key][0]
            if self.card.restricted:
                self.app.say("All the person's data are restricted: r on the card lifts that.")
            else:
                question = (Lift if item.restricted else Restrict)(self.card, item.item)
                self._told(await self.app.push_screen_wait(question))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last act back."""
        self._told(await self.do(person_cards.undo_card, self.person, self.app.now()))

    def _told(self, said: str | None) -> None:
        if said:
            self.app.say(said)
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
    """A short form about a person or a record, kept as a draft; answers what was done in a sentence, or None."""

    heading, draft = "", ""

    def __init__(self, card: PersonCard, item: int | None = None):
        super().__init__()
        self.card, self.item = card, item
        self.draft_name = ":".join([self.draft, str(card.person), *([str(item)] if item else [])])

    def compose(self) -> ComposeResult:
        """What is to be known, the lines, what is wrong."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(self.heading)
            yield Static(lines([*self.said(), ""]))
            yield from self.fields()
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def said(self) -> list[str]:
        """What is to be known before."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """The lines."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """What was typed before, where there is something."""
        self.begin_draft()

    def case(self) -> ComposeResult:
        """On which case, and why; the case that asks for it is there already."""
        wanted = "rectification" if self.draft == "rectify" else "restriction"
        mine = [one.reference for one in self.card.cases if not one.outcome and wanted in one.what]
        yield Field("reference", "On the case", hint="RR-2026-0001, or empty", text=mine[0] if mine else "")
        yield Field("reason", "Why", hint="needed where there is no case")

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_agree(self) -> None:
        """Do it, or say why it cannot be."""
        try:
            done = await self.carry_out({field.key: field.value for field in self.query(Field)})
        except Exception as wrong:  # told with its sentence, or as an incident
            self.query_one(".error", Static).update(show(f"! {self.app.error_text(wrong)}"))
            return
        await self.forget_draft()
        self.dismiss(done)

    async def action_cancel(self) -> None:
        """Nothing is changed, and what was typed is not wanted."""
        await self.forget_draft()
        self.dismiss(None)


class Rectify(CorrectionForm):
    """The right value of one field, or a statement beside it."""

    heading, draft = "Put a field right (Article 16)", "rectify"

    def __init__(self, card: PersonCard, item: RecordShown, field: FieldShown):
        super().__init__(card, item.item)
        self.record, self.field = item, field
        self.draft_name += f":{field.name}"  # what was typed for one field is not offered for another

    def said(self) -> list[str]:
        """What the source says: it stays as it is."""
        return [f"{self.record.title}, {self.record.place}", f"{self.field.label}: {_source(self.field)}"]

    def fields(self) -> ComposeResult:
        """How, the value, the case."""
        yield Field("value", "Should say")
        yield Choice("how", "It is", HOWS, text="rectified")
        yield from self.case()

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Put it right; whom to tell is said."""
        given = typed | {"item": self.item, "field": self.field.name}
        done = await self.app.do(person_cards.rectify, self.card.person, given, self.app.now())
        tell = [who.partition(",")[0] for who in done.tell]
        return f"{self.field.label} {done.said}." + (f" Tell, by Article 19: {'; '.join(tell)}." if tell else "")


class Restrict(CorrectionForm):
    """Restrict a person's data, or one record."""

    heading, draft = "Restrict (Article 18)", "restrict"

    def said(self) -> list[str]:
        """What it means."""
        what = f"Item {self.item}" if self.item else f"Every record of {self.card.name}, now and later,"
        return [
            f"{what} is kept, and used for nothing else but with consent, for legal claims, or to protect somebody."
        ]

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

    def said(self) -> list[str]:
        """The warning."""
        return ["! The person must be told BEFORE the restriction is lifted (Article 18(3)). Tell them first."]

    def fields(self) -> ComposeResult:
        """When they were told, and why it is lifted."""
        yield DateField("told", "Told on", self.app.today())
        yield Field("reason", "Why it is lifted")

    async def carry_out(self, typed: dict[str, str]) -> str:
        """Lift it."""
        told = typed["told"] or None
        return await self.app.do(
            person_cards.lift_restriction, self.card.person, told, typed["reason"], self.app.now(), item=self.item
        )
