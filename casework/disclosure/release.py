"""What may leave the desk: the stops that every way out asks first, in one place.

A pack, a letter with personal data, its copy in the outbox, "sent" and an answered closing all ask here. The letters of
`OWN_WORDS` repeat only what the requester wrote, and may always be sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure.identity_conflicts import Conflict, of_case, refusing
from casework.people import register
from casework.rights.requests import Addressee, Request
from casework.text.canonical import words
from casework.text.likeness import alike
from casework.timeline import history
from casework.timeline.events import ActKind, Event, Kind, standing
from casework.timeline.history import History
from casework.timeline.outcomes import Outcome
from casework.vault.database import number

OWN_WORDS = frozenset({"acknowledgement", "authority-request", "authority-refusal"})
"""The letters that hold nothing the requester did not write themselves."""
SHORTEST = 10
"""Letters a typed reason has at least, in two words or more: "yes" and "n/a" are no reasons."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something for which the answer may not leave: its kind, and why in a sentence."""

    kind: str
    """`authority`, `conflict` or `withdrawn`."""
    why: str


class Stopped(Refused):
    """An answer was to leave that may not."""

    def __init__(self, stop: Stop):
        super().__init__(stop.why)
        self.stop = stop


def why_not_send(session: Session, request: Request) -> list[Stop]:
    """Why nothing that holds personal data may leave for this request now; empty where it may."""
    events, found = standing(history.events(session, request.reference)), []
    if request.outcome == Outcome.withdrawn:
        found.append(Stop("withdrawn", f"{request.reference} was withdrawn: nothing more is sent. Reopen it first."))
    if not request.requester.is_subject and addressed(events) is None:
        why = (
            f"{request.reference} was made for someone else, and no authority is recorded: record that authority was "
            "received, or that the answer goes to the data subject."
        )
        found.append(Stop("authority", why))
    conflicts = refusing(of_case(session, request))
    if conflicts and not confirmed(session, request, conflicts):
        found.append(Stop("conflict", conflict_words(conflicts) + " Confirm it with a reason before anything is sent."))
    return found


def refuse(session: Session, case: Request | Complaint | Breach, letter: str = "") -> None:
    """Raise Stopped, with the first stop, where that letter of a case may not leave."""
    if isinstance(case, Request) and letter not in OWN_WORDS:
        for stop in why_not_send(session, case):
            raise Stopped(stop)


def addressed(events: Sequence[Event]) -> Kind | None:
    """What says to whom the answer to a request for someone else goes: the last of authority and answer-to-subject."""
    last = [one.kind for one in events if one.kind in (Kind.authority_received, Kind.answer_to_subject)]
    return last[-1] if last else None


def subject_addressed(session: Session, request: Request) -> Addressee | None:
    """The data subject as addressee, where the answer goes to them though someone else asked; else None."""
    events = standing(history.events(session, request.reference))
    if request.requester.is_subject or addressed(events) != Kind.answer_to_subject:
        return None
    last = [number(one.seq) for one in events if one.kind == Kind.answer_to_subject][-1]
    typed = history.facts_of(session, [last]).get(last, {}).get("address", "")
    lines = [line.strip() for part in typed.splitlines() for line in part.split(",") if line.strip()]
    return Addressee(name=request.subject.name, address=lines, asked_by=request.requester.name)


def refuse_other_authority(request: Request, subject: str) -> None:
    """Raise Refused where an authority names someone else than the data subject of the request."""
    if not any(words(name) == words(subject) or alike(name, subject) for name in request.names):
        raise Refused(
            f"The authority names someone else than the data subject of {request.reference}: it gives no right to "
            "their data. Ask for an authority of the data subject."
        )


def reason_given(text: str | None) -> str:
    """A reason typed by an officer. Raises Refused where it is none: too short, or a single word."""
    text = (text or "").strip()
    if len(text) < SHORTEST or len(text.split()) < 2:
        raise Refused(f"Enter the reason in words, at least {SHORTEST} letters: it is kept in the history.")
    return text


def conflict_words(found: Sequence[Conflict]) -> str:
    """The conflicts of a case in sentences."""
    return "Identity conflict. " + " ".join(one.words for one in found)


def conflict_facts(request: Request, person: int | None, found: Sequence[Conflict]) -> dict[str, object]:
    """What the history keeps of conflicts: their kinds and whose the numbers are, never the numbers themselves."""
    return {"person": person, "conflicts": [[one.kind, one.holder] for one in found]}


def confirmed(session: Session, request: Request, found: Sequence[Conflict]) -> bool:
    """Whether an officer confirmed these conflicts since the case was last bound."""
    kinds = (ActKind.bound, ActKind.unbound, ActKind.conflict_confirmed)
    rows = select(History).where(History.reference == request.reference, col(History.kind).in_(kinds))
    last = session.exec(rows.order_by(col(History.seq).desc()).limit(1)).first()
    if last is None or last.kind != ActKind.conflict_confirmed:
        return False
    facts = history.facts_of(session, [last.seq]).get(last.seq, {})
    person = register.root(session, request.person_id) if request.person_id else None
    known = {tuple(one) for one in facts.get("conflicts", [])}
    return facts.get("person") == person and {(one.kind, one.holder) for one in found} <= known
