"""Which lines of the board to show, and of which day. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to; as it is made, it leaves nothing out."""

    as_at: date | None = None
    """The day at whose end it is shown as it stood; None as it stands."""
    kind: str | None = None
    owner: str | None = None
    """A whole name; "" for the cases nobody has."""
    service: str | None = None
    """A whole name; "" for the cases of none."""
    words: str = ""
    """Words that all stand in the case."""


EVERY_LINE = BoardFilter()
"""The whole board as it stands."""
