"""Recording what happened to a breach: its times to the minute, whom was told, what is to be done; closing it."""

from datetime import date

from textual.app import ComposeResult

from casework import Refused
from casework.text.days import long
from casework.timeline.outcomes import ACTIONS, OF_BREACHES, OUTCOMES, TELLINGS
from dpo_console.frame import LONDON
from dpo_console.jobs import case_events
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.widgets.date_field import DateField, read_day
from dpo_console.widgets.event_form import MORE, CloseForm, CorrectForm, EventForm
from dpo_console.widgets.form import Choice, Field, Tick
from dpo_console.widgets.moment_field import MomentField, written
from dpo_console.words import EVENTS, OF_BREACH, moment

TIMED = ("happened", "discovered", "aware", "contained", "processor_told", "notified")
"""What takes effect at an instant."""
DAYS_ENOUGH = ("happened", "contained", "processor_told")
"""Those of which a day alone may be all that is known."""
BREACH_LINES = {
    "contained": (),
    "happened": (),
    "processor_told": ("processor",),
    "others_told": ("whom",),
    "people_told": ("how",),
    "notified": ("theirs", "complete"),
    "action": ("what", "owner", "due"),
    "action_done": ("action",),
    **{kind: MORE[kind] for kind in ("note", "assigned")},
}
"""What an event of a breach says beside its time and its note, in the order of the list."""
BREACH_HINTS = {
    "notified": "After the 72 hours the note gives the reasons for the delay (Article 33(1)).",
    "action": "The note says what is to be done; it stands on the board by its day until it is done.",
    "processor_told": "A processor tells without undue delay (Article 33(2)); a day is enough where no time is known.",
    "happened": "A day is enough where no time is known.",
    "contained": "A day is enough where no time is known.",
    "reopened": "Say in the note why it is opened again.",
    "assigned": "An empty name gives it to nobody; the note is what is handed over.",
}


class WhenField(MomentField):
    """A day with a time; or a day alone, where `day_enough`."""

    day_enough = False

    def allow(self, day_enough: bool) -> None:
        """Whether a day alone is enough from now on; what stands there is said back anew."""
        if day_enough != self.day_enough:
            self.day_enough = day_enough
            self.check()

    @property
    def said(self) -> str:
        """What is typed, as the job takes it: ISO. Raises Refused where it is neither."""
        if self.day_enough and self.value and ":" not in self.value:
            return read_day(self.value).isoformat()
        return self.instant.isoformat() if self.instant else ""

    def check(self) -> bool:
        """Say it back, or what is wrong with it."""
        if not self.day_enough or ":" in self.value or not self.value:
            return super().check()
        try:
            on = read_day(self.value)
        except Refused as wrong:
            self.tell(str(wrong), wrong=True)
            return False
        self.tell(f"{long(on)}, no time known")
        return True

    def altered(self) -> None:
        """Say a day alone back once it is long enough to be one."""
        if not self.day_enough or ":" in self.value:
            super().altered()
            return
        self.check() if len(self.value) >= len("1/1/2026") else self.tell("")
        self.post_message(self.Changed())


def typed_date(screen: EventForm | CorrectForm, kind: str) -> date | None:
    """The day of what was typed, where that is right; else it is told beside its line."""
    at = screen.query_one("#field-at", WhenField)
    at.allow(kind in DAYS_ENOUGH)
    if not at.value:
        at.tell("Give the day and the time, like 20/11/2026 16:30.", wrong=True)
    elif at.check():
        return at.instant.astimezone(LONDON).date() if ":" in at.value and at.instant else read_day(at.value)
    at.focus_entry()
    return None


