"""The steps in which an officer would have worked the demo council's cases, each on its day.

`key` is what the script calls a case: its reference is known once it is logged.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from casework.demo.workers import Worker
from casework.text.facts import Unchecked


@dataclass(frozen=True, slots=True)
class ToImport:
    """Import the council's workforce files."""

    on: date


@dataclass(frozen=True, slots=True)
class ToLog:
    """Log a request."""

    on: date
    key: str
    facts: Unchecked


@dataclass(frozen=True, slots=True)
class ToComplain:
    """Log a complaint about one of the cases."""

    on: date
    key: str
    about: str
    facts: Unchecked


@dataclass(frozen=True, slots=True)
class ToReport:
    """Log a breach."""

    on: date
    key: str
    facts: Unchecked


@dataclass(frozen=True, slots=True)
class ToAssess:
    """Assess a breach."""

    on: date
    key: str
    assessment: Unchecked


@dataclass(frozen=True, slots=True)
class ToAdopt:
    """Adopt a row of the retention schedule."""

    on: date
    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToHold:
    """Put a member of staff's data on hold."""

    on: date
    worker: Worker
    facts: Unchecked


@dataclass(frozen=True, slots=True)
class ToIdentify:
    """Identify the data subject of a request."""

    on: date
    key: str
    worker: Worker


@dataclass(frozen=True, slots=True)
class ToRestrict:
    """Restrict a member of staff's data."""

    on: date
    key: str
    worker: Worker
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToSearch:
    """Search for a request."""

    on: date
    key: str


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Decide on everything a search found."""

    on: date
    key: str


@dataclass(frozen=True, slots=True)
class ToWrite:
    """Make a letter."""

    on: date
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class ToPack:
    """Make the letter and the pack of an answer."""

    on: date
    key: str


@dataclass(frozen=True, slots=True)
class ToRecord:
    """Record an event."""

    on: date
    key: str
    kind: str
    months: int | None = None
    facts: Unchecked | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ToClose:
    """Close a case."""

    on: date
    key: str
    outcome: str


DemoStep: TypeAlias = (
    ToImport
    | ToLog
    | ToComplain
    | ToReport
    | ToAssess
    | ToAdopt
    | ToHold
    | ToIdentify
    | ToRestrict
    | ToSearch
    | ToDecide
    | ToWrite
    | ToPack
    | ToRecord
    | ToClose
)
