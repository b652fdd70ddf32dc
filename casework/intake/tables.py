"""Rows of a CSV text or a workbook, as text, with their row numbers. Runs in the confined child."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from casework import Refused

csv.field_size_limit(1 << 20)
LARGEST_PART, LARGEST_WHOLE, MOST_PARTS = 100 << 20, 300 << 20, 10_000
Table = Iterator[tuple[int, list[str]]]


def text_rows(data: bytes) -> Table:
    """The rows of a CSV file by its own separator. Raises Refused for NULs and mixed encodings."""
    text = _decoded(data)
    sample = text[:20000]
    separator = max((",", ";", "\t", "|"), key=sample.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        before = 0
        for row in rows:
            yield before + 1, row
            before = rows.line_num
    except csv.Error as wrong:
        raise Refused(f"The CSV file is broken at line {rows.line_num} ({wrong}): ask for it again.") from None


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Refused("The file says it is UTF-16 and is not: save it again as CSV UTF-8.") from None
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Refused(f"Line {line} holds a NUL byte, which no text has: export the file again as CSV.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lines = data.split(b"\n")
    wide = {number for number, line in enumerate(lines, 1) if not line.isascii() and _is(line, "utf-8")}
    narrow = [number for number, line in enumerate(lines, 1) if not line.isascii() and number not in wide]
    if wide:
        raise Refused(
            f"Line {narrow[0]} is not in the encoding of line {min(wide)} (one is UTF-8, the other is not): names "
            "would be misread; export the file again as CSV UTF-8."
        )
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Refused(f"Line {line} is in no encoding we know: save the file again as CSV UTF-8.") from None


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def sheets(data: bytes) -> list[tuple[str, bool, list[list[Any]]]]:
    """Every sheet of a workbook as (name, visible, rows). Raises Refused for what would not be safe to unpack."""
    _weigh(data)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for sheet in book.sheets_metadata:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            found.append((sheet.name, sheet.visible == python_calamine.SheetVisibleEnum.Visible, rows))
        return found
    except Refused:
        raise
    except Exception:  # the library's kinds vary with what is broken
        raise Refused("The workbook is damaged and cannot be read: ask for it again, or as CSV.") from None


def _weigh(data: bytes) -> None:
    """Look at what a zip says of itself before unpacking anything."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("The workbook is cut off or damaged: ask for it again, or as CSV.") from None
    whole = sum(part.file_size for part in parts)
    swollen = any(part.file_size > 200 * max(part.compress_size, 1) and part.file_size > 10 << 20 for part in parts)
    if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE or any(p.file_size > LARGEST_PART for p in parts) or swollen:
        raise Refused(
            f"The workbook would unpack to {whole >> 20:,} MiB: that is no honest staff list (a 'zip bomb'); "
            "nothing was unpacked. Ask for it as CSV."
        )


def cell(value: Any) -> str:
    """A workbook's cell as text: whole numbers without a point, dates as ISO."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
