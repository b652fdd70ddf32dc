"""The checks of this machine: each says what was checked and, if it is wrong, how to fix it."""

import contextlib
import ctypes
import os
import resource
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SHARED = {"nfs", "nfs4", "cifs", "smb3", "9p", "drvfs", "fuse.sshfs", "afs"}
"""File systems of other machines: their locks and renames promise less than a desk needs."""


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """One check of this machine."""

    what: str
    ok: bool
    mend: str | None
    """How to fix it; None if nothing is wrong."""


def checks(folder: Path) -> list[MachineCheck]:
    """Every check, in the order in which to fix what is wrong."""
    return [
        _check(
            f"Python {sys.version_info.major}.{sys.version_info.minor}",
            sys.version_info >= (3, 11),
            "use 3.11 or later",
        ),
        *_libraries(),
        _cipher(),
        _sandbox(),
        *_desk(folder),
        *_beside(folder),
        _swap(),
        _private(),
        _terminal(),
    ]


def _check(what: str, ok: bool, mend: str) -> MachineCheck:
    return MachineCheck(what, ok, None if ok else mend)


def _libraries() -> list[MachineCheck]:
    results = []
    for library, package in (
        ("libpango-1.0.so.0", "libpango-1.0-0"),
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ):
        try:
            ctypes.CDLL(library)
            there = True
        except OSError:
            there = False
        results.append(_check(f"System library {package}", there, f"apt-get install {package}; letters need it"))
    return results


def _cipher() -> MachineCheck:
    from casework.vault import database

    cipher, sqlite, enough = database.versions()
    what = f"SQLCipher {cipher or 'missing'}, SQLite {sqlite}"
    return _check(what, enough, "reinstall the package sqlcipher3, 0.6.4 or later")


def _sandbox() -> MachineCheck:
    from casework import Refused
    from casework.records.intake.sandbox import confinement

    try:
        walls = confinement()
    except Refused as refused:
        return _check("Readers confined", False, str(refused))
    return _check("Readers confined: " + ", ".join(sorted(name for name, up in walls.items() if up)), True, "")


def _desk(folder: Path) -> list[MachineCheck]:
    if not folder.exists():
        return [_check(f"No desk at {folder} yet (make one with 'dpo-console init')", True, "")]
    open_to_others = [path for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]
    mine = folder.stat().st_uid == os.getuid()
    free = shutil.disk_usage(folder).free
    ahead = max(path.stat().st_mtime for path in (folder, *folder.iterdir())) - time.time()
    kind = _file_system(folder)
    return [
        _check("The desk is yours", mine, f"change the owner of {folder} to yourself"),
        _check("Only you can read the desk", not open_to_others, f"chmod -R go= {folder}"),
        _check(f"{free >> 20:,} MiB free on the desk's disk", free > 500 << 20, "free some space: 500 MiB or more"),
        _check(f"The desk is on a disk in this machine ({kind})", kind not in SHARED, "move it off the network share"),
        _check("The clock is not behind the desk's last change", ahead < 60, "correct this machine's clock"),
        _keys(folder),
    ]


def _file_system(folder: Path) -> str:
    """The kind of file system the folder lies on."""
    with contextlib.suppress(OSError):
        mounts = [line.split()[1:3] for line in Path("/proc/self/mounts").read_text().splitlines()]
        over = [(len(place), kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
        return max(over)[1]
    return "unknown"


def _keys(folder: Path) -> MachineCheck:
    from casework import Refused
    from casework.vault import keyslots

    for name in (keyslots.FILE, keyslots.SPARE):
        try:
            keyslots.parse((folder / name).read_bytes(), folder / name)
        except (OSError, Refused):
            return _check(
                "Key file and its spare", False, f"{name} is missing or damaged: open the desk once to repair it"
            )
    return _check("Key file and its spare", True, "")


def _beside(folder: Path) -> list[MachineCheck]:
    """Files in the outbox that are not encrypted, and desks that were set aside."""
    clear = [path for path in (folder / "outbox").glob("*") if path.is_file()]
    files = "1 finished file is" if len(clear) == 1 else f"{len(clear)} finished files are"
    aside = sorted(folder.parent.glob(f"{folder.name}.aside-*"))
    return [
        _check(
            f"{files} not encrypted, in the outbox",
            not clear,
            "send them, then clear the outbox: in the console press 3, then x",
        ),
        *(_check(f"{path.name} is a desk that was set aside", False, "delete it when you are sure") for path in aside),
    ]


def _private() -> MachineCheck:
    dumps = resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    kept = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
    return _check("No core dump, no tracing of the console", dumps and kept, "start it as 'dpo-console', on Linux")


def _swap() -> MachineCheck:
    try:
        devices = [line.split()[0] for line in Path("/proc/swaps").read_text().splitlines()[1:]]
    except OSError:
        devices = []
    clear = [name for name in devices if not name.startswith(("/dev/dm-", "/dev/zram", "/dev/mapper"))]
    return _check("No swap that is not encrypted", not clear, f"encrypt the swap on {', '.join(clear)}")


def _terminal() -> MachineCheck:
    size = shutil.get_terminal_size((80, 24))
    kind = os.environ.get("TERM", "")
    ok = size.columns >= 80 and size.lines >= 24 and kind not in ("", "dumb")
    mend = "make it 80x24 or larger, and set TERM; every job also has a command"
    return _check(f"Terminal {kind or 'unknown'}, {size.columns}x{size.lines}", ok or not sys.stdout.isatty(), mend)
