"""The door between screens and jobs: what a job is, and how an officer's drafts are reached.

A job is a plain function that takes the open desk first, and does one thing an officer does: it opens an act where it
changes something, calls casework and letters, and records what was done. If it cannot be done, it raises Refused with
the sentence to show. `now` is an aware UTC instant.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from casework.desk.store import Desk  # brings the database with it: not before the first paint
    from casework.vault.drafts import Draft, Drafts

P = ParamSpec("P")
R = TypeVar("R")

Job: TypeAlias = "Callable[Concatenate[Desk, P], R]"
"""A job, by what it takes besides the desk and what it answers."""


async def in_thread(doing: Callable[[], R]) -> R:
    """Call `doing` in its own thread and answer what it answers; what it raises is raised here, as an Exception.

    The thread's future would not do: it never ends on a StopIteration, ends the console on a SystemExit, and takes a
    CancelledError to mean that the officer left the screen.
    """

    def done() -> tuple[R | None, BaseException | None]:
        try:
            return doing(), None
        except BaseException as wrong:  # raised on the other side
            return None, wrong

    answer, wrong = await asyncio.to_thread(done)
    try:
        if wrong is None:
            return cast(R, answer)
        if isinstance(wrong, Exception) and not isinstance(wrong, StopIteration | CancelledError):
            raise wrong
        raise RuntimeError(f"a job ended with {type(wrong).__name__}").with_traceback(wrong.__traceback__)
    finally:
        wrong = None  # its traceback holds this frame, and so what the job was given


class OwnDrafts:
    """This officer's sealed drafts, each read or written in a thread, one after the other."""

    def __init__(self, kept: "Callable[[], Drafts]"):
        self._kept, self._lock = kept, threading.Lock()

    async def get(self, name: str) -> "Draft | None":
        """The draft of that name, or None."""
        return await self._alone(lambda: self._kept().get(name))

    async def put(self, name: str, values: "Draft", now: datetime) -> None:
        """Save the draft."""
        await self._alone(lambda: self._kept().put(name, values, now))

    async def drop(self, name: str) -> None:
        """Delete the draft."""
        await self._alone(lambda: self._kept().drop(name))

    async def names(self) -> list[tuple[str, datetime]]:
        """Every draft with the UTC instant it was last saved."""
        return await self._alone(lambda: self._kept().names())

    async def _alone(self, doing: Callable[[], R]) -> R:
        def do() -> R:
            with self._lock:
                return doing()

        return await in_thread(do)
