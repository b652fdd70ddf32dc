"""The weekly sheet: one page whatever the week was, nobody's name, the history's head whole at its foot."""

import io
from datetime import date

import pypdf
import pypdfium2
import pytest

from casebook import Casebook, at
from dpo_console import jobs
from letters.pdf import sheet_pdf
from letters.sheet import MOST, sheet
from test_pdf import accessibility_faults

CANARY = "Canarysurname"
HEAD = "0123456789abcdef" * 4


def line(number, **more):
    """A line of the board, with names where names can stand."""
    said = {
        "reference": f"SAR-2026-{number:04}", "due": "2026-12-16", "working_days_left": 17, "owner": CANARY, "days_taken": None,
        "service": "Fostering", "next": CANARY, "title": CANARY, "reason_words": "too few staff", "untouched_days": 12,
        "last": "2026-11-02",
    }  # fmt: skip
    return said | more


def week(cases):
    """A weekly review of so many cases in every list."""
    many = [line(number) for number in range(cases)]
    rate = {"closed": cases, "on_time": cases, "rate": 1.0 if cases else None}
    counts = {"from": "2026-11-09", "to": "2026-11-15", "total": cases, "on_time": cases, "late": 0, "extended": 0}
    lost = [
        {"service": f"A service with a long name, number {n}, of the council " * 3, "days": 9, "late": 1, "cases": 2}
        for n in range(cases)
    ]
    return {
        "closed": counts, "overdue": [one | {"working_days_left": -3} for one in many], "due": {"5": many, "10": many, "20": many},
        "extend": many, "complaints": many, "waiting": many, "untouched": many, "recognition": lost,
        "rates": {"4": rate, "13": rate, "52": rate},
    }  # fmt: skip


def texts(pdf):
    """The text of the one page, by two readers; and what it says of itself."""
    one, two = pypdf.PdfReader(io.BytesIO(pdf)), pypdfium2.PdfDocument(pdf)
    assert len(one.pages) == len(two) == 1
    return one.pages[0].extract_text(), two[0].get_textpage().get_text_range(), str(one.metadata)


@pytest.mark.parametrize("cases", [0, 1, 60, 5000])
def test_it_is_one_page_without_a_name_whatever_the_week_was(cases):
    """Lists are cut and say how many more there are; owner, next act and title, which may name somebody, are left out."""
    pdf = sheet_pdf(sheet(week(cases), "Testham Council", date(2026, 11, 22), 123456, HEAD))
    for text in texts(pdf):
        assert CANARY not in text
    for text in texts(pdf)[:2]:
        flat = text.replace("\n", "").replace("\r", "")
        assert HEAD in flat.replace(" ", "")
        assert "Row 123456" in flat
        if cases > MOST["overdue"]:
            assert f"and {cases - MOST['overdue']} more" in flat
            assert "SAR-2026-0000" in flat


def test_a_name_that_gets_in_would_be_seen():
    """The planted fault: a service called by somebody's name is found by the same search."""
    found = week(1)
    found["recognition"][0]["service"] = CANARY
    assert CANARY in texts(sheet_pdf(sheet(found, "Testham", date(2026, 11, 22), 1, HEAD)))[0]


def test_it_is_accessible():
    """Language, title, tags, embedded fonts and headings in order, as PDF/UA-1 asks."""
    assert accessibility_faults(sheet_pdf(sheet(week(60), "Testham", date(2026, 11, 22), 1, HEAD))) == []


def test_the_sheet_is_an_act_and_bears_the_head_before_it(tmp_path):
    """Made on a real desk it lies private in the outbox, and its head is found again by `audit verify`."""
    book = Casebook(tmp_path / "desk")
    try:
        book.log("2026-11-16", name=CANARY)
        book.complain("2026-11-16")
        made = jobs.weekly_sheet(book.desk, date(2026, 11, 22), at("2026-11-22"))
        pdf = (tmp_path / "desk" / "outbox" / "weekly-2026-11-22.pdf").read_bytes()
        text = texts(pdf)[1]
        assert "SAR-2026-0001" in text
        assert CANARY not in text
        assert made["head"] in text.replace("\r\n", "")
        found = jobs.audit_verify(book.desk, made["head"])
        assert found["printed"]["row"] == found["rows"] - 1
    finally:
        book.desk.close()
