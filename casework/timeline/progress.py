"""How far a case has come: its stage with the next thing to do, and what it waits for from the requester. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from casework.timeline.events import UNASKED, Event, Kind, unasked, without_moot

Step = tuple[str, str]
"""The stage, and what to do next."""
WAITING = {
    Kind.id_requested: (Kind.id_received, "identity"),
    Kind.fee_requested: (Kind.fee_paid, "the fee"),
    Kind.authority_requested: (Kind.authority_received, "authority to act"),
    Kind.clarification_requested: (Kind.clarification_received, "clarification"),
}
"""What stops a case when it is asked for: the event by which it comes, and what it is called."""


def awaited(stands: Sequence[Event]) -> tuple[str, date] | None:
    """What a case waits for from the requester, and since when; None where it waits for nothing."""
    asked: dict[Kind, list[date]] = defaultdict(list)
    stands = without_moot(stands)
    enclosed = unasked(stands) if any(one.kind == UNASKED for one in stands) else []
    for event in stands:
        if event in enclosed:
            continue
        asked[event.kind].append(event.on)
    for question, (answer, what) in WAITING.items():
        if len(asked[question]) > len(asked[answer]):
            return what, asked[question][-1]
    return None
