"""The pause for clarification: of a request for access only, both its days left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused
from counting import FREE, on, run


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 25), st.integers(0, 60))
def test_a_pause_leaves_out_both_end_days(received, asked, took):
    """Art 12A(5): the plain end moves by reply - asked + 1 days, one fewer if asked on the day of receipt."""
    first = received + timedelta(days=asked)
    found = run(
        "access", received, ("clarification_requested", first), ("clarification_received", first + timedelta(days=took))
    )
    plain = next(step.date for step in found.steps if step.why.startswith("one month"))
    days = took + 1 - (asked == 0)
    end = plain + timedelta(days=days)
    while end.weekday() in (5, 6) or end in FREE["england-and-wales"]:
        end += timedelta(days=1)
    assert (found.left_out, found.due) == (days, end)


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 20), st.integers(0, 20))
def test_other_rights_never_pause(received, asked, took):
    """Art 12A(5) speaks of Article 15 only: a question on any other right moves nothing."""
    first = received + timedelta(days=asked)
    asked_and_answered = ("clarification_requested", first), ("clarification_received", first + timedelta(days=took))
    assert run("other", received, *asked_and_answered).due == run("other", received).due
    assert run("other", received, asked_and_answered[0]).state == "due"


def test_a_question_on_another_right_has_its_step():
    """Art 12A(5) is for Article 15: for the others the working says that the question moves nothing."""
    assert (
        "the clock goes on"
        in run("other", on("2026-03-10"), ("clarification_requested", on("2026-03-12"))).steps[0].why
    )


def test_overlapping_pauses_are_one():
    """Two questions out at once leave their days out once (inferred)."""
    received = on("2026-06-01")
    pair = [
        ("clarification_requested", on("2026-06-05")),
        ("clarification_received", on("2026-06-12")),
        ("clarification_requested", on("2026-06-10")),
        ("clarification_received", on("2026-06-15")),
    ]
    assert run("access", received, *pair).left_out == 11


def test_a_pause_before_the_identity_adds_nothing():
    """Days up to the relevant time are outside the period (inferred)."""
    events = [
        ("clarification_requested", on("2026-03-11")),
        ("clarification_received", on("2026-03-15")),
        ("id_requested", on("2026-03-11")),
        ("id_received", on("2026-03-19")),
    ]
    assert run("access", on("2026-03-10"), *events).left_out == 0


def test_an_unanswered_question_leaves_no_day_to_state():
    """Art 12A(5): while clarification is outstanding the clock stands still."""
    found = run("access", on("2026-03-10"), ("clarification_requested", on("2026-03-20")))
    assert (found.state, found.due) == ("paused", None)


def test_a_question_asked_too_late_revives_nothing():
    """Days after the period's end cannot be left out of it."""
    events = ("clarification_requested", on("2026-05-20")), ("clarification_received", on("2026-05-25"))
    assert run("access", on("2026-03-10"), *events).due == on("2026-04-10")


def test_a_question_out_since_after_the_end_leaves_the_case_late():
    """A question asked when the month is over does not take an overdue case off the board (inferred)."""
    found = run("access", on("2026-03-10"), ("clarification_requested", on("2026-05-20")))
    assert (found.state, found.due) == ("due", on("2026-04-10"))
    assert "after the time had run out" in found.notes[0]
    assert run("access", on("2026-03-10"), ("clarification_requested", on("2026-04-10"))).state == "paused"


def test_a_question_of_the_last_weekend_shows_both_days():
    """Asked on the Monday to which the period ran on: its days are left out (inferred), and the Monday is cautious."""
    pair = ("clarification_requested", on("2026-06-15")), ("clarification_received", on("2026-06-18"))
    found = run("access", on("2026-05-13"), *pair)
    assert (found.due, found.cautious) == (on("2026-06-19"), on("2026-06-15"))
    assert found.steps[-1].standing == "inferred"


def test_an_answer_without_a_question_is_refused_in_a_sentence():
    """A pause needs both its days."""
    with pytest.raises(Refused, match="Give the date it was asked for, on or before that"):
        run("access", on("2026-03-10"), ("clarification_received", on("2026-03-12")))


