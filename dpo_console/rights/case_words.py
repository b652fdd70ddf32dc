"""One case in lines of text, as `show` prints it."""

from collections import Counter
from dataclasses import asdict

from casework.breaches.breach_progress import D, Reasoned
from casework.breaches.incidents import BreachRecord
from casework.complaints.handling import ComplaintRecord
from casework.disclosure.papers import CasePaper
from casework.disclosure.sending import name_of
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import RequestRecord
from casework.timeline.references import MatterKind
from casework.vault.columns import instant_text, moment_text
from casework.views.board_line import Line
from casework.views.case_timeline import TimelineRow
from dpo_console.jobs.breach_detail import BreachDetail
from dpo_console.jobs.case_detail import CaseDetail, is_notice
from dpo_console.plain import columns


def case_words(case: CaseDetail) -> list[str]:
    """The case, as `show` prints it."""
    facts = case.facts.now
    kinds = facts.rights if isinstance(facts, RequestRecord) else [case.kind]
    return [
        f"{case.reference}  {', '.join(kinds)}  {case.stage}",
        f"Next: {case.next}",
        *[f"! Letter owed: {name_of(one)}" for one in case.lines[0].letters_owed],
        *_kind_words(case),
        *([f"Closed: {facts.outcome}, not proved"] if case.proved is False else []),
        *_rights(case),
        *[f"Attached: source {one.source}, {one.name}" for one in case.attachments],
        *[f"Complaint: {one.reference}, {one.outcome or 'open'}" for one in case.complaints],
        "",
        *[line for words in case.deadline_words for line in [*words, ""]],
        *[f"{_duty(one)}: {one.next}, {one.days_taken} days taken" for one in case.lines if one.days_taken],
        *_items(case),
        *_papers(case),
        "",
        *event_lines(case.events),
    ]


def _rights(case: CaseDetail) -> list[str]:
    """A line for each right of a request for several: what is next, or how it ended."""
    lines = {one.right: one for one in case.lines if one.duty == "respond"}
    if not isinstance(case.facts.now, RequestRecord) or len(case.facts.now.rights) == 1:
        return []
    ended, dues = case.outcomes or {}, {one.right: one.due for one in case.clocks if not is_notice(one)}
    rows = [
        [right, str(ended[right]), dues.get(right), ""]
        if right in ended
        else [right, lines[right].state, lines[right].due, lines[right].next]
        for right in case.facts.now.rights
    ]
    return ["", *columns(rows, ["right", "state", "due", "next"])]


def _duty(line: Line) -> str:
    return f"{line.duty} ({line.right})" if line.is_one_of_several else str(line.duty)


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
    """When a letter was sent, and what in it changed before or was corrected since."""
    left = f"  sent {paper.left}" if paper.left else f"  ! {paper.out_of_date}" if paper.out_of_date else ""
    return left + (f"  now has the wrong {', '.join(paper.wrong)}" if paper.wrong else "")


def event_lines(rows: list[TimelineRow]) -> list[str]:
    """Events, as `show` and `history` print them."""
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
