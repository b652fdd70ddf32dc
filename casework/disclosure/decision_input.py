"""A decision as an officer enters it, and the check of its keys and types. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework import Refused
from casework.text.facts import Unchecked

KEYS = (
    *("item", "field", "segment", "first", "last", "decision", "exemption", "reason"),
    *("unnamed", "say", "factors"),
)
LONGEST_FACTOR = 400
"""The most characters in the answer to a question of a ground."""


@dataclass(frozen=True, slots=True)
class DecisionIn:
    """A decision to be saved, as the officer entered it."""

    item: int
    decision: str | None
    field: str = ""
    segment: int | None = None
    first: int | None = None
    last: int | None = None
    exemption: str | None = None
    """Its id or its title."""
    reason: str = ""
    unnamed: bool | None = None
    """Whether letter and schedule leave the ground out; None: as usual for the ground."""
    factors: Mapping[str, str] | None = None
    """The answers to the questions of the ground."""

    @property
    def place(self) -> dict[str, int]:
        """The numbers entered for the place in the field."""
        numbers = {"segment": self.segment, "first": self.first, "last": self.last}
        return {name: number for name, number in numbers.items() if number is not None}


def checked(one: object) -> DecisionIn:
    """A decision with its keys and types checked. Raises Refused if one is not valid."""
    if isinstance(one, DecisionIn):
        return one
    if not isinstance(one, dict) or set(one) - set(KEYS):
        raise Refused(f"A decision has the keys {', '.join(KEYS[:-1])} and {KEYS[-1]}, and no others.")
    numbers = {key: one[key] for key in ("segment", "first", "last") if one.get(key) is not None}
    if type(one.get("item")) is not int or any(type(number) is not int for number in numbers.values()):
        raise Refused("In a decision, item, segment, first and last must be whole numbers.")
    texts = ("field", "decision", "exemption", "reason")
    if any(not isinstance(one.get(key) or "", str) for key in texts):
        raise Refused("In a decision, field, decision, exemption and reason must be text.")
    return DecisionIn(
        item=one["item"],
        decision=one.get("decision"),
        field=one.get("field") or "",
        exemption=one.get("exemption") or None,
        reason=(one.get("reason") or "").strip(),
        unnamed=unnamed_in(one, f"Item {one['item']}"),
        factors=factors_in(one, f"Item {one['item']}"),
        **numbers,
    )


def unnamed_in(one: Unchecked, where: str) -> bool | None:
    """Whether a ground is to be left unnamed, by `unnamed` or its opposite `say`. Raises Refused if they disagree."""
    unnamed, said = _yes_or_no(one, "unnamed", where), _yes_or_no(one, "say", where)
    if said is not None and said == unnamed:
        raise Refused(f"{where}: 'say' and 'unnamed' contradict each other. Enter one of the two.")
    return unnamed if said is None else not said


def _yes_or_no(one: Unchecked, key: str, where: str) -> bool | None:
    value = one.get(key)
    if not isinstance(value, bool | None):
        raise Refused(f"{where}: '{key}' must be true or false.")
    return value


def factors_in(one: Unchecked, where: str) -> dict[str, str]:
    """The answers to the questions of a ground. Raises Refused if they are not texts by their keys."""
    given = one.get("factors") or {}
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in (*given, *given.values())):
        raise Refused(f"{where}: 'factors' must be answers in words, each under the key of its question.")
    if any(len(text) > LONGEST_FACTOR for text in given.values()):
        raise Refused(f"{where}: an answer in 'factors' is too long. Enter up to {LONGEST_FACTOR} characters.")
    return given