@pytest.mark.parametrize(
    ("received", "questions", "due", "cautious"),
    [
        # asked and answered on the Monday the period ran on to; asked again when it was over
        ("2028-09-22", ["2028-10-23 2028-10-23", "2028-10-24 2028-12-01"], "2028-10-23", None),
        ("2026-02-07", ["2026-03-08 2026-03-10"], "2026-03-11", "2026-03-09"),
        ("2026-02-07", ["2026-03-07 2026-03-10"], "2026-03-11", None),  # the Saturday is the period's own last day
        ("2026-02-07", ["2026-03-08 2026-03-08"], "2026-03-09", None),  # gone before the Monday
        ("2026-02-07", ["2026-03-08 2026-03-09"], "2026-03-10", "2026-03-09"),
        ("2026-02-07", ["2026-03-09 2026-03-09"], "2026-03-09", None),
        ("2026-02-07", ["2026-03-09 2026-03-13"], "2026-03-16", "2026-03-09"),  # answered on a Friday: the Monday after
        ("2026-02-07", ["2026-03-08 2026-03-10", "2026-03-11 2026-03-11"], "2026-03-11", "2026-03-09"),
        ("2026-02-07", ["2026-03-08 2026-03-10", "2026-03-11 2026-03-12"], "2026-03-13", "2026-03-09"),
        (
            "2026-02-07",
            ["2026-03-08 2026-03-10", "2026-03-12 2026-03-13"],
            "2026-03-11",
            "2026-03-09",
        ),  # the second late
        (
            "2026-11-25",
            ["2026-12-26 2026-12-29"],
            "2026-12-30",
            "2026-12-29",
        ),  # begun between Christmas and the Tuesday
        (
            "2026-03-10",
            ["2026-04-10 2026-04-10", "2026-04-11 2026-04-12"],
            "2026-04-13",
            None,
        ),  # each its own days more
    ],
)
def test_a_pause_of_the_closing_days(received, questions, due, cautious):
    """Each question is tested for coming in time by itself; one begun when no day of the period's own was left ends
    before the due day, and one of that last working day alone moves nothing (inferred)."""
    days = [map(on, one.split()) for one in questions]
    events = [
        event
        for asked, answered in days
        for event in (("clarification_requested", asked), ("clarification_received", answered))
    ]
    found = run("access", on(received), *events)
    assert (found.due, found.cautious) == (on(due), on(cautious) if cautious else None)


def test_the_steps_of_a_pause_of_the_closing_days():
    """The working gives the days left out, why the due date moves, and that it is inferred; a note covers what changes nothing."""
    pair = ("clarification_requested", on("2026-03-08")), ("clarification_received", on("2026-03-10"))
    last = run("access", on("2026-02-07"), *pair).steps[-1]
    assert (last.date, last.standing) == (on("2026-03-11"), "inferred")
    assert last.why.startswith("3 days do not count: clarification from 8 March 2026 to 10 March 2026, both included")
    nothing = ("clarification_requested", on("2026-03-09")), ("clarification_received", on("2026-03-09"))
    assert "it does not move the due date (inferred)" in run("access", on("2026-02-07"), *nothing).notes[0]


def test_before_2026_the_day_of_the_answer_may_be_the_last():
    """Under the old guidance that day counts: a pause of the closing weekend ends before the day of the answer."""
    pair = ("clarification_requested", on("2024-03-10")), ("clarification_received", on("2024-03-12"))
    assert run("access", on("2024-02-09"), *pair).due == on("2024-03-12")


@pytest.mark.parametrize("asked", ["2026-03-08", "2026-03-09"])
def test_a_question_of_the_closing_days_that_is_out_shows_the_stricter_day(asked):
    """The pause is inferred: the due date without that question is the cautious one; a question in time has none."""
    found = run("access", on("2026-02-07"), ("clarification_requested", on(asked)))
    assert (found.state, found.due, found.cautious) == ("paused", None, on("2026-03-09"))
    assert run("access", on("2026-02-07"), ("clarification_requested", on("2026-03-07"))).cautious is None
