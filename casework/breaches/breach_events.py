"""What may happen to a breach next: each event is checked against its progress, and for what it must say."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from casework import Refused, clock
from casework.breaches import incidents
from casework.breaches.breach_progress import BreachProgress, undecided
from casework.breaches.incidents import Breach
from casework.timeline.events import LONDON, Event, Kind
from casework.timeline.outcomes import OF_BREACHES, OUTCOMES, Outcome
from casework.vault.columns import moment_text

TIMED = (Kind.happened, Kind.discovered, Kind.aware, Kind.contained, Kind.notified, Kind.processor_told)
"""The events that take effect at an instant."""
EXACT = (Kind.discovered, Kind.aware, Kind.notified)
"""Those that need a time as well as a date."""
KEPT = ("unknown", "phase")
"""What a notification said when it was sent; a correction keeps it."""


def checked_event(
    breach: Breach, progress: BreachProgress, new: Event, facts: dict[str, object], now: datetime, nation: str
) -> tuple[Event, dict[str, object]]:
    """The event with its date, and its facts with the instant in UTC.

    Raises Refused for a time in the future or before what it follows from, a late notification without the reasons
    for the delay, or an action that is not open.
    """
    if new.kind in TIMED:
        at = _at(progress, new, facts.get("at"), now)
        new, facts = replace(new, on=incidents.date_of(at)), facts | {"at": moment_text(at)}
        if new.kind == Kind.notified:
            facts |= _notified(
                breach,
                progress,
                new,
                incidents.earliest_instant(at),
                is_complete=bool(facts.get("complete")),
                nation=nation,
            )
        elif new.kind == Kind.aware:
            _refuse_made_late(breach, progress, incidents.earliest_instant(at), nation)
    elif new.kind in (Kind.people_told, Kind.others_told):
        _refuse_before_noticed(progress, new)
    elif new.kind == Kind.action:
        facts["due"] = clock.day(str(facts["due"])).isoformat()
        if not new.note:
            raise Refused("Enter in the note what must be done.")
    elif new.kind == Kind.action_done and new.corrects is None:
        _refuse_done(progress, str(facts.get("action")))
    return new, facts


def refuse_closing(progress: BreachProgress, outcome: Outcome, note: str | None) -> None:
    """Raise Refused if a breach cannot be closed with this outcome: something is undecided, or not carried out."""
    if outcome not in OF_BREACHES:
        raise Refused(f"A breach cannot be closed as '{outcome}'. Choose from: {', '.join(OF_BREACHES)}.")
    if outcome != Outcome.dealt_with and not (note or "").strip():
        raise Refused(
            f"Enter in the note why it is {OUTCOMES[outcome]}. The register gives the reason (Article 33(5))."
        )
    if open_yet := undecided(progress, is_breach=outcome == Outcome.dealt_with):
        raise Refused(open_yet[0])


def _at(progress: BreachProgress, new: Event, typed: object, now: datetime) -> date:
    at = incidents.moment(str(typed)) if typed else new.on
    if new.kind in EXACT and not isinstance(at, datetime):
        raise Refused(
            f"The time is missing. Enter the date and time of {incidents.EVENT_NAMES[new.kind]}, like 2026-11-20T16:30."
        )
    incidents.refuse_times(progress.times | {new.kind: at}, now)
    return at


def _notified(
    breach: Breach, progress: BreachProgress, new: Event, at: datetime, *, is_complete: bool, nation: str
) -> dict[str, object]:
    due = incidents.ends(progress.aware or breach.aware, nation)
    place = _place(progress, new, at)
    if place == 0 and at > due and not (new.note or breach.facts.delay):
        raise Refused(
            f"The 72 hours ended at {due:%H:%M on %d/%m/%Y}. Enter the reasons for the delay in the note "
            "(Article 33(1))."
        )
    if new.corrects is not None:
        return {}
    return {"unknown": [] if is_complete else _unknown_at(breach, progress, at), "phase": place + 1}


def _place(progress: BreachProgress, new: Event, at: datetime) -> int:
    """Which notification it is, from 0. Raises Refused if it would be before an earlier one or after a later one."""
    known = [one.original for one in progress.notices]
    place = known.index(new.corrects) if new.corrects in known else len(known)
    if place and at < (before := progress.notices[place - 1].at):
        raise Refused(f"The notification cannot be before the one at {_in_words(before)}. Correct one of the two.")
    if place + 1 < len(known) and at > (after := progress.notices[place + 1].at):
        raise Refused(f"The notification cannot be after the one at {_in_words(after)}. Correct one of the two.")
    return place


def _unknown_at(breach: Breach, progress: BreachProgress, at: datetime) -> list[str]:
    """What a notification sent at that instant left open when its text was made; if no text was made, as it is now."""
    before = progress.notices[-1].original if progress.notices else 0
    made = [row for row, when in progress.texts if row > before and when < at + timedelta(minutes=1)]
    if not made:
        return incidents.unknown(breach)
    facts = breach.facts
    for row, earlier in reversed(progress.changes):
        if row > made[-1]:
            facts = facts.altered(earlier)
    dated = breach.happened is not None and (progress.dated is None or progress.dated < made[-1])
    return incidents.missing(facts, is_dated=dated)


def _refuse_made_late(breach: Breach, progress: BreachProgress, aware: datetime, nation: str) -> None:
    """An earlier time of awareness can make a notification late that has no reasons for the delay."""
    due = incidents.ends(aware, nation)
    first = progress.notices[0] if progress.notices else None
    if first and first.at > due and not (breach.facts.delay or first.note):
        raise Refused(
            f"The notification at {_in_words(first.at)} would then be late. Describe the reasons for the delay first "
            "(Article 33(1))."
        )


def _refuse_before_noticed(progress: BreachProgress, new: Event) -> None:
    noticed = incidents.date_of(progress.times[Kind.discovered])
    if new.on < noticed:
        raise Refused(f"You cannot tell people ({new.on:%d/%m/%Y}) before the discovery ({noticed:%d/%m/%Y}).")


def _in_words(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M on %d/%m/%Y}"


def _refuse_done(progress: BreachProgress, action: str) -> None:
    numbers = [str(one.seq) for one in progress.open_actions]
    if action not in numbers:
        if not numbers:
            raise Refused("No action is open.")
        raise Refused(f"Enter the number of the action that is done. Open actions: {', '.join(numbers)}.")
