"""The keys as people write them, the keys in force on a screen, and the palette of commands."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.screen import Screen

from dpo_console.every_key import KEYS
from dpo_console.keys import GENERAL, spoken
from dpo_console.shown import show


def in_force(screen: Screen[Any]) -> list[tuple[DOMNode, Binding, str]]:
    """Our own bindings that work on this screen now, its own first: the node, the binding, its keys."""
    ours = {key.id: (order, key) for order, key in enumerate(key for keys in KEYS.values() for key in keys)}
    working: dict[str, tuple[DOMNode, Binding]] = {}
    for active in screen.active_bindings.values():
        name = active.binding.id
        if active.enabled and name and name in ours:
            working.setdefault(name, (active.node, ours[name][1]))
    general = tuple(f"{place}." for place in GENERAL)
    rank = {name: (name.startswith(general), name.startswith("app."), ours[name][0]) for name in working}
    return [(*working[name], spoken(working[name][1])) for name in sorted(working, key=rank.__getitem__)]


class Keys(Provider):
    """The palette: every command that works on the screen beneath it, with its key."""

    def _commands(self) -> list[tuple[str, str, Callable[[], Awaitable[bool]]]]:
        return [
            (f"{key.tooltip}  ({keys})", key.description, partial(self.app.run_action, key.action, node))
            for node, key, keys in in_force(self.screen)
            if key.action != "command_palette"
        ]

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for prompt, _, run in self._commands():
            yield DiscoveryHit(show(prompt), run)

    async def search(self, query: str) -> Hits:
        """The commands that match what is typed."""
        matcher = self.matcher(query)
        for prompt, name, run in self._commands():
            if (score := matcher.match(f"{name} {prompt}")) > 0:
                yield Hit(score, show(prompt), run)
