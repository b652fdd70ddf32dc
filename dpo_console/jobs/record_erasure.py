"""Erasing records for good: those of a person under Article 17, and what is erased with any destroyed record."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.desk.store import Act, Desk
from casework.disclosure import search
from casework.disposal import erasure
from casework.law.rights import Right
from casework.people import register
from casework.records.items import Item
from casework.rights import requests as rights
from casework.text.canonical import words
from casework.timeline import history
from casework.timeline.events import ActKind, Kind, day_of, events_in_force
from casework.vault import durable
from casework.vault.database import number
from dpo_console.jobs.filing import outbox

OF_PEOPLE = {"rectify", "restrict", "lift", "hold", "concerned"}
"""The forms whose drafts are named by the number of a person, and of a record if there is one."""
SEEING = {"access", "portability"}
"""The rights to receive the data."""


@dataclass(frozen=True, slots=True)
class ErasedRecords:
    """What was erased for a request, in figures, and whether the disk is swept."""

    records: int
    people: int
    """People who have no record left."""
    originals: int
    """Sealed originals destroyed."""
    sealed: int
    """Sealed originals that still hold erased records."""
    swept: bool
    reference: str


def erase_records(
    desk: Desk, reference: str, items: Collection[int] | None, reason: str, now: datetime
) -> ErasedRecords:
    """Erase records of the data subject of an erasure request (Article 17); without a list, all of theirs.

    An unlinked record is erased only if it is listed and a search for the case found it; another person's never is.

    Raises Refused if the case is not for erasure, a record is not theirs, or a record is on hold by anything but the
    case itself. The case records that it was complied with on that date.
    """
    if not reason.strip():
        raise Refused("Enter the ground of Article 17(1). It is kept in the history.")
    with erasing(desk, now) as (act, done):
        request = rights.get(act.session, reference)
        theirs, loose = _theirs(act.session, request)
        chosen = sorted(theirs if items is None else set(items))
        if other := next((one for one in chosen if one not in theirs | loose), None):
            raise Refused(f"Record {other} does not belong to the data subject of {request.reference}.")
        if not chosen:
            raise Refused(f"There are no records of the data subject of {request.reference} to erase.")
        result = erasure.erase(act.session, desk.erased_key, chosen, day_of(now), but=request.reference)
        act.record(
            Kind.complied, reference=request.reference, on=day_of(now),
            facts={"right": Right.erasure, "note": reason.strip(), "records": result.records},
        )  # fmt: skip
        done(result)
        case = request.reference
    return ErasedRecords(result.records, result.people, result.originals, result.sealed, not desk.unswept(), case)


def _theirs(session: Session, request: rights.Request) -> tuple[set[int], set[int]]:
    """The records of the data subject, and the unlinked records that a search for the case found as candidates."""
    if "erasure" not in request.rights:
        raise Refused(
            f"{request.reference} is not an erasure request, so records cannot be erased for it (Article 17)."
        )
    if request.outcome:
        raise Refused(f"{request.reference} is closed. Reopen it first.")
    if Right.erasure in (request.outcomes or {}):
        raise Refused(f"The erasure asked for in {request.reference} is closed. Correct its closing first.")
    if SEEING & set(request.rights) and not _answered(session, request.reference):
        raise Refused(
            f"{request.reference} also asks to see the data. Answer that first and record it as sent. Erasing before "
            "would keep it from the person (DPA 2018 s.173)."
        )
    if request.bound == "open" or not request.person_id:
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    person = register.root(session, request.person_id)
    certificate = search.latest(session, request)
    matches = certificate.items if certificate else []
    loose = select(Item.id).where(col(Item.id).in_(matches), col(Item.person_id).is_(None))
    theirs = select(Item.id).where(Item.person_id == person)
    return set(map(number, session.exec(theirs))), set(map(number, session.exec(loose)))


def _answered(session: Session, reference: str) -> bool:
    turns = [
        one.kind
        for one in events_in_force(history.events(session, reference))
        if one.kind == Kind.reopened or (one.kind == Kind.sent and one.right in (None, *SEEING))
    ]
    return turns[-1:] == [Kind.sent]


@contextmanager
def erasing(desk: Desk, now: datetime) -> Iterator[tuple[Act, Callable[[erasure.ErasureResult], None]]]:
    """An act that erases; it is given the result to record. Drafts and finished files are erased with it."""
    results: list[erasure.ErasureResult] = []
    with desk.erasing(now) as act:
        yield act, results.append
        act.record(ActKind.erased, on=day_of(now), facts=results[0].history_facts())
        if desk.drafts is None:
            raise RuntimeError("a desk open for reading only cannot erase")
        # last, before the commit: if that fails, only unfinished forms and copies in the outbox are lost
        desk.drafts.forget(lambda name, text: _is_about(results[0], name) or _is_named(results[0], text))
        for reference in results[0].cases:
            for path in outbox(desk).glob(f"{reference}*"):
                path.unlink(missing_ok=True)
        durable.sync(outbox(desk))


def _is_about(result: erasure.ErasureResult, draft: str) -> bool:
    """Whether a form is about a person or record that was erased, whatever was typed in it."""
    kind, *of = draft.split(":")
    numbers = [int(one) for one in of[kind == "concerned" :][:2] if one.isdecimal()]
    return kind in OF_PEOPLE and (
        not result.entries.isdisjoint(numbers[:1]) or not result.items.isdisjoint(numbers[1:])
    )


def _is_named(result: erasure.ErasureResult, text: str) -> bool:
    folded = f" {' '.join(words(text))} "
    return any(f" {' '.join(name)} " in folded for name in result.names) or any(case in text for case in result.cases)
