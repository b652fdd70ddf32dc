"""Key slots: each officer's passphrase, and a printed recovery code, unwraps the desk's one random data key.

The key file names nobody: whose slot it is stands inside the sealed part. Changing a passphrase rewrites a slot, never
the database.
"""

import base64
import contextlib
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

from casework import Refused, Remedy
from casework.vault import durable

FILE = "desk.key"
SPARE = "desk.key.spare"
"""The same slots once more: without a key file there is no desk, whatever backups there are."""
COST = {"memory_kib": 65536, "passes": 3, "lanes": 4}
"""argon2id, RFC 9106's second choice; a key file that asks for less is refused."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that a printed code is read back without doubt."""
CONTEXT = (
    "borough",
    "city",
    "console",
    "council",
    "county",
    "data",
    "dpo",
    "officer",
    "passphrase",
    "password",
    "protection",
)
"""Words that anyone would try first at such a desk: they count for nothing in a passphrase."""

BY_CODE = " (recovery code)"
"""Stands behind the officer's name in the history where the printed code opened the desk."""


class WrongPassphrase(Refused):
    """What was typed opens no slot."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened slot: the data key, and whose slot opened it, who is the actor of every act."""

    key: bytes
    officer: str
    desk: str
    demo: bool
    slot: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the desk: an officer's passphrase, or a printed recovery code."""

    id: str
    officer: str
    recovery: bool


def create(folder: Path, officer: str, passphrase: str, *, demo: bool = False) -> tuple[Unlocked, str]:
    """Make the key file with the first officer's slot and a recovery slot; the second value is the code to print.

    Raises Refused where the passphrase is too weak (a demo desk's is not judged).
    """
    if not demo:
        judge(passphrase, officer)
    opened = Unlocked(secrets.token_bytes(32), officer, uuid.uuid4().hex, demo, secrets.token_hex(8))
    code = _new_code()
    slots = [
        _seal(opened, Slot(opened.slot, officer, False), passphrase),
        _seal(opened, Slot(secrets.token_hex(8), officer, True), code),
    ]
    _write(folder, {"version": 1, "desk": opened.desk, "demo": demo, "slots": slots})
    return opened, _printed(code)


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """Try the passphrase, or the recovery code, on every slot.

    Raises WrongPassphrase where it opens none; Refused for a missing and for a damaged key file.
    """
    return unlock_text(_read(folder), passphrase)


def unlock_text(said: dict[str, Any], passphrase: str) -> Unlocked:
    """The same for a key file that was read already: a backup carries one."""
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
            return Unlocked(_bytes(inside["key"]), inside["officer"], said["desk"], said["demo"], slot["id"])
    raise WrongPassphrase(
        "That passphrase opens no key slot of this desk: try again, or use the printed recovery code."
    )


def slots(folder: Path, opened: Unlocked) -> list[Slot]:
    """Every slot with its officer, in the order made. Raises Refused where one was not sealed by this desk."""
    return [_named(slot, opened.key) for slot in _read(folder)["slots"]]


def add(folder: Path, opened: Unlocked, officer: str, passphrase: str) -> Slot:
    """A slot for another officer. Raises Refused where one of that name is there, or the passphrase is too weak."""
    if any(slot.officer.casefold() == officer.casefold() for slot in slots(folder, opened) if not slot.recovery):
        raise Refused(f"{officer} has a key slot already: give another name, or revoke that one first.")
    if not opened.demo:
        judge(passphrase, officer)
    slot = Slot(secrets.token_hex(8), officer, False)
    said = _read(folder)
    _refuse_known(said, passphrase)
    said["slots"].append(_seal(opened, slot, passphrase))
    _write(folder, said)
    return slot


