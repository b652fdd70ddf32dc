"""A child process that can reach nothing: hostile files are parsed there, and their words come back by pipe.

The child confines itself before it sees a byte: no new privileges, no network (an empty network namespace, no sockets),
no file but the libraries it runs on, no program or process to start, no signal out, limits on memory and time. If
the machine cannot wall off the files or the network, nothing is read at all.
"""

import atexit
import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Generator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from casework import Refused, Remedy
from casework.records.intake.child import FRAME, Call, Start, message

if TYPE_CHECKING:  # the child, which loads this too, has no use for Pydantic
    from casework.text.facts import Unchecked

ROOT = Path(__file__).parents[3]
LARGEST_JSON, LARGEST_BYTES = 64 << 20, 512 << 20
PIECE = 1 << 16


CHILDREN: "weakref.WeakSet[Child]" = weakref.WeakSet()


def end_all() -> None:
    """Kill every child at once, whatever it is doing; safe from any thread."""
    for child in list(CHILDREN):
        child.cancel()


def close_all() -> None:
    """Let every child end; each is started again when it is next called. Before a fork, which shares no child."""
    for child in list(CHILDREN):
        child.close()


class Child:
    """One confined child, started at the first call, started again after it had to be killed.

    It serves the functions in the `SERVES` of one module; each takes the payload and keyword arguments, and yields
    JSON objects with bytes beside them. One call runs at a time.
    """

    def __init__(
        self,
        module: str,
        *,
        memory_bytes: int = 1 << 30,
        cpu_seconds: int = 120,
        wait_seconds: int = 120,
        library: Path | None = None,
    ):
        self.module, self.memory, self.cpu, self.wait = module, memory_bytes, cpu_seconds, wait_seconds
        self.library = library
        """A further folder, beside the package, with modules to serve."""
        self.confinement: dict[str, bool] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()
        self._cancelled = False
        self._left = 0.0
        CHILDREN.add(self)
        atexit.register(self.close)

    def call(self, function: str, payload: bytes, **args: object) -> Generator[tuple["Unchecked", bytes], None, None]:
        """Run one function of the module in the child and yield its answers; the caller checks them.

        Raises Refused if the child refuses, dies, is cancelled, takes longer than `wait_seconds` in all, or is busy
        with another call.
        """
        if not self._busy.acquire(blocking=False):
            raise Refused("Another file is still being read. Wait for it to finish, or cancel it.")
        finished = False
        try:
            self._cancelled, self._left = False, float(self.wait)
            self._start()
            self._send(Call(function, args), payload)
            while True:
                frame, data = self._receive()
                finished = not {"refused", "broke", "end"}.isdisjoint(frame)
                if "refused" in frame:
                    raise Refused(str(frame["refused"]))
                if "broke" in frame:
                    raise Refused(f"The file could not be read ({str(frame['broke'])[:40]}). Nothing was saved.")
                if finished:
                    return
                yield frame, data
        except TimeoutError:
            raise Refused("The file took too long to read. Nothing was saved. Ask for it as CSV.") from None
        except (OSError, EOFError, struct.error, ValueError):
            if self._cancelled:
                raise Refused("Reading was cancelled. Nothing was saved.") from None
            raise Refused(
                "Reading the file took too much memory or time. Nothing was saved. Ask for it as CSV."
            ) from None
        finally:
            if not finished:  # whatever the child was doing, it is not trusted to go on
                self.close()
            self._busy.release()

    def cancel(self) -> None:
        """Stop the call that is running; safe from another thread, which clears up after it."""
        self._cancelled = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the child; it can have started no other."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        code = "import sys; sys.path += sys.argv[1:]; from casework.records.intake.child import main; main()"
        folders = [str(folder) for folder in (ROOT, self.library) if folder]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", code, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "HOME": "/nonexistent", "PATH": "", "XDG_CACHE_HOME": "/nonexistent"},
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        os.set_blocking(self._pipe("stdin"), False)
        self._send(Start(self.module, self.memory, self.cpu), b"")
        frame, _ = self._receive()
        walls = frame.get("confined")
        self.confinement = {str(wall): up is True for wall, up in walls.items()} if isinstance(walls, dict) else {}
        if not (self.confinement.get("files") and self.confinement.get("network")):
            self.close()
            raise Refused(
                "This machine cannot isolate the file reader (no Landlock, or no way to cut off the network). "
                "Nothing was read.",
                Remedy.check_machine,
            )

    def _send(self, frame: Start | Call, data: bytes) -> None:
        pipe = self._pipe("stdin")
        for part in (message(frame, len(data)), data):
            rest = memoryview(part)
            while rest:
                self._await(pipe, selectors.EVENT_WRITE)
                rest = rest[os.write(pipe, rest[:PIECE]) :]

    def _receive(self) -> tuple["Unchecked", bytes]:
        json_size, size = FRAME.unpack(self._exactly(FRAME.size))
        if json_size > LARGEST_JSON or size > LARGEST_BYTES:
            raise ValueError("a frame larger than agreed")
        frame = json.loads(self._exactly(json_size))
        if not isinstance(frame, dict):
            raise ValueError("a frame that is not an object")
        return frame, self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        pipe, parts = self._pipe("stdout"), []
        while size:
            self._await(pipe, selectors.EVENT_READ)
            part = os.read(pipe, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _pipe(self, which: str) -> int:
        pipe: IO[bytes] | None = getattr(self._process, which, None)
        if pipe is None:
            raise EOFError
        return pipe.fileno()

    def _await(self, pipe: int, event: int) -> None:
        """Wait for the pipe, within the time left to the call; time between the caller's requests does not count."""
        if self._cancelled:
            raise EOFError
        began = time.monotonic()
        with selectors.PollSelector() as selector:
            selector.register(pipe, event)
            ready = selector.select(max(self._left, 0))
        self._left -= time.monotonic() - began
        if not ready:
            raise TimeoutError


def confinement() -> dict[str, bool]:
    """Which walls a child has on this machine; raises Refused if they are too few."""
    child = Child("casework.records.intake.reader")
    try:
        with contextlib.suppress(StopIteration):
            next(child.call("nothing", b""))
        return child.confinement
    finally:
        child.close()
