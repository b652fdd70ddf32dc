"""Text in the form used for comparison, with a map back to the source, and its words.

Lower case without accents; look-alike letters made plain; invisible characters removed; markup and entities decoded.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

APOSTROPHES = "'’‘ʼ`´′ʹ‛ʻʽˈˊˋꞋꞌ՚׳＇\x91\x92"
_DASHES = "‐‑‒–—―−﹘﹣－"
_ENCLOSED = (0x1F150, 0x1F170)
"""White letters on black circles and squares, from A: Unicode does not treat them as forms of the plain letter."""
_BLANKS = "\u2800\u3164\u115f\u1160\uffa0"
"""Invisible, although their Unicode category does not say so."""
TAIL = "\x1d"
"""Precedes the words of a tag's attributes, which follow the text."""

_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""The bytes of a UTF-8 letter after its first, read as Latin letters."""
_MARKED = re.compile(r"[<&\\%=\xc2-\xf4]|\[U\+|_x")
_MARKUP = re.compile(
    r"<(?:!--.*?--|/?(?:a|abbr|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li"
    r"|mark|ol|p|pre|q|s|samp|small|span|strike|strong|style|sub|sup|t[abdhr]|tbody|thead|table|tt|u|ul|var|wbr|[a-z]{1,4}:[a-z]{1,12})"
    r"(?:\s[^<>]{0,500})?\s*/?)>"
    r"|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
    r"|\[U\+(?P<printed>[0-9A-F]{4,6})\]"  # how a letter prints a character that its font lacks
    r"|_x(?P<sheet>[0-9A-F]{4})_|\\u(?P<escaped>[0-9A-F]{4})|\\u(?P<decimal>\d{3,5})\ ?\?"
    r"|\\'(?P<byte>[0-9A-F]{2})"
    r"|(?P<bytes>(?P<mark>[%=])(?:[0-7][0-9A-F](?!\d)|[C-F][0-9A-F](?:(?P=mark)[89AB][0-9A-F]){1,3}))"
    rf"|(?P<latin>(?-i:[\xc2-\xdf][{_CONTINUED}]|[\xe0-\xef][{_CONTINUED}]{{2}}|[\xf0-\xf4][{_CONTINUED}]{{3}}))"
    r"|(?P<wrapped>=\r?\n)|(?P<broken>\\(?:par|pard|line|tab|cell|row)(?![a-z])\ ?|\\[nrt](?-i:(?![a-z])))"
    r"|(?P<styled>\\(?:b|i|ul|ulnone|plain|f|fs|cf|lang|highlight)(?:-?\d+|(?![a-z]))\ ?)",
    re.IGNORECASE | re.DOTALL,
)
"""Tags and entities, and how spreadsheets, emails, web addresses and rich text write a character or set a word."""
_BREAKING = re.compile(r"</?(?:br|p|div|li|t[dhr]|table|h[1-6]|hr|ol|ul|dl|dt|dd|blockquote)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


class Canonical(NamedTuple):
    """A text in the form used for comparison."""

    text: str
    first: Sequence[int]
    """For each character of `text`, the source character it starts at; `last` has the one after its end."""
    last: Sequence[int]


class Atom(NamedTuple):
    """A run of letters, or of digits: `first` and `last` are offsets in the source, `last` not included."""

    text: str
    first: int
    last: int
    begin: int
    end: int
    """The same offsets in the canonical text."""
    capital: bool
    """Whether it begins with a capital letter in the source."""
    possessive: bool = False
    """Whether it ends in a possessive, which is not part of `text`."""

    @property
    def letters(self) -> bool:
        """Whether it is a word, not a number."""
        return not self.text.isdecimal()


@cache
def _lookalikes() -> dict[str, str]:
    table = files("casework.text").joinpath("lookalikes.txt").read_text(encoding="utf-8")
    lines = (line.split(" ") for line in table.splitlines() if line and not line.startswith("#"))
    enclosed = {chr(start + at): chr(ord("a") + at) for start in _ENCLOSED for at in range(26)}
    return enclosed | {char: plain for plain, chars in lines for char in chars}


@lru_cache(8192)
def _plain(char: str) -> str:
    """One character in its compared form: no characters, one or several."""
    if char in APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "-"
    if char in _BLANKS:
        return " "
    if char in "\t\n\r\v\f\x85\u2028\u2029":
        return "\n"
    found = ""
    for one in unicodedata.normalize("NFKD", char):
        category = unicodedata.category(one)
        if category in ("Mn", "Me", "Cf", "Cc", "Cs"):
            continue
        if one in APOSTROPHES or one in _DASHES:
            found += "-" if one in _DASHES else "'"
        elif category == "Nd":
            found += str(unicodedata.decimal(one))
        elif category[0] == "Z":
            found += " "
        else:
            # the lower-case letter may look like a Latin one when the capital does not, and the reverse
            found += one if one.isascii() else _lookalikes().get(one) or "".join(map(_lookalike, one.casefold()))
    return found.casefold()


def _lookalike(char: str) -> str:
    return _lookalikes().get(char, char)


def _escaped(found: re.Match[str]) -> str | None:
    """The character an escape means; the escape itself if it means none, None for a tag or an entity."""
    code = found["printed"] or found["sheet"] or found["escaped"]
    if code or found["decimal"]:
        number = int(code, 16) if code else int(found["decimal"])
        return chr(number) if number < 0x110000 else ""
    if found["byte"]:
        return bytes.fromhex(found["byte"]).decode("cp1252", "ignore")
    if found["bytes"] or found["latin"]:
        data = bytes.fromhex(found["bytes"].replace(found["mark"], "")) if found["bytes"] else _as_bytes(found["latin"])
        try:
            return data.decode()
        except UnicodeDecodeError:
            return found[0]
    if found["broken"]:
        return "\n"
    return "" if found["wrapped"] or found["styled"] else None


def _as_bytes(text: str) -> bytes:
    """Letters as the bytes they were wrongly read from."""
    return b"".join(char.encode("latin-1" if char <= "\xff" else "cp1252") for char in text)


def canonical(source: str) -> Canonical:
    """A text in compared form, with the place in the source of each character."""
    marked = _MARKED.search(source)
    if source.isascii() and source.isprintable() and not marked and "`" not in source:
        return Canonical(source.lower(), range(len(source)), range(1, len(source) + 1))
    chars: list[str] = []
    begin: list[int] = []
    end: list[int] = []
    tail: list[tuple[int, int]] = []

    def put(text: str, first: int, last: int) -> None:
        chars.append(text)
        begin.extend([first] * len(text))
        end.extend([last] * len(text))

    def run(first: int, last: int) -> None:
        for place in range(first, last):
            if plain := _plain(source[place]):
                put(plain, place, place + 1)

    done = 0
    for found in _MARKUP.finditer(source) if marked else ():
        run(done, found.start())
        done = found.end()
        if (escaped := _escaped(found)) is not None:
            put("".join(map(_plain, escaped)), *found.span())
        elif found[0][0] == "&":
            opened = html.unescape(found[0])
            if opened == found[0]:  # not an entity after all
                run(found.start(), found.end())
            else:
                put("".join(map(_plain, opened)), *found.span())
        else:
            put("\n" if _BREAKING.match(found[0]) else "", *found.span())
            quoted = (one.span(one.lastindex or 0) for one in _QUOTED.finditer(found[0]))
            tail += [(found.start() + first, found.start() + last) for first, last in quoted]
            if found[0].startswith("<!--"):
                tail.append((found.start() + 4, found.end() - 3))
    run(done, len(source))
    for first, last in tail:
        put(TAIL, first, first)
        run(first, last)
    return Canonical("".join(chars), begin, end)


_ATOM = re.compile(r"[^\W\d_]+(?:'+[^\W\d_]+)*'?|\d+")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_]{2})'s'?$|(?<=s)'$")


def atoms(source: str) -> list[Atom]:
    """The words and numbers of a text, in order, without the apostrophes inside words."""
    return list(_atoms(source))


@lru_cache(20_000)
def _atoms(source: str) -> tuple[Atom, ...]:
    text, starts, ends = canonical(source)
    found = []
    for word in _ATOM.finditer(text):
        letters, begin, end = word[0], word.start(), word.end()
        possessive = False
        if "'" in letters:
            if ending := _POSSESSIVE.search(letters):
                possessive = True
                letters = letters[: ending.start()]
                end = begin + len(letters)
            else:
                end -= len(letters) - len(letters.rstrip("'"))
            letters = letters.replace("'", "")
        first = starts[begin]
        found.append(Atom(letters, first, ends[end - 1], begin, end, source[first].isupper(), possessive))
    return tuple(found)


def fold(text: str) -> str:
    """The compared form of a text, without apostrophes."""
    return canonical(text).text.replace("'", "").replace(TAIL, " ")


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in compared form, in order; the word index stores and looks up these."""
    return _WORD.findall(fold(text))
