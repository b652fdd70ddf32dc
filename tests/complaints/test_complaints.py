"""Complaints to the controller (DPA 2018 s.164A): logged, acknowledged, worked, answered, shown on their case."""

import json

import pytest

from casebook import Casebook, a_day, at
from casework import Refused
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.jobs import case_detail
from dpo_console.views import jobs as views_jobs

FACTS = {"received": "2026-11-02", "complainant": {"name": "Ann Other"}, "what": "You were late."}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Casebook(tmp_path_factory.mktemp("complaints") / "desk")
    yield made
    made.desk.close()


def test_a_complaint_is_logged_under_its_own_reference(book):
    """CO, the year, a number; three days as three events of one act; its facts as logged."""
    one, two = book.complain("2026-11-02", "2026-11-05", recognised="2026-11-04"), book.complain("2026-11-02")
    assert one.startswith("CO-2026-")
    assert int(two[-4:]) == int(one[-4:]) + 1
    shown = book.show(one)
    assert (shown["kind"], shown["stage"]) == ("complaint", "received")
    assert [(row["kind"], row["on"]) for row in shown["events"]] == [
        *(("received", "2026-11-02"), ("recognised", "2026-11-04")),
        ("logged", "2026-11-05"),
    ]
    assert shown["facts"]["as_logged"]["what"] == "You were late."


def test_it_is_acknowledged_within_thirty_days(book):
    """Received on 2 November, it is acknowledged by 2 December (s.164A(3)): the day of receipt is not counted."""
    case = book.complain("2026-11-02")
    line = book.lines(case)["acknowledge"]
    assert (line["clock"], line["due"], line["state"]) == ("complaint-164a-ack", "2026-12-02", "due")
    assert (line["kind"], line["next"]) == ("complaint", "acknowledge it in writing")
    assert book.show(case)["clocks"][0]["due"] == "2026-12-02"


def test_once_acknowledged_the_outcome_is_owed_without_undue_delay(book):
    """Section 164A(4) gives no number of days: the board shows those taken, until the outcome is told."""
    case = book.complain("2026-11-02")
    book.event(case, "acknowledged", "2026-11-03")
    [line] = book.lines(case).values()
    assert (line["duty"], line["state"], line["due"], line["days_taken"]) == ("outcome", "none", None, 20)
    book.event(case, "progress", "2026-11-10", note="two of three files read", facts={"way": "letter"})
    assert book.event(case, "sent", "2026-11-20")["stage"] == "outcome told"
    closed = book.close(case, "answered", "2026-11-20")
    assert (closed["stage"], closed["facts"]["now"]["outcome"]) == ("closed", "answered")
    assert not book.lines(case)


def test_one_letter_may_acknowledge_and_answer(book):
    """An outcome sent inside the 30 days leaves nothing to acknowledge (ICO, key themes of the consultation)."""
    case = book.complain("2026-11-02")
    book.event(case, "sent", "2026-11-10")
    assert list(book.lines(case)) == ["outcome"]
    assert book.lines(case)["outcome"]["next"].startswith("close the complaint")


def test_it_is_shown_on_the_case_it_is_about(book):
    """The case lists the complaint and its outcome; the complaint names the case."""
    case = book.log("2026-10-05")
    made = book.complain("2026-11-12", about=f" {case.lower()} ")
    assert book.show(made)["facts"]["now"]["about"] == case
    assert [one["reference"] for one in book.show(case)["complaints"]] == [made]
    assert book.lines(made)["acknowledge"]["title"] == f"complaint about {case}"
    book.answer(made, "2026-11-20")
    assert book.show(case)["complaints"][0]["outcome"] == "answered"


def test_it_has_one_timeline_like_any_case(book):
    """Its history, its corrections, its assignment and its reopening are those of any case."""
    case = book.complain("2026-11-02", owner="Ann")
    seq = book.event(case, "acknowledged", "2026-11-05")["seq"]
    shown = book.event(case, "acknowledged", "2026-11-04", "2026-11-06", corrects=seq)
    assert [row["stands"] for row in shown["events"] if row["kind"] == "acknowledged"] == [False, True]
    book.event(case, "assigned", "2026-11-06", facts={"owner": "Ben"})
    book.close(case, "withdrawn", "2026-11-07")
    shown = book.event(case, "reopened", "2026-11-08", note="it was not")
    assert (shown["facts"]["now"]["owner"], shown["facts"]["now"]["outcome"]) == ("Ben", None)
    assert [row.kind for row in case_detail.timeline(book.desk, case)][-3:] == ["assigned", "closed", "reopened"]


def test_it_is_found_like_any_case(book):
    """By its complainant, its words, its reference, beside requests."""
    case = book.complain("2026-11-02", complainant={"name": "Peregrine Ullathorne"}, what="Nobody wrote back.")
    for words in ("ullathorne", "wrote back complaint", case):
        [line] = views_jobs.cases(book.desk, words, at("2026-11-22"))
        assert (line.reference, line.requester) == (case, "Peregrine Ullathorne")
    book.answer(case, "2026-11-10")
    assert views_jobs.cases(book.desk, "ullathorne answered", at("2026-11-22"))[0].outcome == "answered"


