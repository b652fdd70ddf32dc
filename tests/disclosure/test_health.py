"""Health data leave, or are withheld for serious harm, only as Schedule 3 paragraphs 5 and 6 allow."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework import Malformed, Refused
from casework.disclosure.bundles import Decision
from casework.disclosure.health import CaseHealth, HealthClass
from casework.records.health_fields import concerns_health
from casework.timeline.history import Payload
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.disclosure.health_screen import HealthData
from dpo_console.disclosure.papers import make_letter
from dpo_console.jobs import case_events
from erasing import dispose
from finding import NOW, Sitting, plainly, sitting  # noqa: F401
from workforce import KATE, census, lookup, payroll, worker

TODAY = NOW.date()
CENSUS = "workforce-census"
HARM = "dpa2018-sch3-5"
OPINION = {"what": "opinion", "classes": [CENSUS], "name": "Dr Amin", "role": "occupational health physician"}
KNOWN = {"what": "known", "classes": [CENSUS], "reason": "she reported her own absence"}
NEEDS = "1 record with health data would go out without a health professional's opinion"


@pytest.fixture
def case(sit):
    """A case about Katherine: her census record, which has days lost, is `sit.census`; the rest has no health data."""
    sit.bring(
        payroll(KATE), lookup(("0012345", "Katherine Robertson", "SW12345")), census(worker(WorkingDaysLost="11.50"))
    )
    number = sit.log()
    hits = sit.bind(number, "Katherine Robertson")
    sit.census = next(item for item, hit in hits.items() if hit["kind"] == "census")
    sit.decide(number, *((item, "disclose") for item in hits))
    sit.decide(number, *checked_by(sit, number))
    return number


def checked_by(sit, case):
    """The decision that the officer who checked a number is named."""
    named = {"field": "Checked by", "reason": "named as the officer who checked"}
    items = sit.state(case)["items"]
    return [(one["item"], "disclose", named) for one in items if any(f["name"] == "Checked by" for f in one["fields"])]


def answer(sit, case, now=NOW, **given):
    """Answer about the health data of a case; the answer of `health`."""
    return plainly(disclosure_jobs.answer_health(sit.desk, case, given, now))


def at(day):
    """Ten o'clock UTC on that date."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def refusal(sit, case, now=NOW):
    """Why the disclosure letter is refused; empty if it is made."""
    try:
        make_letter(sit.desk, case, "disclosure", now)
    except Refused as refused:
        return str(refused)
    return ""


def test_health_data_do_not_leave_without_an_opinion_or_already_known(sit, case, tmp_path):
    """Letter and pack are refused with the class, how many, and what to do; one answer for the class lets both go, and
    an undo stops them again."""
    assert refusal(sit, case).startswith(f"Workforce census returns: {NEEDS}. Record one that")
    with pytest.raises(Refused, match="or that the person already knows the data"):
        packing.pack(sit.desk, case, tmp_path, NOW)
    assert answer(sit, case, **KNOWN)["classes"][0]["needs"] == []
    assert refusal(sit, case) == ""
    assert packing.pack(sit.desk, case, tmp_path, NOW).gate.state == "clear"
    [filed] = [one for one in papers.letters(sit.desk) if one.kind == "pack"]
    found = disclosure_jobs.undo_health(sit.desk, case, NOW)
    assert (found.answers, len(found.classes[0].needs)) == ((), 1)
    assert NEEDS in refusal(sit, case)
    [after] = [one for one in papers.letters(sit.desk) if one.kind == "pack"]
    assert (filed.state, after.state, after.digest) == ("filed", "void", filed.digest)


def test_an_opinion_counts_for_six_months_that_end_with_the_day(sit, case):
    """An opinion of 16 May is relied on until 15 November, and is a day too old on the 16th; weekends change nothing."""
    assert answer(sit, case, **OPINION, met=False, on="2026-05-16")["answers"][0]["on"] == "2026-05-16"
    assert refusal(sit, case, at(date(2026, 11, 15))) == "", "a Sunday"
    late = refusal(sit, case, at(date(2026, 11, 16)))
    assert "1 record with health data would go out on an opinion of 16/05/2026, which is older than 6 months" in late


