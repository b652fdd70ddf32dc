"""Recording what happened to a request or a complaint; closing it."""

from typing import Any

from textual.app import ComposeResult

from casework import Refused
from casework.disclosure.closing import ProposedClosing
from casework.disclosure.sending import name_of
from casework.rights.requests import RequestRecord
from casework.timeline.events import OF_ONE_RIGHT
from casework.timeline.outcomes import OF_BREACHES, OUTCOMES
from casework.vault.drafts import Draft
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.widgets.event_form import MORE, CloseForm, EventForm
from dpo_console.widgets.form import Choice, Field

HINTS = {
    "extended": "A notice with reasons, for two further months (Article 12A(3)); the case shows its last lawful day.",
    "id_requested": "Only if you have reasonable doubts about who is asking; the clock starts when it is received.",
    "clarification_requested": "The days between asking and the answer do not count.",
    "sent": "The answer was sent. First attach any letter made elsewhere (i on the case).",
    "authority_received": "Enter the data subject as the authority names them.",
    "answer_to_subject": "Someone else asked; the answer is addressed to the data subject.",
    "decision_taken": "The date it was taken, before the request. The law on that date governs it (SI 2026/82 reg 5).",
    "refusal_decided": "Tell the person why. For a right other than access, attach your letter (i on the case).",
    "reopened": "Enter in the note why you are reopening the case.",
    "assigned": "Leave the name empty to unassign. Use the note for the handover.",
}


ENDS = {str(one): words for one, words in OUTCOMES.items() if one not in OF_BREACHES}
"""How requests and complaints end, in words."""


class RecordEvent(EventForm):
    """What happened to a case; `first` is the kind selected at first, if it can be recorded."""

    hints = HINTS

    def __init__(self, case: CaseDetail, first: str = "", letter: str = ""):
        super().__init__(case, first, letter)
        now = case.facts.now
        self.rights = now.rights if isinstance(now, RequestRecord) and len(now.rights) > 1 else []
        if self.rights:
            self.lines_of = MORE | {kind: (*MORE.get(kind, ()), "right") for kind in sorted(OF_ONE_RIGHT)}

    def more(self) -> ComposeResult:
        """Which right it is about, if the request asks for several."""
        if self.rights:
            each = {str(right): right.capitalize() for right in self.rights}
            yield Choice("right", "Right", {"": "every right"} | each, text="")

    def hint_of(self, kind: str) -> str:
        """What to know before such an event is recorded, and which letter it sends."""
        sent = f"Sent: the {name_of(self.letter)}. " if self.letter and kind == self.first else ""
        return sent + super().hint_of(kind)

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Record the event on that date; an authority must name the data subject."""
        now = self.case.facts.now
        authority = kind == "authority_received" and not self.facts(kind)
        if authority and isinstance(now, RequestRecord) and not now.requester.is_subject:
            raise Refused("Enter the data subject's name as the authority gives it.")
        return await super().record(kind, on, note)


class CloseCase(CloseForm):
    """The end of a case; `closing` is the outcome its facts propose."""

    def __init__(self, case: CaseDetail, closing: ProposedClosing | None = None):
        super().__init__(case)
        self.closing = closing or ProposedClosing()
        self.chosen = self._ready()
        if closing:
            first = self.closing.outcomes[self.chosen] if self.chosen else closing.outcome
            self.options = ({str(first): OUTCOMES[first]} if first else {"": "(select one)"}) | ENDS

    @property
    def rights(self) -> list[str]:
        """The rights to give an outcome for, if there are several."""
        return list(self.closing.outcomes) if len(self.closing.outcomes) > 1 else []

    def more(self) -> ComposeResult:
        """Whether one right ends or all, and how each ended."""
        if self.rights:
            each = {right: right.capitalize() for right in self.rights}
            yield Choice("right", "Right", {"": "every right that is open"} | each, text=self.chosen)
        for right in self.rights:
            yield Choice(f"right-{right}", right.capitalize(), ENDS, text=self.closing.outcomes[right])

    def on_mount(self) -> None:
        """Show the outcome of each right, if the case is answered."""
        CloseCase.on_field_changed(self)

    def put_typed(self, kept: Draft) -> None:
        """Put a draft back, with the outcome it keeps."""
        super().put_typed(kept)
        self.chosen = self.right_closed() or ""

    def _ready(self) -> str:
        """The right to close alone: one that is answered while another is not; empty if every right can end."""
        if self.closing.outcome and self.closing.outcome not in self.closing.not_yet:
            return ""
        each = self.closing.not_yet_of.items()
        return next((right for right, not_yet in each if self.closing.outcomes[right] not in not_yet), "")

    def on_field_changed(self) -> None:
        """Propose the outcome of the right that is chosen; show each one's only if all end and the case is answered."""
        if (right := self.right_closed() or "") != self.chosen:
            self.chosen = right
            self.query_one("#field-kind", Choice).value = self.closing.outcomes.get(right, self.closing.outcome or "")
        kind = self.query_one("#field-kind", Choice).value
        for right in self.rights:
            self.query_one(f"#field-right-{right}", Field).display = kind == "answered" and not self.right_closed()

    def right_closed(self) -> str | None:
        """The one right that ends; None: every right that is open."""
        return (self.query_one("#field-right", Choice).value or None) if self.rights else None

    def hint_of(self, kind: str) -> str:
        """What the outcome still needs."""
        right = self.right_closed()
        not_yet = self.closing.not_yet_of.get(right, {}) if right else self.closing.not_yet
        return next((f"! {why}" for outcome, why in not_yet.items() if outcome == kind), "")

    def outcomes(self, kind: str) -> dict[str, str]:
        """The outcome of each right, if the case is answered."""
        if kind != "answered" or self.right_closed():
            return {}
        return {right: self.query_one(f"#field-right-{right}", Field).value for right in self.rights}

    async def record(self, kind: str, on: Any, note: str | None) -> CaseDetail:
        """Close the case with the selected outcome."""
        if not kind:
            raise Refused("Select how the case ended.")
        return await super().record(kind, on, note)
