"""Which dates a record has, found by what its fields mean; and when a person left, by everything that says so.

Days are days in Europe/London, read in the order of day, month, year; what is no day is said, never guessed.
"""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from sqlmodel import Session, select

from casework.clock.days import plain
from casework.items import Item, Sighting, Source
from casework.people import Identifier

OPEN_ENDED = 2200
"""A year from which on a date stands for "not yet"."""
NEVER = (date(1900, 1, 1), date(1970, 1, 1))
"""Days that stand for one not known."""
DAYS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})|(\d{4})[\-/]?(\d\d)[\-/]?(\d\d)(?:[T ]\d\d:\d\d.*)?")
NOT_LEFT = "not left"
"""The role of a field that may say that a leaving date is none."""
EVERY = 2000
"""Items between two words of progress."""


@dataclass(frozen=True, slots=True)
class Dates:
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


@cache
def _table(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def _plain(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").casefold().split())


class Meanings(dict):
    """What the headings of a layout's dates mean to retention; empty for one that means nothing, remembered as met."""

    def __init__(self, reader: str):
        super().__init__()
        said, layouts = _table(__package__, "meanings.toml"), _table("casework.intake", "headings.toml")
        self.day_first = reader in layouts
        """Whether the layout is known to write days before months; otherwise only ISO days are believed."""
        self.roles = {_plain(one): role for role, headings in said["headings"].items() for one in headings}
        self.not_left: dict[str, list[str]] = said["not_left"]
        layout, employment = layouts.get(reader, {}), said["employment"]
        if layout.get("class") in employment["classes"] and reader not in employment["valid_only"]:
            for role, meant in (("start", "started"), ("end", "left")):
                headings = [one for one in layout.get(role, ()) if one not in employment["only_planned"]]
                self.roles |= {_plain(heading): meant for heading in headings}

    def __missing__(self, heading: str) -> str:
        plainly = _plain(heading)
        self[heading] = NOT_LEFT if plainly in self.not_left else self.roles.get(plainly, "")
        return self[heading]


_meanings = cache(Meanings)


@lru_cache(100_000)
def a_day(text: str, *, day_first: bool = True) -> date | str | None:
    """A field's text as a day; None where it stands for none; words where it is no day."""
    said = text.strip()
    parts = DAYS.fullmatch(said)
    if not parts or not (parts[4] or day_first):
        return f"'{said[:20]}' is not a day" if said else None
    numbers = [int(part) for part in parts.groups() if part]
    year, month, number = numbers if parts[4] else reversed(numbers)
    try:
        found = date(year, month, number)
    except ValueError:
        return f"'{said[:20]}' is not a day"
    return None if found in NEVER or found.year >= OPEN_ENDED else found


def read(session: Session, told: Callable[[int, int], None]) -> Iterator[Dates]:
    """The dates of every record held, in one pass over them; `told` hears how far it is and may raise to stop."""
    sources = {one.id: one for one in session.exec(select(Source).where(Source.state == "complete"))}
    about = {number: _of_source(one) for number, one in sources.items()}
    newest = dict(
        session.execute(
            select(Sighting.item_id, Sighting.source_id)
            .join(Item, Item.id == Sighting.item_id)
            .join(Source, Source.id == Sighting.source_id)
            .where(Sighting.source_id > Item.source_id, Source.state == "complete")
            .order_by(Sighting.source_id)
        ).all()
    )
    items = Item.__table__.c
    total = sum(one.read for one in sources.values())
    columns = select(items.id, items.source_id, items.kind, items.record_class, items.person_id, items.segments)
    kept: dict[tuple, dict] = {}
    for done, (item, source, kind, record_class, person, segments) in enumerate(
        session.execute(columns.order_by(items.id).execution_options(yield_per=EVERY)), 1
    ):
        if done % EVERY == 0:
            told(done, total)
        if source not in about:
            continue
        as_at, of_source = about[source]
        if item in newest:
            as_at = max(as_at, about[newest[item]][0])
        known = of_source | _of_fields(kind, segments)
        known = kept.setdefault(tuple(known.items()), known)  # most records say what another says too
        paid = known.get("paid")
        yield Dates(item, record_class, person, paid if isinstance(paid, date) else as_at, known)


def _of_source(source: Source) -> tuple[date, dict[str, date]]:
    """The day a source speaks of, and the dates each of its records has from it."""
    said = {_plain(str(name)): str(value) for name, value in source.about.items() if value}
    found: dict[str, date] = {}
    for name, value in said.items():
        if (role := _meanings(source.reader).roles.get(name)) and isinstance(day := a_day(value), date):
            found[role] = day
    as_at = a_day(said.get("reference_date", ""))
    if not isinstance(as_at, date) and re.fullmatch(r"20\d\d", said.get("year", "")):
        as_at = date(int(said["year"]), 9, 30)
    if source.reader == "census" and isinstance(as_at, date):
        found["census"] = as_at
        if isinstance(sent := a_day(said.get("datetime", "")), date):
            found.setdefault("submitted", sent)
    imported = date.fromisoformat(source.imported[:10])
    return as_at if isinstance(as_at, date) else imported, found


def _of_fields(reader: str, segments: str) -> dict[str, date | str]:
    means = _meanings(reader)
    found: dict[str, date | str] = {}
    moved = False
    for _, name, text in json.loads(segments):
        role = means[name]
        if role == NOT_LEFT:
            moved |= text.strip() in means.not_left[_plain(name)]
        elif role and (day := a_day(text, day_first=means.day_first)) is not None:
            found.setdefault(role, day)
    if moved:
        found.pop("left", None)
    for role, what in (("started", "started"), ("born", "was born")):
        left, earlier = found.get("left"), found.get(role)
        if isinstance(left, date) and isinstance(earlier, date) and left < earlier:
            when = f"{what} on {plain(earlier)} and left on {plain(left)}"
            found["left"] = f"contradictory dates: it says the person {when}"
    return found


@dataclass(slots=True)
class Register:
    """What all records say of when each person left and was born, gathered while they are read."""

    leavers: dict[int, list[tuple[date, int, date | str]]] = field(default_factory=lambda: defaultdict(list))
    employed: dict[int, tuple[date, int]] = field(default_factory=dict)
    births: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _settled: dict[int, Leaving | None] = field(default_factory=dict)

    def hear(self, one: Dates) -> None:
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

    def born(self, session: Session) -> None:
        """The birth dates the register holds of its people."""
        held = select(Identifier.person_id, Identifier.value).where(Identifier.kind == "born")
        for person, value in session.execute(held.where(Identifier.person_id.is_not(None))):
            self.births[person].add(value)

    def of(self, one: Dates) -> dict[str, date | str]:
        """A record's dates, with what the person's other records add to them."""
        if one.person is None:
            return one.known
        known = dict(one.known)
        if settled := self.leaving(one.person):
            known["left"] = settled.left
        births = self.births.get(one.person, ())
        if len(births) > 1:
            known["born"] = f"contradictory dates: {' and '.join(plain(date.fromisoformat(b)) for b in sorted(births))}"
        elif births:
            known["born"] = date.fromisoformat(next(iter(births)))
        return known

    def leaving(self, person: int) -> Leaving | None:
        """When a person left: by the latest record that says so, where no later one says they are employed."""
        if person not in self._settled:
            self._settled[person] = self._settle(person)
        return self._settled[person]

    def _settle(self, person: int) -> Leaving | None:
        said, now = sorted(self.leavers.get(person, ()), key=lambda one: one[:2]), self.employed.get(person)
        if not said:
            return Leaving(f"employed on {plain(now[0])}, as record {now[1]} says") if now else None
        _, item, left = said[-1]
        if isinstance(left, str):
            return Leaving(left)
        if now and now[0] > left:
            words = f"record {item} says {plain(left)}, but record {now[1]} says employed on {plain(now[0])}"
            return Leaving(words, f"contradictory: {words}")
        others = {day: number for _, number, day in said if isinstance(day, date) and day != left}
        if not others:
            return Leaving(left)
        also = ", ".join(f"record {number} says {plain(day)}" for day, number in sorted(others.items()))
        return Leaving(left, f"leaving date of record {item}, the latest that says one, is believed; {also}")
