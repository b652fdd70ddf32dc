"""Merging two entries of the register that are one person, and splitting them again exactly.

The facts of a merge list the records of each side, so that a split can give each its own back. Records that came after
the merge go to the side that their numbers belong to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select, update

from casework import Refused, Remedy
from casework.disclosure.decisions import Decision, DecisionCopy
from casework.law.grounds import NOT_THEIRS
from casework.people import register
from casework.people.pair_decisions import DIFFERENT, PairDecision, different
from casework.people.pairs import PersonEntry, record_entry
from casework.people.register import STRONG, Identifier, Merge, Person, PersonName
from casework.records.contents import marks_in
from casework.records.items import Item
from casework.rights import rectification
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.vault.database import number


@dataclass(frozen=True, slots=True)
class MovedDecisions:
    """What a merge did to decisions: all those on the records of both, before and after."""

    before: tuple[DecisionCopy, ...] = ()
    after: tuple[DecisionCopy, ...] = ()
    others: "MovedDecisions | None" = None
    """Those of other people's cases on the records of both; None if records not linked to a person were merged."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "MovedDecisions":
        """The decisions in the facts of a merge; none if they were erased with their record or case."""
        before, after = (tuple(map(DecisionCopy.read, facts.get(told, ()))) for told in ("before", "after"))
        return cls(before, after, cls.read(facts["others"]) if "others" in facts else None)

    @property
    def rows(self) -> tuple[DecisionCopy, ...]:
        """All these decisions."""
        return (*self.before, *self.after, *(self.others.rows if self.others else ()))

    def facts(self) -> dict[str, object]:
        """What the history records of them."""
        told: dict[str, object] = {"before": _dumped(self.before), "after": _dumped(self.after)}
        return told | {"others": self.others.facts()} if self.others else told


class EarlierDecision(NamedTuple):
    """An earlier decision on a pair."""

    one: int
    other: int
    record: bool
    said: str


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A decision on a pair, and the earlier ones that an undo brings back."""

    one: int
    other: int
    record: bool
    """Whether `other` is a record not linked to a person."""
    said: str | None
    """`different` or `later`; None if the decision was removed."""
    before: tuple[EarlierDecision, ...]
    items: tuple[int, ...] = ()
    """The records not linked to a person, if `other` is one."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "DecidedPair":
        """The decision in the facts of an act."""
        before = tuple(EarlierDecision(**row) for row in facts["before"])
        return cls(**facts["made"], said=facts.get("said"), before=before, items=tuple(facts.get("items", ())))

    def made(self) -> dict[str, object]:
        """The pair, as the history records it."""
        return {"one": self.one, "other": self.other, "record": self.record}

    def facts(self) -> dict[str, object]:
        """What the history records of it."""
        told: dict[str, object] = {"made": self.made(), "said": self.said}
        told["before"] = [row._asdict() for row in self.before]
        return told | (
            {"person": [self.one], "items": self.items} if self.record else {"person": [self.one, self.other]}
        )


def entry(session: Session, reference: str) -> PersonEntry:
    """The person with that number or, with an r before it, the records not linked to a person."""
    figures = reference.removeprefix("r")
    if figures.isdecimal() and int(figures) < 2**63:
        if reference != figures and (loose := record_entry(session, int(figures))):
            return loose
        if reference == figures and session.get(Person, int(figures)) is not None:
            return PersonEntry(register.root(session, int(figures)))
    raise Refused(
        f"{reference[:20]} is not in the register as a person or as a record not linked to a person.",
        Remedy.list_pairs,
    )


def pair_of(session: Session, one: str, other: str) -> tuple[PersonEntry, PersonEntry]:
    """Two entries to be merged or kept apart, the person to be kept first. Raises Refused if they are not a pair."""
    sides = sorted((entry(session, one), entry(session, other)), key=lambda side: (side.record, side.number))
    if sides[0].record:
        raise Refused("Both are records not linked to a person. Choose a person as one of the two.")
    if sides[0].number == sides[1].number and not sides[1].record:
        raise Refused(f"{one} and {other} are already one person.", Remedy.split_person, one)
    return sides[0], sides[1]


def merge_entries(session: Session, kept: PersonEntry, gone: PersonEntry) -> tuple[Merge, MovedDecisions]:
    """Make two entries one person; returns the merge, and what it did to decisions.

    Raises Refused if they were marked as different people.
    """
    if marked_different(session, kept, gone):
        raise Refused(
            f"You marked {kept.reference} and {gone.reference} as different people. Undo that first.",
            Remedy.undo_different,
            f"{kept.reference} {gone.reference}",
        )
    if gone.record:
        return _join_record(session, kept.number, gone)
    merged = register.merge(session, gone.number, kept.number)
    rectification.reindex_person(session, kept.number)
    return merged, combine_decisions(session, merged)


def _join_record(session: Session, person: int, record: PersonEntry) -> tuple[Merge, MovedDecisions]:
    _give(session, record.items, person)
    rectification.reindex_person(session, person)
    return Merge(None, person, tuple(record.items)), decide_again(session, record.items, person)


