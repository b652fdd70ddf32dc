"""The console on a real pseudo-terminal, with the real jobs: the journey of a request, and what survives a kill."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path

import pyte
import pytest
from textual.widgets import Input

from conftest import TODAY
from dpo_console.widgets.record_list import RecordList

PASSPHRASE = "a passphrase of some length"
KEYS = {
    "<enter>": "\r",
    "<esc>": "\x1b",
    "<tab>": "\t",
    "<down>": "\x1b[B",
    "<^s>": "\x13",
    "<^q>": "\x11",
    "<^d>": "\x04",
}


class Terminal:
    """A console in a child process, and the screen it draws."""

    def __init__(self, folder: Path, size: tuple[int, int]):
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child, self.handle = pty.fork()
        if self.child == 0:
            kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
            log = {"TEXTUAL_LOG": str(folder.parent / "keys.log"), "DPO_CONSOLE_DESK": str(folder)}
            kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "25", **log}
            os.execve(sys.executable, [sys.executable, "-m", "dpo_console"], kept)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, seconds: float = 0.05) -> None:
        """Draw what the child has sent."""
        while select.select([self.handle], [], [], seconds)[0]:
            try:
                sent = os.read(self.handle, 65536)
            except OSError:
                return
            if not sent:
                return
            self.raw += sent
            self.stream.feed(sent)

    def text(self) -> str:
        """The screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, said: str, seconds: float = 40) -> None:
        """Wait until something stands on the screen, however its lines are broken."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            if said in self.text() or said in " ".join(self.text().split()):
                return
        raise AssertionError(f"'{said}' never came; the screen:\n{self.text()}")

    def type(self, *keys: str) -> None:
        """Type texts and keys."""
        for key in keys:
            os.write(self.handle, KEYS.get(key, key).encode())
            self.read(0.08)

    def end(self, how: int = signal.SIGKILL) -> int:
        """Kill the child; answer its wait status."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, how)
        return self.ended()

    def ended(self) -> int:
        """Wait for the child, and let go of the terminal."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            self.read(0.02)
            time.sleep(0.01)
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                os.close(self.handle)
                return status
        os.kill(self.child, signal.SIGKILL)
        raise AssertionError("the console did not end; the screen:\n" + self.text())


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A real desk with a small register."""
    from dpo_console import jobs

    folder = tmp_path_factory.mktemp("terminal") / "desk"
    now = datetime.now(UTC).replace(microsecond=0)
    jobs.create_desk(folder, PASSPHRASE, "Test Officer", now)
    return folder


def at(desk: Path, size: tuple[int, int]) -> Terminal:
    """An unlocked console."""
    terminal = Terminal(desk, size)
    terminal.until("Passphrase")
    terminal.type(PASSPHRASE, "<enter>")
    terminal.until("1 Board")
    return terminal


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_every_mode_is_whole_on_a_real_terminal(desk, size):
    """Unlock, board, register, letters and settings are drawn whole, and ctrl+q leaves with status 0."""
    terminal = at(desk, size)
    try:
        terminal.until("press n to log a request")
        for key, said in (
            ("2", "press i to import workforce files"),
            ("3", "No letters yet"),
            ("4", "Officer who signs"),
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
    terminal = at(desk, (80, 24))
    terminal.until("press n to log a request")
    terminal.type("n")
    terminal.until("Log a rights request")
    terminal.type("16/11/2026")
    terminal.until("Monday 16 November 2026")
    time.sleep(1.2)
    terminal.read()
    terminal.end(signal.SIGKILL)
    again = at(desk, (80, 24))
    again.until("press n to log a request")
    again.type("n")
    again.until("brought back")
    again.until("16/11/2026")
    again.end(signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_cleanly(desk, how):
    """At SIGTERM and SIGHUP the console gives the terminal back (alternate screen off) and lets go of the desk."""
    terminal = at(desk, (80, 24))
    terminal.until("press n to log a request")
    terminal.end(how)
    assert b"\x1b[?1049l" in terminal.raw


async def test_a_request_from_receipt_to_released_pack(tmp_path, sit):
    """On a real desk: files in, request logged, person bound, records found and decided, letter read, pack released."""
    from casework import demo
    from dpo_console import jobs

    folder, files = tmp_path / "desk", tmp_path / "files"
    jobs.create_desk(folder, jobs.DEMO, "Test Officer", datetime.combine(TODAY, time_of_day(9), tzinfo=UTC), demo=True)
    files.mkdir()
    for name, data in demo.council(TODAY, now_employed=40, leavers=60).files:
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
        certain = {key for key, one in seat.screen.items.items() if one["strength"] == "certain"}
        listing.toggle(certain)
        await seat.press("d")
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
        await seat.until(lambda: "Dear Katherine Robertson" in " ".join(seat.text().split()))
        await seat.press("escape", "p")
        await seat.until(
            lambda: "Released" in seat.text() or "Refused" in seat.text() or "Not built" in seat.text(), 60
        )
        assert "= Released" in seat.text() or "! Refused" in seat.text(), seat.text()
        await seat.press("escape", "h")
        await seat.until(lambda: "decision taken back" in seat.text())
        assert jobs.audit_verify(seat.app.desk)["state"] == "whole"
