"""Requests: logging them, who has asked before, and identifying the data subject."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from pydantic import ValidationError

from casework import Refused, clock
from casework.desk.store import Act, Desk
from casework.disclosure import identity_conflicts, papers, release, search
from casework.people import register
from casework.rights import requests as rights
from casework.rights.choices import IdentificationStatus
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, Event, Kind, day_of
from casework.views.case_timeline import Pointer, pointers
from dpo_console.jobs.case_detail import CaseDetail, detail_of
from dpo_console.jobs.case_log import log_case


def log_request(desk: Desk, facts: Unchecked, now: datetime) -> str:
    """Log a rights request: its facts, and the three days as three events of one act. Answer its reference."""
    said = rights.RequestIn.checked(facts, day_of(now))
    clock.deadline(clock.rule_for(said.right), [Event(Kind.received, said.received)])
    return log_case(desk, rights.log, said, now)


def similar(desk: Desk, facts: Unchecked, now: datetime) -> list[Pointer]:
    """Earlier requests by the same person, and namesakes, for a request that is being written."""
    try:
        subject = rights.Subject.model_validate(facts.get("subject"))
    except ValidationError:  # not all of it is written yet
        return []
    with desk.reading() as session:
        return pointers(session, None, subject, day_of(now))


@dataclass(frozen=True, slots=True)
class ProposalInFull(search.ProposedPerson):
    """Somebody whom a request may be about, and where its numbers or birth date belong to others, or to no one."""

    conflicts: list[identity_conflicts.Conflict]


def proposals(desk: Desk, reference: str) -> list[ProposalInFull]:
    """The people of the register a request may be about, strongest first, each with reasons."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        return [
            ProposalInFull(
                **{part.name: getattr(one, part.name) for part in fields(one)},
                conflicts=identity_conflicts.conflicts(session, request, one.person),
            )
            for one in search.proposals(session, request)
        ]


def conflicts_of(desk: Desk, reference: str, person: int | None) -> list[identity_conflicts.Conflict]:
    """Where the request's numbers or date of birth belong to someone else than this person, or no one."""
    with desk.reading() as session:
        return identity_conflicts.conflicts(session, rights.get(session, reference), person)


def identify_subject(
    desk: Desk, reference: str, person: int | None, reason: str, now: datetime, *, despite: str | None = None
) -> CaseDetail:
    """Say whom a case is about: a person of the register, or nobody (we hold nothing).

    `despite` is why it is so where identity conflicts refuse it; where they only ask, any text is the yes. Raises
    Conflicted where there is a conflict and nothing was said of it.
    """
    if not reason.strip():
        raise Refused("Say why: the reason stands in the history beside the decision.")
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        if person is not None:
            if act.session.get(register.Person, person) is None:
                raise Refused(f"There is no person {person} in the register: 'person {reference}' proposes some.")
            person = register.root(act.session, person)
        found = identity_conflicts.conflicts(act.session, request, person)
        reason = _despite(found, reason, despite)
        _rebind(
            act,
            request,
            IdentificationStatus.person if person else IdentificationStatus.nobody,
            person,
            reason,
            ActKind.bound,
            found=found,
        )
        return detail_of(act.session, request, now)


def undo_identification(desk: Desk, reference: str, reason: str, now: datetime) -> CaseDetail:
    """Undo the last binding: the case is about whom it was about before."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        last = history.undoable(act.session, request.reference, ActKind.bound, ActKind.unbound)
        if last is None:
            raise Refused(f"{request.reference} was not bound to anybody: there is nothing to undo.")
        was = history.facts_of(act.session, [last.seq])[last.seq]["before"]
        _rebind(act, request, IdentificationStatus(was["bound"]), was["person"], reason, ActKind.unbound, last.seq)
        return detail_of(act.session, request, now)


def _despite(found: list[identity_conflicts.Conflict], reason: str, despite: str | None) -> str:
    """The reason of a binding, with why it is made despite a conflict. Raises Conflicted where that was not said."""
    if not found:
        return reason
    if despite is None:
        refused = identity_conflicts.refusing(found)
        raise Conflicted(release.conflict_words(refused or found), is_refused=bool(refused))
    if not identity_conflicts.refusing(found):
        return reason
    why = release.reason_given(despite)
    return why if reason.strip() == why else f"{reason.strip()}. Despite the conflict: {why}"


class Conflicted(Refused):
    """The request's numbers or date of birth belong to someone else: the officer has not said yet why it is so."""

    def __init__(self, words: str, *, is_refused: bool):
        then = "Enter why it is this person all the same." if is_refused else "Check it, and confirm it."
        super().__init__(f"{words} {then}")
        self.is_refused = is_refused


def _rebind(
    act: Act,
    request: rights.Request,
    bound: IdentificationStatus,
    person: int | None,
    reason: str,
    kind: ActKind,
    corrects: int | None = None,
    found: Sequence[identity_conflicts.Conflict] = (),
) -> None:
    before = {"bound": request.bound, "person": request.person_id}
    request.bound, request.person_id = bound, person
    act.session.add(request)
    papers.mark_out_of_date(act.session, request.reference)
    facts = {"before": before, "after": {"bound": bound, "person": person}, "note": reason.strip() or None}
    facts |= {"conflicts": release.conflict_facts(request, person, found)["conflicts"]} if found else {}
    act.record(kind, reference=request.reference, on=day_of(act.now), corrects=corrects, facts=facts)
    act.session.flush()
