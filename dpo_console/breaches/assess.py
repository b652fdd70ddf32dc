"""Assessing a breach: the statutory questions and ENISA's factors, both opinions, and the decision."""

from collections.abc import Mapping

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from casework.breaches.breach_progress import Assessment, D
from casework.breaches.incidents import BreachFacts
from casework.breaches.notification_tests import ANSWERS, PEOPLE, QUESTIONS, REGULATOR
from casework.breaches.severity import ADDED, LABELS
from casework.law import DataContext, Level, breach_terms
from dpo_console.breaches import jobs, summary
from dpo_console.jobs.breach_detail import BreachDetail
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.shown import show, words
from dpo_console.widgets.form import Choice, LongText
from dpo_console.widgets.logging_form import LoggingForm

MOVED = {str(by): "not moved" if by == 0 else f"{by:+d}" for by in range(-3, 4)}
FIRST = {"adjust": "0", "identification": "maximum", "intent": "no"} | dict.fromkeys(ADDED[:3], "none")
"""The value of a factor before it is answered."""
OPEN = {"": "not decided yet"}


class Assess(LoggingForm):
    """Answers, factors, then the officer's own decision; answers the breach as it is then."""

    AUTO_FOCUS = "#field-breach Select"

    def __init__(self, reference: str, breach: BreachDetail, known: BreachFacts):
        super().__init__()
        self.reference, self.breach, self.known = reference, breach, known
        self.judged: dict[str, dict[str, str | int]] = {}
        self.draft_name = f"assess:{self.reference}"

    def body(self) -> ComposeResult:
        """The full opinions are below the questions; their result is always in view at the bottom."""
        yield Static(
            show(f"{self.reference}: assess, then decide; {self.key_of('save')} saves"), classes="title", id="title"
        )
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
        last = self.last()
        before = last.answers if last else {}
        yield Static("Articles 33(1) and 34(1)", classes="heading")
        for name, question in QUESTIONS.items():
            yield Static(show(question), classes="question")
            yield Choice(name, "", ANSWERS[name], text=before.get(name, next(iter(ANSWERS[name]))))

    def factors(self) -> ComposeResult:
        """ENISA's factors."""
        last, terms = self.last(), breach_terms()
        before = FIRST | {"context": self.breach.context} | (last.factors if last else {})
        yield Static("ENISA: DPC x EI + CB", classes="heading")
        for name, label in LABELS.items():
            known: Mapping[str, DataContext | Level] = (
                terms.context if name == "context" else terms.factors.get(name, {})
            )
            options = MOVED if name == "adjust" else {key: _option(one) for key, one in known.items()}
            yield Choice(f"enisa-{name}", label, options, text=str(before[name]))

    def decisions(self) -> ComposeResult:
        """The officer's decisions and reasons."""
        last = self.last()
        yield Static("Your decision (the opinions do not decide)", classes="heading")
        yield Choice("regulator", "The regulator", _options(REGULATOR), text="")
        yield LongText("regulator-reason", "Why", text=last.regulator.reason if last else "")
        yield Choice("people", "The people", _options(PEOPLE), text="")
        yield LongText("people-reason", "Why", text=last.people.reason if last else "")

    def last(self) -> Assessment | None:
        """The assessment before this one."""
        return self.breach.assessments[-1] if self.breach.assessments else None

    def on_mount(self) -> None:
        """Show the opinions on the first answers, and what moves the context."""
        vulnerable = " Children are among them." * self.breach.children
        self.query_one("#field-enisa-adjust", Choice).tell(breach_terms().moved + vulnerable)
        self.judge()

    def on_field_changed(self) -> None:
        """New answers get new opinions at once."""
        if (answers := self.answered()) != self.judged:
            self.judged = answers
            self.judge()

    def on_resize(self) -> None:
        """The opinions side by side, or one below the other."""
        self.judge()

    @work(exclusive=True, group="judge", exit_on_error=False)
    async def judge(self) -> None:
        """Both opinions on the answers so far; nothing is saved."""
        verdict = self.query_one("#verdict", Static)
        count, protected = self.known.people_count, self.known.protected
        try:
            opinions = await self.app.do_without_desk(jobs.opinions, self.answered(), count, protected)
        except Exception as wrong:  # told with its sentence, or as an incident
            verdict.update(show(f"! {self.app.error_text(wrong)}"))
            return
        tests, score = opinions.tests, opinions.score
        width = self.app.size.width
        room = width // 2 - 8 if width >= 110 else width - 8
        head = ("Statutory tests\n", "bold")
        self.query_one("#tests", Static).update(words(head, *summary.tests_opinion(tests, room)))
        self.query_one("#score", Static).update(words(*summary.score_opinion(score, room)))
        band = breach_terms().bands[score.band].name.upper()
        law = f"Tests: {REGULATOR[tests.regulator]}; {PEOPLE[tests.people]}"
        verdict.update(words(f"{law}\nENISA: {score.value} {band}, commonly read as {score.reading}"))

    def answered(self) -> dict[str, dict[str, str | int]]:
        """Answers and factors, as the job takes them."""
        typed = self.texts()
        factors: dict[str, str | int] = {name: typed[f"enisa-{name}"] for name in LABELS}
        return {
            "tests": {name: typed[name] for name in QUESTIONS},
            "factors": factors | {"adjust": int(typed["enisa-adjust"])},
        }

    def facts(self) -> dict[str, object]:
        """The assessment and the decision."""
        typed = self.texts()
        both = {name: {"decision": typed[name], "reason": typed[f"{name}-reason"]} for name in ("regulator", "people")}
        return {**self.answered(), **both}

    def problems(self) -> dict[str, str]:
        """Decisions not made yet."""
        needed = {
            "regulator": "Decide whether to notify the regulator.",
            "people": "Decide whether to tell the people.",
        }
        typed = self.texts()
        return {name: sentence for name, sentence in needed.items() if not typed[name]}

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a sentence is about: a missing reason, or an answer that contradicts another."""
        if "'risk' or 'high'" in sentence:
            return {"high": sentence}
        people = any(part in sentence for part in ("the people", "'people'", "disproportionate effort"))
        return {"people-reason" if people else "regulator-reason": sentence}

    async def save(self) -> CaseDetail:
        """Save the decision, with both opinions."""
        return await self.app.do(jobs.assess, self.reference, self.facts(), self.app.now())


def _options(known: Mapping[D, str]) -> dict[str, str]:
    return OPEN | {str(key): words for key, words in known.items()}


def _option(one: DataContext | Level) -> str:
    return f"{one.base if isinstance(one, DataContext) else one.value}  {one.name}"
