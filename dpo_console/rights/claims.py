"""Names and numbers that only a request gives: to confirm, or to undo."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.rights.claims import Claim, ClaimKind
from dpo_console.page import Dialog
from dpo_console.rights.keys import KEYS
from dpo_console.shown import lines, show
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("What", 14), Column("The request says", 0), Column("Confirmed", 10))
KINDS = {
    ClaimKind.name: "Name",
    ClaimKind.staff: "Staff number",
    ClaimKind.swe: "Registration",
    ClaimKind.ni: "NI number",
    ClaimKind.email: "Email",
}
WHY = (
    "The register does not have these for the data subject. The search uses them. They count as the person's own only "
    "if you confirm them."
)


class Claims(Dialog, inherit_bindings=False):
    """A list to choose one from; returns it, or None."""

    BINDINGS = [*KEYS["claims"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, claims: list[Claim]):
        super().__init__()
        self.claims = claims

    def compose(self) -> ComposeResult:
        """Why it matters, and the list."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show("Only in the request")
            yield Static(lines([WHY, ""]))
            yield RecordList(COLUMNS, empty="The register has every name and number the request gives.")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The names and numbers, those confirmed with a mark."""
        rows = [
            Row(str(at), (KINDS[one.kind], one.value, "= yes" if one.confirmed else "no"))
            for at, one in enumerate(self.claims)
        ]
        self.query_one(RecordList).give(rows)

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click on the selected line does the same."""
        self.action_choose()

    def action_choose(self) -> None:
        """Choose the selected one."""
        if row := self.query_one(RecordList).row:
            self.dismiss(self.claims[int(row.key)])
