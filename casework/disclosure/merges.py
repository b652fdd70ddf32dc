"""Joining two entries of the register that are one person, and splitting them again, exactly.

The facts of a join name the records of either side as they were: a split gives each its own back. What came while
they were one goes where its numbers say.
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
"""What the history is told of a join, or of what was said of a pair."""


@dataclass(frozen=True, slots=True)
class MovedDecisions:
    """What a join did to decisions: all of them on the records of both, before and after."""

    before: tuple[DecisionCopy, ...] = ()
    after: tuple[DecisionCopy, ...] = ()

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "MovedDecisions":
        """What the facts of a join tell; nothing where that was erased with a record or a case it was about."""
        before, after = (tuple(map(DecisionCopy.read, facts.get(told, ()))) for told in ("before", "after"))
        return cls(before, after)

    @property
    def rows(self) -> tuple[DecisionCopy, ...]:
        """All of them."""
        return (*self.before, *self.after)


@dataclass(frozen=True, slots=True)
class Merge:
    """A join as the history tells it: who was made one person, and which records were whose."""

    gone: int | None
    """The entry that was given up; None where records that joined nobody were joined."""
    kept: int
    items_of_gone: frozenset[int]
    items_of_kept: frozenset[int]
    decisions: MovedDecisions
    others: MovedDecisions
    """Those of other people's cases on the records of both."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Merge":
        """The join that its facts tell."""
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
    """The person of that number, or with an r before it the records that joined nobody. Raises Refused for none."""
    figures = reference.removeprefix("r")
    if figures.isdecimal() and int(figures) < 2**63:
        if reference != figures and (found := record_entry(session, int(figures))):
            return found
        if reference == figures and session.get(Person, int(figures)) is not None:
            return PersonEntry(register.root(session, int(figures)))
    raise Refused(
        f"{reference[:20]} is not in the register as a person or as a record not linked to a person.",
        Remedy.list_pairs,
    )


def pair_of(session: Session, one: str, other: str) -> tuple[PersonEntry, PersonEntry]:
    """Two entries to be joined or kept apart, the person to be kept first. Raises Refused where they are no pair."""
    found = sorted((entry(session, one), entry(session, other)), key=lambda side: (side.record, side.number))
    if found[0].record:
        raise Refused("Both are records not linked to a person. Choose a person as one of the two.")
    if found[0].number == found[1].number and not found[1].record:
        raise Refused(f"{one} and {other} are already one person.", Remedy.split_person, one)
    return found[0], found[1]


def merge_entries(session: Session, kept: PersonEntry, gone: PersonEntry) -> MergeFacts:
    """Make two entries one person. Raises Refused where they were said to be different."""
    if marked_different(session, kept, gone):
        raise Refused(
            f"You marked {kept.reference} and {gone.reference} as different people. Undo that first.",
            Remedy.undo_different,
            f"{kept.reference} {gone.reference}",
        )
    if gone.record:
        return _join_record(session, kept.number, gone)
    facts = register.merge(session, gone.number, kept.number)
    rectification.index_anew(session, kept.number)
    return facts | {"decisions": combine_decisions(session, facts)}


def _join_record(session: Session, person: int, record: PersonEntry) -> MergeFacts:
    _give(session, record.items, person)
    rectification.index_anew(session, person)
    decisions = decide_again(session, record.items, person)
    return {"gone": None, "kept": person, "items_of_gone": record.items, "decisions": decisions}


def _give(session: Session, items: list[int], person: int | None) -> None:
    """Make these records somebody's, with the names and identifiers they brought."""
    session.exec(update(Item).where(col(Item.id).in_(items)).values(person_id=person))
    for table in (PersonName, Identifier):
        session.exec(update(table).where(col(table.item_id).in_(items)).values(person_id=person))


def marked_different(session: Session, one: PersonEntry, other: PersonEntry) -> bool:
    """Whether it was said that the two, or entries joined to them since, are different people."""
    if other.record:
        said = select(PairDecision.one).where(
            PairDecision.record, col(PairDecision.other).in_(other.items), PairDecision.said == DIFFERENT
        )
        return one.number in {register.root(session, person) for person in session.exec(said)}
    pairs = ({register.root(session, a), register.root(session, b)} for a, b in different(session))
    return {one.number, other.number} in pairs


