"""Clocks of days, working days, other months and elapsed hours, against a second calculator written here alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from dateutil.relativedelta import relativedelta

from casework import Refused, clock, law, worked
from casework.events import Event, Kind

DAYS = [date(2018, 1, 1) + timedelta(days=number) for number in range((date(2030, 12, 31) - date(2018, 1, 1)).days)]
PARTS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
FREE = {nation: set(holidays.GB(subdiv=part, years=range(2018, 2031))) for nation, part in PARTS.items()}
FREE["any"] = FREE["england-and-wales"] | FREE["scotland"] | FREE["northern-ireland"]
LONDON = ZoneInfo("Europe/London")


def works(day, whose):
    return day.weekday() < 5 and day not in FREE[whose]


def rolled(day, whose):
    return next(later for later in (day + timedelta(days=n) for n in range(15)) if works(later, whose))


def nth_working_day(day, number, whose):
    later = (day + timedelta(days=n) for n in range(1, 200))
    return [one for one in later if works(one, whose)][number - 1]


CALCULATED = {
    "complaint-164a-ack": lambda day, nation: rolled(day + timedelta(30), nation),
    "art14-3a": lambda day, nation: rolled(day + relativedelta(months=1), nation),
    "dpa14-request-window": lambda day, nation: rolled(day + relativedelta(months=1), nation),
    "dpa14-reply": lambda day, nation: rolled(day + relativedelta(months=1), nation),
    "dpa-part3-s54": lambda day, nation: rolled(day + relativedelta(months=1), nation),
    "exam-sch2-25": lambda day, nation: rolled(day + relativedelta(months=5), nation),
    "reporter-14d": lambda day, nation: rolled(day + timedelta(14), "scotland"),
    "health-opinion": lambda day, nation: day - relativedelta(months=6) + timedelta(1),
    "art36": lambda day, nation: rolled(day + timedelta(56), nation),
    "foi-s10": lambda day, nation: nth_working_day(day, 20, "any"),
    "foisa-s10": lambda day, nation: nth_working_day(day, 20, "scotland"),
    "eir-r5": lambda day, nation: nth_working_day(day, 20, "any"),
    "eir-r5-extended": lambda day, nation: nth_working_day(day, 40, "any"),
}


def deadline(rule, received, *events, nation="england-and-wales"):
    return clock.deadline(rule, [Event(Kind.received, received), *events], nation=nation)


@pytest.mark.parametrize("rule", CALCULATED)
@pytest.mark.parametrize("nation", PARTS)
def test_every_day_of_thirteen_years_agrees_with_a_second_calculator(rule, nation):
    """Each day from 2018 to 2030 on which the rule is in force gives the day a calculator of another make gives."""
    governed = [day for day in DAYS if law.rules()[rule].in_force(day)]
    assert len(governed) > 1000
    wrong = {
        day: found.due
        for day in governed
        if (found := deadline(rule, day, nation=nation)).due != CALCULATED[rule](day, nation)
    }
    assert wrong == {}


def test_the_second_calculator_can_disagree():
    """The planted fault: counted with one nation's holidays, freedom of information would be wrong on some days."""
    assert any(nth_working_day(day, 20, "england-and-wales") != deadline("foi-s10", day).due for day in DAYS)


@pytest.mark.parametrize("hour", range(24))
def test_seventy_two_hours_elapse_every_day_of_thirteen_years(hour):
    """From that hour of each day, 72 hours later in UTC: never rolled, and right across both clock changes (Art 33(1))."""
    for day in DAYS[144:]:  # in force from 25 May 2018
        aware = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        due = clock.hours("breach-art33-72h", aware).due
        assert due.timestamp() - aware.timestamp() == 72 * 3600
        assert due.utcoffset() == due.astimezone(LONDON).utcoffset()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-20T16:30", "2026-11-20T16:30:00+00:00"),
        ("2026-07-01 09:00", "2026-07-01T08:00:00+00:00"),
        ("20/11/2026 16:30", "2026-11-20T16:30:00+00:00"),
        ("2026-10-25T01:30+01:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T02:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-29T00:59", "2026-03-29T00:59:00+00:00"),
        ("2026-06-14T04:52:00Z", "2026-06-14T04:52:00+00:00"),
    ],
)
def test_an_instant_is_understood(said, meant):
    """A local time of Europe/London, or one with its offset, is the instant meant."""
    assert clock.instant(said).isoformat() == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-10-25T01:30", "came twice: give the offset"),
        ("2026-03-29T01:30", "never came: the clocks went forward"),
        ("2026-11-20", "not a day with a time"),
        ("2026-11-20T25:00", "no time of day"),
        ("2026-02-30T10:00", "not a day of the calendar"),
    ],
)
def test_an_hour_that_came_twice_or_never_is_refused(said, why):
    """A repeated local hour needs its offset, a skipped one is refused, and what is no instant says so."""
    with pytest.raises(Refused, match=why):
        clock.instant(said)