class RecordBreachEvent(EventForm):
    """What happened to a breach; `first` is the kind that is chosen to begin with."""

    lines_of, hints = BREACH_LINES, BREACH_HINTS

    def __init__(self, case: CaseDetail, first: str = ""):
        super().__init__(case, first)
        order = [first, *BREACH_LINES]
        kinds = sorted(self.options, key=lambda kind: order.index(kind) if kind in order else len(order))
        self.options = {kind: OF_BREACH.get(kind) or EVENTS.get(kind, kind) for kind in kinds}
        _, self.breach = case.of_breach
        self.open_actions = {str(one.seq): f"{one.words} ({one.owner})" for one in self.breach.actions if not one.done}
        if not self.open_actions:
            self.options.pop("action_done", None)

    def more(self) -> ComposeResult:
        """The lines that only a breach has."""
        yield WhenField("at", "When", self.app.now(), text=written(self.app.now()))
        yield Choice("how", "How", TELLINGS, text="public" if self.breach.is_public else "letters")
        yield Field("whom", "Whom", hint="the police, an insurer, another controller")
        yield Field("processor", "Processor", hint="which one")
        yield Tick("complete", "", "nothing further will be known")
        yield Choice("what", "What kind", ACTIONS, text="recover")
        yield DateField("due", "To be done by", self.app.today(), ago=False)
        listed = self.open_actions or {"": "none is open"}
        yield Choice("action", "Which action", listed, text=next(iter(listed)))

    def on_mount(self) -> None:
        """The lines of the kind that is chosen to begin with."""
        RecordBreachEvent.on_field_changed(self)

    def on_field_changed(self) -> None:
        """A time where one is needed; else a day."""
        kind = self.query_one("#field-kind", Choice).value
        at = self.query_one("#field-at", WhenField)
        at.display = kind in TIMED
        at.allow(kind in DAYS_ENOUGH)
        self.query_one("#field-on").display = kind not in TIMED

    def day_said(self, kind: str) -> date | None:
        """The day of the time typed; and the day an action is due has to be one."""
        due = self.query_one("#field-due", DateField)
        if kind == "action" and not (due.check() and due.day):
            due.tell("Give the day by which it is to be done.", wrong=True)
            due.focus_entry()
            return None
        return typed_date(self, kind) if kind in TIMED else super().day_said(kind)

    def hint_of(self, kind: str) -> str:
        """What to know first; of the people told, how many of them no letter was made to here."""
        if kind != "people_told":
            return super().hint_of(kind)
        record, _ = self.case.of_breach
        made = sum(bool(one.letter) for one in self.breach.people)
        about = max(record.facts.people_count or 0, len(self.breach.people))
        short = f"! Letters made here: {made}, for about {about:,} people. "
        return (short if made < about else "") + "Record it once they were told."

    def facts(self, kind: str) -> dict[str, object]:
        """With the instant, and the day an action is due, as the job takes them."""
        said = super().facts(kind)
        if kind in TIMED:
            said["at"] = self.query_one("#field-at", WhenField).said
        if "due" in said and (due := self.query_one("#field-due", DateField).day):
            said["due"] = due.isoformat()
        return said


class CorrectBreachEvent(CorrectForm):
    """An event of a breach that was recorded wrongly: with another time or day, or taken out.

    An action gets another day or officer too; a line that is left empty leaves it as it is.
    """

    def __init__(self, case: CaseDetail):
        super().__init__(case)
        self.options = {
            str(one.seq): f"{moment(one.took_effect)} {OF_BREACH.get(one.kind) or EVENTS.get(one.kind, one.kind)}"
            for one in reversed(case.events)
            if one.stands and one.kind not in ("logged", "corrected")
        }
        self.lines_of = {seq: ("due", "owner") for seq in self.options if self.kind_of(seq) == "action"}

    def more(self) -> ComposeResult:
        """The right time; the right day of an action."""
        yield WhenField("at", "When it really was", self.app.now())
        yield DateField("due", "To be done by", self.app.today(), ago=False)
        yield from super().more()

    def kind_of(self, seq: str) -> str:
        """The kind of the event chosen."""
        return next(one.kind for one in self.case.events if str(one.seq) == seq)

    def on_mount(self) -> None:
        """The line the event chosen has."""
        CorrectBreachEvent.on_field_changed(self)

    def on_field_changed(self) -> None:
        """A time where the event has one; else a day."""
        kind = self.kind_of(self.query_one("#field-kind", Choice).value)
        self.query_one("#field-at").display = kind in TIMED
        self.query_one("#field-on").display = kind not in TIMED
        self.query_one("#field-at", WhenField).allow(kind in DAYS_ENOUGH)

    def day_said(self, kind: str) -> date | None:
        """The day of the time typed; of what did not happen, today."""
        if self.query_one("#field-never", Tick).value:
            return self.app.today()
        if kind in self.lines_of and not (due := self.query_one("#field-due", DateField)).check():
            due.focus_entry()
            return None
        return typed_date(self, self.kind_of(kind)) if self.kind_of(kind) in TIMED else super().day_said(kind)

    async def record(self, kind: str, on: date, note: str | None) -> CaseDetail:
        """The event again, with the right time."""
        wrong = next(one for one in self.case.events if str(one.seq) == kind)
        never = bool(self.query_one("#field-never", Tick).value)
        said = {} if never else self.facts(kind)
        if "due" in said and (due := self.query_one("#field-due", DateField).day):
            said["due"] = due.isoformat()
        if wrong.kind in TIMED and not never:
            said["at"] = self.query_one("#field-at", WhenField).said
        return await self.app.do(
            case_events.event, self.case.reference, "corrected" if never else wrong.kind, on, self.app.now(),
            corrects=wrong.original, note=note,
            facts=said or None,
        )  # fmt: skip


class CloseBreach(CloseForm):
    """The end of a breach."""

    options = {outcome: OUTCOMES[outcome] for outcome in OF_BREACHES}
