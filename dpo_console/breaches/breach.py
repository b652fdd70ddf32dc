"""The screen of a breach: its 72 hours, what is known, both opinions, the decision; and the acts on it."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from dpo_console.breaches import exports, summary
from dpo_console.breaches.keys import KEYS
from dpo_console.jobs import case_detail
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import CaseHistory, Import
from dpo_console.shown import show, words

TICK = 60
"""Seconds between updates of the hours left."""


class BreachScreen(Page):
    """A breach, and the acts an officer can do on it."""

    BINDINGS = [*KEYS["breach"]]
    AUTO_FOCUS = "#breach"

    def __init__(self, reference: str, then: str = ""):
        super().__init__()
        self.reference, self.then = reference, then
        self.case: CaseDetail | None = None

    def body(self) -> ComposeResult:
        """The hours and the next act; the facts, both opinions side by side, earlier assessments and the timeline."""
        yield Static(show(self.reference), classes="title", id="head")
        yield Static("", classes="title", id="clock")
        with ScrollingText(id="breach"):
            with Container(classes="pair"):
                yield Static("", id="facts")
                yield Static("", id="told")
            yield Static("", id="assessment")
            with Container(classes="pair"):
                yield Static("", id="tests")
                yield Static("", id="score")
            yield Static("", id="below")
        yield Static("o action  n note  c close  x correct  i attach  s case file  h history", id="keys")

    def on_mount(self) -> None:
        """Keep the hours up to date while no one touches a key."""
        self.set_interval(TICK, self.tick)

    def tick(self) -> None:
        """Load the breach again, if it is in view."""
        if self.is_current:
            self.load()

    def on_screen_resume(self) -> None:
        """Load the breach as it is now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the breach and show it."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case:
            self.show_case(case)
            then, self.then = self.then, ""
            if then:
                self.go_on(then)

    def go_on(self, then: str) -> None:
        """Open the form that has a draft."""
        acts = {"event": self.action_event, "close": self.action_close_case, "correct": self.action_correct}
        (acts | {"describe": self.action_describe, "assess": self.action_assess})[then]()

    def show_case(self, case: CaseDetail) -> None:
        """Show a breach."""
        self.case = case
        width = self.app.size.width
        room, all_of_it = (width // 2 - 6 if width >= 110 else width - 6), width - 6
        _, breach = case.of_breach
        made = breach.assessments
        last = made[-1] if made else None
        parts: dict[str, summary.Parts] = {
            "head": [(case.reference, "bold"), f"  {case.stage} — next: {case.next}"],
            "clock": [
                summary.clock(case),
                *(["\n! The facts have changed since the assessment: press a"] if last and last.stale else []),
            ],
            "facts": summary.facts(case, room),
            "told": summary.communications(case, room),
            "assessment": [(f"\n{summary.assessment(last)}\n", "bold")],
            "tests": summary.tests(last, room) if last else [],
            "score": summary.score_opinion(last.score, room) if last else [],
            "below": summary.decided(last, all_of_it) if last else [],
        }
        parts["below"] += summary.earlier(made, all_of_it) + summary.timeline(case, all_of_it)
        for name, text in parts.items():
            self.query_one(f"#{name}", Static).update(words(*text))

    def on_resize(self) -> None:
        """One column or two."""
        if self.case:
            self.show_case(self.case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def _after(self, screen: Screen[Any], done: str = "Recorded.") -> None:
        if await self.app.push_screen_wait(screen):
            self.app.say(done)

    def action_describe(self) -> None:
        """Describe the breach."""
        from dpo_console.breaches.describe import Describe

        if self.case:
            self._after(Describe(self.case.of_breach[0]), "Described.")

    def action_assess(self) -> None:
        """Assess it, and decide."""
        from dpo_console.breaches.assess import Assess

        if self.case:
            known, breach = self.case.of_breach
            self._after(Assess(self.reference, breach, known.facts), "Assessed; the decision is recorded.")

    def action_regulator(self) -> None:
        """The notification to the regulator."""
        from dpo_console.breaches.notification_screen import NotificationScreen

        if self.case:
            self.app.push_screen(NotificationScreen(self.case))

    def action_tell(self) -> None:
        """Tell the people affected: letters from the list, or a public communication."""
        from dpo_console.breaches.notification_screen import PublicCommunicationScreen
        from dpo_console.breaches.people_list import PeopleList

        if self.case:
            _, breach = self.case.of_breach
            self.app.push_screen(
                PublicCommunicationScreen(self.case) if breach.is_public else PeopleList(self.reference)
            )

    def action_people(self) -> None:
        """The list of people affected."""
        from dpo_console.breaches.people_list import PeopleList

        self.app.push_screen(PeopleList(self.reference))

    def action_event(self) -> None:
        """Record what happened."""
        self._record("")

    def action_action(self) -> None:
        """Add an action, or record one as done."""
        self._record("action")

    def action_note(self) -> None:
        """Record a note, letter, email or call."""
        self._record("note")

    def _record(self, first: str) -> None:
        from dpo_console.breaches.breach_event import RecordBreachEvent

        if self.case:
            self._after(RecordBreachEvent(self.case, first))

    def action_correct(self) -> None:
        """Correct an event that was recorded wrongly."""
        from dpo_console.breaches.breach_event import CorrectBreachEvent

        if self.case:
            self._after(CorrectBreachEvent(self.case))

    def action_close_case(self) -> None:
        """Close with an outcome."""
        from dpo_console.breaches.breach_event import CloseBreach

        if self.case:
            self._after(CloseBreach(self.case))

    def action_attach(self) -> None:
        """Attach files to the breach."""
        self.open(Import(self.reference))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_story(self) -> None:
        """Save the case file to the outbox as a PDF."""
        self.app.say("Making the case file ...")
        made = await self.do(exports.export_paper, self.reference, "story", self.app.now())
        if made:
            self.app.say(f"Case file saved to the outbox: {made.pdf.name}. {made.gate}")

    def action_full_history(self) -> None:
        """Every act on the breach."""
        self.open(CaseHistory(self.reference))
