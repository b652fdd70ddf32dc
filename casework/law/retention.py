"""How long records are kept: the published rows, each with its trigger, period, basis and source."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from casework import Refused

ORIGINS = {"statutory": "statutory minimum", "practice": "common practice", "own": "this product's own default"}
"""Where a period comes from, in words. The council's own rows are `council`."""
AT_ONCE = "at once"
LONGEST = 150
"""Years: no period is longer than a life."""
PERIOD = re.compile(r"(?:(\d{1,4}) years?)? ?(?:(\d{1,4}) months?)? ?(?:(\d{1,4}) days?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar years, months and days. All zero means "at once"."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = [(self.years, "year"), (self.months, "month"), (self.days, "day")]
        return " ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in parts if count) or AT_ONCE


@dataclass(frozen=True, slots=True)
class Term:
    """A period that starts `wait` after a trigger."""

    trigger: str
    period: Period
    wait: Period = Period()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a period: a date of the record (`of`), and how it is converted (`turn`)."""

    of: str
    words: str
    missing: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """One row of a retention schedule. With two terms, the later or the earlier (`which`) applies."""

    id: str
    record: str
    classes: tuple[str, ...]
    terms: tuple[Term, ...]
    basis: str
    source: str
    origin: str
    """`statutory`, `practice`, `own`; or `council` for a row the council added."""
    number: int | None = None
    """Its number among the published rows."""
    published: tuple[str, str] = ("", "")
    """Trigger and period as published."""
    which: str = "later"
    review: bool = False
    """Whether records are reviewed at the end of the period, instead of destroyed."""
    anonymise: bool = False
    """Whether records are made anonymous and kept for statistics, instead of destroyed."""
    minimum: Period | None = None
    """A statutory minimum that is shorter than the period."""
    mark: str = ""
    default: bool = False
    off: bool = False
    as_rows: tuple[int, ...] = ()
    note: str = ""

    @property
    def sets_minimum(self) -> bool:
        """Whether the law sets a minimum here that no adopted period may go below."""
        return not self.off and bool(self.minimum or self.origin == "statutory")


def read_period(text: str) -> Period:
    """A period as people write it: "6 years", "1 year 6 months", "at once". Raises Refused if it is not valid."""
    typed = " ".join(text.replace(",", " ").split())
    if typed.casefold() == AT_ONCE:
        return Period()
    match = PERIOD.fullmatch(typed)
    if not typed or not match:
        raise Refused(
            f"'{typed[:30]}' is not a valid period. Enter, for example, '6 years', '1 year 6 months' or 'at once'."
        )
    made = Period(*(int(part or 0) for part in match.groups()))
    if made == Period():
        raise Refused(
            "A period cannot be 0. Enter years, months or days, or 'at once' if nothing is kept after the trigger."
        )
    if made.years + made.months / 12 + made.days / 365 > LONGEST:
        raise Refused(f"A period cannot be longer than {LONGEST} years. Set the row to review instead.")
    return made


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("retention.toml").read_text(encoding="utf-8"))


@cache
def published_rows() -> dict[str, RetentionRow]:
    """Every published row by its id (`r07`), in published order."""
    return {f"r{row['number']:02}": _row(**row) for row in _table()["row"]}


def _row(number: int, classes: Sequence[str], published: Sequence[str], **more: Any) -> RetentionRow:
    trigger_text, period_text = published
    given = more.pop("later", None) or ([[more.pop("trigger"), more.pop("period")]] if "trigger" in more else [])
    wait = read_period(more.pop("wait")) if "wait" in more else Period()
    terms = tuple(Term(trigger, read_period(text), wait) for trigger, text in given)
    minimum = read_period(more.pop("minimum")) if "minimum" in more else None
    as_rows = tuple(more.pop("as_rows", ()))
    return RetentionRow(
        id=f"r{number:02}",
        number=number,
        classes=tuple(classes),
        terms=terms,
        published=(trigger_text, period_text),
        minimum=minimum,
        as_rows=as_rows,
        **more,
    )


@cache
def classes() -> dict[str, str]:
    """The record classes that have rows, and their names in letters."""
    return dict(_table()["classes"])


@cache
def triggers() -> dict[str, Trigger]:
    """What can start a period."""
    return {name: Trigger(**trigger) for name, trigger in _table()["triggers"].items()}


@cache
def pension_ages() -> list[tuple[date, int]]:
    """Normal pension age: the latest age for people born before each date."""
    return [(age["born_before"], age["age"]) for age in _table()["pension_age"]]
