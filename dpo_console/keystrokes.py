"""Keys one at a time: over a slow line they come in bursts, and each is meant for what the key before it opened."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App, ScreenStackError
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

LONGEST = 2
"""Seconds that a key waits for the one before it, at most: no screen that does not answer holds up the lock."""

ESC = "\x1b"
TOGETHER = "escape+"
"""The prefix of a key that came in one burst after esc, until the two are separated."""
WORDWISE = {"b": "ctrl+left", "f": "ctrl+right"}
"""What some keyboards send for one word back or forward, where something is typed in."""

# The library reads most such pairs as the key alone, and some as another key (a word forward, an exclamation mark):
# esc would be lost, and enter would then agree to what esc was meant to close. [ and O begin the longer keys, and the
# other capitals and signs left out here begin the answers of a terminal; esc with tab or backspace is its own key.
for _key in map(chr, (*range(1, 9), *range(10, 27), *range(0x20, 0x41), *range(ord("a"), ord("{")))):
    # the table is a plain dict, which its type does not say
    ANSI_SEQUENCES_KEYS[ESC + _key] = (SimpleNamespace(value=TOGETHER + _key),)  # type: ignore[index]


class Keystrokes:
    """What was typed and pasted, and is still to be handled."""

    def __init__(self, app: App[Any], handle: Callable[[events.Event], Awaitable[None]]):
        self.app, self.handle = app, handle
        self.waiting: deque[events.Event] = deque()
        self.work: asyncio.Task[None] | None = None

    def take(self, event: events.Event) -> None:
        """Handle it after those before it."""
        self.waiting += _apart(event, isinstance(self.app.focused, Input | TextArea))
        if self.work is None or self.work.done():
            self.work = asyncio.create_task(self._deal())

    async def _deal(self) -> None:
        while self.waiting:
            try:
                before = self.app.screen
                way = list((self.app.focused or before).ancestors_with_self)
                await self.handle(self.waiting.popleft())
                async with asyncio.timeout(LONGEST):
                    await self._settled(way, before)
            except TimeoutError:
                continue
            except ScreenStackError:  # the console is left
                return
            except Exception as wrong:  # as one in the console's own messages
                self.app._handle_exception(wrong)
                return

    async def _settled(self, way: Sequence[MessagePump], before: MessagePump) -> None:
        """Until the key went up from the widget to the console, and what it opened can be typed in."""
        for node in way:
            await _done(node, node.call_later)
        await asyncio.sleep(0)  # what it set to work has read which line is selected
        if (now := self.app.screen) is not before:
            await _done(now, now.call_after_refresh)


def _apart(event: events.Event, typing: bool) -> list[events.Event]:
    """Separate esc from the key after it: in one burst they are read as one key (with alt on some terminals)."""
    if not isinstance(event, events.Key):
        return [event]
    if event.key.startswith("alt+") and event.character:
        return [events.Key("escape", ESC), events.Key(event.character, event.character)]
    if not event.key.startswith(TOGETHER):
        return [event]
    other = event.key.removeprefix(TOGETHER)
    if typing and other in WORDWISE:
        return [events.Key(WORDWISE[other], None)]
    return [events.Key("escape", ESC), *(key for key in XTermParser().feed(other) if isinstance(key, events.Key))]


async def _done(node: MessagePump, later: Callable[..., Any]) -> None:
    """Wait until the node calls back, or is gone."""
    called = asyncio.Event()
    later(called.set)
    while node.is_running and not called.is_set():
        await asyncio.sleep(0.002)
