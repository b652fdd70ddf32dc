"""Recipients and what they received, processors, and the statement of security measures: listing, entering, undoing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session, SQLModel

from casework import Malformed, Refused
from casework.desk.store import Act, Desk
from casework.disclosure import sharing
from casework.disclosure.sharing import ProposedDisclosure
from casework.notice import logged, processors, recipients, security_statement
from casework.notice.council import Council
from casework.notice.processors import Processor, ProcessorFinding, ProcessorIn
from casework.notice.recipients import (
    DataRecipient,
    DisclosureIn,
    DisclosureState,
    LoggedDisclosure,
    RecipientIn,
    RecipientKind,
    SharedWith,
)
from casework.notice.security_statement import SecurityStatement, StatementIn
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from casework.vault.database import number
from letters.paper.fonts import printable

Row = TypeVar("Row", DataRecipient, LoggedDisclosure, Processor)


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One entry of the log."""

    number: int
    state: DisclosureState
    recipient: int | None
    """None for a proposal that was declined."""
    on: date | None
    year: int | None
    source: int | None
    record_class: str
    law: str
    person: int | None
    """None: everyone in the source or class."""
    reference: str | None
    note: str
    proposal: str


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """A recipient, with what it received."""

    number: int
    name: str
    kind: RecipientKind
    address: tuple[str, ...]
    email: str
    phone: str
    country: str
    reference: str | None
    """For someone who acted for a data subject: their case."""
    disclosures: tuple[DisclosureLine, ...]


@dataclass(frozen=True, slots=True)
class RecipientLog:
    """Every recipient, what is proposed, and what was declined."""

    recipients: tuple[RecipientLine, ...]
    proposed: tuple[ProposedDisclosure, ...]
    declined: tuple[DisclosureLine, ...]


@dataclass(frozen=True, slots=True)
class ProcessorLine:
    """A processor, its contract, and what is wrong with it."""

    number: int
    name: str
    address: tuple[str, ...]
    email: str
    phone: str
    country: str
    contract: str
    signed: date | None
    until: date | None
    subject: str
    measures: str
    sub_processors: tuple[str, ...]
    breach_contact: str
    findings: tuple[ProcessorFinding, ...]


@dataclass(frozen=True, slots=True)
class StatementVersion:
    """One version of the statement of security measures."""

    version: int
    text: tuple[str, ...]
    points: tuple[str, ...]
    author: str
    recorded: datetime
    approved: date | None
    approved_by: str
    in_force: bool


def recipient_log(desk: Desk) -> RecipientLog:
    """Every recipient with what it received, and the disclosures that are proposed."""
    with desk.reading() as session:
        return _log(session)


def _log(session: Session) -> RecipientLog:
    lines = [_disclosure(one) for one in recipients.logged(session)]
    listed = tuple(
        _recipient(one, [line for line in lines if line.recipient == one.id]) for one in recipients.recipients(session)
    )
    declined = tuple(line for line in lines if line.state == DisclosureState.declined)
    return RecipientLog(listed, tuple(sharing.proposals(session)), declined)


def _disclosure(one: LoggedDisclosure) -> DisclosureLine:
    return DisclosureLine(
        number(one.id), one.state, one.recipient_id, one.on, one.year, one.source_id, one.record_class, one.law,
        one.person_id, one.reference, one.note, one.proposal,
    )  # fmt: skip


def _recipient(one: DataRecipient, lines: list[DisclosureLine]) -> RecipientLine:
    return RecipientLine(
        number(one.id), one.name, one.kind, tuple(one.address), one.email, one.phone, one.country, one.reference,
        tuple(lines),
    )  # fmt: skip


def recipients_of_person(desk: Desk, person: int) -> list[SharedWith]:
    """Who received one person's data, by name."""
    with desk.reading() as session:
        return sharing.recipients_of(session, person)


