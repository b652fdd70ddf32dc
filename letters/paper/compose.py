"""The one composer: from a kind of letter and the facts of a case to the letter, or to what it lacks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from casework import Refused
from casework.law.letter_kinds import FACT, LetterElement, LetterInput, LetterKind
from casework.notice.council import Council
from letters.paper.envelope import Addressed, envelope
from letters.paper.facts import FactBook, Value, entered
from letters.paper.letter import Block, Fact, Form, Letter


@dataclass(frozen=True, slots=True)
class Lack:
    """Something without which a letter is not made."""

    what: str
    """A sentence."""
    law: str
    """The provision that asks for it; empty if none does."""
    input: str = ""
    """The input that gives it, if the officer is to enter it."""


class Composing:
    """A letter being composed: its kind, the facts of its case, and those it has used."""

    def __init__(self, kind: LetterKind, book: FactBook):
        self.kind, self.book = kind, book
        self.inputs: Mapping[str, LetterInput] = {one.id: one for one in kind.inputs}
        self.used: dict[str, Value] = {}
        self.heading = ""
        """The last heading that was put."""

    def elements(self) -> list[LetterElement]:
        """The elements in force, without those whose condition is not met."""
        mine = [one for one in self.kind.elements if one.in_force(self.book.on, self.book.received_on)]
        return [one for one in mine if not one.where or self._holds(one.where)]

    def lacking(self) -> list[Lack]:
        """What the letter lacks, each with its provision; empty if it can be made."""
        found = [lack for name in self.kind.needs for lack in self._lack(name, "")]
        for element in self.elements():
            found += [lack for name in element.facts for lack in self._lack(name, element.law)]
        return list({lack.what: lack for lack in found}.values())

    def _holds(self, name: str) -> bool:
        try:
            value = self.value(name)
        except Refused:
            return True  # the element then says what forbids it
        return value is not None and bool(value.lines)

    def _lack(self, name: str, law: str) -> Iterator[Lack]:
        try:
            value = self.value(name)
        except Refused as forbids:
            yield Lack(str(forbids), law, name if name in self.inputs else "")
            return
        if value is not None and value.lines:
            return
        asks = f" ({law})" if law else ""
        if name in self.inputs:
            if name not in self.kind.optional:
                yield Lack(f"{self.inputs[name].label}: {self.inputs[name].ask}{asks}", law, name)
        else:
            words = type(self.book).names()[name]
            yield Lack(f"The letter needs {words}{asks}.", law)

    def value(self, name: str) -> Value | None:
        """A fact of the case, or what the officer entered for it."""
        if asked := self.inputs.get(name):
            if typed := self.book.inputs.get(name) or self.recorded(name):
                return entered(asked, typed, self.book.on)
            if name not in type(self.book).names():
                return None
        return self.book.value(name)

    def recorded(self, name: str) -> str:
        """What was entered with the event after which the letter is owed. Another letter may go to someone else."""
        return self.book.recorded(self.kind.owed, name) if self.kind.owed else ""

    def blocks(self) -> list[Block]:
        """The elements as blocks, with their facts filled in."""
        return [block for element in self.elements() for block in self._blocks(element)]

    def _blocks(self, element: LetterElement) -> list[Block]:
        if element.together:
            return list(self._each(element))
        found: list[Block] = []
        for heading in self.filled(element.heading) if element.heading else ():
            found += self._headed(heading.text)
        for one in element.text:
            found += self._passage(one) or [Block("text", each.text, **each.theirs()) for each in self.filled(one)]
        if element.points and (filled := [each for one in element.points for each in self.filled(one)]):
            found.append(_listed(filled))
        return found

    def _each(self, element: LetterElement) -> Iterator[Block]:
        """The blocks of the element for each entry of its lists, taken side by side."""
        values = {name: value for name in element.facts if (value := self.value(name))}
        self.used |= values
        for entry in zip(*(value.entries for value in values.values()), strict=True):
            words = dict(zip(values, entry, strict=True))
            if element.heading:
                yield Block("heading", _filled(element.heading, words))
            for one in element.text:
                each = _Filled.of(one, words, values)
                yield Block("text", each.text, **each.theirs())
            if element.points:
                yield _listed([_Filled.of(one, words, values) for one in element.points])

    def _headed(self, heading: str) -> list[Block]:
        same, self.heading = heading == self.heading, heading
        return [] if same else [Block("heading", heading)]  # two elements may share one

    def _passage(self, text: str) -> list[Block]:
        """The blocks of a text that is nothing but a passage; none if it is not."""
        only = FACT.fullmatch(text)
        value = self.value(only[1]) if only else None
        if only is None or value is None or not value.heading:
            return []
        self.used[only[1]] = value
        listed = [Block("list", points=value.points)] * bool(value.points)
        return [*self._headed(value.heading), *(Block("text", line) for line in value.entries), *listed]

    def filled(self, text: str) -> list["_Filled"]:
        """The text for each entry of its lists. Empty if an input that may be left empty is."""
        names = list(dict.fromkeys(FACT.findall(text)))
        values = {name: self.value(name) for name in names}
        if any(value is None or not value.lines for value in values.values()):
            return []
        given = {name: value for name, value in values.items() if value is not None}
        self.used |= given
        entries = product(*(value.lines for value in given.values()))
        return [_Filled.of(text, dict(zip(given, each, strict=True)), given) for each in entries]


class _Filled(NamedTuple):
    """A text with its facts filled in."""

    text: str
    around: str | None
    """Without the requester's own words, if it has any; None if it has none."""

    @classmethod
    def of(cls, text: str, entry: Mapping[str, str], values: Mapping[str, Value]) -> "_Filled":
        theirs = [name for name in entry if values[name].theirs]
        mine = {**entry, **dict.fromkeys(theirs, "…")}
        return cls(_filled(text, entry), _filled(text, mine) if FACT.search(text) and theirs else None)

    def theirs(self) -> dict[str, Any]:
        """What a block of the text says of the requester's own words."""
        return {"quoted": self.around is not None, "around": self.around or ""}


