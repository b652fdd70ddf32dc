"""The event forms that every kind of case shares: recording an event, closing the case, correcting an event."""

from datetime import date
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.records.items import ATTACHMENT
from casework.timeline.events import Kind
from casework.timeline.outcomes import DELAYS, DIRECTIONS, OUTCOMES, SAYS, Says, Way
from dpo_console.jobs import case_events
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Dialog
from dpo_console.shown import show
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Choice, Field, Tick
from dpo_console.words import EVENTS, day, event_name

MORE = {
    "note": ("way", "direction"), "part_sent": ("way",), "progress": ("way",), "delayed": ("reason",),
    "assigned": ("owner",), "review_asked": ("theirs",), "regulator_complaint": ("theirs",),
    "sent": ("sources", "says"), "authority_received": ("subject",), "answer_to_subject": ("address",),
}  # fmt: skip
"""The lines for an event of each kind, besides its date and its note."""


class Recording(Drafted, Dialog):
    """A kind, a date, a note; answers the updated case, or None."""

    heading, draft = "Record an event", "event"
    choice, options = "What happened", dict[str, str]()
    lines_of, hints = MORE, dict[str, str]()

    def __init__(self, case: CaseDetail):
        super().__init__()
        self.case = case
        self.draft_name = f"{self.draft}:{case.reference}"

    def on_mount(self) -> None:
        """Restore the draft, if there is one."""
        Recording.on_field_changed(self)
        self.begin_draft()

    def facts(self, kind: str) -> dict[str, object]:
        """What is entered besides date and note, as the job takes it."""
        names = self.lines_of.get(kind, ())
        said = {name: self.query_one(f"#field-{name}", Field).value for name in names}
        if said.get("sources"):
            return {name: value for name, value in said.items() if value} | {"sources": [int(said["sources"])]}
        if "sources" in said:  # a letter filed here says what it says
            said.pop("says")
        return {name: value for name, value in said.items() if value}

    def compose(self) -> ComposeResult:
        """Three lines, and what to know before recording it."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(f"{self.heading}: {self.case.reference}")
            yield Choice("kind", self.choice, self.options, text=next(iter(self.options), ""))
            yield DateField("on", "On", self.app.today(), day=self.app.today())
            yield from self.more()
            yield Choice("way", "Way", {"": "", **{str(way): str(way) for way in Way}}, text="")
            yield Choice(
                "direction", "Direction", {"": "", **{str(one): shown for one, shown in DIRECTIONS.items()}}, text=""
            )
            yield Choice("reason", "Why it is late", DELAYS, text="late-recognition")
            yield Field("owner", "Officer")
            yield Field("theirs", "Their reference", hint="optional")
            kept = [one for one in self.case.attachments if one.reader == ATTACHMENT]
            letters = {"": "the one filed here"} | {str(one.source): one.name for one in kept}
            yield Choice("sources", "Letter", letters, text="")
            yield Choice("says", "It says", SAYS, text=Says.answer)
            yield Field("subject", "Data subject", hint="as the authority names them")
            yield Field("address", "Their address", hint="put a comma between lines")
            yield Field("note", "Note", hint="optional; kept in the history")
            yield Static("", id="hint")
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def more(self) -> ComposeResult:
        """Further lines."""
        yield from ()

    def on_field_changed(self) -> None:
        """Show the hint and the lines for the kind chosen."""
        kind = self.query_one("#field-kind", Choice).value
        self.query_one("#hint", Static).update(show(self.hint_of(kind)))
        for name in {name for names in (*MORE.values(), *self.lines_of.values()) for name in names}:
            self.query_one(f"#field-{name}", Field).display = name in self.lines_of.get(kind, ())
        if kind == "sent":  # a letter made here has its kind already
            self.query_one("#field-says", Field).display = bool(self.query_one("#field-sources", Choice).value)

    def hint_of(self, kind: str) -> str:
        """What to know before such an event is recorded."""
        return self.hints.get(kind, "")

    def date_entered(self, kind: str) -> date | None:
        """The date it took effect; None if it is not valid, with a sentence under its line."""
        on = self.query_one("#field-on", DateField)
        if on.check() and on.day:
            return on.day
        on.focus_entry()
        return None

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_agree(self) -> None:
        """Record the event, or show why that is refused."""
        kind, note = (self.query_one(f"#field-{name}", Field).value for name in ("kind", "note"))
        if (on := self.date_entered(kind)) is None:
            return
        try:
            done = await self.record(kind, on, note or None)
            await self.forget_draft()
            self.dismiss(done)
        except Exception as wrong:  # shown as its sentence, or as an incident
            self.query_one(".error", Static).update(show(f"! {self.app.error_text(wrong)}"))

    async def action_cancel(self) -> None:
        """Change nothing, and delete the draft."""
        await self.forget_draft()
        self.dismiss(None)

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Save the event."""
        raise NotImplementedError


