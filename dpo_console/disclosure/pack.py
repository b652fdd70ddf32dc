"""Building the response pack and reading it back: released, or what keeps it in, with the page and the word."""

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
    """The building of one pack, and what the gate says of it."""

    BINDINGS = [*KEYS["pack"]]
    AUTO_FOCUS = "#result"

    def __init__(self, reference: str):
        super().__init__()
        self.reference, self.building = reference, False
        self.made: PackResult | None = None

    def body(self) -> ComposeResult:
        """What is being done, then the result."""
        yield Static(show(f"{self.reference}: the response pack"), classes="title")
        with ScrollingText(id="result"):
            yield Static("")

    def on_mount(self) -> None:
        """Build it at once: p was pressed for it."""
        self.action_build()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_build(self) -> None:
        """Build it, and say what became of it."""
        out = None if self.building else await self.do(filing.outbox)
        if out is None:
            return
        self.made = None
        result = self.query_one("#result Static", Static)
        result.update("Building the pack, then reading it back ... (esc stops it)")
        self.building = True
        try:
            with self.busy("A pack is being built."):
                self.made = await self._built(out, None)
            self.building = False
            result.update(lines(outcome(self.made)))
        except Exception as wrong:  # told with its sentence, or as an incident
            self.building = False
            result.update(show(f"! Not built. {self.app.error_text(wrong)}"))

    async def _built(self, out: Path, despite: str | None) -> PackResult:
        """The pack; of a case with an identity conflict once the officer has typed why it goes out all the same."""
        try:
            return await self.app.do(packing.pack, self.reference, out, self.app.now(), told=self.told, despite=despite)
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
        """Leaving while it is being built stops it: nothing of it is kept."""
        if self.building:
            await self.app.do_without_desk(packing.stop_pack)

    def told(self, what: str) -> None:
        """How far it is; called in the thread that builds."""
        if not self.app._exit:
            self.app.call_from_thread(self.query_one("#result Static", Static).update, show(f"{what} ..."))


def is_conflict(wrong: Exception) -> bool:
    """Whether something was stopped because of an identity conflict, which a typed reason meets."""
    return getattr(getattr(wrong, "stop", None), "kind", "") == "conflict"


def despite_of(wrong: Exception) -> Despite:
    """The question by which that stop is met."""
    return Despite("Identity conflict", [str(wrong)], "Type why the answer goes to this person all the same:")


def outcome(made: PackResult) -> list[str]:
    """What became of a pack, in lines."""
    counts = f"{made.disclosed} disclosed, {made.redacted} of them in part, {made.withheld} withheld."
    gate = made.gate
    if gate.state == GateState.clear:
        files = [f"{one.path}  {one.pages} pages  {one.digest[:19]}" for one in made.files]
        said = ["= Released: read back, and nothing was found in it that should not go out.", counts, "", *files]
    else:
        said = [HEADS[gate.state], counts, "", *_findings(gate.findings)]
        if gate.questions and gate.findings:
            said += ["", f"It also asks {len(gate.questions)} question{'s' * (len(gate.questions) != 1)}:"]
        said += [_asked(one) for one in gate.questions]
        said += ["", "Press q to answer these in the review, then p to build the pack again."]
    if surnames := gate.listed:
        said += ["", f"Surnames alone, which may be anyone's: {', '.join(_named(surnames))}"]
    return said


HEADS = {
    GateState.refused: "! Refused: the finished pack holds what should not go out. Nothing was released.",
    GateState.asked: "? Asked: the pack may name someone else. Answer its questions first. Nothing was released.",
}


def _findings(findings: Sequence[Finding]) -> list[str]:
    """Each finding once, with the readers that found it."""
    readers: dict[tuple[int | None, int | None, str], list[str]] = {}
    for one in findings:
        readers.setdefault((one.page, one.item, one.what), []).append(one.reader or "")
    said = []
    for (page, item, what), by in readers.items():
        place = ", ".join(part for part in (item and f"item {item}", " and ".join(filter(None, by))) if part)
        said.append(f"{_at(page)}: {what}{f' ({place})' if place else ''}")
    return said


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
