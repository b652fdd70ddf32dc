"""The history: every act adds rows, each chained to the row before, with its facts kept apart.

A row's kind and dates are not personal and are kept for good. Its facts are in `Payload` under a random salt, and the
row holds only their digest, so that disposal can erase the facts and the chain still verifies. A later row of the kind
`erased` names every row whose facts were erased; facts that are missing without one were tampered with.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Select, delete
from sqlmodel import Field, Session, SQLModel, col, select

from casework.law.rights import Right
from casework.text.batches import batches
from casework.text.canonical import fold
from casework.text.facts import Unchecked
from casework.timeline.events import KINDS, OF_ONE_RIGHT, ActKind, Event, Kind
from casework.vault import database
from casework.vault.columns import Day, Instant, moment_text
from casework.vault.dependents import erased_otherwise

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
START = "0" * 64
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class History(SQLModel, table=True):
    """One row of the chain. Dates are in Europe/London."""

    __tablename__ = "history"
    __table_args__ = erased_otherwise("a row stays in the chain; what it says about anyone is in its payload")

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act: int
    """The seq of the first row of the act this row belongs to."""
    reference: str | None = Field(default=None, index=True)
    kind: str
    day: date | None = Field(default=None, sa_column=Column(Day))
    recorded: datetime = Field(sa_column=Column(Instant, nullable=False))
    actor: str
    corrects: int | None = None
    months: int | None = None
    digest: str
    previous: str
    mac: str


class Payload(SQLModel, table=True):
    """The facts of one history row, erasable."""

    __tablename__ = "payload"
    __table_args__ = erased_otherwise("`erase` deletes it by the row, which the erasure finds by what it says")

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    salt: bytes
    facts: str


COLUMNS = ("seq", "act", "reference", "kind", "day", "recorded", "actor", "corrects", "months", "digest", "previous")
CHAIN = (
    f"SELECT {', '.join(f'h.{column}' for column in COLUMNS)}, h.mac, p.salt, p.facts "
    "FROM history h LEFT JOIN payload p ON p.seq = h.seq ORDER BY h.seq"
)
"""The rows `verify` reads."""
SALT = 16
"""Bytes: a salt of another length would let its end pass for the beginning of the facts."""
GUARDS = database.guards("history", "seq")
"""The triggers by which the database itself refuses to alter the history, each as the schema must hold it."""


def append(
    session: Session,
    key: bytes,
    *,
    act: int | None,
    kind: Kind | ActKind,
    now: datetime,
    actor: str,
    reference: str | None = None,
    on: date | None = None,
    corrects: int | None = None,
    months: int | None = None,
    facts: Unchecked | None = None,
) -> History:
    """Add one row, with its facts, to the end of the chain; `now` is an aware UTC instant."""
    last = session.exec(select(History).order_by(col(History.seq).desc()).limit(1)).first()
    seq = last.seq + 1 if last else 1
    payload = Payload(seq=seq, salt=os.urandom(SALT), facts=_encode(facts or {}))
    row = History(
        seq=seq,
        act=act or seq,
        reference=reference,
        kind=kind,
        day=on,
        recorded=now.replace(microsecond=0),
        actor=actor,
        corrects=corrects,
        months=months,
        digest=hashlib.sha256(payload.salt + payload.facts.encode()).hexdigest(),
        previous=last.mac if last else START,
        mac="",
    )
    row.mac = _mac(key, [_as_kept(getattr(row, column)) for column in COLUMNS])
    session.add_all([row, payload])
    session.flush()
    return row


def _as_kept(value: object) -> object:
    """A column as the database holds it, which is what the MAC covers."""
    return moment_text(value) if isinstance(value, date) else value


def instant(now: datetime) -> str:
    """A UTC instant as the chain writes it: `2026-11-22T09:30:00Z`."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def events(session: Session, reference: str) -> list[Event]:
    """The case's events, from its history rows, in the order recorded."""
    rows = session.exec(select(History).where(History.reference == reference).order_by(col(History.seq))).all()
    facts = facts_of(session, [row.seq for row in rows])
    return [as_event(row, facts.get(row.seq, {})) for row in rows if row.kind in KINDS]


def as_event(row: History, facts: Unchecked) -> Event:
    """A history row of a clock-moving kind as the clock's event. Raises RuntimeError for a row without a date."""
    if row.day is None:
        raise RuntimeError(f"row {row.seq} is an event without its day")
    return Event(
        kind=Kind(row.kind),
        on=row.day,
        recorded=row.recorded,
        seq=row.seq,
        corrects=row.corrects,
        months=row.months,
        actor=row.actor,
        note=str(facts["note"]) if facts.get("note") else None,
        right=Right(str(facts["right"])) if facts.get("right") and row.kind in OF_ONE_RIGHT else None,
    )


