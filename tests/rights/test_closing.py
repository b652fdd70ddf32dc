"""Answered means answered: what a closing needs, what it keeps of each right, and what was never proved."""

import csv
import io
import json

import pytest

from casebook import legacy
from leaving_office import WHY, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One desk for all."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("outcome", ["answered", "nothing-held", "refused"])
def test_without_a_response_no_case_ends_as_answered_or_refused(office, outcome):
    """Nothing was sent: the sentence says what to record first; withdrawn needs no answer."""
    case = office.log()
    assert "recorded" in office.run("close", case, outcome, "--on", "2026-11-22", code=2)
    assert "is recorded as sent" in office.run("close", case, "refused", "--on", "2026-11-22", code=2)
    assert office.json("close", case, "withdrawn", "--on", "2026-11-22")["outcomes"] == {"access": "withdrawn"}


def test_sent_needs_a_pack_or_a_letter(office):
    """An acknowledgement is no answer; the disclosure letter is, and which one left is kept."""
    case = office.decided()
    office.run("letter", case, "acknowledgement")
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)
    made = office.json("letter", case, "disclosure")
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-21", code=2)  # before its date
    said = office.json("event", case, "sent", "--on", "2026-11-22")
    left = {one["kind"]: one["left"] for one in said["letters"]}
    assert left == {"acknowledgement": None, "disclosure": "2026-11-22"}
    assert said["letters"][1]["digest"] == made["digest"]
    assert said["events"][-1]["facts"] == {"letter": "disclosure", "says": "answer"}
    assert "no refusal is recorded" in office.run("close", case, "refused", "--on", "2026-11-22", code=2)
    assert "by that date" in office.run("close", case, "answered", "--on", "2026-11-21", code=2)
    assert office.json("close", case, "answered", "--on", "2026-11-22")["outcomes"] == {"access": "answered"}


def test_a_closed_case_is_shown_with_how_each_right_ended(office):
    """As text too: `show` and `history` of a closed case name the outcome of each right."""
    case = office.log()
    office.run("close", case, "withdrawn", "--on", "2026-11-22")
    for words in (("show", case), ("history", case)):
        assert "withdrawn; access: withdrawn" in office.run(*words)


def test_each_right_has_its_outcome_and_its_letter(office):
    """Access is answered by the pack, erasure by a letter made elsewhere and kept; both are named in the closing."""
    case = office.decided(right=["access", "erasure"])
    office.run("pack", case, "--out", office.out / "both")
    office.run("event", case, "sent", "--on", "2026-11-22")
    close = ("close", case, "answered", "--on", "2026-11-22")
    assert "Missing: access, erasure" in office.run(*close, code=2)
    both = ("--outcome", "access=answered", "--outcome", "erasure=refused")
    assert "no refusal is recorded" in office.run(*close, *both, code=2)
    assert "the answer is not recorded as sent" in office.run(*close, *both[:3], "erasure=answered", code=2)
    source = office.kept(case)
    office.run("event", case, "sent", "--on", "2026-11-22", "--source", source, "--says", "refusal")
    assert "the answer is not recorded as sent" in office.run(*close, *both[:3], "erasure=answered", code=2)
    closed = office.json(*close, *both)
    assert closed["outcomes"] == {"access": "answered", "erasure": "refused"}
    assert closed["proved"] is True
    [row] = [one for one in closed["events"] if one["kind"] == "closed"]
    assert row["facts"]["outcomes"] == closed["outcomes"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--outcome", "portability=answered"), "does not ask for 'portability'"),
        (("--outcome", "access=lost"), "The outcome of access cannot be 'lost'"),
        (("--outcome", "access"), "RIGHT=OUTCOME, once for each right"),
        (("--outcome", "access=answered", "--outcome", "access=refused"), "RIGHT=OUTCOME, once for each right"),
        (("--outcome", "access=refused"), "No right of"),
    ],
)
def test_outcomes_that_cannot_be(office, more, said):
    """A right that was not asked for, an outcome there is not, one right twice, a contradiction: a sentence each."""
    case = office.log()
    assert said in office.run("close", case, "answered", "--on", "2026-11-22", *more, code=2)
    assert office.json("show", case)["stage"] != "closed"


