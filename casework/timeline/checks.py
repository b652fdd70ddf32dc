"""What may be recorded on a case: what an event may say, and whether it can follow the events in force. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from casework import Refused, Remedy
from casework.law.letter_kinds import inputs_of_event
from casework.law.rights import Right
from casework.timeline.events import (
    ANSWERS,
    FACTS,
    QUESTIONS,
    UNASKED,
    Event,
    Kind,
    closed_on,
    ended_rights,
    events_in_force,
    original,
    uncorrected,
    unrequested_authorities,
)
from casework.timeline.outcomes import DELAYS, TELLINGS

ONCE = (
    *(Kind.received, Kind.recognised, Kind.logged, Kind.extended),
    *(Kind.happened, Kind.discovered, Kind.aware, Kind.contained),
    Kind.decision_taken,
)
KEPT = (Kind.received, Kind.logged, Kind.discovered, Kind.aware)
"""Events whose date can be changed but which cannot be removed: a clock or a case starts with them."""
AFTER_CLOSING = (
    *(Kind.reopened, Kind.sent, Kind.note, Kind.review_asked, Kind.regulator_complaint),
    *(Kind.recipients_told, Kind.lifting_decided, Kind.lifting_told),
)
"""What may happen to a case that is closed."""


def refuse(events: Iterable[Event], new: Event, today: date, rights: Collection[Right] = ()) -> None:
    """Raise Refused if `new` cannot follow the events in force of a case; `rights` are those a request asks for."""
    events = list(events)
    if new.on > today:
        raise Refused(f"{new.on:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}). Enter today's date or earlier.")
    new = replace(new, seq=max((one.seq or 0 for one in events), default=0) + 1)
    before = events_in_force(events)
    if new.corrects is not None:
        _refuse_correction(events, new)
    elif new.kind == Kind.corrected:
        raise Refused("Enter the number of the event to correct.")
    elif (closed := closed_on(before, rights)) and new.kind not in AFTER_CLOSING:
        raise Refused(f"The case was closed on {closed:%d/%m/%Y}. Reopen it first.")
    known = _faults(before, rights)
    for fault in _faults(events_in_force([*events, new]), rights):
        if fault not in known:
            raise Refused(fault if new.corrects is None else f"This contradicts other events: {fault}")


def _refuse_correction(events: list[Event], new: Event) -> None:
    old = next((one for one in events if one.seq == new.corrects), None)
    if old is None:
        raise Refused(f"There is no event {new.corrects} on this case.", Remedy.list_events, "REF")
    if old.corrects is not None:
        first = original(old, {one.seq: one for one in events if one.seq is not None})
        raise Refused(f"Event {old.seq} is itself a correction of event {first}. Correct event {first} again instead.")
    if old.kind in KEPT and new.kind != old.kind:
        raise Refused(f"You can change the date of the event '{old.kind}', but you cannot remove it.")
    if new.kind not in (Kind.corrected, old.kind):
        raise Refused(
            f"Event {old.seq} is '{old.kind}'. Correct it with another '{old.kind}', or remove it with 'corrected'."
        )
    if new.kind == Kind.corrected and _taken_out(events, old):
        raise Refused(f"Event {old.seq} is already removed. To restore it, correct it with another '{old.kind}'.")


def checked_facts(kind: Kind, given: dict[str, object], *, note: str | None = None) -> dict[str, object]:
    """The facts of an event besides its date, checked: way and direction of correspondence, why it is late, and so on.

    Raises Refused if a fact does not belong to that kind, is not one of the choices, or is missing.
    """
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    facts = {name: value for name, value in facts.items() if value is not None}
    entered = inputs_of_event(kind)
    allowed = dict.fromkeys(entered) | dict(FACTS.get(kind, {}))
    for name, value in facts.items():
        if name not in allowed:
            raise Refused(f"An event '{kind}' has no '{name}'. It has: {', '.join(allowed) or 'a date and a note'}.")
        choices = allowed[name]
        if choices and value not in choices:
            raise Refused(f"{name.capitalize()} cannot be '{str(value)[:40]}'. Choose from: {', '.join(choices)}.")
        most = 4000 if name in entered else 200
        if choices is None and not isinstance(value, list | dict) and not 0 < len(str(value)) <= most:
            raise Refused(f"The fact '{name}' is empty or too long. Enter up to {most} characters.")
    if kind == Kind.delayed and "reason" not in facts:
        raise Refused(f"Enter the reason for the delay. Choose from: {', '.join(DELAYS)}.")
    if kind == Kind.attached and not facts.get("sources"):
        raise Refused("Enter the source numbers of the files attached to the request.")
    if kind == Kind.answer_to_subject and "address" not in facts:
        raise Refused("Enter the data subject's address: the answer is sent there.")
    if kind == Kind.action and not {"what", "owner", "due"} <= set(facts):
        raise Refused("An action needs a measure, an owner and a due date.")
    if kind == Kind.people_told and "how" not in facts:
        raise Refused(f"Enter how you told the people affected. Choose from: {', '.join(TELLINGS)}.")
    if kind == Kind.others_told and "whom" not in facts:
        raise Refused("Enter who else you told.")
    if kind == Kind.reopened and not (note or "").strip():
        raise Refused("Enter why you are reopening the case. The reason is kept in its history.")
    return facts


def _taken_out(events: list[Event], old: Event) -> bool:
    by_seq = {one.seq: one for one in events if one.seq is not None}
    last = [one for one in uncorrected(events) if original(one, by_seq) == old.seq]
    return all(one.kind == Kind.corrected for one in last)


def _faults(order: list[Event], rights: Collection[Right]) -> list[str]:
    """What contradicts itself in the events of a case, a sentence for each; the events are sorted by date."""
    received = next((one.on for one in order if one.kind == Kind.received), None)
    faults: list[str] = []
    for at, one in enumerate(order):
        if one.kind != Kind.note:
            faults += _misplaced(order[:at], one, order[at + 1 :], received, rights)
    for question, answer in QUESTIONS.items():
        # counted at the end: a question and its answer may be recorded, one after the other, long after later ones
        answers = sum(one.kind == answer for one in order) - len(unrequested_authorities(order)) * (answer == UNASKED)
        if sum(one.kind == question for one in order) > answers + 1:
            faults.append(f"'{question}' is already recorded and not answered yet. Record the answer first.")
    return faults


def _misplaced(
    before: list[Event], new: Event, after: list[Event], received: date | None, rights: Collection[Right]
) -> list[str]:
    if new.kind == Kind.decision_taken and received and new.on > received:
        return [decided_later(new.on, received)]
    if received and new.on < received and new.kind != Kind.decision_taken:
        return [f"{new.on:%d/%m/%Y} ('{new.kind}') is before the request was received on {received:%d/%m/%Y}."]
    closed = closed_on(before, rights)
    if closed and new.kind not in AFTER_CLOSING:
        return [f"'{new.kind}' on {new.on:%d/%m/%Y} comes after the case was closed on {closed:%d/%m/%Y}."]
    if new.kind == Kind.reopened and not closed:
        return ["The case is not closed, so it cannot be reopened."]
    if new.right and (ended := ended_rights(before).get(new.right)) and new.kind not in AFTER_CLOSING:
        return [f"'{new.kind}' on {new.on:%d/%m/%Y} comes after {new.right} was closed on {ended:%d/%m/%Y}."]
    if new.kind in ONCE and (fault := _again(before, new)):
        return [fault]
    if new.kind in ANSWERS and new.kind != UNASKED and not _open(before, ANSWERS[new.kind][0], new.kind):
        question, what = ANSWERS[new.kind]
        asked = next((one.on for one in after if one.kind == question), None)
        if asked:
            return [f"The answer on {new.on:%d/%m/%Y} ('{new.kind}') is before the question on {asked:%d/%m/%Y}."]
        if given := next((one.on for one in reversed(before) if one.kind == new.kind), None):
            return [f"The question is already answered ('{new.kind}' on {given:%d/%m/%Y}). Correct that event instead."]
        return [f"You can record '{new.kind}' only after {what}. Record '{question}' first."]
    return []


def _again(before: Sequence[Event], new: Event) -> str | None:
    """What an event that can happen once, or once for each right, repeats."""
    same = [one for one in before if one.kind == new.kind]
    if new.right is None and (named := [one.right for one in same if one.right]):
        return f"'{new.kind}' is already recorded for {', '.join(named)}. Name each other right."
    of = f" for {new.right}" if new.right and any(one.right for one in same) else ""
    again = any(one.right in (None, new.right) for one in same)
    return f"'{new.kind}' is already recorded{of}. Correct that event instead." if again else None


def decided_later(decided: date, received: date) -> str:
    """Why a request cannot be about a decision taken after it."""
    return (
        f"The decision of {decided:%d/%m/%Y} was taken after the request about it was received on "
        f"{received:%d/%m/%Y}. Correct the date of the decision, or the date of receipt."
    )


def _open(before: list[Event], question: Kind, answer: Kind) -> bool:
    return sum(one.kind == question for one in before) > sum(one.kind == answer for one in before)
