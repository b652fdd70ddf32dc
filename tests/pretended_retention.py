"""The part of the pretended desk that keeps records: the plan, the schedule, the holds."""

from dpo_console.jobs.person_cards import RecordBrief


class PretendedRetention:
    """The jobs on what is kept and why; `name` is somebody's name wherever a name can stand."""

    name = ""

    def _retention_plan(self, desk, on, progress=None, cancelled=None):
        rules = [("r07", "2026-04-05", "shipped default"), ("r11", "2025-10-31", "statutory minimum")]
        because = [
            {"rule": rule, "date": day, "trigger": "end-of-tax-year", "stands": stands, "words": f"6 years, {rule}"}
            for rule, day, stands in rules
        ]
        due = {"class": "payroll", "rule": "r07", "date": "2026-04-05", "because": because, "review": False}
        due |= {"words": "kept until 5 April 2026: 6 years after the end of the tax year (row r07)"}
        lacking = {"item": 503, "person": None, "class": "registration-lookup", "rule": "r02", "why": "no leaving date"}
        return {
            "on": on.isoformat(), "later": 4, "total": 7, "clashes": [], "cannot_compute": [lacking],
            "due": [
                due | {"item": 501, "person": 17, "blocked_by": []},
                due | {"item": 502, "person": 18, "blocked_by": ["SAR-2026-0001"], "note": self.name},
            ],
            "cases": [due | {"reference": "SAR-2026-0002", "class": "sar", "sources": [], "blocked_by": []}],
            "cases_cannot_compute": [{"reference": "SAR-2026-0003", "class": "sar", "rule": "r39", "why": "still open"}],
        }  # fmt: skip

    def _record_of(self, desk, item):
        return RecordBrief(item, self.name, "row 4", 17, self.name)

    def row(self, number, state):
        facts = {
            "record": self.name, "classes": ["payroll"], "trigger": "end-of-tax-year", "period": "6 years",
            "which": "later", "review": False, "basis": self.name, "source": self.name,
        }  # fmt: skip
        return {
            "id": f"r{number:02}", "number": number, "record": self.name, "classes": ["payroll"], "facts": facts,
            "kept": "6 years after the end of the tax year", "basis": self.name, "source": self.name,
            "standing": "practice", "minimum": False, "mark": "S", "said": ["end of tax year", "6 years"], "note": self.name,
            "state": state, "since": "2026-11-02" if state == "adopted" else None, "reason": self.name,
        }  # fmt: skip

    def _retention_schedule(self, desk):
        states = ("on offer", "adopted", "shipped default", "retired", "switched off")
        return {"rows": [self.row(number, state) for number, state in enumerate(states, 6)], "clashes": []}

    _adopt_row = _retire_row = _save_row = lambda self, desk, *said: self.row(7, "adopted")

    def _schedule_sheet(self, desk, now):
        return {"path": "outbox/retention-schedule-2026-11-22.pdf", "digest": "sha256:ab", "pages": 3}

    def _holds(self, desk):
        hold = {"kind": "claim", "classes": [], "why": self.name, "placed": "2026-10-01", "lifted_why": ""}
        stands = {"reference": "HOLD-2026-0002", "people": [17], "names": [self.name], "lifted": None}
        lifted = {"reference": "HOLD-2026-0001", "people": [], "names": [], "lifted": "2026-11-01", "classes": ["dbs"]}
        return [hold | stands | {"review": "2026-11-20"}, hold | lifted | {"review": "2027-01-31"}]

    _place_hold = _lift_hold = _keep_hold = lambda self, desk, *said: self._holds(desk)[0]
