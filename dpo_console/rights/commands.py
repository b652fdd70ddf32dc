"""Commands for cases: logging a request, identifying the data subject, recording what happened, closing."""

import sys
from dataclasses import dataclass
from typing import Annotated

import typer

from casework import Malformed, Refused, Remedy, clock
from casework.rights.choices import IdentificationStatus
from casework.rights.claims import Claim
from casework.timeline.events import Kind, day_of
from casework.timeline.outcomes import DELAYS, OUTCOMES, SAYS, Way
from casework.views.case_timeline import TimelineRow
from dpo_console.jobs import case_detail, case_events, stops
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.jobs.case_log import LoggedCase
from dpo_console.options import (
    AsJson,
    DeskAt,
    Despite,
    Ref,
    Secret,
    Today,
    a_day,
    a_note,
    at_desk,
    from_input,
    way_named,
)
from dpo_console.plain import answer, clean, columns, to_json
from dpo_console.rights import confirmations, jobs
from dpo_console.rights.case_words import case_words, event_lines
from dpo_console.rights.jobs import ProposalInFull

app = typer.Typer(rich_markup_mode=None)
log = typer.Typer()
app.add_typer(log, name="log")

OneRight = Annotated[
    str | None, typer.Option(help="The one right it is about; without it, every right.", metavar="RIGHT")
]
On = Annotated[str, typer.Option("--on", help="The date it took effect; for a breach, with its time.", metavar="DATE")]


