"""Many of something in pieces that one statement, one frame or one call can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

One = TypeVar("One")

SIZE = 900
"""How many a statement names at once."""


def batches(listed: Iterable[One], size: int = SIZE) -> Iterator[list[One]]:
    """The same in their order, in pieces of at most `size`; none where there is nothing."""
    rest = iter(listed)
    while some := list(islice(rest, size)):
        yield some
