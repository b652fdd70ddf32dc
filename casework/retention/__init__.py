"""How long records are kept: the council's schedule, what falls due by a date and why, and what must not be destroyed.

UK GDPR Article 5(1)(e): no longer than is necessary. Keeps the notice's promises under "Data retention". Nothing is
disposed of here; `plan` says what could be.
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
"""Hears how many records have been read, and of how many; may raise to stop."""


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record whose time is over: the rule it goes by, its day, and the argument for it.

    With anything in `blocked_by` it must not be disposed of; with `review` it is looked at again, not destroyed.
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
    """What the records say of when the person left, where they disagree."""


@dataclass(frozen=True, slots=True)
class UndatedRecord:
    """A record for which a rule in force lacks its date, and why."""

    item: int
    class_: str
    person: int | None
    rule: str | None
    why: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What falls due by a day (Europe/London), and what cannot be known; nothing is disposed of by it."""

    on: date
    due: list[DueRecord]
    cannot_compute: list[UndatedRecord]
    later: int
    """How many records' time is not over by then."""
    cases: list[DuePapers]
    """The desk's own papers."""
    cases_cannot_compute: list[UndatedPapers]
    clashes: list[Clash]
    total: int


def plan(session: Session, on: date, progress: RecordProgress = lambda done, total: None) -> Plan:
    """`made` without the dates."""
    return plan_and_dates(session, on, progress)[0]


def plan_and_dates(session: Session, on: date, progress: RecordProgress) -> tuple[Plan, records.EmploymentDates]:
    """What falls due by a day, with the argument for each record, what blocks it, what cannot be known.

    Whoever disposes asks `holds.frozen` again in the same act. The register is what the records say of when each
    person left and was born.
    """
    entries = schedule.listed(session)
    rules, dates = explanation.rules(entries), records.EmploymentDates()
    held = []
    for one in records.read(session, progress):
        dates.add(one)
        held.append(one)
    dates.complete(session)
    freezing, explained = on_hold(session), dict[tuple[str | date | None, ...], RetentionExplanation]()
    roles = {name: explanation.roles(applying) for name, applying in rules.items()}
    due: list[DueRecord] = []
    undated: list[UndatedRecord] = []
    later = 0
    for one in held:
        known = dates.of(one)
        key = one.record_class, *(known.get(role) for role in roles.get(one.record_class, ()))
        found = explained.get(key)
        if found is None:
            found = explained[key] = explanation.explain(one.record_class, rules.get(one.record_class, []), known)
        if found.date and found.date > on:
            later += 1
            continue
        leaving = dates.leaving(one.person) if one.person else None
        note = leaving.said or None if leaving else None
        if found.date is None or found.rule is None:
            undated.append(UndatedRecord(one.item, one.record_class, one.person, found.rule, found.why_not, note))
            continue
        due.append(
            DueRecord(
                item=one.item,
                class_=one.record_class,
                person=one.person,
                rule=found.rule,
                date=found.date,
                because=found.because,
                words=found.words,
                review=found.review,
                anonymise=found.anonymise,
                blocked_by=freezing.by(one.item, one.person, one.record_class),
                note=note,
            )
        )
    due.sort(key=lambda one: (one.date, one.item))
    cases, cases_undated = case_papers.plan(session, on, rules, freezing)
    return Plan(on, due, undated, later, cases, cases_undated, schedule.clashes(entries), len(held)), dates
