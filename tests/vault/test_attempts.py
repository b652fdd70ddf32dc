"""Wrong passphrases: each makes the next wait longer, and each comes to stand in the history."""

from datetime import UTC, datetime, timedelta

import pytest

import masters
from casework import Refused
from casework.vault import attempts
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSPHRASE = "a passphrase of some length"


@pytest.fixture
def folder(tmp_path):
    masters.copied(tmp_path / "desk", PASSPHRASE, "Ann Officer", NOW)
    return tmp_path / "desk"


def rows(folder, kind, now):
    """The facts of every history row of that kind."""
    from casework.timeline import history

    desk = opening.open_desk(folder, PASSPHRASE, now=now)
    try:
        with desk.reading() as session:
            found = session.exec(history.select(history.History).where(history.History.kind == kind)).all()
            return [history.facts_of(session, [row.seq])[row.seq] for row in found], " ".join(map(str, desk.warnings))
    finally:
        desk.close()


def test_each_failure_doubles_the_wait_up_to_a_minute(tmp_path):
    """After the n-th wrong passphrase the next is taken 1, 2, 4, 8, 16, 32, then 60 seconds later (ASVS 6.3.1)."""
    waits = []
    for _ in range(8):
        attempts.failed(tmp_path, NOW)
        waits.append(attempts.wait(tmp_path, NOW))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert attempts.wait(tmp_path, NOW + timedelta(seconds=59)) == 1
    assert attempts.wait(tmp_path, NOW + timedelta(seconds=60)) == 0


def test_too_early_a_try_is_refused_even_with_the_right_passphrase(folder):
    """The wait outlives the process, and is told in seconds; the right passphrase then opens and ends it."""
    for _ in range(3):
        with pytest.raises(Refused, match="does not open this desk"):
            opening.open_desk(folder, "not the passphrase at all", now=NOW)
        attempts._read(folder)
        NOW_ = NOW + timedelta(seconds=attempts.wait(folder, NOW))
        with pytest.raises(Refused, match=r"Try again in \d+ second"):
            opening.open_desk(folder, PASSPHRASE, now=NOW)
        attempts.succeeded(folder)
    opening.open_desk(folder, PASSPHRASE, now=NOW_).close()
    assert attempts.wait(folder, NOW_) == 0


def test_each_failure_comes_to_stand_in_the_history_once(folder):
    """Two wrong passphrases are two rows with their instants, written when the desk is next opened, and told."""
    for seconds in (0, 2):
        with pytest.raises(Refused):
            opening.open_desk(folder, "not the passphrase at all", now=NOW + timedelta(seconds=seconds))
    found, warning = rows(folder, "wrong-passphrase", NOW + timedelta(seconds=10))
    assert [one["at"] for one in found] == ["2026-11-22T09:30:00+00:00", "2026-11-22T09:30:02+00:00"]
    assert "2 wrong passphrases were tried" in warning
    again, warning = rows(folder, "wrong-passphrase", NOW + timedelta(seconds=20))
    assert (len(again), warning) == (2, "")


def test_a_crash_before_they_are_forgotten_records_none_twice(folder, monkeypatch):
    """Killed between the act and the file, the next opening finds the rows by their ids and writes none again."""
    with pytest.raises(Refused):
        opening.open_desk(folder, "not the passphrase at all", now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(attempts, "recorded", lambda folder: None)
        assert len(rows(folder, "wrong-passphrase", NOW + timedelta(seconds=5))[0]) == 1
    assert len(rows(folder, "wrong-passphrase", NOW + timedelta(seconds=9))[0]) == 1


def test_nothing_typed_is_kept(folder):
    """The file holds instants only."""
    with pytest.raises(Refused):
        opening.open_desk(folder, "canary-passphrase-typed-wrongly", now=NOW)
    assert b"canary" not in (folder / attempts.FILE).read_bytes()


def test_a_damaged_file_or_a_clock_set_back_locks_nobody_out(tmp_path):
    """What cannot be read counts for nothing, nor does a failure that lies in the future."""
    attempts.failed(tmp_path, NOW)
    assert attempts.wait(tmp_path, NOW - timedelta(days=400)) == 0
    (tmp_path / attempts.FILE).write_text("{")
    assert attempts.wait(tmp_path, NOW) == 0


def test_a_clock_set_back_is_an_act_of_its_own(folder):
    """Opened an hour before its last act, the desk records that and warns; no row is lost and the chain is whole."""
    found, warning = rows(folder, "clock-set-back", NOW - timedelta(hours=1))
    assert found == [{"last": "2026-11-22T09:30:00Z", "now": "2026-11-22T08:30:00Z"}]
    assert "clock is behind" in warning


def test_key_slots_no_act_put_there_are_told(folder):
    """An older key file put back over the present one (a revoked officer's way in) is recorded and warned of."""
    from casework.vault import keyslots

    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    desk_jobs.add_officer(desk, "Bea Second", "quite other words entirely", NOW)
    older = (folder / keyslots.FILE).read_bytes()
    desk_jobs.revoke_officer(desk, "Bea Second", NOW)
    desk.close()
    assert rows(folder, "slots-found", NOW) == ([], "")
    for name in (keyslots.FILE, keyslots.SPARE):
        (folder / name).write_bytes(older)
    found, warning = rows(folder, "slots-found", NOW)
    assert len(found[0]["slots"]) == len(found[0]["before"]) + 1
    assert "not those in the history" in warning
    assert rows(folder, "slots-found", NOW)[1] == ""


def test_guards_taken_away_are_put_back_as_an_act(folder):
    """Triggers dropped from a closed desk are there again after the next opening, which records and tells it."""
    from casework.timeline import history

    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_no_update")
    assert "history_no_update" in desk_jobs.audit_verify(desk).why
    desk.close()
    found, warning = rows(folder, "guards-restored", NOW)
    assert found == [{"guards": ["history_no_update"]}]
    assert "had removed the database's guards over the history" in warning
    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    with desk.reading() as session:
        assert history.missing_guards(session.connection().connection.driver_connection) == []
    assert desk_jobs.audit_verify(desk).state == "whole"
    desk.close()


@pytest.mark.parametrize("column", ["recorded", "kind", "actor", "reference"])
def test_a_desk_with_forged_rows_opens_and_says_so(folder, column):
    """Bytes no act writes in the last row stop no opening: the desk opens, warns, and 'audit verify' names the row."""
    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER history_no_update")
        connection.exec_driver_sql(f"UPDATE history SET {column} = CAST(x'ff41' AS TEXT)")
    desk.close()
    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    assert desk.warnings
    assert desk_jobs.audit_verify(desk).state == "broken"
    desk.close()
