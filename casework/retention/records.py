"""The dates of each record, by what its fields mean; and when each person left, by all their records.

Dates are in Europe/London, read as day, month, year. What is not a date is reported, never guessed.
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
"""From this year on, a date means "not yet"."""
NOT_LEFT = "not left"
"""The role of a field that can say the person has not left."""
EVERY = 2000
"""Records between two reports of progress."""


class Remembered(SQLModel, table=True):
    """A date of a person from a record that was disposed of: their other records still need it.

    It is erased with the person's last record.
    """

    __tablename__ = "remembered"
    __table_args__ = erased_with(person="person_id")

    person_id: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    """`left` or `born`."""
    day: date
    as_at: date
    """The date the record was about."""
    record: int
    """The number the record had."""


@dataclass(frozen=True, slots=True)
class RecordDates:
    """One record's dates: role to a date, or to the reason there is none. `as_at`: the date it is about."""

    item: int
    record_class: str
    person: int | None
    as_at: date
    known: dict[str, date | str]


@dataclass(slots=True)
class Leaving:
    """When a person left, or the reason there is no date; and a note if records disagree."""

    left: date | str
    note: str = ""


class _Employment(BaseModel):
    classes: list[str]
    valid_only: list[str]
    only_planned: list[str]


class _Meant(BaseModel):
    """The contents of `meanings.toml`."""

    employment: _Employment
    headings: dict[str, list[str]]
    not_left: dict[str, list[str]]


@cache
def _meant() -> _Meant:
    return _Meant.model_validate(
        tomllib.loads(files(__package__).joinpath("meanings.toml").read_text(encoding="utf-8"))
    )


class Meanings(dict[str, str]):
    """Which date each heading of a layout holds; empty if none. Each heading is looked up once."""

    def __init__(self, layout: ColumnLayout | None, either: Iterable[str] = ()):
        super().__init__()
        self.either = frozenset(map(plain, either))
        """Columns with dates in two orders: a date there that can be read both ways is not used."""
        self.orders = layout.days if layout else ()
        meant_by, employment = _meant(), _meant().employment
        self.day = days.reader(layout.days if layout else ())
        """Reads a date in the layout's order; only in ISO if the order is not known."""
        self.roles = {plain(one): role for role, headings in meant_by.headings.items() for one in headings}
        self.not_left = meant_by.not_left
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
        """A field's text as a date; None if it means "no date"; the reason if it is not a date."""
        typed = text.strip()
        if self.either and plain(name) in self.either and days.is_ambiguous(typed, self.orders):
            return f"'{typed[:20]}' can be read both ways, in a column with dates in two orders"
        day = self.day(typed)
        if day is None:
            return f"'{typed[:20]}' is not a date" if typed else None
        return None if day in days.UNKNOWN or day.year >= OPEN_ENDED else day


def meanings(session: Session, sources: Iterable[Source]) -> dict[int, Meanings]:
    """What the headings of each source mean: by its reader's layout, or by the layout an officer set."""
    known = layouts.all_layouts(session)
    met: dict[tuple[str, str | None, tuple[str, ...]], Meanings] = {}
    by_source = {}
    for source in sources:
        key = source.reader, source.layout, source.either
        if key not in met:
            met[key] = Meanings(known.get((source.reader, source.layout)), source.either)
        by_source[number(source.id)] = met[key]
    return by_source


def read(session: Session, progress: Callable[[int, int], None]) -> Iterator[RecordDates]:
    """The dates of every record, in one pass; `progress` is called on the way and may raise to stop."""
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
    corrected = rectification.all_right_values(session)
    for done, (item, source, record_class, person, segments) in enumerate(
        session.execute(columns.order_by(col(Item.id)).execution_options(yield_per=EVERY)), 1
    ):
        if done % EVERY == 0:
            progress(done, total)
        if source not in about:
            continue
        as_at, of_source = about[source]
        if item in newest:
            as_at = max(as_at, about[newest[item]][0])
        known = of_source | _of_fields(means[source], segments, corrected.get(item, {}))
        known = shared.setdefault(tuple(known.items()), known)  # most records have the same dates as another
        paid = known.get("paid")
        yield RecordDates(number(item), record_class, person, paid if isinstance(paid, date) else as_at, known)


