"""Data-protection complaints to the controller, DPA 2018 s.164A: the table, and the validating door to it."""

from dataclasses import dataclass, fields
from datetime import date

from pydantic import ValidationError
from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused, Remedy
from casework.rights.choices import Channel
from casework.rights.requests import Request
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, Unchecked, sentence
from casework.timeline import matters
from casework.timeline.events import Kind
from casework.timeline.outcomes import Outcome
from casework.timeline.references import MatterKind, Prefix
from casework.vault.columns import OneOf, Shape
from casework.vault.dependents import erased_otherwise

IN_FORCE = date(2026, 6, 19)
"""Section 164A is in force for complaints received from this day (SI 2026/82 reg 7)."""

KINDS = frozenset(
    {
        *(Kind.received, Kind.recognised, Kind.logged, Kind.acknowledged, Kind.progress, Kind.note, Kind.assigned),
        *(Kind.attached, Kind.delayed, Kind.sent, Kind.part_sent, Kind.regulator_complaint, Kind.review_asked),
        *(Kind.closed, Kind.reopened, Kind.corrected),
    }
)
"""What may happen to a complaint."""


class Complainant(Facts):
    """Who complains."""

    name: Line
    address: list[Line] = []
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """A complaint as its facts stand now."""

    reference: str
    received: date
    recognised: date
    logged: date
    channel: Channel
    service: str | None
    owner: str | None
    complainant: Complainant
    about: str | None
    what: str
    outcome: Outcome | None
    outcomes: dict[str, Outcome] | None


class Complaint(SQLModel, table=True):
    """One complaint as its facts stand now. What moves its clock is not here but in its events."""

    __tablename__ = "complaint"
    __table_args__ = erased_otherwise("`forget` takes out what it says of anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    received: date
    """The day it reached anybody at the council (Europe/London)."""
    recognised: date
    """The day somebody saw that it was a data-protection complaint."""
    logged: date
    """The day it was entered here."""
    channel: Channel = Field(sa_column=Column(OneOf(Channel), nullable=False))
    service: str | None = None
    owner: str | None = None
    complainant: Complainant = Field(sa_column=Column(Shape(Complainant), nullable=False))
    about: str | None = Field(default=None, index=True)
    """The reference of the case it is about, where it is about one."""
    what: str
    outcome: Outcome | None = Field(default=None, sa_column=Column(OneOf(Outcome), index=True))
    outcomes: dict[str, Outcome] | None = Field(default=None, sa_column=Column(Shape(dict[str, Outcome])))
    """How it ended, under `complaint`; None while it is open, and where its closing never had to be proved."""
    words: str = ""
    """What the complaint is found by, folded."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter, as the board names it."""
        return MatterKind.complaint

    def spell(self) -> None:
        """Bring the words it is found by into line with its facts."""
        said = [self.reference, self.complainant.name, self.service, self.owner, self.about, self.what, "complaint"]
        self.words = fold(" ".join(part for part in [*said, self.outcome or "open"] if part))

    @property
    def record(self) -> ComplaintRecord:
        """What stands in it, for who reads it outside its session."""
        return ComplaintRecord(**{one.name: getattr(self, one.name) for one in fields(ComplaintRecord)})

    @property
    def gone(self) -> bool:
        """Whether its papers were disposed of."""
        return self.complainant.name == GONE

    def forget(self) -> None:
        """Let go of everything personal: what figures are made of stays."""
        self.complainant = Complainant(name=GONE)
        self.what = GONE
        self.spell()


class ComplaintIn(Facts):
    """The only door into `Complaint`: its facts, checked."""

    received: date
    recognised: date | None = None
    channel: Channel = Channel.email
    service: str | None = None
    owner: str | None = None
    complainant: Complainant
    about: str | None = None
    what: Text

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "ComplaintIn":
        """The facts of a complaint, validated.

        Raises Refused with one sentence that names the first fact that is wrong; a complaint received before s.164A
        was in force is none of its kind.
        """
        try:
            said = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        said.recognised = said.recognised or said.received
        if said.received > today:
            raise Refused(
                f"Received on {said.received:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}): "
                "give the day the complaint reached the council."
            )
        if said.recognised < said.received:
            raise Refused("Recognised cannot be before received: give the day somebody saw it was a complaint.")
        if said.recognised > today:
            raise Refused(f"Recognised on {said.recognised:%d/%m/%Y} is in the future: give a day up to today.")
        if said.received < IN_FORCE:
            raise Refused(
                f"Section 164A is for complaints received from {IN_FORCE:%d/%m/%Y}, not on {said.received:%d/%m/%Y}: "
                "record an earlier one as a note on the case it is about."
            )
        return said


def log(session: Session, said: ComplaintIn, today: date) -> Complaint:
    """Enter a validated complaint under the year's next reference. Raises Refused where its case is not there."""
    about = said.about.strip().upper() if said.about else None
    if about and session.exec(select(Request.id).where(Request.reference == about)).first() is None:
        raise Refused(f"There is no case {about[:40]} for the complaint to be about.", Remedy.list_cases)
    complaint = Complaint(
        reference=matters.next_reference(session, Complaint, Prefix.complaint, today),
        received=said.received,
        recognised=said.recognised or said.received,
        logged=today,
        channel=said.channel,
        service=said.service or None,
        owner=said.owner or None,
        complainant=said.complainant,
        about=about,
        what=said.what,
    )
    return matters.enter(session, complaint)


def get(session: Session, reference: str) -> Complaint:
    """The complaint with that reference. Raises Refused where there is none."""
    return matters.get(session, Complaint, reference, "complaint")


def of_case(session: Session, reference: str) -> list[Complaint]:
    """The complaints about a case, oldest first."""
    return list(session.exec(select(Complaint).where(Complaint.about == reference).order_by(col(Complaint.id))).all())


def refuse_kind(kind: Kind) -> None:
    """Raise Refused where an event of that kind cannot happen to a complaint."""
    if kind == Kind.extended:
        raise Refused("A complaint has no extension: acknowledge it within 30 days, and answer without undue delay.")
    if kind not in KINDS:
        raise Refused(f"'{kind}' does not happen to a complaint: record it on the case it is about, or as a note.")
