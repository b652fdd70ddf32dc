"""Every change a child process makes to the files of a folder, seen before it happens: recorded, refused, or its last.

The kernel stops the child at each such call and asks this process what to do (seccomp user notification, Linux 5.5);
no tracer and no privilege is needed. What the child's own children do is seen too.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from casework import Refused

CALLS = {
    # by machine: its mark, the number of seccomp itself, and those of the calls that change files
    "x86_64": (
        0xC000003E,
        317,
        {
            "open": 2, "openat": 257, "creat": 85, "write": 1, "pwrite64": 18, "ftruncate": 77, "fsync": 74,
            "fdatasync": 75, "rename": 82, "renameat": 264, "renameat2": 316, "unlink": 87, "unlinkat": 263,
            "mkdir": 83, "mkdirat": 258, "rmdir": 84, "writev": 20, "pwritev": 296, "pwritev2": 328, "sendfile": 40,
            "copy_file_range": 326, "truncate": 76, "fallocate": 285, "link": 86, "linkat": 265, "symlink": 88,
            "symlinkat": 266,
        },
    ),
    "aarch64": (
        0xC00000B7,
        277,
        {
            "openat": 56, "write": 64, "pwrite64": 68, "ftruncate": 46, "fsync": 82, "fdatasync": 83, "renameat": 38,
            "renameat2": 276, "unlinkat": 35, "mkdirat": 34, "writev": 66, "pwritev": 70, "pwritev2": 287,
            "sendfile": 71, "copy_file_range": 285, "truncate": 45, "fallocate": 47, "linkat": 37, "symlinkat": 36,
        },
    ),
}  # fmt: skip
FLAGS = {"open": 1, "openat": 2}
"""Which argument says how a file is opened: one that is only read is let through unseen."""
CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
PLAIN = {
    "creat": "open", "openat": "open", "pwrite64": "write", "fdatasync": "fsync", "renameat": "rename",
    "renameat2": "rename", "unlinkat": "unlink", "mkdirat": "mkdir", "writev": "write", "pwritev": "write",
    "pwritev2": "write",
}  # fmt: skip
UNKNOWN = {"sendfile", "copy_file_range", "truncate", "fallocate", "link", "linkat", "symlink", "symlinkat"}
"""Calls that no replay here understands: met in the watched folder they are an error, not silently left out."""
RECEIVE, SEND, GO_ON = 0xC0502100, 0xC0182101, 1
EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class Call:
    """One change to the watched folder. Paths are relative to it."""

    name: str
    path: str
    data: bytes = b""
    at: int = 0
    """Where in the file, or the length it is cut to."""
    other: str = ""
    """The new name."""
    flags: int = 0


@dataclass
class Ran:
    """What a child did."""

    calls: list[Call] = field(default_factory=list)
    """Its changes, in order; the last one was not carried out where the child was killed or refused at it."""
    acks: list[tuple[int, Any]] = field(default_factory=list)
    """What it reported, each with the number of calls before."""
    end: str = "killed"
    """`done`, `refused`, `broke` or `killed`."""
    said: str = ""
    """The refusal's sentence, or the traceback."""
    met: bool = False
    """Whether the call that was to fail or to be the last was reached."""

    def acked(self, calls: int) -> int:
        """How many reports were made before that many calls."""
        return sum(before <= calls for before, _ in self.acks)


@cache
def missing() -> str:
    """Why no call can be seen on this machine; empty where they can."""
    if sys.platform != "linux" or os.uname().machine not in CALLS:
        return "only Linux on x86-64 and 64-bit ARM is known here"
    try:
        ran = run(lambda ack: ack(1), Path("/nonexistent"))
    except OSError as wrong:
        return f"the kernel does not notify ({wrong})"
    return "" if ran.end == "done" and ran.acks else f"the kernel does not notify: {ran.said}"


Work = Callable[[Callable[[Any], None]], None]
"""What a child does; it is given a function to report with."""


def run(
    work: Work,
    folder: Path,
    *,
    fail: int | None = None,
    wrong: int = errno.EIO,
    kill: int | None = None,
    only: Callable[[Call], bool] = lambda call: True,
    data: bool = False,
) -> Ran:
    """Run `work` in a child and see each change it makes in `folder`.

    Of the calls that `only` picks, number `fail` (from 0) is refused with the error `wrong`, at number `kill` the child
    dies before it happens. `data` keeps the bytes written.
    """
    ours, theirs = socket.socketpair()
    reports, reporting = os.pipe()
    pid = os.fork()
    if not pid:
        ours.close()
        os.close(reports)
        _child(work, theirs, reporting)
    theirs.close()
    os.close(reporting)
    ran, listener = Ran(), None
    try:
        listener = _listener(ours)
        if listener is not None:
            watch = _Watch(pid, listener, folder.resolve(), ran, data)
            watch.follow(only, {fail: wrong} if fail is not None else {}, kill)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # and what it had started
        os.waitpid(pid, 0)
        if listener is not None:
            os.close(listener)
        ours.close()
    with os.fdopen(reports, "rb") as lines:
        _ended(ran, lines.read())
    return ran


