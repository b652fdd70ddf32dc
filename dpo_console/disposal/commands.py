"""Commands that destroy for good: disposals from plan to certificate, and erasure for a request."""

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

DisposalRef = Annotated[str, typer.Argument(help="The disposal, like DI-2026-0001.", metavar="DI")]
SourceNumber = Annotated[int | None, typer.Option(help="One source only; else all that apply.", metavar="N")]
OnDate = Annotated[str | None, typer.Option("--on", help="The date; else today.", metavar="DATE")]
SHOWN = 40
"""Lines of a disposal that are printed; --json has them all."""


@dispose.command(name="list")
def list_disposals(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every disposal, newest first."""
    with at_desk(desk, today, secret) as (opened, _):
        listed = jobs.disposals(opened)
    rows = [[one.reference, one.on, one.words, one.lines, one.kept] for one in listed]
    heads = ["disposal", "as at", "status", "lines", "excluded"]
    answer(
        listed,
        as_json,
        lambda _: columns(rows, heads) if rows else ["No disposals. Run 'dispose propose' to make one."],
    )


@dispose.command()
def propose(
    on: OnDate = None, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Propose what falls due by a date for disposal, to be reviewed; nothing is destroyed."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        day = a_day(on) if on else day_of(now)
        disposal = jobs.propose_disposal(opened, day, now, progress if sys.stderr.isatty() else lambda *_: None)
    answer(disposal, as_json, details)


@dispose.command()
def show(
    number: DisposalRef, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """One disposal in full: its lines, what is kept and why, its certificate, and the originals."""
    with at_desk(desk, today, secret) as (opened, _):
        disposal = jobs.disposal_of(opened, number)
    answer(disposal, as_json, details)


def details(one: DisposalInFull) -> list[str]:
    """A disposal in lines."""
    left = one.left
    text = [
        f"{one.reference}, as at {one.on}: {one.words}",
        f"{_lines(one.lines)}, {one.kept:,} excluded; not included: {left.frozen:,} on hold, {left.review:,} due for "
        f"review, {left.no_date:,} without a date",
    ]
    rows = [
        [
            *(line.id, line.due, line.reference or f"record {line.item_id}"),
            *(line.record_class, line.rule, clean(line.kept)),
        ]
        for line in one.listed[:SHOWN]
    ]
    text += ["", *columns(rows, ["line", "due", "what", "class", "row", "excluded because"])] if rows else []
    text += [f"and {len(one.listed) - SHOWN:,} more; --json shows all"] if len(one.listed) > SHOWN else []
    for made in one.anonymise:
        text += ["", f"{made.class_}: {made.records:,} kept for statistics with {', '.join(made.fields)}"]
        small = [[group.count, *(f"{name}: {value}" for name, value in group.facts.items())] for group in made.small]
        text += [f"{made.counted_only:,} in groups too small are only counted:"] if small else []
        text += columns(small, ["number"] + [""] * len(made.fields)) if small else []
    if one.certificate:
        text += ["", *in_words(one.certificate, one.digest or "")]
    owners = [
        [
            *(state.source_id, clean(state.name), state.records, clean(state.owner)),
            *(state.instructed or "not yet", state.confirmed or "not yet"),
        ]
        for state in one.instructions
    ]
    text += ["", *columns(owners, ["source", "file", "records", "owner", "instructed", "confirmed"])] if owners else []
    steps = [[row.seq, row.on, row.kind, clean(row.actor)] for row in one.history]
    return [*text, "", *columns(steps, ["row", "on", "act", "by"])]


def _lines(count: int) -> str:
    return f"{count:,} line{'s' * (count != 1)}"


@dispose.command()
def keep(
    number: DisposalRef,
    line: Annotated[list[int], typer.Option(help="The line's number; may be given again.", metavar="N")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Exclude lines from a disposal, with the reason on standard input; without one they are included again."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        disposal = jobs.keep_lines(opened, number, line, reason, now)
    answer(disposal, as_json, details)


@dispose.command()
def approve(
    number: DisposalRef, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Approve a disposal; if the council's profile asks for two officers, another must do it."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        disposal = jobs.approve_disposal(opened, number, now)
    answer(
        disposal,
        as_json,
        lambda _: [f"{disposal.reference} is approved. Run 'dispose carry-out' to destroy it for good."],
    )


@dispose.command()
def withdraw(
    number: DisposalRef, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Withdraw a disposal before anything is destroyed."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        disposal = jobs.withdraw_disposal(opened, number, now)
    answer(disposal, as_json, lambda _: [f"{disposal.reference} is withdrawn."])


@dispose.command(name="carry-out")
def carry_out(
    number: DisposalRef, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Destroy all that was approved or nothing; if it was done before, prints the same certificate."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.carry_out(opened, number, now, progress if sys.stderr.isatty() else lambda *_: None)
    answer(done, as_json, lambda _: [*in_words(done, done.digest), *_swept(done.swept)])


def _swept(swept: bool) -> list[str]:
    if swept:
        return ["Nothing that was erased is left in the database."]
    return ["Another console has this desk open. Close it, then open the desk again to finish erasing."]


@dispose.command()
def certificate(
    number: DisposalRef, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """The certificate as an accessible PDF, in the outbox."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = jobs.certificate_of(opened, number, now)
    answer(made, as_json, lambda _: [f"{made.path}  {made.digest}", made.gate])


@dispose.command()
def instruct(
    number: DisposalRef,
    owner: Annotated[str, typer.Option(help="The team that owns the original.", metavar="NAME")],
    source: SourceNumber = None,
    on: OnDate = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record that you told the owner of an original (HR, payroll) to dispose of it too."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        disposal = jobs.instruct_owners(opened, number, source, owner, a_day(on) if on else day_of(now), now)
    answer(disposal, as_json, details)


@dispose.command()
def confirm(
    number: DisposalRef,
    source: SourceNumber = None,
    on: OnDate = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record that the owner of an original has disposed of it."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        disposal = jobs.confirm_owners(opened, number, source, a_day(on) if on else day_of(now), now)
    answer(disposal, as_json, details)


@dispose.command()
def erase(
    ref: Ref,
    item: Annotated[list[int] | None, typer.Option(help="One record; else all of the person's.", metavar="N")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Erase records for an erasure request (Article 17); the reason comes on standard input."""
    reason = a_note() or ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = record_erasure.erase_records(opened, ref, item, reason, now)
    records = f"{done.records:,} {'record' if done.records == 1 else 'records'} erased"
    left = f"{done.people:,} {'person has' if done.people == 1 else 'people have'} no record left"
    answer(done, as_json, lambda _: [f"{done.reference}: {records}, {left}.", *_swept(done.swept)])


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
