"""Workforce files as the tests make them, and the reading of them."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl

from casework.records import intake
from casework.records.intake.records import Record

NFI = [
    "Employee reference number", "Employee post number", "Department", "Title", "Sex", "Surname", "Forename(s)",
    "Middle name(s) or middle initial(s)", "Post code", "Date of birth", "Email address", "Date started", "Date left",
    "Leaver indicator", "National insurance number", "Full-time/part-time flag", "Standard hours per week",
]  # fmt: skip
KATE = [
    "0012345", "CS-114", "Children Social Care", "Ms", "F", "Robertson", "Katherine", "Anne", "ZZ99 9ZZ", "14/03/1984",
    "k.robertson@council.example", "01/09/2012", "", "", "QQ123456C", "F", "3700",
]  # fmt: skip
HEADER = """<Header>
<CollectionDetails><Collection>CSWW</Collection><Year>2026</Year><ReferenceDate>2026-09-30</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>805</LEA><SoftwareCode>x</SoftwareCode><DateTime>2026-10-20T09:12:00Z</DateTime></Source>
</Header>
<LALevelVacancies><NumberOfVacancies>7.50</NumberOfVacancies><NoAgencyFTE>4.00</NoAgencyFTE><NoAgencyHeadcount>4</NoAgencyHeadcount></LALevelVacancies>
"""
WORKER = {
    "AgencyWorker": "0", "SWENo": "SW12345", "FTE": "0.800000", "PersonBirthDate": "1984-03-14", "GenderCurrent": "2",
    "Ethnicity": "WBRI", "QualInst": "University of Teesside", "QualLevel": "2", "StepUpGrad": "0", "OrgRole": "4",
    "RoleStartDate": "2012-09-01", "StartOrigin": "1", "FTE30": "1.000000", "Cases30": "14", "WorkingDaysLost": "11.50",
    "FrontlineGrad": "0", "Absat30Sept": "0", "CFKSSstatus": "2",
}  # fmt: skip


def read(folder: Path, name: str, data: str | bytes) -> tuple[intake.OpenFile, list[Any]]:
    """Read a file made of these bytes: the reading when it is over, and its rows."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with intake.open_file(path) as reading:
        return reading, list(reading.rows())


def balanced(reading: intake.OpenFile, rows: list[Any]) -> bool:
    """Whether every record the file holds is accounted for."""
    return reading.expected == len(rows)


def fields(record: Record) -> dict[str, str]:
    """A record's fields by name."""
    return {part.name: part.text for part in record.segments}


def worker(**items: str | None) -> str:
    """One census worker as XML; an item of None is left out."""
    said = {name: text for name, text in (WORKER | items).items() if text is not None}
    return "<CSWWWorker>" + "".join(f"<{name}>{text}</{name}>" for name, text in said.items()) + "</CSWWWorker>\n"


def census(*workers: str, header: str = HEADER) -> str:
    """A census return."""
    return f"<Message>{header}{''.join(workers)}</Message>"


def table(*rows: Iterable[object], separator: str = ",") -> str:
    """A CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def payroll(**cells: str) -> list[str]:
    """A payroll row like Katherine Robertson's with other cells; `_` in a keyword stands for a space."""
    other = {name.replace("_", " "): text for name, text in cells.items()}
    return [other.get(heading, text) for heading, text in zip(NFI, KATE, strict=True)]


def workbook(sheets: dict[str, Any], hidden: Iterable[str] = ()) -> bytes:
    """An .xlsx file of sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