def facts_of(session: Session, seqs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The facts of those rows, unless they were erased."""
    rows = session.exec(select(Payload).where(col(Payload.seq).in_(list(seqs)))).all()
    return {row.seq: json.loads(row.facts) for row in rows}


def rights_of(session: Session, seqs: Sequence[int]) -> dict[int, Right]:
    """The one right that each of those events is about, for the events that name one."""
    found: dict[int, Right] = {}
    for some in batches(seqs):
        named = select(Payload).where(col(Payload.seq).in_(some), database.holds(col(Payload.facts), '"right":"'))
        found |= {row.seq: Right(json.loads(row.facts)["right"]) for row in session.exec(named)}
    return found


def next_number(session: Session, prefix: str, used: Iterable[str]) -> int:
    """The number after the last reference with that prefix (`SAR-2026-`) on this desk, or on one a restore replaced:
    people may already have letters with its references."""
    last = _given(session).get(prefix, 0)
    return max([last, *(int(one.removeprefix(prefix)) for one in used)]) + 1


def having(query: Query, table: Any, words: str) -> Query:
    """The query, limited to cases that contain all the words."""
    return query.where(*(table.words.contains(word, autoescape=True) for word in fold(words).split()))


def last_numbers(session: Session) -> dict[str, int]:
    """The last number used with each prefix, on this desk or on one it replaced."""
    last = _given(session)
    given = select(History.reference).where(col(History.reference).is_not(None)).distinct()
    for reference in filter(None, session.exec(given)):
        prefix, dash, number = reference.rpartition("-")
        if number.isdecimal():
            last[prefix + dash] = max(last.get(prefix + dash, 0), int(number))
    return last


def _given(session: Session) -> dict[str, int]:
    restored = session.exec(select(History.seq).where(History.kind == ActKind.restored)).all()
    last: dict[str, int] = {}
    for facts in facts_of(session, restored).values():
        for prefix, number in facts.get("given", {}).items():
            last[prefix] = max(last.get(prefix, 0), number)
    return last


def erase(session: Session, seqs: Iterable[int]) -> list[list[int]]:
    """Erase the facts and salts of those rows; return the runs of rows that a row of kind `erased`, recorded in the
    same act, must name as `payloads`.
    """
    seq, erased = col(Payload.seq), list[int]()
    for some in batches(sorted(seqs)):
        erased += session.exec(select(Payload.seq).where(seq.in_(some)).order_by(seq)).all()
        session.connection().execute(delete(Payload).where(seq.in_(some)))
    runs: list[list[int]] = []
    for number in erased:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def undoable(session: Session, reference: str, kind: ActKind, undoing: ActKind) -> History | None:
    """The last act of that kind on a case that no act of the undoing kind has undone yet."""
    query = select(History).where(History.reference == reference).order_by(col(History.seq).desc())
    rows = session.exec(query.where(col(History.kind).in_([kind, undoing]))).all()
    undone = {row.corrects for row in rows if row.kind == undoing}
    return next((row for row in rows if row.kind == kind and row.seq not in undone), None)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's last row, as recorded in a file outside the database."""

    seq: int
    mac: str


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """The result of checking the chain: `whole`, `broken` or `rollback`, and the first bad row."""

    rows: int
    state: str
    head: str
    first_bad: int | None = None
    why: str = ""


def read(connection: database.Connection, key: bytes, anchor: Anchor | None) -> HistoryCheck:
    """Check the history in a database, through the driver's own connection, which `verify` needs to be quick.

    Missing guards count as a fault even if the history is intact: only an attacker removes them.
    """
    try:
        check = verify(database.rows(connection, CHAIN), key, anchor)
    except Exception as wrong:
        if not database.is_no_text(wrong):
            raise
        with database.any_text(connection):
            check = verify(database.rows(connection, CHAIN), key, anchor)
    missing = missing_guards(connection)
    if check.state != "whole" or not missing:
        return check
    why = f"the database no longer guards its history: {', '.join(missing)} removed or altered"
    return HistoryCheck(check.rows, "broken", check.head, check.rows + 1, why)


def missing_guards(connection: database.Connection) -> list[str]:
    """The names of the triggers on the history that are missing or altered."""
    return database.missing_guards(connection, "history", GUARDS)


def verify(rows: Iterable[tuple[Any, ...]], key: bytes, anchor: Anchor | None) -> HistoryCheck:
    """Check the chain from its first row, and its end against the anchor. It has a result whatever the rows contain.

    `rows` are the columns of `COLUMNS`, then mac, salt and facts, in the order of seq; salt and facts are None if the
    payload is missing. It may be missing only if a later row says that it was erased.
    """
    before, count, act = START, 0, 0
    missing: set[int] = set()
    held = rollback = None
    try:
        for *columns, mac, salt, facts in rows:
            seq, digest, previous = columns[0], columns[9], columns[10]
            if seq != count + 1:
                gap = f"row {count + 1} is missing: the next is {seq}"
                return _broken(count, before, gap if seq > count + 1 else f"row {seq} comes after row {count}")
            if not hmac.compare_digest(mac, _mac(key, columns)):
                return _broken(count, before, f"row {seq} was altered after it was written")
            if previous != before:
                return _broken(count, before, f"row {seq} does not follow row {count}")
            if salt is None:
                missing.add(seq)
            elif len(salt) != SALT or hashlib.sha256(salt + facts.encode()).hexdigest() != digest:
                return _broken(count, before, f"the facts of row {seq} were altered after it was written")
            elif columns[3] == ActKind.erased:
                erased = _erased_by(facts)
                if kept := erased - missing:
                    why = f"row {seq} erased the facts of row {min(kept)}, but they are still there"
                    return _broken(count, before, why)
                missing -= erased
            before, count, act = mac, seq, columns[1]
            if anchor and seq == anchor.seq:
                held = mac
            if columns[3] == ActKind.rollback_found:
                rollback = rollback or seq
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError):
        return _broken(count, before, f"row {count + 1} holds what no act writes: it was altered after it was written")
    if missing:
        why = f"the facts of row {min(missing)} are missing, and no act erased them"
        return HistoryCheck(count, "broken", before, min(missing), why)
    check = _against(anchor, held, HistoryCheck(count, "whole", before), act)
    if rollback and check.state == "whole":
        why = f"row {rollback} records that earlier rows had been lost"
        return HistoryCheck(count, "rollback", before, rollback, why)
    return check


