"""The extension by two further months, and the clock of its notice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import on, run, second


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 200))
def test_an_extension_counts_only_when_its_notice_is_in_time(received, after):
    """Art 12A(4)(a): by the end of the first month it makes three months, a day later it makes nothing."""
    given = received + timedelta(days=after)
    first = second(received, 1, "england-and-wales")
    found = run("access", received, ("extended", given))
    assert found.due == (second(received, 3, "england-and-wales") if given <= first else first)
    assert any("no effect" in step.why for step in found.steps) == (given > first)


def test_a_late_extension_has_no_effect_and_says_the_last_lawful_day():
    """Art 12A(4)(a): a notice after the first month is kept, moves nothing, and the step names the last day."""
    found = run("access", on("2026-03-10"), ("extended", on("2026-04-11")))
    assert found.due == on("2026-04-10")
    assert "too late and has no effect: the last lawful day was Friday 10 April 2026" in found.steps[0].why
    assert run("access", on("2026-03-10"), ("extended", on("2026-04-10"))).due == on("2026-06-10")


def test_an_extension_after_a_short_month_shows_the_cautious_day():
    """31 January extends to 30 April (ICO); 28 February and two months, 28 April, is shown as the cautious day."""
    found = run("other", on("2027-01-31"), ("extended", on("2027-02-01")))
    assert (found.due, found.cautious) == (on("2027-04-30"), on("2027-04-28"))


@pytest.mark.parametrize(
    ("received", "took", "due", "cautious"),
    [("2026-05-31", 9, "2026-09-10", "2026-09-09"), ("2026-06-10", 35, "2026-10-16", "2026-10-15")],
)
def test_a_pause_with_an_extension_shows_the_earlier_of_the_other_readings(received, took, due, cautious):
    """Together they are inferred: counted on from the first month's end, with or without its pause, may end sooner."""
    asked = on(received) + timedelta(days=5)
    pair = ("clarification_requested", asked), ("clarification_received", asked + timedelta(days=took))
    found = run("access", on(received), ("extended", on(received)), *pair)
    assert (found.due, found.cautious) == (on(due), on(cautious))


def test_an_extension_noticed_on_the_rolled_day_shows_the_day_without_it():
    """That the notice's day rolls is inferred: given on the Monday after, the unextended day is the cautious one."""
    found = run("access", on("2026-05-13"), ("extended", on("2026-06-15")))
    assert (found.due, found.cautious) == (on("2026-08-13"), on("2026-06-15"))
    assert "in time only because 13 June 2026 was not a working day" in found.notes[0]


def test_an_extension_noticed_while_the_clock_stands_still_is_in_time():
    """Art 12A(5)(b)(ii): days of clarification do not count towards the notice either, answered or not."""
    out = ("clarification_requested", on("2026-03-20"))
    waiting = run("access", on("2026-03-10"), out, ("extended", on("2026-04-20")))
    assert waiting.state == "paused"
    assert not any("no effect" in step.why for step in waiting.steps)
    back = ("clarification_received", on("2026-04-30"))
    assert run("access", on("2026-03-10"), out, back, ("extended", on("2026-05-20"))).further == 2


def test_the_extension_notice_has_a_clock_of_its_own():
    """Art 12A(4)(a), (5)(b)(ii): first month, with the access pause; its roll is inferred and the unrolled day shown."""
    found = run("access-12a-extension-notice", on("2026-05-13"))
    assert (found.due, found.cautious) == (on("2026-06-15"), on("2026-06-13"))
    assert found.steps[-1].standing == "inferred"
    assert run("access-12a-extension-notice", on("2026-05-13"), ("extended", on("2026-05-20"))).state == "none"


def test_no_notice_is_owed_once_the_request_is_answered():
    """The extension notice's clock ends with the request's."""
    found = run("access-12a-extension-notice", on("2026-05-13"), ("sent", on("2026-07-20")))
    assert found.state == "none"
    assert found.steps[-1].why == "answered on 20 July 2026: a notice is no longer due"
