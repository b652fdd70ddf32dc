"""The privacy notice as an accessible PDF, as text, and as one web page for the council's site; and two compared."""

import difflib
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.notice.council import Council
from casework.text.days import plain
from letters.notice.prose import HEADINGS, NoticeSection
from letters.paper import pdf
from letters.paper.fonts import printable
from letters.paper.letter import Block

WIDTH = 78
"""Characters in a line of the text."""


@dataclass(frozen=True, slots=True)
class PrintableNotice:
    """A notice ready to print: its details are filled in."""

    title: str
    council: Council
    sections: Sequence[NoticeSection]
    status: str
    """`Draft, not in force`; empty for a version in force."""
    on: date
    """The date it is printed for."""


def notice_pdf(notice: PrintableNotice) -> bytes:
    """The notice as an accessible PDF (PDF/UA-1). Raises Refused naming a character that no shipped font has."""
    return pdf.render("privacy-notice.html", _context(notice))


def notice_page(notice: PrintableNotice) -> bytes:
    """The notice as one HTML page without scripts, pictures or anything else to load."""
    return pdf.page("privacy-page.html", _context(notice)).encode()


def notice_text(notice: PrintableNotice) -> bytes:
    """The notice as plain text, its lines broken."""
    lines = [notice.title, "=" * len(notice.title), notice.council.name, notice.status, ""]
    for section in notice.sections:
        lines += [section.heading, "-" * len(section.heading), ""]
        for block in section.blocks:
            lines += _broken(block)
    return ("\n".join(lines).replace("\n\n\n", "\n\n").strip() + "\n").encode()


def _broken(block: Block) -> list[str]:
    if block.kind == "list":
        return [*(textwrap.fill(one, WIDTH, initial_indent="- ", subsequent_indent="  ") for one in block.points), ""]
    return [textwrap.fill(block.text, WIDTH, break_on_hyphens=False, break_long_words=False), ""]


def _context(notice: PrintableNotice) -> dict[str, object]:
    def text(words: str) -> str:
        return printable(words, "The privacy notice")

    return {
        "title": text(notice.title),
        "reference": text(f"{notice.council.name}: privacy notice"),
        "created": notice.on.isoformat(),
        "council": text(notice.council.name),
        "status": text(notice.status),
        "day": plain(notice.on),
        "sections": [
            {
                "id": one.id.replace("_", "-"),
                "heading": text(one.heading),
                "blocks": [
                    {"kind": each.kind, "text": text(each.text), "points": [text(point) for point in each.points]}
                    for each in one.blocks
                ],
            }
            for one in notice.sections
        ],
    }


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """What one section says differently in another version: the lines removed and those added, in order."""

    id: str
    heading: str
    lines: tuple[str, ...]
    """Each begins with `- ` or `+ `."""


def difference(before: Iterable[NoticeSection], after: Iterable[NoticeSection]) -> list[SectionDifference]:
    """The sections that differ in two versions, in the order of the notice."""
    old, new = ({one.id: _lines(one) for one in each} for each in (before, after))
    found = []
    for name, heading in HEADINGS.items():
        if lines := tuple(_compared(old.get(name, []), new.get(name, []))):
            found.append(SectionDifference(name, heading, lines))
    return found


def _compared(old: list[str], new: list[str]) -> Iterator[str]:
    for what, first, last, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (f"- {line}" for line in old[first:last])
            yield from (f"+ {line}" for line in new[start:stop])


def _lines(section: NoticeSection) -> list[str]:
    return [line for block in section.blocks for line in block.lines()]
