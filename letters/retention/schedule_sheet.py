"""The retention schedule on paper: what is in force, on what basis, and the minima the law sets. Pure."""

from collections.abc import Sequence
from datetime import date

from casework.law.retention import ORIGINS, RetentionRow, published_rows
from casework.retention.dates import in_words
from casework.retention.schedule import ScheduleEntry, class_words, in_force, kept
from casework.text.days import plain, short
from letters.paper.fonts import printable


def sheet(entries: Sequence[ScheduleEntry], council: str, on: date) -> dict[str, object]:
    """What the template of the schedule is given: a line for each class of record, in the order of their names."""
    forces = in_force(list(entries))
    lines = [
        [class_words(name), kept(one.row), _sentence(one.row), _stands(one)]
        for name, found in sorted(forces.items(), key=lambda one: class_words(one[0]))
        for one in found
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
    """The classes the council has, or had, a row for, those switched off left out."""
    return {name for one in entries if one.state != "switched off" for name in one.row.classes}


def _stands(entry: ScheduleEntry) -> str:
    of = ORIGINS.get(entry.row.origin, "the council's own")
    if entry.since:
        return f"Adopted {short(entry.since)}; {of}"
    return f"Shipped default, not yet adopted; {of}"


def _sentence(row: RetentionRow) -> str:
    return ". ".join(said[:1].upper() + said[1:] for said in (row.basis, row.source))


def _minimum(row: RetentionRow) -> list[str]:
    said = in_words(row)
    if row.minimum:
        said = said.replace(str(row.terms[0].period), str(row.minimum), 1)
    return [row.record, said, row.basis]


def _text(said: str) -> str:
    return printable(said, "The retention schedule")