@app.command()
def show(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """One case in full."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(case_detail.show(opened, ref, now), as_json, case_words)


@app.command()
def history(
    ref: Annotated[str | None, typer.Argument(help="A case; without one, the whole desk.", metavar="REF")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The timeline of a case, or of the desk."""
    with at_desk(desk, today, secret) as (opened, _):
        answer(case_detail.timeline(opened, ref), as_json, event_lines)


@log.command(name="request")
def log_request(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Log a rights request from the JSON on standard input; prints its reference."""
    facts = from_input("a request's facts")
    if not isinstance(facts, dict):
        raise Malformed("A request must be one JSON object.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        reference = jobs.log_request(opened, facts, now)
        for pointer in case_detail.show(opened, reference, now).pointers:
            print(clean(pointer.text), file=sys.stderr)
    print(to_json(LoggedCase(reference)))


@app.command()
def event(
    ref: Ref,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(Kind)}.", metavar="KIND")],
    on: On,
    months: Annotated[int | None, typer.Option(help="For an extension: 2.")] = None,
    corrects: Annotated[int | None, typer.Option(help="The wrong event's seq; 'show' lists it.", metavar="SEQ")] = None,
    way: Annotated[str | None, typer.Option(help=f"For correspondence: {', '.join(Way)}.")] = None,
    direction: Annotated[str | None, typer.Option(help="For correspondence: in, or out.")] = None,
    reason: Annotated[str | None, typer.Option(help=f"For a delay: {', '.join(DELAYS)}.")] = None,
    source: Annotated[list[int] | None, typer.Option(help="A file attached to the request.", metavar="N")] = None,
    theirs: Annotated[str | None, typer.Option(help="The regulator's own reference.")] = None,
    says: Annotated[str | None, typer.Option(help=f"For a letter made elsewhere: {', '.join(SAYS)}.")] = None,
    right: OneRight = None,
    letter: Annotated[str | None, typer.Option(help="The kind of letter that was sent.", metavar="KIND")] = None,
    subject: Annotated[
        bool,
        typer.Option("--subject", help="For an authority: standard input begins with the data subject it names."),
    ] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Record an event on a case; standard input takes a note or, for answer_to_subject, the address."""
    if kind == Kind.assigned:
        raise Refused(f"'event' cannot hand a case over. Run: dpo-console assign {ref} --on {on} < name.txt")
    note = a_note()
    given = {"way": way, "direction": direction, "reason": reason, "sources": source or None, "theirs": theirs}
    given["letter"] = letter
    given |= {"says": says, "right": right}
    if kind == Kind.answer_to_subject:
        given["address"], note = note, None
    elif subject:
        first, _, rest = (note or "").partition("\n")
        if not first.strip():
            raise Refused("--subject needs the data subject's name, as the authority gives it, on standard input.")
        given["subject"], note = first, rest.strip() or None
    if clocked := ":" in on:
        given["at"] = on
    facts = {name: value for name, value in given.items() if value is not None}
    day = day_of(clock.instant(on)) if clocked else a_day(on)
    with at_desk(desk, today, secret, writing=True) as (opened, now), way_named(ref):
        case = case_events.event(opened, ref, kind, day, now, months=months, corrects=corrects, note=note, facts=facts)
    answer(case, as_json, lambda _: [f"Recorded as {case.seq}.", *_deadline_of(case, right)])


def _deadline_of(case: CaseDetail, right: str | None) -> list[str]:
    """The deadline of that right; without one, of the right that is due first."""
    first = right or case.lines[0].right
    each = zip(case.clocks, case.deadline_words, strict=True)
    return next((words for running, words in each if running.right == first), [])


@app.command()
def assign(
    ref: Ref, on: On, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """Hand a case over to the officer on the first line of standard input; the note is on the lines below."""
    owner, _, note = (a_note() or "").partition("\n")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        case = case_events.assign(opened, ref, owner, a_day(on), now, note=note.strip() or None)
    answer(case, as_json, lambda _: [f"{case.reference} is with {owner.strip() or 'no one'}."])


@app.command()
def close(
    ref: Ref,
    outcome: Annotated[str, typer.Argument(help=f"One of {', '.join(OUTCOMES)}.", metavar="OUTCOME")],
    on: On,
    of: Annotated[str | None, typer.Option(help="For a duplicate: the case that answers it.", metavar="REF")] = None,
    corrects: Annotated[int | None, typer.Option(help="A wrong closing's seq; 'show' lists it.", metavar="SEQ")] = None,
    each: Annotated[
        list[str] | None, typer.Option("--outcome", help="How one right ended; once for each.", metavar="RIGHT=OUTCOME")
    ] = None,
    right: OneRight = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Close a case with its outcome; a note may come on standard input."""
    note, outcomes = a_note(), _outcomes(each or [])
    with at_desk(desk, today, secret, writing=True) as (opened, now), way_named(ref):
        case = case_events.close_case(
            opened,
            ref,
            outcome,
            a_day(on),
            now,
            note=note,
            of=of,
            corrects=corrects,
            outcomes=outcomes or None,
            right=right,
        )
    answer(case, as_json, lambda _: [_ended(case, outcome, right), *case.reminders])


def _outcomes(given: list[str]) -> dict[str, str]:
    outcomes: dict[str, str] = {}
    for one in given:
        right, equals, outcome = one.partition("=")
        if not equals or right in outcomes:
            raise Refused("--outcome takes RIGHT=OUTCOME, once for each right: --outcome access=answered.")
        outcomes[right] = outcome
    return outcomes


def _ended(case: CaseDetail, outcome: str, right: str | None) -> str:
    each = case.outcomes or {}
    if right and not case.facts.now.outcome:
        return f"{right} of {case.reference} is closed: {outcome}. Next: {case.next}."
    how = ", ".join(f"{right} {how}" for right, how in each.items()) if len(each) > 1 else outcome
    return f"{case.reference} is closed: {how}."


@dataclass(frozen=True, slots=True)
class IdentifiedSubject:
    """Who the data subject of a case is."""

    reference: str
    bound: IdentificationStatus | None
    person: int | None


@app.command()
def person(
    ref: Ref,
    is_: Annotated[str | None, typer.Option("--is", help="A person's number, or 'nobody'.", metavar="PERSON")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept in the history. No names.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last identification or confirmation.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm a name or number of the request, given on standard input.")
    ] = False,
    claims: Annotated[
        bool, typer.Option("--claims", help="List the names and numbers that only the request gives.")
    ] = False,
    despite: Despite = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Identify the data subject: list likely people, choose one, or confirm what the request claims.

    With --despite-conflict alone, confirm the data subject before the answer is sent.
    """
    why = (a_note() or "") if despite else None
    claim = from_input("an object with kind, value and reason") if confirm and not undo else None
    with at_desk(desk, today, secret, writing=bool(is_ or undo or confirm or despite)) as (opened, now):
        if confirm:
            done = (
                confirmations.unconfirm(opened, ref, None, now)
                if undo
                else confirmations.confirm(opened, ref, claim, now)
            )
            return answer(done, as_json, _claims)
        if claims:
            return answer(confirmations.claims(opened, ref), as_json, _claims)
        if undo:
            case = jobs.undo_identification(opened, ref, reason or "", now)
        elif is_:
            who = None if is_ == "nobody" else int(is_) if is_.isdecimal() else -1
            if who == -1:
                raise Refused("--is takes the number of a person, or 'nobody'.", Remedy.identify, ref)
            try:
                case = jobs.identify_subject(opened, ref, who, reason or "chosen at the command line", now, despite=why)
            except jobs.Conflicted as wrong:
                then = "" if wrong.is_refused else ", or with nothing on it"
                way = f"dpo-console person {ref} --is {is_} --despite-conflict, with the reason on standard input{then}"
                raise Refused(f"{wrong} Run: {way}.") from None
        elif despite:
            case = stops.confirm_identity(opened, ref, why or "", now)
        else:
            return answer(jobs.proposals(opened, ref), as_json, _proposals)
    about = IdentifiedSubject(case.reference, case.bound, case.person)
    return answer(about, as_json, lambda _: [f"{case.reference} is about {case.person_name or case.bound}."])


def _claims(claims: list[Claim]) -> list[str]:
    rows = [[one.kind, one.value, one.confirmed or "no"] for one in claims]
    nothing = ["The register has every name and number the request gives."]
    return columns(rows, ["kind", "only the request gives", "confirmed"]) if rows else nothing


def _proposals(people: list[jobs.ProposalInFull]) -> list[str]:
    if not people:
        return ["No matches in the register. Import workforce files, or use --is nobody if nothing is held."]
    lines = []
    for one in people:
        numbers = ", ".join(f"{kind} {value}" for kind, values in one.identifiers.by_kind().items() for value in values)
        lines.append(
            f"{one.person}  {one.name}  born {one.born or 'not held'}  {numbers}  {one.records} records: {one.strength}"
        )
        lines += [f"    {why.rule} {why.form} ({why.where})" for why in one.reasons]
        lines += [f"    but: {one.against}"] if one.against else []
        lines += [f"    conflict: {conflict.words}" for conflict in one.conflicts]
    return lines


ANSWERS: dict[str, object] = {
    "log request": LoggedCase,
    "show": CaseDetail,
    "history": list[TimelineRow],
    "event": CaseDetail,
    "assign": CaseDetail,
    "close": CaseDetail,
    "person": list[Claim] | list[ProposalInFull] | IdentifiedSubject,
}
"""The type each command's answer has, by its name on the command line."""
