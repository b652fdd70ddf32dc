"""The chained history: what it accepts, and every way in which altering it shows."""

import hashlib
import json
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from casework.desk import store
from casework.timeline import history
from casework.timeline.history import Anchor
from casework.vault import keyslots
from dpo_console.desk import jobs as desk_jobs
from forgeries import BEHIND, KEY, ROWS, TRUE, rechained

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSPHRASE = "four plain words here"
BORROWED = "UPDATE payload SET salt = CAST(salt || substr(facts, 1, 2) AS BLOB), facts = substr(facts, 3) WHERE seq = 3"
"""Salt and facts cut at another place: what is hashed stays the same."""
ANOTHERS = "(salt, facts) = (SELECT salt, facts FROM payload WHERE seq = 2)"


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
    """A desk with nine rows in seven acts."""
    opened = store.open_desk(shutil.copytree(filled, tmp_path / "desk"), PASSPHRASE, NOW)
    yield opened
    opened.close()


def attack(desk, *statements):
    """What somebody with the key does: he takes the guards away, and puts them back when he is done."""
    away = [f"DROP TRIGGER {name}" for name in history.GUARDS]
    with desk.engine.begin() as connection:
        for statement in (*away, *statements, *history.GUARDS.values()):
            connection.exec_driver_sql(statement)
    return desk.verdict()


def test_an_untouched_history_is_whole(desk):
    """Nine rows in seven acts verify, and the head is the last row's."""
    found = desk.verdict()
    assert (found.state, found.rows, found.first_bad) == ("whole", 9, None)


@pytest.mark.parametrize(
    ("name", "statements", "state", "first_bad"),
    [
        ("facts edited", ["UPDATE payload SET facts = '{}' WHERE seq = 3"], "broken", 3),
        ("facts deleted", ["DELETE FROM payload WHERE seq = 3"], "broken", 3),
        ("facts begun inside their salt", [BORROWED], "broken", 3),
        ("another row's facts", [f"UPDATE payload SET {ANOTHERS} WHERE seq = 3"], "broken", 3),
        ("emptied", ["DELETE FROM history"], "rollback", 1),
    ],
)
def test_every_alteration_is_told_with_its_first_bad_row(desk, name, statements, state, first_bad):
    """Facts altered, moved or gone, and a history that is gone: the chain or the anchor names the first bad row."""
    found = attack(desk, *statements)
    assert (found.state, found.first_bad) == (state, first_bad), name


def test_without_the_anchor_a_cut_would_pass(desk):
    """The planted fault: the same cut history, held against an anchor an attacker cut too, looks whole."""
    attack(desk, "DELETE FROM payload WHERE seq > 6", "DELETE FROM history WHERE seq > 6")
    with desk.reading() as session:
        last = session.get(history.History, 6)
        rows = session.connection().exec_driver_sql(history.CHAIN).fetchall()
    assert history.verify(rows, desk.chain_key, history.Anchor(6, last.mac)).state == "whole"


def test_opening_a_rolled_back_desk_says_so_and_records_it(desk):
    """The officer is told at once, and the finding stands in the history for every later verification."""
    folder = desk.folder
    attack(desk, "DELETE FROM payload WHERE seq > 6", "DELETE FROM history WHERE seq > 6")
    desk.close()
    again = store.open_desk(folder, PASSPHRASE, NOW)
    found = again.verdict()
    assert "3 rows missing" in str(again.warnings)
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
    assert again.warnings == []
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


def test_the_exported_log_is_whole_and_may_be_one_act_ahead_of_its_anchor():
    """What the product writes verifies, with the newest anchor and with the one before."""
    assert [history.verify(ROWS, KEY, anchor).state for anchor in (TRUE, BEHIND)] == ["whole", "whole"]


@pytest.mark.parametrize(
    "mac",
    [
        lambda columns: history._mac(b"", columns),
        lambda columns: history._mac(bytes(32), columns),
        lambda columns: history._mac(KEY[::-1], columns),
        lambda columns: history._mac(KEY.hex().encode(), columns),
        lambda columns: hashlib.sha256(json.dumps(columns).encode()).hexdigest(),
        lambda columns: hashlib.sha256(KEY + json.dumps(columns).encode()).hexdigest(),
        lambda columns: columns[9],
        lambda columns: "",
    ],
    ids=["empty key", "zeros", "reversed", "as text", "no key", "not by HMAC", "the digest", "empty"],
)
@pytest.mark.parametrize("start", [0, 5, 11])
def test_a_chain_made_again_without_the_key_is_told_from_its_first_row(start, mac):
    """Digests, links and macs may all fit one another, and the anchor too: the first row not made with the key shows."""
    rows = [list(row) for row in ROWS]
    rows[start][13] = '{"note":"nothing happened"}'
    rechained(rows, start, mac)
    found = history.verify(rows, KEY, Anchor(12, rows[-1][11]))
    assert (found.state, found.first_bad) == ("broken", start + 1)


def test_with_the_key_the_same_forgery_would_pass():
    """The planted fault: made again with the key itself, and the anchor with it, the log verifies."""
    rows = [list(row) for row in ROWS]
    rows[5][13] = '{"note":"nothing happened"}'
    rechained(rows, 5, lambda columns: history._mac(KEY, columns))
    assert history.verify(rows, KEY, Anchor(12, rows[-1][11])).state == "whole"
    assert history.verify(rows, KEY, TRUE).state == "rollback"


def test_a_second_attack_is_told_after_a_recorded_rollback():
    """A rollback that stands recorded does not hide what is done to the rows after it."""
    rows = [list(row) for row in ROWS]
    rows[2][3] = "rollback-found"
    rechained(rows, 2, lambda columns: history._mac(KEY, columns))
    anchor = Anchor(12, rows[-1][11])
    assert (found := history.verify(rows, KEY, anchor)).state == "rollback"
    assert found.first_bad == 3
    rows[7][6] = "Bob"
    assert (found := history.verify(rows, KEY, anchor)).state == "broken"
    assert found.first_bad == 8


def test_an_emptied_history_whose_anchor_is_gone_too_is_told():
    """Nothing inside and nothing outside the database is not taken for a history that never was."""
    assert history.verify([], KEY, None).state == "broken"


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff", b"[]", b"null", b"[" * 100_000, b'{"seq": 1e999, "mac": "", "seal": ""}', b'{"seq": 1}',
     b'{"seq": 1, "mac": "\\ud800", "seal": ""}', b'{"seq": 1, "mac": "a", "seal": 5}',
     b'{"seq": 1, "mac": "a", "seal": "\xc3\xa9"}', b'{"seq": ' + b"9" * 5_000 + b', "mac": "", "seal": ""}'],
    ids=range(11),
)  # fmt: skip
def test_an_anchor_file_of_any_kind_is_read_without_failing(text):
    """What is not an anchor this desk sealed is no anchor, whatever it says."""
    assert history.unseal(KEY, text) is None
    assert history.unseal(KEY, history.seal(KEY, TRUE)) == TRUE


def test_a_printed_head_is_held_against_the_history(desk):
    """A head on paper names its row, or tells that this is not the history it was printed from."""

    whole = desk_jobs.audit_verify(desk)
    assert desk_jobs.audit_verify(desk, whole.head.upper()).printed.row == whole.rows
    assert desk_jobs.audit_verify(desk, "0" * 64).printed is None
