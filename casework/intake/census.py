"""The children's social work workforce census return: XML, kept word for word, never refused for its schema.

Runs in the confined child. The return holds no name: only `SWENo` and the birth date say whose a record is.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from casework import Refused
from casework.intake import codes
from casework.intake.records import Fault, Record, Row, Segment, Unreadable, unique

WORKER = "CSWWWorker"
DEEPEST = 200
LONGEST = 1 << 20
ONLY_AGENCY, NEEDED = ("ContractWeeks",), (
    "PersonBirthDate", "Ethnicity", "QualInst", "StepUpGrad", "OrgRole", "RoleStartDate", "StartOrigin", "FTE30",
    "WorkingDaysLost", "FrontlineGrad",
)  # fmt: skip


class _Handler(ContentHandler):
    """Collects each worker's items, and the header, as the parser meets them."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.text: list[str] = []
        self.about: dict[str, str] = {}
        self.records: list[Record] = []
        self.faults: list[Fault] = []
        self.worker: list[tuple[str, str]] | None = None
        self.line = 0
        self.size = 0

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        self._take()
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise Refused(f"The XML is nested more than {DEEPEST} deep at line {self._line()}: it is no census return.")
        if name == WORKER:
            self.worker, self.line = [], self._line()
        if self.worker is not None and name != WORKER:
            self.worker += [(f"{self._name()}@{key}", value) for key, value in attrs.items()]

    def characters(self, content: str) -> None:
        self.size += len(content)
        if self.size > LONGEST:
            raise Refused(
                f"One item at line {self._line()} is longer than a million characters: it is no census return."
            )
        self.text.append(content)

    def endElement(self, name: str) -> None:
        name = name.rpartition(":")[2]
        leaf = self._take(closing=True)
        if name == WORKER and self.worker is not None:
            self.records.append(record(self.worker, self.line, self.about))
            self.worker = None
        elif self.worker is None and leaf is not None:
            self.about[_header(name)] = leaf
        self.path.pop()

    def _take(self, closing: bool = False) -> str | None:
        text, self.text, self.size = "".join(self.text).strip(), [], 0
        if self.worker is not None and self.path and self.path[-1] != WORKER and text:
            self.worker.append((self._name(), text))
        elif self.worker is not None and text:
            self.worker.append(("(text outside any item)", text))
        return text if closing and text else None

    def _name(self) -> str:
        return "/".join(self.path[self.path.index(WORKER) + 1 :])

    def _line(self) -> int:
        return self._locator.getLineNumber()


def _parser() -> tuple[_Handler, Any]:
    handler, parser = _Handler(), create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    return handler, parser


def _header(name: str) -> str:
    known = {"Year": "year", "ReferenceDate": "reference_date", "LEA": "lea", "Collection": "collection"}
    return known.get(name, name)


def read(data: bytes) -> Iterator[Row | Fault]:
    """Every worker's record of a return, then what is wrong with the file as a whole.

    Raises Refused for a document type, XML that is broken before its first record, and XML made to hurt.
    """
    handler, parser = _parser()
    seen, wrong = 0, None
    try:
        for at in range(0, len(data), 1 << 16):
            parser.feed(data[at : at + (1 << 16)])
            seen += len(handler.records)
            yield from handler.records
            handler.records = []
        parser.close()
    except DefusedXmlException:
        raise Refused(
            "The XML has a document type (DOCTYPE), which a census return never has and which can be used to attack: "
            "ask for the file as it was sent to the Department."
        ) from None
    except SAXException as broken:
        wrong = broken.getLineNumber() if isinstance(broken, SAXParseException) else handler.line
        seen += len(handler.records)
        yield from handler.records
    if wrong is not None:
        if not seen:
            raise Refused(f"The XML is broken at line {wrong}: ask for the file again.")
        yield Fault(wrong, "the XML is broken here: what follows could not be read")
        lost = max(expected(data) - seen, 0)
        yield from (
            Unreadable(wrong, f"record {seen + number + 1}: the XML is broken before its end") for number in range(lost)
        )
    yield from _whole(handler)


def _whole(handler: _Handler) -> Iterator[Fault]:
    if "collection" not in handler.about:
        yield Fault(1, "there is no header: the return does not say of which year it is")
    elif handler.about["collection"] not in ("CSWW", "CSWWW"):
        yield Fault(1, f"the header calls the collection '{handler.about['collection'][:40]}', not CSWW")


