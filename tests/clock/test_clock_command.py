"""The command `clock`: a calculator that needs no desk, the list of rules, and a council's own worked cases."""

import json
import sys
from pathlib import Path

import pytest

from casework import law
from dpo_console import cli

PUBLISHED = Path(__file__).with_name("worked_examples.csv")


@pytest.fixture
def clock(monkeypatch, capsys):
    def run(*words, code=0):
        monkeypatch.setattr(sys, "argv", ["dpo-console", "clock", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.run()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == code, said.err
        return said.err if code == 2 else said.out

    return run


def test_a_deadline_with_its_working(clock):
    """Rule, day of receipt and events in; the day, each step and its citation out."""
    said = clock("access", "--received", "10/03/2026", "--event", "extended=2@2026-03-20").splitlines()
    assert said[0] == "Due Wednesday 10 June 2026  [access-12a]"
    assert "one month and two further months, both counted from the start" in said[1]
    found = json.loads(clock("access-12a", "--received", "2026-03-10", "--nation", "scotland", "--json"))
    assert (found["rule"], found["nation"], found["due"]) == ("access-12a", "scotland", "2026-04-10")


def test_hours_in_and_an_instant_with_its_offset_out(clock):
    """A clock in hours takes day and time, and answers in Europe/London with the offset."""
    found = json.loads(clock("breach-art33-72h", "--received", "2026-10-24T16:30", "--json"))
    assert (found["received"], found["due"]) == ("2026-10-24T16:30:00+01:00", "2026-10-27T15:30:00+00:00")
    assert clock("breach-art33-72h", "--received", "2026-10-25T01:30+01:00").startswith(
        "Due 00:30 (GMT) on Wednesday 28"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("access --received 2026-03-10 --event id_requested=2026-03-09", "is before the receipt on 10/03/2026"),
        (
            "access --received 2026-03-10 --event clarification_requested=2026-03-11 "
            "--event clarification_received=2026-03-12 --event clarification_received=2026-03-13",
            "Leave one out, or give the other question",
        ),
        ("access --received 2026-03-10 --event extended=2 --event extended=2", "can be given only once"),
        ("access-12a --received 2026-01-29", "'access' or 'other', which choose the rule in force"),
        ("complaint --received 2026-06-18", "The first is in force from 19 June 2026"),
        ("dpa14-request-window --received 2026-02-05", "is after that. Check the date"),
        ("complaint --received 2026-07-01 --event clarification_requested=2026-07-02", "no pause for clarification"),
        ("eir-r5 --received 2026-07-01 --event extended=2", "'eir-r5-extended'"),
        ("breach-art33-72h --received 2026-10-25T01:30", "Enter 01:30+01:00 or 01:30+00:00"),
        ("breach-art33-72h --received 2026-03-29T01:30", "the clocks went forward"),
        ("breach-art33-72h --received 2026-03-29", "Write it like 2026-11-20T16:30"),
        ("breach-art33-72h --received 2026-03-28T10:00 --event sent=2026-03-29", "Leave out 'sent=2026-03-29'"),
        ("breach-art33-72h --received 2026-03-28T10:00 --nation wales", "Nation cannot be 'wales'"),
        ("zz --received 2026-03-10", "There is no rule 'zz'"),
        ("access", "Give a rule and the date received"),
    ],
)
def test_what_cannot_be_is_one_sentence(clock, words, why):
    """Each wrong question is refused in one line on standard error, with code 2 and no traceback."""
    said = clock(*words.split(), code=2)
    assert why in said
    assert said.count("\n") == 1


def test_a_question_on_another_right_is_said_to_pause_nothing(clock):
    """Art 12A(5): there is no pause for clarification of an erasure request; the day stays and the step says so."""
    said = clock("other", "--received", "2026-03-10", "--event", "clarification_requested=2026-03-12")
    assert said.startswith("Due Friday 10 April 2026  [other-12a]")
    assert "the clock goes on: it pauses only for a request for access" in said


def test_the_rules_are_listed_with_the_days_they_are_in_force(clock):
    """Every rule of the table, in its order, with its first and last day and its citation."""
    listed = json.loads(clock("--rules", "--json"))
    assert [one["id"] for one in listed] == list(law.rules())
    window = next(one for one in listed if one["id"] == "dpa14-request-window")
    assert (window["from"], window["until"]) == ("2018-05-25", "2026-02-04")
    lines = clock("--rules").splitlines()
    assert len(lines) == len(listed) + 1
    assert all(one["citation"] in line for one, line in zip(listed, lines[1:], strict=True))


def test_the_published_examples_are_checked_and_a_planted_difference_is_seen(clock, tmp_path):
    """`clock --check`: 35 examples agree; one day changed is printed, counted, and the exit code is 1."""
    assert clock("--check", PUBLISHED) == "35 checked, 0 differ\n"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(PUBLISHED.read_text(encoding="utf-8").replace(",2024-12-27,", ",2024-12-26,"), encoding="utf-8")
    said = clock("--check", wrong, code=1).splitlines()
    assert said == ["ico-25-november: expected 2024-12-26, found 2024-12-27", "35 checked, 1 differ"]
