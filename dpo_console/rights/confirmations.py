"""Names and numbers that only a request gives: listing, confirming and undoing."""

from datetime import datetime

from sqlmodel import col, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import papers
from casework.rights import claims as confirmed
from casework.rights import requests as rights
from casework.rights.claims import Claim, Confirmation
from casework.rights.known_people import model_of
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.timeline.history import History


def claims(desk: Desk, reference: str) -> list[Claim]:
    """The names and numbers that the request gives and the register does not have."""
    with desk.reading() as session:
        return confirmed.claims(session, rights.get(session, reference))


def confirm(desk: Desk, reference: str, claim: object, now: datetime) -> list[Claim]:
    """Confirm a name or number of the request as the data subject's, with a reason; returns all it gives."""
    if not isinstance(claim, dict) or set(claim) - {"kind", "value", "reason"}:
        raise Refused("A confirmation has the keys kind, value and reason, and no others.")
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        done = confirmed.confirm(act.session, request, claim, day_of(now), model_of(act.session))
        papers.mark_out_of_date(act.session, request.reference)
        act.record(ActKind.confirmed, reference=request.reference, on=day_of(now), facts=done.facts())
        return confirmed.claims(act.session, request)


def unconfirm(desk: Desk, reference: str, one: Claim | None, now: datetime) -> list[Claim]:
    """Undo a confirmation on a case: the one given, or the last."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        stands = _in_force(act, request)
        found = next(((seq, done) for seq, done in stands if one is None or done.is_of(one)), None)
        if found is None:
            raise Refused(f"{request.reference} has no confirmation to undo.")
        seq, undone = found
        confirmed.undo_confirmation(act.session, request, undone)
        papers.mark_out_of_date(act.session, request.reference)
        act.record(ActKind.unconfirmed, reference=request.reference, on=day_of(now), corrects=seq, facts=undone.facts())
        return confirmed.claims(act.session, request)


def _in_force(act: Act, request: rights.Request) -> list[tuple[int, Confirmation]]:
    """The confirmations in force for the current data subject, the last first."""
    mine = select(History).where(History.reference == request.reference)
    rows = act.session.exec(mine.where(col(History.kind).in_([ActKind.confirmed, ActKind.unconfirmed]))).all()
    undone = {row.corrects for row in rows if row.kind == ActKind.unconfirmed}
    left = [row.seq for row in rows if row.kind == ActKind.confirmed and row.seq not in undone]
    claims = [one for one in confirmed.claims(act.session, request) if one.confirmed]
    facts = history.facts_of(act.session, left)
    found = [(seq, Confirmation.read(facts[seq])) for seq in sorted(facts, reverse=True)]
    return [(seq, done) for seq, done in found if any(map(done.is_of, claims))]
