"""What may leave the desk: the checks before anything is sent, in one place.

A pack, a letter with personal data, its copy in the outbox, the event "sent" and an answered closing are all checked
here. The letters marked `own_words` repeat only what the requester wrote, and may always be sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure.identity_conflicts import Conflict, of_case, refusing
from casework.law.letter_kinds import letters_with
from casework.people import register
from casework.rights.requests import Addressee, Request
from casework.text.canonical import words
from casework.text.likeness import alike
from casework.timeline import history
from casework.timeline.events import ActKind, Event, Kind, events_in_force
from casework.timeline.history import History
from casework.timeline.outcomes import Outcome
from casework.vault.database import number

SHORTEST = 10
"""The fewest letters in a typed reason, which needs two words: "yes" and "n/a" are not reasons."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A reason why the answer must not leave: its kind, and a sentence."""

    kind: str
    """`authority`, `conflict` or `withdrawn`."""
    why: str


class Stopped(Refused):
    """Raised when an answer is about to leave that must not."""

    def __init__(self, stop: Stop):
        super().__init__(stop.why)
        self.stop = stop


def why_not_send(session: Session, request: Request) -> list[Stop]:
    """Why no personal data may leave for this request now; empty if it may."""
    events, stops = events_in_force(history.events(session, request.reference)), []
    if request.outcome == Outcome.withdrawn:
        stops.append(
            Stop("withdrawn", f"{request.reference} was withdrawn, so nothing more can be sent. Reopen it first.")
        )
    if not request.requester.is_subject and recipient(events) is None:
        why = (
            f"{request.reference} was made for someone else, and no authority is recorded. Record that authority was "
            "received, or that the answer goes to the data subject."
        )
        stops.append(Stop("authority", why))
    conflicts = refusing(of_case(session, request))
    if conflicts and not confirmed(session, request, conflicts):
        stops.append(Stop("conflict", conflict_words(conflicts) + " Confirm it with a reason before anything is sent."))
    return stops


def refuse(session: Session, case: Request | Complaint | Breach, letter: str = "") -> None:
    """Raise Stopped, with the first stop, if that letter of a case must not leave."""
    if isinstance(case, Request) and letter not in letters_with("own_words"):
        for stop in why_not_send(session, case):
            raise Stopped(stop)


def recipient(events: Sequence[Event]) -> Kind | None:
    """Who receives the answer to a request made for someone else: the last of authority and answer-to-subject."""
    last = [one.kind for one in events if one.kind in (Kind.authority_received, Kind.answer_to_subject)]
    return last[-1] if last else None


def subject_addressed(session: Session, request: Request) -> Addressee | None:
    """The data subject as addressee, if the answer goes to them although someone else asked; else None."""
    events = events_in_force(history.events(session, request.reference))
    if request.requester.is_subject or recipient(events) != Kind.answer_to_subject:
        return None
    last = [number(one.seq) for one in events if one.kind == Kind.answer_to_subject][-1]
    typed = history.facts_of(session, [last]).get(last, {}).get("address", "")
    lines = [line.strip() for part in typed.splitlines() for line in part.split(",") if line.strip()]
    return Addressee(name=request.subject.name, address=lines, asked_by=request.requester.name)


def refuse_other_authority(request: Request, subject: str) -> None:
    """Raise Refused if an authority names someone other than the data subject of the request."""
    if not any(words(name) == words(subject) or alike(name, subject) for name in request.names):
        raise Refused(
            f"The authority names someone other than the data subject of {request.reference}, so it gives no right to "
            "their data. Ask for the data subject's authority."
        )


def reason_given(text: str | None) -> str:
    """A reason typed by an officer. Raises Refused if it is too short, or a single word."""
    text = (text or "").strip()
    if len(text) < SHORTEST or len(text.split()) < 2:
        raise Refused(f"Enter the reason in words, at least {SHORTEST} letters. It is kept in the history.")
    return text


def conflict_words(conflicts: Sequence[Conflict]) -> str:
    """The conflicts of a case in sentences."""
    return "Identity conflict. " + " ".join(one.words for one in conflicts)


def conflict_facts(request: Request, person: int | None, conflicts: Sequence[Conflict]) -> dict[str, object]:
    """What the history keeps about conflicts: their kinds and who has the numbers, never the numbers themselves."""
    return {"person": person, "conflicts": [[one.kind, one.holder] for one in conflicts]}


def confirmed(session: Session, request: Request, conflicts: Sequence[Conflict]) -> bool:
    """Whether an officer confirmed these conflicts after the data subject was last identified."""
    kinds = (ActKind.bound, ActKind.unbound, ActKind.conflict_confirmed)
    rows = select(History).where(History.reference == request.reference, col(History.kind).in_(kinds))
    last = session.exec(rows.order_by(col(History.seq).desc()).limit(1)).first()
    if last is None or last.kind != ActKind.conflict_confirmed:
        return False
    facts = history.facts_of(session, [last.seq]).get(last.seq, {})
    person = register.root(session, request.person_id) if request.person_id else None
    known = {tuple(one) for one in facts.get("conflicts", [])}
    return facts.get("person") == person and {(one.kind, one.holder) for one in conflicts} <= known
