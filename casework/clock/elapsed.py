"""Clocks in elapsed hours, from an instant: counted in UTC, shown in Europe/London, never moved to a working day."""

import re
from datetime import UTC, datetime, timedelta

from casework import Refused
from casework.clock.answer import Deadline, State, Step
from casework.law import Rule
from casework.text.days import day, long
from casework.timeline.events import LONDON

WRITTEN = re.compile(r"(.+?)[T ] ?(\d{1,2}:\d\d)(:\d\d)? ?(Z|[+-]\d\d:\d\d)?")


def instant(text: str) -> datetime:
    """The UTC instant of a written date and time: in Europe/London, or with an offset from UTC.

    Raises Refused for a local time that came twice and has no offset, one that never came, and anything else.
    """
    typed = " ".join(text.split())
    written = WRITTEN.fullmatch(typed)
    if not written:
        raise Refused(f"'{typed[:30]}' is not a date and time. Write it like 2026-11-20T16:30.")
    on, minutes, seconds, offset = written.groups()
    stated = f"{day(on).isoformat()}T{minutes:0>5}{seconds or ':00'}{offset or ''}"
    try:
        local = datetime.fromisoformat(stated)
    except ValueError:
        raise Refused(f"'{typed[:30]}' is not a valid time. Check the hours and minutes.") from None
    if local.tzinfo:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    when = f"{minutes} on {long(local.date())}"
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local:
        raise Refused(f"There was no {when}: the clocks went forward. Check the time.")
    raise Refused(
        f"{when} came twice, before and after the clocks went back. Enter {minutes}+01:00 or {minutes}+00:00."
    )


def deadline_in_hours(rule: Rule, nation: str, begun: datetime) -> Deadline:
    """The deadline so many elapsed hours after an aware instant; `received` and `due` are in Europe/London."""
    aware = begun.astimezone(LONDON)
    due = (begun.astimezone(UTC) + timedelta(hours=rule.hours)).astimezone(LONDON)
    why = (
        f"{rule.hours} hours after {aware:%H:%M} ({aware:%Z}) on {long(aware)}, {rule.trigger}, counting nights, "
        "weekends and holidays"
    )
    before, after = (one.utcoffset() or timedelta() for one in (aware, due))
    if before != after:
        turned = "forward" if before < after else "back"
        why += f"; the clocks went {turned} in between, so it ends at a different time of day"
    step = Step(due, why, f"{rule.citation}; Reg 1182/71 Art 3(4), which does not apply to hours", rule.standing)
    notes = (rule.note,) if rule.note else ()
    return Deadline(rule.id, nation, aware, State.due, due, None, rule.citation, (step,), notes, start=aware)
