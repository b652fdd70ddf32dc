"""How a case and each of its rights ended, from its closings and what they say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.text.facts import Unchecked
from casework.timeline.events import Event, Kind, closed_on
from casework.timeline.outcomes import Outcome, outcome_of_case


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ended, and each of its rights so far."""

    outcome: Outcome | None = None
    """None while the case is open."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """How each right ended; of a complaint, how it did."""
    is_proved: bool = True
    """Whether its closings have the outcome of each right: earlier versions recorded none."""
    is_erased: bool = False
    """Whether what a closing said was erased."""


def closings(in_force: Sequence[Event]) -> list[Event]:
    """The closings of a case and of its rights since it was last reopened."""
    since = max((at for at, one in enumerate(in_force) if one.kind == Kind.reopened), default=-1)
    return [one for one in in_force[since + 1 :] if one.kind == Kind.closed]


def ending(in_force: Sequence[Event], rights: Sequence[str], facts: Mapping[int, Unchecked]) -> Ending:
    """How a case ended, from its events in force and the facts of its closings, by the number of the event."""
    found, each, is_proved = closings(in_force), dict[str, Outcome](), True
    last, by_right = Outcome.answered, False
    for one in found:
        said = facts.get(one.seq or 0)
        if not said:
            return Ending(is_erased=True)
        last = Outcome(str(said.get("outcome") or last))
        if one.right:
            each[one.right], by_right = last, True
            continue
        others = said.get("outcomes")
        is_proved = isinstance(others, dict)
        each |= {right: Outcome(how) for right, how in others.items()} if isinstance(others, dict) else {}
    if closed_on(in_force, rights) is None:
        return Ending(None, each)
    return Ending(outcome_of_case(each.values(), last) if by_right else last, each, is_proved)
