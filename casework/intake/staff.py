"""The tables HR sends: the National Fraud Initiative payroll file, and the hand-kept list of registration numbers.

Columns are found by their headings. Every cell is kept word for word; staff numbers are text. Runs in the confined
child.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import compress, islice, repeat

from casework import Refused
from casework.intake.records import Excluded, Fault, Name, Record, Row, Segment, unique
from casework.intake.tables import Table

HEADING_WITHIN = 30
NEEDS = (
    "a payroll file has 'Employee reference number' and 'Surname' among its headings, a list of registration numbers "
    "'Staff number' and 'SWE number'"
)
ODDLY = {
    # headings that tell another table, and what it is
    frozenset({"child", "sw_id"}): "This is the social worker table of the looked-after children return (SSDA903), "
    "whose rows are about children",
    frozenset({"child", "dob"}): "This is a table of the looked-after children return (SSDA903), about children",
    frozenset({"<empid>", "<abstype>"}): "This is a ResourceLink absence export, which is not read yet",
    frozenset({"pernr", "begda"}): "This is a SAP infotype, which is not read yet",
    frozenset({"absence group", "absence type"}): "This is an absence report, which is not read yet",
}
TOTAL = re.compile(r"(grand |sub)?-?totals?\b|end of (report|file|data)\b", re.IGNORECASE)
CUT_SHORT = re.compile(r"\d(\.\d+)?E\+\d+|\d\.\d+E\d+", re.IGNORECASE)
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class Heading:
    """Where the headings of a table stand and what they mean: `means[n]` is the role of the n-th column or empty."""

    reader: str
    line: int
    columns: list[str]
    means: list[str]
    faults: list[Fault]


@cache
def _layouts() -> dict[str, dict]:
    return tomllib.loads(files("casework.intake").joinpath("headings.toml").read_text(encoding="utf-8"))


@cache
def _roles(reader: str) -> dict[str, str]:
    table = _layouts()[reader]
    return {_plain(said): role for role in table if role not in ("class", "needs") for said in table[role]}


def _plain(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").casefold().split())


def recognise(rows: Table) -> Heading | None:
    """Find the heading row among the first thirty; None where there is none."""
    above: list[tuple[int, list[str]]] = []
    for line, cells in islice(rows, HEADING_WITHIN):
        said = [_plain(cell) for cell in cells]
        for reader, layout in _layouts().items():
            means = [_roles(reader).get(heading, "") for heading in said]
            if set(layout["needs"]) <= set(means):
                return _heading(reader, line, cells, means, above)
        above.append((line, cells))
    return None


def _heading(reader: str, line: int, cells: list[str], means: list[str], above: list) -> Heading:
    taken: dict[str, int] = {}
    names = [cell.replace("\ufeff", "").strip() for cell in cells]
    columns = [unique(name or f"Column {at}", taken) for at, name in enumerate(names, 1)]
    faults = [Fault(number, "a row above the headings: left out") for number, row in above if any(row)]
    for name, times in Counter(filter(None, names)).items():
        if times > 1:
            faults.append(Fault(line, f"the heading '{name[:40]}' stands {times} times: each column is kept"))
    for name in dict.fromkeys(names):
        if _plain(name) not in _roles(reader):
            faults.append(
                Fault(line, f"the heading '{name[:40]}' is not of this layout: its column is kept")
                if name
                else Fault(line, "a column has no heading: it is kept")
            )
    once = [what if what and means.index(what) == at else "" for at, what in enumerate(means)]  # the first is believed
    kept = [what if what == "dates" else first for what, first in zip(means, once, strict=True)]
    return Heading(reader, line, columns, kept, faults)


def body(heading: Heading, rows: Table) -> Table:
    """The rows under the headings that hold anything at all."""
    return ((line, cells) for line, cells in rows if line > heading.line and "".join(cells).strip())


def read(heading: Heading, rows: Table) -> Iterator[Row]:
    """Every row below the headings: a record, or a total or footer left out with its reason."""
    record = _reader(heading)
    named = [at for at, what in enumerate(heading.means) if what in ("surname", "full")]
    for line, cells in body(heading, rows):
        values = list(map(str.strip, cells))
        first = next(filter(None, values))
        alone = values.count("") == len(values) - 1
        if alone or (TOTAL.match(first) and not any(values[at] for at in named if at < len(values))):
            yield Excluded(line, f"a row with nothing but '{first[:30]}', or a total: no person's record")
        else:
            yield record(line, cells, values)


def _reader(heading: Heading) -> Callable[[int, list[str], list[str]], Record]:
    """What turns a row under these headings, and the same without spaces about its values, into a record."""
    at = {what: number for number, what in enumerate(heading.means) if what not in ("", "dates", "others")}
    days = [number for number, what in enumerate(heading.means) if what == "dates"]
    keys = [(kind, at[kind], heading.columns[at[kind]]) for kind in ("staff", "swe", "ni", "email") if kind in at]
    parts = [at.get(part, -1) for part in Name._fields]
    birth = at.get("born", -1)
    record_class = _layouts()[heading.reader]["class"]
    blank = [""] * (len(heading.columns) + 1)

    def record(line: int, cells: list[str], values: list[str]) -> Record:
        columns, warnings, width = heading.columns, [], len(cells)
        if width > len(columns):
            if any(values[len(columns) :]):
                warnings.append(f"{width - len(columns)} more cells than headings: kept")
            columns = _wider(columns, width)
        values = values + blank[width:] if width < len(blank) else [*values, ""]  # so that -1 is always empty
        born = day(values[birth])
        if born == date(1900, 1, 1):
            warnings.append(f"{columns[birth]} '{values[birth]}' stands for a day not known: kept, not used")
            born = None
        elif values[birth] and not born:
            warnings.append(f"{columns[birth]} '{values[birth][:20]}' is not a day in day/month/year: kept, not used")
        for number in days:
            if values[number] and not day(values[number]):
                warnings.append(f"{columns[number]} '{values[number][:20]}' is not a day in day/month/year: kept")
        found = [(kind, values[number], column) for kind, number, column in keys if values[number]]
        if found and found[0][0] == "staff" and CUT_SHORT.fullmatch(found[0][1]):
            warnings.append(f"the staff number '{found[0][1][:20]}' was cut by a spreadsheet: kept, not used")
            del found[0]
        name = Name(*[values[part] for part in parts])
        segments = map(Segment, repeat("field"), compress(columns, values), compress(cells, values))
        return Record(
            line,
            heading.reader,
            record_class,
            tuple(segments),
            (name,) if name.surname or name.full else (),
            tuple(found),
            born,
            columns[birth] if born else "",
            tuple(warnings),
        )

    return record


def _wider(columns: list[str], width: int) -> list[str]:
    taken = dict.fromkeys(columns, 1)
    return [*columns, *(unique(f"Column {at}", taken) for at in range(len(columns) + 1, width + 1))]


@lru_cache(20_000)
def day(text: str) -> date | None:
    """A day in the layout's own order, day/month/year, or ISO from a workbook's date cell; never guessed."""
    found = DAY.fullmatch(text)
    if not found:
        return None
    if found[4]:
        year, month, number = int(found[4]), int(found[5]), int(found[6])
    else:
        number, month, year = int(found[1]), int(found[2]), int(found[3])
    try:
        return date(year, month, number) if year >= 1900 else None
    except ValueError:
        return None


def refuse_unknown(rows: Table) -> None:
    """Raise the sentence for a table whose first rows hold no headings we read; what it is instead, where known."""
    for _, cells in rows:
        said = {_plain(cell) for cell in cells}
        for headings, what in ODDLY.items():
            if headings <= said:
                raise Refused(f"{what}: {NEEDS}.")
    raise Refused(f"No heading row was found: {NEEDS}. Add the headings and import it again.")
