"""Commands about cases and their clocks."""

import os
import select
import stat
import sys
from pathlib import Path
from typing import Annotated

import typer

from casework import Refused, clock, law, worked
from casework.events import Event, Kind, day_of
from dpo_console import jobs
from dpo_console.cli import AsJson, DeskAt, Ref, Secret, Today, a_day, answer, at_desk, columns, command, from_input
from dpo_console.plain import clean

On = Annotated[str, typer.Option("--on", help="The day it took effect.", metavar="DATE")]


@command(name="clock")
def a_clock(
    rule: Annotated[str | None, typer.Argument(help="A rule's id; 'access' and 'other' choose the version.")] = None,
    received: Annotated[str | None, typer.Option(help="The day the request was received.", metavar="DATE")] = None,
    event: Annotated[list[str] | None, typer.Option(help="What happened since.", metavar="KIND=DATE")] = None,
    nation: Annotated[str, typer.Option(help="Whose bank holidays count.")] = "england-and-wales",
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    check: Annotated[Path | None, typer.Option(help="Recompute worked cases.", metavar="FILE.csv")] = None,
    as_json: AsJson = False,
) -> None:
    """A statutory deadline with its working; needs no desk."""
    if rules:
        listed = [{"id": one.id, "name": one.name, "citation": one.citation} for one in law.rules().values()]
        rows = [[one["id"], one["name"], one["citation"]] for one in listed]
        return answer(listed, as_json, lambda _: columns(rows, ["rule", "what it is", "citation"]))
    if check:
        return _check(check, as_json)
    if not rule or not received:
        raise Refused("Give a rule and the day received, like: clock access --received 2026-01-29.")
    first = Event(kind=Kind.received, on=a_day(received))
    found = clock.deadline(rule, [first, *[worked.parse_event(text, first.on) for text in event or []]], nation=nation)
    return answer(found.as_json(), as_json, lambda _: clock.words(found))


def _check(path: Path, as_json: bool) -> None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path.name} cannot be read as UTF-8 text ({type(wrong).__name__}): give a CSV file.") from None
    checked, differences = worked.check(text)
    said = {"checked": checked, "differences": differences}
    answer(said, as_json, lambda _: [*map(str, differences), f"{checked} checked, {len(differences)} differ"])
    raise typer.Exit(1 if differences else 0)


@command()
def due(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 where a case is late.")] = False,
) -> None:
    """The board: every running clock, first due first."""
    with at_desk(desk, today, secret) as (opened, now):
        lines = jobs.board(opened, day_of(now))
    rows = [[left(one), one["due"], one["reference"], one["title"], one["next"], one["owner"]] for one in lines]
    heads = ["left", "due", "case", "right", "next", "owner"]
    empty = ["No open cases. 'log request' logs one; 'import' brings in workforce files."]
    answer(lines, as_json, lambda _: columns(rows, heads) if rows else empty)
    if check and any((one["working_days_left"] or 0) < 0 for one in lines):
        raise typer.Exit(1)


def left(line: dict) -> str:
    """How long a duty still has, in words that need no colour."""
    days = line["working_days_left"]
    if days is None:
        return line["state"]
    if days < 0:
        return f"OVERDUE {-days} wd"
    return "today" if days == 0 else f"{days} wd"


@command()
def show(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """One case whole."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(jobs.show(opened, ref, now), as_json, _case_words)


def _case_words(case: dict) -> list[str]:
    facts = case["facts"]["now"]
    person = {
        "person": case["person_name"],
        "nobody": "nobody of the register: we hold nothing",
        "open": "not yet said",
    }
    return [
        f"{case['reference']}  {', '.join(facts['rights'])}  {case['stage']}",
        f"Next: {case['next']}",
        f"From {facts['requester']['name']}, received {facts['received']}, recognised {facts['recognised']}, "
        f"logged {facts['logged']}",
        f"About: {person[case['bound']]}",
        f"Asked: {facts['asked']}",
        *[pointer["text"] for pointer in case["pointers"]],
        "",
        *[line for words in case["deadline_words"] for line in [*words, ""]],
        "  ".join(f"{count} {what.replace('_', ' ')}" for what, count in case["items"].items()),
        *[f"{one['kind']}  {one['state']}  {one['made']}  {one['digest'][:19]}" for one in _papers(case)],
        "",
        *_event_lines(case["events"]),
    ]


def _papers(case: dict) -> list[dict]:
    return [*case["letters"], *case["packs"]]


def _event_lines(rows: list[dict]) -> list[str]:
    cells = [
        [row["seq"], row["on"], row["kind"], row["actor"], row["recorded"], _remark(row)] for row in rows
    ]  # fmt: skip
    return columns(cells, ["seq", "on", "what", "by", "recorded", ""])


def _remark(row: dict) -> str:
    corrects = f"corrects {row['corrects']}" if row["corrects"] else ""
    months = f"{row['months']} months" if row["months"] else ""
    return "; ".join(part for part in (corrects, months, row["note"] or "") if part)


@command()
def history(
    ref: Annotated[str | None, typer.Argument(help="A case; without one, the whole desk.", metavar="REF")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The timeline of a case, or of the whole desk."""
    with at_desk(desk, today, secret) as (opened, _):
        answer(jobs.history(opened, ref), as_json, _event_lines)


@command()
def cases(
    words: Annotated[list[str] | None, typer.Argument(help="Words that all stand in the case.")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Find any case, closed ones too."""
    with at_desk(desk, today, secret) as (opened, now):
        found = jobs.cases(opened, " ".join(words or []), day_of(now))
    rows = [[one["reference"], one["stage"], one["outcome"], one["due"], one["requester"]] for one in found]
    heads = ["case", "stage", "outcome", "due", "requester"]
    answer(found, as_json, lambda _: columns(rows, heads) if rows else ["No case has those words."])


@command("log", name="request")
def log_request(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Log a rights request from the JSON on standard input; prints its reference."""
    facts = from_input("a request's facts")
    if not isinstance(facts, dict):
        raise Refused("A request is one JSON object: the README shows one.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        reference = jobs.log_request(opened, facts, now)
        for pointer in jobs.show(opened, reference, now)["pointers"]:
            print(clean(pointer["text"]), file=sys.stderr)
    print(f'{{"reference": "{reference}"}}')


@command()
def event(
    ref: Ref,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(Kind)}.", metavar="KIND")],
    on: On,
    months: Annotated[int | None, typer.Option(help="Of an extension: 2.")] = None,
    corrects: Annotated[int | None, typer.Option(help="The seq of the event this one corrects.", metavar="SEQ")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record what moves a clock; a note may come on standard input."""
    note = _note()
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        case = jobs.event(opened, ref, kind, a_day(on), now, months=months, corrects=corrects, note=note)
    answer(case, as_json, lambda _: [f"Recorded as {case['seq']}.", *case["deadline_words"][0]])


def _note() -> str | None:
    """The note that was redirected to standard input; a pipe on which nothing comes within a second brings none."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    if not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode) and not select.select([sys.stdin], [], [], 1)[0]:
        return None
    note = sys.stdin.read(4001).strip()
    if len(note) > 4000:
        raise Refused("The note is longer than 4,000 characters: shorten it.")
    return note or None


@command()
def close(
    ref: Ref,
    outcome: Annotated[str, typer.Argument(help="answered, nothing-held, refused, withdrawn, ...", metavar="OUTCOME")],
    on: On,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Close a case with its outcome."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        case = jobs.close_case(opened, ref, outcome, a_day(on), now)
    answer(case, as_json, lambda _: [f"{case['reference']} is closed: {outcome}."])
