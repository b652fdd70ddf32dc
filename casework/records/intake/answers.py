"""What the confined child answers, checked as it arrives: a file may have taken the child over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from casework import Refused
from casework.records.intake.records import Fault, Row, texts, unpacked

if TYPE_CHECKING:  # the child, which loads this package too, has no use for Pydantic
    from casework.text.facts import Unchecked

GARBLED = "The reader's answer could not be understood. Nothing was saved. Ask for the file as CSV."

About: TypeAlias = dict[str, str | list[str]]
"""What a file says about itself: the header of a return, or the headings and the layout of a table."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file is."""

    reader: str
    about: About
    expected: int
    """How many records it holds, counted apart from their reading."""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a table, from which an officer explains its headings."""

    rows: list[tuple[int, list[str]]]
    """Each with its number."""
    proposed: dict[str, str]
    """What each text in them would mean as a heading."""


@contextmanager
def _agreed() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, LookupError):
        raise Refused(GARBLED) from None


def opening(frame: "Unchecked") -> Opening:
    """The first answer of `read`. Raises Refused if it is malformed."""
    match frame:
        case {"reader": str(reader), "about": dict(about), "expected": int(expected)}:
            with _agreed():
                return Opening(reader, {name: _about(value) for name, value in about.items()}, expected)
    raise Refused(GARBLED)


def _about(value: object) -> str | list[str]:
    return value if isinstance(value, str) else texts(value)


def rows(frame: "Unchecked") -> list[Row | Fault]:
    """The rows of a further answer of `read`. Raises Refused if it is malformed."""
    with _agreed():
        names, listed = texts(frame["names"]), frame["rows"]
        if isinstance(listed, list):
            return [unpacked(row, names) for row in listed]
    raise Refused(GARBLED)


def first_rows(frame: "Unchecked") -> FirstRows:
    """The answer of `look`. Raises Refused if it is malformed."""
    match frame:
        case {"rows": list(listed), "proposed": dict(proposed)}:
            with _agreed():
                meant = dict(zip(proposed, texts([*proposed.values()]), strict=True))
                return FirstRows([(int(line), texts(cells)) for line, cells in listed], meant)
    raise Refused(GARBLED)
