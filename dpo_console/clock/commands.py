"""The command that computes a statutory deadline; it needs no desk, and loads no database."""

from pathlib import Path
from typing import Annotated, Any

import typer

from casework import Refused, clock, law
from casework.clock import worked_examples
from dpo_console.options import AsJson, a_day
from dpo_console.plain import answer, columns

app = typer.Typer(rich_markup_mode=None)


@app.command(name="clock")
def a_clock(
    rule: Annotated[
        str | None, typer.Argument(help="A rule's id; 'access', 'other', 'complaint' choose the version.")
    ] = None,
    received: Annotated[
        str | None, typer.Option(help="The day of receipt; a clock in hours needs the time too.", metavar="DATE")
    ] = None,
    event: Annotated[list[str] | None, typer.Option(help="What happened since.", metavar="KIND=DATE")] = None,
    nation: Annotated[str, typer.Option(help="Whose bank holidays count.")] = "england-and-wales",
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    check: Annotated[Path | None, typer.Option(help="Recompute worked cases.", metavar="FILE.csv")] = None,
    as_json: AsJson = False,
) -> None:
    """A statutory deadline with its working; needs no desk."""
    if rules:
        return answer([_rule(one) for one in law.rules().values()], as_json, _rule_lines)
    if check:
        return _check(check, as_json)
    if not rule or not received:
        raise Refused("Give a rule and the day received, like: clock access --received 2026-01-29.")
    if clock.counts_hours(rule):
        found = worked_examples.from_instant(rule, received, event or [], nation)
    else:
        found = clock.deadline(rule, worked_examples.course(a_day(received), event or []), nation=nation)
    return answer(found.as_json(), as_json, lambda _: clock.words(found))


def _rule(one: law.Rule) -> dict[str, Any]:
    last = one.last.isoformat() if one.last else None
    when = {"from": one.first.isoformat(), "until": last, "begins": one.trigger}
    return {"id": one.id, "name": one.name} | when | {"citation": one.citation, "standing": one.standing}


def _rule_lines(listed: list[dict[str, Any]]) -> list[str]:
    rows = [[one["id"], one["name"], one["from"], one["until"] or "", one["citation"]] for one in listed]
    return columns(rows, ["rule", "what it is", "from", "until", "citation"])


def _check(path: Path, as_json: bool) -> None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path.name} cannot be read as UTF-8 text ({type(wrong).__name__}): give a CSV file.") from None
    checked, differences = worked_examples.check(text)
    said = {"checked": checked, "differences": differences}
    answer(said, as_json, lambda _: [*map(str, differences), f"{checked} checked, {len(differences)} differ"])
    raise typer.Exit(1 if differences else 0)
