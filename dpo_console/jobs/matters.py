"""Cases: logging them, what happens to them, whom they are about."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from casework import Refused, board, bundles, clock, history, papers, people
from casework import requests as rights
from casework.council import Council
from casework.events import KINDS, OUTCOMES, Event, Kind, day_of, refuse, standing
from casework.finding import search
from casework.finding.names import fold
from casework.store import Desk

CLOCK_KINDS = tuple(kind for kind in Kind if kind not in ("received", "recognised", "logged", "corrected", "reopened"))


def board_of(desk: Desk, today: date) -> list[dict[str, Any]]:
    """Every open case's clock, first due first."""
    with desk.reading() as session:
        return board.lines(session, today)


def log_request(desk: Desk, facts: dict[str, Any], now: datetime) -> str:
    """Log a rights request: its facts, and the three days as three events of one act. Answer its reference."""
    today = day_of(now)
    said = rights.RequestIn.checked(facts, today)
    with desk.act(now) as act:
        request = rights.log(act.session, said, today)
        whole = said.model_dump(mode="json")
        act.record(Kind.received, reference=request.reference, on=request.received, facts=whole)
        act.record(Kind.recognised, reference=request.reference, on=request.recognised)
        act.record(Kind.logged, reference=request.reference, on=today)
    return request.reference


