"""The console on a real pseudo-terminal, with the real jobs: the journey of a request, and what survives a kill."""

import contextlib
import os
import signal
import time
from datetime import UTC, datetime
from datetime import time as time_of_day
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from conftest import TODAY
from dpo_console.app import run
from dpo_console.desk import demo_setup
from dpo_console.desk import jobs as desk_jobs
from dpo_console.widgets.record_list import RecordList
from terminal import PASSPHRASE, unlocked
from testham import TESTHAM

pytestmark = pytest.mark.real_keys


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A real desk with a small register."""

    folder = tmp_path_factory.mktemp("terminal") / "desk"
    now = datetime.now(UTC).replace(microsecond=0)
    desk_jobs.create_desk(folder, PASSPHRASE, "Test Officer", now, TESTHAM)
    return folder


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_every_mode_is_whole_on_a_real_terminal(desk, size):
    """Unlock, board, register, letters and settings are drawn whole, and ctrl+q leaves with status 0."""
    terminal = unlocked(desk, size)
    try:
        terminal.until("Press n to log a request")
        for key, said in (
            ("2", "Press i to import workforce files"),
            ("3", "No letters yet"),
            ("4", "DPO's name"),
        ):
            terminal.type(key)
            terminal.until(said)
            terminal.until("? Help")
        terminal.type("1", "?")
        terminal.until("Log a rights request")
        terminal.type("<^q>")
        assert os.waitstatus_to_exitcode(terminal.ended()) == 0
        assert b"\x1b[?1049l" in terminal.raw[-4000:]
    finally:
        with contextlib.suppress(ChildProcessError, ProcessLookupError):
            os.kill(terminal.child, signal.SIGKILL)
    assert not (desk.parent / "keys.log").exists()


def test_a_draft_survives_kill_9(desk):
    """A console killed in the middle of the form loses at most the last second of typing."""
    terminal = unlocked(desk, (80, 24))
    terminal.until("Press n to log a request")
    terminal.type("n")
    terminal.until("Log a rights request")
    terminal.type("16/11/2026")
    terminal.until("Monday 16 November 2026")
    time.sleep(1.2)
    terminal.read()
    terminal.end(signal.SIGKILL)
    again = unlocked(desk, shows="Unfinished forms", start=partial(run, desk))
    again.until("New request")
    again.type("<enter>")
    again.until("restored")
    again.until("16/11/2026")
    again.type("<^d>")
    again.until("Delete the draft?")
    again.type("<^s>")
    again.until("Press n to log a request")
    again.end(signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_cleanly(desk, how):
    """At SIGTERM and SIGHUP the console gives the terminal back (alternate screen off) and lets go of the desk."""
    terminal = unlocked(desk, start=partial(run, desk))
    terminal.until("Press n to log a request")
    terminal.end(how)
    assert b"\x1b[?1049l" in terminal.raw


@pytest.mark.slow
async def test_a_request_from_receipt_to_released_pack(tmp_path, sit):
    """On a real desk: files in, request logged, person bound, records found and decided, letter read, pack released."""
    from casework.demo import dataset

    folder, files = tmp_path / "desk", tmp_path / "files"
    desk_jobs.create_desk(
        folder, demo_setup.DEMO, "Test Officer", datetime.combine(TODAY, time_of_day(9), tzinfo=UTC), demo=True
    )
    files.mkdir()
    for name, data in dataset.council(TODAY, now_employed=40, leavers=60).files:
        (files / name).write_bytes(data)
    async with sit(folder=folder) as seat:
        await seat.press("i")
        seat.screen.query_one("#path", Input).value = str(files)
        await seat.press("ctrl+s")
        await seat.until(lambda: "Done." in seat.text(), 60)
        await seat.press("escape", "2")
        assert "people" in seat.text()
        await seat.press("1", "n")
        await seat.set(
            received="16/11/2026", recognised="18/11/2026", asked="Everything you hold about me.",
            requester="Katherine Robertson", address="1 Test Street\nTestham\nZZ99 9ZZ", born="14/03/1984", swe="SW12345",
        )  # fmt: skip
        await seat.press("ctrl+s")
        await seat.until(lambda: type(seat.screen).__name__ == "CaseScreen" and "Due" in seat.text())
        assert "Due Wednesday 16 December 2026" in seat.text()
        await seat.press("w")
        await seat.until(lambda: "registration number" in seat.text())
        await seat.press("enter", "ctrl+s")
        await seat.until(lambda: type(seat.screen).__name__ == "CaseScreen" and "search for the person" in seat.text())
        await seat.press("s")
        await seat.until(lambda: type(seat.screen).__name__ == "Review" and "Census returns" in seat.text())
        listing = seat.screen.query_one(RecordList)
        certain = {key for key, one in seat.screen.items.items() if one.strength == "certain"}
        listing.toggle(certain)
        await seat.press("d")
        await seat.until(lambda: "already know these data?" in seat.text())
        await seat.press(*"she filled in the forms", "ctrl+s")
        await seat.until(lambda: f"{len(certain)} disclosed" in seat.text())
        if apart := set(seat.screen.items) - certain:
            listing.toggle(apart)
            await seat.press("t", "ctrl+s")
        await seat.until(lambda: ": 0 UNDECIDED" in seat.text())
        await seat.press("u")
        await seat.until(lambda: ": 0 UNDECIDED" not in seat.text())
        listing.toggle(apart or certain)
        await seat.press(*(("t", "ctrl+s") if apart else ("d",)))
        await seat.until(lambda: ": 0 UNDECIDED" in seat.text())
        await seat.press("escape", "l")
        await seat.until(lambda: "what you can write" in seat.text())
        await seat.press(*"disclosure", "enter")
        await seat.until(lambda: "Dear Katherine Robertson" in " ".join(seat.text().split()))
        await seat.press("escape", "escape", "p")
        await seat.until(
            lambda: any(said in seat.text() for said in ("Released", "Refused", "Not built", "Asked:")), 60
        )
        if "? Asked" in seat.text():  # her mother is named in a comment: it is read, and the pack is built again
            await seat.press("q")
            await seat.until(lambda: type(seat.screen).__name__ == "Questions" and "to check" in seat.text())
            await seat.press("c")
            await seat.until(lambda: "0 to check" in seat.text())
            await seat.press("escape", "p")
            await seat.until(lambda: "Released" in seat.text() or "Refused" in seat.text(), 60)
        assert "= Released" in seat.text() or "! Refused" in seat.text(), seat.text()
        await seat.press("escape", "h")
        await seat.until(lambda: "decision undone" in seat.text())
        assert desk_jobs.audit_verify(seat.app.desk).state == "whole"
