"""What a hostile file would try, run inside the confined child: each probe says what happened."""

import ctypes
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

Answers: TypeAlias = Iterator[tuple[dict[str, object], bytes]]
"""What a probe sends back, as a reader of files does."""


def _try(act: Callable[[], object]) -> Answers:
    try:
        act()
    except (OSError, MemoryError) as refused:
        yield {"outcome": "denied", "why": type(refused).__name__}, b""
    else:
        yield {"outcome": "done", "why": ""}, b""


def tcp(payload: bytes) -> Answers:
    """Connect to the loopback."""
    yield from _try(lambda: socket.create_connection(("127.0.0.1", int(payload)), timeout=2).close())


def udp(payload: bytes) -> Answers:
    """Send a datagram off the machine."""
    yield from _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)))


def unix(payload: bytes) -> Answers:
    """Connect to a socket in the file system."""
    yield from _try(lambda: socket.socket(socket.AF_UNIX).connect(payload.decode()))


def read(payload: bytes) -> Answers:
    """Read a file."""
    yield from _try(lambda: Path(payload.decode()).read_bytes())


def listing(payload: bytes) -> Answers:
    """List a folder."""
    yield from _try(lambda: os.listdir(payload.decode()))


def write(payload: bytes) -> Answers:
    """Write a file."""
    yield from _try(lambda: Path(payload.decode()).write_bytes(b"x"))


def fork(payload: bytes) -> Answers:
    """Start another process, as a fork bomb begins."""

    def act() -> None:
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)

    yield from _try(act)


def replace(payload: bytes) -> Answers:
    """Become another program."""
    yield from _try(lambda: os.execv("/bin/true", ["true"]))


def thread(payload: bytes) -> Answers:
    """Start a thread."""

    def act() -> None:
        one = threading.Thread(target=lambda: None)
        one.start()
        one.join()

    yield from _try(act)


def kill(payload: bytes) -> Answers:
    """Signal another process."""
    yield from _try(lambda: os.kill(int(payload), 0))


def trace(payload: bytes) -> Answers:
    """Attach to another process."""

    def act() -> None:
        if ctypes.CDLL(None).ptrace(16, int(payload), 0, 0):
            raise PermissionError

    yield from _try(act)


def memory(payload: bytes) -> Answers:
    """Take two gibibytes."""
    yield from _try(lambda: bytearray(2 << 30))


def loop(payload: bytes) -> Answers:
    """Never come to an end."""
    while True:
        time.sleep(0.01)


def burn(payload: bytes) -> Answers:
    """Use the processor without end."""
    while True:
        pass


def dribble(payload: bytes) -> Answers:
    """Answer a little at a time, without end."""
    while True:
        time.sleep(0.05)
        yield {"outcome": "more"}, b""


def stumble(payload: bytes) -> Answers:
    """Fail as a library does, with data in the message."""
    raise KeyError("canary")
    yield {}, b""


def noise(payload: bytes) -> Answers:
    """Print to every stream there is."""

    def act() -> None:
        print("noise", flush=True)
        os.write(1, b"noise")
        os.write(2, b"noise")

    yield from _try(act)


def die(payload: bytes) -> Answers:
    """Abort, as a C library does."""
    os.abort()
    yield {}, b""


def echo(payload: bytes) -> Answers:
    """Give the payload back."""
    yield {"size": len(payload)}, payload


SERVES = {
    one.__name__: one
    for one in (
        tcp, udp, unix, read, listing, write, fork, replace, thread, kill, trace, memory, loop, burn, dribble, stumble,
        noise, die, echo,
    )
}  # fmt: skip
