"""How long records are kept: the council's schedule, what is due by a date and why, and what must not be destroyed.

UK GDPR Article 5(1)(e): no longer than is necessary. Keeps the notice's promises under "Data retention". Nothing is
disposed of here; `plan` lists what could be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from casework.retention import case_papers, explanation, records, schedule
from casework.retention.case_papers import DuePapers, UndatedPapers
from casework.retention.explanation import AppliedRule, RetentionExplanation
from casework.retention.holds import on_hold
from casework.retention.schedule import Clash

RecordProgress = Callable[[int, int], None]
"""Called with the number of records read and the total; may raise to stop."""


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record whose period is over: the rule that applies, its date, and the explanation.

    It must not be disposed of while anything is in `blocked_by`; with `review` it is reviewed, not destroyed.
    """

    item: int
    class_: str
    person: int | None
    rule: str
    date: date
    because: tuple[AppliedRule, ...]
    words: str
    review: bool
    anonymise: bool
    blocked_by: list[str]
    note: str | None
    """The leaving dates in the records, if they disagree."""


@dataclass(frozen=True, slots=True)
class UndatedRecord:
    """A record without a date that a rule in force needs, and why."""

    item: int
    class_: str
    person: int | None
    rule: str | None
    why: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due by a date (Europe/London), and what has no date; nothing is disposed of."""

    on: date
    due: list[DueRecord]
    cannot_compute: list[UndatedRecord]
    later: int
    """The number of records that are due later."""
    cases: list[DuePapers]
    """The desk's own case papers."""
    cases_cannot_compute: list[UndatedPapers]
    clashes: list[Clash]
    total: int


def plan(session: Session, on: date, progress: RecordProgress = lambda done, total: None) -> Plan:
    """`plan_and_dates` without the dates."""
    return plan_and_dates(session, on, progress)[0]


def plan_and_dates(session: Session, on: date, progress: RecordProgress) -> tuple[Plan, records.EmploymentDates]:
    """What is due by a date, with the explanation for each record, what blocks it, and what has no date.

    A disposal checks `holds.on_hold` again in the same act. With it, the dates of leaving and birth in the records.
    """
    entries = schedule.listed(session)
    rules, dates = explanation.rules(entries), records.EmploymentDates()
    held = []
    for record in records.read(session, progress):
        dates.add(record)
        held.append(record)
    dates.complete(session)
    holds, explained = on_hold(session), dict[tuple[str | date | None, ...], RetentionExplanation]()
    roles = {name: explanation.roles(applying) for name, applying in rules.items()}
    due: list[DueRecord] = []
    undated: list[UndatedRecord] = []
    later = 0
    for record in held:
        known = dates.of(record)
        key = record.record_class, *(known.get(role) for role in roles.get(record.record_class, ()))
        result = explained.get(key)
        if result is None:
            applying = rules.get(record.record_class, [])
            result = explained[key] = explanation.explain(record.record_class, applying, known)
        if result.date and result.date > on:
            later += 1
            continue
        leaving = dates.leaving(record.person) if record.person else None
        note = leaving.note or None if leaving else None
        if result.date is None or result.rule is None:
            undated.append(
                UndatedRecord(record.item, record.record_class, record.person, result.rule, result.why_not, note)
            )
            continue
        due.append(
            DueRecord(
                item=record.item,
                class_=record.record_class,
                person=record.person,
                rule=result.rule,
                date=result.date,
                because=result.because,
                words=result.words,
                review=result.review,
                anonymise=result.anonymise,
                blocked_by=holds.by(record.item, record.person, record.record_class),
                note=note,
            )
        )
    due.sort(key=lambda one: (one.date, one.item))
    cases, cases_undated = case_papers.plan(session, on, rules, holds)
    return Plan(on, due, undated, later, cases, cases_undated, schedule.clashes(entries), len(held)), dates
