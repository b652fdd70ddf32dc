"""Erased records, each kept as a digest under the desk's own key: enough to recognise one, and no more."""

import hmac
from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert
from sqlmodel import Field, Session, SQLModel, col, select

from casework.vault import database
from casework.vault.dependents import erased_otherwise


class Erased(SQLModel, table=True):
    """One record that was erased for good. Without the desk's key, no one can test a record against it."""

    __tablename__ = "erased"
    __table_args__ = erased_otherwise("only a keyed digest of the record stays, so that it is recognised")

    digest: str = Field(primary_key=True)
    on: date
    """The date it was erased (Europe/London)."""


def remember(session: Session, key: bytes, digests: Iterable[str], on: date) -> None:
    """Keep the keyed digests of records that are erased on a date; `digests` are the records' own."""
    database.insert_if_new(session, Erased, [{"digest": _keyed(key, digest), "on": on} for digest in digests])


def already_erased(session: Session, key: bytes, digests: Iterable[str]) -> dict[str, date]:
    """Which of these digests belong to erased records, each with the date of the erasure."""
    if session.exec(select(Erased.digest).limit(1)).first() is None:
        return {}
    by_keyed = {_keyed(key, digest): digest for digest in digests}
    matches = session.exec(select(Erased.digest, col(Erased.on)).where(col(Erased.digest).in_(list(by_keyed))))
    return {by_keyed[keyed]: on for keyed, on in matches}


def everything(session: Session) -> dict[str, date]:
    """The keyed digests of every erased record, each with the date."""
    return {one.digest: one.on for one in session.exec(select(Erased))}


def restore_digests(session: Session, key: bytes, known: dict[str, date], held: Iterable[tuple[int, str]]) -> list[int]:
    """Add what a later state of this desk had erased; answers which of the records `held` are among it.

    `held` gives each record's number and digest."""
    new = known.keys() - everything(session).keys()
    rows = [{"digest": keyed, "on": known[keyed]} for keyed in sorted(new)]
    if not rows:
        return []
    session.connection().execute(insert(Erased), rows)
    return [item for item, digest in held if _keyed(key, digest) in new]


def _keyed(key: bytes, digest: str) -> str:
    return hmac.digest(key, digest.encode(), "sha256").hex()
