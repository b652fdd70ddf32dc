"""The notification of a breach to the regulator (UK GDPR Art 33): facts in the order of its report form. Pure.

It says what is not known yet; that follows in a later phase (Art 33(4)).
"""

from collections.abc import Sequence
from datetime import date, datetime

from casework import law
from casework.breaches.breach_progress import Action, Assessment, BreachProgress
from casework.breaches.incidents import Breach, unknown
from casework.breaches.notification_tests import ANSWERS, PeopleDecision
from casework.clock import Deadline
from casework.law import breach_terms
from casework.notice.council import Council
from casework.text.days import long, plain
from casework.timeline.events import LONDON, Kind
from casework.timeline.outcomes import ACTIONS
from casework.views.case_timeline import TimelineRow
from letters.paper.letter import Block, Fact, Letter, heading, paragraphs

UNKNOWN = "Not known yet."
TRAINED = {"yes": "Yes.", "no": "No.", "unknown": UNKNOWN}


def notification(
    breach: Breach,
    progress: BreachProgress,
    council: Council,
    rows: Sequence[TimelineRow],
    *,
    on: date,
    deadline: Deadline,
    late: bool,
) -> Letter:
    """The notification of Article 33, dated `on`: the first, or the next phase if one was sent already.

    `rows` is the breach's timeline, `deadline` its 72 hours, `late` whether the first notification is after them.
    It names no one affected, unless the officer's own words do.
    """
    events = [row for row in rows if row.stands]
    parts = {
        "About this report": _report(progress, events),
        "About the breach": _breach(breach, progress, deadline, late, events),
        "About the data and the people": _data_and_people(breach),
        "Consequences": _consequences(breach, progress),
        "What was in place before": [
            _asked("Measures in place to prevent it", breach.facts.before),
            _asked("Were those involved trained in data protection in the last two years?", _trained(breach)),
        ],
        "What has been done": _done(breach, progress, events),
        "About us": _about(council),
    }
    blocks = [block for name, asked in parts.items() for block in (heading(name), *asked)]
    missing = unknown(breach)
    if missing:
        later = "We will tell you when we know (UK GDPR Art 33(4))."
        blocks += [heading("What is not known yet"), Block("list", points=tuple(missing)), Block("text", later)]
    source = f"breach {breach.reference}"
    facts = [Fact(name, _kept(getattr(breach.facts, name)), source) for name in sorted(PRINTED)]
    facts += [Fact("phase", str(phase(progress)), f"{source} notices"), Fact("late", str(late), f"clock of {source}")]
    return Letter(
        kind="notification",
        reference=breach.reference,
        on=on,
        title=f"Personal data breach: {'first notification' if phase(progress) == 1 else f'phase {phase(progress)}'}",
        letterhead=(council.name, f"To: {law.regulator(on).name}"),
        address=(),
        salutation="",
        blocks=tuple(blocks),
        sign_off=(),
        facts=tuple(facts),
    )


PRINTED = (
    *("what", "affected", "ongoing", "data", "people", "people_count", "records_count", "cause", "protected", "delay"),
    *("processor", "containment", "consequences", "measures", "before", "trained"),
)
"""The facts of a breach that its notification gives: not who noticed it, nor what is written for the people."""


def _kept(value: object) -> str:
    # the digest of a letter is made from its facts: a list is written as it always was
    return str(list(value) if isinstance(value, tuple) else value)


def phase(progress: BreachProgress) -> int:
    """Which notification is the next: 1 for the first."""
    return len(progress.notices) + 1


def _asked(question: str, given: str | Sequence[str] | None) -> Block:
    """A question and its answer, or that it is not known yet."""
    answer = paragraphs(given) if isinstance(given, str) else tuple(given or ())
    return Block("asked", question, answer or (UNKNOWN,))


def _report(progress: BreachProgress, events: list[TimelineRow]) -> list[Block]:
    if not progress.notices:
        return [_asked("Kind of report", "First report, under UK GDPR Article 33.")]
    sent = [row for row in events if row.kind == Kind.notified]
    theirs = [row.fact("theirs") for row in sent if row.fact("theirs")]
    before = [f"{at(notice.at)} (phase {number})" for number, notice in enumerate(progress.notices, 1)]
    report = [
        f"Follow-up report, phase {phase(progress)}, under UK GDPR Article 33(4).",
        f"Earlier reports: {'; '.join(before)}.",
    ]
    report += [f"Your reference: {theirs[-1]}."] if theirs else []
    missing = _listed(progress.notices[-1].unknown)
    return [_asked("Kind of report", report), _asked("Not known at our last report", missing)]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names).capitalize()}." if names else "Nothing that the Article asks for."


