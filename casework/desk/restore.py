"""Restoring a desk from a backup: it is proved beside the desk before it replaces it, and the restore is an act."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import NotNullable
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from casework import Refused
from casework.desk import backup, store
from casework.disposal import erasure
from casework.records import erased_digests
from casework.records.items import Item
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.vault import attempts, database, durable, keyslots

KEPT = (store.OUTBOX, "incidents", attempts.FILE)
"""What belongs to the folder and not to the backup: it stays in the folder the officer knows."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Records, by number, and cases that the backup brought back, though they were erased after it was made."""

    records: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Erased:
    """What the replaced desk had erased: keyed digests with their dates, and cases whose papers were erased."""

    digests: dict[str, date]
    cases: set[str]
    given: dict[str, int]
    """The last number it had used for each prefix of references."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the replaced desk is now."""

    path: Path
    made: datetime
    rows: int
    aside: Path | None
    lost: int
    """Rows of history in the replaced desk and not in the backup; 0 if there was no desk, or it was another."""
    present_slots: bool
    """Whether the replaced desk's passphrases stay valid: those of the backup may have been revoked since."""
    returned: Returned | None
    """What was erased since the backup and is back; None if the replaced desk could not be read."""


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table of a drill: what it holds, and whether that matches the manifest."""

    table: str
    rows: int
    digest: str
    same: bool


@dataclass(frozen=True, slots=True)
class Drill:
    """What a restore to a scratch place proved."""

    made: datetime
    rows: int
    head: str
    originals: int
    since: int | None
    """How many rows the desk's history has gained since; None if there is no such desk."""
    tables: list[ComparedTable]


def restore(path: Path, folder: Path, passphrase: str, now: datetime, report: backup.StepReport = print) -> Restored:
    """Put the desk of a backup at `folder`; the desk there is set aside, complete. `now` is a UTC instant.

    Raises Refused if the backup does not verify, the passphrase opens none of its slots, or a console has the desk
    open; then nothing was changed.
    """
    with _opened(path, passphrase) as (file, header, opened), contextlib.ExitStack() as held:
        given, folder = folder, folder.absolute()
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        before, slots = None, header.slots
        if folder.is_dir() and any((folder / name).exists() for name in (store.DATABASE, keyslots.FILE)):
            held.callback(os.close, store.take(folder, now))
            before, slots = _present(folder, opened, slots)
        scratch = held.enter_context(backup.scratch_beside(folder.parent))
        desk = scratch / "desk"
        desk.mkdir(mode=0o700)
        manifest = backup.unpack(file, opened.key, desk)
        backup.prove(desk, opened.key, manifest, report)
        report("Putting it in place")
        keyslots.put_key_file(desk, header.slots)
        erased = _erased(folder, opened) if before else _Erased({}, set(), {})
        returned = _record(desk, opened, manifest, (before, slots), erased, now)
        keyslots.put_key_file(desk, slots)
        durable.sync_all(desk)
        aside = _swap(desk, folder, now)
        lost = max(0, before.seq - manifest.rows) if before else 0
        present_slots = slots is not header.slots
        return Restored(given, manifest.made, manifest.rows, aside, lost, present_slots, returned)


def drill(path: Path, beside: Path | None, passphrase: str, report: backup.StepReport = print) -> Drill:
    """Restore to a temporary folder that is removed afterwards, and answer what was proved.

    `beside` is the desk's folder, if there is one: the answer also has how many rows its history has gained since.
    """
    with _opened(path, passphrase) as (file, _, opened), contextlib.ExitStack() as held:
        place = beside.absolute().parent if beside and beside.absolute().parent.is_dir() else tempfile.gettempdir()
        scratch = held.enter_context(backup.scratch_beside(Path(place)))
        manifest = backup.unpack(file, opened.key, scratch)
        proved = backup.prove(scratch, opened.key, manifest, report)
        anchor = _anchor(beside, opened) if beside else None
    tables = [
        ComparedTable(name, one.rows, one.digest, manifest.tables.get(name) == one) for name, one in proved.items()
    ]
    since = anchor.seq - manifest.rows if anchor else None
    return Drill(manifest.made, manifest.rows, manifest.head, len(manifest.files), since, tables)


