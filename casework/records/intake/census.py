"""The children's social work workforce census return: XML, kept word for word, never refused for its schema.

Runs in the confined child. The return has no names: only `SWENo` and the date of birth identify the person.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from casework import Refused
from casework.records.intake.census_faults import date_of, faults, is_hash
from casework.records.intake.kinds import DOCTYPE
from casework.records.intake.records import Fault, Mark, Record, Row, Segment, Unreadable, unique
from casework.text.days import UNKNOWN

WORKER = "CSWWWorker"
HEADER = {"Year": "year", "ReferenceDate": "reference_date", "LEA": "lea", "Collection": "collection"}
GROUPS = ("Header", "CollectionDetails", "Source", "LALevelVacancies")
DEEPEST = 200
LONGEST = 1 << 20
FEED = 1 << 16


class _Handler(ContentHandler):
    """Collects each worker's items, and the header, as the parser meets them."""

    _locator: Locator
    """Set by the parser (`setDocumentLocator`)."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.text: list[str] = []
        self.about: dict[str, str] = {}
        self.records: list[Record] = []
        self.faults: list[Fault] = []
        self.worker: list[tuple[str, str]] | None = None
        self.depth = self.line = self.size = self.workers = 0
        self.spelt = ""

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        self._take()
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise Refused(
                f"The XML is nested more than {DEEPEST} deep at line {self._line()}. It is not a census return."
            )
        if name.lower() == "cswwworker":
            if self.worker is not None:
                raise Refused(f"One {WORKER} is inside another at line {self._line()}. Ask for the file again.")
            self.worker, self.line, self.depth, self.spelt = [], self._line(), len(self.path), name
            self.workers += 1
        if attrs.getLength():
            self._attributes(attrs)

    def _attributes(self, attrs: Any) -> None:
        if any(len(value) > LONGEST for value in attrs.values()):
            raise Refused(self._too_long())
        if self.worker is not None:
            self.worker += [(f"{self._name()}@{key}", value) for key, value in attrs.items()]

    def characters(self, content: str) -> None:
        self.size += len(content)
        if self.size > LONGEST:
            raise Refused(self._too_long())
        self.text.append(content)

    def endElement(self, name: str) -> None:
        self._take()
        if self.worker is not None and len(self.path) == self.depth:
            made = record(self.worker, self.line, self.about)
            if self.spelt != WORKER:
                made = replace(made, warnings=(f"spelt '{self.spelt}', not {WORKER}, but still read", *made.warnings))
            self.records.append(made)
            self.worker = None
        self.path.pop()

    def _take(self) -> None:
        text, self.text, self.size = "".join(self.text).strip(), [], 0
        if not text:
            return
        if self.worker is not None:
            self.worker.append((self._name() or "(text outside any item)", text))
        elif self.workers:
            self.faults.append(Fault(self._line(), f"{self.path[-1][:40]} '{text[:200]}' comes after a worker"))
        else:
            self._header(text)

    def _header(self, text: str) -> None:
        name = self.path[-1]
        if len(self.path) < 2 or self.path[-2] not in GROUPS:
            name = "/".join(self.path[1:]) or name
            self.faults.append(Fault(self._line(), f"{name[:80]} '{text[:200]}' is not an item of the return's header"))
        name = HEADER.get(name, name)
        while name in self.about:
            name += " (again)"
        self.about[name] = text

    def _name(self) -> str:
        return "/".join(self.path[self.depth :])

    def _too_long(self) -> str:
        return f"The item at line {self._line()} is longer than a million characters. This is not a census return."

    def _line(self) -> int:
        return self._locator.getLineNumber() or 0


def _parser() -> tuple[_Handler, Any]:
    handler, parser = _Handler(), create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    return handler, parser


def read(data: bytes) -> Iterator[Row | Fault]:
    """Every worker's record of a return, then the faults of the file itself.

    Raises Refused for a document type, XML that is broken before its first record, and XML made to hurt.
    """
    handler, parser = _parser()
    born: dict[str, Record] = {}
    seen, broken = 0, None
    try:
        for at in range(0, len(data), FEED):
            parser.feed(data[at : at + FEED])
            ready, handler.records = handler.records, []
            seen += len(ready)
            yield from ready
            yield from _two_births(ready, born)
        parser.close()
    except DefusedXmlException:
        raise Refused(DOCTYPE) from None
    except SAXException as wrong:
        broken = wrong.getLineNumber() if isinstance(wrong, SAXParseException) else handler.line
        seen += len(handler.records)
        yield from handler.records
        yield from _two_births(handler.records, born)
    if broken is not None:
        if not seen:
            raise Refused(f"The XML is broken at line {broken}. Ask for the file again.")
        yield Fault(broken, "the XML is broken here, and what follows could not be read")
        for number in range(seen, expected(data)):
            yield Unreadable(broken, f"record {number + 1}: the XML is broken before its end")
    yield from handler.faults
    if "collection" not in handler.about:
        yield Fault(1, "there is no header, so the year of the return is not known")
    elif handler.about["collection"] not in ("CSWW", "CSWWW"):
        yield Fault(1, f"the header calls the collection '{handler.about['collection'][:40]}', not CSWW")


def _two_births(records: list[Record], born: dict[str, Record]) -> Iterator[Fault]:
    """Registration numbers with two dates of birth in one return."""
    for one in records:
        for _, number, _ in one.identifiers[:1]:
            other = born.setdefault(number.upper(), one) if one.born else one
            if one.born and other.born != one.born:
                yield Fault(one.line, f"SWENo '{number[:20]}' has a different date of birth on line {other.line}")


def about(data: bytes) -> dict[str, str]:
    """The header and the authority's vacancies, which come before the first worker."""
    handler, parser = _parser()
    try:
        for at in range(0, len(data), FEED):
            parser.feed(data[at : at + FEED])
            if handler.workers:
                break
    except (SAXException, DefusedXmlException, Refused):
        pass  # reading the records will report the fault
    return handler.about


def expected(data: bytes) -> int:
    """How many workers the file holds, counted without the parser."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "ignore").encode("utf-8", "ignore")
    if b"<!" in data or b"<?" in data[8:]:
        data = re.sub(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", b"", data, flags=re.DOTALL)
    return len(re.findall(rb"<(?:[\w.-]+:)?CSWWWorker(?=[\s/>])", data, flags=re.IGNORECASE))


def record(items: list[tuple[str, str]], line: int, about: dict[str, str]) -> Record:
    """One worker's items as a record, with what is odd about them."""
    times: dict[str, int] = {}
    segments = tuple(Segment("field", unique(name, times), text) for name, text in items)
    numbers = [part for part in segments if re.fullmatch(r"SWENo( \(\d+\))?", part.name)]
    hashed = [part for part in numbers if is_hash(part.text)]
    born = next((date_of(text) for name, text in items if name == "PersonBirthDate"), None)
    if born in UNKNOWN or (born and hashed and born.day == 1):
        born = None
    return Record(
        line=line,
        kind="census",
        record_class="workforce-census",
        segments=segments,
        identifiers=tuple(Mark("swe", part.text, part.name) for part in numbers if part not in hashed),
        born=born,
        born_field="PersonBirthDate" if born else "",
        warnings=tuple(faults(items, about)),
    )
