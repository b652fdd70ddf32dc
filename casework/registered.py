"""The register that a paper is checked against: the model of it for one case, and how it stood."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from casework.confirmed import own_confirmed, with_confirmed
from casework.disclosure.decisions import about
from casework.disclosure.register import model_of
from casework.people import known_people
from casework.requests import Request
from casework.text.forms import Known
from casework.text.naming import Model


class Standing(NamedTuple):
    """How a register stood: how many people, names and numbers it had, and a digest of them all."""

    people: int
    names: int
    numbers: int
    digest: str


def model_for(session: Session, request: Request) -> Model:
    """The model for a request: the data subject with what an officer confirmed to be theirs.

    What only the request gives is not theirs.
    """
    everybody = model_of(session)
    confirmed = own_confirmed(session, request, everybody)
    return Model(with_confirmed(known_people(session), about(session, request), confirmed)) if confirmed else everybody


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
