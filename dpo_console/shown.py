"""The only way for anyone's text to reach a widget: no markup, no action, no escape sequence."""

import unicodedata
from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from dpo_console import plain

LONGEST = 4000
"""Characters of one field that are drawn; a longer one ends in "more"."""
MARKS = 8
"""Combining marks kept on one character."""
MASKED = frozenset({"sort code", "bank account", "bank account number", "account number", "iban", "passport number"})
"""Fields shown only by their last characters, in case someone looks over an officer's shoulder."""
ACTIONS = frozenset[str]()
"""The actions a click on text may run: none; buttons, keys and lines have their own messages."""


def clean(text: str, *, lines: bool = False) -> str:
    """Anyone's text, made safe to draw: controls visible, length and stacked marks limited."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} ... ({len(text) - LONGEST:,} characters more)"
    text = plain.clean(text, lines=lines)
    return text if text.isascii() else _unstacked(text)


def masked(name: str, text: str) -> str:
    """A field's text for a list: only the end of an account or passport number; the field itself shows all of it."""
    return f"•••• {text.strip()[-2:]}" if " ".join(name.casefold().split()) in MASKED else text


def _unstacked(text: str) -> str:
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MARKS:
            kept.append(char)
    return "".join(kept)


def show(text: str) -> Content:
    """One line of anyone's text for a widget."""
    return Content(clean(text))


def cell(text: str) -> Text:
    """The same for a cell of a table or a leaf of a tree, which parse Rich's markup."""
    return Text(clean(text))


def words(*parts: str | tuple[str, str]) -> Content:
    """Lines put together from texts, some with a style of ours: `words(("Due", "bold"), " Monday")`."""
    made = [(part, "") if isinstance(part, str) else part for part in parts]
    return Content.assemble(*[(clean(text, lines=True), style) for text, style in made])


def passage(text: str, styled: list[tuple[int, int, str]]) -> Content:
    """A text with some stretches in a style; a stretch that overlaps an earlier one is left plain."""
    parts: list[str | tuple[str, str]] = []
    at = 0
    for first, last, style in sorted(styled):
        if first >= at:
            parts += [text[at:first], (text[first:last], style)]
            at = last
    return words(*parts, text[at:])


def joined(*parts: Content) -> Content:
    """Texts that are safe already, one after the other."""
    return Content.assemble(*parts)


def lines(texts: Iterable[str]) -> Content:
    """Several lines of anyone's text; a long text keeps its own line ends."""
    return Content("\n".join(clean(line, lines=True) for line in texts))


def grid(rows: Iterable[tuple[str, str]]) -> Content:
    """Names in a column, with a text beside each."""
    rows, parts = list(rows), list[str | tuple[str, str]]()
    width = min(max((cell_len(clean(name)) for name, _ in rows), default=0) + 2, 38)
    for name, text in rows:
        parts += [(clean(name) + " " * max(1, width - cell_len(clean(name))), "bold"), f"{clean(text)}\n"]
    return words(*parts)


class Scrub(LineFilter):
    """The last defence under every widget: no zero-width control, no terminal link, no click except those foreseen."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of one line, scrubbed."""
        return [self._scrubbed(segment) for segment in segments]

    def _scrubbed(self, segment: Segment) -> Segment:
        text, style, control = segment
        if control:
            return segment
        if not (text.isascii() and text.isprintable()):
            text = "".join(char for char in text if not _obeyed(char))
        if style is not None and (style.link or (style._meta and _clicks(style))):
            kept = {name: value for name, value in style.meta.items() if not name.startswith("@")}
            style = style.update_link(None).clear_meta_and_links() + Style(meta=kept)
        return Segment(text, style)


def _clicks(style: Style) -> bool:
    return any(name.startswith("@") and str(value) not in ACTIONS for name, value in style.meta.items())


def _obeyed(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in "\u200c\u200d"


SCRUB = Scrub()
