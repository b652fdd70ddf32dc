"""The frame of a letter: letterhead, the address in its window, salutation and signature."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from casework import Refused
from casework.notice.council import Council
from letters.paper.fonts import width_mm
from letters.paper.letter import Block, Fact, Form, Letter


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
    form: Form = Form.post,
) -> Letter:
    """A letter from the council: the envelope parts around these blocks.

    Raises Refused if there is no address, or it does not fit the envelope's window.
    """
    return Letter(
        kind=kind,
        reference=reference,
        on=on,
        title=title,
        letterhead=tuple(line for line in (council.name, *council.address, council.phone, council.email) if line),
        address=email_line(who) if form == Form.email else address_lines(who),
        salutation=f"Dear {who.name}",
        blocks=tuple(blocks),
        sign_off=tuple(dict.fromkeys(["Yours sincerely", *signatory(council)])),
        facts=tuple(facts),
        form=form,
    )


def signatory(council: Council) -> tuple[str, ...]:
    """Who signs: the Data Protection Officer by name, and the council."""
    return tuple(line for line in (council.officer, "Data Protection Officer", council.name) if line)


def email_line(who: Addressed) -> tuple[str, ...]:
    """Where a letter by email goes. Raises Refused without an email address."""
    if not who.email:
        raise Refused(f"{who.name} has no email address here. Send the letter by post, or enter the email address.")
    return (who.name, f"By email to {who.email}")


def form_for(who: Addressed, *, electronic: bool) -> Form:
    """How a letter goes unless asked otherwise: by email to who asked electronically (UK GDPR Article 12(3)), or where
    there is no postal address. Raises Refused without either address."""
    posted = any(line.strip() for line in who.address)
    if not posted and not who.email:
        raise Refused(f"There is no address and no email address for {who.name}. Enter one before you write.")
    return Form.email if who.email and (electronic or not posted) else Form.post


def address_lines(who: Addressed) -> tuple[str, ...]:
    """The address in the window. Raises Refused if it is missing or does not fit."""
    place = [line for line in who.address if line.strip()]
    if not place:
        raise Refused(f"There is no postal address for {who.name}. Enter it, or send the letter by email.")
    lines = [who.name, *place]
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