def _give(session: Session, items: list[int], person: int | None) -> None:
    """Give these records, with their names and identifiers, to a person."""
    session.exec(update(Item).where(col(Item.id).in_(items)).values(person_id=person))
    for table in (PersonName, Identifier):
        session.exec(update(table).where(col(table.item_id).in_(items)).values(person_id=person))


def marked_different(session: Session, one: PersonEntry, other: PersonEntry) -> bool:
    """Whether the two, or entries merged with them since, were marked as different people."""
    if other.record:
        decided = select(PairDecision.one).where(
            PairDecision.record, col(PairDecision.other).in_(other.items), PairDecision.said == DIFFERENT
        )
        return one.number in {register.root(session, person) for person in session.exec(decided)}
    pairs = ({register.root(session, a), register.root(session, b)} for a, b in different(session))
    return {one.number, other.number} in pairs


def is_in_force(session: Session, merge: Merge) -> bool:
    """Whether a merge has not been undone."""
    if merge.gone is None:
        theirs = col(Item.id).in_(merge.items_of_gone), Item.person_id == register.root(session, merge.kept)
        return session.exec(select(Item.id).where(*theirs)).first() is not None
    gone = session.get(Person, merge.gone)
    return bool(gone and gone.merged_into == merge.kept)


def involves(session: Session, merge: Merge, reference: str) -> bool:
    """Whether a merge in force gave this entry up, or merged another into it."""
    wanted = int(reference.removeprefix("r"))
    if reference.startswith("r"):
        return merge.gone is None and wanted in merge.items_of_gone
    if register.root(session, wanted) != wanted:
        return merge.gone == wanted
    return register.root(session, merge.kept) == wanted


def combine_decisions(session: Session, merge: Merge) -> MovedDecisions:
    """Give the decisions made for a second entry of a person to the entry that was kept, each once.

    If both decided the same item of a case differently, it must be decided again. So must 'not this person's data' on
    a record that is now theirs: neither may leave a record out unseen. Returns all their decisions before and after,
    and as `others` those of other people's cases on the records of both.
    """
    gone, kept = number(merge.gone), merge.kept
    others = decide_again(session, [*merge.items_of_gone, *merge.items_of_kept], kept, but={kept, gone})
    before = tuple(map(DecisionCopy.of, (*_of(session, kept), *_of(session, gone))))
    mine = {(row.reference, row.key): row for row in _of(session, kept)}
    again = set()
    for row in _of(session, gone):
        theirs_too = mine.get((row.reference, row.key))
        if theirs_too is None:
            session.add(DecisionCopy.of(row)._replace(person_id=kept).again())
        elif (theirs_too.decision, theirs_too.exemption) != (row.decision, row.exemption):
            again.add((row.reference, row.item_id))
        session.delete(row)
    session.flush()
    theirs = set(session.exec(select(Item.id).where(Item.person_id == kept)).all())
    in_force = _of(session, kept)
    again |= {
        (row.reference, row.item_id)
        for row in in_force
        if not row.field and row.exemption == NOT_THEIRS and row.item_id in theirs
    }
    for row in in_force:  # with its fields: a redacted field alone would disclose the rest
        if (row.reference, row.item_id) in again:
            session.delete(row)
    session.flush()
    return MovedDecisions(before, tuple(map(DecisionCopy.of, _of(session, kept))), others)


Group = tuple[str, int, int]
"""A case, its data subject and a record: the decisions on the record and its fields stay or go together."""


