"""Long lists in batches small enough for one statement, one frame or one call."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

One = TypeVar("One")

SIZE = 900
"""How many values one SQL statement names."""


def batches(listed: Iterable[One], size: int = SIZE) -> Iterator[list[One]]:
    """The same items in order, in batches of at most `size`; no batch if there are no items."""
    rest = iter(listed)
    while some := list(islice(rest, size)):
        yield some
