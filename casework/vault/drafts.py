"""This officer's unfinished forms and preferences: TinyDB, sealed on disk, replaced at every write."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import JsonValue
from tinydb import TinyDB, where
from tinydb.storages import Storage

from casework.vault import database, durable

FILE = "drafts.sealed"
Draft: TypeAlias = dict[str, JsonValue]
"""An unfinished form: the text of each line, and what was chosen beside them."""


class SealedStorage(Storage):
    """A TinyDB storage that encrypts (AES-GCM) and replaces its file atomically."""

    def __init__(self, path: Path, key: bytes):
        self.path, self.cipher = path, AESGCM(key)

    def read(self) -> dict[str, Any] | None:
        """The stored document, or None if there is not one yet.

        A file that does not open is set aside under another name, never overwritten.
        """
        try:
            sealed = self.path.read_bytes()
            document: dict[str, Any] = json.loads(self.cipher.decrypt(sealed[:12], sealed[12:], FILE.encode()))
            return document
        except FileNotFoundError:
            return None
        except (InvalidTag, ValueError):
            self.path.replace(self.path.with_name(FILE + ".damaged"))
            return None

    def write(self, data: dict[str, Any]) -> None:
        """Seal and replace."""
        nonce = os.urandom(12)
        sealed = nonce + self.cipher.encrypt(nonce, json.dumps(data).encode(), FILE.encode())
        with database.plain_words():
            durable.write(self.path, sealed)


class Drafts:
    """One officer's unfinished forms by name (`log-request`, `settings`), and preferences.

    All officers' drafts are in one sealed file; no officer is shown another's.
    """

    def __init__(self, folder: Path, key: bytes, officer: str):
        self._db = TinyDB(folder / FILE, key, storage=SealedStorage)
        self._mine = (where("officer") == officer) | ~where("officer").exists()
        self.officer = officer

    def get(self, name: str) -> Draft | None:
        """The draft of that name, or None."""
        entry = self._db.get(self._mine & (where("name") == name))
        return entry["values"] if entry else None

    def put(self, name: str, values: Draft, now: datetime) -> None:
        """Save the draft; `now` is a UTC instant."""
        draft = {"officer": self.officer, "name": name, "saved": now.isoformat(), "values": values}
        self._db.upsert(draft, self._mine & (where("name") == name))

    def drop(self, name: str) -> None:
        """Forget the draft: it was saved, or thrown away."""
        self._db.remove(self._mine & (where("name") == name))

    def forget(self, named: Callable[[str, str], bool]) -> None:
        """Drop the drafts of every officer for which `named` is true of name and text: their subject was erased."""
        erased = [one.doc_id for one in self._db if named(one["name"], json.dumps(one, ensure_ascii=False))]
        if erased:
            self._db.remove(doc_ids=erased)

    def names(self) -> list[tuple[str, datetime]]:
        """Every draft with the UTC instant it was last saved."""
        return [(entry["name"], datetime.fromisoformat(entry["saved"])) for entry in self._db.search(self._mine)]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