def decide_again(session: Session, items: Iterable[int], person: int, but: Collection[int] = ()) -> MovedDecisions:
    """Remove the decisions that depended on whose these records were, now that they are this person's.

    In the person's own cases that is 'not this person's data', which would leave a record out unseen. In other people's
    cases it is everything else, which would give this person's data away. Decisions made for `but` stay. Returns all
    decisions on these records before and after.
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
    """Restore the decisions on records that a split takes from a person, as they were before the merge.

    A decision made since goes with the record, unless it is 'not this person's data'.
    """
    now = _on(session, items, but)
    before, after = _told(session, moved.before), _told(session, moved.after)
    for group in now.keys() | before.keys():
        in_force = now.get(group, [])
        copies = [DecisionCopy.of(row) for row in in_force]
        if group[2] not in items or copies == before.get(group, []):
            continue
        if copies == after.get(group, []):
            _drop(session, in_force)
            session.add_all(row.again() for row in before.get(group, []))
        elif not _is_apart(in_force):
            _drop(session, in_force)
    session.flush()


def _told(session: Session, rows: Iterable[DecisionCopy]) -> dict[Group, list[DecisionCopy]]:
    """The decisions in the facts of a merge, each for the person that its own person is part of now."""
    found: dict[Group, list[DecisionCopy]] = defaultdict(list)
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


def _stood(groups: dict[Group, list[Decision]]) -> tuple[DecisionCopy, ...]:
    return tuple(DecisionCopy.of(row) for rows in groups.values() for row in rows)


def _dumped(rows: Iterable[DecisionCopy]) -> list[dict[str, object]]:
    return [row.again().model_dump() for row in rows]


def _of(session: Session, person: int) -> list[Decision]:
    return list(session.exec(select(Decision).where(Decision.person_id == person)).all())


def split(session: Session, merge: Merge, moved: MovedDecisions, later: Iterable[Merge] = ()) -> None:
    """Undo a merge and what it did to decisions: every record, name, number and binding goes back to its person.

    `later` are the merges in force that were made since: what they brought to the person stays.
    """
    now, gone = register.root(session, merge.kept), merge.gone
    if gone:
        session.exec(update(Person).where(col(Person.id) == gone).values(merged_into=None))
    path = _path(session, merge)
    elsewhere = {item for one in later if one.gone not in path for item in one.items_of_gone}
    mine = set(merge.items_of_gone) - elsewhere
    theirs = select(Item.id).where(col(Item.id).in_(mine), Item.person_id == now)
    going = [number(item) for item in session.exec(theirs)]
    _give(session, going, gone)
    if gone:
        _sort_later(session, merge, now)
        _restore_decisions(session, moved, now, gone)
        _decided_before(session, moved.others or MovedDecisions(), records_of(session, [now, gone]), but={now, gone})
    else:
        _decided_before(session, moved, going)
    session.expire_all()
    both = {now, gone} if gone else {now}
    register.reenter(session, both)
    rectification.enter_again_last(session, both)
    for person in sorted(both):
        rectification.reindex_person(session, person)


def _path(session: Session, merge: Merge) -> set[int]:
    """The entry given up, and the entries it was merged into, one after the other."""
    path: set[int] = {merge.gone} if merge.gone else set()
    person: int | None = merge.kept
    while person:
        path.add(person)
        person = session.get_one(Person, person).merged_into
    return path


def _sort_later(session: Session, merge: Merge, kept: int) -> None:
    """Records that came after the merge go to the entry given up if their numbers are only its own."""
    gone, known = merge.gone, {*merge.items_of_gone, *merge.items_of_kept}
    rows = session.exec(select(Item.id, Item.marks).where(Item.person_id == kept).order_by(col(Item.id))).all()
    later = {number(item): register.identity_of(marks_in(marks)) for item, marks in rows if item not in known}
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
    """Restore the decisions, except those made since: these go with the case, and must be made again if the record
    is no longer its data subject's."""
    before = moved.before
    after = {row.place: row for row in moved.after}
    held = session.exec(select(Decision).where(Decision.person_id == kept))
    now = {row.place: row for row in map(DecisionCopy.of, held)}
    as_left = {place: row._replace(person_id=kept) for place, row in after.items()}
    since = {place for place in after.keys() | now.keys() if as_left.get(place) != now.get(place)}
    touched = {row.place for row in before} | since
    for one in session.exec(select(Decision).where(col(Decision.person_id).in_([kept, gone]))).all():
        if DecisionCopy.of(one).place in touched:
            session.delete(one)
    session.flush()
    theirs = [row for row in before if row.place not in since]
    restored = [row._replace(person_id=gone if row.person_id == gone else kept) for row in theirs]
    newer = [now[place] for place in since & now.keys()]
    about = dict(session.exec(select(Request.reference, Request.person_id)).all())
    records = col(Item.id).in_([row.item_id for row in newer])
    whose = dict(session.exec(select(Item.id, Item.person_id).where(records)).all())
    for row in newer:
        bound = about.get(row.reference)
        person = register.root(session, bound) if bound else kept
        if whose.get(row.item_id) not in {kept, gone} - {person}:
            restored.append(row._replace(person_id=person))
    session.add_all(row.again() for row in restored)
    session.flush()


def save_pair_decision(session: Session, one: PersonEntry, other: PersonEntry, decision: str | None) -> DecidedPair:
    """Save the decision on a pair (`different`, `later`; None removes it). Returns what an undo needs."""
    rows = [row for row in session.exec(select(PairDecision)) if _is_of(session, row, one, other)]
    before = tuple(EarlierDecision(row.one, row.other, row.record, row.said) for row in rows)
    for row in rows:
        session.delete(row)
    session.flush()
    if decision:
        session.add(PairDecision(one=one.number, other=other.number, record=other.record, said=decision))
    return DecidedPair(one.number, other.number, other.record, decision, before, tuple(other.items))


def _is_of(session: Session, row: PairDecision, one: PersonEntry, other: PersonEntry) -> bool:
    if row.record or other.record:
        return (
            row.record and other.record and row.other in other.items and register.root(session, row.one) == one.number
        )
    return {register.root(session, row.one), register.root(session, row.other)} == {one.number, other.number}


def undo_pair_decision(session: Session, pair: DecidedPair) -> None:
    """Undo a decision on a pair: the one before is in force again."""
    if made := session.get(PairDecision, (pair.one, pair.other, pair.record)):
        session.delete(made)
        session.flush()
    for row in pair.before:
        session.merge(PairDecision(**row._asdict()))


def cases(session: Session, people_: set[int], items: Iterable[int] = ()) -> list[str]:
    """The open cases that are about one of these people now, or decide on one of these records."""
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
