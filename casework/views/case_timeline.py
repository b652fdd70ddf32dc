"""The history of a case as people read it, and the cases beside it: earlier ones, and namesakes."""

from datetime import date
from typing import Any

from sqlalchemy import NotNullable
from sqlmodel import Session, col, select

from casework.people import register
from casework.rights.requests import Request, Subject
from casework.timeline import history
from casework.timeline.events import FACTS, KINDS, Kind, original, standing
from casework.timeline.history import History


def pointers(session: Session, request: Request | None, subject: Subject, today: date) -> list[dict[str, Any]]:
    """Earlier requests by the same person, and namesakes, each in a sentence.

    The same person: bound to the same entry of the register, or one of the same numbers, or the same name and birth
    date. A namesake: a like name, and nothing that says it is the same person.
    """
    from casework.disclosure.search import claims
    from casework.text.canonical import fold
    from casework.text.likeness import alike

    mine, said = claims(subject), []
    names = [subject.name, *subject.former_names]
    for other in session.exec(select(Request).order_by(col(Request.reference).desc())).all():
        if request and other.reference == request.reference:
            continue
        theirs = claims(other.subject)
        same = any(mine.get(kind, set()) & theirs.get(kind, set()) for kind in ("staff", "ni", "swe", "email"))
        like = any(alike(one, two) or fold(one) == fold(two) for one in names for two in other.names)
        same |= like and bool(mine.get("born", set()) & theirs.get("born", set()))
        same |= bool(request and request.person_id and request.person_id == other.person_id)
        where = f"{other.reference}, received {other.received:%d/%m/%Y}, {other.outcome or 'still open'}"
        if same:
            text = f"An earlier request by the same person: {where}."
            said.append({"kind": "earlier", "text": text, "reference": other.reference, "person": other.person_id})
        elif like:
            text = f"A case with a like name, perhaps somebody else: {where}."
            said.append({"kind": "namesake", "text": text, "reference": other.reference, "person": other.person_id})
    own = register.root(session, request.person_id) if request and request.person_id else None
    alikes = [person for person, held in _alike_people(session, names) if person != own]
    if (own is None and len(alikes) > 1) or (own is not None and alikes):
        more = "other " if own else ""
        who = f"1 {more}person of the register has" if len(alikes) == 1 else f"{len(alikes)} {more}people have"
        text = f"{who} a like name: tell them apart."
        said.append({"kind": "namesake", "text": text, "reference": None, "person": alikes[0]})
    return said


def _alike_people(session: Session, names: list[str]) -> list[tuple[int, str]]:
    from casework.people.register import PersonName
    from casework.text.likeness import alike

    found: dict[int, str] = {}
    named = select(NotNullable(col(PersonName.person_id)), PersonName.key)
    for person, key in session.exec(named.where(col(PersonName.person_id).is_not(None))):
        if person not in found and any(alike(key, name) for name in names):
            found[person] = key
    return sorted(found.items())


def timeline(session: Session, reference: str | None = None) -> list[dict[str, Any]]:
    """The history's rows, of one case or all, oldest first, as `history` and `show` print them.

    Of one case, `stands` says whether an event is in force, and `original` is the number by which it is corrected.
    """
    query = select(History).order_by(col(History.seq))
    rows = session.exec(query.where(History.reference == reference) if reference else query).all()
    facts = history.facts_of(session, [row.seq for row in rows]) if reference else {}
    events = {row.seq: history.as_event(row, {}) for row in rows if row.kind in KINDS} if reference else {}
    in_force = {one.seq for one in standing(events.values())}
    return [
        {
            "seq": row.seq,
            "reference": row.reference,
            "kind": row.kind,
            "on": row.day,
            "recorded": row.recorded,
            "actor": row.actor,
            "corrects": row.corrects,
            "months": row.months,
            "note": facts.get(row.seq, {}).get("note"),
            "facts": _beside(row.kind, facts.get(row.seq, {})),
            "stands": row.seq in in_force or row.kind not in KINDS or row.kind == Kind.corrected,
            "original": original(events[row.seq], events) if row.seq in events else row.seq,
        }
        for row in rows
    ]


def _beside(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """What an event says beside its day and note: way and direction, owner, reason, outcome."""
    return {name: facts[name] for name in FACTS.get(Kind(kind), ()) if name in facts} if kind in KINDS else {}
