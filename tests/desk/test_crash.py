"""An exception with somebody's data in its words and in its variables, planted all over: nothing of it is told."""

import asyncio
import contextlib
import json
import os
import sys
import traceback
from datetime import UTC, datetime
from functools import partial
from importlib import import_module

import pytest
from sqlalchemy.exc import IntegrityError

from casework.rights.requests import Request
from conftest import TODAY
from dpo_console import cli, crash
from dpo_console.__main__ import main
from dpo_console.desk import demo_setup
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import fields, letters, review
from dpo_console.jobs import opening
from dpo_console.records import import_form
from dpo_console.rights import case_page, identification, request_form
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import board
from terminal import Terminal

CANARY = "Blenkinsop"
REF = "SAR-2026-0001"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FACTS = {
    "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-18", "channel": "email", "asked": CANARY,
    "requester": {"name": f"Ann {CANARY}", "address": [CANARY]},
}  # fmt: skip
COMMANDS = (
    # where it is planted, the command that comes there, what it is given
    ("dpo_console.jobs.opening", "open_desk", "due", ""),
    ("dpo_console.desk.jobs", "audit_verify", "audit verify", ""),
    ("dpo_console.jobs.case_detail", "show", f"show {REF}", ""),
    ("dpo_console.jobs.case_detail", "timeline", f"history {REF}", ""),
    ("dpo_console.views.jobs", "board_of", "due", ""),
    ("dpo_console.views.jobs", "cases", f"cases {CANARY}", ""),
    ("dpo_console.rights.jobs", "log_request", "log request", json.dumps(FACTS)),
    ("dpo_console.rights.jobs", "proposals", f"person {REF}", ""),
    ("dpo_console.rights.jobs", "identify_subject", f"person {REF} --is nobody --reason {CANARY}", ""),
    ("dpo_console.jobs.case_events", "close_case", f"close {REF} withdrawn --on 2026-11-20", ""),
    ("dpo_console.records.jobs", "import_files", "import FILE", ""),
    ("dpo_console.jobs.case_search", "find", f"find {REF}", ""),
    ("dpo_console.disclosure.jobs", "decide", f"decide {REF}", "[]"),
    ("dpo_console.disclosure.papers", "make_letter", f"letter {REF} acknowledgement", ""),
    ("dpo_console.disclosure.packing", "pack", f"pack {REF} --out FILE", ""),
    ("dpo_console.desk.jobs", "make_backup", "backup FILE", ""),
    ("dpo_console.desk.jobs", "officers", "officer list", ""),
    ("casework.desk.store", "open_desk", "due", ""),
    ("casework.vault.keyslots", "unlock", "due", ""),
    ("casework.clock", "of_right", f"show {REF}", ""),
    ("casework.timeline.history", "events", f"show {REF}", ""),
    ("casework.timeline.history", "append", "log request", json.dumps(FACTS)),
    ("casework.rights.requests", "get", f"show {REF}", ""),
    ("casework.rights.requests", "log", "log request", json.dumps(FACTS)),
    ("casework.disclosure.decisions", "counts", f"show {REF}", ""),
    ("casework.records.intake", "open_file", "import FILE", ""),
    ("casework.desk.backup", "make", "backup FILE", ""),
    ("dpo_console.disclosure.papers", "letter_pdf", f"letter {REF} acknowledgement", ""),
    ("dpo_console.rights.commands", "case_words", f"show {REF}", ""),
    ("dpo_console.rights.commands", "answer", f"show {REF}", ""),
)
SCREENS = (
    # where it is planted, and the keys that come there from the board
    (board, "_row", "n,escape"),
    (board, "_count", "3,1"),
    (fields, "_says", "enter,r,f"),
    (case_page, "facts", "enter"),
    (case_page, "events", "enter"),
    (review, "_rows", "enter,r"),
    (identification, "_row", "enter,w"),
    (letters, "_row", "3"),
    (request_form, "working", "n"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with one case, and a file that could be brought in."""
    folder = tmp_path_factory.mktemp("crash") / "desk"
    desk_jobs.create_desk(folder, demo_setup.DEMO, "Test Officer", NOW, demo=True)
    opened = opening.open_desk(folder, demo_setup.DEMO, now=NOW)
    rights_jobs.log_request(opened, FACTS, NOW)
    opened.close()
    return folder


def planted(*args, **options):
    """The fault: data in the words of the exception, in a variable, and in what it came from."""
    name = f"Ann {CANARY}"
    try:
        int(name)
    except ValueError as wrong:
        raise RuntimeError(f"{name} of {args}") from wrong


def run(capfd, monkeypatch, desk, words: str, given: str = "") -> tuple[int, str]:
    """A command's exit status, and all that came onto the terminal."""
    file = desk.parent / "file"
    file.write_text("x")
    words = [str(file) if word == "FILE" else word for word in words.split()]
    monkeypatch.setattr(sys, "argv", ["dpo-console", *words, "--desk", str(desk), "--today", TODAY.isoformat()])
    (desk.parent / "given").write_text(given)
    with (desk.parent / "given").open() as stdin, pytest.raises(SystemExit) as ended:
        monkeypatch.setattr(sys, "stdin", stdin)
        cli.run()
    said = capfd.readouterr()
    return ended.value.code, said.out + said.err


def kept(folder) -> str:
    """What is written down of incidents."""
    file = folder / "incidents"
    return file.read_text() if file.exists() else ""


@pytest.mark.parametrize(("module", "name", "words", "given"), COMMANDS)
def test_a_fault_under_a_command_is_an_incident(desk, capfd, monkeypatch, module, name, words, given):
    """The command ends with status 70 and one sentence with an incident's number, in which nobody's data is."""
    monkeypatch.setattr(import_module(module), name, planted)
    status, said = run(capfd, monkeypatch, desk, words, given)
    assert status == 70
    assert "incident" in said
    assert CANARY not in said + kept(desk)
    assert "Traceback" not in said


def test_a_report_that_tells_too_much_turns_it_red(desk, capfd, monkeypatch):
    """A report with the exception's words in it, or with its traceback, is found."""
    monkeypatch.setattr("dpo_console.jobs.case_detail.show", planted)
    monkeypatch.setattr(crash, "report", lambda wrong, folder=None: "".join(traceback.format_exception(wrong)))
    status, said = run(capfd, monkeypatch, desk, f"show {REF}")
    assert status == 70
    assert CANARY in said


def test_a_failing_statement_of_the_database_tells_no_row(desk, capfd, monkeypatch):
    """What the database refuses is an incident too, without the row that was to be written."""

    def twice(session, *args):
        session.add(
            Request(
                reference=REF,
                rights=[CANARY],
                received=TODAY,
                recognised=TODAY,
                logged=TODAY,
                channel="email",
                requester={},
                subject={},
                asked=CANARY,
            )
        )
        with pytest.raises(IntegrityError) as raised:
            session.flush()
        assert CANARY not in str(raised.value)
        raise raised.value

    monkeypatch.setattr("casework.rights.requests.log", twice)
    status, said = run(capfd, monkeypatch, desk, "log request", json.dumps(FACTS))
    assert status == 70
    assert CANARY not in said


@pytest.mark.parametrize(("module", "name", "keys"), SCREENS)
async def test_a_fault_on_a_screen_is_an_incident(jobs, stay, capfd, monkeypatch, module, name, keys):
    """The console goes on and tells an incident's number, in which nobody's data is."""
    async with stay() as seat:
        monkeypatch.setattr(module, name, planted)
        await seat.press(*keys.split(","))
        if module is request_form:
            await seat.set(received="16/11/2026")
        await seat.until(lambda: "incident" in seat.text(), 3)
        assert CANARY not in seat.text() + kept(seat.app.folder)
        assert seat.app.is_running
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err


HANDLERS = (
    (identification, "_detail", "enter,w"),
    (review, "_detail", "enter,r"),
    (import_form.ImportScreen, "action_go", "i,ctrl+s"),
    (request_form.Intake, "typed", "n"),
)
"""Faults where the console answers a key itself."""


@pytest.mark.parametrize(("module", "name", "keys"), HANDLERS)
async def test_a_fault_of_the_console_itself_ends_it_with_an_incident(
    jobs, sit, tmp_path, capfd, monkeypatch, module, name, keys
):
    """It ends with status 70 and an incident's number; nobody's data is printed or kept."""
    monkeypatch.setattr(module, name, planted)
    sitting = sit()
    with contextlib.suppress(RuntimeError):  # the test's own console raises it again
        async with sitting as seat:
            await seat.pilot.press(*keys.split(","))
            for _ in range(100):
                if kept(tmp_path):
                    break
                await asyncio.sleep(0.02)
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err + kept(tmp_path)
    assert sitting.app.return_code == 70
    assert "RuntimeError" in kept(tmp_path)


async def test_an_incident_that_cannot_be_written_down_is_told_all_the_same(jobs, sit, tmp_path, capfd):
    """Where the desk's folder takes no file, the officer still reads the number, and nobody's data comes out."""
    (tmp_path / "incidents").mkdir()
    async with sit() as seat:
        jobs.answers["show"] = RuntimeError(CANARY)
        await seat.press("enter")
        await seat.until(lambda: "incident" in seat.text(), 3)
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err


def falling(planted_at: str) -> int:
    """The whole console from its first line, with the fault planted there; its status."""
    module, _, name = planted_at.rpartition(":")
    at, _, last = name.rpartition(".")
    setattr(getattr(import_module(module), at) if at else import_module(module), last, planted)
    sys.argv = ["dpo-console"]
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.mark.parametrize(
    ("planted_at", "key"),
    [
        ("dpo_console.app:Console.action_keys_help", "\x1bOP"),
        ("dpo_console.app:Console.__init__", ""),
        ("dpo_console.app:run", ""),
    ],
)
def test_a_terminal_after_a_crash_shows_a_number_and_no_data(desk, planted_at, key):
    """The whole console on a real terminal: status 70, an incident's number, and nobody's data in all that was sent."""
    terminal = Terminal(desk, start=partial(falling, planted_at))
    if key:
        terminal.until("Passphrase")
        terminal.type(key)
    assert os.waitstatus_to_exitcode(terminal.ended()) == 70
    assert b"incident" in terminal.raw
    assert CANARY.encode() not in terminal.raw
    assert CANARY not in kept(desk)
