"""What happens to people's entries in the register once their records are erased."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import Session, col, select

from casework.people.register import Identifier, Person, PersonName, reenter
from casework.text.batches import batches
from casework.vault import database


def prune_entries(session: Session, persons: Iterable[int]) -> tuple[set[int], set[int]]:
    """Match people's entries to the records they still have, after some were erased.

    A name or number that an erased record gave went with it: if another record gives it too, it is entered again. A
    person with no record left goes too. Answers those people, and the same with every entry merged into them.
    """
    removed: set[int] = set()
    for some in batches(sorted(persons)):
        removed |= set(some) - reenter(session, some)
    for some in batches(sorted(removed)):
        for table in (PersonName, Identifier):
            session.connection().execute(delete(table).where(col(table.person_id).in_(some)))
    return removed, _erase_entries(session, removed)


def _erase_entries(session: Session, removed: set[int]) -> set[int]:
    every: set[int] = set()
    while removed:
        every |= removed
        merged: set[int] = set()
        for some in batches(sorted(removed)):
            theirs = session.exec(select(Person.id).where(col(Person.merged_into).in_(some)))
            merged |= set(map(database.number, theirs))
            session.connection().execute(delete(Person).where(col(Person.id).in_(some)))
        removed = merged
    return every
