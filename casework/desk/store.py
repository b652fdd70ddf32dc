"""Opens the desk, migrates it, and gives one transaction per act: the only file that makes a Session."""

import contextlib
import fcntl
import json
import os
import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.desk import migrations
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, Kind
from casework.vault import attempts, blobs, database, durable, keyslots
from casework.vault.drafts import Drafts

DATABASE, ANCHOR, LOCK = "desk.db", "anchor", "desk.lock"
OUTBOX = "outbox"
"""The one folder where finished files are not encrypted."""
UNSWEPT = 1
"""In the database's header from an act that erases until the disk is swept."""
SLOT_ACTS = (
    "desk-made",
    "officer-added",
    "officer-revoked",
    "passphrase-changed",
    "code-renewed",
    "slots-found",
    "restored",
)
"""The acts whose facts name every key slot there is after them."""


class DeskInUse(Refused):
    """Another process has this desk open for writing."""


class Act:
    """One transaction with its history rows: all of it happens, or nothing."""

    def __init__(self, session: Session, desk: "Desk", now: datetime):
        self.session, self.now = session, now
        self._desk = desk
        self._first: int | None = None
        self.rows: list[history.History] = []

    def record(
        self,
        kind: Kind | ActKind,
        *,
        reference: str | None = None,
        on: date | None = None,
        corrects: int | None = None,
        months: int | None = None,
        facts: Unchecked | None = None,
    ) -> int:
        """Write the act's row in the chain, with its facts; answer its seq."""
        row = history.append(
            self.session,
            self._desk.chain_key,
            act=self._first,
            kind=kind,
            now=self.now,
            actor=self._desk.officer,
            reference=reference,
            on=on,
            corrects=corrects,
            months=months,
            facts=facts,
        )
        self._first = self._first or row.seq
        self.rows.append(row)
        return row.seq


