"""Possible duplicates: entries of the register that look like one person, strongest first, with the reasons.

Each pair is two people, or a person and a record not linked to anyone. The weights are fixed and shown, in bits: the
rarer a detail that agrees, the more it counts. Nothing is merged here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA
from sqlmodel import Session, col, select

from casework.people.pair_decisions import DIFFERENT, LATER, PairDecision
from casework.people.register import LABEL, Identifier, PersonName, distinguishing, full_name, merged_into
from casework.text import likeness
from casework.text.forms import Name
from casework.text.likeness import OTHER, SAME, Spelt
from casework.text.nicknames import groups

OFFERED, LIKELY, STRONG = 9, 16, 20
"""The least bits for a pair to be offered, to be likely and to be strong."""
BORN = {"same": 12, "turned": 8, "near": 5, OTHER: -14}
FORENAME, SURNAME = 7, 9
"""The most that the same forename or surname weighs, if few people have it."""
ANOTHER_FORENAME, ANOTHER_SURNAME = -7, -3
"""Surnames change; forenames seldom do."""
TWINS = -7
"""Added to a different forename when surname and date of birth agree, as they do for twins."""
NUMBERS = {"ni": (18, 8, -16), "swe": (16, 0, -16), "staff": (8, 0, 0)}
"""What a number weighs: the same, one character different, or another. Near registration numbers are common."""
EMAIL, EMAIL_FEW = 9, 3
"""An email that only these two have, and one that others share."""
POSTCODE, NEIGHBOURS = 3, 20
"""A postcode, and the most entries that may share it: a household and its neighbours have the same one."""
SMALL = 1000
"""A smaller register does not show how rare a name is, so it counts as one of this size."""
MOST = 400
"""A detail that more entries share is not evidence: a placeholder date of birth, or a common mailbox."""


class PairStrength(StrEnum):
    """How likely it is that two entries are one person."""

    strong = "strong"
    likely = "likely"
    possible = "possible"


class Reason(NamedTuple):
    """One reason for or against a pair, in words, and its bits."""

    what: str
    bits: float


@dataclass(slots=True)
class PersonEntry:
    """A person in the register, or records not linked to anyone that describe the same person."""

    number: int
    """The person's, or the first of the records'."""
    record: bool = False
    items: list[int] = field(default_factory=list)
    """Every one of the records; empty for a person."""
    names: list[str] = field(default_factory=list)
    spelt: list[Spelt] = field(default_factory=list)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def reference(self) -> str:
        """The entry's reference: a person's number, or r and a record's."""
        return f"r{self.number}" if self.record else str(self.number)

    @property
    def born(self) -> set[str]:
        """Dates of birth, ISO."""
        return self.values["born"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that look like one person."""

    one: PersonEntry
    other: PersonEntry
    bits: float
    reasons: tuple[Reason, ...]
    later: bool

    @property
    def strength(self) -> PairStrength:
        """How likely it is that the two are one person."""
        if self.bits >= STRONG:
            return PairStrength.strong
        return PairStrength.likely if self.bits >= LIKELY else PairStrength.possible


def queue(session: Session) -> list[Pair]:
    """Every pair to be decided, the strongest first and postponed ones last."""
    listed = entries(session)
    decisions = _said(session, listed)
    score = PairScorer(listed)
    offered = []
    for at, to in _candidates(listed):
        pair = listed[at], listed[to]
        decision = decisions.get(_key(*pair))
        if decision == DIFFERENT:
            continue
        reasons = score(*pair)
        bits = sum(reason.bits for reason in reasons)
        if bits >= OFFERED:
            offered.append(Pair(*pair, bits, tuple(reasons), decision == LATER))
    return sorted(offered, key=lambda one: (one.later, -one.bits, one.one.number, one.other.number, one.other.record))


def entries(session: Session, *, loose: bool = False) -> list[PersonEntry]:
    """People by their numbers, then the records not linked to anyone; with `loose`, only those records."""
    people: dict[int, PersonEntry] = {}
    records: dict[int, PersonEntry] = {}

    def entry(person: int | None, item: int) -> PersonEntry:
        if person is not None:
            return people.get(person) or people.setdefault(person, PersonEntry(person))
        return records.get(item) or records.setdefault(item, PersonEntry(item, True, [item]))

    columns = [getattr(PersonName, part) for part in ("person_id", "item_id", *Name._fields)]
    named = select(*columns).order_by(col(PersonName.id))
    held = select(Identifier.person_id, Identifier.item_id, Identifier.kind, Identifier.value)
    if loose:
        named = named.where(col(PersonName.person_id).is_(None))
        held = held.where(col(Identifier.person_id).is_(None))
    for person, item, *parts in session.execute(named):
        one, name = entry(person, item), Name(*parts)
        full = full_name(name)
        if full not in one.names:
            one.names.append(full)
            one.spelt.append(likeness.spelt(name.forename, name.middle, name.surname, name.full))
    for person, item, kind, value in session.exec(held):
        entry(person, item).values[kind].add(value)
    return [people[number] for number in sorted(people)] + _alike_records(records)


def _alike_records(records: dict[int, PersonEntry]) -> list[PersonEntry]:
    """One entry for all records that say the same; a record with only a name has its own."""
    same: dict[object, PersonEntry] = {}
    for number in sorted(records):
        one = records[number]
        marks = frozenset((kind, value) for kind, values in one.values.items() for value in values)
        first = same.setdefault((frozenset(one.names), marks) if marks else number, one)
        if first is not one:
            first.items.append(number)
    return list(same.values())


def record_entry(session: Session, item: int) -> PersonEntry | None:
    """The records not linked to anyone that say the same as this one."""
    return next((one for one in entries(session, loose=True) if item in one.items), None)


def _said(session: Session, listed: list[PersonEntry]) -> dict[tuple[int, int, bool], str]:
    """The decisions about pairs, by the numbers the people have now."""
    now = merged_into(session)
    first = {item: one.number for one in listed if one.record for item in one.items}
    decisions: dict[tuple[int, int, bool], str] = {}
    for row in session.exec(select(PairDecision)):
        one, other = now.get(row.one, row.one), (first if row.record else now).get(row.other, row.other)
        key = (one, other, True) if row.record else (min(one, other), max(one, other), False)
        if decisions.get(key) != DIFFERENT:
            decisions[key] = row.said
    return decisions


def _key(one: PersonEntry, other: PersonEntry) -> tuple[int, int, bool]:
    return one.number, other.number, other.record


def _candidates(listed: list[PersonEntry]) -> Iterator[tuple[int, int]]:
    """The pairs worth weighing, each once: those that share a date of birth, a number, an email or much of a name."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(listed):
        for key in set(_keys(one)):
            blocks[key].append(at)
    seen = set()
    for (kind, *_), many in blocks.items():
        if len(many) > MOST:
            continue
        for pair in combinations(many, 2):
            if pair in seen or listed[pair[0]].record:
                continue
            one, other = listed[pair[0]], listed[pair[1]]
            if kind in ("name", "slip") and one.born and other.born and _born(one.born, other.born)[0] == OTHER:
                continue  # their names alone are too little
            seen.add(pair)
            yield pair


def _keys(one: PersonEntry) -> Iterator[tuple[object, ...]]:
    for kind, values in one.values.items():
        for value in values:
            if kind == "born":
                year, month, day = value.split("-")
                yield "born", year, *sorted((month, day))
            elif kind != "postcode":
                yield kind, value
    for name in one.spelt:
        if name.family and name.given:
            first = name.given[0]
            for word in {*name.family, name.whole}:
                yield "name", word, first[0]
                yield from (("name", word, line) for line in groups(first))
            yield from (("name", word, first) for word in name.given[1:] if len(word) > 1)
            for called in (first, *groups(first)):  # a surname one character away shares one of these
                yield from (("slip", name.whole[:at] + name.whole[at + 1 :], called) for at in range(len(name.whole)))
                yield "slip", name.whole, called
            yield "name", name.whole, "".join(name.given)[0]
            yield "name", *sorted((name.whole, first))


class PairScorer:
    """Weighs pairs of a register: the rarer a name or email is there, the more it counts."""

    def __init__(self, listed: list[PersonEntry]):
        self.many = max(len(listed), SMALL)
        self.forenames = Counter(word for one in listed for word in {name.given[0] for name in one.spelt if name.given})
        self.surnames = Counter(word for one in listed for word in {name.whole for name in one.spelt})
        self.emails = Counter(value for one in listed for value in one.values["email"])
        self.postcodes = Counter(value for one in listed for value in one.values["postcode"])

    def __call__(self, one: PersonEntry, other: PersonEntry) -> list[Reason]:
        """Every reason for or against the two being one person."""
        reasons = []
        verdict, wording = _born(one.born, other.born)
        if verdict:
            reasons.append(Reason(wording, BORN[verdict]))
        names = max(
            (self._name(first, second) for first in one.spelt for second in other.spelt),
            key=lambda reasons_of: sum(reason.bits for reason in reasons_of),
            default=[],
        )
        reasons += names
        another = any(reason.bits <= ANOTHER_FORENAME for reason in names)
        if another and verdict == "same" and any(reason.bits > 0 for reason in names):
            reasons.append(Reason("twins also share surname and date of birth", TWINS))
        for kind in NUMBERS:
            reasons += _number(kind, one.values[kind], other.values[kind])
        for value in one.values["email"] & other.values["email"]:
            shared = self.emails[value] > 2
            few = shared or another
            words = f", shared by {self.emails[value]} entries" if shared else ""
            reasons.append(Reason(f"email {value}{words}", EMAIL_FEW if few else EMAIL))
        where = one.values["postcode"] & other.values["postcode"]
        if not another and any(self.postcodes[value] <= NEIGHBOURS for value in where):
            reasons.append(Reason(f"postcode {min(where)}", POSTCODE))
        return reasons

    def _name(self, one: Spelt, other: Spelt) -> list[Reason]:
        if likeness.is_swapped(one, other):
            bits = 0.9 * (self._rare(self.surnames, FORENAME, one.whole) + FORENAME)
            return [Reason("surname and forename swapped", bits)]
        given, family = likeness.given(one, other), likeness.family(one, other)
        reasons = []
        if given.form:
            most = self._rare(self.forenames, FORENAME, *one.given[:1], *other.given[:1])
            both = f"{_told(one.given[:1])} / {_told(other.given[:1])}"
            wording = {SAME: f"forename {_told(one.given[:1])}", OTHER: f"different forename: {both}"}
            bits = ANOTHER_FORENAME if given.form == OTHER else given.weight * most
            reasons.append(Reason(wording.get(given.form, f"{given.form}: {both}"), bits))
        if family.form:
            most = self._rare(self.surnames, SURNAME, one.whole, other.whole)
            both = f"{_told(one.family)} / {_told(other.family)}"
            wording = {SAME: f"surname {_told(one.family)}", OTHER: f"different surname: {both}"}
            bits = ANOTHER_SURNAME if family.form == OTHER else family.weight * most
            reasons.append(Reason(wording.get(family.form, f"{family.form}: {both}"), bits))
        return reasons

    def _rare(self, counts: Counter[str], most: int, *spellings: str) -> float:
        often = max(counts[word] for word in spellings)
        return min(most, max(1.0, log2(self.many / max(often, 1))))


def _born(one: Iterable[str], other: Iterable[str]) -> tuple[str, str]:
    """How dates of birth agree: `same`, `turned` (day and month swapped), `near` (one digit), other; and in words."""
    best = "", ""
    for first in one:
        for second in other:
            if first == second:
                return "same", f"date of birth {_day(first)}"
            both = f"{_day(first)} / {_day(second)}"
            if first[:4] == second[:4] and first[5:7] == second[8:] and first[8:] == second[5:7]:
                best = "turned", f"date of birth with day and month swapped: {both}"
            elif best[0] in ("", OTHER) and OSA.distance(first, second, score_cutoff=1) == 1:
                best = "near", f"date of birth with one digit different: {both}"
            elif not best[0]:
                best = OTHER, f"different date of birth: {both}"
    return best


def _told(words: tuple[str, ...]) -> str:
    return " ".join(words).title()


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _number(kind: str, one: set[str], other: set[str]) -> Iterator[Reason]:
    same, near, another = NUMBERS[kind]
    if one & other:
        yield Reason(f"{LABEL[kind]} {min(one & other)}", same)
    elif one and other:
        both = f"{min(one)} / {min(other)}"
        if another and any(OSA.distance(a, b, score_cutoff=1) == 1 for a in one for b in other):
            yield Reason(f"{LABEL[kind]} with one character different: {both}", near)
        elif not another or (distinguishing(kind, one) and distinguishing(kind, other)):
            yield Reason(f"different {LABEL[kind]}: {both}", another)
