"""Commands about cases of every kind: the board, the weekly review, the figures for an auditor, search, letters."""

import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from casework import Malformed, Refused
from casework.disclosure.papers import FiledPaper
from casework.law.letter_kinds import GROUPS
from casework.timeline.events import day_of
from casework.timeline.references import MatterKind, kind_of
from casework.views import report as figures
from casework.views.board_filter import EVERY_LINE, BoardFilter
from casework.views.board_line import ON_STRICTER, FoundCase, Line
from casework.views.report import Figures
from casework.views.shares import per_cent
from casework.views.weekly import OverdueLine, WeeklyReview
from dpo_console.breaches import letter_run, letters
from dpo_console.breaches.letter_run import LettersRun
from dpo_console.breaches.letters import BreachPaper
from dpo_console.disclosure import papers
from dpo_console.disclosure.papers import MadeLetter
from dpo_console.jobs import filing
from dpo_console.jobs.letters import LetterKindInFull, WritableLetter, kinds_listed, writable
from dpo_console.options import AsJson, DeskAt, Ref, Secret, Today, a_day, at_desk, bytes_in, from_input, way_named
from dpo_console.plain import answer, clean, columns, iso, write
from dpo_console.views import jobs
from dpo_console.views.jobs import WeeklySheet
from letters.paper.letter import Form

L = TypeVar("L", bound=Line)

app = typer.Typer(rich_markup_mode=None)

AsAt = Annotated[str | None, typer.Option("--as-at", help="As at the end of that date.", metavar="DATE")]


def _past(as_at: str | None, now: datetime) -> date | None:
    past = a_day(as_at) if as_at else None
    if past and past > day_of(now):
        raise Refused(f"{past:%d/%m/%Y} is in the future. Give today's date or an earlier one.")
    return past


@app.command()
def due(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if a case is late.")] = False,
    as_at: Annotated[str | None, typer.Option(help="The board as at the end of a date.", metavar="DATE")] = None,
    ics: Annotated[Path | None, typer.Option(help="Write the dates as a calendar.", metavar="FILE")] = None,
    kind: Annotated[str | None, typer.Option(help="Only requests, complaints or breaches.", metavar="KIND")] = None,
    owner: Annotated[str | None, typer.Option(help="Only this officer's ('' for no owner).")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service's.")] = None,
    words: Annotated[str, typer.Option(help="Only cases with all these words.")] = "",
) -> None:
    """The board: every clock of every open case, first due first."""
    with at_desk(desk, today, secret) as (opened, now):
        past = _past(as_at, now)
        chosen = BoardFilter(past, kind, owner, service, words)
        lines = jobs.board_of(opened, now, chosen)
        if ics:
            write(ics, jobs.calendar(opened, now))
    rows = [
        [time_left(one), one.due, one.target, one.reference, one.right or one.title, one.next, one.owner]
        for one in lines
    ]
    heads = ["left", "due", "target", "case", "right", "next", "owner"]
    empty = "No open cases. Log one with 'log request', or import files with 'import'."
    if chosen != EVERY_LINE:
        empty = "No cases match."
    answer(lines, as_json, lambda _: columns(rows, heads) if rows else [empty])
    if check and any(one.is_overdue for one in lines):
        raise typer.Exit(1)


def time_left(line: Line) -> str:
    """How much time a duty has left, in words that need no colour."""
    days, hours = line.working_days_left, line.hours_left
    if hours is not None:
        return f"OVERDUE {-hours} h" if hours < 0 else f"{hours} h"
    if line.stricter:
        return f"OVERDUE {-line.stricter.working_days_left} wd{' (stricter)' * line.is_overdue_on_stricter}"
    if line.waiting_days is not None:
        return f"{line.state} {line.waiting_days} d"
    if line.days_taken is not None:
        return f"{line.days_taken} d taken"
    if days is None or line.state != "due":
        return str(line.state)
    if days < 0:
        return f"OVERDUE {-days} wd"
    return "today" if days == 0 else f"{days} wd"


@app.command()
def weekly(
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    as_at: AsAt = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="Save the one-page sheet to the outbox.")] = False,
) -> None:
    """The weekly review: what was closed, what is late and why, what falls due, what waits."""
    with at_desk(desk, today, secret, writing=sheet) as (opened, now):
        past = _past(as_at, now)
        if sheet:
            made = jobs.weekly_sheet(opened, past or day_of(now), now)
            answer(made, as_json, lambda _: [f"{made.path}  {made.pages} page", f"head {made.head}"])
        else:
            answer(jobs.weekly(opened, now, past), as_json, _review_words)


