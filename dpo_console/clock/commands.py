"""The command that works out a statutory deadline; it needs no desk and loads no database."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casework import Refused, clock, law
from casework.clock import Deadline, worked_examples
from casework.clock.worked_examples import Recomputed
from dpo_console.options import AsJson, a_day
from dpo_console.plain import answer, columns

app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule of law: what it is, when it is in force, what begins it, by what law, and how sure that is."""

    id: str
    name: str
    from_: date
    until: date | None
    begins: str
    citation: str
    standing: str


ANSWERS: dict[str, object] = {"clock": Deadline | list[ListedRule] | Recomputed}
"""The type each command's answer has, by its name on the command line."""


@app.command(name="clock")
def a_clock(
    rule: Annotated[
        str | None, typer.Argument(help="A rule's id; 'access', 'other' and 'complaint' choose the version in force.")
    ] = None,
    received: Annotated[
        str | None, typer.Option(help="The date of receipt; a rule in hours needs the time too.", metavar="DATE")
    ] = None,
    event: Annotated[list[str] | None, typer.Option(help="What has happened since.", metavar="KIND=DATE")] = None,
    nation: Annotated[str, typer.Option(help="The nation whose bank holidays count.")] = "england-and-wales",
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    check: Annotated[Path | None, typer.Option(help="Check your own worked cases.", metavar="FILE.csv")] = None,
    as_json: AsJson = False,
) -> None:
    """Work out a statutory deadline, with its steps; needs no desk."""
    if rules:
        listed = [
            ListedRule(one.id, one.name, one.first, one.last, one.trigger, one.citation, one.standing)
            for one in law.rules().values()
        ]
        return answer(listed, as_json, _rule_lines)
    if check:
        return _check(check, as_json)
    if not rule or not received:
        raise Refused("Give a rule and the date received, for example: clock access --received 2026-01-29.")
    if clock.counts_hours(rule):
        found = worked_examples.deadline_from_instant(rule, received, event or [], nation)
    else:
        found = clock.deadline(rule, worked_examples.events_from(a_day(received), event or []), nation=nation)
    return answer(found, as_json, clock.deadline_lines)


def _rule_lines(listed: list[ListedRule]) -> list[str]:
    rows = [[one.id, one.name, one.from_, one.until, one.citation] for one in listed]
    return columns(rows, ["rule", "what it is", "from", "until", "citation"])


def _check(path: Path, as_json: bool) -> None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path.name} cannot be read as UTF-8 text ({type(wrong).__name__}). Give a CSV file.") from None
    found = worked_examples.recompute(text)
    answer(found, as_json, _check_lines)
    raise typer.Exit(1 if found.differences else 0)


def _check_lines(found: Recomputed) -> list[str]:
    return [*map(str, found.differences), f"{found.checked} checked, {len(found.differences)} differ"]
