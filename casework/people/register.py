"""The workforce register: names, identifiers, and which person each record belongs to.

A record is linked to a person by staff number, National Insurance number or registration number, and by nothing else.
If such a number points to someone with a different date of birth or other numbers, the record is kept apart with a
warning. Anything weaker only makes a possible match.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework.people import pair_decisions
from casework.records.contents import Marks, marks_in
from casework.records.intake.records import Fault
from casework.records.items import Item, Source
from casework.text.canonical import words
from casework.text.forms import Name, RegisteredPerson
from casework.text.identifiers import normalised
from casework.text.likeness import unlike
from casework.vault import database
from casework.vault.dependents import erased_otherwise, erased_with

STRONG = ("staff", "ni", "swe")
RULES = {
    "staff": "staff-number",
    "ni": "ni-number",
    "swe": "swe-number",
    "email": "e-mail",
    "born": "birth-date",
    "postcode": "postcode",
}


class Person(SQLModel, table=True):
    """A person in the register. An entry merged into another stays, and points to it."""

    __tablename__ = "person"
    __table_args__ = database.NEVER_AGAIN | erased_otherwise("`prune_entries` deletes an entry that has no record left")

    id: int | None = Field(default=None, primary_key=True)
    merged_into: int | None = None


class PersonName(SQLModel, table=True):
    """A name of a person, or of a record not linked to one; `key` is its folded words."""

    __tablename__ = "personname"
    __table_args__ = erased_with(record="item_id", person="person_id")
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, index=True)
    item_id: int = Field(index=True)
    title: str = ""
    forename: str = ""
    middle: str = ""
    surname: str = ""
    full: str = ""
    key: str


class Identifier(SQLModel, table=True):
    """A number, email, date of birth or postcode of a person, or of a record not linked to one; `raw` is as written."""

    __tablename__ = "identifier"
    __table_args__ = erased_with(record="item_id", person="person_id")
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, index=True)
    item_id: int = Field(index=True)
    kind: str
    value: str = Field(index=True)
    raw: str


def distinguishing(kind: str, values: Iterable[str]) -> set[str]:
    """The identifiers that distinguish people for certain; a registration number only in the regulator's form."""
    return {value for value in values if kind != "swe" or re.fullmatch(r"SW\d+", value)}


class Compared(NamedTuple):
    """An identifier that a record gives: its kind, the form that is compared, and as written."""

    kind: str
    value: str
    raw: str


class Called(NamedTuple):
    """A name that a record gives, and its folded words."""

    name: Name
    key: str


def identity_of(marks: Marks) -> tuple[list[Compared], list[Called]]:
    """What identifies a record's person: its identifiers and its names."""
    keys = [Compared(kind, value, raw) for kind, raw, _ in marks.keys if (value := normalised(kind, raw))]
    if marks.born:
        keys.append(Compared("born", marks.born.isoformat(), marks.born.isoformat()))
    return keys, [Called(name, " ".join(words(full_name(name)))) for name in marks.names]


