"""The register searched while you type: names and numbers first, then words in any field, each with its reason."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, NotNullable
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from casework.people.register import (
    LABEL,
    HeldNumbers,
    Identifier,
    Person,
    PersonLine,
    PersonName,
    full_name,
    person_lines,
)
from casework.records import index
from casework.records.intake import codes
from casework.records.items import Item, Source, listed
from casework.rights import restriction
from casework.rights.rectification import rows_of
from casework.text.batches import batches
from casework.text.canonical import words
from casework.text.identifiers import as_typed
from casework.text.nicknames import short_forms
from casework.vault.database import number

NEWEST = 1000
"""How many records, newest first, are searched for words in their fields; `more` says that there are others."""
FEW = 50
"""If fewer people have the name typed, those with a forename it is short for come after them."""
SHORTEST = 3
"""The least letters of a word searched for in fields: nearly every record has a shorter one."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person in the register, or a record not linked to one, as a line of a look-up."""

    person: int | None
    """None for a record not linked to a person."""
    item: int | None
    """The number of such a record."""
    name: str
    names: list[str]
    born: date | None
    identifiers: HeldNumbers
    records: int
    why: str
    restricted: str | None


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """One page of a look-up."""

    total: int
    more: bool
    """Whether only the newest records were searched for words in fields."""
    people: list[FoundPerson]


def look_up(session: Session, typed: str, offset: int = 0, limit: int = 200) -> FoundPeople:
    """People with every word typed beginning a name or number, then those with a record that has all the words.

    If the first are few, people with a forename that a word typed is short for come after them. Records not linked to
    a person come last.
    """
    folded = words(typed)
    people = list(session.exec(_by_name_or_number(typed, folded)).all())
    if len(people) < FEW and any(map(short_forms, folded)):
        more = session.exec(_by_name_or_number(typed, folded, short_forms)).all()
        people += [person for person in more if person not in people]
    page = people[offset : offset + limit]
    hits = [_Hit(person, None, why) for person, why in zip(page, _why(session, page, typed, folded), strict=True)]
    if not folded or max(map(len, folded)) < SHORTEST:
        return FoundPeople(len(people), False, _lines(session, hits))
    items, known = index.newest(session, folded, NEWEST), set(people)
    records = [(person, item) for person, item in _whose(session, items) if person not in known]
    at = max(offset - len(people), 0)
    hits += _fields(session, records[at : at + limit - len(page)], folded)
    return FoundPeople(len(people) + len(records), len(items) == NEWEST, _lines(session, hits))


class _Hit(NamedTuple):
    """A person, or a record not linked to one, and why it was found."""

    person: int | None
    item: int | None
    why: str


def _lines(session: Session, hits: list[_Hit]) -> list[FoundPerson]:
    known = {one.person: one for one in person_lines(session, [hit.person for hit in hits if hit.person])}
    marks = restriction.everyone(session)
    return [
        _somebody(known[hit.person], hit.why, marks.get(hit.person)) if hit.person else _nobody(session, hit)
        for hit in hits
    ]


def _somebody(one: PersonLine, why: str, mark: restriction.Restriction | None) -> FoundPerson:
    return FoundPerson(
        person=one.person,
        item=None,
        name=one.name,
        names=one.names,
        born=one.born,
        identifiers=one.identifiers,
        records=one.records,
        why=why,
        restricted=restriction.words_of(mark) if mark else None,
    )


def _nobody(session: Session, hit: _Hit) -> FoundPerson:
    called = [full_name(name) for name in session.exec(select(PersonName).where(PersonName.item_id == hit.item))]
    return FoundPerson(
        person=None,
        item=hit.item,
        name=called[-1] if called else "(a record without a name)",
        names=called,
        born=None,
        identifiers=HeldNumbers([], [], [], []),
        records=1,
        why=hit.why,
        restricted=None,
    )


