"""A finished PDF read back: its text by two readers that did not write it, and anything else in the file.

The bytes are parsed in a confined child; the parent sees only words.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from casework import Refused
from casework.records.intake.sandbox import Child


class FindingKind(StrEnum):
    """What may be found in a finished PDF that should not go out."""

    other_person = "other-person"
    perhaps_other_person = "perhaps-other-person"
    withheld_value = "withheld-value"
    withheld_item = "withheld-item"
    asked = "asked"
    """An unanswered question."""
    stale = "stale"
    """The decisions or the case have changed since it was built."""
    pages = "pages"
    """It has pages that do not belong to it."""
    covered_text = "covered-text"
    white_text = "white-text"
    metadata = "metadata"
    attachment = "attachment"
    earlier_revision = "earlier-revision"
    hidden_layer = "hidden-layer"
    annotation = "annotation"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a finished PDF that should not go out."""

    page: int | None
    """None if it is in the file but not on a page."""
    kind: FindingKind
    what: str
    """What was found, and what to do."""
    item: int | None = None
    """The record it is in, or was withheld from."""
    reader: str | None = None
    """Who found it: one of the two readers, or the review."""
    question: str | None = None
    """The review's question about it."""


@dataclass(frozen=True, slots=True)
class OffPage:
    """A text that is in a PDF but not on its pages."""

    kind: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a PDF contains."""

    pages: int
    text: Mapping[str, Sequence[str]]
    """By reader, the text of each page."""
    channels: Sequence[OffPage]
    findings: Sequence[Finding]
    """What is invisible on a page or hidden in the file."""


def read_back(pdf: bytes) -> ReadBack:
    """Read a PDF back.

    Raises Refused if it is not a PDF, is encrypted, or makes its readers fail.
    """
    [(_, answer)] = _reader().call("read", pdf)
    found = json.loads(answer)
    return ReadBack(
        pages=found["pages"],
        text=found["text"],
        channels=[OffPage(**one) for one in found["channels"]],
        findings=[Finding(**one | {"kind": FindingKind(one["kind"])}) for one in found["findings"]],
    )


def words_of(pdf: bytes) -> tuple[str, int]:
    """The text of a PDF of our own making by a reader that did not write it, and how many pages it has."""
    [(answer, text)] = _reader().call("words", pdf)
    return text.decode(), int(str(answer["pages"]))


def bind_pdfs(pdfs: Sequence[bytes]) -> bytes:
    """PDFs of our own making as one file for two-sided printing: one with an odd number of pages gets a blank page."""
    [(_, pdf)] = _reader().call("bind", b"".join(pdfs), sizes=[len(pdf) for pdf in pdfs])
    return pdf


@cache
def _reader() -> Child:
    return Child("letters.paper.readback", memory_bytes=3 << 30, cpu_seconds=900, wait_seconds=900)


def stop() -> None:
    """Stop reading back, from another thread; the caller gets Refused."""
    _reader().cancel()


# From here on: in the child process.


def read(payload: bytes) -> Iterator[tuple[dict[str, object], bytes]]:
    """In the child: both readings as JSON."""
    if payload[:5] != b"%PDF-":
        raise Refused("This is not a PDF. Choose a finished PDF.")
    try:
        pdfium, faults = _pdfium(payload)
        pypdf_texts, beside, more = _pypdf(payload)
    except Refused:
        raise
    except Exception as wrong:  # the libraries' kinds vary with what is broken
        raise Refused(f"The PDF cannot be read ({type(wrong).__name__}). It is damaged or encrypted.") from None
    text = {"pypdfium2": pdfium, "pypdf": pypdf_texts}
    channels = [OffPage("metadata", None, one) for one in beside]
    yield {}, json.dumps(asdict(ReadBack(len(pdfium), text, channels, faults + more))).encode()


def words(payload: bytes) -> Iterator[tuple[dict[str, object], bytes]]:
    """In the child: the text alone, by pdfium."""
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    yield {"pages": len(texts)}, "\n".join(texts).encode()


def bind(payload: bytes, sizes: list[int]) -> Iterator[tuple[dict[str, object], bytes]]:
    """In the child: many PDFs as one for two-sided printing."""
    from pypdf import PdfReader, PdfWriter

    writer, at = PdfWriter(), 0
    for size in sizes:
        writer.append(PdfReader(io.BytesIO(payload[at : at + size])), import_outline=False)
        at += size
        if len(writer.pages) % 2:
            writer.add_blank_page()
    merged = io.BytesIO()
    writer.write(merged)
    yield {}, merged.getvalue()


def _pdfium(payload: bytes) -> tuple[list[str], list[Finding]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    texts, faults = [], []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        faults += [Finding(number, kind, what) for kind, what in _unseen(page, text)]
    return texts, faults


def _unseen(page: Any, text: Any) -> Iterator[tuple[FindingKind, str]]:
    """Invisible text on a page: what is under a box, and what has the colour of the paper."""
    from pypdfium2 import raw

    scale = 2
    picture = page.render(scale=scale, draw_annots=True).to_pil().convert("L")
    height = page.get_height()
    hidden = {FindingKind.covered_text: "", FindingKind.white_text: ""}
    for at in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, at))
        if not char.isalnum():
            continue
        left, bottom, right, top = text.get_charbox(at)
        box = (left * scale - 1, (height - top) * scale - 1, right * scale + 1, (height - bottom) * scale + 1)
        box = tuple(round(edge) for edge in box)
        if box[2] <= box[0] or box[3] <= box[1] or min(box) < 0 or box[2] > picture.width or box[3] > picture.height:
            continue
        darkest, lightest = picture.crop(box).getextrema()
        if lightest - darkest < 40:
            hidden[FindingKind.covered_text if darkest < 128 else FindingKind.white_text] += char
    for kind, chars in hidden.items():
        if len(chars) >= 3:
            yield kind, f"{len(chars)} characters that cannot be seen, beginning '{chars[:12]}'"


def _pypdf(payload: bytes) -> tuple[list[str], list[str], list[Finding]]:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    reader = PdfReader(io.BytesIO(payload))
    if reader.is_encrypted:
        raise Refused("The PDF is encrypted. Verify it before you encrypt it.")
    texts = [page.extract_text() for page in reader.pages]
    beside, faults = list[str](), list[Finding]()

    def fault(page: int | None, kind: FindingKind, what: str) -> None:
        faults.append(Finding(page, kind, what))

    info = {key: str(value) for key, value in (reader.metadata or {}).items() if isinstance(value, str)}
    beside += list(info.values())
    for key in ("/Author", "/Subject", "/Keywords"):
        if info.get(key):
            fault(None, FindingKind.metadata, f"the document's {key[1:].lower()} is filled in")
    catalog = reader.trailer["/Root"]
    if not isinstance(catalog, DictionaryObject):
        raise TypeError("the document's catalog is not a dictionary")
    metadata = catalog.get("/Metadata")
    if metadata is not None:
        beside.append(metadata.get_object().get_data().decode("utf-8", "replace"))
    beside += [item.title for item in _outline(reader.outline)]
    if reader.attachments:
        fault(None, FindingKind.attachment, f"{len(reader.attachments)} attached files")
        beside += list(reader.attachments)
    if payload.count(b"%%EOF") > 1:
        fault(None, FindingKind.earlier_revision, "an earlier version of the document is still in the file")
    if "/OCProperties" in catalog:
        fault(None, FindingKind.hidden_layer, "the document has layers, which may be hidden")
    if "/AcroForm" in catalog:
        fault(None, FindingKind.annotation, "the document has form fields")
    for number, page in enumerate(reader.pages, 1):
        for link in page.get("/Annots") or []:
            note = link.get_object()
            beside += [str(note[key]) for key in ("/Contents", "/T", "/V") if key in note]
            internal = "/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo"
            if note.get("/Subtype") != "/Link" or not internal:
                fault(number, FindingKind.annotation, f"an annotation of kind {str(note.get('/Subtype', ''))[1:20]}")
    beside += _structure(catalog.get("/StructTreeRoot"))
    return texts, beside, faults


def _outline(outline: list[Any]) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from _outline(item)
        else:
            yield item


def _structure(node: Any) -> list[str]:
    """The alternative texts of the structure tree, which a screen reader speaks."""
    found, waiting, seen = list[str](), [node] if node is not None else [], set[int]()
    while waiting and len(seen) < 200_000:
        here = waiting.pop().get_object()
        if id(here) in seen or not hasattr(here, "get"):
            continue
        seen.add(id(here))
        found += [str(here[key]) for key in ("/Alt", "/ActualText", "/E", "/T") if key in here]
        children = here.get("/K")
        children = children if isinstance(children, list) else [children]
        waiting += [child for child in children if child is not None and hasattr(child, "get_object")]
    return found


SERVES = {"read": read, "words": words, "bind": bind}
