"""Commands for cases: logging a request, identifying the data subject, recording what happened, closing."""

import sys
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from casework import Malformed, Refused, Remedy, clock
from casework.breaches.breach_progress import D, Reasoned
from casework.breaches.incidents import BreachRecord
from casework.complaints.handling import ComplaintRecord
from casework.disclosure.papers import CasePaper
from casework.rights.choices import IdentificationStatus
from casework.rights.claims import Claim
from casework.rights.requests import RequestRecord
from casework.timeline.events import Kind, day_of
from casework.timeline.outcomes import DELAYS, OUTCOMES, SAYS, Way
from casework.timeline.references import MatterKind
from casework.vault.columns import instant_text, moment_text
from casework.views.case_timeline import TimelineRow
from dpo_console.jobs import case_detail, case_events, stops
from dpo_console.jobs.breach_detail import BreachDetail
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
from dpo_console.rights.jobs import ProposalInFull

app = typer.Typer(rich_markup_mode=None)
log = typer.Typer()
app.add_typer(log, name="log")

On = Annotated[str, typer.Option("--on", help="The date it took effect; for a breach, with its time.", metavar="DATE")]


@app.command()
def show(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """One case in full."""
    with at_desk(desk, today, secret) as (opened, now):
        answer(case_detail.show(opened, ref, now), as_json, _case_words)


def _case_words(case: CaseDetail) -> list[str]:
    facts = case.facts.now
    kinds = facts.rights if isinstance(facts, RequestRecord) else [case.kind]
    return [
        f"{case.reference}  {', '.join(kinds)}  {case.stage}",
        f"Next: {case.next}",
        *_kind_words(case),
        *([f"Closed: {facts.outcome}, not proved"] if case.proved is False else []),
        *[f"Attached: source {one.source}, {one.name}" for one in case.attachments],
        *[f"Complaint: {one.reference}, {one.outcome or 'open'}" for one in case.complaints],
        "",
        *[line for words in case.deadline_words for line in [*words, ""]],
        *[f"{one.duty}: {one.next}, {one.days_taken} days taken" for one in case.lines if one.days_taken],
        *_items(case),
        *_papers(case),
        "",
        *_event_lines(case.events),
    ]


def _kind_words(case: CaseDetail) -> list[str]:
    facts = case.facts.now
    if isinstance(facts, BreachRecord):
        record, breach = case.of_breach
        return _breach_words(breach, record)
    who = facts.requester if isinstance(facts, RequestRecord) else facts.complainant
    days = f"received {facts.received}, recognised {facts.recognised}, logged {facts.logged}"
    rest = _request_words(case, facts) if isinstance(facts, RequestRecord) else _complaint_words(facts)
    return [f"From {who.name}, {days}", *rest]


def _items(case: CaseDetail) -> list[str]:
    counts = asdict(case.items).items() if case.kind == MatterKind.request else []
    return ["  ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts)] if counts else []


def _breach_words(breach: BreachDetail, record: BreachRecord) -> list[str]:
    times = [f"{kind} {moment_text(at)}" for kind, at in breach.times.items()]
    marks = [name for name, on in (("special categories", breach.special), ("children", breach.children)) if on]
    lines = [f"{', '.join(times)}", f"What: {record.facts.what}", *marks]
    lines += [f"Not known yet: {', '.join(breach.unknown)}"] if breach.unknown else []
    if record.band:
        last = breach.assessments[-1]
        decided = ", ".join((_decided("regulator", last.regulator), _decided("people", last.people)))
        stale = "" if breach.assessed else "; the facts have changed since: assess it again"
        lines.append(f"Assessed: ENISA {record.score} {record.band}; decided: {decided}{stale}")
    lines += [
        f"Told the regulator {instant_text(one.at)}, unknown then: {', '.join(one.unknown)}" for one in breach.notices
    ]
    lines += [
        f"Action {one.seq}: {one.words}, {one.owner}, by {one.due}, {one.done or 'open'}" for one in breach.actions
    ]
    return lines


def _decided(name: str, decision: Reasoned[D]) -> str:
    return f"{name} {decision.decision}{f' ({decision.reason})' if decision.reason else ''}"


def _request_words(case: CaseDetail, facts: RequestRecord) -> list[str]:
    person = {
        IdentificationStatus.person: case.person_name,
        IdentificationStatus.nobody: "no one in the register: nothing is held",
        IdentificationStatus.open: "not identified",
    }
    about = [f"About: {person[case.bound or IdentificationStatus.open]}", f"Asked: {facts.asked}"]
    about += [f"! Conflict: {one.words}" for one in case.conflicts]
    about += [f"! Nothing may be sent: {one.why}" for one in case.stops]
    return about + [pointer.text for pointer in case.pointers]


def _complaint_words(facts: ComplaintRecord) -> list[str]:
    return [f"About: {facts.about or 'no case on this desk'}", f"What: {facts.what}"]


def _papers(case: CaseDetail) -> list[str]:
    """A line for each paper; the letters of one run to many people share a line with their number."""
    mailed = Counter((one.state, instant_text(one.made)) for one in case.letters if one.kind == "people-letter")
    single = [one for one in (*case.letters, *case.packs) if one.kind != "people-letter"]
    return [f"people-letter  {state}  {made}  {count} letters" for (state, made), count in mailed.items()] + [
        f"{one.kind}  {one.state}  {instant_text(one.made)}  {one.digest[:19]}{left_and_wrong(one)}" for one in single
    ]


def left_and_wrong(paper: CasePaper) -> str:
    """When a letter was sent, and what in it was corrected since."""
    left = f"  sent {paper.left}" if paper.left else ""
    return left + (f"  now has the wrong {', '.join(paper.wrong)}" if paper.wrong else "")


def _event_lines(rows: list[TimelineRow]) -> list[str]:
    cells = [
        [row.seq, row.on, row.kind, row.actor, row.recorded, _remark(row)] for row in rows
    ]  # fmt: skip
    return columns(cells, ["seq", "on", "what", "by", "recorded", ""])


def _remark(row: TimelineRow) -> str:
    facts = [_plain(fact) for fact in row.facts.values()]
    corrects = f"corrects {row.corrects}" if row.corrects else ""
    months = f"{row.months} months" if row.months else ""
    corrected = "" if row.stands else "corrected since"
    return "; ".join(part for part in (corrects, months, *facts, corrected, row.note or "") if part)


def _plain(fact: object) -> str:
    """A fact of an event as text; for a closing, how each right ended."""
    if isinstance(fact, dict):
        return ", ".join(f"{key}: {value}" for key, value in fact.items())
    return ", ".join(map(str, fact)) if isinstance(fact, list) else str(fact)


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
        answer(case_detail.timeline(opened, ref), as_json, _event_lines)


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
    given["says"] = says
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
    first = case.deadline_words[0] if case.deadline_words else []
    answer(case, as_json, lambda _: [f"Recorded as {case.seq}.", *first])


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
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Close a case with its outcome; a note may come on standard input."""
    note, outcomes = a_note(), _outcomes(each or [])
    with at_desk(desk, today, secret, writing=True) as (opened, now), way_named(ref):
        case = case_events.close_case(
            opened, ref, outcome, a_day(on), now, note=note, of=of, corrects=corrects, outcomes=outcomes or None
        )
    answer(case, as_json, lambda _: [f"{case.reference} is closed: {_ended(case, outcome)}.", *case.reminders])


def _outcomes(given: list[str]) -> dict[str, str]:
    outcomes: dict[str, str] = {}
    for one in given:
        right, equals, outcome = one.partition("=")
        if not equals or right in outcomes:
            raise Refused("--outcome takes RIGHT=OUTCOME, once for each right: --outcome access=answered.")
        outcomes[right] = outcome
    return outcomes


def _ended(case: CaseDetail, outcome: str) -> str:
    each = case.outcomes or {}
    return ", ".join(f"{right} {how}" for right, how in each.items()) if len(each) > 1 else outcome


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
