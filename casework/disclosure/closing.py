"""How a case may be closed: what each outcome needs, and what is true of a case now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from casework import Refused
from casework.complaints.handling import Complaint
from casework.disclosure import decisions, release
from casework.disclosure.sending import ELSEWHERE, Sending, sendings
from casework.law.letter_kinds import access_answers
from casework.law.rights import Right
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request
from casework.timeline import history
from casework.timeline.endings import closings
from casework.timeline.events import Event, Kind, concerning, ended_rights, events_in_force, original
from casework.timeline.outcomes import ANSWERED, OF_BREACHES, OUTCOMES, Outcome, Says
from casework.timeline.progress import awaited

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
    """The outcome of each right that a closing ends, if the events of the case support them.

    It ends one right, or every right that has not ended on its own; `outcomes` are those chosen for each.
    Raises Refused if a response or a refusal was not sent, an outcome is missing, or the two disagree.
    """
    each = _each(case, _rights(case, events, closing), outcome, outcomes)
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
    """Raise Refused if the closing of a case, or of one right, depends on the sending that is to be corrected.

    `keeps` is whether the same letter is still sent, on another date.
    """
    in_force = events_in_force(events)
    by_seq = {one.seq: one for one in events if one.seq is not None}
    moved = [one for one in in_force if one.kind == Kind.sent and original(one, by_seq) == new.corrects]
    if not moved or not case.outcomes:
        return
    rest = [one for one in in_force if one not in moved] + [replace(one, on=new.on) for one in moved if keeps]
    rest, alone = sorted(rest, key=lambda one: one.on), ended_rights(in_force)
    try:
        for one in closings(in_force):
            each = {right: how for right, how in case.outcomes.items() if _ends(one, right, alone)}
            if each:
                checked(session, case, rest, one, _in_a_word(each), each)
    except Refused:
        raise Refused(
            f"The closing of {case.reference} depends on this sending. Correct the closing first, or reopen the case."
        ) from None


def _rights(case: Request | Complaint, events: Sequence[Event], closing: Event) -> list[str]:
    """The rights that a closing ends: the one it names, or all that have not ended on their own."""
    if closing.right:
        return [closing.right]
    if isinstance(case, Complaint):
        return [WHOLE]
    alone = ended_rights(events_in_force(events))
    return [right for right in case.rights if right not in alone]


def _ends(closing: Event, right: str, alone: Collection[str]) -> bool:
    return closing.right == right if closing.right else right not in alone


def _in_a_word(each: Mapping[str, Outcome]) -> Outcome:
    """The outcome under which these are recorded together."""
    how = set(each.values())
    return how.pop() if len(how) == 1 else Outcome.answered


def _each(
    case: Request | Complaint, rights: Sequence[str], outcome: Outcome, given: Mapping[str, str] | None
) -> dict[str, Outcome]:
    given = dict(given or {})
    for right, how in given.items():
        if right not in rights:
            asked = isinstance(case, Request) and right in case.rights
            why = f"'{right}' of {case.reference} ends by another closing" if asked else ""
            why = why or f"{case.reference} does not ask for '{right[:40]}'"
            raise Refused(f"{why}. Choose from: {', '.join(rights)}.")
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
    sent = _about(sent, right)
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


def _about(sent: Sequence[Sending], right: str) -> list[Sending]:
    """The responses that may be about a right: those that name no other."""
    return [one for one in sent if one.right in (None, right)]


def _answers(one: Sending, right: str) -> bool:
    """Whether a response answers a right: access by letters made here, a complaint by any, the others by letters made
    elsewhere."""
    if not one.letter:  # recorded before letters had to be named
        return True
    if right == "access":
        return one.letter in access_answers() and one.says != Says.refusal
    return (right == WHOLE or one.letter == ELSEWHERE) and one.says in (Says.answer, Says.both)


@dataclass(frozen=True, slots=True)
class ProposedClosing:
    """How a case may be closed, as the closing dialog shows it."""

    outcome: Outcome | None = None
    """None if nothing shows how the case ended."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    """Of each right that is open."""
    not_yet: Mapping[Outcome, str] = field(default_factory=dict)
    """For each outcome of the case that cannot be recorded today, the reason in a sentence."""
    not_yet_of: Mapping[str, Mapping[Outcome, str]] = field(default_factory=dict)
    """The same for each right that can be closed on its own."""


def proposed(session: Session, case: Request | Complaint, today: date) -> ProposedClosing:
    """The outcomes that the events of a case support, for the closing dialog."""
    events = history.events(session, case.reference)
    closing = Event(kind=Kind.closed, on=today)
    sent = _sent(session, events, closing)
    outcomes = {right: _true_of(session, case, right, _about(sent, right)) for right in _rights(case, events, closing)}
    outcome = _whole(outcomes, events, sent)
    # each right has its own proposal: the officer may choose differently for one
    not_yet = _not_yet(session, case, events, closing, outcomes)
    alone = [Right(right) for right in outcomes if len(outcomes) > 1]
    not_yet_of = {str(right): _not_yet(session, case, events, replace(closing, right=right)) for right in alone}
    return ProposedClosing(outcome, outcomes, not_yet, not_yet_of)


def _not_yet(
    session: Session,
    case: Request | Complaint,
    events: Sequence[Event],
    closing: Event,
    outcomes: Mapping[str, Outcome] | None = None,
) -> dict[Outcome, str]:
    found = {}
    for one in POSSIBLE:
        try:
            checked(session, case, events, closing, one, outcomes if one == Outcome.answered else None)
        except Refused as refused:
            found[one] = str(refused)
    return found


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
    in_force = events_in_force(events)
    waits = {awaited(in_force if right == WHOLE else concerning(Right(right), in_force)) for right in outcomes}
    waiting = waits.pop() if len(waits) == 1 else None  # a question about access alone ends no other right
    return UNANSWERED.get(waiting[0]) if waiting else None
