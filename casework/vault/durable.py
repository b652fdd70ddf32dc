"""Files that are always either the old version or the new one, complete, even after a power cut."""

import contextlib
import ctypes
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, 0600: temp file in the same folder, fsync, rename, fsync of the folder."""
    with writing(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """The same for what is written piece by piece: the file is at `path` once the block ends without an error."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync(path.parent)


def exchange(one: Path, other: Path) -> None:
    """Swap the names of two folders beside each other in one step; `sync` of their parent makes it last.

    Raises OSError if the file system cannot; then nothing was changed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    call = getattr(libc, "renameat2", None)
    if call is None or call(-100, os.fsencode(one), -100, os.fsencode(other), 2):
        wrong = ctypes.get_errno() if call else errno.ENOSYS
        raise OSError(wrong, os.strerror(wrong), str(one))


def sync_all(folder: Path) -> None:
    """Make every file in `folder`, and the folders themselves, survive a power cut."""
    for path in (folder, *folder.rglob("*")):
        sync(path)


def sync(path: Path) -> None:
    """Make a rename or a deletion in a folder, or what was written to a file, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed write left in `folder`, a folder of the console's own."""
    for left in folder.glob(".*.*"):
        if left.is_file():
            left.unlink(missing_ok=True)
