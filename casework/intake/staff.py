"""The tables HR sends: the National Fraud Initiative payroll file, and the hand-kept list of registration numbers.

Columns are found by their headings. Every cell is kept word for word; staff numbers are text. Runs in the confined
child.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from casework import Refused
from casework.intake.records import Excluded, Fault, Name, Record, Row, Segment, unique
from casework.intake.tables import Table

PAYROLL = {
    "employee reference number": "staff", "employee post number": "post", "title": "title", "surname": "surname",
    "forename(s)": "forename", "forenames": "forename", "forename": "forename",
    "middle name(s) or middle initial(s)": "middle",
    "middle name(s)": "middle", "middle names": "middle", "date of birth": "born", "email address": "email",
    "email": "email", "national insurance number": "ni", "department": "", "sex": "", "address line 1": "",
    "address line 2": "", "address line 3": "", "address line 4": "", "post code": "", "postcode": "",
    "home telephone number": "", "mobile telephone number": "", "passport number": "", "date started": "",
    "date left": "", "leaver indicator": "", "full-time/part-time flag": "", "f/p/c flag": "", "gross pay to date": "",
    "standard hours per week": "", "date last paid": "", "teacher flag": "", "sort code": "", "bank account": "",
}  # fmt: skip
LOOKUP = {
    "staff number": "staff", "employee number": "staff", "payroll number": "staff", "personal reference": "staff",
    "staff id": "staff", "name": "full", "employee name": "full", "employee": "full", "full name": "full",
    "swe number": "swe", "sweno": "swe", "swe no": "swe", "social work england number": "swe",
    "registration number": "swe", "hcpc number": "swe", "professional registration no": "swe", "checked on": "",
    "checked by": "", "email": "email", "email address": "email",
}  # fmt: skip
LAYOUTS = {
    # what a file must have to be of that layout, its headings, what retention goes by
    "payroll": ({"staff", "surname"}, PAYROLL, "payroll"),
    "lookup": ({"staff", "swe"}, LOOKUP, "registration-lookup"),
}
NEEDS = (
    "a payroll file has 'Employee reference number' and 'Surname' among its headings, a list of registration numbers "
    "'Staff number' and 'SWE number'"
)


@dataclass
class Sheet:
    """A table whose headings were found: its layout, the columns, and the rows below them."""

    reader: str
    columns: list[str]
    means: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault] = field(default_factory=list)


def recognise(table: Table) -> Sheet | None:
    """Find the heading row among the first thirty; None where there is none."""
    rows = iter(table)
    above: list[tuple[int, list[str]]] = []
    for line, cells in rows:
        for reader, (needs, headings, _) in LAYOUTS.items():
            means = [headings.get(_plain(cell), "") for cell in cells]
            if needs <= set(means):
                return _sheet(reader, line, cells, means, above, rows)
        above.append((line, cells))
        if len(above) >= 30:
            return None
    return None


def _sheet(reader: str, line: int, cells: list[str], means: list[str], above: list, rows: Table) -> Sheet:
    taken: dict[str, int] = {}
    columns = [unique(cell.strip() or f"Column {at}", taken) for at, cell in enumerate(cells, 1)]
    faults = [
        Fault(number, "a row above the headings: left out") for number, row in above if any(c.strip() for c in row)
    ]
    faults += [Fault(line, f"the heading '{name[:40]}' stands {n} times") for name, n in taken.items() if n > 1]
    _, headings, _ = LAYOUTS[reader]
    strange = [name for name in columns if _plain(name) not in headings and not re.search(r" \(\d+\)$", name)]
    faults += [Fault(line, f"the heading '{name[:40]}' is not of this layout: its column is kept") for name in strange]
    seen = set()
    for at, what in enumerate(means):  # of two columns with one heading the first is believed
        means[at] = "" if what in seen else what
        seen.add(what)
    body = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    return Sheet(reader, columns, means, body, faults)


def _plain(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").casefold().split())


def read(sheet: Sheet) -> Iterator[Row]:
    """Every row below the headings: a record, or a total or footer left out with its reason."""
    for line, cells in sheet.rows:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1 or re.match(r"(grand )?totals?\b|end of (report|file)", filled[0].strip(), re.IGNORECASE):
            yield Excluded(line, f"a row with '{filled[0].strip()[:30]}' alone or a total: no person's record")
        else:
            yield _record(sheet, line, cells)


def _record(sheet: Sheet, line: int, cells: list[str]) -> Record:
    warnings: list[str] = []
    columns = list(sheet.columns)
    if len(cells) > len(columns):
        warnings.append(f"{len(cells) - len(columns)} more cells than headings: kept")
        columns += [f"Column {at}" for at in range(len(columns) + 1, len(cells) + 1)]
    value = {what: cells[at].strip() for at, what in enumerate(sheet.means) if what and at < len(cells)}
    where = {what: sheet.columns[at] for at, what in enumerate(sheet.means) if what}
    born = None
    if value.get("born"):
        born = birth(value["born"])
        if born is None:
            warnings.append(f"{where['born']} '{value['born'][:20]}' is not a day in day/month/year: kept, not used")
    if re.fullmatch(r"[\d.]+E\+?\d+", value.get("staff", ""), re.IGNORECASE):
        warnings.append(f"the staff number is {value['staff']}, cut by a spreadsheet: not used")
    name = Name(**{part: value.get(part, "") for part in ("title", "forename", "middle", "surname", "full")})
    return Record(
        line=line,
        kind=sheet.reader,
        record_class=LAYOUTS[sheet.reader][2],
        segments=tuple(
            Segment("field", column, cell) for column, cell in zip(columns, cells, strict=False) if cell.strip()
        ),
        names=(name,) if name.surname or name.full else (),
        identifiers=tuple(
            (kind, value[kind], where[kind]) for kind in ("staff", "swe", "ni", "email") if value.get(kind)
        ),
        born=born,
        born_field=where["born"] if born else "",
        warnings=tuple(warnings),
    )


def birth(text: str) -> date | None:
    """A day in the layout's own order, day/month/year, or ISO from a workbook's date cell; never guessed."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return found if found.year >= 1900 else None
    return None


def refuse_unknown() -> None:
    """Raise the sentence for a table in which no heading row was found."""
    raise Refused(f"No heading row was found: {NEEDS}. Add the headings and import it again.")
