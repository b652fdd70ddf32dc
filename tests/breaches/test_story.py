"""A breach's whole story as one PDF: everything that was decided and why, told the same as long as nothing new happened."""

import io

import pypdf
import pypdfium2
import pytest

from casebook import Casebook, a_day, as_json, show_json
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letters
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import case_detail, case_events, filing
from pages import accessibility_faults
from telling import ASSESSED, FRIDAY, KNOWN, MONDAY, NAMES, PUBLIC, logged, notify


@pytest.fixture
def desk(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book.desk
    book.desk.close()


def worked(desk, **known):
    """A breach assessed twice, notified in two phases, with an action done and one open."""
    reference = logged(desk, people=3, known=KNOWN | {"consequences": None} | known)
    breaches_jobs.assess(desk, reference, ASSESSED, FRIDAY)
    letters.make_notification(desk, reference, FRIDAY)
    notify(desk, reference, theirs="IC-777")
    for words in ("Ask all forty to delete it.", "Train the team."):
        facts = {"what": "recover", "owner": "Olive Owner", "due": "2026-11-30"}
        case = as_json(
            case_events.event(desk, reference, "action", a_day("2026-11-20"), FRIDAY, note=words, facts=facts)
        )
    first = case["breach"]["actions"][0]["seq"]
    case_events.event(desk, reference, "action_done", a_day("2026-11-23"), MONDAY, facts={"action": str(first)})
    case_events.event(desk, reference, "others_told", a_day("2026-11-23"), MONDAY, facts={"whom": "the police"})
    breaches_jobs.describe(desk, reference, {"consequences": "Distress.", "measures": "Smile \U0001f600"}, MONDAY)
    breaches_jobs.assess(desk, reference, PUBLIC, MONDAY)
    return reference


def test_it_tells_everything_and_names_nobody_of_the_list(desk, tmp_path):
    """Facts, times, both opinions, every decision with its reason, notices, actions, timeline and head; of the list numbers alone."""
    reference = worked(desk)
    made = letters.breach_case_file(desk, reference, MONDAY)
    pdf = filing.save_letter(desk, made.digest, tmp_path).read_bytes()
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    head = desk_jobs.audit_verify(desk)
    row = desk_jobs.audit_verify(desk, text.rpartition("head ")[2].split(".")[0]).printed
    assert head.state == "whole" and row and row.row == head.rows - 1
    for said in (
        "Wilf Internal", "Tess Noticer", "16:30 (GMT) on Monday 23 November 2026", "SE = 4 x 1 + 0.25 = 4.25",
        "Assessment 1, by Ann", "Assessment 2, by Ann", "Health data went to people who know her", "9,000 callers",
        "IC-777", "the likely consequences", "Olive Owner", "Train the team.", "not yet", "23 November 2026", "the police",
        "3: numbers 1 to 3", "Paper sha256:", "[U+1F600]", "The facts have changed since",
        "What people are told it may mean Distress.",
    ):  # fmt: skip
        assert said in text, said
    for raw in ("what: recover", "due: 2026", "regulator: notify", "people: public", "how: ", "complete: yes"):
        assert raw not in text, raw
    assert not any(name in text for name in NAMES)
    assert accessibility_faults(pdf) == []


def test_no_table_runs_into_the_margin(desk, tmp_path):
    """Every word of the story ends before the right margin of its page, twenty-four millimetres wide."""
    made = letters.breach_case_file(desk, worked(desk), MONDAY)
    for page in pypdfium2.PdfDocument(filing.save_letter(desk, made.digest, tmp_path)):
        text = page.get_textpage()
        ends = [text.get_rect(at)[2] for at in range(text.count_rects())]
        assert max(ends) <= page.get_width() - 24 / 25.4 * 72


def test_told_again_it_is_the_same_file_until_something_happens(desk):
    """Told on another day with nothing new it is the same bytes and no new act; after a note it is another, and the first void."""
    reference = logged(desk)
    first, rows = letters.breach_case_file(desk, reference, FRIDAY), len(case_detail.timeline(desk))
    assert letters.breach_case_file(desk, reference, MONDAY) == first and len(case_detail.timeline(desk)) == rows
    case_events.event(desk, reference, "note", a_day("2026-11-23"), MONDAY, note="She rang.")
    second = letters.breach_case_file(desk, reference, MONDAY)
    assert second.digest != first.digest and "She rang." in second.text
    states = [one["state"] for one in show_json(desk, reference, MONDAY)["letters"] if one["kind"] == "story"]
    assert states == ["void", "filed"]


def test_a_long_story_breaks_over_pages_and_loses_no_word(desk, tmp_path):
    """Texts longer than a page run on over pages, in the facts and in the timeline, down to their last sentence."""
    long = {
        name: " ".join(f"{name}{number} is a sentence of it." for number in range(120))
        for name in ("what", "before", "plain")
    }
    reference = logged(desk, known=KNOWN | long)
    made = letters.breach_case_file(desk, reference, FRIDAY)
    pdf = filing.save_letter(desk, made.digest, tmp_path).read_bytes()
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    for name in long:
        assert all(text.count(f"{name}{number} ") >= 2 for number in range(120))
    assert accessibility_faults(pdf) == [] and made.pages > 6