def _erased_by(facts: str) -> set[int]:
    """The rows whose facts a row of kind `erased` says were erased."""
    return {seq for first, last in json.loads(facts)["payloads"] for seq in range(first, last + 1)}


def _broken(count: int, before: str, why: str) -> HistoryCheck:
    return HistoryCheck(count, "broken", before, count + 1, why)


def _against(anchor: Anchor | None, held: str | None, read: HistoryCheck, act: int) -> HistoryCheck:
    """Check the end of an intact chain against the anchor."""
    if anchor is None or type(anchor.seq) is not int or not 0 < anchor.seq < 2**63:
        why = "the anchor file is missing or damaged, so nothing outside the database vouches for its end"
        return _broken(read.rows, read.head, why)
    if anchor.seq > read.rows:
        lost = anchor.seq - read.rows
        why = f"{lost} row{'s' * (lost > 1)} missing at the end: the anchor remembers row {anchor.seq}"
        return HistoryCheck(read.rows, "rollback", read.head, read.rows + 1, why)
    if held != anchor.mac:
        why = f"row {anchor.seq} is not the one the anchor remembers: the history was replaced"
        return HistoryCheck(read.rows, "rollback", read.head, anchor.seq, why)
    if anchor.seq < read.rows and act != anchor.seq + 1:
        why = f"the anchor remembers row {anchor.seq}, more than one act behind: it is an older copy"
        return HistoryCheck(read.rows, "broken", read.head, anchor.seq + 1, why)
    return read


def _mac(key: bytes, columns: list[Any]) -> str:
    return hmac.digest(key, _encode(columns).encode(), "sha256").hex()


def seal(key: bytes, anchor: Anchor) -> bytes:
    """The anchor file's text: seq and head, with a seal only the desk can make."""
    row = {"seq": anchor.seq, "mac": anchor.mac}
    return _encode({**row, "seal": _mac(key, ["anchor", anchor.seq, anchor.mac])}).encode()


def unseal(key: bytes, text: bytes) -> Anchor | None:
    """The anchor in that file, or None if this desk did not seal it."""
    try:
        sealed = json.loads(text)
        anchor = Anchor(int(sealed["seq"]), str(sealed["mac"]))
        return anchor if hmac.compare_digest(sealed["seal"], _mac(key, ["anchor", anchor.seq, anchor.mac])) else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
