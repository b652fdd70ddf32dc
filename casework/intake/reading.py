"""What the confined child serves: tell what a file is by its content, and read it."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import Any

from casework import Refused
from casework.intake import census, staff, tables
from casework.intake.records import Fault, Row, packed

FRAME_ROWS = 400


def read(payload: bytes) -> Iterator[tuple[dict, None]]:
    """First what the file is, its header and how many records it should hold; then its rows, some hundred a frame."""
    kind = what(payload)
    if kind == "census":
        head = {"reader": "census", "about": census.about(payload), "expected": census.expected(payload)}
        yield head, None
        if not head["expected"]:
            raise Refused("The census return holds no worker: check that it is the return that was sent.")
        yield from _framed(census.read(payload))
        return
    sheet, others, name = _sheet(payload, kind)
    about = {"headings": ", ".join(sheet.columns)} | ({"sheet": name} if name else {})
    yield {"reader": sheet.reader, "about": about, "expected": len(sheet.rows)}, None
    if not sheet.rows:
        raise Refused("There are headings and no rows under them: check the export.")
    yield from _framed(chain(staff.read(sheet), sheet.faults, others))


def _framed(rows: Iterator[Row | Fault]) -> Iterator[tuple[dict, None]]:
    batch = []
    for row in rows:
        batch.append(packed(row))
        if len(batch) == FRAME_ROWS:
            yield {"rows": batch}, None
            batch = []
    yield {"rows": batch}, None


def _sheet(data: bytes, kind: str) -> tuple[staff.Sheet, list[Fault], str]:
    if kind == "text":
        found = staff.recognise(tables.text_rows(data))
        return (found, [], "") if found else staff.refuse_unknown()
    chosen, others = None, []
    for name, visible, rows in tables.sheets(data):
        table = ((line, [tables.cell(value) for value in row]) for line, row in enumerate(rows, 1))
        found = staff.recognise(table) if chosen is None else None
        if found:
            chosen = found, name
        elif any(value not in ("", None) for row in rows for value in row):
            others.append(Fault(0, f"the sheet '{name[:40]}'{'' if visible else ' (hidden)'} was not read"))
    if chosen is None:
        staff.refuse_unknown()
    return chosen[0], others, chosen[1]


def what(data: bytes) -> str:
    """`census`, `text` or `workbook`, by the content alone. Raises Refused naming what else it is."""
    if not data:
        raise Refused("The file is empty: export it again.")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:4] == b"PK\x03\x04":
        return _zipped(data)
    for start, name in MAGIC.items():
        if data.startswith(start):
            raise Refused(name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:8192].decode("utf-16", "ignore").encode().lstrip()
    low = head.lower()
    if low.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise Refused(
            "This is a web page (HTML), whatever its name says: open it in Excel and save it as .xlsx or CSV."
        )
    if low.startswith(b"<") and b">," not in low.splitlines()[0]:
        return _xml(head, data)
    if _binary(head):
        raise Refused("This is not a workforce file: give a census return (XML), or a table as CSV or .xlsx.")
    return "text"


MAGIC = {
    b"\xd0\xcf\x11\xe0": "This is an old or an encrypted Office file: open it in Excel, take any password off, and "
    "save it as .xlsx or CSV.",
    b"%PDF": "This is a PDF: workforce files are XML, CSV or .xlsx.",
    b"{\\rtf": "This is a text document: workforce files are XML, CSV or .xlsx.",
}


def _zipped(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("The workbook is cut off or damaged: ask for it again, or as CSV.") from None
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "workbook"
    if any(name.startswith("word/") for name in names):
        raise Refused("This is a Word document: workforce files are XML, CSV or .xlsx.")
    raise Refused("This is a ZIP archive: unpack it and import the files in it.")


def _xml(head: bytes, data: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:8192]:
        raise Refused("This is a spreadsheet in Excel's XML of 2003: open it in Excel and save it as .xlsx or CSV.")
    collection = re.search(rb"<(?:\w+:)?Collection>\s*(\w+)", data[:200_000])
    named = collection[1].upper() if collection else b""
    if named == b"CIN" or re.search(rb"<(?:\w+:)?(Children|Child|LAchildID)[\s>]", data[:200_000]):
        raise Refused(
            "This is a Children in Need census, which is about children and not about the workforce: import the "
            "children's social work workforce return (CSWW)."
        )
    if re.search(rb"<!DOCTYPE", head, re.IGNORECASE):
        raise Refused(
            "The XML has a document type (DOCTYPE), which a census return never has and which can be used to attack: "
            "ask for the file as it was sent to the Department."
        )
    if re.search(rb"<(?:\w+:)?schema[\s>]", head):
        raise Refused("This is a schema, which describes returns: import the return itself.")
    if b"CSWW" not in data[: 1 << 20].replace(b"\0", b""):
        raise Refused("This XML is no workforce census return: it has no CSWWWorker.")
    return "census"


def _binary(head: bytes) -> bool:
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return strange > len(head) // 10


def nothing(payload: bytes) -> Iterator[tuple[dict, None]]:
    """Answers nothing: to see that a child can be had."""
    yield from ()


SERVES: dict[str, Any] = {"read": read, "nothing": nothing}
