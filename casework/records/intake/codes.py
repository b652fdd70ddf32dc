"""What a record's items are called in plain words, and what their codes mean: a copy must be intelligible."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of a kind of record; labels and codes under each one's name without regard to case and spaces."""

    exact: frozenset[str]
    labels: dict[str, str]
    codes: dict[str, dict[str, str]]


_NONE = _Items(frozenset(), {}, {})


@cache
def _table() -> dict[str, _Items]:
    """The items of each kind."""
    read = tomllib.loads(files("casework.records.intake").joinpath("codes.toml").read_text(encoding="utf-8"))
    return {
        kind: _Items(
            frozenset(part["labels"]),
            {_folded(name): text for name, text in part["labels"].items()},
            {_folded(name): codes for name, codes in part.get("codes", {}).items()},
        )
        for kind, part in read.items()
    }


@lru_cache(4096)
def _folded(name: str) -> str:
    return " ".join(_plain(name).casefold().split())


def _plain(name: str) -> str:
    """The name without the number of its repetition: `QualInst (2)` is `QualInst`."""
    return re.sub(r" \(\d+\)$", "", name)


def label(kind: str, name: str) -> str:
    """An item's name in plain words; an unknown name is given as it is."""
    return _table().get(kind, _NONE).labels.get(_folded(name), name)


def known(kind: str, name: str) -> bool:
    """Whether it is an item of that kind of record, spelt as it should be."""
    return _plain(name) in _table()[kind].exact


def coded(kind: str, name: str) -> bool:
    """Whether the item's values are codes."""
    return _folded(name) in _table().get(kind, _NONE).codes


def meaning(kind: str, name: str, value: str) -> str | None:
    """What a coded value means, or None if it is not a code."""
    folded, code = _folded(name), value.strip()
    if kind == "payroll" and folded == "standard hours per week" and re.fullmatch(r"\d{3,4}", code):
        hours = int(code) / 100  # the layout writes sixteen hours as 1600
        return f"{hours:g} hour" if hours == 1 else f"{hours:g} hours"
    codes = _table().get(kind, _NONE).codes.get(folded, {})
    return codes.get(code) or codes.get(code.upper())
