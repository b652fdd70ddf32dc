"""The weekly sheet: one page whatever the week was, nobody's name, the history's head whole at its foot."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest

from casebook import Casebook, at
from casework.timeline.outcomes import DELAYS
from dpo_console.desk import jobs as desk_jobs
from dpo_console.views import jobs as views_jobs
from letters.paper.pdf import sheet_pdf
from letters.views.weekly_sheet import MOST, ROOM, sheet_context
from pages import accessibility_faults
from weeks import CANARY, line, overdue, untouched, week

MARGIN = 210 - 24
"""Where the text of a page ends, in millimetres."""
HEAD = "0123456789abcdef" * 4


LONGEST = max(DELAYS.values(), key=len)
WORDY = {
    "the longest reason": (LONGEST, "Fostering and adoption support", "Hartlepool Borough Council"),
    "every reason": (
        "; ".join(DELAYS.values()),
        ("Children's social care, " * 4)[:80],
        ("County Council of " * 7)[:120],
    ),
    "wide letters": ("W" * 80, "W" * 80, "W" * 120),
    "narrow letters": ("i" * 400, "il " * 130, "i" * 400),
    "lines": ("one\ntwo\n" * 40, "one\ntwo\n" * 40, "one\ntwo\n" * 40),
}


def wordy(cases, why, service):
    """A weekly review with these words in every row, and references as long as they come."""
    long = [line(1_000_000 + number, working_days_left=-1234) for number in range(cases)]
    found = week(cases)
    return replace(
        found,
        overdue=[overdue(one, why) for one in long],
        untouched=[untouched(one) for one in long],
        complaints=[replace(one, due=None, days_taken=1234) for one in long],
        due={5: long, 10: long, 20: long},
        extend=long,
        waiting=long,
        recognition=[replace(one, service=service, days=12345, late=5000) for one in found.recognition],
    )


def texts(pdf):
    """The text of the one page, by two readers; and what it says of itself."""
    one, two = pypdf.PdfReader(io.BytesIO(pdf)), pypdfium2.PdfDocument(pdf)
    assert len(one.pages) == len(two) == 1
    return one.pages[0].extract_text(), two[0].get_textpage().get_text_range(), str(one.metadata)


@pytest.mark.parametrize("cases", [0, 1, 60, 5000])
def test_it_is_one_page_without_a_name_whatever_the_week_was(cases):
    """Lists are cut and say how many more there are; owner, next act and title, which may name somebody, are left out."""
    pdf = sheet_pdf(sheet_context(week(cases), "Testham Council", date(2026, 11, 22), 123456, HEAD))
    for text in texts(pdf):
        assert CANARY not in text
    for text in texts(pdf)[:2]:
        flat = text.replace("\n", "").replace("\r", "")
        assert HEAD in flat.replace(" ", "")
        assert "Row 123456" in flat
        if cases > MOST["overdue"]:
            assert f"and {cases - MOST['overdue']} more" in flat
            assert "SAR-2026-0000" in flat


def right_edge(pdf):
    """Where the text that reaches farthest ends, in millimetres from the left of the page."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    return max(text.get_charbox(at)[2] for at in range(text.count_chars())) / 72 * 25.4


@pytest.mark.parametrize("said", WORDY)
@pytest.mark.parametrize("cases", [9, 5000])
def test_it_is_one_page_whatever_the_words_are(cases, said):
    """The longest words the desk can hold, in every row, are cut to one line; no case that is listed is missing."""
    why, service, council = WORDY[said]
    context = sheet_context(wordy(cases, why, service), council, date(2026, 11, 22), 12_345_678, HEAD)
    pdf = sheet_pdf(context)
    assert right_edge(pdf) < MARGIN
    for text in texts(pdf)[:2]:
        for name in MOST:
            listed = context[name]
            assert len(listed["rows"]) + listed["more"] == listed["total"]
            assert [row for row in listed["rows"] if not all(cell in text for cell in row)] == []
            assert f"({listed['total']})" in text
            assert not listed["more"] or f"and {listed['more']} more" in text
        assert HEAD in text.replace(" ", "").replace("\r", "").replace("\n", "")


