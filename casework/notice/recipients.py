"""Who received personal data, what they received and when (UK GDPR Articles 15(1)(c) and 19).

A recipient uses the data for its own purposes: who acts on the council's instructions is a processor (`processors.py`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Checked
from pydantic import StrictInt, ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused, Remedy
from casework.law.retention import classes
from casework.text.days import plain
from casework.text.facts import Facts, Line, Unchecked, sentence
from casework.vault import database
from casework.vault.columns import Day, OneOf
from casework.vault.dependents import erased_with

UK = "United Kingdom"


class RecipientKind(StrEnum):
    """What a recipient is."""

    controller = "controller"
    public_authority = "public-authority"
    other = "other"


class DisclosureState(StrEnum):
    """Whether a disclosure took place, as the officer says."""

    confirmed = "confirmed"
    declined = "declined"
    """It was proposed, and did not take place: it is not proposed again."""


class DataRecipient(SQLModel, table=True):
    """Someone who received personal data."""

    __tablename__ = "recipient"
    __table_args__ = database.NEVER_AGAIN | erased_with(case="reference")

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: RecipientKind = Field(sa_column=Column(OneOf(RecipientKind), nullable=False))
    address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    email: str = ""
    phone: str = ""
    country: str = UK
    reference: str | None = Field(default=None, index=True)
    """For someone who acted for a data subject: the case whose answer they received."""

    @property
    def folded(self) -> str:
        """The name as two recipients are compared."""
        return folded(self.name)


class LoggedDisclosure(SQLModel, table=True):
    """What one recipient received: data of one person, or of everyone in a source or a class of records."""

    __tablename__ = "disclosure_log"
    __table_args__ = database.NEVER_AGAIN | erased_with(person="person_id", case="reference")

    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int | None = Field(default=None, foreign_key="recipient.id", index=True)
    """None only for a proposal that was declined."""
    state: DisclosureState = Field(sa_column=Column(OneOf(DisclosureState), nullable=False))
    on: date | None = Field(default=None, sa_column=Column("on", Day))
    year: int | None = None
    """The year of the return, where the date is not known."""
    source_id: int | None = None
    """The source file whose data it was."""
    record_class: str = ""
    law: str = ""
    person_id: int | None = Field(default=None, index=True)
    """The one person whose data it was; None: everyone in the source, or in the class."""
    reference: str | None = Field(default=None, index=True)
    note: str = ""
    proposal: str = Field(default="", index=True)
    """The proposal that it confirms or declines; empty if an officer entered it."""


class RecipientIn(Facts):
    """The only door to a recipient."""

    name: Annotated[str, Checked(max_length=400)] = ""
    kind: RecipientKind
    address: Annotated[list[Line], Checked(max_length=10)] = []
    email: Annotated[str, Checked(max_length=400)] = ""
    phone: Annotated[str, Checked(max_length=100)] = ""
    country: Line = UK

    @classmethod
    def checked(cls, facts: Unchecked) -> "RecipientIn":
        """A recipient as entered. Raises Refused with what is wrong."""
        try:
            given = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if not given.name:
            raise Refused("The recipient has no name. Enter the name of the person or body that received the data.")
        return given


class DisclosureIn(Facts):
    """The only door to an entry in the log."""

    recipient: StrictInt
    on: date | None = None
    year: Annotated[StrictInt, Checked(ge=1990, le=2100)] | None = None
    source: StrictInt | None = None
    record_class: str = ""
    law: Annotated[str, Checked(max_length=400)] = ""
    person: StrictInt | None = None
    note: Annotated[str, Checked(max_length=2000)] = ""

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "DisclosureIn":
        """A disclosure as entered. Raises Refused with what is wrong."""
        try:
            given = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if given.on is None and given.year is None:
            raise Refused("Enter when the data were disclosed: the date, or the year of the return.")
        if given.source is None and not given.record_class:
            raise Refused("Enter which data were disclosed: the number of a source file, or a class of records.")
        if given.record_class and given.record_class not in classes():
            raise Refused(f"There is no class of records '{given.record_class[:40]}'.", Remedy.list_classes)
        if given.on and given.on > today:
            raise Refused(f"{plain(given.on)} is in the future. Enter today or an earlier date.")
        if given.year and given.year > today.year:
            raise Refused(f"The year {given.year} is in the future. Enter the year of a return that was made.")
        return given


def folded(name: str) -> str:
    """A name as two names are compared."""
    return " ".join(name.casefold().split())


def refuse_before(on: date | None, year: int | None, existed: date | None, title: str) -> None:
    """Raise Refused if data would have been disclosed before they existed; `existed` is the date of the source."""
    if existed and ((on and on < existed) or (year and year < existed.year)):
        when = f"on {plain(on)}" if on else f"in {year}"
        raise Refused(
            f"{title} describes {plain(existed)}, so it was not disclosed {when}. Correct the date or the source."
        )


def recipients(session: Session) -> list[DataRecipient]:
    """Every recipient, by name."""
    return sorted(session.exec(select(DataRecipient)).all(), key=lambda one: (one.folded, one.id or 0))


def recipient(session: Session, number: int) -> DataRecipient:
    """The recipient with that number. Raises Refused for any other."""
    if found := session.get(DataRecipient, number):
        return found
    raise Refused(f"There is no recipient {number}.", Remedy.list_recipients)


def named(session: Session, name: str, reference: str | None = None) -> DataRecipient | None:
    """The recipient of that name, in general or of a case."""
    mine = (one for one in recipients(session) if one.folded == folded(name) and one.reference == reference)
    return next(mine, None)


def save_recipient(
    session: Session, given: RecipientIn, row: DataRecipient | None = None, reference: str | None = None
) -> DataRecipient:
    """Enter a recipient, or correct one. Raises Refused if another has the name."""
    reference = row.reference if row else reference
    other = named(session, given.name, reference)
    if other and other is not row:
        raise Refused(
            f"'{other.name}' is a recipient already, number {other.id}. Use that one, or give each its own name."
        )
    row = row or DataRecipient(name="", kind=given.kind, reference=reference)
    row.sqlmodel_update(given.model_dump())
    session.add(row)
    session.flush()
    return row


def log_disclosure(
    session: Session,
    given: DisclosureIn,
    *,
    state: DisclosureState = DisclosureState.confirmed,
    proposal: str = "",
    row: LoggedDisclosure | None = None,
) -> LoggedDisclosure:
    """Enter a disclosure in the log, or correct one. What someone's agent received belongs to their case alone."""
    who = recipient(session, given.recipient)
    facts = given.model_dump(exclude={"recipient", "source", "person"})
    facts |= {"recipient_id": who.id, "source_id": given.source, "person_id": given.person}
    for one in session.exec(select(LoggedDisclosure).where(LoggedDisclosure.recipient_id == who.id)):
        if one is not row and all(getattr(one, name) == value for name, value in facts.items() if name != "note"):
            raise Refused(f"The log has this disclosure to {who.name} already, as number {one.id}.")
    row = row or LoggedDisclosure(state=state, proposal=proposal)
    row.sqlmodel_update(facts | {"reference": who.reference})
    session.add(row)
    session.flush()
    return row


