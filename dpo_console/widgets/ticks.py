"""Several choices from a list: the cursor moves up and down, space ticks, and tab goes to the next line."""

from textual import on

from dpo_console.keys import KEYS
from dpo_console.widgets.form import Field
from dpo_console.widgets.record_list import Column, RecordList, Row

TALLEST = 9
"""Lines of the list that are in view, its heading among them."""


class TickList(RecordList):
    """Lines that a sign shows as ticked."""

    BINDINGS = [*KEYS["ticks"]]

    def __init__(self, options: dict[str, str], ticked: list[str]):
        super().__init__([Column("space ticks, tab goes on", 0)])
        self.options, self.ticked = options, ticked

    def on_mount(self) -> None:
        """Make it no taller than it needs to be."""
        self.styles.height = min(len(self.options) + 1, TALLEST)
        self.draw()

    def draw(self) -> None:
        """The lines as they are ticked."""
        self.give(
            [Row(key, (f"{'[x]' if key in self.ticked else '[ ]'} {text}",)) for key, text in self.options.items()]
        )

    def action_tick(self) -> None:
        """Tick or untick."""
        if self.row:
            self.ticked = [key for key in self.options if (key in self.ticked) != (key == self.row.key)]
            self.draw()
            self.query_ancestor(Ticks).altered()


class Ticks(Field):
    """A list to tick; its value is the keys ticked, separated by spaces, and they are shown beneath in words."""

    def __init__(self, name: str, label: str, options: dict[str, str], *, ticked: list[str]):
        super().__init__(name, label, text=" ".join(ticked))
        self.options = options

    def entry(self) -> TickList:
        """The list."""
        return TickList(self.options, self.initial.split())

    def on_mount(self) -> None:
        """What is ticked at first."""
        self.back()

    @property
    def value(self) -> str:
        """The keys ticked."""
        return " ".join(self.query_one(TickList).ticked)

    @value.setter
    def value(self, text: str) -> None:
        listing = self.query_one(TickList)
        listing.ticked = [key for key in self.options if key in text.split()]
        listing.draw()
        self.altered()

    def back(self) -> None:
        """Say what is ticked."""
        self.tell("; ".join(self.options[key] for key in self.value.split()) or "none ticked")

    def altered(self) -> None:
        """Something was ticked or unticked."""
        self.back()
        self.post_message(self.Changed())

    @on(RecordList.Chosen)
    def chosen(self, event: RecordList.Chosen) -> None:
        """A second click ticks too."""
        event.stop()
        self.query_one(TickList).action_tick()

    @on(RecordList.Moved)
    def moved(self, event: RecordList.Moved) -> None:
        """Where the cursor is matters to nothing else."""
        event.stop()
