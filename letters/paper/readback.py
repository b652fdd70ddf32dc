"""A finished PDF read back: its text by two readers that did not write it, and whatever else it carries.

The bytes are parsed in a confined child; the parent sees only words.
"""

import io
import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from casework import Refused
from casework.records.intake.sandbox import Child


def read_back(pdf: bytes) -> dict[str, Any]:
    """What a PDF says: `pages`, `text` by reader (one for each page), `channels` (what is not on a page), `findings`.

    Raises Refused where it is not a PDF, is encrypted, or brings its readers down.
    """
    [(_, said)] = _reader().call("read", pdf)
    found: dict[str, Any] = json.loads(said)
    return found


def words_of(pdf: bytes) -> tuple[str, int]:
    """The text of a PDF of our own making by a reader that did not write it, and how many pages it has."""
    [(said, text)] = _reader().call("words", pdf)
    return text.decode(), int(str(said["pages"]))


def bound(pdfs: Sequence[bytes]) -> bytes:
    """PDFs of our own making as one for the printer, each on a sheet of its own: an odd one ends with a blank page."""
    [(_, pdf)] = _reader().call("bind", b"".join(pdfs), sizes=[len(pdf) for pdf in pdfs])
    return pdf


@cache
def _reader() -> Child:
    return Child("letters.paper.readback", memory_bytes=3 << 30, cpu_seconds=900, wait_seconds=900)


def stop() -> None:
    """Stop what is being read back, from another thread; its caller is refused."""
    _reader().cancel()


# From here on: in the child process.


def read(payload: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """In the child: both readings as JSON."""
    if payload[:5] != b"%PDF-":
        raise Refused("This is not a PDF: give a finished PDF.")
    try:
        pdfium, faults = _pdfium(payload)
        pypdf_texts, beside, more = _pypdf(payload)
    except Refused:
        raise
    except Exception as wrong:  # the libraries' kinds vary with what is broken
        raise Refused(f"The PDF cannot be read ({type(wrong).__name__}): it is damaged or encrypted.") from None
    said = {"pages": len(pdfium), "text": {"pypdfium2": pdfium, "pypdf": pypdf_texts}}
    channels = [{"kind": "metadata", "page": None, "text": text} for text in beside]
    yield {}, json.dumps(said | {"channels": channels, "findings": faults + more}).encode()


def words(payload: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """In the child: the text alone, by pdfium."""
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    yield {"pages": len(texts)}, "\n".join(texts).encode()


def bind(payload: bytes, sizes: list[int]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """In the child: many PDFs as one for two-sided printing."""
    from pypdf import PdfReader, PdfWriter

    writer, at = PdfWriter(), 0
    for size in sizes:
        writer.append(PdfReader(io.BytesIO(payload[at : at + size])), import_outline=False)
        at += size
        if len(writer.pages) % 2:
            writer.add_blank_page()
    whole = io.BytesIO()
    writer.write(whole)
    yield {}, whole.getvalue()


def _pdfium(payload: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    texts, faults = [], []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        faults += [{"page": number, "kind": kind, "what": what} for kind, what in _unseen(page, text)]
    return texts, faults


def _unseen(page: Any, text: Any) -> Iterator[tuple[str, str]]:
    """Text that is on the page and cannot be seen on it: what lies under a box, and what is the colour of paper."""
    from pypdfium2 import raw

    scale = 2
    picture = page.render(scale=scale, draw_annots=True).to_pil().convert("L")
    height = page.get_height()
    hidden = {"covered-text": "", "white-text": ""}
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
            hidden["covered-text" if darkest < 128 else "white-text"] += char
    for kind, chars in hidden.items():
        if len(chars) >= 3:
            yield kind, f"{len(chars)} characters that cannot be seen, beginning '{chars[:12]}'"


def _pypdf(payload: bytes) -> tuple[list[str], list[str], list[dict[str, Any]]]:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    reader = PdfReader(io.BytesIO(payload))
    if reader.is_encrypted:
        raise Refused("The PDF is encrypted: verify it before it is.")
    texts = [page.extract_text() for page in reader.pages]
    beside, faults = [], []

    def fault(page: int | None, kind: str, what: str) -> None:
        faults.append({"page": page, "kind": kind, "what": what})

    info = {key: str(value) for key, value in (reader.metadata or {}).items() if isinstance(value, str)}
    beside += list(info.values())
    for key in ("/Author", "/Subject", "/Keywords"):
        if info.get(key):
            fault(None, "metadata", f"the document's {key[1:].lower()} is filled in")
    catalog = reader.trailer["/Root"]
    if not isinstance(catalog, DictionaryObject):
        raise TypeError("the document's catalog is no dictionary")
    metadata = catalog.get("/Metadata")
    if metadata is not None:
        beside.append(metadata.get_object().get_data().decode("utf-8", "replace"))
    beside += [item.title for item in _outline(reader.outline)]
    if reader.attachments:
        fault(None, "attachment", f"{len(reader.attachments)} attached files")
        beside += list(reader.attachments)
    if payload.count(b"%%EOF") > 1:
        fault(None, "earlier-revision", "an earlier version of the document is still in the file")
    if "/OCProperties" in catalog:
        fault(None, "hidden-layer", "the document has layers, which may be hidden")
    if "/AcroForm" in catalog:
        fault(None, "annotation", "the document has form fields")
    for number, page in enumerate(reader.pages, 1):
        for link in page.get("/Annots") or []:
            note = link.get_object()
            beside += [str(note[key]) for key in ("/Contents", "/T", "/V") if key in note]
            internal = "/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo"
            if note.get("/Subtype") != "/Link" or not internal:
                fault(number, "annotation", f"an annotation of kind {str(note.get('/Subtype', ''))[1:20]}")
    beside += _structure(catalog.get("/StructTreeRoot"))
    return texts, beside, faults


def _outline(outline: list[Any]) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from _outline(item)
        else:
            yield item


def _structure(node: Any) -> list[str]:
    """The spoken texts of the structure tree: what stands for what is shown."""
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
