"""The council's schedule: adopted, edited, added to, retired, each an act with its reason; and on paper."""

import json
from datetime import date

import pypdfium2
import pytest

from casework import Refused
from casework.retention import schedule
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs import case_detail, case_search
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from letters.paper.pdf import render
from letters.retention.schedule_sheet import sheet
from pages import accessibility_faults, texts
from retaining import NOW, Cabinet, as_json, paid
from shell import Shell

ROW = {"record": "Exit interviews", "classes": ["exit-interview"], "trigger": "end-of-employment", "period": "1 year"}
ROW |= {"basis": "policy 7"}


@pytest.fixture
def cabinet(tmp_path):
    """A desk of the test's own."""
    made = Cabinet(tmp_path)
    yield made
    made.desk.close()


def row(cabinet, number):
    """One row of the schedule."""
    rows = retention_jobs.retention_schedule(cabinet.desk).rows
    return as_json(next(one for one in rows if one.id == number))


def test_a_new_desk_goes_by_shipped_defaults_and_says_so(cabinet):
    """Nothing is adopted without an act: rows in force on a new desk are shipped defaults, the rest on offer or off."""
    states = {one.id: one.state for one in retention_jobs.retention_schedule(cabinet.desk).rows}
    assert len(states) == 54
    assert (states["r02"], states["r01"], states["r45"]) == ("shipped default", "on offer", "switched off")
    assert "adopted" not in states.values()


def test_each_change_is_an_act_with_its_reason(cabinet):
    """Adopted, edited, added and retired: each a row of the history with what stood before and after, and why."""
    retention_jobs.adopt_row(cabinet.desk, "7", "cabinet of 3 May", NOW)
    cabinet.edit("r07", reason="audit", period="7 years")
    added = cabinet.edit(None, reason="new process", **ROW)
    retention_jobs.retire_row(cabinet.desk, added["id"], "given up", NOW)
    acts = [one for one in case_detail.timeline(cabinet.desk) if one.kind.startswith("row-")]
    assert [one.kind for one in acts] == ["row-adopted", "row-edited", "row-added", "row-retired"]
    with cabinet.desk.reading() as session:
        from casework.timeline import history

        facts = history.facts_of(session, [one.seq for one in acts])
    said = [facts[one.seq] for one in acts]
    assert [one["note"] for one in said] == ["cabinet of 3 May", "audit", "new process", "given up"]
    assert said[1]["before"]["kept"] == "6 years after the end of the tax year"
    assert said[1]["after"]["kept"] == "7 years after the end of the tax year"
    assert (row(cabinet, "c01")["state"], row(cabinet, "r07")["reason"]) == ("retired", "audit")
    assert desk_jobs.audit_verify(cabinet.desk).state == "whole"


def test_an_edited_row_is_the_councils_own_and_the_published_one_stays_as_it_was(cabinet):
    """What was published is shown beside what the council made of it; a changed statutory row is statutory no more."""
    cabinet.edit("r12", period="3 years")
    one = row(cabinet, "r12")
    assert (one["standing"], one["kept"], one["said"]) == (
        "council", "3 years after the day it was made", ["date made", "2 years"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "facts", "least"),
    [
        ("r12", {"period": "1 year"}, "2 years after the day it was made"),
        ("r07", {"period": "2 years"}, "3 years after the end of the tax year"),
        ("r34", {"period": "1 year", "second_trigger": "", "second_period": ""}, "3 years after the last entry or 21"),
        ("r12", {"period": "2 years"}, None),
        ("r07", {"period": "4 years"}, None),
        ("r34", {"period": "1 year"}, "3 years after the last entry or 21 years after birth"),
    ],
)
def test_a_row_shorter_than_the_statutory_minimum_says_so_wherever_it_stands(cabinet, number, facts, least):
    """Edited below it, the row's own words name the minimum that beats it: on screen, on paper and in letters."""
    words = f"but no less than the statutory minimum: {least}"
    said = cabinet.edit(number, **facts)
    with cabinet.desk.reading() as session:
        periods = schedule.periods(session)
    for kept in (said["kept"], *(periods[name] for name in said["classes"] if name in periods)):
        assert (words in kept) if least else ("no less" not in kept)


def test_what_an_edit_leaves_out_stays(cabinet):
    """Changing the source alone changes nothing else, and the row keeps its standing."""
    before = row(cabinet, "r01")
    after = cabinet.edit("r01", source="our policy 12")
    same = ("record", "classes", "kept", "basis", "standing")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["kept"] == "6 years from 1 year after the end of employment"


