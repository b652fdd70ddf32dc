"""Logging a case: what requests and complaints have in common."""

from datetime import datetime
from typing import Any

from casework.desk.store import Desk
from casework.timeline.events import Kind, day_of


def log_case(desk: Desk, room: Any, said: Any, now: datetime) -> str:
    """Log a case: that it was received, recognised and logged are three events of one act. Answer its reference."""
    with desk.act(now) as act:
        logged = room.log(act.session, said, day_of(now))
        act.record(Kind.received, reference=logged.reference, on=said.received, facts=said.model_dump(mode="json"))
        act.record(Kind.recognised, reference=logged.reference, on=said.recognised)
        act.record(Kind.logged, reference=logged.reference, on=day_of(now))
    return logged.reference