def test_one_right_is_extended_and_closed_by_command(office):
    """`--right` names it: the answer is about that right, `show` says what is next for the other, the last one closes."""
    case = office.log(right=["rectification", "erasure"])
    close = ("close", case, "withdrawn", "--on", "2026-11-22", "--right")
    assert f"erasure of {case} is closed: withdrawn. Next: identify" in office.run(*close, "erasure")
    extended = office.run("event", case, "extended", "--on", "2026-11-22", "--right", "rectification")
    assert "Rectification: Due Wednesday 3 February 2027" in extended
    shown = " ".join(office.run("show", case).split())
    assert "erasure withdrawn 2026-12-03" in shown and "rectification due 2027-02-03 identify" in shown
    assert "does not ask for access" in office.run(*close, "access", code=2)
    said = office.run(*close, "rectification")
    assert f"{case} is closed: erasure withdrawn, rectification withdrawn." in said


def test_a_case_cannot_be_refused_and_answered(office):
    """One right answered: the case is closed as answered, and says how the other ended."""
    case = office.log(right=["rectification", "erasure"])
    said = office.run("close", case, "refused", "--on", "2026-11-22", "--outcome", "erasure=answered", code=2)
    assert "cannot be 'refused' while erasure is 'answered'" in said


def test_what_the_console_makes_is_not_sent_from_elsewhere(office):
    """An answer to a request for access is made here; a refusal of it may come from elsewhere, kept with this case."""
    case, other = office.log(), office.log()
    source = office.kept(case)
    words = ("event", case, "sent", "--on", "2026-11-22", "--source", source)
    assert "The answer to a request for access is made here" in office.run(*words, code=2)
    assert "Says cannot be" in office.run(*words, "--says", "perhaps", code=2)
    elsewhere = ("event", other, "sent", "--on", "2026-11-22", "--source", source, "--says", "refusal")
    assert f"is not attached to {other}" in office.run(*elsewhere, code=2)
    office.run(*words, "--says", "refusal")
    assert "the pack is not recorded as sent" in office.run("close", case, "answered", "--on", "2026-11-22", code=2)
    assert office.json("close", case, "refused", "--on", "2026-11-22")["stage"] == "closed"


def test_a_complaint_is_answered_by_a_kept_letter(office):
    """Its outcome letter is made elsewhere: without its file nothing was sent, and nothing was answered."""
    facts = {
        "received": "2026-11-16",
        "complainant": {"name": "Ann Other", "address": ["2 Test Street"]},
        "what": "Late.",
    }
    case = json.loads(office.run("log", "complaint", stdin=json.dumps(facts)))["reference"]
    office.run("letter", case, "acknowledgement")
    office.run("event", case, "acknowledged", "--on", "2026-11-22")
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)
    assert "the answer is not recorded as sent" in office.run("close", case, "answered", "--on", "2026-11-22", code=2)
    office.run("event", case, "sent", "--on", "2026-11-22", "--source", office.kept(case))
    assert office.json("close", case, "answered", "--on", "2026-11-22")["proved"] is True


def test_after_a_reopening_a_new_answer_is_sent(office):
    """The answer from before does not close it again as answered."""
    case = office.decided()
    office.run("letter", case, "disclosure")
    office.run("event", case, "sent", "--on", "2026-11-20", today="2026-11-22", code=2)
    office.run("event", case, "sent", "--on", "2026-11-22")
    office.run("close", case, "answered", "--on", "2026-11-22")
    office.run("event", case, "reopened", "--on", "2026-11-22", stdin="pages were missing")
    assert "not recorded as sent" in office.run("close", case, "answered", "--on", "2026-11-22", code=2)
    office.run("event", case, "sent", "--on", "2026-11-22")
    assert office.json("close", case, "answered", "--on", "2026-11-22")["stage"] == "closed"


