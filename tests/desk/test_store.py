"""The desk's store: private, encrypted, one transaction per act, and a sentence for every way it cannot open."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from casework import Refused
from casework.desk import store
from casework.desk.migrations.tables import METADATA
from casework.notice.council import Council
from casework.timeline import history
from casework.vault import blobs, keyslots

pytestmark = pytest.mark.real_keys

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSPHRASE = "four plain words here"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    opened, _ = keyslots.create(folder, "Ann", PASSPHRASE)
    desk = store.create(folder, opened, NOW)
    with desk.act(NOW) as act:
        act.session.add(Council(name="Canaryborough"))
        act.record("desk-made", facts={"name": "Canaryborough"})
    desk.close()
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "desk")


@pytest.fixture
def desk(folder):
    opened = store.open_desk(folder, PASSPHRASE, NOW)
    yield opened
    opened.close()


def test_everything_on_disk_is_private(made):
    """Each file of the desk is 0600 and each folder 0700, whatever the umask was."""
    for path in made.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_no_clear_text_on_disk(made):
    """A name written to the store stands in none of its files, and the database does not say it is SQLite."""
    for path in made.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Canaryborough" not in data
            assert not data.startswith(b"SQLite format 3")


def test_the_settings_that_keep_it_safe_are_on(desk):
    """WAL with full synchronisation, foreign keys, guarded triggers and secure deletion, on every connection."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "secure_delete": 1}
    with desk.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_an_act_that_is_not_recorded_did_not_happen(desk):
    """Leaving an act without its row is an error, and what it did is undone."""
    with pytest.raises(RuntimeError, match="without recording"), desk.act(NOW) as act:
        act.session.get(Council, 1).name = "Elsewhere"
    with desk.reading() as session:
        assert session.get(Council, 1).name == "Canaryborough"


def test_an_act_that_fails_leaves_no_row_and_no_change(desk):
    """Row and change are one transaction: an error in the middle takes both back, and the anchor stays."""
    before = desk.verdict().rows
    with pytest.raises(ZeroDivisionError), desk.act(NOW) as act:
        act.session.get(Council, 1).name = "Elsewhere"
        act.record("settings")
        1 / 0
    assert desk.verdict().rows == before
    with desk.reading() as session:
        assert session.get(Council, 1).name == "Canaryborough"


def test_a_second_console_is_told_who_holds_the_desk(desk):
    """The same desk cannot be opened for writing twice; reading it goes on."""
    with pytest.raises(Refused, match="Another console has this desk open"):
        store.open_desk(desk.folder, PASSPHRASE, NOW)
    store.open_desk(desk.folder, PASSPHRASE, NOW, writing=False).close()


