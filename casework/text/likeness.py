"""Whether two names may belong to one person: a quick test, and the reasons in words with their weight."""

from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from casework.text.canonical import words
from casework.text.forms import JOINERS
from casework.text.nicknames import groups


class Spelt(NamedTuple):
    """A name in compared words: the forenames, in order, and those of the surname."""

    given: tuple[str, ...]
    family: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The surname as one word, in compared form: Mc is Mac."""
        closed = "".join(self.family)
        return "mac" + closed[2:] if closed.startswith("mc") and len(closed) > 4 else closed


def spelt(forename: str, middle: str, surname: str, full: str) -> Spelt:
    """A name's words. The surname of a full name is its last word, with any joiners before it."""
    if surname or not full:
        return Spelt(tuple(words(f"{forename} {middle}")), tuple(words(surname)))
    family, comma, rest = full.partition(",")
    if comma and rest.strip():
        return Spelt(tuple(words(rest)), tuple(words(family)))
    parts = full.split()
    at = len(parts) - 1
    while at > 1 and words(parts[at - 1]) and words(parts[at - 1])[0] in JOINERS:
        at -= 1
    return Spelt(tuple(words(" ".join(parts[:at]))), tuple(words(" ".join(parts[at:]))))


class Likeness(NamedTuple):
    """How alike a part of two names is: the form, and a weight from 1.0 (the same) to -1.0 (different)."""

    form: str
    weight: float


SAME, OTHER = "same", "other"


def family(one: Spelt, other: Spelt) -> Likeness:
    """How alike two surnames are."""
    first, second = one.whole, other.whole
    if not first or not second:
        return Likeness("", 0)
    if first == second or sorted(one.family) == sorted(other.family):
        return Likeness(SAME, 1)
    if any(len(word) > 2 for word in {*one.family} & {*other.family}):
        return Likeness("part of the surname", 0.8)
    if _misspelt(first, second):
        return Likeness("surname spelt differently", 0.75)
    return Likeness(OTHER, -1)


def given(one: Spelt, other: Spelt) -> Likeness:
    """How alike two forenames are."""
    if not one.given or not other.given:
        return Likeness("", 0)
    return _given(one.given, other.given)


@cache
def _given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    first, second = one[0], other[0]
    if first == second and len(first) > 1:
        return Likeness(SAME, 1)
    if "".join(one) == "".join(other) and len(first) > 1:
        return Likeness("forename as one word or two", 0.9)
    if groups(first) & groups(second):
        return Likeness("short form of the forename", 0.7)
    if min(len(first), len(second)) > 2 and _misspelt(first, second):
        return Likeness("forename spelt differently", 0.7 if min(len(first), len(second)) > 4 else 0.5)
    middle = [*other[1:], *one[1:]]
    if first in other[1:] or second in one[1:]:
        return Likeness("called by the middle name", 0.5 if len(first) > 1 and len(second) > 1 else 0.2)
    if 1 in (len(first), len(second)):
        return Likeness("initial", 0.4) if first[0] == second[0] else Likeness(OTHER, -1)
    short, long = sorted((first, second), key=len)
    if len(short) > 1 and long.startswith(short):
        return Likeness("short form of the forename", 0.6)
    if middle and any(groups(word) & groups(name) for word in middle for name in (first, second) if len(word) > 1):
        return Likeness("called by the middle name", 0.3)
    return Likeness(OTHER, -1)


def is_swapped(one: Spelt, other: Spelt) -> bool:
    """Whether one name is the other with forename and surname swapped."""
    if not (one.given and one.family and other.given and other.family):
        return False
    return one.given[0] == "".join(other.family) and other.given[0] == "".join(one.family)


def _misspelt(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    if longest < 4 or abs(len(one) - len(other)) > 2:
        return False
    return OSA.distance(one, other, score_cutoff=2) <= (2 if longest > 7 else 1) or fuzz.ratio(one, other) >= 88


def alike(one: str, other: str) -> bool:
    """Whether two full names may belong to one person: enough to ask the officer, never enough to merge.

    Order, case, accents and a middle name do not matter. With a shared surname, the forenames must begin alike (`Kate`,
    `Katherine`, `K`) or be short forms of one (`Peggy`, `Margaret`). A small misspelling of the full name passes.
    """
    first, second = words(one), words(other)
    if len(first) < 2 or len(second) < 2:
        return False
    if fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= 88:
        return True
    shared = [word for word in first if word in second and len(word) > 2]
    if not shared:
        return False
    rest = [word for word in first if word not in shared], [word for word in second if word not in shared]
    if not rest[0] or not rest[1]:
        return len(shared) >= 2
    return any(_begins_alike(a, b) for a in rest[0] for b in rest[1])


def same_name(one: str, other: str) -> bool:
    """Whether two compared names are the same, apart from a middle name, a shortened forename or a small slip."""
    first, second = one.split(), other.split()
    if len(first) < 2 or len(second) < 2 or fuzz.ratio(first[-1], second[-1]) < 88:
        return False
    short = min(len(first[0]), len(second[0]))
    return first[0][:short] == second[0][:short] or fuzz.ratio(first[0], second[0]) >= 80


def unlike(one: str, other: str) -> bool:
    """Whether two names have no word in common, not even a shortened or misspelt one."""
    return not any(
        a == b or (len(a) > 2 and len(b) > 2 and (a[:3] == b[:3] or fuzz.ratio(a, b) >= 75))
        for a in words(one)
        for b in words(other)
    )


def _begins_alike(one: str, other: str) -> bool:
    short = min(len(one), len(other), 3)
    return one[:short] == other[:short] or fuzz.ratio(one, other) >= 80 or bool(groups(one) & groups(other))
