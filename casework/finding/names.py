"""The forms a name takes: folding, and whether two names may be one person's."""

import re
import unicodedata

from rapidfuzz import fuzz

from casework.text.nicknames import groups

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
    | dict.fromkeys("'’‘ʼ`´\u00ad\u200b\u200c\u200d\ufeff", "")
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text as it is compared: no marks, no case, no apostrophes, look-alike letters plain."""
    if text.isascii():
        return text.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; what the index holds and what is looked for."""
    return _WORD.findall(fold(text))


def alike(one: str, other: str) -> bool:
    """Whether two full names may be one person's: enough to ask the officer, never enough to join.

    Order, case, marks and a middle name do not matter; a shared surname asks for forenames that begin alike
    (`Kate`, `Katherine`, `K`) or are short forms of one (`Peggy`, `Margaret`), and a small misspelling of the whole
    passes.
    """
    first, second = words(one), words(other)
    if len(first) < 2 or len(second) < 2:
        return False
    if fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= 88:
        return True
    shared = [word for word in first if word in second and len(word) > 2]
    if not shared:
        return False
    rest = [word for word in first if word not in shared], [word for word in second if word not in shared]
    if not rest[0] or not rest[1]:
        return len(shared) >= 2
    return any(_begins_alike(a, b) for a in rest[0] for b in rest[1])


def unlike(one: str, other: str) -> bool:
    """Whether two names have no word in common, not even by its beginning or a misspelling."""
    return not any(
        a == b or (len(a) > 2 and len(b) > 2 and (a[:3] == b[:3] or fuzz.ratio(a, b) >= 75))
        for a in words(one)
        for b in words(other)
    )


def _begins_alike(one: str, other: str) -> bool:
    short = min(len(one), len(other), 3)
    return one[:short] == other[:short] or fuzz.ratio(one, other) >= 80 or bool(groups(one) & groups(other))
