"""The regulator's notification: what it says and in which order, its phases, and what becomes of those that were sent."""

import io

import pypdf
import pytest

from casebook import Casebook, a_day, show_json
from casework import Refused
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letters
from dpo_console.jobs import case_detail, case_events, filing
from pages import accessibility_faults
from telling import ASSESSED, FRIDAY, KNOWN, MONDAY, NAMES, PUBLIC, logged, notify

ORDER = (
    "Kind of report", "What happened", "How it happened", "When it happened", "When it was discovered",
    "When the council became aware of it", "Kinds of personal data", "Number of records, about", "Kinds of people",
    "Number of people, about", "Likely consequences for the people", "How likely they are",
    "Measures in place to prevent it", "Were those involved trained", "What was done to contain it",
    "Have the people affected been told?", "Have others been told?", "Steps to prevent it", "Controller",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book.desk
    book.desk.close()


def states(desk, reference, kind="notification"):
    """The states of a breach's papers of a kind, oldest first."""
    papers = show_json(desk, reference, MONDAY)["letters"]
    return [one["state"] for one in papers if one["kind"] == kind]


def test_it_answers_the_questions_of_the_form_in_its_order(desk):
    """Every question of the regulator's report form stands once, in the form's order, with its answer (Art 33(3))."""
    reference = logged(desk)
    breaches_jobs.describe(desk, reference, {"data": ["absence", "criminal"]}, FRIDAY)
    breaches_jobs.assess(desk, reference, ASSESSED, FRIDAY)
    text = letters.notification_preview(desk, reference, FRIDAY).text
    places = [text.index(f"\n{question}") for question in ORDER]
    assert places == sorted(places)
    for said in (
        "It is not a cyber incident.", "15:50 (GMT) on Friday 20 November 2026", "health data (special category)", "offences (criminal offences)", "Children (vulnerable)",
        "A high risk: likely.", "We will tell each of them by letter", "Distress, and talk", "16:30 (GMT) on Monday 23 November 2026",
    ):  # fmt: skip
        assert said in text


def test_what_is_unknown_is_said_to_be_unknown(desk):
    """A breach logged a minute ago can be notified: each open question says so, and the list names it (Art 33(4))."""
    reference = logged(desk, people=0, known=None)
    found = letters.notification_preview(desk, reference, FRIDAY)
    assert found.missing == () and "the cause" in found.unknown
    assert found.text.count("Not known yet.") >= 8
    assert "- the likely consequences\n" in found.text
    assert letters.make_notification(desk, reference, FRIDAY).state == "filed"


def test_nobody_of_the_list_stands_in_it_but_where_it_was_typed(desk):
    """Neither the people concerned nor who noticed it are named; a name an officer typed is pointed at, not refused."""
    reference = logged(desk, people=6)
    found = letters.notification_preview(desk, reference, FRIDAY)
    assert not any(name in found.text for name in (*NAMES, "Tess Noticer")) and found.warnings == ()
    breaches_jobs.describe(desk, reference, {"measures": "Ann Able was telephoned."}, FRIDAY)
    [warning] = letters.notification_preview(desk, reference, FRIDAY).warnings
    assert "'ann able'" in warning
    assert letters.make_notification(desk, reference, FRIDAY).state == "filed"


def test_one_that_was_sent_stays_and_one_that_was_not_is_void(desk):
    """A first phase made twice is one void and one filed; once it was sent, the second phase stands beside it."""
    reference = logged(desk, known=KNOWN | {"consequences": None})
    letters.make_notification(desk, reference, FRIDAY)
    breaches_jobs.describe(desk, reference, {"containment": "All confirmed."}, FRIDAY)
    first = letters.make_notification(desk, reference, FRIDAY)
    assert states(desk, reference) == ["void", "filed"]
    notify(desk, reference, theirs="IC-123-X")
    breaches_jobs.describe(desk, reference, {"consequences": "Distress."}, FRIDAY)
    second = letters.make_notification(desk, reference, FRIDAY)
    assert states(desk, reference) == ["void", "filed", "filed"]
    assert "phase 2" in second.text and "IC-123-X" in second.text
    assert "17:00 (GMT) on Friday 20 November 2026 (phase 1)" in second.text
    assert "Not known at our last report\n  The likely consequences." in second.text
    assert first.text.startswith("Testham Council") and "first notification" in first.text


def test_the_same_facts_are_the_same_notification(desk):
    """Made again on another day with nothing new, it is the paper that stands: no second act, no other date."""
    reference = logged(desk)
    first = letters.make_notification(desk, reference, FRIDAY)
    rows = len(case_detail.timeline(desk))
    assert letters.make_notification(desk, reference, MONDAY) == first
    assert len(case_detail.timeline(desk)) == rows
    assert letters.notification_preview(desk, reference, MONDAY).filed


def test_a_late_one_gives_its_reasons(desk):
    """After the 72 hours it is refused without the reasons for the delay, and prints them once they are described (Art 33(1))."""
    reference = logged(desk)
    late = MONDAY.replace(hour=17)
    with pytest.raises(Refused, match=r"72 hours ended at 16:30 on 23/11/2026.*Article 33\(1\)"):
        letters.make_notification(desk, reference, late)
    preview = letters.notification_preview(desk, reference, late)
    assert preview.late and preview.missing and "Why we did not notify within 72 hours" in preview.text
    breaches_jobs.describe(desk, reference, {"delay": "The post room was shut."}, late)
    assert "72 hours\n  The post room was shut." in letters.make_notification(desk, reference, late).text
    notify(desk, reference, late)


def test_it_is_an_accessible_pdf_of_its_words(desk, tmp_path):
    """The PDF is tagged as PDF/UA asks, long texts and a name in Welsh and Polish letters included, and says what the text says."""
    long = "Łucja Ŵyn wrote: " + " ".join(f"Sentence {number} of a long account." for number in range(90))
    reference = logged(desk, known=KNOWN | {"what": long, "measures": f"{long}\n{long[:400]}"})
    made = letters.make_notification(desk, reference, FRIDAY)
    pdf = filing.save_letter(desk, made.digest, tmp_path / "out").read_bytes()
    assert accessibility_faults(pdf) == []
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    assert "Łucja Ŵyn wrote" in text and "Sentence 89 of a long account." in text and made.pages > 2


def test_a_public_communication_needs_its_decision_and_keeps_its_reason(desk):
    """It is made where it was decided with a reason, which is not printed, and names nobody and no address (Art 34(3)(c))."""
    reference = logged(desk, people=3)
    with pytest.raises(Refused, match=r"not decided.*34\(3\)\(c\)"):
        letters.make_public(desk, reference, FRIDAY)
    breaches_jobs.assess(desk, reference, PUBLIC, FRIDAY)
    made = letters.make_public(desk, reference, FRIDAY)
    assert "9,000" not in made.text and "Test Street" not in made.text and "Wilf" not in made.text
    assert "meant for one person was sent to forty" in made.text and "Children" in made.text
    breaches_jobs.describe(desk, reference, {"advice": "Ask Ann Able."}, FRIDAY)
    breaches_jobs.assess(desk, reference, PUBLIC, FRIDAY)
    with pytest.raises(Refused, match="'ann able' in what they can do themselves is the full name of number 1"):
        letters.make_public(desk, reference, FRIDAY)
    assert "ann able" in letters.public_preview(desk, reference, FRIDAY).missing[0]


def test_a_public_communication_that_was_published_stays(desk):
    """Changed before it was published, the earlier one is void; changed after, both stand filed."""
    reference = logged(desk)
    for measures in ("One.", "Two."):
        breaches_jobs.describe(desk, reference, {"measures": measures}, FRIDAY)
        breaches_jobs.assess(desk, reference, PUBLIC, FRIDAY)
        letters.make_public(desk, reference, FRIDAY)
    assert states(desk, reference, "public") == ["void", "filed"]
    case_events.event(desk, reference, "people_told", a_day("2026-11-20"), FRIDAY, facts={"how": "public"})
    breaches_jobs.describe(desk, reference, {"measures": "Three."}, FRIDAY)
    breaches_jobs.assess(desk, reference, PUBLIC, FRIDAY)
    letters.make_public(desk, reference, FRIDAY)
    assert states(desk, reference, "public") == ["void", "filed", "filed"]