def _breach(
    breach: Breach, progress: BreachProgress, deadline: Deadline, late: bool, events: list[TimelineRow]
) -> list[Block]:
    facts, times = breach.facts, progress.times
    cause = breach_terms().causes.get(breach.cause or "")
    cyber = breach.cause in breach_terms().cyber
    blocks = [
        _asked("What happened", facts.what),
        _asked("Service", breach.service) if breach.service else None,
        _asked("How it happened", f"{cause}. It is {'' if cyber else 'not '}a cyber incident." if cause else None),
        _asked("Is it still going on?", "Yes." if facts.ongoing else "No."),
        _asked("When it happened", when(times.get(Kind.happened))),
        _asked("When it was discovered", when(times.get(Kind.discovered))),
        _asked("When the council became aware of it", when(times.get(Kind.aware))),
        _asked("The 72 hours", f"They end at {at(deadline.ends)}: {deadline.steps[0].why}."),
    ]
    if late:
        given = [row.note for row in events if row.kind == Kind.notified and row.note]
        reason = facts.delay or next(iter(given), None)
        blocks.append(_asked("Why we did not notify within 72 hours", reason))
    return [block for block in blocks if block]


def _data_and_people(breach: Breach) -> list[Block]:
    facts, terms = breach.facts, breach_terms()
    data = [_marked(terms.data[kind].name, terms.data[kind].special) for kind in facts.data]
    vulnerable = terms.vulnerable
    people = [_marked(terms.people[kind], "vulnerable" if kind in vulnerable else "") for kind in facts.people]
    roughly = [f"As first reported: {facts.affected}."] if facts.affected else []
    count, records = facts.people_count, facts.records_count
    blocks = [
        _asked("Kinds of personal data", data),
        _asked("Number of records, about", None if records is None else f"{records:,}"),
        _asked("Kinds of people", people),
        _asked("Number of people, about", [UNKNOWN if count is None else f"{count:,}", *roughly]),
    ]
    kept = "The data are unintelligible to whoever has them, for example by encryption."
    return blocks + ([_asked("Protection of the data", kept)] if facts.protected else [])


LIKELY = {"yes": "likely", "no": "unlikely"}


def _marked(name: str, mark: str) -> str:
    return f"{name} ({mark})" if mark else name


def _consequences(breach: Breach, progress: BreachProgress) -> list[Block]:
    answers = progress.assessed.answers if isinstance(progress.assessed, Assessment) else {}
    likely = [
        f"{what}: {LIKELY.get(answers[name]) or ANSWERS[name][answers[name]]}."
        for name, what in (("risk", "A risk to people"), ("high", "A high risk"))
        if answers.get(name, "not-sure") != "not-sure"
    ]
    consequences = breach.facts.consequences
    return [_asked("Likely consequences for the people", consequences), _asked("How likely they are", likely)]


def _trained(breach: Breach) -> str:
    return TRAINED[breach.facts.trained]


def _done(breach: Breach, progress: BreachProgress, events: list[TimelineRow]) -> list[Block]:
    facts, contained = breach.facts, progress.times.get(Kind.contained)
    containment = [*paragraphs(facts.containment or ""), *([f"Contained: {when(contained)}."] if contained else [])]
    others = [f"{row.fact('whom')}, on {plain(row.on)}." for row in events if row.kind == Kind.others_told and row.on]
    blocks = [
        _asked("What was done to contain it", containment),
        _asked("What was done, or is proposed, to address the breach", facts.measures),
        _asked("Have the people affected been told?", _people(progress)),
        _asked("Have others been told?", others or "No."),
        _asked("Steps to prevent it from happening again", _steps(progress.actions)),
    ]
    notices = [row for row in events if row.kind == Kind.processor_told]
    if facts.processor or notices:
        named = facts.processor or notices[-1].fact("processor") or UNKNOWN
        told = [f"It told us: {when(row.took_effect)}." for row in notices]
        blocks.append(_asked("Processor", [named, *told]))
    return blocks


def _people(progress: BreachProgress) -> str:
    if progress.told:
        return f"Yes, on {plain(progress.told)}."
    if progress.assessed is None:
        return "Not yet. We have not decided."
    answer = {
        PeopleDecision.tell: "Not yet. We will tell each of them by letter.",
        PeopleDecision.public: "Not yet. We will tell them by a public communication (UK GDPR Art 34(3)(c)).",
        PeopleDecision.not_tell: "No. We decided not to tell them.",
    }[progress.assessed.people.decision]
    return f"{answer} {progress.assessed.people.reason}".strip()


def _steps(actions: Sequence[Action]) -> list[str]:
    ordered = sorted(actions, key=lambda one: (one.done is None, one.done or one.due, one.seq))
    steps = []
    for one in ordered:
        what = one.words.strip().rstrip(".") or ACTIONS[one.what].capitalize()
        steps.append(f"{what}: {f'done on {plain(one.done)}' if one.done else f'due on {plain(one.due)}'}.")
    return steps or ["None decided yet."]


def _about(council: Council) -> list[Block]:
    officer = council.officer or "Data Protection Officer"
    post = [] if officer == "Data Protection Officer" else ["Data Protection Officer"]
    return [
        _asked("Controller", [council.name, *council.address]),
        _asked("Data Protection Officer to contact", [officer, *post, council.email, council.phone]),
    ]


def when(moment: date | None) -> str | None:
    """An instant or a date of a breach in words, in Europe/London."""
    if moment is None:
        return None
    return at(moment) if isinstance(moment, datetime) else f"{long(moment)}, the time not known"


def at(instant: datetime) -> str:
    """An instant in words, in Europe/London: 16:30 (GMT) on Friday 20 November 2026."""
    local = instant.astimezone(LONDON)
    return f"{local:%H:%M} ({local:%Z}) on {long(local.date())}"
