"""Joining two entries of the register that are one person, and splitting them again, exactly.

The facts of a join name the records of either side as they were: a split gives each its own back. What came while
they were one goes where its numbers say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select, update

from casework import Refused, Remedy
from casework.disclosure.decisions import Decision, Stood
from casework.law.grounds import NOT_THEIRS
from casework.people import register
from casework.people.pair_decisions import DIFFERENT, Namesake, different
from casework.people.pairs import Entry, record_entry
from casework.people.register import STRONG, Identifier, Join, Person, PersonName
from casework.records.contents import marks_in
from casework.records.items import Item
from casework.rights import rectification
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.vault.database import number


@dataclass(frozen=True, slots=True)
class MovedDecisions:
    """What a join did to decisions: all of them on the records of both, before and after."""

    before: tuple[Stood, ...] = ()
    after: tuple[Stood, ...] = ()
    others: "MovedDecisions | None" = None
    """Those of other people's cases on the records of both; None where records that joined nobody were joined."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "MovedDecisions":
        """What the facts of a join tell; nothing where that was erased with a record or a case it was about."""
        before, after = (tuple(map(Stood.read, facts.get(told, ()))) for told in ("before", "after"))
        return cls(before, after, cls.read(facts["others"]) if "others" in facts else None)

    @property
    def rows(self) -> tuple[Stood, ...]:
        """All of them."""
        return (*self.before, *self.after, *(self.others.rows if self.others else ()))

    def facts(self) -> dict[str, object]:
        """What the history is told of them."""
        told: dict[str, object] = {"before": _dumped(self.before), "after": _dumped(self.after)}
        return told | {"others": self.others.facts()} if self.others else told


class SaidBefore(NamedTuple):
    """What an officer had said of a pair."""

    one: int
    other: int
    record: bool
    said: str


@dataclass(frozen=True, slots=True)
class SaidOfPair:
    """What an officer said of a pair, and what an undo of it brings back."""

    one: int
    other: int
    record: bool
    """Whether `other` is a record that joined nobody."""
    said: str | None
    """`different` or `later`; None where what was said is taken back."""
    before: tuple[SaidBefore, ...]
    items: tuple[int, ...] = ()
    """The records that joined nobody, where `other` is one."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "SaidOfPair":
        """What the facts of an act tell."""
        before = tuple(SaidBefore(**row) for row in facts["before"])
        return cls(**facts["made"], said=facts.get("said"), before=before, items=tuple(facts.get("items", ())))

    def made(self) -> dict[str, object]:
        """The pair, as the history is told of it."""
        return {"one": self.one, "other": self.other, "record": self.record}

    def facts(self) -> dict[str, object]:
        """What the history is told."""
        told: dict[str, object] = {"made": self.made(), "said": self.said}
        told["before"] = [row._asdict() for row in self.before]
        return told | (
            {"person": [self.one], "items": self.items} if self.record else {"person": [self.one, self.other]}
        )


def entry(session: Session, reference: str) -> Entry:
    """The person of that number, or with an r before it the records that joined nobody. Raises Refused for none."""
    figures = reference.removeprefix("r")
    if figures.isdecimal() and int(figures) < 2**63:
        if reference != figures and (found := record_entry(session, int(figures))):
            return found
        if reference == figures and session.get(Person, int(figures)) is not None:
            return Entry(register.root(session, int(figures)))
    raise Refused(
        f"{reference[:20]} is neither a person of the register nor a record that is not linked to a person.",
        Remedy.list_pairs,
    )


def both(session: Session, one: str, other: str) -> tuple[Entry, Entry]:
    """Two entries to be joined or kept apart, the person to be kept first. Raises Refused where they are no pair."""
    found = sorted((entry(session, one), entry(session, other)), key=lambda side: (side.record, side.number))
    if found[0].record:
        raise Refused("Both are records that joined nobody: one of the two must be a person.")
    if found[0].number == found[1].number and not found[1].record:
        raise Refused(f"{one} and {other} are one person already.", Remedy.split_person, one)
    return found[0], found[1]


def join(session: Session, kept: Entry, gone: Entry) -> tuple[Join, MovedDecisions]:
    """Make two entries one person; answer the join, and what it did to decisions.

    Raises Refused where they were said to be different.
    """
    if told_different(session, kept, gone):
        raise Refused(
            f"{kept.reference} and {gone.reference} were said to be different people: take that back first "
            f"('apart {kept.reference} {gone.reference} --undo')."
        )
    if gone.record:
        return _join_record(session, kept.number, gone)
    merged = register.merge(session, gone.number, kept.number)
    rectification.index_anew(session, kept.number)
    return merged, bring_together(session, merged)


def _join_record(session: Session, person: int, record: Entry) -> tuple[Join, MovedDecisions]:
    _give(session, record.items, person)
    rectification.index_anew(session, person)
    return Join(None, person, tuple(record.items)), decide_again(session, record.items, person)


def _give(session: Session, items: list[int], person: int | None) -> None:
    """Make these records somebody's, with the names and identifiers they brought."""
    session.exec(update(Item).where(col(Item.id).in_(items)).values(person_id=person))
    for table in (PersonName, Identifier):
        session.exec(update(table).where(col(table.item_id).in_(items)).values(person_id=person))


