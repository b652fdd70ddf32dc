"""Restriction of processing (Article 18): marked, marked again in every later file, lifted only after they were told."""

import json

import pytest
from sqlmodel import select

from casework import Refused
from casework.disposal import erasure
from casework.records.intake import Fault
from casework.timeline.history import Payload
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import case_detail, case_search, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from finding import NOW, Sitting
from workforce import KATE, lookup, payroll, staff

SAID = {"ground": "accuracy", "reason": "she contests her start date"}
MARK = "restricted since 22/11/2026"


@pytest.fixture
def sit(empty, tmp_path):
    sitting = Sitting(empty, tmp_path)
    sitting.bring(payroll(KATE, staff("0055", "Ann", "Bell")))
    yield sitting
    sitting.desk.close()


def card(sit):
    return json.loads(to_json(person_cards.person_card(sit.desk, 1)))


def marks(sit):
    """The mark on each of Katherine's records, newest first."""
    return [item["restricted"] for item in card(sit)["items"]]


def test_a_marked_person_is_marked_on_card_and_list_with_every_record(sit):
    """The mark stands on the card with its ground, in the register, and on each record; nobody else has it."""
    assert person_cards.restrict(sit.desk, 1, SAID, NOW).said == MARK
    assert card(sit)["restricted"] == MARK and "Article 18(1)(a)" in card(sit)["restricted_why"]
    assert [one.restricted for one in person_cards.people_of(sit.desk, "").people] == [MARK, None]
    assert marks(sit) == [MARK]


def test_records_that_come_later_are_marked_again(sit):
    """A new record of a marked person is marked, and the ledger says on which line."""
    person_cards.restrict(sit.desk, 1, SAID, NOW)
    sit.bring(payroll(staff("0055", "Ann", "Bell"), KATE | {"Department": "Finance"}))
    assert marks(sit) == [MARK, MARK]
    warned = [one for one in records_jobs.sources(sit.desk)[0].warnings if "restricted" in one.what]
    assert warned == [Fault(3, f"{MARK}: the record is marked restricted again")]


def test_a_single_record_is_marked_alone(sit):
    """A mark on one record is on no other, and on the same row when it comes again."""
    sit.bring(payroll(KATE | {"Department": "Finance"}))
    item = card(sit)["items"][0]["item"]
    person_cards.restrict(sit.desk, 1, SAID | {"item": item}, NOW)
    assert marks(sit) == [MARK, None] and card(sit)["restricted"] is None
    sit.bring(payroll(KATE | {"Department": "Finance"}, staff("0066", "Joe", "Cole")))
    assert [one.line for one in records_jobs.sources(sit.desk)[0].warnings if "restricted" in one.what] == [2]


def test_it_is_lifted_only_after_they_were_told(sit):
    """Article 18(3): without the day they were told, or with one to come, nothing is lifted."""
    person_cards.restrict(sit.desk, 1, SAID, NOW)
    for told in (None, "2026-11-30"):
        with pytest.raises(Refused, match=r"Article 18\(3\)"):
            person_cards.lift_restriction(sit.desk, 1, told, "checked", NOW)
    assert card(sit)["restricted"]
    assert person_cards.lift_restriction(sit.desk, 1, "20/11/2026", "checked", NOW) == f"Lifted: it was {MARK}."
    assert card(sit)["restricted"] is None and marks(sit) == [None]


def test_setting_and_lifting_are_taken_back(sit):
    """The undo of a lifting marks again, and the one of a mark takes it away; the history has all four acts."""
    person_cards.restrict(sit.desk, 1, SAID, NOW)
    person_cards.lift_restriction(sit.desk, 1, "2026-11-20", "checked", NOW)
    person_cards.undo_card(sit.desk, 1, NOW)
    assert marks(sit) == [MARK]
    person_cards.undo_card(sit.desk, 1, NOW)
    assert marks(sit) == [None]
    kinds = [row.kind for row in case_detail.timeline(sit.desk)][-4:]
    assert kinds == ["restricted", "restriction-lifted", "put-right-undone", "put-right-undone"]
    assert desk_jobs.audit_verify(sit.desk).state == "whole"


def test_why_it_was_lifted_goes_with_the_record(sit):
    """Once the record is erased, no reason for lifting its mark is left in the history, and nothing to take back."""
    sit.bring(payroll(KATE | {"Department": "Finance"}))
    item = card(sit)["items"][0]["item"]
    person_cards.restrict(sit.desk, 1, SAID | {"item": item}, NOW)
    person_cards.lift_restriction(sit.desk, 1, "2026-11-21", "she has left Finance", NOW, item)
    with sit.desk.erasing(NOW) as act:
        gone = erasure.erase(act.session, sit.desk.erased_key, [item], NOW.date())
        act.record("erased", on=NOW.date(), facts=gone.history_facts())
    with pytest.raises(Refused, match="no correction or restriction"):
        person_cards.undo_card(sit.desk, 1, NOW)
    with sit.desk.reading() as session:
        assert not session.exec(select(Payload).where(Payload.facts.contains("left Finance"))).all()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"ground": "because"}, "Ground cannot be 'because'"),
        ({"reason": " "}, "Enter a reason"),
        ({"item": 2}, "not a record of this person"),
    ],
)
def test_what_cannot_be_restricted_is_refused(sit, said, why):
    """Each refusal is one sentence, and no mark is left."""
    with pytest.raises(Refused, match=why):
        person_cards.restrict(sit.desk, 1, SAID | said, NOW)
    assert marks(sit) == [None]


def test_nothing_is_marked_twice_or_lifted_unmarked(sit):
    """A second mark is refused, and so is lifting where there is none."""
    with pytest.raises(Refused, match="not restricted"):
        person_cards.lift_restriction(sit.desk, 1, "2026-11-20", "checked", NOW)
    person_cards.restrict(sit.desk, 1, SAID, NOW)
    with pytest.raises(Refused, match="already restricted"):
        person_cards.restrict(sit.desk, 1, SAID, NOW)


def test_a_mark_is_seen_in_review_and_changes_no_certificate(sit):
    """What is found for a case is the same, marked in review; the certificate replays."""
    case = sit.log()
    sit.bind(case, "Katherine Robertson")
    person_cards.restrict(sit.desk, 1, SAID | {"reference": case, "reason": ""}, NOW)
    assert case_search.replay(sit.desk, case).same
    assert [one["restricted"] for one in sit.state(case)["items"]] == [f"{MARK} ({case})"]
    assert "restricted" in [row.kind for row in case_detail.timeline(sit.desk, case)]


def test_the_mark_goes_with_a_person_who_is_joined(sit):
    """Where two entries turn out to be one person, the mark on the one given up holds for the one that is kept."""
    sit.bring(lookup(("0077", "Katherine Robertson", "SW55555")))
    person_cards.restrict(sit.desk, 3, SAID, NOW)
    sit.bring(lookup(("12345", "Katherine Robertson", "SW55555")))
    assert {one.person: one.restricted for one in person_cards.people_of(sit.desk, "").people} == {
        1: MARK,
        2: None,
    }
    assert marks(sit) == [MARK, MARK, MARK]