class Desk:
    """An open desk: one officer, one folder, one engine."""

    def __init__(self, folder: Path, opened: keyslots.Unlocked, engine: Engine, lock: int | None):
        self.folder, self.officer, self.demo, self.engine = folder, opened.officer, opened.demo, engine
        self.opened = opened
        self.chain_key = keyslots.derived(opened.key, "chain")
        self.erased_key = keyslots.derived(opened.key, "erased")
        self.warnings: list[Refused] = []
        """What opening found that the officer must know, each with what helps."""
        self._lock = lock
        self._anchoring = threading.RLock()
        self._behind: history.Anchor | None = None
        """The last act's row, while the anchor file does not remember it."""
        mine = opened.officer.removesuffix(keyslots.BY_CODE)
        self.drafts = Drafts(folder, keyslots.derived(opened.key, "drafts"), mine) if lock is not None else None

    def close(self) -> None:
        """Let go of the database and of the desk."""
        if self.drafts:
            self.drafts.close()
        self.engine.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; it waits for no writer."""
        with database.plain_words(), Session(self.engine.execution_options(dpo_read=True)) as session:
            yield session

    @contextlib.contextmanager
    def act(self, now: datetime) -> Iterator[Act]:
        """One act: a transaction that commits with its history row, then the anchor.

        Raises Refused if the desk cannot be written; RuntimeError if the act recorded nothing.
        """
        if self._lock is None:
            raise Refused("This desk was opened for reading only.")
        self._anchor()
        done = contextlib.ExitStack()
        with database.plain_words(), Session(self.engine, expire_on_commit=False) as session, done, session.begin():
            act = Act(session, self, now)
            yield act
            if not act.rows:
                raise RuntimeError("an act was left without recording it")
            session.flush()
            done.enter_context(self._anchoring)  # until the anchor follows, no other thread's act is committed
            done.push(partial(self._committed, act.rows[-1]))

    @contextlib.contextmanager
    def erasing(self, now: datetime) -> Iterator[Act]:
        """An act that erases; the desk is swept afterwards or, if that cannot be done then, when it is next opened."""
        with self.act(now) as act:
            database.mark(database.driver(act.session), UNSWEPT)
            yield act
        with contextlib.suppress(Refused):  # committed is committed: the next opening sweeps
            self.sweep()

    def sweep(self) -> bool:
        """Leave no trace of erased data on disk: rewrite the database without it, empty its log, and delete sealed
        files that no longer have a key and copies of the database made before a migration.

        False if another console is reading the desk: the next opening does it then. Raises Refused if the disk is full
        or failing.
        """
        with database.plain_words(), contextlib.closing(database.connect(self._path, self.opened.key)) as connection:
            for left in (*self.folder.glob(f"{DATABASE}.before-*"), *self.folder.glob("drafts.sealed.damaged")):
                left.unlink(missing_ok=True)
            with self.reading() as session:
                blobs.sweep(session, self.folder)
            durable.sync(self.folder)
            database.rewrite(connection)
            done = database.empty_log(connection)
            if done:
                database.mark(connection, 0)
                database.empty_log(connection)
        return done

    def unswept(self) -> bool:
        """Whether the disk may still hold traces of erased data."""
        with self.reading() as session:
            return database.marked(database.driver(session)) == UNSWEPT

    @property
    def _path(self) -> Path:
        return self.folder / DATABASE

    def _committed(self, last: history.History, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            self._behind = history.Anchor(last.seq, last.mac)
            with contextlib.suppress(Refused):  # the act stays committed: the next one is refused until this succeeds
                self._anchor()

    def _anchor(self) -> None:
        """Update the anchor file to the last act, if it is behind."""
        with self._anchoring:
            if self._behind:
                with database.plain_words():
                    durable.write(self.folder / ANCHOR, history.seal(self.chain_key, self._behind))
                self._behind = None

    @contextlib.contextmanager
    def staging(self) -> Iterator[Session]:
        """A transaction on what no one can see yet: the rows of a source that is still open. No act, no history."""
        with database.plain_words(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def anchored(self) -> history.Anchor | None:
        """The row in the anchor file, or None if the file is missing or not this desk's."""
        try:
            return history.unseal(self.chain_key, (self.folder / ANCHOR).read_bytes())
        except OSError:
            return None

    def verdict(self) -> history.HistoryCheck:
        """Check every row of the chain, against the anchor."""
        with self.reading() as session:
            # the driver's own rows: wrapping them costs more than checking them
            return history.read(database.driver(session), self.chain_key, self.anchored())

    def settle(self, now: datetime) -> None:
        """On opening, repair and warn: an anchor that a crash left behind, a history that was cut, wrong passphrases
        tried since, key slots that no act made, a clock that was set back."""
        try:
            self._settle_guards(now)
            self._settle_anchor(now)
            self._settle_attempts(now)
            self._settle_slots(now)
            self._settle_clock(now)
            self._settle_disk()
        except Refused:
            raise
        except Exception:  # rows that no act wrote: their contents must be neither trusted nor shown
            self._warn("The history was altered.", Remedy.check_history)

    def _settle_guards(self, now: datetime) -> None:
        """Restore the triggers over the history if someone removed them."""
        with self.reading() as session:
            missing = history.missing_guards(database.driver(session))
        if missing:
            with self.act(now) as act:
                database.guard(act.session, {name: history.GUARDS[name] for name in missing})
                act.record(ActKind.guards_restored, facts={"guards": missing})
            self._warn(
                "Someone had removed the database's guards over the history. They are back. Check the history.",
                Remedy.check_history,
            )

    def _settle_anchor(self, now: datetime) -> None:
        with self.reading() as session:
            rows = session.connection().execute(text("SELECT seq, act, mac FROM history ORDER BY seq DESC LIMIT 9"))
            tail = [tuple(row) for row in rows]
        anchor = self.anchored()
        if tail and anchor and (tail[0][0], tail[0][2]) == (anchor.seq, anchor.mac):
            return
        if (
            anchor
            and any((seq, mac) == (anchor.seq, anchor.mac) for seq, _, mac in tail)
            and tail[0][1] == anchor.seq + 1
        ):
            self._behind = history.Anchor(tail[0][0], tail[0][2])
            self._anchor()
            return
        check = self.verdict()
        self._warn(f"The history is not intact: {check.why}.", Remedy.check_history)
        if check.state == "rollback" and "records that earlier rows" not in check.why:
            with self.act(now) as act:
                act.record(ActKind.rollback_found, facts={"why": check.why, "anchor": anchor.seq if anchor else None})

    def _settle_attempts(self, now: datetime) -> None:
        count, each = attempts.waiting(self.folder)
        if not count:
            return
        with self.reading() as session:
            last = _last(session, ("wrong-passphrase",))
            done = history.facts_of(session, [last.seq]).get(last.seq, {}).get("id") if last else None
        ids = [number for number, _ in each]
        new = each[ids.index(done) + 1 :] if done in ids else each  # a crash before they were forgotten
        if new:
            with self.act(now) as act:
                for number, at in new:
                    act.record(ActKind.wrong_passphrase, facts={"at": at.isoformat(), "id": number})
                if count > len(each):
                    act.record(ActKind.wrong_passphrase, facts={"further": count - len(each), "id": new[-1][0]})
        attempts.recorded(self.folder)
        tried = "1 wrong passphrase was" if count == 1 else f"{count} wrong passphrases were"
        self._warn(f"{tried} tried since the desk was last open.")

    def _settle_slots(self, now: datetime) -> None:
        """Warn of key slots other than the last act on them left: after a crash, or an old key file put in place."""
        mended = keyslots.repair(self.folder)
        there = [slot.id for slot in keyslots.slots(self.folder, self.opened)]
        with self.reading() as session:
            last = _last(session, SLOT_ACTS)
            known = history.facts_of(session, [last.seq]).get(last.seq, {}).get("slots") if last else None
        if known is not None and sorted(known) != sorted(there):
            with self.act(now) as act:
                act.record(ActKind.slots_found, facts={"slots": there, "before": known})
            self._warn(
                "The key slots are not those in the history. Revoke any that should not be there.", Remedy.list_officers
            )
        elif mended:
            self._warn("The key file or its spare was missing or damaged. It was made again from the other.")

    def _settle_clock(self, now: datetime) -> None:
        with self.reading() as session:
            last = _last(session)
        back = (last.recorded - now).total_seconds() if last else 0
        if last and back > 60 and not self.demo:
            recorded = history.instant(last.recorded)
            with self.act(now) as act:
                act.record(ActKind.clock_set_back, facts={"last": recorded, "now": history.instant(now)})
            self._warn(f"This machine's clock is behind the last act ({recorded}). Set the clock before you go on.")

    def _settle_disk(self) -> None:
        """Sweep what an act erased, if a reader or a full disk prevented it then."""
        if self.unswept():
            with contextlib.suppress(Refused):
                self.sweep()
            if self.unswept():
                self._warn(
                    "What was erased is not off the disk yet. Free some space, close other consoles and open it again."
                )

    def _warn(self, sentence: str, remedy: Remedy | None = None) -> None:
        self.warnings.append(Refused(sentence, remedy))


