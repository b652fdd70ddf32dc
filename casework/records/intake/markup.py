"""Tables that only call themselves a workbook: HTML pages, and Excel's XML of 2003. Runs in the confined child.

Each has the parts of `tables.Workbook`: sheets with their names, rows with their numbers, what is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from casework import Refused
from casework.records.intake.kinds import DOCTYPE
from casework.records.intake.tables import Table

MOST_CELLS, WIDEST, DEEPEST, UNCLOSED = 12_000_000, 16_384, 200, 500
FEED = 1 << 16
TOO_LARGE = "The table is too large for a staff list. Check what it is, and ask for it as CSV."


class _Sheets:
    """Sheets of rows in memory, under the names they have."""

    unread = ""

    def __init__(self) -> None:
        self.held: dict[str, dict[int, list[str]]] = {}
        self.hidden: set[str] = set()
        self.cells = 0

    def sheets(self) -> Iterator[tuple[str, bool]]:
        """Each sheet's name, and whether it is visible."""
        for name in self.held:
            yield name, name not in self.hidden

    def rows(self, name: str) -> Table:
        """A sheet's rows by their row numbers."""
        yield from sorted(self.held[name].items())

    def put(self, sheet: str, row: int, at: int, text: str) -> None:
        """One cell; `at` counts from nought. Raises Refused for more cells than a staff list could have."""
        cells = self.held[sheet].setdefault(row, [])
        self.cells += max(1, at + 1 - len(cells))
        if self.cells > MOST_CELLS or at >= WIDEST:
            raise Refused(TOO_LARGE)
        cells += [""] * (at + 1 - len(cells))
        cells[at] = text