def _listed(filled: Sequence[_Filled]) -> Block:
    around = [each.text if each.around is None else each.around for each in filled]
    quoted = any(each.around is not None for each in filled)
    return Block("list", points=tuple(each.text for each in filled), quoted=quoted, around="\n".join(around) * quoted)


def _filled(text: str, entry: Mapping[str, str]) -> str:
    return FACT.sub(lambda place: entry[place[1]], text)


def lacking(kind: LetterKind, book: FactBook) -> list[Lack]:
    """What a letter of that kind lacks now; empty if it can be made."""
    return Composing(kind, book).lacking()


def value_of(kind: LetterKind, book: FactBook, name: str) -> Value | None:
    """A fact of a letter, or what was entered for it; None if it is not known."""
    known = name in type(book).names() or any(one.id == name for one in kind.inputs)
    return Composing(kind, book).value(name) if known else None


def compose(kind: LetterKind, book: FactBook, who: Addressed, council: Council, form: Form) -> Letter:
    """The letter. Raises Refused, naming what is missing and its provision, if it cannot be made."""
    refuse_lacking(kind, book)
    composing = Composing(kind, book)
    blocks = composing.blocks()
    needed = {name: value for name in kind.needs if (value := composing.value(name))}
    used = needed | composing.used
    facts = [Fact(name, "\n".join(value.lines), value.bound) for name, value in sorted(used.items())]
    return envelope(kind.id, book.case_reference, who, council, book.on, kind.title, blocks, facts, form)


def refuse_lacking(kind: LetterKind, book: FactBook) -> None:
    """Raise Refused, naming what is missing and its provision, if the letter cannot be made."""
    if lacks := lacking(kind, book):
        others = "1 other thing" if len(lacks) == 2 else f"{len(lacks) - 1} other things"
        raise Refused(f"{lacks[0].what} The letter also lacks {others}." if len(lacks) > 1 else lacks[0].what)
