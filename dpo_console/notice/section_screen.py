"""One section of the privacy notice: its findings with their proposals, its words, and the form to edit them."""

from collections.abc import Iterator
from typing import get_type_hints

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.notice.reading import PLACEHOLDERS
from casework.notice.register import Line, Lines, Paragraph, Paragraphs, PrivacyNotice
from casework.notice.versions import NoticeSuperseded
from casework.text.facts import Unchecked
from casework.vault.drafts import Draft
from dpo_console.notice import jobs, printed
from dpo_console.notice.jobs import NoticeInFull
from dpo_console.notice.keys import KEYS
from dpo_console.notice.printed import FindingOnScreen, NoticeOnScreen, SectionOnScreen
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.form import Field, LongText
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Finding", 20), Column("What is wrong", 0), Column("Law", 34, needs=110))
BY_FILE = "Edit this section in a file: 'dpo-console notice export FILE', then 'dpo-console notice import FILE'."


def editable(notice: PrivacyNotice, section: str) -> dict[str, str | tuple[str, ...]]:
    """The texts of a section that a form can edit, by their names; a list is typed with one entry to a line."""
    part = getattr(notice, section)
    if isinstance(part, tuple):
        return {}
    kinds = get_type_hints(type(part), include_extras=True)
    return {name: getattr(part, name) for name, kind in kinds.items() if kind in (Line, Lines, Paragraph, Paragraphs)}


class NoticeSectionScreen(Page):
    """A section of the newest version: each finding with why and what is proposed, then what the section says."""

    BINDINGS = [*KEYS["notice-section"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, section: str, then: str = ""):
        super().__init__()
        self.section, self.then = section, then
        self.shown: NoticeOnScreen | None = None

    def body(self) -> ComposeResult:
        """The heading, the findings, and the selected one above the words of the section."""
        yield Static("", classes="title")
        yield RecordList(COLUMNS, empty="+ Nothing is wrong here under the law of today.")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Load it, and open the form that was asked for."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the newest version."""
        self.shown = await self.do(printed.notice_on_screen, self.app.today())
        if one := self.one():
            self.query_one(".title", Static).update(show(self.heading(one)))
            self.query_one(RecordList).give([_row(each) for each in one.found])
            self.moved()
        if self.then:
            self.then = ""
            self.action_edit()

    def heading(self, one: SectionOnScreen) -> str:
        """The section, the version, and whether it is a draft."""
        number, draft = (self.shown.newest.number, self.shown.newest.first is None) if self.shown else (0, False)
        return f"{one.heading}: version {number}{', a draft' if draft else ''}"

    def one(self) -> SectionOnScreen | None:
        """The section as loaded."""
        return next((one for one in self.shown.sections if one.id == self.section), None) if self.shown else None

    def chosen_one(self) -> FindingOnScreen | None:
        """The selected finding."""
        row, one = self.query_one(RecordList).row, self.one()
        return next((each for each in one.found if row and each.finding.id == row.key), None) if one else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the selected finding, and what the section says."""
        one, found = self.one(), self.chosen_one()
        said = list(one.lines) if one and one.lines else ["Nothing."]
        text = [*(_finding(found) if found else []), "The notice says:", "", *said]
        self.query_one(".detail Static", Static).update(lines(text))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click only selects."""

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_adopt(self) -> None:
        """Adopt the proposal of the selected finding in the draft."""
        found = self.chosen_one()
        if not found or not self.shown:
            self.app.say("There is no finding to adopt here.")
            return
        based_on = self.shown.newest.number
        done = await self.do(jobs.adopt_findings, [found.finding.id], self.app.now(), based_on)
        if done:
            self.app.say(f"Adopted in the draft, version {done.number}. Findings left: {done.findings}.")
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last change of the draft."""
        if done := await self.do(jobs.undo_notice, self.app.now()):
            self.app.say(f"Undone: version {done.number} has {done.findings} findings.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_edit(self) -> None:
        """The form for the words of the section."""
        if not self.shown:
            return
        newest = self.shown.newest
        if not editable(newest.notice, self.section):
            self.app.say(BY_FILE)
            return
        saved = await self.app.push_screen_wait(NoticeForm(self.section, newest))
        if saved:
            self.app.say(f"Saved in the draft, version {saved.number}. Findings left: {saved.findings}.")
        self.load()


def _row(one: FindingOnScreen) -> Row:
    finding = one.finding
    return Row(finding.id, (finding.id, f"! {finding.why}", finding.paragraph))


def _finding(one: FindingOnScreen) -> Iterator[str]:
    finding = one.finding
    checked = "" if finding.checked else " (the text of the provision was not read: check it)"
    yield f"! {finding.why}"
    yield f"Law: {finding.paragraph}{checked}"
    yield f"Proposed: {finding.proposed}"
    if not finding.mendable:
        yield "No proposal can be adopted: edit the notice."
    if one.changes:
        yield ""
        yield "Adopting it changes:"
    for section in one.changes:
        yield section.heading
        yield from section.lines
    yield ""


class NoticeForm(LoggingForm):
    """The form for the words of one section; answers the version as saved, or None."""

    AUTO_FOCUS = "Field Input, Field TextArea"

    def __init__(self, section: str, one: NoticeInFull):
        super().__init__()
        self.section, self.one, self.based_on = section, one, one.number
        self.draft_name = f"notice:{section}"

    def body(self) -> ComposeResult:
        """A field for each text."""
        yield Static(show(f"Edit '{self.section.replace('_', ' ')}' of version {self.one.number}"), id="title",
                     classes="title")  # fmt: skip
        with VerticalScroll(classes="form", can_focus=False):
            for name, text in editable(self.one.notice, self.section).items():
                label = name.replace("_", " ").capitalize()
                if isinstance(text, str):
                    yield Field(name, label, text=text)
                else:
                    yield LongText(name, label, text="\n".join(text))
        filled = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        with ScrollingText(classes="detail"):
            yield Static(lines([f"One paragraph or entry to a line. Filled in when printed: {filled}.", BY_FILE]))

    def typed(self) -> Draft:
        """The lines, and the version they are based on."""
        return {**super().typed(), "based_on": self.based_on}

    def put_typed(self, kept: Draft) -> None:
        """Put a draft back; it stays based on the version it was begun from."""
        super().put_typed(kept)
        based_on = kept.get("based_on")
        self.based_on = based_on if isinstance(based_on, int) else self.based_on

    def facts(self) -> Unchecked:
        """The texts as `save_section` takes them."""
        typed = self.texts()
        return {
            name: typed[name]
            if isinstance(text, str)
            else [line.strip() for line in typed[name].splitlines() if line.strip()]
            for name, text in editable(self.one.notice, self.section).items()
        }

    async def save(self) -> NoticeInFull:
        """Save the section; after a refusal for a newer version, what is typed is based on that one."""
        try:
            return await self.app.do(printed.save_section, self.section, self.facts(), self.based_on, self.app.now())
        except NoticeSuperseded as wrong:
            self.based_on = wrong.version
            self.soon()
            raise

    def problems(self) -> dict[str, str]:
        """Nothing is refused before the desk is asked."""
        return {}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field whose name is in the sentence; if none is, the first."""
        names = list(editable(self.one.notice, self.section))
        return {next((name for name in names if f"{name}'" in sentence or f"{name}." in sentence), names[0]): sentence}
