"""What a reader hands over: records word for word, what could not be read, what was left out. No library needed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a record's text, with the name it has in the source."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as the record gives it."""

    title: str = ""
    forename: str = ""
    middle: str = ""
    surname: str = ""
    full: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: every field verbatim, and what may identify a person, raw."""

    line: int
    kind: str
    record_class: str
    segments: tuple[Segment, ...]
    names: tuple[Name, ...] = ()
    identifiers: tuple[tuple[str, str, str], ...] = ()
    """(kind, raw text, field) with kind one of staff, ni, swe, email."""
    born: date | None = None
    born_field: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is in the file and could not be read."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that is in the file and is no record: a total, a footer."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the file that does not stop it being read."""

    line: int
    what: str


Row = Record | Unreadable | Excluded


def packed(row: Row | Fault) -> dict[str, Any]:
    """A row as it travels through the pipe."""
    said = asdict(row)
    if isinstance(row, Record):
        said["born"] = row.born.isoformat() if row.born else None
    return {"is": type(row).__name__} | said


def unpacked(said: dict[str, Any]) -> Row | Fault:
    """A row as it came through the pipe."""
    kind = {"Record": Record, "Unreadable": Unreadable, "Excluded": Excluded, "Fault": Fault}[said.pop("is")]
    if kind is Record:
        said["segments"] = tuple(Segment(**part) for part in said["segments"])
        said["names"] = tuple(Name(**name) for name in said["names"])
        said["identifiers"] = tuple(tuple(one) for one in said["identifiers"])
        said["born"] = date.fromisoformat(said["born"]) if said["born"] else None
        said["warnings"] = tuple(said["warnings"])
    return kind(**said)


def unique(name: str, taken: dict[str, int]) -> str:
    """A field's name within its record: the second `QualInst` is `QualInst (2)`."""
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name} ({taken[name]})"
