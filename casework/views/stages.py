"""The stage of each case and the next thing to do, for many cases at once in few queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure import sending
from casework.disclosure.decisions import (
    Decision,
    DecisionKey,
    DecisionKind,
    Decisions,
    KeptDecision,
    decision_on,
    to_decide_again,
)
from casework.disclosure.papers import Paper, PaperState
from casework.disclosure.search import Certificate, latest
from casework.law.grounds import NOT_THEIRS
from casework.law.letter_kinds import letters_with, refusals
from casework.law.rights import CHANGING, Right
from casework.people import register
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.timeline.events import ActKind, Event, Kind, concerning, ended_rights
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage, Step
from casework.timeline.references import MatterKind


@dataclass(frozen=True, slots=True)
class BoardCase:
    """A case as the board needs it: with no name but its owner's."""

    reference: str
    kind: MatterKind
    rights: tuple[Right, ...] = ()
    service: str | None = None
    owner: str | None = None
    outcome: Outcome | None = None
    bound: IdentificationStatus = IdentificationStatus.open
    person: int | None = None
    about: str | None = None
    """For a complaint, the case it is about; for a breach, its cause."""
    for_other: bool = False
    """Whether someone other than the data subject makes the request."""
    outcomes: dict[str, Outcome] | None = None
    """How each right ended so far, if its closing was proved."""


Query = SelectOfScalar[str]
"""A query for references."""


def select_cases(
    session: Session, request: Query | None = None, complaint: Query | None = None, breach: Query | None = None
) -> Iterator[BoardCase]:
    """The cases those queries select by reference: requests, complaints, breaches. All of a kind without a query."""
    yield from _requests(session, request)
    yield from _complaints(session, complaint)
    yield from _breaches(session, breach)


def _requests(session: Session, picked: Query | None) -> Iterator[BoardCase]:
    asked = sqlalchemy.select(
        col(Request.reference),
        col(Request.rights),
        col(Request.service),
        col(Request.owner),
        col(Request.outcome),
        col(Request.bound),
        col(Request.person_id),
        col(Request.requester)["is_subject"].as_boolean(),
        col(Request.outcomes),
    ).order_by(col(Request.reference))
    for row in session.execute(asked if picked is None else asked.where(col(Request.reference).in_(picked))):
        reference, rights, service, owner, outcome, bound, person, own, each = row
        yield BoardCase(
            *(reference, MatterKind.request, tuple(rights), service, owner, outcome, bound, person),
            for_other=not own,
            outcomes=each,
        )


def _complaints(session: Session, picked: Query | None) -> Iterator[BoardCase]:
    asked = sqlalchemy.select(
        col(Complaint.reference),
        col(Complaint.service),
        col(Complaint.owner),
        col(Complaint.outcome),
        col(Complaint.about),
        col(Complaint.outcomes),
    ).order_by(col(Complaint.reference))
    for row in session.execute(asked if picked is None else asked.where(col(Complaint.reference).in_(picked))):
        reference, service, owner, outcome, about, each = row
        yield BoardCase(reference, MatterKind.complaint, (), service, owner, outcome, about=about, outcomes=each)


def _breaches(session: Session, picked: Query | None) -> Iterator[BoardCase]:
    asked = sqlalchemy.select(
        col(Breach.reference), col(Breach.service), col(Breach.owner), col(Breach.outcome), col(Breach.cause)
    ).order_by(col(Breach.reference))
    for row in session.execute(asked if picked is None else asked.where(col(Breach.reference).in_(picked))):
        reference, service, owner, outcome, cause = row
        yield BoardCase(reference, MatterKind.breach, (), service, owner, outcome, about=cause)


def cases_named(session: Session, references: Sequence[str]) -> list[BoardCase]:
    """The cases with those references."""
    found: list[BoardCase] = []
    for some in batches(references):
        tables = (Request, Complaint, Breach)
        picked = [select(table.reference).where(col(table.reference).in_(some)) for table in tables]
        found += select_cases(session, *picked)
    return found


Steps = dict[Right | None, Step]
"""The stage and what to do next of each right of a request; of a complaint, under None."""


def steps(session: Session, listed: Sequence[BoardCase], happened: dict[str, list[Event]]) -> dict[str, Steps]:
    """The stage of each request, by right, and of each complaint, and what to do next, from its events in force."""
    again = _again(session, listed)
    by_events = {
        case.reference: _by_events(case, happened[case.reference], None if case.outcome else again.get(case.reference))
        for case in listed
    }
    searched = _by_search(session, [case for case in listed if None in by_events[case.reference].values()])
    return {
        reference: {right: step or searched[reference] for right, step in found.items()}
        for reference, found in by_events.items()
    }


