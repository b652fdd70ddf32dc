"""Key slots: each officer's passphrase, and a printed recovery code, unwraps the desk's one random data key.

The key file names nobody: whose slot it is stands inside the sealed part. Changing a passphrase rewrites a slot, never
the database.
"""

import base64
import hashlib
import json
import os
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework import Refused, durable

FILE = "desk.key"
COST = {"memory_kib": 65536, "passes": 3, "lanes": 4}
"""argon2id, RFC 9106's second choice; a key file that asks for less is refused."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that a printed code is read back without doubt."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened slot: the data key, and whose slot opened it, who is the actor of every act."""

    key: bytes
    officer: str
    desk: str
    demo: bool


def create(folder: Path, officer: str, passphrase: str, *, demo: bool = False) -> tuple[Unlocked, str]:
    """Make the key file with the first officer's slot and a recovery slot; the second value is the code to print.

    Raises Refused where the passphrase is too weak (a demo desk's is not judged).
    """
    if not demo:
        judge(passphrase)
    opened = Unlocked(secrets.token_bytes(32), officer, uuid.uuid4().hex, demo)
    code = "".join(secrets.choice(ALPHABET) for _ in range(30))
    slots = [_seal(opened, officer, passphrase), _seal(opened, f"{officer} (recovery code)", code)]
    _write(folder, {"version": 1, "desk": opened.desk, "demo": demo, "slots": slots})
    return opened, "-".join(code[at : at + 5] for at in range(0, 30, 5))


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """Try the passphrase, or the recovery code, on every slot.

    Raises Refused: one sentence each for a missing key file, a damaged one, and a passphrase that opens no slot.
    """
    said = _read(folder)
    code = passphrase.upper().replace("-", "").replace(" ", "")
    tries = [passphrase] if len(code) != 30 or set(code) - set(ALPHABET) else [passphrase, code]
    for slot in said["slots"]:
        for secret in tries:
            try:
                plain = AESGCM(_derive(secret, slot)).decrypt(
                    _bytes(slot["nonce"]), _bytes(slot["sealed"]), _binding(said["desk"], said["demo"])
                )
            except InvalidTag:
                continue
            inside = json.loads(plain)
            return Unlocked(_bytes(inside["key"]), inside["officer"], said["desk"], said["demo"])
    raise Refused("That passphrase opens no key slot of this desk: try again, or use the printed recovery code.")


def is_demo(folder: Path) -> bool:
    """Whether the desk says of itself that it holds a synthetic council (proved only when it is unlocked)."""
    return bool(_read(folder)["demo"])


def judge(passphrase: str) -> None:
    """Raise Refused unless the passphrase has 15 characters or more, or four words or more."""
    if len(passphrase) < 15 and len([word for word in passphrase.split() if len(word) >= 3]) < 4:
        raise Refused("That passphrase is too short: use at least 15 characters, or four words or more.")
    if len(set(passphrase)) < 5:
        raise Refused("That passphrase repeats the same few characters: choose one that is harder to guess.")


def derived(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (the chain, the drafts), from the data key."""
    return HKDF(SHA256(), 32, salt=None, info=f"dpo-console/{purpose}".encode()).derive(key)


def _seal(opened: Unlocked, officer: str, secret: str) -> dict[str, Any]:
    slot = {"cost": COST, "salt": _text(os.urandom(16)), "nonce": _text(os.urandom(12))}
    inside = json.dumps({"key": _text(opened.key), "officer": officer}).encode()
    sealed = AESGCM(_derive(secret, slot)).encrypt(_bytes(slot["nonce"]), inside, _binding(opened.desk, opened.demo))
    return {**slot, "sealed": _text(sealed)}


def _derive(secret: str, slot: dict[str, Any]) -> bytes:
    cost = slot["cost"]
    return hash_secret_raw(
        unicodedata.normalize("NFC", secret).encode(),
        _bytes(slot["salt"]),
        time_cost=cost["passes"],
        memory_cost=cost["memory_kib"],
        parallelism=cost["lanes"],
        hash_len=32,
        type=Type.ID,
    )


def _binding(desk: str, demo: bool) -> bytes:
    return f"{desk}/{'demo' if demo else 'work'}".encode()


def _read(folder: Path) -> dict[str, Any]:
    try:
        raw = (folder / FILE).read_bytes()
    except FileNotFoundError:
        raise Refused(
            f"The key file {folder / FILE} is missing: put it back from a backup; without it the desk cannot be opened."
        ) from None
    try:
        said = json.loads(raw)
        whole = said.pop("digest") == _digest(said)
        costs = [slot["cost"] for slot in said["slots"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        whole, costs = False, []
    if not whole or any(cost[part] < COST[part] for cost in costs for part in COST):
        raise Refused(f"The key file {folder / FILE} is damaged: put it back from a backup; nothing else was touched.")
    return said


def _write(folder: Path, said: dict[str, Any]) -> None:
    durable.write(folder / FILE, json.dumps({**said, "digest": _digest(said)}, indent=1).encode())


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
