"""The auditor's figures of a span of days, and the register, for a spreadsheet and without anybody's name."""

import csv
import io

import pytest

from casebook import Casebook, a_day, at
from casework import Refused
from casework.text.spreadsheets import guarded
from casework.views.report import DaysToAnswer, closed_cases_csv, figures_csv
from dpo_console.jobs import case_search
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Casebook(tmp_path_factory.mktemp("report") / "desk")
    one = made.log("2026-07-01", service="=cmd|' /C calc'!A0")
    two = made.log("2026-07-02", right="erasure", channel="phone", recognised="2026-07-06", recorded="2026-07-06")
    made.log("2026-07-31")
    made.log("2026-08-01")
    made.event(one, "clarification_requested", "2026-07-02")
    made.event(one, "clarification_received", "2026-07-03")
    asked = made.event(two, "id_requested", "2026-07-06")["seq"]
    made.event(two, "corrected", "2026-07-07", corrects=asked)
    rights_jobs.identify_subject(made.desk, one, None, "never worked here", at("2026-07-03"))
    case_search.find(made.desk, one, at("2026-07-03"))
    made.event(one, "sent", "2026-07-10")
    made.close(one, "nothing-held", "2026-07-10")
    made.event(two, "sent", "2026-08-10")
    made.event(two, "delayed", "2026-08-10", facts={"reason": "staff"})
    made.close(two, "refused", "2026-08-10")
    made.event(two, "regulator_complaint", "2026-08-20")
    yield made
    made.desk.close()


def figures(book, first="2026-07-01", last="2026-07-31"):
    return views_jobs.report(book.desk, a_day(first), a_day(last), at("2026-11-22"))


def test_what_was_received_counts_by_the_day_received(book):
    """Three of July's, by right, service and channel; both ends of the span are in it."""
    got = figures(book).received
    assert got.requests == 3
    assert got.by_right == {"access": 2, "erasure": 1}
    assert got.by_channel == {"email": 2, "phone": 1}
    assert figures(book, "2026-07-02", "2026-07-30").received.requests == 1


def test_what_was_closed_counts_by_the_day_closed(book):
    """July's one closing in time, August's one late with its reason; how long an answer took."""
    july, august = figures(book), figures(book, "2026-08-01", "2026-08-31")
    assert (july.closed.on_time, july.closed.rate, july.closed.by_outcome) == (1, 1.0, {"nothing-held": 1})
    assert july.days_to_answer == DaysToAnswer(answered=1, median=9, mean=9, longest=9)
    assert (august.closed.late, august.closed.rate) == (1, 0.0)
    assert august.reasons_for_delay == {"staff": 1}
    assert july.reasons_for_delay == {}


def test_what_stood_open_at_the_end(book):
    """A case of 31 July is due on 1 September 2026, 31 August being a bank holiday: late from the day after."""
    for last, overdue in (("2026-07-31", 0), ("2026-09-01", 0), ("2026-09-02", 2)):
        found = figures(book, last=last).open
        assert (found.total, found.overdue, found.overdue_on_stricter_reading) == (2, overdue, 0)


def test_what_was_asked_and_what_was_asked_of_us(book):
    """A question that was taken out again does not count; a complaint to the regulator does, on its day."""
    assert figures(book).asked == {
        "identity": 0, "fee": 0, "authority": 0, "clarification": 1, "reviews": 0, "regulator": 0,
    }  # fmt: skip
    assert figures(book, last="2026-08-31").asked["regulator"] == 1


def test_the_register_has_what_a_sample_is_checked_against(book):
    """Due date, actual date, outcome, what was searched, disclosed and held back: a line for each closed case."""
    [row] = figures(book).cases
    assert (row.due, row.answered) == (a_day("2026-08-03"), a_day("2026-07-10"))
    assert (row.outcome, row.state) == ("nothing-held", "on time")
    [listed] = csv.DictReader(io.StringIO(closed_cases_csv(figures(book))))
    assert (listed["reference"], listed["due"], listed["days_late"]) == (row.reference, "2026-08-03", "0")
    assert {"searched", "disclosed", "redacted", "withheld"} <= listed.keys()


def test_nothing_in_it_is_a_formula_or_a_name(book):
    """A service that begins like a formula begins with a quote mark in a cell; nobody is named anywhere."""
    found = figures(book)
    [row] = csv.DictReader(io.StringIO(closed_cases_csv(found)))
    assert row["service"] == "'=cmd|' /C calc'!A0"
    for cells in csv.reader(io.StringIO(figures_csv(found))):
        assert not any(cell.lstrip()[:1] in set("=+-@\t\r") for cell in cells if cell)
    assert "Robertson" not in repr(found)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_a_cell_like_a_formula_is_quoted(text):
    """Whatever a spreadsheet would compute is text to it."""
    assert guarded(text) == f"'{text}"


def test_a_cell_like_no_formula_is_left():
    """Words and numbers, negative ones too, stay as they are; yes and no are words."""
    assert [guarded(cell) for cell in ("Leaving Care", -3, 0.5, None, True)] == ["Leaving Care", -3, 0.5, None, "yes"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("2026-08-01", "2026-07-01", "before the first"), ("2026-12-01", "2026-12-31", "in the future")],
)
def test_days_that_make_no_span_are_refused(book, first, last, said):
    """The last day before the first, or days to come, are told in a sentence."""
    with pytest.raises(Refused, match=said):
        figures(book, first, last)
