"""What reads the keys: the palette, the help screen and the README's table, all from the bindings in force."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static

from dpo_console.every_key import KEYS, PLACES
from dpo_console.keys import KEYS as EVERYWHERE
from dpo_console.shown import grid, show


def spoken(binding: Binding) -> str:
    """The keys of a binding as people write them."""
    names = {"question_mark": "?", "slash": "/", "colon": ":", "escape": "esc", "pagedown": "PgDn", "pageup": "PgUp"}
    return " ".join(names.get(key, key) for key in binding.key.split(","))


def table() -> str:
    """The keys as a Markdown table, as the README prints it."""
    rows = ["| Where | Key | Does |", "|---|---|---|"]
    for place, keys in KEYS.items():
        for key in keys:
            rows.append(f"| {PLACES[place]} | `{spoken(key)}` | {key.tooltip} |")
    return "\n".join(rows)


def in_force(screen: Screen[Any]) -> list[tuple[DOMNode, Binding, str]]:
    """Our own bindings that work on this screen now, its own first: the node, the binding, its keys."""
    ours = {key.id: (order, key) for order, key in enumerate(key for keys in KEYS.values() for key in keys)}
    found: dict[str, tuple[DOMNode, Binding]] = {}
    for active in screen.active_bindings.values():
        name = active.binding.id
        if active.enabled and name and name in ours:
            found.setdefault(name, (active.node, ours[name][1]))
    general = ("app.", "dialog.", "list.", "text.")
    rank = {name: (name.startswith(general), name.startswith("app."), ours[name][0]) for name in found}
    return [(*found[name], spoken(found[name][1])) for name in sorted(found, key=rank.__getitem__)]


class Keys(Provider):
    """The palette: every command that works on the screen beneath it, with its key."""

    def _commands(self) -> list[tuple[str, str, Callable[[], Awaitable[bool]]]]:
        return [
            (f"{key.tooltip}  ({keys})", key.description, partial(self.app.run_action, key.action, node))
            for node, key, keys in in_force(self.screen)
            if key.action != "command_palette"
        ]

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for prompt, _, run in self._commands():
            yield DiscoveryHit(show(prompt), run)

    async def search(self, query: str) -> Hits:
        """Those that match what is typed."""
        matcher = self.matcher(query)
        for prompt, name, run in self._commands():
            if (score := matcher.match(f"{name} {prompt}")) > 0:
                yield Hit(score, show(prompt), run)


class Help(ModalScreen[None]):
    """The keys that work on the screen beneath."""

    BINDINGS = [*EVERYWHERE["page"], Binding("question_mark,f1", "back", show=False)]

    def __init__(self, beneath: Screen[Any]):
        super().__init__()
        self.rows = [(keys, key.tooltip) for _, key, keys in in_force(beneath)]

    def compose(self) -> ComposeResult:
        """The table, and how to leave it."""
        with VerticalScroll(classes="dialog tall") as box:
            box.border_title = "Keys that work here"
            yield Static(grid(self.rows))
        yield Footer(show_command_palette=False)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)