def test_a_text_past_the_margin_would_be_seen(monkeypatch):
    """The planted fault: a reason given more room than its column has runs out of the page."""
    monkeypatch.setitem(ROOM, "reason", 80.0)
    found = wordy(1, "W" * 80, "MASH")
    assert right_edge(sheet_pdf(sheet_context(found, "Testham", date(2026, 11, 22), 1, HEAD))) > MARGIN


def test_no_reason_the_desk_knows_is_cut():
    """Why a case is late stands whole, whichever of the reasons it is."""
    found = wordy(7, "", "MASH")
    for reasons in (list(DELAYS.values())[:7], list(DELAYS.values())[-7:]):
        late = [replace(one, reason_words=why) for one, why in zip(found.overdue, reasons, strict=True)]
        found = replace(found, overdue=late)
        text = texts(sheet_pdf(sheet_context(found, "Testham", date(2026, 11, 22), 1, HEAD)))[1]
        assert [why for why in reasons if why not in text] == []


def test_what_is_cut_ends_with_a_mark():
    """A text with no room for all of it ends in '…'; one that fits is left as it is."""
    cut = sheet_context(wordy(1, "W" * 80, "W" * 80), "W" * 120, date(2026, 11, 22), 1, HEAD)
    for said in (cut["overdue"]["rows"][0][-1], cut["recognition"]["rows"][0][0], cut["council"]):
        assert said.endswith("W…")
    whole = sheet_context(wordy(1, LONGEST, "Fostering and adoption"), "Testham", date(2026, 11, 22), 1, HEAD)
    assert (whole["overdue"]["rows"][0][-1], whole["recognition"]["rows"][0][0]) == (LONGEST, "Fostering and adoption")


def test_a_name_that_gets_in_would_be_seen():
    """The planted fault: a service called by somebody's name is found by the same search."""
    found = week(1)
    found = replace(found, recognition=[replace(one, service=CANARY) for one in found.recognition])
    assert CANARY in texts(sheet_pdf(sheet_context(found, "Testham", date(2026, 11, 22), 1, HEAD)))[0]


def test_a_breach_is_told_in_hours():
    """A duty that is counted in hours stands with its hours, left or over."""
    breach = line(1, working_days_left=None, hours_left=19)
    found = replace(week(0), due={5: [breach]}, overdue=[overdue(replace(breach, hours_left=-4))])
    said = sheet_context(found, "Testham", date(2026, 11, 22), 1, HEAD)
    assert (said["due"]["rows"][0][-1], said["overdue"]["rows"][0][2]) == ("19 hours", "4 hours")


def test_it_is_accessible():
    """Language, title, tags, embedded fonts and headings in order, as PDF/UA-1 asks."""
    assert accessibility_faults(sheet_pdf(sheet_context(week(60), "Testham", date(2026, 11, 22), 1, HEAD))) == []


def test_the_sheet_is_an_act_and_bears_the_head_before_it(tmp_path):
    """Made on a real desk it lies private in the outbox, and its head is found again by `audit verify`."""
    book = Casebook(tmp_path / "desk")
    try:
        book.log("2026-11-16", name=CANARY)
        book.complain("2026-11-16")
        made = views_jobs.weekly_sheet(book.desk, date(2026, 11, 22), at("2026-11-22"))
        pdf = (tmp_path / "desk" / "outbox" / "weekly-2026-11-22.pdf").read_bytes()
        text = texts(pdf)[1]
        assert "SAR-2026-0001" in text
        assert CANARY not in text
        assert made.head in text.replace("\r\n", "")
        found = desk_jobs.audit_verify(book.desk, made.head)
        assert found.printed.row == found.rows - 1
    finally:
        book.desk.close()
