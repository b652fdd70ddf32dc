"""Every letter and pack that was made."""

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from casework.disclosure.papers import FiledPaper
from casework.timeline.events import letter_events
from dpo_console.disclosure import papers
from dpo_console.disclosure.keys import KEYS
from dpo_console.frame import LONDON
from dpo_console.jobs import filing, outgoing
from dpo_console.page import Page
from dpo_console.routes import Case, Wordings
from dpo_console.shown import show
from dpo_console.widgets.dialogs import Ask
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import paper_state

COLUMNS = (Column("Case", 13), Column("Paper", 16), Column("State", 13), Column("Made (UTC)", 16), Column("Digest", 0))


class LettersScreen(Page):
    """Letters and packs, newest first: read one, save it to the outbox, or open its case."""

    BINDINGS = [*KEYS["letters"]]
    AUTO_FOCUS = "#papers"

    def __init__(self) -> None:
        super().__init__()
        self.papers: dict[str, FiledPaper] = {}

    def body(self) -> ComposeResult:
        """The list, and the count."""
        yield RecordList(COLUMNS, empty="No letters yet: open a case on the board and press l", id="papers")
        yield Static("", id="count")

    def on_screen_resume(self) -> None:
        """Load what is filed now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the list."""
        filed = await self.do(papers.letters)
        if filed is None:
            return
        filed = sorted(filed, key=lambda one: one.made, reverse=True)
        self.papers = {}
        for one in filed:  # made again without a change, it has the same digest and replaces the one before
            self.papers.setdefault(f"{one.reference} {one.kind} {one.digest}", one)
        self.query_one(RecordList).give([_row(key, one) for key, one in self.papers.items()])
        clear = len(await self.do(filing.outbox_files) or [])
        text = f"{len(filed)} made. Out of date: the facts changed after it was made"
        text += f"; {clear} in the outbox" * bool(clear)
        self.query_one("#count", Static).update(show(text))

    def paper(self) -> FiledPaper | None:
        """The selected paper."""
        row = self.query_one(RecordList).row
        return self.papers.get(row.key) if row else None

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the case."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """Open its case."""
        if paper := self.paper():
            self.open(Case(paper.reference))

    def action_preview(self) -> None:
        """Show the letter as text."""
        from dpo_console.disclosure.letter import LetterScreen

        paper = self.paper()
        if paper and paper.kind in letter_events() and paper.kind != "pack":
            self.app.push_screen(LetterScreen(paper.reference, paper.kind))
        elif paper:
            self.app.say(f"A {paper.kind} cannot be shown as text. Save it and open the PDF.")

    def action_words(self) -> None:
        """The council's own words for its letters."""
        self.open(Wordings())

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the PDF to the outbox."""
        paper = self.paper()
        out = await self.do(filing.outbox) if paper else None
        if paper and out and (path := await self.do(filing.save_letter, paper.digest, out)):
            self.query_one("#count", Static).update(show(f"Saved: {path}"))
            kept = await self.do_without_desk(outgoing.unchecked, paper.kind)
            self.app.say(" ".join(filter(None, ["Saved to the outbox. Press x to clear the outbox once sent.", kept])))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_clear_outbox(self) -> None:
        """Delete the finished files, once confirmed; what is filed on the desk stays."""
        there = await self.do(filing.outbox_files) or []
        if not there:
            self.app.say("The outbox is empty.")
            return
        names = [*(one.name for one in there[:12]), *([f"and {len(there) - 12} more"] * (len(there) > 12)), ""]
        question = Ask("Clear the outbox?", [*names, "The papers stay filed on the desk."], "Delete these files")
        if await self.app.push_screen_wait(question):
            deleted = await self.do(filing.clear_outbox, self.app.now())
            if deleted is not None:
                self.app.say(f"{deleted} deleted.")
                self.load()


def _row(key: str, one: FiledPaper) -> Row:
    made = f"{one.made.astimezone(LONDON):%d/%m/%Y} {one.made:%H:%M}"
    return Row(
        key,
        (
            one.reference,
            one.kind,
            paper_state(one.state),
            made,
            one.digest,
        ),
    )
