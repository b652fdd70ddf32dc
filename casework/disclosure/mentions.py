"""What may be another, unregistered person in free text, for the officer to check.

A title with a name, two capitalised words, a telephone number, an email address, a postcode or a street, National
Insurance, NHS and case numbers, a child or relative next to a name. The data subject's own details are not marked.
Nothing here touches the database.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from casework.text.canonical import Atom, atoms, canonical, words
from casework.text.forms import function_words
from casework.text.nicknames import groups

FREE_FROM = 40
"""Characters above which a field of a known column is free text too."""
TITLES = frozenset("mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend father sister cllr".split())
RELATIVES = frozenset(
    "mother mum mam father dad parent parents son sons daughter daughters child children baby infant toddler twin "
    "twins brother sister sibling husband wife spouse partner boyfriend girlfriend fiance fiancee grandmother "
    "grandfather grandparent grandparents gran nan nana grandad granddad grandson granddaughter grandchild aunt "
    "auntie uncle niece nephew cousin stepmother stepfather stepson stepdaughter guardian carer ex".split()
)
STREETS = "road|street|avenue|lane|close|drive|terrace|crescent|grove|gardens|court|place|way|square|walk|row|rise|view"

_PHONE = re.compile(r"(?<![\w+])(?:\+ ?44|0044|0)(?:[ .()/-]{0,2}\d){9,10}(?!\d)")
_EMAIL = re.compile(r"[\w.+%-]+ ?(?:@|[\[(] ?at ?[\])]) ?[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"(?<!\w)(?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})(?!\w)")
_STREET = re.compile(rf"(?<!\w)\d{{1,4}}[a-z]?,? (?:[^\W\d_]+ ){{1,3}}(?:{STREETS})(?!\w)")
_NI = re.compile(r"(?<!\w)[a-z]{2}(?:[ .-]?\d){6}[ .-]?[a-d]?(?!\w)")
_NHS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_CASE = re.compile(
    r"(?<!\w)(?:case|ref|reference|file|client|person|child|ics|lcs|mosaic|liquidlogic|upn)"
    r"(?: ?(?:id|no|nr|num|number))?[ .:#/-]{0,3}[a-z]{0,4}[ /-]?\d(?:[/-]?\d){3,}(?!\w)"
)
_CONTACT = frozenset(
    "home mobile work personal private telephone phone tel cell number no nr email e mail address line post code "
    "postcode postal town city county street house current permanent 1 2 3 4 5 6".split()
)
_REACHED = frozenset("telephone phone tel mobile cell email mail address postcode post town city county street".split())
_APART = re.compile(r"[.!?\n;]")


class Mention(NamedTuple):
    """What may be another person: offsets in the text, `last` not included, and why, in words."""

    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Own:
    """The data subject's own details, in compared form."""

    names: frozenset[str] = frozenset()
    """Every word of every name they go by."""
    written: frozenset[str] = frozenset()
    """Telephone numbers, email addresses, postcodes, streets and numbers, without spaces."""

    def is_name(self, word: str) -> bool:
        """Whether a word is one of the data subject's names, or an initial or short form of one."""
        if len(word) == 1:
            return any(name.startswith(word) for name in self.names)
        return word in self.names or any(groups(word) & groups(name) for name in self.names)

    def has(self, text: str) -> bool:
        """Whether a number, address or email is the data subject's: a telephone number with or without its prefix."""
        closed = _closed(text)
        return any(closed == own or (len(own) > 4 and own in closed) for own in self.written)


def own_of(names: Iterable[str], fields: Iterable[tuple[str, str]], numbers: Iterable[str] = ()) -> Own:
    """The data subject's own details: names, numbers, and the contact columns of their records.

    `fields` are the names and texts of all columns of their records.
    """
    reached = [_closed(text) for name, text in fields if is_contact(name)]
    written = {text for text in (*reached, *map(_closed, numbers)) if len(text) > 2}
    return Own(frozenset(word for name in names for word in words(name)), frozenset(written))


def is_contact(column: str) -> bool:
    """Whether a column has contact details of the record's own person; an emergency contact is someone else."""
    named = set(words(column))
    return bool(named & _REACHED) and named <= _CONTACT


def is_free(text: str, concept: str | None) -> bool:
    """Whether a field is free text: its column has no known meaning, or it is long."""
    return bool(text.strip()) and (concept is None or len(text) > FREE_FROM)


@lru_cache(8)
def terms(council: Collection[str] = ()) -> frozenset[tuple[str, ...]]:
    """The office terms, shipped and the council's own, each split into words."""
    return frozenset(tuple(words(line)) for line in (*shipped(), *council) if words(line))


def shipped() -> list[str]:
    """The office terms that come with the product."""
    text = files("casework.disclosure").joinpath("office_terms.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def mentions(text: str, own: Own, office: frozenset[tuple[str, ...]]) -> list[Mention]:
    """What in a text may be another person, in order; overlapping mentions are one."""
    found = [*_numbers(text, own), *_names(text, own, office)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.first, -one.last)):
        if kept and mention.first < kept[-1].last:
            kept[-1] = kept[-1]._replace(last=max(kept[-1].last, mention.last))
        else:
            kept.append(mention)
    return kept


