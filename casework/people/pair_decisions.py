"""What an officer decided about a possible duplicate: different people, or decide later."""

from sqlmodel import Field, Session, SQLModel, col, select

from casework.vault.dependents import erased_otherwise

DIFFERENT, LATER = "different", "later"


class PairDecision(SQLModel, table=True):
    """A decision about two people in the register, or about a person and a record not linked to anyone."""

    __tablename__ = "namesake"
    __table_args__ = erased_otherwise(
        "two numbers that are never used again: once the entries are gone they identify no one"
    )

    one: int = Field(primary_key=True)
    """The person; of two people, the one with the lower number."""
    other: int = Field(primary_key=True)
    """The other person, or the record's item."""
    record: bool = Field(default=False, primary_key=True)
    """Whether `other` is a record."""
    said: str
    """`different`, kept for good, or `later`."""


def different(session: Session) -> list[tuple[int, int]]:
    """The pairs of people marked as different, by the numbers they had then."""
    query = select(PairDecision.one, PairDecision.other)
    return list(session.exec(query.where(PairDecision.said == DIFFERENT, col(PairDecision.record).is_(False))).all())
