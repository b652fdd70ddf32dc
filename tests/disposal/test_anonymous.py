"""Records that stay for statistics: nobody can be known from them, and nothing leads back to anybody."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from casework import Refused
from casework.disposal import anonymous
from casework.disposal.anonymous import RARE, AnonymisedRecord, _coarse, _made
from casework.records.contents import Marks
from casework.records.intake.records import Mark, Segment
from casework.text.forms import Name
from casework.vault import keyslots
from clear_text import opened_pages
from disposing import HEADED, Disposing, paid
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import council_profile
from dpo_console.retention import jobs as retention_jobs
from finding import NOW, PASSPHRASE
from workforce import payroll

ROW = {
    "row": "r07", "reason": "the notice says so", "record": "Payroll", "classes": ["payroll"], "anonymise": True,
    "trigger": "end-of-tax-year", "period": "6 years", "basis": "statistics",
}  # fmt: skip


def people(count):
    """Payroll rows of so many people of two departments; one of them is of a third, alone."""
    rows = []
    for number in range(count):
        more = {
            "Department": "Fostering" if number % 2 else "Adoption",
            "Sex": "F",
            "Comments": f"Canary{number} was ill",
        }
        if number == 0:
            more["Department"] = "Emergency duty"
        born, day = f"{number % 28 + 1:02}/03/19{60 + number % 30}", f"{number % 28 + 1:02}/06/2010"
        rows.append(paid(f"77{number:04}", f"Canary{number}", "Quillfeather", born, day, **more))
    return rows


@pytest.fixture
def sit(empty, tmp_path):
    sitting = Disposing(empty, tmp_path)
    sitting.bring(payroll(*people(24), headings=HEADED))
    retention_jobs.save_row(sitting.desk, ROW, NOW)
    yield sitting
    sitting.desk.close()


def test_records_stay_for_statistics_and_lead_to_nobody(sit):
    """Of 24 records 24 stay, with department and year; names, numbers, birth dates and words are on no page any more."""
    reference = sit.propose()
    [made] = disposal_jobs.disposal_of(sit.desk, reference).anonymise
    assert {"Department", "Sex", "Date last paid"} <= set(made.fields)
    assert made.records == 24
    disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    done = disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert (done.destroyed, done.records, done.people) == ([], 24, 24)
    assert [(one.class_, one.records) for one in done.anonymised] == [("payroll", 24)]
    with sit.desk.reading() as session:
        kept = session.exec(select(AnonymisedRecord.facts).order_by(AnonymisedRecord.id)).all()
    assert len(kept) == 24
    assert {one["Date last paid"] for one in kept if one} == {"2010"}
    assert {one["Department"] for one in kept if one} <= {"Adoption", "Fostering", RARE}
    assert sit.names() == set()
    clear = opened_pages(sit.desk.folder, keyslots.unlock(sit.desk.folder, PASSPHRASE).key)
    for word in (b"Canary", b"canary", b"Quillfeather", b"770001", b"Emergency"):
        assert clear.count(word) == 0, word
    assert b"Fostering" in clear


def test_other_groups_than_were_shown_are_never_kept(sit):
    """The threshold changed since the approval: refused, with both, and every record is there."""
    reference = sit.approve()
    council_profile.save_council(sit.desk, {"smallest_group": 2}, NOW)
    with pytest.raises(Refused, match=r"approved with groups of at least 5 .* now says 2"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert len(sit.names()) == 24


def test_where_a_statutory_minimum_is_longer_they_stay_for_statistics_all_the_same(sit):
    """The minimum moves the day; what is done on it is what the council's own row says."""
    retention_jobs.save_row(sit.desk, ROW | {"period": "2 years"}, NOW)
    lines = disposal_jobs.disposal_of(sit.desk, sit.propose()).listed
    assert {(one.rule, one.how) for one in lines} == {("r11", "anonymise")}


def test_groups_too_small_are_shown_before_and_only_counted_after(sit):
    """A field that would make somebody stand out is left out or its rare value not told; who still does is counted."""
    council_profile.save_council(sit.desk, {"smallest_group": 8}, NOW)
    reference = sit.approve()
    [made] = disposal_jobs.disposal_of(sit.desk, reference).anonymise
    disposal_jobs.carry_out(sit.desk, reference, NOW)
    with sit.desk.reading() as session:
        kept = [tuple(sorted(one.items())) for one in session.exec(select(AnonymisedRecord.facts)).all()]
    assert len(kept) == 24
    assert kept.count(()) == made.counted_only
    for one in set(kept) - {()}:
        assert kept.count(one) >= 8


