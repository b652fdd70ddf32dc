"""The walls a child process puts up around itself before it sees a hostile byte. Linux, no privilege needed."""

import contextlib
import ctypes
import os
import resource
import struct
import sys
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ_FILE, READ_FOLDER = 1 << 2, 1 << 2 | 1 << 3
"""Landlock's rights to read; nothing may be executed, written or made."""
NEW_USER, NEW_NET = 0x10000000, 0x40000000
NEW_THREAD = 0x00010000
CALLS = {
    # by machine: its mark, clone, clone3, and the calls refused outright: sockets (those in the file system too, which
    # Landlock lets through), new processes and programs, signals to and tracing of others, and io_uring's side doors
    "x86_64": (0xC000003E, 56, 435, (41, 53, 57, 58, 59, 322, 62, 200, 234, 129, 297, 424, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, 220, 435, (198, 199, 221, 281, 129, 130, 131, 138, 240, 424, 117, 270, 271, 425)),
}


def confine(memory: int) -> dict[str, bool]:
    """Give up everything but reading the libraries this process runs on; answers which walls could be put up."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges
    libc.prctl(4, 0, 0, 0, 0)  # no core dump, no tracing by others
    empty = libc.unshare(NEW_USER | NEW_NET) == 0 or libc.unshare(NEW_NET) == 0
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    files = version > 0 and _landlock(libc, version)
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (value, value))
    calls = _refuse_calls(libc)
    return {
        "files": files,
        "network": calls or empty,
        "empty network": empty,
        "no sockets, no processes": calls,
        "signals": calls or (files and version >= 6),
    }


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    """Have the kernel refuse what no reader needs (seccomp); threads are allowed, processes are not."""
    known = CALLS.get(os.uname().machine)
    if known is None:
        return False
    mark, clone, clone3, refused = known
    load, equal, least, some, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, kill, denied, unknown = 0x7FFF0000, 0x80000000, 0x00050000 | 13, 0x00050000 | 38
    program = [(load, 0, 0, 4), (equal, 1, 0, mark), (answer, 0, 0, kill), (load, 0, 0, 0)]
    # the second way of numbering calls on x86-64 would get round the filter
    program += [(least, 0, 1, 0x40000000), (answer, 0, 0, kill)]
    for call in refused:
        program += [(equal, 0, 1, call), (answer, 0, 0, denied)]
    program += [(equal, 0, 1, clone3), (answer, 0, 0, unknown)]  # its flags cannot be seen: libc falls back to clone
    program += [(equal, 0, 3, clone), (load, 0, 0, 16), (some, 1, 0, NEW_THREAD), (answer, 0, 0, denied)]
    program.append((answer, 0, 0, allow))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    return bool(libc.prctl(22, 2, header, 0, 0) == 0)


def _landlock(libc: ctypes.CDLL, version: int) -> bool:
    rights = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("=QQQ", rights, network, scoped)[:size]
    ruleset = libc.syscall(CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return False
    for path in readable():
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            allowed = READ_FOLDER if os.path.isdir(path) else READ_FILE
            libc.syscall(ADD_RULE, ruleset, 1, struct.pack("=Qi", allowed, handle), 0)
            os.close(handle)
    return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)


def readable() -> list[str]:
    """What the interpreter, its libraries and the letters' fonts need to be read."""
    root = Path(__file__).parents[3]
    ours = [str(root / name) for name in ("casework", "letters")]
    python = [
        path for path in {sys.prefix, sys.base_prefix, *sys.path} if path and path not in (str(root), "/", "/usr")
    ]
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache"]
    return [*ours, *python, *system, "/usr/share/fonts", "/etc/fonts", "/dev/null", "/dev/urandom"]