def told_different(session: Session, one: Entry, other: Entry) -> bool:
    """Whether it was said that the two, or entries joined to them since, are different people."""
    if other.record:
        said = select(Namesake.one).where(
            Namesake.record, col(Namesake.other).in_(other.items), Namesake.said == DIFFERENT
        )
        return one.number in {register.root(session, person) for person in session.exec(said)}
    pairs = ({register.root(session, a), register.root(session, b)} for a, b in different(session))
    return {one.number, other.number} in pairs


def stands(session: Session, join: Join) -> bool:
    """Whether a join was not taken back since."""
    if join.gone is None:
        theirs = col(Item.id).in_(join.items_of_gone), Item.person_id == register.root(session, join.kept)
        return session.exec(select(Item.id).where(*theirs)).first() is not None
    gone = session.get(Person, join.gone)
    return bool(gone and gone.merged_into == join.kept)


def concerns(session: Session, join: Join, reference: str) -> bool:
    """Whether a join that stands gave this entry away, or brought another to it where it stands by itself."""
    wanted = int(reference.removeprefix("r"))
    if reference.startswith("r"):
        return join.gone is None and wanted in join.items_of_gone
    if register.root(session, wanted) != wanted:
        return join.gone == wanted
    return register.root(session, join.kept) == wanted


def bring_together(session: Session, join: Join) -> MovedDecisions:
    """Give the decisions made for a second entry of a person to the entry that was kept, and none twice.

    Where both have one on the same item of a case it must be taken again, and so must 'not this person's data' on a
    record that is now this person's: neither may leave a record out unseen. Answers all of theirs before and after,
    and as `others` those of other people's cases on the records of both.
    """
    gone, kept = number(join.gone), join.kept
    others = decide_again(session, [*join.items_of_gone, *join.items_of_kept], kept, but={kept, gone})
    before = tuple(map(Stood.of, (*_of(session, kept), *_of(session, gone))))
    mine = {(row.reference, row.key): row for row in _of(session, kept)}
    again = set()
    for row in _of(session, gone):
        both = mine.get((row.reference, row.key))
        if both is None:
            session.add(Stood.of(row)._replace(person_id=kept).again())
        elif (both.decision, both.exemption) != (row.decision, row.exemption):
            again.add((row.reference, row.item_id))
        session.delete(row)
    session.flush()
    theirs = set(session.exec(select(Item.id).where(Item.person_id == kept)).all())
    stand = _of(session, kept)
    again |= {
        (row.reference, row.item_id)
        for row in stand
        if not row.field and row.exemption == NOT_THEIRS and row.item_id in theirs
    }
    for row in stand:  # with its fields: one taken out would by itself disclose the rest
        if (row.reference, row.item_id) in again:
            session.delete(row)
    session.flush()
    return MovedDecisions(before, tuple(map(Stood.of, _of(session, kept))), others)


Group = tuple[str, int, int]
"""A case, the person it was about, and a record: what was decided of the record, with its fields, stands or goes."""


def decide_again(session: Session, items: Iterable[int], person: int, but: Collection[int] = ()) -> MovedDecisions:
    """Take back the decisions that rested on whose these records were, now that they are this person's.

    In the person's own cases that is 'not this person's data', which would leave a record out unseen; in others'
    everything else, which would give this person's data away. Those made for `but` are left alone. Answers all on
    these records before and after.
    """
    before = _on(session, items, but)
    moved = _stood(before)
    if not before:
        return MovedDecisions()
    for (_, about, _), rows in before.items():
        if _is_apart(rows) == (about == person):
            _drop(session, rows)
    return MovedDecisions(moved, _stood(_on(session, items, but)))


