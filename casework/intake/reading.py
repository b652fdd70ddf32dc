"""What the confined child serves: read a workforce file, whatever it is by its content."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import Any

from casework import Refused
from casework.intake import census, staff, tables
from casework.intake.kinds import what
from casework.intake.records import Fault, Row, numbering, packed

FRAME_ROWS = 400
Frames = Iterator[tuple[dict, None]]


def read(payload: bytes) -> Frames:
    """First what the file is, its header and how many records it should hold; then its rows, some hundred a frame."""
    kind = what(payload)
    if kind == "census":
        expected = census.expected(payload)
        if not expected:
            raise Refused("The census return holds no worker: check that it is the return that was sent.")
        yield {"reader": "census", "about": census.about(payload), "expected": expected}, None
        yield from _framed(census.read(payload))
        return
    found = _text(payload) if kind == "text" else _workbook(payload)
    heading = found.heading
    expected = sum(1 for _ in staff.body(heading, found.rows()))
    if not expected:
        raise Refused("There are headings and no rows under them: check the export.")
    yield {"reader": heading.reader, "about": found.about, "expected": expected}, None
    yield from _framed(chain(heading.faults, found.faults, staff.read(heading, found.rows())))


def _framed(rows: Iterator[Row | Fault]) -> Frames:
    while batch := list(islice(rows, FRAME_ROWS)):
        names = numbering()
        yield {"rows": [packed(row, names) for row in batch], "names": list(names)}, None


@dataclass
class _Found:
    """A table whose headings were found, and a way to go through its rows again from the top."""

    heading: staff.Heading
    rows: Callable[[], tables.Table]
    about: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


def _text(data: bytes) -> _Found:
    encoding = tables.encoding_of(data)
    candidates = [partial(tables.text_rows, data, encoding, mark) for mark in tables.separators(data, encoding)]
    wrong = []
    for rows in candidates:
        try:
            heading = staff.recognise(rows())
        except Refused as refused:  # by a separator that is not the file's, its quotes are askew
            wrong.append(refused)
            continue
        if heading:
            return _Found(heading, rows, {"headings": ", ".join(heading.columns), "encoding": encoding})
    if len(wrong) == len(candidates):
        raise wrong[0]
    return staff.refuse_unknown(chain.from_iterable(map(_top, candidates)))


def _top(rows: Callable[[], tables.Table]) -> tables.Table:
    """The first rows, as far as they can be read."""
    with suppress(Refused):
        yield from islice(rows(), staff.HEADING_WITHIN)


def _workbook(data: bytes) -> _Found:
    book = tables.Workbook(data)
    found, faults = None, []
    for name, visible in book.sheets():
        rows = partial(book.rows, name)
        heading = staff.recognise(rows()) if found is None else None
        if heading:
            found = _Found(heading, rows, {"headings": ", ".join(heading.columns), "sheet": name})
            if not visible:
                faults.append(Fault(0, f"the sheet '{name[:40]}' that was read is hidden"))
        elif any(any(cells) for _, cells in rows()):
            faults.append(Fault(0, f"the sheet '{name[:40]}'{'' if visible else ' (hidden)'} was not read"))
    if found is None:
        return staff.refuse_unknown(chain.from_iterable(_top(partial(book.rows, name)) for name, _ in book.sheets()))
    if book.comments:
        faults.append(Fault(0, f"comments beside the cells of {book.comments} sheet(s) were not read"))
    found.faults = faults
    return found


def nothing(payload: bytes) -> Frames:
    """Answers nothing: to see that a child can be had."""
    yield from ()


SERVES: dict[str, Any] = {"read": read, "nothing": nothing}
