"""Data protection complaints to the controller, DPA 2018 s.164A: the table, and the check of their facts."""

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
"""The duties of section 164A(3) and (4) are for complaints received from this date (SI 2026/82 reg 7)."""

KINDS = frozenset(
    {
        *(Kind.received, Kind.recognised, Kind.logged, Kind.acknowledged, Kind.progress, Kind.note, Kind.assigned),
        *(Kind.attached, Kind.delayed, Kind.sent, Kind.part_sent, Kind.letter_sent, Kind.regulator_complaint),
        *(Kind.review_asked, Kind.closed, Kind.reopened, Kind.corrected),
    }
)
"""The kinds of event a complaint can have."""


class Complainant(Facts):
    """Who complains."""

    name: Line
    address: list[Line] = []
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """The current facts of a complaint."""

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
    """One complaint, with its current facts. What moves its clock is in its events."""

    __tablename__ = "complaint"
    __table_args__ = erased_otherwise("`forget` removes what it says about anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    received: date
    """The date it reached anyone at the council (Europe/London)."""
    recognised: date
    """The date someone saw that it was a data protection complaint."""
    logged: date
    """The date it was logged."""
    channel: Channel = Field(sa_column=Column(OneOf(Channel), nullable=False))
    service: str | None = None
    owner: str | None = None
    complainant: Complainant = Field(sa_column=Column(Shape(Complainant), nullable=False))
    about: str | None = Field(default=None, index=True)
    """The reference of the case it is about, if any."""
    what: str
    outcome: Outcome | None = Field(default=None, sa_column=Column(OneOf(Outcome), index=True))
    outcomes: dict[str, Outcome] | None = Field(default=None, sa_column=Column(Shape(dict[str, Outcome])))
    """How it ended, under `complaint`; None while it is open, or if it was closed before closings had to be proved."""
    words: str = ""
    """The words a search finds it by, folded."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter, as the board names it."""
        return MatterKind.complaint

    def spell(self) -> None:
        """Update the words a search finds it by."""
        parts = [self.reference, self.complainant.name, self.service, self.owner, self.about, self.what, "complaint"]
        self.words = fold(" ".join(part for part in [*parts, self.outcome or "open"] if part))

    @property
    def record(self) -> ComplaintRecord:
        """Its facts, for reading outside its session."""
        return ComplaintRecord(**{one.name: getattr(self, one.name) for one in fields(ComplaintRecord)})

    @property
    def statutory(self) -> bool:
        """Whether the duties of s.164A(3) and (4) apply; if not, only the council's own procedure does."""
        return self.received >= IN_FORCE

    @property
    def is_disposed(self) -> bool:
        """Whether its papers were disposed of."""
        return self.complainant.name == GONE

    def forget(self) -> None:
        """Remove everything personal; what the figures need stays."""
        self.complainant = Complainant(name=GONE)
        self.what = GONE
        self.spell()


class ComplaintIn(Facts):
    """The checked facts of a complaint; `log` takes no others."""

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

        Raises Refused with a sentence that names the first fact that is wrong.
        """
        try:
            complaint = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        complaint.recognised = complaint.recognised or complaint.received
        if complaint.received > today:
            raise Refused(
                f"Received on {complaint.received:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}). "
                "Enter the date the complaint reached the council."
            )
        if complaint.recognised < complaint.received:
            raise Refused("Recognised cannot be before received. Enter the date someone saw it was a complaint.")
        if complaint.recognised > today:
            raise Refused(
                f"Recognised on {complaint.recognised:%d/%m/%Y} is in the future. Enter today's date or earlier."
            )
        return complaint


def log(session: Session, facts: ComplaintIn, today: date) -> Complaint:
    """Enter a checked complaint under the year's next reference. Raises Refused if its case does not exist."""
    about = facts.about.strip().upper() if facts.about else None
    if about and session.exec(select(Request.id).where(Request.reference == about)).first() is None:
        raise Refused(f"There is no case {about[:40]} for the complaint to be about.", Remedy.list_cases)
    complaint = Complaint(
        reference=matters.next_reference(session, Complaint, Prefix.complaint, today),
        received=facts.received,
        recognised=facts.recognised or facts.received,
        logged=today,
        channel=facts.channel,
        service=facts.service or None,
        owner=facts.owner or None,
        complainant=facts.complainant,
        about=about,
        what=facts.what,
    )
    return matters.enter(session, complaint)


def get(session: Session, reference: str) -> Complaint:
    """The complaint with that reference. Raises Refused if there is none."""
    return matters.get(session, Complaint, reference, "complaint")


def of_case(session: Session, reference: str) -> list[Complaint]:
    """The complaints about a case, oldest first."""
    return list(session.exec(select(Complaint).where(Complaint.about == reference).order_by(col(Complaint.id))).all())


def refuse_kind(kind: Kind) -> None:
    """Raise Refused if an event of that kind cannot be recorded on a complaint."""
    if kind == Kind.extended:
        raise Refused("A complaint has no extension. Acknowledge it within 30 days, and answer without undue delay.")
    if kind not in KINDS:
        raise Refused(f"'{kind}' cannot be recorded on a complaint. Record it on the case it is about, or as a note.")
