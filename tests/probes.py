"""What a hostile file would try, run inside the confined child: each probe says what happened."""

import ctypes
import os
import socket
import threading
import time
from pathlib import Path


def _try(act):
    try:
        act()
    except (OSError, MemoryError) as refused:
        yield {"outcome": "denied", "why": type(refused).__name__}, b""
    else:
        yield {"outcome": "done", "why": ""}, b""


def tcp(payload):
    """Connect to the loopback."""
    yield from _try(lambda: socket.create_connection(("127.0.0.1", int(payload)), timeout=2).close())


def udp(payload):
    """Send a datagram off the machine."""
    yield from _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)))


def unix(payload):
    """Connect to a socket in the file system."""
    yield from _try(lambda: socket.socket(socket.AF_UNIX).connect(payload.decode()))


def read(payload):
    """Read a file."""
    yield from _try(lambda: Path(payload.decode()).read_bytes())


def listing(payload):
    """List a folder."""
    yield from _try(lambda: os.listdir(payload.decode()))


def write(payload):
    """Write a file."""
    yield from _try(lambda: Path(payload.decode()).write_bytes(b"x"))


def fork(payload):
    """Start another process, as a fork bomb begins."""

    def act():
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)

    yield from _try(act)


def replace(payload):
    """Become another program."""
    yield from _try(lambda: os.execv("/bin/true", ["true"]))


def thread(payload):
    """Start a thread."""

    def act():
        one = threading.Thread(target=lambda: None)
        one.start()
        one.join()

    yield from _try(act)


def kill(payload):
    """Signal another process."""
    yield from _try(lambda: os.kill(int(payload), 0))


def trace(payload):
    """Attach to another process."""

    def act():
        if ctypes.CDLL(None).ptrace(16, int(payload), 0, 0):
            raise PermissionError

    yield from _try(act)


def memory(payload):
    """Take two gibibytes."""
    yield from _try(lambda: bytearray(2 << 30))


def loop(payload):
    """Never come to an end."""
    while True:
        time.sleep(0.01)


def burn(payload):
    """Use the processor without end."""
    while True:
        pass


def dribble(payload):
    """Answer a little at a time, without end."""
    while True:
        time.sleep(0.05)
        yield {"outcome": "more"}, b""


def stumble(payload):
    """Fail as a library does, with data in the message."""
    raise KeyError("canary")
    yield {}, b""


def noise(payload):
    """Print to every stream there is."""

    def act():
        print("noise", flush=True)
        os.write(1, b"noise")
        os.write(2, b"noise")

    yield from _try(act)


def die(payload):
    """Abort, as a C library does."""
    os.abort()
    yield {}, b""


def echo(payload):
    """Give the payload back."""
    yield {"size": len(payload)}, payload


SERVES = {
    one.__name__: one
    for one in (
        tcp, udp, unix, read, listing, write, fork, replace, thread, kill, trace, memory, loop, burn, dribble, stumble,
        noise, die, echo,
    )
}  # fmt: skip
