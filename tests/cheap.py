"""Cheap key derivation for tests, in this process only; the console has no switch for it.

The key file still states the real cost of a slot, so another process cannot open such a desk. A test that needs that,
or that is about the cost itself, is marked `real_keys`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from argon2.low_level import hash_secret_raw

from casework.vault import keyslots

derive = hash_secret_raw


def _cheaply(secret: bytes, salt: bytes, *, time_cost: int, memory_cost: int, parallelism: int, **more: Any) -> bytes:
    return derive(secret, salt, time_cost=1, memory_cost=8, parallelism=1, **more)


@contextlib.contextmanager
def keys() -> Iterator[None]:
    """Within this context, argon2id runs at its lowest cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "hash_secret_raw", _cheaply)
        yield