def _decided_before(session: Session, moved: MovedDecisions, items: Collection[int], but: Collection[int] = ()) -> None:
    """Put decisions on records that are no longer a person's back as they were before these came to be theirs.

    One taken since goes with the record, but for 'not this person's data'.
    """
    now = _on(session, items, but)
    before, after = _told(session, moved.before), _told(session, moved.after)
    for group in now.keys() | before.keys():
        stands = now.get(group, [])
        taken = [Stood.of(row) for row in stands]
        if group[2] not in items or taken == before.get(group, []):
            continue
        if taken == after.get(group, []):
            _drop(session, stands)
            session.add_all(row.again() for row in before.get(group, []))
        elif not _is_apart(stands):
            _drop(session, stands)
    session.flush()


def _told(session: Session, rows: Iterable[Stood]) -> dict[Group, list[Stood]]:
    """The decisions the facts of a join tell, each about the person its own leads to now."""
    found: dict[Group, list[Stood]] = defaultdict(list)
    for row in rows:
        about = register.root(session, row.person_id) if row.person_id else 0
        found[row.reference, about, row.item_id].append(row._replace(person_id=about))
    return found


def _on(session: Session, items: Iterable[int], but: Collection[int]) -> dict[Group, list[Decision]]:
    found: dict[Group, list[Decision]] = defaultdict(list)
    for some in batches(sorted(set(items)), 500):
        mine = col(Decision.item_id).in_(some)
        for row in session.exec(
            select(Decision).where(mine).order_by(col(Decision.field), col(Decision.segment), col(Decision.first))
        ):
            about = register.root(session, row.person_id) if row.person_id else 0
            if about not in but:
                found[row.reference, about, row.item_id].append(row)
    return found


def _is_apart(rows: list[Decision]) -> bool:
    return any(not row.field and row.exemption == NOT_THEIRS for row in rows)


def _drop(session: Session, rows: list[Decision]) -> None:
    for row in rows:
        session.delete(row)
    session.flush()


def _stood(groups: dict[Group, list[Decision]]) -> tuple[Stood, ...]:
    return tuple(Stood.of(row) for rows in groups.values() for row in rows)


def _dumped(rows: Iterable[Stood]) -> list[dict[str, object]]:
    return [row.again().model_dump() for row in rows]


def _of(session: Session, person: int) -> list[Decision]:
    return list(session.exec(select(Decision).where(Decision.person_id == person)).all())


def split(session: Session, join: Join, moved: MovedDecisions, later: Iterable[Join] = ()) -> None:
    """Take a join, and what it did to decisions, back: every record, name, number and binding is whose it was.

    `later` are the joins that stand and were made since: what came to the person by them stays.
    """
    now, gone = register.root(session, join.kept), join.gone
    if gone:
        session.exec(update(Person).where(col(Person.id) == gone).values(merged_into=None))
    path = _path(session, join)
    elsewhere = {item for one in later if one.gone not in path for item in one.items_of_gone}
    mine = set(join.items_of_gone) - elsewhere
    theirs = select(Item.id).where(col(Item.id).in_(mine), Item.person_id == now)
    going = [number(item) for item in session.exec(theirs)]
    _give(session, going, gone)
    if gone:
        _sort_later(session, join, now)
        _restore_decisions(session, moved, now, gone)
        _decided_before(session, moved.others or MovedDecisions(), records_of(session, [now, gone]), but={now, gone})
    else:
        _decided_before(session, moved, going)
    session.expire_all()
    both = {now, gone} if gone else {now}
    register.enter_again(session, both)
    rectification.stand_last(session, both)
    for person in sorted(both):
        rectification.index_anew(session, person)


def _path(session: Session, join: Join) -> set[int]:
    """The entry given up, and those it came to, one through the other."""
    path: set[int] = {join.gone} if join.gone else set()
    person: int | None = join.kept
    while person:
        path.add(person)
        person = session.get_one(Person, person).merged_into
    return path


