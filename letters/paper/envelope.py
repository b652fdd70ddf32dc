"""The frame of a letter: letterhead, the address in its window, salutation and signature."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from casework import Refused
from casework.notice.council import Council
from letters.paper.fonts import width_mm
from letters.paper.letter import Block, Fact, Letter


class Addressed(Protocol):
    """Someone a letter is addressed to."""

    @property
    def name(self) -> str:
        """Their name."""

    @property
    def address(self) -> Sequence[str]:
        """The lines of their address."""

    @property
    def email(self) -> str | None:
        """Their email address."""


LINES, LINE_MM, LINE_PT = 5, 76.0, 10.0
"""What the window of a DL envelope shows, and the size the address is set in."""


def envelope(
    kind: str,
    reference: str,
    who: Addressed,
    council: Council,
    on: date,
    title: str,
    blocks: Sequence[Block],
    facts: Sequence[Fact],
) -> Letter:
    """A letter from the council: the envelope parts around these blocks.

    Raises Refused if the address does not fit the envelope's window.
    """
    return Letter(
        kind=kind,
        reference=reference,
        on=on,
        title=title,
        letterhead=tuple(line for line in (council.name, *council.address, council.phone, council.email) if line),
        address=address_lines(who),
        salutation=f"Dear {who.name}",
        blocks=tuple(blocks),
        sign_off=tuple(dict.fromkeys(["Yours sincerely", *signatory(council)])),
        facts=tuple(facts),
    )


def signatory(council: Council) -> tuple[str, ...]:
    """Who signs: the Data Protection Officer by name, and the council."""
    return tuple(line for line in (council.officer, "Data Protection Officer", council.name) if line)


def address_lines(who: Addressed) -> tuple[str, ...]:
    place = [line for line in who.address if line.strip()]
    lines = [who.name, *(place or ([who.email] if who.email else []))]
    if len(lines) > LINES:
        raise Refused(
            f"The address has {len(lines)} lines with the name, but the envelope's window shows {LINES}. "
            f"Put '{lines[LINES]}' on the line above it."
        )
    for line in lines:
        wide = width_mm(line, LINE_PT)
        if wide > LINE_MM:
            raise Refused(
                f"The address line '{line[:120]}' is {wide:.0f} mm wide, but the envelope's window shows "
                f"{LINE_MM:.0f} mm. Shorten it, or split it into two lines."
            )
    return tuple(lines)