@dataclass(slots=True)
class KnownIdentity:
    """What the register holds about one person, while records are being linked."""

    names: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def conflicts_with(self, values: dict[str, set[str]]) -> str | None:
        """The kind of identifier that shows the two are not one person, or None."""
        for kind in ("born", "ni", "swe"):
            mine, theirs = (distinguishing(kind, side.get(kind, ())) for side in (self.values, values))
            if mine and theirs and not mine & theirs:
                return kind
        return None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two entries made one person, and which records belonged to which, so that they can be split again."""

    gone: int | None
    """The entry that was given up; None if records not linked to a person were merged."""
    kept: int
    items_of_gone: tuple[int, ...]
    items_of_kept: tuple[int, ...] = ()

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Merge":
        """The merge in the facts of an act."""
        items_of_gone, items_of_kept = (tuple(facts.get(f"items_of_{side}", ())) for side in ("gone", "kept"))
        return cls(facts["gone"], facts["kept"], items_of_gone, items_of_kept)

    def facts(self) -> dict[str, object]:
        """What the history records of it."""
        told: dict[str, object] = {"gone": self.gone, "kept": self.kept, "items_of_gone": self.items_of_gone}
        return told if self.gone is None else told | {"items_of_kept": self.items_of_kept}


class IdentityIndex:
    """Every person's names and identifiers in memory, for the length of one import."""

    def __init__(self, session: Session):
        self.session = session
        self.known: dict[int, KnownIdentity] = defaultdict(KnownIdentity)
        self.holders: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.merged: list[Merge] = []
        self._apart = [{root(session, one), root(session, other)} for one, other in pair_decisions.different(session)]
        self._newest = session.exec(select(func.max(Person.id))).one() or 0
        self._rows: dict[type[SQLModel], list[dict[str, object]]] = {Person: [], PersonName: [], Identifier: []}
        self._placed: list[dict[str, int]] = []
        numbers = select(Identifier.person_id, Identifier.kind, Identifier.value)
        for person, kind, value in session.exec(numbers.where(col(Identifier.person_id).is_not(None))):
            self._hold(database.number(person), kind, value)
        names = select(PersonName.person_id, PersonName.key)
        for person, key in session.exec(names.where(col(PersonName.person_id).is_not(None))):
            self.known[database.number(person)].names.add(key)

    def _hold(self, person: int, kind: str, value: str) -> None:
        self.known[person].values[kind].add(value)
        self.holders[kind, value].add(person)

    def place(self, item: int, marks: Marks) -> list[str]:
        """Link one new item to a known or new person; answers in sentences what was kept apart."""
        keys, names = identity_of(marks)
        values: dict[str, set[str]] = defaultdict(set)
        for kind, value, _ in keys:
            values[kind].add(value)
        written = {(kind, value): raw.strip() for kind, value, raw in keys}
        person, warnings = self._whose(values, [name.key for name in names], written)
        if person is not None:
            self._placed.append({"item": item, "person": person})
        self.enter(item, person, keys, names)
        return warnings

    def write(self) -> None:
        """Write what was placed since the last time in bulk: one statement per table, not per row."""
        connection = self.session.connection()
        for table, rows in self._rows.items():
            if rows:
                connection.execute(insert(table), rows)
            rows.clear()
        if self._placed:
            joined = update(Item).where(col(Item.id) == bindparam("item")).values(person_id=bindparam("person"))
            connection.execute(joined, self._placed)
            self._placed.clear()

    def _whose(
        self, values: dict[str, set[str]], names: list[str], written: dict[tuple[str, str], str]
    ) -> tuple[int | None, list[str]]:
        strong = [(kind, value) for kind in STRONG for value in values.get(kind, ())]
        fits, against = set(), {}
        for kind, value in strong:
            for person in self.holders.get((kind, value), ()):
                why = self.known[person].conflicts_with(values) or self._strange(person, values, names)
                if why is None:
                    fits.add(person)
                else:
                    against[kind, value] = why
        warnings = [
            f"{LABEL[kind]} {written[kind, value]} already belongs to someone with a different {LABEL[why]}: "
            "kept apart as a possible match for you to confirm"
            for (kind, value), why in against.items()
            if not any(value in self.known[fit].values[kind] for fit in fits)
        ]
        if any(pair <= fits for pair in self._apart):
            warnings.append(
                "its numbers belong to people you marked as different: not linked to anyone, a possible match for you "
                "to confirm"
            )
            return None, warnings
        holds = {one: {key for key in strong if one in self.holders.get(key, ())} for one in fits}
        # of two with one number, the row means the one whose other numbers it has too
        fits = {one for one in fits if not any(holds[one] < holds[other] for other in fits)}
        if len(fits) > 1 and self._quarrel({person: holds[person] for person in fits}):
            warnings.append(
                f"its numbers belong to {len(fits)} different people: not linked to anyone, a possible match for you "
                "to confirm"
            )
            return None, warnings
        if fits:
            keep, *others = sorted(fits)
            for other in others:
                self._merge(other, keep)
            return keep, warnings
        if not strong:
            return None, warnings
        self._newest += 1
        self._rows[Person].append({"id": self._newest, "merged_into": None})
        return self._newest, warnings

    def _strange(self, person: int, values: dict[str, set[str]], names: list[str]) -> str | None:
        """`name` if no one with the number had such a name and nothing else agrees: more likely a slip than a match."""
        held = self.known[person]
        vouched = sum(bool(held.values[kind] & values.get(kind, set())) for kind in (*STRONG, "born")) > 1
        if vouched or not names or not held.names:
            return None
        return "name" if all(unlike(one, other) for one in names for other in held.names) else None

    def _quarrel(self, holds: dict[int, set[tuple[str, str]]]) -> bool:
        """Whether any two cannot be one person, or share a number and were still kept apart before."""
        return any(
            holds[one] & holds[other] or self.known[one].conflicts_with(self.known[other].values)
            for one, other in combinations(sorted(holds), 2)
        )

    def _merge(self, gone: int, kept: int) -> None:
        for kind, values in self.known.pop(gone).values.items():
            for value in values:
                self.holders[kind, value].discard(gone)
                self._hold(kept, kind, value)
        self.write()
        self.merged.append(merge(self.session, gone, kept))
        self.known[kept].names |= set(
            self.session.exec(select(PersonName.key).where(PersonName.person_id == kept)).all()
        )
        self._apart = [{kept if one == gone else one for one in pair} for pair in self._apart]

    def enter(self, item: int, person: int | None, keys: list[Compared], names: list[Called]) -> None:
        """Write the identifiers and names of an item that are not yet its person's."""
        for kind, value, raw in keys:
            if person is None or value not in self.known[person].values[kind]:
                self._rows[Identifier].append(
                    {"person_id": person, "item_id": item, "kind": kind, "value": value, "raw": raw}
                )
            if person is not None:
                self._hold(person, kind, value)
        for name, key in names:
            if key and (person is None or key not in self.known[person].names):
                self._rows[PersonName].append({"person_id": person, "item_id": item, **name._asdict(), "key": key})
            if key and person is not None:
                self.known[person].names.add(key)


