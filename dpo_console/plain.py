"""Plain output: anyone's text without anything a terminal would obey, and answers printed or written to a file."""

import json
import sys
import unicodedata
from collections.abc import Callable, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from casework import Refused

T = TypeVar("T")

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {127: "\u2421"}


def clean(text: str, *, lines: bool = False) -> str:
    """The text with every control, format and bidirectional character shown, not obeyed; `lines` keeps line ends."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char, lines) for char in text)


def _shown(char: str, lines: bool) -> str:
    if char == "\n" and lines:
        return char
    if ord(char) in _PICTURES:
        return _PICTURES[ord(char)]
    kind = unicodedata.category(char)
    # the joiners stay: Persian, Indic scripts and emoji are spelled with them
    if kind[0] == "C" and char not in "\u200c\u200d":
        return "\ufffd"
    return "\u23ce" if kind in ("Zl", "Zp") else char


def answer(value: T, as_json: bool, lines: Callable[[T], list[str]]) -> None:
    """Print an answer: as one JSON value, or as plain lines."""
    if as_json:
        print(to_json(value))
        return
    for line in lines(value):
        print(clean(line))


def to_json(value: object) -> str:
    """An answer as JSON: a typed value is an object of its fields, dates are ISO, UTC instants end in `Z`."""
    return json.dumps(value, default=_encoded)


def _encoded(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        # a field named like a keyword of Python ends in an underscore: `class_`
        return {one.name.rstrip("_"): getattr(value, one.name) for one in fields(value)}
    if dump := getattr(value, "model_dump", None):  # a Pydantic model, without importing Pydantic
        return dump(mode="json")
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, Path | Decimal):
        return str(value)
    if isinstance(value, Set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def iso(when: date) -> str:
    """A date or an instant as JSON has it; UTC ends in `Z`."""
    if isinstance(when, datetime) and when.tzinfo is UTC:
        return when.isoformat().replace("+00:00", "Z")
    return when.isoformat()


def columns(rows: list[list[Any]], heads: list[str]) -> list[str]:
    """Rows under headings, each column as wide as it needs to be; dates and instants as JSON has them."""
    cells = [heads, *[[_cell(cell) for cell in row] for row in rows]]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cell(value: object) -> str:
    return "" if value is None else iso(value) if isinstance(value, date) else clean(str(value))


def progress(done: int, total: int, what: str) -> None:
    """The progress of a long job, on one line of the terminal."""
    print(f"{what}: {done:,} of {total:,}", end="\r", file=sys.stderr)


def write(path: Path, text: str) -> None:
    """Write a file the officer asked for. Raises Refused if it cannot be written."""
    try:
        path.write_bytes(text.encode())
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be written ({wrong.strerror}). Give another path.") from None
