"""The answer of a clock: its keys and words, the rule in force, the nation, and what ends it."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused, clock
from counting import on, run
from dpo_console.plain import to_json


def test_the_contracts_example_word_for_word():
    """29 January runs to the first working day of March by two steps anybody can follow, in the published keys and words."""
    said = json.loads(to_json(run("access-12a", on("2027-01-29"))))
    published = {
        "rule": "access-12a",
        "nation": "england-and-wales",
        "received": "2027-01-29",
        "state": "due",
        "due": "2027-03-01",
        "cautious": None,
        "citation": "UK GDPR Art 12(3), 12A(1)",
        "steps": [
            {
                "date": "2027-02-28",
                "why": "one month from 29 January 2027; February has no 29th, so its last day",
                "citation": "Reg 1182/71 Art 3(2)(c)",
                "standing": "found",
            },
            {
                "date": "2027-03-01",
                "why": "28 February 2027 is a Sunday: next working day",
                "citation": "Reg 1182/71 Art 3(4)",
                "standing": "found",
            },
        ],
        "notes": [],
    }
    assert {name: said[name] for name in published} == published
    assert list(said)[:9] == "rule nation received state due cautious citation steps notes".split()


def test_the_same_days_of_2026_take_the_rule_then_in_force():
    """29 January 2026 is before Article 12A: the steps and the day are the same, the rule is the old one (SI 2026/82 reg 4)."""
    found = run("access", on("2026-01-29"))
    assert (found.rule, found.due) == ("access-pre2026", on("2026-03-02"))
    assert [step.why for step in found.steps] == [
        "one month from 29 January 2026; February has no 29th, so its last day",
        "28 February 2026 is a Saturday: next working day",
    ]


def test_an_explicit_rule_out_of_force_is_refused():
    """A rule is for the days of receipt on which it was in force, and the sentence says which those are."""
    with pytest.raises(Refused, match="from 5 February 2026"):
        run("access-12a", on("2026-02-04"))
    with pytest.raises(Refused, match="from 25 May 2018 to 4 February 2026"):
        run("access-pre2026", on("2026-02-05"))


def test_scotland_has_its_own_holidays():
    """Art 3(4): the nation where the controller acts; 15 June 2026 is a holiday in Scotland alone (inferred)."""
    assert run("access", on("2026-05-15"), nation="scotland").due == on("2026-06-16")
    assert run("access", on("2026-05-15")).due == on("2026-06-15")


def test_the_roll_over_christmas_names_each_day():
    """Reg 1182/71 Art 3(4): weekend and bank holidays on the way are said, so that the day can be defended."""
    assert run("access", on("2026-11-25")).steps[-1].why == (
        "25 December 2026 is a bank holiday (Christmas Day), 28 December 2026 is a bank holiday "
        "(Boxing Day (substitute day)): next working day"
    )


def test_a_day_past_the_table_of_holidays_says_so():
    """A holiday proclaimed after the table was made could move the day: the note says where the table ends."""
    assert "bank-holiday table ends on" in run("access", on("2028-12-15")).notes[0]
    assert run("access", on("2028-11-15")).notes == ()


def test_logging_later_moves_nothing():
    """Received, recognised and logged are three days; only the first starts the clock."""
    plain = run("access", on("2026-03-10"))
    assert (
        run("access", on("2026-03-10"), ("recognised", on("2026-03-20")), ("logged", on("2026-04-01"))).due == plain.due
    )


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(-400, 400))
def test_when_a_case_was_recognised_or_logged_never_moves_a_deadline(received, after):
    """Art 12A(2)(a) speaks of receipt only."""
    day = received + timedelta(days=after)
    assert run("access", received, ("recognised", day), ("logged", day), ("note", day)) == run("access", received)


def test_what_was_sent_says_whether_it_was_in_time():
    """An answered case owes nothing, and its working still says when it was due and by how much it was late."""
    found = run("access", on("2026-03-10"), ("sent", on("2026-04-13")))
    assert (found.state, found.due) == ("none", on("2026-04-10"))
    assert "3 days late" in found.steps[-1].why


@pytest.mark.parametrize("out", ["id_requested", "fee_requested", "authority_requested", "clarification_requested"])
@pytest.mark.parametrize("end", ["sent", "closed"])
def test_a_case_that_is_over_waits_for_nothing(out, end):
    """A case closed while something was asked for is not waiting for ever; reopened, it is again."""
    events = (out, on("2026-03-12")), (end, on("2026-04-20"))
    found = run("access", on("2026-03-10"), *events)
    assert (found.state, found.due) == ("none", None)
    assert "20 April 2026, while there was no due date" in found.steps[-1].why
    assert run("access", on("2026-03-10"), *events, ("reopened", on("2026-04-21"))).state in ("paused", "not-started")


def test_the_working_in_words_for_screen_and_paper():
    """The day in words, each step with its citation, and what is inferred said in words, not by colour."""
    lines = clock.deadline_lines(run("access", on("2026-05-13"), ("extended", on("2026-06-15"))))
    assert lines[0] == "Due Thursday 13 August 2026  [access-12a]"
    assert lines[1].startswith("Cautious date Monday 15 June 2026")
    notice = clock.deadline_lines(run("access-12a-extension-notice", on("2026-05-13")))
    assert any(line.endswith("Reg 1182/71 Art 3(4) (inferred)") for line in notice)


def test_a_roll_past_the_table_of_holidays_says_so_in_its_step():
    """Saturday 30 December 2028 runs on into 2029, for which the table is computed: step and note say where it ends."""
    found = run("access", on("2028-11-30"))
    assert found.due == on("2029-01-02")
    assert found.steps[-1].why.endswith("next working day, after 31 December 2028, when the bank-holiday table ends")
    assert "bank-holiday table ends on 31 December 2028" in found.notes[0]


def test_a_cautious_day_past_the_table_says_so():
    """Where no day is stated but the stricter one, the note about the table is about that."""
    found = run("access", on("2030-12-02"), ("authority_requested", on("2030-12-05")))
    assert (found.due, found.cautious) == (None, on("2031-01-02"))
    assert "no bank holidays in the table after 31 December 2030" in found.notes[1]
