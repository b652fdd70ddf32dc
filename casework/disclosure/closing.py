"""How a case may be closed: what each outcome needs, and what is true of a case now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from casework import Refused
from casework.complaints.handling import Complaint
from casework.disclosure import decisions, release
from casework.disclosure.sending import ELSEWHERE, Sending, sendings
from casework.law.letter_kinds import access_answers
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request
from casework.timeline import history
from casework.timeline.events import Event, Kind, events_in_force, original
from casework.timeline.outcomes import OF_BREACHES, OUTCOMES, Outcome, Says
from casework.timeline.progress import awaited

ANSWERED = (Outcome.answered, Outcome.nothing_held)
"""The outcomes for which a response was sent."""
POSSIBLE = tuple(name for name in OUTCOMES if name not in OF_BREACHES)
"""The outcomes of requests and complaints, and of each right of a request."""
UNANSWERED = {"identity": Outcome.identity_never_given, "clarification": Outcome.no_reply}
"""The outcome of a case whose requester never sent what was asked for."""
WHOLE = "complaint"
"""The name under which the outcome of a complaint is kept, because a complaint has no rights."""


def checked(
    session: Session,
    case: Request | Complaint,
    events: Sequence[Event],
    closing: Event,
    outcome: Outcome,
    outcomes: Mapping[str, str] | None = None,
) -> dict[str, Outcome]:
    """The outcome of each right of a case that is to be closed, if its events support them.

    `outcomes` are those chosen for each right. Raises Refused if a response or a refusal was not sent, an outcome is
    missing, or the two disagree.
    """
    each = _each(case, outcome, outcomes)
    _refuse_disagreeing(case, outcome, each)
    sent = _sent(session, events, closing)
    for right, how in each.items():
        _refuse_unproved(case, right, how, sent)
    if any(how in ANSWERED for how in each.values()):
        release.refuse(session, case)
    return each


def refuse_unproving(
    session: Session, case: Request | Complaint, events: Sequence[Event], new: Event, *, keeps: bool
) -> None:
    """Raise Refused if the closing of a case depends on the sending that is to be corrected.

    `keeps` is whether the same letter is still sent, on another date.
    """
    in_force = events_in_force(events)
    by_seq = {one.seq: one for one in events if one.seq is not None}
    moved = [one for one in in_force if one.kind == Kind.sent and original(one, by_seq) == new.corrects]
    closed = [one for one in in_force if one.kind == Kind.closed]
    if not moved or not case.outcomes:
        return
    rest = [one for one in in_force if one not in moved] + [replace(one, on=new.on) for one in moved if keeps]
    try:
        checked(
            session,
            case,
            sorted(rest, key=lambda one: one.on),
            closed[-1],
            case.outcome or Outcome.answered,
            case.outcomes,
        )
    except Refused:
        raise Refused(
            f"The closing of {case.reference} depends on this sending. Correct the closing first, or reopen the case."
        ) from None


def _rights(case: Request | Complaint) -> list[str]:
    return list(case.rights) if isinstance(case, Request) else [WHOLE]


def _each(case: Request | Complaint, outcome: Outcome, given: Mapping[str, str] | None) -> dict[str, Outcome]:
    rights, given = _rights(case), dict(given or {})
    for right, how in given.items():
        if right not in rights:
            raise Refused(f"{case.reference} does not ask for '{right[:40]}'. Choose from: {', '.join(rights)}.")
        if how not in POSSIBLE:
            raise Refused(f"The outcome of {right} cannot be '{how[:40]}'. Choose from: {', '.join(POSSIBLE)}.")
    missing = [right for right in rights if right not in given]
    if outcome == Outcome.answered and missing and len(rights) > 1:
        raise Refused(f"Enter the outcome of each right of {case.reference}. Missing: {', '.join(missing)}.")
    return {right: Outcome(given.get(right, outcome)) for right in rights}


def _refuse_disagreeing(case: Request | Complaint, outcome: Outcome, each: Mapping[str, Outcome]) -> None:
    outcomes = set(each.values())
    if outcome == Outcome.answered:
        if not outcomes & set(ANSWERED):
            raise Refused(f"No right of {case.reference} is answered. Close it as {next(iter(each.values()))}.")
    elif outcomes != {outcome}:
        other = next(right for right, one in each.items() if one != outcome)
        raise Refused(f"The case cannot be '{outcome}' while {other} is '{each[other]}'. Close it as answered.")


def _sent(session: Session, events: Sequence[Event], closing: Event) -> list[Sending]:
    """The responses sent by the date of the closing; after a reopening, those sent since."""
    order = [one for one in events_in_force(events) if one.on <= closing.on]
    opened = [
        at
        for at, one in enumerate(order)
        if one.kind == Kind.reopened and (closing.corrects is None or (one.seq or 0) < closing.corrects)
    ]
    return sendings(session, order[opened[-1] :] if opened else order)


def _refuse_unproved(case: Request | Complaint, right: str, how: Outcome, sent: Sequence[Sending]) -> None:
    if how in ANSWERED and not any(_answers(one, right) for one in sent):
        what = "the disclosure letter or the pack" if right == "access" else "the answer"
        raise Refused(
            f"{case.reference} cannot close with {right} as '{how}': {what} is not recorded as sent by that date. "
            "Record the sending first."
        )
    if how == Outcome.refused and not any(one.says in (Says.refusal, Says.both) for one in sent):
        raise Refused(
            f"{case.reference} cannot close with {right} as refused: no refusal is recorded as sent by that date. "
            "Send it, with the reasons and the ways to complain, and record the sending."
        )


def _answers(one: Sending, right: str) -> bool:
    """Whether a response answers a right: access by letters made here, the others by letters made elsewhere."""
    if not one.letter:  # recorded before letters had to be named
        return True
    if right == "access":
        return one.letter in access_answers() and one.says != Says.refusal
    return one.letter == ELSEWHERE and one.says in (Says.answer, Says.both)


@dataclass(frozen=True, slots=True)
class ProposedClosing:
    """How a case may be closed, as the closing dialog shows it."""

    outcome: Outcome | None = None
    """None if nothing shows how the case ended."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    """By right."""
    not_yet: Mapping[Outcome, str] = field(default_factory=dict)
    """For each outcome that cannot be recorded today, the reason in a sentence."""


def proposed(session: Session, case: Request | Complaint, today: date) -> ProposedClosing:
    """The outcomes that the events of a case support, for the closing dialog."""
    events = history.events(session, case.reference)
    closing = Event(kind=Kind.closed, on=today)
    sent = _sent(session, events, closing)
    outcomes = {right: _true_of(session, case, right, sent) for right in _rights(case)}
    outcome = _whole(outcomes, events, sent)
    not_yet = {}
    for one in POSSIBLE:
        # each right has its own proposal: the officer may choose differently for one
        each = outcomes if one == Outcome.answered else None
        try:
            checked(session, case, events, closing, one, each)
        except Refused as refused:
            not_yet[one] = str(refused)
    return ProposedClosing(outcome, outcomes, not_yet)


def _true_of(session: Session, case: Request | Complaint, right: str, sent: Sequence[Sending]) -> Outcome:
    if sent and not any(_answers(one, right) for one in sent):
        return Outcome.refused if any(one.says in (Says.refusal, Says.both) for one in sent) else Outcome.answered
    if right == "access" and isinstance(case, Request):
        counts = decisions.counts(session, case)
        if case.bound == IdentificationStatus.nobody or (
            case.bound == IdentificationStatus.person and not counts.disclosed + counts.withheld
        ):
            return Outcome.nothing_held
    return Outcome.answered


def _whole(outcomes: Mapping[str, Outcome], events: Sequence[Event], sent: Sequence[Sending]) -> Outcome | None:
    how = set(outcomes.values())
    if sent:
        return how.pop() if len(how) == 1 else Outcome.answered
    waiting = awaited(events_in_force(events))
    return UNANSWERED.get(waiting[0]) if waiting else None
