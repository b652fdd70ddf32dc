"""Records kept for statistics: identifying details removed, dates and rare values made coarse, nothing leads back.

A field is kept if enough records share its values that hardly any record stands out. The few that still do, in groups
smaller than the council's threshold, are only counted. Recital 26 UK GDPR: no one can be identified from what is left
by means reasonably likely to be used.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, insert
from sqlmodel import Field, Session, SQLModel, col, select

from casework.people.register import PersonName
from casework.records.contents import Marks, fields_in, marks_in
from casework.records.intake.records import Segment
from casework.records.items import Item
from casework.text import days
from casework.text.batches import batches
from casework.text.canonical import words
from casework.vault.columns import Shape
from casework.vault.dependents import erased_otherwise

PEOPLE = re.compile(
    r"name|manager|supervis|approv|contact|report|author|owner|mail|phone|mobile|fax|address|post ?code|account|"
    r"sort code|comment|note|remark"
)
"""Headings that name or describe someone: their values identify people, however many records share them."""
NUMBER = re.compile(r"(?:\d\D?){5,}|@")
"""A value that identifies or leads to one person under any heading: a long number, an email address."""
RARE = "(rare)"
"""Replaces every value that fewer records than the threshold share."""
LONGEST = 40
"""Characters: a longer text was written about one record."""
STANDING_OUT = 0.1
"""The share of records that may be in groups too small. A field that would put more there is left out."""
_day = days.reader(tuple(days.ORDERS))
"""Reads a date in any order: only its year is kept, which is the same in every order."""


class AnonymisedRecord(SQLModel, table=True):
    """One record kept for statistics: its class, and coarse facts it shares with others."""

    __tablename__ = "anonymous"
    __table_args__ = erased_otherwise("no one can be identified from it")

    id: int | None = Field(default=None, primary_key=True)
    record_class: str = Field(index=True)
    facts: dict[str, str] = Field(sa_column=Column(Shape(dict[str, str]), nullable=False))


CoarseFacts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """A group of records too small to keep, with the facts its records share."""

    facts: dict[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class AnonymisedClass:
    """What will be kept of the records of one class, in figures. Groups too small are only counted."""

    class_: str
    records: int
    fields: tuple[str, ...]
    groups: int
    """How many are large enough to keep."""
    small: list[SmallGroup]
    counted_only: int
    """Records in the groups too small."""


@dataclass(frozen=True, slots=True)
class AnonymisedSet:
    """What is kept of the records of one class: the fields, the groups, and those too small, which are counted."""

    record_class: str
    fields: tuple[str, ...]
    groups: tuple[tuple[CoarseFacts, int], ...]
    small: tuple[tuple[CoarseFacts, int], ...]

    @property
    def records(self) -> int:
        """How many records are kept, in groups or only counted."""
        return sum(count for _, count in (*self.groups, *self.small))

    @property
    def counted_only(self) -> int:
        """How many records are in groups too small."""
        return sum(count for _, count in self.small)

    def figures(self) -> AnonymisedClass:
        """The figures shown before it is carried out."""
        small = [SmallGroup(dict(facts), count) for facts, count in self.small]
        return AnonymisedClass(self.record_class, self.records, self.fields, len(self.groups), small, self.counted_only)


def make(session: Session, items: Collection[int], smallest: int) -> list[AnonymisedSet]:
    """What is kept of those records, by class; nothing is changed. `smallest` is the smallest group kept."""
    by_class: dict[str, list[dict[str, str]]] = {}
    called = _called(session) if items else frozenset()
    for some in batches(sorted(items)):
        columns = select(Item.record_class, Item.segments, Item.marks).where(col(Item.id).in_(some))
        for record_class, segments, marks in session.execute(columns):
            by_class.setdefault(record_class, []).append(_coarse(fields_in(segments), marks_in(marks), called))
    return [_made(name, records, smallest) for name, records in sorted(by_class.items())]


def keep(session: Session, made: Sequence[AnonymisedSet]) -> None:
    """Save them, in an order that does not depend on the original one."""
    rows = [
        {"record_class": one.record_class, "facts": dict(facts)}
        for one in made
        for facts, count in (*sorted(one.groups), ((), one.counted_only))
        for _ in range(count)
    ]
    if rows:
        session.connection().execute(insert(AnonymisedRecord), rows)


def _called(session: Session) -> frozenset[str]:
    """Every name in the register, its words in alphabetical order."""
    return frozenset(" ".join(sorted(key.split())) for key in session.exec(select(PersonName.key).distinct()))


def _coarse(segments: list[Segment], marks: Marks, called: frozenset[str] = frozenset()) -> dict[str, str]:
    """A record's fields without what identifies anyone: numbers and names are removed, dates become years, amounts
    become bands."""
    identifying = {one.field for one in marks.keys} | ({marks.born_field} if marks.born else set())
    names = {word for name in marks.names for part in name if part for word in words(part)}
    facts = {}
    for _, field, text in segments:
        value, its = text.strip(), words(text)
        if not value or field in identifying or len(value) > LONGEST or names & set(its):
            continue
        if PEOPLE.search(field.casefold()) or " ".join(sorted(its)) in called:
            continue
        coarse = _band(value)
        if coarse != value or not NUMBER.search(value):
            facts[field] = coarse
    return facts


def _band(value: str) -> str:
    if day := _day(value):
        return str(day.year)
    number = re.fullmatch(r"[£]?(\d[\d,]*)(\.\d+)?", value)
    if number and (digits := number[1].replace(",", "")) and len(digits) > 2:
        step = 10 ** (len(digits) - 1)
        low = int(digits) // step * step
        return f"{low:,} to {low + step - 1:,}"
    return value


def _made(name: str, records: list[dict[str, str]], smallest: int) -> AnonymisedSet:
    values = {field: Counter(one.get(field, "") for one in records) for one in records for field in one}
    common = {field: {value for value, count in had.items() if count >= smallest} for field, had in values.items()}
    fields: tuple[str, ...] = ()
    for field in sorted(values, key=lambda field: (len(values[field]), field)):
        groups = _groups(records, (*fields, field), common)
        standing_out = sum(count for count in groups.values() if count < smallest)
        if common[field] and standing_out <= STANDING_OUT * len(records):
            fields = (*fields, field)
    groups = _groups(records, fields, common)
    alike = tuple(sorted((facts, count) for facts, count in groups.items() if count >= smallest))
    small = tuple(sorted((facts, count) for facts, count in groups.items() if count < smallest))
    return AnonymisedSet(name, fields, alike, small)


def _groups(
    records: list[dict[str, str]], fields: tuple[str, ...], common: dict[str, set[str]]
) -> Counter[CoarseFacts]:
    return Counter(
        tuple((field, value if (value := one.get(field, "")) in common[field] else RARE) for field in fields)
        for one in records
    )
