"""A letter before it is printed: its blocks, and its facts, each bound to the record it came from."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from casework import law
from casework.notice.council import Council
from casework.rights.requests import Addressee, Request
from casework.text.days import plain

PRIVATE = "Private and confidential"
"""Stands over the address of every letter to someone."""


class Form(StrEnum):
    """How a letter goes: by post, with the address in the envelope's window, or by email."""

    post = "post"
    email = "email"


class Fact(NamedTuple):
    """A fact of the letter, and the record it is bound to."""

    name: str
    value: str
    bound: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list, a question of a form with its answers, or a table."""

    kind: str
    """`heading`, `text`, `list`, `asked` or `table`."""
    text: str = ""
    points: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """The rows of a table; the first has its heads."""
    quoted: bool = False
    """Whether these are the requester's own words, quoted back to them."""
    around: str = ""
    """Of such a text, what the council wrote around them."""

    def lines(self) -> list[str]:
        """Its texts as printed."""
        return [*([self.text] if self.text else []), *self.points, *(cell for row in self.rows for cell in row)]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is printed. `on` is its date, Europe/London."""

    kind: str
    reference: str
    on: date
    title: str
    letterhead: tuple[str, ...]
    address: tuple[str, ...]
    salutation: str
    blocks: tuple[Block, ...]
    sign_off: tuple[str, ...]
    facts: tuple[Fact, ...]
    form: Form = Form.post

    def lines(self) -> list[str]:
        """Every text of the letter in reading order: all that is printed on purpose."""
        body = [line for block in self.blocks for line in block.lines()]
        private = [PRIVATE] if self.address else []
        head = [*self.letterhead, *private, *self.address, f"Our reference: {self.reference}", plain(self.on)]
        opening = [self.salutation] if self.salutation else []
        return [*head, *opening, self.title, *body, *self.sign_off]

    def text(self) -> str:
        """The letter as plain text, shown before it is made."""
        address = (PRIVATE, *self.address) if self.address else ()
        head = (self.letterhead, address, (f"Our reference: {self.reference}", plain(self.on)))
        return self._from((*head, (self.salutation,), (self.title,)))

    def as_email(self) -> str:
        """The letter as the text of an email, with its subject on the first line."""
        return self._from(((f"Subject: {self.title} ({self.reference})",), (self.salutation,)))

    def _from(self, head: Sequence[Sequence[str]]) -> str:
        """The text from the salutation on, under these parts."""
        out = [line for part in head if any(part) for line in (*part, "")]
        return "\n".join([*out, *plain_lines(self.blocks), *self.sign_off]) + "\n"

    def digest(self) -> str:
        """sha256 of its facts and words without its date: it changes when a record behind it changes."""
        words = self.lines()
        words.remove(plain(self.on))  # the first is its own date: others may be the same
        facts = [self.kind, self.reference, [list(fact) for fact in self.facts], words]
        return "sha256:" + hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def plain_lines(blocks: Iterable[Block]) -> list[str]:
    """Blocks as plain text, each with an empty line after it."""
    out = list[str]()
    for block in blocks:
        if block.kind == "heading":
            out += [block.text, "-" * len(block.text)]
        elif block.kind == "list":
            out += [f"- {point}" for point in block.points] + [""]
        elif block.kind == "asked":
            out += [block.text, *(f"  {point}" for point in block.points), ""]
        elif block.kind == "table":
            out += _table(block.rows)
        else:
            out += [block.text, ""]
    return out


def _table(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """A table as lines: each row's first cell, then the others with their heads."""
    out = []
    for row in rows[1:]:
        out.append(row[0].replace("\n", " "))
        cells = zip(rows[0][1:], row[1:], strict=True)
        out += [f"  {head}: {cell}".replace("\n", "\n    ") for head, cell in cells if cell]
    return [*out, ""]


def text(*paragraphs: str) -> list[Block]:
    """The paragraphs as blocks, empty ones left out."""
    return [Block("text", paragraph) for paragraph in paragraphs if paragraph]


def quoted(typed: str) -> list[Block]:
    """What the requester wrote, as a block."""
    return [Block("text", typed, quoted=True)] if typed else []


def heading(text: str) -> Block:
    """A heading as a block."""
    return Block("heading", text)


def paragraphs(typed: str) -> tuple[str, ...]:
    """What an officer typed, with each line as a paragraph."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def acting_for(request: Request) -> str:
    """The sentence that says who "you" is, if someone acts for the data subject; else empty."""
    if isinstance(request.requester, Addressee):
        return f"{request.requester.asked_by} asked us for this on your behalf. We are sending the answer to you."
    if request.requester.is_subject:
        return ""
    return (
        f"You wrote to us on behalf of {request.subject.name}. "
        f"In this letter 'you' and 'your' mean {request.subject.name}."
    )


def regulator(council: Council, on: date) -> str:
    """The regulator on that date, with its address if the council gives one, in one line."""
    return ", ".join([law.regulator(on).name, *council.regulator_address])


def contact(council: Council, paper: str = "letter") -> str:
    """How to reach the council, and how to get this paper in another form."""
    ways = [f"email {council.email}" if council.email else "", f"call {council.phone}" if council.phone else ""]
    how = " or ".join(way for way in ways if way) or "write to us at the address above"
    return f"Please {how}. If you would like this {paper} in another form, such as large print, tell us."
