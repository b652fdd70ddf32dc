"""The desk: making it, its officers, the check of its history, and backups."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import select

from casework import Refused
from casework.desk import backup, store
from casework.desk.backup import StepReport
from casework.desk.store import Act, Desk
from casework.notice.council import HARTLEPOOL, Council
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from casework.timeline.history import History
from casework.vault import database, durable, keyslots
from dpo_console.jobs.council_profile import checked
from dpo_console.jobs.opening import desk_exists


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """The row with a printed head of the history, and when it was recorded (UTC)."""

    row: int
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of checking the history."""

    rows: int
    state: str
    """`whole`, `broken` or `rollback`."""
    first_bad: int | None
    head: str
    why: str
    printed: PrintedHead | None
    """None if no printed head was given, or no row has it."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Who can open the desk, and how."""

    officer: str
    slot: str
    recovery: bool
    """With the recovery code; otherwise with a passphrase."""
    you: bool


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and verified."""

    path: Path
    bytes: int
    rows: int
    head: str
    originals: int
    tables: int
    recorded: bool
    """Whether it is recorded in the history: False while another console has the desk open."""


def create_desk(
    folder: Path,
    passphrase: str,
    officer: str,
    now: datetime,
    council: Unchecked | None = None,
    *,
    demo: bool = False,
) -> str:
    """Make an empty desk with its first officer; answer the recovery code, which is shown once and kept nowhere."""
    if desk_exists(folder):
        raise Refused(f"There is already a desk in {folder}. Open it, or give another folder with --desk.")
    if not officer.strip():
        raise Refused("Enter the officer's name. It is shown on everything they record.")
    profile: Unchecked = HARTLEPOOL | {"officer": "Jo Featherstone"} if demo else checked(council or {})
    if not demo:
        keyslots.judge(passphrase, officer)
    folder = folder.absolute()
    with _making(folder) as making:
        opened, code = keyslots.create(making, officer.strip(), passphrase, demo=demo)
        with contextlib.closing(store.create(making, opened, now)) as desk, desk.act(now) as act:
            act.session.add(Council.model_validate(profile))
            slots = [slot.id for slot in keyslots.slots(making, opened)]
            act.record(ActKind.desk_made, on=day_of(now), facts={"slots": slots})
    return code


@contextlib.contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """A folder beside it, renamed when the block ends: if the making is cut short, no half-made desk is left."""
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty. Give a new or empty folder with --desk.")
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.parent.glob(f".{folder.name}.making-*"):
            shutil.rmtree(left)
        making = Path(tempfile.mkdtemp(prefix=f".{folder.name}.making-", dir=folder.parent))
    except OSError as wrong:
        raise Refused(f"The folder {folder} cannot be made ({wrong.strerror}). Give another with --desk.") from None
    try:
        with database.plain_words():
            yield making
            if not all((making / name).exists() for name in (keyslots.FILE, keyslots.SPARE, store.ANCHOR)):
                raise Refused("The disk is full or failing. Free some space or check it, then make the desk again.")
            durable.sync_all(making)
            os.rename(making, folder)
            durable.sync(folder.parent)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def audit_verify(desk: Desk, printed: str | None = None) -> Audit:
    """Check the history against its anchor, and against a printed head."""
    verdict, known = desk.verdict(), None
    if printed is not None:
        with desk.reading() as session:
            row = session.exec(select(History).where(History.mac == printed.strip().casefold())).first()
        known = PrintedHead(row.seq, row.recorded) if row else None
    return Audit(verdict.rows, verdict.state, verdict.first_bad, verdict.head, verdict.why, known)


def note_copied(desk: Desk, reference: str | None, characters: int, now: datetime) -> None:
    """Record how much of a case was copied to the terminal's clipboard, which cannot be undone."""
    with desk.act(now) as act:
        act.record(ActKind.copied, reference=reference, on=day_of(now), facts={"characters": characters})


def officers(desk: Desk) -> list[Officer]:
    """Who can open the desk, in the order their slots were made."""
    return [
        Officer(one.officer, one.id, one.recovery, one.id == desk.opened.slot)
        for one in keyslots.slots(desk.folder, desk.opened)
    ]


def add_officer(desk: Desk, officer: str, passphrase: str, now: datetime) -> None:
    """A key slot for another officer, who typed the passphrase."""
    officer = officer.strip()
    if not officer:
        raise Refused("Enter the officer's name. It is shown on everything they record.")
    with _on_slots(desk, now) as act:
        slot = keyslots.add(desk.folder, desk.opened, officer, passphrase)
        _record_slot(act, desk, ActKind.officer_added, slot)


def change_passphrase(desk: Desk, old: str, new: str, now: datetime) -> None:
    """Another passphrase for the officer who opened the desk."""
    with _on_slots(desk, now) as act:
        _record_slot(act, desk, ActKind.passphrase_changed, keyslots.change(desk.folder, desk.opened, old, new))


def revoke_officer(desk: Desk, officer: str, now: datetime) -> None:
    """Remove an officer's key slot."""
    with _on_slots(desk, now) as act:
        _record_slot(act, desk, ActKind.officer_revoked, keyslots.revoke(desk.folder, desk.opened, officer.strip()))


def renew_code(desk: Desk, now: datetime) -> str:
    """A new recovery code, to print; the old one stops working."""
    with _on_slots(desk, now) as act:
        slot, code = keyslots.renew_code(desk.folder, desk.opened)
        _record_slot(act, desk, ActKind.code_renewed, slot)
    return code


@contextlib.contextmanager
def _on_slots(desk: Desk, now: datetime) -> Iterator[Act]:
    """An act on the key file, which is restored if the act fails."""
    before = keyslots.key_file(desk.folder)
    try:
        with desk.act(now) as act:
            yield act
    except BaseException:
        keyslots.put_key_file(desk.folder, before)
        raise


def _record_slot(act: Act, desk: Desk, kind: ActKind, slot: keyslots.Slot) -> None:
    there = [one.id for one in keyslots.slots(desk.folder, desk.opened)]
    act.record(kind, on=day_of(act.now), facts={"officer": slot.officer, "slot": slot.id, "slots": there})


def make_backup(desk: Desk, target: Path, now: datetime, report: StepReport) -> Backup:
    """Make a backup and verify it; it is recorded if this process has the desk open for writing.

    Another console can go on working meanwhile; the backup is complete all the same.
    """
    if target.is_dir():
        target /= f"dpo-console-{now:%Y%m%dT%H%M%SZ}.backup"
    if target.absolute().is_relative_to(desk.folder.absolute()):
        raise Refused("A backup in the desk's folder would be lost with the desk. Save the backup on another disk.")
    manifest = backup.make(desk.folder, desk.opened, target, now, report)
    recorded = desk.drafts is not None
    made = Backup(
        target, target.stat().st_size, manifest.rows, manifest.head, len(manifest.files), len(manifest.tables), recorded
    )
    if recorded:
        with desk.act(now) as act:
            act.record(ActKind.backup, on=day_of(now), facts={"rows": made.rows, "head": made.head})
    return made
