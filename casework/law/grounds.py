"""The grounds on which something is held back: which of them a council can use, and which a letter does not name."""

from collections.abc import Iterable

from casework import Refused, law

NOT_THEIRS = "not-this-person"
"""The reason, beside the exemptions, for leaving an item out: it is about somebody else."""
UNNAMED = "unnamed"
"""Stands in a bundle for a ground that letter and schedule do not name: what makes them is not told which it is."""
LEAST_REASON = 3
"""Words, at least, of the reason why a ground is not named."""


def refuse_ground(
    item: int, decision: str, exemption: str | None, reason: str, *, discloses: bool, unnamed: bool
) -> None:
    """Raise Refused, with the item's number, where that ground cannot go with that decision."""
    if discloses:
        if exemption:
            raise Refused(f"Item {item}: an exemption goes with redact or withhold, not with {decision}.")
    elif exemption != NOT_THEIRS and exemption not in law.exemptions():
        raise Refused(f"Item {item}: give an exemption of the list, or '{NOT_THEIRS}', not '{exemption}'.")
    elif why := retired([exemption]):
        raise Refused(f"Item {item}: a council cannot use '{exemption}'. {why}")
    if unnamed and (why := cannot_be_unnamed(exemption, reason)):
        raise Refused(f"Item {item}: {why}")


def cannot_be_unnamed(exemption: str | None, reason: str) -> str:
    """Why the letter must name a ground, in a sentence; empty where it need not."""
    if exemption in (None, NOT_THEIRS):
        return "only an exemption can be left unnamed in the letter."
    if len(reason.split()) < LEAST_REASON:
        return "say in a sentence why naming the ground would defeat it; the sentence stays in the record."
    return ""


def retired(exemptions: Iterable[str | None]) -> str:
    """Why the first of those grounds that a council cannot use is none, and what to decide; empty where all can be."""
    known = law.exemptions()
    gone = [known[one] for one in exemptions if one in known and known[one].retired]
    return f"{gone[0].provision}: {gone[0].retired}" if gone else ""
