"""What is due by a date: every record with the explanation in words, and what blocks it."""

from collections.abc import Sequence
from datetime import date

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import ProgressBar, Static

from casework import Refused
from casework.retention import DueRecord, Plan, UndatedRecord
from casework.retention.case_papers import DuePapers, UndatedPapers
from dpo_console.jobs import person_cards
from dpo_console.page import Page, ScrollingText
from dpo_console.retention import jobs
from dpo_console.retention.keys import KEYS
from dpo_console.routes import Card, Case, Disposals
from dpo_console.shown import lines, words
from dpo_console.widgets.date_field import read_day
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.record_list import SLICE, Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("Due", 10), Column("Record", 13), Column("Class", 20), Column("Row", 7), Column("Blocked by", 0))
VIEWS = {
    "due": "All due",
    "blocked": "Blocked",
    "cannot": "Without a date",
    "cases": "Case papers",
}
EMPTY = {
    "due": "Nothing is due by this date. Press d for another date, s for the schedule",
    "blocked": "Nothing due is blocked. Press v for the next view",
    "cannot": "Every record has the dates its rules need. Press v for the next view",
    "cases": "No case papers are due by this date. Press v for the next view",
}
Due = DueRecord | DuePapers
Undated = UndatedRecord | UndatedPapers
NO_RECORDS = "There are no records yet. Press esc, 2, then i to import workforce files"


