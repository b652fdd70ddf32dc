"""The retention schedule: every row, how it stands, and every change to it with its reason."""

from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.law import retention as law
from casework.retention.schedule import RowFacts, RowState, ScheduleRow
from casework.text.facts import Unchecked
from dpo_console.door import Job
from dpo_console.page import Page, Reading
from dpo_console.retention import jobs
from dpo_console.retention.keys import KEYS
from dpo_console.shown import grid, lines, show
from dpo_console.widgets.dialogs import Line
from dpo_console.widgets.form import Choice, Field, Passage, Tick
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("Row", 4), Column("Stands", 14), Column("Record", 0), Column("Kept", 26, needs=60))
SIGNS = {
    RowState.adopted: "+",
    RowState.shipped_default: "+",
    RowState.on_offer: " ",
    RowState.retired: "-",
    RowState.switched_off: "-",
}
BLANK = RowFacts(
    record="",
    which="later",
    review=False,
    anonymise=False,
    basis="",
    source="the council",
    classes=[],
    trigger="end-of-employment",
)
NEEDED = "Say why: the reason stands in the history."


class ScheduleScreen(Page):
    """The rows; answers whether anything was changed."""

    BINDINGS = [*KEYS["schedule"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, ScheduleRow] = {}
        self.changed = False

    def body(self) -> ComposeResult:
        """The rows, and the whole of the one under the cursor."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield RecordList(COLUMNS, reading="The schedule is being read ...")
        with Reading(classes="detail explanation"):
            yield Static("")

    def on_mount(self) -> None:
        """The rows as they stand."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch them."""
        found = await self.do(jobs.retention_schedule)
        if found is None:
            return
        self.rows = {one.id: one for one in found.rows}
        force = [one for one in found.rows if one.state.in_force]
        adopted = sum(one.state is RowState.adopted for one in force)
        head = f"Retention schedule: {len(force)} rows in force, {adopted} adopted, the rest shipped defaults"
        self.query_one("#head", Static).update(show(head))
        self.query_one("#figures", Static).update(lines(f"! Clash: {one.words}" for one in found.clashes))
        self.query_one("#figures").display = bool(found.clashes)
        self.query_one(RecordList).give([_row(one) for one in found.rows])

    def chosen_one(self) -> ScheduleRow | None:
        """The row under the cursor."""
        row = self.query_one(RecordList).row
        return self.rows[row.key] if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """The whole row follows the cursor."""
        one = self.chosen_one()
        self.query_one(".explanation Static", Static).update(grid(whole(one)) if one else "")

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click edits too."""
        self.action_edit()

    def action_adopt(self) -> None:
        """Put the row in force."""
        self.change(jobs.adopt_row, "Adopt", "adopt")

    def action_retire(self) -> None:
        """Take it out of force."""
        self.change(jobs.retire_row, "Retire", "retire")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def change(self, job: "Job[[str, str, datetime], ScheduleRow]", what: str, draft: str) -> None:
        """Ask why, and do it."""
        if not (one := self.chosen_one()):
            return
        said, name = [one.record, one.kept, "Why:"], f"{draft}:{one.id}"
        question = Line(f"{what} row {one.id}", said, needed=NEEDED, draft=name)
        reason = await self.app.push_screen_wait(question)
        if reason and (done := await self.do(job, one.id, reason, self.app.now())):
            self.done(done)

    def action_edit(self) -> None:
        """Change the row."""
        if one := self.chosen_one():
            self.form(one)

    def action_add(self) -> None:
        """A row of the council's own."""
        self.form(None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def form(self, one: ScheduleRow | None) -> None:
        """The form for a row, and the rows as they stand after it."""
        if one and not one.facts.trigger:
            self.app.say(f"Row {one.id} is kept {one.kept}: change those.")
        elif done := await self.app.push_screen_wait(RowForm(one)):
            self.done(done)

    def done(self, row: ScheduleRow) -> None:
        """Say how the row stands now."""
        self.changed = True
        self.app.say(f"Row {row.id} is {row.state}: {row.kept}.")
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_sheet(self) -> None:
        """The schedule as a PDF, to the outbox."""
        self.app.say("Making the schedule ...")
        if made := await self.do(jobs.schedule_sheet, self.app.now()):
            self.app.say(f"The schedule is in the outbox: {made.path.name}")

    def action_back(self) -> None:
        """Back, and say whether anything was changed."""
        self.dismiss(self.changed)


def _row(one: ScheduleRow) -> Row:
    stands = f"{SIGNS[one.state]} {one.state.removeprefix('shipped ')}"
    if one.minimum and one.state is RowState.on_offer:
        stands = "= minimum"
    return Row(one.id, (one.id, stands, one.record, one.kept), strong=one.state is RowState.adopted)


def whole(one: ScheduleRow) -> list[tuple[str, str]]:
    """A row whole, name and text."""
    standing = law.ORIGINS.get(one.standing, "the council's own")
    least = "; a minimum no row goes below, in force or not" if one.minimum else ""
    since = f", since {day(one.since)}: {one.reason}" if one.since else ""
    said = [
        ("Record", one.record),
        ("Kept", one.kept),
        ("Stands", f"{one.state}{since}"),
        ("Standing", f"{standing}{least}; basis: {one.basis}"),
        ("Source", one.source),
        ("Classes", ", ".join(one.classes)),
    ]
    said += [("Published as", ": ".join(one.said))] if any(one.said) else []
    return said + ([("Note", one.note)] if one.note else [])


class RowForm(LoggingForm):
    """A row of the schedule; answers it as it stands then, or None."""

    AUTO_FOCUS = "#field-record Input"

    def __init__(self, row: ScheduleRow | None):
        super().__init__()
        self.row = row
        self.draft_name = f"row:{row.id}" if row else "row"

    def body(self) -> ComposeResult:
        """The lines of the form."""
        facts = self.row.facts if self.row else BLANK
        triggers = {name: one.words for name, one in law.triggers().items()}
        head = f"Change row {self.row.id}" if self.row else "A row of the council's own"
        yield Static(show(head), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Field("record", "Record", text=facts.record)
            hint = "personnel, payroll"
            yield Field("classes", "Classes", hint=hint, text=", ".join(facts.classes))
            yield Choice("trigger", "Counted from", triggers, text=facts.trigger or "")
            yield Field("period", "Period", hint="6 years; 1 year 6 months; at once", text=facts.period or "")
            yield Field("wait", "Only after waiting", hint="1 year; as a rule empty", text=facts.wait or "")
            second = {"": "nothing else"} | triggers
            yield Choice("second_trigger", "Or from", second, text=facts.second_trigger or "")
            yield Field("second_period", "Second period", text=facts.second_period or "")
            which = {"later": "the later of the two", "earlier": "the earlier of the two"}
            yield Choice("which", "Of two counts", which, text=facts.which)
            yield Tick("review", "Then", "look at it again instead of destroying it", on=facts.review)
            yield Tick(
                "anonymise",
                "Or then",
                "keep it for statistics, without whom it is about",
                on=facts.anonymise,
            )
            yield Field("basis", "Basis", hint="the law or the need it rests on", text=facts.basis)
            yield Field("source", "Source", text=facts.source)
            yield Passage("reason", "Why this change")

    def facts(self) -> Unchecked:
        """The row as `save_row` takes it."""
        said = self.texts()
        classes = [name.strip() for name in said["classes"].split(",") if name.strip()]
        return (
            said
            | {"classes": classes, "row": self.row.id if self.row else None}
            | {name: bool(said[name]) for name in ("review", "anonymise")}
        )

    async def save(self) -> ScheduleRow:
        """The row is in force as the lines say."""
        return await self.app.do(jobs.save_row, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "record": "Say which records the row is for.",
            "classes": f"Give classes of record, like personnel, payroll: {', '.join(list(law.classes())[:6])} ...",
            "period": "Give a period, like 6 years.",
            "basis": "Say on what law or need it rests.",
            "reason": NEEDED,
        }
        said = self.texts()
        return {name: sentence for name, sentence in needed.items() if not said[name]}

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a sentence of the desk is about."""
        if "class" in sentence:
            return {"classes": sentence}
        second = self.texts()["second_period"]
        return {"second_period" if second and second in sentence else "period": sentence}