def _again(session: Session, listed: Sequence[BoardCase], as_at: date | None = None) -> dict[str, str]:
    """What must be written again, by reference; only cases with a corrected event can need it."""
    found: dict[str, str] = {}
    for some in batches([case.reference for case in listed if case.kind != MatterKind.breach]):
        if names := sending.corrected(session, some):
            requests = session.exec(select(Request).where(col(Request.reference).in_(names))).all()
            found |= sending.letters_to_rewrite(session, requests, as_at)
            complaints = session.exec(select(Complaint).where(col(Complaint.reference).in_(names))).all()
            found |= sending.letters_to_rewrite(session, complaints, as_at)
    return found


def _by_events(case: BoardCase, happened: Sequence[Event], again: str | None) -> dict[Right | None, Step | None]:
    """The steps that events and facts decide; None for access that is searched for. `again` is what to write again."""
    if again:
        return dict.fromkeys(case.rights or (None,), (Stage.letter_wrong, again))
    if case.kind == MatterKind.complaint:
        return {None: _complaint(case, {event.kind for event in happened})}
    ended = set(ended_rights(happened))
    return {right: _of_right(case, right, happened, ended) for right in case.rights}


def _of_right(case: BoardCase, right: Right, happened: Sequence[Event], ended: set[Right]) -> Step | None:
    if case.outcome or right in ended:
        return Stage.closed, "nothing more"
    mine = [event.kind for event in concerning(right, happened)]
    if Kind.sent in mine:
        return Stage.sent, f"record how {right} ended" if set(case.rights) - ended > {right} else "close the case"
    if case.for_other and not any(event.kind in ADDRESSEE for event in happened):
        return Stage.received, "get authority, or record that the answer goes to the data subject"
    if case.bound == IdentificationStatus.open:
        return Stage.received, "identify the data subject"
    if Kind.refusal_decided in mine:
        return Stage.bound, "tell the person why nothing is done"
    if right != Right.access:
        done = right in CHANGING and Kind.complied in mine
        return Stage.bound, "tell the person what was done" if done else "act on it, and tell the person what was done"
    return None


ADDRESSEE = (Kind.authority_received, Kind.answer_to_subject)
"""What decides who receives the answer, if someone else asked."""


def _complaint(case: BoardCase, kinds: set[Kind]) -> Step:
    if case.outcome:
        return Stage.closed, "nothing more"
    if Kind.sent in kinds:
        return Stage.outcome_told, "close the complaint"
    if Kind.acknowledged in kinds:
        return Stage.acknowledged, "look into it, report progress and give the outcome"
    return Stage.received, "acknowledge it in writing"


def _by_search(session: Session, listed: Sequence[BoardCase]) -> dict[str, Step]:
    """The stage of requests for access once identified: from the last search, the decisions and the papers filed."""
    found: dict[str, Step] = {}
    merged = register.merged_into(session) if listed else {}
    for some in batches(listed):
        names = [case.reference for case in some]
        last = select(func.max(Certificate.id)).where(col(Certificate.reference).in_(names))
        last = last.group_by(col(Certificate.reference))
        searched = {
            one.reference: one for one in session.exec(select(Certificate).where(col(Certificate.id).in_(last)))
        }
        taken: dict[tuple[str, int], Decisions] = defaultdict(dict)
        for row in session.exec(select(Decision).where(col(Decision.reference).in_(names))):
            taken[row.reference, row.person_id][row.key] = row
        papers: dict[str, set[str]] = defaultdict(set)
        filed = select(Paper.reference, Paper.kind).where(
            col(Paper.reference).in_(names), Paper.state == PaperState.filed
        )
        for reference, kind in session.exec(filed):
            papers[reference].add(kind)
        for case in some:
            mine = _now(merged, case.person)
            kept = searched.get(case.reference)
            if kept and _now(merged, kept.person) != mine:
                kept = latest(session, session.exec(select(Request).where(Request.reference == case.reference)).one())
            mine_taken = taken[case.reference, mine or 0]
            found[case.reference] = _searched(_hits(kept), mine_taken, papers[case.reference])
    return found


def _hits(kept: Certificate | None) -> list[int] | None:
    return kept.items if kept else None


