"""Key slots: each officer's passphrase, and a printed recovery code, unwraps the desk's one random data key.

The key file names no one: the officer's name is inside the sealed part. Changing a passphrase rewrites a slot, never
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
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter

from casework import Refused, Remedy
from casework.vault import durable

FILE = "desk.key"
SPARE = "desk.key.spare"
"""A second copy of the slots: without a key file the desk cannot be opened."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that a printed code is read without doubt."""
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
"""Words that anyone would try first on such a desk: they do not count in a passphrase."""

BY_CODE = " (recovery code)"
"""Follows the officer's name in the history if the printed code opened the desk."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to derive a key with argon2id."""

    memory_kib: int
    passes: int
    lanes: int

    def below(self, floor: "Cost") -> bool:
        """Whether any part is less than the floor's."""
        return self.memory_kib < floor.memory_kib or self.passes < floor.passes or self.lanes < floor.lanes


COST = Cost(memory_kib=65536, passes=3, lanes=4)
"""RFC 9106's second choice; a key file that asks for less is refused."""


@dataclass(frozen=True, slots=True)
class SealedSlot:
    """A slot as the key file holds it; bytes are base64 text."""

    id: str
    cost: Cost
    salt: str
    nonce: str
    sealed: str
    """The data key and the officer's name, under the passphrase or the code."""
    who: str | None = None
    """The officer's name, under the data key; None in a slot made by an earlier version."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The key file: the desk's id and its sealed slots; no secret is in it."""

    version: int
    desk: str
    demo: bool
    slots: tuple[SealedSlot, ...]

    def written(self) -> dict[str, object]:
        """What is written to the file, and to the header of a backup: its parts and their digest."""
        parts = asdict(self)
        for slot in parts["slots"]:
            if slot["who"] is None:
                del slot["who"]
        return {**parts, "digest": _digest(parts)}


_KEY_FILE = TypeAdapter(KeyFile)