def _sort_later(session: Session, join: Join, kept: int) -> None:
    """What came while the two were one: to the entry given up where its numbers are only theirs."""
    gone, known = join.gone, {*join.items_of_gone, *join.items_of_kept}
    rows = session.exec(select(Item.id, Item.marks).where(Item.person_id == kept).order_by(col(Item.id))).all()
    later = {number(item): register.marked(marks_in(marks)) for item, marks in rows if item not in known}
    theirs, mine = (
        {
            (kind, value)
            for item, kind, value in session.exec(
                select(Identifier.item_id, Identifier.kind, Identifier.value).where(Identifier.person_id == person)
            )
            if item not in later
        }
        for person in (gone, kept)
    )
    whose = {}
    for item, (keys, _) in later.items():
        strong = {(kind, value) for kind, value, _ in keys if kind in STRONG}
        whose[item] = gone if strong & theirs and not strong & mine else kept
    _give(session, [item for item, person in whose.items() if person == gone], gone)


def _restore_decisions(session: Session, moved: MovedDecisions, kept: int, gone: int) -> None:
    """The decisions as they were, but for those taken since: these go with the case, and are to be taken again where
    the record is no longer its person's."""

    before = moved.before
    after = {row.place: row for row in moved.after}
    held = session.exec(select(Decision).where(Decision.person_id == kept))
    now = {row.place: row for row in map(Stood.of, held)}
    as_left = {place: row._replace(person_id=kept) for place, row in after.items()}
    since = {place for place in after.keys() | now.keys() if as_left.get(place) != now.get(place)}
    touched = {row.place for row in before} | since
    for one in session.exec(select(Decision).where(col(Decision.person_id).in_([kept, gone]))).all():
        if Stood.of(one).place in touched:
            session.delete(one)
    session.flush()
    theirs = [row for row in before if row.place not in since]
    restored = [row._replace(person_id=gone if row.person_id == gone else kept) for row in theirs]
    taken = [now[place] for place in since & now.keys()]
    about = dict(session.exec(select(Request.reference, Request.person_id)).all())
    records = col(Item.id).in_([row.item_id for row in taken])
    whose = dict(session.exec(select(Item.id, Item.person_id).where(records)).all())
    for row in taken:
        bound = about.get(row.reference)
        person = register.root(session, bound) if bound else kept
        if whose.get(row.item_id) not in {kept, gone} - {person}:
            restored.append(row._replace(person_id=person))
    session.add_all(row.again() for row in restored)
    session.flush()


def say(session: Session, one: Entry, other: Entry, said: str | None) -> SaidOfPair:
    """Remember what was said of a pair (`different`, `later`; None: nothing any more); answer what an undo needs."""
    rows = [row for row in session.exec(select(Namesake)) if _is_of(session, row, one, other)]
    before = tuple(SaidBefore(row.one, row.other, row.record, row.said) for row in rows)
    for row in rows:
        session.delete(row)
    session.flush()
    if said:
        session.add(Namesake(one=one.number, other=other.number, record=other.record, said=said))
    return SaidOfPair(one.number, other.number, other.record, said, before, tuple(other.items))


def _is_of(session: Session, row: Namesake, one: Entry, other: Entry) -> bool:
    if row.record or other.record:
        return (
            row.record and other.record and row.other in other.items and register.root(session, row.one) == one.number
        )
    return {register.root(session, row.one), register.root(session, row.other)} == {one.number, other.number}


def unsay(session: Session, pair: SaidOfPair) -> None:
    """Take back what was said of a pair: what was said before stands."""
    if made := session.get(Namesake, (pair.one, pair.other, pair.record)):
        session.delete(made)
        session.flush()
    for row in pair.before:
        session.merge(Namesake(**row._asdict()))


def cases(session: Session, people_: set[int], items: Iterable[int] = ()) -> list[str]:
    """The open cases that are about one of these people, as the register stands, or decide on one of these records."""
    asked = select(Request.reference, Request.person_id).where(col(Request.outcome).is_(None))
    deciding = {name for name, _, _ in _on(session, items, ())}
    return [
        name
        for name, person in session.exec(asked).all()
        if name in deciding or (person and register.root(session, person) in people_)
    ]


def records_of(session: Session, listed: list[int]) -> list[int]:
    """The records of these people."""
    return [number(item) for item in session.exec(select(Item.id).where(col(Item.person_id).in_(listed)))]


def records(session: Session, listed: list[int]) -> dict[int, int]:
    """How many records each of these people has."""
    query = select(Item.person_id, func.count()).where(col(Item.person_id).in_(listed)).group_by(col(Item.person_id))
    return {person: count for person, count in session.exec(query) if person}
