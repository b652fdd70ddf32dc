"""Disposals: what is to be destroyed is reviewed, approved, carried out all or nothing, and certified."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import ProgressBar, Static

from casework import Refused
from casework.disposal.anonymous import AnonymisedClass
from casework.disposal.originals import OriginalOwner
from casework.disposal.plan import DisposalState, Method
from dpo_console.disposal import jobs
from dpo_console.disposal.jobs import DisposalInFull, DisposalSummary, ListedLine
from dpo_console.disposal.keys import KEYS
from dpo_console.door import Job, P, R
from dpo_console.jobs import person_cards
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, words
from dpo_console.widgets.date_field import read_day
from dpo_console.widgets.dialogs import Ask, Prompt
from dpo_console.widgets.record_list import SLICE, Column, RecordList, Row
from dpo_console.words import day
from letters.disposal.certificate import in_words

LISTED = (Column("Disposal", 14), Column("As at", 12), Column("Lines", 7), Column("Excluded", 9), Column("Status", 0))
COLUMNS = (Column("Due", 12), Column("What", 15), Column("Class", 18), Column("Row", 8), Column("Excluded because", 0))
OWNERS = (Column("Source", 9), Column("Records", 9), Column("Owner", 18), Column("Told", 12), Column("Confirmed", 0))
EMPTY = "No disposals yet. Press n to propose what is due today. Nothing is destroyed"
NO_SOURCES = "No source files, so no one else to tell"
BEFORE, AFTER = {"keep", "approve", "carry_out", "withdraw"}, {"certificate", "instruct", "confirm"}


class Working(Page):
    """A page that runs a long job of a disposal, with its progress; it can be stopped."""

    working = stop = False

    def on_mount(self) -> None:
        """Load the lines."""
        self.query_one(ProgressBar).display = False
        self.load()

    def load(self) -> object:
        """Fetch and show the lines."""
        raise NotImplementedError

    @contextmanager
    def long(self) -> Iterator[None]:
        """Show the progress of a long job, which can be stopped."""
        bar = self.query_one(ProgressBar)
        bar.display, self.stop, self.working = True, False, True
        with self.busy("A disposal is running."):
            yield
        bar.display = self.working = False

    def stopped(self) -> bool:
        """Whether the officer stopped the job, or left."""
        return self.stop or self.app._exit

    async def step(self, job: "Job[P, R]", *args: P.args, **options: P.kwargs) -> R | None:
        """Do a job; a refusal is too long for a toast and is shown above the lines."""
        try:
            return await self.app.do(job, *args, **options)
        except Exception as wrong:  # shown as its sentence, or as an incident without any value
            self.query_one("#figures", Static).update(words((f"! {self.app.error_text(wrong)}", "bold")))
            return None

    def action_back(self) -> None:
        """Stop what is running; else back."""
        if self.working:
            self.stop = True
        else:
            self.dismiss(None)


class DisposalsScreen(Working):
    """Every disposal, newest first."""

    BINDINGS = [*KEYS["disposals"]]
    AUTO_FOCUS = "RecordList"

    def body(self) -> ComposeResult:
        """The list."""
        yield Static("Disposals: records and papers destroyed for good, or to be destroyed", classes="title")
        yield Static("", id="figures")
        yield ProgressBar(show_eta=False, id="progress")
        yield RecordList(LISTED, empty=EMPTY)

    def on_screen_resume(self) -> None:
        """Show the list as it is now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch and show the disposals."""
        disposals = await self.do(jobs.disposals) or []
        self.query_one(RecordList).give([_listed(one) for one in disposals])

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_propose(self) -> None:
        """Propose what is due today, and open it."""
        with self.long():
            made = await self.step(jobs.propose_disposal, self.app.today(), self.app.now(), self.so_far, self.stopped)
        if made:
            self.app.push_screen(DisposalScreen(made.reference))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open()

    def action_open(self) -> None:
        """Open the selected disposal."""
        if row := self.query_one(RecordList).row:
            self.app.push_screen(DisposalScreen(row.key))


class DisposalScreen(Working):
    """One disposal: its lines to review; once carried out, the originals and the certificate."""

    BINDINGS = [*KEYS["disposal"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference
        self.one: DisposalInFull | None = None

    def body(self) -> ComposeResult:
        """The status, the lines, the selected line in full."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield ProgressBar(show_eta=False, id="progress")
        yield RecordList(COLUMNS, empty=NO_SOURCES)
        with ScrollingText(classes="detail"):
            yield Static("")

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch and show the disposal."""
        if disposal := await self.do(jobs.disposal_of, self.reference):
            self.give(disposal)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before it is carried out, the keys to review it; afterwards, those for the certificate and the owners."""
        if action in BEFORE or action in AFTER:
            return action in (AFTER if self.one and self.one.certificate else BEFORE)
        return True

    def give(self, disposal: DisposalInFull) -> None:
        """Show the disposal."""
        self.one, listing = disposal, self.query_one(RecordList)
        self.refresh_bindings()
        self.query_one("#head", Static).update(
            words(f"{disposal.reference}, as at {day(disposal.on)}: {disposal.words}")
        )
        self.query_one("#figures", Static).update(lines([figures(disposal), *filter(None, [groups(disposal)])]))
        if disposal.certificate:
            listing.columns = OWNERS
            listing.give([_owner(one) for one in disposal.instructions])
        else:
            listing.give(self._slice(0), len(disposal.listed))
        self.describe()

    def _slice(self, offset: int) -> list[Row]:
        return [_line(one) for one in self.one.listed[offset : offset + SLICE]] if self.one else []

    @on(RecordList.Wanted)
    def wanted(self, event: RecordList.Wanted) -> None:
        """Further lines came into view."""
        event.list.fill(event.offset, self._slice(event.offset))

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Describe the selected line."""
        self.describe()

    @work(exclusive=True, group="describe", exit_on_error=False)
    async def describe(self) -> None:
        """Describe the selected line; once carried out, show the certificate."""
        text = self.query_one(".detail Static", Static)
        if self.one and self.one.certificate:
            certificate = in_words(self.one.certificate, self.one.digest or "")
            text.update(lines([*([self._title(source)] if (source := self._source()) else []), *certificate]))
        elif self.one and (line := self.chosen_line()) and line.item_id:
            made = next((one for one in self.one.anonymise if one.class_ == line.record_class), None)
            record = await self.do(person_cards.record_of, line.item_id)
            whose = record.name or "not linked to a person" if record else ""
            head = [f"{record.title}, {record.place}: {whose}", line.kept] if record else []
            text.update(lines([*head, *(anonymised(made) if made and line.how is Method.anonymise else [])]))
        elif line := self.chosen_line():
            what = f"The papers of {line.reference}"
            if line.sources:
                count = len(line.sources)
                what = f"Proof of identity attached to {line.reference}: {count} file{'s' * (count > 1)}, nothing else"
            text.update(lines([what, line.kept]))

    def chosen_line(self) -> ListedLine | None:
        """The selected line."""
        row = self.query_one(RecordList).row
        listed = self.one.listed if self.one else []
        return next((one for one in listed if row and str(one.id) == row.key), None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_keep(self) -> None:
        """Exclude the line, or include it again."""
        if not (line := self.chosen_line()):
            return
        why = ""
        if not line.kept:
            text = ["It stays, outside this disposal. Why is it excluded?"]
            needed = "Enter a reason. It is kept in the history."
            draft = f"spare:{self.reference}:{line.id}"
            why = await self.app.push_screen_wait(Prompt("Exclude this line", text, needed=needed, draft=draft))
        if why is not None and (
            disposal := await self.do(jobs.keep_lines, self.reference, [line.id], why, self.app.now())
        ):
            self.app.say("Excluded." if why else "Included again.")
            self.give(disposal)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_approve(self) -> None:
        """Approve it."""
        if disposal := await self.step(jobs.approve_disposal, self.reference, self.app.now()):
            self.app.say(f"{self.reference} is approved. Press c to carry it out.")
            self.give(disposal)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_carry_out(self) -> None:
        """Destroy it for good, after the officer confirms."""
        if self.one is None or self.one.state is not DisposalState.approved:
            self.app.say("Only an approved disposal can be carried out. Press a first.", wrong=True)
            return
        stay = sum(made.records for made in self.one.anonymise)
        only = sum(made.counted_only for made in self.one.anonymise)
        destroyed = self.one.lines - self.one.kept - stay
        text = [
            f"{destroyed:,} line{'s' * (destroyed != 1)} (records and case papers) will be destroyed for good.",
            *([f"{stay:,} more will only be kept for statistics; {only:,} only counted."] if stay else []),
            "Backups made before still hold them. You cannot undo this.",
        ]
        if not await self.app.push_screen_wait(Ask(f"Carry out {self.reference}?", text, "Destroy")):
            return
        with self.long():
            done = await self.step(jobs.carry_out, self.reference, self.app.now(), self.so_far, self.stopped)
        if done:
            later = "" if done.swept else " Close the other console, then reopen this one to finish erasing."
            self.app.say(f"{self.reference} is carried out.{later}", wrong=not done.swept)
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_certificate(self) -> None:
        """The certificate as a PDF, to the outbox."""
        if made := await self.do(jobs.certificate_of, self.reference, self.app.now()):
            self.app.say(f"The certificate is in the outbox: {made.path.name}. {made.gate}")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_instruct(self) -> None:
        """Record that the owner of the selected original was told."""
        if source := self._source():
            question = "Which team owns the original (HR, payroll)? You told them today to dispose of it."
            text = [self._title(source), question]
            needed = "Enter the team that owns it."
            owner = await self.app.push_screen_wait(Prompt(f"Owner of source {source}", text, needed=needed))
            today = self.app.today()
            if owner and (
                disposal := await self.do(jobs.instruct_owners, self.reference, source, owner, today, self.app.now())
            ):
                self.give(disposal)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_confirm(self) -> None:
        """Record that the owner of the selected original has disposed of it."""
        if source := self._source():
            question = "When did its owner confirm that the original is disposed of? Leave empty for today."
            text = [self._title(source), question]
            typed = await self.app.push_screen_wait(Prompt(f"Source {source} confirmed", text))
            if typed is None:
                return
            try:
                on_day = read_day(typed) if typed else self.app.today()
            except Refused as wrong:
                self.app.say(str(wrong), wrong=True)
                return
            if disposal := await self.do(jobs.confirm_owners, self.reference, source, on_day, self.app.now()):
                self.give(disposal)

    def _title(self, source: int) -> str:
        """The title of a source and the name of its file."""
        if self.one is None or self.one.certificate is None:
            return f"Source {source}"
        titles = {one.source: one.title for one in self.one.certificate.sources}
        names = {one.source_id: one.name for one in self.one.instructions}
        return f"Source {source}: {titles[source]} ({names[source] or 'file erased'})"

    def _source(self) -> int | None:
        row = self.query_one(RecordList).row
        return int(row.key) if row else None

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_withdraw(self) -> None:
        """Withdraw it, after the officer confirms."""
        text = ["Nothing was destroyed. You can propose what is due again."]
        if not await self.app.push_screen_wait(Ask(f"Withdraw {self.reference}?", text, "Withdraw")):
            return
        if await self.do(jobs.withdraw_disposal, self.reference, self.app.now()):
            self.app.say(f"{self.reference} is withdrawn.")
            self.dismiss(None)


def figures(one: DisposalInFull) -> str:
    """A disposal in figures."""
    left = one.left
    left_out = f"{left.frozen:,} on hold, {left.review:,} to review, {left.no_date:,} without a date"
    count = f"{one.lines:,} line{'s' * (one.lines != 1)}"
    if one.certificate:
        count = f"{one.destroyed:,} destroyed"
        count += f", {one.anonymised:,} for statistics" if one.anonymised else ""
    return f"{count}, {one.kept:,} excluded; not included: {left_out}"


def groups(one: DisposalInFull) -> str:
    """How many lines each row has, without excluded ones."""
    counts = Counter((line.record_class, line.rule) for line in one.listed if not line.kept)
    counted = [f"{name} by row {rule}: {count:,}" for (name, rule), count in counts.most_common()]
    counted += [
        f"{made.class_}: {made.records:,} kept for statistics, {made.counted_only:,} of them only counted "
        f"(groups too small: {len(made.small)})"
        for made in one.anonymise
    ]
    return "; ".join(counted)


def anonymised(made: AnonymisedClass) -> list[str]:
    """What will be kept of a class, and the groups too small, before it is carried out."""
    small = [f"{one.count}  " + ", ".join(f"{k}: {v}" for k, v in one.facts.items()) for one in made.small]
    kept = ", ".join(made.fields) or "only how many there were"
    return [
        f"Kept of {made.class_} for statistics: {kept}",
        *(["Groups too small, so only counted:"] if small else []),
        *small,
    ]


def _listed(one: DisposalSummary) -> Row:
    return Row(one.reference, (one.reference, day(one.on), f"{one.lines:,}", str(one.kept), one.words))


def _line(one: ListedLine) -> Row:
    what = one.reference or f"record {one.item_id}"
    cells = (day(one.due), what, one.record_class, one.rule, one.kept and f"! {one.kept}")
    return Row(str(one.id), cells, strong=bool(one.kept))


def _owner(one: OriginalOwner) -> Row:
    instructed, confirmed = day(one.instructed) or "not yet", day(one.confirmed) or "not yet"
    return Row(str(one.source_id), (str(one.source_id), str(one.records), one.owner, instructed, confirmed))
