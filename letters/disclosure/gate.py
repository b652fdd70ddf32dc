"""The release check: a finished PDF is read back by two readers and searched for what must not be in it.

Each word read is assigned to its block, and people are looked for inside each block by the one model of names and
numbers. What a decision or an answer disclosed may appear as often as it was put there; any more is a finding or
a question. Words that belong to no block must not name anyone.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import NamedTuple

from casework.disclosure.withheld import Withheld
from casework.text import forms
from casework.text.canonical import words
from casework.text.forms import Answer, NameForm, Naming
from casework.text.naming import Model
from letters.disclosure.attribution import Attributed, Piece, Places, attributed, stretches
from letters.disclosure.pack import BuiltPack
from letters.paper.blocks import BlockKind, PrintedBlock
from letters.paper.readback import Finding, FindingKind, ReadBack

SEARCHED = frozenset({BlockKind.letter, BlockKind.schedule, BlockKind.label, BlockKind.value})
"""The kinds of block that are searched for people."""


@dataclass(frozen=True, slots=True)
class GateHit:
    """A registered person or a withheld value found in a place that is not allowed."""

    page: int | None
    kind: FindingKind
    form: str
    """For a naming, the name of its form; for a withheld value, the field it was redacted from."""
    answer: Answer
    words: str
    reader: str
    people: tuple[int, ...] = ()
    item: int | None = None
    """The item it is in; for a withheld value outside any item, the item it was withheld from."""
    places: tuple[tuple[int, int, int, int], ...] = ()
    """(item, segment, first, last), offsets in the field's text; empty if it is not in a field."""
    where: str = ""
    """The kind of block it is in; empty if it belongs to no block."""

    @property
    def key(self) -> tuple[object, ...]:
        """Two with the same key are one."""
        return self.page, self.kind, self.form, self.people, self.words, self.reader

    def finding(self, question: str | None = None) -> Finding:
        """The finding for the pack's result; `question` is the review's question about it."""
        return Finding(self.page, self.kind, self.what, self.item, self.reader, question)

    @property
    def what(self) -> str:
        """What was found, and what to do."""
        if self.kind == FindingKind.pages:
            return self.words
        named = f"'{self.words}' ({self.description}{f', {_people(self.people)}' if self.people else ''})"
        return f"{named}: {REMEDY.get(self.where, REMEDY[''])}"

    @property
    def description(self) -> str:
        """The form in words."""
        if self.kind == FindingKind.other_person:
            return f"another person's {NameForm(self.form).words}"
        return "a withheld item" if self.kind == FindingKind.withheld_item else f"withheld: {self.form}"


_STOPS = (".", ":", ";", "!", "?")
_LINE = re.compile(r"[ \t\r]*\n[ \t\r]*")

REMEDY = {
    BlockKind.value: "redact the words, or disclose them with a reason",
    BlockKind.label: "it is in the field's name; withhold the record, or rename the column in its layout",
    BlockKind.schedule: "it is in the record's title; rename its layout",
    BlockKind.letter: "remove it from the letter",
    "": "no decision put it there; do not send this, build it again",
}


def _people(people: tuple[int, ...]) -> str:
    numbers = ", ".join(map(str, people[:3]))
    return f"person {numbers}" if len(people) == 1 else f"people {numbers}{' and others' * (len(people) > 3)}"


class GateState(StrEnum):
    """The result of the release check of a pack."""

    clear = "clear"
    asked = "asked"
    """It has unanswered questions."""
    refused = "refused"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """The result of the release check of a paper."""

    found: tuple[GateHit, ...]
    faults: tuple[Finding, ...] = ()
    """What is invisible on a page or hidden in the file."""
    places: Places | None = None

    def page(self, item: int, segment: int, at: int) -> int | None:
        """The page that a character of a field is on."""
        return self.places.of_field(item, segment, at) if self.places else None

    @property
    def refused(self) -> list[GateHit]:
        """What stops the release, whatever the answers."""
        return [one for one in self.found if one.answer == Answer.refused]

    @property
    def asked(self) -> list[GateHit]:
        """What an officer must answer before release."""
        return [one for one in self.found if one.answer == Answer.asked]

    @property
    def listed(self) -> list[GateHit]:
        """What is only listed."""
        return [one for one in self.found if one.answer == Answer.listed]

    @property
    def state(self) -> GateState:
        """Whether the paper may go."""
        if self.refused or self.faults:
            return GateState.refused
        return GateState.asked if self.asked else GateState.clear


