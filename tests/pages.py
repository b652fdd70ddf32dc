"""Finished PDFs as programs other than their writer read them (tags, boxes, text), and pages that the tests make."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest

from letters.paper import pdf

MM = 72 / 25.4


def accessibility_faults(data: bytes) -> list[str]:
    """What PDF/UA-1 asks for and a machine can see without a validator."""
    faults = []
    with pikepdf.open(io.BytesIO(data)) as doc:
        root: Any = doc.Root
        checks = {
            "language": str(root.get("/Lang", "")) == "en-GB",
            "title": bool(str(doc.docinfo.get("/Title", ""))),
            "title shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "marked": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            "structure": "/StructTreeRoot" in root,
            "claim": b"pdfuaid:part" in (root.Metadata.read_bytes() if "/Metadata" in root else b""),
            "tab order": all(page.get("/Tabs") == "/S" for page in doc.pages if "/Annots" in page),
        }
        faults += [name for name, fine in checks.items() if not fine]
        levels = []
        for thing in doc.objects:
            if not isinstance(thing, pikepdf.Dictionary):
                continue
            if thing.get("/Type") == "/FontDescriptor" and not any(f"/FontFile{n}" in thing for n in ("", 2, 3)):
                faults.append("font not embedded")
            if thing.get("/S") == "/Figure" and "/Alt" not in thing:
                faults.append("figure without words")
        for kind in _kinds(root.get("/StructTreeRoot")):
            if len(kind) == 3 and kind[1] == "H" and kind[2].isdigit():
                levels.append(int(kind[2]))
        faults += [f"heading jumps to {b}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
        if not levels:
            faults.append("no headings")
    return faults


def _kinds(node: Any) -> Iterator[str]:
    if node is None:
        return
    if isinstance(node, pikepdf.Array):
        for inner in node:
            yield from _kinds(inner)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        yield from _kinds(node.get("/K"))


def boxes(data: bytes) -> Iterator[tuple[str, float, float, float, float]]:
    """(character, x, y from the top) of the first page, in millimetres of the sheet: the middle of each box."""
    page = pypdfium2.PdfDocument(data)[0]
    text, height = page.get_textpage(), page.get_height()
    for at in range(text.count_chars()):
        char = text.get_text_range(at, 1)
        if char.strip():
            left, bottom, right, top = text.get_charbox(at)
            yield char, left / MM, right / MM, (height - top) / MM, (height - bottom) / MM


def texts(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def page_with(body: str, title: str = "A page") -> bytes:
    """A PDF of our own making with that HTML in it."""
    from jinja2 import DictLoader, Environment

    with pytest.MonkeyPatch.context() as patch:
        html = f"<html lang=en><title>{title}</title><body>{body}</body></html>"
        patch.setattr(pdf, "_environment", lambda: Environment(loader=DictLoader({"x": html}), autoescape=True))
        return next(iter(pdf.typeset_here(b'["x", {}]')))[1]
