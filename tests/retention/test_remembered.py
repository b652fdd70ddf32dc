"""When somebody left or was born is known as long as a record is kept by it, though the one that said so is gone."""

import pytest
from sqlmodel import select

from casework.retention.records import Remembered
from clear_text import everything
from disposing import HEADED, Disposing, paid
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import record_erasure
from dpo_console.people import jobs as people_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from erasing import CANARY
from finding import NOW
from workforce import lookup, payroll

LEFT = f"{HEADED},Date left"


@pytest.fixture
def sit(empty, tmp_path):
    sitting = Disposing(empty, tmp_path)
    row = paid("0077777", CANARY, "Quillfeather", "02/02/1970", "30/06/2010", **{"Date left": "30/06/2010"})
    sitting.bring(payroll(row, headings=LEFT), lookup(("0077777", f"{CANARY} Quillfeather", "SW77777")))
    yield sitting
    sitting.desk.close()


def plan(sit, on):
    """What falls due by a day and what cannot be computed, by class."""
    found = retention_jobs.retention_plan(sit.desk, NOW.replace(year=on).date())
    due = {one.class_: one.date.isoformat() for one in found.due}
    return due | {one.class_: one.why for one in found.cannot_compute}


def test_what_is_kept_from_leaving_falls_due_after_the_payroll_record_went(sit):
    """The payroll record that gave the leaving date goes after six years; the rest of the person's on its own day."""
    assert plan(sit, 2036) == {"payroll": "2017-04-05", "registration-lookup": "2035-06-30"}
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    assert plan(sit, 2036) == {"registration-lookup": "2035-06-30"}
    retention_jobs.save_row(sit.desk, {"row": "r03", "reason": "ours"}, NOW)
    assert plan(sit, 2046) == {"registration-lookup": "2045-02-02"}


def test_a_later_record_that_says_otherwise_is_believed(sit):
    """What is remembered is one voice among the records: a later one that gives another day wins."""
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    row = paid("0077777", CANARY, "Quillfeather", "02/02/1970", "30/06/2012", **{"Date left": "30/06/2012"})
    sit.bring(payroll(row, headings=LEFT))
    assert plan(sit, 2038)["registration-lookup"] == "2037-06-30"


def test_it_goes_with_the_last_record(sit):
    """Nothing of it is left once the person has no record, joined to another entry before or not."""
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    with sit.desk.reading() as session:
        assert {one.role for one in session.exec(select(Remembered))} == {"left", "born"}
    sit.bring(payroll(paid("0000001", "First", "Entry", "01/01/1960", "30/06/2026"), headings=HEADED))
    her, other = sit.person(f"{CANARY} Quillfeather"), sit.person("First Entry")
    facts = {"kind": "claim", "people": [other], "why": f"{CANARY} sues", "review": "2027-05-01"}
    hold = retention_jobs.place_hold(sit.desk, facts, NOW).reference
    retention_jobs.lift_hold(sit.desk, hold, f"{CANARY} settled", NOW)
    people_jobs.decide_pair(sit.desk, str(her), str(other), "same", "alike", NOW)
    asked = {
        "right": ["erasure"], "received": "2026-11-16", "asked": "Erase it.",
        "requester": {"name": "First Entry", "is_subject": True},
    }  # fmt: skip
    case = rights_jobs.log_request(sit.desk, asked, NOW)
    rights_jobs.identify_subject(sit.desk, case, her, "the same", NOW)
    record_erasure.erase_records(sit.desk, case, None, "Article 17(1)(a)", NOW)
    with sit.desk.reading() as session:
        assert session.exec(select(Remembered)).all() == []
    assert everything(sit).count(CANARY.encode()) == 0
