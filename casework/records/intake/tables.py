"""Rows of a CSV text or a workbook, as text, with their row numbers. Runs in the confined child."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from casework import Refused
from casework.records.intake.kinds import LOCKED

csv.field_size_limit(1 << 20)
LARGEST_PART, LARGEST_WHOLE, MOST_PARTS = 400 << 20, 500 << 20, 10_000
SEPARATORS = (",", ";", "\t", "|")
Table = Iterator[tuple[int, list[str]]]


def separators(data: bytes, encoding: str) -> list[str]:
    """The separators the text may have been written with, the commonest first."""
    sample = data[:20_000].decode(encoding, "ignore")
    return sorted(SEPARATORS, key=sample.count, reverse=True)


def text_rows(data: bytes, encoding: str, separator: str) -> Table:
    """The rows of a CSV file with the line each begins on, one at a time. Raises Refused for broken quoting."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    rows = csv.reader(text, delimiter=separator, strict=True)  # a lenient reader would quietly alter the words
    before = 0
    try:
        for row in rows:
            yield before + 1, row
            before = rows.line_num
    except csv.Error as wrong:
        raise Refused(
            f"The row that begins on line {before + 1} is not well-formed CSV ({wrong}). Export the file again."
        ) from None


def encoding_of(data: bytes) -> str:
    """The one encoding of a text. Raises Refused for NULs and for a file that mixes encodings."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if not _is(data, "utf-16"):
            raise Refused("The file is marked as UTF-16 but is not. Save it again as CSV UTF-8.")
        return "utf-16"
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Refused(f"Line {line} has a NUL byte, which text never has. Export the file again as CSV.")
    if _is(data, "utf-8-sig"):
        return "utf-8-sig"
    odd = {number: line for number, line in enumerate(data.split(b"\n"), 1) if not line.isascii()}
    wide = {number for number, line in odd.items() if _is(line, "utf-8")}
    if wide or data.startswith(b"\xef\xbb\xbf"):
        narrow = min(odd.keys() - wide)
        raise Refused(
            f"Line {narrow} is not in the encoding of line {min(wide, default=1)} (one is UTF-8, the other is not). "
            "Names would be misread. Export the file again as CSV UTF-8."
        )
    for number, text in odd.items():
        if not _is(text, "cp1252"):
            raise Refused(f"The encoding of line {number} is not recognised. Save the file again as CSV UTF-8.")
    return "cp1252"


def _is(data: bytes, encoding: str) -> bool:
    """Whether it is all text of that encoding; decoded in pieces, as one string could take four times the room."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(data), 1 << 20):
            if "\0" in decoder.decode(data[at : at + (1 << 20)]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class Workbook:
    """An .xlsx, .xlsb, .ods or .xls file, weighed before it is unpacked; one sheet is in memory at a time.

    Raises Refused for what would not be safe to unpack, for what is damaged and for what a password locks.
    """

    def __init__(self, data: bytes):
        names = _weigh(data) if data.startswith(b"PK") else []
        import python_calamine

        self._open: Any = None
        self._visible = python_calamine.SheetVisibleEnum.Visible
        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.unread = _comments(data, names)
            """A sentence about what is not read; empty if everything is."""
        except python_calamine.PasswordError:
            raise Refused(LOCKED) from None
        except MemoryError:
            raise
        except BaseException:  # the library's exceptions vary with the fault, and its panics are not an Exception
            raise Refused(DAMAGED) from None

    def sheets(self) -> Iterator[tuple[str, bool]]:
        """Each sheet's name, and whether it is visible."""
        for sheet in self._book.sheets_metadata:
            yield sheet.name, sheet.visible == self._visible

    def rows(self, name: str) -> Table:
        """A sheet's rows by their row numbers; a chart or a macro sheet has none."""
        try:
            if self._open is None or self._open.name != name:
                self._open = None  # the one before makes room first
                self._open = self._book.get_sheet_by_name(name)
            blank = [""] * self._open.width
            for number, row in enumerate(self._open.iter_rows(), 1):
                yield number, [] if row == blank else [cell(value) for value in row]
        except (MemoryError, GeneratorExit):
            raise
        except BaseException as wrong:
            if type(wrong).__name__ == "WorksheetNotFound":
                return
            raise Refused(DAMAGED) from None


DAMAGED = "The workbook is damaged and cannot be read. Ask for it again, or as CSV."


def _comments(data: bytes, names: list[str]) -> str:
    if sheets := sum(1 for name in names if re.match(r"xl/(threadedC|c)omments", name)):
        return f"comments on the cells of {sheets} {'sheet' if sheets == 1 else 'sheets'} were not read"
    if "content.xml" in names:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as content:
            before = b""
            while piece := content.read(1 << 20):
                if b"<office:annotation" in before + piece:
                    return "comments on its cells were not read"
                before = piece[-20:]
    return "" if names else "comments on cells were not read, if this old workbook has any"


def _weigh(data: bytes) -> list[str]:
    """Check what a zip says about itself before anything is unpacked; answers the names of its parts."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("The workbook is incomplete or damaged. Ask for it again, or as CSV.") from None
    whole = sum(part.file_size for part in parts)
    swollen = any(part.file_size > 200 * max(part.compress_size, 1) and part.file_size > 10 << 20 for part in parts)
    if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE or any(p.file_size > LARGEST_PART for p in parts) or swollen:
        raise Refused(
            f"This may be a 'zip bomb': {len(parts):,} parts that would unpack to {whole >> 20:,} MiB. Nothing was "
            "unpacked. Ask for the workbook as CSV."
        )
    return [part.filename for part in parts]


def cell(value: Any) -> str:
    """A workbook's cell as text: integers without a point, dates as ISO."""
    if type(value) is str:
        return value
    if value is None:
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
