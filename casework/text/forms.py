"""The forms of naming a person, what each requires, and the word lists that tell names from words."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor rev revd reverend fr father sir dame lady lord cllr councillor sgt "
    "sergeant pc wpc dc ds di insp inspector supt judge hhj sister nurse sw".split()
)
MALE, FEMALE = frozenset("mr sir lord fr father".split()), frozenset("mrs ms miss dame lady sister".split())
JOINERS = frozenset("de del della di da dos van von der den ter la le al el bin ibn ap st mac mc".split())
"""Words that begin a surname and are not surnames themselves."""

LABELS = frozenset(
    "surname forename forenames firstname lastname name names nee formerly previously aka maiden first last family "
    "given middle known also as whose is now".split()
)
"""Words that say which part of a name comes next, or which other name someone uses or used."""
SAYING = frozenset("surname forename forenames firstname lastname name names nee formerly previously aka".split())
"""The labels that are enough alone."""
OTHERWISE = frozenset("nee formerly previously aka known as".split())
"""The labels that come before another name of the same person."""


class Answer(StrEnum):
    """What a form requires before release: it is refused, an officer must answer, or it is only listed."""

    refused = "refused"
    asked = "asked"
    listed = "listed"


class NameForm(StrEnum):
    """How a person is named."""

    full = "full"
    reversed = "reversed"
    between = "between"
    two_field = "two-field"
    run_together = "run-together"
    address = "address"
    staff = "staff"
    registration = "registration"
    ni = "ni"
    email = "email"
    initial = "initial"
    titled = "title"
    short_form = "short-form"
    half = "half"
    short_run = "short-run-together"
    other_address = "other-address"
    slip = "slip"
    registration_digits = "registration-digits"
    birth_and_postcode = "birth-and-postcode"
    surname = "surname"

    @property
    def answer(self) -> Answer:
        """What the form requires, if it is written as a name."""
        if self is NameForm.surname:
            return Answer.listed
        return Answer.refused if self in _REFUSED else Answer.asked

    @property
    def words(self) -> str:
        """The form in words, as refusals give it."""
        return _WORDS[self]


RANK = {form: rank for rank, form in enumerate(NameForm)}
"""The strongest form first."""
_REFUSED = frozenset(form for form in NameForm if RANK[form] < RANK[NameForm.initial])
_WORDS = {
    NameForm.full: "full name",
    NameForm.reversed: "full name, surname first",
    NameForm.between: "full name with words between",
    NameForm.two_field: "full name over two fields",
    NameForm.run_together: "full name run together",
    NameForm.address: "full name in an address",
    NameForm.staff: "staff number",
    NameForm.registration: "registration number",
    NameForm.ni: "National Insurance number",
    NameForm.email: "email address",
    NameForm.initial: "initial and surname",
    NameForm.titled: "title and surname",
    NameForm.short_form: "short form or middle name, with the surname",
    NameForm.half: "forename and half of the surname",
    NameForm.short_run: "short name run together",
    NameForm.other_address: "initial and surname in an address",
    NameForm.slip: "full name, one letter different",
    NameForm.registration_digits: "digits of a registration number",
    NameForm.birth_and_postcode: "date of birth with the postcode",
    NameForm.surname: "surname alone",
}


class Name(NamedTuple):
    """A name as a record has it."""

    title: str = ""
    forename: str = ""
    middle: str = ""
    surname: str = ""
    full: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A registered person: every name they use or used, and their numbers as written."""

    person: int
    names: tuple[Name, ...] = ()
    staff: tuple[str, ...] = ()
    swe: tuple[str, ...] = ()
    ni: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    """ISO dates."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A text that is searched by itself: a field, an address, a greeting, a heading, a paragraph."""

    text: str
    concept: str | None = None
    """What the field's column means (an id of `concepts.toml`), or None."""
    own: bool = False
    """Whether the column describes the person the record is about: their name, date of birth or postcode."""


class Place(NamedTuple):
    """Where a form was found: the block's index, and offsets in its text, `last` not included."""

    block: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Naming:
    """A form of a registered person's name or number, found in a text."""

    form: NameForm
    answer: Answer
    people: tuple[int, ...]
    """Everyone registered it may mean, in order."""
    places: tuple[Place, ...]
    """Where it was found; several places if it is spread over fields."""
    words: str
    """The words found, in compared form."""


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    lists: tuple[set[str], set[str]] = (set(), set())
    inside = 0
    for line in files("casework.text").joinpath("everyday.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            inside |= line.startswith("= ")
            lists[inside].update(line.removeprefix("= ").split())
    return frozenset(lists[0]), frozenset(lists[1])


def everyday() -> frozenset[str]:
    """Words that are both names and everyday words: alone they count as names only with capitals."""
    return _lists()[0]


def function_words() -> frozenset[str]:
    """Words that are never part of a name."""
    return _lists()[1]


@cache
def surnames() -> frozenset[str]:
    """Common surnames that look like a forename and another word run together."""
    text = files("casework.text").joinpath("surnames.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
