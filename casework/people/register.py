"""People: names, identifiers, and which record belongs to whom.

A record joins a person by staff number, National Insurance number or registration number, and by nothing else; where
such a number points at somebody whose birth date or other numbers say otherwise, the record is kept apart and the
officer is told. Everything weaker only ever makes a candidate.
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
from casework.text.forms import Known, Name
from casework.text.identifiers import normal
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
    """Somebody the register knows. A person found to be another's second entry points at it and stays."""

    __tablename__ = "person"
    __table_args__ = database.NEVER_AGAIN | erased_otherwise("`without` deletes an entry that has no record left")

    id: int | None = Field(default=None, primary_key=True)
    merged_into: int | None = None


class PersonName(SQLModel, table=True):
    """A name a person, or a record that joins nobody, goes by; `key` is its folded words."""

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


def telling(kind: str, values: Iterable[str]) -> set[str]:
    """Those identifiers in which two people differ for certain: a registration number only in the regulator's form."""
    return {value for value in values if kind != "swe" or re.fullmatch(r"SW\d+", value)}


class Compared(NamedTuple):
    """An identifier as a record gives it: its kind, the form in which it is compared, and as written."""

    kind: str
    value: str
    raw: str


class Called(NamedTuple):
    """A name as a record gives it, and its folded words."""

    name: Name
    key: str


def marked(marks: Marks) -> tuple[list[Compared], list[Called]]:
    """What a record says of whom it is about: its identifiers and its names."""
    keys = [Compared(kind, value, raw) for kind, raw, _ in marks.keys if (value := normal(kind, raw))]
    if marks.born:
        keys.append(Compared("born", marks.born.isoformat(), marks.born.isoformat()))
    return keys, [Called(name, " ".join(words(spoken(name)))) for name in marks.names]


@dataclass(slots=True)
class Held:
    """What the register holds of one person, while records are being joined."""

    names: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def gainsays(self, values: dict[str, set[str]]) -> str | None:
        """The kind of identifier in which the two cannot be one person, or None."""
        for kind in ("born", "ni", "swe"):
            mine, theirs = (telling(kind, side.get(kind, ())) for side in (self.values, values))
            if mine and theirs and not mine & theirs:
                return kind
        return None


@dataclass(frozen=True, slots=True)
class Join:
    """Two entries made one person, and which records were whose, so that they can be split again."""

    gone: int | None
    """The entry that was given up; None where records that joined nobody were joined."""
    kept: int
    items_of_gone: tuple[int, ...]
    items_of_kept: tuple[int, ...] = ()

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Join":
        """The join that its facts tell."""
        items_of_gone, items_of_kept = (tuple(facts.get(f"items_of_{side}", ())) for side in ("gone", "kept"))
        return cls(facts["gone"], facts["kept"], items_of_gone, items_of_kept)

    def facts(self) -> dict[str, object]:
        """What the history is told of it."""
        told: dict[str, object] = {"gone": self.gone, "kept": self.kept, "items_of_gone": self.items_of_gone}
        return told if self.gone is None else told | {"items_of_kept": self.items_of_kept}


