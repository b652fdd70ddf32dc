"""The commands about a person: looked up from standard input, the card, putting right, restricting."""

import json

import pytest

from shell import Shell
from workforce import KATE, payroll


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """One desk for all, with one person on it."""
    made = Shell(tmp_path_factory.mktemp("shell"))
    path = made.desk.parent / "payroll.csv"
    path.write_bytes(payroll(KATE | {"Department": "Fostring"}))
    made.run("import", path)
    return made


def test_a_person_is_looked_up_by_words_that_are_no_argument(shell):
    """The words come on standard input, and each answer says why."""
    assert shell.json("people", stdin="fostr\n")["people"][0]["why"].startswith("Department 'Fostring'")
    assert "name Katherine Robertson" in shell.run("people", stdin="kath")
    assert "No matches." in shell.run("people", stdin="nobody of that name")


def test_put_right_shown_and_taken_back(shell):
    """What `rectify` did stands on the card, and `card --undo` takes it back."""
    right = {"item": 1, "field": "Department", "value": "Fostering", "reason": "asked the manager"}
    said = shell.run("rectify", 1, stdin=json.dumps(right))
    assert said.startswith("Department rectified on 22/11/2026.\nTell (Article 19): the Cabinet Office")
    assert "Department: Fostering (the source: Fostring), rectified on 22/11/2026" in shell.run("card", 1)
    assert shell.run("card", 1, "--undo").startswith("Undone: Department rectified on 22/11/2026.")
    assert shell.json("card", 1)["rectified"] == []


def test_restricted_and_lifted_once_they_were_told(shell):
    """Lifting without the day they were told is refused with exit status 2, and done with it."""
    shell.run("restrict", 1, stdin=json.dumps({"ground": "accuracy", "reason": "contested"}))
    assert "! restricted since 22/11/2026" in shell.run("card", 1)
    why = json.dumps({"reason": "settled"})
    assert "Article 18(3)" in shell.run("restrict", 1, "--lift", stdin=why, code=2)
    assert "Lifted" in shell.run("restrict", 1, "--lift", "--told", "2026-11-20", stdin=why)


@pytest.mark.parametrize("typed", ["", "[]", "{"])
def test_what_is_no_object_is_refused(shell, typed):
    """Standard input that is not one JSON object is refused in one line."""
    assert len(shell.run("rectify", 1, stdin=typed, code=2).splitlines()) == 1
