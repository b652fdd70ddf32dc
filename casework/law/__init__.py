"""The law as data, each entry with its citation and the days it is in force; read once, typed."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """A statutory clock: what it covers, how long, whether it pauses, and by what law."""

    id: str
    name: str
    covers: str
    """`access` or `other`: the rights it answers; `complaint`; `part3`; empty for a calculator without a case."""
    first: date
    last: date | None
    """The days of receipt for which it is in force; None: still."""
    citation: str
    standing: str
    months: int = 0
    further: int = 0
    """Months an extension adds, counted with the first ones from the start."""
    pause: str = "none"
    start: str = ""
    paused: str = ""
    extended: str = ""
    notice_of: str | None = None
    """The rule whose extension this one tells the person of."""
    pause_from: date | None = None
    unit: str = "months"
    """What it is counted in: `months`, `days`, `working-days`, `hours`, `months-before`, `exam`; `none` for a duty
    without a number."""
    count: int = 0
    """How many of the unit, where it is not months."""
    holidays: str = "nation"
    """Whose bank holidays count: the nation's, those of `scotland`, or `any` part of the United Kingdom."""
    trigger: str = "the day of receipt"
    """What begins it, in words."""
    note: str = ""

    def in_force(self, received: date) -> bool:
        """Whether it governs a request received on that day."""
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


def _table(name: str) -> dict:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def rules() -> dict[str, Rule]:
    """Every clock by its id."""
    found = {}
    for key, row in _table("rules.toml").items():
        first, last = row.pop("from"), row.pop("until", None)
        found[key] = Rule(id=key, first=first, last=last, **row)
    return found


@cache
def exemptions() -> dict[str, Exemption]:
    """Every exemption by its id, in the order of the Act."""
    return {key: Exemption(id=key, **row) for key, row in _table("exemptions.toml").items()}


@cache
def bank_holidays(nation: str) -> dict[date, str]:
    """A nation's bank holidays, day and name, as far as the table knows."""
    return {date.fromisoformat(day): name for day, name in _table("bank_holidays.toml")[nation].items()}


@cache
def bank_holidays_anywhere() -> dict[date, str]:
    """The bank holidays of any part of the United Kingdom (FOIA 2000 s.10(6)), day and name."""
    nations = ("northern-ireland", "scotland", "england-and-wales")
    return {day: name for nation in nations for day, name in bank_holidays(nation).items()}


@cache
def holidays_known_to() -> date:
    """The last day the bank-holiday table speaks for."""
    return _table("bank_holidays.toml")["known_to"]
