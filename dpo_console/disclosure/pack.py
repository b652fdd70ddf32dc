"""Building the response pack and checking it: released, or why not, with the page and the words."""

from collections.abc import Sequence
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from casework.disclosure.questions import Question
from dpo_console.disclosure import packing
from dpo_console.disclosure.keys import KEYS
from dpo_console.disclosure.packing import ListedName, PackResult
from dpo_console.jobs import filing
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.dialogs import Despite
from letters.disclosure.gate import GateState
from letters.paper.readback import Finding


class PackScreen(Page):
    """Building one pack, and the result of its release check."""

    BINDINGS = [*KEYS["pack"]]
    AUTO_FOCUS = "#result"

    def __init__(self, reference: str):
        super().__init__()
        self.reference, self.building = reference, False
        self.made: PackResult | None = None

    def body(self) -> ComposeResult:
        """The progress, then the result."""
        yield Static(show(f"{self.reference}: the response pack"), classes="title")
        with ScrollingText(id="result"):
            yield Static("")

    def on_mount(self) -> None:
        """Build it at once: the officer pressed p for that."""
        self.action_build()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_build(self) -> None:
        """Build the pack, and show the result."""
        out = None if self.building else await self.do(filing.outbox)
        if out is None:
            return
        self.made = None
        result = self.query_one("#result Static", Static)
        result.update("Building and checking the pack ... (esc to stop)")
        self.building = True
        try:
            with self.busy("A pack is being built."):
                self.made = await self._built(out, None)
            self.building = False
            result.update(lines(outcome(self.made)))
        except Exception as wrong:  # shown with its sentence, or as an incident
            self.building = False
            result.update(show(f"! Not built. {self.app.error_text(wrong)}"))

    async def _built(self, out: Path, despite: str | None) -> PackResult:
        """The pack; in an identity conflict, once the officer has typed why it goes out despite that."""
        try:
            return await self.app.do(
                packing.pack, self.reference, out, self.app.now(), progress=self.progress, despite=despite
            )
        except Refused as wrong:
            if despite or not is_conflict(wrong) or not (why := await self.app.push_screen_wait(despite_of(wrong))):
                raise
        return await self._built(out, why)

    def action_questions(self) -> None:
        """Open the review questions."""
        from dpo_console.disclosure.questions import Questions

        if not self.building:
            self.app.push_screen(Questions(self.reference))

    async def on_unmount(self) -> None:
        """Leaving while the pack is being built stops it, and nothing is kept."""
        if self.building:
            await self.app.do_without_desk(packing.stop_pack)

    def progress(self, what: str) -> None:
        """Show the progress; called in the thread that builds."""
        if not self.app._exit:
            self.app.call_from_thread(self.query_one("#result Static", Static).update, show(f"{what} ..."))


def is_conflict(wrong: Exception) -> bool:
    """Whether something was stopped by an identity conflict, which a typed reason overrides."""
    return getattr(getattr(wrong, "stop", None), "kind", "") == "conflict"


def despite_of(wrong: Exception) -> Despite:
    """The question for the reason that overrides the stop."""
    return Despite("Identity conflict", [str(wrong)], "Why does the answer go to this person despite the conflict?")


def outcome(made: PackResult) -> list[str]:
    """The result of a pack, in lines."""
    counts = f"{made.disclosed} disclosed, {made.redacted} of them in part, {made.withheld} withheld."
    gate = made.gate
    if gate.state == GateState.clear:
        files = [f"{one.path}  {one.pages} pages  {one.digest[:19]}" for one in made.files]
        shown = ["= Released: the check found nothing that should not go out.", counts, "", *files]
    else:
        shown = [HEADS[gate.state], counts, "", *_findings(gate.findings)]
        if gate.questions and gate.findings:
            shown += ["", f"It also asks {len(gate.questions)} question{'s' * (len(gate.questions) != 1)}:"]
        shown += [_asked(one) for one in gate.questions]
        shown += ["", "Press q to answer these in the review, then p to build the pack again."]
    if surnames := gate.listed:
        shown += ["", f"Surnames alone, which could be anyone's: {', '.join(_named(surnames))}"]
    return shown


HEADS = {
    GateState.refused: "! Refused: the pack contains something that must not go out. Nothing was released.",
    GateState.asked: "? Asked: the pack may name someone else. Answer its questions first. Nothing was released.",
}


def _findings(findings: Sequence[Finding]) -> list[str]:
    """Each finding once, with the readers that found it."""
    readers: dict[tuple[int | None, int | None, str], list[str]] = {}
    for one in findings:
        readers.setdefault((one.page, one.item, one.what), []).append(one.reader or "")
    shown = []
    for (page, item, what), by in readers.items():
        place = ", ".join(part for part in (item and f"item {item}", " and ".join(filter(None, by))) if part)
        shown.append(f"{_at(page)}: {what}{f' ({place})' if place else ''}")
    return shown


def _asked(one: Question) -> str:
    pages = sorted({place.page for place in one.places if place.page})
    items = ", ".join(dict.fromkeys(f"item {place.item}" for place in one.places[:3]))
    who = f": {', '.join(one.names[:3])}{' and others' * (len(one.names) > 3)}" if one.names else ""
    return f"{_at(*pages[:3])}: '{one.words[:60]}' ({one.why}{who}; {items})"


def _at(*pages: int | None) -> str:
    numbers = [str(page) for page in pages if page]
    return f"page {', '.join(numbers)}" if numbers else "in the file"


def _named(found: Sequence[ListedName]) -> list[str]:
    return list(dict.fromkeys(one.words for one in found))[:20]
