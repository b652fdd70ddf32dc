"""Disclosure: deciding what goes out, and the review's questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused, law
from casework.desk.store import Desk
from casework.disclosure import bundles, decisions, papers
from casework.disclosure import questions as asking
from casework.disclosure.mentions import shipped as shipped_terms
from casework.law.grounds import NOT_THEIRS
from casework.notice.council import Council
from casework.people import register
from casework.rights import known_people
from casework.rights import requests as rights
from casework.timeline import history
from casework.timeline.events import day_of


def review(desk: Desk, reference: str) -> dict[str, Any]:
    """Every item found for a case, with its fields and what was decided; and the counts."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        counts = decisions.counts(session, request)
        return {"items": bundles.review(session, request), "counts": counts, "undecided": counts["undecided"]}


def exemptions() -> list[dict[str, Any]]:
    """What an item can be withheld under by a council, with its test, and 'not this person's data'."""
    shown = ("id", "title", "provision", "test", "explanation")
    listed = [{key: getattr(one, key) for key in shown} for one in law.exemptions().values() if not one.retired]
    apart = {
        "id": NOT_THEIRS,
        "title": "Not this person's data",
        "provision": "",
        "test": "",
        "explanation": "It is about somebody else.",
    }
    return [apart, *listed]


def decide(desk: Desk, reference: str, said: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Take decisions on items and fields of a case, all or none; answer the counts."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        taken = decisions.decide(act.session, request, said)
        papers.void(act.session, request.reference)
        act.record("decided", reference=request.reference, on=day_of(now), facts=taken)
        return decisions.counts(act.session, request)


def undo_decision(desk: Desk, reference: str, now: datetime) -> str:
    """Take back the last decision on a case exactly; answer in words what was undone."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        last, facts = _last_decided(act.session, request)
        if last is None:
            raise Refused(f"Nothing was decided on {request.reference} that could be undone.")
        before = facts["before"]
        decisions.restore(act.session, request, before)
        papers.void(act.session, request.reference)
        facts = {"restored": before}
        act.record("undone", reference=request.reference, on=day_of(now), corrects=last.seq, facts=facts)
        named = (f"item {one['item']}" + (f" {one['field']}" if one["field"] else "") for one in before)
        which = list(dict.fromkeys(named))
        return f"Taken back: the decision on {', '.join(which[:5])}" + (" and others." if len(which) > 5 else ".")


def questions(desk: Desk, reference: str) -> dict[str, Any]:
    """The open questions on what would go out, each with its places and its passage.

    `open` has a sentence for each kind.
    """
    with desk.reading() as session:
        request = rights.get(session, reference)
        asked = asking.open_questions(session, request, known_people.model_for(session, request))
        return {"questions": questions_as_json(session, asked), "open": asking.sentences(asked)}


def questions_as_json(session: Session, asked: Sequence[asking.Question]) -> list[dict[str, Any]]:
    """The questions as `questions --json` lists them, with the names of the people they may mean."""
    numbers = sorted({number for one in asked for number in one.people})
    names = {one.person: one.name for one in register.cards(session, numbers)}
    return [question_as_json(one, names) for one in asked]


def question_as_json(asked: asking.Question, names: dict[int, str]) -> dict[str, Any]:
    """The keys of `questions --json`; `names` gives the people it may mean."""
    proposed = asked.proposal and {
        "answer": asked.proposal.answer, "reason": asked.proposal.reason, "exemption": asked.proposal.exemption,
        "case": asked.proposal.case,
    }  # fmt: skip
    return {
        "id": asked.id, "kind": str(asked.kind), "form": asked.form, "why": asked.why, "must": asked.must,
        "people": list(asked.people),
        "names": [names.get(number, "") for number in asked.people], "words": asked.words, "label": asked.label,
        "title": asked.title, "passage": asked.passage, "answers": list(asking.allowed(asked)), "proposal": proposed,
        "places": [place._asdict() | {"page": None} for place in asked.places],
    }  # fmt: skip


def answer_questions(desk: Desk, reference: str, said: Any, now: datetime) -> dict[str, Any]:
    """Answer questions of a case, all or none; return those still open."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        taken = asking.answer(act.session, request, known_people.model_for(act.session, request), said)
        papers.void(act.session, request.reference)
        act.record("decided", reference=request.reference, on=day_of(now), facts=taken)
    return questions(desk, reference)


def office_terms(desk: Desk) -> dict[str, list[str]]:
    """The capitalised words that name no one: the council's own, and those shipped."""
    with desk.reading() as session:
        return {"own": sorted(session.get_one(Council, 1).office_terms, key=str.casefold), "shipped": shipped_terms()}


def _last_decided(session: Any, request: rights.Request) -> tuple[history.History | None, dict[str, Any]]:
    """The last decision not taken back yet among those for the person the case is about now: no other's is touched."""
    rows = select(history.History).where(history.History.reference == request.reference)
    rows = session.exec(rows.where(col(history.History.kind).in_(["decided", "undone"]))).all()
    gone = {row.corrects for row in rows if row.kind == "undone"}
    left = {row.seq: row for row in rows if row.kind == "decided" and row.seq not in gone}
    for seq, facts in sorted(history.facts_of(session, left).items(), reverse=True):
        if register.root(session, facts.get("person", -1)) == rights.about(session, request):
            return left[seq], facts
    return None, {}
