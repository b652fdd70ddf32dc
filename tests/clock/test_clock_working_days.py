"""Freedom of information and environmental information: working days, by holidays of their own."""

from datetime import timedelta

import pytest

from casework import Refused, clock
from counting import DAYS, FREE, NATIONS, nth_working, on, run, works

RULES = {
    "foi-s10": (20, "united-kingdom"),
    "foisa-s10": (20, "scotland"),
    "eir-r5": (20, "united-kingdom"),
    "eir-r5-extended": (40, "united-kingdom"),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_day_from_2018_to_2030_against_a_second_calculator(rule):
    """FOIA s.10(1), (6), FOISA s.10, EIR regs 5(2), 7: the 20th or 40th working day after receipt, by the law's holidays."""
    number, whose = RULES[rule]
    assert not {day for day in DAYS if run(rule, day).due != nth_working(day, number, whose)}


@pytest.mark.parametrize("rule", RULES)
def test_the_nation_asked_for_changes_nothing(rule):
    """Whose holidays count is the rule's: an English, a Scottish and an Irish council have the same day."""
    for day in DAYS[::17]:
        assert len({run(rule, day, nation=nation).due for nation in NATIONS}) == 1


def test_the_planted_faults_are_seen():
    """England's holidays alone, or counting the day of receipt, would be another day on many days."""
    due = {day: run("foi-s10", day).due for day in DAYS}
    assert sum(nth_working(day, 20, "england-and-wales") != due[day] for day in due) > 1000
    assert sum(nth_working(day - timedelta(1), 20, "united-kingdom") != due[day] for day in due) > 3000


@pytest.mark.parametrize("day", ["2026-01-02", "2026-03-17", "2026-06-15", "2026-07-13", "2026-08-03", "2026-11-30"])
def test_a_holiday_anywhere_in_the_kingdom_is_left_out_and_named(day):
    """FOIA s.10(6): 2 January, 17 March, 12 July, early August, 30 November and the World Cup day, in England too."""
    assert on(day) not in FREE["england-and-wales"]
    why = run("foi-s10", on(day) - timedelta(days=10)).steps[0].why
    assert f"{on(day).day} {on(day):%B %Y} (" in why.partition("left out: ")[2]


def test_a_fee_leaves_out_the_working_days_to_its_payment():
    """FOIA s.10(2): from the notice to the payment, both days included, nothing counts; unpaid, the clock stands still."""
    asked, paid = ("fee_requested", on("2026-09-03")), ("fee_paid", on("2026-09-07"))
    assert run("foi-s10", on("2026-09-01")).due == on("2026-09-29")
    assert run("foi-s10", on("2026-09-01"), asked, paid).due == on("2026-10-02")
    waiting = run("foi-s10", on("2026-09-01"), asked)
    assert (waiting.state, waiting.due) == ("paused", None)
    late = run("foi-s10", on("2026-09-01"), ("fee_requested", on("2026-09-30")))
    assert (late.state, late.due) == ("due", on("2026-09-29"))
    assert run("foi-s10", on("2026-09-01"), ("fee_requested", on("2026-09-29"))).state == "paused"
    over = run("foi-s10", on("2026-09-01"), asked, ("closed", on("2026-12-01")))
    assert (over.state, over.due) == ("none", None)


def test_every_fee_against_a_second_calculator():
    """FOIA s.10(2): whenever it is asked for and paid within two months, as many working days more as are left out."""
    received = on("2026-05-01")
    for first in range(30):
        for took in range(0, 25, 3):
            asked = received + timedelta(days=first)
            paid = asked + timedelta(days=took)
            found = run("foi-s10", received, ("fee_requested", asked), ("fee_paid", paid)).due
            later = (received + timedelta(days=n) for n in range(1, 120))
            kept = [day for day in later if works(day, "united-kingdom") and not asked <= day <= paid]
            assert found == kept[19]


def test_clarification_begins_the_days_anew():
    """FOIA s.1(3): the 20 days are those after the answer; until it comes they have not begun, and too late it is nothing."""
    asked = ("clarification_requested", on("2026-09-03"))
    again = run("foi-s10", on("2026-09-01"), asked, ("clarification_received", on("2026-09-14")))
    assert again.due == nth_working(on("2026-09-14"), 20, "united-kingdom")
    assert run("foi-s10", on("2026-09-01"), asked).state == "not-started"
    assert run("foi-s10", on("2026-09-01"), ("clarification_requested", on("2026-09-29"))).state == "not-started"
    late = run("foi-s10", on("2026-09-01"), ("clarification_requested", on("2026-10-01")))
    assert (late.state, late.due) == ("due", on("2026-09-29"))
    assert "does not move the due date" in late.notes[0]


def test_the_longer_time_says_by_when_it_must_have_been_told():
    """EIR reg 7(3): 40 working days, told within 20."""
    found = run("eir-r5-extended", on("2026-09-01"))
    assert found.due == on("2026-10-27")
    assert "told of the longer time by Tuesday 29 September 2026" in found.notes[0]


def test_an_answer_says_whether_it_was_in_time():
    """Answered on the last day it is in time, the day after late."""
    assert run("eir-r5", on("2026-09-01"), ("sent", on("2026-09-29"))).steps[-1].why.endswith("in time")
    found = run("eir-r5", on("2026-09-01"), ("sent", on("2026-09-30")))
    assert (found.state, found.due) == ("none", on("2026-09-29"))
    assert found.steps[-1].why.endswith("1 day late")


@pytest.mark.parametrize(
    ("rule", "kind", "said"),
    [
        ("foi-s10", "extended", "and no number of days.. Leave out 'extended'"),
        ("eir-r5", "extended", "are the rule 'eir-r5-extended'.. Leave out 'extended'"),
        ("eir-r5", "clarification_requested", "eir-r5 has no pause for clarification"),
        ("foisa-s10", "fee_requested", "foisa-s10 does not wait"),
        ("foi-s10", "id_requested", "foi-s10 does not wait"),
        ("foi-s10", "fee_paid", "'fee_paid' on 3 September 2026 needs 'fee_requested' on or before that date"),
        ("foi-s10", "clarification_received", "needs 'clarification_requested'"),
    ],
)
def test_what_these_clocks_do_not_know_is_refused(rule, kind, said):
    """An extension, a pause or a wait that is not in the law is one sentence."""
    with pytest.raises(Refused, match=said):
        run(rule, on("2026-09-01"), (kind, on("2026-09-03")))


def test_before_the_table_of_holidays_nothing_is_counted():
    """The Act is of 2005 and the table of 2018: a day that cannot be counted rightly is refused, not counted wrongly."""
    assert run("foi-s10", on("2018-01-01")).state == "due"
    with pytest.raises(Refused, match="table begins on 1 January 2018"):
        run("foi-s10", on("2017-12-31"))


def test_the_working_in_words():
    """The day, the count and the holidays left out, in one line each with the citation."""
    lines = clock.deadline_lines(run("foi-s10", on("2026-05-29")))
    assert lines[0] == "Due Monday 29 June 2026  [foi-s10]"
    assert "by the bank holidays of any part of the United Kingdom; left out: 15 June 2026" in lines[1]
