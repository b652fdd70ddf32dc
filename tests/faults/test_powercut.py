"""A power cut at any moment of any durable writing: what was reported is there, nothing is half there."""

import errno
import os

import desks
import powercut
import pytest
import syscalls
from benches import OPERATIONS, one_bench, rehearsed  # noqa: F401

from casework.vault import database, durable

pytestmark = pytest.mark.skipif(bool(syscalls.missing()), reason=f"calls cannot be seen: {syscalls.missing()}")
LOOKED_AT = 24
"""States of each operation in the ordinary tests; the long set looks at all of them."""


def cut(bench, name, most=LOOKED_AT):
    """The faults found in each state that a power cut in the midst of an operation leaves: (calls, reports, faults)."""
    operation, before = bench.take(name)
    root = desks.copy(before, before.with_name("cut"))
    ran = syscalls.run(operation.work(root), root, data=True)
    assert (ran.end, len(ran.acks)) == ("done", operation.times), ran.said
    for done, acked, state in powercut.replay(before, ran, most=most):
        powercut.build(state, root)
        yield done, acked, operation.judge(root, acked)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_state_a_power_cut_leaves_is_bad(bench, name):
    """Every reported act is there, none is half there, the history is whole, and the next act goes well."""
    looked = list(cut(bench, name))
    assert len(looked) > LOOKED_AT / 2
    assert [one for one in looked if one[2]] == []


@pytest.mark.slow
def test_a_folder_that_is_not_synced_is_found(bench, monkeypatch):
    """The planted fault: without the sync of the folder, an anchor that was reported is undone, and the replay sees it."""
    monkeypatch.setattr(durable, "sync", lambda path: None)
    assert any(faults for _, _, faults in cut(bench, "act", most=200))


@pytest.mark.slow
def test_a_database_that_syncs_less_is_found(bench, monkeypatch):
    """The planted fault: with synchronous=NORMAL reported acts are lost, and the replay sees it."""
    real = database.connect

    def lax(*args):
        connection = real(*args)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    monkeypatch.setattr(database, "connect", lax)
    kinds = (fault.kind for _, _, faults in cut(bench, "act", most=200) for fault in faults)
    assert any(kind in ("lost", "half") for kind in kinds)


def naive(path, data):
    """The way not to do it: nothing is synced."""
    temporary = path.with_name("temporary")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def hasty(path, data):
    """Better, and not enough: the bytes are synced, the name is not."""
    temporary = path.with_name("temporary")
    with temporary.open("wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    os.replace(temporary, path)


def files_after(write, folder):
    """What a reader finds in each state of two files written one after the other: (states, torn, lost)."""
    folder.mkdir()
    old, new = b"old" * 1000, b"new" * 2000
    (folder / "a").write_bytes(old)
    before = powercut.whole(folder)
    powercut.build(before, folder.with_name("before"))

    def work(ack):
        write(folder / "a", new)
        ack(1)
        write(folder / "b", new)
        ack(2)

    ran = syscalls.run(work, folder, data=True)
    states = torn = lost = 0
    for _, acked, state in powercut.replay(folder.with_name("before"), ran):
        states += 1
        torn += state.get("a") not in (old, new) or state.get("b", new) != new
        lost += (acked >= 1 and state.get("a") == old) or (acked >= 2 and "b" not in state)
    return states, torn, lost


def test_a_durable_file_is_old_or_new_whole(tmp_path):
    """`durable.write` leaves the old file or the new one in every state, and the new one once it has returned."""
    states, torn, lost = files_after(durable.write, tmp_path / "files")
    assert states > 10 and (torn, lost) == (0, 0)


@pytest.mark.parametrize(("planted", "tears"), [(naive, True), (hasty, False)])
def test_a_writer_that_syncs_too_little_is_found(tmp_path, planted, tears):
    """The planted faults: an unsynced file is torn, an unsynced name is lost, and the replay sees both."""
    _, torn, lost = files_after(planted, tmp_path / "files")
    assert lost > 0 and bool(torn) == tears


def test_two_folders_change_names_in_one_step(tmp_path):
    """`durable.exchange` leaves both folders under one name or the other in every state, never one name with none."""
    folder = tmp_path / "files"
    for name in ("one", "other"):
        (folder / name).mkdir(parents=True)
        (folder / name / name).write_bytes(b"x")
    powercut.build(powercut.whole(folder), tmp_path / "before")
    ran = syscalls.run(
        lambda ack: (durable.exchange(folder / "one", folder / "other"), durable.sync(folder), ack(1)),
        folder,
        data=True,
    )
    if ran.end == "broke" and str(errno.EINVAL) in ran.said:
        pytest.skip("this file system cannot exchange two names")
    states = [(acked, set(state)) for _, acked, state in powercut.replay(tmp_path / "before", ran)]
    old, new = {"one", "one/one", "other", "other/other"}, {"one", "one/other", "other", "other/one"}
    assert all(state in (old, new) if not acked else state == new for acked, state in states)
    assert {frozenset(state) for _, state in states} == {frozenset(old), frozenset(new)}
