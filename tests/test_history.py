"""The chained history: what it accepts, and every way in which altering it shows."""

import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from casework import history, keyslots, store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSPHRASE = "four plain words here"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    opened, _ = keyslots.create(folder, "Ann", PASSPHRASE)
    desk = store.create(folder, opened, NOW)
    for number in range(6):
        with desk.act(NOW) as act:
            act.record("imported", reference=f"SAR-{number}", on=NOW.date(), facts={"n": number})
    with desk.act(NOW) as act:
        for kind in ("received", "recognised", "logged"):
            act.record(kind, reference="SAR-9", on=NOW.date())
    desk.close()
    return folder


@pytest.fixture
def desk(filled, tmp_path):
    """A desk with nine rows in seven acts, whose guards an attacker with the key has taken away."""
    folder = shutil.copytree(filled, tmp_path / "desk")
    opened = store.open_desk(folder, PASSPHRASE, NOW)
    with opened.engine.begin() as connection:
        for name in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER history_no_{name}"))
    yield opened
    opened.close()


def attack(desk, *statements):
    with desk.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return desk.verdict()


def test_an_untouched_history_is_whole(desk):
    """Nine rows in seven acts verify, and the head is the last row's."""
    found = desk.verdict()
    assert (found.state, found.rows, found.first_bad) == ("whole", 9, None)


@pytest.mark.parametrize(
    ("name", "statements", "state", "first_bad"),
    [
        ("edited", ["UPDATE history SET day = '2026-01-01' WHERE seq = 4"], "broken", 4),
        ("facts edited", ["UPDATE payload SET facts = '{}' WHERE seq = 3"], "broken", 3),
        ("facts deleted", ["DELETE FROM payload WHERE seq = 3"], "broken", 3),
        ("deleted", ["DELETE FROM history WHERE seq = 5"], "broken", 5),
        (
            "renumbered after a deletion",
            ["DELETE FROM history WHERE seq = 5", "UPDATE history SET seq = seq - 1 WHERE seq > 5"],
            "broken",
            5,
        ),
        (
            "reordered",
            [
                "UPDATE history SET seq = -1 WHERE seq = 2",
                "UPDATE history SET seq = 2 WHERE seq = 3",
                "UPDATE history SET seq = 3 WHERE seq = -1",
            ],
            "broken",
            2,
        ),
        ("two cases' rows swapped", ["UPDATE history SET reference = 'SAR-1' WHERE seq = 4"], "broken", 4),
        ("cut at the end", ["DELETE FROM history WHERE seq > 6"], "rollback", 7),
        ("emptied", ["DELETE FROM history"], "rollback", 1),
        (
            "a row put in",
            [
                "INSERT INTO history SELECT 10, act, reference, kind, day, recorded, actor, corrects, months, "
                "digest, previous, mac FROM history WHERE seq = 9"
            ],
            "broken",
            10,
        ),
        (
            "replaced by an older row",
            [
                "INSERT OR REPLACE INTO history SELECT 6, act, reference, kind, day, recorded, actor, corrects, "
                "months, digest, previous, mac FROM history WHERE seq = 5"
            ],
            "broken",
            6,
        ),
    ],
)
def test_every_alteration_is_told_with_its_first_bad_row(desk, name, statements, state, first_bad):
    """Edited, deleted, reordered, replaced, renumbered or cut: the chain or the anchor names the first bad row."""
    found = attack(desk, *statements)
    assert (found.state, found.first_bad) == (state, first_bad), name


def test_last_weeks_database_is_a_rollback(filled, desk, tmp_path):
    """A copy of an earlier database is whole in itself, and the anchor tells that it is not the newest."""
    folder = desk.folder
    desk.close()
    newer = store.open_desk(folder, PASSPHRASE, NOW)
    with newer.act(NOW) as act:
        act.record("imported")
    newer.close()
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(filled / "desk.db", folder / "desk.db")
    reading = store.open_desk(folder, PASSPHRASE, NOW, writing=False)
    found = reading.verdict()
    reading.close()
    assert (found.state, found.first_bad) == ("rollback", 10)


def test_without_the_anchor_a_cut_would_pass(desk):
    """The planted fault: the same cut history, held against an anchor an attacker cut too, looks whole."""
    attack(desk, "DELETE FROM payload WHERE seq > 6", "DELETE FROM history WHERE seq > 6")
    with desk.reading() as session:
        last = session.get(history.History, 6)
    columns = ", ".join(f"h.{column}" for column in history.COLUMNS)
    with desk.reading() as session:
        joined = "FROM history h LEFT JOIN payload p ON p.seq = h.seq ORDER BY h.seq"
        query = f"SELECT {columns}, h.mac, p.salt, p.facts {joined}"
        rows = [tuple(row) for row in session.connection().execute(text(query))]
    assert history.verify(rows, desk.chain_key, history.Anchor(6, last.mac)).state == "whole"


def test_opening_a_rolled_back_desk_says_so_and_records_it(desk):
    """The officer is told at once, and the finding stands in the history for every later verification."""
    folder = desk.folder
    attack(desk, "DELETE FROM payload WHERE seq > 6", "DELETE FROM history WHERE seq > 6")
    desk.close()
    again = store.open_desk(folder, PASSPHRASE, NOW)
    found = again.verdict()
    assert "3 rows missing" in again.warning
    assert (found.state, found.first_bad) == ("rollback", 7)
    again.close()


def test_a_crash_between_commit_and_anchor_heals(desk):
    """A database one act ahead of its anchor, however many rows the act has, is a crash healed on opening."""
    folder = desk.folder
    before = (folder / store.ANCHOR).read_bytes()
    with desk.act(NOW) as act:
        for kind in ("received", "recognised", "logged"):
            act.record(kind)
    (folder / store.ANCHOR).write_bytes(before)
    assert desk.verdict().state == "whole"
    desk.close()
    again = store.open_desk(folder, PASSPHRASE, NOW)
    assert again.warning == ""
    assert again.anchored().seq == 12
    again.close()


def test_an_anchor_two_acts_behind_is_an_older_copy(desk):
    """More than one act ahead of the anchor cannot be a crash: it is told."""
    before = (desk.folder / store.ANCHOR).read_bytes()
    for _ in range(2):
        with desk.act(NOW) as act:
            act.record("imported")
    (desk.folder / store.ANCHOR).write_bytes(before)
    assert desk.verdict().state == "broken"


def test_a_forged_or_missing_anchor_is_told(desk):
    """An anchor without the desk's own seal vouches for nothing."""
    (desk.folder / store.ANCHOR).write_text('{"seq": 9, "mac": "00", "seal": "00"}')
    assert desk.verdict().state == "broken"
    (desk.folder / store.ANCHOR).unlink()
    assert desk.verdict().state == "broken"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET kind = 'x' WHERE seq = 1",
        "DELETE FROM history WHERE seq = 1",
        "INSERT OR REPLACE INTO history SELECT * FROM history WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_alter_the_history(filled, tmp_path, statement):
    """With its guards in place the table only grows."""
    opened = store.open_desk(shutil.copytree(filled, tmp_path / "desk"), PASSPHRASE, NOW)
    with pytest.raises(Exception, match="only grows"), opened.engine.begin() as connection:
        connection.execute(text(statement))
    opened.close()