def test_two_triggers_make_a_row(cabinet):
    """The later or the earlier of two, each with its period."""
    both = {"second_trigger": "birth-date", "second_period": "100 years", "which": "earlier"}
    added = cabinet.edit(None, **(ROW | both))
    assert added["kept"] == "1 year after the end of employment or 100 years after birth, whichever is earlier"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"period": "0 years"}, "A period cannot be 0"),
        ({"period": "a while"}, "'a while' is not a valid period"),
        ({"trigger": "full moon"}, "The trigger cannot be 'full moon'"),
        ({"second_trigger": "birth-date"}, "'' is not a valid period"),
        ({"second_period": "1 year"}, "The trigger cannot be ''"),
        ({"which": "middle"}, "choose which date applies: 'later' or 'earlier'"),
        ({"classes": []}, "Enter the classes of record the row is for"),
        ({"record": " "}, "'record' is not valid"),
        ({"basis": ""}, "'basis' is not valid"),
        ({"colour": "red"}, "There is no fact called 'colour'"),
        ({"reason": ""}, "Enter a reason for the change"),
    ],
)
def test_a_row_that_is_not_right_is_refused_and_nothing_is_written(cabinet, facts, sentence):
    """One sentence for each fault; the schedule and the history stay as they were."""
    rows = len(case_detail.timeline(cabinet.desk))
    said = {"row": None, "reason": "why"} | ROW | facts
    with pytest.raises(Refused, match=sentence):
        retention_jobs.save_row(cabinet.desk, said, NOW)
    assert len(retention_jobs.retention_schedule(cabinet.desk).rows) == 54
    assert len(case_detail.timeline(cabinet.desk)) == rows


@pytest.mark.parametrize(
    ("act", "number", "sentence"),
    [
        ("adopt_row", "r99", "There is no row 'r99'"),
        ("adopt_row", "17", "Row r17 has no period of its own"),
        ("retire_row", "r01", r"Row r01 is not in force \(on offer\)"),
    ],
)
def test_what_cannot_be_done_to_a_row_is_said(cabinet, act, number, sentence):
    """No such row, a row that only points at others, one that is not in force."""
    with pytest.raises(Refused, match=sentence):
        getattr(retention_jobs, act)(cabinet.desk, number, "why", NOW)


def test_a_row_is_adopted_once(cabinet):
    """Adopting it again is refused, with the day it was; retired, it can be adopted anew."""
    retention_jobs.adopt_row(cabinet.desk, "7", "why", NOW)
    with pytest.raises(Refused, match="Row r07 has been adopted since 22/11/2026"):
        retention_jobs.adopt_row(cabinet.desk, "r07", "why", NOW)
    retention_jobs.retire_row(cabinet.desk, "r07", "why", NOW)
    assert retention_jobs.adopt_row(cabinet.desk, "r07", "why", NOW).state == "adopted"


def test_a_row_switched_off_can_be_adopted(cabinet):
    """A council that does hold foster carers' records puts their row in force itself."""
    assert retention_jobs.adopt_row(cabinet.desk, "44", "we hold these", NOW).state == "adopted"


def test_the_schedule_on_paper_is_accessible_and_whole(cabinet):
    """A tagged PDF/UA with every class in force, its basis, how it stands, and the minima the law sets."""
    retention_jobs.adopt_row(cabinet.desk, "7", "why", NOW)
    with cabinet.desk.reading() as session:
        context = sheet(schedule.listed(session), "Testham Council", date(2026, 11, 22))
    pdf = render("retention.html", context)
    assert accessibility_faults(pdf) == []
    text = " ".join(" ".join(texts(pdf)).split())
    assert "Retention schedule, as at 22 November 2026" in text
    for said in (
        "Payroll records",
        "6 years after the end of the tax year",
        "Adopted 22/11/2026",
        "Shipped default, not yet",
    ):
        assert said in text
    assert "3 years after the end of the tax year" in text
    assert "Looked-after" not in text


def test_classes_without_a_row_stand_in_order(cabinet):
    """What was retired is named on the sheet in the order of the alphabet: the same schedule gives the same bytes."""
    for one in [
        one.id for one in retention_jobs.retention_schedule(cabinet.desk).rows if one.state == "shipped default"
    ]:
        retention_jobs.retire_row(cabinet.desk, one, "why", NOW)
    with cabinet.desk.reading() as session:
        without = sheet(schedule.listed(session), "Testham Council", date(2026, 11, 22))["without"]
    assert len(without) > 5
    assert without == sorted(without)


def test_every_word_of_the_schedule_stands_in_its_own_column(cabinet):
    """No letter lies beyond the margin of the page, and none upon another: the longest record and basis wrap."""
    cabinet.edit(None, **ROW | {"record": "R" * 60, "basis": "a long basis " * 20, "classes": ["exit-interview" * 3]})
    with cabinet.desk.reading() as session:
        pdf = render("retention.html", sheet(schedule.listed(session), "Testham Council", date(2026, 11, 22)))
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
        assert max(right for _, _, right, _ in boxes) < page.get_width() - 40
        middles = {(round(left + right), round(low + high)) for left, low, right, high in boxes}
        assert len(middles) > 0.97 * len(boxes)


def test_the_schedule_lies_in_the_outbox_and_its_making_is_an_act(cabinet):
    """The same schedule on the same day gives the same bytes."""
    first, again = (retention_jobs.schedule_sheet(cabinet.desk, NOW) for _ in range(2))
    assert first.path.match("outbox/retention-schedule-2026-11-22.pdf")
    assert first.digest == again.digest
    assert [one.kind for one in case_detail.timeline(cabinet.desk)].count("sheet") == 2


