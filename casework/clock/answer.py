"""A deadline with its working, and the same in lines of text."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.law import holidays_known_to, holidays_listed
from casework.law.rights import Right
from casework.text.days import long, plain
from casework.timeline.events import Kind


class State(StrEnum):
    """The state of a clock."""

    due = "due"
    paused = "paused"
    """There is no due date: the clock waits for an answer."""
    not_started = "not-started"
    """There is no due date: the period has not begun."""
    none = "none"
    """No longer due, or due without a number of days."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: the date it arrives at, why, by what law, and how sure that is."""

    date: date | datetime
    why: str
    citation: str
    standing: str = "found"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline with its working; `clock --json` has the names of its fields."""

    rule: str
    nation: str
    received: date | datetime
    """The date of the trigger; of a clock in hours, the instant."""
    state: State
    due: date | datetime | None
    """The last day, until its end; of a clock in hours, the instant in Europe/London."""
    cautious: date | None
    """An earlier date on a stricter reading, where the law leaves room for one; keep to it where you can."""
    citation: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    start: date | datetime | None = None
    """The relevant time: the date the period is counted from."""
    left_out: int = 0
    """Days of clarification that do not count."""
    further: int = 0
    """Months added by an extension that has effect."""
    head: str = ""
    """Its first line in words, where that is not a due date."""
    stricter: date | None = None
    """The last lawful day on the stricter reading, if it had passed when identity, a fee or authority was asked for;
    of a clock that asks for an event, the earlier of the dates under either law."""
    asks: Kind | None = None
    """The kind of event needed to know which law applies."""
    right: Right | None = None
    """The right of a request that it is the clock of."""

    @property
    def ends(self) -> datetime:
        """The instant at which a clock in hours ends. Raises TypeError for a clock that ends on a date."""
        if not isinstance(self.due, datetime):
            raise TypeError(f"{self.rule} ends on a date, not at an instant")
        return self.due


def table_notes(due: date) -> list[str]:
    """A warning for a due date that the bank-holiday table does not cover for certain."""
    known, listed = holidays_known_to(), holidays_listed()[1]
    if due > listed:
        return [f"There are no bank holidays in the table after {plain(listed)}. Check this date by hand."]
    if due > known:
        return [f"The bank-holiday table ends on {plain(known)}. A holiday proclaimed since then could move this date."]
    return []


SURE = {"found": "", "secondary": " (from a secondary source)", "inferred": " (inferred)"}


def deadline_lines(running: Deadline) -> list[str]:
    """The deadline and its working in lines of text."""
    heads = {
        State.due: f"Due {_spoken(running.due)}" if running.due else "",
        State.paused: "Paused: no due date yet",
        State.not_started: "Not started: the period has not begun",
        State.none: "No longer due" + (f"; it was due {_spoken(running.due)}" if running.due else ""),
    }
    lines = [f"{running.head or heads[running.state]}  [{running.rule}]"]
    if running.cautious:
        why = "the date under either law" if running.asks else "a stricter reading ends sooner"
        lines.append(f"Cautious date {long(running.cautious)}: {why}")
    for step in running.steps:
        lines.append(f"  {step.date:%d/%m/%Y}  {step.why}")
        lines.append(f"              {step.citation}{SURE[step.standing]}")
    return lines + [f"  Note: {note}" for note in running.notes]


def _spoken(due: date) -> str:
    return f"{due:%H:%M} ({due:%Z}) on {long(due)}" if isinstance(due, datetime) else long(due)
