"""Seventy-two elapsed hours to report a breach: counted in UTC, never rolled, right across both clock changes."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused, clock
from casework.timeline.events import Event, Kind
from counting import DAYS, NATIONS, on, run
from dpo_console.plain import to_json

RULE = "breach-art33-72h"
LONDON = ZoneInfo("Europe/London")
GOVERNED = [day for day in DAYS if day >= on("2018-05-26")]


def changes(day):
    """Whether the clocks change on a day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
    return noon.utcoffset() != (noon - timedelta(days=1)).utcoffset()


def second(aware):
    """The instant 72 hours on, on the fingers: a wall clock moved three days in UTC and put back into words."""
    later = aware.timestamp() + 72 * 60 * 60
    return datetime.fromtimestamp(later, LONDON)


def test_every_day_from_2018_to_2030_at_four_hours():
    """Art 33(1): on every day, weekend or holiday, exactly 72 hours later in Europe/London's time, in any nation."""
    for number, day in enumerate(GOVERNED):
        for hour in (0, 7, 16, 23):
            aware = datetime(day.year, day.month, day.day, hour, 59, tzinfo=UTC)
            due = clock.hours(RULE, aware, nation=NATIONS[number % 3]).due
            assert due == second(aware)
            assert (due.hour, due.utcoffset()) == (second(aware).hour, second(aware).utcoffset())


def test_every_hour_about_every_change_of_the_clocks():
    """For four days before and after each of the 25 changes, at every hour: 72 hours in UTC, and the wall clock moves."""
    turned = [day for day in GOVERNED if changes(day)]
    assert len(turned) == 25
    moved = 0
    for day in turned:
        for hours in range(-96, 96):
            aware = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
            found = clock.hours(RULE, aware)
            assert found.due.timestamp() - aware.timestamp() == 259_200
            shifted = found.due.hour != found.received.hour
            assert shifted == ("the clocks went" in found.steps[0].why)
            moved += shifted
    assert moved == 25 * 72, "the planted fault: wall-clock days would be an hour wrong for each of these"


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-06-14T04:52Z", "2026-06-17T05:52:00+01:00"),  # breach72.pages.dev
        ("2026-10-24T16:30", "2026-10-27T15:30:00+00:00"),  # back: an hour earlier by the clock
        ("2026-03-27T16:30", "2026-03-30T17:30:00+01:00"),  # forward: an hour later
        ("2026-10-25T01:30+01:00", "2026-10-28T00:30:00+00:00"),  # the first of the two
        ("2026-10-25T01:30+00:00", "2026-10-28T01:30:00+00:00"),  # the second
        ("2026-12-24T17:00", "2026-12-27T17:00:00+00:00"),  # Christmas and a weekend: never rolled
    ],
)
def test_the_published_keys_of_an_instant(aware, due):
    """`due` and `received` of `clock --json` are instants with their offset in Europe/London."""
    said = json.loads(to_json(clock.hours(RULE, clock.instant(aware))))
    assert (said["state"], said["due"], said["cautious"]) == ("due", due, None)
    assert datetime.fromisoformat(said["received"]) == clock.instant(aware)
    assert datetime.fromisoformat(said["steps"][0]["date"]) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-20T16:30", "2026-11-20T16:30:00+00:00"),
        ("2026-07-01 09:00", "2026-07-01T08:00:00+00:00"),
        ("1/7/2026 9:00", "2026-07-01T08:00:00+00:00"),
        ("20 Nov 2026 16:30", "2026-11-20T16:30:00+00:00"),
        ("2026-10-25T00:59", "2026-10-24T23:59:00+00:00"),
        ("2026-10-25T02:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-29T00:59", "2026-03-29T00:59:00+00:00"),
        ("2026-03-29T02:00", "2026-03-29T01:00:00+00:00"),
        ("2026-06-14T04:52:30Z", "2026-06-14T04:52:30+00:00"),
        ("2026-06-14T04:52+02:00", "2026-06-14T02:52:00+00:00"),
    ],
)
def test_an_instant_is_taken_as_people_write_it(said, meant):
    """A day as anywhere in the console and a time of Europe/London, or with its offset, is the instant meant."""
    assert clock.instant(said).isoformat() == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-10-25T01:30", r"twice, before and after the clocks went back. Enter 01:30\+01:00 or 01:30\+00:00"),
        ("2026-10-25T01:00", "01:00 on Sunday 25 October 2026 came twice"),
        ("2026-03-29T01:30", "There was no 01:30 on Sunday 29 March 2026: the clocks went forward"),
        ("2026-03-29T01:00", "There was no 01:00"),
        ("2026-11-20", "is not a date and time. Write it like 2026-11-20T16:30"),
        ("16:30", "is not a date and time"),
        ("", "is not a date and time"),
        ("2026-11-20T25:00", "is not a valid time"),
        ("2026-11-20T16:60", "is not a valid time"),
        ("2026-11-20T16:30+99:00", "is not a valid time"),
        ("2026-02-30T10:00", "not a date on the calendar"),
        ("20/11/26 10:00", "two-digit year"),
    ],
)
def test_what_is_no_instant_is_refused_with_the_reason(said, why):
    """A repeated hour needs its offset, a skipped one never was, and nothing is guessed."""
    with pytest.raises(Refused, match=why):
        clock.instant(said)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2030, 12, 31)))
