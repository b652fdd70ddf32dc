"""Assessing a breach: the statutory questions beside ENISA's factors, both opinions at once, and the decision."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from casework.breaches.notification_tests import ANSWERS, PEOPLE, QUESTIONS, REGULATOR
from casework.breaches.severity import ADDED, LABELS
from dpo_console.breaches import jobs
from dpo_console.breaches import summary as said
from dpo_console.shown import show, words
from dpo_console.widgets.form import Choice, Passage
from dpo_console.widgets.logging_form import LoggingForm

MOVED = {str(by): "not moved" if by == 0 else f"{by:+d}" for by in range(-3, 4)}
FIRST = {"adjust": "0", "identification": "maximum", "intent": "no"} | dict.fromkeys(ADDED[:3], "none")
"""What a factor is before it is answered."""
OPEN = {"": "not decided yet"}


class Assess(LoggingForm):
    """Answers, factors, then the officer's own decision; answers the breach as it stands then."""

    AUTO_FOCUS = "#field-breach Select"

    def __init__(self, case: dict[str, Any], terms: dict[str, Any]):
        super().__init__()
        self.reference, self.terms = case["reference"], terms
        self.breach, self.known = case["breach"], case["facts"]["now"]["facts"]
        self.judged: dict[str, Any] = {}
        self.draft_name = f"assess:{self.reference}"

    def body(self) -> ComposeResult:
        """What the opinions come to stands beneath all the time; the opinions whole, beneath the questions."""
        yield Static(show(f"{self.reference}: assess, then decide; ctrl+s saves"), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            with Container(classes="pair"):
                with Container(classes="part", id="questions"):
                    yield from self.questions()
                with Container(classes="part", id="factors"):
                    yield from self.factors()
            with Container(classes="pair"):
                yield Static("", id="tests")
                yield Static("", id="score")
            yield from self.decisions()
        yield Static("", id="verdict")

    def questions(self) -> ComposeResult:
        """The statutory tests."""
        before = self.last().get("answers", {})
        yield Static("Articles 33(1) and 34(1)", classes="heading")
        for name, question in QUESTIONS.items():
            yield Static(show(question), classes="question")
            yield Choice(name, "", ANSWERS[name], text=before.get(name, next(iter(ANSWERS[name]))))

    def factors(self) -> ComposeResult:
        """ENISA's."""
        before = FIRST | {"context": self.breach["context"]} | self.last().get("factors", {})
        yield Static("ENISA: DPC x EI + CB", classes="heading")
        for name, label in LABELS.items():
            options = MOVED if name == "adjust" else {key: _option(one) for key, one in self.terms[name].items()}
            yield Choice(f"enisa-{name}", label, options, text=str(before[name]))

    def decisions(self) -> ComposeResult:
        """What the officer decides, and why."""
        yield Static("You decide; neither opinion does", classes="heading")
        for name, label, known in (("regulator", "The regulator", REGULATOR), ("people", "The people", PEOPLE)):
            yield Choice(name, label, OPEN | known, text="")
            yield Passage(f"{name}-reason", "Why", text=self.last().get(name, {}).get("reason", ""))

    def last(self) -> dict[str, Any]:
        """The assessment before this one."""
        return self.breach["assessments"][-1] if self.breach["assessments"] else {}

    def on_mount(self) -> None:
        """The opinions on what stands at first; what moves the context."""
        vulnerable = " Children are among them." * self.breach["children"]
        self.query_one("#field-enisa-adjust", Choice).tell(self.terms["moved"] + vulnerable)
        self.judge()

    def on_field_changed(self) -> None:
        """Other answers have other opinions, at once."""
        if (said := self.answered()) != self.judged:
            self.judged = said
            self.judge()

    def on_resize(self) -> None:
        """The opinions side by side, or beneath each other."""
        self.judge()

    @work(exclusive=True, group="judge", exit_on_error=False)
    async def judge(self) -> None:
        """Both opinions on what is answered; nothing is kept."""
        verdict = self.query_one("#verdict", Static)
        count, protected = self.known["people_count"], self.known["protected"]
        try:
            found = await self.app.do_without_desk(jobs.opinions, self.answered(), count, protected)
        except Exception as wrong:  # told with its sentence, or as an incident
            verdict.update(show(f"! {self.app.told(wrong)}"))
            return
        tests, score, terms = found["tests"], found["score"], self.terms
        width = self.app.size.width
        room = width // 2 - 8 if width >= 110 else width - 8
        head = ("Statutory tests\n", "bold")
        self.query_one("#tests", Static).update(words(head, *said.tests_opinion(tests, room)))
        self.query_one("#score", Static).update(words(*said.score_opinion(score, terms, room)))
        band = terms["bands"][score["band"]]["name"].upper()
        law = f"Tests: {REGULATOR[tests['regulator']]}; {PEOPLE[tests['people']]}"
        verdict.update(words(f"{law}\nENISA: {score['value']} {band}, commonly read as {score['reading']}"))

    def answered(self) -> dict[str, Any]:
        """Answers and factors, as the jobs take them."""
        typed = self.texts()
        factors: dict[str, Any] = {name: typed[f"enisa-{name}"] for name in LABELS}
        return {
            "tests": {name: typed[name] for name in QUESTIONS},
            "factors": factors | {"adjust": int(factors["adjust"])},
        }

    def facts(self) -> dict[str, Any]:
        """The assessment and the decision."""
        typed = self.texts()
        both = {name: {"decision": typed[name], "reason": typed[f"{name}-reason"]} for name in ("regulator", "people")}
        return self.answered() | both

    def problems(self) -> dict[str, str]:
        """What is not decided."""
        needed = {
            "regulator": "Decide whether the regulator is notified.",
            "people": "Decide whether the people are told.",
        }
        typed = self.texts()
        return {name: sentence for name, sentence in needed.items() if not typed[name]}

    def placed(self, sentence: str) -> dict[str, str]:
        """A reason that is missing is told beneath its line; answers that contradict each other, beneath theirs."""
        if "'risk' or 'high'" in sentence:
            return {"high": sentence}
        people = any(part in sentence for part in ("the people", "'people'", "each by letter"))
        return {"people-reason" if people else "regulator-reason": sentence}

    async def save(self) -> dict[str, Any]:
        """Both opinions are kept beside the decision."""
        return await self.app.do(jobs.assess, self.reference, self.facts(), self.app.now())


def _option(one: dict[str, Any]) -> str:
    return f"{one.get('value', one.get('base'))}  {one['name']}"