def test_an_opinion_that_expires_before_the_letter_is_sent_stops_the_sending(sit, case):
    """The letter can be sent on the last date its opinion counts, and not on a later one."""
    last, obtained = date(2027, 5, 10), date(2026, 11, 11)
    answer(sit, case, now=at(obtained), **OPINION, met=False)
    make_letter(sit.desk, case, "disclosure", at(last))
    later = date(2027, 5, 11)
    with pytest.raises(Refused, match=r"on an opinion of 11/11/2026, which is older than 6 months"):
        case_events.event(sit.desk, case, "sent", later, at(later), facts={"letter": "disclosure"})
    case_events.event(sit.desk, case, "sent", last, at(later), facts={"letter": "disclosure"})


def test_an_opinion_that_says_the_opposite_stops_the_answer(sit, case):
    """By an opinion that the test is met, health data do not go out; by one that it is not met, they are not withheld."""
    answer(sit, case, **OPINION, met=True)
    assert "by the opinion of Dr Amin the serious harm test is met. Withhold the health data" in refusal(sit, case)
    sit.decide(case, (sit.census, "withhold", {"exemption": HARM, "reason": "it would harm her badly"}))
    assert refusal(sit, case) == ""
    answer(sit, case, **OPINION, met=False)
    assert "the serious harm test is not met. Disclose the data, or choose another ground" in refusal(sit, case)


def test_serious_harm_needs_an_opinion_even_if_the_person_knows(sit, case):
    """Known data may go out, but are not withheld for serious harm without an opinion; another ground needs none."""
    answer(sit, case, **KNOWN)
    field = {"field": "WorkingDaysLost", "exemption": HARM, "reason": "it would harm her badly"}
    sit.decide(case, (sit.census, "redact", field))
    assert "1 record withheld for serious harm without a health professional's opinion" in refusal(sit, case)
    sit.decide(case, (sit.census, "redact", field | {"exemption": "dpa2018-sch2-22", "reason": "plans"}))
    disclosure_jobs.undo_health(sit.desk, case, NOW)
    assert refusal(sit, case) == "", "redacted on another ground, no health data go out"


