"""The grounds of a decision: retired ones, and those that letter and schedule do not name."""

from dataclasses import replace

import pypdfium2
import pytest
from textual.widgets import Input

from casebook import show_json
from casework import Refused, law
from casework.disclosure.bundles import Decision
from casework.disclosure.decisions import DecisionKind
from casework.law import grounds
from casework.law.rights import Right
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_events
from dpo_console.widgets.record_list import RecordList
from finding import NOW, PASSPHRASE, Sitting, plainly, sitting  # noqa: F401
from workforce import KATE, payroll, staff

COURT = "dpa2018-sch3-3"
JOINT = "dpa2018-sch3-9"
CRIME = "dpa2018-sch2-2"
WHY = "she would learn of the watching"
SECRET = "Watched by audit since May"
BELL = staff("0055777", "Annabel", "Bellingham", "01/01/1970", Comments="Covers for Katherine Robertson")


@pytest.fixture
def case(sit):
    """A case about Katherine: items `sit.first` and `sit.second` are hers, the candidate is somebody else's."""
    sit.bring(payroll(KATE | {"Comments": SECRET}, BELL), payroll(KATE | {"Department": "Fostering"}))
    number = sit.log()
    sit.first, sit.second, sit.other = sit.bind(number, "Katherine Robertson")
    said = {"exemption": "not-this-person", "reason": "other numbers"}
    sit.decide(number, (sit.first, "disclose"), (sit.second, "disclose"), (sit.other, "withhold", said))
    return number


def plant(sit, case, item, ground, field=""):
    """A decision as an earlier version took it, on a ground that was offered then."""
    with sit.desk.act(NOW) as act:
        key = {"reference": case, "person_id": sit.person("Katherine Robertson"), "item_id": item, "field": field}
        held = act.session.get(Decision, (*key.values(), -1, 0, 0)) or Decision(**key, decision="")
        held.decision, held.exemption, held.reason = "redact" if field else "withhold", ground, "a report"
        act.session.add(held)
        act.record("decided", reference=case, facts={"before": [], "after": []})


def test_a_retired_ground_is_neither_offered_nor_taken(sit, case):
    """What only a court or the Secretary of State can use is not in the list, and refused with what to do."""
    offered = {one.id for one in disclosure_jobs.exemptions()}
    assert "dpa2018-sch3-10" in offered and "dpa2018-sch2-5-1" in offered and "dpa2018-sch2-14" in offered
    for ground in (COURT, JOINT, "dpa2018-sch3-18", "dpa2018-sch2-4"):
        assert ground not in offered
        with pytest.raises(Refused, match=f"a council cannot use '{ground}'"):
            sit.decide(case, (sit.first, "withhold", {"exemption": ground}))
    assert sit.decide(case, (sit.first, "withhold", {"exemption": "dpa2018-sch3-10", "say": True}))["withheld"] == 1


@pytest.mark.parametrize("field", ["", "Comments"], ids=["item", "field"])
def test_an_open_decision_on_a_retired_ground_is_asked_again(sit, case, field, tmp_path):
    """It stays readable; letter and pack are refused, review, case and board say so, until it is decided again."""
    plant(sit, case, sit.first, JOINT, field)
    state = sit.state(case)
    [one] = [one for one in state["items"] if one["again"]]
    assert one["item"] == sit.first and "Which paragraph was meant?" in one["again"]
    shown = one if not field else next(part for part in one["fields"] if part["name"] == field)
    assert shown["exemption"] == JOINT
    assert (state["counts"]["to_decide_again"], state["undecided"]) == (1, 0)
    whole = show_json(sit.desk, case, NOW)
    assert (whole["stage"], whole["next"]) == ("found", "decide 1 item again")
    assert whole["items"]["to_decide_again"] == 1
    for make in (
        lambda: papers.make_letter(sit.desk, case, "disclosure", NOW),
        lambda: packing.pack(sit.desk, case, tmp_path, NOW),
    ):
        with pytest.raises(Refused, match=f"Decide again: item {sit.first}. .*paragraphs 9 and 10: Which paragraph"):
            make()
    again = {"exemption": "dpa2018-sch3-10", "reason": "told in confidence", "say": True} | (
        {"field": field} if field else {}
    )
    assert sit.decide(case, (sit.first, "redact" if field else "withhold", again))["to_decide_again"] == 0
    assert "paragraph 10" in papers.make_letter(sit.desk, case, "disclosure", NOW).text