def about(data: bytes) -> dict[str, str]:
    """The header and the authority's vacancies, as far as they stand before the first worker."""
    handler, parser = _parser()
    try:
        for at in range(0, min(len(data), 1 << 20), 1 << 12):
            parser.feed(data[at : at + (1 << 12)])
            if handler.records:
                break
    except (SAXException, DefusedXmlException, Refused):
        pass  # the whole reading will say what is wrong
    return handler.about


def expected(data: bytes) -> int:
    """How many workers the file holds, counted without the parser."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "ignore").encode()
    data = re.sub(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", b"", data, flags=re.DOTALL)
    return len(re.findall(rb"<(?:[\w.-]+:)?CSWWWorker(?=[\s/>])", data))


def record(items: list[tuple[str, str]], line: int, about: dict[str, str]) -> Record:
    """One worker's items as a record, with what is odd about them."""
    taken: dict[str, int] = {}
    segments = tuple(Segment("field", unique(name, taken), text) for name, text in items)
    first = dict(reversed(items))
    born, warnings = None, []
    if "PersonBirthDate" in first:
        born = _date(first["PersonBirthDate"])
        if born is None:
            warnings.append(
                f"PersonBirthDate '{first['PersonBirthDate'][:20]}' is not a date: kept as written, not used"
            )
    warnings += faults(items, first, born, about)
    return Record(
        line=line,
        kind="census",
        record_class="workforce-census",
        segments=segments,
        identifiers=tuple(("swe", part.text, part.name) for part in segments if part.name.startswith("SWENo")),
        born=born,
        born_field="PersonBirthDate" if born else "",
        warnings=tuple(warnings),
    )


def faults(items: list[tuple[str, str]], first: dict[str, str], born: date | None, about: dict[str, str]) -> list[str]:
    """What the record says that cannot all be right; none of it stops the import."""
    said = []
    for name, text in items:
        if codes.known("census", name) and codes.meaning("census", name, text) is None and codes.coded("census", name):
            said.append(f"{name} '{text[:20]}' is not one of its codes")
        if not codes.known("census", name):
            said.append(f"{name[:40]} is not an item of the return: kept as written")
        if codes.known("census", name) and name.endswith("Date") and name != "PersonBirthDate" and _date(text) is None:
            said.append(f"{name} '{text[:20]}' is not a date")
    agency = first.get("AgencyWorker") == "1"
    if not agency:
        lacks = [name for name in NEEDED if name not in first]
        if "GenderCurrent" not in first and "Sex" not in first:
            lacks.append("GenderCurrent")
        if lacks:
            said.append(f"not an agency worker, and without {', '.join(lacks)}")
        said += [f"{name} is for agency workers only" for name in ONLY_AGENCY if name in first]
    if "SWENo" not in first:
        said.append("there is no SWENo: the record joins nobody")
    leaving = [name for name in ("RoleEndDate", "ReasonLeave", "LeaverDestination") if name in first]
    if leaving and len(leaving) < 3:
        said.append(f"{' and '.join(leaving)} without the other items of a leaver")
    if ("RoleStartDate" in first) != ("StartOrigin" in first):
        said.append("RoleStartDate and StartOrigin belong together")
    fte = _number(first.get("FTE"))
    if "RoleEndDate" in first and fte not in (None, 0):
        said.append("a leaver whose FTE is not 0")
    for name, least, most in (("FTE", 0, 1), ("FTE30", 0, 1), ("Cases30", 0, 40), ("WorkingDaysLost", 0, 366)):
        value = _number(first.get(name))
        if name in first and (value is None or not least <= value <= most):
            said.append(f"{name} '{first[name][:20]}' is outside {least} to {most}")
    if "ReasonAbsence" in first and first.get("Absat30Sept") != "1":
        said.append("ReasonAbsence without Absat30Sept 1")
    return said + _dates(first, born, about)


def _dates(first: dict[str, str], born: date | None, about: dict[str, str]) -> list[str]:
    said = []
    start, end, reference = (_date(text or "") for text in (
        first.get("RoleStartDate"), first.get("RoleEndDate"), about.get("reference_date")
    ))  # fmt: skip
    if start and end and end < start:
        said.append("RoleEndDate is before RoleStartDate")
    if end and reference and not 0 <= (reference - end).days <= 366:
        said.append("RoleEndDate is outside the census year")
    if born and reference and not 18 <= (reference - born).days / 365.25 <= 80:
        said.append("PersonBirthDate makes an age that is not between 18 and 80")
    return said


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*|Z|[+-]\d\d:\d\d)?", text) else None
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
