"""Marking words in one field, from word to word, to redact or disclose them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.disclosure.bundles import DecidedPlace
from casework.disclosure.decisions import DecisionKind
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Dialog
from dpo_console.shown import passage, show

WORD = re.compile(r"\S+")
SHOWN = 40
"""Words shown before the cursor, and twice as many after it, in a long text."""
OUT, NOW, CURSOR = "strike", "bold underline", "reverse bold"


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked words: offsets in the field's text, `last` not included, and `redact` or `disclose`."""

    first: int
    last: int
    decision: DecisionKind


class Marking(Dialog, inherit_bindings=False):
    """The words of a field; returns what was marked, or None."""

    BINDINGS = [*KEYS["marking"]]
    AUTO_FOCUS = ""

    def __init__(self, label: str, text: str, places: Sequence[DecidedPlace]):
        super().__init__()
        self.label, self.text, self.places = label, text, places
        self.spans = [found.span() for found in WORD.finditer(text)]
        self.at = 0
        self.begun: int | None = None

    def compose(self) -> ComposeResult:
        """The text, and what to do next."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(f"Mark words: {self.label}")
            yield Static("", id="passage")
            yield Static("", id="next")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Start at the first word."""
        self.draw()

    @property
    def stretch(self) -> tuple[int, int]:
        """The characters from the first marked word to the cursor, without punctuation around them."""
        ends = sorted({self.at, self.at if self.begun is None else self.begun})
        first, last = self.spans[ends[0]][0], self.spans[ends[-1]][1]
        text = self.text[first:last]
        left, right = len(text) - len(text.lstrip("([\"'")), len(text.rstrip(")]\"',.;:!?"))
        return (first + left, first + right) if left < right else (first, last)

    def draw(self) -> None:
        """Show the text around the cursor, with redacted words struck through and marked ones in reverse."""
        if not self.spans:
            self.query_one("#next", Static).update(show("There are no words to mark."))
            return
        first, last = self.stretch
        begins = self.spans[max(0, self.at - SHOWN)][0] if self.at > SHOWN else 0
        ends = self.spans[min(len(self.spans) - 1, self.at + 2 * SHOWN)][1]
        styled = [(first, last, CURSOR)]
        for one in self.places:
            style = OUT if one.decision == DecisionKind.redact else NOW
            pieces = [(one.first, min(one.last, first)), (max(one.first, last), one.last)]
            styled += [(begin, end, style) for begin, end in pieces if begin < end]
        near = [
            (max(begin, begins) - begins, min(end, ends) - begins, style)
            for begin, end, style in styled
            if begin < ends and end > begins
        ]
        self.query_one("#passage", Static).update(passage(self.text[begins:ends], near))
        how = (
            "Move to the first word, then press enter."
            if self.begun is None
            else "Move to the last word, then press t to redact or d to disclose."
        )
        self.query_one("#next", Static).update(show(how))

    def action_step(self, by: int) -> None:
        """Move by that many words."""
        self.at = max(0, min(len(self.spans) - 1, self.at + by))
        self.draw()

    def action_begin(self) -> None:
        """Start the mark at this word."""
        self.begun = self.at
        self.draw()

    def action_take(self, decision: str) -> None:
        """Return the marked words with a decision."""
        if self.spans:
            self.dismiss(Marked(*self.stretch, DecisionKind(decision)))

    def action_cancel(self) -> None:
        """Clear the mark, or close without a change if there is none."""
        if self.begun is not None:
            self.begun = None
            self.draw()
        else:
            self.dismiss(None)
