"""What becomes of people's entries in the register once records of theirs are erased."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import delete
from sqlmodel import Session, select

from casework.items import Item
from casework.people import Identifier, Person, PersonName, marked

CHUNK = 900


def without(session: Session, persons: Iterable[int]) -> tuple[set[int], set[int]]:
    """Bring people's entries into line with the records they still have, after others of theirs were erased.

    A name or number that came with an erased record went with it: what another record gives as well is entered again.
    Who has no record left goes too, with every entry that led to them; answers who that is, and with those entries.
    """
    gone: set[int] = set()
    for some in chunks(persons):
        left: dict[int, list[tuple[int, str]]] = defaultdict(list)
        held = select(Item.person_id, Item.id, Item.marks).where(Item.person_id.in_(some)).order_by(Item.id)
        for person, item, marks in session.execute(held):
            left[person].append((item, marks))
        _enter_again(session, left)
        gone |= set(some) - left.keys()
    for some in chunks(gone):
        for table in (PersonName.__table__, Identifier.__table__):
            session.connection().execute(delete(table).where(table.c.person_id.in_(some)))
    return gone, _erase_entries(session, gone)


def chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in order, in pieces a statement can name."""
    listed = sorted(numbers)
    for at in range(0, len(listed), CHUNK):
        yield listed[at : at + CHUNK]


def _enter_again(session: Session, left: dict[int, list[tuple[int, str]]]) -> None:
    numbers = select(Identifier.person_id, Identifier.kind, Identifier.value).where(Identifier.person_id.in_(left))
    names = select(PersonName.person_id, PersonName.key).where(PersonName.person_id.in_(left))
    known = {tuple(row) for query in (numbers, names) for row in session.execute(query)}
    for person, records in left.items():
        for item, marks in records:
            keys, called = marked(json.loads(marks))
            for kind, value, raw in keys:
                if (person, kind, value) not in known:
                    known.add((person, kind, value))
                    session.add(Identifier(person_id=person, item_id=item, kind=kind, value=value, raw=raw))
            for title, forename, middle, surname, full, key in called:
                if key and (person, key) not in known:
                    known.add((person, key))
                    whole = {"title": title, "forename": forename, "middle": middle, "surname": surname, "full": full}
                    session.add(PersonName(person_id=person, item_id=item, key=key, **whole))
    session.flush()


def _erase_entries(session: Session, gone: set[int]) -> set[int]:
    table, every = Person.__table__, set[int]()
    while gone:
        every |= gone
        merged: set[int] = set()
        for some in chunks(gone):
            merged |= set(session.exec(select(Person.id).where(Person.merged_into.in_(some))).all())
            session.connection().execute(delete(table).where(table.c.id.in_(some)))
        gone = merged
    return every
