"""What a reader gives: records word for word, what could not be read, what was left out. Needs no library."""

from collections import defaultdict
from dataclasses import astuple, dataclass
from datetime import date
from itertools import repeat
from typing import NamedTuple

from casework.text.forms import Name


class Segment(NamedTuple):
    """One piece of a record's text, with the name it has in the source."""

    kind: str
    name: str
    text: str


class Mark(NamedTuple):
    """A number, email or postcode in a record, as written, that may identify its person."""

    kind: str
    """`staff`, `ni`, `swe`, `email` or `postcode`."""
    raw: str
    field: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: every field verbatim, and what may identify a person, raw."""

    line: int
    kind: str
    record_class: str
    segments: tuple[Segment, ...]
    names: tuple[Name, ...] = ()
    identifiers: tuple[Mark, ...] = ()
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
    """A row in the file that is not a record: a total or a footer."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that does not stop the file being read. Line 0 is the file itself."""

    line: int
    what: str


Row = Record | Unreadable | Excluded
_SMALL = {kind.__name__: kind for kind in (Unreadable, Excluded, Fault)}


def numbering() -> defaultdict[str, int]:
    """Numbers for names, given as they are first asked for."""
    names: defaultdict[str, int] = defaultdict()
    names.default_factory = names.__len__
    return names


def packed(row: Row | Fault, names: defaultdict[str, int]) -> list[object]:
    """A row as it travels through the pipe, its fields named by numbers: rows may be many."""
    if not isinstance(row, Record):
        return [type(row).__name__, *astuple(row)]
    _, fields, values = zip(*row.segments, strict=True) if row.segments else ((), (), ())
    return [
        "Record",
        row.line,
        row.kind,
        row.record_class,
        list(map(names.__getitem__, fields)),
        values,
        row.names,
        row.identifiers,
        row.born.isoformat() if row.born else None,
        row.born_field,
        row.warnings,
    ]


def unpacked(packed_row: object, names: list[str]) -> Row | Fault:
    """A row as it came through the pipe. Raises ValueError for anything else: the child may have been taken over."""
    match packed_row:
        case [
            "Record",
            int(line),
            str(kind),
            str(record_class),
            list(fields),
            list(values),
            list(people),
            list(keys),
            str() | None as born,
            str(born_field),
            list(warnings),
        ]:
            return Record(
                line,
                kind,
                record_class,
                tuple(map(Segment, repeat("field"), map(names.__getitem__, fields), texts(values))),
                tuple([Name._make(texts(name)) for name in people]),
                tuple([Mark._make(texts(key)) for key in keys]),
                date.fromisoformat(born) if born else None,
                born_field,
                tuple(texts(warnings)),
            )
        case ["Unreadable" | "Excluded" | "Fault" as kind, int(line), str(what)]:
            return _SMALL[kind](line, what)
    raise ValueError("not a row")


_TEXT = frozenset({str})


def texts(value: object) -> list[str]:
    """A list of texts as it came through the pipe. Raises ValueError for anything else."""
    if not isinstance(value, list) or not _TEXT.issuperset(map(type, value)):
        raise ValueError("not a list of texts")
    return value


def unique(name: str, seen: dict[str, int]) -> str:
    """A field's name within its record: the second `QualInst` is `QualInst (2)`."""
    seen[name] = times = seen.get(name, 0) + 1
    if times == 1:
        return name
    return unique(f"{name} ({times})", seen)
