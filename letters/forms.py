"""The gate: a finished PDF, read back by two readers, is searched for what must not be in it.

Texts are compared folded (no case, marks or apostrophes). A form is found where it begins and ends with whole words,
whatever breaks it inside: a line's end, a hyphen, letters set apart. Forms of fewer than eight letters and figures must
stand word for word. On each stretch of pages both readers count; more of a form than was put there on purpose, in a
text that may hold it, is a finding. What was put there comes from the decisions, never from what was typeset.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from casework.text.canonical import fold

LOOSE_FROM = 8
"""Letters and figures from which a form is found however it is broken."""
STAFF_FROM = 4
"""Figures a staff number needs to be searched for: shorter ones are on every page."""

_REGISTRATION = re.compile(r"\bsw[\s.:/-]*0*(\d{3,12})\b")
# a date or an amount is one word: the year in it is nobody's staff number
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+(?![\d.])|[^\W_]+"
)
_BARE = re.compile(r"[\W_]+")


class Somebody(NamedTuple):
    """A registered person as the gate is told of them; numbers and addresses as written."""

    person: int
    names: tuple[tuple[str, str, str, str], ...]
    """(forename, middle names, surname, full name), for each name the person goes by."""
    staff: tuple[str, ...] = ()
    swe: tuple[str, ...] = ()
    ni: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A form that must not be found, folded, and whose it is."""

    form: tuple[str, ...]
    what: str
    """`withheld-value`, `withheld-item` or `other-person`."""
    whose: int
    """The item, or the registered person."""
    label: str
    """What it is, in words (`name`, `staff number`, the field's name)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the registered people, and what is not searched for, said aloud."""

    forbidden: tuple[Forbidden, ...]
    not_searched: tuple[tuple[int, str], ...]
    """(person, why) for one-word names and short staff numbers."""
    shared: tuple[tuple[int, str], ...]
    """(person, what) for forms the data subject has too."""


def name_forms(forename: str, middle: str, surname: str, full: str = "") -> set[tuple[str, ...]]:
    """The full name forms of one name: forename first and surname first, with and without middle names."""
    first, between, last = tokens(forename), tokens(middle), tokens(surname)
    found = {tokens(full)}
    if first and last:
        initials = tuple(word[0] for word in between)
        for given in {first, first + between, first + initials}:
            found |= {given + last, last + given}
    return {form for form in found if len(form) > 1}


def ni_forms(number: str) -> set[tuple[str, ...]]:
    """A National Insurance number with and without its final letter."""
    bare = _BARE.sub("", fold(number))
    if not re.fullmatch(r"[a-z]{2}\d{6}[a-d]?", bare):
        return set()
    return {(bare[:8],), *((bare[:8] + letter,) for letter in "abcd")}


def staff_forms(number: str) -> set[tuple[str, ...]]:
    """A staff number without its leading zeros; none where it is too short to mean anything on its own."""
    words = tokens(number)
    if len(words) == 1 and words[0].isdigit():
        return {words} if len(words[0].lstrip("0")) >= STAFF_FROM else set()
    return {words} if sum(map(len, words)) >= STAFF_FROM else set()


def forbidden_forms(people: Iterable[Somebody], subject: int | None, own_words: Iterable[str] = ()) -> Forms:
    """What must not be found of everybody but the data subject; `own_words` are the subject's names and numbers as the
    request gives them. One-word names and staff numbers of fewer than four figures are not searched for, and are named.
    """
    people = list(people)
    own = {_squash(tokens(words)) for words in own_words}
    for somebody in people:
        if somebody.person == subject:
            own |= {_squash(form) for form, _ in _forms_of(somebody)}
    forbidden, skipped, shared = {}, set(), set()
    for somebody in people:
        if somebody.person == subject:
            continue
        for form, label in _forms_of(somebody):
            if _squash(form) in own:
                shared.add((somebody.person, f"{label}: the data subject has the same"))
            else:
                forbidden.setdefault((form, somebody.person), Forbidden(form, "other-person", somebody.person, label))
        if somebody.names and not any(name_forms(*name) for name in somebody.names):
            skipped.add((somebody.person, "name: one word only"))
        if any(not staff_forms(number) for number in somebody.staff):
            skipped.add((somebody.person, "staff number: too short to search for"))
    return Forms(tuple(forbidden.values()), tuple(sorted(skipped)), tuple(sorted(shared)))


def _forms_of(somebody: Somebody) -> Iterator[tuple[tuple[str, ...], str]]:
    for name in somebody.names:
        yield from ((form, "name") for form in sorted(name_forms(*name)))
    for number in somebody.staff:
        yield from ((form, "staff number") for form in staff_forms(number))
    for number in somebody.swe:
        if words := tokens(number):
            yield words, "registration number"
    for number in somebody.ni:
        yield from ((form, "National Insurance number") for form in sorted(ni_forms(number)))
    for address in somebody.emails:
        if words := tokens(address):
            yield words, "e-mail address"


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; a date, an amount and a registration number are one word each."""
    folded = _REGISTRATION.sub(r" sw\1 ", fold(text))
    return tuple(_BARE.sub("", word) for word in _TOKEN.findall(folded))


def _squash(form: tuple[str, ...]) -> str:
    joined = "".join(form)
    return joined.lstrip("0") or joined if joined.isdigit() else joined


class Search:
    """All the forms in one automaton over texts with their spaces taken out."""

    def __init__(self, forbidden: Iterable[Forbidden]):
        self.forms: dict[str, list[Forbidden]] = defaultdict(list)
        for form in dict.fromkeys(forbidden):
            if _squash(form.form):
                self.forms[_squash(form.form)].append(form)
        self.patterns = list(self.forms)
        kind = Implementation.ContiguousNFA if len(self.patterns) > 5000 else None
        self.automaton = AhoCorasick(self.patterns, matchkind=MatchKind.Standard, implementation=kind)

    def count(self, texts: Iterable[str]) -> Counter:
        """How often each form stands in the texts, each by itself."""
        return Counter(form for text in texts for form, _ in self._find(tokens(text)))

    def pages(self, texts: list[str], first: int) -> dict[Forbidden, list[int]]:
        """On which pages each form begins; a form may run over from one page to the next."""
        words: list[str] = []
        starts: list[int] = []
        for text in texts:
            starts.append(len(words))
            words += tokens(text)
        found: dict[Forbidden, list[int]] = defaultdict(list)
        for form, at in self._find(tuple(words)):
            found[form].append(first + bisect_right(starts, at) - 1)
        return found

    def _find(self, words: tuple[str, ...]) -> Iterator[tuple[Forbidden, int]]:
        begins, ends, at = {}, {}, 0
        for number, word in enumerate(words):
            begins[at] = number
            if word.isdigit():  # leading zeros do not distinguish
                begins.setdefault(at + len(word) - len(word.lstrip("0")), number)
            at += len(word)
            ends[at] = number
        for pattern, start, end in self.automaton.find_matches_as_indexes("".join(words), overlapping=True):
            if start not in begins or end not in ends:
                continue
            first, last = begins[start], ends[end]
            text = self.patterns[pattern]
            for form in self.forms[text]:
                whole = last - first + 1 == len(form.form)
                if len(text) >= LOOSE_FROM or (whole and _same(words[first : last + 1], form.form)):
                    yield form, first


def _same(words: tuple[str, ...], form: tuple[str, ...]) -> bool:
    if len(form) == 1 and form[0].isdigit():
        return words[0].lstrip("0") == form[0].lstrip("0")
    return words == form
