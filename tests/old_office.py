"""Workbooks of other makes, made by hand as small as they can be: .xls (BIFF8 in an OLE file), .ods, HTML, XML of 2003."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(rows: Iterable[Sequence[object]], name: str = "Staff") -> bytes:
    """An old Excel workbook of one sheet; numbers stay numbers, everything else is text."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, (int, float)):
                sheet += _record(0x203, place + struct.pack("<d", value))
            elif isinstance(value, str) and value:
                sheet += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    sheet += _record(0x0A, b"")
    said = struct.pack("<HBB", 0, len(name), 0) + name.encode("latin-1")
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    at = len(start) + 4 + 4 + len(said) + 4
    book = start + _record(0x85, struct.pack("<I", at) + said) + _record(0x0A, b"") + sheet
    return _ole("Workbook", book.ljust(4096, b"\0"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _ole(name: str, stream: bytes) -> bytes:
    """An OLE file of one stream that is long enough to need no small sectors."""
    stream += b"\0" * (-len(stream) % 512)
    sectors = len(stream) // 512
    chain = [FAT, END, *range(3, sectors + 2), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    head = head.ljust(512, b"\xff")
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    return head + table + folder.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = (name + "\0").encode("utf-16-le")
    return (
        said.ljust(64, b"\0") + struct.pack("<HBBIII", len(said), kind, 1, FREE, FREE, child) + bytes(36)
        + struct.pack("<IQ", start, size)
    )  # fmt: skip


def ods(rows: Iterable[Sequence[object]], name: str = "Staff", more: str = "") -> bytes:
    """An OpenDocument spreadsheet of one sheet of texts; `more` stands within its every cell."""
    made = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string">{more}<text:p>{escape(str(value))}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(name)}>{made}</table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def html(rows: Iterable[Sequence[object]]) -> str:
    """A web page that calls itself a workbook, as many a report server writes it."""
    made = "".join("<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>\n" for row in rows)
    return f"<html><head><style>td {{x:y}}</style></head><body><table border=1>{made}</table></body></html>"


def xml2003(rows: Iterable[Sequence[object]], name: str = "Staff", more: str = "") -> str:
    """Excel's XML of 2003."""
    made = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(str(value))}</Data></Cell>' for value in row)
        + "</Row>\n"
        for row in rows
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"<Worksheet ss:Name={quoteattr(name)}><Table>{made}{more}</Table></Worksheet></Workbook>"
    )
