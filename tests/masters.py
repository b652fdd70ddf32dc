"""Desks made once and copied: making one costs six times as much as copying and opening it."""

import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cheap
from dpo_console.desk import jobs as desk_jobs
from testham import TESTHAM

PASSPHRASE = "four plain words here"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def copied(
    folder: Path, passphrase: str = PASSPHRASE, officer: str = "Ann", made: datetime = NOW, *, demo: bool = False
) -> Path:
    """A test's own empty desk in that folder, which must not exist yet."""
    return shutil.copytree(_master(passphrase, officer, made, demo, cheap.are_real()) / "desk", folder)


def empty() -> Path:
    """The master of the desk most tests use."""
    return _master(PASSPHRASE, "Ann", NOW, False, cheap.are_real()) / "desk"


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="masters-")


@cache
def _master(passphrase: str, officer: str, made: datetime, demo: bool, real_keys: bool) -> Path:
    place = Path(tempfile.mkdtemp(dir=_kept().name))
    desk_jobs.create_desk(place / "desk", passphrase, officer, made, None if demo else TESTHAM, demo=demo)
    return place
