"""Commands for changes of purpose."""

from typing import Annotated

import typer

from casework import Malformed
from casework.timeline.events import day_of
from dpo_console.jobs import purposes
from dpo_console.jobs.purposes import PurposeChangeLine
from dpo_console.options import AsJson, DeskAt, Secret, Today, a_day, at_desk, from_input
from dpo_console.plain import answer, iso

purposes_app = typer.Typer()
Change = Annotated[int, typer.Argument(help="The number of the change, as 'purposes list' shows it.", metavar="CHANGE")]
People = Annotated[
    list[int] | None, typer.Option("--person", help="A person of the register, by number.", metavar="NUMBER")
]


@purposes_app.command(name="list")
def list_purposes(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every change of purpose: why it is allowed, who is affected, and what is still to be done."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(purposes.list_purpose_changes(opened, day_of(now)), as_json, _lines)


def _lines(found: list[PurposeChangeLine]) -> list[str]:
    lines = []
    for one in found:
        told = sum(each.told is not None for each in one.people)
        lines.append(f"{one.number}  {one.new} (before: {one.original}), from {iso(one.starts)}")
        lines.append(
            f"    {one.ground}, decided by {one.officer} on {iso(one.decided)}; {told} of {len(one.people)} told"
        )
        lines += [f"    ! {each.what} ({each.law})" for each in one.findings]
    return lines or ["No change of purpose is entered."]


@purposes_app.command(name="add")
def add_purpose(
    undo: Annotated[
        int | None, typer.Option("--undo", help="Undo the assessment with this number.", metavar="CHANGE")
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Enter the assessment of a new purpose, from the JSON object on standard input, or undo one."""
    typed = {} if undo is not None else from_input("an assessment")
    if not isinstance(typed, dict):
        raise Malformed("An assessment must be one JSON object.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = purposes.assess_purpose(opened, typed, now) if undo is None else purposes.undo_purpose(opened, undo, now)
    answer(made, as_json, _lines)


@purposes_app.command(name="people")
def purpose_people(
    change: Change,
    person: People = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Put people on the list of a change: they are to be told before the new use."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(purposes.add_people(opened, change, person or [], now), as_json, _lines)


@purposes_app.command(name="told")
def purpose_told(
    change: Change,
    on: Annotated[str, typer.Option("--on", help="The date they were told.", metavar="DATE")],
    person: People = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record when people were told of a change; without --person, everyone who was not told yet."""
    day = a_day(on)
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(purposes.tell_people(opened, change, person or [], day, now), as_json, _lines)


ANSWERS: dict[str, object] = {f"purposes {name}": list[PurposeChangeLine] for name in ("list", "add", "people", "told")}
"""The type each command's answer has, by its name on the command line."""
