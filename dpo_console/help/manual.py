"""The pages of the manual, laid out in lines for a terminal.

A page is a Markdown file in this folder: a title, paragraphs, lists, and code. `{board.new_request}` in a page is the
key of that binding, and a line that is only `{commands}` is one of the lists of `lists.py`. Nothing that the code
knows is typed into a page by hand.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from importlib.resources import files

from casework import Refused
from dpo_console.help import lists

TOPICS = (
    "start",
    "board",
    "requests",
    "search",
    "decisions",
    "packs",
    "letters",
    "notice",
    "recipients",
    "breaches",
    "complaints",
    "weekly",
    "people",
    "import",
    "retention",
    "disposal",
    "officers",
    "backup",
    "security",
    "limits",
    "events",
    "rules",
    "files",
    "json",
    "commands",
    "keys",
)
"""Every topic, in the order in which the manual is read: the work first, then the reference."""

WIDTH = 75
"""Columns of a line at most: what a text on a screen of 80 columns has, beside its margins and its scroll bar."""
UNBROKEN = 40
"""Characters of code in a text that are not broken at their spaces."""
LONGEST = 24
"""Characters of the names of a list that has its texts beside them."""
MARGIN = "  "
KEY = re.compile(r"\{([a-z_]+\.[\w-]+)\}")
LIST = re.compile(r"\{([a-z_]+)\}")
CODE = re.compile(r"`[^`]*`")
ITEM = re.compile(r"(- |\d+\. )")


class Part(Enum):
    """What a line of a page is."""

    title = "title"
    heading = "heading"
    text = "text"
    code = "code"


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page, as it is printed."""

    part: Part
    text: str


def titles() -> dict[str, str]:
    """The title of each topic, in reading order."""
    return {topic: _source(topic).partition("\n")[0].removeprefix("# ") for topic in TOPICS}


def page(topic: str) -> list[PageLine]:
    """One page in lines. Raises Refused, with the nearest topic, if the manual does not have it."""
    if topic not in TOPICS:
        near = get_close_matches(topic, TOPICS, 1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise Refused(f"The manual has no topic '{topic[:40]}'.{meant} 'dpo-console help' lists the topics.")
    return list(_lines(_source(topic)))


def _source(topic: str) -> str:
    return files(__package__).joinpath(f"{topic}.md").read_text(encoding="utf-8")


def _lines(source: str) -> Iterator[PageLine]:
    for block in _blocks(source.splitlines()):
        first = block[0]
        if first.startswith("#"):
            part = Part.title if first.startswith("# ") else Part.heading
            yield PageLine(part, first.lstrip("# "))
        elif first.startswith("```"):
            yield from (PageLine(Part.code, f"{MARGIN}{line}".rstrip()) for line in block[1:])
        elif listed := LIST.fullmatch(first):
            yield from _listed(lists.LISTS[listed[1]]())
        else:
            yield from _filled(block)
        yield PageLine(Part.text, "")


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines in blocks: what is between empty lines, and code from fence to fence without the last one."""
    block: list[str] = []
    for line in lines:
        fenced = bool(block) and block[0].startswith("```")
        if (fenced and line.startswith("```")) or not (fenced or line.strip()):
            if block:
                yield block
            block = []
        else:
            block.append(line)
    if block:
        yield block


def _filled(block: list[str]) -> Iterator[PageLine]:
    """A paragraph, or the items of a list, filled to the width."""
    parts: list[str] = []
    for line in block:
        if not parts or ITEM.match(line):
            parts.append(line.strip())
        else:
            parts[-1] += f" {line.strip()}"
    for part in parts:
        text = KEY.sub(lambda found: lists.key(found[1]), part)
        item = ITEM.match(text)
        yield from _wrapped(text, MARGIN, MARGIN + " " * len(item[0]) if item else MARGIN)


def _listed(rows: list[lists.Entry]) -> Iterator[PageLine]:
    """Headings, and names with what they are: beside them, or beneath where any name is too long for that."""
    longest = max((len(row.name) for row in rows if row.text), default=0)
    beside = len(MARGIN) + longest + 2
    for row in rows:
        if not row.text:
            yield PageLine(Part.text, "")
            yield PageLine(Part.heading, row.name)
        elif longest <= LONGEST:
            name = f"{MARGIN}{row.name}".ljust(beside)
            yield from _wrapped(row.text, name, " " * beside)
        else:
            yield from _wrapped(row.name, MARGIN, MARGIN * 4)
            yield from _wrapped(row.text, MARGIN * 3, MARGIN * 3)


def _wrapped(text: str, first: str, rest: str) -> Iterator[PageLine]:
    kept = CODE.sub(lambda code: code[0].replace(" ", "\u00a0") if len(code[0]) <= UNBROKEN else code[0], text)
    for line in textwrap.wrap(
        kept, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ):
        yield PageLine(Part.text, line.replace("\u00a0", " "))
