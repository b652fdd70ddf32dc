"""A person of the register: looked up, shown whole, their data put right or restricted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import Refused, Remedy, clock
from casework.desk.store import Desk
from casework.disclosure import bundles, decisions, papers
from casework.people import register as people
from casework.records import items
from casework.rights import rectification, restriction
from casework.rights import requests as rights
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.vault import database
from casework.views import card as cards
from casework.views import lookup

UNDOABLE = (ActKind.rectified, ActKind.restricted, ActKind.restriction_lifted)
"""The acts on a card, each of which can be taken back."""


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """A record in a few words: what it is, where it stands, whose it is."""

    item: int
    title: str
    place: str
    person: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class RightedField:
    """A field that was put right or completed: its number, that it was done, and whom to tell (Article 19)."""

    rectified: int
    said: str
    tell: list[str]


@dataclass(frozen=True, slots=True)
class RestrictionSaid:
    """What was done: data were restricted, or that was lifted."""

    said: str
    restriction: int | None = None
    """The number of the mark that was made."""


@dataclass(frozen=True, slots=True)
class CorrectionIn:
    """A field to be put right or completed, as an officer gives it: the record's number, the case or the reason."""

    item: object
    field: str
    value: str
    how: rectification.Correction
    reference: str
    reason: str

    @classmethod
    def checked(cls, said: Unchecked) -> "CorrectionIn":
        """What was given. Raises Refused where it is neither put right nor completed, or a text is none."""
        how = said.get("how") or rectification.RIGHT
        if how not in tuple(rectification.Correction):
            raise Refused(f"A field is {rectification.RIGHT} or {rectification.STATEMENT}, not '{how}'.")
        field, value, reference, reason = (_text(said, key) for key in ("field", "value", "reference", "reason"))
        return cls(said.get("item"), field, value, rectification.Correction(str(how)), reference, reason)


def people_of(desk: Desk, words: str, offset: int = 0, limit: int = 200) -> lookup.FoundPeople:
    """People and records in which the words typed stand; how many in all, and one page of them, each with why."""
    with desk.reading() as session:
        return lookup.look_up(session, words, offset, limit)


def person_card(desk: Desk, person: int) -> cards.PersonCard:
    """One person whole: names, numbers and posts with where and when they stood, what differs, cases, marks."""
    with desk.reading() as session:
        return cards.card(session, _known(session, person))


def lone_record(desk: Desk, item: int) -> cards.RecordShown:
    """A record that joins nobody: where it stands and what it says."""
    with desk.reading() as session:
        return cards.record(session, _record(session, item))


def record_of(desk: Desk, item: int) -> RecordBrief:
    """A record in a few words, for the argument about it: what it is, where it stands, whose it is."""
    with desk.reading() as session:
        one = session.get(items.Item, item)
        if one is None:
            raise Refused(f"There is no record {item} any more: make the plan again.")
        whose = people.card(session, one.person_id).name if one.person_id else None
        title = session.get_one(items.Source, one.source_id).title
        return RecordBrief(item, title, bundles.place(one), one.person_id, whose)


def rectify(desk: Desk, person: int, said: Unchecked, now: datetime) -> RightedField:
    """Put one field of a person's record right, or complete it with a statement (Article 16); answer whom to tell.

    `said` has item, field, value, and how (`rectified`, or `completed`), reason, reference (the case).
    """
    given = CorrectionIn.checked(said)
    with desk.act(now) as act:
        person = _known(act.session, person)
        item = _theirs(act.session, person, given.item)
        case = _case(act.session, person, given.reference, given.reason)
        wanted = rectification.Wanted(given.field, given.how, given.value, case, given.reason)
        row = rectification.rectify(act.session, item, wanted, day_of(now))
        _reopen(act.session, row)
        _void(act.session, person)
        facts = {"person": person, "row": row.id, "item": item.id, "field": given.field, "value": given.value}
        facts |= {"how": given.how, "was": row.was, "reason": given.reason}
        act.record(ActKind.rectified, reference=case, on=day_of(now), facts=facts)
        tell = cards.to_tell(act.session, person, rectification.alike(act.session, row))
        return RightedField(database.number(row.id), rectification.words_of(row), tell)


def restrict(desk: Desk, person: int, said: Unchecked, now: datetime) -> RestrictionSaid:
    """Mark a person, or with `item` one record of theirs, restricted; `said` has ground, reason, reference."""
    with desk.act(now) as act:
        person = _known(act.session, person)
        item = _theirs(act.session, person, said["item"]) if said.get("item") else None
        ground, reason = _text(said, "ground"), _text(said, "reason")
        case = _case(act.session, person, _text(said, "reference"), reason)
        mark = restriction.restrict(act.session, person, item, ground, reason, case, day_of(now))
        _void(act.session, person)
        made = {"person": person, "row": mark.id, "item": mark.item_id}
        facts = made | {"reference": case, "reason": reason, "ground": ground}
        act.record(ActKind.restricted, reference=mark.reference, on=day_of(now), facts=facts)
        return RestrictionSaid(restriction.words_of(mark), database.number(mark.id))


