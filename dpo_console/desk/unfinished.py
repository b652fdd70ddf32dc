"""The forms that were left unfinished: to go on with, delete, or leave for later."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from dpo_console import routes
from dpo_console.desk.keys import KEYS
from dpo_console.frame import LONDON, Frame
from dpo_console.page import Dialog
from dpo_console.widgets.dialogs import Ask
from dpo_console.widgets.draft_form import draft_title, unfinished_forms
from dpo_console.widgets.record_list import Column, RecordList, Row


class Unfinished(Dialog, inherit_bindings=False):
    """Every draft that is a form, newest first."""

    BINDINGS = [*KEYS["unfinished"]]
    AUTO_FOCUS = "RecordList"

    @staticmethod
    async def any(app: Frame) -> bool:
        """Whether there is a form to go on with."""
        return bool(unfinished_forms(await app.drafts.names()))

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Unfinished forms"
            yield RecordList([Column("Form", 0), Column("Last typed", 16)], empty="No unfinished forms")
            yield Static("None of these forms is saved yet.")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Fetch them."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Show the drafts; without any, close the list."""
        left = unfinished_forms(await self.app.drafts.names())
        rows = [Row(name, (draft_title(name), f"{saved.astimezone(LONDON):%d/%m/%Y %H:%M}")) for name, saved in left]
        self.query_one(RecordList).give(rows)
        if not rows:
            self.dismiss(None)

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click goes on too."""
        self.action_go_on()

    def action_go_on(self) -> None:
        """Open the form, which restores its draft itself."""
        if row := self.query_one(RecordList).row:
            self.dismiss(None)
            self.app.run_worker(go_on(self.app, row.key), exit_on_error=False)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_discard(self) -> None:
        """Delete a draft, after a question."""
        row = self.query_one(RecordList).row
        question = Ask("Delete the draft?", ["You will lose what you typed on this form."], "Delete it")
        if row and await self.app.push_screen_wait(question):
            await self.tried(self.app.drafts.drop(row.key))
            self.load()


async def go_on(app: Frame, name: str) -> None:
    """Open the form of a draft: its own screen, or the case page it was opened from."""
    kind, _, reference = name.partition(":")
    if kind == "settings":
        await app.run_action("app.mode('settings')")
    elif kind == "log-request":
        await app.run_action("screen.new_request")
    elif kind == "log-breach":
        await app.run_action("app.log_breach")
    elif kind == "complaint":
        app.open(routes.NewComplaint(reference))
    elif kind in ("import", "attach"):
        app.open(routes.Import(reference))
    elif kind in ("event", "close", "correct", "describe", "assess"):
        app.open(routes.Case(reference, then=kind))
    elif kind == "wording":
        app.open(routes.Wordings(then=reference))
    elif kind == "notice":
        app.open(routes.NoticeSection(reference, then="edit"))
    elif kind == "concerned":
        reference, _, person = reference.partition(":")
        app.open(routes.Concerned(reference, then="" if person else kind))
        if person:
            app.say("Choose the person again with r. What you typed is kept.")
    elif kind == "letter":
        reference, _, letter = reference.partition(":")
        app.open(routes.CaseLetters(reference, letter))
    elif kind == "question":
        app.open(routes.Questions(reference))
        app.say("Choose the question again. The reason you typed is kept.")
    elif kind in ("bind", "nobody", "unbind", "confirm"):
        app.open(routes.IdentifySubject(reference, then=kind))
    elif kind in ("rectify", "restrict", "lift"):
        person, _, record = reference.partition(":")
        app.open(routes.Card(int(person), then="records" if record else kind))
    elif kind == "hold":
        app.open(routes.NewHold(int(reference) if reference else None))
    elif kind in ("unhold", "keep"):
        app.open(routes.Holds())
    elif kind in ("spare", "erase"):
        app.open(routes.Case(reference.partition(":")[0]))
    elif kind in ("row", "adopt", "retire"):
        app.open(routes.Schedule())
    else:
        app.open(routes.Review(reference))
        app.say("Choose the items again. The reason you typed is kept.")
