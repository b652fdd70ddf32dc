"""The process itself: kept private, replaced when the desk is locked, and watched by one that holds nothing.

A program cannot wipe its own memory in Python. So the lock does not try: a new process replaces the unlocked one
(`execv`), and none of its memory is left. A parent that never held a key gives the terminal back when the console is
killed.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

STOPPED = "stopped"
"""The value of `--resume` if the new process is to wait for SIGCONT before it draws anything."""
BLANK = b"\x1b[2J\x1b[H"
RELEASE = (
    BLANK
    + b"\x1b[<u\x1b[?2048l\x1b[?2004l\x1b[?1004l\x1b[?1000;1002;1003;1006;1015;1016l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)
"""Undoes all that a console set on its terminal: reports of keys, mouse and paste, and the alternate screen."""


PATIENCE = 5
"""Seconds a console has to end after a signal."""


def private() -> None:
    """Files for the owner alone, no core dump, and no other process of the same user may look in (Linux)."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(4, 0)  # not dumpable: neither traced nor read by a neighbour


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def awake() -> float:
    """Seconds by a clock that goes on while the lid is shut; a machine's set time does not move it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def supervised(run: Callable[[], int]) -> int:
    """Run the console in a child; whatever ends it, the terminal is given back and blank. Answers the exit status.

    The parent holds no desk, no key and no text of a case.
    """
    if sandbox := sys.modules.get("casework.records.intake.sandbox"):
        sandbox.close_all()
    held = _terminal()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _prctl(1, signal.SIGTERM)  # a console without its watcher must end
        if os.getppid() != parent:
            return 128 + signal.SIGTERM
        return run()
    for name in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(name, signal.SIG_IGN)
    _pass_on(child)
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):  # the shell waits for this process, not for the child: stop with it
            os.kill(os.getpid(), signal.SIGSTOP)
            os.kill(child, signal.SIGCONT)
        elif os.WIFSIGNALED(status):
            release(held)
            by = signal.Signals(os.WTERMSIG(status)).name
            print(f"The console was ended by {by}. Nothing you confirmed is lost; drafts are kept.", file=sys.stderr)
            return 128 + os.WTERMSIG(status)
        else:
            return os.waitstatus_to_exitcode(status)


def _pass_on(child: int) -> None:
    """Pass a signal to end on to the console, and kill the console if it hangs on a terminal that is gone."""

    def tell(number: int, _: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)
        signal.alarm(PATIENCE)

    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, tell)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))


def _terminal() -> list[Any] | None:
    with contextlib.suppress(termios.error, OSError):
        return termios.tcgetattr(0)
    return None


def release(held: list[Any] | None) -> None:
    """Give the terminal back as it was, with nothing left on the screen."""
    with contextlib.suppress(OSError):
        os.write(2, RELEASE)
    if held is not None:
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, held)


def replace(folder: Path, today: str | None, held: list[Any] | None, *, stop: bool = False) -> NoReturn:
    """Become a new, locked console on the same desk; with `stop`, one that waits until it is brought to the front.

    Safe from any thread: every thread of the old process ends with it.
    """
    end_children()
    release(held) if stop else _blank(held)
    code = str(Path(__file__).parents[1])
    paths = [code, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))  # the same code, wherever it was started from
    command = [sys.executable, "-P", "-m", "dpo_console", "--desk", str(folder.absolute())]
    command += ["--today", today] if today else []
    os.execv(sys.executable, [*command, "--resume", STOPPED if stop else "locked"])


def _blank(held: list[Any] | None) -> None:
    """Clear the screen but stay on it: the new process draws there at once."""
    with contextlib.suppress(OSError):
        os.write(2, BLANK + b"\x1b[<u")
    if held is not None:
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, held)


def end_children() -> None:
    """Kill the confined readers and makers: their memory holds what they were given."""
    if sandbox := sys.modules.get("casework.records.intake.sandbox"):
        sandbox.end_all()
