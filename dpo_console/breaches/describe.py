"""The form that describes a breach: as much as is known, in any order. It keeps its own draft."""

from dataclasses import asdict

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.breaches.incidents import BreachRecord
from casework.law import breach_terms
from dpo_console.breaches import jobs
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.shown import show
from dpo_console.widgets.form import Choice, Field, LongText, Tick
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.ticks import Ticks

YES = ("ongoing", "near_miss", "protected")
NUMBERS = {"people_count": "how many people", "records_count": "how many records"}
LISTS = ("data", "people")
TRAINED = {"unknown": "not known", "yes": "yes", "no": "no"}


class Describe(LoggingForm):
    """The full description of a breach; saves what was changed, and answers the breach."""

    AUTO_FOCUS = "#field-cause Select"

    def __init__(self, record: BreachRecord):
        super().__init__()
        self.reference, self.known, self.service = record.reference, record.facts, record.service
        self.before = asdict(record.facts) | {"service": record.service}
        self.draft_name = f"describe:{self.reference}"

    def body(self) -> ComposeResult:
        """The fields, in the order of the regulator's form."""
        known, terms = self.known, breach_terms()
        data = {key: one.name + _mark(one.special) for key, one in terms.data.items()}
        people = {key: name + " - VULNERABLE" * (key in terms.vulnerable) for key, name in terms.people.items()}
        title = f"{self.reference}: what is known; {self.key_of('save')} saves what changed"
        yield Static(show(title), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Choice("cause", "Cause", {"": "not known yet", **terms.causes}, text=known.cause or "")
            yield Tick("near_miss", "", "a near miss: it could have been a breach", on=known.near_miss)
            yield Tick("ongoing", "", "it is still going on", on=known.ongoing)
            yield from self.passages({"what": "What happened", "containment": "How it was contained"})
            yield Ticks("data", "Kinds of data", data, ticked=list(known.data))
            yield Ticks("people", "Kinds of people", people, ticked=list(known.people))
            yield Field("people_count", "People, about", hint="a number", text=_figure(known.people_count))
            yield Field("records_count", "Records, about", hint="a number", text=_figure(known.records_count))
            yield Field("affected", "Affected, in words", text=known.affected or "")
            protected = "unintelligible to whoever has them"
            yield Tick("protected", "The data are", protected, on=known.protected)
            yield from self.passages({"consequences": "Likely consequences", "measures": "Measures"})
            yield Static("Where, and who noticed", classes="heading")
            yield Field("by", "Noticed by", text=known.by or "")
            yield Field("service", "Service", text=self.service or "")
            yield Field("processor", "Processor", text=known.processor or "")
            yield from self.passages({"before": "In place before"})
            yield Choice("trained", "Trained in two years", TRAINED, text=known.trained)
            yield from self.passages({"delay": "Reasons for delay"})
            yield Static("For the people affected: plain words, no names", classes="heading")
            yield from self.passages({"plain": "What happened", "meaning": "What it may mean"})
            yield from self.passages({"done": "What we do", "advice": "What they can do"})
            yield Static("If the middle two are empty, letters use the consequences and measures.")

    def passages(self, labels: dict[str, str]) -> ComposeResult:
        """Fields of several lines."""
        for name, label in labels.items():
            yield LongText(name, label, text=self.before[name] or "")

    def say_restored(self, when: str, differs: str) -> None:
        """Say in the title that this is a draft, and which fields it changes."""
        title = f"{when}; changed: {differs}; {self.key_of('discard')} discards it"
        self.query_one("#title", Static).update(show(title))

    def facts(self) -> dict[str, object]:
        """The changes, as the job takes them."""
        typed = self.texts()
        facts: dict[str, object] = {name: text or None for name, text in typed.items()}
        facts |= {name: bool(typed[name]) for name in YES} | {name: tuple(typed[name].split()) for name in LISTS}
        facts |= {name: int(typed[name].replace(",", "")) if typed[name] else None for name in NUMBERS}
        return {name: value for name, value in facts.items() if value != self.before[name]}

    def problems(self) -> dict[str, str]:
        """Fields that are not valid, found before the job runs."""
        typed = self.texts()
        wrong = {
            name: f"Enter {what} as a number, like 40, or leave it empty if not known."
            for name, what in NUMBERS.items()
            if typed[name] and not typed[name].replace(",", "").isdecimal()
        }
        return wrong | ({} if typed["what"] else {"what": "Enter what happened, in a line."})

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a sentence of the job is about."""
        if "number of people affected" in sentence:
            return {"people_count": sentence}
        named = next((name for name in self.before if f"'{name}" in sentence), None)
        if named is None:
            self.app.say(sentence, wrong=True)
        return {named: sentence} if named else {}

    async def save(self) -> CaseDetail:
        """Save the changes, and nothing else."""
        return await self.app.do(jobs.describe, self.reference, self.facts(), self.app.now())


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)


def _mark(special: str) -> str:
    return f" - {special.split(maxsplit=1)[0].upper()}" if special else ""
