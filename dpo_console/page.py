"""What the console's screens share: the line of modes at the top, and doing jobs without holding up the screen."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static
from textual.worker import ResultType, Worker, WorkType

from dpo_console.door import Job, P, R
from dpo_console.frame import Frame
from dpo_console.keys import KEYS, spoken
from dpo_console.routes import Answer, Route
from dpo_console.shown import show

MODES = {
    "board": "1 Board",
    "workforce": "2 Workforce",
    "letters": "3 Letters",
    "settings": "4 Settings",
    "notice": "5 Notice",
}


WEEKDAY_FROM = 90
"""How wide the top line must be to show the weekday."""
ACTS = ("act", "save")
"""The groups of work that changes something; in any other group only the latest work counts."""


class Tab(Static):
    """The name of a mode; a click goes there."""

    def __init__(self, mode: str, name: str, current: bool):
        super().__init__(show(f"[{name}]" if current else f" {name} "), classes="current" if current else "")
        self.mode = mode

    async def on_click(self) -> None:
        """Go to the mode."""
        await self.app.run_action(f"app.mode('{self.mode}')")


class TopLine(Horizontal):
    """The top line: the modes, the desk, the date."""

    app = getters.app(Frame)

    def compose(self) -> ComposeResult:
        """The modes on the left, the date on the right."""
        for mode, name in MODES.items():
            yield Tab(mode, name, self.app.current_mode == mode)
        yield Static("", id="about")

    def on_resize(self) -> None:
        """Where there is little room, the date goes without its weekday."""
        weekday = "%a " if self.size.width >= WEEKDAY_FROM else ""
        about = "DEMO  " if self.app.desk and self.app.desk.demo else ""
        self.query_one("#about", Static).update(show(f"{about}{self.app.today():{weekday}%d %b %Y}"))


if TYPE_CHECKING:
    Beside = Screen[Any]
else:
    Beside = object  # a screen takes its styles from its first base that is one


class Jobs(Beside):
    """Awaiting jobs from a screen: a refusal is shown to the officer, and the answer is then None."""

    app = getters.app(Frame)

    async def do(self, job: "Job[P, R]", *args: P.args, **options: P.kwargs) -> R | None:
        """Do a job on the desk; None if it was refused or failed, which a toast shows."""
        return await self.tried(self.app.do(job, *args, **options))

    async def do_without_desk(self, job: Callable[P, R], *args: P.args, **options: P.kwargs) -> R | None:
        """The same for a job that needs no open desk."""
        return await self.tried(self.app.do_without_desk(job, *args, **options))

    def open(self, route: Route[Any]) -> None:
        """Open the screen of a route over the present one."""
        self.app.open(route)

    async def answer_of(self, route: Route[Answer]) -> Answer | None:
        """Open the screen of a route and wait for its answer; None if it is left without one."""
        return await self.app.answer_of(route)

    async def tried(self, doing: Awaitable[R]) -> R | None:
        """The same for anything that is awaited."""
        try:
            return await doing
        except Exception as wrong:  # shown as its sentence, or as an incident without any value
            self.app.say(self.app.error_text(wrong), wrong=True)
            return None

    def key_of(self, action: str) -> str:
        """The key of an action of the screen, as people write it."""
        bound = (one for above in type(self).__mro__ for one in vars(above).get("BINDINGS", ()))
        return next(spoken(one).split()[0] for one in bound if one.action == action)

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """While a long job runs, anyone who leaves the console is asked first; `what` says what is running."""
        self.app.under_way.append(what)
        try:
            yield
        finally:  # also where the screen is left meanwhile
            self.app.under_way.remove(what)

    def so_far(self, done: int, total: int, what: str) -> None:
        """The progress of a long job, for the screen's bar; called from the thread that does it."""
        from textual.widgets import ProgressBar  # not before the first paint

        if not self.app._exit:
            bar = self.query_one("#progress", ProgressBar)
            self.app.call_from_thread(bar.update, total=total or None, progress=done)

    def run_worker(
        self,
        work: WorkType[ResultType],
        name: str | None = "",
        group: str = "default",
        description: str = "",
        exit_on_error: bool = True,
        start: bool = True,
        exclusive: bool = False,
        thread: bool = False,
    ) -> Worker[ResultType]:
        """An act that a key began goes on: pressing the key again meanwhile does not begin it twice, and another key
        that would begin an act says so."""
        if exclusive and group in ACTS:
            for one in self.workers:
                if one.node is self and one.group == group and not one.is_finished:
                    if one.name != name:
                        self.app.say("Not done yet: wait until what you began is done, then press the key again.")
                    return one
        return super().run_worker(work, name, group, description, exit_on_error, start, exclusive, thread)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show a fault in the screen's own work."""
        self.app.on_worker_state_changed(event)


class Page(Jobs, Screen[Any]):
    """A full screen: the bar, its own part, the footer."""

    AUTO_FOCUS = ""
    ALLOW_SELECT = False  # what the mouse selects could be copied out of the desk

    def compose(self) -> ComposeResult:
        """The bar, the screen's own part, the footer."""
        yield TopLine()
        yield from self.body()
        yield Footer(show_command_palette=False)

    def body(self) -> ComposeResult:
        """The screen's own part."""
        raise NotImplementedError

    def action_back(self) -> object:
        """Back to where the officer came from."""
        self.dismiss(None)
        return None


class Dialog(Jobs, ModalScreen[Any]):
    """A question over a screen."""

    BINDINGS = [*KEYS["dialog"]]
    ALLOW_SELECT = False

    def action_cancel(self) -> object:
        """Nothing is changed."""
        self.dismiss(None)
        return None


class ScrollingText(VerticalScroll):
    """A text to scroll through, also by keys; nothing in it can be selected and copied."""

    BINDINGS = [*KEYS["text"]]
    ALLOW_SELECT = False