def test_each_retired_ground_is_asked_about_by_itself(sit, case):
    """Items decided on different grounds are each named with the sentence of their own ground."""
    plant(sit, case, sit.first, JOINT)
    plant(sit, case, sit.second, COURT)
    with pytest.raises(Refused) as refused:
        papers.make_letter(sit.desk, case, "disclosure", NOW)
    joint, court = (law.exemptions()[ground] for ground in (JOINT, COURT))
    first = f"Decide again: item {sit.first}. {joint.provision}: {joint.retired}"
    assert str(refused.value) == f"{first} Decide again: item {sit.second}. {court.provision}: {court.retired}"


def test_a_closed_case_keeps_what_was_decided(sit, case):
    """What was closed on a ground retired since is not asked again, and can still be read."""
    plant(sit, case, sit.first, COURT)
    case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW)
    state = sit.state(case)
    assert state["counts"]["to_decide_again"] == 0 and not any(one["again"] for one in state["items"])
    assert next(one for one in state["items"] if one["item"] == sit.first)["exemption"] == COURT
    assert show_json(sit.desk, case, NOW)["stage"] == "closed"
    case_events.event(sit.desk, case, "reopened", NOW.date(), NOW, note="she asked again")
    assert sit.state(case)["counts"]["to_decide_again"] == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": "tip"}, "explain in a sentence why"),
        ({"reason": ""}, "explain in a sentence why"),
        ({"reason": WHY, "exemption": "not-this-person"}, "only an exemption"),
        ({"reason": WHY, "unnamed": "yes"}, "'unnamed' must be true or false"),
        ({"reason": WHY, "unnamed": 1}, "'unnamed' must be true or false"),
    ],
)
def test_a_ground_is_left_unnamed_only_with_a_reason(sit, case, said, sentence):
    """A reason of three letters or none, what is no exemption, what is no yes: each is one sentence."""
    with pytest.raises(Refused, match=sentence):
        sit.decide(case, (sit.first, "withhold", {"exemption": CRIME, "unnamed": True} | said))
    with pytest.raises(Refused, match="only an exemption"):
        sit.decide(case, (sit.first, "disclose", {"reason": WHY, "unnamed": True}))
    assert grounds.cannot_be_unnamed(CRIME, WHY) == ""


def test_a_ground_that_is_not_named_is_on_no_page(sit, case, tmp_path):
    """Letter and schedule say that the law lets us hold it back; which part, and why, stands in the record alone."""
    more = {"exemption": CRIME, "reason": WHY, "unnamed": True}
    named = {"exemption": "dpa2018-sch2-24", "reason": "a reference"}
    sit.decide(
        case,
        (sit.first, "redact", more | {"field": "Comments"}),
        (sit.first, "redact", named | {"field": "Department"}),
        (sit.second, "redact", named | {"field": "Department"}),
    )
    text = papers.make_letter(sit.desk, case, "disclosure", NOW).text
    assert "1 piece of information: the Data Protection Act 2018 lets us hold it back." in text
    assert "Schedule 2, paragraph 24" in text
    made = plainly(packing.pack(sit.desk, case, tmp_path, NOW))
    assert made["gate"]["state"] == "clear", made["gate"]
    pages = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / f"{case}.pdf"))
    assert made["gate"]["state"] == "clear" and "[taken out: the law allows it]" in " ".join(pages.split())
    crime = law.exemptions()[CRIME]
    for word in (SECRET, "watching", crime.title, f"{crime.provision})", crime.explanation):
        assert word not in text and word not in " ".join(pages.split()), word
    field = next(one for item in sit.state(case)["items"] for one in item["fields"] if one["unnamed"])
    assert (field["name"], field["exemption"]) == ("Comments", CRIME)
    assert _reason(sit, case) == WHY


def _reason(sit, case):
    """The reason of the decision on the comment, as the table holds it."""
    with sit.desk.reading() as session:
        key = (case, sit.person("Katherine Robertson"), sit.first, "Comments", -1, 0, 0)
        return session.get(Decision, key).reason


