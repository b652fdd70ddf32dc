"""The law as data: each entry has its source, and a rule also the dates it is in force. Read once.

Clocks (UK GDPR Articles 12, 12A, 33 and others), exemptions (DPA 2018 Schedules 2 to 4), the terms of a breach,
retention periods, bank holidays, regulators.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

NATIONS = ("england-and-wales", "scotland", "northern-ireland")
"""The nations of the United Kingdom that have their own bank holidays."""

OTHERS = "dpa2018-sch2-16"
"""The exemption for information about someone else."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A statutory clock: what begins it, how long it is, which holidays count, what pauses or ends it, by what law."""

    id: str
    name: str
    way: str
    """How it is counted; `rules.toml` says what there is."""
    first: date
    last: date | None
    """It is in force for a trigger from `first` to `last`; None: still."""
    citation: str
    standing: str
    covers: str = ""
    """`access`, `other` or `complaint`, if it is the version of that in force on some dates."""
    decisions: bool = False
    """Whether it governs automated decisions: the date of the decision then says if it is in force (SI 2026/82
    reg 5)."""
    months: int = 0
    days: int = 0
    hours: int = 0
    holidays: str = ""
    """Whose bank holidays count; empty: those of the nation asked for."""
    trigger: str = "the date of receipt"
    """What begins it, in words."""
    second: str = ""
    """The kind of event the days are counted from, if the months are counted from the trigger."""
    bound: str = ""
    """What the law says, in words, if it sets no number of days."""
    strict: int = 0
    """The days of a stricter reading."""
    told: int = 0
    """The working days within which the council must tell the person about the longer time."""
    ends: tuple[str, ...] = ()
    """The kinds of event that end it, besides an answer and closing."""
    further: int = 0
    """Months an extension adds; they too are counted from the start."""
    pause: str = "none"
    pause_from: date | None = None
    notice_of: str | None = None
    """The rule whose extension this one tells the person of."""
    start: str = ""
    identity: str = ""
    fee: str = ""
    notice: str = ""
    paused: str = ""
    extended: str = ""
    """The law, in these six, on its start, identity, fee, the notice of an extension, pauses and extensions."""
    longer: str = ""
    """What the law has instead of an extension, in words."""
    note: str = ""

    def in_force(self, received: date) -> bool:
        """Whether it governs what began on that date."""
        return self.first <= received and (self.last is None or received <= self.last)


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that a decision on an exemption must have regard to (DPA 2018 Schedule 2 paragraph 16(3))."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground of the Data Protection Act 2018 for withholding something."""

    id: str
    title: str
    provision: str
    restricts: str
    test: str
    explanation: str
    """Why something was held back, in the words of the letter."""
    rights: tuple[str, ...] = ()
    """The rights it restricts."""
    who: str = "any controller"
    """Who may use it, in words."""
    words: str = ""
    """Other words an officer may look for it by."""
    common: int = 0
    """Its place among the exemptions used most, from 1; 0: it is not among them."""
    unsaid: bool = False
    """Whether naming it would defeat it, so that letters do not unless the officer decides otherwise."""
    factors: dict[str, Factor] = field(default_factory=dict)
    """What the decision must have regard to, as questions, each by its key."""
    opinion_months: int = 0
    """For how many months, up to its use, an opinion counts; 0: none is needed."""
    retired: str = ""
    """Why a council cannot use it and what to do instead; empty if it can. Decisions made on it stay readable."""


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who supervises data protection, until a last date (None: still)."""

    name: str
    citation: str
    standing: str
    until: date | None = None


FACTORS = ("identification", "confidentiality", "integrity", "availability", "intent")
"""The factors of ENISA's severity that are chosen from a list, besides the data processing context."""


@dataclass(frozen=True, slots=True)
class DataKind:
    """A kind of data: its data processing context (ENISA annex 1), and how Article 9 or 10 marks it."""

    name: str
    context: str
    special: str = ""


@dataclass(frozen=True, slots=True)
class DataContext:
    """A data processing context: the base score of ENISA's severity."""

    base: int
    name: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level of one of ENISA's factors; its value is a decimal number."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class BandTerms:
    """A band of ENISA's severity: the score where it begins, and what it means for people."""

    reached: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class BreachTerms:
    """What describes a breach, and what ENISA's severity is worked out from, each by its key."""

    many: int
    """More people than this are flagged beside the score."""
    moved: str
    """What moves a context up or down, in words."""
    cyber: tuple[str, ...]
    """The causes that the regulator counts as cyber incidents."""
    causes: dict[str, str]
    data: dict[str, DataKind]
    people: dict[str, str]
    vulnerable: tuple[str, ...]
    """The kinds of people who are vulnerable."""
    context: dict[str, DataContext]
    factors: dict[str, dict[str, Level]]
    """The levels of each of `FACTORS`."""
    bands: dict[str, BandTerms]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def rules() -> dict[str, Rule]:
    """Every clock by its id."""
    found = {}
    for key, row in _table("rules.toml").items():
        first, last = row.pop("from"), row.pop("until", None)
        ends = tuple(row.pop("ends", ()))
        found[key] = Rule(id=key, first=first, last=last, ends=ends, **row)
    return found


@cache
def exemptions() -> dict[str, Exemption]:
    """Every exemption by its id, in the order of the Act, including those no longer offered to a council."""
    found = {}
    for key, row in _table("exemptions.toml").items():
        rights = tuple(row.pop("rights"))
        factors = {name: Factor(**one) for name, one in row.pop("factors", {}).items()}
        found[key] = Exemption(id=key, rights=rights, factors=factors, **row)
    return found


@cache
def _regulators() -> tuple[Regulator, ...]:
    return tuple(Regulator(**row) for row in _table("regulators.toml")["regulator"])


def regulator(on: date) -> Regulator:
    """The regulator on that date, as a letter of that date names it."""
    return next(one for one in _regulators() if one.until is None or on <= one.until)


@cache
def breach_terms() -> BreachTerms:
    """What describes a breach, and what ENISA's severity is worked out from."""
    row = _table("breaches.toml")
    return BreachTerms(
        many=row["many"],
        moved=row["moved"],
        cyber=tuple(row["cyber"]),
        causes=row["causes"],
        data={key: DataKind(**one) for key, one in row["data"].items()},
        people=row["people"],
        vulnerable=tuple(row["vulnerable"]["kinds"]),
        context={key: DataContext(**one) for key, one in row["context"].items()},
        factors={name: {key: Level(**one) for key, one in row[name].items()} for name in FACTORS},
        bands={key: BandTerms(one.pop("from"), **one) for key, one in row["bands"].items()},
    )


@cache
def bank_holidays(whose: str) -> dict[date, str]:
    """The bank holidays of a nation in the table, by date.

    For `united-kingdom`, the bank holidays of any of its parts (FOIA 2000 s.10(6)).
    """
    if whose == "united-kingdom":
        return {day: name for nation in NATIONS for day, name in bank_holidays(nation).items()}
    return {date.fromisoformat(day): name for day, name in _table("bank_holidays.toml")[whose].items()}


@cache
def holidays_known_to() -> date:
    """The last date for which bank holidays are published: later ones are computed."""
    known: date = _table("bank_holidays.toml")["known_to"]
    return known


@cache
def holidays_listed() -> tuple[date, date]:
    """The first and the last date of the bank-holiday table."""
    table = _table("bank_holidays.toml")
    return table["listed_from"], table["listed_to"]
