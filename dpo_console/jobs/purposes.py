"""Changes of purpose: the assessment, the people affected, and when they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from casework import Refused
from casework.desk.store import Act, Desk
from casework.notice import logged, purpose_changes
from casework.notice.purpose_changes import ChangeFinding, Compatibility, PurposeChange, PurposeChangeIn
from casework.people.register import Person, root
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from casework.vault.database import number
from letters.paper.fonts import printable


@dataclass(frozen=True, slots=True)
class PersonToTell:
    """Someone on the list of a change."""

    person: int
    told: date | None


@dataclass(frozen=True, slots=True)
class PurposeChangeLine:
    """A change of purpose, who is affected, and what is still to be done."""

    number: int
    new: str
    original: str
    by_consent: bool
    why_no_consent: str
    ground: Compatibility
    provision: str
    factors: dict[str, str]
    basis: str
    reasons: str
    officer: str
    decided: date
    starts: date
    people: tuple[PersonToTell, ...]
    findings: tuple[ChangeFinding, ...]


def list_purpose_changes(desk: Desk, today: date) -> list[PurposeChangeLine]:
    """Every change of purpose, with what is still to be done today."""
    with desk.reading() as session:
        return _lines(session, today)


def _lines(session: Session, today: date) -> list[PurposeChangeLine]:
    return [_line(session, one, today) for one in purpose_changes.purpose_changes(session)]


def _line(session: Session, one: PurposeChange, today: date) -> PurposeChangeLine:
    people = purpose_changes.affected_by(session, number(one.id))
    return PurposeChangeLine(
        number(one.id), one.new, one.original, one.by_consent, one.why_no_consent, one.ground, one.provision,
        dict(one.factors), one.basis, one.reasons, one.officer, one.decided, one.starts,
        tuple(PersonToTell(each.person_id, each.told) for each in people),
        tuple(purpose_changes.change_findings(one, people, today)),
    )  # fmt: skip


def assess_purpose(desk: Desk, facts: Unchecked, now: datetime) -> list[PurposeChangeLine]:
    """Enter the assessment of a new purpose."""
    given = PurposeChangeIn.checked(facts, day_of(now))
    for text in (given.new, given.original, given.basis, given.provision):
        printable(text, "The change of purpose")
    with desk.act(now) as act:
        row = PurposeChange(officer=desk.officer, **given.model_dump())
        act.session.add(row)
        act.session.flush()
        act.record(ActKind.purpose_change, on=given.decided, facts=logged.change_facts(number(row.id), None, row))
        return _lines(act.session, day_of(now))


def undo_purpose(desk: Desk, change: int, now: datetime) -> list[PurposeChangeLine]:
    """Undo an assessment that no one is listed for yet."""
    with desk.act(now) as act:
        row = purpose_changes.purpose_change(act.session, change)
        if purpose_changes.affected_by(act.session, change):
            raise Refused(
                f"People are listed for change of purpose {change}, so it stays. Assess the new purpose again."
            )
        undoes, before = logged.last_change(act.session, ActKind.purpose_change, change)
        old = PurposeChange.model_validate(row.model_dump())
        facts = logged.change_facts(change, old, None) | {"undoes": undoes}
        act.record(ActKind.purpose_change, on=day_of(now), facts=facts)
        logged.put_back(act.session, row, before)
        return _lines(act.session, day_of(now))


def add_people(desk: Desk, change: int, people: Sequence[int], now: datetime) -> list[PurposeChangeLine]:
    """Put people of the workforce register on the list of a change."""
    with desk.act(now) as act:
        row = purpose_changes.purpose_change(act.session, change)
        unknown = next((one for one in people if act.session.get(Person, one) is None), None)
        if unknown is not None:
            raise Refused(f"There is no person {unknown} in the workforce register.")
        new = purpose_changes.add_affected(act.session, row, [root(act.session, one) for one in people])
        if not new:
            raise Refused("Everyone named is on the list already. Nothing was changed.")
        _record(act, "listed", change, new)
        return _lines(act.session, day_of(now))


def tell_people(desk: Desk, change: int, people: Sequence[int], on: date, now: datetime) -> list[PurposeChangeLine]:
    """Record when people on the list were told; with no one named, everyone who was not told yet."""
    with desk.act(now) as act:
        row = purpose_changes.purpose_change(act.session, change)
        waiting = [one.person_id for one in purpose_changes.affected_by(act.session, change) if one.told is None]
        told = [root(act.session, one) for one in people] or waiting
        if not told:
            raise Refused("Everyone on the list was told already. Nothing was changed.")
        purpose_changes.mark_told(act.session, row, told, on, day_of(now))
        _record(act, "told", change, told, on)
        return _lines(act.session, day_of(now))


def _record(act: Act, what: str, change: int, people: Sequence[int], on: date | None = None) -> None:
    """Record what was done for people on a list; what is erased with them names them under `people`."""
    facts = {"change": change, "what": what, "people": list(people)}
    act.record(ActKind.purpose_change, on=on or day_of(act.now), facts=facts)
