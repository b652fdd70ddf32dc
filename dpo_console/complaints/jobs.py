"""Complaints under DPA 2018 s.164A: logging them."""

from datetime import datetime

from casework.complaints import handling
from casework.desk.store import Desk
from casework.text.facts import Unchecked
from casework.timeline.events import day_of
from dpo_console.jobs.case_log import log_case


def log_complaint(desk: Desk, facts: Unchecked, now: datetime) -> str:
    """Log a complaint under DPA 2018 s.164A. Returns its reference."""
    return log_case(desk, handling.log, handling.ComplaintIn.checked(facts, day_of(now)), now)
