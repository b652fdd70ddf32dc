"""What was overdue stays on the list: identity, fee or authority asked for too late takes no case off it."""

import csv
import io
from dataclasses import replace

import pytest

from casebook import Casebook, a_day, at
from casework.views.board_line import Stricter, line_fields
from casework.views.report import closed_cases_csv, figures_csv
from casework.views.weekly import OverdueLine
from dpo_console.views import jobs as views_jobs
from letters.views.weekly_sheet import sheet_context

TODAY = "2026-11-23"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Three cases of 10 September, due on 12 October: identity asked for in time, too late, and too late and given."""
    made = Casebook(tmp_path_factory.mktemp("overdue") / "desk")
    made.case = {name: made.log("2026-09-10") for name in ("in time", "asked", "given", "late")}
    made.event(made.case["in time"], "id_requested", "2026-10-12")
    made.event(made.case["asked"], "id_requested", "2026-10-13")
    made.event(made.case["given"], "fee_requested", "2026-10-14")
    made.event(made.case["given"], "fee_paid", "2026-11-20")
    yield made
    made.desk.close()


def respond(book, name, **more):
    return book.lines(book.case[name], **{"on": TODAY} | more)["respond"]


def test_the_board_says_that_it_is_overdue_on_the_stricter_reading(book):
    """Asked for after the last lawful day, there is no due date and the line has the passed day; in time, it has none."""
    line = respond(book, "asked")
    assert (line["state"], line["due"], line["late"]) == ("not-started", None, False)
    assert line["stricter"] == {"due": "2026-10-12", "working_days_left": -30}
    assert line["next"] == ("waiting for identity since 13/10/2026; overdue on the stricter reading (12/10/2026)")
    assert respond(book, "in time")["stricter"] is None
    assert "stricter reading" not in respond(book, "in time")["next"]


def test_a_new_day_that_came_of_it_takes_it_off_neither(book):
    """Paid for, the month begins again; the case has a day to come and is overdue on the stricter reading still."""
    line = respond(book, "given")
    assert (line["state"], line["due"], line["late"]) == ("due", "2026-12-21", False)
    assert line["stricter"] == {"due": "2026-10-12", "working_days_left": -30}
    assert book.lines(book.case["given"], on=TODAY)["extend"]["stricter"] is None
    past = respond(book, "given", on="2026-12-22")
    assert (past["late"], past["stricter"]) == (True, None)


def test_the_list_of_what_is_overdue_holds_both_by_their_days(book):
    """What is overdue by either reading comes first on the board, the longest over first."""
    first = [one["reference"] for one in book.board(on=TODAY)[:3]]
    assert set(first) == {book.case[name] for name in ("asked", "given", "late")}
    stood = views_jobs.board_of(book.desk, at(TODAY))
    asked, given = book.case["asked"], book.case["given"]
    assert [one.reference for one in stood if one.is_overdue_on_stricter] == [asked, given]
    assert not any(one.is_overdue for one in views_jobs.board_of(book.desk, at("2026-10-12")))


def test_the_board_as_it_stood_says_the_same(book):
    """On a past day, from what had been recorded by then: late, then overdue on the stricter reading."""
    then = respond(book, "asked", as_at="2026-10-13")
    assert then == respond(book, "asked", on="2026-10-13") | {"waiting_days": then["waiting_days"]}
    assert then["stricter"]["due"] == "2026-10-12"
    assert respond(book, "given", as_at="2026-10-13")["late"]


def test_the_review_lists_it_among_what_is_overdue(book):
    """The week's review has all three under overdue, and the sheet says which is so on the stricter reading alone."""
    found = views_jobs.weekly(book.desk, at(TODAY))
    assert {one.reference for one in found.overdue} == {book.case[name] for name in ("asked", "given", "late")}
    rows = {row[0]: row[1:] for row in sheet_context(found, "Testham", a_day(TODAY), 1, "ab")["overdue"]["rows"]}
    assert rows[book.case["asked"]] == [*("12/10/2026", "30"), "overdue on the stricter reading"]
    assert rows[book.case["given"]][:2] == ["12/10/2026", "30"]
    assert rows[book.case["late"]] == ["12/10/2026", "30", "no reason recorded"]


