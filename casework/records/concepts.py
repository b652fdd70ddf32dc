"""What the columns of the council's systems mean, and their values in a form that can be compared."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from casework import Refused
from casework.records.intake.layouts import ColumnLayout, plain
from casework.records.intake.records import Mark
from casework.text.canonical import words
from casework.text.days import UNKNOWN, day
from casework.text.identifiers import normalised

WITHIN = ("absence", "leave", "training")
"""Kinds of record whose dates and titles belong to an event, not a post: only facts about the person are read."""

POST = ("post", "role", "department", "start", "end", "time")
"""The concepts that describe a post."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that several systems record."""

    id: str
    label: str
    own: bool
    """Whether it is a fact about the person, and so the same in every record."""
    codes: dict[str, str]


@cache
def _table() -> tuple[dict[str, Concept], dict[str, Concept]]:
    read = tomllib.loads(files(__package__).joinpath("concepts.toml").read_text(encoding="utf-8"))
    known = {
        name: Concept(name, one["label"], one.get("own", False), one.get("codes", {})) for name, one in read.items()
    }
    return known, {_folded(heading): known[name] for name, one in read.items() for heading in one["names"]}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def label(concept: str) -> str:
    """What a concept is called."""
    return _table()[0][concept].label


@lru_cache(4096)
def concept(kind: str, name: str) -> Concept | None:
    """What a field of that kind of record means, or None if nothing else records it. A repeated heading has none."""
    known = _table()[1].get(_folded(name))
    return known if known and (known.own or not kind.endswith(WITHIN)) else None


def of_post(kind: str, name: str, layout: ColumnLayout | None) -> Concept | None:
    """Which part of a post a field holds, by the meaning of its column or by the table's layout."""
    known, by_role = _table()[0], {"post": "role", "start": "start", "end": "end"}
    what = concept(kind, name)
    if what is None and layout and not kind.endswith(WITHIN):
        what = known.get(by_role.get(layout.roles.get(plain(name), ""), ""))
    return what if what and what.id in POST else None


_AT_THE_END = re.compile(r"(?:^|[\s,;:.])([A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2})[\s.,;]*$")


def postcodes(kind: str, fields: Iterable[tuple[str, str]]) -> Iterator[Mark]:
    """The postcodes a record gives for its person.

    They come from postcode columns, and from the ends of address lines.
    """
    for name, text in fields:
        what = concept(kind, name)
        if what and what.id == "address" and (match := _AT_THE_END.search(text)):
            yield Mark("postcode", match[1], name)
        elif what and what.id == "postcode" and normalised("postcode", text):
            yield Mark("postcode", text.strip(), name)


def value(what: Concept, text: str) -> str:
    """A value in the form that is compared: an ISO date, a normalised number, the meaning of a code, or folded words.

    Empty if it says nothing. A value that cannot be read is compared as written.
    """
    typed = text.strip()
    if what.id in ("born", "start", "end"):
        return _day(typed)
    if what.id in ("staff", "ni", "swe", "email", "postcode"):
        return normalised(what.id, typed) or ""
    if what.id == "time":
        return _time(what, typed)
    if what.codes:
        return what.codes.get(typed.upper(), typed.casefold())
    return " ".join(words(typed))


def _day(text: str) -> str:
    if text.startswith("9999-") or text.endswith("9999"):  # an open end
        return ""
    try:
        parsed = day(re.sub(r"[T ]\d\d:\d\d.*", "", text).replace(".", "/"))
    except Refused:
        return text
    return "" if parsed in UNKNOWN else parsed.isoformat()


def _time(what: Concept, text: str) -> str:
    """Full or part time, from a flag or a fraction; a figure above one is hours, which alone say nothing."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        share = float(text)
        return "" if share == 0 or share > 1 else "full time" if share == 1 else "part time"
    return what.codes.get(text.upper(), text.casefold())
