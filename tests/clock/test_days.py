"""Days as people write them, and which of them a nation works on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused
from casework.clock.days import (
    Span,
    days_left_out,
    first_of_period,
    is_working_day,
    join_spans,
    next_working_day,
    why_not_working,
    working_days_left,
)
from casework.text.days import day, long, ordinal, plain

ENGLAND = "england-and-wales"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "not a date on the calendar"),
        ("2026-13-01", "not a date on the calendar"),
        ("31 Feb 2026", "not a date on the calendar"),
        ("01/02/26", "two-digit year"),
        ("1-2-26", "two-digit year"),
        ("2 Mar 26", "two-digit year"),
        ("01/02/0026", "Check the year"),
        ("16-11-2026", "Enter it like"),
        ("friday", "is not a date"),
        ("", "is not a date"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed, said):
    """A day is never guessed: each wrong one gets its sentence."""
    with pytest.raises(Refused, match=said):
        day(typed)


@pytest.mark.parametrize(
    "typed", ["2026-03-02", "02/03/2026", "2/3/2026", "2 Mar 2026", "2  March 2026", " 02/03/2026 ", "2 march 2026"]
)
def test_days_are_taken_as_people_write_them(typed):
    """ISO, day before month, and words are one day; the month never comes first."""
    assert day(typed) == date(2026, 3, 2)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_what_is_shown_can_be_typed(when):
    """Each way the console writes a day is a way it reads one."""
    assert day(plain(when)) == day(when.isoformat()) == day(f"{when:%d/%m/%Y}") == when
    assert long(when).endswith(plain(when))


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_sentence(text):
    """Nothing anybody types falls through."""
    try:
        assert isinstance(day(text), date)
    except Refused as refused:
        assert str(refused).startswith("'")


@given(st.dates(date(2018, 1, 1), date(2030, 12, 20)), st.sampled_from([ENGLAND, "scotland", "northern-ireland"]))
def test_a_day_runs_on_to_the_next_working_day_only(when, nation):
    """Reg 1182/71 Art 3(4): a working day stays; any other goes to the first working day after it, and why is said."""
    to = next_working_day(when, nation)
    assert is_working_day(to, nation)
    assert not any(is_working_day(when + timedelta(days=n), nation) for n in range((to - when).days))
    assert bool(why_not_working(when, nation)) == (to != when)


def test_why_a_day_is_no_working_day_is_said_in_words():
    """A Saturday is a Saturday even if it is Christmas; the holidays on the way are named."""
    assert why_not_working(date(2021, 12, 25), ENGLAND) == (
        "25 December 2021 is a Saturday, 27 December 2021 is a bank holiday (Christmas Day (substitute day)), "
        "28 December 2021 is a bank holiday (Boxing Day (substitute day))"
    )


def test_working_days_left_counts_after_today_to_the_due_day():
    """Today is not counted, the due day is; past it the number is negative, and on it nought."""
    assert working_days_left(date(2026, 11, 22), date(2026, 12, 16), ENGLAND) == 18
    assert working_days_left(date(2026, 11, 23), date(2026, 12, 16), ENGLAND) == 17
    assert working_days_left(date(2026, 12, 16), date(2026, 12, 16), ENGLAND) == 0
    assert working_days_left(date(2026, 12, 17), date(2026, 12, 16), ENGLAND) == -1
    assert working_days_left(date(2026, 12, 29), date(2026, 12, 24), ENGLAND) == -1, "Christmas is between"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-1, 20)), max_size=5), st.integers(0, 40))
def test_a_day_in_two_pauses_is_left_out_once(spans, start):
    """The joined spans hold the same days as all of them together, and none before the start is counted."""
    base = date(2026, 3, 1)
    made = [Span(base + timedelta(days=a), base + timedelta(days=a + n)) for a, n in spans]
    days = {one.first + timedelta(days=n) for one in made for n in range((one.last - one.first).days + 1)}
    begun = base + timedelta(days=start)
    assert days_left_out(join_spans(made), begun) == len({one for one in days if one > begun})


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (31, "31st")]
)
def test_the_days_of_a_month_in_words(number, said):
    """As a letter writes them."""
    assert ordinal(number) == said


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2026, 11, 15), date(2026, 5, 16)),
        (date(2026, 11, 30), date(2026, 6, 1)),
        (date(2026, 8, 30), date(2026, 3, 1)),
        (date(2026, 8, 31), date(2026, 3, 1)),
        (date(2027, 2, 28), date(2026, 9, 1)),
    ],
)
def test_a_period_that_ends_with_a_day_begins_where_it_would_end_there(last, first):
    """Six months from its first day end with its last, whatever the months' lengths, and no day is moved."""
    assert first_of_period(last, 6) == first