@contextlib.contextmanager
def _opened(path: Path, passphrase: str) -> Iterator[tuple[BinaryIO, backup.Header, keyslots.Unlocked]]:
    try:
        file = path.open("rb")
    except OSError as wrong:
        raise Refused(f"Nothing was restored. {path} cannot be read ({wrong.strerror}).") from None
    with file, database.plain_words():
        _, header = backup.read_header(file, path.name)
        try:
            opened = keyslots.unlock_file(header.slots, passphrase)
        except keyslots.WrongPassphrase:
            raise keyslots.WrongPassphrase(
                f"That passphrase does not open the backup. Use one that was valid on {header.made:%Y-%m-%d}, or the "
                "recovery code of the time."
            ) from None
        yield file, header, opened


def _present(
    folder: Path, opened: keyslots.Unlocked, slots: keyslots.KeyFile
) -> tuple[history.Anchor | None, keyslots.KeyFile]:
    """The anchor of the desk that is to be replaced, and the key slots to use from now on."""
    anchor = _anchor(folder, opened)
    with contextlib.suppress(Refused):
        present = keyslots.key_file(folder)
        if anchor and present.desk == opened.desk:  # a slot revoked since must not come back with the backup
            return anchor, present
    return anchor, slots


def _erased(folder: Path, opened: keyslots.Unlocked) -> _Erased | None:
    """What the desk has erased, which must not come back unnoticed with a backup; None if the desk cannot be read."""
    engine = database.engine(folder / store.DATABASE, opened.key)
    try:
        with database.plain_words(), Session(engine.execution_options(dpo_read=True)) as session:
            cases = {case for case, gone in erasure.disposed_cases(session).items() if gone}
            return _Erased(erased_digests.everything(session), cases, history.last_numbers(session))
    except (Refused, DBAPIError):
        return None
    finally:
        engine.dispose()


def _anchor(folder: Path, opened: keyslots.Unlocked) -> history.Anchor | None:
    with contextlib.suppress(OSError):
        return history.unseal(keyslots.derived(opened.key, "chain"), (folder / store.ANCHOR).read_bytes())
    return None


def _record(
    desk: Path,
    opened: keyslots.Unlocked,
    manifest: backup.Manifest,
    present: tuple[history.Anchor | None, keyslots.KeyFile],
    erased: _Erased | None,
    now: datetime,
) -> Returned | None:
    chain, (before, slots) = keyslots.derived(opened.key, "chain"), present
    durable.write(desk / store.ANCHOR, history.seal(chain, history.Anchor(manifest.rows, manifest.head)))
    with contextlib.closing(store.open_unlocked(desk, opened, now)) as restored, restored.act(now) as act:
        facts: dict[str, object] = {
            "made": history.instant(manifest.made),
            "rows": manifest.rows,
            "head": manifest.head,
        }
        facts["slots"] = [slot.id for slot in slots.slots]
        facts["replaced"] = {"seq": before.seq, "head": before.mac} if before else None
        returned = None
        if erased:
            held = act.session.exec(select(NotNullable(col(Item.id)), Item.digest).order_by(col(Item.id)))
            records = erased_digests.restore_digests(act.session, restored.erased_key, erased.digests, held)
            here = erasure.disposed_cases(act.session)
            back = sorted(case for case in erased.cases if here.get(case) is False)
            returned = Returned(tuple(records), tuple(back))
            facts |= {"returned": len(records) + len(back), "given": erased.given}
        act.record(ActKind.restored, on=day_of(now), facts=facts)
        return returned


def _swap(desk: Path, folder: Path, now: datetime) -> Path | None:
    """Give the new desk the folder's name, and set the old desk aside under another."""
    if not folder.exists():
        os.rename(desk, folder)
        durable.sync(folder.parent)
        return None
    aside = folder.with_name(f"{folder.name}.aside-{now:%Y%m%dT%H%M%SZ}")
    os.rename(desk, aside)
    try:
        durable.exchange(aside, folder)
    except OSError:  # a file system that cannot swap names: at worst, only the old desk is there, under its new name
        incoming = folder.with_name(f"{folder.name}.incoming")
        os.rename(aside, incoming)
        os.rename(folder, aside)
        os.rename(incoming, folder)
    with contextlib.suppress(OSError):  # the desk is restored: a failure from here on does not undo that
        durable.sync(folder.parent)
        for name in KEPT:
            if (aside / name).exists() and not (folder / name).exists():
                os.rename(aside / name, folder / name)
        durable.sync(folder)
    if not any(aside.iterdir()):
        aside.rmdir()
        return None
    return aside