def _review_words(review: WeeklyReview) -> list[str]:
    closed = review.closed
    text = [
        f"Weekly review, {iso(review.on)}",
        f"Closed {iso(closed.from_)} to {iso(closed.to)}: {closed.total}, {closed.on_time} on time, "
        f"{closed.late} late, {closed.extended} extended, "
        f"{closed.late_on_stricter_reading} late on the stricter reading, {closed.not_proved} not proved",
        *_listed("Overdue", review.overdue, _why_late),
    ]
    for days, lines in review.due.items():
        text += _listed(f"Due within {days} working days", lines, lambda one: one.next)
    text += _listed("Last days to tell of an extension", review.extend, lambda one: one.next)
    text += _listed("Breaches", review.breaches, lambda one: one.next)
    text += _listed("Complaints", review.complaints, lambda one: one.next)
    text += _listed("Waiting for the requester", review.waiting, lambda one: one.send or one.next)
    text += _listed("Untouched", review.untouched, lambda one: f"since {iso(one.last)}")
    lost = [[row.service or "no service", row.days, row.late, row.cases] for row in review.recognition]
    text += ["", "Days lost before recognition", *columns(lost, ["service", "days", "late", "cases"])]
    rates = [
        [f"{weeks} weeks", "-" if one.rate is None else f"{per_cent(one.rate)} %", one.closed]
        for weeks, one in review.rates.items()
    ]
    return [*text, "", *columns(rates, ["over", "on time", "closed"])]


def _why_late(one: OverdueLine) -> str:
    also = f"{ON_STRICTER} ({iso(one.stricter.due)}); " if one.stricter and not one.late else ""
    return f"{also}{one.reason_words or 'no reason recorded'}"


def _listed(head: str, lines: Sequence[L], remark: Callable[[L], str]) -> list[str]:
    rows = [[time_left(one), one.due, one.reference, one.owner, remark(one)] for one in lines]
    return ["", f"{head}: {len(lines)}", *(columns(rows, ["left", "due", "case", "owner", ""]) if rows else [])]


