"""The controller: the council whose Data Protection Officer works at this desk."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel

from casework import Refused, Remedy
from casework.text.facts import Facts, sentence
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
    closed_days: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The council's own closing days, ISO dates; they only ever bring the internal target forward."""
    notice: str = "childrens-social-care-workforce"
    """Which privacy notice of `casework/notice/published` letters speak from."""

    second_officer: bool = False
    """Whether a disposal is approved by another officer than the one who proposed it."""
    backup_days: int = 0
    """How many days a backup is kept, which the desk cannot know: what a disposal destroyed is in them until then. 0
    where the council has not said."""
    office_terms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """The council's own capitalised words that name no one (`Rowan House`), in addition to the shipped list."""
    smallest_group: int = 5
    """Of records kept for statistics, how many must be alike at least: fewer might be known again."""
    own_details: bool = True
    """False on a desk of an earlier version until it is opened: its details may be the shipped ones."""

    def closing(self) -> set[date]:
        """The council's own closing days as dates."""
        return {date.fromisoformat(day) for day in self.closed_days}

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
"""What a paper in the council's name cannot be without (UK GDPR Art 13(1)(a)-(b), 33(3)(b)), in words."""
TITLES = ("data protection officer", "dpo", "the data protection officer")
HARTLEPOOL: dict[str, Any] = {
    "name": "Hartlepool Borough Council",
    "address": ["Civic Centre", "Victoria Road", "Hartlepool", "TS24 8AY"],
    "officer": "Data Protection Officer",
    "email": "dpo@hartlepool.example",
    "phone": "01429 000000",
}
"""The demo desk's details. Earlier versions gave them to every new desk."""
COMMISSIONER = ["Wycliffe House", "Water Lane", "Wilmslow", "Cheshire", "SK9 5AF"]
"""The regulator's address that earlier versions gave to every new desk: of an office abolished on 30 September 2026."""


class DetailsIn(Facts):
    """The only door to the council's details; a profile can be saved before it is complete."""

    name: Annotated[str, Checked(max_length=200)] = ""
    address: Annotated[list[Annotated[str, Checked(max_length=200)]], Checked(max_length=8)] = []
    officer: Annotated[str, Checked(max_length=200)] = ""
    email: Annotated[str, Checked(max_length=200)] = ""
    phone: Annotated[str, Checked(max_length=60)] = ""
    regulator_address: Annotated[list[Annotated[str, Checked(max_length=200)]], Checked(max_length=8)] = []

    @classmethod
    def checked(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """Those of the details that are given, without space around them. Raises Refused with one sentence."""
        try:
            said = cls.model_validate(facts).model_dump(include=set(facts))
        except ValidationError as wrong:
            raise Refused(f"The council's profile: {sentence(wrong)}") from None
        given: dict[str, Any] = {key: _tidy(value) for key, value in said.items()}
        if "name" in given and not given["name"]:
            raise Refused("The council's name is empty: letters are sent in it.")
        if given.get("officer", "").casefold() in TITLES:
            raise Refused("Enter the name of the Data Protection Officer, not the title (UK GDPR Art 33(3)(b)).")
        if given.get("email") and "@" not in given["email"]:
            raise Refused(f"The email address '{given['email'][:60]}' has no @: check it.")
        if " " in given.get("email", "") or given.get("email", "").count("@") > 1:
            raise Refused(f"Enter one email address, without spaces, not '{given['email'][:60]}'.")
        return given


def _tidy(said: str | list[str]) -> str | list[str]:
    """A detail on one line, its spaces single; of several lines the empty ones left out."""
    if isinstance(said, list):
        return [line for line in (" ".join(one.split()) for one in said) if line]
    return " ".join(said.split())


def signing(session: Session) -> Council:
    """The council in whose name a letter or another paper is made: the one way to it for all of them.

    Raises Refused, naming what is missing, while its profile is not complete.
    """
    council = session.get_one(Council, 1)
    if lacking := council.missing:
        listed = f"{', '.join(lacking[:-1])} and {lacking[-1]}" if len(lacking) > 1 else lacking[0]
        raise Refused(
            f"The council's profile has no {listed}. Enter it first: no letter or other paper is made without it.",
            Remedy.complete_profile,
        )
    return council


def without_shipped(council: Council, *, demo: bool) -> dict[str, Any]:
    """What of the details no officer entered: the shipped ones, each with the empty value that takes its place."""
    shipped = {"regulator_address": COMMISSIONER} | ({} if demo else HARTLEPOOL)
    return {key: type(value)() for key, value in shipped.items() if getattr(council, key) == value}
