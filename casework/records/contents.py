"""The JSON in an item's columns: the fields of its record, and the marks that may identify its person."""

import json
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from casework.records.intake.records import Mark, Segment
from casework.text.forms import Name

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Marks(NamedTuple):
    """What may identify the person a record is about, as the record gives it."""

    keys: list[Mark]
    names: list[Name]
    born: date | None
    born_field: str
    """The field that gives the date of birth; empty if there is no such field."""


def fields_in(segments: str) -> list[Segment]:
    """The fields of a record, in the source's order."""
    return [Segment(*one) for one in json.loads(segments)]


def fields_text(fields: Iterable[Segment]) -> str:
    """The fields as the column holds them: a list of [kind, name, text]."""
    return _encode(list(fields))


def marks_in(marks: str) -> Marks:
    """The marks of a record."""
    parts = json.loads(marks)
    born, field = parts["born"] or ("", "")
    return Marks(
        [Mark(*one) for one in parts["keys"]],
        [Name(*[part or "" for part in one]) for one in parts["names"]],
        date.fromisoformat(born) if born else None,
        field,
    )


def marks_text(marks: Marks) -> str:
    """The marks as the column holds them: `{"keys": [[kind, raw, field]], "names": [...], "born": [iso, field]}`."""
    born = [marks.born.isoformat(), marks.born_field] if marks.born else None
    return _encode({"keys": marks.keys, "names": marks.names, "born": born})
