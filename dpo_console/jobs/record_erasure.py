"""Erasing records for good: those of a person under Article 17, and what goes with any record that is destroyed."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import search
from casework.disposal import erasure
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
"""The forms whose drafts are called by a person's number, and a record's where they are about one."""
SEEING = {"access", "portability"}
"""The rights by which the data themselves are asked for."""


@dataclass(frozen=True, slots=True)
class ErasedRecords:
    """What was erased under a request, in figures, and whether nothing of it is left on the disk."""

    records: int
    people: int
    """Those who have no record left."""
    originals: int
    """Sealed originals destroyed."""
    sealed: int
    """Sealed originals that still hold erased records."""
    swept: bool
    reference: str


def erase_records(
    desk: Desk, reference: str, items: Collection[int] | None, reason: str, now: datetime
) -> ErasedRecords:
    """Erase records of the person an erasure request is about (Article 17), all of theirs where none is named.

    A record joined to nobody goes only where it is named, and a search for the case found it; nobody else's ever does.

    Raises Refused where the case is none of that kind, a record is not theirs, or anything but the case itself freezes
    one. It is an act of the case: complied on that day.
    """
    if not reason.strip():
        raise Refused("Say why they are erased: the ground of Article 17(1) stands in the history.")
    with erasing(desk, now) as (act, done):
        request = rights.get(act.session, reference)
        theirs, loose = _theirs(act.session, request)
        chosen = sorted(theirs if items is None else set(items))
        if other := next((one for one in chosen if one not in theirs | loose), None):
            raise Refused(f"Record {other} is not among those of the person {request.reference} is about.")
        if not chosen:
            raise Refused(f"Nothing is held of the person {request.reference} is about: there is nothing to erase.")
        gone = erasure.erase(act.session, desk.erased_key, chosen, day_of(now), but=request.reference)
        act.record(
            Kind.complied, reference=request.reference, on=day_of(now),
            facts={"note": reason.strip(), "records": gone.records},
        )  # fmt: skip
        done(gone)
        case = request.reference
    return ErasedRecords(gone.records, gone.people, gone.originals, gone.sealed, not desk.unswept(), case)


def _theirs(session: Session, request: rights.Request) -> tuple[set[int], set[int]]:
    """The records of the person, and those joined to nobody that a search for the case brought up as perhaps theirs."""
    if "erasure" not in request.rights:
        raise Refused(f"{request.reference} is no request for erasure: records are erased under one (Article 17).")
    if request.outcome:
        raise Refused(f"{request.reference} is closed: reopen it first.")
    if SEEING & set(request.rights) and not _answered(session, request.reference):
        raise Refused(
            f"{request.reference} asks to see what is held too: answer that first and record it as sent. To erase it "
            "before would be to keep it from the person (DPA 2018 s.173)."
        )
    if request.bound == "open" or not request.person_id:
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    person = register.root(session, request.person_id)
    kept = search.latest(session, request)
    found = kept.items if kept else []
    loose = select(Item.id).where(col(Item.id).in_(found), col(Item.person_id).is_(None))
    theirs = select(Item.id).where(Item.person_id == person)
    return set(map(number, session.exec(theirs))), set(map(number, session.exec(loose)))


def _answered(session: Session, reference: str) -> bool:
    turns = [
        one.kind
        for one in events_in_force(history.events(session, reference))
        if one.kind in (Kind.sent, Kind.reopened)
    ]
    return turns[-1:] == [Kind.sent]


@contextmanager
def erasing(desk: Desk, now: datetime) -> Iterator[tuple[Act, Callable[[erasure.ErasureResult], None]]]:
    """An act that erases, with what it is told of to be recorded; drafts and finished files go with it."""
    told: list[erasure.ErasureResult] = []
    with desk.erasing(now) as act:
        yield act, told.append
        act.record(ActKind.erased, on=day_of(now), facts=told[0].history_facts())
        if desk.drafts is None:
            raise RuntimeError("a desk that is opened for reading only erases nothing")
        # last, before it commits: were it to fail there, unfinished forms and copies in the outbox are all that is lost
        desk.drafts.forget(lambda name, text: _is_about(told[0], name) or _is_named(told[0], text))
        for reference in told[0].cases:
            for path in outbox(desk).glob(f"{reference}*"):
                path.unlink(missing_ok=True)
        durable.sync(outbox(desk))


def _is_about(gone: erasure.ErasureResult, draft: str) -> bool:
    """Whether a form is of somebody who is gone, or of a record that is, whatever was typed on it."""
    kind, *of = draft.split(":")
    numbers = [int(one) for one in of[kind == "concerned" :][:2] if one.isdecimal()]
    return kind in OF_PEOPLE and (not gone.entries.isdisjoint(numbers[:1]) or not gone.items.isdisjoint(numbers[1:]))


def _is_named(gone: erasure.ErasureResult, text: str) -> bool:
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(name)} " in said for name in gone.names) or any(one in text for one in gone.cases)
