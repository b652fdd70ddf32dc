"""HTML templates to PDF/UA bytes: the only file that imports WeasyPrint, and never in the terminal's own process.

The same input gives the same bytes: the fonts are the package's own, and the only date is the letter's.
"""

import json
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from casework.records.intake.sandbox import Child
from casework.text.batches import batches
from casework.text.days import plain
from letters.paper.blocks import BlockKind, Blocks, Printed
from letters.paper.fonts import printable
from letters.paper.letter import PRIVATE, Block, Letter


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The blocks on each page, by number only: their text comes from the decisions."""

    pages: tuple[tuple[tuple[int | None, int], ...], ...]
    """For each page its blocks in reading order, each with how many of its letters and digits are there. None is text
    repeated on every page or drawn by the style sheet."""

    def first_pages(self) -> dict[int | None, int]:
        """The page (from 1) where each block begins."""
        numbered = list(enumerate(self.pages, 1))
        return {block: number for number, page in reversed(numbered) for block, _ in page}


def typeset(template: str, context: Mapping[str, object]) -> tuple[bytes, PageLayout]:
    """The PDF of a template, and the blocks on each page.

    Raises Refused if the typesetting process fails or takes too long.
    """
    [(placed, pdf)] = _worker().call("typeset_here", _sent([template, context]))
    pages: Any = placed["pages"]
    return pdf, PageLayout(tuple(tuple((block, letters) for block, letters in page) for page in pages))


def _sent(jobs: object) -> bytes:
    """What to typeset, as JSON for the typesetting process: a dataclass becomes an object with its fields."""
    return json.dumps(jobs, default=_object).encode()


def _object(value: Any) -> dict[str, object]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def render(template: str, context: Mapping[str, object]) -> bytes:
    """The PDF of a template."""
    return typeset(template, context)[0]


def letter_pdf(letter: Letter) -> bytes:
    """The letter as an accessible PDF (PDF/UA-1). Raises Refused naming a character that no shipped font has."""
    return render("letter.html" if letter.address else "notice.html", letter_context(letter))


def letters_pdf(letters: Sequence[Letter]) -> Generator[bytes, None, None]:
    """Many letters, each as `letter_pdf` makes it, in one call of the typesetting process."""
    jobs = [("letter.html", letter_context(letter)) for letter in letters]
    for some in batches(jobs, RUN):  # each call gives the process its full time again
        for _, pdf in _worker().call("typeset_each", _sent(some)):
            yield pdf


RUN = 1000
"""How many letters go in one call."""
TITLES = {
    **dict.fromkeys(("disclosure", "part-refusal", "nothing-held"), "Response to"),
    "notification": "Notification of",
    "public": "Public communication of",
}
"""The title of a letter's file, if it is not just a letter."""


def sheet_pdf(context: Mapping[str, object]) -> bytes:
    """The weekly sheet as an accessible PDF, from what `weekly_sheet.sheet_context` gives."""
    return render("sheet.html", context)


def certificate_pdf(context: Mapping[str, object]) -> bytes:
    """A certificate of disposal as an accessible PDF, from what `certificate.certificate` gives."""
    return render("certificate.html", context)


def page(template: str, context: Mapping[str, object]) -> str:
    """A template as HTML, for the web: nothing is typeset."""
    html: str = _environment().get_template(template).render(context)
    return html


@cache
def _worker() -> Child:
    # one is kept running: starting it costs more than thirty letters
    return Child("letters.paper.pdf", memory_bytes=3 << 30, cpu_seconds=600, wait_seconds=600)


def stop() -> None:
    """Stop typesetting, from another thread; the caller gets Refused."""
    _worker().cancel()


