"""Holds: whose records are frozen by an officer, why, and until when somebody looks again."""

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

COLUMNS = (Column("Hold", 14), Column("Stands", 8), Column("Review", 12), Column("Kind", 13), Column("Whose", 0))
KINDS = {"claim": "Claim", "inquiry": "Inquiry", "investigation": "Investigation", "other": "Other reason"}
EMPTY = "No hold: press n to freeze records. Open cases freeze by themselves"


class HoldsScreen(Page):
    """Every hold, lifted ones too; answers whether anything was changed."""

    BINDINGS = [*KEYS["holds"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, HoldInFull] = {}
        self.changed = False

    def body(self) -> ComposeResult:
        """The holds, and the whole of the one under the cursor."""
        yield Static("Holds: what must not be destroyed, whatever its time", classes="title")
        yield RecordList(COLUMNS, empty=EMPTY)
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """As they stand."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch them."""
        found = await self.do(jobs.holds)
        if found is None:
            return
        self.holds = {one.reference: one for one in found}
        today = self.app.today()
        self.query_one(RecordList).give([_row(one, today) for one in found])

    def chosen_one(self) -> HoldInFull | None:
        """The hold under the cursor."""
        row = self.query_one(RecordList).row
        return self.holds[row.key] if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """The whole hold follows the cursor."""
        one = self.chosen_one()
        self.query_one(".detail Static", Static).update(grid(whole(one)) if one else "")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_place(self) -> None:
        """A new one."""
        if hold := await self.app.push_screen_wait(HoldForm()):
            self.done(f"{hold} is placed.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_lift(self) -> None:
        """Lift the one under the cursor, and no other."""
        if not (one := self.chosen_one()):
            return
        said = [f"{whose(one)}: {one.why}", "Other holds and open cases on the same people stay. Why it is lifted:"]
        needed = "Say why: the reason stands in the history."
        why = await self.app.push_screen_wait(
            Prompt(f"Lift {one.reference}", said, needed=needed, draft=f"unhold:{one.reference}")
        )
        if why and await self.do(jobs.lift_hold, one.reference, why, self.app.now()):
            self.done(f"{one.reference} is lifted.")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_keep(self) -> None:
        """Keep it until another day."""
        if not (one := self.chosen_one()):
            return
        said = ["The next day to look at it, then why it is still needed: 31/01/2028 claim not heard yet"]
        draft, needed = f"keep:{one.reference}", "Give a day, and why."
        typed = await self.app.push_screen_wait(Prompt(f"Keep {one.reference}", said, needed=needed, draft=draft))
        if not typed:
            return
        until, _, why = typed.partition(" ")
        try:
            on_day = read_day(until)
        except Refused as wrong:
            self.app.say(str(wrong), wrong=True)
            return
        if await self.do(jobs.keep_hold, one.reference, on_day, why, self.app.now()):
            self.done(f"{one.reference} stands, to be looked at again on {until}.")

    def done(self, said: str) -> None:
        """Say it, and show the holds as they stand."""
        self.changed = True
        self.app.say(said)
        self.load()

    def action_back(self) -> None:
        """Back, and say whether anything was changed."""
        self.dismiss(self.changed)


def whose(one: HoldInFull) -> str:
    """Whose records a hold freezes, in words."""
    people = [f"{name} ({number})" for name, number in zip(one.names, one.people, strict=True)]
    return "; ".join(filter(None, [", ".join(people), ", ".join(one.classes)]))


def _row(one: HoldInFull, today: date) -> Row:
    late = not one.lifted and one.review <= today
    stands = "lifted" if one.lifted else "stands"
    cells = (one.reference, stands, f"{'! ' if late else ''}{day(one.review)}", KINDS[one.kind], whose(one))
    return Row(one.reference, cells, strong=late)


def whole(one: HoldInFull) -> list[tuple[str, str]]:
    """A hold whole, name and text."""
    said = [("Whose", whose(one)), ("Why", one.why), ("Placed", day(one.placed)), ("Review", day(one.review))]
    return said + ([("Lifted", f"{day(one.lifted)}: {one.lifted_why}")] if one.lifted else [])


class HoldForm(LoggingForm):
    """Whose records are held, why, until when; answers its reference, or None."""

    AUTO_FOCUS = "#field-why TextArea"

    def __init__(self, person: int | None = None):
        super().__init__()
        self.person = person
        self.draft_name = f"hold:{person}" if person else "hold"

    def body(self) -> ComposeResult:
        """The lines of the form."""
        yield Static(
            "Freeze records: nothing of them is destroyed until the hold is lifted", classes="title", id="title"
        )
        with VerticalScroll(classes="form", can_focus=False):
            yield LongText("why", "Why")
            yield DateField("review", "Look at it again on", self.app.today(), ago=False)
            yield Choice("kind", "Kind", KINDS, text="claim")
            hint = "like 17, 1044; or h on the Workforce page"
            yield Field("people", "People", hint=hint, text=str(self.person or ""))
            yield Field("classes", "Or classes of record", hint="like payroll, personnel")

    def facts(self) -> Unchecked:
        """The hold as `place_hold` takes it. Raises Refused where a number is none."""
        said = self.texts()
        people, classes = (
            [one.strip() for one in said[name].split(",") if one.strip()] for name in ("people", "classes")
        )
        if wrong := next((one for one in people if not (one.isascii() and one.isdigit())), None):
            raise Refused(f"'{wrong[:20]}' is not a person's number: give those the register shows.")
        review = read_day(said["review"]).isoformat()
        return {"kind": said["kind"], "people": [int(one) for one in people], "classes": classes} | {
            "why": said["why"],
            "review": review,
        }

    async def save(self) -> str:
        """The hold is placed."""
        return (await self.app.do(jobs.place_hold, self.facts(), self.app.now())).reference

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "why": "Say why: a hold without a reason cannot be reviewed.",
            "review": "Give the day of its review.",
        }
        said = self.texts()
        found = {name: sentence for name, sentence in needed.items() if not said[name]}
        if not said["people"] and not said["classes"]:
            found["people"] = "Say whose records are held: people, or classes of record."
        return found if "review" in found or self.query_one(DateField).check() else found | {"review": ""}

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a sentence of the desk is about."""
        lowered = sentence.casefold()
        name = "classes" if "class" in lowered else "people" if "person" in lowered else "review"
        return {"why" if "say why" in lowered else name: sentence}
