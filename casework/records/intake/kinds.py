"""What a file is, by its content and never by its name. Runs in the confined child."""

import io
import re
import zipfile
import zlib

from casework import Refused

OURS = "Import a census return (XML), or a table as CSV or a workbook"
EMPTY = "The file is empty. Export it again."
DOCTYPE = (
    "The XML has a document type (DOCTYPE). A census return never has one, and it can be used to attack. Ask for the "
    "file as it was sent to the Department."
)
LOCKED = "This workbook is locked with a password. Open it in Excel, remove the password and save it again."
PAGE = re.compile(
    r"(?>\s|<\?xml[^<>]*\?>|<!--.*?-->)*+<(!doctype html|html|table|head|body|meta|div|style|p|center|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
MAGIC = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3\0": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def kind_of(data: bytes) -> str:
    """`census`, `text`, `workbook`, `page` (HTML) or `sheet2003` (Excel's XML of 2003), by the content alone.

    Raises Refused, which says what it is, for any other file.
    """
    if not data:
        raise Refused(EMPTY)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(data)
    for start, name in MAGIC.items():
        if data.startswith(start):
            raise Refused(f"This is {name}. {OURS}.")
    head = _plain(data[: 1 << 20])
    if not head.strip():
        raise Refused(EMPTY)
    if PAGE.match(head):
        return "page"
    if head.startswith("<") and not re.match(r"<\w+>[,;|\t]", head):  # a ResourceLink heading is no element
        return _xml(head)
    if sum(ord(mark) < 9 or 13 < ord(mark) < 32 for mark in head[:4096]) > len(head[:4096]) // 10:
        raise Refused(f"This is not a workforce file. {OURS}.")
    return "text"


def _plain(data: bytes) -> str:
    """The beginning of a file as text, well enough to tell what it is."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return data.decode("utf-16" if wide else "latin-1", "ignore").removeprefix("\xef\xbb\xbf").lstrip(" \t\r\n")


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(LOCKED)
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused(f"This is an old Word document. {OURS}.")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "workbook"
    raise Refused("This is an old Office file, not a workbook. Open it and save the table as .xlsx or CSV.")


def _zipped(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        says = archive.open("mimetype").read(80) if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, zlib.error):
        raise Refused("The workbook is incomplete or damaged. Ask for it again, or as CSV.") from None
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "workbook"
    if any(name.startswith("word/") for name in names):
        raise Refused(f"This is a Word document. {OURS}.")
    if "content.xml" in names and b"spreadsheet" in says:
        return "workbook"
    if b"opendocument" in says:
        raise Refused(f"This is an OpenDocument file, not a spreadsheet. {OURS}.")
    raise Refused("This is a ZIP archive. Unpack it and import the files in it.")


def _xml(head: str) -> str:
    if "urn:schemas-microsoft-com:office:spreadsheet" in head[:8192]:
        return "sheet2003"
    if re.search(r"<!DOCTYPE\b", head[:65536]):
        raise Refused(DOCTYPE)
    if re.search(r"<(?:\w+:)?schema[\s>]", head[:4096]):
        raise Refused("This is a schema, which describes returns. Import the return itself.")
    collection = re.search(r"<(?:\w+:)?Collection>\s*(\w+)", head)
    named = collection[1].upper() if collection else ""
    children = not named.startswith("CSWW") and re.search(r"<(?:\w+:)?(Children|Child|LAchildID)[\s>]", head)
    if named == "CIN" or (children and "OC3" not in head):
        raise Refused(
            "This is a Children in Need census, which is about children and not about the workforce. Import the "
            "children's social work workforce return (CSWW)."
        )
    if children or "SSDA903" in head[:65536]:
        raise Refused(
            "This is a looked-after children return (SSDA903), which is about children. Import the children's social "
            "work workforce return (CSWW)."
        )
    if "csww" not in head.lower():
        raise Refused("This XML is not a workforce census return. It has no CSWWWorker.")
    return "census"
