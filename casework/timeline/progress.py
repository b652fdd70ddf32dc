"""The progress of a case: its stage, the next thing to do, and what it is waiting for from the requester. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from casework.timeline.events import UNASKED, Event, Kind, unrequested_authorities, without_moot


class Stage(StrEnum):
    """The stages of a case."""

    received = "received"
    waiting = "waiting"
    bound = "bound"
    found = "found"
    decided = "decided"
    letter_made = "letter made"
    pack_built = "pack built"
    letter_wrong = "letter wrong"
    """Its last letter of a kind states something that was corrected since."""
    sent = "sent"
    acknowledged = "acknowledged"
    outcome_told = "outcome told"
    logged = "logged"
    changed = "changed"
    """A breach: its facts have changed since it was assessed."""
    assessed = "assessed"
    notified = "notified"
    in_hand = "in hand"
    dealt_with = "dealt with"
    closed = "closed"
    held = "held"
    """A hold on records."""
    done = "done"
    """A disposal that was carried out."""


Step = tuple[Stage, str]
"""The stage, and what to do next."""
CLARIFICATION = "clarification"
"""What access alone waits for (Article 12A(5)): the other rights of a request go on."""
WAITING = {
    Kind.id_requested: (Kind.id_received, "identity"),
    Kind.fee_requested: (Kind.fee_paid, "the fee"),
    Kind.authority_requested: (Kind.authority_received, "authority to act"),
    Kind.clarification_requested: (Kind.clarification_received, CLARIFICATION),
}
"""For each question to the requester: the event that answers it, and what the case waits for, in words."""


def awaited(in_force: Sequence[Event]) -> tuple[str, date] | None:
    """What a case is waiting for from the requester, and since when; None if it is waiting for nothing."""
    asked: dict[Kind, list[date]] = defaultdict(list)
    in_force = without_moot(in_force)
    enclosed = unrequested_authorities(in_force) if any(one.kind == UNASKED for one in in_force) else []
    for event in in_force:
        if event in enclosed:
            continue
        asked[event.kind].append(event.on)
    for question, (answer, what) in WAITING.items():
        if len(asked[question]) > len(asked[answer]):
            return what, asked[question][-1]
    return None