def letter_context(letter: Letter, blocks: Blocks | None = None) -> dict[str, object]:
    """The context of the letter's template, with every text made printable and added to the blocks."""
    blocks = Blocks() if blocks is None else blocks

    def put(kind: BlockKind, *texts: str) -> list[Printed]:
        return [blocks.put(kind, printable(one, "The letter")) for one in texts]

    def body(block: Block) -> dict[str, object]:
        kind = BlockKind.quoted if block.quoted else BlockKind.letter
        [text], points = put(kind, block.text), put(kind, *block.points)
        return {"kind": block.kind, "text": text, "points": points, "rows": [put(kind, *row) for row in block.rows]}

    return {
        "title": f"{TITLES.get(letter.kind, 'Letter')} {letter.reference}",
        "reference": letter.reference,
        "created": letter.on.isoformat(),
        "letter": {
            "letterhead": put(BlockKind.own, *letter.letterhead),
            "about": put(BlockKind.own, f"Our reference: {letter.reference}", plain(letter.on)),
            "private": put(BlockKind.own, PRIVATE)[0] if letter.address else None,
            "address": put(BlockKind.recipient, *letter.address),
            "salutation": put(BlockKind.recipient, letter.salutation)[0],
            "title": put(BlockKind.letter, letter.title)[0],
            "blocks": [body(block) for block in letter.blocks],
            "sign_off": put(BlockKind.own, *letter.sign_off),
        },
    }


# From here on: in the child process.


def typeset_here(payload: bytes) -> Iterator[tuple[dict[str, object], bytes]]:
    """The blocks on each page, with the PDF."""
    yield _typeset(*json.loads(payload))


def typeset_each(payload: bytes) -> Iterator[tuple[dict[str, object], bytes]]:
    """The same for each of a list of templates in turn."""
    for template, context in json.loads(payload):
        yield _typeset(template, context)


def _typeset(template: str, context: dict[str, object]) -> tuple[dict[str, object], bytes]:
    weasyprint, fonts, sheet, fetch = _warm()
    html = _environment().get_template(template).render(context)
    accessible = {"pdf_variant": "pdf/ua-1", "stylesheets": [sheet]}
    document = weasyprint.HTML(string=html, url_fetcher=fetch, base_url="asset:").render(fonts, **accessible)
    pages = [_placed(page._page_box) for page in document.pages]
    return {"pages": pages}, document.write_pdf(**accessible)


def _placed(page: Any) -> list[tuple[int | None, int]]:
    """The blocks of a page in drawing order, each with its number of letters and digits.

    Positioned boxes are drawn after the text flow, and the margins' own text last.
    """
    placed: list[tuple[int | None, int]] = []
    positioned: list[tuple[Any, int | None]] = []

    def walk(box: Any, block: int | None) -> None:
        element = getattr(box, "element", None)
        named = element.get("data-block") if element is not None else None
        block = int(named) if named is not None else block
        if text := getattr(box, "text", None):
            if letters := sum(map(str.isalnum, text)):
                before = placed.pop()[1] if placed and placed[-1][0] == block else 0
                placed.append((block, before + letters))
            return
        for child in getattr(box, "children", None) or ():
            if child.style["position"] in ("relative", "absolute"):
                positioned.append((child, block))
            else:
                walk(child, block)

    for child in page.children:
        walk(child, None)
        while positioned:
            walk(*positioned.pop(0))
    return placed


@cache
def _environment() -> Any:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    loader = FileSystemLoader(str(_templates()))
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, auto_reload=False
    )


def _templates() -> Any:
    return files(__package__).joinpath("templates")


@cache
def _warm() -> tuple[Any, Any, Any, Any]:
    os.environ["FONTCONFIG_FILE"] = str(_templates().joinpath("fonts.conf"))
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Fetches nothing: letters have no pictures, and a name that looks like one is only a name."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError(url)

    fetch, fonts = Nothing(allowed_protocols=()), FontConfiguration()
    text = _templates().joinpath("letter.css").read_text("utf-8")
    return weasyprint, fonts, weasyprint.CSS(string=text, url_fetcher=fetch, font_config=fonts), fetch


SERVES = {"typeset_here": typeset_here, "typeset_each": typeset_each}
