"""Explaining the headings of a table that is not recognised, with its first rows beside them; and the kept layouts."""

import hashlib
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from casework import Refused
from casework.records.intake import FirstRows
from casework.records.intake.layouts import CLASSES, MEANINGS, SINGLE
from casework.text.days import ORDERS, day_in, plain
from dpo_console.page import Dialog, Page, ScrollingText
from dpo_console.records import jobs
from dpo_console.records.keys import KEYS
from dpo_console.shown import lines, show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Field
from dpo_console.widgets.record_list import Column, RecordList, Row

if TYPE_CHECKING:
    from casework.vault.drafts import Draft

COLUMNS = (Column("Heading", 24), Column("Means", 24), Column("First rows", 0))
UNSAID = "none"
DATED = ("born", "start", "end")


class LayoutForm(Drafted, Page):
    """What each heading means, the order of the dates, and the layout's name; answers the name, or None."""

    BINDINGS = [*KEYS["mapping"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, file: str, first: FirstRows):
        super().__init__()
        self.file, self.proposed = file, first.proposed
        self.rows = [(line, [cell.replace("\ufeff", "").strip() for cell in cells]) for line, cells in first.rows]
        texts = "\n".join("\t".join(cells) for _, cells in self.rows)
        self.draft_name = f"layout:{hashlib.sha256(texts.encode()).hexdigest()[:12]}"
        self.days, self.records = UNSAID, next(iter(CLASSES))
        self.meanings: dict[str, str] = {}
        self.at = _likely(self.rows)

    def body(self) -> ComposeResult:
        """The name, the order of the dates, the headings, the first rows of the selected one."""
        yield Static(show(f"What do the headings of {self.file} mean? They are recognised next time"), classes="title")
        with Vertical(id="naming"):
            yield Field("name", "Name of the system", hint="for example: Unit4 leavers")
        yield Static("", id="chosen", classes="title")
        yield Static("", classes="error")
        yield RecordList(COLUMNS, empty="That row is empty. Press r for another row.")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Show the likely meanings for the officer to correct; or the draft."""
        self.tell("")
        self.propose()
        self.begin_draft()

    def propose(self) -> None:
        """Give each heading its likeliest meaning; a meaning only one column can have goes to the first."""
        self.meanings = {}
        for heading in filter(None, self.rows[self.at][1]):
            likely = self.proposed.get(heading, "keep")
            used = likely in SINGLE and likely in self.meanings.values()
            self.meanings.setdefault(heading, "keep" if used else likely)
        self.draw()

    def typed(self) -> "Draft":
        """The name, and every choice."""
        chosen: Draft = {"row": self.at, "days": self.days, "records": self.records, "said": {**self.meanings}}
        return super().typed() | chosen

    def put_typed(self, kept: "Draft") -> None:
        """Restore the choices from the draft."""
        super().put_typed(kept)
        row, meanings = kept["row"], kept["said"]
        self.at = row if isinstance(row, int) else self.at
        self.days, self.records = str(kept["days"]), str(kept["records"])
        if isinstance(meanings, dict):
            self.meanings = {heading: str(what) for heading, what in meanings.items()}
        self.draw()

    def draw(self) -> None:
        """Show the choices and the headings."""
        dates = "not chosen" if self.days == UNSAID else self.days
        line = self.rows[self.at][0]
        row, days, kind = (self.key_of(action) for action in ("row", "dates", "records"))
        chosen = f"Row {line} ({row})  Dates: {dates} ({days})  Kind: {CLASSES[self.records]} ({kind})"
        self.query_one("#chosen", Static).update(show(chosen))
        self.query_one(RecordList).give(
            [Row(one, (one, MEANINGS[what], " | ".join(self.beneath(one)[:3]))) for one, what in self.meanings.items()]
        )

    def beneath(self, heading: str) -> list[str]:
        """The values under a heading in the first rows."""
        at = self.rows[self.at][1].index(heading)
        return [cells[at] for _, cells in self.rows[self.at + 1 :] if at < len(cells) and cells[at]]

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the first values of the selected heading, and how its dates are read."""
        row = self.query_one(RecordList).row
        if row is None:
            return
        shown = [f"{row.key} = {MEANINGS[self.meanings[row.key]]}"]
        for text in self.beneath(row.key)[:6]:
            parsed = day_in(text, (self.days,) if self.days != UNSAID else ())
            dated = self.meanings[row.key] in DATED
            shown.append(
                f"  {text}" + (f"  = {plain(parsed) if parsed else 'not a date in this order'}" if dated else "")
            )
        self.query_one(".detail Static", Static).update(lines(shown))

    def changed(self) -> None:
        """Show a choice, and save the draft."""
        self.tell("")
        self.draw()
        self.moved()
        self.soon()

    @on(Input.Submitted)
    def named(self) -> None:
        """Move from the name to the headings."""
        self.query_one(RecordList).focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click on the selected line does what the key does."""
        self.action_choose()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_choose(self) -> None:
        """Choose what the heading means, and move to the next."""
        listing = self.query_one(RecordList)
        if row := listing.row:
            what = await self.app.push_screen_wait(Meaning(row.key, self.meanings[row.key]))
            if what:
                self.meanings[row.key] = what
                self.changed()
                listing.action_step(1)

    def action_leave(self) -> None:
        """Leave the column out, or keep it after all."""
        listing = self.query_one(RecordList)
        if row := listing.row:
            self.meanings[row.key] = "keep" if self.meanings[row.key] == "leave" else "leave"
            self.changed()
            listing.action_step(1)

    def action_dates(self) -> None:
        """The next order of dates."""
        self.days = _next((UNSAID, *ORDERS), self.days)
        self.changed()

    def action_records(self) -> None:
        """The next kind of records."""
        self.records = _next(tuple(CLASSES), self.records)
        self.changed()

    def action_row(self) -> None:
        """The next row that holds anything holds the headings."""
        held = [at for at, (_, cells) in enumerate(self.rows) if any(cells)]
        self.at = _next(tuple(held), self.at)
        self.propose()
        self.soon()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save(self) -> None:
        """Keep the layout; or show what is missing, and move there."""
        name = self.query_one(Field)
        if not name.value:
            name.focus_entry()
            self.tell("Enter the name of the system. The layout is kept under it.")
            return
        layout = {"name": name.value, "class": self.records, "days": self.days, "headings": self.meanings}
        try:
            kept = await self.app.do(jobs.keep_layout, layout, self.app.now())
        except Refused as refused:
            self.tell(str(refused))
            return
        await self.forget_draft()
        self.dismiss(kept)

    def tell(self, what: str) -> None:
        """Show what is wrong; empty hides the line."""
        line = self.query_one(".error", Static)
        line.display = bool(what)
        line.update(show(f"! {what}"))

    async def action_back(self) -> None:
        """Leave the file out for now; the choices are kept as a draft."""
        await self.keep_draft()
        self.dismiss(None)


def _likely(rows: list[tuple[int, list[str]]]) -> int:
    """The row that most likely holds the headings: the first full one without anything like a number."""
    widest = max(sum(map(bool, cells)) for _, cells in rows)
    full = [at for at, (_, cells) in enumerate(rows) if sum(map(bool, cells)) >= 0.6 * widest]
    worded = [at for at in full if not any(cell[:1].isdigit() for cell in rows[at][1])]
    return (worded or full)[0]


def _next(among: tuple[Any, ...], now: Any) -> Any:
    return among[(among.index(now) + 1) % len(among)]


class Meaning(Dialog):
    """Choosing what a heading means; answers the meaning, or None."""

    BINDINGS = [*KEYS["meaning"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, heading: str, now: str):
        super().__init__()
        self.heading, self.now = heading, now

    def compose(self) -> ComposeResult:
        """The list of meanings."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(f"{self.heading[:50]} means")
            yield RecordList([Column("Meaning")])
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Move the cursor to the present meaning."""
        listing = self.query_one(RecordList)
        listing.give([Row(what, (words,)) for what, words in MEANINGS.items()])
        listing.move(list(MEANINGS).index(self.now))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A second click chooses."""
        self.action_choose()

    def action_agree(self) -> None:
        """The button chooses too."""
        self.action_choose()

    def action_choose(self) -> None:
        """Answer the selected meaning."""
        if row := self.query_one(RecordList).row:
            self.dismiss(row.key)


class Layouts(Page):
    """The kept column layouts."""

    BINDINGS = [*KEYS["layouts"]]
    AUTO_FOCUS = "RecordList"

    def body(self) -> ComposeResult:
        """The layouts, and the headings of the selected one."""
        yield Static("Kept layouts: tables recognised by their headings", classes="title")
        columns = (Column("Name"), Column("Kept as", 22), Column("Dates", 16), Column("Headings", 8))
        yield RecordList(columns, empty="None yet. Import a table that is not recognised, and explain its headings.")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Fetch the layouts."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Load the layouts again."""
        self.kept = {one.name: one for one in await self.do(jobs.kept_layouts) or []}
        self.query_one(RecordList).give(
            [
                Row(name, (name, CLASSES[one.class_], one.days, str(len(one.headings))))
                for name, one in self.kept.items()
            ]
        )

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Show the headings."""
        headings = self.kept[event.row.key].headings if event.row else {}
        shown = [f"{heading} = {MEANINGS[what]}" for heading, what in headings.items()]
        self.query_one(".detail Static", Static).update(lines(shown))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_forget(self) -> None:
        """Forget a layout, if the officer confirms."""
        from dpo_console.widgets.dialogs import Ask

        row = self.query_one(RecordList).row
        warning = ["The next file with these headings asks again what they mean. Records already imported stay."]
        if row and await self.app.push_screen_wait(Ask(f"Forget {row.key[:40]}?", warning, "Forget it")):
            await self.do(jobs.forget_layout, row.key, self.app.now())
            self.load()
