"""Why a record is kept until a date: every rule for its class, the date each gives, which wins and why. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casework.law.retention import ORIGINS, RetentionRow, published_rows, triggers
from casework.retention.dates import KnownDates, PeriodEnd, period_end
from casework.retention.schedule import RowState, ScheduleEntry, class_words, in_force
from casework.text.days import plain

COUNCIL = "the council's own row"


class Footing(StrEnum):
    """Why a rule applies to a class of record."""

    adopted = "adopted"
    shipped_default = "shipped default"
    minimum = "statutory minimum"
    not_adopted = "not adopted"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A row applied to a class, and why: in force, a statutory minimum, or only on offer."""

    id: str
    row: RetentionRow
    footing: Footing

    @property
    def binding(self) -> bool:
        """Whether it counts when the date is worked out."""
        return self.footing is not Footing.not_adopted


DatedRule = tuple[date, RetentionRule, PeriodEnd]
"""A date, the rule that gives it, and how it was worked out."""


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule applied to a record: the date it gives, or None, how, why it applies, and its basis."""

    rule: str
    date: date | None
    trigger: str
    stands: Footing
    words: str
    record: str
    basis: str
    source: str
    standing: str
    note: str


@dataclass(frozen=True, slots=True)
class RetentionExplanation:
    """How long a record is kept: the rule that wins and its date, or why no date can be worked out."""

    rule: str | None
    date: date | None
    because: tuple[AppliedRule, ...]
    words: str
    review: bool = False
    anonymise: bool = False
    why_not: str = ""


def rules(entries: list[ScheduleEntry]) -> dict[str, list[RetentionRule]]:
    """Every rule for each class: those in force, the statutory minima, and other published rows."""
    forces, by_class = in_force(entries), dict[str, list[RetentionRule]]()
    names = {name for one in entries for name in one.row.classes} | {
        n for row in published_rows().values() for n in row.classes
    }
    for name in names:
        mine = [RetentionRule(one.row.id, one.row, Footing(one.state)) for one in forces.get(name, ())]
        for row in published_rows().values():
            mine += [RetentionRule(*floor, Footing.minimum) for floor in _floors(row, name, mine)]
        ids = {rule.id for rule in mine}
        offered = [one for one in entries if name in one.row.classes and one.row.terms and one.row.id not in ids]
        by_class[name] = mine + [
            RetentionRule(one.row.id, one.row, Footing.not_adopted)
            for one in offered
            if one.state is not RowState.switched_off
        ]
    return by_class


def _floors(row: RetentionRow, name: str, mine: list[RetentionRule]) -> list[tuple[str, RetentionRow]]:
    """The statutory minimum a published row sets for a class, unless the row itself is in force as published."""
    if not row.sets_minimum or name not in row.classes:
        return []
    if row.minimum:
        least = tuple(replace(term, period=row.minimum) for term in row.terms)
        return [(f"{row.id}-min", replace(row, terms=least, origin="statutory"))]
    same = next((one for one in mine if one.id == row.id), None)
    if same is None:
        return [(row.id, row)]
    return [] if same.row.terms == row.terms else [(f"{row.id}-min", row)]


def roles(applying: list[RetentionRule]) -> tuple[str, ...]:
    """The dates of a record that these rules use."""
    return tuple(sorted({triggers()[term.trigger].of for rule in applying for term in rule.row.terms}))


def explain(name: str, applying: list[RetentionRule], known: KnownDates) -> RetentionExplanation:
    """How long a record of a class with these dates is kept, and why."""
    ends = [(rule, period_end(rule.row, known)) for rule in applying]
    binding = [(rule, made) for rule, made in ends if rule.binding]
    if not any(rule.footing is not Footing.minimum for rule, _ in binding):
        return RetentionExplanation(None, None, (), "", why_not=f"no row is adopted for {class_words(name)}")
    dated = [(made.date, rule, made) for rule, made in binding if made.date]
    if len(dated) < len(binding):
        rule, made = next(one for one in binding if not one[1].date)
        return RetentionExplanation(rule.id, None, tuple(_because(*one) for one in ends), "", why_not=made.words)
    day, first, won = max(dated, key=lambda one: (one[0], one[1].footing is not Footing.minimum))
    ordered = [(first, won), *(one for one in ends if one[0] is not first)]
    review = any(
        rule.row.review for rule, _ in binding
    )  # by any of the rules: what is to be reviewed is never destroyed
    because, words = tuple(_because(*one) for one in ordered), _words(day, first, won, dated, review)
    _, adopted, _ = max((one for one in dated if one[1].footing is not Footing.minimum), key=lambda one: one[0])
    return RetentionExplanation(first.id, day, because, words, review, adopted.row.anonymise and not review)


def _because(rule: RetentionRule, made: PeriodEnd) -> AppliedRule:
    row = rule.row
    return AppliedRule(
        rule=rule.id,
        date=made.date,
        trigger=made.trigger,
        stands=rule.footing,
        words=made.words,
        record=row.record,
        basis=row.basis,
        source=row.source,
        standing=ORIGINS.get(row.origin, COUNCIL),
        note=row.note,
    )


def _words(day: date, first: RetentionRule, won: PeriodEnd, dated: list[DatedRule], review: bool) -> str:
    do = "review on" if review else "kept until"
    outcome = f"{do} {plain(day)}: {won.words} (row {first.id}, {first.footing})"
    others = [one for one in dated if one[1] is not first]
    if not others:
        return f"{outcome}; no other rule in force applies"
    shorter = {
        least: [one for one in others if (one[1].footing is Footing.minimum) == least] for least in (True, False)
    }
    reasons = []
    if shorter[True]:
        what = "no shorter than" if first.footing is Footing.minimum else "longer than"
        reasons.append(f"{what} the statutory minimum ({_days(shorter[True])})")
    if shorter[False] and first.footing is Footing.minimum:
        reasons.append(f"the statutory minimum overrides the shorter period ({_days(shorter[False])})")
    elif shorter[False]:
        reasons.append(f"the longer of two rows in force wins ({_days(shorter[False])}): retire one")
    return f"{outcome}; {'; '.join(reasons)}"


def _days(others: list[DatedRule]) -> str:
    return ", ".join(f"row {rule.id}: {plain(day)}" for day, rule, _ in others)
