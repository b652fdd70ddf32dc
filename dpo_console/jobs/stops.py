"""What stops an answer from leaving, and the typed confirmation of an identity conflict."""

from datetime import datetime

from sqlmodel import Session

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import identity_conflicts, release
from casework.people import register
from casework.rights import requests as rights
from casework.timeline.events import ActKind, day_of
from dpo_console.jobs.case_detail import CaseDetail, detail_of

Stopped = release.Stopped


def confirm_conflict(act: Act, request: rights.Request, reason: str | None) -> None:
    """Record why the data subject is right despite the conflict. Raises Refused if no reason is given."""
    conflicts = identity_conflicts.refusing(identity_conflicts.of_case(act.session, request))
    if not conflicts:
        raise Refused(f"{request.reference} has no identity conflict to confirm.")
    person = register.root(act.session, request.person_id) if request.person_id else None
    facts = release.conflict_facts(request, person, conflicts) | {"note": release.reason_given(reason)}
    act.record(ActKind.conflict_confirmed, reference=request.reference, on=day_of(act.now), facts=facts)


def confirm_identity(desk: Desk, reference: str, reason: str, now: datetime) -> CaseDetail:
    """Confirm the data subject, with a reason, despite the conflict, so that the answer may be sent."""
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        confirm_conflict(act, request, reason)
        return detail_of(act.session, request, now)


def refuse_pack(session: Session, request: rights.Request, despite: str | None) -> bool:
    """Raise Stopped if a pack may not be built; True if the reason given with it confirms a conflict."""
    for stop in release.why_not_send(session, request):
        if stop.kind != "conflict":
            raise release.Stopped(stop)
    conflicts = identity_conflicts.refusing(identity_conflicts.of_case(session, request))
    if conflicts and despite is None:
        why = f"{release.conflict_words(conflicts)} Each pack of this case needs a typed confirmation."
        raise release.Stopped(release.Stop("conflict", why))
    if conflicts:
        release.reason_given(despite)
    return bool(conflicts)


def conflict_line(act: Act, request: rights.Request) -> str:
    """The line of a pack's log on an identity conflict, in words without a number: the file is not encrypted."""
    kinds = [one.name for one in identity_conflicts.of_case(act.session, request)]
    confirmed = next(
        (f", confirmed in row {row.seq}" for row in act.rows if row.kind == ActKind.conflict_confirmed), ""
    )
    return f"Identity conflict: {', '.join(kinds)}{confirmed}\n" if kinds else ""