LABEL = {
    "staff": "staff number",
    "ni": "National Insurance number",
    "swe": "registration number",
    "born": "date of birth",
    "email": "email",
    "postcode": "postcode",
    "name": "name",
}


TABLES = (Item, PersonName, Identifier)
"""The tables whose rows belong to a person; a name or identifier always belongs to its item's person."""


def merge(session: Session, gone: int, kept: int) -> Merge:
    """Merge one entry into another; answers which records belonged to which, so that they can be split again."""
    items_of_gone, items_of_kept = (
        tuple(map(database.number, session.exec(select(Item.id).where(Item.person_id == one).order_by(col(Item.id)))))
        for one in (gone, kept)
    )
    for table in TABLES:
        session.exec(update(table).where(col(table.person_id) == gone).values(person_id=kept))
    session.exec(update(Person).where(col(Person.id) == gone).values(merged_into=kept))
    return Merge(gone, kept, items_of_gone, items_of_kept)


def reenter(session: Session, persons: Collection[int]) -> set[int]:
    """Enter the names and numbers that these people's records give, but only a lost record had entered.

    Answers which of the people have a record."""
    numbers = select(Identifier.person_id, Identifier.kind, Identifier.value)
    numbers = numbers.where(col(Identifier.person_id).in_(persons))
    names = select(PersonName.person_id, PersonName.key).where(col(PersonName.person_id).in_(persons))
    known = {tuple(row) for query in (numbers, names) for row in session.execute(query)}
    left = set()
    held = select(Item.person_id, Item.id, Item.marks).where(col(Item.person_id).in_(persons)).order_by(col(Item.id))
    for person, item, marks in session.execute(held).all():
        left.add(person)
        keys, called = identity_of(marks_in(marks))
        for kind, value, raw in keys:
            if (person, kind, value) not in known:
                known.add((person, kind, value))
                session.add(Identifier(person_id=person, item_id=item, kind=kind, value=value, raw=raw))
        for name, key in called:
            if key and (person, key) not in known:
                known.add((person, key))
                session.add(PersonName(person_id=person, item_id=item, **name._asdict(), key=key))
    session.flush()
    return left


def link_records(session: Session, source: Source, progress: Callable[[int], None]) -> tuple[list[Fault], list[Merge]]:
    """Link every item the source was first to hold; answers what was kept apart, and each merge.

    `progress` is called with the number of items placed, and may raise to stop.
    """
    people = IdentityIndex(session)
    faults: list[Fault] = []
    new = select(Item.id, Item.line, Item.marks).where(Item.source_id == source.id).order_by(col(Item.id))
    for done, (item, line, marks) in enumerate(session.exec(new).all(), 1):
        faults += [Fault(line, what) for what in people.place(database.number(item), marks_in(marks))]
        if done % 500 == 0:
            people.write()
            progress(done)
    people.write()
    return faults, people.merged


def root(session: Session, person: int) -> int:
    """The person a number refers to now: merged entries lead to the one that was kept."""
    while (entry := session.get(Person, person)) is not None and entry.merged_into:
        person = entry.merged_into
    return person


