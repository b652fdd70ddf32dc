"""The lock: the process is replaced, and nothing of the unlocked one is left on the screen, in memory, or on the line."""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.vault import keyslots
from dpo_console import process
from dpo_console.app import Console, run
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening
from dpo_console.rights import jobs as rights_jobs
from terminal import PASSPHRASE, Terminal, unlocked
from testham import TESTHAM
from workforce import request

pytestmark = pytest.mark.real_keys

CANARY = "Canarysurname"


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A desk with one case of somebody whose name is a canary."""
    folder = tmp_path_factory.mktemp("lock") / "desk"
    now = datetime.now(UTC).replace(microsecond=0)
    desk_jobs.create_desk(folder, PASSPHRASE, "Test Officer", now, TESTHAM)
    opened = opening.open_desk(folder, PASSPHRASE, now=now)
    rights_jobs.log_request(opened, request(CANARY, now.date()), now)
    opened.close()
    return folder


@pytest.fixture
def desk(master, tmp_path):
    """A test's own copy of that desk."""
    return shutil.copytree(master, tmp_path / "desk")


def at_case(desk: Path, start: Callable[[], int] | None = None) -> Terminal:
    """A console that shows the case with the canary."""
    terminal = unlocked(desk, start=start)
    terminal.until("SAR-")
    terminal.type("<enter>")
    terminal.until("Deadline")
    terminal.type("G")  # on some days of the year the deadlines' working fills the screen
    terminal.until(CANARY)
    return terminal


def memory(process: int) -> bytes:
    """Everything writable the process has in memory."""
    found = []
    with Path(f"/proc/{process}/mem").open("rb") as file:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if "rw" in rights:
                start, end = (int(one, 16) for one in place.split("-"))
                with contextlib.suppress(OSError, ValueError, OverflowError):
                    file.seek(start)
                    found.append(file.read(end - start))
    return b"".join(found)


def secrets(desk: Path) -> list[bytes]:
    """What must not be in the memory of a locked console."""
    key = keyslots.unlock(desk, PASSPHRASE).key
    return [CANARY.encode(), PASSPHRASE.encode(), key, key.hex().encode()]


class Lid:
    """A console whose clock jumps an hour once the file `shut` is there; `plant` is done to it before it starts."""

    def __init__(self, desk: Path, plant: Callable[["Lid"], None] = lambda lid: None):
        self.desk, self.plant = desk, plant
        self.shut = desk.parent / "shut"
        self.real = process.awake

    def __call__(self) -> int:
        process.awake = lambda: self.real() + (3600 if self.shut.exists() else 0)
        self.plant(self)
        process.private()
        return run(self.desk)


def locked_after(terminal: Terminal, seconds: float) -> bool:
    """Whether the lock screen comes within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.read()
        if "Locked." in terminal.text():
            return True
    return False


@dataclass
class Lock:
    """What one console was before its lock, and after it."""

    terminal: Terminal
    console: int
    sent: int
    """Bytes it had sent by then."""
    children: list[int]
    secrets_before: list[bytes]
    secrets_after: list[bytes]
    secrets_watched: list[bytes]
    """Of those in memory before, after, and in the watcher's."""


@pytest.fixture(scope="module")
def lock(master, tmp_path_factory):
    """A console on which a letter was made and then one key pressed."""
    desk = shutil.copytree(master, tmp_path_factory.mktemp("locked") / "desk")
    terminal = at_case(desk)
    terminal.type("l")
    terminal.until("what you can write")
    terminal.type("ackno", "<enter>")
    terminal.until(f"Dear {CANARY}")
    terminal.type("m")
    terminal.until("made and filed", 60)
    console, root, wanted = terminal.console, os.geteuid() == 0, secrets(desk)

    def held(process: int) -> list[bytes]:
        found = memory(process) if root else b""
        return [one for one in wanted if one in found]

    children, before, sent = _children(console), held(console), len(terminal.raw)
    terminal.type("<^l>")
    terminal.until("Locked.")
    yield Lock(terminal, console, sent, children, before, held(terminal.console), held(terminal.child))
    terminal.end()


def test_one_key_locks_and_names_nobody(lock):
    """After ctrl+l the next 64 KiB sent and the screen hold no name, and no key but the passphrase does anything."""
    terminal, keys = lock.terminal, random.Random(7)
    for _ in range(150):
        terminal.type(
            keys.choice([*"1234nwsrlpechxagjkGq?/:", "<esc>", "<tab>", "<down>", "<^s>", "<^d>", "\x10"]), rest=0.03
        )
    terminal.read(0.3)
    assert terminal.console == lock.console
    assert CANARY.encode() not in terminal.raw[lock.sent :]
    assert b"SAR-" not in terminal.raw[lock.sent :]
    assert "Locked." in terminal.text()


def test_nothing_of_the_unlocked_process_is_left_in_memory(lock):
    """Name, passphrase and data key are in memory before the lock and not after it; nobody but root may look at all."""
    if os.geteuid():
        with pytest.raises(PermissionError):
            memory(lock.console)
        return
    assert (
        CANARY.encode() in lock.secrets_before and len(lock.secrets_before) > 1
    )  # the search looks in the right place
    assert lock.secrets_after == []
    assert lock.secrets_watched == []


def test_what_was_being_made_ends_with_the_lock(lock):
    """The confined child that typesets letters holds what it was given: no child of the console outlives its lock."""
    assert lock.children
    assert [child for child in _children(lock.console) if _state(child) != "Z"] == []


