"""What can be read in a desk's files: bytes that are not encrypted, and the pages of the database once opened."""

import base64
import contextlib
import zlib
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlmodel import select

from casework.desk import store
from casework.vault import blobs, keyslots
from casework.vault.blobs import Blob
from finding import Sitting
from masters import PASSPHRASE


def lying_about(place: Path, canary: str) -> dict[str, int]:
    """How many bytes of the canary are in each file, as they are or deflated."""
    found = {}
    for path in sorted(place.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            texts = [data, *inflated(data)]
            if count := sum(text.count(form) * len(form) for text in texts for form in forms(canary)):
                found[str(path.relative_to(place))] = count
    return found


def inflated(data: bytes) -> list[bytes]:
    """Every deflated stream in the bytes: at the beginning, and after each mark of one."""
    found, at = [], 0
    while (at := data.find(b"\x78\x9c", at)) >= 0:
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(data[at:], 1 << 22))
        at += 2
    return found


def forms(canary: str) -> list[bytes]:
    """The forms in which a word can be in a file without being sealed."""
    return [
        canary.encode(),
        canary.encode("utf-16-le"),
        canary.encode("utf-16-be"),
        *{base64.b64encode(b"x" * shift + canary.encode())[4:-4] for shift in range(3)},
        canary.encode().hex().encode(),
    ]


def opened_pages(desk: Path, key: bytes) -> bytes:
    """The clear text of every page of the database and of its write-ahead log: AES-256-CBC under the raw key."""
    size, reserved = 4096, 80
    database = (desk / store.DATABASE).read_bytes()
    pages = [database[at : at + size] for at in range(0, len(database), size)]
    log = desk / f"{store.DATABASE}-wal"
    frames = log.read_bytes()[32:] if log.exists() else b""
    pages += [frames[at + 24 : at + 24 + size] for at in range(0, len(frames), 24 + size)]
    clear = []
    for number, page in enumerate(page for page in pages if len(page) == size):
        body, vector = page[16 if number == 0 else 0 : size - reserved], page[size - reserved : size - reserved + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        clear.append(decryptor.update(body))
    return b"".join(clear)


def everything(sit: Sitting) -> bytes:
    """The clear text of every page, of the write-ahead log, and of every sealed file that has a key."""
    clear = opened_pages(sit.desk.folder, keyslots.unlock(sit.desk.folder, PASSPHRASE).key)
    with sit.desk.reading() as session:
        names = session.exec(select(Blob.name)).all()
        return clear + b"".join(blobs.read(session, sit.desk.folder, name) for name in names)
