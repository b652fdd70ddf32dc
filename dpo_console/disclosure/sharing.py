"""Commands for recipients and what they received, processors, and the statement of security measures."""

from typing import Annotated, Any

import typer

from casework import Malformed, Refused
from casework.notice.recipients import SharedWith
from casework.timeline.events import day_of
from dpo_console.jobs import recipients
from dpo_console.jobs.recipients import DisclosureLine, ProcessorLine, RecipientLog, StatementVersion
from dpo_console.options import AsJson, DeskAt, Secret, Today, a_note, at_desk, from_input
from dpo_console.plain import answer, columns, iso

recipients_app, processors_app, security_app = typer.Typer(), typer.Typer(), typer.Typer()
Correct = Annotated[int | None, typer.Option("--correct", help="Correct the one with this number.", metavar="NUMBER")]
Undo = Annotated[
    int | None, typer.Option("--undo", help="Undo the last change of the one with this number.", metavar="NUMBER")
]


def _object(what: str) -> dict[str, Any]:
    typed = from_input(what)
    if not isinstance(typed, dict):
        raise Malformed(f"{what[:1].upper()}{what[1:]} must be one JSON object.")
    return typed


def _one_of(correct: int | None, undo: int | None) -> None:
    if correct is not None and undo is not None:
        raise Refused("Use --correct or --undo, not both.")


@recipients_app.command(name="list")
def list_recipients(
    person: Annotated[
        int | None, typer.Option("--person", help="Only who received this person's data.", metavar="NUMBER")
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Every recipient with what it received, and the disclosures that wait to be confirmed."""
    with at_desk(desk, today, secret) as (opened, _):
        if person is not None:
            theirs = recipients.recipients_of_person(opened, person)
            answer(theirs, as_json, _of_person)
            return
        log = recipients.recipient_log(opened)
    answer(log, as_json, _log)


def _of_person(found: list[SharedWith]) -> list[str]:
    return [one.words for one in found] or ["The log shows no recipient of that person's data."]


def _log(log: RecipientLog) -> list[str]:
    lines = []
    for one in log.recipients:
        of = f", for {one.reference}" if one.reference else ""
        lines.append(f"{one.number}  {one.name} ({one.kind}, {one.country}{of})")
        lines += [f"    {_disclosed(each)}" for each in one.disclosures]
    if log.proposed:
        rows = [
            [one.proposal, one.recipient, one.what, iso(one.on) if one.on else one.year, _law(one.law, one.checked)]
            for one in log.proposed
        ]
        lines += ["", "To be confirmed or declined:", *columns(rows, ["proposal", "recipient", "what", "when", "law"])]
    return lines or ["No recipient is entered, and nothing is proposed."]


def _law(law: str, checked: bool) -> str:
    return law if checked else f"{law} (text not read)"


def _disclosed(one: DisclosureLine) -> str:
    whose = f"person {one.person}" if one.person else "everyone in it"
    what = ", ".join(filter(None, [one.record_class, f"file {one.source}" if one.source else ""]))
    return f"{one.number}  {iso(one.on) if one.on else one.year}  {what}, {whose}{f': {one.law}' if one.law else ''}"


@recipients_app.command(name="add")
def add_recipient(
    correct: Correct = None,
    undo: Undo = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Enter a recipient from the JSON object on standard input, correct one, or undo its last change."""
    _one_of(correct, undo)
    typed = {} if undo is not None else _object("a recipient")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if undo is not None:
            log = recipients.undo_recipient(opened, undo, now)
        else:
            log = recipients.enter_recipient(opened, typed, now, correct)
    answer(log, as_json, _log)


@recipients_app.command(name="log")
def log_disclosure(
    correct: Correct = None,
    undo: Undo = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Log what a recipient received, from the JSON object on standard input, correct it, or undo its last change."""
    _one_of(correct, undo)
    typed = {} if undo is not None else _object("a disclosure")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if undo is not None:
            log = recipients.undo_disclosure(opened, undo, now)
        else:
            log = recipients.log_disclosure(opened, typed, now, correct)
    answer(log, as_json, _log)


@recipients_app.command(name="confirm")
def confirm_disclosure(
    proposal: Annotated[str, typer.Argument(help="The proposal, as 'recipients list' shows it.", metavar="PROPOSAL")],
    to: Annotated[
        int | None, typer.Option("--to", help="The number of the recipient, if it was another.", metavar="NUMBER")
    ] = None,
    decline: Annotated[
        bool, typer.Option("--decline", help="It did not take place; the reason is read from standard input.")
    ] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Confirm that a proposed disclosure took place, or decline it."""
    if decline and to is not None:
        raise Refused("Use --to or --decline, not both.")
    reason = (a_note() or "") if decline else ""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if decline:
            log = recipients.decline_disclosure(opened, proposal, reason, now)
        else:
            log = recipients.confirm_disclosure(opened, proposal, now, to)
    answer(log, as_json, _log)


@processors_app.command(name="list")
def list_processors(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every processor with its contract, and what is wrong with it."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(recipients.list_processors(opened, day_of(now)), as_json, _processors)


def _processors(found: list[ProcessorLine]) -> list[str]:
    lines = []
    for one in found:
        ends = f" until {iso(one.until)}" if one.until else ""
        contract = f"contract {one.contract} of {iso(one.signed)}{ends}" if one.signed else "no contract"
        lines.append(f"{one.number}  {one.name}: {contract}")
        lines += [f"    ! {each.what} ({each.law})" for each in one.findings]
    return lines or ["No processor is entered."]


@processors_app.command(name="add")
def add_processor(
    correct: Correct = None,
    undo: Undo = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Enter a processor from the JSON object on standard input, correct one, or undo its last change."""
    _one_of(correct, undo)
    typed = {} if undo is not None else _object("a processor")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if undo is not None:
            made = recipients.undo_processor(opened, undo, now)
        else:
            made = recipients.enter_processor(opened, typed, now, correct)
    answer(made, as_json, _processors)


@security_app.command(name="list")
def list_security(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every version of the statement of security measures."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(recipients.security_versions(opened, day_of(now)), as_json, _statements)


def _statements(found: list[StatementVersion]) -> list[str]:
    lines = []
    for one in found:
        state = f"approved by {one.approved_by} on {iso(one.approved)}" if one.approved else "not approved"
        lines.append(f"Version {one.version} by {one.author}, {state}{', in force' if one.in_force else ''}")
        lines += [f"    {line}" for line in one.text]
        lines += [f"    - {line}" for line in one.points]
    return lines or ["There is no statement of security measures."]


@security_app.command(name="set")
def set_security(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Enter the next version of the statement, from the JSON object on standard input."""
    typed = _object("the statement")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(recipients.save_security(opened, typed, now), as_json, _statements)


@security_app.command(name="approve")
def approve_security(
    version: Annotated[int, typer.Argument(help="The number of the version.", metavar="VERSION")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Approve a version of the statement: from today it can be sent."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        answer(recipients.approve_security(opened, version, now), as_json, _statements)


ANSWERS: dict[str, object] = {
    "recipients list": RecipientLog | list[SharedWith],
    "recipients add": RecipientLog,
    "recipients log": RecipientLog,
    "recipients confirm": RecipientLog,
    "processors list": list[ProcessorLine],
    "processors add": list[ProcessorLine],
    "security list": list[StatementVersion],
    "security set": list[StatementVersion],
    "security approve": list[StatementVersion],
}
"""The type each command's answer has, by its name on the command line."""
