"""A console on a real pseudo-terminal: keys in, the screen it draws, and the bytes it sent."""

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
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pyte

PASSPHRASE = "a passphrase of some length"
KEYS = {
    "<enter>": "\r",
    "<esc>": "\x1b",
    "<tab>": "\t",
    "<down>": "\x1b[B",
    "<^s>": "\x13",
    "<^q>": "\x11",
    "<^d>": "\x04",
    "<^l>": "\x0c",
}


class Terminal:
    """A console in a child process, and the screen it draws.

    With `start`, the child is a copy of this process that does that, instead of a console from its first line: a test
    that turns a clock does so there, and all that takes long to load is loaded already. Locked, it is a console from
    its first line all the same.
    """

    def __init__(self, folder: Path, size: tuple[int, int] = (80, 24), start: Callable[[], int] | None = None):
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child, self.handle = pty.fork()
        if self.child == 0:
            kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
            log = {"TEXTUAL_LOG": str(folder.parent / "keys.log"), "DPO_CONSOLE_DESK": str(folder)}
            kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "25", **log}
            kept |= {"PYTHONPATH": str(Path(__file__).parents[1])}
            if start:
                _as_copy(start, kept)
            os.execve(sys.executable, [sys.executable, "-m", "dpo_console"], kept)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    @property
    def console(self) -> int:
        """The process that holds the desk: the watcher's only child."""
        return int(Path(f"/proc/{self.child}/task/{self.child}/children").read_text().split()[0])

    def read(self, seconds: float = 0.05) -> None:
        """Draw what the child sends until it has been quiet for `seconds`, or for ten times as long at most."""
        end = time.monotonic() + 10 * seconds
        while select.select([self.handle], [], [], seconds)[0] and time.monotonic() < end:
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
        with contextlib.suppress(OSError, IndexError):
            os.kill(self.console, signal.SIGKILL)
            os.kill(self.child, signal.SIGKILL)
        raise AssertionError(f"'{said}' never came; the screen:\n{self.text()}")

    def type(self, *keys: str, rest: float = 0.08) -> None:
        """Type texts and keys; after each, wait until the child has been quiet for `rest` seconds."""
        for key in keys:
            os.write(self.handle, KEYS.get(key, key).encode())
            self.read(rest)

    def end(self, how: int = signal.SIGKILL) -> int:
        """Kill the process that holds the desk; answer its watcher's wait status."""
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(self.console, how)
        return self.ended()

    def ended(self) -> int:
        """Wait for the child, and let go of the terminal."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            self.read(0.02)
            time.sleep(0.01)
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                self.read(0.02)  # what it said last
                os.close(self.handle)
                return status
        os.kill(self.child, signal.SIGKILL)
        raise AssertionError("the console did not end; the screen:\n" + self.text())


def _as_copy(start: Callable[[], int], environment: dict[str, str]) -> NoReturn:
    """Start so in this copy of the process, and never come back to the test."""
    status = 70
    try:
        os.environ.clear()
        os.environ.update(environment)
        for handle, name in enumerate(("stdin", "stdout", "stderr")):
            stream = os.fdopen(handle, "w" if handle else "r")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        status = start()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def unlocked(
    desk: Path, size: tuple[int, int] = (80, 24), shows: str = "1 Board", start: Callable[[], int] | None = None
) -> Terminal:
    """A console on the desk, its passphrase given, once it shows that."""
    terminal = Terminal(desk, size, start)
    terminal.until("Passphrase")
    terminal.type(PASSPHRASE, "<enter>")
    terminal.until(shows)
    return terminal
