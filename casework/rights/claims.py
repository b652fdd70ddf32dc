"""Names and numbers that only a request gives for its data subject, and those an officer has confirmed.

A name or number that a requester gives is used to search for the person and for nothing else: it could be anyone's.
Once confirmed, with a reason, it counts as the data subject's own, unless someone else in the register has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, Remedy
from casework.people import register
from casework.people.register import LABEL, Identifier
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request, about
from casework.text.canonical import words
from casework.text.facts import Unchecked
from casework.text.forms import Answer, Name, RegisteredPerson, TextBlock
from casework.text.identifiers import normalised
from casework.text.naming import Model
from casework.vault.columns import Day, OneOf
from casework.vault.dependents import erased_with


class ClaimKind(StrEnum):
    """What can be confirmed."""

    name = "name"
    staff = "staff"
    swe = "swe"
    ni = "ni"
    email = "email"


KINDS = tuple(ClaimKind)


class ConfirmedClaim(SQLModel, table=True):
    """A name or number from a request that an officer confirmed as the data subject's."""

    __tablename__ = "confirmed"
    __table_args__ = erased_with(case="reference")

    reference: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    """The data subject at the time (0: no one); it does not count once the case is about someone else."""
    kind: ClaimKind = Field(sa_column=Column(OneOf(ClaimKind), primary_key=True))
    value: str = Field(primary_key=True)
    """In compared form."""
    raw: str
    """As the request gives it."""
    reason: str
    day: date = Field(sa_column=Column(Day, nullable=False))


