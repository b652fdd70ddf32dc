"""What can be checked on a machine, and what is said where it is wrong."""

import os
from datetime import UTC, datetime

import pytest

import masters
from casework.vault import keyslots
from dpo_console.desk import doctor

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    folder = tmp_path / "desk"
    masters.copied(folder)
    return folder


def mends(folder):
    """What is to be mended of a desk, in one text."""
    return "\n".join(f"{one.what}: {one.mend}" for one in doctor.checks(folder) if not one.ok)


def open_to_all(folder):
    (folder / "desk.db").chmod(0o644)


def lost_key(folder):
    (folder / keyslots.SPARE).unlink()


def in_the_outbox(folder):
    (folder / "outbox").mkdir(mode=0o700)
    (folder / "outbox" / "SAR-2026-0001.pdf").touch(mode=0o600)


def set_aside(folder):
    folder.with_name("desk.aside-20261122T093000Z").mkdir(mode=0o700)


def from_the_future(folder):
    os.utime(folder / "desk.db", (4_000_000_000, 4_000_000_000))


FAULTS = {
    open_to_all: "chmod -R go=",
    lost_key: "desk.key.spare is missing or damaged",
    in_the_outbox: "1 finished file is not encrypted",
    set_aside: "desk.aside-20261122T093000Z is a desk that was set aside",
    from_the_future: "correct this machine's clock",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_with_its_mending(desk, fault):
    """Each thing that is wrong is a line with what to do, and was none before it was wrong."""
    assert FAULTS[fault] not in mends(desk)
    fault(desk)
    assert FAULTS[fault] in mends(desk)


def test_a_desk_on_a_share_is_told(desk, monkeypatch):
    """A desk on a file system of another machine is to be moved: its locks and renames promise less."""
    assert doctor._file_system(desk) not in doctor.SHARED
    monkeypatch.setattr(doctor, "_file_system", lambda folder: "cifs")
    assert "move it off the network share" in mends(desk)
