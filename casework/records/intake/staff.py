"""The tables HR sends: payroll, posts, absence, training, agency workers, lists of registration numbers.

Columns are found by their headings. Every cell is kept word for word; staff numbers are text. Runs in the confined
child.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, islice, repeat

from casework import Refused
from casework.records.intake import layouts
from casework.records.intake.layouts import DAYS, KEYS, SINGLE, ColumnLayout, plain
from casework.records.intake.records import Excluded, Fault, Mark, Record, Row, Segment, unique
from casework.records.intake.row_names import namer
from casework.records.intake.tables import Table
from casework.text.days import ISO, UNKNOWN, is_ambiguous
from casework.text.days import reader as day_reader

HEADING_WITHIN = 30
NEEDS = (
    "A payroll file has the headings 'Employee reference number' and 'Surname'. A list of registration numbers has "
    "'Staff number' and 'SWE number'."
)
ODDLY = {
    # headings that show it is another table, and which
    frozenset({"child", "dob"}): "This is a table of the looked-after children return (SSDA903), about children",
}
TOTAL = re.compile(r"(grand |sub)?-?totals?\b|end of (report|file|data)\b", re.IGNORECASE)
CUT_SHORT = re.compile(r"\d(\.\d+)?E\+\d+|\d\.\d+E\d+", re.IGNORECASE)
HIDDEN = re.compile(r"[0-9a-f]{32,128}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|.*[*#•]{2}.*", re.IGNORECASE)
"""A number that was made into a hash, or masked."""
STAND_INS = ("TN", "XX")
"""The beginnings of placeholder numbers."""
CALLED = {"staff": "staff number", "swe": "registration number", "ni": "National Insurance number"}
HELD = "held back: about a child"


@dataclass(frozen=True)
class Heading:
    """The heading row of a table and what it means: `means[n]` is the role of the n-th column, or empty."""

    layout: ColumnLayout
    line: int
    columns: list[str]
    means: list[str]
    faults: list[Fault]
    either: frozenset[int] = field(default=frozenset())
    """The date columns with dates that can be read both ways."""
    as_at: date | None = None
    """The date the table describes, if its rows give one."""

    @property
    def reader(self) -> str:
        """The kind of its records."""
        return self.layout.reader


def recognise(rows: Table, known: tuple[ColumnLayout, ...] = ()) -> Heading | None:
    """The heading row among the first thirty, by the layouts given and then by our own; None if no layout fits."""
    above: list[tuple[int, list[str]]] = []
    for line, cells in islice(rows, HEADING_WITHIN):
        headings = [plain(cell) for cell in cells]
        for layout in (*known, *layouts.profiles()):
            if means := layout.means(headings):
                return _heading(layout, line, cells, means, above)
        above.append((line, cells))
    return None


def _heading(
    layout: ColumnLayout, line: int, cells: list[str], means: list[str], above: list[tuple[int, list[str]]]
) -> Heading:
    seen: dict[str, int] = {}
    names = [cell.replace("\ufeff", "").strip() for cell in cells]
    columns = [unique(name or f"Column {at}", seen) for at, name in enumerate(names, 1)]
    faults = [Fault(number, "a row above the headings: left out") for number, row in above if any(row)]
    for name, times in Counter(filter(None, names)).items():
        if times > 1:
            used = ", the first is used" if means[names.index(name)] in SINGLE else ""
            faults.append(Fault(line, f"the heading '{name[:40]}' appears {times} times: each column is kept{used}"))
    becomes = "held back" if layout.rest else "kept"
    for name, what in dict(zip(names, means, strict=True)).items():
        if what == layout.rest and plain(name) not in layout.roles:
            faults.append(
                Fault(line, f"the heading '{name[:40]}' is not in this layout: its column is {becomes}")
                if name
                else Fault(line, f"a column has no heading: it is {becomes}")
            )
    once = ["others" if what in SINGLE and means.index(what) < at else what for at, what in enumerate(means)]
    return Heading(layout, line, columns, once, [*faults, *_apart(line, columns, names, means, once)])


def _apart(line: int, columns: list[str], names: list[str], means: list[str], once: list[str]) -> Iterator[Fault]:
    """Warnings about columns that are not used, not shown, or not kept."""
    for at, what in enumerate(means):
        first = means.index(what)
        if what != once[at] and plain(names[first]) != plain(names[at]):
            yield Fault(line, f"'{names[at][:40]}' means the same as '{names[first][:40]}': kept, not used")
    called = {what: ", ".join(f"'{columns[at][:40]}'" for at, one in enumerate(means) if one == what) for what in means}
    if "assignment" in called:
        yield Fault(line, f"post numbers are kept, but do not link records to people: {called['assignment']}")
    if "held" in called or "child" in called:
        held = ", ".join(called[what] for what in ("child", "held") if what in called)
        yield Fault(line, f"{held}: held back because it is about a child, and neither shown nor searched")
    if "leave" in called:
        number = means.count("leave")
        were = "1 column was" if number == 1 else f"{number} columns were"
        yield Fault(line, f"{were} left out as the layout says: {called['leave']}")


def body(heading: Heading, rows: Table) -> Table:
    """The rows under the headings that are not empty."""
    return ((line, cells) for line, cells in rows if line > heading.line and "".join(cells).strip())


def read(heading: Heading, rows: Table) -> Iterator[Row]:
    """Every row below the headings: a record, or a total or footer left out with its reason."""
    record, hide = _reader(heading), _hider(heading)
    named = [at for at, what in enumerate(heading.means) if what in ("surname", "full")]
    for line, cells in body(heading, rows):
        values = list(map(str.strip, cells))
        first = next(filter(None, values))
        alone = values.count("") == len(values) - 1
        if alone or (TOTAL.match(first) and not any(values[at] for at in named if at < len(values))):
            shown = "one cell" if hide else f"'{first[:30]}'"
            yield Excluded(line, f"a row with only {shown}, or a total: not a person's record")
        else:
            yield record(line, *hide(cells, values)) if hide else record(line, cells, values)


def _hider(heading: Heading) -> Callable[[list[str], list[str]], tuple[list[str], list[str]]] | None:
    """A function that empties the columns left out of a row, and puts a note in place of what is about a child.

    Two children with the same entry stay two records, distinguished only by a number.
    """
    left = [at for at, what in enumerate(heading.means) if what == "leave"]
    held = [at for at, what in enumerate(heading.means) if what in ("child", "held")]
    if not left and not held:
        return None
    seen: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}

    def hide(cells: list[str], values: list[str]) -> tuple[list[str], list[str]]:
        shown, beyond = list(cells), range(len(heading.columns), len(cells) if held else 0)
        theirs = tuple(values[at] for at in (*held, *beyond) if at < len(values))
        for at in (*left, *held, *beyond):
            if at < len(shown):
                shown[at] = HELD if values[at] and at not in left else ""
        if held:
            same = seen.setdefault(tuple(shown), {})
            number = same.setdefault(theirs, len(same) + 1)
            if number > 1:
                shown[held[0]] = f"{HELD}, no. {number} with this entry"
        return shown, list(map(str.strip, shown))

    return hide


def _reader(heading: Heading) -> Callable[[int, list[str], list[str]], Record]:
    """A function that turns a row under these headings, and its trimmed values, into a record."""
    at = {what: number for number, what in enumerate(heading.means) if what in SINGLE}
    days = [number for number, what in enumerate(heading.means) if what in DAYS]
    keys = [
        (kind, number, heading.columns[number])
        for kind in KEYS
        for number, what in enumerate(heading.means)
        if what == kind
    ]
    names = namer(at)
    birth = at.get("born", -1)
    reader, record_class, orders = heading.reader, heading.layout.record_class, heading.layout.days
    day, written = day_reader(orders), " or ".join(orders or (ISO,))
    either = birth in heading.either
    blank = [""] * (len(heading.columns) + 1)

    def record(line: int, cells: list[str], values: list[str]) -> Record:
        columns, warnings, width = heading.columns, [], len(cells)
        if width > len(columns):
            if any(values[len(columns) :]):
                warnings.append(f"{width - len(columns)} more cells than headings: kept")
            columns = _wider(columns, width)
        values = values + blank[width:] if width < len(blank) else [*values, ""]  # so that -1 is always empty
        born = day(values[birth])
        if born in UNKNOWN:
            warnings.append(f"{columns[birth]} '{values[birth]}' means the date is not known: kept, not used")
            born = None
        elif values[birth] and not born:
            warnings.append(f"{columns[birth]} '{values[birth][:20]}' is not a date in {written}: kept, not used")
        elif either and is_ambiguous(values[birth], orders):
            born = None
        for number in days:
            if values[number] and not day(values[number]):
                warnings.append(f"{columns[number]} '{values[number][:20]}' is not a date in {written}: kept")
        identifiers = [Mark(kind, values[number], column) for kind, number, column in keys if values[number]]
        odd = [key for key in identifiers if not key.raw.isalnum() or len(key.raw) > 31 or key.raw[:2] in STAND_INS]
        for key in odd:
            if key.kind in CALLED and (why := _unusable(key.kind, key.raw)):
                warnings.append(f"the {CALLED[key.kind]} '{key.raw[:20]}' {why}: kept, not used")
                if key.raw[:2] not in STAND_INS:  # the card shows these as written; they are never compared
                    identifiers.remove(key)
        segments = map(Segment, repeat("field"), compress(columns, values), compress(cells, values))
        return Record(
            line,
            reader,
            record_class,
            tuple(segments),
            names(values),
            tuple(identifiers),
            born,
            columns[birth] if born else "",
            tuple(warnings),
        )

    return record


def _unusable(kind: str, number: str) -> str:
    if kind == "ni" and number.startswith("TN"):
        return "is temporary, made from a date of birth and a sex"
    if kind == "swe" and number.startswith("XX"):
        return "is a placeholder (XX)"
    if CUT_SHORT.fullmatch(number):
        return "was cut short by a spreadsheet"
    return "is a hash or masked" if HIDDEN.fullmatch(number) else ""


def _wider(columns: list[str], width: int) -> list[str]:
    seen = dict.fromkeys(columns, 1)
    return [*columns, *(unique(f"Column {at}", seen) for at in range(len(columns) + 1, width + 1))]


def sentence(rows: Table) -> str:
    """The sentence about a table whose headings are not recognised. Raises Refused for one that is about children."""
    for _, cells in rows:
        texts = {plain(cell) for cell in cells}
        for headings, what in ODDLY.items():
            if headings <= texts:
                raise Refused(f"{what}. {NEEDS}")
    return f"The headings of this table are not recognised. {NEEDS} Otherwise explain what its headings mean."
