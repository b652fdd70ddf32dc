"""The history of a case as people read it, and the cases beside it: earlier ones, and namesakes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import NotNullable
from sqlmodel import Session, col, select

from casework.people import register
from casework.rights.requests import Request, Subject
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import FACTS, KINDS, Kind, events_in_force, original
from casework.timeline.history import History
from casework.vault.columns import moment_of
from casework.vault.database import number


@dataclass(frozen=True, slots=True)
class Pointer:
    """A case or a person beside a case, in a sentence."""

    kind: str
    """`earlier` of a request by the same person, `namesake` of whoever has a like name."""
    text: str
    reference: str | None
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A row of the history; its note and facts only where the history of one case was asked for."""

    seq: int
    reference: str | None
    kind: str
    """A `Kind` of event, or an `ActKind`."""
    on: date | None
    recorded: datetime
    actor: str
    corrects: int | None
    months: int | None
    note: str | None
    facts: Unchecked
    """What an event says beside its day and note: way and direction, owner, reason, outcome."""
    stands: bool
    """Whether an event is in force."""
    original: int
    """The number by which an event is corrected."""

    @property
    def took_effect(self) -> date | None:
        """The instant of a breach's event, where one is known; else the day."""
        return moment_of(self.fact("at")) if self.fact("at") else self.on

    def fact(self, name: str) -> str:
        """A fact in words; empty where the event has none of that name."""
        return str(self.facts.get(name) or "")


def pointers(session: Session, request: Request | None, subject: Subject, today: date) -> list[Pointer]:
    """Earlier requests by the same person, and namesakes, each in a sentence.

    The same person: bound to the same entry of the register, or one of the same numbers, or the same name and birth
    date. A namesake: a like name, and nothing that says it is the same person.
    """
    from casework.disclosure.search import claims
    from casework.text.canonical import fold
    from casework.text.likeness import alike

    mine, said = claims(subject), list[Pointer]()
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
            said.append(Pointer("earlier", text, other.reference, other.person_id))
        elif like:
            text = f"A case with a like name, perhaps somebody else: {where}."
            said.append(Pointer("namesake", text, other.reference, other.person_id))
    own = register.root(session, request.person_id) if request and request.person_id else None
    alikes = [person for person, held in _alike_people(session, names) if person != own]
    if (own is None and len(alikes) > 1) or (own is not None and alikes):
        more = "other " if own else ""
        who = f"1 {more}person of the register has" if len(alikes) == 1 else f"{len(alikes)} {more}people have"
        text = f"{who} a like name: tell them apart."
        said.append(Pointer("namesake", text, None, alikes[0]))
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


def timeline(session: Session, reference: str | None = None) -> list[TimelineRow]:
    """The history's rows, of one case or all, oldest first, as `history` and `show` print them."""
    query = select(History).order_by(col(History.seq))
    rows = session.exec(query.where(History.reference == reference) if reference else query).all()
    facts = history.facts_of(session, [row.seq for row in rows]) if reference else {}
    events = {row.seq: history.as_event(row, {}) for row in rows if row.kind in KINDS} if reference else {}
    in_force = {one.seq for one in events_in_force(events.values())}
    return [
        TimelineRow(
            seq=row.seq,
            reference=row.reference,
            kind=row.kind,
            on=row.day,
            recorded=row.recorded,
            actor=row.actor,
            corrects=row.corrects,
            months=row.months,
            note=facts.get(row.seq, {}).get("note"),
            facts=_beside(row.kind, facts.get(row.seq, {})),
            stands=row.seq in in_force or row.kind not in KINDS or row.kind == Kind.corrected,
            original=number(original(events[row.seq], events)) if row.seq in events else row.seq,
        )
        for row in rows
    ]


def _beside(kind: str, facts: Unchecked) -> Unchecked:
    return {name: facts[name] for name in FACTS.get(Kind(kind), ()) if name in facts} if kind in KINDS else {}
