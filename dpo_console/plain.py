"""Anybody's text as it may reach a terminal: control characters made visible, nothing that a terminal would obey."""

import unicodedata

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {127: "\u2421"}


def clean(text: str, *, lines: bool = False) -> str:
    """The text with every control, format and bidirectional character shown, not obeyed; `lines` keeps line ends."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char, lines) for char in text)


def _shown(char: str, lines: bool) -> str:
    if char == "\n" and lines:
        return char
    if ord(char) in _PICTURES:
        return _PICTURES[ord(char)]
    kind = unicodedata.category(char)
    # the joiners stay: Persian, Indic scripts and emoji are spelled with them
    if kind[0] == "C" and char not in "\u200c\u200d":
        return "\ufffd"
    return "\u23ce" if kind in ("Zl", "Zp") else char
