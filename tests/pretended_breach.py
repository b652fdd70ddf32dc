"""The part of the pretended desk that has a breach on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casework.breaches.breach_progress import Action, Assessment, Reasoned
from casework.breaches.breach_register import BreachMonth, RegisteredBreach, RegisteredDecision
from casework.breaches.incidents import BreachFacts, BreachRecord
from casework.breaches.notification_tests import PeopleDecision, RegulatorDecision
from casework.breaches.severity import Band
from casework.disclosure.papers import PaperState
from casework.text.facts import Unchecked
from casework.timeline.events import Kind
from casework.timeline.outcomes import Measure
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind
from casework.views.board_line import Line
from casework.views.case_timeline import TimelineRow
from dpo_console.breaches.exports import ExportedPaper
from dpo_console.breaches.jobs import BreachList, Opinions, opinions
from dpo_console.breaches.letter_run import LettersRun, SavedLetters
from dpo_console.breaches.letters import BreachPaper, PaperPreview
from dpo_console.jobs.breach_detail import BreachDetail, ListedPerson
from dpo_console.jobs.case_detail import CaseDetail, LoggedFacts

ANSWERS = {"breach": "yes", "risk": "likely", "high": "not-sure", "exception": "none"}
FACTORS: dict[str, str | int] = {"context": "sensitive", "confidentiality": "known"}
AWARE = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


class PretendedBreach:
    """The jobs on a breach; `name` is used wherever a name can appear."""

    name = ""
    line: Callable[..., Line]

    def assessment(self, **more: Any) -> Assessment:
        """One assessment, as `show` answers it."""
        found = opinions({"tests": ANSWERS, "factors": FACTORS}, 41, False)
        one = Assessment(
            seq=6, on=date(2026, 11, 21), recorded=datetime(2026, 11, 21, 10, tzinfo=UTC), actor=self.name,
            regulator=Reasoned(RegulatorDecision.notify, self.name), people=Reasoned(PeopleDecision.tell),
            answers=ANSWERS, factors=FACTORS, tests=found.tests, score=found.score,
        )  # fmt: skip
        return replace(one, **more)

    def happened(self, seq: int, kind: str, on: str, **facts: Any) -> TimelineRow:
        """One event, as `show` answers it."""
        return TimelineRow(
            seq=seq, reference="BR-2026-0001", kind=kind, on=date.fromisoformat(on),
            recorded=datetime(2026, 11, 21, 9, tzinfo=UTC), actor=self.name, corrects=None, months=None, note=self.name,
            facts=facts, stands=True, original=seq,
        )  # fmt: skip

    def show_breach(self, reference: str, **more: Any) -> CaseDetail:
        """A breach as `show` answers it; `more` of what only a breach has."""
        texts = ("what", "by", "affected", "processor", "containment", "before", "plain", "advice", "delay")
        filled: dict[str, Any] = dict.fromkeys(texts, self.name)
        facts = BreachFacts(
            **filled, data=("absence",), people=("staff", "children"), people_count=41,
            cause="email-wrong",
        )  # fmt: skip
        record = BreachRecord(
            reference=reference, logged=AWARE.date(), happened=None, discovered=AWARE, aware=AWARE, service=self.name,
            owner=self.name, facts=facts, cause="email-wrong", score="4.25", band=Band.very_high,
            regulator=RegulatorDecision.notify, people=PeopleDecision.tell, notified=None, told=None, outcome=None,
        )  # fmt: skip
        detail = BreachDetail(
            times={Kind.discovered: AWARE, Kind.aware: AWARE}, due=AWARE.replace(day=23), late=False, special=True,
            children=True, unknown=("when it happened",), context="sensitive", assessments=(self.assessment(),),
            assessed=True, notices=(), told=None,
            actions=(Action(9, Measure.recover, self.name, self.name, date(2026, 12, 1), None),),
            people=(ListedPerson(1, self.name, (self.name,), None, 17, None),),
            undecided=("The regulator is to be notified, and was not.",),
        )  # fmt: skip
        at = "2026-11-20T16:30:00Z"
        return CaseDetail(
            reference=reference, kind=MatterKind.breach, stage=Stage.assessed, next="notify the regulator",
            facts=LoggedFacts({}, record),
            events=[
                self.happened(2, "discovered", "2026-11-20", at=at),
                self.happened(3, "aware", "2026-11-20", at=at),
                self.happened(7, "others_told", "2026-11-21", whom=self.name),
            ],
            clocks=[], letters=[], packs=[], deadline_words=[], asks=None, attachments=[], complaints=[],
            lines=[self.line(1, reference=reference, duty="notify-regulator", hours_left=31, due=detail.due)],
            actions=[Kind.notified, Kind.closed, Kind.note, Kind.assigned, Kind.attached, Kind.happened, Kind.contained,
                     Kind.processor_told, Kind.people_told, Kind.others_told, Kind.action, Kind.action_done],
            breach=replace(detail, **more),
        )  # fmt: skip

    def _opinions(self, said: Unchecked, people_count: int | None = None, protected: bool = False) -> Opinions:
        return opinions(said, people_count, protected)

    def _describe(self, desk: object, reference: str, *args: object) -> CaseDetail:
        return self.show_breach(reference)

    _assess = _add_people = _remove_person = _describe

    def _people_of_file(self, path: Path) -> list[Unchecked]:
        return [{"name": self.name, "address": [], "email": None}]

    def _notification_preview(self, desk: object, reference: str, now: datetime) -> PaperPreview:
        return PaperPreview(
            f"What happened\n  {self.name}", warnings=(self.name,), unknown=("when it happened",), phase=1
        )

    def _public_preview(self, desk: object, reference: str, now: datetime) -> PaperPreview:
        return PaperPreview(self.name)

    def _export_paper(self, desk: object, reference: str, kind: str, now: datetime) -> ExportedPaper:
        paper = BreachPaper(reference, PaperState.filed, kind, "sha256:ab", AWARE, 1, self.name)
        pdf = Path(f"outbox/{reference}-{kind}.pdf")
        return ExportedPaper(
            paper, pdf, pdf.with_suffix(".txt"), "Not checked for other people's data: an internal paper."
        )

    def _people_letter_preview(self, desk: object, reference: str, number: int, now: datetime) -> PaperPreview:
        return PaperPreview(f"Dear {self.name}")

    def _make_people_letters(
        self,
        desk: object,
        reference: str,
        now: datetime,
        progress: Callable[[int, int, str], None],
        cancelled: Callable[[], bool],
    ) -> LettersRun:
        progress(1, 1, "made")
        return LettersRun(reference, made=1, kept=0, pages=2, by_email=(), not_searched=(self.name,))

    def _save_people_letters(self, desk: object, reference: str, folder: Path) -> SavedLetters:
        return SavedLetters(Path(f"outbox/{reference}-letters.paper.pdf"), 1, 1)

    def _save_people_letter(self, desk: object, reference: str, number: int, folder: Path) -> Path:
        return folder / f"{reference}-letter-{number:04}.pdf"

    def registered(self, **more: Any) -> RegisteredBreach:
        """One breach, as the register has it."""
        one = RegisteredBreach(
            reference="BR-2026-0001", month="2026-11", happened=None, discovered=AWARE, aware=AWARE,
            logged=AWARE.date(), service=self.name, owner=self.name, cause="email-wrong", data=("absence",),
            special=True, people=("staff",), people_count=41, records_count=None, near_miss=False, processor=False,
            score="3.25", band=Band.high, decision=RegisteredDecision.notify, notified=AWARE, hours_taken=80, late=True,
            people_decision=PeopleDecision.tell, told=None, actions=1, actions_open=1, outcome=None,
            stage=Stage.notified, what=self.name,
        )  # fmt: skip
        return replace(one, **more)

    def _breach_list(self, desk: object, now: datetime, **chosen: Any) -> BreachList:
        months = ["2025-12", *(f"2026-{month:02}" for month in range(1, 11))]
        trend = [*(BreachMonth(month, 0, 0, 0) for month in months), BreachMonth("2026-11", 3, 1, 1)]
        return BreachList([self.registered()], trend)

    def _save_register(self, desk: object, now: datetime, **chosen: Any) -> Path:
        return Path("outbox/breaches-2026-11-22.csv")
