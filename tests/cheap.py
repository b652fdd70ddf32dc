"""Passphrases that cost next to nothing to try, in this process alone; the console has no switch for it.

The key file goes on saying what a slot costs an officer, so another process cannot open such a desk: a test that needs
one to, or that is about the cost itself, is marked `real_keys`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from casework import keyslots

derive = keyslots.hash_secret_raw


def _cheaply(secret: bytes, salt: bytes, *, time_cost: int, memory_cost: int, parallelism: int, **more: Any) -> bytes:
    return derive(secret, salt, time_cost=1, memory_cost=8, parallelism=1, **more)


@contextlib.contextmanager
def keys() -> Iterator[None]:
    """While this lasts, what argon2id is asked for is brought down to its least."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "hash_secret_raw", _cheaply)
        yield
