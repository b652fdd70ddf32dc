"""Saying what the headings of a table mean that nobody knows, with its first rows beside them; and what was kept."""

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
    """What each heading means, in which order the dates stand, and the name of it all; answers the name, or None."""

    BINDINGS = [*KEYS["mapping"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, file: str, found: FirstRows):
        super().__init__()
        self.file, self.proposed = file, found.proposed
        self.rows = [(line, [cell.replace("\ufeff", "").strip() for cell in cells]) for line, cells in found.rows]
        texts = "\n".join("\t".join(cells) for _, cells in self.rows)
        self.draft_name = f"layout:{hashlib.sha256(texts.encode()).hexdigest()[:12]}"
        self.days, self.records = UNSAID, next(iter(CLASSES))
        self.said: dict[str, str] = {}
        self.at = _likely(self.rows)

    def body(self) -> ComposeResult:
        """The name, how the dates stand, the headings, the first rows of the one under the cursor."""
        yield Static(show(f"Say what the headings of {self.file} mean; they are known again by it"), classes="title")
        with Vertical(id="naming"):
            yield Field("name", "Name of the system", hint="for example: Unit4 leavers")
        yield Static("", id="chosen", classes="title")
        yield Static("", classes="error")
        yield RecordList(COLUMNS, empty="That row is empty: press r for another row")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """What is likely, for the officer to put right; or the draft."""
        self.tell("")
        self.propose()
        self.begin_draft()

    def propose(self) -> None:
        """Each heading with what it most likely means; of what only one column can say, the first."""
        self.said = {}
        for heading in filter(None, self.rows[self.at][1]):
            likely = self.proposed.get(heading, "keep")
            taken = likely in SINGLE and likely in self.said.values()
            self.said.setdefault(heading, "keep" if taken else likely)
        self.draw()

    def typed(self) -> "Draft":
        """The name, and everything that was chosen."""
        chosen: Draft = {"row": self.at, "days": self.days, "records": self.records, "said": {**self.said}}
        return super().typed() | chosen

    def put_typed(self, kept: "Draft") -> None:
        """The reverse."""
        super().put_typed(kept)
        row, said = kept["row"], kept["said"]
        self.at = row if isinstance(row, int) else self.at
        self.days, self.records = str(kept["days"]), str(kept["records"])
        self.said = {heading: str(what) for heading, what in said.items()} if isinstance(said, dict) else self.said
        self.draw()

    def draw(self) -> None:
        """The choices and the headings as they stand."""
        dates = "not said" if self.days == UNSAID else self.days
        line = self.rows[self.at][0]
        row, days, kind = (self.key_of(action) for action in ("row", "dates", "records"))
        chosen = f"Row {line} ({row})  Dates: {dates} ({days})  Kind: {CLASSES[self.records]} ({kind})"
        self.query_one("#chosen", Static).update(show(chosen))
        self.query_one(RecordList).give(
            [Row(one, (one, MEANINGS[what], " | ".join(self.beneath(one)[:3]))) for one, what in self.said.items()]
        )

    def beneath(self, heading: str) -> list[str]:
        """What stands under a heading in the first rows."""
        at = self.rows[self.at][1].index(heading)
        return [cells[at] for _, cells in self.rows[self.at + 1 :] if at < len(cells) and cells[at]]

    @on(RecordList.Moved)
    def moved(self) -> None:
        """The first rows of the heading under the cursor, and how its dates are understood."""
        row = self.query_one(RecordList).row
        if row is None:
            return
        said = [f"{row.key} = {MEANINGS[self.said[row.key]]}"]
        for text in self.beneath(row.key)[:6]:
            found = day_in(text, (self.days,) if self.days != UNSAID else ())
            dated = self.said[row.key] in DATED
            said.append(f"  {text}" + (f"  = {plain(found) if found else 'no day in this order'}" if dated else ""))
        self.query_one(".detail Static", Static).update(lines(said))

    def changed(self) -> None:
        """Something was chosen."""
        self.tell("")
        self.draw()
        self.moved()
        self.soon()

    @on(Input.Submitted)
    def named(self) -> None:
        """From the name on to the headings."""
        self.query_one(RecordList).focus()

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click on the line the cursor is on does the same as the key."""
        self.action_choose()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_choose(self) -> None:
        """Say what the heading means, and on to the next."""
        listing = self.query_one(RecordList)
        if row := listing.row:
            what = await self.app.push_screen_wait(Meaning(row.key, self.said[row.key]))
            if what:
                self.said[row.key] = what
                self.changed()
                listing.action_step(1)

    def action_leave(self) -> None:
        """Leave the column out, or keep it after all."""
        listing = self.query_one(RecordList)
        if row := listing.row:
            self.said[row.key] = "keep" if self.said[row.key] == "leave" else "leave"
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
        """Keep it; what is missing is told, and the cursor goes there."""
        name = self.query_one(Field)
        if not name.value:
            name.focus_entry()
            self.tell("Give the system a name, by which the layout is kept.")
            return
        said = {"name": name.value, "class": self.records, "days": self.days, "headings": self.said}
        try:
            kept = await self.app.do(jobs.keep_layout, said, self.app.now())
        except Refused as refused:
            self.tell(str(refused))
            return
        await self.forget_draft()
        self.dismiss(kept)

    def tell(self, what: str) -> None:
        """Say what is wrong, or that nothing is any more."""
        line = self.query_one(".error", Static)
        line.display = bool(what)
        line.update(show(f"! {what}"))

    async def action_back(self) -> None:
        """Leave the file out for now; what was said is kept as a draft."""
        await self.keep_draft()
        self.dismiss(None)


def _likely(rows: list[tuple[int, list[str]]]) -> int:
    """The row that most likely holds the headings: the first full one in which nothing looks like a number."""
    widest = max(sum(map(bool, cells)) for _, cells in rows)
    full = [at for at, (_, cells) in enumerate(rows) if sum(map(bool, cells)) >= 0.6 * widest]
    worded = [at for at in full if not any(cell[:1].isdigit() for cell in rows[at][1])]
    return (worded or full)[0]


def _next(among: tuple[Any, ...], now: Any) -> Any:
    return among[(among.index(now) + 1) % len(among)]


class Meaning(Dialog):
    """What a heading means; answers it, or None."""

    BINDINGS = [*KEYS["meaning"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, heading: str, now: str):
        super().__init__()
        self.heading, self.now = heading, now

    def compose(self) -> ComposeResult:
        """The list of what there is."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(f"{self.heading[:50]} means")
            yield RecordList([Column("Meaning")])
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The cursor on what it is now."""
        listing = self.query_one(RecordList)
        listing.give([Row(what, (words,)) for what, words in MEANINGS.items()])
        listing.move(list(MEANINGS).index(self.now))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A second click chooses."""
        self.action_choose()

    def action_agree(self) -> None:
        """The same."""
        self.action_choose()

    def action_choose(self) -> None:
        """The one under the cursor."""
        if row := self.query_one(RecordList).row:
            self.dismiss(row.key)


class Layouts(Page):
    """What was explained heading by heading, and is known again."""

    BINDINGS = [*KEYS["layouts"]]
    AUTO_FOCUS = "RecordList"

    def body(self) -> ComposeResult:
        """The layouts, and the headings of the one under the cursor."""
        yield Static("Layouts that were explained, and are known again by their headings", classes="title")
        columns = (Column("Name"), Column("Kept as", 22), Column("Dates", 16), Column("Headings", 8))
        yield RecordList(columns, empty="None yet: import a table nobody knows, and say what its headings mean")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Fetch them."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """The layouts as they stand."""
        self.kept = {one.name: one for one in await self.do(jobs.kept_layouts) or []}
        self.query_one(RecordList).give(
            [
                Row(name, (name, CLASSES[one.class_], one.days, str(len(one.headings))))
                for name, one in self.kept.items()
            ]
        )

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Its headings."""
        headings = self.kept[event.row.key].headings if event.row else {}
        said = [f"{heading} = {MEANINGS[what]}" for heading, what in headings.items()]
        self.query_one(".detail Static", Static).update(lines(said))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_forget(self) -> None:
        """Forget one, if that is meant."""
        from dpo_console.widgets.dialogs import Ask

        row = self.query_one(RecordList).row
        said = ["The next file with these headings asks again what they mean. What was read by it stays."]
        if row and await self.app.push_screen_wait(Ask(f"Forget {row.key[:40]}?", said, "Forget it")):
            await self.do(jobs.forget_layout, row.key, self.app.now())
            self.load()
