"""Which dates a record has, found by what its fields mean; and when a person left, by everything that says so.

Days are days in Europe/London, read in the order of day, month, year; what is no day is said, never guessed.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Refused
from casework.people.register import Identifier, root
from casework.records import layouts
from casework.records.contents import fields_in
from casework.records.intake.layouts import ColumnLayout, plain
from casework.records.items import Item, Sighting, Source
from casework.rights import rectification
from casework.text import days
from casework.text.days import day as read_day
from casework.text.days import plain as in_words
from casework.vault.database import number
from casework.vault.dependents import erased_with

OPEN_ENDED = 2200
"""A year from which on a date stands for "not yet"."""
NOT_LEFT = "not left"
"""The role of a field that may say that a leaving date is none."""
EVERY = 2000
"""Items between two words of progress."""


class Remembered(SQLModel, table=True):
    """A date of a person that a record gave which was disposed of: their other records are still kept by it.

    It goes with the person's last record.
    """

    __tablename__ = "remembered"
    __table_args__ = erased_with(person="person_id")

    person_id: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    """`left` or `born`."""
    day: date
    as_at: date
    """The day the record spoke of."""
    record: int
    """Its number, as it was."""


@dataclass(frozen=True, slots=True)
class RecordDates:
    """One record's dates: role to day, or to the words why there is none. `as_at`: the day it speaks of."""

    item: int
    record_class: str
    person: int | None
    as_at: date
    known: dict[str, date | str]


@dataclass(slots=True)
class Leaving:
    """When a person left: a day, or the words why there is none; and in words where records disagree."""

    left: date | str
    said: str = ""


class _Employment(BaseModel):
    classes: list[str]
    valid_only: list[str]
    only_planned: list[str]


class _Meant(BaseModel):
    """What `meanings.toml` says."""

    employment: _Employment
    headings: dict[str, list[str]]
    not_left: dict[str, list[str]]


@cache
def _meant() -> _Meant:
    return _Meant.model_validate(
        tomllib.loads(files(__package__).joinpath("meanings.toml").read_text(encoding="utf-8"))
    )


class Meanings(dict[str, str]):
    """What the headings of a layout's dates mean to retention; empty for one that means nothing, remembered as met."""

    def __init__(self, layout: ColumnLayout | None, either: Iterable[str] = ()):
        super().__init__()
        self.either = frozenset(map(plain, either))
        """The columns in which a day that can be read both ways is none: some are in another order than told."""
        self.orders = layout.days if layout else ()
        said, employment = _meant(), _meant().employment
        self.day = days.reader(layout.days if layout else ())
        """Reads a day in the layout's order; of a table whose order is not known, only in ISO."""
        self.roles = {plain(one): role for role, headings in said.headings.items() for one in headings}
        self.not_left = said.not_left
        if layout and layout.record_class in employment.classes and layout.reader not in employment.valid_only:
            planned = set(map(plain, employment.only_planned))
            meant = {"start": "started", "end": "left"}
            self.roles |= {
                heading: meant[role]
                for heading, role in layout.roles.items()
                if role in meant and heading not in planned
            }

    def __missing__(self, heading: str) -> str:
        plainly = plain(heading)
        self[heading] = NOT_LEFT if plainly in self.not_left else self.roles.get(plainly, "")
        return self[heading]

    def read(self, text: str, name: str = "") -> date | str | None:
        """A field's text as a day; None where it stands for none; words where it is no day."""
        said = text.strip()
        if self.either and plain(name) in self.either and days.is_either(said, self.orders):
            return f"'{said[:20]}' can be read both ways, in a column of two orders"
        found = self.day(said)
        if found is None:
            return f"'{said[:20]}' is not a day" if said else None
        return None if found in days.UNKNOWN or found.year >= OPEN_ENDED else found


