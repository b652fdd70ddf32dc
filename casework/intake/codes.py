"""What a record's items are called in plain words, and what their codes mean: a copy must be intelligible."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict:
    return tomllib.loads(files("casework.intake").joinpath("codes.toml").read_text(encoding="utf-8"))


def _plain(name: str) -> str:
    """The name without the number of its repetition: `QualInst (2)` is `QualInst`."""
    return re.sub(r" \(\d+\)$", "", name)


def label(kind: str, name: str) -> str:
    """An item's name in plain words; a name nobody knows stands for itself."""
    return _table().get(kind, {}).get("labels", {}).get(_plain(name), name)


def known(kind: str, name: str) -> bool:
    """Whether it is an item of that kind of record."""
    return _plain(name) in _table()[kind]["labels"]


def coded(kind: str, name: str) -> bool:
    """Whether the item's values are codes."""
    return _plain(name) in _table().get(kind, {}).get("codes", {})


def meaning(kind: str, name: str, value: str) -> str | None:
    """What a coded value means, or None where it stands for itself."""
    plain, said = _plain(name), value.strip()
    if kind == "payroll" and plain == "Standard hours per week" and re.fullmatch(r"\d{3,4}", said):
        hours, minutes = int(said) // 100, int(said) % 100
        return f"{hours + minutes / 100:g} hours"
    codes = _table().get(kind, {}).get("codes", {}).get(plain, {})
    return codes.get(said) or codes.get(said.upper())
