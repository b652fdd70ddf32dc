"""Shares as they are told: 100 % and 0 % are said of all and of none only."""

from dataclasses import replace
from datetime import date

import pytest

from casework.views.shares import per_cent, share
from casework.views.weekly import OnTimeRate
from dpo_console.views.commands import _review_words
from dpo_console.views.weekly import figure_lines
from letters.views.weekly_sheet import sheet_context
from weeks import week


@pytest.mark.parametrize("closed", [1, 2, 3, 7, 100, 199, 200, 201, 1000, 30_000, 1_000_000])
def test_all_and_none_are_said_of_all_and_none_only(closed):
    """One late is not 100 %, one in time is not 0 %, however many were closed."""
    told = {on_time: share(on_time, closed) for on_time in {0, 1, closed // 2, closed - 1, closed}}
    for on_time, said in told.items():
        assert (said == 1.0) == (per_cent(said) == 100) == (on_time == closed)
        assert (said == 0.0) == (per_cent(said) == 0) == (on_time == 0)


def test_a_share_of_nothing_is_none():
    """Where nothing was closed there is no share."""
    assert share(0, 0) is None


@pytest.mark.parametrize("whole", range(101))
def test_whole_per_cents_are_told_as_they_are(whole):
    """What a float makes of 29 of 100 is 29 %, and so is every other whole per cent; a third is 33 %, two are 66 %."""
    assert per_cent(share(whole, 100)) == whole
    assert [per_cent(share(part, 3)) for part in (1, 2)] == [33, 66]


@pytest.mark.parametrize(("on_time", "told"), [(0, "0"), (1, "1"), (29_999, "99"), (30_000, "100")])
def test_screen_command_and_sheet_tell_the_same(on_time, told):
    """One late of 30,000 is 99 % on the screen, on the command line and on the sheet; one in time is 1 %."""
    rate = OnTimeRate(closed=30_000, on_time=on_time, rate=share(on_time, 30_000))
    found = replace(week(0), rates={52: rate})
    assert figure_lines(found)[1].split()[-3] == f"{told}%"
    assert _review_words(found)[-1].split() == ["52", "weeks", told, "%", "30000"]
    assert sheet_context(found, "Testham", date(2026, 11, 22), 1, "")["rates"] == [
        {"weeks": 52, "share": int(told), "closed": 30_000}
    ]
