"""Commands about who is who: the queue, and joining, keeping apart and splitting entries of the register."""

from typing import Annotated

import typer

from casework import Refused
from dpo_console import jobs
from dpo_console.cli import AsJson, DeskAt, Secret, Today, answer, at_desk, command
from dpo_console.commands.cases import a_note

One = Annotated[str, typer.Argument(help="A person's number, or r and a record's.", metavar="A")]
Other = Annotated[str, typer.Argument(help="The other's number.", metavar="B")]


@command()
def pairs(
    most: Annotated[int, typer.Option(help="At most so many, the strongest first.", metavar="N")] = 200,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Entries of the register that may be one person, the strongest first, with what agrees and what does not."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.pairs(opened, max(most, 0))
    answer(found, as_json, _queue)


def _queue(found: dict) -> list[str]:
    lines = [f"{found['total']} pairs to decide, {found['strong']} of them strong, {found['later']} put off"]
    for pair in found["pairs"]:
        one, other = pair["one"], pair["other"]
        put_off = ", put off" if pair["later"] else ""
        head = f"{one['reference']} {one['name']} and {other['reference']} {other['name']}"
        lines.append(f"{head}: {pair['strength']} ({pair['bits']} bits{put_off})")
        lines += [f"    + {what} ({bits:+g})" for what, bits in pair["agrees"]]
        lines += [f"    ! {what} ({bits:+g})" if bits else f"    = {what}" for what, bits in pair["differs"]]
    return lines


@command()
def join(one: One, other: Other, desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Say that two entries are one person; the reason comes on standard input."""
    _decide(one, other, "same", _reason(), desk, today, secret)


@command()
def apart(
    one: One,
    other: Other,
    later: Annotated[bool, typer.Option("--later", help="Only put the pair off.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of the pair.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Say that two entries are different people, never to be offered again; the reason comes on standard input."""
    if later and undo:
        raise Refused("--later puts the pair off, and --undo takes back what was said: give one of the two.")
    said = "later" if later else "undecided" if undo else "different"
    _decide(one, other, said, _reason() if said == "different" else "", desk, today, secret)


@command()
def split(
    person: Annotated[str, typer.Argument(help="A person's number, or r and a record's.", metavar="PERSON")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Take the last join of a person or record back, exactly; the reason comes on standard input."""
    reason = _reason()
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.split_person(opened, person, reason, now)
    answer(done, False, lambda said: [said])


def _decide(one: str, other: str, said: str, reason: str, desk, today, secret) -> None:
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.decide_pair(opened, one, other, said, reason, now)
    answer(done, False, lambda words: [words])


def _reason() -> str:
    if reason := a_note():
        return reason
    raise Refused("Say why on standard input: the reason stands in the history beside the decision.")
