"""The disk states a power cut could have left, rebuilt from a recorded trace.

What was written to a file and not yet synced is there, is not, or is torn; what was done to names in a folder that was
not yet synced was done up to some point. A folder's sync makes its own names last and nobody else's; a file's sync its
own bytes and not its name. That is less than most file systems promise, and all that may be relied on.
"""

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from syscalls import Call, Ran

TORN = ("half", "last", "first")
"""Half of the last write beside the earlier ones; the last write without them; the first half of them."""
UNSEEN = ("-shm",)
"""SQLite's shared memory: it means nothing after a restart, and is made anew."""


@dataclass
class File:
    """Bytes that last, and what was written since."""

    lasting: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and bytes; None cuts the file at the offset."""

    def content(self, how: str) -> bytes:
        """What the disk may hold: `all` of what is pending, `none`, or torn."""
        steps = self.pending
        if how == "none" or not steps:
            return self.lasting
        if how == "half":
            at, data = steps[-1]
            steps = steps[:-1] + ([(at, data[: len(data) // 2])] if data else [])
        elif how == "last":
            steps = steps[-1:]
        elif how == "first":
            steps = steps[: len(steps) // 2]
        held = bytearray(self.lasting)
        for at, data in steps:
            if data is None:
                held[at:] = bytes(max(0, at - len(held)))
            else:
                held.extend(bytes(max(0, at - len(held))))
                held[at : at + len(data)] = data
        return bytes(held)


State = dict[str, bytes | None]
"""Path -> bytes; None is a folder."""
Names = dict[tuple[int, str], int]
"""Folder and name -> what stands there. The watched folder itself is 0."""
Change = list[tuple[int, str, int | None]]


class Disk:
    """A folder as its files and names are, with what of it would outlast a power cut."""

    def __init__(self, folder: Path):
        self.things: dict[int, File | None] = {0: None}
        """None is a folder."""
        self.names: Names = {}
        self.lasting: Names = {}
        self.pending: list[Change] = []
        self.modes: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._load(folder, 0)
        self.lasting = dict(self.names)

    def _load(self, folder: Path, into: int) -> None:
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                number = self._new(None)
                self._load(path, number)
            else:
                number = self._new(File(path.read_bytes()))
            self.names[into, path.name] = number

    def _new(self, thing: File | None) -> int:
        number = next(self._numbers)
        self.things[number] = thing
        return number

    def _at(self, path: str) -> int | None:
        number: int | None = 0
        for part in [part for part in path.split("/") if part not in ("", ".")]:
            number = self.names.get((number, part))
            if number is None:
                return None
        return number

    def _place(self, path: str) -> tuple[int, str]:
        folder, _, name = path.rpartition("/")
        return self._at(folder), name

    def _change(self, *changes: tuple[int, str, int | None]) -> None:
        _apply(self.names, changes)
        self.pending.append(list(changes))

    def do(self, call: Call) -> None:
        """One call of the trace."""
        number = self._at(call.path)
        if call.name == "open":
            if number is None and call.flags & os.O_CREAT:
                self._change((*self._place(call.path), self._new(File())))
            elif number is not None and call.flags & os.O_TRUNC:
                self.things[number].pending.append((0, None))
        elif call.name == "mkdir":
            if number is None:
                self._change((*self._place(call.path), self._new(None)))
        elif number is None:
            pass  # it was not there, and the call said so
        elif call.name in ("write", "ftruncate"):
            self.things[number].pending.append((call.at, call.data if call.name == "write" else None))
        elif call.name in ("unlink", "rmdir"):
            self._change((*self._place(call.path), None))
        elif call.name == "rename":
            self._change((*self._place(call.path), None), (*self._place(call.other), number))
        elif call.name == "exchange":
            self._change((*self._place(call.path), self._at(call.other)), (*self._place(call.other), number))
        elif call.name == "fsync":
            self._sync(number)
        else:
            raise AssertionError(f"a call that is not understood: {call.name}")

    def _sync(self, number: int) -> None:
        thing = self.things[number]
        if thing is not None:
            thing.lasting, thing.pending = thing.content("all"), []
            return
        rest = []
        for change in self.pending:
            if any(folder == number for folder, _, _ in change):
                _apply(self.lasting, change)
            else:
                rest.append(change)
        self.pending = rest

    def moments(self, torn: tuple[str, ...]) -> Iterator[tuple[dict[str, int], dict[int, str]]]:
        """What a power cut at this moment could leave: which thing stands under each path, and how much of it."""
        names = dict(self.lasting)
        for done in range(len(self.pending) + 1):
            if done:
                _apply(names, self.pending[done - 1])
            paths = dict(_walk(names, 0, ""))
            dirty = {number for number in paths.values() if self.things[number] and self.things[number].pending}
            for choice in _choices(sorted(dirty), torn):
                yield paths, choice

    def state(self, paths: dict[str, int], choice: dict[int, str]) -> State:
        """That, as files."""
        return {
            path: thing.content(choice.get(number, "all")) if (thing := self.things[number]) else None
            for path, number in paths.items()
        }


def _apply(names: Names, changes: list[tuple[int, str, int | None]] | tuple) -> None:
    for folder, name, number in changes:
        if number is None:
            names.pop((folder, name), None)
        else:
            names[folder, name] = number


def _walk(names: Names, folder: int, before: str) -> Iterator[tuple[str, int]]:
    for (where, name), number in names.items():
        if where == folder and not name.endswith(UNSEEN):
            yield before + name, number
            yield from _walk(names, number, f"{before}{name}/")


def _choices(dirty: list[int], torn: tuple[str, ...]) -> Iterator[dict[int, str]]:
    for how in ("all", "none", *torn) if dirty else ("all",):
        yield dict.fromkeys(dirty, how)
    if len(dirty) > 1:
        for one in dirty:
            yield dict.fromkeys(dirty, "all") | {one: "none"}
            yield dict.fromkeys(dirty, "none") | {one: "all"}


def replay(
    before: Path, ran: Ran, torn: tuple[str, ...] = TORN, most: int | None = None
) -> Iterator[tuple[int, int, State]]:
    """Every different state for every prefix of the trace: (calls done, reports made before, files).

    `before` is the folder as it was when the trace began. With `most`, about so many of them, evenly spread.
    """
    every = 1
    if most is not None:
        every = max(1, sum(1 for _ in _moments(before, ran, torn)) // most)
    seen = set()
    for disk, done, paths, choice in itertools.islice(_moments(before, ran, torn), 0, None, every):
        acked = ran.acked(done)
        state = disk.state(paths, choice)
        digest = hashlib.sha256(repr(acked).encode())
        for path in sorted(state):
            held = state[path]
            digest.update(repr((path, held is None, len(held or b""))).encode() + (held or b""))
        if digest.digest() not in seen:
            seen.add(digest.digest())
            yield done, acked, state


def _moments(
    before: Path, ran: Ran, torn: tuple[str, ...]
) -> Iterator[tuple[Disk, int, dict[str, int], dict[int, str]]]:
    disk = Disk(before)
    for done in range(len(ran.calls) + 1):
        if done:
            disk.do(ran.calls[done - 1])
        for paths, choice in disk.moments(torn):
            yield disk, done, paths, choice


def whole(folder: Path) -> State:
    """A folder as it stands."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def build(state: State, folder: Path) -> None:
    """Put a state on the disk, in place of what stood in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for path in sorted(state):
        if state[path] is None:
            (folder / path).mkdir(mode=0o700)
        else:
            (folder / path).write_bytes(state[path])
            (folder / path).chmod(0o600)
