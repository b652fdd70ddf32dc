"""Identity conflicts: numbers or a date of birth a request gives that belong to someone else than the person chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from casework.disclosure.search import claims
from casework.people import register as people
from casework.people.register import LABEL, STRONG, Identifier, PersonName, distinguishing
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request
from casework.text.canonical import words

NAMES = {"born": "date of birth", "email": "email address"}


class Weight(StrEnum):
    """What a conflict asks of the officer: a typed reason, or a yes."""

    refuses = "refuses"
    asks = "asks"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One identifier of the request that the register does not give the person chosen."""

    kind: str
    """`staff`, `ni`, `swe`, `born` or `email`."""
    request: str
    """As the request gives it."""
    register: str | None
    """What the register holds of the person chosen; None where it holds none, or no one was chosen."""
    holder: int | None
    """The other person of the register it belongs to, where there is one."""
    weight: Weight
    words: str
    """The conflict in a sentence, without anyone's name."""

    @property
    def name(self) -> str:
        """What kind of identifier it is, in words."""
        return _name(self.kind)


def conflicts(session: Session, request: Request, person: int | None) -> list[Conflict]:
    """Where the request's numbers or date of birth belong to someone other than this person of the register.

    `person` is None if the council holds nothing: then every number that the register knows is a conflict.
    """
    theirs = people.identifiers_of(session, person) if person else {}
    given = claims(request.subject)
    found = []
    for kind in ("born", *STRONG, "email"):
        values, held = given.get(kind, set()), set(theirs.get(kind, ()))
        if not values or values & held:
            continue
        holder = _holder(session, request, kind, values, person)
        if weight := _weight(kind, values, held, holder):
            register = ", ".join(_registered(session, person, kind, theirs[kind])) if person and held else None
            given_as = _written(request, kind)
            words = _sentence(kind, given_as, register, holder)
            found.append(Conflict(kind, given_as, register, holder, weight, words))
    return found


def _name(kind: str) -> str:
    return NAMES.get(kind, LABEL[kind])


def _sentence(kind: str, request: str, register: str | None, holder: int | None) -> str:
    text = f"The request gives the {_name(kind)} {_shown(kind, request)}"
    whose = f"belongs to person {holder}" if holder else ""
    if register is None:
        return f"{text}, which {whose}."
    held = f"the register has {_shown(kind, register)}"
    return f"{text}, which {whose}; for this person {held}." if whose else f"{text}; {held}."


def of_case(session: Session, request: Request) -> list[Conflict]:
    """The conflicts between a case and its data subject; none until the data subject is identified."""
    if request.bound == IdentificationStatus.open:
        return []
    return conflicts(session, request, people.root(session, request.person_id) if request.person_id else None)


def refusing(found: Sequence[Conflict]) -> list[Conflict]:
    """The conflicts that need a typed reason."""
    return [one for one in found if one.weight == Weight.refuses]


def _weight(kind: str, values: set[str], held: set[str], holder: int | None) -> Weight | None:
    """Someone else's number or another date of birth refuses; a staff number that only differs asks."""
    if kind == "email":
        return Weight.asks if holder else None
    if holder:
        return Weight.refuses
    if kind == "staff":
        return Weight.asks if held else None
    return Weight.refuses if distinguishing(kind, values) and distinguishing(kind, held) else None


def _holder(session: Session, request: Request, kind: str, values: set[str], but: int | None) -> int | None:
    """The first other person of the register with this identifier; for a date of birth, with the surname too."""
    asked = select(Identifier.person_id).where(Identifier.kind == kind, col(Identifier.value).in_(sorted(values)))
    asked = asked.where(col(Identifier.person_id).is_not(None)).order_by(col(Identifier.person_id))
    for person in session.exec(asked):
        if person and person != but and (kind != "born" or _same_surname(session, request, person)):
            return person
    return None


def _same_surname(session: Session, request: Request, person: int) -> bool:
    mine = {words(name)[-1] for name in request.names if words(name)}
    named = session.exec(select(PersonName).where(PersonName.person_id == person))
    return any(mine & set((words(name.surname) or words(people.full_name(name)))[-1:]) for name in named)


def _registered(session: Session, person: int, kind: str, held: Sequence[str]) -> Sequence[str]:
    """What the register holds of a person; staff numbers with their zeros, as they were first written."""
    return people.person_line(session, person).identifiers.staff if kind == "staff" else held


def _written(request: Request, kind: str) -> str:
    """The identifier as the request gives it; a date is ISO."""
    if kind == "born":
        return str(request.subject.born)
    numbers = request.subject.identifiers
    return ", ".join(numbers.email) if kind == "email" else getattr(numbers, kind) or ""


def _shown(kind: str, text: str) -> str:
    """ISO dates as screens write them."""
    if kind != "born":
        return text
    return ", ".join("/".join(reversed(one.split("-"))) for one in text.split(", "))