def enter_recipient(desk: Desk, facts: Unchecked, now: datetime, row: int | None = None) -> RecipientLog:
    """Enter a recipient, or correct the one with that number."""
    given = RecipientIn.checked(facts)
    for text in (given.name, *given.address):
        printable(text, "The recipient")
    with desk.act(now) as act:
        old = recipients.recipient(act.session, row) if row is not None else None
        _changed(act, ActKind.recipient, old, lambda: recipients.save_recipient(act.session, given, old))
        return _log(act.session)


def log_disclosure(desk: Desk, facts: Unchecked, now: datetime, row: int | None = None) -> RecipientLog:
    """Enter what a recipient received, or correct the entry with that number."""
    given = DisclosureIn.checked(facts, day_of(now))
    printable(given.law, "The law of a disclosure")
    with desk.act(now) as act:
        sharing.refuse_impossible(act.session, given)
        old = recipients.logged_disclosure(act.session, row) if row is not None else None
        if old and old.state == DisclosureState.declined:
            raise Refused(f"Number {row} was declined. Undo that first.")
        _changed(act, ActKind.disclosure_logged, old, lambda: recipients.log_disclosure(act.session, given, row=old))
        return _log(act.session)


def confirm_disclosure(desk: Desk, proposal: str, now: datetime, recipient: int | None = None) -> RecipientLog:
    """Confirm a proposed disclosure: to the recipient it names, who is entered if need be, or to another."""
    with desk.act(now) as act:
        session, one = act.session, sharing.proposal(act.session, proposal)
        who = recipients.recipient(session, recipient) if recipient is not None else None
        if who is None:
            who = recipients.named(session, one.recipient, one.reference)
        if who is None:
            new = sharing.recipient_of_proposal(one)
            who = _changed(
                act, ActKind.recipient, None, lambda: recipients.save_recipient(session, new, reference=one.reference)
            )
        if who.reference != one.reference:
            raise Refused(f"{who.name} received an answer in {who.reference or 'no case'}. Choose another recipient.")
        given = sharing.as_entered(one, number(who.id))
        _changed(
            act,
            ActKind.disclosure_logged,
            None,
            lambda: recipients.log_disclosure(session, given, proposal=one.proposal),
        )
        return _log(session)


def decline_disclosure(desk: Desk, proposal: str, reason: str, now: datetime) -> RecipientLog:
    """Record that a proposed disclosure did not take place, and why."""
    if not reason.strip():
        raise Refused("Enter why it was not disclosed. The reason is kept in the log.")
    with desk.act(now) as act:
        one = sharing.proposal(act.session, proposal)
        new = lambda: recipients.decline(act.session, one.proposal, reason.strip())  # noqa: E731
        _changed(act, ActKind.disclosure_logged, None, new)
        return _log(act.session)


def undo_recipient(desk: Desk, row: int, now: datetime) -> RecipientLog:
    """Undo the last change of a recipient; one that was new is removed, unless something was disclosed to it."""
    with desk.act(now) as act:
        one = recipients.recipient(act.session, row)
        received = [each for each in recipients.logged(act.session) if each.recipient_id == row]
        _undone(act, ActKind.recipient, one, in_use=bool(received))
        return _log(act.session)


def undo_disclosure(desk: Desk, row: int, now: datetime) -> RecipientLog:
    """Undo the last change of an entry in the log; one that was new is removed, and proposed again if it was."""
    with desk.act(now) as act:
        _undone(act, ActKind.disclosure_logged, recipients.logged_disclosure(act.session, row))
        return _log(act.session)


def list_processors(desk: Desk, today: date) -> list[ProcessorLine]:
    """Every processor, with what is wrong with its contract today."""
    with desk.reading() as session:
        return _processors(session, today)


def _processors(session: Session, today: date) -> list[ProcessorLine]:
    return [
        ProcessorLine(
            number(one.id), one.name, tuple(one.address), one.email, one.phone, one.country, one.contract, one.signed,
            one.until, one.subject, one.measures, tuple(one.sub_processors), one.breach_contact,
            tuple(processors.findings(one, today)),
        )
        for one in processors.processors(session)
    ]  # fmt: skip


