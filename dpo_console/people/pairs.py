"""Possible duplicates: entries of the register that may be one person, strongest first, and the two side by side."""

import textwrap
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Static

from dpo_console.page import Page, ScrollingText
from dpo_console.people import jobs
from dpo_console.people.card import PersonScreen
from dpo_console.people.keys import KEYS
from dpo_console.people.record import RecordScreen
from dpo_console.shown import clean, show, words
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (
    Column("Strength", 10),
    Column("One", 0),
    Column("Other", 20),
    Column("Against", 20, needs=70),
)
EMPTY = "No possible duplicates. Press esc, then i to import more files."
SHOWN = 500
"""Pairs in the list at a time; the others follow as these are decided."""
NUMBERS = {"staff": "Staff", "swe": "Registration", "ni": "NI number", "email": "Email"}
LABEL = 13
AT_REST = 2.0
"""Seconds without a decision before the queue is weighed again."""
AS_SHOWN = "as the queue showed them"
"""The reason for a decision by one key: no names or numbers, because the history outlives them."""
SAYS = {"same": "Merged", "different": "Kept apart", "later": "Postponed"}


class Pairs(Page):
    """One key decides the selected pair: same, different or later. The next one follows by itself."""

    BINDINGS = [*KEYS["pairs"]]
    AUTO_FOCUS = "#pairs"

    def __init__(self) -> None:
        super().__init__()
        self.pairs: dict[str, jobs.PairInFull] = {}
        self.total = 0
        self._rest: Timer | None = None

    def body(self) -> ComposeResult:
        """How many are left, the list, the two side by side."""
        yield Static(show("Possible duplicates: searching the register ..."), classes="title", id="head")
        with Horizontal(id="queue"):
            yield RecordList(COLUMNS, empty=EMPTY, id="pairs")
            with ScrollingText(id="both"):
                yield Static("")
        yield Static("", id="done")

    def on_screen_resume(self) -> None:
        """Load the queue again."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self, undone: bool = False) -> None:
        """Weigh the queue again: a merge changes other pairs."""
        queue = await self.do(jobs.pairs, SHOWN)
        if queue is None:
            return
        before, self.total = self.pairs.keys(), queue.total
        self.pairs = {f"{pair.one.reference} {pair.other.reference}": pair for pair in queue.pairs}
        self._give()
        back = [at for at, key in enumerate(self.pairs) if key not in before]
        if undone and len(back) == 1:
            self.query_one(RecordList).move(back[0])

    def _give(self) -> None:
        self.query_one(RecordList).give([_row(key, pair) for key, pair in self.pairs.items()])
        later = sum(pair.later for pair in self.pairs.values())
        strong = sum(pair.strength == "strong" and not pair.later for pair in self.pairs.values())
        parts = [f"{self.total:,} pair{'s' * (self.total != 1)} left"]
        parts += [f"{strong:,} strong"] * (strong > 0) + [f"{later:,} postponed"] * (later > 0)
        left = ", ".join(parts) if self.total else "none left"
        self.query_one("#head", Static).update(show(f"Possible duplicates: {left}"))

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """The two under the cursor, side by side."""
        self._show(self.pairs.get(event.row.key) if event.row else None)

    def on_resize(self) -> None:
        """The two columns are as wide as there is room."""
        self.call_after_refresh(lambda: self._show(self._pair()))

    def _show(self, pair: jobs.PairInFull | None) -> None:
        room = self.query_one("#both").scrollable_content_region.width
        self.query_one("#both Static", Static).update(words(*_both(pair, room)) if pair else "")
        self.query_one("#both").scroll_home(animate=False)

    def _pair(self) -> jobs.PairInFull | None:
        row = self.query_one(RecordList).row
        return self.pairs.get(row.key) if row else None

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_same(self) -> None:
        """Merge the two; if something conflicts, only with a reason."""
        if not (pair := self._pair()):
            return
        reason: str | None = AS_SHOWN
        against = [what for what, bits in pair.differs if bits < -6]
        if against:
            question = [*(f"! {what}" for what in against), "These entries conflict. Why are they one person?"]
            key = f"{pair.one.reference}-{pair.other.reference}"
            reason = await self.app.push_screen_wait(
                Prompt("The same person", question, needed="Enter the reason.", draft=f"same:{key}")
            )
        if reason:
            await self._decide(pair, "same", reason)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_different(self) -> None:
        """Keep the two apart."""
        if pair := self._pair():
            await self._decide(pair, "different", AS_SHOWN)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_later(self) -> None:
        """Postpone the decision."""
        if pair := self._pair():
            await self._decide(pair, "later", "")

    async def _decide(self, pair: jobs.PairInFull, decision: str, reason: str) -> None:
        one, other = pair.one.reference, pair.other.reference
        if await self.do(jobs.decide_pair, one, other, decision, reason, self.app.now()) is None:
            return
        self._done(f"{SAYS[decision]}: {pair.one.name} and {pair.other.name}. Press u to undo.")
        removed = {f"{one} {other}"}  # the next pair follows at once; the queue is weighed again at rest
        if decision == "same":
            removed |= {key for key in self.pairs if other in key.split()}
        self.pairs = {key: pair for key, pair in self.pairs.items() if key not in removed}
        self.total -= len(removed)
        self._give()
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(AT_REST, self.load)

    def _done(self, message: str) -> None:
        self.query_one("#done", Static).update(show(message))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last act."""
        if done := await self.do(jobs.undo_pairing, self.app.now()):
            self._done(done)
            self.load(undone=True)

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the first card."""
        self.action_open_one()

    def action_open_one(self) -> None:
        """Open the first card."""
        if pair := self._pair():
            self.app.push_screen(PersonScreen(int(pair.one.reference)))

    def action_open_other(self) -> None:
        """Open the other card, or the record."""
        if pair := self._pair():
            reference = pair.other.reference
            record = reference.startswith("r")
            self.app.push_screen(RecordScreen(int(reference[1:])) if record else PersonScreen(int(reference)))


def _row(key: str, pair: jobs.PairInFull) -> Row:
    strength = "= later" if pair.later else {"strong": "* strong"}.get(pair.strength, f"  {pair.strength}")
    against = next((what for what, bits in pair.differs if bits), "")
    return Row(key, (strength, pair.one.name, pair.other.name, against))


def _both(pair: jobs.PairInFull, room: int) -> list[str | tuple[str, str]]:
    """The two side by side, what agrees, what does not, and their sources."""
    one, other = pair.one, pair.other
    width = max((room - LABEL - 2) // 2, 8)
    rows = [*_lines("Names", one.names, other.names, width)]
    rows += _lines("Born", [day(one.born)], [day(other.born)], width)
    numbers, others = one.identifiers.by_kind(), other.identifiers.by_kind()
    for kind, label in NUMBERS.items():
        rows += _lines(label, numbers[kind], others[kind], width)
    parts: list[str | tuple[str, str]] = [(" " * LABEL + _beside(_title(one), _title(other), width), "bold")]
    for row in rows:
        parts += [(_fit(row[0], LABEL), "bold"), _beside(*row[1:], width)]
    for mark, reasons in (("+", pair.agrees), ("!", pair.differs)):
        for what, bits in reasons:
            parts.append(f"{mark if bits else '='} {what}" + (f"  ({bits:+g})\n" if bits else "\n"))
    for row in _lines("Sources", one.sources, other.sources, width):
        parts += [(_fit(row[0], LABEL), "bold"), _beside(*row[1:], width)]
    return parts


def _title(side: jobs.PairSide) -> str:
    number, many = side.reference, side.records
    if number.startswith("r"):
        return f"Record {number[1:]}, not linked" if many == 1 else f"Record {number[1:]} and {many - 1} more"
    return f"Person {number}, {many} record{'s' * (many != 1)}"


def _lines(label: str, one: list[str], other: list[str], width: int) -> list[tuple[str, str, str]]:
    """The values side by side, long ones on several lines; nothing if neither side has any."""
    if not any((*one, *other)):
        return []
    sides = [[line for value in side for line in _wrapped(value, width)] or ["-"] for side in (one, other)]
    return [
        (label if at == 0 else "", left, right) for at, (left, right) in enumerate(zip_longest(*sides, fillvalue=""))
    ]


def _wrapped(value: str, width: int) -> list[str]:
    return textwrap.wrap(clean(value), width, subsequent_indent=" ", break_on_hyphens=False)


def _beside(left: str, right: str, width: int) -> str:
    return f"{_fit(left, width)}  {_fit(right, width).rstrip()}\n"


def _fit(text: str, width: int) -> str:
    cleaned = clean(text)
    return set_cell_size(cleaned, width) if cell_len(cleaned) <= width else set_cell_size(cleaned, width - 1) + "…"
