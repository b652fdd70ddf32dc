"""Corrections (UK GDPR Article 16): the right value beside the source's, or a statement that completes it.

A source is never altered. A rectification belongs to the record it was made on, and so to that record's person. It
applies wherever a record of the same person has the same wrong value: in the same field of the same kind of record,
and for facts about the person (date of birth, names, numbers) in any kind. So it applies to next month's file too.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, Column, ColumnElement
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework import Refused
from casework.people.register import LABEL, STRONG, Identifier, PersonName, reenter
from casework.records import index
from casework.records.concepts import Concept, concept, value
from casework.records.intake import codes
from casework.records.intake.records import Fault
from casework.records.items import Item, Sighting, Source
from casework.text.canonical import words
from casework.text.forms import Name
from casework.text.identifiers import normalised
from casework.vault import database
from casework.vault.columns import Day, OneOf
from casework.vault.dependents import erased_with


class Correction(StrEnum):
    """How a field is corrected (UK GDPR Article 16)."""

    rectified = "rectified"
    """`value` is right and `was` is wrong."""
    completed = "completed"
    """`value` completes `was`; both are read together."""


RIGHT, STATEMENT = Correction
NAMES = ("title", "forename", "middle", "surname", "full")
"""The parts of a name, as a record's marks list them."""


class Rectified(SQLModel, table=True):
    """One field corrected, or completed by a statement."""

    __tablename__ = "rectified"
    __table_args__ = database.NEVER_AGAIN | erased_with(record="item_id")

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    """The record it was made on; it belongs to that record's person."""
    field: str
    was: str
    """What the source says, word for word."""
    how: Correction = Field(sa_column=Column(OneOf(Correction), nullable=False))
    value: str
    reference: str | None = Field(default=None, index=True)
    reason: str
    day: date = Field(sa_column=Column(Day, nullable=False))
    """Europe/London."""
    newest: int
    """The newest source at the time; later ones should be right."""
    entered: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    """The rows of names and identifiers it added, `{"personname": id, "identifier": id}`."""


Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """What a field of a record should say, why, and for which case."""

    field: str
    how: Correction
    value: str
    reference: str | None
    reason: str


def rectify(session: Session, item: Item, correction: FieldCorrection, day: date) -> Rectified:
    """Correct a field of a record, or complete it.

    Raises Refused, with a sentence, if that cannot be done.
    """
    held = {name: text for _, name, text in item.fields()}
    field, right = correction.field, " ".join(correction.value.split())
    if field not in held:
        raise Refused(f"Item {item.id} has no field '{field[:60]}'. Its fields are: {', '.join(held)}.")
    if not right:
        raise Refused("The right value is empty. Enter what the field should say.")
    if len(right) > 4000:
        raise Refused("The value is longer than 4,000 characters. Shorten it.")
    what = concept(item.kind, field)
    if correction.how == RIGHT:
        if right == held[field].strip():
            raise Refused(f"{field} already says that. There is nothing to correct.")
        _refuse_unfit(session, item, what, right, day)
    newest = database.number(session.exec(select(func.max(Source.id))).one())
    row = Rectified(
        item_id=database.number(item.id), field=field, was=held[field], how=correction.how, value=right,
        reference=correction.reference, reason=correction.reason, day=day,
        newest=newest, entered={},
    )  # fmt: skip
    session.add(row)
    session.flush()
    if row.how == RIGHT and what:
        row.entered = _enter(session, item, what, right)
        session.add(row)
    _reindex(session, records_with(session, row))
    return row


def undo_rectification(session: Session, row: Rectified) -> None:
    """Undo `rectify`: only the source's value is left, and what the right one added is removed."""
    _remove_entered(session, row)
    touched, person = records_with(session, row), session.get_one(Item, row.item_id).person_id
    session.delete(row)
    session.flush()
    if person:  # a file may have said the same meanwhile
        reenter(session, [person])
        enter_again_last(session, {person})
    _reindex(session, touched)


def _remove_entered(session: Session, row: Rectified) -> None:
    for table, number in row.entered.items():
        names = table == PersonName.__tablename__
        brought = session.get(PersonName, number) if names else session.get(Identifier, number)
        if brought and brought.item_id == row.item_id:
            session.delete(brought)


def _refuse_unfit(session: Session, item: Item, what: Concept | None, right: str, day: date) -> None:
    if what is None:
        return
    if what.id == "born":
        born = value(what, right)
        try:
            birth = date.fromisoformat(born)
        except ValueError:
            raise Refused(f"'{right[:20]}' is not a valid date. Write it like 14/03/1984 or 1984-03-14.") from None
        if birth > day:
            raise Refused(f"The date of birth '{right[:20]}' is in the future. Check it.")
    if what.id in STRONG:
        number = normalised(what.id, right)
        if number is None:
            raise Refused(f"'{right[:20]}' is not a valid {LABEL[what.id]}. Check it.")
        held = select(Identifier).where(Identifier.kind == what.id, Identifier.value == number)
        if any(one.person_id != item.person_id for one in session.exec(held)):
            raise Refused(
                f"That {LABEL[what.id]} is held for someone else. First settle which of the two people it "
                "belongs to, or the next import would merge them."
            )


