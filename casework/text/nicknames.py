"""Short forms of forenames: Kate and Katherine, Peggy and Margaret."""

from collections import defaultdict
from functools import cache
from importlib.resources import files


@cache
def _lines() -> dict[str, frozenset[int]]:
    """For each forename, the lines of the table it appears in."""
    found: dict[str, set[int]] = defaultdict(set)
    text = files("casework.text").joinpath("nicknames.csv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for name in line.split(","):
            found[name].add(number)
    return {name: frozenset(lines) for name, lines in found.items()}


def groups(forename: str) -> frozenset[int]:
    """The lines of the table of short forms that a forename appears in."""
    return _lines().get(forename, frozenset())


@cache
def short_forms(word: str) -> frozenset[str]:
    """The forenames a word is short for, and their other short forms, without the word itself."""
    return frozenset(name for name, lines in _lines().items() if lines & groups(word)) - {word}
