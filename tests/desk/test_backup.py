"""Backups: sealed, proved before they are called so, and brought back whole or not at all."""

import os
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

import masters
from casework import Refused
from casework.desk import backup, restore, store
from casework.vault import blobs, keyslots
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from workforce import request

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSPHRASE = "a passphrase of some length"
CANARY = "Canaryname"


def quiet(what):
    """Says nothing."""


def log(desk, name=CANARY, now=NOW):
    """A request of somebody."""
    return rights_jobs.log_request(desk, request(name, date(2026, 11, 16)), now)


@pytest.fixture
def desk(tmp_path):
    masters.copied(tmp_path / "desk", PASSPHRASE, "Ann Officer", NOW)
    opened = opening.open_desk(tmp_path / "desk", PASSPHRASE, now=NOW)
    log(opened)
    with opened.act(NOW) as act:
        blobs.keep(act.session, opened.folder, CANARY.encode() * 100_000)
        blobs.keep(act.session, opened.folder, os.urandom(3 << 19))
        act.record("note")
    yield opened
    opened.close()


@pytest.fixture
def made(desk, tmp_path):
    """A backup of the desk, and what was said of it."""
    path = tmp_path / "one.backup"
    return path, desk_jobs.make_backup(desk, path, NOW, quiet)


def cases(folder, passphrase=PASSPHRASE):
    """The references on a desk, and whether its history is whole."""
    opened = opening.open_desk(folder, passphrase, now=NOW)
    try:
        return [one.reference for one in views_jobs.cases(opened, "", NOW)], desk_jobs.audit_verify(opened).state
    finally:
        opened.close()


def test_a_backup_is_brought_back_on_another_machine(made, tmp_path):
    """Restored to an empty place, the desk opens with its passphrase, its cases and originals are there, its chain is whole."""
    path, said = made
    assert (said.rows, said.originals, said.recorded) == (5, 2, True)
    done = restore.restore(path, tmp_path / "elsewhere" / "desk", PASSPHRASE, NOW, quiet)
    assert (done.aside, done.lost) == (None, 0)
    assert cases(tmp_path / "elsewhere" / "desk") == (["SAR-2026-0001"], "whole")


def test_a_reference_that_was_given_before_a_restore_is_given_to_nobody_else(made, desk):
    """The lost cases' papers are with people, and in the outbox: whoever is logged next has a number of their own."""
    log(desk, "Somebody Later")
    desk.close()
    for minutes in (1, 2):  # once more from the same backup: what the first restore knew is not forgotten
        restore.restore(made[0], desk.folder, PASSPHRASE, NOW + timedelta(minutes=minutes), quiet)
    opened = opening.open_desk(desk.folder, PASSPHRASE, now=NOW)
    assert log(opened, "Somebody Else") == "SAR-2026-0003"
    assert desk_jobs.audit_verify(opened).state == "whole"
    opened.close()


def test_a_restore_is_an_act_and_sets_the_old_desk_aside_whole(made, desk, tmp_path):
    """What was done after the backup is counted, the desk that had it is kept whole, and the act stands in the chain."""
    log(desk, "Somebody Later")
    desk.close()
    done = restore.restore(made[0], desk.folder, PASSPHRASE, NOW, quiet)
    assert done.lost == 4  # the backup's own row, and the three of the later request
    assert cases(desk.folder) == (["SAR-2026-0001"], "whole")
    aside = tmp_path / done.aside.name
    assert cases(aside) == (["SAR-2026-0002", "SAR-2026-0001"], "whole")


def test_a_revoked_passphrase_does_not_come_back_with_a_backup(desk, tmp_path):
    """The key slots of the desk that stands there go on: a slot revoked since the backup opens nothing after it."""
    desk_jobs.add_officer(desk, "Bea Second", "quite other words entirely", NOW)
    desk_jobs.make_backup(desk, tmp_path / "one.backup", NOW, quiet)
    desk_jobs.revoke_officer(desk, "Bea Second", NOW)
    desk.close()
    assert restore.restore(tmp_path / "one.backup", desk.folder, PASSPHRASE, NOW, quiet).present_slots
    with pytest.raises(keyslots.WrongPassphrase):
        opening.open_desk(desk.folder, "quite other words entirely", now=NOW)
    opened = opening.open_desk(desk.folder, PASSPHRASE, now=NOW + timedelta(seconds=9))
    assert "not those in the history" not in str(opened.warnings)
    opened.close()


def test_work_goes_on_while_a_backup_is_made(desk, tmp_path):
    """Acts recorded by another thread during the backup all stand, and the backup is whole as of one moment."""
    stop, done = threading.Event(), []

    def work():
        while not stop.is_set():
            done.append(log(desk, f"Person {len(done)}"))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = desk_jobs.make_backup(desk, tmp_path / "one.backup", NOW, quiet)
    finally:
        stop.set()
        worker.join()
    found = restore.drill(tmp_path / "one.backup", desk.folder, PASSPHRASE, quiet)
    assert found.rows == made.rows
    assert found.since == desk_jobs.audit_verify(desk).rows - made.rows
    assert done


def test_a_backup_from_a_second_process_needs_no_lock(made, desk, tmp_path):
    """With the desk held by a console, a backup read beside it is as whole, and says that it is not recorded."""
    reader = opening.open_desk(desk.folder, PASSPHRASE, now=NOW, writing=False)
    said = desk_jobs.make_backup(reader, tmp_path / "two.backup", NOW, quiet)
    reader.close()
    assert said.recorded is False
    assert restore.drill(tmp_path / "two.backup", desk.folder, PASSPHRASE, quiet).since == 0


