"""Records that were erased, each by a digest under the desk's own key: enough to know one again, and nothing else."""

import hmac
from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert
from sqlmodel import Field, Session, SQLModel, col, select

from casework.vault import database
from casework.vault.dependents import erased_otherwise


class Erased(SQLModel, table=True):
    """One record that is gone for good. Whoever lacks the desk's key can try no record against it."""

    __tablename__ = "erased"
    __table_args__ = erased_otherwise("a keyed digest is all that stays of a record, so that it is known again")

    digest: str = Field(primary_key=True)
    on: date
    """The day it was erased (Europe/London)."""


def remember(session: Session, key: bytes, digests: Iterable[str], on: date) -> None:
    """Keep the keyed digests of records, given by their own, that are erased on that day."""
    database.insert_if_new(session, Erased, [{"digest": _keyed(key, digest), "on": on} for digest in digests])


def already_erased(session: Session, key: bytes, digests: Iterable[str]) -> dict[str, date]:
    """Of records given by their digests those that were erased, each with the day."""
    if session.exec(select(Erased.digest).limit(1)).first() is None:
        return {}
    by_keyed = {_keyed(key, digest): digest for digest in digests}
    found = session.exec(select(Erased.digest, col(Erased.on)).where(col(Erased.digest).in_(list(by_keyed))))
    return {by_keyed[keyed]: on for keyed, on in found}


def everything(session: Session) -> dict[str, date]:
    """The keyed digests of all that was erased, each with the day."""
    return {one.digest: one.on for one in session.exec(select(Erased))}


def restore_digests(session: Session, key: bytes, known: dict[str, date], held: Iterable[tuple[int, str]]) -> list[int]:
    """Remember what a later state of this desk had erased; of records that are `held`, given by number and digest,
    answer those that it had erased."""
    new = known.keys() - everything(session).keys()
    rows = [{"digest": keyed, "on": known[keyed]} for keyed in sorted(new)]
    if not rows:
        return []
    session.connection().execute(insert(Erased), rows)
    return [item for item, digest in held if _keyed(key, digest) in new]


def _keyed(key: bytes, digest: str) -> str:
    return hmac.digest(key, digest.encode(), "sha256").hex()
