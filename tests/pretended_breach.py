"""The part of the pretended desk that has a breach on it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from casework import law
from casework.breaches import notification_tests, severity

SAID = {
    "ongoing": False, "data": ["absence"], "people": ["staff", "children"], "people_count": 41, "records_count": None,
    "cause": "email-wrong", "near_miss": False, "protected": False, "consequences": None, "measures": None,
    "trained": "unknown",
}  # fmt: skip
ANSWERS = {"breach": "yes", "risk": "likely", "high": "not-sure", "exception": "none"}
FACTORS = {"context": "sensitive", "confidentiality": "known"}


class PretendedBreach:
    """The jobs on a breach; `name` is used wherever a name can appear."""

    name = ""

    def assessment(self, **more: Any) -> dict[str, Any]:
        """One assessment, as `show` answers it."""
        found = self._opinions({"tests": ANSWERS, "factors": FACTORS}, 41, False)
        decided = {
            "regulator": {"decision": "notify", "reason": self.name},
            "people": {"decision": "tell", "reason": ""},
        }
        who = {"seq": 6, "on": "2026-11-21", "recorded": "2026-11-21T10:00:00Z", "actor": self.name, "stale": False}
        return {"answers": ANSWERS, "factors": FACTORS, **found, **decided, **who, **more}

    def happened(self, seq: int, kind: str, on: str, **facts: Any) -> dict[str, Any]:
        """One event, as `show` answers it."""
        said = {"seq": seq, "original": seq, "kind": kind, "on": on, "recorded": "2026-11-21T09:00:00Z", "stands": True}
        return said | {"actor": self.name, "corrects": None, "months": None, "note": self.name, "facts": facts}

    def show_breach(self, reference: str, **more: Any) -> dict[str, Any]:
        """A breach as `show` answers it; `more` of what it says under "breach"."""
        texts = ("what", "by", "affected", "processor", "containment", "before", "plain", "advice", "delay")
        now = {
            "reference": reference,
            "logged": "2026-11-20",
            "service": self.name,
            "owner": self.name,
            "outcome": None,
        }
        times = {"discovered": "2026-11-20T16:30:00Z", "aware": "2026-11-20T16:30:00Z"}
        one = {"number": 1, "name": self.name, "address": [self.name], "email": None, "person": 17, "letter": None}
        action = {
            "seq": 9,
            "what": "recover",
            "words": self.name,
            "owner": self.name,
            "due": "2026-12-01",
            "done": None,
        }
        breach = {
            "times": times, "due": "2026-11-23T16:30:00+00:00", "late": False, "special": True, "children": True,
            "unknown": ["when it happened"], "context": "sensitive", "assessments": [self.assessment()],
            "assessed": True, "notices": [], "told": None, "actions": [action], "people": [one],
            "undecided": ["The regulator is to be notified, and was not."],
        }  # fmt: skip
        line = self.line(
            1, reference=reference, duty="notify-regulator", hours_left=31, due=datetime.fromisoformat(breach["due"])
        )
        return {
            "reference": reference, "kind": "breach", "stage": "assessed", "next": "notify the regulator",
            "facts": {"as_logged": {}, "now": now | {"facts": SAID | dict.fromkeys(texts, self.name)}},
            "events": [
                self.happened(2, "discovered", "2026-11-20", at=times["discovered"]),
                self.happened(3, "aware", "2026-11-20", at=times["aware"]),
                self.happened(7, "others_told", "2026-11-21", whom=self.name),
            ],
            "letters": [], "packs": [], "deadline_words": [], "lines": [line], "attachments": [], "complaints": [],
            "actions": ["notified", "closed", "note", "assigned", "attached", "happened", "contained", "processor_told",
                        "people_told", "others_told", "action", "action_done"],
            "pointers": [], "breach": breach | more,
        }  # fmt: skip

    def _breach_terms(self):
        questions = {
            name: {"question": text, "answers": notification_tests.ANSWERS[name]}
            for name, text in notification_tests.QUESTIONS.items()
        }
        return law.breach_terms() | {"questions": questions, "factors": severity.LABELS}

    def _opinions(self, said, people_count=None, protected=False):
        answers, factors = notification_tests.checked(said["tests"]), severity.Factors.checked(said["factors"])
        scored = severity.score(factors, people=people_count, unintelligible=protected)
        return {"tests": notification_tests.opinion(answers).as_json(), "score": scored.as_json()}

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