def run_for(work: Work, seconds: float) -> Ran:
    """Run `work` in a child and kill it after so long, whatever it does; it is not watched."""
    reports, reporting = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reports)
        _child(work, None, reporting)
    os.close(reporting)
    ran = Ran()
    poller = select.poll()
    poller.register(reports, select.POLLHUP)
    parts, until = b"", time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        poller.modify(reports, select.POLLIN)
        if not poller.poll(left * 1000):
            break
        if not (part := os.read(reports, 65536)):
            break
        parts += part
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.killpg(pid, signal.SIGKILL)
    with os.fdopen(reports, "rb") as lines:
        _ended(ran, parts + lines.read())
    ran.met = ran.end == "killed"
    return ran


def _ended(ran: Ran, lines: bytes) -> None:
    """What the child reported by pipe; a line cut by its death does not count."""
    for line in lines.split(b"\n")[:-1]:
        report = json.loads(line)
        if "ack" in report:
            if not any(value == report["ack"] for _, value in ran.acks):
                ran.acks.append((len(ran.calls), report["ack"]))
        else:
            ran.end, ran.said = report["end"], report["said"]


def _child(work: Work, to_parent: socket.socket | None, reporting: int) -> None:
    def tell(**report: Any) -> None:
        os.write(reporting, json.dumps(report).encode() + b"\n")

    try:
        os.setpgid(0, 0)
        if to_parent is not None:
            filtered = _filter()
            socket.send_fds(to_parent, [b"x"], [filtered])
            os.close(filtered)
            to_parent.recv(1)  # the parent listens
        try:
            work(lambda value: tell(ack=value))
            tell(end="done", said="")
        except Refused as refused:
            tell(end="refused", said=str(refused))
        except BaseException:
            tell(end="broke", said=traceback.format_exc())
    except BaseException as wrong:
        with contextlib.suppress(OSError):
            tell(end="broke", said=repr(wrong))
    finally:
        os._exit(0)


def _filter() -> int:
    """Have the kernel ask before each of the calls; answers the descriptor it asks through."""
    mark, seccomp, numbers = CALLS[os.uname().machine]
    load, equal, some, answer = 0x20, 0x15, 0x45, 0x06
    allow, ask = 0x7FFF0000, 0x7FC00000
    program = [(load, 0, 0, 4), (equal, 1, 0, mark), (answer, 0, 0, allow), (load, 0, 0, 0)]
    for name, number in numbers.items():
        if name in FLAGS:
            program += [(equal, 0, 4, number), (load, 0, 0, 16 + 8 * FLAGS[name]), (some, 0, 1, CHANGING)]
            program += [(answer, 0, 0, ask), (answer, 0, 0, allow)]
        else:
            program += [(equal, 0, 1, number), (answer, 0, 0, ask)]
    program.append((answer, 0, 0, allow))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges: then none are needed
    listener = libc.syscall(seccomp, 1, 8, header)
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return listener


def _listener(ours: socket.socket) -> int | None:
    _, handles, _, _ = socket.recv_fds(ours, 1, 1)
    if not handles:
        return None
    ours.send(b"x")
    return handles[0]


