"""From the dates of a record to the date its period ends, with the words for it. Pure.

Dates are in Europe/London. An anniversary of 29 February is 28 February in other years.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from casework.law.retention import Period, RetentionRow, Term, pension_ages, triggers
from casework.text.days import plain

KnownDates = Mapping[str, date | str]
"""The dates of a record: role (`born`, `left`, `paid`) to a date, or to the reason there is none."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The date a rule gives, or None; its trigger; and, in words, how it was worked out or why it cannot be."""

    date: date | None
    trigger: str
    words: str


def after(day: date, period: Period) -> date:
    """The date a period from `day` ends."""
    return day + relativedelta(years=period.years, months=period.months, days=period.days)


def trigger_date(trigger: str, known: KnownDates) -> date | str:
    """The date of a trigger, or the reason there is none."""
    meant = triggers()[trigger]
    given = known.get(meant.of)
    if not isinstance(given, date):
        return f"{meant.missing}: {given}" if given else meant.missing
    return _TURNS[meant.turn](given)


def tax_year_end(day: date) -> date:
    """5 April, the end of the tax year of a date."""
    return date(day.year + (day > date(day.year, 4, 5)), 4, 5)


def financial_year_end(day: date) -> date:
    """31 March, the end of the financial year of a date."""
    return date(day.year + (day > date(day.year, 3, 31)), 3, 31)


def next_month_end(day: date) -> date:
    """The last day of the next month: a pay reference period is a month at most."""
    return date(day.year, day.month, 1) + relativedelta(months=2) - ONE_DAY


def pension_date(born: date) -> date:
    """The latest date someone born then reaches normal pension age."""
    age = next(age for before, age in pension_ages() if born < before)
    return born + relativedelta(years=age)


_TURNS: dict[str, Callable[[date], date]] = {
    "": lambda day: day,
    "tax-year": tax_year_end,
    "financial-year": financial_year_end,
    "next-month": next_month_end,
    "pension-age": pension_date,
}


def period_end(row: RetentionRow, known: KnownDates) -> PeriodEnd:
    """The date a record's period ends under a row."""
    ends = [_term(term, known) for term in row.terms]
    if len(ends) == 1:
        return ends[0]
    dated = [(one.date, one) for one in ends if one.date]
    if len(dated) < len(ends):
        lacking = next(one for one in ends if not one.date)
        return PeriodEnd(None, lacking.trigger, lacking.words)
    day, chosen = (max if row.which == "later" else min)(dated, key=lambda one: one[0])
    both = " and ".join(f"{one.words} ({plain(its)})" for its, one in dated)
    return PeriodEnd(day, chosen.trigger, f"the {row.which} of {both}")


def _term(term: Term, known: KnownDates) -> PeriodEnd:
    day = trigger_date(term.trigger, known)
    return _end_of(term, day) if isinstance(day, date) else PeriodEnd(None, term.trigger, day)


@lru_cache(100_000)
def _end_of(term: Term, day: date) -> PeriodEnd:
    start = f"{triggers()[term.trigger].words} on {plain(day)}"
    if term.wait != Period():
        start = f"{plain(after(day, term.wait))}, which is {term.wait} after {start}"
        day = after(day, term.wait)
    if term.period == Period():
        return PeriodEnd(day, term.trigger, f"at once on {start}" if term.trigger != "normal-pension-age" else start)
    return PeriodEnd(after(day, term.period), term.trigger, f"{term.period} after {start}")


def in_words(row: RetentionRow) -> str:
    """How long a row says records are kept, for a schedule and for letters: "25 years after the end of employment"."""
    terms = [_term_words(term) for term in row.terms]
    kept = terms[0] if len(terms) == 1 else f"{' or '.join(terms)}, whichever is {row.which}"
    if row.review:
        return f"{kept}; then reviewed"
    return f"{kept}; then made anonymous" if row.anonymise else kept


def _term_words(term: Term) -> str:
    trigger = triggers()[term.trigger].words
    if term.period == Period():
        return f"until {trigger}"
    since = f"{term.wait} after {trigger}" if term.wait != Period() else trigger
    return f"{term.period} {'from' if term.wait != Period() else 'after'} {since}"
