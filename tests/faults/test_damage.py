"""A desk somebody damaged: a cut log, a corrupt page, lost slots, a restore cut in two. Each is told, with what to do."""

import contextlib
import errno
import os

import desks
import pytest
import syscalls
from benches import one_bench, rehearsed  # noqa: F401

from casework import Refused
from casework.desk import store
from casework.records.intake import sandbox
from casework.vault import keyslots
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs import opening
from testham import TESTHAM

seen = pytest.mark.skipif(bool(syscalls.missing()), reason=f"calls cannot be seen: {syscalls.missing()}")
FRAME = 24 + 4096
"""Of SQLite's write-ahead log, after its 32 bytes of head."""


@pytest.fixture
def folder(bench, tmp_path):
    """A desk of this test's own."""
    return desks.copy(bench.place / "base", tmp_path / "root") / "desk"


def left_open(folder, acts):
    """Do so many acts on the desk, and die without closing it: they stand in the log beside the database."""

    def work(ack):
        desk = opening.open_desk(folder, desks.PASSPHRASE, now=desks.NOW)
        for _ in range(acts):
            desks.log(desk)
        ack(desk.verdict().rows)

    ran = syscalls.run_for(work, 60)
    assert ran.end == "done", ran.said
    return ran.acks[0][1]


def opened(folder, **more):
    return contextlib.closing(opening.open_desk(folder, desks.PASSPHRASE, now=desks.NOW, **more))


