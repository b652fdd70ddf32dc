"""The encrypted database file: connections keyed and set up, copies proved, its faults in plain words."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from casework import Refused

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL when it is reset."""


def copy(source: Path, target: Path, key: bytes) -> None:
    """A consistent copy of the database as it stands, checked page by page; work may go on meanwhile.

    Raises Refused where the copy does not verify.
    """
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with (
        plain_words(),
        contextlib.closing(connect(source, key)) as old,
        contextlib.closing(connect(target, key)) as new,
    ):
        old.backup(new)
        prove_pages(new)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        new.execute("PRAGMA journal_mode = DELETE")


def rewrite(connection: sqlcipher.Connection) -> None:
    """Write the whole database anew from its rows: what was deleted stands on no page afterwards."""
    connection.execute("VACUUM")


def empty_log(connection: sqlcipher.Connection) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False where a reader stands in the way."""
    return connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def prove_pages(connection: sqlcipher.Connection) -> None:
    """Raise Refused unless every page opens under its seal and the database agrees with itself."""
    try:
        sealed = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        whole = not sealed and connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlcipher.Error:
        whole = False
    if not whole:
        raise Refused("The copy of the database did not verify: free some disk space, check the disk, and do it again.")


def connect(database: Path, key: bytes) -> sqlcipher.Connection:
    """A connection of the driver's own, keyed and set up. Raises Refused where SQLite is not what the desk needs."""
    if len(key) != 32:
        raise ValueError("a raw key has 32 bytes; SQLCipher would take anything else for a passphrase")
    connection = sqlcipher.connect(
        database.absolute().as_uri() + "?mode=rwc", uri=True, check_same_thread=False, isolation_level=None, timeout=15
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise Refused("The SQLite in use cannot encrypt: reinstall the package sqlcipher3.")
        if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
            raise Refused(f"SQLite {sqlcipher.sqlite_version} is too old to be safe: upgrade the package sqlcipher3.")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def engine(database: Path, key: bytes) -> Engine:
    """Connections to the database as SQLModel wants them: a writer takes its lock at once, a reader waits for none."""
    made = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(database, key),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,
    )

    @event.listens_for(made, "begin")
    def begin(connection):
        reads = connection.get_execution_options().get("dpo_read")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return made


@contextlib.contextmanager
def plain_words() -> Iterator[None]:
    """Turn what the database or the disk says into the sentence a person needs."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error, OSError, OverflowError) as wrong:
        sentence = _sentence(wrong)
        if sentence is None:
            raise
        raise Refused(sentence) from wrong


def _sentence(wrong: Exception) -> str | None:
    said, number = str(getattr(wrong, "orig", wrong)).casefold(), getattr(wrong, "errno", None)
    if "too large to convert to sqlite" in said:
        return "There is no number that large on this desk: check what was typed."
    if "locked" in said:
        return "The desk is busy with another change: try again in a moment."
    if "not a database" in said or "malformed" in said or "hmac" in said:
        return "The database desk.db is damaged: put it back from a backup; the key file is right."
    if "readonly" in said or "read-only" in said or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "The desk's folder cannot be written: mend its permissions and try again; nothing was half done."
    if "is full" in said or number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk is full: free some space and do it again; nothing was half done."
    if number is not None or "disk i/o" in said or "unable to open" in said:
        return "The disk is full or failing: free some space or check it, and do it again; nothing was half done."
    return None
