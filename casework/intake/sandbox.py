"""A kept child process that can reach nothing: hostile files are parsed there, and their words come back by pipe.

The child confines itself before it sees a byte: no new privileges, no network (an empty network namespace, Landlock),
no file but the libraries it runs on, no program to start, no signal out, limits on memory and time. Where the machine
offers neither wall against the network, nothing is read at all.
"""

import atexit
import contextlib
import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casework import Refused

ROOT = Path(__file__).parents[2]
FRAME = struct.Struct(">IQ")
LARGEST_JSON, LARGEST_BYTES = 64 << 20, 512 << 20


class Child:
    """One confined child, started at the first call, started again after it had to be killed.

    It serves the functions in the `SERVES` of one module; each takes the payload and keyword arguments, and yields
    (dict, bytes) pairs.
    """

    def __init__(
        self,
        module: str,
        *,
        memory_bytes: int = 1 << 30,
        cpu_seconds: int = 120,
        wait_seconds: int = 60,
        library: Path | None = None,
    ):
        self.module, self.memory, self.cpu, self.wait = module, memory_bytes, cpu_seconds, wait_seconds
        self.library = library
        """A folder besides the package's own from which modules are served."""
        self.confinement: dict[str, bool] = {}
        self._process: subprocess.Popen | None = None
        self._busy = threading.Lock()
        self._cancelled = False
        atexit.register(self.close)

    def call(self, function: str, payload: bytes, about: str = "The file", **args: Any) -> Iterator[tuple[dict, bytes]]:
        """Run one function of the module in the child; `about` names the file in the sentence if it goes wrong.

        Raises Refused where the child refuses, dies, or says nothing for `wait_seconds`.
        """
        with self._busy:
            self._cancelled = False
            finished = False
            try:
                self._start()
                self._send({"function": function, "args": args}, payload)
                while True:
                    said, data = self._receive()
                    if "refused" in said:
                        finished = True
                        raise Refused(said["refused"])
                    if "failed" in said:
                        raise Refused(
                            f"{about} could not be read ({said['failed']}): it was left out; nothing was kept."
                        )
                    if "end" in said:
                        finished = True
                        return
                    yield said, data
            except (EOFError, BrokenPipeError, TimeoutError, struct.error, ValueError) as wrong:
                if self._cancelled:
                    return
                if isinstance(wrong, TimeoutError):
                    raise Refused(
                        f"{about} kept its reader busy for too long: it was left out; nothing was kept."
                    ) from None
                raise Refused(
                    f"{about} brought its reader down (too much memory or time): it was left out; nothing was kept."
                ) from None
            finally:
                if not finished:  # whatever the child was doing, it is not trusted to go on
                    self.close()

    def cancel(self) -> None:
        """Stop the call that is running; safe from another thread."""
        self._cancelled = True
        self.close()

    def close(self) -> None:
        """End the child and everything it may have started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        code = "import sys; sys.path += sys.argv[1:]; from casework.intake.child import main; main()"
        folders = [str(folder) for folder in (ROOT, self.library) if folder]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", code, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "HOME": "/nonexistent", "PATH": "", "XDG_CACHE_HOME": "/nonexistent"},
            cwd="/",
            start_new_session=True,
        )
        self._send({"module": self.module, "memory": self.memory, "cpu": self.cpu}, b"")
        said, _ = self._receive()
        self.confinement = said.get("confined", {})
        if not (self.confinement.get("files") and self.confinement.get("network")):
            self.close()
            raise Refused(
                "This machine cannot confine the reader of files (no Landlock, or no way to cut off the network): "
                "nothing was read; 'dpo-console doctor' says more."
            )

    def _send(self, said: dict[str, Any], data: bytes) -> None:
        head = json.dumps(said).encode()
        pipe = self._process.stdin
        pipe.write(FRAME.pack(len(head), len(data)) + head)
        pipe.write(data)
        pipe.flush()

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        json_size, size = FRAME.unpack(self._exactly(FRAME.size))
        if json_size > LARGEST_JSON or size > LARGEST_BYTES:
            raise ValueError("a frame larger than agreed")
        return json.loads(self._exactly(json_size)), self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        process = self._process
        if process is None:
            raise EOFError
        deadline, parts, handle = time.monotonic() + self.wait, [], process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(handle, selectors.EVENT_READ)
            while size:
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError
                part = os.read(handle, min(size, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)


def confinement() -> dict[str, bool]:
    """Which walls stand around a child on this machine; raises Refused where they are too few."""
    child = Child("casework.intake.reading")
    try:
        with contextlib.suppress(StopIteration):
            next(child.call("nothing", b""))
        return child.confinement
    finally:
        child.close()