def _enter(session: Session, item: Item, what: Concept, right: str) -> dict[str, int]:
    """Add a right name, number or date of birth to the register, so that searches and later files match it."""
    person, number = item.person_id, database.number(item.id)
    if what.id in NAMES:
        parts, now = dict.fromkeys(NAMES, ""), right_values(session, [item])
        for _, field, text in item.fields():
            meant = concept(item.kind, field)
            if meant and meant.id in NAMES:
                parts[meant.id] = parts[meant.id] or now.get((number, field), text)
        spoken = parts["full"] or " ".join(parts[part] for part in NAMES[1:4] if parts[part])
        called, key = Name(**parts), " ".join(words(spoken))
        new: PersonName | Identifier = PersonName(person_id=person, item_id=number, **called._asdict(), key=key)
    elif what.id in (*STRONG, "email", "born", "postcode"):
        compared = value(what, right) if what.id == "born" else normalised(what.id, right)
        if compared is None:
            return {}
        new = Identifier(person_id=person, item_id=number, kind=what.id, value=compared, raw=right)
    else:
        return {}
    session.add(new)
    session.flush()
    return {str(new.__tablename__): database.number(new.id)}


def holds(row: Rectified, origin: Item, item: Item, name: str, text: str) -> bool:
    """Whether a rectification made on `origin` applies to that field of a record, which says `text`."""
    if item.id != origin.id and (item.person_id is None or item.person_id != origin.person_id):
        return False
    if (item.kind, name) == (origin.kind, row.field):
        return " ".join(text.split()).casefold() == " ".join(row.was.split()).casefold()
    what, theirs = concept(origin.kind, row.field), concept(item.kind, name)
    return bool(what and what == theirs and what.own and value(what, text) == value(what, row.was))


def _origins(session: Session, items: Sequence[Item]) -> list[tuple[Rectified, Item]]:
    """The rectifications that may apply to these records, oldest first, each with the record it was made on."""
    if session.exec(select(Rectified.id).limit(1)).first() is None:
        return []
    people = {item.person_id for item in items} - {None}
    rows = select(Rectified, Item).join(Item, col(Item.id) == Rectified.item_id).order_by(col(Rectified.id))
    numbers = {item.id for item in items}
    return [(row, item) for row, item in session.exec(rows) if item.person_id in people or item.id in numbers]


def rows_of(session: Session, items: Sequence[Item]) -> dict[Key, Rectified]:
    """The rectification in force for each corrected field of these records, by item and field."""
    in_force: dict[Key, Rectified] = {}
    origins = _origins(session, items)
    for item in items if origins else ():
        for _, name, text in item.fields():
            for row, origin in origins:
                if holds(row, origin, item, name, text):
                    in_force[database.number(item.id), name] = row
    return in_force


def right_values(session: Session, items: Sequence[Item]) -> dict[Key, str]:
    """The right values of these records, by item and field; statements left out."""
    return {key: row.value for key, row in rows_of(session, items).items() if row.how == RIGHT}


def all_right_values(session: Session) -> dict[int, dict[str, str]]:
    """The right values in all records, by item and then by field; statements left out."""
    values: dict[int, dict[str, str]] = defaultdict(dict)
    origins = list(session.exec(select(Item).join(Rectified, col(Rectified.item_id) == Item.id).distinct()).all())
    alone = [[item] for item in origins if item.person_id is None]
    theirs = (
        session.exec(select(Item).where(Item.person_id == person)).all()
        for person in sorted({item.person_id for item in origins if item.person_id is not None})
    )
    for items in (*alone, *theirs):
        for (item, field), right in right_values(session, items).items():
            values[item][field] = right
    return values


def rectified_births(session: Session) -> dict[int, date]:
    """The people whose date of birth was corrected, each with the right one."""
    rows = select(Rectified, Item).join(Item, col(Item.id) == Rectified.item_id).where(Rectified.how == RIGHT)
    return {
        item.person_id: date.fromisoformat(value(what, row.value))
        for row, item in session.exec(rows.order_by(col(Rectified.id))).all()
        if (what := concept(item.kind, row.field)) and what.id == "born" and item.person_id
    }