def test_a_drill_compares_every_table_and_leaves_nothing(made, desk, tmp_path):
    """Every table of the desk is compared by digest, and the scratch place is gone afterwards."""
    before = sorted(tmp_path.iterdir())
    found = restore.drill(made[0], desk.folder, PASSPHRASE, quiet)
    names = {row.table for row in found.tables}
    assert {"history", "payload", "request", "blob", "item", "decision"} <= names
    assert all(row.same for row in found.tables)
    assert sorted(tmp_path.iterdir()) == before


def test_no_word_of_a_case_stands_clear_in_a_backup(made):
    """The file is sealed: neither the requester nor an original is in it."""
    data = made[0].read_bytes()
    assert CANARY.encode() not in data
    assert b"Ann Officer" not in data


def test_every_flipped_bit_is_seen(made, desk, tmp_path):
    """One bit turned anywhere in the file, 60 places spread over it, and nothing is restored."""
    whole = made[0].read_bytes()
    bad = tmp_path / "bad.backup"
    for at in range(0, len(whole), len(whole) // 60):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(Refused):
            restore.drill(bad, None, PASSPHRASE, quiet)


@pytest.mark.parametrize("length", [0, 10, 24, 300, -1, -17, "piece"])
def test_a_cut_file_is_refused_and_the_desk_left_as_it_is(made, desk, tmp_path, length):
    """A file cut anywhere, at a piece's end too, is refused, and the desk it was to replace is untouched."""
    whole, cut = made[0].read_bytes(), tmp_path / "cut.backup"
    header = len(backup.MARK) + 4 + int.from_bytes(whole[len(backup.MARK) :][:4], "big")
    cut.write_bytes(whole[: header + backup.PIECE + 16 if length == "piece" else length])
    desk.close()
    with pytest.raises(Refused):
        restore.restore(cut, desk.folder, PASSPHRASE, NOW, quiet)
    assert cases(desk.folder) == (["SAR-2026-0001"], "whole")
    assert not list(tmp_path.glob("desk.aside-*"))
    assert not list(tmp_path.glob(".dpo-console-*"))


@pytest.mark.parametrize("fault", ["page", "history", "blob missing", "blob cut"])
def test_what_does_not_verify_is_not_called_a_backup(desk, tmp_path, fault):
    """A damaged page, a history that is not whole or a lost original: refused, no file is left, an older one stays."""
    target = tmp_path / "one.backup"
    target.write_bytes(b"the older one")
    if fault == "page":
        desk.engine.dispose()
        with (desk.folder / store.DATABASE).open("r+b") as file:
            file.seek(9 * 4096 + 100)
            file.write(b"\xff" * 8)
    elif fault == "history":
        with desk.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER history_no_update")
            connection.exec_driver_sql("UPDATE history SET actor = 'Somebody' WHERE seq = 2")
    else:
        largest = max((desk.folder / blobs.FOLDER).iterdir(), key=lambda path: path.stat().st_size)
        largest.unlink() if fault == "blob missing" else largest.write_bytes(b"")
    with pytest.raises(Refused):
        desk_jobs.make_backup(desk, target, NOW, quiet)
    assert target.read_bytes() == b"the older one"
    assert not list(tmp_path.glob(".*"))


def test_stopping_a_backup_leaves_nothing(desk, tmp_path):
    """Cancelled in the middle, there is no file and no scratch folder."""

    def stop(what):
        if what.startswith("Reading"):
            raise Refused("Stopped.")

    with pytest.raises(Refused, match="Stopped"):
        desk_jobs.make_backup(desk, tmp_path / "one.backup", NOW, stop)
    assert [path.name for path in tmp_path.iterdir()] == ["desk"]


def test_a_backup_with_the_wrong_passphrase_or_of_another_kind_says_so(made, desk, tmp_path):
    """Each of the ways not to restore is one sentence."""
    with pytest.raises(Refused, match="does not open the backup"):
        restore.drill(made[0], None, "not the passphrase at all", quiet)
    other = tmp_path / "other.backup"
    other.write_text("something else")
    with pytest.raises(Refused, match="is not a backup made by this console"):
        restore.drill(other, None, PASSPHRASE, quiet)
    with pytest.raises(Refused, match="No such file"):
        restore.drill(tmp_path / "none", None, PASSPHRASE, quiet)
    with pytest.raises(Refused, match="on another disk"):
        desk_jobs.make_backup(desk, desk.folder / "one.backup", NOW, quiet)
    with pytest.raises(Refused, match="Another console has this desk open"):
        restore.restore(made[0], desk.folder, PASSPHRASE, NOW, quiet)


def test_the_proof_can_fail(made, desk, monkeypatch):
    """The planted fault: with the digests left out, a backup whose table differs would pass."""
    path, _ = made
    real = backup.digests
    monkeypatch.setattr(
        backup, "digests", lambda connection: real(connection) | {"request": backup.TableDigest(1, "0" * 64)}
    )
    with pytest.raises(Refused, match="'request' has changed"):
        restore.drill(path, None, PASSPHRASE, quiet)
    monkeypatch.setattr(backup, "differences", lambda said, found: [])
    restore.drill(path, None, PASSPHRASE, quiet)
