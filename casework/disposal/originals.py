"""The owners of the originals (HR, payroll): whether you told them to dispose of theirs, and they confirmed it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.disposal.plan import Disposal, DisposalState, Instruction, instructions
from casework.records.items import Source


@dataclass(frozen=True, slots=True)
class OwnerStatus:
    """One original: its owner, when you told them to dispose of it, and when they confirmed.

    Like the certificate it is printed on, it does not hold the name of the file.
    """

    source_id: int
    records: int
    """How many of its records the disposal destroyed."""
    owner: str
    instructed: date | None
    confirmed: date | None


@dataclass(frozen=True, slots=True)
class OriginalOwner(OwnerStatus):
    """The owner status of one original with the name of its file; empty if that was erased."""

    name: str


@dataclass(frozen=True, slots=True)
class OwnersWaiting:
    """What is still to do about the originals of a disposal: `tell-owners` or `owners-confirm`."""

    reference: str
    duty: str
    since: date
    count: int
    """Number of originals."""


def owner_status(session: Session, reference: str) -> list[OwnerStatus]:
    """The owner status of each original of a disposal, by source."""
    return [OwnerStatus(**one.model_dump(exclude={"disposal"})) for one in instructions(session, reference)]


def owners(session: Session, reference: str) -> list[OriginalOwner]:
    """The owner status of each original of a disposal, by source, with the names of the files."""
    names = dict(session.exec(select(Source.id, Source.name)).all())
    return [
        OriginalOwner(**one.model_dump(exclude={"disposal"}), name=names.get(one.source_id, ""))
        for one in instructions(session, reference)
    ]


def instruct(session: Session, disposal: Disposal, source: int | None, owner: str, on: date, today: date) -> list[int]:
    """Record that you told the owner of an original to dispose of it; without a source, all owners not yet told."""
    if not owner.strip():
        raise Refused("Enter the team that owns the original, for example HR or payroll, not a person.")
    originals = list(_instructed(session, disposal, source, on, today, lambda one: one.instructed is None))
    for original in originals:
        original.owner, original.instructed = owner.strip(), on
        session.add(original)
    return [original.source_id for original in originals]


def confirm(session: Session, disposal: Disposal, source: int | None, on: date, today: date) -> list[int]:
    """Record that the owner of an original has disposed of it; without a source, all owners told and not confirmed."""
    originals = list(
        _instructed(session, disposal, source, on, today, lambda one: bool(one.instructed and not one.confirmed))
    )
    for original in originals:
        if original.instructed and on < original.instructed:
            told = f"{original.instructed:%d/%m/%Y}"
            raise Refused(
                f"You told the owner of source {original.source_id} on {told}. Enter that date or a later one."
            )
        original.confirmed = on
        session.add(original)
    return [original.source_id for original in originals]


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
        raise Refused(f"{disposal.reference} is {disposal.state}. You tell owners once it is carried out.")
    if not done <= on <= today:
        raise Refused(f"Enter a date from {done:%d/%m/%Y}, when it was carried out, to today.")
    listed = [one for one in instructions(session, disposal.reference) if source in (None, one.source_id)]
    matches = [one for one in listed if wanted(one)]
    if not matches:
        raise Refused(
            f"No source of {disposal.reference} is waiting for this.", Remedy.list_disposal_lines, disposal.reference
        )
    yield from matches


def waiting(session: Session) -> list[OwnersWaiting]:
    """Disposals with owners still to tell, or who have not confirmed: for the board."""
    duties: list[OwnersWaiting] = []
    done = select(Disposal).where(Disposal.state == DisposalState.done).order_by(col(Disposal.reference))
    for disposal in session.exec(done):
        every = instructions(session, disposal.reference)
        untold = sum(one.instructed is None for one in every)
        unsure = [one.instructed for one in every if one.instructed and not one.confirmed]
        if untold and disposal.done:
            duties.append(OwnersWaiting(disposal.reference, "tell-owners", disposal.done, untold))
        if unsure:
            duties.append(OwnersWaiting(disposal.reference, "owners-confirm", min(unsure), len(unsure)))
    return duties
