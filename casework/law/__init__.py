"""The law as data: each entry has its source, and a rule also the dates it is in force. Read once, and typed.

Clocks (UK GDPR Articles 12, 12A, 33 and others), exemptions (DPA 2018 Schedules 2 to 4), the terms of a breach,
retention periods, bank holidays, regulators.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

NATIONS = ("england-and-wales", "scotland", "northern-ireland")
"""Those with bank holidays of their own."""

OTHERS = "dpa2018-sch2-16"
"""The exemption for information about someone else."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A statutory clock: what begins it, how long, by whose holidays, whether it pauses or ends, and by what law."""

    id: str
    name: str
    way: str
    """How it is counted; `rules.toml` says what there is."""
    first: date
    last: date | None
    """The days on which what begins it happens, for which it is in force; None: still."""
    citation: str
    standing: str
    covers: str = ""
    """`access`, `other`, `complaint`: those whose version in force is chosen by the day."""
    decisions: bool = False
    """Whether it governs automated decisions, and is then in force by the day the decision was taken (SI 2026/82
    reg 5)."""
    months: int = 0
    days: int = 0
    hours: int = 0
    holidays: str = ""
    """Whose bank holidays count; empty: those of the nation asked for."""
    trigger: str = "the day of receipt"
    """What begins it, in words."""
    second: str = ""
    """The kind of event from which the days count, where the months count from the trigger."""
    bound: str = ""
    """What the law says where it names no number, in words."""
    strict: int = 0
    """The days of a stricter reading."""
    told: int = 0
    """The working days within which the person must have been told of the longer time."""
    ends: tuple[str, ...] = ()
    """The kinds of event that end it, beside an answer and closing."""
    further: int = 0
    """Months an extension adds, counted with the first ones from the start."""
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
    """These six: by what law it starts, waits for identity and fee, is told of, pauses and is extended."""
    longer: str = ""
    """What there is instead of an extension, in words."""
    note: str = ""

    def in_force(self, received: date) -> bool:
        """Whether it governs what began on that day."""
        return self.first <= received and (self.last is None or received <= self.last)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground of the Data Protection Act 2018 on which something may be held back."""

    id: str
    title: str
    provision: str
    restricts: str
    test: str
    explanation: str
    """Why something was held back, as a letter says it to the person."""
    retired: str = ""
    """Why a council cannot use it and what to do instead; empty where it can. A decision made on it stays readable."""


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who supervises data protection, until a last date (None: still)."""

    name: str
    citation: str
    standing: str
    until: date | None = None


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
    """Every exemption by its id, in the order of the Act; those no longer offered to a council too."""
    return {key: Exemption(id=key, **row) for key, row in _table("exemptions.toml").items()}


@cache
def _regulators() -> tuple[Regulator, ...]:
    return tuple(Regulator(**row) for row in _table("regulators.toml")["regulator"])


def regulator(on: date) -> Regulator:
    """The regulator on that date: the one that a letter of that date names."""
    return next(one for one in _regulators() if one.until is None or on <= one.until)


@cache
def breach_terms() -> dict[str, Any]:
    """What a breach is described by: causes, kinds of data and people, and the factors of ENISA's severity."""
    return _table("breaches.toml")


@cache
def bank_holidays(whose: str) -> dict[date, str]:
    """The bank holidays of a nation, day and name, as far as the table knows.

    Of `united-kingdom`, the days that are one in any part of it (FOIA 2000 s.10(6)).
    """
    if whose == "united-kingdom":
        return {day: name for nation in NATIONS for day, name in bank_holidays(nation).items()}
    return {date.fromisoformat(day): name for day, name in _table("bank_holidays.toml")[whose].items()}


@cache
def holidays_known_to() -> date:
    """The last day the bank-holiday table speaks for with certainty: later ones are computed."""
    known: date = _table("bank_holidays.toml")["known_to"]
    return known


@cache
def holidays_listed() -> tuple[date, date]:
    """The first and the last day for which there is a bank-holiday table at all."""
    table = _table("bank_holidays.toml")
    return table["listed_from"], table["listed_to"]
