"""Everyone's names by surname and by forename, ready to be searched for in a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from casework.text.canonical import atoms, words
from casework.text.forms import FEMALE, JOINERS, MALE, TITLES, Name, RegisteredPerson

RUN_REFUSED = 8
"""The shortest name run together, or broken anywhere, that is refused; shorter ones are asked about."""


class NameEntry(NamedTuple):
    """One name of one person, in its words."""

    person: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    titles: frozenset[str]

    def goes_by(self, title: str) -> bool:
        """Whether a title in a text may be theirs: Mr does not match someone registered as Mrs."""
        if not self.titles or title not in MALE | FEMALE:
            return True
        return not ((title in MALE and self.titles <= FEMALE) or (title in FEMALE and self.titles <= MALE))


@dataclass(slots=True)
class Family:
    """Everyone with one surname."""

    entries: list[NameEntry] = field(default_factory=list)
    given: dict[str, list[NameEntry]] = field(default_factory=lambda: defaultdict(list))
    """By the first forename, and by the first two or three run together."""
    middle: dict[str, list[NameEntry]] = field(default_factory=lambda: defaultdict(list))
    initials: dict[str, list[NameEntry]] = field(default_factory=lambda: defaultdict(list))
    _titled: dict[str, frozenset[int]] = field(default_factory=dict)

    def titled(self, title: str) -> frozenset[int]:
        """Everyone with the surname who may go by a title."""
        if title not in self._titled:
            self._titled[title] = frozenset(one.person for one in self.entries if one.goes_by(title))
        return self._titled[title]

    def add(self, entry: NameEntry) -> None:
        """Add one name."""
        self.entries.append(entry)
        if not entry.given:
            return
        self.initials[entry.given[0][0]].append(entry)
        if len(entry.given[0]) > 1:
            self.given[entry.given[0]].append(entry)
        for count in range(2, min(len(entry.given), 3) + 1):
            self.given["".join(entry.given[:count])].append(entry)
        for word in entry.given[1:]:
            if len(word) > 1:
                self.middle[word].append(entry)


class Names:
    """The names of everyone registered."""

    def __init__(self, people: Iterable[RegisteredPerson]):
        self.families: dict[str, Family] = defaultdict(Family)
        """By the surname run together, in each of its spellings."""
        self.halves: dict[str, Family] = defaultdict(Family)
        """By each word of a surname with several words."""
        self.by_given: dict[str, set[str]] = defaultdict(set)
        """For each forename, the surnames it goes with."""
        self.runs: dict[str, set[int]] = defaultdict(set)
        """By forename and surname run together, in either order."""
        self.one_word: list[int] = []
        """People whose name is only one word, which cannot be searched for."""
        for one in people:
            entries = {entry for name in one.names for entry in _entries(one.person, name)}
            for entry in sorted(entries):
                self._enter(entry)
            if one.names and not entries:
                self.one_word.append(one.person)
        self.prefixes = _prefixes([*self.families, *self.halves])
        self.given_prefixes = _prefixes(self.by_given)

    def _enter(self, entry: NameEntry) -> None:
        closed = "".join(entry.family)
        for spelling in _spellings(entry.family):
            self.families[spelling].add(entry)
            for given in {"".join(entry.given[:count]) for count in range(1, min(len(entry.given), 3) + 1)}:
                if len(given) > 1:
                    self.by_given[given].add(spelling)
                    self.runs[given + spelling].add(entry.person)
                    self.runs[spelling + given].add(entry.person)
        whole = [word for word in entry.family if word not in JOINERS and len(word) > 2]
        if len(entry.family) > 1:
            for word in whole:
                if word != closed:
                    self.halves[word].add(entry)

    @cached_property
    def automaton(self) -> tuple[list[str], AhoCorasick]:
        """The names run together that are refused, and the automaton that finds them."""
        patterns = [run for run in self.runs if len(run) >= RUN_REFUSED]
        kind = Implementation.ContiguousNFA if len(patterns) > 5000 else None
        return patterns, AhoCorasick(patterns, matchkind=MatchKind.Standard, implementation=kind)

    def known(self, word: str) -> bool:
        """Whether a word is a surname, a part of one or a forename by itself."""
        return word in self.families or word in self.halves or word in self.by_given


def _prefixes(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:length] for word in spellings for length in range(1, len(word) + 1))


def _entries(person: int, name: Name) -> Iterator[NameEntry]:
    """A name in its words. In a full name the last word is the surname, with any joiners (`de`, `van`) before it."""
    titles = frozenset(word for word in words(name.title) if word in TITLES)
    given, family = _words_of(f"{name.forename} {name.middle}"), _words_of(name.surname)
    if not (given and family) and name.full:
        whole = name.full
        before, comma, rest = whole.partition(",")
        if comma and rest.strip():
            given, family = _words_of(rest), _words_of(before)
        else:
            said = _words_of(whole)
            if said and said[0] in TITLES and len(said) > 2:
                titles |= {said[0]}
                said = said[1:]
            at = len(said) - 1
            while at > 1 and said[at - 1] in JOINERS:
                at -= 1
            given, family = said[:at], said[at:]
    if given and family:
        yield NameEntry(person, given, family, titles)


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(atom.text for atom in atoms(text) if atom.letters)


def _spellings(family: tuple[str, ...]) -> set[str]:
    """The spellings of a surname run together: Mc is Mac, St is Saint."""
    closed = "".join(family)
    found = {closed}
    if closed.startswith("mac") and len(closed) > 5:
        found.add("mc" + closed[3:])
    elif closed.startswith("mc") and len(closed) > 4:
        found.add("mac" + closed[2:])
    if family[0] in ("st", "saint") and len(family) > 1:
        found |= {word + "".join(family[1:]) for word in ("st", "saint")}
    return found


def people_of(entries: Iterable[NameEntry]) -> frozenset[int]:
    """The people these entries belong to."""
    return frozenset(one.person for one in entries)
