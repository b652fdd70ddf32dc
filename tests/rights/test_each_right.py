"""One request for several rights: a line, an extension, an answer and an outcome for each; counted as one case."""

import re

import pytest

from casebook import Casebook, a_day, as_json, at
from casework import Refused
from casework.views.ics import calendar
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs

THREE = ["access", "erasure", "rectification"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Casebook(tmp_path_factory.mktemp("rights") / "desk")
    yield made
    made.desk.close()


@pytest.fixture
def own(tmp_path):
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def asking(book, received="2026-11-02", right=THREE):
    return book.log(received, right=right)


def of(book, case, duty="respond", **more):
    """The lines of a case with that duty, by right."""
    lines = [one for one in book.board(**more) if one["reference"] == case and one["duty"] == duty]
    return {one["right"]: one for one in lines}


def test_each_right_has_a_line_and_a_pause_moves_access_alone(book):
    """`due` and `show` give a due date for each right; clarification asked for pauses access, and no other."""
    case = asking(book, right=["access", "erasure"])
    book.event(case, "clarification_requested", "2026-11-09")
    lines = of(book, case)
    assert (lines["access"]["state"], lines["access"]["waiting_days"]) == ("paused", 13)
    assert (lines["erasure"]["state"], lines["erasure"]["due"]) == ("due", "2026-12-02")
    assert "waiting" not in lines["erasure"]["stage"]
    book.event(case, "clarification_received", "2026-11-13")
    assert {right: one["due"] for right, one in of(book, case).items()} == {
        "erasure": "2026-12-02", "access": "2026-12-07",
    }  # fmt: skip
    clocks = [(one["right"], one["rule"], one["due"]) for one in book.show(case)["clocks"]]
    assert clocks == [
        ("access", "access-12a", "2026-12-07"),
        ("access", "access-12a-extension-notice", "2026-12-07"),
        ("erasure", "other-12a", "2026-12-02"),
        ("erasure", "other-12a-extension-notice", "2026-12-02"),
    ]


def test_lines_of_other_cases_are_about_no_right(book):
    """A complaint's lines have `right` too, which is null; those of a request for one right name it."""
    complaint, case = book.complain("2026-11-02"), book.log("2026-11-02", right="portability")
    assert {one["right"] for one in book.lines(complaint).values()} == {None}
    assert {one["right"] for one in book.lines(case).values()} == {"portability"}


def test_a_request_is_never_notified(book):
    """Only a breach is: on a request it is neither offered nor recorded."""
    case = asking(book)
    assert "notified" not in book.show(case)["actions"]
    with pytest.raises(Refused, match="Only a breach is notified"):
        book.event(case, "notified", "2026-11-03")


def test_an_extension_concerns_the_right_it_names(book):
    """Only erasure takes longer; what has been told for one right can still be told for another, until its last day."""
    case = asking(book, "2026-10-19")
    book.event(case, "clarification_requested", "2026-10-20")
    book.event(case, "clarification_received", "2026-10-26")
    said = book.event(case, "extended", "2026-11-10", facts={"right": "erasure"})
    assert said["events"][-1]["facts"]["right"] == "erasure"
    assert {right: one["extended"] for right, one in of(book, case).items()} == dict.fromkeys(THREE, False) | {
        "erasure": True
    }
    assert set(of(book, case, "extend")) == {"access"}
    with pytest.raises(Refused, match="extension of rectification was Thursday 19 November 2026"):
        book.event(case, "extended", "2026-11-20", facts={"right": "rectification"})
    with pytest.raises(Refused, match="already recorded for erasure"):
        book.event(case, "extended", "2026-11-20")
    book.event(case, "extended", "2026-11-20", facts={"right": "access"})
    assert of(book, case)["access"]["due"] == "2027-01-26"


def test_a_notice_for_every_right_is_in_time_for_each(book):
    """Late for erasure, it is refused for all, with the right whose last day has passed."""
    case = asking(book, "2026-10-19", ["access", "erasure"])
    book.event(case, "clarification_requested", "2026-10-20")
    book.event(case, "clarification_received", "2026-10-26")
    with pytest.raises(Refused, match="extension of erasure was Thursday 19 November 2026"):
        book.event(case, "extended", "2026-11-20")


@pytest.mark.parametrize(
    ("kind", "right", "why"),
    [
        ("extended", "portability", "does not ask for portability. Choose from: access, erasure, rectification."),
        ("sent", "everything", "Right cannot be 'everything'. Choose from: access, erasure, rectification."),
        ("complied", "access", "Nothing is rectified, erased or restricted for access"),
        ("note", "erasure", "An event 'note' has no 'right'"),
        ("id_requested", "erasure", "An event 'id_requested' has no 'right'"),
    ],
)
def test_a_right_that_cannot_be_is_refused_and_nothing_is_kept(book, kind, right, why):
    """Not asked for, not a right, or no event about one right: one sentence, and no history row."""
    case = asking(book)
    rows = book.rows()
    with pytest.raises(Refused, match=re.escape(why)):
        case_events.event(book.desk, case, kind, a_day("2026-11-03"), at("2026-11-03"), facts={"right": right})
    assert book.rows() == rows


def test_a_complaint_has_no_right_to_name(book):
    """A closing of a complaint that names a right is refused."""
    case = book.complain("2026-11-02")
    with pytest.raises(Refused, match="is a complaint, so no right is asked for"):
        book.close(case, "withdrawn", "2026-11-03", right="access")


def test_from_receipt_to_three_outcomes(own):
    """Each right is answered and closed on its own; the case is open until the last, and then counts as one."""
    case, alone = asking(own), own.log("2026-11-02")
    own.event(case, "complied", "2026-11-05", facts={"right": "erasure"})
    own.event(case, "refusal_decided", "2026-11-05", facts={"right": "rectification"})
    assert set(of(own, case, "tell-recipients")) == {"erasure"}
    assert set(of(own, case, "tell-refusal")) == {"rectification"}
    with pytest.raises(Refused, match="cannot close with erasure as 'answered': the answer is not recorded as sent"):
        own.close(case, "answered", "2026-11-06", right="erasure")
    own.legacy(case, "sent", "2026-11-06", right="erasure", letter="elsewhere", says="answer")
    assert of(own, case)["erasure"]["next"] == "record how erasure ended"
    with pytest.raises(Refused, match="rectification as refused: no refusal is recorded"):
        own.close(case, "refused", "2026-11-06", right="rectification")
    with pytest.raises(Refused, match="Enter one outcome"):
        own.close(case, "answered", "2026-11-06", right="erasure", outcomes={"access": "answered"})
    shown = own.close(case, "answered", "2026-11-06", right="erasure")
    assert (shown["outcomes"], shown["facts"]["now"]["outcome"], shown["proved"]) == (
        {"erasure": "answered"},
        None,
        None,
    )
    assert set(of(own, case)) == {"access", "rectification"}
    assert set(of(own, case, "tell-recipients")) == {"erasure"}  # closing a right does not tell its recipients
    own.legacy(case, "sent", "2026-11-09", right="rectification", letter="elsewhere", says="refusal")
    assert not of(own, case, "tell-refusal")
    own.close(case, "refused", "2026-11-09", right="rectification")
    assert of(own, case)["access"]["next"] == "identify the data subject"
    own.legacy(case, "sent", "2026-12-09", letter="pack", says="answer", right="access")
    assert of(own, case, on="2026-12-10")["access"]["next"] == "close the case"
    closed = own.close(case, "answered", "2026-12-10", right="access")
    each = {"erasure": "answered", "rectification": "refused", "access": "answered"}
    assert (closed["outcomes"], closed["facts"]["now"]["outcome"], closed["stage"]) == (each, "answered", "closed")
    assert not of(own, case, on="2026-12-11")
    own.answer(alone, "2026-11-10", "2026-12-10")
    found = as_json(views_jobs.report(own.desk, a_day("2026-11-01"), a_day("2026-12-31"), at("2026-12-31")))
    rows = {one["reference"]: one for one in found["cases"]}
    row = rows[case]
    assert (row["right"], row["due"], row["answered"], row["closed"]) == (
        *("access", "2026-12-02", "2026-12-09"), "2026-12-10",
    )  # fmt: skip
    assert (row["state"], row["days_late"], row["outcomes"]) == ("late", 7, each)
    assert (found["closed"]["total"], found["closed"]["late"], found["closed"]["by_outcome"]) == (2, 1, {"answered": 2})
    for day in ("2026-11-05", "2026-11-06", "2026-11-09", "2026-12-09"):  # as it was on each of those days
        then = {one["right"]: one["stage"] for one in own.board(as_at=day) if one["duty"] == "respond"}
        assert set(then) == {right for right in THREE if not shown_closed(right, day)}


def shown_closed(right, day):
    """Whether that right of the case was closed by the end of the day."""
    return {"erasure": "2026-11-06", "rectification": "2026-11-09", "access": "2026-12-10"}[right] <= day


def test_the_rest_is_closed_together_and_one_closing_can_be_corrected(own):
    """A closing without a right ends those still open; corrected, the closing of one right changes the case."""
    case = asking(own)
    seq = own.close(case, "withdrawn", "2026-11-06", right="erasure")["seq"]
    with pytest.raises(Refused, match=r"'erasure' of .* ends by another closing. Choose from: access, rectification."):
        own.close(case, "withdrawn", "2026-11-09", outcomes={"erasure": "withdrawn"})
    own.legacy(case, "sent", "2026-11-09", says="refusal", letter="elsewhere")
    closed = own.close(case, "refused", "2026-11-09")
    assert closed["outcomes"] == {"erasure": "withdrawn", "access": "refused", "rectification": "refused"}
    assert closed["facts"]["now"]["outcome"] == "refused"
    again = own.close(case, "duplicate", "2026-11-06", recorded="2026-11-10", right="erasure", corrects=seq)
    assert again["outcomes"]["erasure"] == "duplicate"
    gone = own.event(case, "corrected", "2026-11-10", corrects=seq)
    assert (gone["facts"]["now"]["outcome"], gone["outcomes"]) == (
        "refused", {"access": "refused", "rectification": "refused"},
    )  # fmt: skip


def test_a_sending_that_one_closing_rests_on_stays(own):
    """Removed, it would leave erasure closed as answered without an answer; the case being open changes nothing."""
    case = asking(own)
    seq = own.legacy(case, "sent", "2026-11-06", right="erasure", letter="elsewhere", says="answer")["seq"]
    own.close(case, "answered", "2026-11-06", right="erasure")
    with pytest.raises(Refused, match="depends on this sending"):
        own.event(case, "corrected", "2026-11-09", corrects=seq)


def test_a_case_counts_once_wherever_cases_are_counted(own):
    """Overdue in three rights: three lines on `due`, one in the review, one in the figures; three events, each its own."""
    case = asking(own, "2026-10-05")
    assert [one["late"] for one in of(own, case).values()] == [True] * 3
    review = as_json(views_jobs.weekly(own.desk, at("2026-11-22")))
    assert [one["reference"] for one in review["overdue"]] == [case]
    figures = as_json(views_jobs.report(own.desk, a_day("2026-11-01"), a_day("2026-11-22"), at("2026-11-22")))
    assert (figures["open"]["total"], figures["open"]["overdue"]) == (1, 1)
    own.event(case, "extended", "2026-10-20", recorded="2026-11-22", facts={"right": "access"})
    review = as_json(views_jobs.weekly(own.desk, at("2026-11-22")))
    assert [one["right"] for one in review["overdue"]] == ["erasure"]
    assert not any(review["due"].values())
    text = calendar(views_jobs.board_of(own.desk, at("2026-11-22")), at("2026-11-22"))
    uids = re.findall(r"UID:(.*)@", text)
    assert sorted(uids) == sorted(
        f"{case}-{end}" for end in ("access-12a", "other-12a-erasure", "other-12a-rectification")
    )
    assert f"SUMMARY:{case}: last day to answer (erasure)" in text


def test_consent_is_a_duty_without_a_number_of_days(book):
    """Withdrawn consent: act at once, since the day it came; nothing to extend; an answer ends it."""
    case = book.log("2026-11-02", right="consent", service="MASH")
    line = of(book, case)["consent"]
    assert (line["clock"], line["state"], line["due"], line["days_taken"]) == ("art7-3", "none", None, 20)
    assert line["next"].startswith("act at once, and tell the person what was stopped")
    assert line["citation"] == "UK GDPR Art 7(3)"
    with pytest.raises(Refused, match="sets no period when consent is withdrawn"):
        book.event(case, "extended", "2026-11-03")
    assert "extended" not in book.show(case)["actions"]
    book.event(case, "sent", "2026-11-04")
    assert (of(book, case)["consent"]["days_taken"], of(book, case)["consent"]["next"]) == (None, "close the case")
    assert book.close(case, "answered", "2026-11-05")["outcomes"] == {"consent": "answered"}
    row = next(
        one
        for one in as_json(views_jobs.report(book.desk, a_day("2026-11-05"), a_day("2026-11-05"), at("2026-11-05")))[
            "cases"
        ]
        if one["reference"] == case
    )
    assert (row["due"], row["state"], row["right"]) == (None, "no date", "consent")
