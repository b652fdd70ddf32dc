"""What only a request says of its data subject, and what of it an officer confirmed to be theirs.

A name or number that a requester gives searches for the person and does nothing else: it could be anybody's. Confirmed,
with a reason, it counts among the data subject's own; never where somebody else of the register answers to it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, people
from casework.people import LABEL, Identifier, about
from casework.requests import Request
from casework.text.canonical import words
from casework.text.forms import Answer, Block, Known, Name
from casework.text.identifiers import normal
from casework.text.naming import Model

KINDS = ("name", "staff", "swe", "ni", "email")
"""What can be confirmed."""


class Confirmed(SQLModel, table=True):
    """A name or number of a request that an officer confirmed to be the data subject's."""

    reference: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    """Whom the case was about then (0: nobody); bound to somebody else, nothing is confirmed yet."""
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    """As it is compared."""
    raw: str
    """As the request gives it."""
    reason: str
    day: str
    """ISO, Europe/London."""


class Claim(NamedTuple):
    """A name or number that the request gives and the register does not have for its person."""

    kind: str
    raw: str
    value: str
    confirmed: str | None
    """Why it was confirmed, where it was."""

    def as_json(self) -> dict[str, Any]:
        """The keys of one of `claims` in `person REF --json`."""
        return {"kind": self.kind, "value": self.raw, "confirmed": self.confirmed}


def claims(session: Session, request: Request) -> list[Claim]:
    """What only the request says of its data subject, in the order in which it says it."""
    held = _held(session, about(session, request))
    done = {(one.kind, one.value): one.reason for one in _rows(session, request)}
    found = {(kind, value): raw for kind, value, raw in _given(request) if (kind, value) not in held}
    return [Claim(kind, raw, value, done.get((kind, value))) for (kind, value), raw in found.items()]


def confirm(session: Session, request: Request, said: dict[str, Any], day: str, model: Model) -> dict[str, Any]:
    """Confirm that a name or number of the request is the data subject's; `said` has kind, value and reason. `model` is
    that of the register. Answers what an undo needs. Raises Refused where it is not the request's, or somebody else's.
    """
    kind, value, reason = (_text(said, key) for key in ("kind", "value", "reason"))
    if kind not in KINDS:
        raise Refused(f"The kind is one of {', '.join(KINDS)}, not '{kind[:20]}'.")
    if not reason:
        raise Refused("Say how you know that it is theirs: the reason stands in the history.")
    if request.bound == "open":
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    plain = _plain(kind, value)
    claim = next((one for one in claims(session, request) if (one.kind, one.value) == (kind, plain)), None)
    if claim is None:
        raise Refused(
            f"{request.reference} gives no such {LABEL[kind]} that the register does not have for its person: "
            f"'person {request.reference}' lists what it gives."
        )
    if claim.confirmed:
        raise Refused(f"That {LABEL[kind]} is confirmed already.")
    person = about(session, request)
    if others := _others(model, session, claim, person):
        raise Refused(
            f"That {LABEL[kind]} is also one of person {others[0]} of the register: it cannot count as the data "
            "subject's own. Decide each place where it stands, in the review."
        )
    row = {"kind": kind, "value": claim.value, "raw": claim.raw, "reason": reason, "day": day}
    session.add(Confirmed(reference=request.reference, person_id=person, **row))
    session.flush()
    return {"person": person, "kind": kind, "value": claim.raw, "note": reason}


def take_back(session: Session, request: Request, facts: dict[str, Any]) -> None:
    """The undo of `confirm`."""
    for row in _rows(session, request):
        if (row.kind, row.raw) == (facts["kind"], facts["value"]):
            session.delete(row)
    session.flush()


def own_confirmed(session: Session, request: Request, model: Model | None = None) -> tuple[Confirmed, ...]:
    """What counts among the data subject's own forms beside what the register has; not what somebody registered since
    answers to."""
    rows = _rows(session, request)
    if not rows:
        return ()
    person, model = about(session, request), model or Model(people.known_people(session))
    return tuple(one for one in rows if not _others(model, session, one, person))


def with_confirmed(known: list[Known], person: int, own: tuple[Confirmed, ...]) -> list[Known]:
    """The register as the model is given it, the data subject with what was confirmed to be theirs; one whom the
    register does not have is number 0."""
    if not own:
        return known
    mine = next((one for one in known if one.person == person), Known(person))
    by = {kind: tuple(one.raw for one in own if one.kind == kind) for kind in KINDS}
    mine = replace(
        mine,
        names=(*mine.names, *(Name(full=name) for name in by["name"])),
        staff=(*mine.staff, *by["staff"]),
        swe=(*mine.swe, *by["swe"]),
        ni=(*mine.ni, *by["ni"]),
        emails=(*mine.emails, *by["email"]),
    )
    return [*(one for one in known if one.person != person), mine]


def _rows(session: Session, request: Request) -> list[Confirmed]:
    person = about(session, request)
    rows = session.exec(select(Confirmed).where(Confirmed.reference == request.reference).order_by(Confirmed.value))
    return [row for row in rows if people.root(session, row.person_id) == person]


def _given(request: Request) -> Iterator[tuple[str, str, str]]:
    """Every name and number of the data subject in the request: kind, as compared, as written."""
    said, asks = request.subject, request.requester
    mine = asks["is_subject"]
    numbers = said.get("identifiers") or {}
    raw = [("name", name) for name in (*request.names, *([asks["name"]] if mine else []))]
    raw += [(kind, numbers.get(kind)) for kind in ("staff", "swe", "ni")]
    raw += [("email", one) for one in (*(numbers.get("email") or ()), *([asks["email"]] if mine else []))]
    for kind, text in raw:
        if text and (value := _plain(kind, text)):
            yield kind, value, text.strip()


def _plain(kind: str, text: str) -> str:
    return " ".join(words(text)) if kind == "name" else normal(kind, text) or ""


def _held(session: Session, person: int) -> set[tuple[str, str]]:
    if not person:
        return set()
    numbers = people.identifiers_of(session, person)
    names = {("name", " ".join(words(people.spoken(one)))) for one in people.names_of(session, person)}
    return names | {(kind, value) for kind, values in numbers.items() for value in values}


def _others(model: Model, session: Session, one: Claim | Confirmed, person: int) -> list[int]:
    """Everybody else of the register who answers to it."""
    if one.kind == "name":
        found = model.namings([Block(one.raw)], person or None)
        return sorted({other for naming in found if naming.answer is not Answer.listed for other in naming.people})
    held = select(Identifier.person_id).where(Identifier.kind == one.kind, Identifier.value == one.value)
    return sorted({other for other in session.exec(held) if other is not None and other != person})


def _text(said: dict[str, Any], key: str) -> str:
    found = said.get(key) or ""
    if not isinstance(found, str) or len(found) > 4000:
        raise Refused(f"'{key}' is text of at most 4,000 characters.")
    return found.strip()