def change(folder: Path, opened: Unlocked, old: str, new: str) -> Slot:
    """Another passphrase for the officer who opened the desk, who must give the old one (or the recovery code) again.

    Raises WrongPassphrase, or Refused where the new one is too weak.
    """
    said, me = _read(folder), opened.officer.removesuffix(BY_CODE)
    by = unlock_text(said, old)
    if by.officer not in (me, me + BY_CODE):
        raise WrongPassphrase("That is another officer's passphrase: give your own, or the recovery code.")
    if not opened.demo:
        judge(new, me)
    _refuse_known(said, new)
    slot = Slot(secrets.token_hex(8), me, False)
    said["slots"] = [
        _seal(opened, slot, new) if _is_of(_named(one, opened.key), me) or _unnamed(one, by.slot) else one
        for one in said["slots"]
    ]
    _write(folder, said)
    return slot


def revoke(folder: Path, opened: Unlocked, officer: str) -> Slot:
    """Take an officer's slot away. Raises Refused for one's own, and where there is none of that name."""
    gone = next((slot for slot in slots(folder, opened) if _is_of(slot, officer)), None)
    if gone is None:
        raise Refused(f"No officer called {officer} has a key slot.", Remedy.list_officers)
    if gone.officer == opened.officer.removesuffix(BY_CODE):
        raise Refused(
            "That is your own slot: another officer must revoke it, so that somebody can still open the desk."
        )
    said = _read(folder)
    said["slots"] = [slot for slot in said["slots"] if slot["id"] != gone.id]
    _write(folder, said)
    return gone


def renew_code(folder: Path, opened: Unlocked) -> tuple[Slot, str]:
    """A new recovery code, to print; every older one opens nothing any more."""
    code, slot = _new_code(), Slot(secrets.token_hex(8), opened.officer.removesuffix(BY_CODE), True)
    said = _read(folder)
    said["slots"] = [one for one in said["slots"] if not _named(one, opened.key).recovery]
    said["slots"].append(_seal(opened, slot, code))
    _write(folder, said)
    return slot, _printed(code)


def key_file(folder: Path) -> dict[str, Any]:
    """The key file as it stands, digest and all: sealed slots, no secret. `parse` reads it."""
    said = _read(folder)
    return {**said, "digest": _digest(said)}


def put_key_file(folder: Path, said: dict[str, Any]) -> None:
    """Write a key file that came out of a backup or from another folder."""
    _write(folder, {name: value for name, value in said.items() if name != "digest"})


def is_demo(folder: Path) -> bool:
    """Whether the desk says of itself that it holds a synthetic council (proved only when it is unlocked)."""
    return bool(_read(folder)["demo"])


def judge(passphrase: str, officer: str = "") -> None:
    """Raise Refused unless the passphrase is long enough and hard to guess.

    Fifteen characters or four words (OWASP ASVS 6.2.1), of which the desk's own words count for nothing (6.2.11), and
    not among those everybody uses (6.2.4).
    """
    from zxcvbn import zxcvbn  # not before it is needed: it brings long lists

    if len(passphrase) < 15 and len([word for word in passphrase.split() if len(word) >= 3]) < 4:
        raise Refused("That passphrase is too short: use at least 15 characters, or four words or more.")
    words = [word.casefold() for word in officer.split() if len(word) > 2]
    own = passphrase.casefold()
    for word in (*CONTEXT, *words):
        own = own.replace(word, " ")
    left = "".join(own.split())
    if len(set(passphrase)) < 5 or len(set(left)) < 5:
        raise Refused("That passphrase is made of words anyone would try here: choose one that is harder to guess.")
    if zxcvbn(passphrase[:72], user_inputs=words, max_length=72)["guesses_log10"] < 10:
        raise Refused("That passphrase is among the first that would be tried: choose one that is harder to guess.")


