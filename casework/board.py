"""Every running clock of every case, first due first, with the next thing to do."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlmodel import Session, select

from casework import bundles, clock, history, papers, people
from casework.council import Council
from casework.events import Event, Kind, standing
from casework.finding.search import latest
from casework.history import History
from casework.requests import Request

WAITING = {
    Kind.id_requested: (Kind.id_received, "identity"),
    Kind.fee_requested: (Kind.fee_paid, "the fee"),
    Kind.authority_requested: (Kind.authority_received, "authority to act"),
    Kind.clarification_requested: (Kind.clarification_received, "clarification"),
}


def lines(session: Session, today: date) -> list[dict[str, Any]]:
    """The board as it stands today: one line for each open case's duty to respond; no personal data in it."""
    council = session.get(Council, 1)
    found = [
        line(session, request, council, today)
        for request in session.exec(select(Request).order_by(Request.reference)).all()
        if request.outcome is None
    ]
    return sorted(found, key=lambda one: (one["due"] is None, one["due"] or "", one["reference"]))


def line(session: Session, request: Request, council: Council, today: date) -> dict[str, Any]:
    """One case's line: the keys of `due --json`, then its stage, what to do next, and a title without names."""
    events = history.events(session, request.reference)
    running = clock.deadline(clock.rule_for(request.rights), events, nation=council.nation)
    stage, then = step(session, request, events)
    waiting = awaited(events)
    if waiting:
        stage, then = "waiting", f"waiting for {waiting[0]} since {waiting[1]:%d/%m/%Y}"
    target = clock.target(running, council.closing())
    return {
        "reference": request.reference,
        "kind": request.kind,
        "clock": running.rule,
        "duty": "respond",
        "state": running.state,
        "due": running.due.isoformat() if running.due else None,
        "target": target.isoformat() if target else None,
        "working_days_left": clock.working_days_left(today, running.due, council.nation) if running.due else None,
        "hours_left": None,
        "owner": request.owner,
        "service": request.service,
        "waiting_days": (today - waiting[1]).days if waiting else None,
        "stage": stage,
        "next": then,
        "title": " + ".join(request.rights),
    }


def awaited(events: list[Event]) -> tuple[str, date] | None:
    """What the case waits for from the requester, and since when; None where it waits for nothing."""
    asked: dict[Kind, list[date]] = defaultdict(list)
    for event in standing(events):
        asked[event.kind].append(event.on)
    for question, (answer, what) in WAITING.items():
        if len(asked[question]) > len(asked[answer]):
            return what, asked[question][-1]
    return None


def step(session: Session, request: Request, events: list[Event]) -> tuple[str, str]:
    """How far a case has come, and the next thing to do, in words."""
    kinds = {event.kind for event in standing(events)}
    if request.outcome:
        return "closed", "nothing more"
    if Kind.sent in kinds:
        return "sent", "close the case"
    if request.bound == "open":
        return "received", "say whom it is about"
    if not request.is_access:
        return "bound", "act on it, and tell the person what was done"
    if latest(session, request) is None:
        return "bound", "search for the person"
    undecided = bundles.counts(session, request)["undecided"]
    if undecided:
        return "found", f"decide {undecided} item{'s' * (undecided > 1)}"
    if papers.standing(session, request.reference, "disclosure") is None:
        return "decided", "make the disclosure letter"
    if papers.standing(session, request.reference, "pack") is None:
        return "letter made", "build the pack"
    return "pack built", "send it, and record that it was sent"


def pointers(session: Session, request: Request | None, subject: dict[str, Any], today: date) -> list[dict[str, Any]]:
    """Earlier requests by the same person, and namesakes, each in a sentence.

    The same person: bound to the same entry of the register, or one of the same numbers, or the same name and birth
    date. A namesake: a like name, and nothing that says it is the same person.
    """
    from casework.finding.names import alike, fold
    from casework.finding.search import claims

    mine, said = claims(subject), []
    names = [name for name in [subject.get("name") or "", *(subject.get("former_names") or [])] if name]
    for other in session.exec(select(Request).order_by(Request.reference.desc())).all():
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
    own = people.root(session, request.person_id) if request and request.person_id else None
    alikes = [person for person, held in _alike_people(session, names) if person != own]
    if (own is None and len(alikes) > 1) or (own is not None and alikes):
        other = "other " if own else ""
        who = f"1 {other}person of the register has" if len(alikes) == 1 else f"{len(alikes)} {other}people have"
        text = f"{who} a like name: tell them apart."
        said.append({"kind": "namesake", "text": text, "reference": None, "person": alikes[0]})
    return said


def _alike_people(session: Session, names: list[str]) -> list[tuple[int, str]]:
    from casework.finding.names import alike
    from casework.people import PersonName

    found = {}
    for person, key in session.exec(
        select(PersonName.person_id, PersonName.key).where(PersonName.person_id.is_not(None))
    ):
        if person not in found and any(alike(key, name) for name in names):
            found[person] = key
    return sorted(found.items())


def timeline(session: Session, reference: str | None = None) -> list[dict[str, Any]]:
    """The history's rows, of one case or all, oldest first, as `history` and `show` print them."""
    query = select(History).order_by(History.seq)
    rows = session.exec(query.where(History.reference == reference) if reference else query).all()
    facts = history.facts_of(session, [row.seq for row in rows]) if reference else {}
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
        }
        for row in rows
    ]
