"""Which fields of a record hold data concerning health, by their names and the class of the record."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from casework.records.concepts import concept


@dataclass(frozen=True, slots=True)
class _Table:
    classes: frozenset[str]
    names: frozenset[str]
    parts: tuple[str, ...]


@cache
def _table() -> _Table:
    read = tomllib.loads(files(__package__).joinpath("health_fields.toml").read_text(encoding="utf-8"))
    return _Table(frozenset(read["classes"]), frozenset(map(_folded, read["names"])), tuple(read["parts"]))


def _folded(name: str) -> str:
    """The name without the number of its repetition, in lower case."""
    return " ".join(re.sub(r" \(\d+\)$", "", name).casefold().split())


@lru_cache(4096)
def concerns_health(record_class: str, name: str) -> bool:
    """Whether a field of a record of that class holds data concerning health."""
    table, folded = _table(), _folded(name)
    if folded in table.names or any(part in folded for part in table.parts):
        return True
    return record_class in table.classes and concept("", name) is None
