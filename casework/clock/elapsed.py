"""Clocks in elapsed hours, from an instant: counted in UTC, never rolled, shown in Europe/London. Pure."""

import re
from datetime import UTC, datetime, timedelta

from casework import Refused
from casework.clock.answer import Deadline, State, Step
from casework.law import Rule
from casework.text.days import day, long
from casework.timeline.events import LONDON

WRITTEN = re.compile(r"(.+?)[T ] ?(\d{1,2}:\d\d)(:\d\d)? ?(Z|[+-]\d\d:\d\d)?")


def instant(text: str) -> datetime:
    """A UTC instant as people write it: a day and a time in Europe/London, or with an offset from UTC.

    Raises Refused for a local time that came twice and has no offset, one that never came, and what is no instant.
    """
    said = " ".join(text.split())
    written = WRITTEN.fullmatch(said)
    if not written:
        raise Refused(f"'{said[:30]}' is not a day with a time: write it like 2026-11-20T16:30.")
    on, minutes, seconds, offset = written.groups()
    stated = f"{day(on).isoformat()}T{minutes:0>5}{seconds or ':00'}{offset or ''}"
    try:
        local = datetime.fromisoformat(stated)
    except ValueError:
        raise Refused(f"'{said[:30]}' has a time that is none: check hours and minutes.") from None
    if local.tzinfo:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    when = f"{minutes} on {long(local.date())}"
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local:
        raise Refused(f"There was no {when}: the clocks went forward over it; check the time.")
    raise Refused(
        f"It was {when} twice, before and after the clocks went back: say which, {minutes}+01:00 or {minutes}+00:00."
    )


def deadline_in_hours(rule: Rule, nation: str, begun: datetime) -> Deadline:
    """The deadline so many elapsed hours after an aware instant; `received` and `due` are in Europe/London."""
    aware = begun.astimezone(LONDON)
    due = (begun.astimezone(UTC) + timedelta(hours=rule.hours)).astimezone(LONDON)
    why = (
        f"{rule.hours} hours after {aware:%H:%M} ({aware:%Z}) on {long(aware)}, {rule.trigger}, through nights, "
        "weekends and holidays"
    )
    before, after = (one.utcoffset() or timedelta() for one in (aware, due))
    if before != after:
        turned = "forward" if before < after else "back"
        why += f"; the clocks went {turned} in between, so it ends at another time of day"
    step = Step(due, why, f"{rule.citation}; Reg 1182/71 Art 3(4), which rolls no hours", rule.standing)
    notes = (rule.note,) if rule.note else ()
    return Deadline(rule.id, nation, aware, State.due, due, None, rule.citation, (step,), notes, start=aware)
