"""The dates retention goes by: from what a record says to the day its time is over, with the words for it. Pure.

Days are days in Europe/London. An anniversary of 29 February is 28 February where the year has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from casework.law.retention import Period, RetentionRow, Term, pension_ages, triggers
from casework.text.days import plain

KnownDates = Mapping[str, date | str]
"""What is known of a record: role (`born`, `left`, `paid`) to its date, or to the words why there is none."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The day a rule gives, or None; by which trigger; and how it comes about or why it cannot, in words."""

    date: date | None
    trigger: str
    words: str


def after(day: date, period: Period) -> date:
    """The day a period from `day` is over."""
    return day + relativedelta(years=period.years, months=period.months, days=period.days)


def trigger_date(trigger: str, known: KnownDates) -> date | str:
    """The day of a trigger, or the words why there is none."""
    meant = triggers()[trigger]
    said = known.get(meant.of)
    if not isinstance(said, date):
        return f"{meant.missing}: {said}" if said else meant.missing
    return _TURNS[meant.turn](said)


def tax_year_end(day: date) -> date:
    """5 April of the tax year a day lies in."""
    return date(day.year + (day > date(day.year, 4, 5)), 4, 5)


def financial_year_end(day: date) -> date:
    """31 March of the financial year a day lies in."""
    return date(day.year + (day > date(day.year, 3, 31)), 3, 31)


def next_month_end(day: date) -> date:
    """The last day of the month after: a pay reference period is a month at most."""
    return date(day.year, day.month, 1) + relativedelta(months=2) - ONE_DAY


def pension_date(born: date) -> date:
    """The day somebody born then reaches normal pension age, at the latest."""
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
    """The day the record's time is over under a row."""
    found = [_term(term, known) for term in row.terms]
    if len(found) == 1:
        return found[0]
    dated = [(one.date, one) for one in found if one.date]
    if len(dated) < len(found):
        lacking = next(one for one in found if not one.date)
        return PeriodEnd(None, lacking.trigger, lacking.words)
    day, chosen = (max if row.which == "later" else min)(dated, key=lambda one: one[0])
    both = " and ".join(f"{one.words} ({plain(its)})" for its, one in dated)
    return PeriodEnd(day, chosen.trigger, f"the {row.which} of {both}")


def _term(term: Term, known: KnownDates) -> PeriodEnd:
    day = trigger_date(term.trigger, known)
    return _end_of(term, day) if isinstance(day, date) else PeriodEnd(None, term.trigger, day)


@lru_cache(100_000)
def _end_of(term: Term, day: date) -> PeriodEnd:
    said = f"{triggers()[term.trigger].words} on {plain(day)}"
    if term.wait != Period():
        said = f"{plain(after(day, term.wait))}, which is {term.wait} after {said}"
        day = after(day, term.wait)
    if term.period == Period():
        return PeriodEnd(day, term.trigger, f"at once on {said}" if term.trigger != "normal-pension-age" else said)
    return PeriodEnd(after(day, term.period), term.trigger, f"{term.period} after {said}")


def in_words(row: RetentionRow) -> str:
    """How long a row says records are kept, for a schedule and for letters: "25 years after the end of employment"."""
    said = [_term_words(term) for term in row.terms]
    kept = said[0] if len(said) == 1 else f"{' or '.join(said)}, whichever is {row.which}"
    if row.review:
        return f"{kept}; then looked at again"
    return f"{kept}; then made anonymous" if row.anonymise else kept


def _term_words(term: Term) -> str:
    trigger = triggers()[term.trigger].words
    if term.period == Period():
        return f"until {trigger}"
    since = f"{term.wait} after {trigger}" if term.wait != Period() else trigger
    return f"{term.period} {'from' if term.wait != Period() else 'after'} {since}"