class _Spot(NamedTuple):
    """A naming or a withheld value in some blocks of text."""

    kind: FindingKind
    key: tuple[object, ...]
    """Two with the same key are the same."""
    form: str
    answer: Answer
    people: tuple[int, ...]
    item: int | None
    words: str
    spans: tuple[tuple[int, int, int], ...]
    """(index of the block, first, last), offsets in its text."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """Who and what must not be found in a paper for one data subject."""

    model: Model
    subject: int | None
    withheld: Withheld
    withheld_items: frozenset[int] = frozenset()

    def named(self, texts: Sequence[str], like: Sequence[PrintedBlock]) -> list[_Spot]:
        """The namings in texts that belong to blocks like these; the fields of one record are searched together."""
        given = [forms.TextBlock(text, one.concept, one.own) for text, one in zip(texts, like, strict=True)]
        record = bool(like) and like[0].kind == BlockKind.value
        return [_spot(naming, texts) for naming in self.model.namings(given, self.subject, record=record)]

    def withheld_in(self, text: str, label: str | None) -> Iterator[_Spot]:
        """The withheld values in a text; `label` is the name of the field it is in, if any."""
        for hit in self.withheld.find(text, label=label):
            key = FindingKind.withheld_value, hit.value.item, hit.value.segment
            spans = ((0, hit.first, hit.last),)
            yield _Spot(
                key[0], key, hit.value.label, hit.answer, (), hit.value.item, _short(text[hit.first : hit.last]), spans
            )

    def numbers(self, text: str) -> Iterator[int]:
        """The withheld items whose number appears in a text."""
        plain = words(text)
        for before, number in pairwise(plain):
            if before == "item" and number.isdecimal() and int(number) in self.withheld_items:
                yield int(number)

    def anywhere(self, text: str) -> Iterator[_Spot]:
        """Everything in a text that belongs to no block."""
        yield from self.named([text], [PrintedBlock(BlockKind.own, text)])
        yield from self.withheld_in(text, None)
        for item in self.numbers(text):
            key = FindingKind.withheld_item, item
            yield _Spot(key[0], key, "", Answer.refused, (), item, f"item {item}", ((0, 0, 0),))


def _spot(naming: Naming, texts: Sequence[str]) -> _Spot:
    spans = tuple((place.block, place.first, place.last) for place in naming.places)
    passage = " ... ".join(texts[block][first:last] for block, first, last in spans)
    key = FindingKind.other_person, naming.people, "".join(words(naming.words))
    return _Spot(key[0], key, naming.form.value, naming.answer, naming.people, None, _short(passage), spans)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."


def check(read: ReadBack, made: BuiltPack, searcher: Searcher, reference: str) -> GateVerdict:
    """What was found in a pack read back, beyond what was put there on purpose."""
    total = made.pages
    expected = stretches(made.blocks, made.layout, lambda number: f"{reference} Page {number} of {total}")
    places = Places(made.blocks, expected)
    readings = {reader: attributed(_plain(pages), expected) for reader, pages in read.text.items()}
    found: dict[tuple[object, ...], GateHit] = {}
    allowed_keys: set[tuple[object, ...]] = set()
    for numbers in _groups(made.blocks):
        for one in _group(made.blocks, numbers, readings, places, searcher, allowed_keys):
            found.setdefault((*one.key, one.item, one.places), one)
    for reader, reading in readings.items():
        for one in _strangers(reading, reader, searcher):
            found.setdefault(one.key, one)
    for one in _beside(read, searcher, allowed_keys):
        found.setdefault(one.key, one)
    if read.pages != total:
        what = "pages that do not belong to the pack"
        found[()] = GateHit(None, FindingKind.pages, "", Answer.refused, what, "both")
    ordered = sorted(found.values(), key=lambda one: (one.page or 0, one.kind, one.words, one.reader))
    return GateVerdict(tuple(ordered), tuple(read.findings), places)


def _groups(blocks: Sequence[PrintedBlock]) -> list[list[int]]:
    """The blocks to search, each by itself; the values of one record together."""
    alone: list[list[int]] = []
    records: dict[int | None, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.kind == BlockKind.value:
            records[block.item].append(at)
        elif block.kind in SEARCHED and block.text:
            alone.append([at])
    return [*alone, *records.values()]


def _group(
    blocks: Sequence[PrintedBlock],
    numbers: list[int],
    readings: dict[str, Attributed],
    places: Places,
    searcher: Searcher,
    allowed_keys: set[tuple[object, ...]],
) -> Iterator[GateHit]:
    """What some blocks contain beyond what is allowed: decided text that is not allowed, and text no one decided on."""
    group = [blocks[at] for at in numbers]
    decided = _spots(searcher, [block.masked for block in group], group)
    may = Counter(spot.key for spot in decided if _allowed(spot, group))
    allowed_keys |= set(may)
    open_ones = defaultdict(list)
    for spot in decided:
        if not _allowed(spot, group):
            open_ones[spot.key].append(spot)
    for reader, reading in readings.items():
        texts = [_text(reading.read.get(at, ())) for at in numbers]
        same = all(_letters(text) == _letters(block.text) for text, block in zip(texts, group, strict=True))
        spots = decided if same else _spots(searcher, texts, group)
        for key, count in Counter(spot.key for spot in spots).items():
            over = count - may[key]
            known = open_ones[key][: max(over, 0)]
            for spot in known:
                yield _in_block(spot, reader, group, numbers, places)
            if over > len(known):  # someone is named who is not in the text decided on
                first = next(spot for spot in spots if spot.key == key)
                at = numbers[first.spans[0][0]]
                page = next((piece.page for piece in reading.read[at]), None)
                yield _out_of_place(first, page, reader, group[first.spans[0][0]].item)


def _spots(searcher: Searcher, texts: list[str], group: list[PrintedBlock]) -> list[_Spot]:
    spots = searcher.named(texts, group)
    for at, (text, block) in enumerate(zip(texts, group, strict=True)):
        if block.kind == BlockKind.value:
            found = searcher.withheld_in(text, block.label)
            spots += [spot._replace(spans=tuple((at, first, last) for _, first, last in spot.spans)) for spot in found]
    return spots


def _allowed(spot: _Spot, group: list[PrintedBlock]) -> bool:
    """Whether each of its places is allowed, or is our own words."""
    return all(group[at].allows(first, last) for at, first, last in spot.spans)


def _in_block(spot: _Spot, reader: str, group: list[PrintedBlock], numbers: list[int], on: Places) -> GateHit:
    at, first, _ = spot.spans[0]
    page = on.of_block(numbers[at], first)
    places = []
    for number, start, stop in spot.spans:
        block = group[number]
        place = block.place(start, stop) if block.kind == BlockKind.value else None
        if place and block.item is not None and block.segment is not None:
            places.append((block.item, block.segment, *place))
    item = group[at].item if group[at].item is not None else spot.item
    answer = spot.answer
    if answer == Answer.asked and len(places) < len(spot.spans):
        answer = Answer.refused  # it cannot be answered: the words are not from a record
    where = group[at].kind
    return GateHit(page, spot.kind, spot.form, answer, spot.words, reader, spot.people, item, tuple(places), where)


def _out_of_place(spot: _Spot, page: int | None, reader: str, item: int | None) -> GateHit:
    """Something that no decision put there: it stops the release in any form."""
    of = spot.item if item is None else item
    return GateHit(page, spot.kind, spot.form, Answer.refused, spot.words, reader, spot.people, of)


def _strangers(reading: Attributed, reader: str, searcher: Searcher) -> Iterator[GateHit]:
    for piece in _joined(reading.strangers):
        for spot in searcher.anywhere(piece.text):
            yield _out_of_place(spot, piece.page, reader, None)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Runs of words, and pairs of runs that may continue across the end of a page."""
    yield from pieces
    for before, after in pairwise(pieces):
        if after.page == before.page + 1:
            yield Piece(before.page, f"{before.text}\n{after.text}")