@dataclass(slots=True)
class _Open:
    """A table of a page that has begun and not ended, with the cell that is being read."""

    name: str
    row: int = 0
    at: int = 0
    text: list[str] | None = None
    """The pieces of the cell; None between cells."""
    over: int = 1
    down: int = 1
    from_above: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Cells that span further rows, by column: the last row each spans, and its text."""


class HtmlPage(_Sheets, HTMLParser):
    """The tables of an HTML page, outermost and within; a cell that spans several rows belongs to each row."""

    def __init__(self, text: str):
        _Sheets.__init__(self)
        HTMLParser.__init__(self, convert_charrefs=True)
        self.open: list[_Open] = []
        self.quiet = 0
        # the parser searches for each end again, so tags that never close would cost it the square of the page and more
        text = re.sub(r"<[!?][^>]*(?:>|\Z)", "", _uncommented(text))
        if sum(1 for _ in islice(re.finditer(r"<[A-Za-z/][^<>]*(?=<|\Z)", text), UNCLOSED)) == UNCLOSED:
            raise Refused(f"The page (HTML) has {UNCLOSED} tags that never end. Ask for it again, or as CSV.")
        self.feed(text)
        self.close()
        while self.open:
            self.handle_endtag("table")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag in ("script", "style"):
            self.quiet += 1
        elif tag == "table":
            if len(self.open) >= DEEPEST:
                raise Refused(TOO_LARGE)
            name = f"table {len(self.held) + 1}"
            self.held[name] = {}
            self.open.append(_Open(name))
        elif self.open and tag == "tr":
            self._end_row()
            self.open[-1].row += 1
            self.open[-1].at = 0
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            spans = dict(attrs)
            table = self.open[-1]
            table.text, table.over, table.down = [], _span(spans, "colspan"), _span(spans, "rowspan")
        elif tag in ("br", "p", "div") and self.open and (pieces := self.open[-1].text):
            pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """What began ends."""
        if tag in ("script", "style"):
            self.quiet = max(0, self.quiet - 1)
        elif self.open and tag in ("td", "th"):
            self._end_cell()
        elif self.open and tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self.open.pop()

    def handle_data(self, data: str) -> None:
        """Text belongs to the innermost cell."""
        if self.open and (pieces := self.open[-1].text) is not None and not self.quiet:
            pieces.append(data)

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.text is None:
            return
        lines = "".join(table.text).replace("\xa0", " ").split("\n")
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        row, table.text = max(table.row, 1), None
        self._from_above(row)
        self.put(table.name, row, table.at, text)
        if table.down > 1:
            table.from_above[table.at] = (row + table.down - 1, text)
        table.at += table.over

    def _from_above(self, row: int, last: int = 0) -> None:
        """Copy down the cells from above that span this row, as far as they follow on; or up to column `last`."""
        table = self.open[-1]
        while table.at in table.from_above or table.at < last:
            until, text = table.from_above.get(table.at, (0, ""))
            if until >= row:
                self.put(table.name, row, table.at, text)
            elif not last:
                return
            table.at += 1

    def _end_row(self) -> None:
        self._end_cell()
        if self.open[-1].row:
            self._from_above(self.open[-1].row, max(self.open[-1].from_above, default=-1) + 1)


def _uncommented(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            raise Refused("The page (HTML) ends inside a comment, so it is incomplete. Ask for it again, or as CSV.")
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def _span(attributes: dict[str, str | None], name: str) -> int:
    text = (attributes.get(name) or "1").strip()
    return min(max(int(text), 1), 10_000) if re.fullmatch(r"\d{1,9}", text) else 1


class Sheet2003(_Sheets, ContentHandler):
    """Excel's XML of 2003. Raises Refused for a document type, for broken XML and for a table that is too large."""

    def __init__(self, data: bytes):
        _Sheets.__init__(self)
        ContentHandler.__init__(self)
        self.path: list[str] = []
        self.sheet, self.row, self.at = "", 0, 0
        self.text: list[str] | None = None
        self.type = ""
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(self)
        try:
            for at in range(0, len(data), FEED):
                parser.feed(data[at : at + FEED])
            parser.close()
        except DefusedXmlException:
            raise Refused(DOCTYPE) from None
        except SAXException:
            raise Refused(f"The XML is broken at line {parser.getLineNumber()}. Ask for the file again.") from None

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise Refused(TOO_LARGE)
        attributes = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        index = attributes.get("Index", "")
        place = int(index) if re.fullmatch(r"\d{1,7}", index) and int(index) else None
        if name == "Worksheet":
            self.sheet, self.row = attributes.get("Name") or f"sheet {len(self.held) + 1}", 0
            self.held[self.sheet] = {}
        elif name == "Row":
            self.row, self.at = place or self.row + 1, 0
        elif name == "Cell":
            self.at = place or self.at + 1
            self.over = int(across) if re.fullmatch(r"\d{1,5}", across := attributes.get("MergeAcross", "")) else 0
        elif name == "Comment":
            self.unread = "comments on its cells were not read"
        elif name == "Data" and "Comment" not in self.path and self.sheet and self.at:
            self.text, self.type = [], attributes.get("Type", "")
        elif name == "Visible":
            self.text, self.type = [], "Visible"

    def characters(self, content: str) -> None:
        if self.text is not None:
            self.text.append(content)

    def endElement(self, name: str) -> None:
        name = self.path.pop()
        if name == "Cell":
            self.at += self.over
        if self.text is None or name not in ("Data", "Visible"):
            return
        text, self.text = "".join(self.text), None
        if name == "Visible":
            self.hidden |= {self.sheet} if text.strip() != "SheetVisible" else set()
        else:
            self.put(self.sheet, self.row, self.at - 1, _cell(text, self.type))


def _cell(text: str, kind: str) -> str:
    """A cell as `tables.cell` would give it: dates as ISO, integers without a point."""
    if kind == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    if kind == "Number" and (whole := re.fullmatch(r"(-?\d+)\.0*", text)):
        return whole[1]
    return {"1": "TRUE", "0": "FALSE"}.get(text, text) if kind == "Boolean" else text
