"""The people affected by a breach, one by one, as they are told by letter (UK GDPR Art 34)."""

from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework import Malformed, Refused
from casework.text.canonical import fold
from casework.text.facts import Facts, Line, Unchecked, sentence
from casework.vault.dependents import erased_with


class AffectedPerson(SQLModel, table=True):
    """One person on the list of people affected; `person_id` is their number in the register, if they are in it."""

    __tablename__ = "affected"
    __table_args__ = erased_with(case="reference")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(index=True)
    number: int
    """Their place on the list; a number is never used twice."""
    name: str
    address: list[str] = Field(sa_column=Column(JSON, nullable=False))
    email: str | None = None
    person_id: int | None = Field(default=None, index=True)
    letter: str | None = None
    """Digest of the last letter made for them (`sha256:...`)."""


class AffectedPersonIn(Facts):
    """A person affected, as entered or imported; `person` is their number in the register."""

    name: Line
    address: list[Line] = []
    email: str | None = None
    person: int | None = None


def listed(session: Session, reference: str) -> list[AffectedPerson]:
    """The people affected by a breach, in the order of the list."""
    asked = select(AffectedPerson).where(AffectedPerson.reference == reference).order_by(col(AffectedPerson.number))
    return list(session.exec(asked).all())


def refuse_fewer(session: Session, reference: str, count: int | None, more: int = 0) -> None:
    """Raise Refused if the number of people affected is less than the list has, or would have with `more`."""
    listed = session.exec(select(func.count()).where(AffectedPerson.reference == reference)).one() + more
    if count is not None and count < listed:
        on_list = "1 person is" if listed == 1 else f"{listed} people are"
        raise Refused(f"The number of people affected is {count}, but {on_list} on the list. Correct the number first.")


def add(
    session: Session, reference: str, people: Sequence[Unchecked], last: int, count: int | None
) -> list[AffectedPerson]:
    """Add people to the list, numbered after `last`; `count` is the recorded number of people affected.

    Raises Refused, naming the place in `people`, if one is not valid or is already on the list; none is added then.
    """
    there = {_mark(person) for person in listed(session, reference)}
    added = []
    for place, given in enumerate(people, 1):
        try:
            person = AffectedPersonIn.model_validate(given)
        except ValidationError as wrong:
            raise Malformed(f"Person {place} of the list: {sentence(wrong)}") from None
        if _mark(person) in there:
            raise Refused(f"Person {place} of the list is already on it, with the same name and address.")
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


def _mark(person: AffectedPerson | AffectedPersonIn) -> tuple[str, tuple[str, ...], str]:
    return fold(person.name), tuple(person.address), person.email or ""
