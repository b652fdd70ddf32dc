"""What the confined child serves: reading any workforce file, recognised by its content."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import Any

from casework import Refused
from casework.records.intake import census, layouts, markup, staff, survey, tables
from casework.records.intake.kinds import kind_of
from casework.records.intake.records import Fault, Row, numbering, packed
from casework.text.batches import batches

FRAME_ROWS = 400
WIDEST_SHOWN, LONGEST_SHOWN = 400, 60
Frames = Iterator[tuple[dict[str, object], None]]
Rows = Callable[[], tables.Table]


def read(payload: bytes, kept: Iterable[dict[str, Any]] = ()) -> Frames:
    """First what the file is, its header and how many records it should hold; then its rows, some hundred a frame.

    `kept` are the maps of headings that officers kept. The answer to a table whose headings are not
    recognised is `unknown`, with a sentence.
    """
    kind = kind_of(payload)
    if kind == "census":
        expected = census.expected(payload)
        if not expected:
            raise Refused("The census return has no workers. Check that it is the return that was sent.")
        yield {"reader": "census", "about": census.about(payload), "expected": expected}, None
        yield from _framed(census.read(payload))
        return
    known = tuple(layouts.layout_of(layouts.HeadingMap(**one)) for one in kept)
    table = _text(payload, known) if kind == "text" else _sheets(_book(kind, payload), known)
    if isinstance(table, str):
        yield {"unknown": table}, None
        return
    heading, expected = survey.survey_table(table.heading, table.rows())
    if not expected:
        raise Refused("The table has headings but no rows. Check the export.")
    called = "title" if heading.reader != layouts.MAPPED else "layout"
    about: dict[str, str | list[str]] = {**table.about, called: heading.layout.name}
    about |= {"as_at": heading.as_at.isoformat()} if heading.as_at else {}
    about |= {"either": [heading.columns[at] for at in sorted(heading.either)]} if heading.either else {}
    yield {"reader": heading.reader, "about": about, "expected": expected}, None
    yield from _framed(chain(heading.faults, table.faults, staff.read(heading, table.rows())))


def look(payload: bytes) -> Frames:
    """The first rows of a table, each with its row number, for an officer to explain its headings.

    Of several tables or separators, it chooses the one with the most cells in its first rows.
    """
    kind = kind_of(payload)
    if kind == "census":
        raise Refused("This is a census return. You do not need to explain its headings.")
    tops = [list(_top(rows)) for rows in _candidates(kind, payload)]
    rows = max(tops, key=lambda rows: sum(bool(cell.strip()) for _, cells in rows for cell in cells), default=[])
    if max((len(cells) for _, cells in rows), default=0) < 2:
        raise Refused(f"This file has no table. {staff.NEEDS}")
    shown = [(line, [cell[:LONGEST_SHOWN] for cell in cells[:WIDEST_SHOWN]]) for line, cells in rows]
    yield {"rows": shown, "proposed": {cell: layouts.proposed(cell) for _, cells in shown for cell in cells}}, None


def _candidates(kind: str, data: bytes) -> list[Rows]:
    """Every table in the file; a text once for each separator it may have been written with."""
    if kind == "text":
        encoding = tables.encoding_of(data)
        return [partial(tables.text_rows, data, encoding, mark) for mark in tables.separators(data, encoding)]
    book = _book(kind, data)
    return [partial(book.rows, name) for name, _ in book.sheets()]


def _book(kind: str, data: bytes) -> Any:
    """The sheets of a workbook, of a page, or of Excel's XML of 2003."""
    if kind == "page":
        page = markup.HtmlPage(data.decode(tables.encoding_of(data)))
        if not page.held:
            raise Refused("This web page (HTML) has no table. Ask for the table as .xlsx or CSV.")
        return page
    return markup.Sheet2003(data) if kind == "sheet2003" else tables.Workbook(data)


def _framed(rows: Iterator[Row | Fault]) -> Frames:
    for batch in batches(rows, FRAME_ROWS):
        names = numbering()
        yield {"rows": [packed(row, names) for row in batch], "names": list(names)}, None


@dataclass
class _FoundTable:
    """A table whose headings were found, and a way to read its rows again from the top."""

    heading: staff.Heading
    rows: Rows
    about: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


def _text(data: bytes, known: tuple[layouts.ColumnLayout, ...]) -> _FoundTable | str:
    candidates = _candidates("text", data)
    wrong = []
    for rows in candidates:
        try:
            heading = staff.recognise(rows(), known)
        except Refused as refused:  # with the wrong separator, the quotes do not match
            wrong.append(refused)
            continue
        if heading:
            encoding = tables.encoding_of(data)
            return _FoundTable(heading, rows, {"headings": ", ".join(heading.columns), "encoding": encoding})
    if len(wrong) == len(candidates):
        raise wrong[0]
    return staff.sentence(chain.from_iterable(map(_top, candidates)))


def _top(rows: Rows) -> tables.Table:
    """The first rows, as far as they can be read."""
    with suppress(Refused):
        yield from islice(rows(), staff.HEADING_WITHIN)


def _sheets(book: Any, known: tuple[layouts.ColumnLayout, ...]) -> _FoundTable | str:
    table, faults = None, []
    for name, visible in book.sheets():
        rows = partial(book.rows, name)
        heading = staff.recognise(rows(), known) if table is None else None
        if heading:
            table = _FoundTable(heading, rows, {"headings": ", ".join(heading.columns), "sheet": name})
            if not visible:
                faults.append(Fault(0, f"the sheet '{name[:40]}', which was read, is hidden"))
        elif any(any(cells) for _, cells in rows()):
            faults.append(Fault(0, f"the sheet '{name[:40]}'{'' if visible else ' (hidden)'} was not read"))
    if table is None:
        return staff.sentence(chain.from_iterable(_top(partial(book.rows, name)) for name, _ in book.sheets()))
    if book.unread:
        faults.append(Fault(0, book.unread))
    table.faults = faults
    return table


def nothing(payload: bytes) -> Frames:
    """Answers nothing: a test that a child can be started."""
    yield from ()


SERVES: dict[str, Callable[..., Frames]] = {"read": read, "look": look, "nothing": nothing}
