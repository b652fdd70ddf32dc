"""Rights requests, Articles 15 to 22D UK GDPR: the table, and the check of their facts."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel

from casework import Malformed, Refused
from casework.law.rights import CHANGING, Right
from casework.people import register
from casework.rights.choices import Channel, IdentificationStatus
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, Unchecked, sentence
from casework.timeline import matters
from casework.timeline.events import Kind
from casework.timeline.outcomes import OUTCOMES, Outcome
from casework.timeline.references import MatterKind, Prefix
from casework.vault.columns import OneOf, Shape
from casework.vault.dependents import erased_otherwise


class Identifiers(Facts):
    """The numbers the request itself gives for the data subject, as written there."""

    staff: str | None = None
    swe: str | None = None
    ni: str | None = None
    email: list[str] = []


class Requester(Facts):
    """Who asked: the data subject, or someone with authority to act for them."""

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
    """The current facts of a request."""

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
    """One rights request, with its current facts. What moves its clock is in its events."""

    __tablename__ = "request"
    __table_args__ = erased_otherwise("`forget` removes what it says about anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    rights: list[Right] = Field(sa_column=Column(Shape(list[Right]), nullable=False))
    received: date
    """The date it reached anyone at the council (Europe/London)."""
    recognised: date
    """The date someone saw that it was a rights request."""
    logged: date
    """The date it was logged."""
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
    """How each right ended; None while every right is open, or if it was closed before closings had to be proved."""
    words: str = ""
    """The words a search finds it by, folded: reference, names, service, owner, what was asked."""

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
        """Every name of the data subject, past and present, as the request gives them."""
        return [self.subject.name, *self.subject.former_names]

    def spell(self) -> None:
        """Update the words a search finds it by."""
        parts = [self.reference, self.requester.name, *self.names, self.service, self.owner, self.asked, *self.rights]
        self.words = fold(" ".join(part for part in [*parts, self.outcome or "open"] if part))

    @property
    def record(self) -> RequestRecord:
        """Its facts, for reading outside its session."""
        return RequestRecord(**{one.name: getattr(self, one.name) for one in fields(RequestRecord)})

    @property
    def is_disposed(self) -> bool:
        """Whether its papers were disposed of."""
        return self.requester.name == GONE

    def forget(self) -> None:
        """Remove everything personal; reference, rights, dates, service and outcome stay for the figures."""
        self.requester, self.subject = Requester(name=GONE), Subject(name=GONE)
        self.asked, self.person_id, self.bound = GONE, None, IdentificationStatus.open
        self.spell()


class RequestIn(Facts):
    """The checked facts of a request; `log` takes no others."""

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

        Raises Refused with a sentence that names the first field that is wrong.
        """
        try:
            request = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if request.subject is None:
            if not request.requester.is_subject:
                raise Refused("Enter the data subject's name: whose data is the request about?")
            request.subject = Subject(name=request.requester.name)
        request.recognised = request.recognised or request.received
        if request.received > today:
            raise Refused(
                f"Received on {request.received:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}). "
                "Enter the date the request reached the council."
            )
        if request.recognised < request.received:
            raise Refused(
                "Recognised cannot be before received. Enter the date someone saw that it was a rights request."
            )
        if request.recognised > today:
            raise Refused(
                f"Recognised on {request.recognised:%d/%m/%Y} is in the future. Enter today's date or earlier."
            )
        if not request.requester.is_subject and not (request.requester.authority or "").strip():
            raise Refused("Enter the requester's authority to act for the data subject, or 'none seen yet'.")
        return request


def log(session: Session, facts: RequestIn, today: date) -> Request:
    """Enter a checked request under the year's next reference: `SAR-` where access is asked, else `RR-`."""
    prefix = Prefix.access if Right.access in facts.right else Prefix.right
    request = Request(
        reference=matters.next_reference(session, Request, prefix, today),
        rights=list(dict.fromkeys(facts.right)),
        received=facts.received,
        recognised=facts.recognised or facts.received,
        logged=today,
        channel=facts.channel,
        service=facts.service or None,
        owner=facts.owner or None,
        requester=facts.requester,
        subject=facts.subject or Subject(name=facts.requester.name),
        asked=facts.asked,
    )
    return matters.enter(session, request)


def get(session: Session, reference: str) -> Request:
    """The request with that reference. Raises Refused if there is none."""
    return matters.get(session, Request, reference)


def get_open(session: Session, reference: str) -> Request:
    """The request with that reference. Raises Refused if there is none, or if it is closed."""
    request = get(session, reference)
    if request.outcome:
        raise Refused(f"{request.reference} is closed ({OUTCOMES[request.outcome]}). Reopen it first.")
    return request


def about(session: Session, request: Request) -> int:
    """The data subject of a case, 0 if it is no one in the register."""
    return register.root(session, request.person_id or 0)


def refuse_kind(request: Request, kind: Kind) -> None:
    """Raise Refused if an event of that kind cannot be recorded on such a request."""
    rights = ", ".join(request.rights)
    if kind in (Kind.clarification_requested, Kind.clarification_received) and not request.is_access:
        raise Refused(
            f"A request for {rights} has no pause for clarification: only a request for access has one "
            "(Article 12A(5)). Record the question as a note."
        )
    if kind == Kind.decision_taken and Right.automated not in request.rights:
        raise Refused(
            f"A request for {rights} does not ask about an automated decision. Record what was decided as a note."
        )
    if kind == Kind.extended and set(request.rights) == {Right.consent}:
        raise Refused(NO_PERIOD)
    if kind in (Kind.complied, Kind.recipients_told) and not CHANGING & set(request.rights):
        raise Refused(f"Nothing is rectified, erased or restricted on a request for {rights}. Record it as sent.")
    if kind in (Kind.lifting_decided, Kind.lifting_told) and Right.restriction not in request.rights:
        raise Refused(f"A request for {rights} has no restriction to lift.")
    if kind == Kind.answer_to_subject and request.requester.is_subject:
        raise Refused("The requester is the data subject, so the answer already goes to them.")
    if kind == Kind.progress:
        raise Refused("Only a complaint has progress. Record what you told the requester as a note.")
    if kind == Kind.notified:
        raise Refused("Only a breach is notified. Record what you told whom as a note.")


NO_PERIOD = "The law sets no period when consent is withdrawn (Article 7(3)): nothing can be extended. Act at once."


def refuse_right(request: Request, kind: Kind, right: Right) -> None:
    """Raise Refused if an event of that kind cannot be about that right of a request."""
    if right not in request.rights:
        raise Refused(f"{request.reference} does not ask for {right}. Choose from: {', '.join(request.rights)}.")
    if kind == Kind.extended and right == Right.consent:
        raise Refused(NO_PERIOD)
    if kind == Kind.complied and right not in CHANGING:
        raise Refused(f"Nothing is rectified, erased or restricted for {right}. Record what was sent.")
