"""What is printed, block by block in order: the text of each, whose words it is, and its source."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from letters.paper.fonts import visible

MASK = "\u2588"
"""Replaces a letter that is not searched: it is not part of a word."""


class BlockKind(StrEnum):
    """Whose words a block contains."""

    own = "own"
    """Our own fixed words, the letterhead and the signature: these are not searched."""
    recipient = "recipient"
    """The address and the greeting, which name the person the letter goes to."""
    letter = "letter"
    quoted = "quoted"
    """What the requester wrote, quoted back to them."""
    schedule = "schedule"
    label = "label"
    """The name of a field."""
    value = "value"
    """The value of a field in a record."""


class Run(NamedTuple):
    """A stretch of a block's text, and the characters of the field it shows; None for our own words."""

    first: int
    last: int
    source: tuple[int, int] | None
    exact: bool
    """Whether it is the text of the field letter for letter."""


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """One address line, heading, paragraph or cell. Its text comes from the decisions, never from the page."""

    kind: BlockKind
    text: str
    item: int | None = None
    segment: int | None = None
    label: str = ""
    """The field's name in the source."""
    concept: str | None = None
    own: bool = False
    """Whether the field describes the record's own person."""
    runs: tuple[Run, ...] = ()
    allowed: tuple[tuple[int, int], ...] = ()
    """The characters of the field where a name was disclosed by its own decision, or answered."""

    @property
    def masked(self) -> str:
        """The text, with each letter of our own words in a field replaced by a full block."""
        if all(run.source for run in self.runs):
            return self.text
        return "".join(
            self.text[run.first : run.last] if run.source else MASK * (run.last - run.first) for run in self.runs
        )

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """The characters of the field at these characters of the block; None if the words are our own."""
        found = [(run, run.source) for run in self.runs if run.first < last and first < run.last and run.source]
        if not found:
            return None
        (begin, opens), (end, closes) = found[0], found[-1]
        start = opens[0] + max(0, first - begin.first) if begin.exact else opens[0]
        stop = closes[0] + min(last, end.last) - end.first if end.exact else closes[1]
        return start, max(start, stop)

    def allows(self, first: int, last: int) -> bool:
        """Whether the text at these characters of the block is allowed."""
        place = self.place(first, last)
        if place is None:  # our own words in a field, such as what was redacted and why
            return bool(self.runs)
        return any(start <= place[0] and place[1] <= stop for start, stop in self.allowed)


@dataclass(frozen=True, slots=True)
class Printed:
    """A text for a template, and the number of its block, which goes on the element that shows it."""

    text: str
    block: int


class Blocks:
    """The blocks of one paper, collected while the texts for its template are put together."""

    def __init__(self) -> None:
        self.all: list[PrintedBlock] = []

    def put(self, kind: BlockKind, text: str, *, item: int | None = None) -> Printed:
        """Add a block, and return what the template prints."""
        return self.add(PrintedBlock(kind, text, item))

    def add(self, block: PrintedBlock) -> Printed:
        """Add a block of a record, and return what the template prints."""
        self.all.append(block)
        return Printed(block.text, len(self.all) - 1)


class Typed:
    """A text being put together for one block, with the source of each stretch."""

    def __init__(self) -> None:
        self.text = ""
        self.runs: list[Run] = []

    def ours(self, words: str) -> None:
        """Add our own words."""
        self._put(words, None, exact=True)

    def given(self, text: str, first: int = 0) -> None:
        """Add characters of the field, from `first` on, in printable form."""
        for shown, start, stop, exact in _shown(text):
            self._put(shown, (first + start, first + stop), exact=exact)

    def beside(self, text: str, whole: int) -> None:
        """Add another text in place of the full field, which has `whole` characters."""
        self._put(visible(text), (0, whole), exact=False)

    def _put(self, words: str, source: tuple[int, int] | None, *, exact: bool) -> None:
        if words:
            self.runs.append(Run(len(self.text), len(self.text) + len(words), source, exact))
            self.text += words


def _shown(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """The printed text in stretches: the printed words, the characters they show, and whether exactly."""
    printed = visible(text)
    if printed == text:
        yield printed, 0, len(text), True
        return
    found: list[tuple[str, int, int, bool]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _goes_on(text, at):
            continue
        shown = visible(text[start:at])
        exact = shown == text[start:at]
        if exact and found and found[-1][3]:
            found[-1] = (found[-1][0] + shown, found[-1][1], at, True)
        else:
            found.append((shown, start, at, exact))
        start = at
    if "".join(one[0] for one in found) == printed:
        yield from found
    else:  # characters that compose only across stretches
        yield printed, 0, len(text), False


def _goes_on(text: str, at: int) -> bool:
    """Whether a character is printed together with the one before it."""
    char = text[at]
    joined = unicodedata.combining(char) or "\u1160" <= char <= "\u11ff"
    return bool(joined) or text[at - 1 : at + 1] == "\r\n"
