"""Bringing a desk back from a backup: proved whole beside the desk before it takes its place, and itself an act."""

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
"""What belongs to the folder and not to the backup: it stays where the officer knows it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Records, by number, and cases that a backup brought back though they had been erased since it was made."""

    records: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Erased:
    """What the desk that stood there had erased: keyed digests with their days, and cases whose papers went."""

    digests: dict[str, date]
    cases: set[str]
    given: dict[str, int]
    """The last number it had given of each prefix of references."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and where the desk that stood there is now."""

    path: Path
    made: datetime
    rows: int
    aside: Path | None
    lost: int
    """Acts' rows the desk that stood there had and the backup has not; 0 where there was none, or it was another."""
    present_slots: bool
    """Whether the passphrases of the desk that stood there go on: those of the backup may have been revoked since."""
    returned: Returned | None
    """What had been erased since and is back; None where the desk that stood there could not be read."""


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table of a drill: what it holds, and whether that is what the manifest says."""

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
    """By how many rows the desk's history has gone on; None where there is no such desk."""
    tables: list[ComparedTable]


def restore(path: Path, folder: Path, passphrase: str, now: datetime, told: backup.Told = print) -> Restored:
    """Put the desk of a backup at `folder`; the one there is set aside whole. `now` is a UTC instant.

    Raises Refused where the backup does not prove whole, the passphrase opens none of its slots, or a console has the
    desk open; then nothing was changed.
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
        backup.prove(desk, opened.key, manifest, told)
        told("Putting it in place")
        keyslots.put_key_file(desk, header.slots)
        gone = _erased(folder, opened) if before else _Erased({}, set(), {})
        returned = _record(desk, opened, manifest, (before, slots), gone, now)
        keyslots.put_key_file(desk, slots)
        durable.sync_all(desk)
        aside = _swap(desk, folder, now)
        lost = max(0, before.seq - manifest.rows) if before else 0
        present_slots = slots is not header.slots
        return Restored(given, manifest.made, manifest.rows, aside, lost, present_slots, returned)


def drill(path: Path, beside: Path | None, passphrase: str, told: backup.Told = print) -> Drill:
    """Restore to a scratch place that is gone afterwards, and answer what was proved.

    `beside` is the desk's folder, where there is one: how far it has gone on since the backup is said too.
    """
    with _opened(path, passphrase) as (file, _, opened), contextlib.ExitStack() as held:
        place = beside.absolute().parent if beside and beside.absolute().parent.is_dir() else tempfile.gettempdir()
        scratch = held.enter_context(backup.scratch_beside(Path(place)))
        manifest = backup.unpack(file, opened.key, scratch)
        found = backup.prove(scratch, opened.key, manifest, told)
        anchor = _anchor(beside, opened) if beside else None
    tables = [
        ComparedTable(name, one.rows, one.digest, manifest.tables.get(name) == one) for name, one in found.items()
    ]
    since = anchor.seq - manifest.rows if anchor else None
    return Drill(manifest.made, manifest.rows, manifest.head, len(manifest.files), since, tables)


@contextlib.contextmanager
def _opened(path: Path, passphrase: str) -> Iterator[tuple[BinaryIO, backup.Header, keyslots.Unlocked]]:
    try:
        file = path.open("rb")
    except OSError as wrong:
        raise Refused(f"Nothing was restored: {path} cannot be read ({wrong.strerror}).") from None
    with file, database.plain_words():
        _, header = backup.read_header(file, path.name)
        try:
            opened = keyslots.unlock_file(header.slots, passphrase)
        except keyslots.WrongPassphrase:
            raise keyslots.WrongPassphrase(
                f"That passphrase opens no slot of the backup: give one of {header.made:%Y-%m-%d}, or the "
                "recovery code of that day."
            ) from None
        yield file, header, opened


def _present(
    folder: Path, opened: keyslots.Unlocked, slots: keyslots.KeyFile
) -> tuple[history.Anchor | None, keyslots.KeyFile]:
    """The chain's end of the desk that is to be replaced, and the key slots to go on with."""
    anchor = _anchor(folder, opened)
    with contextlib.suppress(Refused):
        present = keyslots.key_file(folder)
        if anchor and present.desk == opened.desk:  # a slot revoked since must not come back with the backup
            return anchor, present
    return anchor, slots


def _erased(folder: Path, opened: keyslots.Unlocked) -> _Erased | None:
    """What is erased must not come back unseen with a backup from before; None where the desk cannot be read."""
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
    gone: _Erased | None,
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
        if gone:
            held = act.session.exec(select(NotNullable(col(Item.id)), Item.digest).order_by(col(Item.id)))
            records = erased_digests.bring(act.session, restored.erased_key, gone.digests, held)
            here = erasure.disposed_cases(act.session)
            back = sorted(case for case in gone.cases if here.get(case) is False)
            returned = Returned(tuple(records), tuple(back))
            facts |= {"returned": len(records) + len(back), "given": gone.given}
        act.record(ActKind.restored, on=day_of(now), facts=facts)
        return returned


def _swap(desk: Path, folder: Path, now: datetime) -> Path | None:
    """The new desk takes the name; the old one, whole, is set aside under another."""
    if not folder.exists():
        os.rename(desk, folder)
        durable.sync(folder.parent)
        return None
    aside = folder.with_name(f"{folder.name}.aside-{now:%Y%m%dT%H%M%SZ}")
    os.rename(desk, aside)
    try:
        durable.exchange(aside, folder)
    except OSError:  # a file system that cannot exchange: the old one is there under its new name at worst
        incoming = folder.with_name(f"{folder.name}.incoming")
        os.rename(aside, incoming)
        os.rename(folder, aside)
        os.rename(incoming, folder)
    with contextlib.suppress(OSError):  # the desk is restored: what fails from here on does not take it back
        durable.sync(folder.parent)
        for name in KEPT:
            if (aside / name).exists() and not (folder / name).exists():
                os.rename(aside / name, folder / name)
        durable.sync(folder)
    if not any(aside.iterdir()):
        aside.rmdir()
        return None
    return aside
