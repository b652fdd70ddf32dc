"""The progress of a case: its stage, the next thing to do, and what it is waiting for from the requester. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from casework.timeline.events import UNASKED, Event, Kind, unrequested_authorities, without_moot


class Stage(StrEnum):
    """How far a case has come."""

    received = "received"
    waiting = "waiting"
    bound = "bound"
    found = "found"
    decided = "decided"
    letter_made = "letter made"
    pack_built = "pack built"
    letter_wrong = "letter wrong"
    """Its last letter of a kind says what was corrected since."""
    sent = "sent"
    acknowledged = "acknowledged"
    outcome_told = "outcome told"
    logged = "logged"
    changed = "changed"
    """Of a breach: its facts have changed since it was assessed."""
    assessed = "assessed"
    notified = "notified"
    in_hand = "in hand"
    dealt_with = "dealt with"
    closed = "closed"
    held = "held"
    """Of a hold on records."""
    done = "done"
    """Of a disposal: it was carried out."""


Step = tuple[Stage, str]
"""The stage, and what to do next."""
WAITING = {
    Kind.id_requested: (Kind.id_received, "identity"),
    Kind.fee_requested: (Kind.fee_paid, "the fee"),
    Kind.authority_requested: (Kind.authority_received, "authority to act"),
    Kind.clarification_requested: (Kind.clarification_received, "clarification"),
}
"""What a case waits for once it has been asked for: the event by which it arrives, and what it is called."""


def awaited(stands: Sequence[Event]) -> tuple[str, date] | None:
    """What a case is waiting for from the requester, and since when; None if it is waiting for nothing."""
    asked: dict[Kind, list[date]] = defaultdict(list)
    stands = without_moot(stands)
    enclosed = unrequested_authorities(stands) if any(one.kind == UNASKED for one in stands) else []
    for event in stands:
        if event in enclosed:
            continue
        asked[event.kind].append(event.on)
    for question, (answer, what) in WAITING.items():
        if len(asked[question]) > len(asked[answer]):
            return what, asked[question][-1]
    return None