def test_an_answer_covers_its_source_and_its_data_subject_alone(sit, case):
    """An answer for another source changes nothing; one for the source does; one for another person does not count."""
    found = disclosure_jobs.health(sit.desk, case, NOW)
    [source] = found.classes[0].sources
    with pytest.raises(Refused, match="no health data in source 99"):
        answer(sit, case, **KNOWN | {"classes": [], "sources": [99]})
    assert answer(sit, case, **KNOWN | {"classes": [], "sources": [source]})["classes"][0]["needs"] == []
    with sit.desk.act(NOW) as act:
        facts = {"classes": [CENSUS], "sources": [], "person": 2, "reason": "he reported his own absence"}
        act.record("health-known", reference=case, on=TODAY, facts=facts)
    assert [one.sources for one in disclosure_jobs.health(sit.desk, case, NOW).answers] == [(source,)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (KNOWN | {"reason": "yes"}, "Enter the reason in words"),
        (KNOWN | {"classes": []}, "Enter the classes or the sources it covers. Choose from: classes workforce-census"),
        (KNOWN | {"classes": ["payroll"]}, "no health data in class payroll"),
        (OPINION, "Enter whether the serious harm test is met"),
        (OPINION | {"met": True, "name": ""}, "Enter the health professional's name"),
        (OPINION | {"met": True, "on": "2027-01-01"}, "is in the future"),
        (OPINION | {"what": "asked"}, "Enter the health professional's address"),
        (OPINION | {"met": "perhaps"}, "'met' is not valid"),
        (KNOWN | {"because": "x"}, "no fact called 'because'"),
        ({"what": "told"}, "'what' is not valid"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(sit, case, given, sentence):
    """Each fault is one sentence, and nothing is recorded."""
    with pytest.raises((Refused, Malformed), match=sentence):
        answer(sit, case, **given)
    assert disclosure_jobs.health(sit.desk, case, NOW).answers == ()


def test_what_the_letter_to_the_professional_needs_is_kept(sit, case):
    """The act that asks for an opinion has its day, the professional's name, role and address, and what it covers."""
    asked = OPINION | {"what": "asked", "address": ["1 Clinic Road", "Testham"], "on": "2026-11-20"}
    [kept] = answer(sit, case, **asked)["answers"]
    assert (kept["on"], kept["name"], kept["address"]) == ("2026-11-20", "Dr Amin", ["1 Clinic Road", "Testham"])
    assert kept["classes"] == [CENSUS]
    assert NEEDS in refusal(sit, case), "asking is no answer"


def test_factors_and_opinions_are_erased_with_the_case(sit, case):
    """What was answered to the questions of a ground, and who gave an opinion, are in no row once the papers are gone."""
    secret = "her sister's doctor said so"
    more = {"exemption": "dpa2018-sch2-16", "reason": "about her", "factors": {"type": secret}}
    sit.decide(case, (sit.census, "withhold", more))
    answer(sit, case, **OPINION, met=True)
    assert kept(sit, secret) and kept(sit, "Dr Amin")
    case_events.close_case(sit.desk, case, "withdrawn", TODAY, NOW)
    dispose(sit, cases=[case])
    assert not kept(sit, secret) and not kept(sit, "Dr Amin")


def kept(sit, words):
    """How many rows of the history or decisions have these words."""
    with sit.desk.reading() as session:
        told = [row.facts for row in session.exec(select(Payload)).all()]
        return sum(words in text for text in [*told, *(str(row) for row in session.exec(select(Decision)).all())])


@pytest.mark.parametrize(
    ("record_class", "name", "health"),
    [
        (CENSUS, "WorkingDaysLost", True),
        (CENSUS, "OrgRole", False),
        ("personnel", "Disability", True),
        ("personnel", "Disabled Y/N (2)", True),
        ("personnel", "Occupational health outcome", True),
        ("personnel", "Notes", False),
        ("absence", "Notes", True),
        ("absence", "AWART", True),
        ("absence", "Employee number", False),
        ("payroll", "Sickness reason", True),
        ("training", "Course title", False),
    ],
)
def test_fields_concern_health_by_their_name_and_class(record_class, name, health):
    """Days lost, reasons of absence, disability and occupational health do; notes only in records of absence."""
    assert concerns_health(record_class, name) is health


async def test_the_review_asks_once_for_a_class(jobs, sit_down):
    """Disclosing asks why the person knows the data; the reason answers for the class, and it is not asked again."""
    needy = HealthClass(CENSUS, "Workforce census returns", (4,), 0, 2, 0, ("Workforce census returns: 2 records",))
    jobs.answers["health"] = CaseHealth("SAR-2026-0001", (needy,), ())
    async with sit_down() as seat:
        await seat.press("enter", "r", "d")
        await seat.until(lambda: "Does the person already know" in seat.text())
        await seat.press(*"she rang in", "ctrl+s")
        await seat.until(lambda: jobs.did("answer_health"))
        [(_, given, _)] = jobs.did("answer_health")
        assert given == {"what": "known", "classes": [CENSUS], "reason": "she rang in"}
        await seat.until(lambda: "Health data of 1 class needs an answer: h" in seat.text())
        await seat.press("d")
        await seat.until(lambda: len(jobs.did("decide")) == 2)
        assert "Does the person" not in seat.text()
        await seat.press("h")
        await seat.until(lambda: isinstance(seat.screen, HealthData))
        await seat.until(lambda: "! needs an answer" in seat.text())


@pytest.fixture
def sit_down(tmp_path):
    """Sit down at the console on a pretended desk."""
    from conftest import Sitting as Seated

    return lambda: Seated(tmp_path, (80, 24), "demo")