def test_a_row_is_looked_at_again_or_made_anonymous_not_both(sit):
    """One sentence for a row that asks for both."""
    with pytest.raises(Refused, match="not both"):
        retention_jobs.save_row(sit.desk, ROW | {"review": True}, NOW)


def test_the_schedule_says_what_becomes_of_them(sit):
    """In the schedule's words the records are made anonymous after their time."""
    rows = retention_jobs.retention_schedule(sit.desk).rows
    assert "then made anonymous" in next(one.kept for one in rows if one.id == "r07")


def test_what_identifies_is_taken_out_and_the_rest_is_coarse():
    """Fields that join, names wherever they stand and long texts go; days become years, amounts bands."""
    segments = [
        ["field", "Staff", "0012345"], ["field", "DOB", "14/03/1984"], ["field", "Surname", "Robertson"],
        ["field", "Checked by", "ask Robertson"], ["field", "Started", "01/04/2010"], ["field", "Salary", "32,451.10"],
        ["field", "Grade", "7"], ["field", "Comments", "was moved to another team after the summer"], ["field", "Left", ""],
    ]  # fmt: skip
    names = [Name(forename="Kate", surname="Robertson")]
    marks = Marks([Mark("staff", "0012345", "Staff")], names, date(1984, 3, 14), "DOB")
    assert _coarse([Segment(*one) for one in segments], marks) == {
        "Started": "2010",
        "Salary": "30,000 to 39,999",
        "Grade": "7",
    }


def test_whoever_else_is_named_goes_too(sit):
    """A manager that all the records name, with address and number, is in none of them afterwards; their place is."""
    rows = people(24)
    for row in rows:
        row |= {"Line manager": "Petra Canary", "Assessed by": "Canary3 Quillfeather", "Site": "Civic Centre"}
        row |= {"Reached at": "p.canary@council.example", "Extension": "01429 266522", "Post code": "TS24 8AY"}
        row |= {"Remarks": "was often ill"}
    more = "Line manager,Assessed by,Site,Reached at,Extension,Post code,Remarks"
    sit.bring(payroll(*rows, headings=f"{HEADED},{more}"))
    with sit.desk.reading() as session:
        kept = anonymous.make(session, range(25, 49), 5)
    assert "Site" in kept[0].fields
    assert not set(kept[0].fields) & {"Line manager", "Assessed by", "Reached at", "Extension", "Post code", "Remarks"}


RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["x", "y", "z"]), max_size=4), max_size=60
)


@settings(deadline=None)
@given(records=RECORDS, smallest=st.integers(2, 9))
def test_nobody_stands_out_by_what_is_kept(records, smallest):
    """Whatever the records: each is kept once, every group that is kept has so many alike, and every value too."""
    made = _made("payroll", records, smallest)
    assert made.records == len(records)
    assert all(count >= smallest for _, count in made.groups)
    for facts, _ in made.groups:
        for field, value in facts:
            assert value == RARE or sum(one.get(field, "") == value for one in records) >= smallest


def test_without_the_threshold_somebody_stands_out():
    """The planted fault: with groups of one allowed, a single record is told apart."""
    records = [{"a": "x"}] * 9 + [{"a": "y"}]
    assert (("a", "y"),) in [facts for facts, _ in _made("payroll", records, 1).groups]
    assert (("a", "y"),) not in [facts for facts, _ in _made("payroll", records, 2).groups]


def test_the_order_they_are_kept_in_says_nothing(sit):
    """The rows stand by what they say, not in the order of the file they came in."""
    with sit.desk.act(NOW) as act:
        made = anonymous.make(act.session, range(1, 25), 5)
        anonymous.keep(act.session, made)
        act.record("disposed")
        kept = [
            json.dumps(one)
            for one in act.session.exec(select(AnonymisedRecord.facts).order_by(AnonymisedRecord.id))
            if one
        ]
    groups = [one for at, one in enumerate(kept) if not at or kept[at - 1] != one]
    assert len(groups) == len(set(groups))