def _by_name_or_number(
    typed: str, folded: list[str], other: Callable[[str], Iterable[str]] = lambda word: ()
) -> SelectOfScalar[int]:
    query = select(NotNullable(col(Person.id))).where(col(Person.merged_into).is_(None)).order_by(col(Person.id))
    by_words = []
    for word in folded:
        named = or_(
            col(PersonName.key).startswith(word),
            col(PersonName.key).contains(f" {word}"),
            *(col(PersonName.key).startswith(f"{name} ") for name in other(word)),
        )
        by_name = select(PersonName.person_id).where(named)
        by_number = select(Identifier.person_id).where(_begins(word))
        by_words.append(or_(col(Person.id).in_(by_name), col(Person.id).in_(by_number)))
    if len(folded) > 1 or as_typed(typed) != typed:  # a number as people write it, with spaces or with its last letter
        spaced = col(Person.id).in_(select(Identifier.person_id).where(_begins(as_typed(typed))))
        return query.where(or_(and_(*by_words), spaced)) if as_typed(typed) else query.where(*by_words)
    return query.where(*by_words)


def _begins(word: str) -> ColumnElement[bool]:
    """Numbers are kept in capitals without leading zeros, addresses in small letters."""
    forms = dict.fromkeys((word, word.upper(), word.upper().lstrip("0") or word))
    return or_(*(col(Identifier.value).between(form, form + "\U0010ffff") for form in forms))


def _why(session: Session, people: list[int], typed: str, folded: list[str]) -> list[str]:
    """For each person, the names and numbers that match the words."""
    if not folded:
        return [""] * len(people)
    why: dict[int, list[str]] = defaultdict(list)
    whole, as_one = dict[int, str](), as_typed(typed)
    called = frozenset().union(*map(short_forms, folded))
    names = select(PersonName).where(col(PersonName.person_id).in_(people)).order_by(col(PersonName.id))
    for name in session.exec(names):
        parts = name.key.split()
        if any(part.startswith(word) for word in folded for part in parts) or called & {*parts[:1]}:
            why[number(name.person_id)].append(f"name {full_name(name)}")
    starts = tuple(form for word in folded for form in (word, word.lstrip("0") or word))
    numbers = select(Identifier).where(col(Identifier.person_id).in_(people)).order_by(col(Identifier.id))
    for identifier in session.exec(numbers):
        reason, plain = f"{LABEL[identifier.kind]} {identifier.raw}", identifier.value.casefold()
        whose = number(identifier.person_id)
        if as_one and plain.startswith((as_one, as_one.lstrip("0") or as_one)):
            whole[whose] = reason
        elif plain.startswith(starts):
            why[whose].append(reason)
    return [whole.get(person) or "; ".join(dict.fromkeys(why[person])) for person in people]


def _whose(session: Session, items: list[int]) -> list[tuple[int | None, int]]:
    """The people of these records, each with the newest one, then the records not linked to a person."""
    visible = {source.id for source in listed(session)}
    owners: dict[int, tuple[int | None, int]] = {}
    for some in batches(items):
        rows = select(NotNullable(col(Item.id)), Item.person_id, Item.source_id).where(col(Item.id).in_(some))
        owners |= {item: (person, source) for item, person, source in session.exec(rows)}
    first: dict[tuple[int, int], tuple[int | None, int]] = {}
    for item in items:
        person, source = owners[item]
        if source in visible:
            first.setdefault((0, person) if person else (1, item), (person, item))
    return sorted(first.values(), key=lambda one: one[0] is None)


def _fields(session: Session, records: list[tuple[int | None, int]], folded: list[str]) -> Iterator[_Hit]:
    """For each record, the fields that match the words."""
    listed_items = select(Item).where(col(Item.id).in_([item for _, item in records]))
    items = {number(item.id): item for item in session.exec(listed_items)}
    sources = {source.id: source for source in session.exec(select(Source))}
    right = rows_of(session, list(items.values()))
    for person, of in records:
        item, best = items[of], []
        for _, name, text in item.fields():
            row = right.get((of, name))
            for shown in (row.value, text) if row else (text,):
                stand = words(shown)
                count = sum(any(part.startswith(word) for part in stand) for word in folded)
                best.append((count, f"{codes.label(item.kind, name)} '{_excerpt(shown, folded)}'"))
        most = max(count for count, _ in best)
        reasons = [part for count, part in best if count == most]
        yield _Hit(person, of, f"{', '.join(reasons[:2])}, in {sources[item.source_id].title}")


def _excerpt(text: str, folded: list[str]) -> str:
    """A text, from a little before the first of the words."""
    listed = text.split()
    at = next((n for n, word in enumerate(listed) if any(w.startswith(tuple(folded)) for w in words(word))), 0)
    rest = " ".join(listed[max(at - 2, 0) :])
    return ("... " if at > 2 else "") + (rest if len(rest) <= 60 else f"{rest[:56]} ...")
