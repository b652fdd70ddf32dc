"""What a reader's child answers is checked as it arrives: one taken over by a file cannot hand the register anything."""

import pytest

from casework import Refused
from casework.records.intake import Fault, FirstRows, answers
from casework.records.intake.records import Mark, Record, Segment, numbering, packed
from casework.text.forms import Name

GOOD = Record(
    2, "payroll", "payroll", (Segment("field", "Staff", "1"),), (Name(surname="Bell"),), (Mark("staff", "1", "Staff"),)
)


def sent(*rows):
    """Rows as they come out of the pipe, where there are no tuples."""
    names = numbering()
    listed = [_listed(packed(row, names)) for row in rows]
    return {"rows": listed, "names": list(names)}


def _listed(value):
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def test_rows_and_faults_come_back_as_they_were_sent():
    """A record, and what is wrong with the file."""
    assert answers.rows(sent(GOOD, Fault(0, "a sheet was not read"))) == [GOOD, Fault(0, "a sheet was not read")]


@pytest.mark.parametrize("at", range(11))
def test_a_row_with_anything_else_in_it_is_refused(at):
    """Each part of a record must be of its type."""
    frame = sent(GOOD)
    frame["rows"][0][at] = {"what": "else"}
    with pytest.raises(Refused, match="could not be understood"):
        answers.rows(frame)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"rows": None, "names": []},
        {"rows": [], "names": [1]},
        {"rows": [["Exit", 1, "x"]], "names": []},
        {"rows": [["Fault", "1", "x"]], "names": []},
        {"rows": [["Record", 1, "k", "c", [0], ["x"], [], [], None, "", []]], "names": []},
        {"rows": [["Record", 1, "k", "c", [], [], [["a"] * 9], [], None, "", []]], "names": []},
        {"rows": [["Record", 1, "k", "c", [], [], [], [], "yesterday", "", []]], "names": []},
    ],
)
def test_a_frame_that_is_none_is_refused(frame):
    """Keys, names and rows must be what was agreed."""
    with pytest.raises(Refused, match="could not be understood"):
        answers.rows(frame)


def test_what_a_file_is_must_be_said_in_full():
    """Its reader, what it says of itself, and how many records it holds."""
    said = {"reader": "census", "about": {"year": "2026", "either": ["a"]}, "expected": 2}
    assert answers.opening(said) == answers.Opening("census", {"year": "2026", "either": ["a"]}, 2)
    for wrong in ({"reader": 1}, {"about": {"year": 2026}}, {"about": []}, {"expected": "2"}):
        with pytest.raises(Refused, match="could not be understood"):
            answers.opening(said | wrong)


def test_first_rows_are_numbers_with_texts():
    """And for each text what it would mean."""
    said = {"rows": [[1, ["Navn"]]], "proposed": {"Navn": "full"}}
    assert answers.first_rows(said) == FirstRows([(1, ["Navn"])], {"Navn": "full"})
    for wrong in ({"rows": [[1, [2]]]}, {"rows": [1]}, {"proposed": {"Navn": None}}, {"proposed": []}):
        with pytest.raises(Refused, match="could not be understood"):
            answers.first_rows(said | wrong)