def similar(desk: Desk, facts: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Earlier requests by the same person, and namesakes, for a request that is being written."""
    subject = facts.get("subject") or {"name": (facts.get("requester") or {}).get("name", "")}
    with desk.reading() as session:
        return board.pointers(session, None, subject, day_of(now))


def show(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """One case whole: facts, person, events, clocks with their working, items, letters, packs."""
    with desk.reading() as session:
        return _shown(session, rights.get(session, reference), day_of(now))


def _shown(session: Session, request: rights.Request, today: date) -> dict[str, Any]:
    council = session.get(Council, 1)
    events = history.events(session, request.reference)
    rule = clock.rule_for(request.rights)
    ids = [one for one in (rule, clock.notice_rule(rule, events)) if one]
    clocks = [clock.deadline(one, events, nation=council.nation) for one in ids]
    filed = [paper.as_json() for paper in papers.of_case(session, request.reference)]
    person = people.root(session, request.person_id) if request.person_id else None
    return {
        "reference": request.reference,
        "kind": request.kind,
        "stage": board.line(session, request, council, today)["stage"],
        "facts": {
            "as_logged": history.facts_of(session, [events[0].seq])[events[0].seq],
            "now": request.model_dump(mode="json", exclude={"id", "person_id", "bound"}),
        },
        "person": person,
        "events": [one for one in board.timeline(session, request.reference) if one["kind"] in KINDS],
        "clocks": [one.as_json() for one in clocks],
        "items": bundles.counts(session, request),
        "letters": [paper for paper in filed if paper["kind"] != "pack"],
        "packs": [paper for paper in filed if paper["kind"] == "pack"],
        "deadline_words": [clock.words(one) for one in clocks],
        "next": board.line(session, request, council, today)["next"],
        "bound": request.bound,
        "person_name": people.card(session, person)["name"] if person else None,
        "pointers": board.pointers(session, request, request.subject, today),
        "actions": _actions(events, today),
    }


def _actions(events: list, today: date) -> list[str]:
    """The kinds of event that may follow now."""
    free = []
    for kind in CLOCK_KINDS:
        try:
            refuse(events, Event(kind=kind, on=today, months=2 if kind == Kind.extended else None), today)
        except Refused:
            continue
        free.append(str(kind))
    return free


def timeline(desk: Desk, reference: str | None = None) -> list[dict[str, Any]]:
    """The history of one case, or of the whole desk."""
    with desk.reading() as session:
        if reference:
            reference = rights.get(session, reference).reference
        return board.timeline(session, reference)


def cases(desk: Desk, words: str, today: date) -> list[dict[str, Any]]:
    """Every case, closed ones too, in which all the words stand: reference, names, service, what was asked."""
    said = fold(words).split()
    with desk.reading() as session:
        profile = session.get(Council, 1)
        found = []
        for request in session.exec(select(rights.Request).order_by(rights.Request.reference.desc())).all():
            parts = [request.reference, request.requester["name"], *request.names, request.service or "", request.asked]
            text = fold(" ".join([*parts, request.outcome or "open", *request.rights]))
            if all(word in text for word in said):
                about = {"requester": request.requester["name"], "outcome": request.outcome}
                found.append(board.line(session, request, profile, today) | about)
        return found


def event(
    desk: Desk,
    reference: str,
    kind: str,
    on: date,
    now: datetime,
    months: int | None = None,
    corrects: int | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Record what happened to a case on a day; answer the case as `show` does."""
    if kind not in KINDS:
        raise Refused(f"There is no event called '{kind}': it is one of {', '.join(Kind)}.")
    if kind == Kind.extended and months not in (None, 2):
        raise Refused("An extension is two further months (Article 12A(3)), no more and no fewer.")
    today = day_of(now)
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        months = 2 if kind == Kind.extended else months
        new = Event(kind=Kind(kind), on=on, recorded=now, corrects=corrects, months=months, note=note)
        events = history.events(act.session, request.reference)
        refuse(events, new, today)
        seq = act.record(
            kind,
            reference=request.reference,
            on=on,
            months=months,
            corrects=corrects,
            facts={"note": note} if note else None,
        )
        _fold(act.session, request, history.events(act.session, request.reference))
        act.session.add(request)
        act.session.flush()
        return _shown(act.session, request, today) | {"seq": seq}


def _fold(session: Session, request: rights.Request, events: list) -> None:
    """Bring the table's present facts into line with the events that stand."""
    in_order = standing(events)
    stands = {one.kind: one for one in in_order}
    request.received = stands[Kind.received].on
    if Kind.recognised in stands:
        request.recognised = stands[Kind.recognised].on
    closing, opening = stands.get(Kind.closed), stands.get(Kind.reopened)
    if closing is None or (opening and in_order.index(opening) > in_order.index(closing)):
        request.outcome = None
    elif request.outcome is None:
        request.outcome = "answered"


def close_case(
    desk: Desk, reference: str, outcome: str, on: date, now: datetime, note: str | None = None
) -> dict[str, Any]:
    """Close a case with its outcome."""
    if outcome not in OUTCOMES:
        raise Refused(f"There is no outcome '{outcome}': it is one of {', '.join(OUTCOMES)}.")
    today = day_of(now)
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        refuse(history.events(act.session, request.reference), Event(kind=Kind.closed, on=on), today)
        request.outcome = outcome
        act.session.add(request)
        act.record(
            Kind.closed,
            reference=request.reference,
            on=on,
            facts={"outcome": outcome} | ({"note": note} if note else {}),
        )
        act.session.flush()
        return _shown(act.session, request, today)


def proposals(desk: Desk, reference: str) -> list[dict[str, Any]]:
    """The people of the register a request may be about, strongest first, each with reasons."""
    with desk.reading() as session:
        return search.proposals(session, rights.get(session, reference))


def bind(desk: Desk, reference: str, person: int | None, reason: str, now: datetime) -> dict[str, Any]:
    """Say whom a case is about: a person of the register, or nobody (we hold nothing)."""
    if not reason.strip():
        raise Refused("Say why: the reason stands in the history beside the decision.")
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        _open(request)
        if person is not None:
            if act.session.get(people.Person, person) is None:
                raise Refused(f"There is no person {person} in the register: 'person {reference}' proposes some.")
            person = people.root(act.session, person)
        _rebind(act, request, "person" if person else "nobody", person, reason, "bound")
        return _shown(act.session, request, day_of(now))


def unbind(desk: Desk, reference: str, reason: str, now: datetime) -> dict[str, Any]:
    """Undo the last binding: the case is about whom it was about before."""
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        _open(request)
        last = history.undoable(act.session, request.reference, "bound", "unbound")
        if last is None:
            raise Refused(f"{request.reference} was not bound to anybody: there is nothing to undo.")
        was = history.facts_of(act.session, [last.seq])[last.seq]["before"]
        _rebind(act, request, was["bound"], was["person"], reason, "unbound", last.seq)
        return _shown(act.session, request, day_of(now))


def _rebind(act, request, bound: str, person: int | None, reason: str, kind: str, corrects: int | None = None):
    before = {"bound": request.bound, "person": request.person_id}
    request.bound, request.person_id = bound, person
    act.session.add(request)
    papers.void(act.session, request.reference)
    facts = {"before": before, "after": {"bound": bound, "person": person}, "note": reason.strip() or None}
    act.record(kind, reference=request.reference, on=day_of(act.now), corrects=corrects, facts=facts)
    act.session.flush()


def _open(request: rights.Request) -> None:
    if request.outcome:
        raise Refused(f"{request.reference} is closed ({OUTCOMES[request.outcome]}): reopen it first.")