def _beside(read: ReadBack, searcher: Searcher, allowed_keys: Iterable[tuple[object, ...]] = ()) -> Iterator[GateHit]:
    """What is in the file but not on a page."""
    for channel in read.channels:
        for spot in searcher.anywhere(channel.text):
            if spot.key not in allowed_keys and spot.answer != Answer.listed:
                yield _out_of_place(spot, channel.page, channel.kind, None)


def check_letter(blocks: Iterable[tuple[str, str]], searcher: Searcher) -> GateVerdict:
    """The other people a letter names, by its blocks (kind, text). Its address and greeting are not searched.

    Names in the requester's own words, quoted back to them, are only listed.
    """
    blocks, found = list(blocks), []
    for kind, text in blocks:
        if kind in SEARCHED or kind == BlockKind.quoted:
            for spot in searcher.named([text], [PrintedBlock(BlockKind.letter, text)]):
                quoted = kind == BlockKind.quoted or spot.answer == Answer.listed
                found.append(_said(spot, Answer.listed if quoted else Answer.refused))
    for (kind, text), (next_kind, after) in pairwise(blocks):
        if kind == next_kind == BlockKind.letter and not text.rstrip().endswith(_STOPS):
            # a line's end that was typed is a paragraph's end: a name may be broken there
            both = f"{text}\n{after}"
            for spot in searcher.named([both], [PrintedBlock(BlockKind.letter, both)]):
                if spot.answer == Answer.refused and spot.spans[0][1] < len(text) < spot.spans[0][2]:
                    found.append(_said(spot, Answer.refused))
    return GateVerdict(tuple(found))


