"""The dates retention goes by: each trigger, each period, the words for them. Pure."""

from calendar import isleap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.retention import Period, RetentionRow, Term, published_rows, read_period, triggers
from casework.retention.dates import after, in_words, period_end

KNOWN = {
    "born": date(1984, 2, 29), "left": date(2001, 3, 31), "paid": date(2019, 4, 6), "checked": date(2026, 1, 31),
    "created": date(2020, 2, 29), "closed": date(2020, 5, 1), "recruited": date(2020, 5, 2), "entered": date(2020, 5, 3),
    "contacted": date(2020, 5, 4), "decided": date(2020, 5, 5), "alleged": date(2020, 5, 6),
    "submitted": date(2020, 5, 7), "census": date(2026, 9, 30), "interviewed": date(2020, 5, 8),
    "probation": date(2020, 5, 9), "apprenticed": date(2020, 5, 10), "relied": date(2020, 5, 11),
}  # fmt: skip


def row(*terms, which="later", review=False):
    """A row of these (trigger, period) terms."""
    made = tuple(Term(trigger, read_period(text)) for trigger, text in terms)
    return RetentionRow("x", "x", ("x",), made, "x", "x", "council", which=which, review=review)


@pytest.mark.parametrize(
    ("number", "day", "words"),
    [
        (
            1,
            date(2008, 3, 31),
            "6 years after 31 March 2002, which is 1 year after the end of employment on 31 March 2001",
        ),
        (2, date(2026, 3, 31), "25 years after the end of employment on 31 March 2001"),
        (3, date(2059, 2, 28), "75 years after birth on 29 February 1984"),
        (6, date(2026, 3, 31), "6 years after the end of the financial year on 31 March 2020"),
        (7, date(2026, 4, 5), "6 years after the end of the tax year on 5 April 2020"),
        (11, date(2025, 5, 31), "6 years after the end of the following pay period on 31 May 2019"),
        (14, date(2026, 7, 31), "6 months after the check on 31 January 2026"),
        (15, date(2020, 11, 2), "6 months after the end of recruitment on 2 May 2020"),
        (19, date(2020, 5, 9), "at once on the end of probation on 9 May 2020"),
        (21, date(2027, 2, 28), "7 years after the day it was made on 29 February 2020"),
        (28, date(2026, 5, 4), "6 years after the last contact on 4 May 2020"),
        (35, date(2060, 5, 3), "40 years after the last entry on 3 May 2020"),
        (38, date(2020, 11, 5), "6 months after the outcome on 5 May 2020"),
        (39, date(2022, 5, 1), "2 years after its closure on 1 May 2020"),
        (49, date(2032, 9, 30), "6 years after the end of the census year on 30 September 2026"),
        (50, date(2026, 5, 7), "6 years after its submission on 7 May 2020"),
    ],
)
def test_a_row_gives_its_day_and_says_how(number, day, words):
    """Every kind of trigger gives the day the calendar does, in words that name trigger and period."""
    made = period_end(published_rows()[f"r{number:02}"], KNOWN)
    assert (made.date, made.words) == (day, words)


@pytest.mark.parametrize(
    ("paid", "tax", "financial", "pay"),
    [
        (date(2020, 4, 5), date(2020, 4, 5), date(2021, 3, 31), date(2020, 5, 31)),
        (date(2020, 4, 6), date(2021, 4, 5), date(2021, 3, 31), date(2020, 5, 31)),
        (date(2020, 3, 31), date(2020, 4, 5), date(2020, 3, 31), date(2020, 4, 30)),
        (date(2019, 12, 31), date(2020, 4, 5), date(2020, 3, 31), date(2020, 1, 31)),
        (date(2020, 1, 31), date(2020, 4, 5), date(2020, 3, 31), date(2020, 2, 29)),
    ],
)
def test_years_end_on_their_days(paid, tax, financial, pay):
    """A tax year ends on 5 April, a financial year on 31 March, the following pay period with the next month."""
    names = ("end-of-tax-year", "end-of-financial-year", "following-pay-period")
    found = [period_end(row((name, "at once")), {"paid": paid}).date for name in names]
    assert found == [tax, financial, pay]


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        (date(1960, 4, 5), date(2026, 4, 5)),
        (date(1960, 4, 6), date(2027, 4, 6)),
        (date(1977, 4, 5), date(2044, 4, 5)),
        (date(1977, 4, 6), date(2045, 4, 6)),
        (date(1984, 2, 29), date(2052, 2, 29)),
    ],
)
def test_normal_pension_age_goes_by_the_birth_date(born, reached):
    """66, 67 or 68 by the day of birth, the higher where the law lies between (Pensions Acts 1995 to 2014)."""
    assert period_end(row(("normal-pension-age", "at once")), {"born": born}).date == reached