class WrongPassphrase(Refused):
    """The passphrase opens no slot."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened slot: the data key, and the officer whose slot it is, who is the actor of every act."""

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

    Raises Refused if the passphrase is too weak (a demo desk's is not judged).
    """
    if not demo:
        judge(passphrase, officer)
    opened = Unlocked(secrets.token_bytes(32), officer, uuid.uuid4().hex, demo, secrets.token_hex(8))
    code = _new_code()
    slots = (
        _seal(opened, Slot(opened.slot, officer, False), passphrase),
        _seal(opened, Slot(secrets.token_hex(8), officer, True), code),
    )
    put_key_file(folder, KeyFile(1, opened.desk, demo, slots))
    return opened, _printed(code)


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """Try the passphrase, or the recovery code, on every slot.

    Raises WrongPassphrase if it opens none; Refused if the key file is missing or damaged.
    """
    return unlock_file(key_file(folder), passphrase)


def unlock_file(keys: KeyFile, passphrase: str) -> Unlocked:
    """The same for a key file that was read already: a backup contains one."""
    code = passphrase.upper().replace("-", "").replace(" ", "")
    tries = [passphrase] if len(code) != 30 or set(code) - set(ALPHABET) else [passphrase, code]
    for slot in keys.slots:
        for secret in tries:
            try:
                plain = AESGCM(_derive(secret, slot.salt, slot.cost)).decrypt(
                    _bytes(slot.nonce), _bytes(slot.sealed), _binding(keys.desk, keys.demo)
                )
            except InvalidTag:
                continue
            inside = json.loads(plain)
            return Unlocked(_bytes(inside["key"]), inside["officer"], keys.desk, keys.demo, slot.id)
    raise WrongPassphrase("That passphrase does not open this desk. Try again, or use the printed recovery code.")


def slots(folder: Path, opened: Unlocked) -> list[Slot]:
    """Every slot with its officer, in the order made. Raises Refused if one was not sealed by this desk."""
    return [_named(slot, opened.key) for slot in key_file(folder).slots]


def add(folder: Path, opened: Unlocked, officer: str, passphrase: str) -> Slot:
    """A slot for another officer. Raises Refused if the name has a slot already, or the passphrase is too weak."""
    if any(slot.officer.casefold() == officer.casefold() for slot in slots(folder, opened) if not slot.recovery):
        raise Refused(f"{officer} has a key slot already. Enter another name, or revoke that slot first.")
    if not opened.demo:
        judge(passphrase, officer)
    slot = Slot(secrets.token_hex(8), officer, False)
    keys = key_file(folder)
    _refuse_known(keys, passphrase)
    put_key_file(folder, replace(keys, slots=(*keys.slots, _seal(opened, slot, passphrase))))
    return slot


def change(folder: Path, opened: Unlocked, old: str, new: str) -> Slot:
    """Another passphrase for the officer who opened the desk, who must enter the old one (or the recovery code) again.

    Raises WrongPassphrase, or Refused if the new one is too weak.
    """
    keys, me = key_file(folder), opened.officer.removesuffix(BY_CODE)
    by = unlock_file(keys, old)
    if by.officer not in (me, me + BY_CODE):
        raise WrongPassphrase("That is another officer's passphrase. Enter your own, or the recovery code.")
    if not opened.demo:
        judge(new, me)
    _refuse_known(keys, new)
    slot = Slot(secrets.token_hex(8), me, False)
    changed = (
        _seal(opened, slot, new) if _is_of(_named(one, opened.key), me) or _unnamed(one, by.slot) else one
        for one in keys.slots
    )
    put_key_file(folder, replace(keys, slots=tuple(changed)))
    return slot


def revoke(folder: Path, opened: Unlocked, officer: str) -> Slot:
    """Remove an officer's slot. Raises Refused for the officer's own, and if no slot has that name."""
    revoked = next((slot for slot in slots(folder, opened) if _is_of(slot, officer)), None)
    if revoked is None:
        raise Refused(f"No officer called {officer} has a key slot.", Remedy.list_officers)
    if revoked.officer == opened.officer.removesuffix(BY_CODE):
        raise Refused("That is your own slot. Another officer must revoke it, so that someone can still open the desk.")
    keys = key_file(folder)
    put_key_file(folder, replace(keys, slots=tuple(slot for slot in keys.slots if slot.id != revoked.id)))
    return revoked


def renew_code(folder: Path, opened: Unlocked) -> tuple[Slot, str]:
    """A new recovery code, to print; every older one stops working."""
    code, slot = _new_code(), Slot(secrets.token_hex(8), opened.officer.removesuffix(BY_CODE), True)
    keys = key_file(folder)
    kept = (one for one in keys.slots if not _named(one, opened.key).recovery)
    put_key_file(folder, replace(keys, slots=(*kept, _seal(opened, slot, code))))
    return slot, _printed(code)


def key_file(folder: Path) -> KeyFile:
    """The key file, or its spare if the file is missing or damaged."""
    wrong: list[Refused] = []
    for name in (FILE, SPARE):
        try:
            return parse((folder / name).read_bytes(), folder / name)
        except FileNotFoundError:
            missing = f"The key file {folder / FILE} is missing."
            wrong.append(Refused(f"{missing} Restore it from a backup: without it the desk cannot be opened."))
        except Refused as damaged:
            wrong.append(damaged)
    raise wrong[0]


def put_key_file(folder: Path, keys: KeyFile) -> None:
    """Write the key file and its spare."""
    # the file first: it is the one that counts, and an older spare is made again when the desk is next opened
    data = json.dumps(keys.written(), indent=1).encode()
    try:
        durable.write(folder / FILE, data)
    except OSError:
        if (folder / FILE).read_bytes() != data:
            raise
    with contextlib.suppress(OSError):
        durable.write(folder / SPARE, data)


def is_demo(folder: Path) -> bool:
    """Whether the key file says that the desk holds a synthetic council (proved only when it is unlocked)."""
    return key_file(folder).demo


def judge(passphrase: str, officer: str = "") -> None:
    """Raise Refused unless the passphrase is long enough and hard to guess.

    Fifteen characters or four words (OWASP ASVS 6.2.1), not counting the desk's own words (6.2.11), and not among those
    everyone uses (6.2.4).
    """
    from zxcvbn import zxcvbn  # not before it is needed: it brings long lists

    if len(passphrase) < 15 and len([word for word in passphrase.split() if len(word) >= 3]) < 4:
        raise Refused("That passphrase is too short. Use at least 15 characters, or at least four words.")
    words = [word.casefold() for word in officer.split() if len(word) > 2]
    own = passphrase.casefold()
    for word in (*CONTEXT, *words):
        own = own.replace(word, " ")
    left = "".join(own.split())
    if len(set(passphrase)) < 5 or len(set(left)) < 5:
        raise Refused("That passphrase uses words anyone would try here. Choose one that is harder to guess.")
    if zxcvbn(passphrase[:72], user_inputs=words, max_length=72)["guesses_log10"] < 10:
        raise Refused("That passphrase is one of the first anyone would try. Choose one that is harder to guess.")


def derived(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (the chain, the drafts), from the data key."""
    return HKDF(SHA256(), 32, salt=None, info=f"dpo-console/{purpose}".encode()).derive(key)


def _is_of(slot: Slot, officer: str) -> bool:
    return not slot.recovery and slot.officer.casefold() == officer.casefold()


def _refuse_known(keys: KeyFile, passphrase: str) -> None:
    # two officers with one passphrase would be one officer: the slot that is tried first would sign for both
    try:
        unlock_file(keys, passphrase)
    except WrongPassphrase:
        return
    raise Refused("That passphrase already opens this desk. Choose another.")


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(30))


