"""Commands about how long records are kept: the schedule, the plan, holds. Reasons come on standard input."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.retention import DueRecord, Plan, UndatedRecord
from casework.retention.case_papers import DuePapers
from casework.retention.explanation import Footing
from casework.retention.schedule import ScheduleRow
from dpo_console.options import AsJson, DeskAt, Ref, Secret, Today, a_day, a_note, at_desk, from_input
from dpo_console.plain import answer, columns, progress
from dpo_console.retention import jobs
from dpo_console.retention.jobs import HoldInFull, PrintedSchedule, RetentionSchedule

app = typer.Typer(rich_markup_mode=None)
retention = typer.Typer()
holds = typer.Typer()
app.add_typer(retention, name="retention")
app.add_typer(holds, name="hold")

RowId = Annotated[str, typer.Argument(help="The row's id or number, like r07 or 7.", metavar="ROW")]
SHOWN = 40
"""Records of a plan that are printed; --json has them all."""


@retention.command(name="plan")
def plan(
    on: Annotated[str, typer.Option("--on", help="What is due by this date.", metavar="DATE")],
    item: Annotated[int | None, typer.Option(help="The full explanation for one record.", metavar="ITEM")] = None,
    explain: Annotated[int, typer.Option(help="The N longest explanations.", metavar="N", min=0)] = 0,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """What falls due by a date, with the rule, the reason and what blocks it; disposes of nothing."""
    day = a_day(on)
    with at_desk(desk, today, secret) as (opened, _):
        made = jobs.retention_plan(opened, day, progress if sys.stderr.isatty() else lambda *_: None)
    if sys.stderr.isatty():
        print(" " * 60, end="\r", file=sys.stderr)
    if item is not None:
        every: list[DueRecord | UndatedRecord] = [*made.due, *made.cannot_compute]
        record = next((one for one in every if one.item == item), None)
        if record is None:
            raise Refused(f"Record {item} is not due by {day:%d/%m/%Y}. Enter a later date.")
        answer(record, as_json, explanation)
    elif explain:
        nothing = [f"Nothing is due by {day:%d/%m/%Y}. Enter a later date."]
        answer(longest_explanations(made.due, explain), as_json, lambda listed: _explanations(listed) or nothing)
    else:
        answer(made, as_json, _plan_words)


def explanation(one: DueRecord | UndatedRecord) -> list[str]:
    """Why a record is kept until its date, in lines: the rule that wins, every other rule, what blocks it."""
    note = [one.note] if one.note else []
    if isinstance(one, UndatedRecord):
        return [f"record {one.item}, {one.class_}: the date cannot be worked out: {one.why}", *note]
    rows = [[rule.rule, rule.date or "no date", rule.stands, rule.words] for rule in one.because]
    return [
        f"record {one.item}, {one.class_}: {one.words}",
        *columns(rows, ["row", "date", "applies as", "because"]),
        f"blocked by {', '.join(one.blocked_by)}" if one.blocked_by else "nothing blocks it",
        *note,
    ]


def longest_explanations(due: list[DueRecord], count: int) -> list[DueRecord]:
    """The records with most to explain: contradictory dates, a minimum that wins, many rules, holds.

    One of each class and rule comes before a second of the same.
    """
    met: dict[tuple[str, str], int] = {}
    ranked: list[tuple[int, int, DueRecord]] = []
    for one in sorted(due, key=_contention, reverse=True):
        kind = one.class_, one.rule
        met[kind] = met.get(kind, 0) + 1
        ranked.append((met[kind], len(ranked), one))
    return [one for *_, one in sorted(ranked, key=lambda rank: rank[:2])[:count]]


def _contention(one: DueRecord) -> tuple[bool, bool, int, int, date, int]:
    won = one.because[0].stands is Footing.minimum
    return bool(one.note), won, len(one.because), len(one.blocked_by), one.date, one.item


def _explanations(listed: list[DueRecord]) -> list[str]:
    return [line for one in listed for line in (*explanation(one), "")]


def _plan_words(plan: Plan) -> list[str]:
    blocked = sum(bool(one.blocked_by) for one in plan.due)
    text = [
        f"By {plan.on}: {len(plan.due):,} of {plan.total:,} records due, {blocked:,} blocked; "
        f"{plan.later:,} later; {len(plan.cannot_compute):,} without a date"
    ]
    rows = [[one.date, one.item, one.class_, one.rule, _do(one)] for one in plan.due[:SHOWN]]
    text += ["", *columns(rows, ["date", "record", "class", "row", "blocked by"])] if rows else []
    text += _more(plan.due)
    lacking = [[one.item, one.class_, one.why] for one in plan.cannot_compute[:SHOWN]]
    if lacking:
        text += ["", *columns(lacking, ["record", "class", "no date because"]), *_more(plan.cannot_compute)]
    papers = [[one.date, one.reference, one.class_, one.rule, _do(one)] for one in plan.cases]
    if papers:
        text += ["", "The desk's own case papers", *columns(papers, ["date", "case", "class", "row", "blocked by"])]
    return text + [f"Clash: {one.words}" for one in plan.clashes]


def _do(one: DueRecord | DuePapers) -> str:
    """What blocks it, or what is done instead of destroying it."""
    if one.blocked_by:
        return ", ".join(one.blocked_by)
    if one.review:
        return "due for review"
    return "kept for statistics" if isinstance(one, DueRecord) and one.anonymise else ""


def _more(listed: Sequence[object]) -> list[str]:
    return [f"and {len(listed) - SHOWN:,} more; --json shows all"] if len(listed) > SHOWN else []


@retention.command(name="schedule")
def schedule(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every row of the schedule, with its status."""
    with at_desk(desk, today, secret) as (opened, _):
        rows = jobs.retention_schedule(opened)
    answer(rows, as_json, _schedule_words)


