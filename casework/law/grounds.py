"""The grounds for withholding something: those a council can use for each right, and those a letter names."""

from collections.abc import Collection, Iterable, Mapping

from casework import Refused, law

NOT_THEIRS = "not-this-person"
"""The reason, besides the exemptions, for leaving an item out: it is about someone else."""
UNNAMED = "unnamed"
"""In a bundle, a ground that letter and schedule do not name: whatever makes them does not know which it is."""
SERIOUS_HARM = "dpa2018-sch3-5"
"""The ground that needs the opinion of the appropriate health professional."""
LEAST_REASON = 3
"""The fewest words in the reason why a ground is not named."""


def refuse_ground(
    item: int,
    decision: str,
    exemption: str | None,
    reason: str,
    *,
    rights: Collection[str],
    discloses: bool,
    unnamed: bool,
) -> None:
    """Raise Refused, with the item's number, if that ground cannot go with that decision on a request for `rights`."""
    if discloses:
        if exemption:
            raise Refused(f"Item {item}: an exemption goes with redact or withhold, not with {decision}.")
    elif exemption != NOT_THEIRS and exemption not in law.exemptions():
        raise Refused(f"Item {item}: choose an exemption from the list, or '{NOT_THEIRS}', not '{exemption}'.")
    elif why := retired([exemption]):
        raise Refused(f"Item {item}: a council cannot use '{exemption}'. {why}")
    elif why := not_for(exemption, rights):
        raise Refused(f"Item {item}: {why}")
    if unnamed and (why := cannot_be_unnamed(exemption, reason)):
        raise Refused(f"Item {item}: {why}")


def not_for(exemption: str | None, rights: Collection[str]) -> str:
    """Why a ground cannot be used on a request for these rights, in a sentence; empty if it can."""
    known = law.exemptions().get(exemption or "")
    if known is None or set(known.rights) & set(rights):
        return ""
    return f"'{known.title}' restricts {known.restricts}, which is not asked for here. Choose another ground."


def is_unnamed(exemption: str | None, decided: bool | None) -> bool:
    """Whether letters leave a ground unnamed: as decided, or as usual for the ground if that was not decided (None)."""
    known = law.exemptions().get(exemption or "")
    return bool(known and known.unsaid) if decided is None else decided


def cannot_be_unnamed(exemption: str | None, reason: str) -> str:
    """Why the letter must name a ground, in a sentence; empty if it need not."""
    if exemption in (None, NOT_THEIRS):
        return "only an exemption can be left unnamed in the letter."
    if len(reason.split()) < LEAST_REASON:
        return (
            "explain in a sentence why naming the ground would defeat it, or let the letter name it. The sentence "
            "stays in the record."
        )
    return ""


def id_of(named: str | None) -> str | None:
    """The exemption with that title, by its id; anything else is returned as it is."""
    titles = {one.title.casefold(): one.id for one in law.exemptions().values()}
    return titles.get((named or "").strip().casefold(), named)


def title_of(exemption: str) -> str:
    """What a ground is called, with its place in the Act: `Rights of others (Schedule 2, paragraph 16)`."""
    known = law.exemptions().get(exemption)
    if known is None:
        return "not this person's data" if exemption == NOT_THEIRS else exemption
    return f"{known.title} ({known.provision.removeprefix('Data Protection Act 2018, ')})"


def factors_of(item: int, exemption: str | None, answers: Mapping[str, str]) -> dict[str, str] | None:
    """The answers given to the questions of a ground, in their order, without those left empty; None without any.

    Raises Refused, with the item's number, if the ground has no such question.
    """
    known = law.exemptions().get(exemption or "")
    asked = known.factors if known else {}
    if wrong := next((name for name in answers if name not in asked), None):
        has = f"Choose from: {', '.join(asked)}." if asked else "Only a ground that asks for them has factors."
        raise Refused(f"Item {item}: '{exemption}' has no factor '{wrong[:40]}'. {has}")
    given = {name: answers[name].strip() for name in asked if answers.get(name, "").strip()}
    return given or None


def retired(exemptions: Iterable[str | None]) -> str:
    """Why a council cannot use the first retired ground among these, and what to do; empty if it can use them all."""
    known = law.exemptions()
    unusable = [known[one] for one in exemptions if one in known and known[one].retired]
    return f"{unusable[0].provision}: {unusable[0].retired}" if unusable else ""
