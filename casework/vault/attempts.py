"""Wrong passphrases: each is remembered until it stands in the history, and makes the next try wait.

The desk is locked when they happen, so they wait in a file of their own beside it: instants only, nothing typed. The
wait slows a person at the keyboard; whoever copies the key file is slowed by its derivation alone.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casework import Refused
from casework.vault import durable

FILE, LOCK = "attempts", "attempts.lock"
LONGEST = 60
"""Seconds."""
KEPT = 1000
"""Failures remembered one by one; of more only the number is kept."""


def refuse_early(folder: Path, now: datetime) -> None:
    """Raise Refused while the last wrong passphrase still makes the next wait: 1, 2, 4, 8 ... 60 seconds.

    `now` is an aware UTC instant.
    """
    left = wait(folder, now)
    if left:
        raise Refused(f"The last passphrase was wrong: try again in {left} second{'s' * (left != 1)}.")


def wait(folder: Path, now: datetime) -> int:
    """Whole seconds until the next try."""
    said = _read(folder)
    if not said["run"]:
        return 0
    since = (now - datetime.fromisoformat(said["last"])).total_seconds()
    if since < -LONGEST:  # the machine's clock was moved: a wait of years would lock the officer out
        return 0
    wait: int = min(LONGEST, 2 ** (said["run"] - 1))
    return max(0, round(wait - since))


def failed(folder: Path, now: datetime) -> None:
    """One more wrong passphrase."""
    with _held(folder) as said:
        said["run"] = min(said["run"] + 1, 20)
        said["last"] = now.astimezone(UTC).isoformat()
        said["count"] += 1
        if len(said["waiting"]) < KEPT:
            said["waiting"].append([secrets.token_hex(8), said["last"]])


def succeeded(folder: Path) -> None:
    """The desk was opened: the next wrong one is the first again."""
    if _read(folder)["run"]:
        with _held(folder) as said:
            said["run"] = 0


def waiting(folder: Path) -> tuple[int, list[tuple[str, str]]]:
    """How many failures are not in the history yet; those remembered one by one as (id, UTC instant)."""
    said = _read(folder)
    return said["count"], [(number, at) for number, at in said["waiting"]]


def recorded(folder: Path) -> None:
    """They stand in the history now."""
    with _held(folder) as said:
        said["waiting"], said["count"] = [], 0


def _read(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / FILE).read_bytes())
        datetime.fromisoformat(said["last"])
        return {"run": int(said["run"]), "last": said["last"], "count": int(said["count"]), "waiting": said["waiting"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {"run": 0, "last": "1970-01-01T00:00:00+00:00", "count": 0, "waiting": []}


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[dict[str, Any]]:
    """What is remembered, to be changed by one process at a time. A folder that cannot be written remembers nothing."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield _read(folder)
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        said = _read(folder)
        yield said
        with contextlib.suppress(OSError):
            durable.write(folder / FILE, json.dumps(said).encode())
    finally:
        os.close(handle)
