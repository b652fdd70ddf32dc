"""Disposals: what is to be destroyed is looked over, approved, carried out all or nothing, and certified."""

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

LISTED = (Column("Disposal", 14), Column("As of", 12), Column("Lines", 8), Column("Kept", 6), Column("How far", 0))
COLUMNS = (Column("Due", 12), Column("What", 15), Column("Class", 18), Column("Row", 8), Column("Kept because", 0))
OWNERS = (Column("Source", 9), Column("Records", 9), Column("Owner", 18), Column("Told", 12), Column("Confirmed", 0))
EMPTY = "No disposal yet: press n to propose what is due today; it destroys nothing"
NONE_HELD = "None of it came from a file: nobody else is to be told"
BEFORE, AFTER = {"keep", "approve", "carry_out", "withdraw"}, {"certificate", "instruct", "confirm"}


class Working(Page):
    """A page on which a long job of a disposal runs, with its progress, and can be stopped."""

    working = stop = False

    def on_mount(self) -> None:
        """The lines as they stand."""
        self.query_one(ProgressBar).display = False
        self.load()

    def load(self) -> object:
        """Fetch the lines as they stand."""
        raise NotImplementedError

    @contextmanager
    def long(self) -> Iterator[None]:
        """While a long job is done: how far it is stands on the bar, and it can be stopped."""
        bar = self.query_one(ProgressBar)
        bar.display, self.stop, self.working = True, False, True
        with self.busy("A disposal is under way."):
            yield
        bar.display = self.working = False

    def stopped(self) -> bool:
        """Whether the officer stopped what is running, or left."""
        return self.stop or self.app._exit

    async def step(self, job: "Job[P, R]", *args: P.args, **options: P.kwargs) -> R | None:
        """Do a job; what it refuses is too long for a toast, and stands above the lines."""
        try:
            return await self.app.do(job, *args, **options)
        except Exception as wrong:  # told with its sentence, or as an incident without any value
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
        yield Static("Disposals: what was, or is to be, destroyed for good", classes="title")
        yield Static("", id="figures")
        yield ProgressBar(show_eta=False, id="progress")
        yield RecordList(LISTED, empty=EMPTY)

    def on_screen_resume(self) -> None:
        """Whatever was done with one, the list is as it stands now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch them."""
        found = await self.do(jobs.disposals) or []
        self.query_one(RecordList).give([_listed(one) for one in found])

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_propose(self) -> None:
        """Take what is due today, and open it."""
        with self.long():
            made = await self.step(jobs.propose_disposal, self.app.today(), self.app.now(), self.so_far, self.stopped)
        if made:
            self.app.push_screen(DisposalScreen(made.reference))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens too."""
        self.action_open()

    def action_open(self) -> None:
        """The one under the cursor."""
        if row := self.query_one(RecordList).row:
            self.app.push_screen(DisposalScreen(row.key))


class DisposalScreen(Working):
    """One disposal: its lines while it is being looked over; once carried out, the originals and the certificate."""

    BINDINGS = [*KEYS["disposal"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference
        self.one: DisposalInFull | None = None

    def body(self) -> ComposeResult:
        """How far it is, the lines, what the one under the cursor is."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield ProgressBar(show_eta=False, id="progress")
        yield RecordList(COLUMNS, empty=NONE_HELD)
        with ScrollingText(classes="detail"):
            yield Static("")

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it."""
        if found := await self.do(jobs.disposal_of, self.reference):
            self.give(found)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before it is carried out it is looked over; afterwards there are the certificate and the owners."""
        if action in BEFORE or action in AFTER:
            return action in (AFTER if self.one and self.one.certificate else BEFORE)
        return True

    def give(self, found: DisposalInFull) -> None:
        """Show it as it stands."""
        self.one, listing = found, self.query_one(RecordList)
        self.refresh_bindings()
        self.query_one("#head", Static).update(words(f"{found.reference}, as of {day(found.on)}: {found.words}"))
        self.query_one("#figures", Static).update(lines([figures(found), *filter(None, [groups(found)])]))
        if found.certificate:
            listing.columns = OWNERS
            listing.give([_owner(one) for one in found.instructions])
        else:
            listing.give(self._slice(0), len(found.listed))
        self.tell()

    def _slice(self, offset: int) -> list[Row]:
        return [_line(one) for one in self.one.listed[offset : offset + SLICE]] if self.one else []

    @on(RecordList.Wanted)
    def wanted(self, event: RecordList.Wanted) -> None:
        """Further lines came into view."""
        event.list.fill(event.offset, self._slice(event.offset))

    @on(RecordList.Moved)
    def moved(self) -> None:
        """What the line under the cursor is."""
        self.tell()

    @work(exclusive=True, group="tell", exit_on_error=False)
    async def tell(self) -> None:
        """The record under the cursor; of a disposal that was carried out, its certificate."""
        text = self.query_one(".detail Static", Static)
        if self.one and self.one.certificate:
            said = in_words(self.one.certificate, self.one.digest or "")
            text.update(lines([*([self._title(source)] if (source := self._source()) else []), *said]))
        elif self.one and (line := self.chosen_line()) and line.item_id:
            made = next((one for one in self.one.anonymise if one.class_ == line.record_class), None)
            record = await self.do(person_cards.record_of, line.item_id)
            whose = record.name or "joined to nobody" if record else ""
            head = [f"{record.title}, {record.place}: {whose}", line.kept] if record else []
            text.update(lines([*head, *(anonymised(made) if made and line.how is Method.anonymise else [])]))
        elif line := self.chosen_line():
            what = f"The papers of {line.reference}"
            if line.sources:
                count = len(line.sources)
                what = f"What came with {line.reference} to prove identity: {count} file{'s' * (count > 1)}; no more"
            text.update(lines([what, line.kept]))

    def chosen_line(self) -> ListedLine | None:
        """The line under the cursor."""
        row = self.query_one(RecordList).row
        listed = self.one.listed if self.one else []
        return next((one for one in listed if row and str(one.id) == row.key), None)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_keep(self) -> None:
        """Keep the line, or take it back in."""
        if not (line := self.chosen_line()):
            return
        why = ""
        if not line.kept:
            said = ["It is left out of this disposal. Why it is kept:"]
            needed = "Say why: the reason stands in the history."
            draft = f"spare:{self.reference}:{line.id}"
            why = await self.app.push_screen_wait(Prompt("Keep this line", said, needed=needed, draft=draft))
        if why is not None and (
            found := await self.do(jobs.keep_lines, self.reference, [line.id], why, self.app.now())
        ):
            self.app.say("Kept." if why else "Taken back in.")
            self.give(found)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_approve(self) -> None:
        """Let it be carried out."""
        if found := await self.step(jobs.approve_disposal, self.reference, self.app.now()):
            self.app.say(f"{self.reference} is approved: c carries it out.")
            self.give(found)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_carry_out(self) -> None:
        """Destroy it for good, once that is asked for again."""
        if self.one is None or self.one.state is not DisposalState.approved:
            self.app.say("Only what is approved can be carried out: press a first.", wrong=True)
            return
        stay = sum(made.records for made in self.one.anonymise)
        only = sum(made.counted_only for made in self.one.anonymise)
        said = [
            f"{self.one.lines - self.one.kept - stay:,} records and papers of cases are destroyed for good, all "
            "of them or none.",
            *([f"{stay:,} more stay for statistics alone; {only:,} of them are only counted."] if stay else []),
            "Backups made before still hold them. There is no way back.",
        ]
        if not await self.app.push_screen_wait(Ask(f"Carry out {self.reference}?", said, "Destroy")):
            return
        with self.long():
            done = await self.step(jobs.carry_out, self.reference, self.app.now(), self.so_far, self.stopped)
        if done:
            later = "" if done.swept else " Another console reads the desk: close it, then open this one again."
            self.app.say(f"{self.reference} is carried out.{later}", wrong=not done.swept)
            self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_certificate(self) -> None:
        """The certificate as a PDF, to the outbox."""
        if made := await self.do(jobs.certificate_of, self.reference, self.app.now()):
            self.app.say(f"The certificate is in the outbox: {made.path.name}. {made.gate}")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_instruct(self) -> None:
        """The owner of the original under the cursor was told."""
        if source := self._source():
            said = ["Which part of the council owns the original (HR, payroll), told today to dispose of it:"]
            said = [self._title(source), *said]
            owner = await self.app.push_screen_wait(
                Prompt(f"Owner of source {source}", said, needed="Enter the owner.")
            )
            today = self.app.today()
            if owner and (
                found := await self.do(jobs.instruct_owners, self.reference, source, owner, today, self.app.now())
            ):
                self.give(found)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_confirm(self) -> None:
        """The owner of the original under the cursor has disposed of it."""
        if source := self._source():
            said = ["The day on which its owner confirmed that the original is disposed of; empty is today."]
            typed = await self.app.push_screen_wait(Prompt(f"Source {source} confirmed", [self._title(source), *said]))
            if typed is None:
                return
            try:
                on_day = read_day(typed) if typed else self.app.today()
            except Refused as wrong:
                self.app.say(str(wrong), wrong=True)
                return
            if found := await self.do(jobs.confirm_owners, self.reference, source, on_day, self.app.now()):
                self.give(found)

    def _title(self, source: int) -> str:
        """Which original a source is, in words."""
        if self.one is None or self.one.certificate is None:
            return f"Source {source}"
        titles = {one.source: one.title for one in self.one.certificate.sources}
        names = {one.source_id: one.name for one in self.one.instructions}
        return f"Source {source}: {titles[source]} ({names[source] or 'the file is gone'})"

    def _source(self) -> int | None:
        row = self.query_one(RecordList).row
        return int(row.key) if row else None

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_withdraw(self) -> None:
        """Give it up."""
        said = ["Nothing of it was destroyed; what is due can be proposed again."]
        if not await self.app.push_screen_wait(Ask(f"Withdraw {self.reference}?", said, "Withdraw")):
            return
        if await self.do(jobs.withdraw_disposal, self.reference, self.app.now()):
            self.app.say(f"{self.reference} is withdrawn.")
            self.dismiss(None)