def test_a_console_that_was_killed_leaves_no_lock(folder):
    """The lock goes with its process: after kill -9 the desk opens."""
    code = (
        "import os, signal, sys; from pathlib import Path; from datetime import UTC, datetime;"
        "from casework.desk import store;"
        f"store.open_desk(Path(sys.argv[1]), {PASSPHRASE!r}, datetime.now(UTC)); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert ran.returncode == -signal.SIGKILL  # it had opened the desk
    store.open_desk(folder, PASSPHRASE, NOW).close()


def test_a_newer_desk_is_refused_and_left_as_it_is(folder):
    """A schema this version does not know is named, and not a byte of the database changes."""
    desk = store.open_desk(folder, PASSPHRASE, NOW)
    with desk.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    before = (folder / store.DATABASE).read_bytes()
    with pytest.raises(Refused, match=r"newer version of the console .*\(schema 9999"):
        store.open_desk(folder, PASSPHRASE, NOW)
    assert (folder / store.DATABASE).read_bytes() == before


def test_a_damaged_database_and_a_missing_one_are_two_sentences(folder):
    """With the right passphrase, damage and absence of desk.db are told apart."""
    database = folder / store.DATABASE
    whole = bytearray(database.read_bytes())
    whole[100:200] = bytes(100)
    database.write_bytes(whole)
    with pytest.raises(Refused, match=r"desk\.db is damaged"):
        store.open_desk(folder, PASSPHRASE, NOW)
    database.unlink()
    with pytest.raises(Refused, match="is missing"):
        store.open_desk(folder, PASSPHRASE, NOW)


def test_there_is_no_desk_is_said_with_what_to_do(tmp_path):
    """A folder that does not exist is told with the command that makes a desk."""
    with pytest.raises(Refused, match="There is no desk at"):
        store.open_desk(tmp_path / "none", PASSPHRASE, NOW)


def test_a_full_disk_is_one_sentence_and_nothing_half_done(desk):
    """A database that may not grow any further refuses the act whole; afterwards it works again."""
    with desk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    rows = desk.verdict().rows
    desk.engine.dispose()
    limited = [
        connection
        for connection in [desk.engine.raw_connection()]
        if connection.execute(f"PRAGMA max_page_count={pages}")
    ]
    limited[0].close()
    with pytest.raises(Refused, match="disk is full"), desk.act(NOW) as act:
        act.record("imported", facts={"long": "x" * 500_000})
    desk.engine.dispose()
    assert (desk.verdict().rows, desk.verdict().state) == (rows, "whole")
    with desk.act(NOW) as act:
        act.record("imported")


def test_the_migrations_make_the_tables_the_code_has(desk):
    """What Alembic builds and what the models say are the same schema."""
    with desk.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert [one for one in found if "item_words" not in str(one)] == []


def test_a_blob_is_sealed_and_comes_back_as_it_was(desk):
    """What is kept beside the database is unreadable on disk, and a cut or altered file is refused."""
    data = b"Canary " * 400_000 + os.urandom(5 << 19)  # more than one piece, compressed too
    with desk.act(NOW) as act:
        name = blobs.keep(act.session, desk.folder, data).name
        act.record("imported")
    file = desk.folder / blobs.FOLDER / name
    with desk.reading() as session:
        assert blobs.read(session, desk.folder, name) == data
    whole = file.read_bytes()
    assert b"Canary" not in whole
    for bad in (whole[:-1], whole[:-20], whole[: blobs.CHUNK + 16], b"", bytes([whole[0] ^ 1]) + whole[1:]):
        file.write_bytes(bad)
        with desk.reading() as session, pytest.raises(Refused, match="missing or damaged"):
            blobs.read(session, desk.folder, name)


def test_what_a_killed_import_left_beside_the_database_is_swept(folder):
    """A sealed file that no act names is gone after the next opening."""
    (folder / blobs.FOLDER / "0123").write_bytes(b"x")
    store.open_desk(folder, PASSPHRASE, NOW).close()
    assert not (folder / blobs.FOLDER / "0123").exists()


def test_rows_of_one_act_carry_its_number(desk):
    """An act may need several rows; they share the seq of its first."""
    with desk.act(NOW) as act:
        first = act.record("received")
        act.record("logged")
    with desk.reading() as session:
        assert session.get(history.History, first + 1).act == first


def test_the_anchor_follows_acts_in_their_order(folder, monkeypatch):
    """Two threads act on one desk, the first slow to write its anchor: the anchor ends at the last act."""
    desk = store.open_desk(folder, PASSPHRASE, NOW)
    first, seen, write = threading.Event(), [], store.durable.write

    def slow(path, data):
        if not first.is_set():
            first.set()
            time.sleep(0.3)
        write(path, data)
        seen.append(desk.anchored().seq)

    def act():
        with desk.act(NOW) as act:
            act.record("desk-made")

    monkeypatch.setattr(store.durable, "write", slow)
    one = threading.Thread(target=act)
    one.start()
    first.wait()
    act()
    one.join()
    assert seen == sorted(seen)
    assert len(seen) == 2
    with desk.reading() as session:
        assert session.exec(text("SELECT max(seq) FROM history")).one()[0] == desk.anchored().seq
    desk.close()