def _printed(code: str) -> str:
    return "-".join(code[at : at + 5] for at in range(0, 30, 5))


def _seal(opened: Unlocked, slot: Slot, secret: str) -> SealedSlot:
    salt, nonce, named = _text(os.urandom(16)), os.urandom(12), os.urandom(12)
    inside = json.dumps({"key": _text(opened.key), "officer": slot.officer + BY_CODE * slot.recovery}).encode()
    sealed = AESGCM(_derive(secret, salt, COST)).encrypt(nonce, inside, _binding(opened.desk, opened.demo))
    who = json.dumps({"officer": slot.officer, "recovery": slot.recovery}).encode()
    named += AESGCM(derived(opened.key, "slots")).encrypt(named, who, slot.id.encode())
    return SealedSlot(slot.id, COST, salt, _text(nonce), _text(sealed), _text(named))


def _unnamed(slot: SealedSlot, number: str) -> bool:
    return slot.who is None and slot.id == number


def _named(slot: SealedSlot, key: bytes) -> Slot:
    if slot.who is None:  # made by an earlier version, which kept the name only under the passphrase
        return Slot(slot.id, "not named: change its passphrase", False)
    sealed = _bytes(slot.who)
    try:
        who = json.loads(AESGCM(derived(key, "slots")).decrypt(sealed[:12], sealed[12:], slot.id.encode()))
    except InvalidTag:
        raise Refused("A key slot was not made by this desk. Restore desk.key from a backup.") from None
    return Slot(slot.id, who["officer"], who["recovery"])


def _derive(secret: str, salt: str, cost: Cost) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFC", secret).encode(),
        _bytes(salt),
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _binding(desk: str, demo: bool) -> bytes:
    return f"{desk}/{'demo' if demo else 'work'}".encode()


def parse(raw: bytes, path: Path) -> KeyFile:
    """The key file in those bytes. Raises Refused if it is damaged, or its cost is below the floor."""
    try:
        parts = json.loads(raw)
        intact = parts.pop("digest") == _digest(parts)
        for slot in parts["slots"]:
            slot.setdefault("id", slot["salt"][:16])  # made before slots had an id
        keys = _KEY_FILE.validate_python(parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        intact = False
    if not intact or any(slot.cost.below(COST) for slot in keys.slots):
        raise Refused(f"The key file {path} is damaged. Restore it from a backup. Nothing else was changed.")
    return keys


def repair(folder: Path) -> bool:
    """Make the file and its spare equal again after one was lost or a write was cut short; True if it had to."""
    both: list[KeyFile | None] = []
    for name in (FILE, SPARE):
        try:
            both.append(parse((folder / name).read_bytes(), folder / name))
        except (OSError, Refused):
            both.append(None)
    kept = both[0] or both[1]
    if kept is None or both[0] == both[1]:
        return False
    put_key_file(folder, kept)
    return True


def _digest(parts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