def test_a_cut_log_is_told_with_the_rows_missing(folder, tmp_path):
    """Wherever SQLite's log is cut, the anchor says how many rows are missing, and it stands in the history."""
    rows = left_open(folder, 4)
    log = folder / f"{store.DATABASE}-wal"
    whole, told = log.read_bytes(), set()
    kept = folder.rename(folder.with_name("kept"))
    frames = (len(whole) - 32) // FRAME
    for at in sorted({0, 1, frames // 4, frames // 2, 3 * frames // 4, frames - 1}):
        desks.copy(kept, folder)
        os.truncate(log, 32 + at * FRAME)
        with opened(folder, writing=False) as desk, desk.reading() as session:
            driver = session.connection().connection.driver_connection
            there = driver.execute("SELECT count(*) FROM history").fetchone()[0]
            assert driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)  # which is why there is an anchor
        assert there < rows
        with opened(folder) as desk:
            assert f"{rows - there} rows missing" in str(desk.warnings)
            assert desk.verdict().state == "rollback"
            desks.log(desk)
        told.add(rows - there)
    assert len(told) >= 3


def test_a_corrupt_page_is_told_and_never_read_as_if_it_were_whole(folder):
    """Eight bytes anywhere in the database: either it says that it is damaged, or everything in it is still read."""
    with opened(folder) as desk:
        before = desks.shape(desk)
    database = folder / store.DATABASE
    whole = database.read_bytes()
    refused = 0
    for page in range(0, len(whole) // 4096, 3):
        database.write_bytes(whole[: page * 4096 + 900] + b"\xff" * 8 + whole[page * 4096 + 908 :])
        try:
            with opened(folder) as desk:
                found = desks.shape(desk), desk.verdict().state, [one.reference for one in papers.letters(desk)]
                with pytest.raises(Refused):
                    desk_jobs.make_backup(desk, folder.parent / "outside" / "bad.backup", desks.NOW, lambda what: None)
            assert found == (before, "whole", [])
        except Refused as sentence:
            assert "desk.db is damaged" in str(sentence)
            refused += 1
        assert not list((folder.parent / "outside").iterdir())
        for name in ("-wal", "-shm"):
            (folder / f"{store.DATABASE}{name}").unlink(missing_ok=True)
    assert refused > 3


@pytest.mark.parametrize("lost", [keyslots.FILE, keyslots.SPARE])
def test_opening_with_one_slot_file_lost_says_so_once(folder, lost):
    """Either copy of the key slots may be gone: the desk opens, says so, and the next opening has nothing to say."""
    whole = (folder / lost).read_bytes()
    (folder / lost).unlink()
    with opened(folder) as desk:
        assert "was made again from the other" in str(desk.warnings)
    assert (folder / lost).read_bytes() == whole
    with opened(folder) as desk:
        assert desk.warnings == []


def test_both_slot_files_lost_is_one_sentence_and_nothing_is_touched(folder):
    """Without either the desk cannot be opened; what to do is said, and the database stays byte for byte."""
    for name in (keyslots.FILE, keyslots.SPARE):
        (folder / name).unlink()
    before = (folder / store.DATABASE).read_bytes()
    with pytest.raises(Refused, match="Restore it from a backup"):
        opening.open_desk(folder, desks.PASSPHRASE, now=desks.NOW)
    assert (folder / store.DATABASE).read_bytes() == before


def test_a_killed_console_whose_reader_lives_on_holds_no_desk(folder):
    """The confined reader of a killed console does not keep the desk locked."""

    def work(ack):
        opening.open_desk(folder, desks.PASSPHRASE, now=desks.NOW)
        child = sandbox.Child("casework.records.intake.reader")
        with contextlib.suppress(StopIteration):
            next(child.call("nothing", b""))
        ack(child._process.pid)
        os.kill(os.getpid(), 9)

    ran = syscalls.run_for(work, 60)
    assert (ran.end, len(ran.acks)) == ("killed", 1), ran.said
    with opened(folder) as desk:
        desks.log(desk)


@seen
def test_a_restore_cut_between_two_names_says_where_the_desk_is(bench):
    """Where two folders cannot be exchanged in one step, a kill between the steps leaves both, and opening names them."""
    operation, before = bench.take("restore")
    root = before.with_name("cut-restore")
    late = False

    def picked(call):
        nonlocal late
        late = late or call.name == "exchange"
        return late and call.name in ("exchange", "rename")

    told = 0
    for kill in range(1, 8):
        desks.copy(before, root)
        late = False
        ran = syscalls.run(operation.work(root), root, fail=0, wrong=errno.EINVAL, kill=kill, only=picked)
        if ran.end == "done":
            assert operation.judge(root, 1) == []
            break
        assert ran.end == "killed", ran.said
        if (root / "desk").is_dir():
            assert operation.judge(root, 0) == []
            continue
        told += 1
        with pytest.raises(Refused, match=r"There is no desk at .*beside it") as sentence:
            opening.open_desk(root / "desk", desks.PASSPHRASE, now=desks.NOW)
        [named] = [path for path in root.glob("desk.*") if path.name in str(sentence.value)]
        named.rename(root / "desk")
        assert desks.examine(root / "desk", operation.shapes, 0) == []
    assert told and ran.end == "done"


@seen
def test_a_restore_whose_sync_fails_is_not_taken_back_and_called_done(bench):
    """The folder's sync may fail after the two names were exchanged: what is then reported is what stands there."""
    operation, before = bench.take("restore")
    root, late = desks.copy(before, before.with_name("unsynced-restore")), False

    def picked(call):
        nonlocal late
        late = late or call.name == "exchange"
        return late and call.name == "fsync" and call.path == "."

    ran = syscalls.run(operation.work(root), root, fail=0, wrong=errno.EIO, only=picked)
    assert ran.met
    assert operation.judge(root, len(ran.acks), refused=ran.end == "refused" and "Nothing" in ran.said) == []


@seen
def test_a_pack_killed_as_it_is_put_down_leaves_no_page_in_the_outbox(bench):
    """What a killed pack wrote beside its place is clear text: it is gone once the desk was opened again."""
    operation, before = bench.take("pack")
    root = desks.copy(before, before.with_name("killed-pack"))
    ran = syscalls.run(
        operation.work(root), root, kill=0, only=lambda call: call.name == "rename" and "/outbox/" in call.path
    )
    assert ran.met and list((root / "desk" / "outbox").iterdir())  # there was something to take away
    with opened(root / "desk"):
        assert list((root / "desk" / "outbox").iterdir()) == []


@seen
@pytest.mark.parametrize("kill", ["/desk.db", "/.anchor"])
def test_a_desk_cut_off_while_it_is_made_does_not_pass_for_one(bench, kill):
    """Half a desk is no desk: it is not there to open, and making it again works and leaves nothing of the first try."""
    operation, before = bench.take("making")
    root = desks.copy(before, before.with_name("half-made"))
    ran = syscalls.run(operation.work(root), root, kill=0, only=lambda call: kill in call.path and call.name == "write")
    assert ran.met and not ran.acks
    with pytest.raises(Refused, match="There is no desk"):
        opening.open_desk(root / "desk", desks.PASSPHRASE, now=desks.NOW)
    desk_jobs.create_desk(root / "desk", desks.PASSPHRASE, "Test Officer", desks.NOW, TESTHAM)
    opening.open_desk(root / "desk", desks.PASSPHRASE, now=desks.NOW).close()
    assert not list(root.glob(".desk.*"))
