"""The encrypted database file: connections keyed and set up, copies verified, its errors in plain words.

What only SQLite and its driver can do is here; what its word index can do is in `casework.records.index`.
"""

import contextlib
import errno
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import ColumnElement, Engine, TextClause, create_engine, event, insert, text
from sqlalchemy import Connection as Transaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.pool import QueuePool

from casework import Refused

OLDEST_SQLITE = (3, 51, 3)
"""Older versions can corrupt a WAL when it is reset."""
if TYPE_CHECKING:
    import sqlite3

    Connection = sqlite3.Connection  # the driver's own has the same methods, but no types
else:
    Connection = sqlcipher.Connection
    """The driver's own connection."""
Fault = sqlcipher.Error
"""What the driver raises when it is called without SQLAlchemy."""
NEVER_AGAIN = {"sqlite_autoincrement": True}
"""For a table's `__table_args__`: a number is never used twice."""


def copy(source: Path, target: Path, key: bytes) -> None:
    """A consistent copy of the database, checked page by page; work can go on meanwhile.

    Raises Refused if the copy does not verify.
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


def rewrite(connection: Connection) -> None:
    """Rewrite the database from its rows, so that no page keeps anything deleted."""
    connection.execute("VACUUM")


def empty_log(connection: Connection) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False if a reader is in the way."""
    return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)


def prove_pages(connection: Connection) -> None:
    """Raise Refused unless every page opens under its seal and the database agrees with itself."""
    try:
        sealed = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        whole = not sealed and connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except Fault:
        whole = False
    if not whole:
        raise Refused("The copy of the database did not verify. Free some disk space, check the disk and try again.")


def connect(database: Path, key: bytes) -> Connection:
    """A connection of the driver's own, keyed and set up. Raises Refused where SQLite is not what the desk needs."""
    if len(key) != 32:
        raise ValueError("a raw key has 32 bytes; SQLCipher would take anything else for a passphrase")
    connection: Connection = sqlcipher.connect(
        database.absolute().as_uri() + "?mode=rwc", uri=True, check_same_thread=False, isolation_level=None, timeout=15
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise Refused("The SQLite in use cannot encrypt. Reinstall the package sqlcipher3.")
        if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
            raise Refused(f"SQLite {sqlcipher.sqlite_version} is too old to be safe. Upgrade the package sqlcipher3.")
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
    """Connections for SQLModel: a writer takes its lock at once, and a reader waits for no lock."""
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
    def begin(connection: Transaction) -> None:
        reads = connection.get_execution_options().get("dpo_read")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return made


@contextlib.contextmanager
def plain_words() -> Iterator[None]:
    """Turn an error of the database or the disk into the sentence an officer needs."""
    try:
        yield
    except (DBAPIError, Fault, OSError, OverflowError) as wrong:
        sentence = _sentence(wrong)
        if sentence is None:
            raise
        raise Refused(sentence) from wrong


def _sentence(wrong: Exception) -> str | None:
    error, number = str(getattr(wrong, "orig", wrong)).casefold(), getattr(wrong, "errno", None)
    if "too large to convert to sqlite" in error:
        return "That number is too large. Check what you typed."
    if "locked" in error:
        return "The desk is busy with another change. Try again in a moment."
    if "not a database" in error or "malformed" in error or "hmac" in error:
        return "The database desk.db is damaged. The key file is not. Restore the desk from a backup."
    if "readonly" in error or "read-only" in error or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "You cannot write to the desk's folder. Correct its permissions and try again. Nothing was half saved."
    if "is full" in error or number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk is full. Free some space and try again. Nothing was half saved."
    if number is not None or "disk i/o" in error or "unable to open" in error:
        return "The disk is full or failing. Free some space or check the disk, then try again. Nothing was half saved."
    return None


def versions() -> tuple[str, str, bool]:
    """SQLCipher's version (empty if it is missing) and SQLite's, and whether they are what the desk needs."""
    with contextlib.closing(sqlcipher.connect(":memory:")) as connection:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
    enough = bool(cipher) and sqlcipher.sqlite_version_info >= OLDEST_SQLITE
    return cipher[0] if cipher else "", sqlcipher.sqlite_version, enough


def number(id: int | None) -> int:
    """The number of a stored row. Raises RuntimeError for one that is not stored yet."""
    if id is None:
        raise RuntimeError("this row has no number yet: it is not stored")
    return id


def holds(column: Mapped[str], words: str) -> ColumnElement[bool]:
    """Whether a text holds these words, letter for letter as it is kept."""
    return column.contains(words, autoescape=True)


def driver(session: Session) -> Connection:
    """The driver's own connection beneath a session, in the session's transaction."""
    connection: Connection | None = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the session's connection was given back already")
    return connection


def rows(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows a statement reads, as the driver gives them: wrapping them can cost more than the work on them."""
    return connection.execute(statement)


def is_no_text(wrong: Exception) -> bool:
    """Whether the driver raised this for text that is not valid UTF-8."""
    return "decode to UTF-8" in str(wrong)


@contextlib.contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Let invalid text through for a while, so that its row can be named."""
    usual, connection.text_factory = connection.text_factory, lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = usual


def tables(connection: Connection) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """Every table by its name, with all its rows in the order of their keys.

    A virtual table is left out: its contents are in the tables behind it.
    """
    listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for name, sql in listed:
        if not sql.upper().startswith("CREATE VIRTUAL"):
            order = "1, 2" if "WITHOUT ROWID" in sql.upper() else "rowid"
            yield name, connection.execute(f'SELECT * FROM "{name}" ORDER BY {order}')


def guards(table: str, number: str) -> dict[str, str]:
    """The triggers with which the database itself refuses to change the rows of a table: the SQL of each by its name.

    `number` is the column that identifies a row."""
    return {
        f"{table}_no_{name}": f"CREATE TRIGGER {table}_no_{name} BEFORE {when} "
        f"BEGIN SELECT RAISE(ABORT, 'the {table} only grows'); END"
        for name, when in (
            ("update", f"UPDATE ON {table}"),
            ("delete", f"DELETE ON {table}"),
            ("replace", f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {number} = NEW.{number})"),
        )
    }


def missing_guards(connection: Connection, table: str, wanted: dict[str, str]) -> list[str]:
    """The names of those triggers that a table lacks, or has with other SQL."""
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    there = dict(connection.execute(listed, (table,)))
    return [name for name, sql in wanted.items() if there.get(name) != sql]


def guard(session: Session, wanted: dict[str, str]) -> None:
    """Create those triggers, replacing any of the same names."""
    for name, sql in wanted.items():
        session.connection().exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        session.connection().exec_driver_sql(sql)


def mark(connection: Connection, number: int) -> None:
    """Write a number into the database's header, outside every table."""
    connection.execute(f"PRAGMA user_version = {number:d}")


def marked(connection: Connection) -> int:
    """The number in the database's header: 0 if none was written."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def insert_if_new(session: Session, table: Any, new: Sequence[dict[str, object]]) -> None:
    """Insert rows into a table, except those whose key is there already."""
    if new:
        session.connection().execute(insert(table).prefix_with("OR IGNORE"), new)


def with_string(column: Any, string: str) -> ColumnElement[bool]:
    """Whether a column of JSON text contains that string, as a key or as a value. The text is searched as it is, in
    capitals or not, so a match may have to be read to be sure."""
    found: ColumnElement[bool] = column.contains(f'"{string}"')
    return found


def newest_first(table: Any) -> TextClause:
    """An order for a table's rows, by when each was first written, newest first."""
    return text(f"{table.__tablename__}.rowid DESC")
