"""The health data of a case: what they need before they leave, and the answers given for each class of record."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework import Refused
from casework.disclosure.health import CaseHealth, HealthAnswer, HealthClass, HealthKind
from casework.text.facts import Unchecked
from dpo_console.disclosure import jobs
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import grid, show
from dpo_console.widgets.date_field import DateField, read_day
from dpo_console.widgets.dialogs import Prompt
from dpo_console.widgets.form import Choice, Field, LongText
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row
from dpo_console.words import day

COLUMNS = (
    Column("Status", 17),
    Column("Class of record", 0),
    Column("Undecided", 9),
    Column("Go out", 6),
    Column("Withheld", 8),
)
TEST = {"": "choose", "no": "the serious harm test is not met", "yes": "the serious harm test is met"}
WHO = (
    "The appropriate health professional is the one now, or most recently, responsible for the person's care in these "
    "matters; failing that, one with the experience and qualifications for it (DPA 2018 Schedule 3 paragraph 2)."
)


class HealthData(Page):
    """The classes of record with health data, and the answers to each."""

    BINDINGS = [*KEYS["health"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference
        self.found = CaseHealth(reference, (), ())

    def body(self) -> ComposeResult:
        """The classes, and what the selected one needs."""
        yield Static(show(f"{self.reference}: health data (DPA 2018 Schedule 3)"), classes="title")
        yield RecordList(COLUMNS, empty="No health data were found")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_screen_resume(self) -> None:
        """Load the health data."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the health data."""
        self.give(await self.do(jobs.health, self.reference, self.app.now()))

    def give(self, found: CaseHealth | None) -> None:
        """List the classes."""
        if found:
            self.found = found
            self.query_one(RecordList).give([_row(one) for one in found.classes])

    @property
    def selected(self) -> HealthClass | None:
        """The selected class."""
        row = self.query_one(RecordList).row
        return next((one for one in self.found.classes if row and one.record_class == row.key), None)

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show what the selected class needs, and the answers that cover it."""
        one = self.selected
        self.query_one(".detail Static", Static).update(grid(_detail(one, self.found.answers)) if one else "")

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_known(self) -> None:
        """The person already knows the data."""
        if (one := self.selected) and (reason := await self.app.push_screen_wait(already_known(self.reference, one))):
            await self._answer({"what": HealthKind.known, "classes": [one.record_class], "reason": reason})

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_ask(self) -> None:
        """An opinion was asked for."""
        await self._fill_in(HealthKind.asked)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_opinion(self) -> None:
        """An opinion was received."""
        await self._fill_in(HealthKind.opinion)

    async def _fill_in(self, what: HealthKind) -> None:
        if one := self.selected:
            self.give(await self.app.push_screen_wait(OpinionForm(self.reference, one, what, self.found.answers)))

    async def _answer(self, given: Unchecked) -> None:
        self.give(await self.do(jobs.answer_health, self.reference, given, self.app.now()))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last answer."""
        self.give(await self.do(jobs.undo_health, self.reference, self.app.now()))


def already_known(reference: str, one: HealthClass) -> Prompt:
    """The question whether the person already knows the health data of a class; answers the reason, or None."""
    count = one.disclosed or one.undecided
    asks = [
        f"{one.title}: {count} record{'s' * (count != 1)} with health data. They can go out if the person gave them, "
        "or has seen or knows them. How do you know?",
        "If you do not know, leave this: an opinion of a health professional is needed.",
    ]
    draft = f"health-known:{reference}"
    return Prompt("Does the person already know these data?", asks, needed="Enter the reason.", draft=draft)


class OpinionForm(LoggingForm):
    """A health professional's opinion, asked for or received; answers the health data of the case, or None."""

    AUTO_FOCUS = "#field-name Input"

    def __init__(self, reference: str, one: HealthClass, what: HealthKind, before: tuple[HealthAnswer, ...]):
        super().__init__()
        self.reference, self.one, self.what = reference, one, what
        self.before = next((answer for answer in reversed(before) if answer.name), None)
        """The last professional named, who is proposed again."""
        self.draft_name = f"health-{what}:{reference}"

    def body(self) -> ComposeResult:
        """The fields of the form."""
        asked, before = self.what == HealthKind.asked, self.before
        title = "opinion asked for" if asked else "opinion received"
        yield Static(show(f"{self.reference}, {self.one.title}: {title}"), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Static(show(WHO))
            yield Field("name", "Health professional", text=before.name if before else "")
            yield Field("role", "Role", hint="like occupational health physician", text=before.role if before else "")
            yield DateField("on", "Date", self.app.today(), day=self.app.today())
            if asked:
                yield LongText("address", "Address", text="\n".join(before.address) if before else "")
            else:
                yield Choice("met", "Opinion", TEST, text="")

    def facts(self) -> Unchecked:
        """The answer as `answer_health` takes it. Raises Refused if the date is not valid."""
        typed = self.texts()
        facts: dict[str, object] = {"what": self.what, "classes": [self.one.record_class]}
        facts |= {"name": typed["name"], "role": typed["role"], "on": read_day(typed["on"]).isoformat()}
        if self.what == HealthKind.asked:
            return facts | {"address": [line.strip() for line in typed["address"].splitlines() if line.strip()]}
        return facts | {"met": {"yes": True, "no": False}[typed["met"]]}

    async def save(self) -> CaseHealth:
        """Record the answer."""
        return await self.app.do(jobs.answer_health, self.reference, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is missing, before the desk is asked."""
        needed = {
            "name": "Enter the health professional's name.",
            "role": "Enter their role.",
            "on": "Enter the date.",
            "address": "Enter the address the question is sent to.",
            "met": "Choose what the opinion says.",
        }
        typed = self.texts()
        missing = {name: sentence for name, sentence in needed.items() if name in typed and not typed[name]}
        try:
            self.query_one(DateField).day  # noqa: B018  raises
        except Refused as wrong:
            missing["on"] = str(wrong)
        return missing

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a refusal is about."""
        return {"on" if "future" in sentence else "name": sentence}


def _row(one: HealthClass) -> Row:
    status = "! needs an answer" if one.needs else "? undecided" if one.undecided else "= answered"
    cells = (status, one.title, str(one.undecided or ""), str(one.disclosed or ""), str(one.withheld or ""))
    return Row(one.record_class, cells, strong=bool(one.needs))


def _detail(one: HealthClass, answers: tuple[HealthAnswer, ...]) -> list[tuple[str, str]]:
    rows = [("! Needed", sentence) for sentence in one.needs]
    mine = [
        answer for answer in answers if one.record_class in answer.classes or set(answer.sources) & set(one.sources)
    ]
    rows += [(day(answer.on), answer.words) for answer in reversed(mine)]
    return [*rows, ("Sources", "; ".join(one.titles))]
