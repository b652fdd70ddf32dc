"""Logging a case: what requests and complaints have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from casework.complaints.handling import Complaint, ComplaintIn
from casework.desk.store import Desk
from casework.rights.requests import Request, RequestIn
from casework.timeline.events import Kind, day_of

CheckedFacts = TypeVar("CheckedFacts", RequestIn, ComplaintIn)


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """The reference of a case just logged."""

    reference: str


def log_case(
    desk: Desk, enter: Callable[[Session, CheckedFacts, date], Request | Complaint], facts: CheckedFacts, now: datetime
) -> str:
    """Log a case: that it was received, recognised and logged are three events of one act. Returns its reference."""
    with desk.act(now) as act:
        logged = enter(act.session, facts, day_of(now))
        act.record(Kind.received, reference=logged.reference, on=facts.received, facts=facts.model_dump(mode="json"))
        act.record(Kind.recognised, reference=logged.reference, on=facts.recognised)
        act.record(Kind.logged, reference=logged.reference, on=day_of(now))
    return logged.reference
