"""Bringing workforce files in: which, how far, and the ledger of each."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Button, Input, ProgressBar, Static

from casework.records.intake import Unknown
from casework.records.items import Ledger
from dpo_console.jobs import attachments
from dpo_console.page import Page, ScrollingText
from dpo_console.records import jobs
from dpo_console.records.keys import KEYS
from dpo_console.shown import lines, show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.folders import Folders

if TYPE_CHECKING:
    from casework.vault.drafts import Draft

BRINGING = "Files are being brought in."
"""What is under way meanwhile."""


class ImportScreen(Drafted, Page):
    """Several files, one after the other; each is one source with a ledger that adds up."""

    BINDINGS = [*KEYS["import"]]
    AUTO_FOCUS = "#path"

    def __init__(self, case: str = "") -> None:
        super().__init__()
        self.case = case
        self.draft_name = f"attach:{case}" if case else "import"
        self.paths: list[Path] = []
        self.stop = self.bringing = False

    def body(self) -> ComposeResult:
        """The path, the files chosen, the progress, the ledger."""
        what = "Import workforce files: census returns (XML), tables (CSV, workbooks, HTML)"
        kept = f"{self.case}: keep what came with it (letters, e-mails, proof of authority)"
        yield Static(show(kept if self.case else what), classes="title")
        yield Input(
            placeholder="Path of a file; right arrow completes, enter adds it, ctrl+s brings all in",
            suggester=Folders(),
            compact=True,
            id="path",
        )
        yield ProgressBar(show_eta=False, id="progress")
        with ScrollingText(id="ledger"):
            yield Static("No files chosen yet. Each file is brought in whole, or nothing of it.")
        yield Button("Import (ctrl+s)", id="go", compact=True)

    def on_mount(self) -> None:
        """No bar before there is something to show."""
        self.query_one(ProgressBar).display = False
        self.query_one("#go").can_focus = False  # for the mouse: tab goes to the path and the ledger, ctrl+s brings in
        if not self.case and BRINGING in self.app.under_way:
            self.draft_name = ""  # the draft is of the files that another page is bringing in
        self.begin_draft()

    def typed(self) -> "Draft":
        """The path being typed, and the files chosen before it."""
        return super().typed() | {"paths": [str(path) for path in self.paths]}

    def put_typed(self, kept: "Draft") -> None:
        """The reverse."""
        super().put_typed(kept)
        paths = kept.get("paths")
        self.paths = [Path(str(path)) for path in paths] if isinstance(paths, list) else []
        self.list_chosen()

    @on(Input.Submitted)
    def add(self) -> None:
        """One more file; a folder adds all that are in it."""
        line = self.query_one("#path", Input)
        path = Path(os.path.expanduser(line.value.strip()))
        if not line.value.strip():
            self.action_go()
            return
        found = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        if not path.exists():
            self.app.say("There is no such file: look at the path again.", wrong=True)
            return
        self.paths += [one for one in found if one not in self.paths]
        line.value = ""
        self.list_chosen()
        self.soon()

    def list_chosen(self) -> None:
        """The files that will be brought in."""
        if self.paths:
            self.query_one("#ledger Static", Static).update(lines(["To bring in:", *(str(one) for one in self.paths)]))

    @on(Button.Pressed)
    def pressed(self) -> None:
        """The button does what the key does."""
        self.action_go()

    def action_go(self) -> None:
        """Bring them in."""
        if self.query_one("#path", Input).value.strip():
            self.add()
        elif not self.paths and not self.bringing:
            self.app.say("Type the path of a file first, then enter.", wrong=True)
            self.query_one("#path").focus()
        if self.paths and not self.bringing:
            self.bring_in()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def bring_in(self) -> None:
        """Bring in one file after the other; a refused one does not hold up the next."""
        bar, ledger = self.query_one(ProgressBar), self.query_one("#ledger Static", Static)
        bar.display, self.stop, self.bringing, said = True, False, True, list[str]()
        unknown = list[Path]()
        for path in self.paths:
            ledger.update(lines([*said, f"{path.name} ..."]))
            try:
                said += await self.brought(path)
            except Unknown:
                unknown.append(path)
            except Exception as wrong:  # told with its sentence, or as an incident
                said += [f"! {path.name}: {self.app.error_text(wrong)}", ""]
            if self.stop:
                break
        for path in [] if self.stop else unknown:
            ledger.update(lines([*said, f"{path.name}: nobody knows its headings"]))
            said += await self.explained(path)
        self.bringing, self.paths = False, []
        await self.forget_draft()
        self.begin_draft()  # of the files taken next
        bar.display = False
        ledger.update(lines(["Done. What became of each file (tab takes another file, esc goes back):", "", *said]))
        self.query_one("#ledger").focus()

    async def brought(self, path: Path) -> list[str]:
        """Bring one file in; its ledger."""
        now, stopped = self.app.now(), lambda: self.stop or self.app._exit
        with self.busy(BRINGING):
            if self.case:
                done = await self.app.do(attachments.attach_files, self.case, [path], now, self.so_far, stopped)
            else:
                done = await self.app.do(jobs.import_files, [path], now, self.so_far, stopped)
        return [line for source in done.sources for line in (*ledger_lines(source), "")]

    async def explained(self, path: Path) -> list[str]:
        """Have the officer say what a file's headings mean, and bring it in by that; its ledger, or why not."""
        from dpo_console.records.layout_form import LayoutForm

        try:
            with self.busy(BRINGING):
                found = await self.app.do(jobs.first_rows, path)
            if await self.app.push_screen_wait(LayoutForm(path.name, found)):
                return await self.brought(path)
        except Exception as wrong:  # told with its sentence, or as an incident
            return [f"! {path.name}: {self.app.error_text(wrong)}", ""]
        return [f"! {path.name} was not brought in: import it again to say what its headings mean.", ""]

    async def action_back(self) -> None:
        """Stop what is running; else leave, and what was chosen is not wanted."""
        if self.bringing:
            self.stop = True
            self.app.say("Stopping: the file that is being read is not kept.")
        else:
            await self.forget_draft()
            self.dismiss(None)


def ledger_lines(source: Ledger) -> list[str]:
    """A source's ledger in lines: what was expected and what became of it, then the warnings."""
    head = f"{source.name} ({source.reader}): {source.balance()}"
    said = source.warning_lines()[:200]
    more = len(source.warnings) - 200
    return [head, *said, *([f"  and {more} warnings more"] if more > 0 else [])]


class Sources(Page):
    """Every file that was brought in, with its ledger."""

    BINDINGS = [*KEYS["sources"]]
    AUTO_FOCUS = "#ledger"

    def body(self) -> ComposeResult:
        """The ledgers."""
        yield Static("Files brought in", classes="title")
        with ScrollingText(id="ledger"):
            yield Static("")

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """Fetch them."""
        found = await self.do(jobs.sources) or []
        said = [line for one in found for line in (*ledger_lines(one), "")]
        text = said or ["None yet: press esc, then i to bring some in."]
        self.query_one("#ledger Static", Static).update(lines(text))

    def action_layouts(self) -> None:
        """The layouts that were kept."""
        from dpo_console.records.layout_form import Layouts

        self.app.push_screen(Layouts())
