"""Help on screen: the keys that work on the screen beneath, the topics of the manual, and one topic."""

import textwrap
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static

from dpo_console.bindings import in_force
from dpo_console.door import in_thread
from dpo_console.every_key import PLACES
from dpo_console.help import manual
from dpo_console.help.manual import PageLine, Part
from dpo_console.keys import GENERAL, KEYS, spoken
from dpo_console.page import Jobs, ScrollingText
from dpo_console.shown import show, words
from dpo_console.widgets.record_list import Column, RecordList, Row


class HelpScreen(Jobs, ModalScreen[None]):
    """A screen of help, over the screen it is about; the key that opened help closes it."""

    BINDINGS = [*KEYS["page"], Binding("question_mark", "back", show=False)]
    ALLOW_SELECT = False
    heading = ""

    def compose(self) -> ComposeResult:
        """The title, the screen's own part, the footer."""
        yield Static(show(self.heading), classes="title")
        yield from self.body()
        yield Footer(show_command_palette=False)

    def body(self) -> ComposeResult:
        """The screen's own part."""
        raise NotImplementedError

    def action_back(self) -> None:
        """Close it."""
        self.dismiss(None)


class Help(HelpScreen):
    """The keys that work on the screen beneath: its own with what they do, the general ones by name."""

    BINDINGS = [*KEYS["help"]]
    heading = "Keys that work here"

    def __init__(self, beneath: Screen[Any]):
        super().__init__()
        self.bindings = [key for _, key, _ in in_force(beneath)]

    def body(self) -> ComposeResult:
        """The keys, on one page if they fit."""
        with ScrollingText():
            yield Static(id="here")

    def on_resize(self, event: events.Resize) -> None:
        """Lay the keys out for the width there is."""
        self.query_one("#here", Static).update(words(*self._laid_out(min(event.size.width, 110) - 6)))

    def _laid_out(self, width: int) -> list[str | tuple[str, str]]:
        own = [(spoken(key), key.tooltip) for key in self.bindings if not _general(key)]
        beside = max((len(name) for name, _ in own), default=0) + 2
        parts: list[str | tuple[str, str]] = []
        for name, tooltip in own:
            first, *rest = textwrap.wrap(tooltip, width - beside)
            parts += [(name.ljust(beside), "bold"), "\n".join([first, *[" " * beside + line for line in rest]]) + "\n"]
        parts += ["\n"]
        for place, keys in groupby((key for key in self.bindings if _general(key)), key=_place):
            parts += [(f"{PLACES[place]}: ", "bold"), *_named(list(keys), len(PLACES[place]) + 2, width)]
        return parts

    def action_manual(self) -> None:
        """The topics of the manual."""
        self.app.push_screen(Topics())


def _place(key: Binding) -> str:
    return str(key.id).partition(".")[0]


def _general(key: Binding) -> bool:
    return _place(key) in GENERAL


def _named(keys: list[Binding], used: int, width: int) -> list[str | tuple[str, str]]:
    """Keys with their names, one after the other, in as few lines as the width allows."""
    parts: list[str | tuple[str, str]] = []
    for key in keys:
        name = f" {key.description}  "
        if used + len(spoken(key)) + len(name.rstrip()) > width:
            parts.append("\n  ")
            used = 2
        parts += [(spoken(key), "bold"), name]
        used += len(spoken(key)) + len(name)
    return [*parts, "\n"]


class Topics(HelpScreen):
    """The topics of the manual."""

    BINDINGS = [*KEYS["topics"]]
    heading = "The manual, by topic"

    def body(self) -> ComposeResult:
        """A line for each topic, with its title."""
        yield RecordList([Column("Topic", 12), Column("About")])

    def on_mount(self) -> None:
        """List the topics."""
        self.query_one(RecordList).give([Row(name, (name, title)) for name, title in manual.titles().items()])

    def action_read(self) -> None:
        """Open the selected topic."""
        if row := self.query_one(RecordList).row:
            self.app.push_screen(Topic(row.key))

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """The same, by a second click."""
        self.action_read()


class Topic(HelpScreen):
    """One topic of the manual."""

    def __init__(self, topic: str):
        super().__init__()
        self.topic = topic
        self.heading = f"The manual: {topic}"

    def body(self) -> ComposeResult:
        """The page, to scroll through."""
        with ScrollingText():
            yield Static(show("Reading ..."), id="page")

    async def on_mount(self) -> None:
        """Make the page; the one of the commands reads them all."""
        lines = await self.tried(in_thread(partial(manual.page, self.topic)))
        if lines is not None:
            self.query_one("#page", Static).update(words(*_styled(lines)))


def _styled(lines: list[PageLine]) -> Iterator[str | tuple[str, str]]:
    """The lines with their styles; code in a text is bold, over the end of a line too."""
    inside = False
    for line in lines:
        if line.part in (Part.title, Part.heading):
            yield f"{line.text}\n", "bold $text-accent"
        elif line.part is Part.code:
            yield f"{line.text}\n", "$text-muted"
        else:
            inside = inside and bool(line.text)
            for at, part in enumerate(line.text.split("`")):
                inside = inside != (at > 0)
                yield (part, "bold") if inside else part
            yield "\n"