@app.command()
def report(
    first: Annotated[str | None, typer.Option("--from", help="The first date.", metavar="DATE")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last date.", metavar="DATE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The figures as CSV.")] = False,
    register: Annotated[bool, typer.Option("--register", help="The closed cases as CSV, one to a line.")] = False,
) -> None:
    """The figures an auditor checks, from one date to another."""
    if first is None or last is None:
        raise Refused("Give the first and the last date: report --from 2026-04-01 --to 2026-06-30.")
    with at_desk(desk, today, secret) as (opened, now):
        found = jobs.report(opened, a_day(first), a_day(last), now)
    if as_csv or register:
        print(_lines_kept(figures.closed_cases_csv(found) if register else figures.figures_csv(found)), end="")
        return
    answer(found, as_json, lambda _: figures.figures_csv(found).splitlines())


def _lines_kept(text: str) -> str:
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").split("\n"))


@app.command()
def cases(
    words: Annotated[list[str] | None, typer.Argument(help="Words that must all be in the case.")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Find any case, closed ones too."""
    with at_desk(desk, today, secret) as (opened, now):
        matches = jobs.cases(opened, " ".join(words or []), now)
    rows = [[one.reference, one.stage, one.outcome, one.due, one.requester] for one in matches]
    heads = ["case", "stage", "outcome", "due", "requester"]
    answer(matches, as_json, lambda _: columns(rows, heads) if rows else ["No cases match."])


@app.command()
def letter(
    ref: Ref,
    kind: Annotated[
        str | None,
        typer.Argument(
            help="A kind of letter; without one, what can be written to this case is listed.", metavar="KIND"
        ),
    ] = None,
    entries: Annotated[
        str | None,
        typer.Option(help="What you enter for it as a JSON object: a file, or - for standard input.", metavar="FILE"),
    ] = None,
    form: Annotated[Form | None, typer.Option(help="Post or email; otherwise as the person asked.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Also write the PDF here.", metavar="FILE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Compose a letter and file it; without a kind, list what can be written now."""
    given = entries_in(entries) if entries else None
    with at_desk(desk, today, secret, writing=kind is not None) as (opened, now):
        if kind is None:
            answer(writable(opened, ref, now), as_json, _writable_lines)
            return
        if kind_of(ref) == MatterKind.breach:
            breach_letter(opened, ref, kind, out, now, as_json)
            return
        with way_named(ref):
            made = papers.make_letter(opened, ref, kind, now, given, form)
        if out:
            filing.save_paper(opened, made.digest, out)
    answer(made, as_json, lambda _: [*made.text.splitlines(), "", f"Filed: {kind}, {made.digest}"])


def entries_in(given: str) -> dict[str, str]:
    """What is entered for a letter, from a file or standard input: a JSON object of texts, or of lists of lines."""
    try:
        read = from_input("an object") if given == "-" else json.loads(bytes_in(Path(given)))
    except (ValueError, RecursionError):
        raise Malformed(f'{given} is not JSON. Give an object, like {{"question": "Which years?"}}.') from None
    if not isinstance(read, dict):
        raise Malformed('The entries must be a JSON object, like {"question": "Which years?"}.')
    for name, value in read.items():
        if not isinstance(value, str) and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            raise Malformed(f"The entry '{str(name)[:40]}' must be a text, or a list of texts.")
    entered = {name: "\n".join(value) if isinstance(value, list) else value for name, value in read.items()}
    for name, typed in entered.items():
        if any("\ud800" <= char <= "\udfff" for char in name + typed):
            raise Malformed("The entries have half of a character, which cannot be printed. Type it again.")
    return entered


def _writable_lines(found: list[WritableLetter]) -> list[str]:
    if not found:
        return ["No letters are written from here for a breach. Its letters are: notification, people, public."]
    lines = []
    for one in found:
        state = "owed" if one.owed else "ready" if one.ready else "not now"
        lines += textwrap.wrap(f"{state:<7}  {one.kind:<19} {one.use}", 80, subsequent_indent=" " * 29)
        lines += _under(one.lacks[0].what if one.lacks else "")
        if not one.lacks:
            asked = [each.id for each in one.inputs if not each.optional and not each.known]
            lines += _under(f"enter: {', '.join(asked)}" if asked else "")
            lines += _under(f"text not checked: {'; '.join(one.unchecked)}" if one.unchecked else "")
    return lines


def _under(text: str) -> list[str]:
    """A text in lines of at most 80 cells, under the line that it explains."""
    return textwrap.wrap(text, 80, initial_indent=" " * 9, subsequent_indent=" " * 9)


@app.command(name="letters")
def letter_list(
    kinds: Annotated[bool, typer.Option("--kinds", help="The kinds of letter, each with what the law asks.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Every letter and pack that was made, newest first; or the kinds of letter, with the law behind each."""
    if kinds:
        answer(kinds_listed(), as_json, _kind_lines)
        return
    with at_desk(desk, today, secret) as (opened, _):
        made = papers.letters(opened)
    rows = [[one.reference, one.kind, one.state, one.made, one.digest[:19]] for one in made]
    answer(made, as_json, lambda _: columns(rows, ["case", "letter", "state", "made", ""]) if rows else ["No letters."])


def _kind_lines(found: list[LetterKindInFull]) -> list[str]:
    lines: list[str] = []
    for group, title in GROUPS.items():
        lines += [*([""] if lines else []), title]
        for kind in (one for one in found if one.group == group):
            lines += textwrap.wrap(f"{kind.kind}: {kind.use}", 80, subsequent_indent="  ")
            for one in kind.elements:
                term = _term(one.since, one.until)
                unread = " (text not checked)" * (not one.checked)
                lines += _under(f"{one.element}: {one.law}{term}{unread}") if one.law else []
    return lines


def _term(since: date | None, until: date | None) -> str:
    return (f" from {iso(since)}" if since else "") + (f" until {iso(until)}" if until else "")


def breach_letter(opened: Any, ref: str, kind: str, out: Path | None, now: datetime, as_json: bool) -> None:
    """Make a letter of a breach: the notification, the public communication, or the letters to people affected."""
    if kind == "people":
        made = letter_run.make_people_letters(opened, ref, now, progress=show_progress)
        if out:
            saved = letter_run.save_people_letters(opened, ref, out)
            made = replace(made, path=saved.path, letters=saved.letters, sheets=saved.sheets)
        answer(made, as_json, _run_words)
        return
    makers = {"notification": letters.make_notification, "public": letters.make_public}
    if kind not in makers:
        raise Refused(f"A breach has no letter '{kind[:40]}'. Choose from: notification, people, public.")
    paper = makers[kind](opened, ref, now)
    if out:
        filing.save_paper(opened, paper.digest, out)
    answer(paper, as_json, lambda _: [*paper.text.splitlines(), "", f"Filed: {kind}, {paper.digest}"])


def show_progress(done: int, total: int, what: str) -> None:
    """Show progress on standard error, if it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r{done} of {total} {what} (Ctrl+C stops) ", end="" if done < total else "\n", file=sys.stderr)


def _run_words(made: LettersRun) -> list[str]:
    count, pages = made.made, made.pages
    already = f"{made.kept} already made: {pages} page{'s' * (pages != 1)} in total"
    lines = [f"{count} letter{'s' * (count != 1)} made, {already}"]
    if made.by_email:
        lines.append(f"By email, not by post: number {', '.join(map(str, made.by_email))}")
    lines += [f"Not searched for: {one}" for one in made.not_searched]
    return lines + ([f"{made.path}  letters: {made.letters}, sheets: {made.sheets}"] if made.path else [])


ANSWERS: dict[str, object] = {
    "due": list[Line],
    "weekly": WeeklyReview | WeeklySheet,
    "report": Figures,
    "cases": list[FoundCase],
    "letters": list[FiledPaper] | list[LetterKindInFull],
    "letter": list[WritableLetter] | MadeLetter | BreachPaper | LettersRun,
}
"""The type each command's answer has, by its name on the command line."""
