"""What happened to a case: kind, day of effect, instant recorded, what it corrects. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from casework import Refused

LONDON = ZoneInfo("Europe/London")


class Kind(StrEnum):
    """Every kind of event a case's timeline holds."""

    received = "received"
    recognised = "recognised"
    logged = "logged"
    id_requested = "id_requested"
    id_received = "id_received"
    fee_requested = "fee_requested"
    fee_paid = "fee_paid"
    authority_requested = "authority_requested"
    authority_received = "authority_received"
    clarification_requested = "clarification_requested"
    clarification_received = "clarification_received"
    extended = "extended"
    acknowledged = "acknowledged"
    notified = "notified"
    sent = "sent"
    closed = "closed"
    reopened = "reopened"
    corrected = "corrected"
    note = "note"


KINDS = frozenset(str(kind) for kind in Kind)
"""The kinds as text: Python 3.11 cannot ask an enum whether it has a text."""

OUTCOMES = {
    "answered": "answered",
    "nothing-held": "nothing held",
    "refused": "refused",
    "withdrawn": "withdrawn by the requester",
    "identity-never-given": "identity never given",
    "no-reply": "no reply to clarification",
    "duplicate": "duplicate of another case",
}
"""How a case ends, in words."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the day it took effect (Europe/London) and the UTC instant it was recorded."""

    kind: Kind
    on: date
    recorded: datetime | None = None
    seq: int | None = None
    corrects: int | None = None
    months: int | None = None
    """Of an extension."""
    actor: str | None = None
    note: str | None = None


def standing(events: Iterable[Event], as_at: date | None = None) -> list[Event]:
    """The events in force: those nobody corrected, in the order of their days.

    An event that corrects another takes it out and stands in its place, among those of its day too; one of kind
    `corrected` only takes it out, and if that was itself a correction, what it had corrected stands again.
    With `as_at`, what was recorded by the end of that day (Europe/London).
    """
    known = [one for one in events if as_at is None or one.recorded is None or day_of(one.recorded) <= as_at]
    kept = [one for one in _in_force(known) if one.kind != Kind.corrected]
    by_seq = {one.seq: one for one in known if one.seq is not None}
    return sorted(kept, key=lambda one: (one.on, _place(one, by_seq)))


def _in_force(known: list[Event]) -> list[Event]:
    gone, withdrawn = set(), set()
    for one in sorted(known, key=lambda one: one.seq or 0, reverse=True):
        if one.corrects is None or one.seq in withdrawn:
            continue
        gone.add(one.corrects)
        if one.kind == Kind.corrected:
            withdrawn.add(one.corrects)
    return [one for one in known if one.seq is None or one.seq not in gone]


def _place(one: Event, by_seq: dict[int, Event]) -> int:
    """The number of the event it stands for: a correction does not move behind what happened later that day."""
    while one.corrects in by_seq and one.kind != Kind.corrected and one.corrects < (one.seq or one.corrects + 1):
        one = by_seq[one.corrects]
    return one.seq or 0


def day_of(instant: datetime) -> date:
    """The day in Europe/London on which an aware instant falls."""
    return instant.astimezone(LONDON).date()


ANSWERS = {
    Kind.id_received: (Kind.id_requested, "identity was asked for"),
    Kind.fee_paid: (Kind.fee_requested, "a fee was asked for"),
    Kind.authority_received: (Kind.authority_requested, "authority was asked for"),
    Kind.clarification_received: (Kind.clarification_requested, "clarification was asked for"),
}
QUESTIONS = {question: answer for answer, (question, _) in ANSWERS.items()}
ONCE = (Kind.received, Kind.recognised, Kind.logged, Kind.extended, Kind.acknowledged)


def refuse(events: Iterable[Event], new: Event, today: date) -> None:
    """Raise Refused, in a sentence, where `new` cannot follow what stands."""
    events = list(events)
    if new.on > today:
        raise Refused(f"{new.on:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}): give a day up to today.")
    new = replace(new, seq=max((one.seq or 0 for one in events), default=0) + 1)
    before = standing(events)
    if new.corrects is not None:
        _refuse_correction(events, new)
    elif new.kind == Kind.corrected:
        raise Refused("Say which event is corrected: give its seq.")
    elif (closed := _closed(before)) and new.kind not in (Kind.reopened, Kind.sent, Kind.note):
        raise Refused(f"The case was closed on {closed:%d/%m/%Y}: reopen it first.")
    known = _faults(before)
    for fault in _faults(standing([*events, new])):
        if fault not in known:
            raise Refused(fault if new.corrects is None else f"The rest of the case would not follow: {fault}")


def _refuse_correction(events: list[Event], new: Event) -> None:
    old = next((one for one in _in_force(events) if one.seq == new.corrects), None)
    if old is None:
        raise Refused(f"There is no event {new.corrects} that stands on this case: 'show' lists them with their seq.")
    if old.kind in (Kind.received, Kind.logged) and old.corrects is None and new.kind != old.kind:
        raise Refused(f"The event '{old.kind}' can be given another day, not taken away.")
    if new.kind not in (Kind.corrected, old.kind):
        raise Refused(f"Event {old.seq} is '{old.kind}': correct it by another '{old.kind}', or by 'corrected'.")


def _faults(order: list[Event]) -> list[str]:
    """What does not follow in a course of events, a sentence for each; the course is in the order of its days."""
    received = next((one.on for one in order if one.kind == Kind.received), None)
    faults: list[str] = []
    for at, one in enumerate(order):
        if one.kind != Kind.note:
            faults += _misplaced(order[:at], one, order[at + 1 :], received)
    for question, answer in QUESTIONS.items():
        # counted at the end: a question and its answer may be recorded, one after the other, long after later ones
        if sum(one.kind == question for one in order) > sum(one.kind == answer for one in order) + 1:
            faults.append(f"'{question}' is recorded already and not answered yet: record the answer first.")
    return faults


def _misplaced(before: list[Event], new: Event, after: list[Event], received: date | None) -> list[str]:
    if received and new.on < received:
        return [f"{new.on:%d/%m/%Y} ('{new.kind}') is before the request was received on {received:%d/%m/%Y}."]
    closed = _closed(before)
    if closed and new.kind not in (Kind.reopened, Kind.sent):
        return [f"'{new.kind}' on {new.on:%d/%m/%Y} comes after the case was closed on {closed:%d/%m/%Y}."]
    if new.kind == Kind.reopened and not closed:
        return ["The case is not closed: there is nothing to reopen."]
    if new.kind in ONCE and any(one.kind == new.kind for one in before):
        return [f"'{new.kind}' is recorded already: correct that event instead."]
    if new.kind in ANSWERS and not _open(before, ANSWERS[new.kind][0], new.kind):
        question, what = ANSWERS[new.kind]
        asked = next((one.on for one in after if one.kind == question), None)
        if asked:
            return [f"The answer on {new.on:%d/%m/%Y} ('{new.kind}') is before the asking on {asked:%d/%m/%Y}."]
        return [f"'{new.kind}' needs a day on which {what}: record '{question}' first."]
    return []


def _open(before: list[Event], question: Kind, answer: Kind) -> bool:
    return sum(one.kind == question for one in before) > sum(one.kind == answer for one in before)


def _closed(before: list[Event]) -> date | None:
    state = None
    for one in before:
        if one.kind == Kind.closed:
            state = one.on
        elif one.kind == Kind.reopened:
            state = None
    return state
