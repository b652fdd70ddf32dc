"""The word index: which items hold given words. SQLite's FTS5, without content, of folded words."""

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlmodel import Session

from casework.records.contents import fields_in
from casework.text.batches import batches
from casework.text.canonical import words


def create(connection: Connection) -> None:
    """Make the index (part of the first migration)."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE item_words USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
    )


def empty(connection: Connection) -> None:
    """Remove every item from the index, before it is rebuilt."""
    connection.exec_driver_sql("INSERT INTO item_words(item_words) VALUES ('delete-all')")


def add(session: Session, items: Iterable[tuple[int, str]]) -> None:
    """Index items given as (id, segments)."""
    write(session.connection(), ((item, segments, []) for item, segments in items))


def write(connection: Connection, items: Iterable[tuple[int, str, list[str]]]) -> None:
    """Add items that are not in the index yet, given as (id, segments, further texts)."""
    rows = [(item, " ".join([_said(segments), *words(" ".join(more))])) for item, segments, more in items]
    if rows:
        connection.exec_driver_sql("INSERT INTO item_words(rowid, words) VALUES (?, ?)", rows)


def reindex(session: Session, items: Iterable[tuple[int, str, list[str]]]) -> None:
    """Index items again, given as (id, segments, further texts): their old words are no longer found."""
    for item, segments, more in items:
        session.connection().exec_driver_sql("DELETE FROM item_words WHERE rowid = ?", (item,))
        write(session.connection(), [(item, segments, more)])


def _said(segments: str) -> str:
    return " ".join(words(" ".join(part.text for part in fields_in(segments))))


def erase(session: Session, items: Iterable[int]) -> None:
    """Remove items from the index for good: without `optimize` their words would stay in its older segments."""
    rows = [(item,) for item in items]
    if rows:
        session.connection().exec_driver_sql("DELETE FROM item_words WHERE rowid = ?", rows)
        session.connection().exec_driver_sql("INSERT INTO item_words(item_words) VALUES ('optimize')")


def holding(session: Session, phrase: str) -> list[int]:
    """The items that hold the words of `phrase` next to each other."""
    folded = words(phrase)
    if not folded:
        return []
    query = '"' + " ".join(folded) + '"'
    rows = session.connection().exec_driver_sql(
        "SELECT rowid FROM item_words WHERE item_words MATCH ? ORDER BY rowid", (query,)
    )
    return [row[0] for row in rows]


def terms(session: Session) -> list[str]:
    """Every word in the index."""
    connection, vocabulary = session.connection(), "temp.item_terms USING fts5vocab(main, item_words, row)"
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE IF NOT EXISTS {vocabulary}")
    return list(connection.exec_driver_sql("SELECT term FROM temp.item_terms").scalars())


def any_of(session: Session, phrases: Iterable[str], *, begun: bool = False) -> set[int]:
    """The items with one of these phrases of folded words; with `begun`, the last word may be longer."""
    listed, matches, more = sorted(phrases), set(), " *" * begun
    ask = "SELECT rowid FROM item_words WHERE item_words MATCH ?"
    for some in batches(listed, 100):
        query = " OR ".join(f'"{phrase}"{more}' for phrase in some)
        matches |= set(session.connection().exec_driver_sql(ask, (query,)).scalars())
    return matches


def newest(session: Session, folded: list[str], limit: int) -> list[int]:
    """The newest items that hold all these folded words; the last word may be unfinished.

    It counts as a beginning only if too few items hold it as a word, because every longer word must then be read.
    """
    quoted = " AND ".join(f'"{word}"' for word in folded)
    ask = "SELECT rowid FROM item_words WHERE item_words MATCH ? ORDER BY rowid DESC LIMIT ?"
    for query in (quoted, f"{quoted} *"):
        rows = session.connection().exec_driver_sql(ask, (query, limit)).all()
        if len(rows) == limit:
            break
    return [row[0] for row in rows]
