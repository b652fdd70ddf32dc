"""Building the response pack and reading it back: released, or refused with the page and the word."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from dpo_console.keys import KEYS
from dpo_console.screens.base import Page, Reading
from dpo_console.screens.dialogs import Despite
from dpo_console.shown import lines, show


class PackScreen(Page):
    """The building of one pack, and what the gate says of it."""

    BINDINGS = KEYS["page"]
    AUTO_FOCUS = "#result"

    def __init__(self, reference: str):
        super().__init__()
        self.reference, self.building = reference, False

    def body(self) -> ComposeResult:
        """What is being done, then the result."""
        yield Static(show(f"{self.reference}: the response pack"), classes="title")
        with Reading(id="result"):
            yield Static("Building the pack, then reading it back ... (esc stops it)")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def on_mount(self) -> None:
        """Build it at once: p was pressed for it."""
        out = await self.ask("outbox")
        result = self.query_one("#result Static", Static)
        self.app.running, self.building = "A pack is being built.", True
        try:
            made = await self._built(out, None)
            self.building = False
            result.update(lines(outcome(made)))
        except Exception as wrong:  # told with its sentence, or as an incident
            self.building = False
            result.update(show(f"! Not built. {self.app.told(wrong)}"))
        finally:
            self.app.running = ""

    async def _built(self, out: Any, despite: str | None) -> dict[str, Any]:
        """The pack; of a case with an identity conflict once the officer has typed why it goes out all the same."""
        try:
            return await self.app.job("pack", self.reference, out, self.app.now(), told=self.told, despite=despite)
        except Refused as wrong:
            if despite or not is_conflict(wrong) or not (why := await self.app.push_screen_wait(despite_of(wrong))):
                raise
        return await self._built(out, why)

    async def on_unmount(self) -> None:
        """Leaving while it is being built stops it: nothing of it is kept."""
        if self.building:
            await self.app.job("stop_pack")

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


def outcome(made: dict[str, Any]) -> list[str]:
    """What became of a pack, in lines."""
    counts = f"{made['disclosed']} disclosed, {made['redacted']} of them in part, {made['withheld']} withheld."
    gate = made["gate"]
    if gate["state"] == "clear":
        files = [f"{one['path']}  {one['pages']} pages  {one['digest'][:19]}" for one in made["files"]]
        return ["= Released: read back, and nothing was found in it that should not go out.", counts, "", *files]
    said = ["! Refused: the finished pack holds what should not go out. Nothing was released.", counts, ""]
    for one in gate["findings"]:
        place = ", ".join(str(part) for part in (one.get("item") and f"item {one['item']}", one.get("reader")) if part)
        said.append(f"page {one['page']}: {one['what']}{f' ({place})' if place else ''}")
    return said