def test_closings_from_before_count_and_are_not_proved(office):
    """Recorded without outcomes, they stand as they did: the case, the figures and the list of closed cases say so."""
    case = office.log()
    desk = office.open()
    legacy(desk, case, "closed", "2026-11-10", outcome="answered")
    desk.close()
    shown = office.json("show", case)
    assert (shown["stage"], shown["proved"], shown["outcomes"]) == ("closed", False, None)
    assert "Closed: answered, not proved" in office.run("show", case)
    found = office.json("report", "--from", "2026-11-09", "--to", "2026-11-15")
    assert (found["closed"]["total"], found["closed"]["proved"], found["closed"]["not_proved"]) == (1, 0, 1)
    assert found["closed"]["by_outcome_not_proved"] == {"answered": 1}
    text = office.run("report", "--from", "2026-11-09", "--to", "2026-11-15", "--register")
    assert next(csv.DictReader(io.StringIO(text)))["proved"] == "not proved"
    later = office.json("report", "--from", "2026-11-16", "--to", "2026-11-22")
    assert later["closed"]["not_proved"] == 0
    assert later["closed"]["proved"] == later["closed"]["total"] > 0
    seq = shown["events"][-1]["seq"]
    office.run("event", case, "closed", "--on", "2026-11-11", "--corrects", seq)
    assert office.json("show", case)["proved"] is False
    assert "not recorded as sent" in office.run(
        "close", case, "answered", "--on", "2026-11-11", "--corrects", seq, code=2
    )


def test_a_sending_from_before_answers_and_refuses(office):
    """Desks hold "sent" without a letter: it counts for whatever the case is closed as, and the closing is proved."""
    for outcome in ("answered", "refused"):
        case = office.log()
        desk = office.open()
        legacy(desk, case, "sent", "2026-11-10")
        desk.close()
        assert office.json("close", case, outcome, "--on", "2026-11-22")["proved"] is True


def test_a_closing_cannot_be_moved_before_its_answer(office):
    """Corrected to another day, a proved closing is held against what had left by then."""
    case = office.decided()
    office.run("letter", case, "disclosure")
    office.run("event", case, "sent", "--on", "2026-11-22")
    seq = office.json("close", case, "answered", "--on", "2026-11-22")["seq"]
    moved = ("event", case, "closed", "--corrects", seq)
    assert "not recorded as sent" in office.run(*moved, "--on", "2026-11-21", code=2)
    assert office.json(*moved, "--on", "2026-11-22")["outcomes"] == {"access": "answered"}


def test_an_answer_in_which_all_is_withheld_is_a_refusal(office):
    """The pack says so: the case closes as refused, and not as answered."""
    case = office.log()
    office.run("person", case, "--is", 1)
    hits = office.json("find", case)["hits"]
    kept = {"decision": "withhold", "exemption": "dpa2018-sch2-16", "reason": WHY}
    office.run("decide", case, stdin=json.dumps([{"item": hit["item"]} | kept for hit in hits]))
    office.run("letter", case, "disclosure")
    office.run("event", case, "sent", "--on", "2026-11-22")
    assert "not recorded as sent" in office.run("close", case, "answered", "--on", "2026-11-22", code=2)
    assert office.json("close", case, "refused", "--on", "2026-11-22")["outcomes"] == {"access": "refused"}


def test_what_a_closing_rests_on_is_not_taken_away(office):
    """The sending taken out, or moved behind the closing, is refused while the case is closed; reopened, it is not."""
    case = office.decided()
    office.run("letter", case, "disclosure")
    seq = office.json("event", case, "sent", "--on", "2026-11-22")["seq"]
    office.run("close", case, "answered", "--on", "2026-11-22")
    out = ("event", case, "corrected", "--on", "2026-11-22", "--corrects", seq)
    assert "depends on this sending" in office.run(*out, code=2)
    later = ("event", case, "sent", "--on", "2026-11-23", "--corrects", seq)
    assert "depends on this sending" in office.run(*later, code=2, today="2026-11-23")
    office.run("event", case, "sent", "--on", "2026-11-22", "--corrects", seq)
    office.run("event", case, "reopened", "--on", "2026-11-23", stdin="it never left", today="2026-11-23")
    assert office.json("show", case)["outcomes"] is None
    office.run("event", case, "corrected", "--on", "2026-11-23", "--corrects", seq, today="2026-11-23")