def test_the_board_shows_complaints_alone(book):
    """The filter by kind; and no name on any line."""
    book.complain("2026-11-02", complainant={"name": "Quentin Zouch"})
    lines = book.board(kind="complaint")
    assert {line["kind"] for line in lines} == {"complaint"}
    assert "Zouch" not in json.dumps(lines)


def test_the_board_as_it_stood_knows_complaints(tmp_path):
    """Acknowledged on the 5th and recorded on the 6th, it was still to be acknowledged on the 5th's board."""
    own = Casebook(tmp_path / "desk")
    own.event(own.complain("2026-11-02"), "acknowledged", "2026-11-05", "2026-11-06")
    assert [one["duty"] for one in own.board(as_at="2026-11-05")] == ["acknowledge", "outcome"]
    assert [one["duty"] for one in own.board(as_at="2026-11-06")] == ["outcome"]
    own.desk.close()


def test_the_figures_count_acknowledgements(tmp_path):
    """The review lists complaints that wait; the report says how many were acknowledged in time, and how they ended."""
    own = Casebook(tmp_path / "desk")
    late, timely, waiting = (own.complain("2026-07-01") for _ in range(3))
    own.event(timely, "acknowledged", "2026-07-31")
    own.event(late, "acknowledged", "2026-08-03")
    for case in (late, timely):
        own.answer(case, "2026-08-10")
    assert {one.reference for one in views_jobs.weekly(own.desk, at("2026-08-17")).complaints} == {waiting}
    found = views_jobs.report(own.desk, a_day("2026-07-01"), a_day("2026-08-31"), at("2026-09-01")).complaints
    assert (found.received, found.acknowledged, found.closed) == (3, 2, 2)
    assert (found.acknowledged_on_time, found.acknowledged_late) == (1, 1)
    own.desk.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"received": "2026-11-23"}, "in the future"),
        ({"received": "soon"}, "not a date"),
        ({"recognised": "2026-11-01"}, "before received"),
        ({"recognised": "2026-11-23"}, "in the future"),
        ({"about": "SAR-2026-0999"}, "no case SAR-2026-0999"),
        ({"what": " "}, "'what' is not valid"),
        ({"complainant": {}}, "'complainant.name' is missing"),
        ({"colour": "red"}, "no fact called 'colour'"),
    ],
)
def test_what_is_wrong_with_a_complaint_is_one_sentence(book, wrong, said):
    """The first fact that is wrong is named, and nothing is logged."""
    rows = book.rows()
    with pytest.raises(Refused, match=said):
        complaints_jobs.log_complaint(book.desk, FACTS | wrong, at("2026-11-22"))
    assert book.rows() == rows


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("extended", "no extension"),
        ("clarification_requested", "cannot be recorded on a complaint"),
        ("id_requested", "cannot be recorded on a complaint"),
        ("complied", "cannot be recorded on a complaint"),
    ],
)
def test_what_cannot_happen_to_a_complaint(book, kind, said):
    """A complaint has no extension, no pause and no identity to wait for: refused, and not offered."""
    case = book.complain("2026-11-02")
    rows = book.rows()
    with pytest.raises(Refused, match=said):
        book.event(case, kind, "2026-11-03")
    assert kind not in book.show(case)["actions"]
    assert book.rows() == rows


def test_the_law_goes_by_the_date_of_receipt(book):
    """Received on 19 June 2026 a complaint has 30 days; on the 18th none, and then only the council's procedure applies
    (SI 2026/82 reg 7). A correction of the date changes the law with it."""
    case = book.complain("2026-06-19", "2026-06-22")
    assert (book.lines(case)["acknowledge"]["due"], len(book.show(case)["clocks"])) == ("2026-07-20", 1)
    seq = book.show(case)["events"][0]["seq"]
    book.event(case, "received", "2026-06-18", "2026-06-23", corrects=seq)
    [line] = book.lines(case).values()
    assert (line["duty"], line["due"], line["citation"]) == ("outcome", None, "the council's own procedure")
    assert book.show(case)["clocks"] == []
    book.answer(case, "2026-06-24")
    [found] = [
        one
        for one in views_jobs.report(book.desk, a_day("2026-06-24"), a_day("2026-06-24"), at("2026-11-22")).cases
        if one.reference == case
    ]
    assert (found.state, found.due, found.answered) == ("no date", None, a_day("2026-06-24"))
    assert views_jobs.cases(book.desk, case, at("2026-11-22"))[0].outcome == "answered"


def test_there_is_no_such_complaint(book):
    """A reference that is not there is told with what lists them."""
    with pytest.raises(Refused, match="no complaint co-2026-0999"):
        book.show("co-2026-0999")