def meanings(session: Session, sources: Iterable[Source]) -> dict[int, Meanings]:
    """What the fields of each source mean: by its reader's layout, or by the one an officer explained it with."""
    known = layouts.all_layouts(session)
    met: dict[tuple[str, str | None, tuple[str, ...]], Meanings] = {}
    found = {}
    for one in sources:
        key = one.reader, one.layout, one.either
        if key not in met:
            met[key] = Meanings(known.get((one.reader, one.layout)), one.either)
        found[number(one.id)] = met[key]
    return found


def read(session: Session, told: Callable[[int, int], None]) -> Iterator[RecordDates]:
    """The dates of every record held, in one pass over them; `told` hears how far it is and may raise to stop."""
    sources = {number(one.id): one for one in session.exec(select(Source).where(Source.state == "complete"))}
    means = meanings(session, sources.values())
    about = {source: _of_source(one, means[source]) for source, one in sources.items()}
    newest = dict(
        session.execute(
            select(Sighting.item_id, Sighting.source_id)
            .join(Item, col(Item.id) == Sighting.item_id)
            .join(Source, col(Source.id) == Sighting.source_id)
            .where(Sighting.source_id > Item.source_id, Source.state == "complete")
            .order_by(col(Sighting.source_id))
        ).all()
    )
    total = sum(one.read for one in sources.values())
    columns = select_columns(
        col(Item.id), col(Item.source_id), col(Item.record_class), col(Item.person_id), col(Item.segments)
    )
    shared: dict[tuple[tuple[str, date | str], ...], dict[str, date | str]] = {}
    right = rectification.all_right_values(session)
    for done, (item, source, record_class, person, segments) in enumerate(
        session.execute(columns.order_by(col(Item.id)).execution_options(yield_per=EVERY)), 1
    ):
        if done % EVERY == 0:
            told(done, total)
        if source not in about:
            continue
        as_at, of_source = about[source]
        if item in newest:
            as_at = max(as_at, about[newest[item]][0])
        known = of_source | _of_fields(means[source], segments, right.get(item, {}))
        known = shared.setdefault(tuple(known.items()), known)  # most records say what another says too
        paid = known.get("paid")
        yield RecordDates(number(item), record_class, person, paid if isinstance(paid, date) else as_at, known)


def _of_source(source: Source, means: Meanings) -> tuple[date, dict[str, date]]:
    """The day a source speaks of, and the dates each of its records has from it."""
    said = {plain(str(name)): means.read(str(value)[:19]) for name, value in source.about.items() if value}
    days_said = {name: day for name, day in said.items() if isinstance(day, date)}
    found = {means.roles[name]: day for name, day in days_said.items() if name in means.roles}
    as_at, year = days_said.get("reference_date"), source.stated("year")
    if not as_at and re.fullmatch(r"20\d\d", year):
        as_at = date(int(year), 9, 30)
    if source.reader == "census" and as_at:
        found |= {"census": as_at} | ({"submitted": days_said["datetime"]} if "datetime" in days_said else {})
    return as_at or source.imported.date(), found


def _of_fields(means: Meanings, segments: str, right: dict[str, str]) -> dict[str, date | str]:
    found: dict[str, date | str] = {}
    moved = False
    for _, name, text in fields_in(segments):
        role = means[name]
        if role == NOT_LEFT:
            moved |= text.strip() in means.not_left[plain(name)]
        elif role and (day := _typed(right[name]) if name in right else means.read(text, name)) is not None:
            found.setdefault(role, day)
    if moved:
        found.pop("left", None)
    for role, what in (("started", "started"), ("born", "was born")):
        left, earlier = found.get("left"), found.get(role)
        if isinstance(left, date) and isinstance(earlier, date) and left < earlier:
            when = f"{what} on {in_words(earlier)} and left on {in_words(left)}"
            found["left"] = f"contradictory dates: it says the person {when}"
    return found


def _typed(text: str) -> date | str | None:
    """What an officer put right, read as people write a day."""
    try:
        found = read_day(text)
    except Refused as none:
        return str(none)
    return None if found in days.UNKNOWN or found.year >= OPEN_ENDED else found


