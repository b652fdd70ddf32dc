"""Wrong passphrases: each is remembered until it is in the history, and makes the next try wait.

The desk is locked when they happen, so they are kept in a separate file beside it: the instants only, nothing that was
typed. The wait slows a person at the keyboard; only the cost of deriving the key slows someone who copied the key file.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from casework import Refused
from casework.vault import durable

FILE, LOCK = "attempts", "attempts.lock"
LONGEST = 60
"""Seconds."""
KEPT = 1000
"""Failures remembered one by one; beyond these, only the number is kept."""


@dataclass(slots=True)
class Attempts:
    """The wrong passphrases that are not in the history yet."""

    run: int = 0
    """How many in a row, up to the last one."""
    last: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    count: int = 0
    waiting: list[tuple[str, datetime]] = field(default_factory=list)
    """Those remembered one by one: their ids and instants."""


def refuse_early(folder: Path, now: datetime) -> None:
    """Raise Refused while the last wrong passphrase still makes the next wait: 1, 2, 4, 8 ... 60 seconds.

    `now` is an aware UTC instant.
    """
    left = wait(folder, now)
    if left:
        raise Refused(f"The last passphrase was wrong. Try again in {left} second{'s' * (left != 1)}.")


def wait(folder: Path, now: datetime) -> int:
    """Whole seconds until the next try."""
    held = _read(folder)
    if not held.run:
        return 0
    since = (now - held.last).total_seconds()
    if since < -LONGEST:  # the machine's clock was moved: a wait of years would lock the officer out
        return 0
    wait: int = min(LONGEST, 2 ** (held.run - 1))
    return max(0, round(wait - since))


def failed(folder: Path, now: datetime) -> None:
    """One more wrong passphrase."""
    with _held(folder) as held:
        held.run = min(held.run + 1, 20)
        held.last = now.astimezone(UTC)
        held.count += 1
        if len(held.waiting) < KEPT:
            held.waiting.append((secrets.token_hex(8), held.last))


def succeeded(folder: Path) -> None:
    """The desk was opened: the next wrong passphrase counts as the first."""
    if _read(folder).run:
        with _held(folder) as held:
            held.run = 0


def waiting(folder: Path) -> tuple[int, list[tuple[str, datetime]]]:
    """How many failures are not in the history yet; those remembered one by one as (id, UTC instant)."""
    held = _read(folder)
    return held.count, held.waiting


def recorded(folder: Path) -> None:
    """The waiting failures are in the history now."""
    with _held(folder) as held:
        held.waiting, held.count = [], 0


def _read(folder: Path) -> Attempts:
    try:
        kept = json.loads((folder / FILE).read_bytes())
        each = [(str(number), datetime.fromisoformat(at)) for number, at in kept["waiting"]]
        return Attempts(int(kept["run"]), datetime.fromisoformat(kept["last"]), int(kept["count"]), each)
    except (OSError, ValueError, KeyError, TypeError):
        return Attempts()


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[Attempts]:
    """What is remembered, to be changed by one process at a time. A folder that cannot be written remembers nothing."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield _read(folder)
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        held = _read(folder)
        yield held
        each = [(number, at.isoformat()) for number, at in held.waiting]
        kept = {"run": held.run, "last": held.last.isoformat(), "count": held.count, "waiting": each}
        with contextlib.suppress(OSError):
            durable.write(folder / FILE, json.dumps(kept).encode())
    finally:
        os.close(handle)
