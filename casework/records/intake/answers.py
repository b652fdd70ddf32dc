"""What the confined child answers, checked as it arrives: a file may have taken the child over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from casework import Refused
from casework.records.intake.records import Fault, Row, texts, unpacked

if TYPE_CHECKING:  # the child, which loads this package too, has no use for Pydantic
    from casework.text.facts import Unchecked

GARBLED = "Its reader answered something that was not agreed; nothing was kept: ask for it as CSV."

About: TypeAlias = dict[str, str | list[str]]
"""What a file says of itself: the header of a return, or of a table its headings and the layout it is of."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file is."""

    reader: str
    about: About
    expected: int
    """How many records it holds, counted apart from their reading."""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a table, to say what its headings mean."""

    rows: list[tuple[int, list[str]]]
    """Each with its number."""
    proposed: dict[str, str]
    """For each text in them what it would mean as a heading."""


@contextmanager
def _agreed() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, LookupError):
        raise Refused(GARBLED) from None


def opening(said: "Unchecked") -> Opening:
    """The first answer of `read`. Raises Refused for what is none."""
    match said:
        case {"reader": str(reader), "about": dict(about), "expected": int(expected)}:
            with _agreed():
                return Opening(reader, {name: _about(value) for name, value in about.items()}, expected)
    raise Refused(GARBLED)


def _about(value: object) -> str | list[str]:
    return value if isinstance(value, str) else texts(value)


def rows(said: "Unchecked") -> list[Row | Fault]:
    """The rows of a further answer of `read`. Raises Refused for what is none."""
    with _agreed():
        names, listed = texts(said["names"]), said["rows"]
        if isinstance(listed, list):
            return [unpacked(row, names) for row in listed]
    raise Refused(GARBLED)


def first_rows(said: "Unchecked") -> FirstRows:
    """The answer of `look`. Raises Refused for what is none."""
    match said:
        case {"rows": list(listed), "proposed": dict(proposed)}:
            with _agreed():
                meant = dict(zip(proposed, texts([*proposed.values()]), strict=True))
                return FirstRows([(int(line), texts(cells)) for line, cells in listed], meant)
    raise Refused(GARBLED)
