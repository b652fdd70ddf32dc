"""The history of a case: what happened and when, who recorded it and when."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from casework.views.case_timeline import TimelineRow
from dpo_console.jobs import case_detail
from dpo_console.keys import KEYS
from dpo_console.page import Page
from dpo_console.shown import show
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import act, day

COLUMNS = (
    Column("No", 5),
    Column("Took effect", 11),
    Column("What", 27),
    Column("Recorded (UTC)", 17),
    Column("By", 0),
    Column("Note", 40, needs=110),
)


class HistoryScreen(Page):
    """The history of one case."""

    BINDINGS = [*KEYS["page"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference

    def body(self) -> ComposeResult:
        """The history entries."""
        yield Static(show(f"{self.reference}: history"), classes="title")
        yield RecordList(COLUMNS, empty="No history yet")

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """Load the entries."""
        rows = await self.do(case_detail.timeline, self.reference) or []
        self.query_one(RecordList).give([_row(one) for one in rows])


def _row(one: TimelineRow) -> Row:
    what = act(one.kind) + (f" (corrects {one.corrects})" if one.corrects else "")
    recorded = f"{day(one.recorded)} {one.recorded:%H:%M}"
    return Row(str(one.seq), (str(one.seq), day(one.on), what, recorded, one.actor, one.note or ""))
