"""Rights requests, Articles 15 to 22D UK GDPR: the table, and the validating door to it."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Malformed, Refused, Remedy
from casework.people import register
from casework.rights.choices import Channel, Right
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, sentence
from casework.timeline.events import Kind
from casework.timeline.history import next_number
from casework.timeline.outcomes import OUTCOMES
from casework.timeline.references import Prefix
from casework.vault.dependents import erased_otherwise

RIGHTS: dict[str, str] = {
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


class Request(SQLModel, table=True):
    """One rights request as its facts stand now. What moves its clock is not here but in its events."""

    __tablename__ = "request"
    __table_args__ = erased_otherwise("`forget` takes out what it says of anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    rights: list[str] = Field(sa_column=Column(JSON, nullable=False))
    received: date
    """The day it reached anybody at the council (Europe/London)."""
    recognised: date
    """The day somebody saw that it was a rights request."""
    logged: date
    """The day it was entered here."""
    channel: str
    service: str | None = None
    owner: str | None = None
    requester: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """`name, address (lines), email, is_subject, authority`."""
    subject: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The data subject: `name, former_names, born, identifiers {staff, swe, ni, email (list)}`."""
    asked: str
    person_id: int | None = Field(default=None, index=True)
    bound: str = "open"
    """Whom the case is about: `open` (not yet said), `person`, or `nobody` (we hold nothing)."""
    outcome: str | None = Field(default=None, index=True)
    outcomes: dict[str, str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """How each right ended; None while it is open, and where it was closed before its closing had to be proved."""
    words: str = ""
    """What the case is found by, folded: reference, names, service, owner, what was asked."""

    @property
    def kind(self) -> str:
        """The kind of matter, as the board names it."""
        return "request"

    @property
    def is_access(self) -> bool:
        """Whether Article 15 is among the rights asked for."""
        return "access" in self.rights

    @property
    def names(self) -> list[str]:
        """Every name the data subject is known to have gone by, as the request gives them."""
        return [self.subject["name"], *self.subject["former_names"]]

    def spell(self) -> None:
        """Bring the words it is found by into line with its facts."""
        said = [self.reference, self.requester["name"], *self.names, self.service, self.owner, self.asked, *self.rights]
        self.words = fold(" ".join(part for part in [*said, self.outcome or "open"] if part))

    @property
    def gone(self) -> bool:
        """Whether its papers were disposed of."""
        return bool(self.requester["name"] == GONE)

    def forget(self) -> None:
        """Let go of everything personal: reference, rights, days, service and outcome are what figures are made of."""
        self.requester = {"name": GONE, "address": [], "email": None, "is_subject": True, "authority": None}
        self.subject = {"name": GONE, "former_names": [], "born": None, "identifiers": {}}
        self.asked, self.person_id, self.bound = GONE, None, "open"
        self.spell()


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
    def checked(cls, facts: dict[str, Any], today: date) -> "RequestIn":
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
    prefix = f"{Prefix.access if Right.access in said.right else Prefix.right}{today.year}-"
    used = session.exec(select(Request.reference).where(Request.reference.startswith(prefix))).all()
    number = next_number(session, prefix, used)
    subject = said.subject or Subject(name=said.requester.name)
    request = Request(
        reference=f"{prefix}{number:04}",
        rights=[one.value for one in dict.fromkeys(said.right)],
        received=said.received,
        recognised=said.recognised or said.received,
        logged=today,
        channel=said.channel.value,
        service=said.service or None,
        owner=said.owner or None,
        requester=said.requester.model_dump(mode="json"),
        subject=subject.model_dump(mode="json"),
        asked=said.asked,
    )
    request.spell()
    session.add(request)
    session.flush()
    return request


def get(session: Session, reference: str) -> Request:
    """The request with that reference. Raises Refused where there is none."""
    request = session.exec(select(Request).where(Request.reference == reference.strip().upper())).first()
    if request is None:
        raise Refused(f"There is no case {reference.strip()[:40]}.", Remedy.list_cases)
    return request


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
    if kind == Kind.decision_taken and "automated" not in request.rights:
        raise Refused(
            f"No automated decision is asked about in a request for {rights}: record what was decided as a note."
        )
    if kind in (Kind.complied, Kind.recipients_told) and not CHANGING & set(request.rights):
        raise Refused(f"Nothing is rectified, erased or restricted on a request for {rights}: record it as sent.")
    if kind in (Kind.lifting_decided, Kind.lifting_told) and "restriction" not in request.rights:
        raise Refused(f"There is no restriction to lift on a request for {rights}.")
    if kind == Kind.answer_to_subject and request.requester["is_subject"]:
        raise Refused("The requester is the data subject: the answer goes to them already.")
    if kind == Kind.progress:
        raise Refused("Progress is told to a complainant: record what was said to the requester as a note.")