def test_an_unnamed_ground_is_undone_exactly(sit, case):
    """Taken back and given again, a decision keeps whether its ground is named."""
    unnamed = {"exemption": CRIME, "reason": WHY, "unnamed": True}
    sit.decide(case, (sit.first, "withhold", unnamed))
    sit.decide(case, (sit.first, "withhold", {"exemption": CRIME, "reason": "now it can be said", "say": True}))
    item = lambda: next(one for one in sit.state(case)["items"] if one["item"] == sit.first)  # noqa: E731
    assert item()["unnamed"] is False
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert (item()["unnamed"], item()["reason"]) == (True, WHY)
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert (item()["unnamed"], item()["decision"]) == (False, "disclose")


FACTORS = {"type": "what a colleague told us", "refusal": "yes, by email of 3 November"}


def test_the_factors_of_paragraph_16_are_kept_and_undone_with_the_decision(sit, case):
    """Given once for several items, each has them; an undo and a later decision change exactly what they should."""
    others = {"exemption": "Rights of Others", "reason": "about a colleague", "factors": FACTORS | {"steps": " "}}
    sit.decide(case, (sit.first, "withhold", others), (sit.second, "withhold", others))
    items = lambda: {one["item"]: one for one in sit.state(case)["items"]}  # noqa: E731
    assert [items()[item]["factors"] for item in (sit.first, sit.second)] == [FACTORS, FACTORS]
    assert items()[sit.first]["exemption"] == law.OTHERS, "a ground is taken by its title too"
    sit.decide(case, (sit.first, "disclose"))
    assert items()[sit.first]["factors"] == {}
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert items()[sit.first]["factors"] == FACTORS


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"exemption": law.OTHERS, "factors": {"mood": "bad"}}, "has no factor 'mood'. Choose from: type, conf"),
        ({"exemption": CRIME, "reason": WHY, "factors": FACTORS}, "Only a ground that asks for them has factors"),
        ({"exemption": law.OTHERS, "factors": ["type"]}, "'factors' must be answers in words"),
        ({"exemption": law.OTHERS, "factors": {"type": 3}}, "'factors' must be answers in words"),
        ({"exemption": law.OTHERS, "factors": {"type": "x" * 401}}, "too long. Enter up to 400"),
        ({"exemption": law.OTHERS, "say": "no"}, "'say' must be true or false"),
        ({"exemption": law.OTHERS, "say": True, "unnamed": True}, "contradict each other"),
    ],
)
def test_factors_and_naming_that_cannot_be_are_refused(sit, case, given, sentence):
    """Each fault is one sentence with the item's number."""
    with pytest.raises(Refused, match=f"Item {sit.first}: .*{sentence}"):
        sit.decide(case, (sit.first, "withhold", given))


def test_a_ground_whose_naming_defeats_it_is_left_unnamed_by_default(sit, case):
    """Crime and Schedule 3 are not named unless the officer says so; without a reason that is asked for; others are."""
    item = lambda: next(one for one in sit.state(case)["items"] if one["item"] == sit.first)  # noqa: E731
    with pytest.raises(Refused, match="or let the letter name it"):
        sit.decide(case, (sit.first, "withhold", {"exemption": CRIME}))
    for given, unnamed in (
        ({"exemption": CRIME, "reason": WHY}, True),
        ({"exemption": CRIME, "say": True}, False),
        ({"exemption": law.OTHERS}, False),
        ({"exemption": law.OTHERS, "reason": WHY, "say": False}, True),
    ):
        sit.decide(case, (sit.first, "withhold", given))
        assert item()["unnamed"] is unnamed, given
    third = {one.id for one in law.exemptions().values() if "Schedule 3" in one.provision and not one.retired}
    assert {one.id for one in law.exemptions().values() if one.unsaid} == {*third, CRIME, "dpa2018-sch2-3"}


