"""The people a breach concerns, one by one: those who are told by letter (UK GDPR Art 34)."""

from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework import Malformed, Refused
from casework.text.canonical import fold
from casework.text.facts import Facts, Line, Unchecked, sentence
from casework.vault.dependents import erased_with


class AffectedPerson(SQLModel, table=True):
    """One person of the list of those a breach concerns, of the register where `person_id` says so."""

    __tablename__ = "affected"
    __table_args__ = erased_with(case="reference")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(index=True)
    number: int
    """Its place on the list; a number once given is never given again."""
    name: str
    address: list[str] = Field(sa_column=Column(JSON, nullable=False))
    email: str | None = None
    person_id: int | None = Field(default=None, index=True)
    letter: str | None = None
    """Digest of the letter that was made for them last (`sha256:...`)."""


class AffectedPersonIn(Facts):
    """Somebody a breach concerns, as a list names them; `person` is their number in the register."""

    name: Line
    address: list[Line] = []
    email: str | None = None
    person: int | None = None


def listed(session: Session, reference: str) -> list[AffectedPerson]:
    """The people a breach concerns, in the order of the list."""
    asked = select(AffectedPerson).where(AffectedPerson.reference == reference).order_by(col(AffectedPerson.number))
    return list(session.exec(asked).all())


def refuse_fewer(session: Session, reference: str, count: int | None, more: int = 0) -> None:
    """Raise Refused where fewer people are said to be concerned than stand on the list, or would stand there."""
    listed = session.exec(select(func.count()).where(AffectedPerson.reference == reference)).one() + more
    if count is not None and count < listed:
        said, people = ("1 person is" if count == 1 else f"{count} people are"), ("1" if listed == 1 else f"{listed}")
        raise Refused(f"{said} said to be concerned, but {people} on the list: put the number right first.")


def add(
    session: Session, reference: str, said: Sequence[Unchecked], last: int, count: int | None
) -> list[AffectedPerson]:
    """Put people on the list, numbered after `last`; `count` is how many are said to be concerned.

    Raises Refused, naming the place in `said`, where one is not right or stands there already; none is added then.
    """
    there = {_mark(one) for one in listed(session, reference)}
    added = []
    for place, one in enumerate(said, 1):
        try:
            person = AffectedPersonIn.model_validate(one)
        except ValidationError as wrong:
            raise Malformed(f"Person {place} of the list: {sentence(wrong)}") from None
        if _mark(person) in there:
            raise Refused(f"Person {place} of the list stands on it already, with the same name and address.")
        there.add(_mark(person))
        added.append(
            AffectedPerson(
                reference=reference,
                number=last + place,
                name=person.name,
                address=list(person.address),
                email=person.email or None,
                person_id=person.person,
            )
        )
    refuse_fewer(session, reference, count, len(added))
    session.add_all(added)
    session.flush()
    return added


def _mark(one: AffectedPerson | AffectedPersonIn) -> tuple[str, tuple[str, ...], str]:
    return fold(one.name), tuple(one.address), one.email or ""
