"""The history of a case for people to read, and related cases: earlier ones, and similar names."""

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
    """A related case or person, in a sentence."""

    kind: str
    """`earlier` for a request by the same person, `namesake` for a similar name."""
    text: str
    reference: str | None
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A row of the history; with note and facts only in the history of one case."""

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
    """What an event says besides its date and note: way and direction, owner, reason, outcome."""
    stands: bool
    """Whether an event is in force."""
    original: int
    """The number to give when correcting the event."""

    @property
    def took_effect(self) -> date | None:
        """The instant of an event of a breach, if it is known; else the date."""
        return moment_of(self.fact("at")) if self.fact("at") else self.on

    def fact(self, name: str) -> str:
        """A fact as text; empty if the event does not have it."""
        return str(self.facts.get(name) or "")


def pointers(session: Session, request: Request | None, subject: Subject, today: date) -> list[Pointer]:
    """Earlier requests by the same person, and similar names, each in a sentence.

    The same person: identified as the same person entry, or one of the same numbers, or the same name and date of
    birth. A similar name: one with nothing to show that it is the same person.
    """
    from casework.disclosure.search import claims
    from casework.text.canonical import fold
    from casework.text.likeness import alike

    mine, found = claims(subject), list[Pointer]()
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
            found.append(Pointer("earlier", text, other.reference, other.person_id))
        elif like:
            text = f"A case with a similar name, perhaps someone else: {where}."
            found.append(Pointer("namesake", text, other.reference, other.person_id))
    own = register.root(session, request.person_id) if request and request.person_id else None
    alikes = [person for person, held in _alike_people(session, names) if person != own]
    if (own is None and len(alikes) > 1) or (own is not None and alikes):
        more = "other " if own else ""
        who = (
            f"1 {more}person in the workforce register has" if len(alikes) == 1 else f"{len(alikes)} {more}people have"
        )
        text = f"{who} a similar name. Check who this is about."
        found.append(Pointer("namesake", text, None, alikes[0]))
    return found


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
