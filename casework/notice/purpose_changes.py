"""Using data for another purpose: assessed before it happens, and the people affected told.

UK GDPR Article 8A, inserted by the Data (Use and Access) Act 2025 s.71, and Articles 13(3) and 14(4).

That a new purpose is compatible does not make it lawful (Article 5(3)): it needs a basis of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused, Remedy
from casework.text.days import plain
from casework.text.facts import Facts, Text, Unchecked, sentence
from casework.vault import database
from casework.vault.columns import Day, OneOf
from casework.vault.dependents import erased_otherwise, erased_with

IN_FORCE = date(2026, 2, 5)
"""The first date of Article 8A."""


class Compatibility(StrEnum):
    """Why a new purpose is compatible with the original one (Article 8A(2) and (3))."""

    compared = "compared"
    """By the five factors of paragraph (2)."""
    consent = "consent"
    """Paragraph (3)(a): the data subject consents to the new purpose."""
    research = "research"
    """Paragraph (3)(b): research, archiving or statistics in accordance with Article 84B."""
    compliance = "compliance"
    """Paragraph (3)(c): to comply with Article 5(1), or to show it."""
    annex_2 = "annex-2"
    """Paragraph (3)(d): a condition in Annex 2."""
    objective = "objective"
    """Paragraph (3)(e): an objective of Article 23(1)(c) to (j), authorised by law."""


FACTORS = {
    "link": "any link between the two purposes",
    "context": "the context in which the data were collected",
    "nature": "the nature of the processing, and whether it uses special category or criminal data",
    "consequences": "the possible consequences for the people",
    "safeguards": "the safeguards",
}
"""What a comparison takes into account (Article 8A(2)(a) to (e))."""
NAMED = (Compatibility.annex_2, Compatibility.objective)
"""The grounds that rest on a provision, which is entered."""
AFTER_CONSENT = (Compatibility.consent, Compatibility.compliance)
"""The grounds that remain where the data were collected by consent (Article 8A(4)(a))."""


class PurposeChange(SQLModel, table=True):
    """One assessment of a new purpose."""

    __tablename__ = "purpose_change"
    __table_args__ = database.NEVER_AGAIN | erased_otherwise("it holds the council's assessment, about no one person")

    id: int | None = Field(default=None, primary_key=True)
    new: str
    original: str
    by_consent: bool
    """Whether the data were collected by consent (Article 6(1)(a))."""
    why_no_consent: str = ""
    """Why the council cannot reasonably be expected to obtain consent again (Article 8A(4)(b))."""
    ground: Compatibility = Field(sa_column=Column(OneOf(Compatibility), nullable=False))
    provision: str = ""
    factors: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    basis: str
    """The basis in Article 6(1) of the new purpose, with its law."""
    reasons: str
    officer: str
    """Who decided."""
    decided: date = Field(sa_column=Column(Day, nullable=False))
    starts: date = Field(sa_column=Column(Day, nullable=False))
    """The first date of the new use."""


class PurposeChangePerson(SQLModel, table=True):
    """Someone whose data are to be used for the new purpose, and when they were told."""

    __tablename__ = "purpose_change_person"
    __table_args__ = erased_with(person="person_id")

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="purpose_change.id", index=True)
    person_id: int = Field(index=True)
    told: date | None = Field(default=None, sa_column=Column(Day))


class PurposeChangeIn(Facts):
    """The only door to an assessment."""

    new: Text
    original: Text
    by_consent: bool
    why_no_consent: Annotated[str, Checked(max_length=4000)] = ""
    ground: Compatibility
    provision: Annotated[str, Checked(max_length=400)] = ""
    factors: dict[str, Text] = {}
    basis: Text
    reasons: Text
    decided: date
    starts: date

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "PurposeChangeIn":
        """An assessment as entered. Raises Refused with what the law asks for and is missing."""
        try:
            given = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if given.decided < IN_FORCE:
            raise Refused(
                f"Article 8A is in force from {plain(IN_FORCE)}. This decision of {plain(given.decided)} is older."
            )
        if given.decided > today:
            raise Refused(f"{plain(given.decided)} is in the future. Enter the date of the decision.")
        if given.starts <= given.decided:
            raise Refused(
                "The new use must start after the decision: people are told in between (Article 13(3), 14(4))."
            )
        if unknown := sorted(set(given.factors) - set(FACTORS)):
            raise Refused(f"'{unknown[0][:40]}' is not a factor. Choose from: {', '.join(FACTORS)}.")
        missing = [words for name, words in FACTORS.items() if name not in given.factors]
        if given.ground == Compatibility.compared and missing:
            raise Refused(f"Enter what you weighed for {missing[0]} (Article 8A(2)).")
        if given.ground in NAMED and not given.provision:
            raise Refused("Enter the provision: the paragraph of Annex 2, or the law that authorises the new use.")
        if given.by_consent and given.ground not in (*AFTER_CONSENT, *NAMED):
            raise Refused("The data were collected by consent. Ask for consent to the new purpose (Article 8A(4)).")
        if given.by_consent and given.ground in NAMED and not given.why_no_consent:
            raise Refused("Enter why you cannot reasonably be expected to obtain consent (Article 8A(4)(b)).")
        return given


@dataclass(frozen=True, slots=True)
class ChangeFinding:
    """Something that is still to be done before the new use, or was not done in time."""

    what: str
    """A sentence."""
    law: str


LAW = "UK GDPR Articles 13(3) and 14(4)"


def purpose_changes(session: Session) -> list[PurposeChange]:
    """Every assessment, oldest first."""
    return list(session.exec(select(PurposeChange).order_by(col(PurposeChange.id))).all())


def purpose_change(session: Session, number: int) -> PurposeChange:
    """The assessment with that number. Raises Refused for any other."""
    if found := session.get(PurposeChange, number):
        return found
    raise Refused(f"There is no change of purpose {number}.", Remedy.list_purposes)


def affected_by(session: Session, number: int) -> list[PurposeChangePerson]:
    """The people on the list of a change."""
    mine = select(PurposeChangePerson).where(PurposeChangePerson.change_id == number)
    return list(session.exec(mine.order_by(col(PurposeChangePerson.id))).all())


def add_affected(session: Session, change: PurposeChange, people: Collection[int]) -> list[int]:
    """Put people on the list of a change; answers those who were not on it."""
    known = {one.person_id for one in affected_by(session, database.number(change.id))}
    new = [one for one in dict.fromkeys(people) if one not in known]
    session.add_all(PurposeChangePerson(change_id=database.number(change.id), person_id=one) for one in new)
    session.flush()
    return new


def mark_told(session: Session, change: PurposeChange, people: Collection[int], on: date, today: date) -> None:
    """Record that people on the list were told. Raises Refused for anyone who is not on it."""
    if on > today or on < change.decided:
        raise Refused(f"People are told from the decision on {plain(change.decided)} until today. Correct {plain(on)}.")
    listed = {one.person_id: one for one in affected_by(session, database.number(change.id))}
    for person in people:
        if person not in listed:
            raise Refused(f"Person {person} is not on the list of this change. Add them first.")
        listed[person].told = on
        session.add(listed[person])
    session.flush()


def change_findings(change: PurposeChange, people: Collection[PurposeChangePerson], on: date) -> list[ChangeFinding]:
    """What is still to be done on a date, or was done too late."""
    if not people:
        return [ChangeFinding("No one is on the list of people to tell.", LAW)]
    found = []
    if waiting := sum(one.told is None for one in people):
        late = f" The new use began on {plain(change.starts)}." if on >= change.starts else ""
        found.append(ChangeFinding(f"{_people(waiting)} not told yet.{late}", LAW))
    if late_told := sum(one.told is not None and one.told >= change.starts for one in people):
        found.append(ChangeFinding(f"{_people(late_told)} told only after the new use began.", LAW))
    return found


def _people(count: int) -> str:
    return "1 person was" if count == 1 else f"{count} people were"
