"""Whether the owners of the originals (HR, payroll) were told to dispose of them too, and have confirmed it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.disposal.plan import Disposal, DisposalState, Instruction, instructions
from casework.records.items import Source


@dataclass(frozen=True, slots=True)
class OwnerStatus:
    """How it stands with one original: who owns it, when they were told to dispose of it, when they confirmed.

    Like the certificate it stands beside, it does not hold the name of the file.
    """

    source_id: int
    records: int
    """How many of its records the disposal destroyed."""
    owner: str
    instructed: date | None
    confirmed: date | None


@dataclass(frozen=True, slots=True)
class OriginalOwner(OwnerStatus):
    """How it stands with one original, with the name of the file; empty where that is gone."""

    name: str


@dataclass(frozen=True, slots=True)
class OwnersWaiting:
    """What is still to be done about the originals of a disposal: `tell-owners` or `owners-confirm`."""

    reference: str
    duty: str
    since: date
    count: int
    """Originals."""


def owner_status(session: Session, reference: str) -> list[OwnerStatus]:
    """How it stands with the originals of a disposal, by source."""
    return [OwnerStatus(**one.model_dump(exclude={"disposal"})) for one in instructions(session, reference)]


def owners(session: Session, reference: str) -> list[OriginalOwner]:
    """How it stands with the originals of a disposal, by source, with the names of the files."""
    names = dict(session.exec(select(Source.id, Source.name)).all())
    return [
        OriginalOwner(**one.model_dump(exclude={"disposal"}), name=names.get(one.source_id, ""))
        for one in instructions(session, reference)
    ]


def instruct(session: Session, disposal: Disposal, source: int | None, owner: str, on: date, today: date) -> list[int]:
    """Note that the owner of an original was told to dispose of it, of every one not told yet where none is named."""
    if not owner.strip():
        raise Refused("Say who owns the original: the part of the council, not a person (HR, payroll).")
    found = list(_instructed(session, disposal, source, on, today, lambda one: one.instructed is None))
    for one in found:
        one.owner, one.instructed = owner.strip(), on
        session.add(one)
    return [one.source_id for one in found]


def confirm(session: Session, disposal: Disposal, source: int | None, on: date, today: date) -> list[int]:
    """Note that the owner of an original has disposed of it, of every one that was told and has not where none is
    named."""
    found = list(
        _instructed(session, disposal, source, on, today, lambda one: bool(one.instructed and not one.confirmed))
    )
    for one in found:
        if one.instructed and on < one.instructed:
            raise Refused(
                f"Source {one.source_id} was instructed on {one.instructed:%d/%m/%Y}: give that day or later."
            )
        one.confirmed = on
        session.add(one)
    return [one.source_id for one in found]


def _instructed(
    session: Session,
    disposal: Disposal,
    source: int | None,
    on: date,
    today: date,
    wanted: Callable[[Instruction], bool],
) -> Iterator[Instruction]:
    done = disposal.done
    if disposal.state is not DisposalState.done or done is None:
        raise Refused(f"{disposal.reference} is {disposal.state}: owners are told of what was carried out.")
    if not done <= on <= today:
        raise Refused(f"Give a day from {done:%d/%m/%Y}, when it was carried out, to today.")
    found = [one for one in instructions(session, disposal.reference) if source in (None, one.source_id)]
    found = [one for one in found if wanted(one)]
    if not found:
        raise Refused(
            f"No source of {disposal.reference} is left for that.", Remedy.list_disposal_lines, disposal.reference
        )
    yield from found


def waiting(session: Session) -> list[OwnersWaiting]:
    """Disposals whose originals' owners are still to be told, or have not confirmed: for the board."""
    found: list[OwnersWaiting] = []
    ended = select(Disposal).where(Disposal.state == DisposalState.done).order_by(col(Disposal.reference))
    for disposal in session.exec(ended):
        every = instructions(session, disposal.reference)
        untold = sum(one.instructed is None for one in every)
        unsure = [one.instructed for one in every if one.instructed and not one.confirmed]
        if untold and disposal.done:
            found.append(OwnersWaiting(disposal.reference, "tell-owners", disposal.done, untold))
        if unsure:
            found.append(OwnersWaiting(disposal.reference, "owners-confirm", min(unsure), len(unsure)))
    return found
