"""Restriction of processing (UK GDPR Article 18): data that may be kept but not used until a question is settled.

A mark on a person applies to every record of theirs, whenever imported; a mark on a record to that record alone.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import Refused
from casework.people.register import root
from casework.records.intake.records import Fault
from casework.records.items import Item, Sighting, Source
from casework.vault import database
from casework.vault.columns import Day, OneOf
from casework.vault.dependents import erased_with


class RestrictionGround(StrEnum):
    """What processing is restricted for (UK GDPR Article 18(1))."""

    accuracy = "accuracy"
    unlawful = "unlawful"
    claims = "claims"
    objection = "objection"


GROUNDS = {
    RestrictionGround.accuracy: "the person contests its accuracy, while it is checked (Article 18(1)(a))",
    RestrictionGround.unlawful: "the processing is unlawful and the person does not want it erased (Article 18(1)(b))",
    RestrictionGround.claims: "the person needs it for a legal claim, and we no longer do (Article 18(1)(c))",
    RestrictionGround.objection: "the person objected, while it is weighed (Article 18(1)(d))",
}


class Restriction(SQLModel, table=True):
    """One mark, in force until it is lifted. Dates are in Europe/London."""

    __tablename__ = "restriction"
    __table_args__ = database.NEVER_AGAIN | erased_with(record="item_id", person="person_id")

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, index=True)
    """The person whose records are all marked; None if only one record is."""
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    ground: RestrictionGround = Field(sa_column=Column(OneOf(RestrictionGround), nullable=False))
    reason: str
    reference: str | None = None
    since: date = Field(sa_column=Column(Day, nullable=False))
    lifted: date | None = Field(default=None, sa_column=Column(Day))
    told: date | None = Field(default=None, sa_column=Column(Day))
    """The date the person was told that it would be lifted (Article 18(3))."""


def restrict(
    session: Session, person: int, item: Item | None, ground: str, reason: str, reference: str | None, day: date
) -> Restriction:
    """Mark a person, or one record of theirs.

    Raises Refused if the ground is not in the law, or the mark is already there.
    """
    if ground not in GROUNDS:
        raise Refused(f"Ground cannot be '{ground[:40]}'. Choose from: {', '.join(GROUNDS)} (Article 18(1)).")
    if of_person(session, person) if item is None else item.id in of_items(session, [item]):
        raise Refused(f"{'The person' if item is None else f'Item {item.id}'} is already restricted. Lift that first.")
    mark = Restriction(
        person_id=person if item is None else None, item_id=item.id if item else None,
        ground=RestrictionGround(ground), reason=reason, reference=reference, since=day,
    )  # fmt: skip
    session.add(mark)
    session.flush()
    return mark


def lift(session: Session, mark: Restriction, told: date | None, day: date) -> None:
    """Lift a mark. Raises Refused while the person was not told before (Article 18(3))."""
    if not told:
        raise Refused(
            "The person must be told before the restriction is lifted (Article 18(3)). Enter the date they were told."
        )
    if told > day:
        raise Refused("The date they were told is in the future. Tell them first, then lift it (Article 18(3)).")
    mark.lifted, mark.told = day, told
    session.add(mark)
    session.flush()


def copy_marks(session: Session, person: int, other: int, since: date) -> list[int]:
    """Copy to a person the marks another has had since that date, when the two were one entry: no one knows which was
    meant. Returns the marks made."""
    made = []
    for mark in session.exec(_in_force().where(Restriction.person_id == other, Restriction.since >= since)).all():
        made.append(Restriction(**mark.model_dump(exclude={"id", "person_id"}), person_id=person))
    session.add_all(made)
    session.flush()
    return [database.number(mark.id) for mark in made]


def remove_marks(session: Session, marks: Sequence[int]) -> None:
    """Remove such marks, unless they were lifted in the meantime."""
    for mark in session.exec(_in_force().where(col(Restriction.id).in_(list(marks)))).all():
        session.delete(mark)


def everyone(session: Session) -> dict[int, Restriction]:
    """The people under restriction, each with the mark."""
    marks = session.exec(_in_force().where(col(Restriction.person_id).is_not(None)))
    return {root(session, database.number(mark.person_id)): mark for mark in marks}


def of_person(session: Session, person: int) -> Restriction | None:
    """The mark on a person, or None."""
    return everyone(session).get(person)


def of_items(session: Session, items: Sequence[Item]) -> dict[int, Restriction]:
    """The mark on each of these records that has one, its own or its person's."""
    marks = session.exec(_in_force()).all()
    own = {mark.item_id: mark for mark in marks if mark.item_id}
    people = everyone(session) if marks else {}
    whose = {database.number(item.id): item.person_id or 0 for item in items}
    marked = {item: own.get(item) or people.get(person) for item, person in whose.items()}
    return {item: mark for item, mark in marked.items() if mark}


def _in_force() -> SelectOfScalar[Restriction]:
    return select(Restriction).where(col(Restriction.lifted).is_(None)).order_by(col(Restriction.id))


def arrived(session: Session, source: Source) -> list[Fault]:
    """The records of a file just imported that are under restriction, by their lines."""
    marks = everyone(session)
    single = session.exec(_in_force().where(col(Restriction.item_id).is_not(None))).all()
    seen = select(Sighting.line, Item.id, Item.person_id).join(Item, col(Item.id) == Sighting.item_id)
    seen = seen.where(Sighting.source_id == source.id)
    faults = []
    on_records = {database.number(mark.item_id): mark for mark in single}
    for by_person, held in ((True, marks), (False, on_records)):
        column = col(Item.person_id if by_person else Item.id)
        for line, item, person in session.exec(seen.where(column.in_(list(held)))) if held else ():
            mark = held[database.number(person if by_person else item)]
            faults.append(Fault(line, f"{words_of(mark)}: the record is marked restricted again"))
    return faults


def words_of(mark: Restriction) -> str:
    """Since when, and for which case: "restricted since 12/11/2026 (RR-2026-0001)"."""
    return f"restricted since {mark.since:%d/%m/%Y}" + (f" ({mark.reference})" if mark.reference else "")
