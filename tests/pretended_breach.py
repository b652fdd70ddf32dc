"""The part of the pretended desk that has a breach on it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casework import law
from casework.breaches import notification_tests, severity
from casework.breaches.breach_progress import Action, Assessment, Reasoned
from casework.breaches.incidents import BreachFacts, BreachRecord
from casework.breaches.notification_tests import PeopleDecision, RegulatorDecision
from casework.timeline.events import Kind
from casework.timeline.outcomes import Measure
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind
from dpo_console.breaches.jobs import opinions
from dpo_console.jobs.breach_detail import AffectedPerson, BreachDetail
from dpo_console.jobs.case_detail import CaseDetail, CaseFacts

SAID = {
    "ongoing": False, "data": ("absence",), "people": ("staff", "children"), "people_count": 41, "records_count": None,
    "cause": "email-wrong", "near_miss": False, "protected": False, "consequences": None, "measures": None,
    "trained": "unknown",
}  # fmt: skip
ANSWERS = {"breach": "yes", "risk": "likely", "high": "not-sure", "exception": "none"}
FACTORS = {"context": "sensitive", "confidentiality": "known"}


class PretendedBreach:
    """The jobs on a breach; `name` is used wherever a name can appear."""

    name = ""

    def assessment(self, **more: Any) -> Assessment:
        """One assessment, as `show` answers it."""
        found = self._opinions({"tests": ANSWERS, "factors": FACTORS}, 41, False)
        made = Assessment(
            seq=6, on=date(2026, 11, 21), recorded=datetime(2026, 11, 21, 10, tzinfo=UTC), actor=self.name,
            regulator=Reasoned(RegulatorDecision.notify, self.name), people=Reasoned(PeopleDecision.tell),
            answers=ANSWERS, factors=FACTORS, tests=found.tests, score=found.score,
        )  # fmt: skip
        return replace(made, **more)

    def happened(self, seq: int, kind: str, on: str, **facts: Any) -> dict[str, Any]:
        """One event, as `show` answers it."""
        said = {"seq": seq, "original": seq, "kind": kind, "on": on, "recorded": "2026-11-21T09:00:00Z", "stands": True}
        return said | {"actor": self.name, "corrects": None, "months": None, "note": self.name, "facts": facts}

    def show_breach(self, reference: str, **more: Any) -> CaseDetail:
        """A breach as `show` answers it; `more` of what it says under "breach"."""
        texts = ("what", "by", "affected", "processor", "containment", "before", "plain", "advice", "delay")
        noticed, ends = datetime(2026, 11, 20, 16, 30, tzinfo=UTC), datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
        record = BreachRecord(
            reference=reference, logged=date(2026, 11, 20), happened=None, discovered=noticed, aware=noticed,
            service=self.name, owner=self.name, facts=BreachFacts(**SAID | dict.fromkeys(texts, self.name)),
            cause=None, score=None, band=None, regulator=None, people=None, notified=None, told=None, outcome=None,
        )  # fmt: skip
        breach = BreachDetail(
            times={Kind.discovered: noticed, Kind.aware: noticed}, due=ends, late=False, special=True, children=True,
            unknown=("when it happened",), context="sensitive", assessments=(self.assessment(),), assessed=True,
            notices=(), told=None, actions=(Action(9, Measure.recover, self.name, self.name, date(2026, 12, 1), None),),
            people=(AffectedPerson(1, self.name, (self.name,), None, 17, None),),
            undecided=("The regulator is to be notified, and was not.",),
        )  # fmt: skip
        return CaseDetail(
            reference=reference, kind=MatterKind.breach, stage=Stage.assessed, next="notify the regulator",
            facts=CaseFacts({}, record), clocks=[], letters=[], packs=[], deadline_words=[], asks=None,
            lines=[self.line(1, reference=reference, duty="notify-regulator", hours_left=31, due=ends)],
            events=[
                self.happened(2, "discovered", "2026-11-20", at="2026-11-20T16:30:00Z"),
                self.happened(3, "aware", "2026-11-20", at="2026-11-20T16:30:00Z"),
                self.happened(7, "others_told", "2026-11-21", whom=self.name),
            ],
            actions=[
                *(Kind.notified, Kind.closed, Kind.note, Kind.assigned, Kind.attached, Kind.happened, Kind.contained),
                *(Kind.processor_told, Kind.people_told, Kind.others_told, Kind.action, Kind.action_done),
            ],
            attachments=[], complaints=[], breach=replace(breach, **more),
        )  # fmt: skip

    def _breach_terms(self):
        questions = {
            name: {"question": text, "answers": notification_tests.ANSWERS[name]}
            for name, text in notification_tests.QUESTIONS.items()
        }
        return law.breach_terms() | {"questions": questions, "factors": severity.LABELS}

    def _opinions(self, said, people_count=None, protected=False):
        return opinions(said, people_count, protected)

    _describe = _assess = _add_people = _remove_person = lambda self, desk, reference, *args: self.show_breach(
        reference
    )

    def _people_of_file(self, path):
        return [{"name": self.name, "address": [], "email": None}]

    def _notification_preview(self, desk, reference, now):
        said = {"text": f"What happened\n  {self.name}", "missing": [], "filed": False, "warnings": [self.name]}
        return said | {"unknown": ["when it happened"], "phase": 1, "late": False}

    def _public_preview(self, desk, reference, now):
        return {"text": self.name, "missing": [], "filed": False}

    def _hand_out(self, desk, reference, kind, now):
        files = [f"outbox/{reference}-{kind}.pdf", f"outbox/{reference}-{kind}.txt"]
        return {"files": files, "text": self.name, "gate": "Not checked for other people's data: an internal paper."}

    def _people_letter_preview(self, desk, reference, number, now):
        return {"text": f"Dear {self.name}", "missing": [], "filed": False}

    def _make_people_letters(self, desk, reference, now, progress, cancelled):
        progress(1, 1, "made")
        return {"made": 1, "kept": 0, "pages": 2, "by_email": [], "not_searched": [self.name]}

    def _save_people_letters(self, desk, reference, folder):
        return {"path": f"outbox/{reference}-letters.paper.pdf", "letters": 1, "sheets": 1, "by_email": []}

    def _save_people_letter(self, desk, reference, number, folder):
        return folder / f"{reference}-letter-{number:04}.pdf"

    def _breach_list(self, desk, now, **chosen):
        row = {
            "reference": "BR-2026-0001", "month": "2026-11", "cause": "email-wrong", "near_miss": False, "band": "high",
            "decision": "notify", "hours_taken": 80, "late": True, "outcome": None, "stage": "notified",
            "service": self.name, "what": self.name,
        }  # fmt: skip
        months = [f"2026-{month:02}" for month in range(1, 12)]
        trend = [{"month": month, "all": 0, "notified": 0, "near_misses": 0} for month in ["2025-12", *months]]
        trend[-1] |= {"all": 3, "notified": 1, "near_misses": 1}
        return {"breaches": [row], "trend": trend, "csv": ""}

    def _save_register(self, desk, now, **chosen):
        return Path("outbox/breaches-2026-11-22.csv")
