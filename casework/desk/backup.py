"""A backup: one sealed file with everything on the desk, made while work goes on, and read back to prove it.

The file: a mark, the length of a header, the header (the key slots: a passphrase of the time opens it), then the
contents as one archive, sealed in pieces under a key that no other file has. Inside, first a manifest (the head of the
chain, the number of rows and a digest of every table), then database, sealed originals and drafts.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import struct
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework import Refused, Remedy
from casework.desk import migrations, store
from casework.timeline import history
from casework.vault import blobs, database, drafts, durable, keyslots

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # collections.abc has Buffer from Python 3.12 on

MARK = b"DPO CONSOLE BACKUP 1\n"
PIECE = 1 << 20
MANIFEST = "manifest.json"
NAMES = re.compile(rf"{MANIFEST}|{store.DATABASE}|{drafts.FILE}|{blobs.FOLDER}/[0-9a-f]{{32}}")
StepReport = Callable[[str], None]
"""Takes the step that begins, in words, or an empty text between steps; may raise to stop."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """What a table holds: how many rows, and the sha256 of all rows in order."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Header:
    """The beginning of a backup, which is not encrypted: when it was made (UTC), and the key slots at the time."""

    made: datetime
    slots: keyslots.KeyFile


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup: its desk, instant (UTC), schema, the head of the chain, its tables and files."""

    desk: str
    made: datetime
    schema: str
    state: str
    """`whole`, or `rollback` if the history itself records that rows had been lost before."""
    rows: int
    head: str
    tables: dict[str, TableDigest]
    files: dict[str, int]
    """Bytes of each sealed original."""

    def written(self) -> dict[str, object]:
        """The manifest as the backup holds it."""
        tables = {name: (one.rows, one.digest) for name, one in self.tables.items()}
        return asdict(self) | {"made": history.instant(self.made), "tables": tables}


def _read_manifest(text: bytes) -> Manifest:
    parts = json.loads(text)
    tables = {name: TableDigest(rows, digest) for name, (rows, digest) in parts["tables"].items()}
    return Manifest(**parts | {"made": datetime.fromisoformat(parts["made"]), "tables": tables})


def make(folder: Path, opened: keyslots.Unlocked, target: Path, now: datetime, report: StepReport = print) -> Manifest:
    """Write the backup of the desk in `folder` to `target`, then read it back from the disk and prove it.

    Raises Refused if anything in it does not verify, or it cannot be written; then `target` is as it was before.
    """
    parts = {"salt": os.urandom(16).hex(), "made": history.instant(now), "slots": keyslots.key_file(folder).written()}
    header = json.dumps(parts).encode()
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Refused(f"No backup was made. You cannot write to {target.parent}. Choose another folder.")
    with database.plain_words(), scratch_beside(target.parent) as scratch:
        report("Copying the database")
        database.copy(folder / store.DATABASE, scratch / store.DATABASE, opened.key)
        manifest = _describe(scratch / store.DATABASE, folder, opened, now)
        with durable.writing(scratch / "backup") as file:
            file.write(MARK + struct.pack(">I", len(header)) + header)
            report(f"Sealing {len(manifest.files)} originals")
            _pack(_Sealing(file, _key(opened.key, header), header), scratch, folder, manifest)
            file.flush()
            file.seek(0)
            report("Reading it back")
            with scratch_beside(scratch) as again:
                prove(again, opened.key, unpack(file, opened.key, again), report)
        os.replace(scratch / "backup", target)
        durable.sync(target.parent)
    return manifest


def read_header(file: BinaryIO, name: str) -> tuple[bytes, Header]:
    """The bytes of the header, and the header itself. Raises Refused if the file is not a backup."""
    mark, length = file.read(len(MARK)), file.read(4)
    if mark != MARK or len(length) != 4:
        raise Refused(f"{name} is not a backup made by this console.", Remedy.make_backup)
    header = file.read(min(struct.unpack(">I", length)[0], PIECE))
    try:
        parts = json.loads(header)
        keys = keyslots.parse(json.dumps(parts["slots"]).encode(), Path(name))
        return header, Header(datetime.fromisoformat(parts["made"]), keys)
    except (ValueError, KeyError, TypeError):
        raise Refused(f"The beginning of {name} is damaged. Use another backup.") from None


def unpack(file: BinaryIO, key: bytes, scratch: Path) -> Manifest:
    """Open every piece and put the desk's files into `scratch`.

    Raises Refused if the file was cut short or altered, or holds a file that no backup holds.
    """
    file.seek(0)
    header, _ = read_header(file, "the backup")
    (scratch / blobs.FOLDER).mkdir(mode=0o700)
    manifest = None
    try:
        with tarfile.open(fileobj=_Opening(file, _key(key, header), header), mode="r|", bufsize=PIECE) as archive:
            for member in archive:
                inside = archive.extractfile(member) if member.isfile() else None
                if inside is None or not NAMES.fullmatch(member.name):
                    raise Refused("The backup holds a file that no desk has. Use another backup.")
                if member.name == MANIFEST:
                    manifest = _read_manifest(inside.read())
                else:
                    with (scratch / member.name).open("wb") as out:
                        shutil.copyfileobj(inside, out, PIECE)
    except (tarfile.TarError, ValueError, TypeError, KeyError, AttributeError, EOFError):
        raise Refused("The backup was cut short or altered. Use another backup.") from None
    if manifest is None:
        raise Refused("The backup has no list of its contents. Use another backup.")
    return manifest


def prove(scratch: Path, key: bytes, manifest: Manifest, report: StepReport = print) -> dict[str, TableDigest]:
    """Check an unpacked desk against its manifest: pages, every table's digest, the chain, every original.

    Answers what each table holds. Raises Refused, naming what has changed.
    """
    if manifest.schema not in migrations.KNOWN:
        raise Refused(
            f"A newer version of the console made this backup (schema {manifest.schema}). Install that version."
        )
    report("Checking the database")
    try:
        with contextlib.closing(database.connect(scratch / store.DATABASE, key)) as connection:
            database.prove_pages(connection)
            tables = digests(connection)
            if differing := differences(manifest.tables, tables):
                raise Refused(f"The table '{differing[0]}' has changed since the backup was made. Use another backup.")
            check = chain(connection, key)
            sealed = list(database.rows(connection, "SELECT name, key, digest, size FROM blob ORDER BY name"))
    except database.Fault:
        raise Refused("The backup's database is damaged. Use another backup.") from None
    if (check.state, check.rows, check.head) != (manifest.state, manifest.rows, manifest.head):
        raise Refused(f"The backup's history is not intact ({check.why or 'its end differs'}). Use another backup.")
    report(f"Checking {len(sealed)} originals")
    for name, own, digest, size in sealed:
        report("")
        blobs.open_sealed(scratch, name, blobs.Blob(name=name, key=own, digest=digest, size=size))
    return tables


def chain(connection: database.Connection, key: bytes) -> history.HistoryCheck:
    """Check the history of a database that is not an open desk; its last row is its anchor."""
    last = next(database.rows(connection, "SELECT seq, mac FROM history ORDER BY seq DESC LIMIT 1"), None)
    anchor = history.Anchor(*last) if last else None
    return history.read(connection, keyslots.derived(key, "chain"), anchor)


def digests(connection: database.Connection) -> dict[str, TableDigest]:
    """What each table of a database holds."""
    by_table = {}
    for name, rows in database.tables(connection):
        digest, count = hashlib.sha256(), 0
        for row in rows:
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
            count += 1
        by_table[name] = TableDigest(count, digest.hexdigest())
    return by_table


def differences(before: dict[str, TableDigest], now: dict[str, TableDigest]) -> list[str]:
    """The tables whose rows are not the same."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _describe(copied: Path, folder: Path, opened: keyslots.Unlocked, now: datetime) -> Manifest:
    with contextlib.closing(database.connect(copied, opened.key)) as connection:
        check = chain(connection, opened.key)
        if check.state == "broken":
            raise Refused(f"No backup was made. The history is not intact: {check.why}.", Remedy.check_history)
        names = sorted(name for (name,) in database.rows(connection, "SELECT name FROM blob"))
        schema = next(database.rows(connection, "SELECT version_num FROM alembic_version"))[0]
        tables = digests(connection)
    missing = [name for name in names if not (folder / blobs.FOLDER / name).is_file()]
    if missing:
        raise Refused(f"No backup was made. The sealed file blobs/{missing[0]} is missing. Restore it from a backup.")
    files = {name: (folder / blobs.FOLDER / name).stat().st_size for name in names}
    return Manifest(opened.desk, now, schema, check.state, check.rows, check.head, tables, files)


