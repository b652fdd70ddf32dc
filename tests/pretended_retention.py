"""The part of the pretended desk that keeps records: the plan, the schedule, the holds."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from casework.retention import DueRecord, Plan, UndatedRecord
from casework.retention.case_papers import DuePapers, UndatedPapers
from casework.retention.explanation import AppliedRule, Footing
from casework.retention.holds import HoldKind
from casework.retention.schedule import RowFacts, RowState, ScheduleRow
from dpo_console.jobs.person_cards import RecordBrief
from dpo_console.retention.jobs import HoldInFull, PrintedSchedule, Progress, RetentionSchedule


class PretendedRetention:
    """The jobs on what is kept and why; `name` is somebody's name wherever a name can stand."""

    name = ""

    def _retention_plan(
        self, desk: object, on: date, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Plan:
        day, words = date(2026, 4, 5), "kept until 5 April 2026: 6 years after the end of the tax year (row r07)"
        because = tuple(
            AppliedRule(rule, given, "end-of-tax-year", stands, f"6 years, {rule}", "", "", "", "", "")
            for rule, given, stands in [
                ("r07", day, Footing.shipped_default),
                ("r11", date(2025, 10, 31), Footing.minimum),
            ]
        )
        due: dict[str, Any] = {"rule": "r07", "date": day, "because": because, "words": words, "review": False}
        payroll = due | {"class_": "payroll", "anonymise": False}
        return Plan(
            on=on, later=4, total=7, clashes=[],
            due=[
                DueRecord(**payroll, item=501, person=17, blocked_by=[], note=None),
                DueRecord(**payroll, item=502, person=18, blocked_by=["SAR-2026-0001"], note=self.name),
            ],
            cannot_compute=[UndatedRecord(503, "registration-lookup", None, "r02", "no leaving date", None)],
            cases=[
                DuePapers(**due, reference="SAR-2026-0002", class_="sar", people=[], sources=[], blocked_by=[]),
            ],
            cases_cannot_compute=[UndatedPapers("SAR-2026-0003", "sar", "r39", [], [], "still open")],
        )  # fmt: skip

    def _record_of(self, desk: object, item: int) -> RecordBrief:
        return RecordBrief(item, self.name, "row 4", 17, self.name)

    def row(self, number: int, state: RowState) -> ScheduleRow:
        facts = RowFacts(
            record=self.name, classes=["payroll"], trigger="end-of-tax-year", period="6 years", which="later",
            review=False, anonymise=False, basis=self.name, source=self.name,
        )  # fmt: skip
        return ScheduleRow(
            id=f"r{number:02}", number=number, record=self.name, classes=["payroll"], facts=facts,
            kept="6 years after the end of the tax year", basis=self.name, source=self.name, standing="practice",
            minimum=False, mark="S", said=("end of tax year", "6 years"), note=self.name, state=state,
            since=date(2026, 11, 2) if state is RowState.adopted else None, reason=self.name,
        )  # fmt: skip

    def _retention_schedule(self, desk: object) -> RetentionSchedule:
        states = ("on offer", "adopted", "shipped default", "retired", "switched off")
        return RetentionSchedule([self.row(number, RowState(state)) for number, state in enumerate(states, 6)], [])

    def _adopt_row(self, desk: object, *said: object) -> ScheduleRow:
        return self.row(7, RowState.adopted)

    _retire_row = _save_row = _adopt_row

    def _schedule_sheet(self, desk: object, now: datetime) -> PrintedSchedule:
        return PrintedSchedule(Path("outbox/retention-schedule-2026-11-22.pdf"), "sha256:ab", 3)

    def _holds(self, desk: object) -> list[HoldInFull]:
        hold: dict[str, Any] = {"kind": HoldKind.claim, "why": self.name, "placed": date(2026, 10, 1), "lifted_why": ""}
        stands = hold | {"people": [17], "names": [self.name], "classes": [], "lifted": None}
        lifted = hold | {"people": [], "names": [], "classes": ["dbs"], "lifted": date(2026, 11, 1)}
        return [
            HoldInFull(reference="HOLD-2026-0002", review=date(2026, 11, 20), **stands),
            HoldInFull(reference="HOLD-2026-0001", review=date(2027, 1, 31), **lifted),
        ]

    def _place_hold(self, desk: object, *said: object) -> HoldInFull:
        return self._holds(desk)[0]

    _lift_hold = _keep_hold = _place_hold
