"""Cheap key derivation for tests, in this process only; the console has no switch for it.

The key file still states the real cost of a slot, so another process cannot open such a desk. A test that needs that,
or that is about the cost itself, is marked `real_keys`: its keys are derived at their full cost, and the same
passphrase of the same slot once only.
"""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import pytest
from argon2.low_level import hash_secret_raw

from casework.vault import keyslots

_in_full = functools.cache(hash_secret_raw)


def _cheaply(secret: bytes, salt: bytes, *, time_cost: int, memory_cost: int, parallelism: int, **more: Any) -> bytes:
    return hash_secret_raw(secret, salt, time_cost=1, memory_cost=8, parallelism=1, **more)


@contextlib.contextmanager
def keys() -> Iterator[None]:
    """Within this context, argon2id runs at its lowest cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "hash_secret_raw", _cheaply)
        yield


@contextlib.contextmanager
def real_keys() -> Iterator[None]:
    """Within this context, it runs at the cost each slot states."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "hash_secret_raw", _in_full)
        yield


def are_real() -> bool:
    """Whether a desk made now opens in another process: one made with cheap keys opens only with them."""
    return vars(keyslots)["hash_secret_raw"] is not _cheaply
