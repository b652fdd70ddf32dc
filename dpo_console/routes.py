"""Where a screen can take the officer: each place has a route, so that no screen knows another wing's screens.

A screen opens a place with `self.open(Card(person))`, or waits for its answer with `await self.answer_of(NewHold())`;
the application knows the screen of each route.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:  # the first screen loads no database
    from casework.views.card import PersonCard
    from casework.views.lookup import FoundPerson  # noqa: F401
    from dpo_console.jobs.case_detail import CaseDetail

Answer = TypeVar("Answer")


class Route(Generic[Answer]):
    """A place to open; `Answer` is the type of its answer, which is None if it is left without one."""


@dataclass(frozen=True)
class Board(Route[None]):
    """Every running clock: the first mode."""


@dataclass(frozen=True)
class Workforce(Route[None]):
    """The register of the workforce: the second mode."""


@dataclass(frozen=True)
class Letters(Route[None]):
    """The letters and packs that were made: the third mode."""


@dataclass(frozen=True)
class Wordings(Route[None]):
    """The council's own words for its letters; `then` is the element whose form to open at once."""

    then: str = ""


@dataclass(frozen=True)
class Settings(Route[None]):
    """The council's profile: the fourth mode."""


@dataclass(frozen=True)
class Notice(Route[None]):
    """The privacy notice, and what is wrong with it: the fifth mode."""


@dataclass(frozen=True)
class NoticeSection(Route[None]):
    """A section of the privacy notice, by its name in the data; `then` is the form to open on it at once."""

    section: str
    then: str = ""


@dataclass(frozen=True)
class Case(Route[None]):
    """What has a reference: a request, a complaint, a breach, a disposal, or the holds.

    `then` is the form to open on it at once.
    """

    reference: str
    then: str = ""


@dataclass(frozen=True)
class NewEvent(Route["CaseDetail"]):
    """Recording an event of a case, with the kind `first` chosen to begin with; answers the case as updated."""

    case: "CaseDetail"
    first: str = ""
    letter: str = ""
    """The kind of letter that the event sent."""


@dataclass(frozen=True)
class CaseHistory(Route[None]):
    """Every act on a case."""

    reference: str


@dataclass(frozen=True)
class Import(Route[None]):
    """Importing workforce files or, if `case` is given, keeping the attachments of that case."""

    case: str = ""


@dataclass(frozen=True)
class Sources(Route[None]):
    """Every imported file."""


@dataclass(frozen=True)
class Card(Route[None]):
    """A person's card; `then` is what to open on it at once: their records, or a restriction."""

    person: int
    then: str = ""


@dataclass(frozen=True)
class PickPerson(Route["FoundPerson"]):
    """Choosing a person from the register; answers that person."""

    heading: str


@dataclass(frozen=True)
class NewRequest(Route[str]):
    """Logging a rights request; answers its reference."""


@dataclass(frozen=True)
class IdentifySubject(Route[None]):
    """Identifying the data subject of a case; `then` is the question to open at once."""

    reference: str
    then: str = ""


@dataclass(frozen=True)
class Records(Route[None]):
    """Every record of a person, field by field."""

    person: int


@dataclass(frozen=True)
class Restrict(Route[str]):
    """Restricting the data of the person on a card (Article 18); answers what was done."""

    card: "PersonCard"


@dataclass(frozen=True)
class Lift(Route[str]):
    """Lifting the restriction of the person on a card; answers what was done."""

    card: "PersonCard"


@dataclass(frozen=True)
class NewComplaint(Route[str]):
    """Logging a complaint, about the case `about` if one is given; answers its reference."""

    about: str = ""


@dataclass(frozen=True)
class NewBreach(Route[str]):
    """Logging a suspected breach; answers its reference."""


@dataclass(frozen=True)
class BreachRegister(Route[None]):
    """Every breach, newest first."""


@dataclass(frozen=True)
class Concerned(Route[None]):
    """The people affected by a breach; with `then`, the form to add one opens at once."""

    reference: str
    then: str = ""


@dataclass(frozen=True)
class Retention(Route[None]):
    """What falls due for destruction by a date."""


@dataclass(frozen=True)
class Schedule(Route[bool]):
    """The retention schedule, row by row; answers whether it was changed."""


@dataclass(frozen=True)
class Holds(Route[bool]):
    """Every hold; answers whether any was changed."""


@dataclass(frozen=True)
class NewHold(Route[str]):
    """Placing a hold, on that person if one is given; answers its reference."""

    person: int | None = None


@dataclass(frozen=True)
class Disposals(Route[None]):
    """Every disposal, newest first."""


@dataclass(frozen=True)
class Review(Route[None]):
    """Deciding what goes out, item by item."""

    reference: str


@dataclass(frozen=True)
class Questions(Route[None]):
    """The open questions of a case."""

    reference: str


@dataclass(frozen=True)
class Pack(Route[None]):
    """Building the response pack of a case."""

    reference: str


@dataclass(frozen=True)
class CaseLetters(Route[None]):
    """What can be written to a case; with `kind`, that letter opens at once."""

    reference: str
    kind: str = ""