def _schedule_words(listed: RetentionSchedule) -> list[str]:
    rows = [
        [one.id, one.state, "minimum" if one.minimum else "", one.kept, one.record, one.standing] for one in listed.rows
    ]
    clashes = [f"Clash: {one.words}" for one in listed.clashes]
    return [*columns(rows, ["row", "status", "", "kept", "record", "origin"]), *clashes]


@retention.command()
def adopt(row: RowId, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Put a row in force unchanged; the reason comes on standard input."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(jobs.adopt_row(opened, row, reason, now), as_json, _changed)


@retention.command()
def retire(
    row: RowId, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Take a row out of force; the reason comes on standard input."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(jobs.retire_row(opened, row, reason, now), as_json, _changed)


@retention.command()
def edit(row: RowId, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Edit a row: its facts and the `reason` as JSON on standard input; what is left out stays."""
    facts = _row_facts() | {"row": row}
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(jobs.save_row(opened, facts, now), as_json, _changed)


@retention.command()
def add(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Add a row of the council's own: its facts and the `reason` as JSON on standard input."""
    facts = _row_facts() | {"row": None}
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(jobs.save_row(opened, facts, now), as_json, _changed)


@retention.command(name="print")
def print_schedule(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """The schedule as an accessible PDF, in the outbox."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.schedule_sheet(opened, now)
    answer(made, as_json, lambda _: [f"{made.path}  {made.pages} pages"])


def _changed(row: ScheduleRow) -> list[str]:
    return [f"Row {row.id} is {row.state}: {row.record}, {row.kept}."]


def _row_facts() -> dict[str, object]:
    facts = from_input("a row of the schedule")
    if not isinstance(facts, dict):
        raise Malformed("A row must be one JSON object.")
    return facts


@holds.command(name="list")
def list_holds(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every hold, lifted ones too."""
    with at_desk(desk, today, secret) as (opened, _):
        listed = jobs.holds(opened)
    rows = [
        [one.reference, "lifted" if one.lifted else "in place", one.kind, one.review, covered(one), one.why]
        for one in listed
    ]
    heads = ["hold", "", "kind", "review", "covers", "why"]
    answer(listed, as_json, lambda _: columns(rows, heads) if rows else ["No holds. Run 'hold add' to place one."])


def covered(hold: HoldInFull) -> str:
    """What a hold covers, by person number and class."""
    people = ", ".join(f"person {one}" for one in hold.people)
    return "; ".join(filter(None, [people, ", ".join(hold.classes)]))


@dataclass(frozen=True, slots=True)
class PlacedHold:
    """The reference of the new hold."""

    reference: str


@holds.command(name="add")
def add_hold(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Put records on hold: `kind`, `people` or `classes`, `why`, `review` as JSON on standard input."""
    facts = from_input("a hold's facts")
    if not isinstance(facts, dict):
        raise Malformed("A hold must be one JSON object.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        hold = jobs.place_hold(opened, facts, now)
    answer(PlacedHold(hold.reference), True, lambda _: [])


@holds.command()
def lift(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Lift one hold; the reason comes on standard input."""
    why = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        hold = jobs.lift_hold(opened, ref, why, now)
    answer(hold, as_json, lambda _: [f"{hold.reference} is lifted."])


@holds.command()
def keep(
    ref: Ref,
    until: Annotated[str, typer.Option("--until", help="The next review date.", metavar="DATE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Keep a hold after its review, until another date; the reason comes on standard input."""
    why = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        hold = jobs.keep_hold(opened, ref, a_day(until), why, now)
    answer(hold, as_json, lambda _: [f"{hold.reference} stays in place. Next review {hold.review}."])


ANSWERS: dict[str, object] = {
    "retention plan": Plan | DueRecord | UndatedRecord | list[DueRecord],
    "retention schedule": RetentionSchedule,
    "retention adopt": ScheduleRow,
    "retention retire": ScheduleRow,
    "retention edit": ScheduleRow,
    "retention add": ScheduleRow,
    "retention print": PrintedSchedule,
    "hold list": list[HoldInFull],
    "hold add": PlacedHold,
    "hold lift": HoldInFull,
    "hold keep": HoldInFull,
}
"""The type each command's answer has, by its name on the command line."""
