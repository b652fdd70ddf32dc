"""A council's own worked cases, recomputed."""

from datetime import date

import pytest

from casework import Refused
from casework.worked import check, parse_event

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
    checked, differences = check(HEAD + "\n".join(rows))
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
    checked, differences = check(HEAD + "\n".join(rows))
    assert (checked, len(differences)) == (4, 3)
    assert "line 2 cannot be computed: column 'received', '31/02/2026' is not a day of the calendar" in str(
        differences[0]
    )


def test_an_answered_case_can_be_checked_by_its_day_or_its_state():
    """A row whose events answer the request agrees with the day it was due, and with `none`."""
    rows = [
        f"{at},access,,2026-03-10,sent=2026-04-01,{said}" for at, said in enumerate(("2026-04-10", "none", "paused"))
    ]
    checked, differences = check(HEAD + "\n".join(rows))
    assert (checked, [one.found for one in differences]) == (3, ["none"])


def test_one_month_more_is_for_the_old_law_only():
    """Old Art 12(3) said up to two further months; Art 12A(3) says two: the Ministry of Justice's own case agrees."""
    rows = ["a,access,,2019-08-27,extended=1,2019-10-28", "b,access,,2026-03-10,extended=1,2026-05-11"]
    _, differences = check(HEAD + "\n".join(rows))
    assert [one.id for one in differences] == ["b"]
    assert "two further months, not of 1" in differences[0].found


def test_an_answer_without_a_question_is_a_sentence():
    """A row that gives clarification received and not asked for is a difference, not a fall."""
    _, differences = check(HEAD + "a,access,,2026-03-10,clarification_received=2026-03-20,2026-04-10")
    assert "needs a day on which clarification was asked for" in differences[0].found


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
    checked, differences = check(text)
    assert (checked, [one.id for one in differences]) == (2, ["b"])


def test_what_is_no_csv_is_refused_with_its_line():
    """A cell without end is refused in one sentence."""
    with pytest.raises(Refused, match="is not CSV"):
        check(HEAD + "a," + "x" * (2 << 20))


def test_a_missing_column_is_named():
    """A file that is no list of worked cases is refused with the columns it needs."""
    with pytest.raises(Refused, match="no column 'rule'"):
        check("id,received\n")
