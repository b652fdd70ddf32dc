"""The door between screens and jobs: what a job is, and how an officer's drafts are reached.

A job is a plain function that takes the open desk first, and does one thing an officer does: it opens an act where it
changes something, calls casework and letters, and records what was done. What cannot be done raises Refused with the
sentence to show. `now` is an aware UTC instant.
"""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias, TypeVar

if TYPE_CHECKING:
    from casework.desk.store import Desk  # brings the database with it: not before the first paint
    from casework.vault.drafts import Drafts

P = ParamSpec("P")
R = TypeVar("R")

Job: TypeAlias = "Callable[Concatenate[Desk, P], R]"
"""What a job is, by what it takes beside the desk and what it answers."""


class OwnDrafts:
    """This officer's sealed drafts, each read or written in a thread, one after the other."""

    def __init__(self, kept: "Callable[[], Drafts]"):
        self._kept, self._lock = kept, threading.Lock()

    async def get(self, name: str) -> dict[str, Any] | None:
        """The draft of that name, or None."""
        return await self._alone(lambda: self._kept().get(name))

    async def put(self, name: str, values: dict[str, Any], now: datetime) -> None:
        """Keep the draft as it stands."""
        await self._alone(lambda: self._kept().put(name, values, now))

    async def drop(self, name: str) -> None:
        """Forget the draft."""
        await self._alone(lambda: self._kept().drop(name))

    async def names(self) -> list[tuple[str, str]]:
        """Every draft with the UTC instant it was last saved."""
        return await self._alone(lambda: self._kept().names())

    async def _alone(self, doing: Callable[[], R]) -> R:
        def do() -> R:
            with self._lock:
                return doing()

        return await asyncio.to_thread(do)