def test_a_letter_says_how_long_each_class_is_kept(cabinet):
    """UK GDPR Article 15(1)(d): the period of the row in force for what is disclosed, not of another class."""
    cabinet.pay(paid())
    cabinet.edit("r07", period="9 years")
    with cabinet.desk.reading() as session:
        periods = schedule.periods(session)
    assert periods["payroll"] == "payroll records: 9 years after the end of the tax year"
    assert "nonsense" not in periods
    facts = {
        "right": ["access"],
        "received": "2026-11-16",
        "requester": {"name": "Katherine Robertson"},
        "asked": "All.",
    }
    facts["requester"] |= {"address": ["1 Test Street"]}
    case = rights_jobs.log_request(cabinet.desk, facts, NOW)
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person("Katherine Robertson"), "numbers agree", NOW)
    [hit] = case_search.find(cabinet.desk, case, NOW).hits
    disclosure_jobs.decide(cabinet.desk, case, [{"item": hit.item, "decision": "disclose"}], NOW)
    text = papers.letter_preview(cabinet.desk, case, "disclosure", NOW).text
    assert "- payroll records: 9 years after the end of the tax year" in text
    assert "the risk of harm" not in text
    retention_jobs.retire_row(cabinet.desk, "r07", "no row for a moment", NOW)
    text = papers.letter_preview(cabinet.desk, case, "disclosure", NOW).text
    assert "- the risk of harm if it were used or disclosed without authority" in text


def test_the_commands_do_what_the_jobs_do(tmp_path):
    """Plan, schedule, adopt, edit, add, retire, print and holds without the screen; a plan's JSON has its keys."""
    shell = Shell(tmp_path)
    data = tmp_path / "pay.csv"
    from retaining import PAID
    from workforce import payroll

    data.write_bytes(payroll(paid(), headings=PAID))
    shell.run("import", data)
    plan = json.loads(shell.run("retention", "plan", "--on", "2031-11-22", "--json"))
    assert {"item", "class", "rule", "date", "because", "blocked_by"} <= set(plan["due"][0])
    assert {"rule", "date", "trigger"} <= set(plan["due"][0]["because"][0])
    assert (plan["on"], plan["cannot_compute"]) == ("2031-11-22", [])
    assert "2026-04-05  1       payroll  r07" in shell.run("retention", "plan", "--on", "22/11/2031")
    told = shell.run("retention", "plan", "--on", "2031-11-22", "--item", "1")
    assert "r07-min  2023-04-05  statutory minimum  3 years after the end of the tax year on 5 April 2020" in told
    assert shell.run("retention", "plan", "--on", "2031-11-22", "--explain", "3").strip() == told.strip()
    assert "Nothing is due by 01/01/2001" in shell.run("retention", "plan", "--on", "2001-01-01", "--explain", "3")
    assert "is not due" in shell.run("retention", "plan", "--on", "2020-01-01", "--item", "1", code=2)
    assert "Row r07 is adopted" in shell.run("retention", "adopt", "7", stdin="policy\n")
    assert "Enter a reason" in shell.run("retention", "adopt", "6", code=2)
    assert "7 years after" in shell.run("retention", "edit", "r07", stdin='{"period": "7 years", "reason": "audit"}')
    assert "Row c01 is adopted" in shell.run("retention", "add", stdin=json.dumps(ROW | {"reason": "new"}))
    assert "Row c01 is retired" in shell.run("retention", "retire", "c01", stdin="given up")
    assert "c01  retired" in shell.run("retention", "schedule")
    assert "retention-schedule-2026-11-22.pdf" in shell.run("retention", "print")
    assert shell.run("hold", "list").strip() == "No holds. Run 'hold add' to place one."
    facts = {"people": [1], "why": "claim", "kind": "claim", "review": "2027-01-31"}
    assert json.loads(shell.run("hold", "add", stdin=json.dumps(facts))) == {"reference": "HOLD-2026-0001"}
    assert "HOLD-2026-0001" in shell.run("retention", "plan", "--on", "2031-11-22")
    assert "Next review 2027-06-30" in shell.run("hold", "keep", "HOLD-2026-0001", "--until", "30/06/2027", stdin="x")
    assert "is lifted" in shell.run("hold", "lift", "hold-2026-0001", stdin="settled")
    assert "lifted  claim" in shell.run("hold", "list")
    assert "Enter a reason for the hold" in shell.run("hold", "add", stdin=json.dumps(facts | {"why": ""}), code=2)


def test_the_facts_of_a_row_can_be_given_back(cabinet):
    """What `retention schedule --json` says of a row makes the same row: a fact that is null is left out."""
    before = row(cabinet, "r07")
    assert before["facts"]["wait"] is None
    after = cabinet.edit("r07", **before["facts"])
    assert (after["facts"], after["kept"]) == (before["facts"], before["kept"])