def figures(one: DisposalInFull) -> str:
    """A disposal in figures."""
    left = one.left
    kept = f"{left.frozen:,} frozen, {left.review:,} to review, {left.no_date:,} without a date"
    count = f"{one.lines:,} lines"
    if one.certificate:
        count = f"{one.destroyed:,} destroyed"
        count += f", {one.anonymised:,} for statistics" if one.anonymised else ""
    return f"{count}, {one.kept:,} kept; not in it: {kept}"


def groups(one: DisposalInFull) -> str:
    """How many lines go by each row, kept ones left out."""
    counts = Counter((line.record_class, line.rule) for line in one.listed if not line.kept)
    said = [f"{name} by row {rule}: {count:,}" for (name, rule), count in counts.most_common()]
    said += [
        f"{made.class_}: {made.records:,} stay for statistics, {made.counted_only:,} of them in "
        f"{len(made.small)} groups too small and only counted"
        for made in one.anonymise
    ]
    return "; ".join(said)


def anonymised(made: AnonymisedClass) -> list[str]:
    """What records of a class become, and the groups too small, before it is done."""
    small = [f"{one.count}  " + ", ".join(f"{k}: {v}" for k, v in one.facts.items()) for one in made.small]
    kept = ", ".join(made.fields) or "nothing but their number"
    return [
        f"Of {made.class_} stays for statistics: {kept}",
        *(["Too small, so only counted:"] if small else []),
        *small,
    ]


def _listed(one: DisposalSummary) -> Row:
    return Row(one.reference, (one.reference, day(one.on), f"{one.lines:,}", str(one.kept), one.words))


def _line(one: ListedLine) -> Row:
    what = one.reference or f"record {one.item_id}"
    cells = (day(one.due), what, one.record_class, one.rule, one.kept and f"! {one.kept}")
    return Row(str(one.id), cells, strong=bool(one.kept))


def _owner(one: OriginalOwner) -> Row:
    told, confirmed = day(one.instructed) or "not yet", day(one.confirmed) or "not yet"
    return Row(str(one.source_id), (str(one.source_id), str(one.records), one.owner, told, confirmed))
