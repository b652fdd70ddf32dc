"""Holds: the records an officer put on hold, why, and when to review it."""

from datetime import date

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework import Refused
from casework.text.facts import Unchecked
from dpo_console.page import Page, ScrollingText
from dpo_console.retention import jobs
from dpo_console.retention.jobs import HoldInFull
from dpo_console.retention.keys import KEYS
from dpo_console.shown import grid
from dpo_console.widgets.date_field import DateField, read_day
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.form import Choice, Field, LongText
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("Hold", 14), Column("Status", 8), Column("Review", 12), Column("Kind", 13), Column("Covers", 0))
KINDS = {"claim": "Claim", "inquiry": "Inquiry", "investigation": "Investigation", "other": "Other reason"}
EMPTY = "No holds. Press n to place one. Open cases hold their own records"


class HoldsScreen(Page):
    """Every hold, lifted ones too; answers whether anything was changed."""

    BINDINGS = [*KEYS["holds"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, HoldInFull] = {}
        self.changed = False

    def body(self) -> ComposeResult:
        """The holds, and the selected one in full."""
        yield Static("Holds: records that must not be destroyed", classes="title")
        yield RecordList(COLUMNS, empty=EMPTY)
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Load the holds."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch and show the holds."""
        listed = await self.do(jobs.holds)
        if listed is None:
            return
        self.holds = {hold.reference: hold for hold in listed}
        today = self.app.today()
        self.query_one(RecordList).give([_row(hold, today) for hold in listed])

    def chosen_one(self) -> HoldInFull | None:
        """The selected hold."""
        row = self.query_one(RecordList).row
        return self.holds[row.key] if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the selected hold in full."""
        hold = self.chosen_one()
        self.query_one(".detail Static", Static).update(grid(details(hold)) if hold else "")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_place(self) -> None:
        """Place a new hold."""
        if hold := await self.app.push_screen_wait(HoldForm()):
            self.done(f"{hold} is placed.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_lift(self) -> None:
        """Lift the selected hold, and no other."""
        if not (hold := self.chosen_one()):
            return
        text = [f"{covered(hold)}: {hold.why}", "Other holds and open cases on the same people stay. Why is it lifted?"]
        needed = "Enter a reason. It is kept in the history."
        why = await self.app.push_screen_wait(
            Prompt(f"Lift {hold.reference}", text, needed=needed, draft=f"unhold:{hold.reference}")
        )
        if why and await self.do(jobs.lift_hold, hold.reference, why, self.app.now()):
            self.done(f"{hold.reference} is lifted.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_keep(self) -> None:
        """Keep it until another review date."""
        if not (hold := self.chosen_one()):
            return
        text = ["Enter the next review date, then why it is still needed: 31/01/2028 claim not heard yet"]
        draft, needed = f"keep:{hold.reference}", "Enter a date and a reason."
        typed = await self.app.push_screen_wait(Prompt(f"Keep {hold.reference}", text, needed=needed, draft=draft))
        if not typed:
            return
        until, _, why = typed.partition(" ")
        try:
            on_day = read_day(until)
        except Refused as wrong:
            self.app.say(str(wrong), wrong=True)
            return
        if await self.do(jobs.keep_hold, hold.reference, on_day, why, self.app.now()):
            self.done(f"{hold.reference} stays in place. Next review {until}.")

    def done(self, message: str) -> None:
        """Show the message and the holds as they are now."""
        self.changed = True
        self.app.say(message)
        self.load()

    def action_back(self) -> None:
        """Back, answering whether anything was changed."""
        self.dismiss(self.changed)


def covered(one: HoldInFull) -> str:
    """The people and classes a hold covers, in words."""
    people = [f"{name} ({number})" for name, number in zip(one.names, one.people, strict=True)]
    return "; ".join(filter(None, [", ".join(people), ", ".join(one.classes)]))


def _row(one: HoldInFull, today: date) -> Row:
    late = not one.lifted and one.review <= today
    status = "lifted" if one.lifted else "in place"
    cells = (one.reference, status, f"{'! ' if late else ''}{day(one.review)}", KINDS[one.kind], covered(one))
    return Row(one.reference, cells, strong=late)


def details(one: HoldInFull) -> list[tuple[str, str]]:
    """A hold in full, name and text."""
    lines = [("Covers", covered(one)), ("Why", one.why), ("Placed", day(one.placed)), ("Review", day(one.review))]
    return lines + ([("Lifted", f"{day(one.lifted)}: {one.lifted_why}")] if one.lifted else [])


class HoldForm(LoggingForm):
    """A form for a new hold; answers its reference, or None."""

    AUTO_FOCUS = "#field-why TextArea"

    def __init__(self, person: int | None = None):
        super().__init__()
        self.person = person
        self.draft_name = f"hold:{person}" if person else "hold"

    def body(self) -> ComposeResult:
        """The fields of the form."""
        yield Static("Place a hold: its records are not destroyed until it is lifted", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield LongText("why", "Reason")
            yield DateField("review", "Review date", self.app.today(), ago=False)
            yield Choice("kind", "Kind", KINDS, text="claim")
            hint = "like 17, 1044; or h on the Workforce page"
            yield Field("people", "People", hint=hint, text=str(self.person or ""))
            yield Field("classes", "Or classes of record", hint="like payroll, personnel")

    def facts(self) -> Unchecked:
        """The hold as `place_hold` takes it. Raises Refused if a number is not valid."""
        typed = self.texts()
        people, classes = (
            [one.strip() for one in typed[name].split(",") if one.strip()] for name in ("people", "classes")
        )
        if wrong := next((one for one in people if not (one.isascii() and one.isdigit())), None):
            raise Refused(f"'{wrong[:20]}' is not a person's number. Enter the numbers shown in the register.")
        review = read_day(typed["review"]).isoformat()
        return {"kind": typed["kind"], "people": [int(one) for one in people], "classes": classes} | {
            "why": typed["why"],
            "review": review,
        }

    async def save(self) -> str:
        """Place the hold."""
        return (await self.app.do(jobs.place_hold, self.facts(), self.app.now())).reference

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "why": "Enter a reason for the hold. Without one it cannot be reviewed.",
            "review": "Enter the review date.",
        }
        typed = self.texts()
        missing = {name: sentence for name, sentence in needed.items() if not typed[name]}
        if not typed["people"] and not typed["classes"]:
            missing["people"] = "Enter who the hold covers: people, or classes of record."
        return missing if "review" in missing or self.query_one(DateField).check() else missing | {"review": ""}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a refusal is about."""
        lowered = sentence.casefold()
        name = "classes" if "class" in lowered else "people" if "person" in lowered else "review"
        return {"why" if "reason" in lowered else name: sentence}
