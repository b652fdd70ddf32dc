"""The controller: the council whose Data Protection Officer works at this desk."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ValidationError
from pydantic import Field as Checked
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel

from casework import Malformed, Refused, Remedy
from casework.text.facts import Facts, Unchecked, sentence
from casework.vault.columns import Shape
from casework.vault.dependents import erased_otherwise


class Council(SQLModel, table=True):
    """The council's profile: one row. What letters say of the controller, and what its clocks go by."""

    __tablename__ = "council"
    __table_args__ = erased_otherwise("it is the council's own profile")

    id: int = Field(default=1, primary_key=True)
    name: str = ""
    address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    officer: str = ""
    """The name of the Data Protection Officer, who signs letters."""
    email: str = ""
    phone: str = ""
    nation: str = "england-and-wales"
    """Whose bank holidays move a date: where the controller acts."""
    regulator_address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Where letters say the regulator can be written to; optional. Its name goes by the date of the letter."""
    closed_days: list[date] = Field(default_factory=list, sa_column=Column(Shape(list[date]), nullable=False))
    """The council's own closing days; they only ever bring the internal target forward."""
    notice: str = "childrens-social-care-workforce"
    """Which privacy notice of `casework/notice/published` letters speak from."""

    second_officer: bool = False
    """Whether a disposal is approved by another officer than the one who proposed it."""
    backup_days: int = 0
    """How many days a backup is kept, which the desk cannot know: what a disposal destroyed is in them until then. 0
    if that is not fixed."""
    office_terms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """The council's own capitalised words that name no one (`Rowan House`), in addition to the shipped list."""
    smallest_group: int = 5
    """How many records kept for statistics must at least be alike: in a smaller group someone might be recognised."""
    own_details: bool = True
    """False on a desk of an earlier version until it is opened: its details may be the shipped ones."""

    @property
    def missing(self) -> list[str]:
        """What the profile lacks before a letter or another paper can be made, in words."""
        return [words for field, words in DETAILS.items() if not getattr(self, field)]


DETAILS = {
    "name": "name of the council",
    "address": "address",
    "email": "email address",
    "phone": "telephone number",
    "officer": "name of the Data Protection Officer",
}
"""What every paper in the council's name must have (UK GDPR Art 13(1)(a)-(b), 33(3)(b)), in words."""
TITLES = ("data protection officer", "dpo", "the data protection officer")
HARTLEPOOL: dict[str, str | list[str]] = {
    "name": "Hartlepool Borough Council",
    "address": ["Civic Centre", "Victoria Road", "Hartlepool", "TS24 8AY"],
    "officer": "Data Protection Officer",
    "email": "dpo@hartlepool.example",
    "phone": "01429 000000",
}
"""The demo desk's details. Earlier versions gave them to every new desk."""
COMMISSIONER = ["Wycliffe House", "Water Lane", "Wilmslow", "Cheshire", "SK9 5AF"]
"""The regulator's address that earlier versions gave to every new desk: of an office abolished on 30 September 2026."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line]


Detail = Annotated[str, Checked(max_length=200), AfterValidator(_one_line)]
Address = Annotated[list[Detail], Checked(max_length=8), AfterValidator(_filled)]


class DetailsIn(Facts):
    """The only door to the council's details; a profile can be saved before it is complete."""

    name: Detail = ""
    address: Address = []
    officer: Detail = ""
    email: Detail = ""
    phone: Annotated[str, Checked(max_length=60), AfterValidator(_one_line)] = ""
    regulator_address: Address = []

    @classmethod
    def checked(cls, facts: Unchecked) -> dict[str, str | list[str]]:
        """The details that are given, without space around them. Raises Refused for the first that is wrong."""
        try:
            given = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(f"The council's profile: {sentence(wrong)}") from None
        if "name" in facts and not given.name:
            raise Refused("Enter the council's name. Letters are sent in that name.")
        if given.officer.casefold() in TITLES:
            raise Refused("Enter the name of the Data Protection Officer, not the title (UK GDPR Art 33(3)(b)).")
        if given.email and "@" not in given.email:
            raise Refused(f"The email address '{given.email[:60]}' has no @. Check it.")
        if " " in given.email or given.email.count("@") > 1:
            raise Refused(f"Enter one email address, without spaces, not '{given.email[:60]}'.")
        return given.model_dump(include=set(facts))


def signing(session: Session) -> Council:
    """The council in whose name a letter or another paper is made.

    Raises Refused, naming what is missing, while its profile is not complete.
    """
    council = session.get_one(Council, 1)
    if lacking := council.missing:
        listed = f"{', '.join(lacking[:-1])} and {lacking[-1]}" if len(lacking) > 1 else lacking[0]
        raise Refused(
            f"The council's profile has no {listed}. Complete it before you make a letter or another paper.",
            Remedy.complete_profile,
        )
    return council


def without_shipped(council: Council, *, demo: bool) -> dict[str, object]:
    """The details that no officer entered but an earlier version shipped, each with an empty value in its place."""
    shipped: Unchecked = {"regulator_address": COMMISSIONER, **({} if demo else HARTLEPOOL)}
    return {key: type(value)() for key, value in shipped.items() if getattr(council, key) == value}