def _of_source(source: Source, means: Meanings) -> tuple[date, dict[str, date]]:
    """The date a source is about, and the dates it gives each of its records."""
    facts = {plain(str(name)): means.read(str(value)[:19]) for name, value in source.about.items() if value}
    dates = {name: day for name, day in facts.items() if isinstance(day, date)}
    known = {means.roles[name]: day for name, day in dates.items() if name in means.roles}
    as_at, year = dates.get("reference_date"), source.stated("year")
    if not as_at and re.fullmatch(r"20\d\d", year):
        as_at = date(int(year), 9, 30)
    if source.reader == "census" and as_at:
        known |= {"census": as_at} | ({"submitted": dates["datetime"]} if "datetime" in dates else {})
    return as_at or source.imported.date(), known


def _of_fields(means: Meanings, segments: str, corrected: dict[str, str]) -> dict[str, date | str]:
    known: dict[str, date | str] = {}
    moved = False
    for _, name, text in fields_in(segments):
        role = means[name]
        if role == NOT_LEFT:
            moved |= text.strip() in means.not_left[plain(name)]
        elif role and (day := _typed(corrected[name]) if name in corrected else means.read(text, name)) is not None:
            known.setdefault(role, day)
    if moved:
        known.pop("left", None)
    for role, what in (("started", "started"), ("born", "was born")):
        left, earlier = known.get("left"), known.get(role)
        if isinstance(left, date) and isinstance(earlier, date) and left < earlier:
            when = f"{what} on {in_words(earlier)} and left on {in_words(left)}"
            known["left"] = f"contradictory dates: the person {when}"
    return known


def _typed(text: str) -> date | str | None:
    """A date an officer corrected, read as people write dates."""
    try:
        day = read_day(text)
    except Refused as none:
        return str(none)
    return None if day in days.UNKNOWN or day.year >= OPEN_ENDED else day


@dataclass(slots=True)
class EmploymentDates:
    """The dates of leaving and birth of each person, gathered while their records are read."""

    leavers: dict[int, list[tuple[date, int, date | str]]] = field(default_factory=lambda: defaultdict(list))
    employed: dict[int, tuple[date, int]] = field(default_factory=dict)
    births: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    _settled: dict[int, Leaving | None] = field(default_factory=dict)

    def add(self, one: RecordDates) -> None:
        """Add the dates of one record."""
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
        """Add the dates of birth in the register, and the dates remembered from erased records."""
        held = select(Identifier.person_id, Identifier.value).where(Identifier.kind == "born")
        for person, value in session.execute(held.where(col(Identifier.person_id).is_not(None))):
            self.births[person].add(date.fromisoformat(value))
        for person, born in rectification.rectified_births(session).items():
            self.births[person] = {born}
        for one in session.exec(select(Remembered)):
            person = root(session, one.person_id)
            if one.role == "left":
                self.leavers[person].append((one.as_at, one.record, one.day))
            elif person not in self.births:
                self.births[person].add(one.day)

    def remember(self, session: Session, people: Iterable[int]) -> None:
        """Save when these people left and were born, before records with those dates are erased."""
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
        """A record's dates, with those from the person's other records."""
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
        """When a person left: by the latest record with a leaving date, unless a later one shows them employed."""
        if person not in self._settled:
            self._settled[person] = self._settle(person)
        return self._settled[person]

    def _settle(self, person: int) -> Leaving | None:
        leavings, now = sorted(self.leavers.get(person, ()), key=lambda one: one[:2]), self.employed.get(person)
        if not leavings:
            return Leaving(f"employed on {in_words(now[0])}, according to record {now[1]}") if now else None
        _, item, left = leavings[-1]
        if isinstance(left, str):
            return Leaving(left)
        if now and now[0] > left:
            words = (
                f"record {item} says {in_words(left)}, but record {now[1]} shows them employed on {in_words(now[0])}"
            )
            return Leaving(words, f"contradictory: {words}")
        others = {day: number for _, number, day in leavings if isinstance(day, date) and day != left}
        if not others:
            return Leaving(left)
        also = ", ".join(f"record {number} says {in_words(day)}" for day, number in sorted(others.items()))
        return Leaving(left, f"the leaving date of record {item}, the latest, is used; {also}")