def derived(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (the chain, the drafts), from the data key."""
    return HKDF(SHA256(), 32, salt=None, info=f"dpo-console/{purpose}".encode()).derive(key)


def _is_of(slot: Slot, officer: str) -> bool:
    return not slot.recovery and slot.officer.casefold() == officer.casefold()


def _refuse_known(said: dict[str, Any], passphrase: str) -> None:
    # two officers with one passphrase would be one officer: whose slot is tried first would sign for both
    try:
        unlock_text(said, passphrase)
    except WrongPassphrase:
        return
    raise Refused("That passphrase opens a slot of this desk already: choose another.")


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(30))


def _printed(code: str) -> str:
    return "-".join(code[at : at + 5] for at in range(0, 30, 5))


def _seal(opened: Unlocked, slot: Slot, secret: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": slot.id, "cost": COST, "salt": _text(os.urandom(16)), "nonce": _text(os.urandom(12))}
    inside = json.dumps({"key": _text(opened.key), "officer": slot.officer + BY_CODE * slot.recovery}).encode()
    sealed = AESGCM(_derive(secret, made)).encrypt(_bytes(made["nonce"]), inside, _binding(opened.desk, opened.demo))
    nonce = os.urandom(12)
    who = json.dumps({"officer": slot.officer, "recovery": slot.recovery}).encode()
    named = nonce + AESGCM(derived(opened.key, "slots")).encrypt(nonce, who, slot.id.encode())
    return {**made, "sealed": _text(sealed), "who": _text(named)}


def _unnamed(slot: dict[str, Any], number: str) -> bool:
    return "who" not in slot and slot["id"] == number


def _named(slot: dict[str, Any], key: bytes) -> Slot:
    if "who" not in slot:  # made by a version that kept the name under the passphrase only
        return Slot(slot["id"], "not named: change its passphrase", False)
    sealed = _bytes(slot["who"])
    try:
        who = json.loads(AESGCM(derived(key, "slots")).decrypt(sealed[:12], sealed[12:], slot["id"].encode()))
    except InvalidTag:
        raise Refused("A key slot was not made by this desk: put desk.key back from a backup.") from None
    return Slot(slot["id"], who["officer"], who["recovery"])


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
    """The key file, or its spare where it is missing or damaged."""
    wrong: list[Refused] = []
    for name in (FILE, SPARE):
        try:
            return parse((folder / name).read_bytes(), folder / name)
        except FileNotFoundError:
            missing = f"The key file {folder / FILE} is missing: put it back from a backup; without it the desk cannot "
            wrong.append(Refused(f"{missing}be opened."))
        except Refused as damaged:
            wrong.append(damaged)
    raise wrong[0]


def parse(raw: bytes, path: Path) -> dict[str, Any]:
    """What a key file says. Raises Refused where it is damaged, or asks for less work than the floor."""
    try:
        said: dict[str, Any] = json.loads(raw)
        whole = said.pop("digest") == _digest(said)
        costs = [slot["cost"] for slot in said["slots"]]
        for slot in said["slots"]:
            slot.setdefault("id", slot["salt"][:16])  # made before slots had one
        weak = any(cost[part] < COST[part] for cost in costs for part in COST)
    except (ValueError, KeyError, TypeError, AttributeError):
        whole, weak = False, False
    if not whole or weak:
        raise Refused(f"The key file {path} is damaged: put it back from a backup; nothing else was touched.")
    return said


def mend(folder: Path) -> bool:
    """Make file and spare alike again after one was lost or a write was cut between them; says whether it had to."""
    whole: list[dict[str, Any] | None] = []
    for name in (FILE, SPARE):
        try:
            whole.append(parse((folder / name).read_bytes(), folder / name))
        except (OSError, Refused):
            whole.append(None)
    kept = whole[0] or whole[1]
    if kept is None or whole[0] == whole[1]:
        return False
    _write(folder, kept)
    return True


def _write(folder: Path, said: dict[str, Any]) -> None:
    # the file first: it is the one that counts, and a spare that is older is made anew at the next opening
    data = json.dumps({**said, "digest": _digest(said)}, indent=1).encode()
    try:
        durable.write(folder / FILE, data)
    except OSError:
        if (folder / FILE).read_bytes() != data:
            raise
    with contextlib.suppress(OSError):
        durable.write(folder / SPARE, data)


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
