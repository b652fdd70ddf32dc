"""Originals and finished papers, sealed beside the database: erasing one means deleting its key and its file."""

import hashlib
import os
import secrets
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Field, Session, SQLModel

from casework import Refused
from casework.vault import durable
from casework.vault.dependents import erased_otherwise

FOLDER = "blobs"
CHUNK = 1 << 20


class Blob(SQLModel, table=True):
    """One sealed file: the key that opens it, and the digest of what is inside."""

    __tablename__ = "blob"
    __table_args__ = erased_otherwise("it goes with the paper or original that it seals")

    name: str = Field(primary_key=True)
    key: bytes
    digest: str
    """sha256 of the clear bytes."""
    size: int
    """Clear bytes."""


def keep(session: Session, folder: Path, data: bytes) -> Blob:
    """Seal `data` into the desk's blobs, durable before the act that names it commits."""
    blob = Blob(name=secrets.token_hex(16), key=os.urandom(32), digest=hashlib.sha256(data).hexdigest(), size=len(data))
    packed = zlib.compress(data, 6)
    cipher, pieces = AESGCM(blob.key), range(0, max(len(packed), 1), CHUNK)
    sealed = [
        cipher.encrypt(_nonce(at, at == pieces[-1]), packed[at : at + CHUNK], blob.name.encode()) for at in pieces
    ]
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    durable.write(folder / FOLDER / blob.name, b"".join(sealed))
    session.add(blob)
    session.flush()
    return blob


def read(session: Session, folder: Path, name: str) -> bytes:
    """The clear bytes of a blob. Raises Refused if the file is missing, cut short or altered."""
    return open_sealed(folder, name, session.get(Blob, name))


def open_sealed(folder: Path, name: str, blob: Blob | None) -> bytes:
    """The same for a blob whose row was read already."""
    data = _unsealed(folder, name, blob.key) if blob else None
    if blob is None or data is None or hashlib.sha256(data).hexdigest() != blob.digest:
        raise Refused(f"The sealed file blobs/{name} is missing or damaged. Restore it from a backup.")
    return data


def _unsealed(folder: Path, name: str, key: bytes) -> bytes | None:
    try:
        sealed = (folder / FOLDER / name).read_bytes()
        cipher, pieces = AESGCM(key), range(0, len(sealed), CHUNK + 16)
        packed = b"".join(
            cipher.decrypt(_nonce(number * CHUNK, at == pieces[-1]), sealed[at : at + CHUNK + 16], name.encode())
            for number, at in enumerate(pieces)
        )
        return zlib.decompress(packed)
    except (OSError, InvalidTag, zlib.error):
        return None


def sweep(session: Session, folder: Path) -> None:
    """Remove sealed files that no act ever named: what a killed import left behind."""
    for file in (folder / FOLDER).glob("*"):
        if session.get(Blob, file.name) is None:
            file.unlink(missing_ok=True)


def _nonce(at: int, last: bool) -> bytes:
    # no other file has this key, so a piece's position is a safe nonce; the last is marked, to detect a cut file
    return bytes([last]) + at.to_bytes(11, "big")
