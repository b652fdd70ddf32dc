"""The parts of the breach screen, as pure functions of what `show` answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from casework.breaches.breach_progress import Action, Assessment
from casework.breaches.incidents import BreachFacts, earliest_instant
from casework.breaches.notification_tests import ANSWERS, PEOPLE, QUESTIONS, REGULATOR, Opinion, PeopleDecision
from casework.breaches.severity import Score
from casework.law import breach_terms
from casework.timeline.events import Kind
from casework.timeline.outcomes import ACTIONS, TELLINGS, Telling
from casework.views.case_timeline import TimelineRow
from dpo_console.frame import LONDON
from dpo_console.jobs.breach_detail import BreachDetail
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.words import EVENTS, OF_BREACH, day, hung, moment

Parts = list[str | tuple[str, str]]
NOT_KNOWN = "? not known yet"
TIMES = {
    Kind.happened: "Happened",
    Kind.discovered: "Noticed",
    Kind.aware: "Aware",
    Kind.contained: "Contained",
}


def when(instant: datetime) -> str:
    """An instant in the week it is in: 16:30 on Monday 23 November."""
    at = instant.astimezone(LONDON)
    return f"{at:%H:%M} on {at:%A} {at.day} {at:%B}"


def clock(case: CaseDetail) -> str:
    """The hours left and when they end; or when the regulator was notified, and after how many hours."""
    _, breach = case.of_breach
    running = next((line for line in case.lines if line.duty == "notify-regulator"), None)
    if running:
        hours = running.hours_left or 0
        if hours < 0:
            return f"! OVERDUE by {-hours} h: the 72 hours ended at {when(breach.due)}"
        return f"! {hours or 'less than 1'} h left, until {when(breach.due)}"
    if breach.notices:
        notified = breach.notices[0].at
        taken = notified - earliest_instant(breach.times[Kind.aware])
        late = " - LATE, after the 72 hours" if breach.late else ""
        hours = int(taken.total_seconds() // 3600)
        return f"= Regulator notified at {when(notified)}, {hours} h after awareness{late}"
    if breach.assessed:
        return "= Regulator not notified: decision recorded, reason below"
    return "= Closed; regulator not notified"


def facts(case: CaseDetail, room: int) -> Parts:
    """What happened, its times, what the regulator asks for, and the rest of what is known."""
    record, breach = case.of_breach
    known = record.facts
    parts: Parts = [("What happened\n", "bold"), f"{known.what}\n\n", ("Times\n", "bold")]
    rows = [(name, moment(breach.times.get(kind)) or NOT_KNOWN) for kind, name in TIMES.items()]
    rows += [("Logged", day(record.logged))]
    rows += [("Still going on", "! YES")] if known.ongoing else []
    parts += [*_rows(rows, room), *_told_before(case, room), "\n", ("For the regulator (Article 33(3))\n", "bold")]
    parts += [*_rows(_wanted(known), room), "\n", ("Other facts\n", "bold")]
    beside: list[tuple[str, str | None]] = [
        ("Noticed by", known.by),
        ("Affected", known.affected),
        ("Service", ", ".join(filter(None, (record.service, record.owner or "no owner")))),
        ("Processor", known.processor),
        ("Near miss", "yes: no breach" if known.near_miss else None),
        ("Data", "unintelligible to whoever has them" if known.protected else None),
        ("Containment", known.containment),
        ("In place before", known.before),
        ("Training", {"yes": "in the last two years", "no": "! none in the last two years"}.get(known.trained)),
        ("Why late", known.delay),
        ("For the people", known.plain),
        ("It may mean", known.meaning),
        ("We do", known.done),
        ("Advice to them", known.advice),
    ]
    return parts + _rows([(name, text) for name, text in beside if text], room)


def _told_before(case: CaseDetail, room: int) -> list[str]:
    """A warning if a processor gave notice before the recorded awareness: the council may have been aware then."""
    _, breach = case.of_breach
    notices = [
        one.took_effect for one in case.events if one.kind == Kind.processor_told and one.stands and one.took_effect
    ]
    earliest = min(notices, key=earliest_instant, default=None)
    if earliest is None or earliest_instant(earliest) >= earliest_instant(breach.times[Kind.aware]):
        return []
    told = f"! The processor told us on {moment(earliest)}: the 72 hours may have started then."
    warning = f"{told} Press x to correct 'Aware'."
    return _fold(warning, 2, room)


def _wanted(facts: BreachFacts) -> list[tuple[str, str]]:
    """What Article 33(3) asks for: what is known, and what is not."""
    terms = breach_terms()
    data = [terms.data[kind] for kind in facts.data]
    people = [terms.people[kind] + " (VULNERABLE)" * (kind in terms.vulnerable) for kind in facts.people]
    known = {
        "Cause": terms.causes.get(facts.cause or ""),
        "Kinds of data": "; ".join(one.name + (f" ({one.special.upper()})" if one.special else "") for one in data),
        "Kinds of people": "; ".join(people),
        "People": _number(facts.people_count),
        "Records": _number(facts.records_count),
        "Consequences": facts.consequences,
        "Measures": facts.measures,
    }
    return [(name, text or NOT_KNOWN) for name, text in known.items()]


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def communications(case: CaseDetail, room: int) -> Parts:
    """Who was told, the actions, people and papers, and what keeps the breach from being closed."""
    _, breach = case.of_breach
    parts: Parts = [("Told\n", "bold")]
    for number, one in enumerate(breach.notices, 1):
        unknown = f"; still unknown: {', '.join(one.unknown)}" if one.unknown else "; nothing unknown"
        further = "; nothing further to follow" if one.complete else ""
        parts += _fold(f"Regulator  {moment(one.at)}, phase {number}{further or unknown}", 11, room)
    parts += [] if breach.notices else ["Regulator  not notified\n"]
    parts.append(f"People     {_people_told(breach)}\n")
    for event in case.events:
        if event.kind == Kind.others_told and event.stands:
            parts += _fold(f"{day(event.on)} {event.fact('whom') or 'someone else'}", 11, room)
    parts += ["\n", *_actions(breach.actions, room), *_people(case, room)]
    if breach.undecided and case.stage != "closed":
        parts += ["\n", ("Before it can be closed\n", "bold")]
        for sentence in breach.undecided:
            parts += _fold(f"? {sentence}", 2, room)
    return parts


def _people_told(breach: BreachDetail) -> str:
    if breach.told:
        return f"told on {day(breach.told)}"
    if not breach.assessed:
        return "not told; not decided"
    decided = breach.assessments[-1].people.decision
    return "not told: decision recorded" if decided == PeopleDecision.not_tell else "! not told yet"


def _actions(listed: Sequence[Action], room: int) -> Parts:
    parts: Parts = [("Actions\n", "bold")]
    for one in sorted(listed, key=lambda one: (bool(one.done), one.due)):
        state = f"= done {day(one.done)}" if one.done else f"? due {day(one.due)}"
        line = f"{state}  {ACTIONS[one.what]}: {one.words}; {one.owner or 'no owner'}"
        parts += _fold(line, 2, room)
    return parts if listed else [*parts, "None yet: press o\n"]


def _people(case: CaseDetail, room: int) -> Parts:
    record, breach = case.of_breach
    listed, affected = breach.people, record.facts.people_count
    made = sum(bool(one.letter) for one in listed)
    who = f"{len(listed)} on the list" if listed else "no one on the list yet"
    of = f" of {affected:,} affected" if affected is not None else ""
    kinds = Counter((one.kind, str(one.state), day(one.made)) for one in case.letters)
    names = "; ".join(f"{' '.join(one)}{f' ({count})' * (count > 1)}" for one, count in kinds.items()) or "none yet"
    came = "; ".join(one.name for one in case.attachments)
    rows = [
        ("People", f"{who}{of}, {made} letter{'s' * (made != 1)} made; press p"),
        ("Papers", names),
        ("Attached", came),
    ]
    return ["\n", *_rows([(name, text) for name, text in rows if text], room)]


def _rows(rows: list[tuple[str, str]], room: int) -> Parts:
    parts: Parts = []
    for name, text in rows:
        earliest_instant, *more = _fold(f"{name:<16}{text}", 16, room)
        parts += [(f"{name:<16}", "bold"), earliest_instant[16:], *more]
    return parts


def _fold(text: str, indent: int, room: int) -> list[str]:
    """A text broken to fit, line by line, so that a limit on the length of a part does not count the indents."""
    return [f"{line}\n" for line in hung(text, indent, room).splitlines()]


def assessment(one: Assessment | None) -> str:
    """The heading of the last assessment: whether it is in force, or that there is none."""
    if one is None:
        return "Assessment: none yet; press a"
    stale = "! THE FACTS HAVE CHANGED SINCE: assess it again" if one.stale else "in force"
    return f"Assessment of {moment(one.recorded)} by {one.actor}: {stale}"


def tests(one: Assessment, room: int) -> Parts:
    """The opinion of the statutory tests, with the answers it depends on."""
    parts: Parts = [("Statutory tests (Articles 33 and 34)\n", "bold")]
    for name, answer in one.answers.items():
        parts += _fold(f"{QUESTIONS[name]} {ANSWERS[name][answer]}", 2, room)
    return parts + tests_opinion(one.tests, room)


def tests_opinion(opinion: Opinion, room: int) -> Parts:
    """The result of the tests, why, and what would change it."""
    parts: Parts = [(hung(f"= {REGULATOR[opinion.regulator]}; {PEOPLE[opinion.people]}", 2, room) + "\n", "bold")]
    return parts + _listed("Because", opinion.because, room) + _listed("What would change it", opinion.changes, room)


def score_opinion(score: Score, room: int) -> Parts:
    """ENISA's score with its working, how its band is commonly read, and what would change it."""
    band = breach_terms().bands[score.band].name.upper()
    parts: Parts = [("ENISA severity\n", "bold")]
    parts += [hung(step, 2, room) + "\n" for step in score.steps]
    parts += [(hung(f"= {score.value}, {band}: commonly read as {score.reading}", 2, room) + "\n", "bold")]
    return parts + _listed("Flagged", score.flags, room) + _listed("What would change it", score.changes, room)


