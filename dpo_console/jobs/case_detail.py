"""One case in detail: its facts, events, clocks with their steps, papers, and the events that can be recorded now."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused, clock
from casework.breaches import incidents
from casework.breaches.incidents import Breach
from casework.complaints import handling
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.disclosure import decisions, identity_conflicts, release, sending
from casework.disclosure import papers as filed_papers
from casework.notice.council import Council
from casework.people import register
from casework.records import items
from casework.rights import requests as rights
from casework.rights.requests import Request
from casework.text.days import long
from casework.timeline import history
from casework.timeline.events import KINDS, Event, Kind, day_of, refuse
from casework.timeline.events import standing as in_force
from casework.timeline.references import Prefix
from casework.vault import database
from casework.views import board, stages
from casework.views.case_timeline import pointers
from casework.views.case_timeline import timeline as rows_of
from casework.views.duties import COMPLAINT
from dpo_console.jobs.breach_detail import about_breach

CLOCK_KINDS = tuple(kind for kind in Kind if kind not in ("received", "recognised", "logged", "corrected", "reopened"))
Matter = Request | Complaint | Breach
COUNTED = ("found", "disclosed", "redacted", "withheld", "not_theirs", "undecided", "to_decide_again")
NO_ITEMS = dict.fromkeys(COUNTED, 0)


def matter(session: Session, reference: str) -> Matter:
    """The request, complaint or breach of that reference. Raises Refused where there is none."""
    said = reference.strip().upper()
    if said.startswith(Prefix.complaint):
        return handling.get(session, reference)
    if said.startswith(Prefix.breach):
        return incidents.get(session, reference)
    return rights.get(session, reference)


def show(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """One case in full: facts, person, events, clocks with their working, items, letters, packs, linked complaints."""
    with desk.reading() as session:
        return shown(session, matter(session, reference), now)


def shown(session: Session, case: Matter, now: datetime) -> dict[str, Any]:
    """The same inside a session."""
    events = history.events(session, case.reference)
    logged = database.number(events[0].seq)
    nation, today = session.get_one(Council, 1).nation, day_of(now)
    clocks = _clocks(case, events, nation)
    lines = board.lines_of(session, stages.named(session, [case.reference]), now)
    filed = _papers(session, case, events)
    hidden = {"id", "person_id", "bound", "words"}
    return {
        "reference": case.reference,
        "kind": case.kind,
        "stage": lines[0].stage,
        "facts": {
            "as_logged": history.facts_of(session, [logged]).get(logged, {}),
            "now": case.record if isinstance(case, Breach) else case.model_dump(mode="json", exclude=hidden),
        },
        "events": [one for one in rows_of(session, case.reference) if one["kind"] in KINDS],
        "clocks": [one.as_json() for one in clocks],
        "letters": [paper for paper in filed if paper["kind"] != "pack"],
        "packs": [paper for paper in filed if paper["kind"] == "pack"],
        "deadline_words": [clock.words(one) for one in clocks],
        "next": lines[0].next,
        "asks": clocks[0].asks,
        "lines": lines,
        "actions": _actions(session, case, events, nation, today),
        "attachments": _attachments(session, events),
        "complaints": [_beside(one) for one in handling.of_case(session, case.reference)],
    } | _more(session, case, now)


def _papers(session: Session, case: Matter, events: list[Event]) -> list[dict[str, Any]]:
    """Every paper of a case; of its letters, when each left and what in it was corrected since."""
    filed = [paper.as_json() for paper in filed_papers.of_case(session, case.reference)]
    if isinstance(case, Breach):
        return filed
    left, wrong = sending.left(session, case.reference, events), sending.now_wrong(session, case)
    return [
        one | {"left": left[digest].isoformat() if digest in left else None, "wrong": wrong.get(digest, [])}
        for one in filed
        for digest in [one["digest"]]
    ]


def _more(session: Session, case: Matter, now: datetime) -> dict[str, Any]:
    if isinstance(case, Request):
        return _about(session, case, day_of(now))
    if isinstance(case, Complaint):
        return _about_nobody() | _closing(case)
    return _about_nobody() | {"breach": about_breach(session, case)}


def _about(session: Session, request: Request, today: date) -> dict[str, Any]:
    person = register.root(session, request.person_id) if request.person_id else None
    return {
        "person": person,
        "person_name": register.card(session, person).name if person else None,
        "bound": request.bound,
        "items": asdict(decisions.counts(session, request)),
        "pointers": pointers(session, request, request.subject, today),
        "conflicts": [asdict(one) for one in identity_conflicts.of_case(session, request)],
        "stops": [asdict(stop) for stop in release.why_not_send(session, request)],
    } | _closing(request)


def _closing(case: Request | Complaint) -> dict[str, Any]:
    """How a closed case ended; `proved` is None while it is open."""
    return {"outcomes": case.outcomes, "proved": case.outcomes is not None if case.outcome else None}


def _about_nobody() -> dict[str, Any]:
    return {"person": None, "person_name": None, "bound": None, "items": NO_ITEMS, "pointers": []} | {
        "conflicts": [],
        "stops": [],
    }


def _beside(complaint: Complaint) -> dict[str, Any]:
    said = {"reference": complaint.reference, "received": complaint.received.isoformat()}
    return said | {"outcome": complaint.outcome, "owner": complaint.owner}


def _attachments(session: Session, events: list[Event]) -> list[dict[str, Any]]:
    """The files that came with the request itself."""
    seqs = [database.number(one.seq) for one in in_force(events) if one.kind == Kind.attached]
    numbers = [number for facts in history.facts_of(session, seqs).values() for number in facts.get("sources", [])]
    sources = session.exec(
        select(items.Source).where(col(items.Source.id).in_(numbers)).order_by(col(items.Source.id))
    ).all()
    return [{"source": one.id, "name": one.name, "reader": one.reader} for one in sources]


def _clocks(case: Matter, events: list[Event], nation: str) -> list[clock.Deadline]:
    if isinstance(case, Breach):
        return [incidents.due(case.aware, nation)]
    if isinstance(case, Complaint):
        return [clock.deadline(COMPLAINT, events, nation=nation)]
    rule = clock.rule_for(case.rights)
    ids = [one for one in (rule, clock.notice_rule(rule, events)) if one]
    return [clock.deadline(one, events, nation=nation) for one in ids]


def _actions(session: Session, case: Matter, events: list[Event], nation: str, today: date) -> list[str]:
    """The kinds of event that can be recorded now."""
    free, received = [], next((one.on for one in in_force(events) if one.kind == Kind.received), today)
    for kind in (*CLOCK_KINDS, Kind.reopened):
        try:
            refuse_kind(case, kind)
            on = received if kind == Kind.decision_taken else today
            new = Event(kind=kind, on=on, months=2 if kind == Kind.extended else None)
            refuse(events, new, today)
            sending.refuse_again(session, case, new, events)
            if kind == Kind.extended and isinstance(case, Request):
                refuse_late(case, events, new, nation)
        except Refused:
            continue
        free.append(str(kind))
    return free


def refuse_kind(case: Matter, kind: Kind) -> None:
    """Raise Refused where an event of that kind cannot happen to such a case."""
    if isinstance(case, Breach):
        incidents.refuse_kind(kind)
    elif isinstance(case, Complaint):
        handling.refuse_kind(kind)
    else:
        rights.refuse_kind(case, kind)


def refuse_late(case: Request, events: list[Event], new: Event, nation: str) -> None:
    """Raise Refused where notice of an extension has no effect: after the first month (Article 12A(4)(a))."""
    rest = [one for one in in_force(events) if one.kind != Kind.extended]
    rule = clock.notice_rule(clock.rule_for(case.rights), rest)
    last = clock.deadline(rule, rest, nation=nation).due if rule else None
    if last and new.on > last:
        raise Refused(
            f"The last lawful day to tell of an extension was {long(last)}: a notice of {new.on:%d/%m/%Y} has no "
            "effect (Article 12A(4)(a)). Answer without more delay; record what was said as a note."
        )


def timeline(desk: Desk, reference: str | None = None) -> list[dict[str, Any]]:
    """The history of one case, or of the whole desk."""
    with desk.reading() as session:
        return rows_of(session, matter(session, reference).reference if reference else None)
