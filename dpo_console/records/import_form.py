"""Importing workforce files: the files, the progress, and the ledger of each."""

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

IMPORTING = "Files are being imported."
"""What is under way during an import."""


class ImportScreen(Drafted, Page):
    """Several files, imported one by one; each is one source with a ledger that adds up."""

    BINDINGS = [*KEYS["import"]]
    AUTO_FOCUS = "#path"

    def __init__(self, case: str = "") -> None:
        super().__init__()
        self.case = case
        self.draft_name = f"attach:{case}" if case else "import"
        self.paths: list[Path] = []
        self.stop = self.importing = False

    def body(self) -> ComposeResult:
        """The path, the files chosen, the progress, the ledger."""
        what = "Import workforce files: census returns (XML), tables (CSV, workbooks, HTML)"
        kept = f"{self.case}: keep its attachments (letters, emails, proof of authority)"
        yield Static(show(kept if self.case else what), classes="title")
        yield Input(
            placeholder="Path of a file; right arrow completes, enter adds it, ctrl+s imports all",
            suggester=Folders(),
            compact=True,
            id="path",
        )
        yield ProgressBar(show_eta=False, id="progress")
        with ScrollingText(id="ledger"):
            yield Static("No files chosen yet. Each file is imported in full or not at all.")
        yield Button("Import (ctrl+s)", id="go", compact=True)

    def on_mount(self) -> None:
        """Hide the progress bar until there is progress."""
        self.query_one(ProgressBar).display = False
        self.query_one("#go").can_focus = False  # for the mouse: tab goes to the path and the ledger, ctrl+s imports
        if not self.case and IMPORTING in self.app.under_way:
            self.draft_name = ""  # the draft holds the files that another page is importing
        self.begin_draft()

    def typed(self) -> "Draft":
        """The path being typed, and the files chosen before it."""
        return super().typed() | {"paths": [str(path) for path in self.paths]}

    def put_typed(self, kept: "Draft") -> None:
        """Restore both from the draft."""
        super().put_typed(kept)
        paths = kept.get("paths")
        self.paths = [Path(str(path)) for path in paths] if isinstance(paths, list) else []
        self.list_chosen()

    @on(Input.Submitted)
    def add(self) -> None:
        """Add a file, or every file in a folder."""
        line = self.query_one("#path", Input)
        path = Path(os.path.expanduser(line.value.strip()))
        if not line.value.strip():
            self.action_go()
            return
        files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        if not path.exists():
            self.app.say("There is no such file. Check the path.", wrong=True)
            return
        self.paths += [one for one in files if one not in self.paths]
        line.value = ""
        self.list_chosen()
        self.soon()

    def list_chosen(self) -> None:
        """List the files to import."""
        if self.paths:
            self.query_one("#ledger Static", Static).update(lines(["To import:", *(str(one) for one in self.paths)]))

    @on(Button.Pressed)
    def pressed(self) -> None:
        """The button does what the key does."""
        self.action_go()

    def action_go(self) -> None:
        """Start the import."""
        if self.query_one("#path", Input).value.strip():
            self.add()
        elif not self.paths and not self.importing:
            self.app.say("Enter the path of a file first.", wrong=True)
            self.query_one("#path").focus()
        if self.paths and not self.importing:
            self.import_all()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def import_all(self) -> None:
        """Import one file after the other; a refused one does not hold up the next."""
        bar, ledger = self.query_one(ProgressBar), self.query_one("#ledger Static", Static)
        bar.display, self.stop, self.importing, report = True, False, True, list[str]()
        unknown = list[Path]()
        for path in self.paths:
            ledger.update(lines([*report, f"{path.name} ..."]))
            try:
                report += await self.import_one(path)
            except Unknown:
                unknown.append(path)
            except Exception as wrong:  # shown with its sentence, or as an incident
                report += [f"! {path.name}: {self.app.error_text(wrong)}", ""]
            if self.stop:
                break
        for path in [] if self.stop else unknown:
            ledger.update(lines([*report, f"{path.name}: its headings are not recognised"]))
            report += await self.explain(path)
        self.importing, self.paths = False, []
        await self.forget_draft()
        self.begin_draft()  # for the next files
        bar.display = False
        ledger.update(lines(["Done. Press tab to add another file, or esc to go back.", "", *report]))
        self.query_one("#ledger").focus()

    async def import_one(self, path: Path) -> list[str]:
        """Import one file; answers its ledger."""
        now, stopped = self.app.now(), lambda: self.stop or self.app._exit
        with self.busy(IMPORTING):
            if self.case:
                done = await self.app.do(attachments.attach_files, self.case, [path], now, self.so_far, stopped)
            else:
                done = await self.app.do(jobs.import_files, [path], now, self.so_far, stopped)
        return [line for source in done.sources for line in (*ledger_lines(source), "")]

    async def explain(self, path: Path) -> list[str]:
        """Have the officer explain a file's headings, then import it; answers its ledger, or why not."""
        from dpo_console.records.layout_form import LayoutForm

        try:
            with self.busy(IMPORTING):
                first = await self.app.do(jobs.first_rows, path)
            if await self.app.push_screen_wait(LayoutForm(path.name, first)):
                return await self.import_one(path)
        except Exception as wrong:  # shown with its sentence, or as an incident
            return [f"! {path.name}: {self.app.error_text(wrong)}", ""]
        return [f"! {path.name} was not imported. Import it again to explain its headings.", ""]

    async def action_back(self) -> None:
        """Stop the import; or else leave, and delete the draft."""
        if self.importing:
            self.stop = True
            self.app.say("Stopping. The file being read is not saved.")
        else:
            await self.forget_draft()
            self.dismiss(None)


def ledger_lines(source: Ledger) -> list[str]:
    """A source's ledger in lines: the counts, then the warnings."""
    head = f"{source.name} ({source.reader}): {source.balance()}"
    warnings = source.warning_lines()[:200]
    more = len(source.warnings) - 200
    return [head, *warnings, *([f"  and {more} more {'warning' if more == 1 else 'warnings'}"] if more > 0 else [])]


class Sources(Page):
    """Every imported file, with its ledger."""

    BINDINGS = [*KEYS["sources"]]
    AUTO_FOCUS = "#ledger"

    def body(self) -> ComposeResult:
        """The ledgers."""
        yield Static("Source files", classes="title")
        with ScrollingText(id="ledger"):
            yield Static("")

    @work(exit_on_error=False)
    async def on_mount(self) -> None:
        """Fetch the ledgers."""
        ledgers = await self.do(jobs.sources) or []
        report = [line for one in ledgers for line in (*ledger_lines(one), "")]
        text = report or ["None yet. Press esc, then i to import some."]
        self.query_one("#ledger Static", Static).update(lines(text))

    def action_layouts(self) -> None:
        """The kept layouts."""
        from dpo_console.records.layout_form import Layouts

        self.app.push_screen(Layouts())
