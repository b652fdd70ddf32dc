"""A case about an automated decision: the event, from the command line and the screen, and the clock until it is recorded."""

import json
from dataclasses import replace
from datetime import date

import pytest

from casebook import Casebook, at
from casework import Refused
from casework.timeline.events import Kind
from casework.views.report import OpenFigures
from dpo_console.disclosure import papers
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from shell import Shell

ASKS = "record the date the automated decision was taken"


@pytest.fixture
def book(tmp_path):
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def test_the_board_says_what_to_record_next(book):
    """Without the date of the decision there is no due date and no extension; with it, the clock runs under its law."""
    case = book.log("2026-11-10", right="automated")
    lines = book.lines(case)
    assert list(lines) == ["respond"]
    assert (lines["respond"]["clock"], lines["respond"]["state"], lines["respond"]["due"]) == (
        "automated",
        "not-started",
        None,
    )
    assert lines["respond"]["next"] == ASKS
    assert book.show(case)["asks"] == "decision_taken"
    book.event(case, "decision_taken", "2026-01-12", recorded="2026-11-12")
    assert book.show(case)["asks"] is None
    assert book.lines(case)["respond"] | {"clock": "dpa14-reply", "due": "2026-12-10"} == book.lines(case)["respond"]
    assert book.lines(case, as_at="2026-11-11")["respond"]["next"] == ASKS


def test_it_is_asked_beside_what_is_waited_for(book):
    """A case that waits for identity too shows both."""
    case = book.log("2026-11-10", right="automated")
    book.event(case, "id_requested", "2026-11-11")
    assert book.lines(case)["respond"]["next"] == f"{ASKS}; waiting for identity since 11/11/2026"


def test_a_case_that_asks_is_late_all_the_same(book):
    """A month after receipt it is overdue under either law, on the board and in the figures."""
    case = book.log("2026-09-10", right="automated")
    assert not book.lines(case, on="2026-10-12")["respond"]["late"]
    line = book.lines(case, on="2026-10-13")["respond"]
    assert (line["late"], line["stricter"]) == (True, {"due": "2026-10-12", "working_days_left": -1})
    assert line["next"] == f"{ASKS}; overdue under either law (12/10/2026)"
    [row] = views_jobs.weekly(book.desk, at("2026-10-19")).overdue
    assert row.reference == case
    found = views_jobs.report(book.desk, date(2026, 9, 1), date(2026, 10, 31), at("2026-11-22")).open
    assert found == OpenFigures(total=1, overdue=1, overdue_on_stricter_reading=0)


