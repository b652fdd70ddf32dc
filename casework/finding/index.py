"""The word index: which items hold these words. SQLite's FTS5, contentless, of folded words."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection
from sqlmodel import Session

from casework.finding.names import words


def create(connection: Connection) -> None:
    """Make the index (part of the first migration)."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE item_words USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
    )


def add(session: Session, items: Iterable[tuple[int, str]]) -> None:
    """Index items given as (id, segments)."""
    rows = [(item, " ".join(words(" ".join(part[2] for part in json.loads(segments))))) for item, segments in items]
    if rows:
        session.connection().exec_driver_sql("INSERT INTO item_words(rowid, words) VALUES (?, ?)", rows)


def erase(session: Session, items: Iterable[int]) -> None:
    """Take items out of the index for good: without `optimize` their words would stay in its older segments."""
    rows = [(item,) for item in items]
    if rows:
        session.connection().exec_driver_sql("DELETE FROM item_words WHERE rowid = ?", rows)
        session.connection().exec_driver_sql("INSERT INTO item_words(item_words) VALUES ('optimize')")


def holding(session: Session, phrase: str) -> list[int]:
    """The items in which the words of `phrase` stand next to each other."""
    said = words(phrase)
    if not said:
        return []
    query = '"' + " ".join(said) + '"'
    found = session.connection().exec_driver_sql(
        "SELECT rowid FROM item_words WHERE item_words MATCH ? ORDER BY rowid", (query,)
    )
    return [row[0] for row in found]
