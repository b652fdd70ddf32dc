"""The dates of the board as a calendar: RFC 5545, and nobody's data in it."""

import re
from datetime import UTC, date, datetime

import pytest

from casework.views.board_line import Line
from casework.views.ics import calendar

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def line(**more):
    said = {
        "reference": "SAR-2026-0001", "kind": "request", "clock": "access-12a", "duty": "respond", "state": "due",
        "due": date(2026, 12, 16), "target": date(2026, 12, 14), "citation": "UK GDPR Art 12(3), 12A(1)",
        "owner": "Ann Lee", "service": "MASH", "stage": "received", "next": "search", "title": "access",
    }  # fmt: skip
    return Line(**said | more)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_is_a_whole_day_named_by_reference_and_duty():
    """The due day from its beginning to the next day's, stamped with the UTC instant it was written."""
    said = unfolded(calendar([line()], NOW))
    assert said[0] == "BEGIN:VCALENDAR"
    assert said[-2:] == ["END:VCALENDAR", ""]
    for one in (
        "VERSION:2.0",
        "UID:SAR-2026-0001-access-12a@dpo-console.invalid",
        "DTSTAMP:20261122T103000Z",
        "DTSTART;VALUE=DATE:20261216",
        "DTEND;VALUE=DATE:20261217",
        "SUMMARY:SAR-2026-0001: last day to answer",
    ):
        assert one in said
    assert any(one.startswith("DESCRIPTION:UK GDPR Art 12(3)\\, 12A(1)\\; rule access-12a.") for one in said)


def test_nobody_stands_in_it():
    """Owner and service are left out: the calendar may be on a telephone."""
    text = calendar([line()], NOW)
    assert "Ann" not in text
    assert "MASH" not in text


def test_the_same_clock_has_the_same_name_when_its_day_moves():
    """An event that moved replaces the old one; the notice of an extension is an event of its own."""
    uids = [
        re.findall(r"UID:(.*)\r\n", calendar([line(due=due, clock=clock)], NOW))
        for due, clock in (
            (date(2026, 12, 16), "access-12a"),
            (date(2027, 2, 16), "access-12a"),
            (date(2026, 12, 16), "a-notice"),
        )
    ]
    assert uids[0] == uids[1] != uids[2]


@pytest.mark.parametrize("without", [{"due": None, "state": "paused"}, {"state": "none"}])
def test_what_has_no_day_is_not_in_it(without):
    """Paused clocks and duties that are done have no event."""
    assert "BEGIN:VEVENT" not in calendar([line(**without)], NOW)


@pytest.mark.parametrize("letter", ["x", "é", "\U0001f600"])
@pytest.mark.parametrize("length", [1, 60, 70, 75, 76, 150, 400])
def test_every_line_is_75_octets_at_most_and_nothing_is_lost(letter, length):
    """Lines end in CR LF, long ones are folded between characters, and unfold to what they were."""
    text = calendar([line(citation=letter * length)], NOW)
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(one.encode()) <= 75 for one in text.split("\r\n"))
    assert f"DESCRIPTION:{letter * length}\\;" in "\n".join(unfolded(text))