def _last(session: Session, kinds: tuple[str, ...] = ()) -> history.History | None:
    """The last history row, or the last of those kinds."""
    rows = select(history.History).order_by(col(history.History.seq).desc()).limit(1)
    return session.exec(rows.where(col(history.History.kind).in_(kinds)) if kinds else rows).first()


def create(folder: Path, opened: keyslots.Unlocked, now: datetime) -> Desk:
    """Make an empty desk for a key file that was just written, and open it."""
    (folder / blobs.FOLDER).mkdir(mode=0o700)
    lock = take(folder, now)
    (folder / DATABASE).touch(mode=0o600)
    engine = database.engine(folder / DATABASE, opened.key)
    with database.plain_words(), engine.begin() as connection:
        migrations.to_newest(connection)
    return Desk(folder, opened, engine, lock)


@database.plain_words()
def open_desk(folder: Path, passphrase: str, now: datetime, *, writing: bool = True) -> Desk:
    """Open the desk in `folder` with an officer's passphrase; `now` is a UTC instant.

    Raises Refused if there is no desk, the key file or the database is missing or damaged, the passphrase is wrong, the
    desk is from a newer version, or another console has it open.
    """
    if not folder.is_dir():
        aside = sorted(folder.parent.glob(f"{folder.name}.aside-*")) if folder.parent.is_dir() else []
        there = f" {aside[-1].name} beside it was set aside when a backup was restored." if aside else ""
        raise Refused(f"There is no desk at {folder}.{there}", Remedy.make_desk)
    attempts.refuse_early(folder, now)
    try:
        opened = keyslots.unlock(folder, passphrase)
    except keyslots.WrongPassphrase:
        attempts.failed(folder, now)
        raise
    attempts.succeeded(folder)
    return open_unlocked(folder, opened, now, writing=writing)


@database.plain_words()
def open_unlocked(folder: Path, opened: keyslots.Unlocked, now: datetime, *, writing: bool = True) -> Desk:
    """The same for a slot that is open already."""
    if not (folder / DATABASE).exists():
        raise Refused(f"The database {folder / DATABASE} is missing. Restore the desk from a backup.")
    lock = take(folder, now) if writing else None
    try:
        engine = database.engine(folder / DATABASE, opened.key)
        with database.plain_words():
            _check_version(folder, opened.key, engine, writing)
        desk = Desk(folder, opened, engine, lock)
        if writing:
            durable.sweep(folder)
            durable.sweep(folder / OUTBOX)
            with desk.reading() as session:
                blobs.sweep(session, folder)
            desk.settle(now)
    except BaseException:
        if lock is not None:
            os.close(lock)
        raise
    return desk


def _check_version(folder: Path, key: bytes, engine: Engine, writing: bool) -> None:
    with engine.connect().execution_options(dpo_read=True) as connection:
        version = migrations.version(connection)
    if version == migrations.NEWEST:
        return
    if version not in migrations.KNOWN:
        raise Refused(
            f"A newer version of the console made this desk (schema {version}; this version reads up to "
            f"{migrations.NEWEST}). Install that version. Nothing was changed."
        )
    if not writing:
        raise Refused("This desk is from an older version. Open it once in the console, which updates it.")
    database.copy(folder / DATABASE, folder / f"{DATABASE}.before-{migrations.NEWEST}", key)
    with engine.begin() as connection:
        migrations.to_newest(connection)


def take(folder: Path, now: datetime) -> int:
    """Lock the desk for this process alone, and write in the lock file which process has it."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        who = os.read(handle, 1000)
        os.close(handle)
        try:
            by = json.loads(who)
            holder = f" (process {by['process']} on {by['host']}, since {by['since']})"
        except (ValueError, KeyError):
            holder = ""
        raise DeskInUse(f"Another console has this desk open{holder}. Close it there first.") from None
    os.ftruncate(handle, 0)
    by = {"process": os.getpid(), "host": socket.gethostname(), "since": history.instant(now)}
    os.pwrite(handle, json.dumps(by).encode(), 0)
    return handle