class EventForm(Recording):
    """What happened to a case; `first` is the kind chosen to begin with, if it can be recorded, and `letter` the kind
    of letter that it sent."""

    def __init__(self, case: CaseDetail, first: str = "", letter: str = ""):
        super().__init__(case)
        self.letter = letter
        kinds = [str(kind) for kind in case.actions if kind not in (Kind.closed, Kind.corrected, Kind.attached)]
        wanted = first or str(case.asks or "")
        if first or wanted in kinds:
            kinds = [wanted, *(kind for kind in kinds if kind != wanted)]
        self.first, self.options = first, {kind: EVENTS.get(kind, kind) for kind in kinds}

    def on_mount(self) -> None:
        """If the kind is known, the cursor starts in the line for the rest."""
        if self.first:
            self.query_one("#field-owner" if self.first == "assigned" else "#field-note", Field).focus_entry()

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Record the event on that date."""
        facts = self.facts(kind)
        if self.letter and kind == self.first and not facts.get("sources"):
            facts["letter"] = self.letter
        if kind == "assigned":
            owner = self.query_one("#field-owner", Field).value or None
            return await self.app.do(case_events.assign, self.case.reference, owner, on, self.app.now(), note=note)
        months = 2 if kind == "extended" else None
        return await self.app.do(
            case_events.event, self.case.reference, kind, on, self.app.now(), months=months, note=note, facts=facts
        )


class CloseForm(Recording):
    """Closing a case, with its outcome."""

    heading, draft, choice = "Close the case", "close", "Outcome"
    options = {str(one): words for one, words in OUTCOMES.items()}

    def outcomes(self, kind: str) -> dict[str, str]:
        """The outcome of each right, if the request has several."""
        return {}

    def right_closed(self) -> str | None:
        """The one right that ends; None: the case."""
        return None

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Close the case with that outcome, and show what the council must have told the person first."""
        each = self.outcomes(kind) or None
        case = await self.app.do(
            case_events.close_case, self.case.reference, kind, on, self.app.now(),
            note=note, outcomes=each, right=self.right_closed(),
        )  # fmt: skip
        for reminder in case.reminders:
            self.app.say(reminder)
        return case


class CorrectForm(Recording):
    """An event that was recorded with the wrong date; both stay in the history."""

    heading, draft, choice = "Correct an event", "correct", "Which one"

    def __init__(self, case: CaseDetail):
        super().__init__(case)
        corrected = {event.corrects for event in case.events}
        self.options = {
            str(event.seq): f"{day(event.on)} {event_name(event)}"
            for event in reversed(case.events)
            if event.seq not in corrected and event.kind != Kind.logged
        }

    def hint_of(self, kind: str) -> str:
        """What this does."""
        return "The event is recorded again with the right date, or removed. The wrong one stays in the history."

    def more(self) -> ComposeResult:
        """Ask whether there was such an event at all."""
        yield Tick("never", "", "it did not happen")

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Record the event again, with the right date."""
        wrong = next(event for event in self.case.events if str(event.seq) == kind)
        kind = "corrected" if self.query_one("#field-never", Tick).value else wrong.kind
        return await self.app.do(
            case_events.event, self.case.reference, kind, on, self.app.now(),
            months=wrong.months, corrects=wrong.original, note=note,
        )  # fmt: skip
