"""One line of the board: a clock or a duty of a case, how much time is left, and the next thing to do. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from casework.clock import State
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind


class Stricter(NamedTuple):
    """The last lawful day on the stricter reading, once it has passed."""

    due: date
    working_days_left: int

    def as_json(self) -> dict[str, Any]:
        """The keys under `stricter` of `due --json`."""
        return {"due": self.due.isoformat(), "working_days_left": self.working_days_left}


@dataclass(frozen=True, slots=True)
class Line:
    """A clock or a duty of one case on one day; no personal data in it but the owner's name."""

    reference: str
    kind: MatterKind
    owner: str | None
    service: str | None
    stage: Stage
    next: str
    title: str
    clock: str | None = None
    """The rule of the clock, or the duty that has no clock."""
    duty: str | None = None
    state: State | None = None
    """The state of the clock; `none` of a duty without a number of days."""
    due: date | None = None
    """The last day; of a clock in hours, the instant."""
    target: date | None = None
    """The council's own target."""
    working_days_left: int | None = None
    hours_left: int | None = None
    """Of a clock in hours: whole ones, those that are over below zero."""
    late: bool = False
    waiting_days: int | None = None
    """For how many days the case has waited for the requester."""
    days_taken: int | None = None
    """How many days a duty without a number of days has taken so far."""
    send: str | None = None
    """What the requester can be sent meanwhile."""
    stricter: Stricter | None = None
    extended: bool = False
    citation: str | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether it is overdue, even if only on the stricter reading."""
        return self.late or self.stricter is not None

    def as_json(self) -> dict[str, Any]:
        """The keys of a line of `due --json`."""
        return {
            "reference": self.reference,
            "kind": self.kind,
            "clock": self.clock,
            "duty": self.duty,
            "state": self.state,
            "due": self.due.isoformat() if self.due else None,
            "target": self.target.isoformat() if self.target else None,
            "working_days_left": self.working_days_left,
            "hours_left": self.hours_left,
            "late": self.late,
            "owner": self.owner,
            "service": self.service,
            "waiting_days": self.waiting_days,
            "days_taken": self.days_taken,
            "stage": self.stage,
            "next": self.next,
            "send": self.send,
            "stricter": self.stricter.as_json() if self.stricter else None,
            "extended": self.extended,
            "title": self.title,
            "citation": self.citation,
        }
