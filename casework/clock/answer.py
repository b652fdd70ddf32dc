"""A clock's answer: the deadline with its working, and in plain lines."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.law import holidays_known_to, holidays_listed
from casework.text.days import long, plain
from casework.timeline.events import Kind


class State(StrEnum):
    """The state of a clock."""

    due = "due"
    paused = "paused"
    """No day can be stated: the clock waits for an answer."""
    not_started = "not-started"
    """No day can be stated: the period has not begun."""
    none = "none"
    """Nothing more is owed, or no day is."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: the day it arrives at, why, by what law, and how sure that is."""

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
    """The day the clock's trigger happened; the instant, of a clock in hours."""
    state: State
    due: date | datetime | None
    """The last day, to its end; the instant in Europe/London, of a clock in hours."""
    cautious: date | None
    """An earlier day that a stricter reading gives, where the law leaves room for one; keep to it where you can."""
    citation: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    start: date | datetime | None = None
    """The relevant time: the day from which the period is counted."""
    left_out: int = 0
    """Days of clarification that do not count."""
    further: int = 0
    """Months added by an extension that has effect."""
    head: str = ""
    """Its first line in words, where it is no day by which something is due."""
    stricter: date | None = None
    """The last lawful day on the stricter reading, if it had passed when identity, a fee or authority was asked for;
    of a clock that asks for an event, the day under either law."""
    asks: Kind | None = None
    """The kind of event needed to know which law applies."""

    @property
    def ends(self) -> datetime:
        """The instant at which a clock in hours ends. Raises TypeError for a clock that ends with a day."""
        if not isinstance(self.due, datetime):
            raise TypeError(f"{self.rule} ends with a day, not at an instant")
        return self.due


def table_notes(due: date) -> list[str]:
    """What is to be said of a day up to which the bank-holiday table does not speak for certain."""
    known, listed = holidays_known_to(), holidays_listed()[1]
    if due > listed:
        return [f"There are no bank holidays in the table after {plain(listed)}: check this day by hand."]
    if due > known:
        return [f"The bank-holiday table ends at {plain(known)}: a holiday proclaimed since could move this day."]
    return []


SURE = {"found": "", "secondary": " (from a secondary source)", "inferred": " (inferred)"}


def deadline_lines(running: Deadline) -> list[str]:
    """The deadline and its working in plain lines."""
    heads = {
        State.due: f"Due {_spoken(running.due)}" if running.due else "",
        State.paused: "Paused: no day can be stated",
        State.not_started: "Not started: the period has not begun",
        State.none: "Nothing more is owed" + (f"; it was due {_spoken(running.due)}" if running.due else ""),
    }
    lines = [f"{running.head or heads[running.state]}  [{running.rule}]"]
    if running.cautious:
        why = "the day by either law" if running.asks else "a stricter reading ends sooner"
        lines.append(f"Cautious day {long(running.cautious)}: {why}")
    for step in running.steps:
        lines.append(f"  {step.date:%d/%m/%Y}  {step.why}")
        lines.append(f"              {step.citation}{SURE[step.standing]}")
    return lines + [f"  Note: {note}" for note in running.notes]


def _spoken(due: date) -> str:
    return f"{due:%H:%M} ({due:%Z}) on {long(due)}" if isinstance(due, datetime) else long(due)