def is_in_force(session: Session, facts: MergeFacts) -> bool:
    """Whether a join was not taken back since."""
    merge = Merge.read(facts)
    if merge.gone is None:
        theirs = col(Item.id).in_(merge.items_of_gone), Item.person_id == register.root(session, merge.kept)
        return session.exec(select(Item.id).where(*theirs)).first() is not None
    gone = session.get(Person, merge.gone)
    return bool(gone and gone.merged_into == merge.kept)


def involves(session: Session, facts: MergeFacts, reference: str) -> bool:
    """Whether a join that stands gave this entry away, or brought another to it where it stands by itself."""
    wanted, merge = int(reference.removeprefix("r")), Merge.read(facts)
    if reference.startswith("r"):
        return merge.gone is None and wanted in merge.items_of_gone
    if register.root(session, wanted) != wanted:
        return merge.gone == wanted
    return register.root(session, merge.kept) == wanted


def combine_decisions(session: Session, facts: MergeFacts) -> MergeFacts:
    """Give the decisions made for a second entry of a person to the entry that was kept, and none twice.

    Where both have one on the same item of a case it must be taken again, and so must 'not this person's data' on a
    record that is now this person's: neither may leave a record out unseen. Answers all of theirs before and after,
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
    after = [row.model_dump() for row in _of(session, kept)]
    return {"before": before, "after": after, "others": others}


Group = tuple[str, int, int]
"""A case, the person it was about, and a record: what was decided of the record, with its fields, stands or goes."""


def decide_again(session: Session, items: Iterable[int], person: int, but: Collection[int] = ()) -> MergeFacts:
    """Take back the decisions that rested on whose these records were, now that they are this person's.

    In the person's own cases that is 'not this person's data', which would leave a record out unseen; in others'
    everything else, which would give this person's data away. Those made for `but` are left alone. Answers all on
    these records before and after.
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
    """Put decisions on records that are no longer a person's back as they were before these came to be theirs.

    One taken since goes with the record, but for 'not this person's data'.
    """
    now = _on(session, items, but)
    before, after = _told(session, moved.before), _told(session, moved.after)
    for group in now.keys() | before.keys():
        in_force = now.get(group, [])
        taken = [DecisionCopy.of(row) for row in in_force]
        if group[2] not in items or taken == before.get(group, []):
            continue
        if taken == after.get(group, []):
            _drop(session, in_force)
            session.add_all(row.again() for row in before.get(group, []))
        elif not _is_apart(in_force):
            _drop(session, in_force)
    session.flush()


def _told(session: Session, rows: Iterable[DecisionCopy]) -> dict[Group, list[DecisionCopy]]:
    """The decisions the facts of a join tell, each about the person its own leads to now."""
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
    """Take a join back: every record, name, number, binding and decision is whose it was.

    `later` are the joins that stand and were made since: what came to the person by them stays.
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
    rectification.stand_last(session, both)
    for person in sorted(both):
        rectification.index_anew(session, person)


def _path(session: Session, merge: Merge) -> set[int]:
    """The entry given up, and those it came to, one through the other."""
    path: set[int] = {merge.gone} if merge.gone else set()
    person: int | None = merge.kept
    while person:
        path.add(person)
        person = session.get_one(Person, person).merged_into
    return path


def _sort_later(session: Session, merge: Merge, kept: int) -> None:
    """What came while the two were one: to the entry given up where its numbers are only theirs."""
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
    """The decisions as they were, but for those taken since: these go with the case, and are to be taken again where
    the record is no longer its person's."""

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


def save_pair_decision(session: Session, one: PersonEntry, other: PersonEntry, said: str | None) -> MergeFacts:
    """Remember what was said of a pair (`different`, `later`; None: nothing any more); answer what an undo needs."""
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
    """Take back what was said of a pair: what was said before stands."""
    if made := session.get(PairDecision, tuple(facts["made"].values())):
        session.delete(made)
        session.flush()
    for row in facts["before"]:
        session.merge(PairDecision(**row))


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
