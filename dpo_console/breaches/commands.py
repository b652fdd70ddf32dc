"""Commands for breaches: log, describe and assess one, the people affected, the breach register."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casework import Malformed
from casework.breaches.breach_register import as_csv
from casework.breaches.notification_tests import Opinion
from casework.breaches.severity import Score
from casework.timeline.events import day_of
from dpo_console.breaches import jobs, letters
from dpo_console.breaches.jobs import BreachList, Opinions
from dpo_console.breaches.letters import BreachPaper
from dpo_console.jobs import case_detail, case_events, filing, outgoing
from dpo_console.jobs.breach_detail import ListedPerson
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.jobs.case_log import LoggedCase
from dpo_console.options import AsJson, DeskAt, Ref, Secret, Today, a_day, at_desk, from_input
from dpo_console.plain import answer, columns, to_json, write

app = typer.Typer(rich_markup_mode=None)
log = typer.Typer()
breach = typer.Typer()
app.add_typer(log, name="log")
app.add_typer(breach, name="breach")


def _object(what: str) -> dict[str, object]:
    given = from_input(what)
    if not isinstance(given, dict):
        raise Malformed(f"Give {what} as one JSON object.")
    return given


@log.command(name="breach")
def log_breach(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Log a suspected breach from the JSON on standard input; prints its reference."""
    facts = _object("a breach's facts")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        reference = jobs.log_breach(opened, facts, now)
    print(to_json(LoggedCase(reference)))


@breach.command(name="describe")
def describe(
    ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Change the facts of a breach, from the JSON on standard input."""
    given = _object("what has changed")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        case = jobs.describe(opened, ref, given, now)
    answer(case, as_json, lambda _: [f"{case.reference}: {case.next}"])


@breach.command(name="assess")
def assess(
    ref: Ref,
    try_: Annotated[bool, typer.Option("--try", help="Show both opinions; save nothing.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Assess a breach and decide who to tell, from the JSON on standard input."""
    given = _object("an assessment")
    with at_desk(desk, today, secret, writing=not try_) as (opened, now):
        if try_:
            record, _ = case_detail.show(opened, ref, now).of_breach
            asked = {name: given.get(name, {}) for name in ("tests", "factors")}
            opinions = jobs.opinions(asked, record.facts.people_count, record.facts.protected)
            answer(opinions, as_json, lambda _: opinion_words(opinions.tests, opinions.score))
            return
        case = jobs.assess(opened, ref, given, now)
    _, breach = case.of_breach
    last = breach.assessments[-1]
    words = [*opinion_words(last.tests, last.score), "", f"{case.reference}: {case.next}"]
    answer(case, as_json, lambda _: words)


def opinion_words(tests: Opinion, score: Score) -> list[str]:
    """Both opinions in words, one after the other."""
    return [
        f"Statutory tests: {tests.regulator} (regulator), {tests.people} (people)",
        *[f"  {line}" for line in tests.because],
        *[f"  otherwise: {line}" for line in tests.changes],
        f"ENISA severity {score.value}: {score.band}; commonly read as: {score.reading}",
        *[f"  {line}" for line in (*score.steps, *score.flags)],
        *[f"  otherwise: {line}" for line in score.changes],
    ]


@breach.command(name="record")
def record(
    ref: Ref,
    kind: Annotated[str, typer.Argument(help="The kind of event: notified, people_told, action ...", metavar="KIND")],
    corrects: Annotated[int | None, typer.Option(help="The wrong event's seq; 'show' lists it.", metavar="SEQ")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record an event from the JSON on standard input: `on` or `at`, `note`, and the event's own facts."""
    given = _object("the event's facts")
    on = given.pop("on", None)
    note = str(given.pop("note", None) or "") or None
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        day = day_of(now) if on is None else a_day(str(on))
        case = case_events.event(opened, ref, kind, day, now, corrects=corrects, note=note, facts=given)
    answer(case, as_json, lambda _: [f"Recorded as {case.seq}. Next: {case.next}"])


@breach.command(name="people")
def people(
    ref: Ref,
    csv: Annotated[Path | None, typer.Option(help="Add the people in a CSV file.", metavar="FILE")] = None,
    remove: Annotated[int | None, typer.Option(help="Remove this number from the list.", metavar="N")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The people affected by a breach: list them, add those in a file, or remove one."""
    with at_desk(desk, today, secret, writing=bool(csv or remove)) as (opened, now):
        if csv:
            case = jobs.add_people(opened, ref, jobs.people_of_file(csv), now)
        elif remove:
            case = jobs.remove_person(opened, ref, remove, now)
        else:
            case = case_detail.show(opened, ref, now)
    _, breach = case.of_breach
    answer(breach.people, as_json, _people_words)


def _people_words(listed: tuple[ListedPerson, ...]) -> list[str]:
    rows = [
        [one.number, one.name, ", ".join(one.address) or "no address", "made" if one.letter else ""] for one in listed
    ]
    return columns(rows, ["no", "name", "address", "letter"]) if rows else ["No one yet."]


@app.command()
def story(
    ref: Ref,
    out: Annotated[Path | None, typer.Option("--out", help="Also write the PDF here.", metavar="FILE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The case file of a breach: what happened, the decisions and reasons, and the people told."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = letters.breach_case_file(opened, ref, now)
        if out:
            filing.save_paper(opened, made.digest, out)
            print(outgoing.unchecked("story"), file=sys.stderr)
    answer(made, as_json, lambda _: [*made.text.splitlines(), "", f"Filed: story, {made.digest}"])


@app.command()
def breaches(
    month: Annotated[
        str | None, typer.Option(help="Only this month of awareness, like 2026-11.", metavar="MONTH")
    ] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    cause: Annotated[str | None, typer.Option(help="Only this cause.")] = None,
    band: Annotated[str | None, typer.Option(help="Only this band: low, medium, high or very-high.")] = None,
    decision: Annotated[str | None, typer.Option(help="Only this decision: notify, not or undecided.")] = None,
    words: Annotated[str | None, typer.Option(help="Only breaches with all these words.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the register without personal data.", metavar="FILE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The breach register (UK GDPR Art 33(5)), with the last twelve months."""
    chosen = {"month": month, "service": service, "cause": cause, "band": band, "decision": decision, "words": words}
    with at_desk(desk, today, secret) as (opened, now):
        matches = jobs.breach_list(opened, now, **chosen)
    if csv:
        write(csv, as_csv(matches.breaches))
    answer(matches, as_json, _register_words)


def _register_words(matches: BreachList) -> list[str]:
    names = ["reference", "month", "service", "cause", "band", "decision", "hours_taken", "stage"]
    rows = [[getattr(one, name) for name in names] for one in matches.breaches]
    listed = columns(rows, ["breach", *names[1:]]) if rows else ["No breaches match. Run 'log breach' to add one."]
    months = [[one.month, one.all, one.notified, one.near_misses] for one in matches.trend]
    return [*listed, "", *columns(months, ["month", "all", "notified", "near misses"])]


ANSWERS: dict[str, object] = {
    "log breach": LoggedCase,
    "breach describe": CaseDetail,
    "breach assess": CaseDetail | Opinions,
    "breach record": CaseDetail,
    "breach people": tuple[ListedPerson, ...],
    "story": BreachPaper,
    "breaches": BreachList,
}
"""The type each command's answer has, by its name on the command line."""