class RetentionScreen(Page):
    """The plan for a date, at first today; another date makes a new plan."""

    BINDINGS = [*KEYS["retention"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None
        self.plan: Plan | None = None
        self.listed: Sequence[Due | Undated] = []
        self.view, self.making, self.stop = "due", False, False

    def body(self) -> ComposeResult:
        """The date and the figures, the records, the explanation for the selected one."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield ProgressBar(show_eta=False, id="progress")
        yield RecordList(COLUMNS, reading="Making the plan ...")
        with ScrollingText(classes="detail explanation"):
            yield Static("")

    def on_mount(self) -> None:
        """The plan for today."""
        self.query_one(ProgressBar).display = False
        self.make()

    @work(exclusive=True, group="make", exit_on_error=False)
    async def make(self) -> None:
        """Make the plan; a desk open for reading only is enough."""
        bar, on_day = self.query_one(ProgressBar), self.day or self.app.today()
        bar.display, self.making, self.stop = True, True, False
        self.query_one("#head", Static).update(words(f"Retention as at {day(on_day)} ..."))
        plan = await self.do(jobs.retention_plan, on_day, self.so_far, lambda: self.stop or self.app._exit)
        bar.display, self.making = False, False
        if plan is None:
            self.query_one(RecordList).empty = "No plan was made. Press d to choose a date"
            self.query_one(RecordList).give([])
            return
        self.plan = plan
        self.show_view(plan)

    def show_view(self, plan: Plan) -> None:
        """Show the figures and the lines of the view."""
        listing = self.query_one(RecordList)
        blocked = [one for one in plan.due if one.blocked_by]
        lists: dict[str, Sequence[Due | Undated]] = {
            "due": plan.due,
            "blocked": blocked,
            "cannot": plan.cannot_compute,
            "cases": [*plan.cases, *plan.cases_cannot_compute],
        }
        self.listed = lists[self.view]
        title = f"Retention as at {day(plan.on)}: {VIEWS[self.view]} ({len(self.listed):,})"
        self.query_one("#head", Static).update(words(title))
        self.query_one("#figures", Static).update(lines(figures(plan, len(blocked))))
        listing.empty = EMPTY[self.view] if plan.total or self.view == "cases" else NO_RECORDS
        listing.give(self._slice(0), len(self.listed))

    def _slice(self, offset: int) -> list[Row]:
        return [_row(at, one) for at, one in enumerate(self.listed[offset : offset + SLICE], offset)]

    @on(RecordList.Wanted)
    def wanted(self, event: RecordList.Wanted) -> None:
        """Further lines came into view."""
        event.list.fill(event.offset, self._slice(event.offset))

    def chosen_one(self) -> Due | Undated | None:
        """The selected line."""
        row = self.query_one(RecordList).row
        return self.listed[int(row.key)] if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Explain the selected line."""
        self.explain()

    @work(exclusive=True, group="explain", exit_on_error=False)
    async def explain(self) -> None:
        """Show the explanation for the selected line."""
        one, text = self.chosen_one(), self.query_one(".explanation Static", Static)
        if one is None:
            text.update("")
            return
        record = None
        if isinstance(one, DueRecord | UndatedRecord):
            record = await self.do(person_cards.record_of, one.item)
        text.update(words(*explanation(one, record)))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open_person()

    def action_open_person(self) -> None:
        """The person's card, or the case of the desk's own papers."""
        one = self.chosen_one()
        if isinstance(one, DuePapers | UndatedPapers):
            self.open(Case(one.reference))
        elif one and one.person:
            self.open(Card(one.person))
        elif one:
            self.app.say("This record is not linked to a person.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_on_day(self) -> None:
        """Ask for another date."""
        text = ["Enter a date. Leave it empty for today."]
        typed = await self.app.push_screen_wait(Prompt("Due by which date?", text, day(self.day)))
        if typed is None:
            return
        try:
            self.day = read_day(typed) if typed else None
        except Refused as wrong:
            self.app.say(str(wrong), wrong=True)
            return
        self.make()

    def action_view(self) -> None:
        """The next of the four views."""
        if self.plan:
            names = list(VIEWS)
            self.view = names[(names.index(self.view) + 1) % len(names)]
            self.show_view(self.plan)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_schedule(self) -> None:
        """Open the schedule; after a change there, make the plan again."""
        from dpo_console.retention.schedule import ScheduleScreen

        if await self.app.push_screen_wait(ScheduleScreen()):
            self.make()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_holds(self) -> None:
        """Open the holds; after a change there, make the plan again."""
        from dpo_console.retention.holds import HoldsScreen

        if await self.app.push_screen_wait(HoldsScreen()):
            self.make()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_disposals(self) -> None:
        """Open the disposals, then make the plan again: what was carried out is no longer due."""
        await self.answer_of(Disposals())
        self.make()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_freeze(self) -> None:
        """Place a hold on the person of the selected record."""
        from dpo_console.retention.holds import HoldForm

        one = self.chosen_one()
        person = one.person if isinstance(one, DueRecord | UndatedRecord) else None
        if one and not person:
            self.app.say("This record is not linked to a person. Press h, then n, to hold its class.")
        elif one and (hold := await self.app.push_screen_wait(HoldForm(person))):
            self.app.say(f"{hold} is placed.")
            self.make()

    def action_back(self) -> None:
        """Stop making the plan; else back."""
        if self.making:
            self.stop = True
        else:
            self.dismiss(None)


def figures(plan: Plan, blocked: int) -> Sequence[str]:
    """The plan in figures, and the clashes to settle."""
    counts = f"{len(plan.due):,} of {plan.total:,} records due, {blocked:,} blocked; {plan.later:,} later"
    lacking = len(plan.cannot_compute)
    clashes = [f"! Clash: {one.words}" for one in plan.clashes]
    return [f"{counts}; {lacking:,} without a date", *clashes]


def _row(at: int, one: Due | Undated) -> Row:
    what = f"{one.item}" if isinstance(one, DueRecord | UndatedRecord) else one.reference
    if isinstance(one, UndatedRecord | UndatedPapers):
        return Row(str(at), ("? no date", what, one.class_, one.rule or "none", one.why))
    blocked = ", ".join(one.blocked_by)
    kept = "kept for statistics" if isinstance(one, DueRecord) and one.anonymise else ""
    then = f"! {blocked}" if blocked else "due for review" if one.review else kept
    return Row(str(at), (day(one.date), what, one.class_, one.rule, then), strong=bool(blocked))


def explanation(one: Due | Undated, record: person_cards.RecordBrief | None) -> list[str | tuple[str, str]]:
    """Why a record is kept until its date: what it is, what wins, what blocks it, then every other rule."""
    if isinstance(one, DuePapers | UndatedPapers):
        what, note = one.reference, []
    else:
        note = [f"{one.note}\n"] if one.note else []
        what = f"record {one.item}"
        if record:
            what = f"{record.title}, {record.place}: {record.name or 'not linked to a person'}"
    head: list[str | tuple[str, str]] = [(f"{what}\n", "bold")]
    if isinstance(one, UndatedRecord | UndatedPapers):
        return [
            *head,
            f"The date cannot be worked out: {one.why}. Until it can, the record is not disposed of.\n",
            *note,
        ]
    blocked = f"Blocked by {', '.join(one.blocked_by)}." if one.blocked_by else "Nothing blocks it."
    rules = [
        f"  {day(rule.date) or 'no date':<10} {rule.rule}, {rule.stands}: {rule.words}\n" for rule in one.because[1:]
    ]
    return [*head, f"{one.words[0].upper()}{one.words[1:]}. ", (f"{blocked}\n", "bold"), *note, *rules]
