"""What an officer said of two entries of the register that look like one person: different people, or later."""

from sqlmodel import Field, Session, SQLModel, col, select

from casework.vault.dependents import erased_otherwise

DIFFERENT, LATER = "different", "later"


class PairDecision(SQLModel, table=True):
    """Two people of the register, or a person and a record that joined nobody, and what was said of them."""

    __tablename__ = "namesake"
    __table_args__ = erased_otherwise(
        "two numbers that are never given again: once the entries are gone they lead to nobody"
    )

    one: int = Field(primary_key=True)
    """A person: of two, the one with the lower number."""
    other: int = Field(primary_key=True)
    """The other person, or the item that is the record."""
    record: bool = Field(default=False, primary_key=True)
    """Whether `other` is a record."""
    said: str
    """`different`, remembered for good, or `later`."""


def different(session: Session) -> list[tuple[int, int]]:
    """The people, by the numbers they had then, of whom it was said that they are two."""
    query = select(PairDecision.one, PairDecision.other)
    return list(session.exec(query.where(PairDecision.said == DIFFERENT, col(PairDecision.record).is_(False))).all())
