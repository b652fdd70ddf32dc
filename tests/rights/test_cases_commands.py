"""The commands about cases: the board as it stood, complaints, correspondence, handover, the figures, a calendar."""

import csv
import json

import pytest

from shell import TODAY, Shell

REQUEST = {
    "right": ["access"], "received": "2026-11-02", "service": "MASH", "asked": "Everything.",
    "requester": {"name": "Katherine Robertson"},
}  # fmt: skip
COMPLAINT = {"received": "2026-11-16", "complainant": {"name": "Ann Other"}, "about": "SAR-2026-0001", "what": "Late."}


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A desk with a case logged on 5 November, and a complaint about it."""
    one = Shell(tmp_path_factory.mktemp("shell"))
    one.run("log", "request", stdin=json.dumps(REQUEST), today="2026-11-05")
    one.run("log", "complaint", stdin=json.dumps(COMPLAINT), today="2026-11-16")
    return one.desk


@pytest.fixture
def shell(worked, tmp_path):
    return Shell(tmp_path, worked)


def test_a_complaint_is_logged_shown_and_listed(shell):
    """`log complaint` prints its reference; `show`, `history`, `cases` and `due` know it as they know a request."""
    assert "Next: acknowledge it in writing" in shell.run("show", "CO-2026-0001")
    assert "Complaint: CO-2026-0001, open" in shell.run("show", "SAR-2026-0001")
    assert [row["kind"] for row in shell.json("history", "CO-2026-0001")] == ["received", "recognised", "logged"]
    assert [one["reference"] for one in shell.json("cases", "other")] == ["CO-2026-0001"]
    [line] = [one for one in shell.json("due", "--kind", "complaint") if one["duty"] == "acknowledge"]
    assert line["due"] == "2026-12-16"


def test_correspondence_and_handover(shell):
    """`event` takes way and direction, `assign` the owner on standard input; no name stands in an argument."""
    shell.run("event", "SAR-2026-0001", "note", "--on", TODAY, "--way", "call", "--direction", "in", stdin="rang")
    assert "call; in; rang" in shell.run("history", "SAR-2026-0001")
    assert "with Ben Lee" in shell.run("assign", "SAR-2026-0001", "--on", TODAY, stdin="Ben Lee\nkeys in the drawer\n")
    assert shell.json("show", "SAR-2026-0001")["facts"]["now"]["owner"] == "Ben Lee"
    assert "Run: dpo-console assign SAR-2026-0001" in shell.run(
        "event", "SAR-2026-0001", "assigned", "--on", TODAY, code=2
    )
    assert "Enter the reason for the delay" in shell.run("event", "SAR-2026-0001", "delayed", "--on", TODAY, code=2)
    assert "Way cannot be 'owl'" in shell.run("event", "SAR-2026-0001", "note", "--on", TODAY, "--way", "owl", code=2)


def test_the_board_of_another_day(shell):
    """`due --as-at` knows nothing of what was recorded later, and nothing of days to come."""
    assert shell.json("due", "--as-at", "2026-11-04") == []
    assert {one["reference"] for one in shell.json("due", "--as-at", "2026-11-15")} == {"SAR-2026-0001"}
    assert "in the future" in shell.run("due", "--as-at", "2026-11-23", code=2)
    assert "No cases match." in shell.run("due", "--service", "Fostering")


def test_the_calendar_is_written_as_it_should_be(shell, tmp_path):
    """`due --ics` writes CR LF to the file it is given, and no name."""
    shell.run("due", "--ics", tmp_path / "dates.ics")
    said = (tmp_path / "dates.ics").read_bytes()
    assert said.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"UID:SAR-2026-0001-access-12a@" in said
    assert b"Robertson" not in said
    assert "cannot be written" in shell.run("due", "--ics", tmp_path / "none" / "dates.ics", code=2)


def test_a_duplicate_is_closed_with_what_the_person_must_know(shell):
    """`close` prints the reminder, and the case that answers it must be there."""
    shell.run("log", "request", stdin=json.dumps(REQUEST))
    wrong = ("close", "SAR-2026-0002", "duplicate", "--on", TODAY, "--of", "SAR-2026-0009")
    assert "There is no case SAR-2026-0009" in shell.run(*wrong, code=2)
    said = shell.run(*wrong[:-1], "SAR-2026-0001")
    assert "You must have told the person which case answers them" in said


def test_the_review_and_the_figures(shell):
    """`weekly` says what waits; `report` gives JSON, CSV and the register, and refuses half a span."""
    shell.run("log", "request", stdin=json.dumps(REQUEST))
    shell.run("close", "SAR-2026-0002", "duplicate", "--on", TODAY, "--of", "SAR-2026-0001")
    assert "Complaints: 1" in shell.run("weekly")
    span = ("--from", "2026-11-01", "--to", "2026-11-30")
    assert shell.json("report", *span)["received"]["by_service"] == {"MASH": 2}
    rows = list(csv.reader(shell.run("report", *span, "--csv").splitlines()))
    assert rows[0] == ["group", "figure", "value"]
    assert ["received", "requests", "2"] in rows
    [listed] = csv.DictReader(shell.run("report", *span, "--register").splitlines())
    assert (listed["reference"], listed["outcome"]) == ("SAR-2026-0002", "duplicate")
    assert "Give the first and the last date" in shell.run("report", "--from", "2026-11-01", code=2)