class Register:
    """Every person's names and identifiers in memory, for the length of one import."""

    def __init__(self, session: Session):
        self.session = session
        self.known: dict[int, Held] = defaultdict(Held)
        self.holders: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.merged: list[Join] = []
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
        """Join one new item to a person, an old one or a new one; say in sentences what was kept apart."""
        keys, names = marked(marks)
        values: dict[str, set[str]] = defaultdict(set)
        for kind, value, _ in keys:
            values[kind].add(value)
        written = {(kind, value): raw.strip() for kind, value, raw in keys}
        person, said = self._whose(values, [name.key for name in names], written)
        if person is not None:
            self._placed.append({"item": item, "person": person})
        self.enter(item, person, keys, names)
        return said

    def write(self) -> None:
        """Write what was placed since the last time, in bulk: one statement a table, not one a row."""
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
                why = self.known[person].gainsays(values) or self._strange(person, values, names)
                if why is None:
                    fits.add(person)
                else:
                    against[kind, value] = why
        said = [
            f"{LABEL[kind]} {written[kind, value]} is already held for somebody with another {LABEL[why]}: "
            "kept apart as a candidate for you to confirm"
            for (kind, value), why in against.items()
            if not any(value in self.known[fit].values[kind] for fit in fits)
        ]
        if any(pair <= fits for pair in self._apart):
            said.append(
                "its numbers point at people whom you said are different: joined to nobody, a candidate for you to "
                "confirm"
            )
            return None, said
        holds = {one: {key for key in strong if one in self.holders.get(key, ())} for one in fits}
        # of two on one number the one whose other numbers stand in the row too is meant
        fits = {one for one in fits if not any(holds[one] < holds[other] for other in fits)}
        if len(fits) > 1 and self._quarrel({person: holds[person] for person in fits}):
            said.append(
                f"its numbers point at {len(fits)} different people: joined to nobody, a candidate for you to confirm"
            )
            return None, said
        if fits:
            keep, *others = sorted(fits)
            for other in others:
                self._merge(other, keep)
            return keep, said
        if not strong:
            return None, said
        self._newest += 1
        self._rows[Person].append({"id": self._newest, "merged_into": None})
        return self._newest, said

    def _strange(self, person: int, values: dict[str, set[str]], names: list[str]) -> str | None:
        """A hand-kept row with a number and a name nobody of that number ever had is more likely a slip than a join."""
        held = self.known[person]
        vouched = sum(bool(held.values[kind] & values.get(kind, set())) for kind in (*STRONG, "born")) > 1
        if vouched or not names or not held.names:
            return None
        return "name" if all(unlike(one, other) for one in names for other in held.names) else None

    def _quarrel(self, holds: dict[int, set[tuple[str, str]]]) -> bool:
        """Whether any two cannot be one person, or were kept apart before on a number that both of them hold."""
        return any(
            holds[one] & holds[other] or self.known[one].gainsays(self.known[other].values)
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
    "born": "birth date",
    "email": "e-mail",
    "postcode": "postcode",
    "name": "name",
}


TABLES = (Item, PersonName, Identifier)
"""What belongs to a person, row by row; a name or identifier is always whose its item is."""


def merge(session: Session, gone: int, kept: int) -> Join:
    """Make one entry another's second entry; answer which records were whose, so that the two can be split again."""
    items_of_gone, items_of_kept = (
        tuple(map(database.number, session.exec(select(Item.id).where(Item.person_id == one).order_by(col(Item.id)))))
        for one in (gone, kept)
    )
    for table in TABLES:
        session.exec(update(table).where(col(table.person_id) == gone).values(person_id=kept))
    session.exec(update(Person).where(col(Person.id) == gone).values(merged_into=kept))
    return Join(gone, kept, items_of_gone, items_of_kept)


def enter_again(session: Session, persons: Collection[int]) -> set[int]:
    """Enter the names and numbers that records of these people give and that are not entered, because they came with a
    record that is theirs no more; answers who of them has a record."""
    numbers = select(Identifier.person_id, Identifier.kind, Identifier.value)
    numbers = numbers.where(col(Identifier.person_id).in_(persons))
    names = select(PersonName.person_id, PersonName.key).where(col(PersonName.person_id).in_(persons))
    known = {tuple(row) for query in (numbers, names) for row in session.execute(query)}
    left = set()
    held = select(Item.person_id, Item.id, Item.marks).where(col(Item.person_id).in_(persons)).order_by(col(Item.id))
    for person, item, marks in session.execute(held).all():
        left.add(person)
        keys, called = marked(marks_in(marks))
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


