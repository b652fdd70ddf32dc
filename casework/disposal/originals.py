"""Whether the owners of the originals (HR, payroll) were told to dispose of them too, and have confirmed it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.disposal.plan import Disposal, Instruction, instructions


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
    if disposal.state != "done" or done is None:
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


def waiting(session: Session) -> list[dict[str, Any]]:
    """Disposals whose originals' owners are still to be told, or have not confirmed: for the board."""
    found: list[dict[str, Any]] = []
    for disposal in session.exec(select(Disposal).where(Disposal.state == "done").order_by(col(Disposal.reference))):
        owners = instructions(session, disposal.reference)
        untold = sum(one.instructed is None for one in owners)
        unsure = [one.instructed for one in owners if one.instructed and not one.confirmed]
        said = {"reference": disposal.reference}
        if untold:
            found.append(said | {"duty": "tell-owners", "since": disposal.done, "count": untold})
        if unsure:
            found.append(said | {"duty": "owners-confirm", "since": min(unsure), "count": len(unsure)})
    return found
