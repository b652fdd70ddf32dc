"""Several choices from a list: the cursor moves up and down, space ticks, and tab goes to the next field."""

from textual import on

from dpo_console.keys import KEYS
from dpo_console.widgets.form import Field
from dpo_console.widgets.record_list import Column, RecordList, Row

TALLEST = 9
"""Lines of the list in view, with its heading."""


class TickList(RecordList):
    """Lines with a character that shows which are ticked."""

    BINDINGS = [*KEYS["ticks"]]

    def __init__(self, options: dict[str, str], ticked: list[str]):
        super().__init__([Column("space ticks, tab goes on", 0)])
        self.options, self.ticked = options, ticked

    def on_mount(self) -> None:
        """Make the list no taller than necessary."""
        self.styles.height = min(len(self.options) + 1, TALLEST)
        self.draw()

    def draw(self) -> None:
        """Draw the lines, ticked or not."""
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
    """A list to tick; its value is the keys ticked, separated by spaces, and they are shown below in words."""

    def __init__(self, name: str, label: str, options: dict[str, str], *, ticked: list[str]):
        super().__init__(name, label, text=" ".join(ticked))
        self.options = options

    def entry(self) -> TickList:
        """The list."""
        return TickList(self.options, self.initial.split())

    def on_mount(self) -> None:
        """Show what is ticked."""
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
        """Show the ticked options in words."""
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
        """No other widget needs to know where the cursor is."""
        event.stop()
