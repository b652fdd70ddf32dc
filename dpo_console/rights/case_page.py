"""What the page of a case says: what stops it, its deadlines, its facts, and what happened."""

from collections.abc import Mapping
from dataclasses import asdict

from casework.clock import State
from casework.complaints.handling import ComplaintRecord
from casework.disclosure.decisions import ItemCounts
from casework.disclosure.papers import CasePaper
from casework.disclosure.sending import name_of
from casework.law.rights import Right
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import RequestRecord
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage
from dpo_console.jobs import case_detail
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.words import day, due, event_name, hung, left, paper_state

ABOUT = {
    IdentificationStatus.open: "not identified: press w",
    IdentificationStatus.nobody: "no one in the register: nothing is held",
}

Parts = list[str | tuple[str, str]]


def stops(case: CaseDetail, room: int) -> Parts:
    """Why nothing may be sent, and open identity conflicts, before everything else."""
    parts: Parts = []
    for stop in case.stops:
        parts.append((hung(f"! Nothing may be sent: {stop.why}", 2, room) + "\n", "bold"))
    if not any(stop.kind == "conflict" for stop in case.stops):  # else the stop says it
        for one in case.conflicts:
            parts.append((hung(f"! Identity conflict: {one.words}", 2, room) + "\n", "bold"))
    return [*parts, "\n"] if parts else []


def _several(case: CaseDetail) -> list[Right]:
    """The rights of a request for several."""
    now = case.facts.now
    return now.rights if isinstance(now, RequestRecord) and len(now.rights) > 1 else []


def _each_right(case: CaseDetail, room: int) -> Parts:
    """Each right: its time left, its due date and what is next, or how it ended; beneath them, the deadline steps."""
    lines, ended = {one.right: one for one in case.lines if one.duty == "respond"}, case.outcomes or {}
    dues = {one.right: one.due for one in case.clocks if not case_detail.is_notice(one)}
    parts: Parts = [("Rights\n", "bold")]
    for right in _several(case):
        line = lines.get(right)
        if right in ended or line is None or case.stage == Stage.closed:
            last = f", due {day(dues[right])}" if dues.get(right) else ""
            parts += [(f"{right:<15}= closed: {ended.get(right, 'with the case')}", "bold"), f"{last}\n"]
            continue
        own = f"; target {day(line.target)}" if line.target else ""
        far = "= answered" if line.stage == Stage.sent else left(line)
        parts += [(f"{right:<15}{far:<12} {due(line.last_day)}\n", "bold"), hung(f"  {line.next}{own}", 2, room), "\n"]
    parts += ["\n", ("Deadlines\n", "bold")]
    each = sorted(zip(case.clocks, case.deadline_words, strict=True), key=lambda one: one[0].right in ended)
    for running, words_ in each:
        is_notice = case_detail.is_notice(running)
        if not is_notice or running.state == State.due:
            shown = words_[:1] if is_notice else words_
            parts += ["\n".join(hung(line, 14 if line.startswith("  ") else 2, room) for line in shown), "\n"]
    return [*parts, "\n"]


def deadline(case: CaseDetail, room: int) -> Parts:
    """The deadline of the case, or of each of its rights; then its targets, reminders and duties."""
    parts = _each_right(case, room) if _several(case) else _one_deadline(case, room)
    for line in case.lines:
        of = f" ({line.right})" if line.is_one_of_several else ""
        if line.target and not of:
            parts += [("Internal target ", "bold"), f"{day(line.target)}, 28 days, or the last open day before\n\n"]
        if line.send:
            parts += [(f"To send{of}\n", "bold"), hung(line.send, 2, room), "\n\n"]
        if line.days_taken is not None:
            duty = f"{line.next}: {line.days_taken} days taken  [{line.citation}]"
            parts += [(f"Duty{of}\n", "bold"), hung(duty, 2, room), "\n\n"]
    return parts


def _one_deadline(case: CaseDetail, room: int) -> Parts:
    parts: Parts = []
    for number, words_ in enumerate(case.deadline_words):
        parts += [("Deadline\n" if number == 0 else "Last day for a notice of extension\n", "bold")]
        parts += ["\n".join(hung(line, 14 if line.startswith(" ") else 2, room) for line in words_), "\n\n"]
    return parts


def facts(case: CaseDetail, room: int) -> Parts:
    """What the request or the complaint says, and the papers so far."""
    now = case.facts.now
    if isinstance(now, RequestRecord):
        return _request(case, now, room)
    return _complaint(case, now, room) if isinstance(now, ComplaintRecord) else []