def join(session: Session, source: Source, progress: Callable[[int], None]) -> tuple[list[Fault], list[Join]]:
    """Join every item the source was first to hold; answer what was kept apart and whom it brought together.

    `progress` is told how many items have been placed, and may raise to stop.
    """
    register = Register(session)
    said: list[Fault] = []
    new = select(Item.id, Item.line, Item.marks).where(Item.source_id == source.id).order_by(col(Item.id))
    for done, (item, line, marks) in enumerate(session.exec(new).all(), 1):
        said += [Fault(line, what) for what in register.place(database.number(item), marks_in(marks))]
        if done % 500 == 0:
            register.write()
            progress(done)
    register.write()
    return said, register.merged


def root(session: Session, person: int) -> int:
    """The person a number stands for now: merged entries lead to the one that was kept."""
    while (found := session.get(Person, person)) is not None and found.merged_into:
        person = found.merged_into
    return person


def merged_into(session: Session) -> dict[int, int]:
    """Every merged entry there is, each with the person it stands for now."""
    rows = select(Person.id, Person.merged_into).where(col(Person.merged_into).is_not(None))
    found = {database.number(gone): database.number(kept) for gone, kept in session.exec(rows)}
    for gone, kept in found.items():
        while kept in found:
            kept = found[kept]
        found[gone] = kept
    return found


def names_of(session: Session, person: int) -> list[PersonName]:
    """The names of a person, oldest entry first."""
    theirs = select(PersonName).where(PersonName.person_id == person).order_by(col(PersonName.id))
    return list(session.exec(theirs).all())


def known_people(session: Session) -> list[Known]:
    """Everyone in the register, for the naming model, in the order of their numbers."""
    names: dict[int, dict[Name, None]] = defaultdict(dict)
    columns = [getattr(PersonName, part) for part in ("person_id", *Name._fields)]
    for person, *said in session.execute(select(*columns).where(col(PersonName.person_id).is_not(None))):
        names[person][Name(*said)] = None
    numbers: dict[int, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    held = select(Identifier.person_id, Identifier.kind, Identifier.value)
    for person, kind, value in session.execute(held.where(col(Identifier.person_id).is_not(None))):
        numbers[database.number(person)][kind][value] = None
    return [
        Known(person, tuple(names[person]), *(tuple(numbers[person][kind]) for kind in KNOWN_BY))
        for person in sorted({*names, *numbers})
    ]


KNOWN_BY = ("staff", "swe", "ni", "email", "postcode", "born")
"""The kinds of identifier in the order in which the naming model is given them."""


def spoken(name: PersonName | Name) -> str:
    """A name as it is said: forename, middle, surname."""
    return name.full or " ".join(part for part in (name.forename, name.middle, name.surname) if part)


def identifiers_of(session: Session, person: int) -> dict[str, list[str]]:
    """A person's identifiers by kind, normalised."""
    found: dict[str, list[str]] = {kind: [] for kind in RULES}
    for kind, value in session.exec(
        select(Identifier.kind, Identifier.value).where(Identifier.person_id == person).order_by(col(Identifier.id))
    ):
        if value not in found[kind]:
            found[kind].append(value)
    return found


@dataclass(frozen=True, slots=True)
class HeldNumbers:
    """The numbers and e-mail addresses held of somebody."""

    staff: list[str]
    """As they were first written, with their zeros; other numbers in the form in which they are compared."""
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


def card(session: Session, person: int) -> PersonLine:
    """A person in a few words."""
    return cards(session, [person])[0]


def cards(session: Session, people: list[int]) -> list[PersonLine]:
    """Several people in a few words, in that order."""
    names: dict[int, list[str]] = defaultdict(list)
    parts = [getattr(PersonName, part) for part in ("person_id", *Name._fields)]
    theirs = select(*parts).where(col(PersonName.person_id).in_(people)).order_by(col(PersonName.id))
    for person, *said in session.execute(theirs):
        names[person].append(spoken(Name(*said)))
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