@dataclass(slots=True)
class EmploymentDates:
    """What all records say of when each person left and was born, gathered while they are read."""

    leavers: dict[int, list[tuple[date, int, date | str]]] = field(default_factory=lambda: defaultdict(list))
    employed: dict[int, tuple[date, int]] = field(default_factory=dict)
    births: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    _settled: dict[int, Leaving | None] = field(default_factory=dict)

    def add(self, one: RecordDates) -> None:
        """One record more."""
        if one.person is None:
            return
        known = one.known
        if "left" in known:
            self.leavers[one.person].append((one.as_at, one.item, known["left"]))
        elif "started" in known or "paid" in known:
            begun = known.get("started")
            until = max(one.as_at, begun) if isinstance(begun, date) else one.as_at
            self.employed[one.person] = max(self.employed.get(one.person, (until, one.item)), (until, one.item))

    def complete(self, session: Session) -> None:
        """The birth dates the register holds of its people, and what is remembered from records that are gone."""
        held = select(Identifier.person_id, Identifier.value).where(Identifier.kind == "born")
        for person, value in session.execute(held.where(col(Identifier.person_id).is_not(None))):
            self.births[person].add(date.fromisoformat(value))
        for person, born in rectification.rectified_births(session).items():
            self.births[person] = {date.fromisoformat(born)}
        for one in session.exec(select(Remembered)):
            person = root(session, one.person_id)
            if one.role == "left":
                self.leavers[person].append((one.as_at, one.record, one.day))
            elif person not in self.births:
                self.births[person].add(one.day)

    def remember(self, session: Session, people: Iterable[int]) -> None:
        """Keep when these people left and were born, before records of theirs that may have said so are erased."""
        for person in people:
            settled, births = self.leaving(person), self.births.get(person, set())
            as_at, record, _ = max(self.leavers.get(person, ()), key=lambda one: one[:2], default=(date.min, 0, None))
            if settled and isinstance(settled.left, date):
                session.merge(Remembered(person_id=person, role="left", day=settled.left, as_at=as_at, record=record))
            if len(births) == 1:
                [born] = births
                session.merge(Remembered(person_id=person, role="born", day=born, as_at=born, record=0))
        session.flush()

    def of(self, one: RecordDates) -> dict[str, date | str]:
        """A record's dates, with what the person's other records add to them."""
        if one.person is None:
            return one.known
        known = dict(one.known)
        if settled := self.leaving(one.person):
            known["left"] = settled.left
        births = self.births.get(one.person, ())
        if len(births) > 1:
            known["born"] = f"contradictory dates: {' and '.join(in_words(born) for born in sorted(births))}"
        elif births:
            [known["born"]] = births
        return known

    def leaving(self, person: int) -> Leaving | None:
        """When a person left: by the latest record that says so, where no later one says they are employed."""
        if person not in self._settled:
            self._settled[person] = self._settle(person)
        return self._settled[person]

    def _settle(self, person: int) -> Leaving | None:
        said, now = sorted(self.leavers.get(person, ()), key=lambda one: one[:2]), self.employed.get(person)
        if not said:
            return Leaving(f"employed on {in_words(now[0])}, as record {now[1]} says") if now else None
        _, item, left = said[-1]
        if isinstance(left, str):
            return Leaving(left)
        if now and now[0] > left:
            words = f"record {item} says {in_words(left)}, but record {now[1]} says employed on {in_words(now[0])}"
            return Leaving(words, f"contradictory: {words}")
        others = {day: number for _, number, day in said if isinstance(day, date) and day != left}
        if not others:
            return Leaving(left)
        also = ", ".join(f"record {number} says {in_words(day)}" for day, number in sorted(others.items()))
        return Leaving(left, f"leaving date of record {item}, the latest that says one, is believed; {also}")
