"""The letters a case owes: an event says that something was asked or decided, and no letter has said it yet."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from casework.law.letter_kinds import LetterKind, letter_kinds
from casework.text.batches import batches
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import QUESTIONS, Event, Kind, unrequested_authorities, without_moot
from casework.timeline.outcomes import Says
from casework.timeline.references import MatterKind, kind_of
from casework.vault.database import number

REFUSAL = "refusal"
"""What a decided refusal owes where no single kind of letter tells it."""


def owed_kinds(reference: str, in_force: Sequence[Event], said: Mapping[int, Unchecked]) -> tuple[str, ...]:
    """The kinds of letter that an open case owes, in the order of the letters. Pure.

    `said` has the facts of its events by number. A letter is owed from its event until one is sent for it, while the
    question is open; one whose event named the letter that was sent is not.
    """
    of_complaint = kind_of(reference) == MatterKind.complaint
    mine = [kind for kind in letter_kinds() if kind.owed and kind.of_complaint == of_complaint]
    owed = [kind.id for kind in mine if kind.owed != Kind.refusal_decided and _is_owed(kind, in_force, said)]
    if untold_refusals(in_force, said):
        owed += [kind.id for kind in mine if kind.owed == Kind.refusal_decided][:1] or [REFUSAL]
    return tuple(owed)


def letters_owed(session: Session, happened: Mapping[str, Sequence[Event]]) -> dict[str, tuple[str, ...]]:
    """The kinds of letter that each of those open cases owes, from its events in force."""
    asking = {Kind(kind.owed) for kind in letter_kinds() if kind.owed} | {Kind.refusal_decided}
    some = {ref: events for ref, events in happened.items() if any(one.kind in asking for one in events)}
    kept = asking | {Kind.letter_sent, Kind.sent}
    seqs = [number(one.seq) for events in some.values() for one in events if one.kind in kept]
    said: dict[int, Unchecked] = {}
    for each in batches(seqs):
        said |= history.facts_of(session, each)
    return {ref: owed for ref, events in some.items() if (owed := owed_kinds(ref, events, said))}


def _is_owed(kind: LetterKind, in_force: Sequence[Event], said: Mapping[int, Unchecked]) -> bool:
    since = [one.on for one in in_force if one.kind == Kind.letter_sent and _letter(one, said) == kind.id]
    untold = [one for one in _asked(Kind(kind.owed), in_force) if _letter(one, said) in ("", "no letter")]
    return any(not any(on >= one.on for on in since) for one in untold)


def _asked(kind: Kind, in_force: Sequence[Event]) -> list[Event]:
    """The events of that kind; of a question, the one that is still open."""
    order = without_moot(in_force)
    asked = [one for one in order if one.kind == kind]
    if kind in QUESTIONS:
        enclosed = unrequested_authorities(order)
        answers = [one for one in order if one.kind == QUESTIONS[kind] and one not in enclosed]
        asked = asked[len(answers) :][-1:]
    return asked


def untold_refusals(in_force: Sequence[Event], said: Mapping[int, Unchecked]) -> list[Event]:
    """The refusals that were decided and that no letter has told."""
    decided = [one for one in in_force if one.kind == Kind.refusal_decided]
    return [refusal for refusal in decided if not any(_tells(one, refusal, said) for one in in_force)]


def _tells(sent: Event, decided: Event, said: Mapping[int, Unchecked]) -> bool:
    """Whether a letter that was sent tells of that refusal: since then, and not of another right alone."""
    if sent.kind != Kind.sent or sent.on < decided.on:
        return False
    facts, right = said.get(sent.seq or 0, {}), said.get(decided.seq or 0, {}).get("right")
    return facts.get("says") != Says.answer and (not right or facts.get("right") in (None, right))


def _letter(event: Event, said: Mapping[int, Unchecked]) -> str:
    return str(said.get(event.seq or 0, {}).get("letter") or "")
