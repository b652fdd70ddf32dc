"""The retention schedule on paper: the rows in force, their basis, and the statutory minima. Pure."""

from collections.abc import Sequence
from datetime import date

from casework.law.retention import ORIGINS, RetentionRow, published_rows
from casework.retention.dates import in_words
from casework.retention.schedule import ScheduleEntry, class_words, in_force, kept
from casework.text.days import plain, short
from letters.paper.fonts import printable


def sheet(entries: Sequence[ScheduleEntry], council: str, on: date) -> dict[str, object]:
    """The values for the schedule's template: a line for each class of record, in alphabetical order."""
    forces = in_force(list(entries))
    lines = [
        [class_words(name), kept(one.row), _sentence(one.row), _status(one)]
        for name, entries_in_force in sorted(forces.items(), key=lambda one: class_words(one[0]))
        for one in entries_in_force
    ]
    return {
        "title": f"Retention schedule, {plain(on)}",
        "reference": "Retention schedule",
        "created": on.isoformat(),
        "council": _text(council),
        "day": plain(on),
        "lines": [[_text(cell) for cell in line] for line in lines],
        "least": [[_text(cell) for cell in _minimum(row)] for row in published_rows().values() if row.sets_minimum],
        "without": sorted(_text(class_words(name)) for name in _classes(entries) - set(forces)),
    }


def _classes(entries: Sequence[ScheduleEntry]) -> set[str]:
    """The classes the council has, or had, a row for, without those switched off."""
    return {name for one in entries if one.state != "switched off" for name in one.row.classes}


def _status(entry: ScheduleEntry) -> str:
    origin = ORIGINS.get(entry.row.origin, "the council's own")
    if entry.since:
        return f"Adopted {short(entry.since)}; {origin}"
    return f"Shipped default, not yet adopted; {origin}"


def _sentence(row: RetentionRow) -> str:
    return ". ".join(text[:1].upper() + text[1:] for text in (row.basis, row.source))


def _minimum(row: RetentionRow) -> list[str]:
    words = in_words(row)
    if row.minimum:
        words = words.replace(str(row.terms[0].period), str(row.minimum), 1)
    return [row.record, words, row.basis]


def _text(text: str) -> str:
    return printable(text, "The retention schedule")
