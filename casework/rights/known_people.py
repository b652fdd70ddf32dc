"""The register that a paper is checked against: its naming model, for one case or in general, and its state."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from casework.people.register import Identifier, Person, PersonName, known_people
from casework.rights.claims import own_confirmed, with_confirmed
from casework.rights.requests import Request, about
from casework.text.forms import RegisteredPerson
from casework.text.naming import Model
from casework.timeline.history import History


class RegisterState(NamedTuple):
    """The state of a register: how many people, names and numbers it has, and a digest of them all."""

    people: int
    names: int
    numbers: int
    digest: str


@dataclass(slots=True)
class _Built:
    at: tuple[int | None, ...]
    """The last act, name and number, and the count of merged entries, when it last matched the register."""
    known: list[RegisteredPerson]
    model: Model
    own: dict[tuple[object, ...], Model] = field(default_factory=dict)
    """The models of cases in which something was confirmed, by the person and what was confirmed."""


_held: WeakKeyDictionary[Engine, _Built] = WeakKeyDictionary()
"""The models of each open desk: they go when the desk is closed."""


def model_of(session: Session) -> Model:
    """The model of everyone registered now."""
    return _built(session).model


def model_for(session: Session, request: Request) -> Model:
    """The model for a request: the data subject's forms include what an officer confirmed.

    What only the request gives does not count as theirs.
    """
    built = _built(session)
    confirmed = own_confirmed(session, request, built.model)
    if not confirmed:
        return built.model
    person = about(session, request)
    key = person, *((one.kind, one.raw) for one in confirmed)
    if key not in built.own:
        built.own[key] = Model(with_confirmed(built.known, person, confirmed))
    return built.own[key]


def _built(session: Session) -> _Built:
    """The models of the register as it is, built once for as long as no one's names and numbers change."""
    engine, at = session.connection().engine, _as_at(session)
    held = _held.get(engine)
    if held is None or held.at != at:
        known = known_people(session)
        if held is None or held.known != known:
            held = _held[engine] = _Built(at, known, Model(known))
        held.at = at
    return held


def _as_at(session: Session) -> tuple[int | None, ...]:
    """Numbers that change with every act, and with each entry of the act in progress."""
    last = [session.exec(select(func.max(column))).one() for column in (History.seq, PersonName.id, Identifier.id)]
    merged = session.exec(select(func.count()).where(col(Person.merged_into).is_not(None))).one()
    return *last, merged


def register_state(session: Session) -> RegisterState:
    """The state of the register now."""
    return register_state_of(known_people(session))


def register_state_of(known: Sequence[RegisteredPerson]) -> RegisterState:
    """The state of a register of these people."""
    names = sum(len(one.names) for one in known)
    numbers = sum(len(one.staff) + len(one.swe) + len(one.ni) + len(one.emails) + len(one.born) for one in known)
    digest = hashlib.sha256()
    for one in known:
        digest.update(_spelt(one).encode("utf-8", "surrogatepass"))
    return RegisterState(len(known), names, numbers, digest.hexdigest())


def _spelt(one: RegisteredPerson) -> str:
    """A person as the digest reads them. Packs on disk hold that digest: no renaming in the code may change it."""
    names = ", ".join(
        f"Name(title={name.title!r}, forename={name.forename!r}, middle={name.middle!r}, surname={name.surname!r}, "
        f"full={name.full!r})"
        for name in one.names
    )
    listed = f"({names},)" if len(one.names) == 1 else f"({names})"
    return (
        f"Known(person={one.person!r}, names={listed}, staff={one.staff!r}, swe={one.swe!r}, ni={one.ni!r}, "
        f"emails={one.emails!r}, postcodes={one.postcodes!r}, born={one.born!r})"
    )


def changed(before: RegisterState, now: RegisterState) -> str:
    """What changed in a register between two states, in words; empty if nothing did."""
    if before.digest == now.digest:
        return ""
    counts = {
        ("person", "people"): now.people - before.people,
        ("name", "names"): now.names - before.names,
        ("number", "numbers"): now.numbers - before.numbers,
    }
    parts = [
        f"{abs(more)} {'more' if more > 0 else 'fewer'} {one if abs(more) == 1 else many}"
        for (one, many), more in counts.items()
        if more
    ]
    return ", ".join(parts) or "names, numbers or postcodes changed"
