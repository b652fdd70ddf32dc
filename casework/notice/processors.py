"""Processors: who processes personal data for the council, and their contracts (UK GDPR Article 28)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Malformed, Refused, Remedy
from casework.notice.recipients import UK, folded
from casework.text.days import plain
from casework.text.facts import Facts, Line, Unchecked, sentence
from casework.vault import database
from casework.vault.columns import Day
from casework.vault.dependents import erased_otherwise

Part = Annotated[str, Checked(max_length=2000)]


class Processor(SQLModel, table=True):
    """Someone who processes personal data for the council, on its instructions."""

    __tablename__ = "processor"
    __table_args__ = database.NEVER_AGAIN | erased_otherwise("it holds the council's contracts, about no data subject")

    id: int | None = Field(default=None, primary_key=True)
    name: str
    address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    email: str = ""
    phone: str = ""
    country: str = UK
    contract: str = ""
    """The reference of the contract; empty without one."""
    signed: date | None = Field(default=None, sa_column=Column(Day))
    until: date | None = Field(default=None, sa_column=Column(Day))
    """The last date of the contract; None if it has no end."""
    subject: str = ""
    """What is processed, and for what (Article 28(3))."""
    measures: str = ""
    """The security measures it has agreed to (Articles 28(3)(c) and 32)."""
    sub_processors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    breach_contact: str = ""
    """Whom each calls when something goes wrong (Article 33(2))."""

    def in_contract(self, on: date) -> bool:
        """Whether a contract binds it on that date."""
        return bool(self.contract and self.signed and self.signed <= on) and (self.until is None or on <= self.until)


class ProcessorIn(Facts):
    """The only door to a processor."""

    name: Annotated[str, Checked(max_length=400)] = ""
    address: Annotated[list[Line], Checked(max_length=10)] = []
    email: Annotated[str, Checked(max_length=400)] = ""
    phone: Annotated[str, Checked(max_length=100)] = ""
    country: Line = UK
    contract: Annotated[str, Checked(max_length=200)] = ""
    signed: date | None = None
    until: date | None = None
    subject: Part = ""
    measures: Part = ""
    sub_processors: Annotated[list[Line], Checked(max_length=50)] = []
    breach_contact: Annotated[str, Checked(max_length=400)] = ""

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "ProcessorIn":
        """A processor as entered. Raises Refused with what is wrong."""
        try:
            given = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if not given.name:
            raise Refused("The processor has no name. Enter the name of the body that processes data for the council.")
        if given.signed and given.signed > today:
            raise Refused(
                f"The contract is signed on {plain(given.signed)}, in the future. Enter it once it is signed."
            )
        if given.signed and given.until and given.until < given.signed:
            raise Refused(f"The contract ends on {plain(given.until)}, before it was signed. Correct one.")
        if bool(given.contract) != bool(given.signed):
            raise Refused("Enter both the reference of the contract and the date it was signed, or neither.")
        return given


@dataclass(frozen=True, slots=True)
class ProcessorFinding:
    """Something the law requires of a processor's contract and is not recorded."""

    what: str
    """A sentence."""
    law: str


REQUIRED = {
    "subject": ("What it processes, and for what, is not recorded.", "UK GDPR Article 28(3)"),
    "measures": ("The security measures it agreed to are not recorded.", "UK GDPR Articles 28(3)(c) and 32"),
    "breach_contact": ("Whom it calls when something goes wrong is not recorded.", "UK GDPR Article 33(2)"),
}
"""What a contract must settle, with the finding if it is not recorded."""


def findings(one: Processor, on: date) -> list[ProcessorFinding]:
    """What is wrong with a processor's contract on a date; empty if nothing is found."""
    found = []
    if not one.contract or one.signed is None:
        found.append(ProcessorFinding("There is no contract.", "UK GDPR Article 28(3)"))
    elif one.until and one.until < on:
        found.append(ProcessorFinding(f"The contract ended on {plain(one.until)}.", "UK GDPR Article 28(3)"))
    found += [ProcessorFinding(*said) for name, said in REQUIRED.items() if not getattr(one, name)]
    return found


def processors(session: Session) -> list[Processor]:
    """Every processor, by name."""
    return sorted(session.exec(select(Processor)).all(), key=lambda one: folded(one.name))


def processor(session: Session, number: int) -> Processor:
    """The processor with that number. Raises Refused for any other."""
    if found := session.get(Processor, number):
        return found
    raise Refused(f"There is no processor {number}.", Remedy.list_processors)


def processor_named(session: Session, name: str) -> Processor | None:
    """The processor of that name."""
    return next((one for one in processors(session) if folded(one.name) == folded(name)), None)


def save_processor(session: Session, given: ProcessorIn, row: Processor | None = None) -> Processor:
    """Enter a processor, or correct one. Raises Refused if another has the name."""
    other = processor_named(session, given.name)
    if other and other is not row:
        raise Refused(f"'{other.name}' is a processor already, number {other.id}. Correct that one.")
    row = row or Processor(name="")
    row.sqlmodel_update(given.model_dump())
    session.add(row)
    session.flush()
    return row
