"""What may happen to a breach next: each event held against its course, and what it must say."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import Refused, breaches, clock
from casework.breaches import Breach
from casework.courses import Course, undecided
from casework.events import OF_BREACHES, OUTCOMES, Event, Kind

TIMED = (Kind.happened, Kind.discovered, Kind.aware, Kind.contained, Kind.notified, Kind.processor_told)
"""The events that take effect at an instant."""
EXACT = (Kind.discovered, Kind.aware, Kind.notified)
"""Those of which a day alone says too little."""
KEPT = ("unknown", "phase")
"""What a notification says as it was sent; a correction keeps it."""


def checked(
    breach: Breach, course: Course, new: Event, facts: dict[str, Any], now: datetime, nation: str
) -> tuple[Event, dict[str, Any]]:
    """The event with its day, and its facts with the instant in UTC.

    Raises Refused, in a sentence, where it cannot be: a time in the future or before what it follows from, a late
    notification without the reasons for the delay, an action that is not there.
    """
    if new.kind in TIMED:
        new, facts = _at(course, new, facts, now)
    if new.kind == Kind.notified:
        facts |= _notified(breach, course, new, facts, nation)
    elif new.kind == Kind.action:
        facts["due"] = clock.day(str(facts["due"])).isoformat()
        if not new.note:
            raise Refused("Say what is to be done.")
    elif new.kind == Kind.action_done and new.corrects is None:
        _refuse_done(course, facts)
    return new, facts


def refuse_closing(course: Course, outcome: str, note: str | None) -> None:
    """Raise Refused where a breach cannot be closed so: anything is undecided, or not done that was decided."""
    if outcome not in OF_BREACHES:
        raise Refused(f"A breach is closed as {', '.join(OF_BREACHES[:-1])} or {OF_BREACHES[-1]}.")
    if outcome != "dealt-with" and not (note or "").strip():
        raise Refused(f"Say in the note why it is {OUTCOMES[outcome]}: the register gives the reason (Article 33(5)).")
    if outcome == "dealt-with" and (open_yet := undecided(course)):
        raise Refused(open_yet[0])


def _at(course: Course, new: Event, facts: dict[str, Any], now: datetime) -> tuple[Event, dict[str, Any]]:
    said = facts.get("at")
    at = breaches.moment(str(said)) if said else new.on.isoformat()
    if new.kind in EXACT and "T" not in at:
        raise Refused(f"The time is missing: give day and time of {breaches.CALLED[new.kind]}, like 2026-11-20T16:30.")
    breaches.refuse_times(course.times | {new.kind: at}, now)
    return replace(new, on=breaches.on(at)), facts | {"at": at}


def _notified(breach: Breach, course: Course, new: Event, facts: dict[str, Any], nation: str) -> dict[str, Any]:
    due = breaches.due(course.aware, nation).due
    first = next((one for one in course.notices if one.seq != new.corrects), None) is None
    said = new.note or breach.facts.get("delay")
    if first and breaches.utc(facts["at"], new.on) > due and not said:
        raise Refused(
            f"The 72 hours ended at {due:%H:%M on %d/%m/%Y}: give the reasons for the delay in the note "
            "(Article 33(1))."
        )
    if new.corrects is not None:
        return {}
    unknown = [] if facts.get("complete") else breaches.unknown(breach)
    return {"unknown": unknown, "phase": len(course.notices) + 1}


def _refuse_done(course: Course, facts: dict[str, Any]) -> None:
    numbers = [str(one.seq) for one in course.open_actions]
    if str(facts.get("action")) not in numbers:
        listed = f"open are {', '.join(numbers)}" if numbers else "none is open"
        raise Refused(f"Say which action is done by its number: {listed}.")
