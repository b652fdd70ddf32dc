"""Merging two entries of the register that are one person, and splitting them again exactly.

The facts of a merge list the records of each side, so that a split can give each its own back. Records that came after
the merge go to the side that their numbers belong to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select, update

from casework import Refused, Remedy
from casework.disclosure.decisions import Decision, DecisionCopy
from casework.law.grounds import NOT_THEIRS
from casework.people import register
from casework.people.pair_decisions import DIFFERENT, PairDecision, different
from casework.people.pairs import PersonEntry, record_entry
from casework.people.register import STRONG, Identifier, Person, PersonName
from casework.records.contents import marks_in
from casework.records.items import Item
from casework.rights import rectification
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.vault.database import number

MergeFacts = dict[str, Any]
"""What the history records of a merge, or of a decision on a pair."""


@dataclass(frozen=True, slots=True)
class MovedDecisions:
    """What a merge did to decisions: all those on the records of both, before and after."""

    before: tuple[DecisionCopy, ...] = ()
    after: tuple[DecisionCopy, ...] = ()

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "MovedDecisions":
        """The decisions in the facts of a merge; none if they were erased with their record or case."""
        before, after = (tuple(map(DecisionCopy.read, facts.get(when, ()))) for when in ("before", "after"))
        return cls(before, after)

    @property
    def rows(self) -> tuple[DecisionCopy, ...]:
        """All these decisions."""
        return (*self.before, *self.after)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as the history has it: who was made one person, and which records were whose."""

    gone: int | None
    """The entry that was given up; None if records not linked to a person were merged."""
    kept: int
    items_of_gone: frozenset[int]
    items_of_kept: frozenset[int]
    decisions: MovedDecisions
    others: MovedDecisions
    """The same for other people's cases on the records of both."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Merge":
        """The merge in these facts."""
        decisions = facts.get("decisions") or {}
        return cls(
            gone=facts["gone"],
            kept=facts["kept"],
            items_of_gone=frozenset(facts["items_of_gone"]),
            items_of_kept=frozenset(facts.get("items_of_kept", ())),
            decisions=MovedDecisions.read(decisions),
            others=MovedDecisions.read(decisions.get("others", {})),
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


def merge_entries(session: Session, kept: PersonEntry, gone: PersonEntry) -> MergeFacts:
    """Make two entries one person. Raises Refused if they were marked as different people."""
    if marked_different(session, kept, gone):
        raise Refused(
            f"You marked {kept.reference} and {gone.reference} as different people. Undo that first.",
            Remedy.undo_different,
            f"{kept.reference} {gone.reference}",
        )
    if gone.record:
        return _join_record(session, kept.number, gone)
    facts = register.merge(session, gone.number, kept.number)
    rectification.reindex_person(session, kept.number)
    return facts | {"decisions": combine_decisions(session, facts)}


def _join_record(session: Session, person: int, record: PersonEntry) -> MergeFacts:
    _give(session, record.items, person)
    rectification.reindex_person(session, person)
    decisions = decide_again(session, record.items, person)
    return {"gone": None, "kept": person, "items_of_gone": record.items, "decisions": decisions}


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


def is_in_force(session: Session, facts: MergeFacts) -> bool:
    """Whether a merge has not been undone."""
    merge = Merge.read(facts)
    if merge.gone is None:
        theirs = col(Item.id).in_(merge.items_of_gone), Item.person_id == register.root(session, merge.kept)
        return session.exec(select(Item.id).where(*theirs)).first() is not None
    gone = session.get(Person, merge.gone)
    return bool(gone and gone.merged_into == merge.kept)


def involves(session: Session, facts: MergeFacts, reference: str) -> bool:
    """Whether a merge in force gave this entry up, or merged another into it."""
    wanted, merge = int(reference.removeprefix("r")), Merge.read(facts)
    if reference.startswith("r"):
        return merge.gone is None and wanted in merge.items_of_gone
    if register.root(session, wanted) != wanted:
        return merge.gone == wanted
    return register.root(session, merge.kept) == wanted


def combine_decisions(session: Session, facts: MergeFacts) -> MergeFacts:
    """Give the decisions made for a second entry of a person to the entry that was kept, each once.

    If both decided the same item of a case differently, it must be decided again. So must 'not this person's data' on
    a record that is now theirs: neither may leave a record out unseen. Returns all their decisions before and after,
    and as `others` those of other people's cases on the records of both.
    """
    gone, kept = int(facts["gone"]), int(facts["kept"])
    others = decide_again(session, [*facts["items_of_gone"], *facts["items_of_kept"]], kept, but={kept, gone})
    before = [row.model_dump() for row in (*_of(session, kept), *_of(session, gone))]
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
    after = [row.model_dump() for row in _of(session, kept)]
    return {"before": before, "after": after, "others": others}


Group = tuple[str, int, int]
"""A case, its data subject and a record: the decisions on the record and its fields stay or go together."""


def decide_again(session: Session, items: Iterable[int], person: int, but: Collection[int] = ()) -> MergeFacts:
    """Remove the decisions that depended on whose these records were, now that they are this person's.

    In the person's own cases that is 'not this person's data', which would leave a record out unseen. In other people's
    cases it is everything else, which would give this person's data away. Decisions made for `but` stay. Returns all
    decisions on these records before and after.
    """
    before = _on(session, items, but)
    if not before:
        return {"before": [], "after": []}
    for (_, about, _), rows in before.items():
        if _is_apart(rows) == (about == person):
            _drop(session, rows)
    after = _on(session, items, but)
    return {"before": _dumped(before), "after": _dumped(after)}


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


def _dumped(groups: dict[Group, list[Decision]]) -> list[dict[str, object]]:
    return [row.model_dump() for rows in groups.values() for row in rows]


def _of(session: Session, person: int) -> list[Decision]:
    return list(session.exec(select(Decision).where(Decision.person_id == person)).all())


def split(session: Session, facts: MergeFacts, later: Iterable[MergeFacts] = ()) -> None:
    """Undo a merge: every record, name, number, binding and decision goes back to its person.

    `later` are the merges in force that were made since: what they brought to the person stays.
    """
    merge = Merge.read(facts)
    now, gone = register.root(session, merge.kept), merge.gone
    if gone:
        session.exec(update(Person).where(col(Person.id) == gone).values(merged_into=None))
    path = _path(session, merge)
    since = (Merge.read(one) for one in later)
    elsewhere = {item for one in since if one.gone not in path for item in one.items_of_gone}
    mine = merge.items_of_gone - elsewhere
    theirs = select(Item.id).where(col(Item.id).in_(mine), Item.person_id == now)
    going = [number(item) for item in session.exec(theirs)]
    _give(session, going, gone)
    if gone:
        _sort_later(session, merge, now)
        _restore_decisions(session, merge.decisions, now, gone)
        _decided_before(session, merge.others, records_of(session, [now, gone]), but={now, gone})
    else:
        _decided_before(session, merge.decisions, going)
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
    gone, known = merge.gone, merge.items_of_gone | merge.items_of_kept
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


def save_pair_decision(session: Session, one: PersonEntry, other: PersonEntry, said: str | None) -> MergeFacts:
    """Save the decision on a pair (`different`, `later`; None removes it). Returns what an undo needs."""
    rows = [row for row in session.exec(select(PairDecision)) if _is_of(session, row, one, other)]
    before = [row.model_dump() for row in rows]
    for row in rows:
        session.delete(row)
    session.flush()
    made = {"one": one.number, "other": other.number, "record": other.record}
    if said:
        session.add(PairDecision(one=one.number, other=other.number, record=other.record, said=said))
    about = {"person": [one.number], "items": other.items} if other.record else {"person": [one.number, other.number]}
    return {"made": made, "said": said, "before": before} | about


def _is_of(session: Session, row: PairDecision, one: PersonEntry, other: PersonEntry) -> bool:
    if row.record or other.record:
        return (
            row.record and other.record and row.other in other.items and register.root(session, row.one) == one.number
        )
    return {register.root(session, row.one), register.root(session, row.other)} == {one.number, other.number}


def undo_pair_decision(session: Session, facts: MergeFacts) -> None:
    """Undo a decision on a pair: the one before is in force again."""
    if made := session.get(PairDecision, tuple(facts["made"].values())):
        session.delete(made)
        session.flush()
    for row in facts["before"]:
        session.merge(PairDecision(**row))


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
