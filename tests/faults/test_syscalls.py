"""The engine that sees, refuses and ends: it sees every change, and its refusals are real."""

import errno
import os

import pytest
import syscalls

pytestmark = pytest.mark.skipif(bool(syscalls.missing()), reason=f"calls cannot be seen: {syscalls.missing()}")


def test_every_change_is_seen_with_its_bytes(tmp_path):
    """Opening, writing in both ways, cutting, syncing, renaming, making and removing come in order; reading does not."""

    def work(ack):
        handle = os.open(tmp_path / "a", os.O_RDWR | os.O_CREAT)
        os.write(handle, b"one")
        os.write(handle, b"two")
        os.pwrite(handle, b"X", 1)
        os.pwritev(handle, [b"Y", b"Z"], 2)
        os.ftruncate(handle, 4)
        os.fsync(handle)
        os.rename(tmp_path / "a", tmp_path / "b")
        os.fdatasync(handle)
        ack("renamed")
        os.mkdir(tmp_path / "c")
        os.rmdir(tmp_path / "c")
        (tmp_path / "b").read_bytes()
        os.unlink(tmp_path / "b")

    ran = syscalls.run(work, tmp_path, data=True)
    assert (ran.end, ran.acks) == ("done", [(9, "renamed")]), ran.said
    assert [(call.name, call.path, call.data, call.at, call.other) for call in ran.calls] == [
        ("open", "a", b"", 0, ""),
        ("write", "a", b"one", 0, ""),
        ("write", "a", b"two", 3, ""),
        ("write", "a", b"X", 1, ""),
        ("write", "a", b"YZ", 2, ""),
        ("ftruncate", "a", b"", 4, ""),
        ("fsync", "a", b"", 0, ""),
        ("rename", "a", b"", 0, "b"),
        ("fsync", "b", b"", 0, ""),
        ("mkdir", "c", b"", 0, ""),
        ("rmdir", "c", b"", 0, ""),
        ("unlink", "b", b"", 0, ""),
    ]


def test_the_call_that_is_to_fail_fails_and_no_other(tmp_path):
    """The second write is refused with the error asked for, and what came before and after it happens."""

    def work(ack):
        for number in range(3):
            try:
                (tmp_path / f"{number}").write_bytes(b"x")
            except OSError as wrong:
                ack([number, wrong.errno])

    ran = syscalls.run(work, tmp_path, fail=1, wrong=errno.ENOSPC, only=lambda call: call.name == "write")
    assert ([value for _, value in ran.acks], ran.met) == ([[1, errno.ENOSPC]], True)
    assert [(tmp_path / f"{number}").read_bytes() for number in range(3)] == [b"x", b"", b"x"]


def test_the_last_call_does_not_happen(tmp_path):
    """Killed at a rename, the child has written and not renamed, and its report before that counts."""

    def work(ack):
        (tmp_path / "a").write_bytes(b"x")
        ack(1)
        os.rename(tmp_path / "a", tmp_path / "b")
        ack(2)

    ran = syscalls.run(work, tmp_path, kill=0, only=lambda call: call.name == "rename")
    assert (ran.end, [value for _, value in ran.acks], ran.met) == ("killed", [1], True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_call_the_replay_would_not_understand_is_an_error(tmp_path):
    """A way of changing files that is not modelled stops the run: no trace is silently incomplete."""
    with pytest.raises(AssertionError, match="not understood"):
        syscalls.run(lambda ack: os.symlink("x", tmp_path / "y"), tmp_path)