def _pack(sealing: "_Sealing", scratch: Path, folder: Path, manifest: Manifest) -> None:
    with tarfile.open(fileobj=sealing, mode="w|", bufsize=PIECE, format=tarfile.PAX_FORMAT) as archive:
        text = json.dumps(manifest.written()).encode()
        _put(archive, MANIFEST, text)
        archive.add(scratch / store.DATABASE, store.DATABASE, recursive=False)
        for name in manifest.files:
            archive.add(folder / blobs.FOLDER / name, f"{blobs.FOLDER}/{name}", recursive=False)
        if (folder / drafts.FILE).exists():
            _put(archive, drafts.FILE, (folder / drafts.FILE).read_bytes())  # it may be replaced meanwhile
    sealing.end()


def _put(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _key(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(keyslots.derived(key, f"backup/{hashlib.sha256(header).hexdigest()}"))


class _Sealing(io.RawIOBase):
    """Seals what is written, piece by piece; the last piece is marked, to detect a file that was cut short."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, header: bytes):
        self.file, self.cipher, self.header, self.held, self.number = file, cipher, header, bytearray(), 0

    def write(self, data: "ReadableBuffer") -> int:
        """Take some bytes."""
        self.held += data
        while len(self.held) > PIECE:
            self._seal(bytes(self.held[:PIECE]), last=False)
            del self.held[:PIECE]
        return memoryview(data).nbytes

    def end(self) -> None:
        """Seal the rest as the last piece."""
        self._seal(bytes(self.held), last=True)

    def _seal(self, clear: bytes, *, last: bool) -> None:
        self.file.write(self.cipher.encrypt(_nonce(self.number, last), clear, self.header))
        self.number += 1


class _Opening(io.RawIOBase):
    """Opens what `_Sealing` sealed. Raises Refused at the first piece that was altered."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, header: bytes):
        self.file, self.cipher, self.header, self.held, self.number = file, cipher, header, b"", 0
        self.next: bytes | None = file.read(PIECE + 16)

    def read(self, size: int = -1) -> bytes:
        """Clear bytes: as many as asked for, or all that are left."""
        while (size < 0 or len(self.held) < size) and self.next is not None:
            piece, follows = self.next, self.file.read(PIECE + 16)
            self.next = follows or None
            try:
                self.held += self.cipher.decrypt(_nonce(self.number, not follows), piece, self.header)
            except (InvalidTag, ValueError):
                raise Refused(
                    f"The backup was cut short or altered at piece {self.number + 1}. Use another backup."
                ) from None
            self.number += 1
        wanted = len(self.held) if size < 0 else size
        given, self.held = self.held[:wanted], self.held[wanted:]
        return given


def _nonce(number: int, last: bool) -> bytes:
    return bytes([last]) + number.to_bytes(11, "big")


@contextlib.contextmanager
def scratch_beside(folder: Path) -> Iterator[Path]:
    """A private folder for sealed files only, removed afterwards; those that killed processes left go first."""
    for left in folder.glob(".dpo-console-*-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        prefix=f".dpo-console-{os.getpid()}-", dir=folder, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)
