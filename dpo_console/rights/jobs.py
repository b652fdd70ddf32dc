"""Requests: logging them, who has asked before, and identifying the data subject."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from pydantic import ValidationError

from casework import Refused, Remedy, clock
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
    """Log a rights request: its facts, and its three dates as three events of one act. Returns its reference."""
    request = rights.RequestIn.checked(facts, day_of(now))
    for right in request.right:
        clock.of_right(right, [Event(Kind.received, request.received)])
    return log_case(desk, rights.log, request, now)


def similar(desk: Desk, facts: Unchecked, now: datetime) -> list[Pointer]:
    """Earlier requests by the same person, and similar names, for a request being entered."""
    try:
        subject = rights.Subject.model_validate(facts.get("subject"))
    except ValidationError:  # it is not complete yet
        return []
    with desk.reading() as session:
        return pointers(session, None, subject, day_of(now))


@dataclass(frozen=True, slots=True)
class ProposalInFull(search.ProposedPerson):
    """Someone who may be the data subject of a request, with its identity conflicts."""

    conflicts: list[identity_conflicts.Conflict]


def proposals(desk: Desk, reference: str) -> list[ProposalInFull]:
    """The people in the register who may be the data subject, strongest first, each with reasons."""
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
    """Where the request's numbers or date of birth belong to someone other than this person, or to no one."""
    with desk.reading() as session:
        return identity_conflicts.conflicts(session, rights.get(session, reference), person)


def identify_subject(
    desk: Desk, reference: str, person: int | None, reason: str, now: datetime, *, despite: str | None = None
) -> CaseDetail:
    """Identify the data subject of a case: a person in the register, or no one (nothing is held).

    `despite` is why, if identity conflicts refuse it; if they only ask, any text is a yes. Raises Conflicted if there
    is a conflict and `despite` is None.
    """
    if not reason.strip():
        raise Refused("Enter a reason. It is kept in the history beside the decision.")
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        if person is not None:
            if act.session.get(register.Person, person) is None:
                raise Refused(f"There is no person {person} in the register.", Remedy.identify, request.reference)
            person = register.root(act.session, person)
        conflicts = identity_conflicts.conflicts(act.session, request, person)
        reason = _despite(conflicts, reason, despite)
        _rebind(
            act,
            request,
            IdentificationStatus.person if person else IdentificationStatus.nobody,
            person,
            reason,
            ActKind.bound,
            conflicts=conflicts,
        )
        return detail_of(act.session, request, now)


def undo_identification(desk: Desk, reference: str, reason: str, now: datetime) -> CaseDetail:
    """Undo the last identification, and restore the one before it."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        last = history.undoable(act.session, request.reference, ActKind.bound, ActKind.unbound)
        if last is None:
            raise Refused(f"{request.reference} has no identified data subject, so there is nothing to undo.")
        before = history.facts_of(act.session, [last.seq])[last.seq]["before"]
        _rebind(
            act, request, IdentificationStatus(before["bound"]), before["person"], reason, ActKind.unbound, last.seq
        )
        return detail_of(act.session, request, now)


def _despite(conflicts: list[identity_conflicts.Conflict], reason: str, despite: str | None) -> str:
    """The reason of an identification, with why it is made despite a conflict. Raises Conflicted if that is missing."""
    if not conflicts:
        return reason
    if despite is None:
        refused = identity_conflicts.refusing(conflicts)
        raise Conflicted(release.conflict_words(refused or conflicts), is_refused=bool(refused))
    if not identity_conflicts.refusing(conflicts):
        return reason
    why = release.reason_given(despite)
    return why if reason.strip() == why else f"{reason.strip()}. Despite the conflict: {why}"


class Conflicted(Refused):
    """The request's numbers or date of birth belong to someone else: the officer has not given a reason yet."""

    def __init__(self, words: str, *, is_refused: bool):
        then = "Enter why it is this person despite that." if is_refused else "Check it, and confirm it."
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
    conflicts: Sequence[identity_conflicts.Conflict] = (),
) -> None:
    before = {"bound": request.bound, "person": request.person_id}
    request.bound, request.person_id = bound, person
    act.session.add(request)
    papers.mark_out_of_date(act.session, request.reference)
    facts: dict[str, object] = {
        "before": before,
        "after": {"bound": bound, "person": person},
        "note": reason.strip() or None,
    }
    facts |= {"conflicts": release.conflict_facts(request, person, conflicts)["conflicts"]} if conflicts else {}
    act.record(kind, reference=request.reference, on=day_of(act.now), corrects=corrects, facts=facts)
    act.session.flush()
