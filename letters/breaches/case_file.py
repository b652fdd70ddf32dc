"""The case file of a breach, for the register (UK GDPR Art 33(5)): what happened, what was decided and why. Pure.

It gives officers' names and what they typed; the people affected only by their numbers on the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from casework.breaches.breach_progress import Assessment, BreachAct, BreachDecision, BreachProgress, step
from casework.breaches.incidents import Breach
from casework.breaches.notification_tests import ANSWERS, PEOPLE, QUESTIONS, REGULATOR, Opinion
from casework.breaches.severity import LABELS, Score
from casework.clock import Deadline, deadline_lines
from casework.disclosure.papers import Paper, PaperState
from casework.law import BreachTerms, breach_terms
from casework.notice.council import Council
from casework.text.days import plain, short
from casework.timeline.events import LONDON, ActKind, Kind
from casework.timeline.outcomes import ACTIONS, OUTCOMES, TELLINGS, Telling
from casework.vault.columns import moment_of
from casework.views.case_timeline import TimelineRow
from letters.breaches.notification import at, when
from letters.breaches.people_letter import PLAINLY, read_of
from letters.paper.fonts import visible
from letters.paper.letter import Block, Fact, Letter, heading, text

NOTHING = "not known"
FACTS = {
    "what": "What happened",
    "by": "Noticed by",
    "affected": "Who is affected, as first reported",
    "service": "Service",
    "ongoing": "Still going on",
    "cause": "Cause",
    "near_miss": "A near miss",
    "data": "Kinds of data",
    "records_count": "Records, about",
    "people": "Kinds of people",
    "people_count": "People, about",
    "protected": "Data unintelligible to whoever has them",
    "processor": "Processor",
    "containment": "Containment",
    "consequences": "Likely consequences",
    "measures": "Measures taken or proposed",
    "before": "In place before",
    "trained": "Those involved trained in the last two years",
    "delay": "Why the regulator was notified late",
    "plain": "What people are told happened",
    "meaning": "What people are told it may mean",
    "done": "What people are told is being done",
    "advice": "What people are told they can do",
}
TIMES = {
    Kind.happened: "It happened",
    Kind.discovered: "It was discovered",
    Kind.aware: "The council became aware",
    Kind.contained: "It was contained",
}
EVENT_WORDS = {
    **{str(kind): words for kind, words in TIMES.items()},
    "logged": "Logged",
    "processor_told": "A processor gave notice",
    "notified": "The regulator was notified",
    "people_told": "People were told",
    "others_told": "Others were told",
    "action": "An action was decided",
    "action_done": "An action was done",
    "note": "Note",
    "assigned": "Assigned",
    "attached": "Files attached",
    "closed": "Closed",
    "reopened": "Reopened",
    "corrected": "An event was removed",
    "described": "Facts changed",
    "assessed": "Assessed",
    "people-added": "People added to the list",
    "person-removed": "A person removed from the list",
    "letter": "A paper was made",
    "people-letters": "Letters were made",
    "copied": "Copied to the clipboard",
}
"""What happened to a breach, in words."""
KEYED = {
    "what": {str(key): words for key, words in ACTIONS.items()},
    "how": {str(key): words for key, words in TELLINGS.items()},
    "outcome": {str(key): words for key, words in OUTCOMES.items()},
}
"""The facts of an event that are keys, with what each key means."""
PAPERS = {"notification": "notification", "people-letter": "letter", "public": "public communication"}


def case_file(
    breach: Breach,
    progress: BreachProgress,
    council: Council,
    rows: Sequence[TimelineRow],
    acts: Mapping[int, BreachAct],
    *,
    on: date,
    deadline: Deadline,
    people: int,
    filed: Sequence[Paper],
    head: tuple[int, str],
) -> Letter:
    """The case file after row `head` (its number and its MAC) of the history, dated `on`.

    `rows` is the breach's timeline, `acts` the facts of each row that is an act, `people` how many are on its list.
    """
    parts: dict[str, list[Block]] = {
        "Where it is now": [_pairs(_current(breach, progress))],
        "What is known": [_pairs(_facts(breach))],
        "Times": [_pairs([(name, when(progress.times.get(kind)) or NOTHING) for kind, name in TIMES.items()])],
        "The 72 hours": [Block("list", points=tuple(line.strip() for line in deadline_lines(deadline)))],
        "Assessments and decisions": _assessments(progress),
        "What the regulator was told": _notices(progress, rows, acts),
        "Telling people and others": _people_told(rows, people, filed),
        "Actions": _actions(progress),
        "Timeline": [_timeline(progress, rows, acts)],
        "History": text(f"Made after row {head[0]} of the history, head {head[1]}."),
    }
    blocks = [visibly(block) for name, listed in parts.items() for block in (heading(name), *listed)]
    return Letter(
        kind="story",
        reference=breach.reference,
        on=on,
        title=f"Case file of {breach.reference}",
        letterhead=(council.name, "Register of personal data breaches (UK GDPR Art 33(5))"),
        address=(),
        salutation="",
        blocks=tuple(blocks),
        sign_off=(),
        facts=(Fact("head", head[1], f"row {head[0]} of the history"),),
    )


def visibly(block: Block) -> Block:
    """The block with every unprintable character shown as its number: a record shows what was typed."""
    points, rows = (tuple(map(visible, block.points)), tuple(tuple(map(visible, row)) for row in block.rows))
    return Block(block.kind, visible(block.text), points, rows)


def _pairs(pairs: Sequence[tuple[str, str]]) -> Block:
    return Block("table", rows=(("What", "Now"), *pairs))


def _current(breach: Breach, progress: BreachProgress) -> list[tuple[str, str]]:
    stage, following = step(progress)
    ended = f": {OUTCOMES[progress.outcome]}" if progress.outcome else ""
    bands = breach_terms().bands
    notified = at(progress.notices[0].at) if progress.notices else None
    told = plain(progress.told) if progress.told else None
    return [
        ("Stage", f"{stage}{ended}; next: {following}"),
        ("Logged", plain(breach.logged)),
        ("Owner", progress.owner or breach.owner or "no owner"),
        (
            "Severity (ENISA)",
            f"{breach.score}, {bands[breach.band].name.lower()}" if breach.band else "not assessed",
        ),
        ("The regulator", f"{REGULATOR[breach.regulator] if breach.regulator else 'not decided'}{_since(notified)}"),
        ("The people", f"{PEOPLE[breach.people] if breach.people else 'not decided'}{_since(told)}"),
    ]


def _since(on: str | None) -> str:
    return f"; done: {on}" if on else ""


def _facts(breach: Breach) -> list[tuple[str, str]]:
    facts = asdict(breach.facts) | {"service": breach.service}
    facts |= {plainly: read_of(breach, fact) for fact, plainly in PLAINLY.items()}
    shown = {key: name for key, name in FACTS.items() if key != "delay" or facts["delay"]}
    return [(name, _value(key, facts[key], breach_terms())) for key, name in shown.items()]


def _value(key: str, value: object, terms: BreachTerms) -> str:
    if value in (None, "", [], ()):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key == "cause":
        return terms.causes.get(str(value), str(value))
    if isinstance(value, list | tuple):
        names = {kind: one.name for kind, one in terms.data.items()} if key == "data" else terms.people
        return "\n".join(names.get(one) or one for one in value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _assessments(progress: BreachProgress) -> list[Block]:
    blocks: list[Block] = [] if progress.assessments else text("Not assessed.")
    for number, one in enumerate(progress.assessments, 1):
        stale = " The facts have changed since." if one.stale else ""
        blocks += [Block("text", f"Assessment {number}, by {one.actor}, at {at(one.recorded)}.{stale}")]
        blocks += [_opinions(one.tests, one.score), _given(one), _decided(one)]
    return blocks


def _opinions(tests: Opinion, score: Score) -> Block:
    band = breach_terms().bands[score.band].name.lower()
    rows = (
        ("Two opinions", "By the tests of Articles 33 and 34", "By ENISA's severity"),
        (
            "Result",
            f"{REGULATOR[tests.regulator]}; {PEOPLE[tests.people]}",
            f"{score.value}, {band} (commonly read as: {score.reading})",
        ),
        ("Why", "\n".join(tests.because), "\n".join([*score.steps, *score.flags])),
        ("What would change it", "\n".join(tests.changes), "\n".join(score.changes)),
    )
    return Block("table", rows=rows)


def _given(one: Assessment) -> Block:
    terms = breach_terms()
    rows = [(QUESTIONS[name], ANSWERS[name].get(key, key)) for name, key in one.answers.items()]
    for name, value in one.factors.items():
        key = str(value)
        known = terms.context if name == "context" else terms.factors.get(name, {})
        rows.append((LABELS[name], known[key].name if key in known else key))
    return Block("table", rows=(("Asked", "Answered"), *rows))


def _decided(one: Assessment) -> Block:
    rows = [
        ("The officer decided", "Decision", "Reason"),
        ("The regulator", REGULATOR[one.regulator.decision], one.regulator.reason or "none given"),
        ("The people", PEOPLE[one.people.decision], one.people.reason or "none given"),
    ]
    return Block("table", rows=tuple(rows))


def _notices(progress: BreachProgress, rows: Sequence[TimelineRow], acts: Mapping[int, BreachAct]) -> list[Block]:
    if not progress.notices:
        return text("The regulator was not notified.")
    by_seq = {row.seq: row for row in rows}
    papers = {act.phase: act.digest for act in acts.values() if act.kind == "notification"}
    table = [("Notification", "Sent", "Not known then", "Reference, reasons, remarks")]
    for number, notice in enumerate(progress.notices, 1):
        row = by_seq[notice.seq]
        remarks = [row.fact("theirs"), row.note, "Nothing further was to follow." * notice.complete]
        remarks += [f"Paper {papers[number][:23]}"] if number in papers else []
        unknown = "\n".join(notice.unknown) or "nothing"
        table.append((f"Phase {number}", at(notice.at), unknown, "\n".join(part for part in remarks if part)))
    return [Block("table", rows=tuple(table))]


def _people_told(rows: Sequence[TimelineRow], people: int, filed: Sequence[Paper]) -> list[Block]:
    made: dict[tuple[str, date], int] = {}
    for paper in filed:
        if paper.kind in ("people-letter", "public") and paper.state == PaperState.filed:
            made[paper.kind, paper.day] = made.get((paper.kind, paper.day), 0) + 1
    table = [("When", "What", "Remarks")]
    table += [
        (short(on), f"{count} {PAPERS[kind]}{'s' * (count > 1)} made", "") for (kind, on), count in sorted(made.items())
    ]
    for row in rows:
        if row.stands and row.kind in (Kind.people_told, Kind.others_told, Kind.processor_told):
            how = TELLINGS[Telling(row.fact("how"))] if row.fact("how") else ""
            what = row.fact("whom") or row.fact("processor") or how
            table.append((_day(row.on), f"{EVENT_WORDS[row.kind]}: {what}".rstrip(": "), row.note or ""))
    listed = text(f"People affected on the list: {people:,}." if people else "No one is on the list.")
    return listed + ([Block("table", rows=tuple(table))] if len(table) > 1 else text("No one has been told yet."))


def _actions(progress: BreachProgress) -> list[Block]:
    if not progress.actions:
        return text("No actions were decided.")
    rows = [("What", "Who", "By", "Done")]
    for one in sorted(progress.actions, key=lambda one: (one.due, one.seq)):
        what = f"{ACTIONS[one.what].capitalize()}\n{one.words}".strip()
        rows.append((what, one.owner, plain(one.due), plain(one.done) if one.done else "not yet"))
    return [Block("table", rows=tuple(rows))]


def _timeline(progress: BreachProgress, rows: Sequence[TimelineRow], acts: Mapping[int, BreachAct]) -> Block:
    decided = {one.seq: one for one in progress.decisions}
    table = [("Row", "Date", "What", "By, recorded", "Details")]
    for row in rows:
        local = row.recorded.astimezone(LONDON)
        who = f"{row.actor}\n{local:%d/%m/%Y %H:%M %Z}"
        what = EVENT_WORDS.get(row.kind, row.kind) + ("" if row.stands else " (corrected since)")
        remark = _remark(row, acts.get(row.seq, BreachAct()), decided.get(row.seq))
        table.append((str(row.seq), _day(row.on), what, who, remark))
    return Block("table", rows=tuple(table))


def _remark(row: TimelineRow, act: BreachAct, decided: BreachDecision | None) -> str:
    """The details of a timeline row; people on the list appear only by number."""
    parts = [f"corrects row {row.corrects}"] if row.corrects else []
    if row.kind == ActKind.described:
        parts += [_changed(name, act.before.get(name), new) for name, new in act.after.items()]
    elif row.kind == ActKind.assessed:
        parts += [REGULATOR[decided.regulator.decision], PEOPLE[decided.people.decision]] if decided else []
    elif row.kind in (ActKind.people_added, ActKind.people_letters):
        numbers = act.added or act.made
        parts.append(f"{len(numbers)}: numbers {min(numbers)} to {max(numbers)}" if numbers else "")
    elif row.kind == ActKind.person_removed:
        parts.append(f"number {act.removed}")
    elif row.kind == ActKind.letter:
        parts += [PAPERS.get(act.kind, act.kind), act.digest[:23]]
    else:
        facts = {name: value for name, value in row.facts.items() if value not in (None, "", [])}
        parts += [_spoken(name, value) for name, value in facts.items()]
    return "\n".join(part for part in [*parts, row.note or ""] if part)


def _changed(name: str, old: object, new: object) -> str:
    before, now = (_value(name, value, breach_terms()) for value in (old, new))
    return f"{FACTS.get(name, name)}: {now}" + (f" (before: {before})" if before != NOTHING else "")


def _spoken(name: str, value: object) -> str:
    """A fact of an event in words: its name, not the key it is kept under."""
    if name in KEYED:
        return KEYED[name].get(str(value), str(value))
    called = {
        "theirs": "their reference",
        "complete": "nothing further will be known",
        "due": "by",
        "action": "row",
        "sources": "file",
    }
    return f"{called.get(name, name)}: {plain(date.fromisoformat(str(value))) if name == 'due' else _in_words(value)}"


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and value[:2] == "20" and value.endswith("Z"):
        return when(moment_of(value)) or value
    return str(value)


def _day(on: date | None) -> str:
    return short(on) if on else ""