def _searched(hits: list[int] | None, taken: Decisions, papers: set[str]) -> Step:
    if hits is None:
        return Stage.bound, "search for the person"
    undecided = sum(decision_on(taken, item) is None for item in hits)
    if undecided:
        return Stage.found, f"decide {undecided} item{'s' * (undecided > 1)}"
    if again := sum(bool(to_decide_again(taken, item)) for item in hits):
        return Stage.found, f"decide {again} item{'s' * (again > 1)} again"
    if "pack" in papers:
        return Stage.pack_built, SEND
    if "nothing-held" in papers:
        return Stage.letter_made, SEND
    if papers & set(sending.IN_PACKS):
        return Stage.letter_made, "build the pack"
    if papers & (refusals() - letters_with("own_words")):
        return Stage.letter_made, SEND
    held = any(_theirs(taken, item) for item in hits)
    return Stage.decided, "make the disclosure letter" if held else "make the letter that nothing is held"


SEND = "send it, and record that it was sent"


def _theirs(taken: Decisions, item: int) -> bool:
    """Whether a decided item is about the data subject."""
    row = taken.get(DecisionKey(item))
    return decision_on(taken, item) == DecisionKind.disclose or bool(row and row.exemption != NOT_THEIRS)


def _now(merged: dict[int, int], person: int | None) -> int | None:
    return merged.get(person, person) if person else None


ACTS = (
    *(ActKind.bound, ActKind.unbound, ActKind.found, ActKind.decided, ActKind.undone),
    *(ActKind.letter, ActKind.pack),
)
"""The acts that decide a stage, besides events."""


@dataclass(frozen=True, slots=True)
class PastAct:
    """An act that moved a case to its stage, from the history."""

    kind: str
    paper: str | None = None
    """The kind of the letter or pack that was filed; None if it was refused, or for another act."""
    bound: IdentificationStatus = IdentificationStatus.open
    person: int | None = None
    """The data subject identified; for decisions, the person they are about."""
    certificate: str = ""
    decided: tuple[KeptDecision, ...] = ()


def past_act(kind: str, facts: dict[str, Any]) -> PastAct:
    """One of `ACTS`, read from its facts; empty if they were erased."""
    if kind in (ActKind.letter, ActKind.pack):
        return PastAct(kind, paper=facts.get("kind", "") if facts.get("state") == "filed" else None)
    if kind in (ActKind.bound, ActKind.unbound):
        after = facts.get("after", {})
        return PastAct(
            kind, bound=IdentificationStatus(after.get("bound", IdentificationStatus.open)), person=after.get("person")
        )
    if kind == ActKind.found:
        return PastAct(kind, certificate=facts.get("certificate", ""))
    decided = tuple(KeptDecision.read(row) for row in facts.get("after", facts.get("restored", [])))
    return PastAct(kind, person=facts.get("person"), decided=decided)


def past_steps(
    session: Session,
    listed: Sequence[BoardCase],
    happened: dict[str, list[Event]],
    acts: dict[str, list[PastAct]],
    as_at: date,
) -> dict[str, Steps]:
    """The stage of each case on that date, from the acts recorded by then, in order."""
    found: dict[str, Steps] = {}
    again = _again(session, listed, as_at)
    for some in batches(listed):
        kept = select(Certificate).where(col(Certificate.reference).in_([case.reference for case in some]))
        hits = {one.digest: _hits(one) for one in session.exec(kept)}
        for case in some:
            then = again.get(case.reference)
            found[case.reference] = _past(case, happened[case.reference], acts[case.reference], hits, then)
    return found


def _past(
    case: BoardCase,
    happened: list[Event],
    acts: list[PastAct],
    hits: dict[str, list[int] | None],
    again: str | None,
) -> Steps:
    bound, person = IdentificationStatus.open, 0
    searches: dict[int, str] = {}
    taken: dict[int, Decisions] = defaultdict(dict)
    papers: set[str] = set()
    for act in acts:
        if act.kind in (ActKind.letter, ActKind.pack):
            papers |= {act.paper} if act.paper is not None else set()
            continue
        papers.clear()  # a paper made before the change was out of date
        if act.kind in (ActKind.bound, ActKind.unbound):
            bound, person = act.bound, act.person or 0
        elif act.kind == ActKind.found:
            searches[person] = act.certificate
        else:
            of = person if act.person is None else act.person
            for row in act.decided:
                _take(taken[of], row, case.reference, of)
    as_it_was = replace(case, outcome=None, bound=bound)
    found = _by_events(as_it_was, happened, again)
    searched = _searched(hits.get(searches.get(person, "")), taken[person], papers)
    return {right: step or searched for right, step in found.items()}


def _take(taken: Decisions, row: KeptDecision, reference: str, person: int) -> None:
    key = row.key
    taken.pop(key, None)
    if row.decision:
        taken[key] = Decision(
            reference=reference, person_id=person, item_id=key.item, field=key.field, decision=row.decision
        )
