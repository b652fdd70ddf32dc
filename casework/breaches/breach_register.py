"""The breach register (UK GDPR Art 33(5)): every breach with its facts and what was done; and its figures."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches import incidents
from casework.breaches.breach_progress import BreachProgress, is_late, progress_of, step
from casework.breaches.incidents import Breach
from casework.breaches.notification_tests import PeopleDecision, RegulatorDecision
from casework.breaches.severity import Band
from casework.law import breach_terms
from casework.notice.council import Council
from casework.text.spreadsheets import table
from casework.timeline import history
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage
from casework.vault.columns import moment_text

COLUMNS = (
    *("reference", "happened", "discovered", "aware", "logged", "service", "cause", "data", "special", "people"),
    *(
        "people_count",
        "records_count",
        "near_miss",
        "processor",
        "score",
        "band",
        "decision",
        "notified",
        "hours_taken",
    ),
    *("late", "people_decision", "told", "actions", "actions_open", "outcome"),
)
"""The columns of the CSV: no names, and no free text but the service."""


class RegisteredDecision(StrEnum):
    """What was decided about notifying the regulator, as the register has it."""

    notify = RegulatorDecision.notify.value
    not_notify = RegulatorDecision.not_notify.value
    undecided = "undecided"


@dataclass(frozen=True, slots=True)
class RegisteredBreach:
    """One row of the breach register."""

    reference: str
    month: str
    """The month of awareness: `2026-11`."""
    happened: date | datetime | None
    """An instant, or a date if the time is not known."""
    discovered: datetime
    aware: datetime
    logged: date
    service: str | None
    owner: str | None
    cause: str | None
    data: tuple[str, ...]
    special: bool
    people: tuple[str, ...]
    people_count: int | None
    records_count: int | None
    near_miss: bool
    processor: bool
    """Whether it happened at a processor."""
    score: str | None
    band: Band | None
    decision: RegisteredDecision
    notified: datetime | None
    hours_taken: int | None
    """Full hours from awareness to the first notification."""
    late: bool
    people_decision: PeopleDecision | None
    told: date | None
    actions: int
    actions_open: int
    outcome: Outcome | None
    stage: Stage
    what: str


@dataclass(frozen=True, slots=True)
class BreachMonth:
    """How many breaches the council became aware of in a month."""

    month: str
    all: int
    notified: int
    near_misses: int


@dataclass(frozen=True, slots=True)
class BreachFigures:
    """The breaches the council became aware of in a period, and how it dealt with them."""

    aware: int
    near_misses: int
    notified: int
    notified_late: int
    people_told: int
    undecided: int
    by_cause: dict[str, int]
    by_band: dict[str, int]


CHOICES: dict[str, Callable[[RegisteredBreach], str | None]] = {
    "month": lambda one: one.month,
    "service": lambda one: one.service,
    "cause": lambda one: one.cause,
    "band": lambda one: one.band,
    "decision": lambda one: one.decision,
}
"""What the register can be filtered by, besides words."""


def registered_breaches(session: Session, words: str | None = None, **chosen: str | None) -> list[RegisteredBreach]:
    """The breaches that match `chosen`, newest first.

    `month` is that of awareness (`2026-11`); `decision` is about the regulator, or `undecided`; `words` must all be in
    the breach. Raises Refused if there is no such month, cause, band or decision.
    """
    _refuse_none(chosen)
    query = history.having(select(Breach), Breach, words or "").order_by(col(Breach.reference).desc())
    listed = list(session.exec(query).all())
    progress = progress_of(session, [one.reference for one in listed])
    nation = session.get_one(Council, 1).nation
    rows = [_row(one, progress[one.reference], nation) for one in listed]
    wanted = [(CHOICES[name], value.casefold()) for name, value in chosen.items() if value is not None]
    return [row for row in rows if all((of(row) or "").casefold() == value for of, value in wanted)]


def _refuse_none(chosen: dict[str, str | None]) -> None:
    terms = breach_terms()
    known = {"cause": [*terms.causes], "band": [*terms.bands], "decision": [str(one) for one in RegisteredDecision]}
    for name, listed in known.items():
        if (value := chosen.get(name)) and value.casefold() not in listed:
            raise Refused(f"{name.capitalize()} cannot be '{value[:40]}'. Choose from: {', '.join(listed)}.")
    month = chosen.get("month")
    if month and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise Refused(f"'{month[:40]}' is not a month. Enter it like 2026-11.")


def _row(breach: Breach, progress: BreachProgress, nation: str) -> RegisteredBreach:
    first = progress.notices[0].at if progress.notices else None
    hours = int((first - progress.aware).total_seconds() // 3600) if first and progress.aware else None
    facts = breach.facts
    return RegisteredBreach(
        reference=breach.reference,
        month=f"{incidents.date_of(breach.aware):%Y-%m}",
        happened=breach.happened,
        discovered=breach.discovered,
        aware=breach.aware,
        logged=breach.logged,
        service=breach.service,
        owner=breach.owner,
        cause=breach.cause,
        data=facts.data,
        special=incidents.is_special(breach),
        people=facts.people,
        people_count=facts.people_count,
        records_count=facts.records_count,
        near_miss=facts.near_miss or breach.outcome == Outcome.near_miss,
        processor=bool(facts.processor),
        score=breach.score,
        band=breach.band,
        decision=RegisteredDecision(breach.regulator or RegisteredDecision.undecided),
        notified=breach.notified,
        hours_taken=hours,
        late=is_late(progress, nation),
        people_decision=breach.people,
        told=breach.told,
        actions=len(progress.actions),
        actions_open=len(progress.open_actions),
        outcome=breach.outcome,
        stage=step(progress)[0],
        what=facts.what,
    )


def trend(rows: Sequence[RegisteredBreach], today: date, months: int = 12) -> list[BreachMonth]:
    """The number of breaches in each of the last months by month of awareness, oldest first, this month last."""
    names, at = [], today.replace(day=1)
    for _ in range(months):
        names.append(f"{at:%Y-%m}")
        at = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1)
    counts = []
    for name in reversed(names):
        mine = [row for row in rows if row.month == name]
        notified, near_misses = sum(bool(row.notified) for row in mine), sum(row.near_miss for row in mine)
        counts.append(BreachMonth(name, len(mine), notified, near_misses))
    return counts


def as_csv(rows: Sequence[RegisteredBreach]) -> str:
    """The rows as CSV, one breach to a line: no names, and no free text but the service."""
    return table(COLUMNS, [[_cell(getattr(row, name)) for name in COLUMNS] for row in rows])


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return " + ".join(value)
    return moment_text(value) if isinstance(value, date) else value


def figures(session: Session, first: date, last: date) -> BreachFigures:
    """The breaches the council became aware of in those days, and how it dealt with them."""
    rows = [row for row in registered_breaches(session) if first <= incidents.date_of(row.aware) <= last]
    causes = breach_terms().causes
    return BreachFigures(
        aware=len(rows),
        near_misses=sum(row.near_miss for row in rows),
        notified=sum(bool(row.notified) for row in rows),
        notified_late=sum(row.late for row in rows),
        people_told=sum(bool(row.told) for row in rows),
        undecided=sum(row.decision == RegisteredDecision.undecided and not row.outcome for row in rows),
        by_cause=dict(sorted(Counter(causes.get(row.cause or "", "not said") for row in rows).items())),
        by_band=dict(sorted(Counter(row.band or "not assessed" for row in rows).items())),
    )