def test_a_ground_is_only_for_the_rights_it_restricts():
    """Paragraphs 16 and 19 to 25 restrict access alone; crime restricts every right but automated decisions."""
    for ground in ("dpa2018-sch2-16", "dpa2018-sch2-24", "dpa2018-sch3-5", "dpa2018-sch4"):
        assert grounds.not_for(ground, ["erasure", "rectification"]).endswith("Choose another ground.")
        assert grounds.not_for(ground, ["erasure", "access"]) == ""
    with pytest.raises(Refused, match=r"Item 7: 'Rights of others' restricts Article 15\(1\) to \(3\), which is not"):
        grounds.refuse_ground(7, "redact", law.OTHERS, "", rights=["erasure"], discloses=False, unnamed=False)
    assert grounds.not_for(CRIME, ["objection"]) == "" and grounds.not_for(CRIME, ["automated"])
    assert grounds.not_for("not-this-person", ["erasure"]) == ""
    assert all(set(one.rights) <= set(Right) and one.rights for one in law.exemptions().values())


def test_exemptions_are_listed_as_officers_use_them_and_found_by_words():
    """The six used most come first; words of the title, the test or everyday speech find a ground, others do not."""
    listed = disclosure_jobs.exemptions()
    assert [one.id.removeprefix("dpa2018-") for one in listed[:7]] == [
        "not-this-person", "sch2-16", "sch2-19", "sch2-24", "sch2-22", "sch2-23", "sch2-2",
    ]  # fmt: skip
    found = lambda words: [one.id.removeprefix("dpa2018-") for one in listed if one.found_by(words)]  # noqa: E731
    assert found("barrister advice") == ["sch2-19"] and found("restructure") == ["sch2-22"]
    assert found("REFEREE") == ["sch2-24"] and "sch2-2" in found("police") and found("xyzzy") == []
    assert all(one.who and one.restricts and one.test for one in listed[1:])


async def test_the_form_asks_the_factors_and_keeps_the_answers(jobs, sit_down):
    """What is typed finds the ground; enter goes on through reason and questions; the answers go with the decision."""
    jobs.answers["exemptions"] = disclosure_jobs.exemptions()
    async with sit_down() as seat:
        await seat.press("enter", "r", "space", "t")
        await seat.press(*"third party", "enter", *"a colleague", "enter", *"a reference", "enter", *"yes", "ctrl+s")
        await seat.until(lambda: jobs.did("decide"))
        [(_, said, _)] = jobs.did("decide")
        assert (said[0]["exemption"], said[0]["reason"]) == (law.OTHERS, "a colleague")
        assert said[0]["factors"] == {"type": "a reference", "confidentiality": "yes"} and "say" not in said[0]


async def test_on_the_screen_a_ground_is_left_unnamed_with_a_sentence(jobs, sit_down):
    """The tick under the reason does it; a reason of three letters is told in the dialog, and nothing is decided."""
    async with sit_down() as seat:
        await seat.press("enter", "r", "space", "t", "down", "enter", "t", "i", "p", "tab", "space", "ctrl+s")
        assert "! Explain in a sentence why naming the ground" in seat.text()
        assert jobs.did("decide") == []
        seat.screen.query_one("#reason", Input).value = "tip them off"
        await seat.press("ctrl+s")
        [(_, said, _)] = jobs.did("decide")
        assert (said[0]["reason"], said[0]["say"]) == ("tip them off", False)


async def test_on_the_screen_what_must_be_decided_again_comes_first(jobs, sit_down):
    """The review counts it, marks the line, and says why at the top of what the item holds."""
    again = "paragraphs 9 and 10: Which paragraph?"
    found = jobs.reviewed(decision=DecisionKind.withhold, exemption=JOINT, again=again)
    jobs.answers["review"] = replace(found, counts=replace(found.counts, to_decide_again=1))
    async with sit_down() as seat:
        await seat.press("enter", "r")
        assert "1 to DECIDE AGAIN" in " ".join(seat.text().split())
        assert "! DECIDE AGAIN" in seat.text() and "Which paragraph?" in seat.text()
        assert seat.screen.query_one(RecordList).row


@pytest.fixture
def sit_down(tmp_path):
    """Sit down at the console on a pretended desk."""
    from conftest import Sitting as Seated

    return lambda: Seated(tmp_path, (80, 24), "demo")


def test_the_questions_of_a_ground_are_not_cut_at_80_columns():
    """Each question fits the line it is answered on, which is 47 characters wide in a console of 80 columns."""
    questions = [one.question for ground in disclosure_jobs.exemptions() for one in ground.factors.values()]
    assert questions and all(len(one) <= 47 for one in questions)
