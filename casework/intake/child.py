"""The other side of the pipe: confines itself, then serves one module's functions until the pipe closes."""

import contextlib
import ctypes
import importlib
import json
import mimetypes
import os
import resource
import struct
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

FRAME = struct.Struct(">IQ")
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ = (1 << 2) | (1 << 3)
"""Landlock's READ_FILE and READ_DIR; nothing may be executed, written or made."""
NEW_USER, NEW_NET = 0x10000000, 0x40000000


def main() -> None:
    """Confine this process, say which walls stand, and serve."""
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not reach the pipe or the terminal
        os.dup2(nowhere, stream)
    asked, _ = _receive(inward)
    mimetypes.init([])  # or the first library that asks reads the machine's own lists, which it may not
    walls = confine(asked["memory"])
    serves = importlib.import_module(asked["module"]).SERVES
    _send(outward, {"confined": walls})
    while True:
        try:
            said, payload = _receive(inward)
        except EOFError:
            return
        _allow_cpu(asked["cpu"])
        _serve(outward, serves, said, payload)


def _serve(outward: BinaryIO, serves: dict[str, Any], said: dict[str, Any], payload: bytes) -> None:
    from casework import Refused

    try:
        for answer, data in serves[said["function"]](payload, **said["args"]):
            _send(outward, answer, data or b"")
    except Refused as refused:
        _send(outward, {"refused": str(refused)})
    except MemoryError:
        os._exit(1)
    except Exception as wrong:  # a library met something it was not made for: its place is told, never its words
        frame = traceback.extract_tb(wrong.__traceback__)[-1]
        _send(outward, {"failed": f"{type(wrong).__name__} at {Path(frame.filename).name}:{frame.lineno}"})
    else:
        _send(outward, {"end": True})


def confine(memory: int) -> dict[str, bool]:
    """Give up everything but reading the libraries this process runs on; say which walls could be put up."""
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
        (resource.RLIMIT_NOFILE, 128),
    ):
        resource.setrlimit(limit, (value, value))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sockets = _no_sockets(libc)
    return {
        "files": files,
        "network": sockets or empty,
        "empty network": empty,
        "no sockets": sockets,
        "signals": files and version >= 6,
    }


SOCKET_CALLS = {"x86_64": (0xC000003E, 41, 53), "aarch64": (0xC00000B7, 198, 199)}
"""By machine: the architecture's mark, and the numbers of socket and socketpair."""


def _no_sockets(libc: ctypes.CDLL) -> bool:
    """Have the kernel refuse every socket, those in the file system too, which Landlock lets through (seccomp)."""
    known = SOCKET_CALLS.get(os.uname().machine)
    if known is None:
        return False
    mark, *calls = known
    load, equal, least, answer = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | 13, 0x80000000
    program = [(load, 0, 0, 4), (equal, 1, 0, mark), (answer, 0, 0, kill), (load, 0, 0, 0)]
    # the second way of numbering calls on x86-64 would get round the filter
    program += [(least, 0, 1, 0x40000000), (answer, 0, 0, kill)]
    for call in calls:
        program += [(equal, 0, 1, call), (answer, 0, 0, refuse)]
    program.append((answer, 0, 0, allow))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    return libc.prctl(22, 2, header, 0, 0) == 0


def _landlock(libc: ctypes.CDLL, version: int) -> bool:
    rights = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("=QQQ", rights, network, scoped)[:size]
    ruleset = libc.syscall(CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return False
    for path in _readable():
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            allowed = READ if os.path.isdir(path) else 1 << 2
            libc.syscall(ADD_RULE, ruleset, 1, struct.pack("=Qi", allowed, handle), 0)
            os.close(handle)
    return libc.syscall(RESTRICT_SELF, ruleset, 0) == 0


def _readable() -> list[str]:
    """What the interpreter, its libraries and the letters' fonts need to be read."""
    root = Path(__file__).parents[2]
    ours = [str(root / name) for name in ("casework", "letters")]
    python = [
        path for path in {sys.prefix, sys.base_prefix, *sys.path} if path and path not in (str(root), "/", "/usr")
    ]
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache"]
    return [*ours, *python, *system, "/usr/share/fonts", "/etc/fonts", "/dev/null", "/dev/urandom"]


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _send(outward: BinaryIO, said: dict[str, Any], data: bytes = b"") -> None:
    head = json.dumps(said).encode()
    outward.write(FRAME.pack(len(head), len(data)) + head)
    outward.write(data)
    outward.flush()


def _receive(inward: BinaryIO) -> tuple[dict[str, Any], bytes]:
    head = inward.read(FRAME.size)
    if len(head) < FRAME.size:
        raise EOFError
    json_size, size = FRAME.unpack(head)
    return json.loads(inward.read(json_size)), inward.read(size)
