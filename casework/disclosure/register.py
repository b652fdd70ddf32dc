"""The naming model of the register as it is, built once for as long as nobody's names and numbers change."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session, func, select

from casework import people
from casework.history import History
from casework.people import Identifier, Person, PersonName
from casework.text.forms import Known
from casework.text.naming import Model


class _Built(NamedTuple):
    at: tuple[int | None, ...]
    """The last act, name, number and merged entry there were when it was built."""
    known: list[Known]
    model: Model


_held: WeakKeyDictionary[Engine, _Built] = WeakKeyDictionary()
"""The model of each open desk: it goes when the desk is closed."""


def model_of(session: Session) -> Model:
    """The model of everybody registered now."""
    engine, at = session.connection().engine, _as_at(session)
    held = _held.get(engine)
    if held is None or held.at != at:
        known = people.known_people(session)
        same = held is not None and held.known == known
        held = _held[engine] = _Built(at, known, held.model if same else Model(known))
    return held.model


def _as_at(session: Session) -> tuple[int | None, ...]:
    """What changes with every act, and with what the one that is being done has entered so far."""
    last = (select(func.max(column)) for column in (History.seq, PersonName.id, Identifier.id))
    merged = select(func.count()).where(Person.merged_into.is_not(None))
    return tuple(session.exec(one).one() for one in (*last, merged))
