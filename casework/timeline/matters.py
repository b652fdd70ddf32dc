"""What requests, complaints and breaches have in common: a reference, current facts, and an outcome."""

from datetime import date
from typing import Protocol, TypeVar

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.timeline.history import next_number
from casework.timeline.outcomes import Outcome
from casework.timeline.references import MatterKind, Prefix


class Matter(Protocol):
    """A request, a complaint or a breach, with its current facts. What moves its clock is in its events."""

    reference: str
    logged: date
    """The date it was logged."""
    service: str | None
    owner: str | None
    outcome: Outcome | None
    """How it ended; None while it is open."""
    words: str
    """The words a search finds it by, folded."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter."""

    @property
    def is_disposed(self) -> bool:
        """Whether its papers were disposed of."""

    def spell(self) -> None:
        """Update the words a search finds it by."""

    def forget(self) -> None:
        """Remove everything personal; what the figures need stays."""


class Referenced(Protocol):
    """A row that has a reference."""

    reference: str


Row = TypeVar("Row", bound=Referenced)
One = TypeVar("One", bound=Matter)


def next_reference(session: Session, table: type[Referenced], prefix: Prefix, today: date) -> str:
    """The year's next reference with that prefix, among the rows of a table."""
    begins, reference = f"{prefix}{today.year}-", col(table.reference)
    used = session.exec(select(reference).where(reference.startswith(begins))).all()
    return f"{begins}{next_number(session, begins, used):04}"


def enter(session: Session, matter: One) -> One:
    """Add a case, with the words a search finds it by."""
    matter.spell()
    session.add(matter)
    session.flush()
    return matter


def get(session: Session, table: type[Row], reference: str, called: str = "case") -> Row:
    """The row with that reference. Raises Refused, with what it is `called`, if there is none."""
    row = session.exec(select(table).where(col(table.reference) == reference.strip().upper())).first()
    if row is None:
        raise Refused(f"There is no {called} {reference.strip()[:40]}.", Remedy.list_cases)
    return row
