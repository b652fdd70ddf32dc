"""Keeping the desk: its officers' key slots, backups, and bringing one back."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from casework import Refused, backup, keyslots, restore
from casework.events import day_of
from casework.store import Act, Desk

Told = Callable[[str], None]


def officers(desk: Desk) -> list[dict[str, Any]]:
    """Who can open the desk: `{officer, slot, recovery, you}`, in the order their slots were made."""
    return [
        {"officer": one.officer, "slot": one.id, "recovery": one.recovery, "you": one.id == desk.opened.slot}
        for one in keyslots.slots(desk.folder, desk.opened)
    ]


def add_officer(desk: Desk, officer: str, passphrase: str, now: datetime) -> None:
    """A key slot for another officer, who typed the passphrase."""
    officer = officer.strip()
    if not officer:
        raise Refused("Say who the officer is: their name stands beside every act.")
    with _on_slots(desk, now) as act:
        slot = keyslots.add(desk.folder, desk.opened, officer, passphrase)
        _record(act, desk, "officer-added", slot)


def change_passphrase(desk: Desk, old: str, new: str, now: datetime) -> None:
    """Another passphrase for the officer who opened the desk."""
    with _on_slots(desk, now) as act:
        _record(act, desk, "passphrase-changed", keyslots.change(desk.folder, desk.opened, old, new))


def revoke_officer(desk: Desk, officer: str, now: datetime) -> None:
    """Take an officer's key slot away."""
    with _on_slots(desk, now) as act:
        _record(act, desk, "officer-revoked", keyslots.revoke(desk.folder, desk.opened, officer.strip()))


def renew_code(desk: Desk, now: datetime) -> str:
    """A new recovery code, to print; the old one opens nothing any more."""
    with _on_slots(desk, now) as act:
        slot, code = keyslots.renew_code(desk.folder, desk.opened)
        _record(act, desk, "code-renewed", slot)
    return code


@contextlib.contextmanager
def _on_slots(desk: Desk, now: datetime) -> Iterator[Act]:
    """An act on the key file, which is put back as it was where the act does not come to stand."""
    before = keyslots.key_file(desk.folder)
    try:
        with desk.act(now) as act:
            yield act
    except BaseException:
        keyslots.put_key_file(desk.folder, before)
        raise


def _record(act: Act, desk: Desk, kind: str, slot: keyslots.Slot) -> None:
    there = [one.id for one in keyslots.slots(desk.folder, desk.opened)]
    act.record(kind, on=day_of(act.now), facts={"officer": slot.officer, "slot": slot.id, "slots": there})


def make_backup(desk: Desk, target: Path, now: datetime, told: Told) -> dict[str, Any]:
    """One sealed, verified file of the whole desk; recorded where this process may write.

    Another console may go on working meanwhile; then the backup is as good, and `recorded` is False.
    """
    if target.is_dir():
        target /= f"dpo-console-{now:%Y%m%dT%H%M%SZ}.backup"
    if target.absolute().is_relative_to(desk.folder.absolute()):
        raise Refused("A backup inside the desk's own folder is lost with it: give a place outside, best another disk.")
    manifest = backup.make(desk.folder, desk.opened, target, now, told)
    made = {"path": str(target), "bytes": target.stat().st_size, "rows": manifest.rows, "head": manifest.head}
    made |= {"originals": len(manifest.files), "tables": len(manifest.tables), "recorded": desk.drafts is not None}
    if made["recorded"]:
        with desk.act(now) as act:
            act.record("backup", on=day_of(now), facts={"rows": manifest.rows, "head": manifest.head})
    return made


def restore_desk(path: Path, folder: Path, passphrase: str, now: datetime, told: Told) -> dict[str, Any]:
    """Put the desk of a backup in place of the one at `folder`, which is set aside."""
    done = restore.restore(path, folder, passphrase, now, told)
    return {
        "path": str(folder),
        "made": done.manifest.made,
        "rows": done.manifest.rows,
        "aside": str(done.aside) if done.aside else None,
        "lost": done.lost,
        "present_slots": done.present_slots,
        "returned": dataclasses.asdict(done.returned) if done.returned else None,
    }


def drill(path: Path, folder: Path, passphrase: str, told: Told) -> dict[str, Any]:
    """Restore to a scratch place and say what was proved."""
    return restore.drill(path, folder, passphrase, told)
