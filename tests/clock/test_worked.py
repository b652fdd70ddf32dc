"""A council's own worked cases, recomputed."""

import csv
from datetime import date
from pathlib import Path

import pytest

from casework import Refused, clock
from casework.clock.worked_examples import Recomputed, deadline_from_instant, events_from, parse_event, recompute

HEAD = "id,rule,nation,received,events,expected\n"


def test_agreeing_rows_are_counted_and_differences_listed():
    """Dates, states, events and extensions with and without the day of their notice are understood."""
    rows = [
        "a,access,england-and-wales,2024-11-25,,2024-12-27",
        "b,access,,2026-03-10,id_requested=2026-03-11,not-started",
        "c,access,,2026-03-10,extended=2,2026-06-10",
        "d,access,,2026-03-10,extended=2@2026-04-11,2026-04-10",
        "e,other,scotland,15/05/2026,,16/06/2026",
        "f,access,,2026-01-29,,2026-02-28",
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    assert checked == 6
    assert [str(one) for one in differences] == ["f: expected 2026-02-28, found 2026-03-02"]


def test_a_row_that_cannot_be_computed_says_why_and_the_rest_goes_on():
    """A day that is none, an unknown rule and an unknown event are each a difference with its line."""
    rows = [
        "a,access,,31/02/2026,,2026-03-01",
        "b,zz,,2026-03-10,,x",
        "c,access,,2026-03-10,slept=2026-03-11,x",
        "d,access,,2024-11-25,,2024-12-27",
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    assert (checked, len(differences)) == (4, 3)
    assert "line 2 cannot be computed: column 'received', '31/02/2026' is not a date on the calendar" in str(
        differences[0]
    )


def test_an_answered_case_can_be_checked_by_its_day_or_its_state():
    """A row whose events answer the request agrees with the day it was due, and with `none`."""
    rows = [
        f"{at},access,,2026-03-10,sent=2026-04-01,{said}" for at, said in enumerate(("2026-04-10", "none", "paused"))
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    assert (checked, [one.found for one in differences]) == (3, ["none"])


def test_one_month_more_is_for_the_old_law_only():
    """Old Art 12(3) said up to two further months; Art 12A(3) says two: the Ministry of Justice's own case agrees."""
    rows = ["a,access,,2019-08-27,extended=1,2019-10-28", "b,access,,2026-03-10,extended=1,2026-05-11"]
    differences = recompute(HEAD + "\n".join(rows)).differences
    assert [one.id for one in differences] == ["b"]
    assert "two further months, not of 1" in differences[0].found


def test_an_answer_without_a_question_is_a_sentence():
    """A row that gives clarification received and not asked for is a difference, not a fall."""
    differences = recompute(HEAD + "a,access,,2026-03-10,clarification_received=2026-03-20,2026-04-10").differences
    assert "Give the date it was asked for, on or before that" in differences[0].found


@pytest.mark.parametrize(
    "said",
    ["received=2026-03-11", "extended=3", "extended=2026-03-20", "id_received=", "note", "id_requested=31/02/2026"],
)
def test_an_event_that_is_none_is_refused(said):
    """Another day of receipt, another length of extension, no day and a wrong day are each refused."""
    with pytest.raises(Refused):
        parse_event(said, date(2026, 3, 10))


def test_a_file_saved_by_a_spreadsheet_is_read():
    """A byte-order mark, quotes and spaces do not matter; a short row is a difference and the rest goes on."""
    text = "\ufeff" + HEAD + '"a", access ,"",2024-11-25,"",2024-12-27\r\nb,access\r\n'
    found = recompute(text)
    checked, differences = found.checked, found.differences
    assert (checked, [one.id for one in differences]) == (2, ["b"])


def test_what_is_no_csv_is_refused_with_its_line():
    """A cell without end is refused in one sentence."""
    with pytest.raises(Refused, match="is not CSV"):
        recompute(HEAD + "a," + "x" * (2 << 20))


def test_a_missing_column_is_named():
    """A file that is no list of worked cases is refused with the columns it needs."""
    with pytest.raises(Refused, match="no column 'rule'"):
        recompute("id,received\n")


PUBLISHED = Path(__file__).with_name("worked_examples.csv").read_text(encoding="utf-8")


def test_every_published_example_that_agrees_with_the_rule_comes_out_as_published():
    """The ICO, the Ministry of Justice, the EDPB and others: each worked example of theirs, and no difference."""
    assert recompute(PUBLISHED) == Recomputed(35, [])


def test_a_day_more_or_less_in_any_published_example_is_seen():
    """The planted fault: with every expectation a day later each row differs, so none agrees by accident."""
    rows = list(csv.DictReader(PUBLISHED.splitlines()))
    for row in rows:
        day, time, rest = row["expected"].partition("T")
        row["expected"] = date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat() + time + rest
    lines = [",".join(row[name] for name in HEAD.strip().split(",")) for row in rows]
    found = recompute(HEAD + "\n".join(lines))
    checked, differences = found.checked, found.differences
    assert checked == len(differences) == 35


def test_published_answers_that_the_law_does_not_give():
    """Seven published answers are another day than the rule's, each for the reason its row is named by."""
    rows = [
        "counted-from-the-day-after-until-2019,access,,2018-09-03,,2018-10-04",
        "april-has-30-days,access,,2026-01-31,extended=2@2026-02-01,2026-05-01",
        "identity-restarts-the-month,access,,2025-03-10,id_requested=2025-03-11;id_received=2025-03-19,2025-04-10",
        "both-end-days-are-left-out,access,,2026-02-15,"
        "clarification_requested=2026-02-20;clarification_received=2026-02-27,2026-03-22",
        "pause-added-to-the-rolled-day,access,,2022-09-29,"
        "clarification_requested=2022-10-05;clarification_received=2022-10-09,2022-11-04",
        "rolled-on-all-nations-holidays,access,,2022-09-29,"
        "extended=2@2022-10-03;clarification_requested=2022-10-05;clarification_received=2022-10-09,2023-01-04",
        "thirty-days-are-no-month,access,,2026-02-10,,2026-03-12",
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    assert (checked, [one.id for one in differences]) == (7, [row.partition(",")[0] for row in rows])
    assert not [one for one in differences if "cannot be computed" in one.found]


def test_instants_are_compared_as_instants():
    """A time of London, one with an offset and one in UTC are the same; a repeated hour without one is a difference."""
    rows = [
        "a,breach-art33-72h,,2026-10-24T16:30,,2026-10-27T15:30",
        "b,breach-art33-72h,,2026-10-24 16:30,,2026-10-27T15:30Z",
        "c,breach-art33-72h,scotland,2026-10-24T16:30+01:00,,2026-10-27T17:30+02:00",
        "d,breach-art33-72h,,2026-10-24T16:30,,2026-10-27T16:30",
        "e,breach-art33-72h,,2026-10-25T01:30,,2026-10-28T01:30",
        "f,breach-art33-72h,,2026-10-24T16:30,notified=2026-10-25,2026-10-27T15:30Z",
        "g,breach-art33-72h,,2026-10-24T16:30,,none",
        "h,breach-art33-72h,,2026-10-24,,none",
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    found = {one.id: one.found for one in differences}
    assert (checked, list(found)) == (8, ["d", "e", "f", "g", "h"])
    assert found["d"] == found["g"] == "2026-10-27T15:30:00Z"
    assert "line 6 cannot be computed: column 'received', 01:30" in found["e"]
    assert "counts on whatever happens. Leave out 'notified=2026-10-25'" in found["f"]
    assert "is not a date and time" in found["h"]


def test_every_family_of_clocks_can_be_checked():
    """Complaints, freedom of information, duties without a number and states, each in its row."""
    rows = [
        "a,complaint,,2026-07-02,acknowledged=2026-07-10,2026-08-03",
        "b,complaint,,2026-07-02,acknowledged=2026-07-10,none",
        "c,foi-s10,,2026-05-29,,2026-06-29",
        "d,foi-s10,,2026-09-01,fee_requested=2026-09-03,paused",
        "e,art19,,2026-09-01,,none",
        "f,access,,2026-03-02,clarification_requested=2026-03-05,paused",
        "g,other,,2026-03-02,clarification_requested=2026-03-05,2026-04-02",
        "h,exam-sch2-25,,2026-05-11,notified=2026-08-13,2026-09-22",
    ]
    assert recompute(HEAD + "\n".join(rows)) == Recomputed(8, [])


def test_a_day_before_a_rule_is_in_force_is_none():
    """`none` agrees before a rule's first day, by receipt or by decision, and on no day from then on."""
    rows = [
        "a,complaint,,2026-06-18,,none",
        "b,access,,2018-05-24,,none",
        "c,access-12a,,2026-02-04,,none",
        "d,automated,,2026-03-10,decision_taken=2018-05-24,none",
        "e,breach-art33-72h,,2018-05-24T10:00,,none",
        "f,complaint,,2026-06-19,,none",
        "g,complaint,,2026-06-18,,2026-07-18",
        "h,access-pre2026,,2026-02-05,,none",
    ]
    found = recompute(HEAD + "\n".join(rows))
    checked, differences = found.checked, found.differences
    assert (checked, [one.id for one in differences]) == (8, ["f", "g", "h"])
    assert "The first is in force from 19 June 2026" in differences[1].found
    assert "'access' or 'other', which choose the rule in force" in differences[2].found


def test_a_decision_is_taken_before_the_request_about_it():
    """`decision_taken` may be of an earlier day than receipt, and of no later one; twice it cannot be."""
    assert (
        clock.deadline("automated", events_from(date(2026, 3, 10), ["decision_taken=2026-02-01"])).rule == "dpa14-reply"
    )
    with pytest.raises(Refused, match="was taken after the request about it was received on 10/03/2026"):
        events_from(date(2026, 3, 10), ["decision_taken=2026-03-11"])
    with pytest.raises(Refused, match="'decision_taken' can be given only once"):
        events_from(date(2026, 3, 10), ["decision_taken=2026-02-01"] * 2)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["id_requested=2026-02-28"], "'id_requested' on 28/02/2026 is before the receipt on 01/03/2026"),
        (["extended=2@2026-02-28"], "is before the receipt"),
        (["extended=2", "extended=2@2026-03-06"], "'extended' can be given only once"),
        (["extended=2@2026-03-05", "extended=2@2026-03-06"], "'extended' can be given only once"),
        (
            ["clarification_requested=2026-03-05", *["clarification_received=2026-03-07"] * 2],
            "'clarification_received' is given 2 times for 1 'clarification_requested'. Leave one out",
        ),
        (["id_requested=2026-03-05", *["id_received=2026-03-07"] * 2], "'id_received' is given 2 times"),
        (
            ["clarification_received=2026-03-05", "clarification_requested=2026-03-07"],
            r"The answer on 05/03/2026 \('clarification_received'\) is before the question on 07/03/2026",
        ),
    ],
)
def test_a_course_that_cannot_be_is_refused(said, why):
    """Before the receipt, twice what can be once, two answers to one question, an answer before its question."""
    with pytest.raises(Refused, match=why):
        events_from(date(2026, 3, 1), said)
    differences = recompute(HEAD + f"a,access,,2026-03-01,{';'.join(said)},2026-04-01").differences
    assert "line 2 cannot be computed: column 'events', " in differences[0].found


def test_a_course_that_can_be_is_taken():
    """Two questions out at once, an answer of the same day, an identity that came unasked, a note of an earlier day."""
    overlapping = ["clarification_requested=2026-06-05", "clarification_requested=2026-06-10"]
    overlapping += ["clarification_received=2026-06-12", "clarification_received=2026-06-15"]
    assert clock.deadline("access", events_from(date(2026, 6, 1), overlapping)).left_out == 11
    same_day = events_from(date(2026, 6, 1), [f"clarification_{what}=2026-06-05" for what in ("requested", "received")])
    assert clock.deadline("access", same_day).left_out == 1
    unasked = events_from(date(2026, 6, 1), ["id_received=2026-06-10", "note=2026-05-01"])
    assert clock.deadline("access", unasked).start == date(2026, 6, 10)


def test_there_is_no_pause_of_any_right_but_access_and_the_working_says_so():
    """Art 12A(5): a question on an erasure request moves nothing, asked or answered, and a step says that it does not."""
    asked = ["clarification_requested=2026-03-12", "clarification_received=2026-03-20"]
    found = clock.deadline("other", events_from(date(2026, 3, 10), asked))
    assert found.due == clock.deadline("other", events_from(date(2026, 3, 10), [])).due
    assert "the clock goes on: it pauses only for a request for access" in found.steps[0].why


def test_a_clock_in_hours_takes_no_events():
    """Nothing moves the 72 hours: an event is refused, not passed over."""
    with pytest.raises(Refused, match="Leave out 'extended=2'"):
        deadline_from_instant("breach-art33-72h", "2026-10-24T16:30", ["extended=2"], "england-and-wales")