def test_a_clock_change_is_said_in_the_working():
    """Across 25 October 2026 the time of day moves back an hour, and the working says why."""
    found = clock.hours("breach-art33-72h", clock.instant("2026-10-24T16:30"))
    assert found.as_json()["due"] == "2026-10-27T15:30:00+00:00"
    assert "the clocks went back meanwhile" in found.steps[0].why
    assert "15:30 (UTC+0000)" in clock.words(found)[0]


@pytest.mark.parametrize(
    ("rule", "event", "why"),
    [
        ("complaint-164a-ack", "clarification_requested=2026-07-02", "no pause for clarification"),
        ("complaint-164a-ack", "extended=2@2026-07-02", "cannot be extended"),
        ("eir-r5", "extended=2@2026-07-02", "'eir-r5-extended' is the longer time"),
        ("complaint-164a-ack", "acknowledged=2026-06-30", "before the request was received"),
    ],
)
def test_what_cannot_move_a_clock_is_refused(rule, event, why):
    """A pause where there is none, an extension where there is none, an event before the receipt: one sentence each."""
    with pytest.raises(Refused, match=why):
        clock.deadline(rule, worked.course(date(2026, 7, 1), [event]))


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (
            [
                "clarification_requested=2026-03-05",
                "clarification_received=2026-03-06",
                "clarification_received=2026-03-07",
            ],
            "answered already",
        ),
        (["extended=2@2026-03-05", "extended=2@2026-03-06"], "recorded already"),
        (["id_requested=2026-02-28"], "before the request was received"),
        (["clarification_requested=2026-03-05", "clarification_requested=2026-03-06"], "not answered yet"),
    ],
)
def test_a_course_that_does_not_follow_is_refused(events, why):
    """Two answers to one question, a second extension, something before the receipt, a question asked twice."""
    with pytest.raises(Refused, match=why):
        worked.course(date(2026, 3, 1), events)


def test_a_complaint_before_the_law_is_refused_and_after_it_chosen():
    """Section 164A is in force from 19 June 2026: `complaint` chooses it, the day before is refused."""
    assert deadline("complaint", date(2026, 6, 19)).rule == "complaint-164a-ack"
    with pytest.raises(Refused, match="the first is of 19 June 2026"):
        deadline("complaint", date(2026, 6, 18))
    with pytest.raises(Refused, match="received from 5 February 2026"):
        deadline("dpa-part3-s54", date(2026, 2, 4))


def test_a_complaint_acknowledged_owes_nothing_more_and_says_whether_in_time():
    """Acknowledged on the last day it is in time; a day later it is one day late."""
    for day, said in ((31, "in time"), (3, "3 days late")):
        on = date(2026, 7, 31) if day == 31 else date(2026, 8, 3)
        found = deadline("complaint", date(2026, 7, 1), Event(Kind.acknowledged, on))
        assert (found.state, found.due) == ("none", date(2026, 7, 31))
        assert said in found.steps[-1].why


def test_the_earlier_of_two_ends_an_exam_clock():
    """Five months from the question, or forty days from the announcement, whichever is earlier (Sch 2 para 25(3))."""
    found = deadline("exam-sch2-25", date(2026, 5, 11), Event(Kind.notified, date(2026, 8, 13)))
    assert found.due == date(2026, 9, 22)
    assert deadline("exam-sch2-25", date(2026, 5, 11)).due == date(2026, 10, 12)


def test_a_duty_without_a_number_states_no_day():
    """Articles 7(3), 12(4), 18(3), 19, 21(4), 33(2), 34 and s.164A(4) give no number: state none, and the citation."""
    listed = [one.id for one in law.rules().values() if one.unit == "none"]
    assert listed == ["complaint-outcome", "art33-2", "art34", "refusal", "art18-3", "art19", "art21-4", "art7-3"]
    for rule in listed:
        found = deadline(rule, date(2026, 9, 1))
        assert (found.state, found.due) == ("none", None)
        assert "without undue delay" in found.steps[0].why


def test_hours_and_days_are_not_confused():
    """A clock in hours needs a time of day, and one in days takes none."""
    with pytest.raises(Refused, match="counts hours: give the time too"):
        deadline("breach-art33-72h", date(2026, 11, 20))
    with pytest.raises(Refused, match="counts days, not hours"):
        clock.hours("foi-s10", datetime(2026, 11, 20, tzinfo=UTC))


def test_every_published_worked_example_agrees():
    """The examples of the ICO, the Ministry of Justice and others that agree with the current rule come out as published."""
    text = Path(__file__).with_name("worked_examples.csv").read_text(encoding="utf-8")
    assert worked.check(text) == (39, [])
