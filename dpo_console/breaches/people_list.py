"""The list of people affected by a breach: adding and removing them, and their letters (UK GDPR Art 34)."""

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import ProgressBar, Static

from dpo_console import keys
from dpo_console.breaches import jobs, letter_run
from dpo_console.breaches.affected_form import AddFile, AddPerson
from dpo_console.breaches.keys import KEYS
from dpo_console.breaches.letter_run import LettersRun
from dpo_console.jobs import case_detail, filing
from dpo_console.jobs.breach_detail import ListedPerson
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.page import Page, ScrollingText
from dpo_console.routes import PickPerson
from dpo_console.shown import lines, show
from dpo_console.widgets.dialogs import Ask
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (Column("No", 4), Column("Name", 0), Column("Address", 26), Column("Letter", 12))
EMPTY = "No one yet: press a to add a person, r for the register, i for a CSV file"


class PeopleList(Page):
    """The people affected, whether each has an address, and whether their letter is made."""

    BINDINGS = [*KEYS["concerned"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str, then: str = ""):
        super().__init__()
        self.reference, self.then = reference, then
        self.stop, self.making = False, False

    def body(self) -> ComposeResult:
        """How many, the list, and the progress of the letters."""
        yield Static("", classes="title", id="head")
        yield RecordList(COLUMNS, empty=EMPTY)
        yield ProgressBar(show_eta=False, id="progress")
        yield Static("", id="count")

    def on_mount(self) -> None:
        """No bar before there is something to show."""
        self.query_one(ProgressBar).display = False

    def on_screen_resume(self) -> None:
        """Load the list as it is now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it."""
        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case:
            self.give(case)
            then, self.then = self.then, ""
            if then:
                self.action_add()

    def give(self, case: CaseDetail) -> None:
        """Show the list of a breach."""
        record, breach = case.of_breach
        listed, count = breach.people, record.facts.people_count
        of = "" if count is None else f" of {count:,} affected"
        self.query_one("#head", Static).update(show(f"{self.reference}: {len(listed)} on the list{of}"))
        self.query_one(RecordList).give([_row(one) for one in listed])
        lacking = sum(not one.address and not one.email for one in listed)
        made = sum(bool(one.letter) for one in listed)
        told = f"; told on {day(breach.told)}" if breach.told else "; press t once told"
        summary = f"{made} letter{'s' * (made != 1)} made; {lacking} with no address yet{told}"
        self.query_one("#count", Static).update(show(summary))

    def number(self) -> int | None:
        """The number of the selected person."""
        row = self.query_one(RecordList).row
        return int(row.key) if row else None

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click shows the letter too."""
        self.action_preview()

    def action_preview(self) -> None:
        """Show the selected person's letter as text."""
        if (number := self.number()) is not None:
            self.app.push_screen(LetterTo(self.reference, number))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_add(self) -> None:
        """Add a person, on a form."""
        if case := await self.app.push_screen_wait(AddPerson(self.reference)):
            self.give(case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_register(self) -> None:
        """Add a person from the register; the form asks for their address."""
        person = await self.answer_of(PickPerson(f"{self.reference}: who is affected?"))
        if person and (case := await self.app.push_screen_wait(AddPerson(self.reference, person))):
            self.give(case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_import_csv(self) -> None:
        """Add everyone in a file, or no one."""
        if case := await self.app.push_screen_wait(AddFile(self.reference)):
            self.app.say("Added to the list.")
            self.give(case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_remove(self) -> None:
        """Remove a person from the list, after a question."""
        row = self.query_one(RecordList).row
        if row is None:
            return
        question = [f"{row.cells[0]}  {row.cells[1]}", "Their letter stays filed, and the history keeps the name."]
        if await self.app.push_screen_wait(Ask("Remove from the list?", question, "Remove")):
            case = await self.do(jobs.remove_person, self.reference, int(row.key), self.app.now())
            if case:
                self.give(case)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_make_all(self) -> None:
        """Make everyone's letter in one act, then one PDF of all of them for the printer."""
        self.making, self.stop = True, False
        bar, message = self.query_one(ProgressBar), self.query_one("#count", Static)
        bar.display = True
        message.update(show("Making the letters ... (press esc to stop)"))
        try:
            with self.busy("The letters are being made."):
                made = await self.app.do(
                    letter_run.make_people_letters,
                    self.reference,
                    self.app.now(),
                    progress=self.so_far,
                    cancelled=self.stopped,
                )
                done = await self.put_out(made)
        except Exception as wrong:  # told with its sentence, or as an incident
            done = [f"! {self.app.error_text(wrong)}"]
        finally:
            self.making, bar.display = False, False
        await self.app.push_screen_wait(Ask("The letters", done, "Go on", no=""))
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_told(self) -> None:
        """Record that the people were told."""
        from dpo_console.breaches.breach_event import RecordBreachEvent

        case = await self.do(case_detail.show, self.reference, self.app.now())
        if case and await self.app.push_screen_wait(RecordBreachEvent(case, "people_told")):
            self.app.say("Recorded.")

    async def put_out(self, made: LettersRun) -> list[str]:
        """Save what was made to the outbox: one file for the printer, and one for each person told by email."""
        out, mailed = await self.app.do(filing.outbox), made.by_email
        already = f"{made.kept} already made; {made.pages} page{'s' * (made.pages != 1)}"
        done = [f"{made.made} letter{'s' * (made.made != 1)} made, {already}."]
        if made.made + made.kept > len(mailed):
            saved = await self.app.do(letter_run.save_people_letters, self.reference, out)
            name, sheets = saved.path.name, saved.sheets
            done.append(f"Saved to the outbox: {name}, {sheets} sheet{'s' * (sheets != 1)}, in the order of the list.")
        for number in mailed:
            await self.app.do(letter_run.save_people_letter, self.reference, number, out)
        if mailed:
            done.append(f"To send by email, one file each in the outbox: number {', '.join(map(str, mailed))}.")
        done += [f"! Not searched for: {one}" for one in made.not_searched]
        return [*done, "Once you have sent them, press t to record that you told the people."]

    def stopped(self) -> bool:
        """Whether to stop the letters; asked by the thread that makes them."""
        return self.stop

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow no other act while letters are being made."""
        acts = ("add", "register", "import_csv", "remove", "preview", "make_all", "told")
        return not (self.making and action in acts)

    def action_back(self) -> None:
        """Stop the letters, or go back to the breach."""
        if self.making:
            self.stop = True
            self.app.say("Stopping. No letters are saved.")
        else:
            self.dismiss(None)


def _row(one: ListedPerson) -> Row:
    where = ", ".join(one.address) or (f"email {one.email}" if one.email else "! MISSING")
    return Row(str(one.number), (str(one.number), one.name, where, "= made" if one.letter else "not made"))


class LetterTo(Page):
    """One person's letter, as text."""

    BINDINGS = [*keys.KEYS["page"]]
    AUTO_FOCUS = "#text"

    def __init__(self, reference: str, number: int):
        super().__init__()
        self.reference, self.number = reference, number

    def body(self) -> ComposeResult:
        """The text."""
        yield Static(show(f"{self.reference}: letter to number {self.number}"), classes="title", id="head")
        with ScrollingText(id="text"):
            yield Static("Composing the letter ...")

    @work(exclusive=True, group="load", exit_on_error=False)
    async def on_mount(self) -> None:
        """Compose it."""
        preview = await self.do(letter_run.people_letter_preview, self.reference, self.number, self.app.now())
        if preview:
            text = [*(f"! {one}" for one in preview.missing), preview.text]
            self.query_one("#text Static", Static).update(lines(text))
