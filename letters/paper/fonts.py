"""The shipped fonts: which characters they have, and how wide a line is. The computer's own fonts are not used."""

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files

from casework import Refused

FOLDER = "templates/fonts"
FACES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c")


@cache
def _metrics() -> tuple[frozenset[int], dict[int, int], int]:
    from fontTools.ttLib import TTFont

    folder = files(__package__).joinpath(FOLDER)
    shared, widths, per_em = list[frozenset[int]](), dict[int, int](), 1000
    for face in FACES:
        with folder.joinpath(face).open("rb") as file:
            font = TTFont(file, lazy=False)
        cmap = font.getBestCmap()
        shared.append(frozenset(cmap))
        if face == FACES[0]:
            per_em = font["head"].unitsPerEm
            widths = {code: font["hmtx"][glyph][0] for code, glyph in cmap.items()}
    return frozenset.intersection(*shared), widths, per_em


def width_mm(line: str, points: float) -> float:
    """How wide a line is in the regular face, in millimetres; a character the font lacks counts as an em."""
    _, widths, per_em = _metrics()
    units = sum(widths.get(ord(char), per_em) for char in unicodedata.normalize("NFC", line))
    return units / per_em * points * 25.4 / 72


def fitted(line: str, room_mm: float, points: float) -> str:
    """The text cut to one line of that width in the regular face; a cut text ends in '…'."""
    line = " ".join(line.split())
    if width_mm(line, points) <= room_mm:
        return line
    kept = bisect_right(range(len(line)), room_mm, key=lambda end: width_mm(f"{line[:end]}…", points)) - 1
    return f"{line[:kept].rstrip()}…"


def _fault(char: str) -> bool:
    # bidirectional overrides reverse what is read, and controls make an unknown glyph
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") or ord(char) not in _metrics()[0]


def printable(text: str, where: str) -> str:
    """The text in the form it is set in: composed, without invisible characters.

    Raises Refused naming the first character that no shipped font has, or that would reverse the text.
    """
    text = "".join(char for char in unicodedata.normalize("NFC", text) if char not in _INVISIBLE)
    for char in text.replace("\n", "").replace("\t", ""):
        if _fault(char):
            name = unicodedata.name(char, "a control character")
            raise Refused(
                f"{where} has a character that cannot be printed, U+{ord(char):04X} ({name.lower()}). "
                "Use Latin, Greek or Cyrillic letters."
            )
    return text


def quotable(text: str) -> str:
    """Words to be quoted: as they are if they can be printed, else with what cannot be printed shown by its number."""
    try:
        printable(text, "")
    except Refused:
        return visible(text)
    return text


def visible(text: str) -> str:
    """A record's text for paper, word for word: a character that cannot be printed is shown as `[U+1F600]`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(f"[U+{ord(char):04X}]" if char not in "\n\t" and _fault(char) else char for char in text)
