"""Disclosure: deciding what goes out, and the review's questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from casework import Refused, law
from casework.desk.store import Desk
from casework.disclosure import bundles, decisions, papers
from casework.disclosure import health as health_data
from casework.disclosure import questions as asking
from casework.disclosure.bundles import ReviewedItem
from casework.disclosure.decisions import ItemCounts, KeptDecision
from casework.disclosure.health import CaseHealth
from casework.disclosure.mentions import shipped as shipped_terms
from casework.disclosure.questions import Question
from casework.law import Exemption, Factor
from casework.law.grounds import NOT_THEIRS
from casework.notice.council import Council
from casework.people import register
from casework.rights import known_people
from casework.rights import requests as rights
from casework.text.canonical import fold
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, day_of


@dataclass(frozen=True, slots=True)
class CaseReview:
    """The items to decide for a case."""

    items: list[ReviewedItem]
    counts: ItemCounts
    undecided: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for holding something back, as the form lists it."""

    id: str
    title: str
    provision: str
    test: str
    explanation: str
    restricts: str = ""
    who: str = ""
    """Who may use it."""
    words: str = ""
    """Other words to find it by."""
    unsaid: bool = False
    """Whether letters leave it unnamed unless the officer decides otherwise."""
    factors: Mapping[str, Factor] = field(default_factory=dict)
    """The questions that the decision must have regard to, by their keys."""

    def found_by(self, typed: str) -> bool:
        """Whether each word typed is in what it is called, or says."""
        text = fold(" ".join((self.title, self.provision, self.test, self.who, self.words, self.explanation)))
        return all(word in text for word in fold(typed).split())


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """The questions still to be answered before a pack is built."""

    questions: list[Question]
    open: list[str]
    """A sentence for each kind."""


@dataclass(frozen=True, slots=True)
class OfficeTerms:
    """The capitalised words that name no one."""

    own: list[str]
    """The council's own."""
    shipped: list[str]


def review(desk: Desk, reference: str) -> CaseReview:
    """Every item found for a case, with its fields and decisions; and the counts."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        counts = decisions.counts(session, request)
        return CaseReview(bundles.review(session, request), counts, counts.undecided)


def exemptions() -> list[Ground]:
    """'Not this person's data', and the exemptions a council can use: those used most, then the rest by provision."""
    apart = Ground(NOT_THEIRS, "Not this person's data", "", "", "It is about someone else.")
    known = [one for one in law.exemptions().values() if not one.retired]
    ordered = sorted(known, key=lambda one: one.common or len(known))
    return [apart, *map(_ground, ordered)]


def _ground(one: Exemption) -> Ground:
    texts = one.id, one.title, one.provision, one.test, one.explanation, one.restricts, one.who, one.words
    return Ground(*texts, one.unsaid, one.factors)


def decide(desk: Desk, reference: str, given: Sequence[Unchecked], now: datetime) -> ItemCounts:
    """Save decisions on items and fields of a case, all or none; return the counts."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        facts = decisions.decide(act.session, request, given)
        papers.mark_out_of_date(act.session, request.reference)
        act.record(ActKind.decided, reference=request.reference, on=day_of(now), facts=facts)
        return decisions.counts(act.session, request)


def undo_decision(desk: Desk, reference: str, now: datetime) -> str:
    """Undo the last decision on a case exactly; return in words what was undone."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        last = _last_decided(act.session, request)
        if last is None:
            raise Refused(f"There is no decision on {request.reference} to undo.")
        seq, before = last
        decisions.restore(act.session, request, before)
        papers.mark_out_of_date(act.session, request.reference)
        told = {"restored": [one.fact() for one in before]}
        act.record(ActKind.undone, reference=request.reference, on=day_of(now), corrects=seq, facts=told)
        named = (f"item {one.key.item}" + (f" {one.key.field}" if one.key.field else "") for one in before)
        which = list(dict.fromkeys(named))
        return f"Undone: the decision on {', '.join(which[:5])}" + (" and others." if len(which) > 5 else ".")


def health(desk: Desk, reference: str, now: datetime) -> CaseHealth:
    """The health data found for a case, and what they still need before anything can leave."""
    with desk.reading() as session:
        return health_data.of_case(session, rights.get(session, reference), day_of(now))


def answer_health(desk: Desk, reference: str, given: Unchecked, now: datetime) -> CaseHealth:
    """Record an answer about the health data of a case: known to the person, opinion asked for, opinion received."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        answer = health_data.checked(act.session, request, given, day_of(now))
        papers.mark_out_of_date(act.session, request.reference)
        facts = answer.facts(rights.about(act.session, request))
        act.record(health_data.ACTS[answer.what], reference=request.reference, on=answer.on, facts=facts)
    return health(desk, reference, now)


def undo_health(desk: Desk, reference: str, now: datetime) -> CaseHealth:
    """Undo the last answer about the health data of a case."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        last = health_data.last_answer(act.session, request)
        papers.mark_out_of_date(act.session, request.reference)
        facts: dict[str, object] = {"what": last.what}
        act.record(ActKind.health_undone, reference=request.reference, on=day_of(now), corrects=last.seq, facts=facts)
    return health(desk, reference, now)


def questions(desk: Desk, reference: str) -> OpenQuestions:
    """The open questions on what would go out, each with its places and its passage.

    `open` has a sentence for each kind.
    """
    with desk.reading() as session:
        request = rights.get(session, reference)
        asked = asking.open_questions(session, request, known_people.model_for(session, request))
        return OpenQuestions(asked, asking.sentences(asked))


def answer_questions(desk: Desk, reference: str, answers: object, now: datetime) -> OpenQuestions:
    """Answer questions of a case, all or none; return those still open."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        facts = asking.answer(act.session, request, known_people.model_for(act.session, request), answers)
        papers.mark_out_of_date(act.session, request.reference)
        act.record(ActKind.decided, reference=request.reference, on=day_of(now), facts=facts)
    return questions(desk, reference)


def office_terms(desk: Desk) -> OfficeTerms:
    """The capitalised words that name no one: the council's own, and those shipped."""
    with desk.reading() as session:
        return OfficeTerms(sorted(session.get_one(Council, 1).office_terms, key=str.casefold), shipped_terms())


def _last_decided(session: Session, request: rights.Request) -> tuple[int, list[KeptDecision]] | None:
    """The last decision that is not undone, among those for the case's data subject now.

    Returns its number in the history, and the decisions before it.
    """
    made = select(history.History).where(history.History.reference == request.reference)
    rows = session.exec(made.where(col(history.History.kind).in_([ActKind.decided, ActKind.undone]))).all()
    undone = {row.corrects for row in rows if row.kind == ActKind.undone}
    left = {row.seq: row for row in rows if row.kind == ActKind.decided and row.seq not in undone}
    for seq, facts in sorted(history.facts_of(session, left).items(), reverse=True):
        if register.root(session, facts.get("person", -1)) == rights.about(session, request):
            return seq, [KeptDecision.read(one) for one in facts["before"]]
    return None