def test_an_allegation_is_kept_to_pension_age_or_ten_years_whichever_is_later():
    """RetentionRow 23 takes the later of two: for the young pension age, for those near it ten years (KCSIE)."""
    young = period_end(published_rows()["r23"], {"born": date(1990, 1, 1), "alleged": date(2026, 1, 1)})
    old = period_end(published_rows()["r23"], {"born": date(1961, 1, 1), "alleged": date(2026, 1, 1)})
    assert (young.date, old.date) == (date(2058, 1, 1), date(2036, 1, 1))
    assert young.words.startswith("the later of normal pension age on 1 January 2058")


def test_an_accident_under_eighteen_is_kept_to_twenty_one():
    """RetentionRow 34: three years after the last entry, for a child to 21."""
    child = period_end(published_rows()["r34"], {"born": date(2010, 6, 1), "entered": date(2026, 1, 1)})
    grown = period_end(published_rows()["r34"], {"born": date(1990, 6, 1), "entered": date(2026, 1, 1)})
    assert (child.date, grown.date) == (date(2031, 6, 1), date(2029, 1, 1))


def test_the_earlier_of_two_counts_where_the_row_says_so():
    """The earlier of two triggers is taken, and both are said."""
    made = period_end(row(("closure", "10 years"), ("birth-date", "30 years"), which="earlier"), KNOWN)
    assert made.date == date(2014, 2, 28)
    assert made.words.startswith("the earlier of 10 years after its closure on 1 May 2020 (1 May 2030) and 30 years")


def test_a_date_that_is_not_there_is_never_guessed():
    """Without its trigger a rule gives no day but says what is missing, also where only one of two is."""
    assert period_end(published_rows()["r02"], {}).words == "no leaving date"
    assert period_end(published_rows()["r23"], {"born": date(1990, 1, 1)}).date is None
    assert period_end(published_rows()["r23"], {"born": date(1990, 1, 1)}).words == "no date of the allegation"
    assert (
        period_end(published_rows()["r02"], {"left": "'31/02/2020' is not a day"}).words
        == "no leaving date: '31/02/2020' is not a day"
    )


def test_every_trigger_has_its_date():
    """Each trigger of the table of law finds its date among those a record may have."""
    for name in triggers():
        assert period_end(row((name, "at once")), KNOWN).date, name


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)), st.integers(0, 120), st.integers(0, 24), st.integers(0, 60))
def test_a_period_never_ends_before_it_begins(begun, years, months, days):
    """Whatever the day and the period, it ends on or after the day, and an anniversary keeps day and month."""
    ended = after(begun, Period(years, months, days))
    assert ended >= begun
    if not months and not days:
        lost = (begun.month, begun.day) == (2, 29) and not isleap(ended.year)
        assert (ended.month, ended.day) == ((2, 28) if lost else (begun.month, begun.day))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "25 years after the end of employment"),
        (23, "until normal pension age or 10 years after the allegation, whichever is later"),
        (29, "10 years after its closure; then reviewed"),
        (41, "until the check"),
    ],
)
def test_a_row_is_said_as_people_say_it(number, said):
    """A row in the words letters and the schedule use."""
    assert in_words(published_rows()[f"r{number:02}"]) == said