def enter_processor(desk: Desk, facts: Unchecked, now: datetime, row: int | None = None) -> list[ProcessorLine]:
    """Enter a processor, or correct the one with that number."""
    given = ProcessorIn.checked(facts, day_of(now))
    for text in (given.name, *given.address):
        printable(text, "The processor")
    with desk.act(now) as act:
        old = processors.processor(act.session, row) if row is not None else None
        _changed(act, ActKind.processor, old, lambda: processors.save_processor(act.session, given, old))
        return _processors(act.session, day_of(now))


def undo_processor(desk: Desk, row: int, now: datetime) -> list[ProcessorLine]:
    """Undo the last change of a processor; one that was new is removed."""
    with desk.act(now) as act:
        _undone(act, ActKind.processor, processors.processor(act.session, row))
        return _processors(act.session, day_of(now))


def security_versions(desk: Desk, today: date) -> list[StatementVersion]:
    """Every version of the statement of security measures, newest first."""
    with desk.reading() as session:
        return _statements(session, today)


def _statements(session: Session, today: date) -> list[StatementVersion]:
    now = security_statement.statement_on(session, today)
    return [
        StatementVersion(
            one.version, tuple(one.text), tuple(one.points), one.author, one.recorded, one.approved, one.approved_by,
            bool(now and now.version == one.version),
        )
        for one in reversed(security_statement.statements(session))
    ]  # fmt: skip


def save_security(desk: Desk, typed: Unchecked, now: datetime) -> list[StatementVersion]:
    """Enter the next version of the statement: `text`, `points`, and the version it is `based_on`, 0 for none.

    Raises Refused if another version was saved since that one.
    """
    based_on = typed.get("based_on")
    if type(based_on) is not int:
        raise Malformed("Enter as 'based_on' the number of the version that you read: 0 for the first.")
    given = StatementIn.checked({name: value for name, value in typed.items() if name != "based_on"})
    for text in (*given.text, *given.points):
        printable(text, "The statement of security measures")
    with desk.act(now) as act:
        known = security_statement.statements(act.session)
        if known and known[-1].version != based_on:
            last = known[-1]
            raise Refused(
                f"{last.author} saved version {last.version} while yours was based on version {based_on}. Nothing was "
                f"changed: read version {last.version}, then save yours again."
            )
        made = security_statement.save_statement(act.session, given, desk.officer, act.now)
        _record_statement(act, made)
        return _statements(act.session, day_of(now))


def approve_security(desk: Desk, version: int, now: datetime) -> list[StatementVersion]:
    """Approve a version of the statement: from today it is sent."""
    with desk.act(now) as act:
        second = act.session.get_one(Council, 1).second_officer
        made = security_statement.approve(act.session, version, desk.officer, second, day_of(now))
        _record_statement(act, made)
        return _statements(act.session, day_of(now))


def _record_statement(act: Act, made: SecurityStatement) -> None:
    facts = made.model_dump(mode="json", exclude={"author", "recorded"})
    act.record(ActKind.security_statement, on=day_of(act.now), facts=facts)


def _changed(act: Act, kind: ActKind, old: Row | None, change: Callable[[], Row]) -> Row:
    before = type(old).model_validate(old.model_dump()) if old else None
    row = change()
    _record(act, kind, row, logged.change_facts(number(row.id), before, row))
    return row


def _undone(act: Act, kind: ActKind, row: Row, *, in_use: bool = False) -> None:
    undoes, before = logged.last_change(act.session, kind, number(row.id))
    if before is None and in_use:
        raise Refused(
            f"Something is logged as disclosed to number {row.id}. Undo that first, or correct the recipient."
        )
    facts = logged.change_facts(number(row.id), type(row).model_validate(row.model_dump()), None)
    _record(act, kind, row, facts | {"after": before, "undoes": undoes})
    logged.put_back(act.session, row, before)


def _record(act: Act, kind: ActKind, row: SQLModel, facts: dict[str, object]) -> None:
    """Record a change; what is about one person is erased with them, what is about a case with its papers."""
    person = getattr(row, "person_id", None)
    whose = {"person": person} if person is not None else {}
    act.record(kind, reference=getattr(row, "reference", None), on=day_of(act.now), facts=facts | whose)
