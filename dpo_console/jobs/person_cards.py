"""People in the register: finding them, their card, correcting and restricting their data."""

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
"""The acts on a card that can be undone."""


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """A record in a few words: what it is, its place in the source, its person."""

    item: int
    title: str
    place: str
    person: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class RectificationResult:
    """A field corrected or completed: its number, what was done, and the recipients to tell (Article 19)."""

    rectified: int
    said: str
    tell: list[str]


@dataclass(frozen=True, slots=True)
class RestrictionResult:
    """What was done: a restriction, or its lifting."""

    said: str
    restriction: int | None = None
    """The number of a new restriction."""


@dataclass(frozen=True, slots=True)
class CorrectionIn:
    """A field to be corrected or completed, as an officer enters it: the record's number, the case or the reason."""

    item: object
    field: str
    value: str
    how: rectification.Correction
    reference: str
    reason: str

    @classmethod
    def checked(cls, entered: Unchecked) -> "CorrectionIn":
        """What was entered. Raises Refused if it is neither corrected nor completed, or a text is not one."""
        how = entered.get("how") or rectification.RIGHT
        if how not in tuple(rectification.Correction):
            raise Refused(f"'how' cannot be '{how}'. Choose from: {rectification.RIGHT}, {rectification.STATEMENT}.")
        field, value, reference, reason = (_text(entered, key) for key in ("field", "value", "reference", "reason"))
        return cls(entered.get("item"), field, value, rectification.Correction(str(how)), reference, reason)


def people_of(desk: Desk, words: str, offset: int = 0, limit: int = 200) -> lookup.FoundPeople:
    """People and records that match the words typed: how many in all, and one page, each with the reason."""
    with desk.reading() as session:
        return lookup.look_up(session, words, offset, limit)


def person_card(desk: Desk, person: int) -> cards.PersonCard:
    """Everything about a person: names, numbers and posts with sources and dates, differences, cases, marks."""
    with desk.reading() as session:
        return cards.card(session, _known(session, person))


def lone_record(desk: Desk, item: int) -> cards.RecordShown:
    """A record not linked to a person: its sources and its fields."""
    with desk.reading() as session:
        return cards.record(session, _record(session, item))


def record_of(desk: Desk, item: int) -> RecordBrief:
    """A record in a few words, for its retention explanation."""
    with desk.reading() as session:
        one = session.get(items.Item, item)
        if one is None:
            raise Refused(f"There is no record {item} any more. Make the plan again.")
        whose = people.person_line(session, one.person_id).name if one.person_id else None
        title = session.get_one(items.Source, one.source_id).title
        return RecordBrief(item, title, bundles.place(one), one.person_id, whose)


def rectify(desk: Desk, person: int, entered: Unchecked, now: datetime) -> RectificationResult:
    """Correct a field of a person's record, or add a statement to it (Article 16); answers the recipients to tell.

    `entered` has item, field, value, and how (`rectified`, or `completed`), reason, reference (the case).
    """
    given = CorrectionIn.checked(entered)
    with desk.act(now) as act:
        person = _known(act.session, person)
        item = _theirs(act.session, person, given.item)
        case = _case(act.session, person, given.reference, given.reason)
        wanted = rectification.FieldCorrection(given.field, given.how, given.value, case, given.reason)
        row = rectification.rectify(act.session, item, wanted, day_of(now))
        _reopen(act.session, row)
        _void(act.session, person)
        facts = {"person": person, "row": row.id, "item": item.id, "field": given.field, "value": given.value}
        facts |= {"how": given.how, "was": row.was, "reason": given.reason}
        act.record(ActKind.rectified, reference=case, on=day_of(now), facts=facts)
        tell = cards.to_tell(act.session, person, rectification.records_with(act.session, row))
        return RectificationResult(database.number(row.id), rectification.words_of(row), tell)


def restrict(desk: Desk, person: int, entered: Unchecked, now: datetime) -> RestrictionResult:
    """Restrict a person's data, or with `item` one record; `entered` has ground, reason, reference."""
    with desk.act(now) as act:
        person = _known(act.session, person)
        item = _theirs(act.session, person, entered["item"]) if entered.get("item") else None
        ground, reason = _text(entered, "ground"), _text(entered, "reason")
        case = _case(act.session, person, _text(entered, "reference"), reason)
        mark = restriction.restrict(act.session, person, item, ground, reason, case, day_of(now))
        _void(act.session, person)
        made = {"person": person, "row": mark.id, "item": mark.item_id}
        facts = made | {"reference": case, "reason": reason, "ground": ground}
        act.record(ActKind.restricted, reference=mark.reference, on=day_of(now), facts=facts)
        return RestrictionResult(restriction.words_of(mark), database.number(mark.id))