def decline(session: Session, proposal: str, note: str) -> LoggedDisclosure:
    """Record that what was proposed did not take place."""
    row = LoggedDisclosure(state=DisclosureState.declined, proposal=proposal, note=note)
    session.add(row)
    session.flush()
    return row


def logged(session: Session) -> list[LoggedDisclosure]:
    """Every entry of the log, oldest first; declined proposals too."""
    return list(session.exec(select(LoggedDisclosure).order_by(col(LoggedDisclosure.id))).all())


def logged_disclosure(session: Session, number: int) -> LoggedDisclosure:
    """The entry of the log with that number. Raises Refused for any other."""
    if found := session.get(LoggedDisclosure, number):
        return found
    raise Refused(f"The log has no disclosure {number}.", Remedy.list_recipients)


@dataclass(frozen=True, slots=True)
class SharedData:
    """One disclosure of someone's data."""

    number: int
    what: str
    """`workforce census returns`."""
    on: date | None
    year: int | None
    law: str

    @property
    def words(self) -> str:
        """What was disclosed, when and under what law, for a letter."""
        when = f", {plain(self.on)}" if self.on else f", for {self.year}"
        return f"{self.what}{when}{f' ({self.law})' if self.law else ''}"


@dataclass(frozen=True, slots=True)
class SharedWith:
    """A recipient of someone's data, by name, with what it received."""

    recipient: int
    name: str
    kind: RecipientKind
    country: str
    address: tuple[str, ...]
    email: str
    data: tuple[SharedData, ...]

    @property
    def words(self) -> str:
        """The recipient and what it received, for a letter."""
        place = "" if self.country == UK else f", in {self.country}"
        return f"{self.name}{place}: {'; '.join(dict.fromkeys(one.words for one in self.data))}"


def recipients_of(
    session: Session, people: Collection[int], sources: Collection[int], held: Collection[str]
) -> list[SharedWith]:
    """Who received the data of one person, by name.

    `people` are the person's entry in the register and those merged into it, `sources` the source files that hold their
    records, and `held` the classes of these records.
    """
    mine = [one for one in logged(session) if _about(one, people, sources, held)]
    found = []
    for who in recipients(session):
        theirs = [one for one in mine if one.recipient_id == who.id]
        if theirs:
            data = tuple(_shared(one) for one in sorted(theirs, key=_when))
            place = tuple(who.address)
            found.append(SharedWith(database.number(who.id), who.name, who.kind, who.country, place, who.email, data))
    return found


def _about(one: LoggedDisclosure, people: Collection[int], sources: Collection[int], held: Collection[str]) -> bool:
    if one.state == DisclosureState.declined:
        return False
    if one.person_id is not None:
        return one.person_id in people
    return one.source_id in sources if one.source_id is not None else one.record_class in held


def _when(one: LoggedDisclosure) -> tuple[int, str]:
    return (one.on.year if one.on else one.year or 0, one.on.isoformat() if one.on else "")


def _shared(one: LoggedDisclosure) -> SharedData:
    title = classes().get(one.record_class, "your records")
    what = title[0].lower() + title[1:]
    return SharedData(database.number(one.id), what, one.on, one.year, one.law)
