"""Commands that destroy for good: disposals from the plan to the certificate, and erasure under a request."""

import sys
from typing import Annotated

import typer

from casework.timeline.events import day_of
from dpo_console.disposal import jobs
from dpo_console.disposal.jobs import CarriedOut, DisposalInFull, DisposalSummary, PrintedCertificate
from dpo_console.jobs import record_erasure
from dpo_console.jobs.record_erasure import ErasedRecords
from dpo_console.options import AsJson, DeskAt, Ref, Secret, Today, a_day, a_note, at_desk
from dpo_console.plain import answer, clean, columns, progress
from letters.disposal.certificate import in_words

app = typer.Typer(rich_markup_mode=None)
dispose = typer.Typer()
app.add_typer(dispose, name="dispose")

Number = Annotated[str, typer.Argument(help="The disposal, like DI-2026-0001.", metavar="DI")]
Source = Annotated[int | None, typer.Option(help="One source only; else every one that it concerns.", metavar="N")]
On = Annotated[str | None, typer.Option("--on", help="The day; else today.", metavar="DATE")]
SHOWN = 40
"""Lines of a disposal that are printed; --json has them all."""


@dispose.command(name="list")
def list_disposals(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every disposal, newest first."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.disposals(opened)
    rows = [[one.reference, one.on, one.words, one.lines, one.kept] for one in found]
    heads = ["disposal", "as of", "how far", "lines", "kept"]
    answer(found, as_json, lambda _: columns(rows, heads) if rows else ["No disposal: 'dispose propose' makes one."])


@dispose.command()
def propose(
    on: On = None, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Propose what falls due by a date for disposal, to be reviewed; nothing is destroyed."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        day = a_day(on) if on else day_of(now)
        found = jobs.propose_disposal(opened, day, now, progress if sys.stderr.isatty() else lambda *_: None)
    answer(found, as_json, whole)


@dispose.command()
def show(
    number: Number, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """One disposal in full: its lines, what is kept and why, its certificate, and the originals."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.disposal_of(opened, number)
    answer(found, as_json, whole)


def whole(one: DisposalInFull) -> list[str]:
    """A disposal in lines."""
    left = one.left
    said = [
        f"{one.reference}, as of {one.on}: {one.words}",
        f"{one.lines:,} lines, {one.kept:,} kept; not in it: {left.frozen:,} frozen, {left.review:,} to be "
        f"looked at again, {left.no_date:,} without a date",
    ]
    rows = [
        [
            *(line.id, line.due, line.reference or f"record {line.item_id}"),
            *(line.record_class, line.rule, clean(line.kept)),
        ]
        for line in one.listed[:SHOWN]
    ]
    said += ["", *columns(rows, ["line", "due", "what", "class", "row", "kept because"])] if rows else []
    said += [f"and {len(one.listed) - SHOWN:,} more: --json lists all"] if len(one.listed) > SHOWN else []
    for made in one.anonymise:
        said += ["", f"{made.class_}: {made.records:,} stay for statistics with {', '.join(made.fields)}"]
        small = [[group.count, *(f"{name}: {value}" for name, value in group.facts.items())] for group in made.small]
        said += [f"{made.counted_only:,} stand out in groups too small, and are only counted:"] if small else []
        said += columns(small, ["number"] + [""] * len(made.fields)) if small else []
    if one.certificate:
        said += ["", *in_words(one.certificate, one.digest or "")]
    told = [
        [
            *(state.source_id, clean(state.name), state.records, clean(state.owner)),
            *(state.instructed or "not yet", state.confirmed or "not yet"),
        ]
        for state in one.instructions
    ]
    said += ["", *columns(told, ["source", "file", "records", "owner", "instructed", "confirmed"])] if told else []
    steps = [[row.seq, row.on, row.kind, clean(row.actor)] for row in one.history]
    return [*said, "", *columns(steps, ["row", "on", "act", "by"])]


@dispose.command()
def keep(
    number: Number,
    line: Annotated[list[int], typer.Option(help="The line's number; may be given again.", metavar="N")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Exclude lines from a disposal, with the reason on standard input; without one they are included again."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.keep_lines(opened, number, line, reason, now)
    answer(found, as_json, whole)


@dispose.command()
def approve(
    number: Number, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Approve a disposal; if the council's profile asks for two officers, another must do it."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.approve_disposal(opened, number, now)
    answer(found, as_json, lambda _: [f"{found.reference} is approved: 'dispose carry-out' destroys it for good."])


@dispose.command()
def withdraw(
    number: Number, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Withdraw a disposal before anything is destroyed."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.withdraw_disposal(opened, number, now)
    answer(found, as_json, lambda _: [f"{found.reference} is withdrawn."])


@dispose.command(name="carry-out")
def carry_out(
    number: Number, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Destroy all that was approved or nothing; if it was done before, prints the same certificate."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.carry_out(opened, number, now, progress if sys.stderr.isatty() else lambda *_: None)
    answer(found, as_json, lambda _: [*in_words(found, found.digest), *_swept(found.swept)])


def _swept(swept: bool) -> list[str]:
    if swept:
        return ["No page of the database holds any of it."]
    return ["Another console reads this desk: close it, and open this one again to take it off the disk."]


@dispose.command()
def certificate(
    number: Number, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """The certificate as an accessible PDF, in the outbox."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.certificate_of(opened, number, now)
    answer(made, as_json, lambda _: [f"{made.path}  {made.digest}", made.gate])


@dispose.command()
def instruct(
    number: Number,
    owner: Annotated[str, typer.Option(help="Which part of the council owns the original.", metavar="NAME")],
    source: Source = None,
    on: On = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record that you told the owner of an original (HR, payroll) to dispose of it too."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.instruct_owners(opened, number, source, owner, a_day(on) if on else day_of(now), now)
    answer(found, as_json, whole)


@dispose.command()
def confirm(
    number: Number,
    source: Source = None,
    on: On = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record that the owner of an original has disposed of it."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        found = jobs.confirm_owners(opened, number, source, a_day(on) if on else day_of(now), now)
    answer(found, as_json, whole)


@dispose.command()
def erase(
    ref: Ref,
    item: Annotated[list[int] | None, typer.Option(help="One record; else all of the person's.", metavar="N")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Erase records of the person an erasure request is about (Article 17); the reason comes on standard input."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = record_erasure.erase_records(opened, ref, item, reason, now)
    said = f"{done.reference}: {done.records} records erased, {done.people} people have nothing left."
    answer(done, as_json, lambda _: [said, *_swept(done.swept)])


ANSWERS: dict[str, object] = {
    "dispose list": list[DisposalSummary],
    "dispose propose": DisposalInFull,
    "dispose show": DisposalInFull,
    "dispose keep": DisposalInFull,
    "dispose approve": DisposalInFull,
    "dispose withdraw": DisposalInFull,
    "dispose carry-out": CarriedOut,
    "dispose certificate": PrintedCertificate,
    "dispose instruct": DisposalInFull,
    "dispose confirm": DisposalInFull,
    "dispose erase": ErasedRecords,
}
"""The type each command's answer has, by its name on the command line."""
