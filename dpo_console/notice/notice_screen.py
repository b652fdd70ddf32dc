"""The privacy notice: its sections, what is wrong in each, and its versions."""

from collections.abc import Iterator

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from casework import Refused
from dpo_console.frame import LONDON
from dpo_console.keys import KEYS as GENERAL
from dpo_console.notice import jobs, printed
from dpo_console.notice.jobs import ListedNotice
from dpo_console.notice.keys import KEYS
from dpo_console.notice.printed import NoticeOnScreen, SectionOnScreen
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import NoticeSection
from dpo_console.shown import lines
from dpo_console.widgets.date_field import read_day
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (
    Column("Section", 47),
    Column("Findings", 10),
    Column("Draft", 8),
    Column("What is wrong", 0, needs=110),
)
VERSIONS = (
    Column("No.", 4),
    Column("In force", 27),
    Column("Findings", 8),
    Column("Saved", 11),
    Column("By", 0),
)


class FirstDay(Prompt):
    """The first date that a version is in force."""

    def wrong(self, text: str) -> str:
        """It must be a date."""
        try:
            read_day(text)
        except Refused as wrong:
            return str(wrong)
        return ""


class NoticeScreen(Page):
    """The sections of the newest version, each with its findings."""

    BINDINGS = [*KEYS["notice"]]
    AUTO_FOCUS = "RecordList"
    shown: NoticeOnScreen | None = None

    def body(self) -> ComposeResult:
        """What is wrong today, the sections, and the findings of the selected one."""
        yield Static("", id="verdict")
        yield RecordList(COLUMNS, empty="This desk has no privacy notice.")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_screen_resume(self) -> None:
        """Load it, and again when the officer comes back."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the newest version."""
        shown = await self.do(printed.notice_on_screen, self.app.today())
        if shown:
            self.shown = shown
            self.query_one("#verdict", Static).update(lines(_verdict(shown)))
            self.query_one(RecordList).give([_row(one) for one in shown.sections])
            self.moved()

    def chosen_one(self) -> SectionOnScreen | None:
        """The selected section."""
        row = self.query_one(RecordList).row
        return next((one for one in self.shown.sections if row and one.id == row.key), None) if self.shown else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show what is wrong in the selected section; if nothing is, what it says."""
        one = self.chosen_one()
        self.query_one(".detail Static", Static).update(lines(_detail(one) if one else []))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens it too."""
        self.action_open_section()

    def action_open_section(self) -> None:
        """Open the section."""
        if one := self.chosen_one():
            self.open(NoticeSection(one.id))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_in_force(self) -> None:
        """Put the draft in force, from a date that is asked for."""
        if not self.shown:
            return
        newest, today = self.shown.newest, self.app.today()
        if newest.first:
            self.app.say("There is no draft. Open a section, and adopt a finding or edit it first.")
            return
        left = f"It still has {_count(newest.findings)}. " if newest.findings else ""
        text = [f"{left}The version in force ends one day before.", "From which date is it in force?"]
        question = FirstDay(f"Put version {newest.number} in force", text, f"{today:%d/%m/%Y}")
        typed = await self.app.push_screen_wait(question)
        if typed and (done := await self.do(jobs.put_notice_in_force, read_day(typed), self.app.now())):
            self.app.say(f"Version {done.number} is {_when(done)}.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last change."""
        if done := await self.do(jobs.undo_notice, self.app.now()):
            self.app.say(f"Undone. Version {done.number} is {_when(done)}, with {_count(done.findings)}.")
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_print(self) -> None:
        """Print the newest version."""
        if self.shown:
            number = self.shown.newest.number
            if made := await self.do(printed.print_notice_to_outbox, self.app.today(), number):
                names = ", ".join(one.path.name for one in made)
                self.app.say(f"In the outbox, not encrypted: {names}")

    def action_versions(self) -> None:
        """Every version."""
        self.app.push_screen(VersionsScreen())


def _count(findings: int) -> str:
    return "1 finding" if findings == 1 else f"{findings or 'no'} findings"


def _when(one: ListedNotice) -> str:
    if one.first is None:
        return "a draft"
    return f"in force {day(one.first)}{f' to {day(one.last)}' if one.last else ' onwards'}"


def _verdict(shown: NoticeOnScreen) -> Iterator[str]:
    """What is wrong in the version in force, and in the draft."""
    in_force, newest = shown.in_force, shown.newest
    yield f"{_signed(in_force)} under today's law. Version {in_force.number} is {_when(in_force)}."
    if newest.number == in_force.number:
        yield "No draft. Open a section to adopt its findings."
    elif newest.first:
        yield f"{_signed(newest)} in version {newest.number}, {_when(newest)}: shown below."
    else:
        yield f"{_signed(newest)} in the draft, version {newest.number}: shown below."


def _signed(one: ListedNotice) -> str:
    return f"{'!' if one.findings else '+'} {_count(one.findings).capitalize()}"


def _row(one: SectionOnScreen) -> Row:
    found = f"! {len(one.found)}" if one.found else "+ none"
    why = one.found[0].finding.why if one.found else ""
    return Row(one.id, (one.heading, found, "changed" if one.changed else "", why), strong=bool(one.found))


def _detail(one: SectionOnScreen) -> list[str]:
    if one.found:
        return [f"! {each.finding.why} {each.finding.paragraph}." for each in one.found]
    return list(one.lines) or ["The notice says nothing here."]


class VersionsScreen(Page):
    """Every version of the notice, newest first, with what it changed."""

    BINDINGS = [*GENERAL["page"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.versions: dict[str, ListedNotice] = {}

    def body(self) -> ComposeResult:
        """The versions, and what the selected one changed."""
        yield RecordList(VERSIONS, empty="This desk has no privacy notice.")
        with ScrollingText(classes="detail"):
            yield Static("")

    @work(exclusive=True, group="load", exit_on_error=False)
    async def on_mount(self) -> None:
        """Fetch them."""
        if listed := await self.do(jobs.list_versions, self.app.today()):
            self.versions = {str(one.number): one for one in listed}
            self.query_one(RecordList).give([_version_row(one, listed[0].number) for one in listed])

    @on(RecordList.Moved)
    @work(exclusive=True, group="detail", exit_on_error=False)
    async def moved(self) -> None:
        """What the selected version changed in the one before it."""
        row = self.query_one(RecordList).row
        one = self.versions.get(row.key) if row else None
        if one is None:
            return
        text = ["The notice as the council published it."]
        if one.based_on:
            compared = await self.do(printed.notice_difference, one.based_on, one.number, self.app.today())
            if compared is None:
                return
            head = f"Against version {one.based_on}{': nothing printed differs.' if not compared.sections else ':'}"
            text = [head, *(line for each in compared.sections for line in ("", each.heading, *each.lines))]
        adopted = [f"Adopts: {', '.join(one.adopted)}"] if one.adopted else []
        undo = [f"An undo: it says what version {one.repeats} says."] if one.repeats else []
        self.query_one(".detail Static", Static).update(lines([*adopted, *undo, *text]))


def _version_row(one: ListedNotice, newest: int) -> Row:
    saved = day(one.recorded.astimezone(LONDON))
    when = f"{day(one.first)} to {day(one.last) or 'now on'}" if one.first else "draft"
    when = "replaced" if one.first is None and one.number < newest else when
    return Row(str(one.number), (str(one.number), when, str(one.findings), saved, one.author or "as published"))
