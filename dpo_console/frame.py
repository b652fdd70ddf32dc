"""What screens and widgets may know about the application: its desk, its date, its jobs, and how to open screens."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from casework import Refused
from dpo_console import crash
from dpo_console.door import Job, OwnDrafts, P, R, in_thread
from dpo_console.routes import Answer, Route
from dpo_console.shown import clean

if TYPE_CHECKING:
    from casework.desk.store import Desk  # brings the database with it: not before the first paint
    from casework.vault.drafts import Drafts

LONDON = ZoneInfo("Europe/London")

IDLE, LONGEST_IDLE = 5, 15
"""Minutes without a key before the console locks: by default, and at most."""


class Frame(App[int]):
    """The application as its screens know it; `today` rehearses another date (on a demo desk only)."""

    def __init__(self, folder: Path, *, today: date | None = None, passphrase: str | None = None):
        super().__init__()
        self.folder, self.rehearsed, self.passphrase = folder, today, passphrase
        self.desk: Desk | None = None
        self.drafts = OwnDrafts(self._own_drafts)
        self.under_way: list[str] = []
        """What is running on any screen and should not be cut short, each in a sentence."""
        self.resumed = False
        """Whether this process took the place of one that was locked."""
        self.idle = IDLE

    @property
    def running(self) -> str:
        """What is running, in words; empty if nothing is."""
        return " ".join(dict.fromkeys(self.under_way))

    def _open_desk(self) -> "Desk":
        if self.desk is None:
            raise RuntimeError("no desk is open")
        return self.desk

    def _own_drafts(self) -> "Drafts":
        drafts = self._open_desk().drafts
        if drafts is None:
            raise RuntimeError("a desk that is open for reading only has no drafts")
        return drafts

    def now(self) -> datetime:
        """The current instant, UTC; on a rehearsed date, that time of day."""
        now = datetime.now(UTC).replace(microsecond=0)
        return datetime.combine(self.rehearsed, now.time(), tzinfo=UTC) if self.rehearsed else now

    def today(self) -> date:
        """Today's date in Europe/London."""
        return self.now().astimezone(LONDON).date()

    async def do(self, job: "Job[P, R]", *args: P.args, **options: P.kwargs) -> R:
        """Do a job on the open desk, in a thread; answers what it answers, and raises what it raises."""
        return await in_thread(partial(job, self._open_desk(), *args, **options))

    async def do_without_desk(self, job: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
        """The same for a job that needs no open desk."""
        return await in_thread(partial(job, *args, **options))

    def error_text(self, wrong: BaseException) -> str:
        """The text to show for something that went wrong: the sentence of a refusal, or an incident number."""
        return clean(self.refusal(wrong)) if isinstance(wrong, Refused) else crash.report(wrong, self.folder)

    def refusal(self, refused: Refused) -> str:
        """The sentence of a refusal, with the key of what helps."""
        raise NotImplementedError

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show a fault in background work as an incident: nothing fails silently."""
        worker = event.worker
        if event.state is WorkerState.ERROR and worker.error and worker.node.is_attached:
            self.say(self.error_text(worker.error), wrong=True)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """A toast of plain text."""
        self.notify(clean(text), severity="error" if wrong else "information", timeout=8 if wrong else 4, markup=False)

    def keep_preferences(self, _: object = None) -> None:
        """This officer's theme, and after how many idle minutes the console locks."""
        kept = self.drafts.put("preferences", {"theme": self.theme, "idle": self.idle}, self.now())
        self.run_worker(kept, group="preferences", exclusive=True, exit_on_error=False)

    def open(self, route: Route[Any]) -> None:
        """Open the screen of a route."""
        self.push_screen(self.screen_of(route))

    async def answer_of(self, route: Route[Answer]) -> Answer | None:
        """Open the screen of a route and wait for its answer; None if it is left without one."""
        return await self.push_screen_wait(self.screen_of(route))

    def screen_of(self, route: Route[Answer]) -> Screen[Answer | None]:
        """The screen of a route."""
        raise NotImplementedError

    async def opened(self, desk: "Desk") -> None:
        """The desk is open: go to the first screen."""
        raise NotImplementedError
