"""Plain words: turns of phrase that read as if translated, counted by wing. Their numbers only fall."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PATTERNS = {
    r"\banew\b": "again",
    r"\bwhom\b": "who, or recast",
    r"\b(is|are|was|were|be) told\b": "tell, with a subject",
    r"\bst(ands?|ood|anding)\b": "is, in force, status",
    r"\b(that|which|of it) (is|are) none\b|\bis none\b": "is not valid",
    r"\b(is|are|was|were|not|yet) said\b": "recorded, marked",
    r"(?<!dispose )\bof (it|them|this)\b": "name the thing",
    r"(?<![Tt]here )\b(is|are) no [a-z]+": "is not a",
    r"gainsa": "conflicts with",
    r"\bargu(e|es|ment)\b": "explain",
    r"\bmend": "fix, correct",
    r"\bis ahead\b": "is in the future",
    r"\bwhole\b": "full, intact",
    r"\bcame with\b": "attached",
    r"\bbr(ing|ings|ought)\b.{0,9}\bin\b": "import",
    r"\bput\b.{0,20}\bright\b": "correct",
    r"\btake[ns]?\b.{0,20}\b(back|out|off)\b": "undo, redact, remove",
    r"\blook(ed)? (at again|over)\b": "review, check",
    r"\bhow far\b": "progress",
    r"\bconcern(s|ed)?\b": "affects, involves",
    r"\blike (that|it|them)\b": "matches",
    r"\b([Ss]ome|[Aa]ny|[Nn]o)body\b": "someone, no one",
    r"\b[Ss]ay (why|who|whom|which|what|how)\b": "enter, or ask",
    r"\bcursor is on\b": "selected",
    r"\b(by|from|in|of|to|on) which\b": "recast",
    r"\be-mail\b": "email",
    r"\bbirth date\b": "date of birth",
    r"\w\(s\)": "both plurals",
    r": '[a-z]+[^']*' (lists|shows|does|says)": "the command belongs to the command line",
    r"\b(the|that|which|a) day\b": "date, if it is on the calendar",
}
"""Each turn of phrase with what to write instead: prompts, not bans, for some have proper uses."""
CEILING = {
    "casework/top": 1,
    "casework/breaches": 15,
    "casework/clock": 14,
    "casework/complaints": 1,
    "casework/demo": 6,
    "casework/desk": 5,
    "casework/disclosure": 10,
    "casework/disposal": 8,
    "casework/law": 21,
    "casework/notice": 5,
    "casework/people": 5,
    "casework/records": 16,
    "casework/retention": 5,
    "casework/rights": 14,
    "casework/text": 8,
    "casework/timeline": 16,
    "casework/vault": 0,
    "casework/views": 6,
    "letters/top": 0,
    "letters/breaches": 16,
    "letters/complaints": 1,
    "letters/disclosure": 7,
    "letters/disposal": 4,
    "letters/paper": 5,
    "letters/retention": 0,
    "letters/rights": 3,
    "letters/views": 0,
    "dpo_console/top": 8,
    "dpo_console/breaches": 24,
    "dpo_console/clock": 0,
    "dpo_console/complaints": 1,
    "dpo_console/desk": 9,
    "dpo_console/disclosure": 6,
    "dpo_console/disposal": 7,
    "dpo_console/help": 23,
    "dpo_console/jobs": 10,
    "dpo_console/notice": 0,
    "dpo_console/people": 5,
    "dpo_console/records": 2,
    "dpo_console/retention": 3,
    "dpo_console/rights": 22,
    "dpo_console/views": 3,
    "dpo_console/widgets": 2,
    "CHANGELOG.md": 7,
    "CONTRIBUTING.md": 2,
    "README.md": 0,
    "SECURITY.md": 1,
}
"""The most that each wing and each document may have. Lower a number when the words are rewritten; never raise one."""
SLACK = 3
"""How far a ceiling may be above what there is."""


class Hit(NamedTuple):
    """A turn of phrase, and where it is."""

    path: str
    line: int
    words: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: '{self.words}' ({self.instead})"


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """What a file says to a reader, with the line it begins on.

    The strings, docstrings and comments of a module; the whole of a document or template; of a TOML file all but the
    keys.
    """
    source = path.read_text()
    if path.suffix == ".toml":
        yield 1, re.sub(r"\b[\w-]+ = ", "", source)
    elif path.suffix != ".py":
        yield 1, source
    else:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value
        if "#" in source:
            for token in tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__):
                if token.type == tokenize.COMMENT:
                    yield token.start[0], token.string


def hits(path: str, begins: int, text: str) -> Iterator[Hit]:
    """The turns of phrase in a text."""
    for pattern, instead in PATTERNS.items():
        for match in re.finditer(pattern, text):
            yield Hit(path, begins + text.count("\n", 0, match.start()), match.group(), instead)


@cache
def counted() -> dict[str, list[Hit]]:
    """The turns of phrase in every wing of the three packages, and in the documents."""
    by_place: dict[str, list[Hit]] = {}
    for package in ("casework", "letters", "dpo_console"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".html", ".md", ".toml"):
                parts = path.relative_to(ROOT).parts
                wing = by_place.setdefault(f"{package}/{parts[1] if len(parts) > 2 else 'top'}", [])
                for begins, text in texts(path):
                    wing.extend(hits("/".join(parts), begins, text))
    for path in sorted(ROOT.glob("*.md")):
        by_place[path.name] = list(hits(path.name, 1, path.read_text()))
    return by_place


def test_no_wing_has_more_of_them_than_before():
    """No wing and no document exceeds its ceiling; the message shows every hit of one that does."""
    above = [each for place, each in counted().items() if len(each) > CEILING.get(place, 0)]
    assert not above, "\n".join(str(hit) for each in above for hit in ["", *each])


def test_the_ceilings_only_fall():
    """No ceiling is much above what there is, and none is for a wing that is gone."""
    there = {place: len(counted().get(place, [])) for place in CEILING}
    assert {place: number for place, number in there.items() if CEILING[place] > number + SLACK} == {}


def test_a_planted_phrase_is_found(tmp_path):
    """In a docstring, a string and a comment, each on its line; in TOML, in a value and not in a key."""
    module = tmp_path / "planted.py"
    module.write_text('"""A day that is none."""\n\nASK = "Say why: nobody did."  # by whom\n')
    planted = {(hit.line, hit.words) for begins, text in texts(module) for hit in hits("planted.py", begins, text)}
    assert planted == {(1, "that is none"), (3, "Say why"), (3, "nobody"), (3, "whom")}
    table = tmp_path / "planted.toml"
    table.write_text('standing = "it stands"\n')
    assert [hit.words for begins, text in texts(table) for hit in hits("planted.toml", begins, text)] == ["stands"]


if __name__ == "__main__":
    for place, each in counted().items():
        print(f'    "{place}": {len(each)},')
