"""The register as the naming model reads it: built once for a register as it stands, and what it was then."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from casework.confirmed import own_confirmed, with_confirmed
from casework.people import known_people, root
from casework.requests import Request
from casework.text.forms import Known
from casework.text.naming import Model


class Standing(NamedTuple):
    """How a register stood: how many people, names and numbers it had, and a digest of them all."""

    people: int
    names: int
    numbers: int
    digest: str


_built: WeakKeyDictionary[Engine, tuple[list[Known], Model]] = WeakKeyDictionary()
"""For each open desk: who was known when its model was built, and the model. Both go when the desk is closed."""


def model(session: Session) -> Model:
    """The model of everybody registered as the register is now."""
    return _model(session, known_people(session))


def _model(session: Session, known: list[Known]) -> Model:
    engine = session.connection().engine
    held = _built.get(engine)
    if held is None or held[0] != known:
        held = known, Model(known)
        _built[engine] = held
    return held[1]


def model_for(session: Session, request: Request) -> tuple[Model, int | None]:
    """The model for a request, and whom it is about there: with them goes what an officer confirmed to be theirs.

    What only the request gives is not theirs.
    """
    known = known_people(session)
    everybody = _model(session, known)
    about = root(session, request.person_id) if request.person_id else 0
    if confirmed := own_confirmed(session, request, everybody):
        return Model(with_confirmed(known, about, confirmed)), about
    return everybody, about or None


def standing(session: Session) -> Standing:
    """How the register stands now."""
    return standing_of(known_people(session))


def standing_of(known: Sequence[Known]) -> Standing:
    """How a register of these people stands."""
    names = sum(len(one.names) for one in known)
    numbers = sum(len(one.staff) + len(one.swe) + len(one.ni) + len(one.emails) + len(one.born) for one in known)
    said = hashlib.sha256()
    for one in known:
        said.update(repr(one).encode("utf-8", "surrogatepass"))
    return Standing(len(known), names, numbers, said.hexdigest())


def changed(before: Standing, now: Standing) -> str:
    """What changed of a register between two days, in words; empty where nothing did."""
    if before.digest == now.digest:
        return ""
    counts = {
        ("person", "people"): now.people - before.people,
        ("name", "names"): now.names - before.names,
        ("number", "numbers"): now.numbers - before.numbers,
    }
    said = [
        f"{abs(more)} {one if abs(more) == 1 else many} {'more' if more > 0 else 'fewer'}"
        for (one, many), more in counts.items()
        if more
    ]
    return ", ".join(said) or "names, numbers or postcodes were changed"