def _request(case: CaseDetail, facts: RequestRecord, room: int) -> Parts:
    requester, subject = facts.requester, facts.subject
    numbers = subject.identifiers
    named = (("staff", numbers.staff), ("registration", numbers.swe), ("NI", numbers.ni))
    given = [f"{name} {number}" for name, number in named if number]
    rows = [
        ("About", case.person_name or ABOUT[case.bound or IdentificationStatus.open]),
        ("Rights", ", ".join(facts.rights)),
        ("Requester", requester.name + ("" if requester.is_subject else f" ({requester.authority})")),
        ("Subject", ", ".join([subject.name, *(f"formerly {name}" for name in subject.former_names)])),
        ("Numbers", ", ".join(given + [f"born {day(subject.born)}"] * bool(subject.born)) or "none given"),
        *_days(facts),
        ("Items", _items(case.items)),
        ("Papers", "; ".join(_paper(one) for one in papers(case)) or "none yet"),
    ]
    rows += [("Closed", f"{facts.outcome}; not proved")] if case.proved is False else []
    rows += [("Outcomes", _outcomes(case.outcomes))] if case.outcomes else []
    rows += [("Attached", one.name) for one in case.attachments]
    rows += [("Complaint", f"{one.reference}, {one.outcome or 'open'}") for one in case.complaints]
    return [*_rows(case, rows, room), ("Asked\n", "bold"), f"{facts.asked}\n\n"]


def _days(facts: RequestRecord | ComplaintRecord) -> list[tuple[str, str]]:
    return [
        ("Received", f"{day(facts.received)}, recognised {day(facts.recognised)}, logged {day(facts.logged)}"),
        ("Service", ", ".join(filter(None, (facts.service, facts.owner, facts.channel)))),
    ]


def _outcomes(each: Mapping[str, Outcome]) -> str:
    return ", ".join(f"{right} {how}" for right, how in each.items())


def _rows(case: CaseDetail, rows: list[tuple[str, str]], room: int) -> Parts:
    parts: Parts = []
    for pointer in case.pointers:
        parts.append((f"* {pointer.text}\n", "bold"))
    for name, text in rows:
        parts += [(f"{name:<11}", "bold"), hung(f"{name:<11}{text}", 11, room)[11:] + "\n"]
    return parts


def _complaint(case: CaseDetail, facts: ComplaintRecord, room: int) -> Parts:
    who = facts.complainant
    rows = [
        ("About", facts.about or "no case on this desk"),
        ("From", ", ".join(filter(None, (who.name, *who.address, who.email)))),
        *_days(facts),
    ]
    return [*_rows(case, rows, room), ("What\n", "bold"), f"{facts.what}\n\n"]


def _items(counts: ItemCounts) -> str:
    first = {"found": counts.found, "undecided": counts.undecided}
    return ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in (first | asdict(counts)).items())


def owed(case: CaseDetail) -> tuple[str, ...]:
    """The kinds of letter that are owed."""
    return case.lines[0].letters_owed if case.lines else ()


def letters_owed(case: CaseDetail, room: int) -> Parts:
    """The letters that are owed, before everything else."""
    names = ", ".join(map(name_of, owed(case)))
    return [(hung(f"! Letter owed: {names}. Press l.", 2, room) + "\n\n", "bold")] if names else []


def papers(case: CaseDetail) -> list[CasePaper]:
    """Its letters and packs."""
    return list({one.digest: one for one in (*case.letters, *case.packs)}.values())


def _paper(one: CasePaper) -> str:
    """A paper in a line: its kind and state, when it was sent, and what in it was corrected since."""
    state = "out of date" if one.out_of_date else "" if one.left else paper_state(one.state)[2:]
    line = " ".join(filter(None, (one.kind, state, day(one.made))))
    line += f", sent {day(one.left)}" if one.left else ""
    line += f" ({one.out_of_date.rstrip('.')})" if one.out_of_date else ""
    return line + (f", now has the wrong {', '.join(one.wrong)}" if one.wrong else "")


def events(case: CaseDetail) -> Parts:
    """Its events, with what was corrected."""
    corrected = {event.corrects for event in case.events}
    parts: Parts = [("What happened\n", "bold")]
    for event in case.events:
        note = f" — {event.note}" if event.note else ""
        marks = f" (corrects {event.corrects})" if event.corrects else ""
        marks += " (corrected since)" if event.seq in corrected else ""
        parts.append(f"{day(event.on)}  {event_name(event)}{marks}{note}\n")
    return parts
