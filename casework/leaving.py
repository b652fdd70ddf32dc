"""What becomes of a person's entry in the register once records of theirs are erased."""

import json

from sqlalchemy import delete
from sqlmodel import Session, select

from casework.items import Item
from casework.people import Identifier, Person, PersonName, marked


def without(session: Session, person: int) -> bool:
    """Bring a person's entry into line with the records they still have, after others of theirs were erased.

    A name or number that came with an erased record went with it: what another record gives as well is entered again.
    Where no record is left the person goes too, with every entry that led to them; answers whether that is so.
    """
    left = session.exec(select(Item.id, Item.marks).where(Item.person_id == person).order_by(Item.id)).all()
    if not left:
        for table in (PersonName, Identifier):
            session.exec(delete(table).where(table.person_id == person))
        _erase_entries(session, [person])
        return True
    known = set(session.exec(select(Identifier.kind, Identifier.value).where(Identifier.person_id == person)).all())
    called = set(session.exec(select(PersonName.key).where(PersonName.person_id == person)).all())
    for item, marks in left:
        keys, names = marked(json.loads(marks))
        for kind, value, raw in keys:
            if (kind, value) not in known:
                known.add((kind, value))
                session.add(Identifier(person_id=person, item_id=item, kind=kind, value=value, raw=raw))
        for title, forename, middle, surname, full, key in names:
            if key and key not in called:
                called.add(key)
                whole = {"title": title, "forename": forename, "middle": middle, "surname": surname, "full": full}
                session.add(PersonName(person_id=person, item_id=item, key=key, **whole))
    session.flush()
    return False


def _erase_entries(session: Session, gone: list[int]) -> None:
    while gone:
        merged = session.exec(select(Person.id).where(Person.merged_into.in_(gone))).all()
        session.exec(delete(Person).where(Person.id.in_(gone)))
        gone = list(merged)