def of_person(session: Session, person: int) -> list[Rectified]:
    """Every rectification for a person, oldest first."""
    mine = select(Rectified).join(Item, col(Item.id) == Rectified.item_id).where(Item.person_id == person)
    return list(session.exec(mine.order_by(col(Rectified.id))).all())


def records_with(session: Session, row: Rectified) -> list[Item]:
    """The records a rectification applies to."""
    return list({item.id: item for item, _ in fields(session, row)}.values())


def fields(session: Session, row: Rectified) -> list[tuple[Item, str]]:
    """The fields a rectification applies to, each with its record."""
    origin = session.get_one(Item, row.item_id)
    return [
        (item, name)
        for item in session.exec(select(Item).where(_same(origin)))
        for _, name, text in item.fields()
        if holds(row, origin, item, name, text)
    ]


def _same(origin: Item) -> ColumnElement[bool]:
    """Selects the records of the same person, or only that record if it is not linked to a person."""
    if origin.person_id is None:
        return col(Item.id) == origin.id
    return col(Item.person_id) == origin.person_id


def move_to_kept_records(session: Session, going: set[int]) -> None:
    """Move rectifications from records about to be erased to another record they apply to."""
    for row in session.exec(select(Rectified).order_by(col(Rectified.id))).all():
        stays = [item for item in records_with(session, row) if item.id not in going] if row.item_id in going else []
        if stays:
            origin, item = session.get_one(Item, row.item_id), stays[-1]
            applies = ((name, text) for _, name, text in item.fields() if holds(row, origin, item, name, text))
            row.item_id, (row.field, row.was) = database.number(item.id), next(applies)
            session.add(row)
    session.flush()


def enter_again_last(session: Session, people: set[int]) -> None:
    """Enter the right names and numbers of these people again, after those of their records: the last entered are
    the ones shown."""
    rows = select(Rectified, Item).join(Item, col(Item.id) == Rectified.item_id).where(Rectified.how == RIGHT)
    for row, item in session.exec(rows.order_by(col(Rectified.id))).all():
        if item.person_id in people and (what := concept(item.kind, row.field)):
            _remove_entered(session, row)
            row.entered = _enter(session, item, what, row.value)
            session.add(row)
    session.flush()


def reindex_person(session: Session, person: int) -> None:
    """Index the right words of a person's records again, after a merge or a split."""
    if of_person(session, person):
        _reindex(session, list(session.exec(select(Item).where(Item.person_id == person)).all()))


def _reindex(session: Session, items: Sequence[Item]) -> None:
    """Index these records' words, and the right words beside them."""
    right: dict[int, list[str]] = defaultdict(list)
    for (item, _), row in rows_of(session, items).items():
        right[item].append(row.value)
    numbered = [(database.number(item.id), item.segments) for item in items]
    index.reindex(session, [(number, segments, right[number]) for number, segments in numbered])


def arrived(session: Session, source: Source) -> list[Fault]:
    """The old values that a file just imported still has, with its lines; its records are indexed by the right words.

    A value that HR has corrected in the meantime is left out.
    """
    repeated: dict[tuple[int, str], None] = {}
    touched = {}
    for row, origin in _all(session):
        seen = select(Item, Sighting.line).join(Sighting, col(Sighting.item_id) == Item.id)
        for item, line in session.exec(seen.where(Sighting.source_id == source.id, _same(origin))):
            for _, name, text in item.fields():
                if row.how == RIGHT and holds(row, origin, item, name, text):
                    touched[item.id] = item
                    repeated[line, f"{name} was {words_of(row)}: this file still has the old value"] = None
    _reindex(session, list(touched.values()))
    return [Fault(line, what) for line, what in repeated]


def _all(session: Session) -> Iterable[tuple[Rectified, Item]]:
    newest = select(func.max(Rectified.id)).group_by(col(Rectified.item_id), col(Rectified.field))
    rows = select(Rectified, Item).join(Item, col(Item.id) == Rectified.item_id).where(col(Rectified.id).in_(newest))
    return session.exec(rows.order_by(col(Rectified.id))).all()


def words_of(row: Rectified) -> str:
    """What was done, when, and for which case: "rectified on 12/11/2026 (RR-2026-0001)"."""
    return f"{row.how} on {row.day:%d/%m/%Y}" + (f" ({row.reference})" if row.reference else "")


@dataclass(frozen=True, slots=True)
class ValueBeside:
    """What is shown beside the source's value of a field that was corrected or completed."""

    how: Correction
    value: str
    meaning: str | None
    """What a coded value means."""
    said: str
    """What was done, when, and for which case."""


def value_beside(row: Rectified, kind: str) -> ValueBeside:
    """What is shown beside the source's value."""
    meaning = codes.meaning(kind, row.field, row.value) if row.how == RIGHT else None
    return ValueBeside(row.how, row.value, meaning, words_of(row))
