"""An officer at a running console: keys in, the screen read as lines of text."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.widgets._footer import FooterKey

from dpo_console.app import Console

TODAY = date(2026, 11, 22)
LONGEST_REST = 0.3
"""Seconds to wait for a worker that does not end: a test may be holding it up."""


def _parsed_once() -> None:
    """Style sheets are parsed once per process, not by each console: that was a fifteenth of the time of its tests."""
    parse, kept = Stylesheet._parse_rules, {}

    def instead(self: Stylesheet, *args: Any, **more: Any) -> Any:
        said = (args, *sorted(more.items()), *sorted(self._variables.items()))
        if said not in kept:
            kept[said] = parse(self, *args, **more)
        return kept[said]

    Stylesheet._parse_rules = instead  # type: ignore[method-assign]


def _styled_once() -> None:
    """A footer's keys are not compact from the start, as every footer of the console has them: styling them as compact
    first, and then again, took a sixth of a screen's time. A rule's hash is its identity, which runs no Python."""
    FooterKey.compact._default = False
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]


def _drawn_at_rest() -> None:
    """A console without a terminal is drawn when a test looks at it, and whenever it comes to rest: no one would see
    what it draws in between, which was a fifth of its time."""
    draw = Compositor.render_update

    def instead(self: Compositor, *args: Any, **more: Any) -> Any:
        if not active_app.get().is_headless:
            return draw(self, *args, **more)
        self._dirty_regions.clear()
        return None

    Compositor.render_update = instead  # type: ignore[method-assign]


_parsed_once()
_styled_once()
_drawn_at_rest()


class Seat:
    """An officer at the console: keys in, lines of text out."""

    def __init__(self, app: Console, pilot: Any):
        self.app, self.pilot, self.asked = app, pilot, asyncio.Event()
        push = app.push_screen

        def pushed(*args: Any, **options: Any) -> Any:
            self.asked.set()
            return push(*args, **options)

        app.push_screen = pushed  # type: ignore[method-assign]

    @property
    def screen(self) -> Any:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what they start."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the console has dealt with every key, and is at rest."""
        if work := self.app.keystrokes.work:
            await asyncio.wait([work], timeout=LONGEST_REST)
        end = asyncio.get_running_loop().time() + LONGEST_REST
        await self.pilot.pause(0)
        while (left := end - asyncio.get_running_loop().time()) > 0 and (working := self._working()):
            asked = asyncio.ensure_future(self.asked.wait())
            await asyncio.wait([*working, asked], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            self.asked.clear()
            await self.pilot.pause(0)
        await self.pilot.pause()
        self.lines()  # what cannot be drawn fails the test

    def _working(self) -> list[asyncio.Task[Any]]:
        """The running workers, unless each is waiting for an answer to a question."""
        working = [worker._task for worker in self.app.workers if not worker.is_finished and worker._task]
        screens = [screen for stack in self.app._screen_stacks.values() for screen in stack]
        waits = [one.future for screen in screens for one in screen._result_callbacks]
        return working if len(working) > sum(future is not None and not future.done() for future in waits) else []

    async def until(self, holds: Any, seconds: float = 8) -> None:
        """Wait until a condition is true."""
        for _ in range(int(seconds / 0.02)):
            if holds():
                await self.settle()
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it never came to be so; the screen:\n" + self.text())

    def lines(self) -> list[str]:
        """The screen as drawn."""
        width, height = self.app.size
        return [
            "".join(part.text for part in strip)[:width].rstrip() for strip in self.screen._compositor.render_strips()
        ][:height]

    def text(self) -> str:
        """The same in one."""
        return "\n".join(self.lines())

    async def set(self, **values: str) -> None:
        """Fill in fields of a form."""
        for name, value in values.items():
            self.screen.query_one(f"#field-{name}").value = value
        await self.settle()


class Sitting:
    """`async with sit(...)`: an unlocked console."""

    def __init__(self, folder: Any, size: tuple[int, int], passphrase: str | None):
        self.app = Console(folder, today=TODAY, passphrase=passphrase)
        notify = self.app.notify  # notifications stay: on a busy machine they would be gone before a test reads them
        self.app.notify = lambda *said, **more: notify(*said, **more | {"timeout": 120})  # type: ignore[method-assign]
        self.running = self.app.run_test(size=size, notifications=True)
        self.locked = passphrase is None

    async def __aenter__(self) -> Seat:
        seat = Seat(self.app, await self.running.__aenter__())
        if not self.locked:
            await seat.until(lambda: self.app.desk is not None and self.app.current_mode == "board")
        return seat

    async def __aexit__(self, *wrong: Any) -> None:
        await self.running.__aexit__(*wrong)


class Stay:
    """`async with stay(...)`: a console that goes on from one case of a parametrised test to the next.

    Before each it is back on the board, on the desk of that case, and has nothing left to say. Of each size there is
    one; one that ended is followed by another. Its loop is the `runner`, which goes on as well.
    """

    def __init__(self, folder: Path):
        self.folder, self.runner = folder, asyncio.Runner()
        self.sittings: dict[tuple[int, int], tuple[Sitting, Seat]] = {}

    @contextlib.asynccontextmanager
    async def __call__(self, desk: Any, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seat]:
        if size in self.sittings and self.sittings[size][0].app.is_running:
            _, seat = self.sittings[size]
            await self._back(seat, desk)
        else:
            sitting = Sitting(self.folder, size, "demo")
            self.sittings[size] = sitting, (seat := await sitting.__aenter__())
        yield seat

    async def _back(self, seat: Seat, desk: Any) -> None:
        """Go to the board, closing every other screen."""
        seat.app.desk = desk
        for mode in (*(seat.app._screen_stacks.keys() & seat.app.MODES.keys()), "board"):
            seat.app.switch_mode(mode)
            while len(seat.app.screen_stack) > 1:
                seat.app.pop_screen()
        seat.app.clear_notifications()
        await seat.settle()

    def end(self) -> None:
        """Close every console."""
        with self.runner:
            for sitting, _ in self.sittings.values():
                self.runner.run(sitting.__aexit__(None, None, None))