def _numbers(text: str, own: Own) -> Iterator[Mention]:
    compared, first, last = canonical(text)
    for pattern, why in (
        (_EMAIL, "email address"),
        (_PHONE, "telephone number"),
        (_STREET, "street"),
        (_POSTCODE, "postcode"),
        (_NI, "National Insurance number"),
        (_CASE, "case number"),
        (_NHS, "NHS number"),
    ):
        for place in pattern.finditer(compared):
            if not own.has(place[0]) and (pattern is not _NHS or _is_nhs(place[0])):
                yield Mention(first[place.start()], last[place.end() - 1], why)


def _is_nhs(text: str) -> bool:
    """Whether ten digits are an NHS number, by the check digit."""
    figures = [int(char) for char in text if char.isdecimal()]
    check = 11 - sum(figure * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False)) % 11
    return len(set(figures)) > 1 and check % 11 == figures[9]


class _Words:
    """The words of a text, and which may be a name."""

    def __init__(self, text: str, own: Own, office: frozenset[tuple[str, ...]]):
        self.text, self.own, self.atoms = text, own, atoms(text)
        self.compared = canonical(text).text
        self.cased = any(char.isupper() for char in text)
        self.office = self._terms(office)
        if not any(char.islower() for char in text):  # all in capitals, so capitals mean nothing here
            self.office |= {at for at, atom in enumerate(self.atoms) if atom.text in function_words()}

    def _terms(self, office: frozenset[tuple[str, ...]]) -> set[int]:
        plain, covered = [atom.text for atom in self.atoms], set[int]()
        longest = max(map(len, office), default=0)
        for at in range(len(plain)):
            for length in range(longest, 0, -1):
                if tuple(plain[at : at + length]) in office:
                    covered |= set(range(at, at + length))
                    break
        return covered

    def gap(self, at: int) -> str:
        """The text between word `at` - 1 and word `at`, in compared form."""
        return self.compared[self.atoms[at - 1].end : self.atoms[at].begin]

    def begins(self, at: int) -> bool:
        """Whether a word begins a sentence, so that its capital means nothing."""
        return at == 0 or bool(_APART.search(self.gap(at)))

    def named(self, at: int) -> bool:
        """Whether a word may be someone else's name: it has a capital, or is a known forename in a text without any."""
        atom = self.atoms[at]
        if not atom.letters or at in self.office or atom.text in RELATIVES or self.own.is_name(atom.text):
            return False
        return atom.capital if self.cased else bool(groups(atom.text))


def _names(text: str, own: Own, office: frozenset[tuple[str, ...]]) -> Iterator[Mention]:
    held = _Words(text, own, office)
    many = len(held.atoms) > 3
    for at, atom in enumerate(held.atoms):
        beside = at + 1 < len(held.atoms) and _next_to(held, at + 1)
        if atom.text in TITLES and beside and held.named(at + 1):
            yield Mention(atom.first, held.atoms[at + 1].last, "title with a name")
        if beside and _pair(held, at, many):
            yield Mention(atom.first, held.atoms[at + 1].last, "two words with capitals")
        if atom.text in RELATIVES:
            yield from _relative(held, at)


def _next_to(held: _Words, at: int) -> bool:
    """Whether only a space, a hyphen or the full stop of an initial or title comes before a word."""
    before, gap = held.atoms[at - 1], held.gap(at)
    if gap.strip() == ".":
        return len(before.text) == 1 or before.text in TITLES
    return gap != "" and gap.strip() in ("", "-", "'") and "\n" not in gap


def _pair(held: _Words, at: int, many: bool) -> bool:
    """Whether two words may be a forename and a surname; an initial counts in a text of several words."""
    one, other = held.atoms[at], held.atoms[at + 1]
    if not one.letters or not other.letters or not ((one.capital and other.capital) or not held.cased):
        return False
    if at in held.office or at + 1 in held.office or one.text in TITLES | RELATIVES:
        return False
    if len(other.text) < 2 or (len(one.text) < 2 and not many):
        return False
    named = held.named(at), held.named(at + 1)
    if not held.cased:
        return named[0] and other.text.isalpha() and len(other.text) > 2 and held.named(at + 1)
    return any(named) and other.text not in RELATIVES


def _relative(held: _Words, at: int) -> Iterator[Mention]:
    """A name within two words of a word for a child or a relative, in one sentence."""
    for step in (1, -1):
        for other in (at + step, at + 2 * step):
            if not 0 <= other < len(held.atoms):
                break
            between: Sequence[int] = range(min(at, other) + 1, max(at, other) + 1)
            if any(_APART.search(held.gap(one)) for one in between):
                break
            atom = held.atoms[other]
            begins = held.begins(other) and not (atom.possessive and other == at - 1)
            if held.named(other) and len(atom.text) > 1 and not (begins and step == -1):
                yield _over(held.atoms[at], atom)
                return


def _over(one: Atom, other: Atom) -> Mention:
    return Mention(min(one.first, other.first), max(one.last, other.last), "a child or relative beside a name")


def _closed(text: str) -> str:
    return "".join(words(text)).removeprefix("0044").removeprefix("44").removeprefix("0")