def lift_restriction(desk: Desk, person: int, told: str | None, reason: str, now: datetime, item: object = None) -> str:
    """Lift the restriction of a person or one record; `told` is the date the person was told before (Article 18(3))."""
    with desk.act(now) as act:
        session, person = act.session, _known(act.session, person)
        record = _theirs(session, person, item) if item else None
        if record:
            mark = restriction.of_items(session, [record]).get(database.number(record.id))
        else:
            mark = restriction.of_person(session, person)
        if mark is None or (record and mark.item_id is None):
            raise Refused(f"{'The record' if record else 'The person'} is not restricted, so there is nothing to lift.")
        _reason(reason)
        restriction.lift(session, mark, clock.day(told) if told else None, day_of(now))
        _void(session, person)
        since = mark.told.isoformat() if mark.told else None
        facts = {"person": person, "row": mark.id, "item": mark.item_id, "told": since, "reason": reason.strip()}
        act.record(ActKind.restriction_lifted, reference=mark.reference, on=day_of(now), facts=facts)
        return f"Lifted: it was {restriction.words_of(mark)}."


def undo_card(desk: Desk, person: int, now: datetime) -> str:
    """Undo the last correction, restriction or lifting for a person; answers in words what was undone."""
    with desk.act(now) as act:
        session, person = act.session, _known(act.session, person)
        latest = _last(session, person)
        if latest is None:
            raise Refused("There is no correction or restriction of this person's data to undo.")
        last, row = latest
        done = _undo(session, last.kind, row)
        _void(session, person)
        facts = {"person": person, "row": row, "of": last.kind}
        act.record(ActKind.put_right_undone, reference=last.reference, on=day_of(now), corrects=last.seq, facts=facts)
        return f"Undone: {done}."


def _reopen(session: Session, row: rectification.Rectified) -> None:
    """Reopen the decisions on the corrected fields: a decision lasts only as long as its field's text."""
    decisions.reopen(session, [(database.number(item.id), name) for item, name in rectification.fields(session, row)])


def _undo(session: Session, kind: str, number: int) -> str:
    if kind == "rectified":
        row = session.get_one(rectification.Rectified, number)
        undone = f"{row.field} {rectification.words_of(row)}"
        _reopen(session, row)
        rectification.undo_rectification(session, row)
        return undone
    mark = session.get_one(restriction.Restriction, number)
    if kind == "restricted":
        session.delete(mark)
        return restriction.words_of(mark)
    mark.lifted = mark.told = None
    session.add(mark)
    return f"the lifting; {restriction.words_of(mark)}"


def _last(session: Session, person: int) -> tuple[history.History, int] | None:
    """The last act on the person's card that was not undone, and the number of the row it made or lifted."""
    rows = session.exec(
        select(history.History).where(col(history.History.kind).in_([*UNDOABLE, ActKind.put_right_undone]))
    ).all()
    undone = {row.corrects for row in rows if row.kind == ActKind.put_right_undone}
    left = {row.seq: row for row in rows if row.kind != ActKind.put_right_undone and row.seq not in undone}
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
    record = session.get(items.Item, item) if type(item) is int else None
    if record is None or session.get_one(items.Source, record.source_id).state != "complete":
        raise Refused(f"There is no record {item}. The card lists a person's records by number.")
    return record


def _theirs(session: Session, person: int, item: object) -> items.Item:
    record = _record(session, item)
    if record.person_id != person:
        raise Refused(f"Item {item} is not a record of this person.", Remedy.list_records, person)
    return record


def _case(session: Session, person: int, reference: str, reason: str) -> str | None:
    """The case of an act on a card; None if it has only a reason. Raises Refused if both are missing, or the case is
    not the person's."""
    if reference:
        case = rights.get_open(session, reference)
        if case.bound == "person" and (case.person_id is None or people.root(session, case.person_id) != person):
            raise Refused(f"{case.reference} is about someone else. Enter this person's case.")
        return case.reference
    _reason(reason)
    return None


def _text(entered: Unchecked, key: str) -> str:
    text = entered.get(key) or ""
    if not isinstance(text, str):
        raise Refused(f"'{key}' must be text.")
    return text.strip()


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Enter a reason or a case. The reason is kept in the history.")


def _void(session: Session, person: int) -> None:
    """Mark the papers of the person's open cases as out of date: what is held has changed."""
    mine = col(rights.Request.person_id).in_(cards.entries(session, person))
    for case in session.exec(select(rights.Request).where(mine, col(rights.Request.outcome).is_(None))):
        papers.mark_out_of_date(session, case.reference)