def test_beside_another_right_it_has_a_clock_of_its_own(book):
    """With access requested too, access runs by its receipt; the right about the decision waits for the decision's date."""
    case = book.log("2026-11-10", right="access")
    both = rights_jobs.log_request(
        book.desk,
        {"right": ["access", "automated"], "received": "2026-11-10", "requester": {"name": "Jo"}, "asked": "All."},
        at("2026-11-10"),
    )

    def of_both():
        return {one["right"]: one for one in book.board() if (one["reference"], one["duty"]) == (both, "respond")}

    assert (of_both()["automated"]["state"], of_both()["automated"]["next"]) == ("not-started", ASKS)
    assert of_both()["access"]["due"] == book.lines(case)["respond"]["due"]
    book.event(both, "decision_taken", "2026-01-12", recorded="2026-11-12")
    assert {right: one["clock"] for right, one in of_both().items()} == {
        "access": "access-12a",
        "automated": "dpa14-reply",
    }
    with pytest.raises(Refused, match="A request for access does not ask about an automated decision"):
        book.event(case, "decision_taken", "2026-01-12", recorded="2026-11-12")


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-11-11", "was taken after the request about it was received on 10/11/2026"),
        ("2018-05-24", "No rule was in force for a decision taken on 24 May 2018"),
        ("2026-12-24", "is in the future"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_kept(book, on, why):
    """A decision after its request, before any rule or in the future is refused in a sentence, with no history row."""
    case, rows = book.log("2026-11-10", right="automated"), book.rows()
    with pytest.raises(Refused, match=why):
        book.event(case, "decision_taken", on, recorded="2026-11-22")
    assert book.rows() == rows


def test_put_right_and_taken_back_the_clock_follows(book):
    """Another date changes the law, removing it asks again, and receipt cannot move to before the decision."""
    case = book.log("2026-11-10", right="automated")
    seq = book.event(case, "decision_taken", "2026-02-04", recorded="2026-11-12")["seq"]
    book.event(case, "decision_taken", "2026-02-05", recorded="2026-11-13", corrects=seq)
    assert book.lines(case)["respond"]["clock"] == "other-12a"
    assert "extend" in book.lines(case)
    received = next(one["seq"] for one in book.show(case)["events"] if one["kind"] == "received")
    with pytest.raises(Refused, match="was taken after the request"):
        book.event(case, "received", "2026-02-04", recorded="2026-11-14", corrects=received)
    with pytest.raises(Refused, match="No rule was in force"):
        book.event(case, "decision_taken", "2017-02-04", recorded="2026-11-14", corrects=seq)
    book.event(case, "corrected", "2026-11-14", corrects=seq)
    assert book.lines(case)["respond"]["next"] == ASKS
    with pytest.raises(Refused, match="Correct that event instead"):
        book.event(case, "decision_taken", "2026-02-04", recorded="2026-11-15", corrects=seq)
        book.event(case, "decision_taken", "2026-02-04", recorded="2026-11-16")


def test_a_case_closed_without_it_keeps_its_figures(book):
    """A request answered before this event existed still counts from the date of receipt."""
    case = book.log("2026-09-10", right="automated")
    book.event(case, "sent", "2026-10-13")
    book.close(case, "answered", "2026-10-13")
    [row] = views_jobs.report(book.desk, date(2026, 10, 1), date(2026, 10, 31), at("2026-11-22")).cases
    assert (row.due, row.state, row.days_late) == (date(2026, 10, 12), "late", 1)


def test_the_acknowledgement_names_the_day_of_either_law(book):
    """The letter gives the date counted from receipt, which either law gives, and does not say anything is missing."""
    case = book.log("2026-11-10", right="automated")
    said = papers.letter_preview(book.desk, case, "acknowledgement", at("2026-11-11")).text
    assert "until the end of 10 December 2026" in said
    assert "has not started" not in said


def test_from_the_command_line(tmp_path):
    """`event REF decision_taken --on`, `show` and `due`: asked for, recorded, counted."""
    shell = Shell(tmp_path)
    facts = {"right": ["automated"], "received": "2026-11-10", "asked": "Who decided?", "requester": {"name": "Jo"}}
    shell.run("log", "request", stdin=json.dumps(facts), today="2026-11-11")
    assert f"Next: {ASKS}" in shell.run("show", "RR-2026-0001")
    assert ASKS in shell.run("due")
    assert "taken after the request" in shell.run(
        "event", "RR-2026-0001", "decision_taken", "--on", "2026-11-12", code=2
    )
    said = shell.run("event", "RR-2026-0001", "decision_taken", "--on", "04/02/2026")
    assert "Due Thursday 10 December 2026  [dpa14-reply]" in said
    assert shell.json("due")[0]["clock"] == "dpa14-reply"


async def test_on_the_screen_it_is_the_first_event_offered(jobs, sit):
    """While the clock asks for it, the dialog begins with it and says what it is; afterwards it does not."""
    case = replace(jobs.show_case("SAR-2026-0001"), actions=[Kind.id_requested, Kind.decision_taken, Kind.note])
    jobs.answers["show"] = replace(case, asks=Kind.decision_taken)
    async with sit() as seat:
        await seat.press("enter", "e")
        assert "automated decision taken" in seat.text()
        assert "The law on that date" in seat.text()
        await seat.set(on="4 Feb 2026")
        await seat.press("ctrl+s")
        [(_, kind, on)] = [args[:3] for args in jobs.did("event")]
        assert (kind, on) == ("decision_taken", date(2026, 2, 4))
    jobs.answers["show"] = replace(case, asks=None)
    async with sit() as seat:
        await seat.press("enter", "e")
        assert "identity asked for" in seat.text()
