"""A list of records that draws only the lines in view, so its cost does not grow with what it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dpo_console.keys import KEYS
from dpo_console.shown import clean

SLICE = 200
"""Lines asked for at a time if the owner gives them in slices."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in cells (0: what is left), and the list width needed to draw it."""

    title: str
    width: int = 0
    needs: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its key, its cells, and whether it is a heading (no key) or strong."""

    key: str
    cells: tuple[str, ...]
    heading: bool = False
    strong: bool = False


class RecordList(ScrollView, can_focus=True):
    """Lines under headings, a cursor, marks.

    When the lines are replaced, the cursor stays on its key; failing that, it goes to the first line of the same
    subject, which `of` tells from a key; failing that, to the next line left.
    """

    BINDINGS = [*KEYS["list"]]
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"record-list--head", "record-list--cursor", "record-list--group", "record-list--strong"}
    DEFAULT_CSS = """
    RecordList { height: 1fr; overflow-x: hidden;
        .record-list--head { text-style: bold; color: $text-muted; }
        .record-list--group { text-style: bold; color: $text-accent; }
        .record-list--strong { text-style: bold; }
        .record-list--cursor { background: $block-cursor-blurred-background; text-style: bold; }
        &:focus .record-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    cursor = reactive(0, always_update=False)

    @dataclass
    class Moved(Message):
        """The cursor moved to another line."""

        list: "RecordList"
        row: Row | None

    @dataclass
    class Chosen(Message):
        """A second click on a line; what `enter` does is for the screen to decide."""

        list: "RecordList"
        row: Row

    @dataclass
    class Wanted(Message):
        """Lines from `offset` are in view and not loaded yet."""

        list: "RecordList"
        offset: int

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        reading: str = "Reading ...",
        id: str | None = None,
        of: Callable[[str], str] = str,
    ):
        super().__init__(id=id)
        self.columns, self.empty, self.reading, self.of = columns, empty, reading, of
        self.given = False
        """Whether lines were given: until then the list may not be empty."""
        self.total, self.rows, self.marked = 0, dict[int, Row](), set[str]()
        self._asked: set[int] = set()

    def give(self, rows: Sequence[Row], total: int | None = None) -> None:
        """Show these lines, from the first; `total` if there are more, to be asked for in slices."""
        key, at = (self.row.key if self.row else ""), self.cursor
        after = [row.key for place, row in sorted(self.rows.items()) if place > at and row.key]
        self.rows, self.given = dict(enumerate(rows)), True
        self.total = len(rows) if total is None else total
        self._asked = {0}
        self.marked &= {row.key for row in rows}
        self.virtual_size = Size(0, self.total + 1)
        places = {row.key: place for place, row in self.rows.items() if row.key}
        if key not in places:
            same = (one for one in places if key and self.of(one) == self.of(key))
            key = next(same, "") or next((one for one in after if one in places), "")
        self.cursor = self._real(places.get(key, min(at, max(self.total - 1, 0))), 1)
        self.scroll_to_cursor()
        self.refresh()
        self.post_message(self.Moved(self, self.row))

    def fill(self, offset: int, rows: Sequence[Row]) -> None:
        """A slice that was asked for."""
        self.rows.update({offset + place: row for place, row in enumerate(rows)})
        self.refresh()
        if offset <= self.cursor < offset + len(rows):
            self.post_message(self.Moved(self, self.row))

    @property
    def row(self) -> Row | None:
        """The selected line."""
        return self.rows.get(self.cursor)

    def _real(self, place: int, direction: int) -> int:
        """The nearest place that is not a heading."""
        for way in (direction, -direction):
            at = place
            while 0 <= at < self.total:
                row = self.rows.get(at)
                if row is None or not row.heading:
                    return at
                at += way
        return place

    def move(self, place: int, direction: int = 1) -> None:
        """Put the cursor there, or on the nearest line."""
        if self.total:
            self.cursor = self._real(max(0, min(place, self.total - 1)), direction)
            self.scroll_to_cursor()

    def go(self, key: str) -> None:
        """Put the cursor on the line with that key, if there is one."""
        for place, row in self.rows.items():
            if row.key == key:
                self.move(place)

    def watch_cursor(self) -> None:
        """Tell the owner, and draw."""
        self.refresh()
        self.post_message(self.Moved(self, self.row))

    def scroll_to_cursor(self) -> None:
        """Scroll the cursor into view, below the headings."""
        seen = max(self.size.height - 1, 1)
        top = self.scroll_offset.y
        if self.cursor < top or (self.cursor == 1 and self.rows.get(0, Row("", ())).heading):
            self.scroll_to(y=0 if self.cursor <= 1 else self.cursor, animate=False, force=True)
        elif self.cursor >= top + seen:
            self.scroll_to(y=self.cursor - seen + 1, animate=False, force=True)

    def action_step(self, by: int) -> None:
        """One line up or down."""
        self.move(self.cursor + by, by)

    def action_page(self, by: int) -> None:
        """One page up or down."""
        self.move(self.cursor + by * max(self.size.height - 2, 1), by)

    def action_end(self, last: int) -> None:
        """The first line or the last."""
        self.move(self.total - 1 if last else 0, -1 if last else 1)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the selected line chooses it."""
        place = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or not 0 <= place < self.total or self.rows.get(place, Row("", (), True)).heading:
            return
        if place != self.cursor:
            self.move(place)
        elif self.row:
            self.post_message(self.Chosen(self, self.row))

    def toggle(self, keys: set[str]) -> None:
        """Mark these lines, or unmark them if all are marked."""
        self.marked = self.marked - keys if keys <= self.marked else self.marked | keys
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.scroll_to_cursor)

    def widths(self) -> list[int]:
        """The width of each column now; 0 if it is not drawn."""
        room = self.scrollable_content_region.width
        widths = [column.width if room >= column.needs else 0 for column in self.columns]
        drawn = [column for column in self.columns if room >= column.needs]
        spare = room - 2 - sum(widths) - (len(drawn) - 1)
        return [
            max(spare, 4) if column.width == 0 and room >= column.needs else width
            for column, width in zip(self.columns, widths, strict=True)
        ]

    def render_line(self, y: int) -> Strip:
        """The headings, or one line of what is in view."""
        width = self.scrollable_content_region.width
        if y == 0:
            return self._strip("  ", tuple(column.title for column in self.columns), "record-list--head", width)
        place = self.scroll_offset.y + y - 1
        if not self.total:
            return self._text((self.empty if self.given else self.reading) if y == 2 else "", width)
        if place >= self.total:
            return self._text("", width)
        row = self.rows.get(place)
        if row is None:
            self._want(place)
            return self._text("...", width)
        if row.heading:
            look = self.get_component_rich_style("record-list--group")
            text = set_cell_size("  " + clean(row.cells[0]), width)
            return Strip([Segment(text, self.rich_style + look)], width)
        gutter = ("›" if place == self.cursor else " ") + ("*" if row.key in self.marked else " ")
        style = "record-list--cursor" if place == self.cursor else "record-list--strong" if row.strong else ""
        return self._strip(gutter, row.cells, style, width)

    def _text(self, text: str, width: int) -> Strip:
        return Strip([Segment(set_cell_size("  " + text, width), self.rich_style)], width)

    def _strip(self, gutter: str, cells: tuple[str, ...], style: str, width: int) -> Strip:
        drawn = [_cut(clean(text), room) for text, room in zip(cells, self.widths(), strict=True) if room]
        look = self.rich_style + self.get_component_rich_style(style) if style else self.rich_style
        return Strip([Segment(set_cell_size(gutter + " ".join(drawn), width), look)], width)

    def _want(self, place: int) -> None:
        offset = place // SLICE * SLICE
        if offset not in self._asked:
            self._asked.add(offset)
            self.post_message(self.Wanted(self, offset))


def _cut(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    return set_cell_size(set_cell_size(text, room - 1).rstrip() + "…", room)
