"""What happened to a case: kind, day of effect, instant recorded, what it corrects. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
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

    An event that corrects another takes it out and stands in its place; one of kind `corrected` only takes it out.
    With `as_at`, what was recorded by the end of that day.
    """
    known = [one for one in events if as_at is None or one.recorded is None or _day(one.recorded) <= as_at]
    gone = set()
    for one in sorted(known, key=lambda one: one.seq or 0, reverse=True):
        if one.corrects is not None and one.seq not in gone:
            gone.add(one.corrects)
    kept = [one for one in known if one.seq not in gone and one.kind != Kind.corrected]
    return sorted(kept, key=lambda one: (one.on, one.seq or 0))


def _day(instant: datetime) -> date:
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
    if new.corrects is not None:
        old = next((one for one in events if one.seq == new.corrects), None)
        if old is None or old not in standing(events):
            raise Refused(
                f"There is no event {new.corrects} that stands on this case: 'show' lists them with their seq."
            )
        if old.kind in (Kind.received, Kind.logged) and new.kind != old.kind:
            raise Refused(f"The event '{old.kind}' can be given another day, not taken away.")
        if new.kind not in (Kind.corrected, old.kind):
            raise Refused(f"Event {old.seq} is '{old.kind}': correct it by another '{old.kind}', or by 'corrected'.")
        events = [one for one in events if one.seq != new.corrects]
    elif new.kind == Kind.corrected:
        raise Refused("Say which event is corrected: give its seq.")
    if new.kind in (Kind.corrected, Kind.note):
        return
    _sequence(standing(events), new)


def _sequence(before: list[Event], new: Event) -> None:
    received = next((one.on for one in before if one.kind == Kind.received), None)
    if received and new.on < received and new.kind != Kind.received:
        raise Refused(f"{new.on:%d/%m/%Y} is before the request was received on {received:%d/%m/%Y}.")
    if new.kind == Kind.received and (first := min((one.on for one in before), default=new.on)) < new.on:
        raise Refused(f"Received on {new.on:%d/%m/%Y} is after what was recorded for {first:%d/%m/%Y}.")
    closed = _closed(before)
    if closed and new.kind not in (Kind.reopened, Kind.sent):
        raise Refused(f"The case was closed on {closed:%d/%m/%Y}: reopen it first.")
    if new.kind == Kind.reopened and not closed:
        raise Refused("The case is not closed: there is nothing to reopen.")
    if new.kind in ONCE and any(one.kind == new.kind for one in before):
        raise Refused(f"'{new.kind}' is recorded already: correct that event instead.")
    if new.kind in ANSWERS:
        question, what = ANSWERS[new.kind]
        asked = [one.on for one in before if one.kind == question]
        if len(asked) <= sum(one.kind == new.kind for one in before):
            raise Refused(f"'{new.kind}' needs a day on which {what}: record '{question}' first.")
        if new.on < asked[-1]:
            raise Refused(f"The answer on {new.on:%d/%m/%Y} is before the asking on {asked[-1]:%d/%m/%Y}.")
    if new.kind in QUESTIONS:
        answered = sum(one.kind == QUESTIONS[new.kind] for one in before)
        if sum(one.kind == new.kind for one in before) > answered:
            raise Refused(f"'{new.kind}' is recorded already and not answered yet: record the answer first.")


def _closed(before: list[Event]) -> date | None:
    state = None
    for one in sorted(before, key=lambda one: (one.seq or 0, one.on)):
        if one.kind == Kind.closed:
            state = one.on
        elif one.kind == Kind.reopened:
            state = None
    return state
