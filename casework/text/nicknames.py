"""Short forms of forenames: Kate and Katherine, Peggy and Margaret."""

from collections import defaultdict
from functools import cache
from importlib.resources import files


@cache
def _lines() -> dict[str, frozenset[int]]:
    """For each forename the lines of the table it stands in."""
    found: dict[str, set[int]] = defaultdict(set)
    text = files("casework.text").joinpath("nicknames.csv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for name in line.split(","):
            found[name].add(number)
    return {name: frozenset(lines) for name, lines in found.items()}


def groups(forename: str) -> frozenset[int]:
    """The lines of the table of short forms a forename stands in."""
    return _lines().get(forename, frozenset())


@cache
def short_forms(word: str) -> frozenset[str]:
    """The forenames of which a word is a short form, and the other short forms of these; the word itself left out."""
    return frozenset(name for name, lines in _lines().items() if lines & groups(word)) - {word}