def _listed(name: str, sentences: Sequence[str], room: int) -> Parts:
    return [f"{name}:\n", *(hung(f"- {one}", 2, room) + "\n" for one in sentences)] if sentences else []


def decided(one: Assessment, room: int) -> Parts:
    """What the officer decided, and why."""
    parts: Parts = [("Decided by the officer\n", "bold")]
    for words, reason in (
        (REGULATOR[one.regulator.decision], one.regulator.reason),
        (PEOPLE[one.people.decision], one.people.reason),
    ):
        parts += _fold(f"{words} - {reason}" if reason else words, 2, room)
    return parts


def earlier(assessments: Sequence[Assessment], room: int) -> Parts:
    """The assessments before the last one, newest first."""
    parts: Parts = []
    for one in reversed(assessments[:-1]):
        band = breach_terms().bands[one.score.band].name.lower()
        head = f"{moment(one.recorded)} {one.actor}: ENISA {one.score.value} ({band})"
        parts += [*_fold(head, 2, room), *decided(one, room)[1:]]
    return [("\nEarlier assessments\n", "bold"), *parts] if parts else []


def timeline(case: CaseDetail, room: int) -> Parts:
    """The events in order; a corrected one is marked."""
    parts: Parts = [("\nTimeline\n", "bold")]
    for event in case.events:
        marks = f" (corrects {event.corrects})" if event.corrects else ""
        marks += "" if event.stands else " (corrected since)"
        name = OF_BREACH.get(event.kind) or EVENTS.get(event.kind, event.kind)
        note = f" - {event.note}" if event.note else ""
        at = moment(event.took_effect)
        parts += _fold(f"{at:<18}{name}{_more(event)}{marks}{note}", 18, room)
    return parts


def _more(event: TimelineRow) -> str:
    words = [event.fact(name) for name in ("whom", "processor", "owner")]
    words += [f"their reference {event.fact('theirs')}"] if event.fact("theirs") else []
    words += [TELLINGS[Telling(event.fact("how"))]] if event.fact("how") else []
    return "".join(f", {one}" for one in words if one)
