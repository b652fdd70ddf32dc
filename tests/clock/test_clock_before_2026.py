"""Requests received before 5 February 2026: the old law, and the regulator's guidance as it changed."""

import pytest

from casework import Refused, clock
from casework.timeline.events import Event, Kind
from counting import on, run


def test_before_2026_a_pause_runs_to_the_day_before_the_answer():
    """ICO from 21 October 2020 to 4 February 2026: asked-day to the day before the reply; before that none."""
    events = ("clarification_requested", on("2025-03-05")), ("clarification_received", on("2025-03-10"))
    assert run("access", on("2025-03-03"), *events).left_out == 5
    old = ("clarification_requested", on("2020-03-05")), ("clarification_received", on("2020-03-10"))
    found = run("access", on("2020-03-03"), *old)
    assert (found.left_out, found.due) == (0, on("2020-04-03"))
    assert "did not stop the clock" in found.steps[0].why


def test_the_icos_pause_began_with_questions_of_21_october_2020():
    """Asked on 20 October 2020 it did nothing; on the 21st it stops the clock, with the day without it as cautious."""
    answered = ("clarification_received", on("2020-10-26"))
    before = run("access", on("2020-10-05"), ("clarification_requested", on("2020-10-20")), answered)
    after = run("access", on("2020-10-05"), ("clarification_requested", on("2020-10-21")), answered)
    assert (before.due, before.left_out, before.cautious) == (on("2020-11-05"), 0, None)
    assert (after.due, after.left_out, after.cautious) == (on("2020-11-10"), 5, on("2020-11-05"))


def test_where_the_regulator_then_counted_otherwise_the_step_says_so():
    """Until 14 August 2019 the ICO published the day after: 3 September 2018, 4 October."""
    assert "from the day after: 4 October 2018" in run("access", on("2018-09-03")).steps[0].why
    assert "a different count" not in run("access", on("2019-08-15")).steps[0].why


def test_the_other_count_of_2018_follows_an_extension_too():
    """The ICO's count from the day after is shown for three months where three months run."""
    found = run("access", on("2018-09-03"), ("extended", on("2018-09-10")))
    assert "4 December 2018" in found.steps[0].why


def test_one_further_month_under_the_old_law():
    """Old Art 12(3), "up to two further months": 27 August 2019 and one more is 28 October (Ministry of Justice)."""
    events = [Event(Kind.received, on("2019-08-27")), Event(Kind.extended, on("2019-08-27"), months=1)]
    assert clock.deadline("access", events).due == on("2019-10-28")
    with pytest.raises(Refused, match="two further months, not of 1"):
        clock.deadline(
            "access", [Event(Kind.received, on("2026-03-10")), Event(Kind.extended, on("2026-03-11"), months=1)]
        )
