"""What a hostile file would try, run inside the confined child: each probe says what happened."""

import ctypes
import os
import socket
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


def execute(payload):
    """Start a program in a child of the child."""

    def act():
        pid = os.fork()
        if not pid:
            try:
                os.execv("/bin/true", ["true"])
            except OSError:
                os._exit(7)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
            raise PermissionError

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


def die(payload):
    """Abort, as a C library does."""
    os.abort()
    yield {}, b""


def echo(payload):
    """Give the payload back."""
    yield {"size": len(payload)}, payload


SERVES = {
    one.__name__: one for one in (tcp, udp, unix, read, listing, write, execute, kill, trace, memory, loop, die, echo)
}
