"""What can be written to a case: the letters owed, those that can be written now, and what the others lack."""

from collections.abc import Sequence
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerError

from casework.law.letter_kinds import GROUPS
from dpo_console.disclosure.keys import KEYS
from dpo_console.disclosure.letter import LetterScreen, not_checked
from dpo_console.jobs import letters
from dpo_console.jobs.letters import WritableLetter
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Letter", 36), Column("When to write it, or what it lacks", 0))


class LetterList(Page):
    """The letters of a case, found by typing; `kind` is the letter to open at once."""

    BINDINGS = [*KEYS["letter-list"]]
    AUTO_FOCUS = "#find"

    def __init__(self, reference: str, kind: str = ""):
        super().__init__()
        self.reference, self.at_once = reference, kind
        self.found: dict[str, WritableLetter] = {}
        self.reading: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """The search box, the letters, what the selected one is."""
        yield Static(show(f"{self.reference}: what you can write"), classes="title")
        yield Input(placeholder="Type to find a letter; enter opens it", id="find", compact=True)
        yield RecordList(COLUMNS, id="kinds")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_screen_resume(self) -> None:
        """Show what can be written now."""
        self.reading = self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the letters."""
        listed = await self.do(letters.writable, self.reference, self.app.now())
        if listed is None:
            return
        self.found = {one.kind: one for one in listed}
        self.show_found()
        kind, self.at_once = self.at_once, ""
        if kind in self.found:
            self.query_one(RecordList).go(kind)
            self.write()

    @on(Input.Changed, "#find")
    def typed(self) -> None:
        """Show what matches, the first selected."""
        self.show_found()
        self.query_one(RecordList).move(0)

    def show_found(self) -> None:
        """List the letters that have every word typed, those whose name begins so first."""
        typed = self.query_one("#find", Input).value.casefold().split()
        listed = [one for one in self.found.values() if all(word in _words(one) for word in typed)]
        asked = " ".join(typed)
        listed.sort(key=lambda one: (one.name != asked, not one.name.startswith(asked)))
        listing = self.query_one(RecordList)
        listing.empty = "No letter matches. Type fewer letters." if typed else "No letter fits this case."
        listing.give(_rows(listed))

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Explain the selected letter."""
        one = self.found.get(event.row.key) if event.row else None
        self.query_one(".detail Static", Static).update(lines(explained(one) if one else [""]))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the letter."""
        self.write()

    def action_step(self, by: int) -> None:
        """One line up or down, while the cursor stays where you type."""
        self.query_one(RecordList).action_step(by)

    async def action_write(self) -> None:
        """Open the selected letter; if pressed early, once the list is loaded."""
        with suppress(WorkerError):  # the screen is left, or the console is locked
            if self.reading:
                await self.reading.wait()
            self.write()

    def write(self) -> None:
        """Open the selected letter."""
        if (row := self.query_one(RecordList).row) and row.key in self.found:
            self.app.push_screen(LetterScreen(self.reference, row.key, ask=True))


def explained(one: WritableLetter) -> list[str]:
    """A letter in lines: its name and use, what it lacks, what you enter for it, and what was not checked."""
    asked = ", ".join(asked.label.lower() + " (optional)" * asked.optional for asked in one.inputs)
    return [
        f"{one.name[:1].upper()}{one.name[1:]}: {one.use}",
        *(f"! {lack.what}" for lack in one.lacks),
        *([f"You enter: {asked}"] if asked else []),
        *not_checked(one),
    ]


def _words(one: WritableLetter) -> str:
    return " ".join((one.kind, one.name, one.use, GROUPS.get(one.group, ""))).casefold()


def _rows(listed: Sequence[WritableLetter]) -> list[Row]:
    parts = {
        "Owed": [one for one in listed if one.owed],
        "Can be written now": [one for one in listed if one.ready and not one.owed],
        "Not now": [one for one in listed if not one.ready and not one.owed],
    }
    rows = []
    for title, mine in parts.items():
        rows += [Row("", (f"{title} ({len(mine)})",), heading=True)] if mine else []
        rows += [Row(one.kind, (one.name, one.lacks[0].what if one.lacks else one.use)) for one in mine]
    return rows
