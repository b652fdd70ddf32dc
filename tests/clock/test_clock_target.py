"""The council's internal target beside the statutory day, and the working days to it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework import clock
from counting import on, run


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.sets(st.integers(0, 40)))
def test_the_councils_closing_days_never_move_a_statutory_day(received, offsets):
    """Closing days bring the internal target forward, or leave it; the target is never after the due day."""
    found = run("access", received)
    closed = {received + timedelta(days=offset) for offset in offsets}
    target = clock.target(found, closed)
    assert received <= target <= clock.target(found, set()) <= found.due
    assert target not in closed or target == received
    assert run("access", received).due == found.due


def test_a_day_on_which_the_council_is_shut_brings_the_target_forward():
    """Monday 14 December 2026 shut: Friday 11 December; the statutory day stays."""
    found = run("access", on("2026-11-16"))
    assert clock.target(found, {on("2026-12-14")}) == on("2026-12-11")


def test_the_internal_target_goes_with_pause_and_extension():
    """28 days from the start, with the days left out, and with the months of an extension."""
    pair = ("clarification_requested", on("2026-03-20")), ("clarification_received", on("2026-04-30"))
    assert clock.target(run("access", on("2026-03-10"), *pair), set()) == on("2026-05-19")
    assert clock.target(run("access", on("2026-03-10"), ("extended", on("2026-03-20"))), set()) == on("2026-06-05")


def test_the_boards_example():
    """Received 16 November 2026: due 16 December, target 14 December, 17 working days after Monday 23 November."""
    found = run("access", on("2026-11-16"))
    assert (found.due, clock.target(found, set())) == (on("2026-12-16"), on("2026-12-14"))
    assert clock.working_days_left(on("2026-11-23"), found.due, "england-and-wales") == 17
    assert clock.working_days_left(on("2026-12-21"), found.due, "england-and-wales") == -3