def lift_restriction(desk: Desk, person: int, told: str | None, reason: str, now: datetime, item: object = None) -> str:
    """Lift the mark on a person, or on one record; `told` is the day they were told before it (Article 18(3))."""
    with desk.act(now) as act:
        session, person = act.session, _known(act.session, person)
        record = _theirs(session, person, item) if item else None
        if record:
            mark = restriction.of_items(session, [record]).get(database.number(record.id))
        else:
            mark = restriction.of_person(session, person)
        if mark is None or (record and mark.item_id is None):
            raise Refused(f"{'The record' if record else 'The person'} is not restricted: there is nothing to lift.")
        _reason(reason)
        restriction.lift(session, mark, clock.day(told) if told else None, day_of(now))
        _void(session, person)
        since = mark.told.isoformat() if mark.told else None
        facts = {"person": person, "row": mark.id, "item": mark.item_id, "told": since, "reason": reason.strip()}
        act.record(ActKind.restriction_lifted, reference=mark.reference, on=day_of(now), facts=facts)
        return f"Lifted: it was {restriction.words_of(mark)}."


def undo_card(desk: Desk, person: int, now: datetime) -> str:
    """Take back the last thing put right, restricted or lifted for a person; answer in words what was undone."""
    with desk.act(now) as act:
        session, person = act.session, _known(act.session, person)
        found = _last(session, person)
        if found is None:
            raise Refused("Nothing was put right or restricted for this person that could be undone.")
        last, row = found
        done = _taken_back(session, last.kind, row)
        _void(session, person)
        facts = {"person": person, "row": row, "of": last.kind}
        act.record(ActKind.put_right_undone, reference=last.reference, on=day_of(now), corrects=last.seq, facts=facts)
        return f"Taken back: {done}."


def _reopen(session: Session, row: rectification.Rectified) -> None:
    """What was answered of a field lives as long as what it says."""
    decisions.reopen(session, [(database.number(item.id), name) for item, name in rectification.fields(session, row)])


def _taken_back(session: Session, kind: str, number: int) -> str:
    if kind == "rectified":
        row = session.get_one(rectification.Rectified, number)
        said = f"{row.field} {rectification.words_of(row)}"
        _reopen(session, row)
        rectification.take_back(session, row)
        return said
    mark = session.get_one(restriction.Restriction, number)
    if kind == "restricted":
        session.delete(mark)
        return restriction.words_of(mark)
    mark.lifted = mark.told = None
    session.add(mark)
    return f"the lifting; {restriction.words_of(mark)}"


def _last(session: Session, person: int) -> tuple[history.History, int] | None:
    """The last act on the person's card that stands, and the number of the row it made or lifted."""
    rows = session.exec(
        select(history.History).where(col(history.History.kind).in_([*UNDOABLE, ActKind.put_right_undone]))
    ).all()
    gone = {row.corrects for row in rows if row.kind == ActKind.put_right_undone}
    left = {row.seq: row for row in rows if row.kind != ActKind.put_right_undone and row.seq not in gone}
    for seq, facts in sorted(history.facts_of(session, left).items(), reverse=True):
        if people.root(session, facts.get("person", -1)) == person:
            return left[seq], facts["row"]
    return None


def _known(session: Session, person: int) -> int:
    person = people.root(session, person)
    if session.get(people.Person, person) is None:
        raise Refused(f"There is no person {person} in the register.")
    return person


def _record(session: Session, item: object) -> items.Item:
    found = session.get(items.Item, item) if type(item) is int else None
    if found is None or session.get_one(items.Source, found.source_id).state != "complete":
        raise Refused(f"There is no record {item}: the card lists the numbers of a person's records.")
    return found


def _theirs(session: Session, person: int, item: object) -> items.Item:
    found = _record(session, item)
    if found.person_id != person:
        raise Refused(f"Item {item} is not a record of this person.", Remedy.list_records, person)
    return found


def _case(session: Session, person: int, reference: str, reason: str) -> str | None:
    """The case of an act on a card, None where it has a reason alone. Raises Refused where there is neither, or the
    case is another's."""
    if reference:
        case = rights.get_open(session, reference)
        if case.bound == "person" and (case.person_id is None or people.root(session, case.person_id) != person):
            raise Refused(f"{case.reference} is about somebody else: give the case this is done on.")
        return case.reference
    _reason(reason)
    return None


def _text(said: Unchecked, key: str) -> str:
    found = said.get(key) or ""
    if not isinstance(found, str):
        raise Refused(f"'{key}' is text.")
    return found.strip()


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why, or on which case: the reason stands in the history beside the act.")


def _void(session: Session, person: int) -> None:
    """What was put on paper for the person's open cases no longer says what is held."""
    mine = col(rights.Request.person_id).in_(cards.entries(session, person))
    for case in session.exec(select(rights.Request).where(mine, col(rights.Request.outcome).is_(None))):
        papers.void(session, case.reference)
