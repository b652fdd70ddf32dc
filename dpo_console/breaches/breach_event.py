"""Recording what happened to a breach: its times, who was told, the actions; correcting and closing it."""

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
"""The events that take effect at an instant."""
DAYS_ENOUGH = ("happened", "contained", "processor_told")
"""The events for which a date without a time is enough."""
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
"""The fields of an event besides its time and its note, in the order of the list."""
BREACH_HINTS = {
    "notified": "After the 72 hours, give the reasons for the delay in the note (Article 33(1)).",
    "action": "Enter in the note what must be done. It stays on the board until done.",
    "processor_told": "A processor must tell you without undue delay (Article 33(2)). A date alone is enough.",
    "happened": "A date is enough if no time is known.",
    "contained": "A date is enough if no time is known.",
    "reopened": "Enter in the note why you reopen it.",
    "assigned": "Leave the name empty to unassign. The note goes to the new owner.",
}


class WhenField(MomentField):
    """A date with a time; or a date alone, if `day_enough`."""

    day_enough = False

    def allow(self, day_enough: bool) -> None:
        """Set whether a date alone is enough, and check the field again."""
        if day_enough != self.day_enough:
            self.day_enough = day_enough
            self.check()

    @property
    def typed(self) -> str:
        """What is typed, in ISO as the job takes it. Raises Refused if it is neither a date nor a time."""
        if self.day_enough and self.value and ":" not in self.value:
            return read_day(self.value).isoformat()
        return self.instant.isoformat() if self.instant else ""

    def check(self) -> bool:
        """Show it in words, or what is wrong with it."""
        if not self.day_enough or ":" in self.value or not self.value:
            return super().check()
        try:
            on = read_day(self.value)
        except Refused as wrong:
            self.tell(str(wrong), wrong=True)
            return False
        self.tell(f"{long(on)}, time not known")
        return True

    def altered(self) -> None:
        """Show a date alone in words once it is long enough to be one."""
        if not self.day_enough or ":" in self.value:
            super().altered()
            return
        self.check() if len(self.value) >= len("1/1/2026") else self.tell("")
        self.post_message(self.Changed())


def typed_date(screen: EventForm | CorrectForm, kind: str) -> date | None:
    """The date of the time typed, if it is valid; otherwise the field shows what is wrong."""
    at = screen.query_one("#field-at", WhenField)
    at.allow(kind in DAYS_ENOUGH)
    if not at.value:
        at.tell("Enter the date and time, like 20/11/2026 16:30.", wrong=True)
    elif at.check():
        return at.instant.astimezone(LONDON).date() if ":" in at.value and at.instant else read_day(at.value)
    at.focus_entry()
    return None


class RecordBreachEvent(EventForm):
    """The form for an event of a breach; `first` is the kind selected at first."""

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
        """The fields that only a breach has."""
        yield WhenField("at", "When", self.app.now(), text=written(self.app.now()))
        yield Choice("how", "How", TELLINGS, text="public" if self.breach.is_public else "letters")
        yield Field("whom", "Who", hint="the police, an insurer, another controller")
        yield Field("processor", "Processor", hint="its name")
        yield Tick("complete", "", "nothing further will be known")
        yield Choice("what", "What kind", ACTIONS, text="recover")
        yield DateField("due", "Due date", self.app.today(), ago=False)
        listed = self.open_actions or {"": "no open actions"}
        yield Choice("action", "Which action", listed, text=next(iter(listed)))

    def on_mount(self) -> None:
        """Show the fields of the kind selected at first."""
        RecordBreachEvent.on_field_changed(self)

    def on_field_changed(self) -> None:
        """Ask for a time if one is needed; otherwise for a date."""
        kind = self.query_one("#field-kind", Choice).value
        at = self.query_one("#field-at", WhenField)
        at.display = kind in TIMED
        at.allow(kind in DAYS_ENOUGH)
        self.query_one("#field-on").display = kind not in TIMED

    def date_entered(self, kind: str) -> date | None:
        """The date of the time typed; an action must have a valid due date."""
        due = self.query_one("#field-due", DateField)
        if kind == "action" and not (due.check() and due.day):
            due.tell("Enter the date it is due.", wrong=True)
            due.focus_entry()
            return None
        return typed_date(self, kind) if kind in TIMED else super().date_entered(kind)

    def hint_of(self, kind: str) -> str:
        """What to know first; for people told, how many letters were made here."""
        if kind != "people_told":
            return super().hint_of(kind)
        record, _ = self.case.of_breach
        made = sum(bool(one.letter) for one in self.breach.people)
        about = max(record.facts.people_count or 0, len(self.breach.people))
        short = f"! Letters made here: {made}, for about {about:,} people. "
        return (short if made < about else "") + "Record this once you have told them."

    def facts(self, kind: str) -> dict[str, object]:
        """The facts with the instant and the due date, as the job takes them."""
        facts = super().facts(kind)
        if kind in TIMED:
            facts["at"] = self.query_one("#field-at", WhenField).typed
        if "due" in facts and (due := self.query_one("#field-due", DateField).day):
            facts["due"] = due.isoformat()
        return facts


class CorrectBreachEvent(CorrectForm):
    """The form that corrects an event of a breach: another time or date, or that it never happened.

    An action can get another due date or owner too; a field left empty changes nothing.
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
        """The right time; the right due date of an action."""
        yield WhenField("at", "When it really was", self.app.now())
        yield DateField("due", "Due date", self.app.today(), ago=False)
        yield from super().more()

    def kind_of(self, seq: str) -> str:
        """The kind of the selected event."""
        return next(one.kind for one in self.case.events if str(one.seq) == seq)

    def on_mount(self) -> None:
        """Show the fields of the selected event."""
        CorrectBreachEvent.on_field_changed(self)

    def on_field_changed(self) -> None:
        """Ask for a time if the event has one; otherwise for a date."""
        kind = self.kind_of(self.query_one("#field-kind", Choice).value)
        self.query_one("#field-at").display = kind in TIMED
        self.query_one("#field-on").display = kind not in TIMED
        self.query_one("#field-at", WhenField).allow(kind in DAYS_ENOUGH)

    def date_entered(self, kind: str) -> date | None:
        """The date of the time typed; today for what did not happen."""
        if self.query_one("#field-never", Tick).value:
            return self.app.today()
        if kind in self.lines_of and not (due := self.query_one("#field-due", DateField)).check():
            due.focus_entry()
            return None
        return typed_date(self, self.kind_of(kind)) if self.kind_of(kind) in TIMED else super().date_entered(kind)

    async def record(self, kind: str, on: date, note: str | None) -> CaseDetail:
        """Record the event again, with the right time."""
        wrong = next(one for one in self.case.events if str(one.seq) == kind)
        never = bool(self.query_one("#field-never", Tick).value)
        facts = {} if never else self.facts(kind)
        if "due" in facts and (due := self.query_one("#field-due", DateField).day):
            facts["due"] = due.isoformat()
        if wrong.kind in TIMED and not never:
            facts["at"] = self.query_one("#field-at", WhenField).typed
        return await self.app.do(
            case_events.event, self.case.reference, "corrected" if never else wrong.kind, on, self.app.now(),
            corrects=wrong.original, note=note,
            facts=facts or None,
        )  # fmt: skip


class CloseBreach(CloseForm):
    """The form that closes a breach."""

    options = {outcome: OUTCOMES[outcome] for outcome in OF_BREACHES}
