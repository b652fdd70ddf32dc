"""A council's own worked cases, recomputed."""

import pytest

from casework import Refused
from casework.worked import check

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
    assert "line 2 cannot be computed: '31/02/2026' is not a day of the calendar" in str(differences[0])


def test_a_missing_column_is_named():
    """A file that is no list of worked cases is refused with the columns it needs."""
    with pytest.raises(Refused, match="no column 'rule'"):
        check("id,received\n")
