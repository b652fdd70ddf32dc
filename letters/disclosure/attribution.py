"""Which block of a paper each word read back belongs to, and the words that belong to none.

The layout gives the blocks on each page, and the decisions give their text. Each page is compared with it, letter by
letter, so that words broken or run together by a reader are still recognised.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from letters.paper.blocks import PrintedBlock
from letters.paper.pdf import PageLayout


class Piece(NamedTuple):
    """Words as they were read on a page."""

    page: int
    text: str


class PageStretch(NamedTuple):
    """A stretch of a block on one page."""

    block: int | None
    """None for text repeated on every page."""
    page: int
    first: int
    last: int
    """Offsets in the block's text, `last` not included."""
    letters: str


@dataclass(slots=True)
class Attributed:
    """What one reader read, by block."""

    read: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    strangers: list[Piece] = field(default_factory=list)
    """Runs of words that belong to no block."""


def stretches(
    blocks: Sequence[PrintedBlock], layout: PageLayout, furniture: Callable[[int], str]
) -> list[list[PageStretch]]:
    """For each page, the text expected on it, in order; `furniture` gives the repeated text of a page by number."""
    done: dict[int, int] = defaultdict(int)
    pages = []
    for number, placed in enumerate(layout.pages, 1):
        page = []
        for block, letters in placed:
            if block is None:
                page.append(PageStretch(None, number, 0, 0, _letters(furniture(number))[0]))
                continue
            if block >= len(blocks):  # not one of our blocks: its text is unknown
                continue
            text = blocks[block].text
            while letters > 0:
                first = done[block]
                last, letters = _after(text, first, letters)
                page.append(PageStretch(block, number, first, last, _letters(text[first:last])[0]))
                done[block] = 0 if not any(map(str.isalnum, text[last:])) else last
                if not done[block] and first == 0 and not page[-1].letters:
                    break  # the page has text where the block has none
        pages.append(page)
    return pages


class Places:
    """The page of each character of a field."""

    def __init__(self, blocks: Sequence[PrintedBlock], expected: Sequence[Sequence[PageStretch]]):
        self._blocks = blocks
        self._by_field = {(one.item, one.segment): at for at, one in enumerate(blocks) if one.runs}
        self._on: dict[int, list[PageStretch]] = defaultdict(list)
        for page in expected:
            for stretch in page:
                if stretch.block is not None:
                    self._on[stretch.block].append(stretch)

    def of_field(self, item: int | None, segment: int | None, at: int) -> int | None:
        """The page of a character of a field; None if the field is not printed."""
        block = self._by_field.get((item, segment))
        if block is None:
            return None
        for run in self._blocks[block].runs:
            if run.source and run.source[0] <= at < max(run.source[1], run.source[0] + 1):
                return self.of_block(block, run.first + (at - run.source[0] if run.exact else 0))
        return self.of_block(block, 0)

    def of_block(self, block: int, at: int) -> int | None:
        """The page of a character of a block."""
        on = self._on[block]
        return next((one.page for one in on if one.first <= at < one.last), on[0].page if on else None)


def _after(text: str, first: int, letters: int) -> tuple[int, int]:
    """The place in a text after a number of letters and digits, and how many were missing."""
    if letters >= len(text) - first and letters >= sum(map(str.isalnum, text[first:])):
        return len(text), letters - sum(map(str.isalnum, text[first:]))
    for at in range(first, len(text)):
        if text[at].isalnum():
            letters -= 1
            if not letters:
                return at + 1, 0
    return len(text), letters


def attributed(pages: Sequence[str], expected: Sequence[Sequence[PageStretch]]) -> Attributed:
    """Assign each word read on the pages to its block."""
    found = Attributed()
    for number, text in enumerate(pages, 1):
        _page(number, text, expected[number - 1] if number <= len(expected) else (), found)
    return found


def _page(number: int, text: str, expected: Sequence[PageStretch], found: Attributed) -> None:
    letters, places = _letters(text)
    wanted = "".join(stretch.letters for stretch in expected)
    if letters == wanted:
        at = 0
        for stretch in expected:
            if stretch.block is not None and stretch.letters:
                first, last = places[at], places[at + len(stretch.letters) - 1] + 1
                found.read[stretch.block].append(Piece(number, text[first:last]))
            at += len(stretch.letters)
        return
    owners = _owners(letters, places, wanted)
    spans = list(_spans(owners, places, expected))
    strangers = list(_strangers(owners, places))
    for at, (stretch, first, last) in enumerate(spans):
        before = spans[at - 1][2] if at else 0
        after = spans[at + 1][1] if at + 1 < len(spans) else len(text)
        # unexplained words are read together with their neighbours
        begin = min([first, *(start for start, _ in strangers if before <= start < first)])
        end = max([last, *(stop for _, stop in strangers if last < stop <= after)])
        if stretch.block is not None:
            found.read[stretch.block].append(Piece(number, text[begin:end]))
    found.strangers += [Piece(number, text[start:stop]) for start, stop in strangers]


def _owners(letters: str, places: Sequence[int], wanted: str) -> list[int]:
    """The expected letter for each letter read, or -1; a word counts only if all its letters are there in order."""
    owners = [-1] * len(letters)
    for change in Indel.opcodes(wanted, letters):
        if change.tag == "equal":
            for step in range(change.dest_end - change.dest_start):
                owners[change.dest_start + step] = change.src_start + step
    for begin, end in _words(places):
        held = owners[begin:end]
        if held[0] < 0 or held != list(range(held[0], held[0] + len(held))):
            owners[begin:end] = [-1] * (end - begin)
    return owners


def _words(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The words read, as runs of letters: the first of each and the one after its last."""
    begin = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] > places[at - 1] + 1:
            yield begin, at
            begin = at


def _spans(
    owners: Sequence[int], places: Sequence[int], expected: Sequence[PageStretch]
) -> Iterator[tuple[PageStretch, int, int]]:
    """Each stretch that was read, with its first and last character on the page."""
    known = [at for at, owner in enumerate(owners) if owner >= 0]
    wanted = [owners[at] for at in known]
    begin = 0
    for stretch in expected:
        end = begin + len(stretch.letters)
        first, last = bisect_left(wanted, begin), bisect_left(wanted, end)
        if first < last:
            yield stretch, places[known[first]], places[known[last - 1]] + 1
        begin = end


def _strangers(owners: Sequence[int], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The runs of words that belong to no block, by their characters on the page."""
    begin = None
    for at in range(len(owners) + 1):
        unknown = at < len(owners) and owners[at] < 0
        if unknown and begin is None:
            begin = at
        elif not unknown and begin is not None:
            yield places[begin], places[at - 1] + 1
            begin = None


def _letters(text: str) -> tuple[str, Sequence[int]]:
    """The letters and digits of a text in compared form, and the place of each."""
    if text.isascii():
        places = [at for at, char in enumerate(text) if char.isalnum()]
        return "".join([text[at] for at in places]).lower(), places
    letters, places = [], []
    for at, char in enumerate(text):
        for one in _plain(char):
            letters.append(one)
            places.append(at)
    return "".join(letters), places


@lru_cache(8192)
def _plain(char: str) -> str:
    if not char.isalnum():
        return ""
    opened = unicodedata.normalize("NFKC", char.casefold()).casefold()
    return "".join(one for one in opened if one.isalnum())
