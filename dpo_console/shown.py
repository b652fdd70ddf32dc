"""The one door through which anybody's text reaches a widget: no markup, no action, no escape sequence."""

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
"""Fields of which somebody who looks over an officer's shoulder should read no more than the end."""
ACTIONS = frozenset[str]()
"""The actions a click on text may run: none; buttons, keys and lines have their own messages."""


def clean(text: str, *, lines: bool = False) -> str:
    """Anybody's text, made fit to draw: controls visible, length and stacked marks capped."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} ... ({len(text) - LONGEST:,} characters more)"
    text = plain.clean(text, lines=lines)
    return text if text.isascii() else _unstacked(text)


def masked(name: str, text: str) -> str:
    """A field's text for a list: of an account or a passport only its end; the field by itself shows it whole."""
    return f"•••• {text.strip()[-2:]}" if " ".join(name.casefold().split()) in MASKED else text


def _unstacked(text: str) -> str:
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MARKS:
            kept.append(char)
    return "".join(kept)


def show(text: str) -> Content:
    """One line of anybody's text for a widget."""
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
    """Texts that came through this door already, one after the other."""
    return Content.assemble(*parts)


def lines(said: Iterable[str]) -> Content:
    """Several lines of anybody's text; a long text keeps its own line ends."""
    return Content("\n".join(clean(line, lines=True) for line in said))


def grid(rows: Iterable[tuple[str, str]]) -> Content:
    """Names in a column, what they stand for beside them."""
    rows, parts = list(rows), list[str | tuple[str, str]]()
    width = min(max((cell_len(clean(name)) for name, _ in rows), default=0) + 2, 38)
    for name, text in rows:
        parts += [(clean(name) + " " * max(1, width - cell_len(clean(name))), "bold"), f"{clean(text)}\n"]
    return words(*parts)


class Scrub(LineFilter):
    """The last ditch under every widget: no zero-width control, no terminal link, no click that was not foreseen."""

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