@dataclass(frozen=True, slots=True)
class Claim:
    """A name or number that the request gives and the register does not have for the data subject."""

    kind: ClaimKind
    value: str
    """As the request gives it."""
    confirmed: str | None
    """Why it was confirmed, if it was."""

    @property
    def plain(self) -> str:
        """In compared form."""
        return _plain(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The act of confirming a claim, as the history has it."""

    person: int
    kind: ClaimKind
    value: str
    """As the request gives it."""
    note: str | None
    """How the officer knew."""

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Confirmation":
        """The act that its facts tell."""
        return cls(facts["person"], ClaimKind(facts["kind"]), facts["value"], facts.get("note"))

    def facts(self) -> dict[str, object]:
        """What the history is told of it."""
        return asdict(self)

    def is_of(self, claim: Claim) -> bool:
        """Whether that claim was confirmed."""
        return (self.kind, self.value) == (claim.kind, claim.value)


def claims(session: Session, request: Request) -> list[Claim]:
    """The names and numbers that only the request gives, in the order given."""
    held = _held(session, about(session, request))
    done = {(one.kind, one.value): one.reason for one in _rows(session, request)}
    claimed = {(kind, value): raw for kind, value, raw in _given(request) if (kind, value) not in held}
    return [Claim(kind, raw, done.get((kind, value))) for (kind, value), raw in claimed.items()]


def confirm(session: Session, request: Request, facts: Unchecked, day: date, model: Model) -> Confirmation:
    """Confirm that a name or number of the request is the data subject's; `facts` has kind, value and reason.

    `model` is the register's. Raises Refused if the request does not give it, or someone
    else has it.
    """
    kind, value, reason = (_text(facts, key) for key in ("kind", "value", "reason"))
    if kind not in KINDS:
        raise Refused(f"Kind cannot be '{kind[:20]}'. Choose from: {', '.join(KINDS)}.")
    if not reason:
        raise Refused("Enter how you know it is theirs. The reason is kept in the history.")
    if request.bound == IdentificationStatus.open:
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    plain = _plain(kind, value)
    claim = next((one for one in claims(session, request) if (one.kind, one.plain) == (kind, plain)), None)
    if claim is None:
        raise Refused(
            f"{request.reference} does not give that {LABEL[kind]}, or the register has it already.",
            Remedy.list_claims,
            request.reference,
        )
    if claim.confirmed:
        raise Refused(f"That {LABEL[kind]} is already confirmed.")
    person = about(session, request)
    if others := _others(model, session, claim.kind, claim.value, person):
        raise Refused(
            f"Person {others[0]} in the register has that {LABEL[kind]} too, so it cannot count as the data subject's "
            "own. Decide each place where it appears in the review."
        )
    session.add(
        ConfirmedClaim(
            reference=request.reference, person_id=person, kind=claim.kind, value=plain, raw=claim.value,
            reason=reason, day=day,
        )
    )  # fmt: skip
    session.flush()
    return Confirmation(person, claim.kind, claim.value, reason)


def undo_confirmation(session: Session, request: Request, undone: Confirmation) -> None:
    """Undo `confirm`."""
    for row in _rows(session, request):
        if (row.kind, row.raw) == (undone.kind, undone.value):
            session.delete(row)
    session.flush()


def own_confirmed(session: Session, request: Request, model: Model) -> tuple[ConfirmedClaim, ...]:
    """The confirmed names and numbers that still count as the data subject's: those no one else in the register has."""
    rows = _rows(session, request)
    if not rows:
        return ()
    person = about(session, request)
    return tuple(one for one in rows if not _others(model, session, one.kind, one.raw, person))


def with_confirmed(
    known: list[RegisteredPerson], person: int, own: tuple[ConfirmedClaim, ...]
) -> list[RegisteredPerson]:
    """The register for the model, with what was confirmed added to the data subject.

    A data subject who is not in the register has number 0.
    """
    if not own:
        return known
    mine = next((one for one in known if one.person == person), RegisteredPerson(person))
    by = {kind: tuple(one.raw for one in own if one.kind == kind) for kind in KINDS}
    mine = replace(
        mine,
        names=(*mine.names, *(Name(full=name) for name in by[ClaimKind.name])),
        staff=(*mine.staff, *by[ClaimKind.staff]),
        swe=(*mine.swe, *by[ClaimKind.swe]),
        ni=(*mine.ni, *by[ClaimKind.ni]),
        emails=(*mine.emails, *by[ClaimKind.email]),
    )
    return [*(one for one in known if one.person != person), mine]


def _rows(session: Session, request: Request) -> list[ConfirmedClaim]:
    person = about(session, request)
    rows = session.exec(
        select(ConfirmedClaim).where(ConfirmedClaim.reference == request.reference).order_by(ConfirmedClaim.value)
    )
    return [row for row in rows if register.root(session, row.person_id) == person]


def _given(request: Request) -> Iterator[tuple[ClaimKind, str, str]]:
    """Every name and number of the data subject in the request: kind, compared form, as written."""
    asks, numbers = request.requester, request.subject.identifiers
    mine = asks.is_subject
    raw: list[tuple[ClaimKind, str | None]] = [
        (ClaimKind.name, name) for name in (*request.names, *([asks.name] if mine else []))
    ]
    raw += [(ClaimKind.staff, numbers.staff), (ClaimKind.swe, numbers.swe), (ClaimKind.ni, numbers.ni)]
    raw += [(ClaimKind.email, one) for one in (*numbers.email, *([asks.email] if mine else []))]
    for kind, text in raw:
        if text and (value := _plain(kind, text)):
            yield kind, value, text.strip()


def _plain(kind: str, text: str) -> str:
    return " ".join(words(text)) if kind == "name" else normalised(kind, text) or ""


def _held(session: Session, person: int) -> set[tuple[str, str]]:
    if not person:
        return set()
    numbers = register.identifiers_of(session, person)
    names = {("name", " ".join(words(register.full_name(one)))) for one in register.names_of(session, person)}
    return names | {(kind, value) for kind, values in numbers.items() for value in values}


def _others(model: Model, session: Session, kind: ClaimKind, text: str, person: int) -> list[int]:
    """Everyone else in the register who may be meant by a name or number."""
    if kind == ClaimKind.name:
        found = model.namings([TextBlock(text)], person or None)
        return sorted({other for naming in found if naming.answer is not Answer.listed for other in naming.people})
    held = select(Identifier.person_id).where(Identifier.kind == kind, Identifier.value == _plain(kind, text))
    return sorted({other for other in session.exec(held) if other is not None and other != person})


def _text(facts: Unchecked, key: str) -> str:
    text = facts.get(key) or ""
    if not isinstance(text, str) or len(text) > 4000:
        raise Refused(f"'{key}' must be text of at most 4,000 characters.")
    return text.strip()
