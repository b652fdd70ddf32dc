"""HTML templates to PDF/UA bytes: the only file that imports WeasyPrint, and never in the terminal's own process.

The same input gives the same bytes: the fonts are the package's own, and no date gets in but the letter's.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from casework.intake.sandbox import Child
from letters.fonts import printable
from letters.letter import Letter, day


def typeset(template: str, context: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
    """The PDF of a template, and the page (from 1) on which each element with an id begins.

    Raises Refused where the typesetting process fails or takes too long.
    """
    [(anchors, pdf)] = _worker().call("typeset_here", json.dumps([template, context]).encode())
    return pdf, anchors


def render(template: str, context: dict[str, Any]) -> bytes:
    """The PDF of a template."""
    return typeset(template, context)[0]


def letter_pdf(letter: Letter) -> bytes:
    """The letter as an accessible PDF (PDF/UA-1). Raises Refused naming a character that no shipped font has."""
    return render("letter.html" if letter.address else "notice.html", letter_context(letter))


def letters_pdf(letters: Sequence[Letter]) -> Iterator[bytes]:
    """Many letters, each as `letter_pdf` makes it, in one call of the typesetting process."""
    jobs = [("letter.html", letter_context(letter)) for letter in letters]
    for at in range(0, len(jobs), RUN):  # the process is given its time anew for each
        for _, pdf in _worker().call("typeset_each", json.dumps(jobs[at : at + RUN]).encode()):
            yield pdf


RUN = 1000
"""Letters of one call."""
TITLES = {"disclosure": "Response to", "notification": "Notification of", "public": "Public communication of"}
"""What a letter's file is titled, where it is not just a letter."""


def sheet_pdf(context: dict[str, Any]) -> bytes:
    """The weekly sheet as an accessible PDF, from what `sheet.sheet` gives."""
    return render("sheet.html", context)


def certificate_pdf(context: dict[str, Any]) -> bytes:
    """A certificate of disposal as an accessible PDF, from what `certificate.certificate` gives."""
    return render("certificate.html", context)


@cache
def _worker() -> Child:
    # one, kept warm: starting it costs more than thirty letters
    return Child("letters.pdf", memory_bytes=3 << 30, cpu_seconds=600, wait_seconds=600)


def stop() -> None:
    """Stop what is being typeset, from another thread; its caller is refused."""
    _worker().cancel()


def letter_context(letter: Letter) -> dict[str, Any]:
    """What the letter's template is given, every text made printable."""
    said = asdict(letter)
    texts = {key: said[key] for key in ("letterhead", "address", "salutation", "title", "blocks", "sign_off")}
    return {
        "title": f"{TITLES.get(letter.kind, 'Letter')} {letter.reference}",
        "reference": letter.reference,
        "created": letter.on.isoformat(),
        "letter": _printable(texts, "The letter") | {"day": day(letter.on)},
    }


def _printable(value: Any, where: str) -> Any:
    if isinstance(value, str):
        return printable(value, where)
    if isinstance(value, dict):
        return {key: _printable(inner, where) for key, inner in value.items()}
    return [_printable(inner, where) for inner in value]


# From here on: in the child process.


def typeset_here(payload: bytes) -> Iterator[tuple[dict[str, int], bytes]]:
    """The page on which each anchor begins (and under "" how many pages there are), with the PDF."""
    yield _typeset(*json.loads(payload))


def typeset_each(payload: bytes) -> Iterator[tuple[dict[str, int], bytes]]:
    """The same for each of a list of templates, one after the other."""
    for template, context in json.loads(payload):
        yield _typeset(template, context)


def _typeset(template: str, context: dict[str, Any]) -> tuple[dict[str, int], bytes]:
    weasyprint, fonts, sheet, fetch = _warm()
    html = _environment().get_template(template).render(context)
    accessible = {"pdf_variant": "pdf/ua-1", "stylesheets": [sheet]}
    document = weasyprint.HTML(string=html, url_fetcher=fetch, base_url="asset:").render(fonts, **accessible)
    anchors = {name: number for number, page in enumerate(document.pages, 1) for name in page.anchors}
    anchors[""] = len(document.pages)
    return anchors, document.write_pdf(**accessible)


@cache
def _environment() -> Any:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    loader = FileSystemLoader(str(_templates()))
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, auto_reload=False
    )


def _templates() -> Any:
    return files("letters").joinpath("templates")


@cache
def _warm() -> tuple[Any, Any, Any, Any]:
    os.environ["FONTCONFIG_FILE"] = str(_templates().joinpath("fonts.conf"))
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):
        """Fetches nothing at all: letters hold no pictures, and a name that looks like one is only a name."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError(url)

    fetch, fonts = Nothing(allowed_protocols=()), FontConfiguration()
    text = _templates().joinpath("letter.css").read_text("utf-8")
    return weasyprint, fonts, weasyprint.CSS(string=text, url_fetcher=fetch, font_config=fonts), fetch


SERVES = {"typeset_here": typeset_here, "typeset_each": typeset_each}
