"""Rights requests, Articles 15 to 22D UK GDPR: the table, and the validating door to it."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel

from casework import Malformed, Refused
from casework.people import register
from casework.rights.choices import Channel, IdentificationStatus, Right
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, Unchecked, sentence
from casework.timeline import matters
from casework.timeline.events import Kind
from casework.timeline.outcomes import OUTCOMES, Outcome
from casework.timeline.references import MatterKind, Prefix
from casework.vault.columns import OneOf, Shape
from casework.vault.dependents import erased_otherwise

RIGHTS = {
    Right.access: "Access (Article 15)",
    Right.rectification: "Rectification (Article 16)",
    Right.erasure: "Erasure (Article 17)",
    Right.restriction: "Restriction (Article 18)",
    Right.portability: "Portability (Article 20)",
    Right.objection: "Objection (Article 21)",
    Right.automated: "Automated decision (Article 22C)",
}

CHANGING = {Right.rectification, Right.erasure, Right.restriction}
"""The rights after which each recipient of the data is told (Article 19)."""


class Identifiers(Facts):
    """The numbers the request itself gives for the data subject, as written there."""

    staff: str | None = None
    swe: str | None = None
    ni: str | None = None
    email: list[str] = []


class Requester(Facts):
    """Who asked: the data subject, or somebody with authority to act for them."""

    name: Line
    address: list[Line] = []
    email: str | None = None
    is_subject: bool = True
    authority: str | None = None


class Subject(Facts):
    """The data subject, as the request describes them."""

    name: Line
    former_names: list[Line] = []
    born: date | None = None
    identifiers: Identifiers = Identifiers()


class Addressee(Requester):
    """The data subject, to whom the answer goes though someone else asked for it."""

    asked_by: Line


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request as its facts stand now."""

    reference: str
    rights: list[Right]
    received: date
    recognised: date
    logged: date
    channel: Channel
    service: str | None
    owner: str | None
    requester: Requester
    subject: Subject
    asked: str
    outcome: Outcome | None
    outcomes: dict[str, Outcome] | None


