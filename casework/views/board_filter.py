"""Which lines of the board to show, and as at which date. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to; by default to nothing."""

    as_at: date | None = None
    """Show the board as at the end of this date; None shows it now."""
    kind: str | None = None
    owner: str | None = None
    """The full name; "" for cases without an owner."""
    service: str | None = None
    """The full name; "" for cases without a service."""
    words: str = ""
    """Words that must all be in the case."""


EVERY_LINE = BoardFilter()
"""The full board, now."""
