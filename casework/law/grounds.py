"""The grounds for withholding something: which of them a council can use, and which a letter does not name."""

from collections.abc import Iterable

from casework import Refused, law

NOT_THEIRS = "not-this-person"
"""The reason, besides the exemptions, for leaving an item out: it is about someone else."""
UNNAMED = "unnamed"
"""In a bundle, a ground that letter and schedule do not name: whatever makes them does not know which it is."""
LEAST_REASON = 3
"""The fewest words in the reason why a ground is not named."""


def refuse_ground(
    item: int, decision: str, exemption: str | None, reason: str, *, discloses: bool, unnamed: bool
) -> None:
    """Raise Refused, with the item's number, if that ground cannot go with that decision."""
    if discloses:
        if exemption:
            raise Refused(f"Item {item}: an exemption goes with redact or withhold, not with {decision}.")
    elif exemption != NOT_THEIRS and exemption not in law.exemptions():
        raise Refused(f"Item {item}: choose an exemption from the list, or '{NOT_THEIRS}', not '{exemption}'.")
    elif why := retired([exemption]):
        raise Refused(f"Item {item}: a council cannot use '{exemption}'. {why}")
    if unnamed and (why := cannot_be_unnamed(exemption, reason)):
        raise Refused(f"Item {item}: {why}")


def cannot_be_unnamed(exemption: str | None, reason: str) -> str:
    """Why the letter must name a ground, in a sentence; empty if it need not."""
    if exemption in (None, NOT_THEIRS):
        return "only an exemption can be left unnamed in the letter."
    if len(reason.split()) < LEAST_REASON:
        return "explain in a sentence why naming the ground would defeat it. The sentence stays in the record."
    return ""


def retired(exemptions: Iterable[str | None]) -> str:
    """Why a council cannot use the first retired ground among these, and what to do; empty if it can use them all."""
    known = law.exemptions()
    unusable = [known[one] for one in exemptions if one in known and known[one].retired]
    return f"{unusable[0].provision}: {unusable[0].retired}" if unusable else ""
