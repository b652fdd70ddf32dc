"""An officer's keystrokes on a demo desk: command keys and typed letters, counted separately."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import masters
from conftest import TODAY
from dpo_console.desk import demo_setup
from seats import Seat


def at(day: date) -> datetime:
    """Nine o'clock UTC on a date."""
    return datetime.combine(day, time_of_day(9), tzinfo=UTC)


def made(folder: Path) -> None:
    """A demo desk, made long before today."""
    masters.copied(folder, demo_setup.DEMO, "Test Officer", at(TODAY - timedelta(days=90)), demo=True)


class Fingers:
    """An officer's keystrokes: command keys and typed letters, counted separately."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.keys, self.letters = seat, 0, 0

    async def press(self, *keys: str) -> None:
        """Press command keys."""
        self.keys += len(keys)
        await self.seat.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text into the line the cursor is in."""
        self.letters += len(text)
        self.seat.screen.focused.value = text

    async def go_to(self, name: str) -> None:
        """Go to a line of the form, by the shorter way round; every tab counts."""
        wanted = f"field-{name}"
        lines = [next(one.id for one in entry.ancestors if one.id) for entry in self.seat.screen.focus_chain]
        focused = next(one.id for one in self.seat.screen.focused.ancestors if one.id)
        steps = (lines.index(wanted) - lines.index(focused)) % len(lines)
        await self.press(*(["tab"] * steps if 2 * steps <= len(lines) else ["shift+tab"] * (len(lines) - steps)))
        assert wanted in [one.id for one in self.seat.screen.focused.ancestors]
