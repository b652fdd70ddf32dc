"""Requests on every day of receipt, and in any mixture of events, against a second calculator."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import clock
from counting import NATIONS, counted, run, second


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("right", ["access", "other"])
def test_every_day_from_2018_to_2030_against_a_second_calculator(nation, right):
    """Art 12(3) and 12A(1): 4,600 days of receipt, three nations, two rights, no difference."""
    day, last, thirty = date(2018, 5, 25), date(2030, 11, 29), 0
    while day <= last:
        found = run(right, day, nation=nation)
        assert found.due == second(day, 1, nation), day
        assert found.rule == f"{right}-{'12a' if day >= date(2026, 2, 5) else 'pre2026'}"
        thirty += found.due != day + timedelta(days=30)
        day += timedelta(days=1)
    assert thirty > 3000, "the planted fault: a 30-day timer would be wrong most days"


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 25))
def test_extended_every_day_against_the_second_calculator(received, after):
    """Art 12A(3): an extension in time gives three months from the start, on whatever day its notice was given."""
    found = run("access", received, ("extended", received + timedelta(days=after)))
    assert found.due == second(received, 3, "england-and-wales")


@given(
    st.dates(date(2026, 2, 5), date(2028, 6, 1)),
    st.none() | st.integers(0, 60),
    st.lists(st.tuples(st.integers(-5, 25), st.integers(0, 40)), max_size=3),
    st.booleans(),
    st.sampled_from(NATIONS),
)
def test_identity_pauses_and_extension_together_against_the_second_calculator(
    received, came, questions, longer, nation
):
    """Arts 12A(2), (3) and (5) together, in any mixture: the day is the one counted on the fingers."""
    start = received + timedelta(days=came or 0)
    asked = [(max(received, start + timedelta(days=a)), took) for a, took in questions]
    pairs = [(first, first + timedelta(days=took)) for first, took in asked]
    # answers come in the order of the questions, so that each question has its own
    pairs = list(zip(sorted(first for first, _ in pairs), sorted(last for _, last in pairs), strict=True))
    events = [("id_requested", received), ("id_received", start)] if came is not None else []
    for first, last in pairs:
        events += [("clarification_requested", first), ("clarification_received", last)]
    if longer:
        events.append(("extended", start))
    found = run("access", received, *events, nation=nation)
    months = 3 if longer else 1
    assert found.due == counted(received, months=months, nation=nation, identity=start, asked=pairs)
    assert found.due >= second(start, months, nation)
    assert clock.is_working_day(found.due, nation)
    assert found.cautious is None or found.cautious < found.due
    assert [step.date for step in found.steps][-1] == found.due
    assert all(step.citation and step.why and step.standing in ("found", "inferred") for step in found.steps)


def test_the_planted_faults_are_seen():
    """Counting from the day after, leaving out one day too few, or not rolling, is another day on many days of receipt."""
    days = [date(2026, 2, 5) + timedelta(days=n) for n in range(365)]
    due = [run("access", day).due for day in days]
    assert sum(second(day + timedelta(days=1), 1, NATIONS[0]) != was for day, was in zip(days, due, strict=True)) > 200
    assert sum(second(day, 1, NATIONS[1]) != was for day, was in zip(days, due, strict=True)) > 3
    late = [
        (day, run("access", day, ("clarification_requested", day + timedelta(days=5)), ("clarification_received", day + timedelta(days=12))))
        for day in days
    ]  # fmt: skip
    short = [
        counted(day, months=1, nation=NATIONS[0], asked=[(day + timedelta(days=5), day + timedelta(days=11))])
        for day, _ in late
    ]
    assert sum(one != found.due for one, (_, found) in zip(short, late, strict=True)) > 200