def merged_into(session: Session) -> dict[int, int]:
    """Every merged entry, with the person it refers to now."""
    rows = select(Person.id, Person.merged_into).where(col(Person.merged_into).is_not(None))
    merges = {database.number(gone): database.number(kept) for gone, kept in session.exec(rows)}
    for gone, kept in merges.items():
        while kept in merges:
            kept = merges[kept]
        merges[gone] = kept
    return merges


def names_of(session: Session, person: int) -> list[PersonName]:
    """The names of a person, oldest entry first."""
    theirs = select(PersonName).where(PersonName.person_id == person).order_by(col(PersonName.id))
    return list(session.exec(theirs).all())


def known_people(session: Session) -> list[RegisteredPerson]:
    """Everyone in the register, for the naming model, in the order of their numbers."""
    names: dict[int, dict[Name, None]] = defaultdict(dict)
    columns = [getattr(PersonName, part) for part in ("person_id", *Name._fields)]
    for person, *parts in session.execute(select(*columns).where(col(PersonName.person_id).is_not(None))):
        names[person][Name(*parts)] = None
    numbers: dict[int, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    held = select(Identifier.person_id, Identifier.kind, Identifier.value)
    for person, kind, value in session.execute(held.where(col(Identifier.person_id).is_not(None))):
        numbers[database.number(person)][kind][value] = None
    return [
        RegisteredPerson(person, tuple(names[person]), *(tuple(numbers[person][kind]) for kind in KNOWN_BY))
        for person in sorted({*names, *numbers})
    ]


KNOWN_BY = ("staff", "swe", "ni", "email", "postcode", "born")
"""The kinds of identifier, in the order the naming model takes them."""


def full_name(name: PersonName | Name) -> str:
    """A name in full: forename, middle names, surname."""
    return name.full or " ".join(part for part in (name.forename, name.middle, name.surname) if part)


def identifiers_of(session: Session, person: int) -> dict[str, list[str]]:
    """A person's identifiers by kind, normalised."""
    identifiers: dict[str, list[str]] = {kind: [] for kind in RULES}
    for kind, value in session.exec(
        select(Identifier.kind, Identifier.value).where(Identifier.person_id == person).order_by(col(Identifier.id))
    ):
        if value not in identifiers[kind]:
            identifiers[kind].append(value)
    return identifiers


@dataclass(frozen=True, slots=True)
class HeldNumbers:
    """The numbers and email addresses held for one person."""

    staff: list[str]
    """As first written, with leading zeros; the other numbers are in the form that is compared."""
    ni: list[str]
    swe: list[str]
    email: list[str]

    def by_kind(self) -> dict[str, list[str]]:
        """The same by kind, as `LABEL` names the kinds."""
        return {"staff": self.staff, "ni": self.ni, "swe": self.swe, "email": self.email}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a few words, as lists show them."""

    person: int
    name: str
    """The last one entered."""
    names: list[str]
    born: date | None
    """The last one entered."""
    identifiers: HeldNumbers
    records: int
    """How many are theirs."""


def person_line(session: Session, person: int) -> PersonLine:
    """A person in a few words."""
    return person_lines(session, [person])[0]


def person_lines(session: Session, people: list[int]) -> list[PersonLine]:
    """Several people in a few words, in that order."""
    names: dict[int, list[str]] = defaultdict(list)
    parts = [getattr(PersonName, part) for part in ("person_id", *Name._fields)]
    theirs = select(*parts).where(col(PersonName.person_id).in_(people)).order_by(col(PersonName.id))
    for person, *spelling in session.execute(theirs):
        names[person].append(full_name(Name(*spelling)))
    numbers: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    held = select(Identifier.person_id, Identifier.kind, Identifier.value, Identifier.raw)
    held = held.where(col(Identifier.person_id).in_(people)).order_by(col(Identifier.id))
    for number, kind, value, raw in session.exec(held):
        numbers[database.number(number)][kind].setdefault(value, raw.strip() if kind == "staff" else value)
    counted = select(Item.person_id, func.count()).where(col(Item.person_id).in_(people)).group_by(col(Item.person_id))
    records = dict(session.exec(counted).all())
    return [
        PersonLine(
            person=person,
            name=names[person][-1] if names[person] else "(no name held)",
            names=list(dict.fromkeys(names[person])),
            born=date.fromisoformat(born) if (born := next(reversed(numbers[person]["born"]), None)) else None,
            identifiers=HeldNumbers(*(list(numbers[person][kind].values()) for kind in (*STRONG, "email"))),
            records=records.get(person, 0),
        )
        for person in people
    ]