class _Watch:
    """The parent's side: asked before each call, it looks, decides and answers."""

    def __init__(self, pid: int, listener: int, folder: Path, ran: Ran, data: bool):
        self.pid, self.listener, self.folder, self.ran, self.data = pid, listener, folder, ran, data
        self.names = {number: name for name, number in CALLS[os.uname().machine][2].items()}

    def follow(self, only: Callable[[Call], bool], fail: dict[int, int], kill: int | None) -> None:
        """Answer until the child and all it started have ended, or it was killed."""
        poller, count = select.poll(), 0
        poller.register(self.listener, select.POLLIN)
        child = os.pidfd_open(self.pid)
        poller.register(child, select.POLLIN)
        try:
            while True:
                ready = dict(poller.poll())
                if not ready.get(self.listener, 0) & select.POLLIN:
                    return  # the child ended, or all did
                asked = self._next()
                if asked is None:
                    continue
                number, pid, name, args = asked
                call = self._call(pid, name, args)
                if call is not None:
                    self.ran.calls.append(call)
                    if only(call):
                        if count == kill:
                            self.ran.met = True
                            os.kill(self.pid, signal.SIGKILL)
                            return
                        if count in fail:
                            self.ran.met = True
                            self._answer(number, error=fail[count])
                            count += 1
                            continue
                        count += 1
                self._answer(number)
        finally:
            os.close(child)

    def _next(self) -> tuple[int, int, str, tuple[int, ...]] | None:
        asked = bytearray(80)
        try:
            fcntl.ioctl(self.listener, RECEIVE, asked)
        except OSError:  # it died before it could be asked
            return None
        number, pid, _, call, _, _, *args = struct.unpack("=QIIiIQ6Q", asked)
        return number, pid, self.names[call], tuple(args)

    def _answer(self, number: int, error: int = 0) -> None:
        answer = struct.pack("=QqiI", number, 0, -error, 0 if error else GO_ON)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self.listener, SEND, bytearray(answer))

    def _call(self, pid: int, name: str, args: tuple[int, ...]) -> Call | None:
        """The call in plain terms, or None where it concerns no file of the folder."""
        try:
            return self._read(pid, name, args)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return None  # it died meanwhile, or shut itself up: then it changes nothing here

    def _read(self, pid: int, name: str, args: tuple[int, ...]) -> Call | None:
        said = PLAIN.get(name, name)
        if name in UNKNOWN:
            handle = {"copy_file_range": args[2]}.get(name, args[0])
            named = name.startswith(("link", "symlink", "truncate"))
            if named or self._inside(os.readlink(f"/proc/{pid}/fd/{handle}")):
                raise AssertionError(f"a call that is not understood: {name}")
            return None
        if said in ("write", "ftruncate", "fsync"):
            return self._on_open_file(pid, name, said, args)
        at = name.endswith(("at", "at2"))
        folder, first = (args[0], args[1]) if at else (-100, args[0])
        path = self._inside(self._path(pid, folder, first))
        if said == "rename":
            second = (args[2], args[3]) if at else (-100, args[1])
            other = self._inside(self._path(pid, *second))
            if path is None and other is None:
                return None
            flags = args[4] if name == "renameat2" else 0
            return Call("exchange" if flags & EXCHANGE else "rename", path or "", other=other or "")
        if path is None:
            return None
        if name == "unlinkat" and args[2] & 0x200:
            said = "rmdir"
        flags = args[FLAGS[name]] if name in FLAGS else CHANGING if name == "creat" else 0
        return Call(said, path, flags=flags)

    def _on_open_file(self, pid: int, name: str, said: str, args: tuple[int, ...]) -> Call | None:
        link = os.readlink(f"/proc/{pid}/fd/{args[0]}")
        if link.startswith("pipe:"):
            if said == "write" and pid == self.pid:
                self._reported(self._bytes(pid, args[1], args[2]))
            return None
        path = self._inside(link)
        if path is None or path.endswith(" (deleted)"):
            return None
        if said == "fsync":
            return Call(said, path)
        if said == "ftruncate":
            return Call(said, path, at=args[1])
        at = args[3] if name.startswith("pwrite") else self._position(pid, args[0])
        parts = self._parts(pid, args) if "writev" in name else [(args[1], args[2])]
        data = b"".join(self._bytes(pid, where, size) for where, size in parts) if self.data else b""
        return Call(said, path, data=data, at=at)

    def _parts(self, pid: int, args: tuple[int, ...]) -> list[tuple[int, int]]:
        return list(struct.iter_unpack("=QQ", self._bytes(pid, args[1], 16 * args[2])))

    def _reported(self, data: bytes) -> None:
        with contextlib.suppress(ValueError):
            report = json.loads(data)
            if isinstance(report, dict) and "ack" in report:
                self.ran.acks.append((len(self.ran.calls), report["ack"]))

    def _position(self, pid: int, handle: int) -> int:
        said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/fdinfo/{handle}").read_text().splitlines())
        if int(said["flags"], 8) & os.O_APPEND:
            return os.stat(f"/proc/{pid}/fd/{handle}").st_size
        return int(said["pos"])

    def _path(self, pid: int, folder: int, where: int) -> str:
        handle = struct.unpack("=i", struct.pack("=Q", folder & (1 << 64) - 1)[:4])[0]
        start = os.readlink(f"/proc/{pid}/cwd" if handle == -100 else f"/proc/{pid}/fd/{handle}")
        text = b""
        while b"\0" not in text:
            text += self._bytes(pid, where + len(text), 256 - (where + len(text)) % 256)
        return os.path.normpath(os.path.join(start, os.fsdecode(text.split(b"\0", 1)[0])))

    def _bytes(self, pid: int, where: int, size: int) -> bytes:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
        try:
            return os.pread(memory, size, where)
        finally:
            os.close(memory)

    def _inside(self, path: str) -> str | None:
        root = str(self.folder)
        if path == root:
            return "."
        return path[len(root) + 1 :] if path.startswith(root + "/") else None