def _said(spot: _Spot, answer: Answer) -> GateHit:
    return GateHit(None, spot.kind, spot.form, answer, spot.words, "", spot.people, where=BlockKind.letter)


def verify(read: ReadBack, model: Model | None = None, letterhead: Iterable[str] = ()) -> list[Finding]:
    """What is wrong with a finished PDF from any source.

    Without a model (no desk): bad redactions and hidden content. With one, also everyone registered who is named in it
    outside its letterhead.
    """
    found = list(read.findings)
    if model is not None:
        searcher = Searcher(model, None, Withheld(()))
        for one in (*_on_pages(read, searcher, letterhead), *_beside(read, searcher)):
            kind = one.kind if one.answer == Answer.refused else FindingKind.perhaps_other_person
            found.append(Finding(one.page, kind, f"'{one.words}' ({one.description}, {_people(one.people)})"))
    return sorted(set(found), key=lambda finding: (finding.page or 0, finding.kind, finding.what))


def _on_pages(read: ReadBack, searcher: Searcher, letterhead: Iterable[str]) -> Iterator[GateHit]:
    """Everyone named on the pages of a paper with unknown blocks, more often than its letterhead names them."""
    may = Counter(spot.key for line in letterhead for spot in searcher.anywhere(line))
    for reader, read_pages in read.text.items():
        pages = _plain(read_pages)
        starts = [0, *accumulate(len(text) + 1 for text in pages)]
        left = Counter({key: count * len(pages) for key, count in may.items()})
        for spot in searcher.anywhere("\n".join(pages)):
            if left[spot.key]:
                left[spot.key] -= 1
            elif spot.answer != Answer.listed:
                page = bisect_right(starts, spot.spans[0][1])
                yield GateHit(page, spot.kind, spot.form, spot.answer, spot.words, reader, spot.people)


def _plain(pages: Iterable[str]) -> list[str]:
    """Pages with each line end as one character: readers put spaces around it."""
    return [_LINE.sub("\n", page) for page in pages]


def _text(pieces: Iterable[Piece]) -> str:
    return "\n".join(piece.text for piece in pieces)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
