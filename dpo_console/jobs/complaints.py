"""Complaints under DPA 2018 s.164A: logging them."""

from datetime import datetime
from typing import Any

from casework import complaints
from casework.events import day_of
from casework.store import Desk
from dpo_console.case_log import log_case


def log_complaint(desk: Desk, facts: dict[str, Any], now: datetime) -> str:
    """Log a complaint under DPA 2018 s.164A, and say so on the case it is about. Answer its reference."""
    return log_case(desk, complaints, complaints.ComplaintIn.checked(facts, day_of(now)), now)