def test_every_local_minute_is_one_instant_or_refused(local):
    """What is taken is that time in London, once; what is refused is an hour of a change of the clocks."""
    local = local.replace(second=0, microsecond=0)
    back = {when.astimezone(LONDON).replace(tzinfo=None) for when in candidates(local)}
    fits = [when for when in candidates(local) if when.astimezone(LONDON).replace(tzinfo=None) == local]
    try:
        assert [clock.instant(local.isoformat(timespec="minutes"))] == fits
    except Refused:
        assert len(fits) != 1, back


def candidates(local):
    """The instants a local time could be, in winter and in summer time."""
    return [local.replace(tzinfo=UTC) - timedelta(hours=hours) for hours in (0, 1)]


@given(st.text(max_size=30))
def test_any_text_is_an_instant_or_a_sentence(text):
    """Nothing anybody types falls through."""
    try:
        assert clock.instant(text).tzinfo is UTC
    except Refused as refused:
        assert str(refused).endswith(".")


def test_hours_and_days_are_not_confused():
    """A clock in hours needs a time of day, one in days takes none, and a rule is for the days it is in force."""
    with pytest.raises(Refused, match=r"counts hours\. Give the time too, for example 2026-11-20T16:30"):
        run(RULE, on("2026-11-20"))
    with pytest.raises(Refused, match="counts days, not hours"):
        clock.hours("foi-s10", datetime(2026, 11, 20, tzinfo=UTC))
    with pytest.raises(Refused, match="24 May 2018 is before that"):
        clock.hours(RULE, datetime(2018, 5, 24, 22, 59, tzinfo=UTC))
    assert clock.hours(RULE, datetime(2018, 5, 24, 23, 0, tzinfo=UTC)).received.day == 25
    assert [clock.counts_hours(one) for one in (RULE, "access", "foi-s10", "zz")] == [True, False, False, False]


def test_the_working_in_words():
    """The instant with its zone, the change of the clocks, and that a late report gives its reasons."""
    lines = clock.deadline_lines(clock.hours(RULE, clock.instant("2026-10-24T16:30")))
    assert lines[0] == "Due 15:30 (GMT) on Tuesday 27 October 2026  [breach-art33-72h]"
    assert "the clocks went back in between" in lines[1]
    assert "a later report gives the reasons" in lines[-1]


def test_only_a_clock_in_hours_ends_at_an_instant():
    """The 72 hours end at an instant; a clock in months ends on a date, and has no instant to answer."""
    hours = clock.hours(RULE, datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    assert hours.ends == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    months = clock.deadline("access", [Event(Kind.received, on("2026-11-16"))])
    with pytest.raises(TypeError, match="ends on a date"):
        _ = months.ends
