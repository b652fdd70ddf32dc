"""A line of the board: a clock or a duty of a case, how much time is left, and the next thing to do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from casework.clock import State
from casework.law.rights import Right
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind

ON_STRICTER = "overdue on the stricter reading"
"""For a case that was already overdue when identity, a fee or authority was asked for."""
BY_EITHER = "overdue under either law"
"""For a case whose law is not known yet, if it is late under either."""


@dataclass(frozen=True, slots=True)
class Stricter:
    """The last lawful day on the stricter reading, once it has passed."""

    due: date
    working_days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A clock or a duty of one case on a date; no personal data but the owner's name."""

    reference: str
    kind: MatterKind
    right: Right | None = None
    """The right of a request that it is about; None for a complaint, a breach, a hold and a disposal."""
    clock: str | None = None
    """The rule of the clock; for a duty without a clock, the duty."""
    duty: str | None = None
    state: State | None = None
    """The state of the clock; `none` for an open-ended duty."""
    due: date | datetime | None = None
    """The last day; for a clock in hours, the instant."""
    target: date | None = None
    """The council's own target."""
    working_days_left: int | None = None
    hours_left: int | None = None
    """For a clock in hours: the full hours left, below zero once it is over."""
    late: bool = False
    owner: str | None
    service: str | None
    waiting_days: int | None = None
    """How many days the case has waited for the requester."""
    days_taken: int | None = None
    """How many days an open-ended duty has taken so far."""
    stage: Stage
    next: str
    send: str | None = None
    """What the requester can be sent meanwhile."""
    stricter: Stricter | None = None
    extended: bool = False
    title: str
    citation: str | None = None
    letters_owed: tuple[str, ...] = ()
    """The kinds of letter the case owes: what was asked or decided, and no letter has said yet."""

    @property
    def is_one_of_several(self) -> bool:
        """Whether the request asks for other rights too."""
        return self.right is not None and self.title != self.right

    @property
    def is_overdue(self) -> bool:
        """Whether it is overdue, even if only on the stricter reading."""
        return self.late or self.stricter is not None

    @property
    def is_overdue_on_stricter(self) -> bool:
        """Whether it is overdue on the stricter reading alone."""
        return self.stricter is not None and not self.late

    @property
    def last_day(self) -> date | None:
        """When it is due; without a due date, the date that has passed on the stricter reading."""
        return self.due or (self.stricter.due if self.stricter else None)


def order(line: Line) -> tuple[int, str, int, str, bool]:
    """Clocks in hours, then what is late, a breach's duties without undue delay, clocks in days, and the rest."""
    waited, running = line.waiting_days or line.days_taken or 0, line.state == State.due
    late = line.stricter.due if line.stricter else line.due if running else None
    ranks = (line.hours_left is not None, line.is_overdue, line.duty in ("tell-people", "notify-further"), running)
    first = ranks.index(True) if any(ranks) else len(ranks)
    return first, late.isoformat() if late else "", -waited, line.reference, line.duty == "extend"


def nearest(lines: Sequence[Line]) -> list[Line]:
    """The lines with each duty of a case once, whatever rights it is about: the first on the board."""
    first = {(one.reference, one.duty): one for one in reversed(lines)}
    return [one for one in lines if one is first[one.reference, one.duty]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase(Line):
    """The main line of a case, open or closed, that matches a search, and who asks."""

    outcome: Outcome | None
    requester: str


def line_fields(line: Line) -> dict[str, Any]:
    """The fields of a line, for a line that has more."""
    return {one.name: getattr(line, one.name) for one in fields(Line)}
