"""The retention schedule: every row, its status, and every change with its reason."""

from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.law import retention as law
from casework.retention.schedule import RowFacts, RowState, ScheduleRow
from casework.text.facts import Unchecked
from dpo_console.door import Job
from dpo_console.page import Page, ScrollingText
from dpo_console.retention import jobs
from dpo_console.retention.keys import KEYS
from dpo_console.shown import grid, lines, show
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.form import Choice, Field, LongText, Tick
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("Row", 4), Column("Status", 14), Column("Record", 0), Column("Kept", 26, needs=60))
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
NEEDED = "Enter a reason. It is kept in the history."


class ScheduleScreen(Page):
    """The rows; answers whether anything was changed."""

    BINDINGS = [*KEYS["schedule"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, ScheduleRow] = {}
        self.changed = False

    def body(self) -> ComposeResult:
        """The rows, and the selected one in full."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield RecordList(COLUMNS, reading="Reading the schedule ...")
        with ScrollingText(classes="detail explanation"):
            yield Static("")

    def on_mount(self) -> None:
        """Load the rows."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch and show the rows."""
        schedule = await self.do(jobs.retention_schedule)
        if schedule is None:
            return
        self.rows = {one.id: one for one in schedule.rows}
        force = [one for one in schedule.rows if one.state.in_force]
        adopted = sum(one.state is RowState.adopted for one in force)
        head = f"Retention schedule: {len(force)} rows in force, {adopted} adopted, the rest shipped defaults"
        self.query_one("#head", Static).update(show(head))
        self.query_one("#figures", Static).update(lines(f"! Clash: {one.words}" for one in schedule.clashes))
        self.query_one("#figures").display = bool(schedule.clashes)
        self.query_one(RecordList).give([_row(one) for one in schedule.rows])

    def chosen_one(self) -> ScheduleRow | None:
        """The selected row."""
        row = self.query_one(RecordList).row
        return self.rows[row.key] if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the selected row in full."""
        row = self.chosen_one()
        self.query_one(".explanation Static", Static).update(grid(details(row)) if row else "")

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
        if not (row := self.chosen_one()):
            return
        text, name = [row.record, row.kept, "Why?"], f"{draft}:{row.id}"
        question = Prompt(f"{what} row {row.id}", text, needed=NEEDED, draft=name)
        reason = await self.app.push_screen_wait(question)
        if reason and (done := await self.do(job, row.id, reason, self.app.now())):
            self.done(done)

    def action_edit(self) -> None:
        """Edit the row."""
        if row := self.chosen_one():
            self.form(row)

    def action_add(self) -> None:
        """Add a row of the council's own."""
        self.form(None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def form(self, row: ScheduleRow | None) -> None:
        """Open the form for a row, then show the rows as they are now."""
        if row and not row.facts.trigger:
            self.app.say(f"Row {row.id} is kept {row.kept}. Edit those rows.")
        elif done := await self.app.push_screen_wait(RowForm(row)):
            self.done(done)

    def done(self, row: ScheduleRow) -> None:
        """Show the new status of the row."""
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
        """Back, answering whether anything was changed."""
        self.dismiss(self.changed)


def _row(one: ScheduleRow) -> Row:
    status = f"{SIGNS[one.state]} {one.state.removeprefix('shipped ')}"
    if one.minimum and one.state is RowState.on_offer:
        status = "= minimum"
    return Row(one.id, (one.id, status, one.record, one.kept), strong=one.state is RowState.adopted)


def details(one: ScheduleRow) -> list[tuple[str, str]]:
    """A row in full, name and text."""
    origin = law.ORIGINS.get(one.standing, "the council's own")
    least = "; sets a minimum, in force or not" if one.minimum else ""
    since = f", since {day(one.since)}: {one.reason}" if one.since else ""
    lines = [
        ("Record", one.record),
        ("Kept", one.kept),
        ("Status", f"{one.state}{since}"),
        ("Origin", f"{origin}{least}; basis: {one.basis}"),
        ("Source", one.source),
        ("Classes", ", ".join(one.classes)),
    ]
    lines += [("Published as", ": ".join(one.said))] if any(one.said) else []
    return lines + ([("Note", one.note)] if one.note else [])


class RowForm(LoggingForm):
    """A form for a row of the schedule; answers the saved row, or None."""

    AUTO_FOCUS = "#field-record Input"

    def __init__(self, row: ScheduleRow | None):
        super().__init__()
        self.row = row
        self.draft_name = f"row:{row.id}" if row else "row"

    def body(self) -> ComposeResult:
        """The fields of the form."""
        facts = self.row.facts if self.row else BLANK
        triggers = {name: one.words for name, one in law.triggers().items()}
        head = f"Edit row {self.row.id}" if self.row else "New row"
        yield Static(show(head), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Field("record", "Record", text=facts.record)
            hint = "personnel, payroll"
            yield Field("classes", "Classes", hint=hint, text=", ".join(facts.classes))
            yield Choice("trigger", "Counted from", triggers, text=facts.trigger or "")
            yield Field("period", "Period", hint="6 years; 1 year 6 months; at once", text=facts.period or "")
            yield Field("wait", "Only after waiting", hint="1 year; usually empty", text=facts.wait or "")
            second = {"": "nothing else"} | triggers
            yield Choice("second_trigger", "Or from", second, text=facts.second_trigger or "")
            yield Field("second_period", "Second period", text=facts.second_period or "")
            which = {"later": "the later of the two", "earlier": "the earlier of the two"}
            yield Choice("which", "Which applies", which, text=facts.which)
            yield Tick("review", "Then", "review it instead of destroying it", on=facts.review)
            yield Tick(
                "anonymise",
                "Or then",
                "keep it for statistics, made anonymous",
                on=facts.anonymise,
            )
            yield Field("basis", "Basis", hint="the law or business need", text=facts.basis)
            yield Field("source", "Source", text=facts.source)
            yield LongText("reason", "Reason")

    def facts(self) -> Unchecked:
        """The row as `save_row` takes it."""
        typed = self.texts()
        classes = [name.strip() for name in typed["classes"].split(",") if name.strip()]
        return (
            typed
            | {"classes": classes, "row": self.row.id if self.row else None}
            | {name: bool(typed[name]) for name in ("review", "anonymise")}
        )

    async def save(self) -> ScheduleRow:
        """Save the row and put it in force."""
        return await self.app.do(jobs.save_row, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "record": "Enter the records the row is for.",
            "classes": f"Enter classes of record: {', '.join(list(law.classes())[:6])} ...",
            "period": "Enter a period, for example 6 years.",
            "basis": "Enter the law or business need.",
            "reason": NEEDED,
        }
        typed = self.texts()
        return {name: sentence for name, sentence in needed.items() if not typed[name]}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a refusal is about."""
        if "class" in sentence:
            return {"classes": sentence}
        second = self.texts()["second_period"]
        return {"second_period" if second and second in sentence else "period": sentence}