def test_the_figures_count_it_in_a_column_of_its_own(book):
    """Open: one overdue, two on the stricter reading, in the figures and their CSV."""
    found = views_jobs.report(book.desk, a_day("2026-09-01"), a_day(TODAY), at(TODAY))
    assert (found.open.total, found.open.overdue, found.open.overdue_on_stricter_reading) == (4, 1, 2)
    rows = list(csv.reader(io.StringIO(figures_csv(found))))
    assert ["open", "overdue_on_stricter_reading", "2"] in rows
    assert ["closed", "late_on_stricter_reading", "0"] in rows


def test_closed_ones_are_counted_so_too(tmp_path):
    """Answered in time only by a question asked too late, or closed while it was out: neither late nor forgotten."""
    book = Casebook(tmp_path / "desk")
    answered, silent, early, late = (book.log("2026-09-10") for _ in range(4))
    for case in (answered, silent):
        book.event(case, "id_requested", "2026-10-20")
    book.event(answered, "id_received", "2026-10-22")
    book.event(early, "sent", "2026-10-01")
    book.event(early, "id_requested", "2026-10-20")  # asked for no reason: the answer was in time
    book.event(late, "sent", "2026-11-01")
    book.event(answered, "sent", "2026-11-01")
    for case, outcome in (
        (answered, "answered"),
        (silent, "identity-never-given"),
        (early, "answered"),
        (late, "answered"),
    ):
        book.close(case, outcome, "2026-11-02")
    found = views_jobs.report(book.desk, a_day("2026-11-01"), a_day("2026-11-30"), at("2026-11-30"))
    closed = found.closed
    assert (closed.total, closed.on_time, closed.late, closed.no_date) == (4, 2, 1, 1)
    assert closed.late_on_stricter_reading == 2
    marked = {row.reference: row.late_on_stricter_reading for row in found.cases}
    assert marked == {answered: True, silent: True, early: False, late: False}
    listed = {row["reference"]: row for row in csv.DictReader(io.StringIO(closed_cases_csv(found)))}
    assert [listed[case]["late_on_stricter_reading"] for case in (answered, early)] == ["yes", "no"]
    assert views_jobs.weekly(book.desk, at("2026-11-09")).closed.late_on_stricter_reading == 2
    book.desk.close()


def test_a_question_taken_back_leaves_it_late(tmp_path):
    """Where the late question was recorded by mistake and corrected, the case is plainly overdue again."""
    book = Casebook(tmp_path / "desk")
    case = book.log("2026-09-10")
    seq = book.event(case, "id_requested", "2026-10-20")["seq"]
    book.event(case, "corrected", "2026-10-21", corrects=seq)
    line = book.lines(case, on=TODAY)["respond"]
    assert (line["late"], line["stricter"]) == (True, None)
    book.desk.close()


async def test_the_screens_say_it(jobs, sit):
    """Board and review mark the line by a word of its own, with the day that had passed, and count it apart."""
    said = "waiting for identity; overdue on the stricter reading (12/10/2026)"
    stricter = Stricter(a_day("2026-10-12"), -30)
    jobs.lines = [jobs.line(1), jobs.line(4, stricter=stricter, state="not-started", next=said)]
    weekly = jobs._weekly(None, at("2026-11-22"))
    [ended] = weekly.closed.cases
    ended = replace(ended, late_on_stricter_reading=True)
    weekly = replace(
        weekly,
        overdue=[OverdueLine(**line_fields(one), reason=None, reason_words=None) for one in jobs.lines],
        closed=replace(weekly.closed, late_on_stricter_reading=2, cases=[ended]),
    )
    jobs.answers["weekly"] = weekly
    async with sit() as seat:
        text = seat.text()
        assert "2 open, 1 overdue, 1 overdue on the stricter reading, 1 waiting" in text
        line = next(one for one in seat.lines() if "SAR-2026-0004" in one)
        assert "! STRICT 30  12/10/2026" in line
        await seat.press("w")
        line = next(one for one in seat.lines() if "SAR-2026-0004" in one)
        assert "! STRICT 30" in line
        assert "12/10/2026" in line
        assert "NO REASON" not in line
        assert "1 late, 0 extended, 2 late on the stricter reading" in seat.text()
        assert all(len(one) <= 80 for one in seat.lines())