class Request(SQLModel, table=True):
    """One rights request as its facts stand now. What moves its clock is not here but in its events."""

    __tablename__ = "request"
    __table_args__ = erased_otherwise("`forget` takes out what it says of anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    rights: list[Right] = Field(sa_column=Column(Shape(list[Right]), nullable=False))
    received: date
    """The day it reached anybody at the council (Europe/London)."""
    recognised: date
    """The day somebody saw that it was a rights request."""
    logged: date
    """The day it was entered here."""
    channel: Channel = Field(sa_column=Column(OneOf(Channel), nullable=False))
    service: str | None = None
    owner: str | None = None
    requester: Requester = Field(sa_column=Column(Shape(Requester), nullable=False))
    subject: Subject = Field(sa_column=Column(Shape(Subject), nullable=False))
    asked: str
    person_id: int | None = Field(default=None, index=True)
    bound: IdentificationStatus = Field(
        default=IdentificationStatus.open, sa_column=Column(OneOf(IdentificationStatus), nullable=False)
    )
    outcome: Outcome | None = Field(default=None, sa_column=Column(OneOf(Outcome), index=True))
    outcomes: dict[str, Outcome] | None = Field(default=None, sa_column=Column(Shape(dict[str, Outcome])))
    """How each right ended; None while it is open, and where it was closed before its closing had to be proved."""
    words: str = ""
    """What the case is found by, folded: reference, names, service, owner, what was asked."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter, as the board names it."""
        return MatterKind.request

    @property
    def is_access(self) -> bool:
        """Whether Article 15 is among the rights asked for."""
        return Right.access in self.rights

    @property
    def names(self) -> list[str]:
        """Every name the data subject is known to have gone by, as the request gives them."""
        return [self.subject.name, *self.subject.former_names]

    def spell(self) -> None:
        """Bring the words it is found by into line with its facts."""
        said = [self.reference, self.requester.name, *self.names, self.service, self.owner, self.asked, *self.rights]
        self.words = fold(" ".join(part for part in [*said, self.outcome or "open"] if part))

    @property
    def record(self) -> RequestRecord:
        """What stands in it, for who reads it outside its session."""
        return RequestRecord(**{one.name: getattr(self, one.name) for one in fields(RequestRecord)})

    @property
    def gone(self) -> bool:
        """Whether its papers were disposed of."""
        return self.requester.name == GONE

    def forget(self) -> None:
        """Let go of everything personal: reference, rights, days, service and outcome are what figures are made of."""
        self.requester, self.subject = Requester(name=GONE), Subject(name=GONE)
        self.asked, self.person_id, self.bound = GONE, None, IdentificationStatus.open
        self.spell()


class RequestIn(Facts):
    """The only door into `Request`: its facts, checked."""

    right: Annotated[list[Right], Checked(min_length=1)]
    received: date
    recognised: date | None = None
    channel: Channel = Channel.email
    service: str | None = None
    owner: str | None = None
    requester: Requester
    subject: Subject | None = None
    asked: Text

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "RequestIn":
        """The facts of a request, validated.

        Raises Refused with one sentence that names the first field that is wrong.
        """
        try:
            said = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if said.subject is None:
            if not said.requester.is_subject:
                raise Refused("Say whose data the request is about: fill in the data subject's name.")
            said.subject = Subject(name=said.requester.name)
        said.recognised = said.recognised or said.received
        if said.received > today:
            raise Refused(
                f"Received on {said.received:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}): "
                "give the day the request reached the council."
            )
        if said.recognised < said.received:
            raise Refused("Recognised cannot be before received: give the day somebody saw it was a rights request.")
        if said.recognised > today:
            raise Refused(f"Recognised on {said.recognised:%d/%m/%Y} is in the future: give a day up to today.")
        if not said.requester.is_subject and not (said.requester.authority or "").strip():
            raise Refused("Say what authority the requester has to act for the data subject, or 'none seen yet'.")
        return said


def log(session: Session, said: RequestIn, today: date) -> Request:
    """Enter a validated request under the year's next reference: `SAR-` where access is asked, else `RR-`."""
    prefix = Prefix.access if Right.access in said.right else Prefix.right
    request = Request(
        reference=matters.next_reference(session, Request, prefix, today),
        rights=list(dict.fromkeys(said.right)),
        received=said.received,
        recognised=said.recognised or said.received,
        logged=today,
        channel=said.channel,
        service=said.service or None,
        owner=said.owner or None,
        requester=said.requester,
        subject=said.subject or Subject(name=said.requester.name),
        asked=said.asked,
    )
    return matters.enter(session, request)


def get(session: Session, reference: str) -> Request:
    """The request with that reference. Raises Refused where there is none."""
    return matters.get(session, Request, reference)


def get_open(session: Session, reference: str) -> Request:
    """The request with that reference. Raises Refused where there is none, or it is closed."""
    request = get(session, reference)
    if request.outcome:
        raise Refused(f"{request.reference} is closed ({OUTCOMES[request.outcome]}): reopen it first.")
    return request


def about(session: Session, request: Request) -> int:
    """The person a case is about, 0 where it is no one."""
    return register.root(session, request.person_id or 0)


def refuse_kind(request: Request, kind: Kind) -> None:
    """Raise Refused where an event of that kind cannot happen to such a request."""
    rights = ", ".join(request.rights)
    if kind in (Kind.clarification_requested, Kind.clarification_received) and not request.is_access:
        raise Refused(
            f"There is no pause for clarification of a request for {rights}: only a request for access has one "
            "(Article 12A(5)); record the question as a note."
        )
    if kind == Kind.decision_taken and Right.automated not in request.rights:
        raise Refused(
            f"No automated decision is asked about in a request for {rights}: record what was decided as a note."
        )
    if kind in (Kind.complied, Kind.recipients_told) and not CHANGING & set(request.rights):
        raise Refused(f"Nothing is rectified, erased or restricted on a request for {rights}: record it as sent.")
    if kind in (Kind.lifting_decided, Kind.lifting_told) and Right.restriction not in request.rights:
        raise Refused(f"There is no restriction to lift on a request for {rights}.")
    if kind == Kind.answer_to_subject and request.requester.is_subject:
        raise Refused("The requester is the data subject: the answer goes to them already.")
    if kind == Kind.progress:
        raise Refused("Progress is told to a complainant: record what was said to the requester as a note.")