def test_a_clock_that_stops_with_the_lid_would_not_lock(desk):
    """The planted fault: by the time the process has run, which sleep does not count, nothing locks."""

    def wrong_clock(lid):
        process.awake = time.monotonic

    lid = Lid(desk, wrong_clock)
    terminal = at_case(desk, lid)
    lid.shut.touch()
    assert not locked_after(terminal, 2)
    terminal.end()


def held_up(lid):
    """Once the lid is shut, nothing on the screen moves for ten minutes."""
    Console.on_ready = lambda self: self.set_interval(0.2, lambda: lid.shut.exists() and time.sleep(600))


@pytest.mark.parametrize("busy", ["nothing", "form", "palette", "question", "held up"])
def test_nothing_on_the_screen_stops_the_lock(desk, busy):
    """An hour that passed unseen, by a clock that runs while the machine sleeps, locks the console when it wakes: over a
    case, a form being typed in, an open palette, a question, a screen held up for minutes."""
    lid = Lid(desk, held_up) if busy == "held up" else Lid(desk)
    terminal = at_case(desk, lid)
    if busy == "nothing":
        assert not locked_after(terminal, 1.5)
    elif busy == "form":
        terminal.type("e")
        terminal.until("What happened")
        terminal.type("<tab>", "<tab>", f"{CANARY} rang")
        terminal.until(f"{CANARY} rang")
        time.sleep(1.2)
    elif busy == "palette":
        terminal.type(":")
        terminal.until("Search")
    elif busy == "question":
        terminal.type("<esc>")
        terminal.until("New request")
        terminal.type("n")
        terminal.until("Log a rights request")
        terminal.type("16/11/2026", "<^d>")
        terminal.until("Delete the draft?")
    lid.shut.touch()
    assert locked_after(terminal, 8)
    assert CANARY not in terminal.text()
    if busy == "form":
        lid.shut.unlink()
        terminal.type(PASSPHRASE, "<enter>")
        terminal.until("An event, SAR-")
        terminal.type("<enter>")
        terminal.until(f"{CANARY} rang")
    terminal.end()


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]


def test_what_the_console_draws_by_itself_does_not_put_the_lock_off(desk):
    """Only keys, mouse and paste count: a console that redraws ten times in the idle minutes locks all the same."""

    def restless(lid):
        process.awake = lambda: (
            lid.real() + (300 * (time.time() - lid.shut.stat().st_mtime) if lid.shut.exists() else 0)
        )
        Console.on_ready = lambda self: self.set_interval(0.1, self.refresh)

    lid = Lid(desk, restless)
    terminal = at_case(desk, lid)
    lid.shut.touch()
    assert locked_after(terminal, 8)
    terminal.end()


def test_suspended_it_locks_and_gives_the_terminal_back(desk):
    """At SIGTSTP the process is replaced before it stops; brought to the front again it asks for the passphrase."""
    terminal = at_case(desk, Lid(desk))
    console = terminal.console
    os.kill(console, signal.SIGTSTP)
    end = time.monotonic() + 10
    while _state(console) != "T" and time.monotonic() < end:
        terminal.read()
    assert _state(console) == "T"
    assert CANARY not in terminal.text()
    assert b"\x1b[?1049l" in terminal.raw
    for stopped in (terminal.child, console):
        os.kill(stopped, signal.SIGCONT)
    terminal.until("Locked.")
    terminal.end()


def _state(process: int) -> str:
    return re.search(r"^State:\s+(\S)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)[1]


def test_killed_the_console_leaves_no_case_on_the_screen(desk):
    """At kill -9 the watcher gives the terminal back, blank but for one sentence, and says which signal it was."""
    terminal = at_case(desk, Lid(desk))
    status = terminal.end(signal.SIGKILL)
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGKILL
    assert CANARY not in terminal.text()
    assert "ended by SIGKILL" in " ".join(terminal.text().split())
    assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(CANARY.encode())


def test_a_cut_line_ends_the_console_though_nobody_reads_what_it_draws(desk):
    """With the connection dropped while the console draws, console and watcher are gone within seconds, and the desk is free."""
    terminal = at_case(desk, Lid(desk))
    console = terminal.console
    for _ in range(40):
        os.write(terminal.handle, b"\x1b[A\x1b[B?" * 20)  # makes it draw; nobody reads
    os.close(terminal.handle)
    end = time.monotonic() + 15
    gone = 0
    while time.monotonic() < end and not gone:
        gone, _ = os.waitpid(terminal.child, os.WNOHANG)
        time.sleep(0.1)
    assert gone
    assert not Path(f"/proc/{console}").exists()
    opening.open_desk(desk, PASSPHRASE, now=datetime.now(UTC)).close()


PRIVATE = """
import ctypes, os, resource, sys
dumpable = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
os.environ["TEXTUAL_LOG"] = "keys.log"
print(dumpable())
sys.argv = ["dpo-console", "clock", "--rules"]
from dpo_console.__main__ import main
try:
    main()
except SystemExit:
    print(dumpable(), resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)), "TEXTUAL_LOG" in os.environ)
"""


def test_the_process_is_private():
    """From its first line the console writes no core dump, cannot be traced or read by a neighbour, makes files for its owner
    alone, and knows no TEXTUAL variable."""
    ran = subprocess.run([sys.executable, "-c", PRIVATE], capture_output=True, text=True, check=True)
    before, *_, after = ran.stdout.splitlines()
    assert before == "1"  # the planted fault: what it is without
    assert after == "0 (0, 0) 0o77 False"
