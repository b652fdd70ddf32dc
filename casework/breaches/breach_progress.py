"""The progress of breaches, from the history: what was assessed and decided, who was told, what is still to do."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import PlainValidator, TypeAdapter
from sqlmodel import Session, col, select

from casework.breaches.incidents import MATERIAL, Breach, date_of, earliest_instant, ends
from casework.breaches.notification_tests import Opinion, PeopleDecision, RegulatorDecision
from casework.breaches.severity import Score
from casework.text.batches import batches
from casework.text.facts import Unchecked
from casework.timeline.events import KINDS, ActKind, Event, Kind, events_in_force
from casework.timeline.history import History, Payload, as_event, facts_of
from casework.timeline.outcomes import Measure, Outcome
from casework.timeline.progress import Stage, Step
from casework.vault.columns import moment_of
from casework.vault.database import number

D = TypeVar("D", RegulatorDecision, PeopleDecision)
READ = frozenset((*KINDS, ActKind.letter))
"""The kinds of rows that a breach's progress is read from."""


@dataclass(frozen=True, slots=True)
class SentNotification:
    """A notification sent to the regulator, and what was still unknown when it was sent (UTC)."""

    seq: int
    at: datetime
    unknown: tuple[str, ...]
    complete: bool
    """Nothing further will be known."""
    original: int
    """The number of the first version of a corrected event; else `seq`."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done because of a breach."""

    seq: int
    """The number it was first recorded under; a correction does not change it."""
    what: Measure
    words: str
    owner: str
    due: date
    done: date | None


@dataclass(frozen=True, slots=True)
class Reasoned(Generic[D]):
    """What the officer decided, and why."""

    decision: D
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreachDecision:
    """What was decided about telling the regulator and the people; all that is left once the papers are disposed of."""

    seq: int
    on: date
    recorded: datetime
    actor: str
    regulator: Reasoned[RegulatorDecision]
    people: Reasoned[PeopleDecision]
    stale: bool = False
    """Whether facts changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(BreachDecision):
    """A full assessment: the answers, the two opinions, and what the officer decided."""

    answers: dict[str, str]
    """The answers to `notification_tests.QUESTIONS`."""
    factors: dict[str, str | int]
    """Those of `severity.Factors` that were given."""
    tests: Opinion
    score: Score


_ASSESSMENT = TypeAdapter(Assessment)


def _moment(text: str | None) -> date | None:
    return moment_of(text) if text else None


def _words(value: object) -> str | None:
    # a command may have been given a number where words were asked for
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _EventFacts:
    """The facts of a history row that a breach's progress depends on."""

    at: Annotated[date | None, PlainValidator(_moment)] = None
    note: Annotated[str | None, PlainValidator(_words)] = None
    owner: Annotated[str | None, PlainValidator(_words)] = None
    outcome: Outcome | None = None
    unknown: tuple[str, ...] = ()
    complete: str | None = None
    what: str = Measure.other
    due: date | None = None
    action: Annotated[str | None, PlainValidator(_words)] = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class _Changes:
    """The facts that a row changed, before and after."""

    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


_EVENT_FACTS, _CHANGES = TypeAdapter(_EventFacts), TypeAdapter(_Changes)


@dataclass(frozen=True, slots=True)
class BreachAct:
    """The other facts of an act on a breach, which its case file shows."""

    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    """The facts that were changed."""
    added: tuple[int, ...] = ()
    """The numbers of people added to the list."""
    removed: int | None = None
    made: tuple[int, ...] = ()
    """The numbers of people letters were made for."""
    kind: str = ""
    """The kind of a paper; with it go its digest and, for a notification, its phase."""
    digest: str = ""
    phase: int | None = None


_ACT = TypeAdapter(BreachAct)


def acts(session: Session, seqs: Iterable[int]) -> dict[int, BreachAct]:
    """The facts of those history rows that are acts, not events; a row whose facts were disposed of is left out."""
    return {seq: _ACT.validate_python(facts) for seq, facts in facts_of(session, seqs).items()}


@dataclass(slots=True)
class BreachProgress:
    """What happened to one breach, as recorded up to some instant."""

    times: dict[Kind, date | datetime] = field(default_factory=dict)
    """Incident, discovery, awareness, containment: UTC instants, or dates if the time is not known."""
    aware: datetime | None = None
    notices: list[SentNotification] = field(default_factory=list)
    told: date | None = None
    actions: list[Action] = field(default_factory=list)
    decisions: list[BreachDecision] = field(default_factory=list)
    """The decision of each assessment, oldest first; an `Assessment`, unless its facts were disposed of."""
    changes: list[tuple[int, Unchecked]] = field(default_factory=list)
    """The rows that changed facts, with the facts before, oldest first."""
    texts: list[tuple[int, datetime]] = field(default_factory=list)
    """The rows that made or copied a text for the regulator, with the instant (UTC), oldest first."""
    dated: int | None = None
    """The row that first recorded when it happened."""
    owner: str | None = None
    closed: bool = False
    outcome: Outcome | None = None

    @property
    def assessments(self) -> list[Assessment]:
        """Every assessment whose facts were not disposed of, oldest first."""
        return [one for one in self.decisions if isinstance(one, Assessment)]

    @property
    def assessed(self) -> BreachDecision | None:
        """The decision in force: that of the last assessment, unless facts changed since."""
        last = self.decisions[-1] if self.decisions else None
        return last if last and not last.stale else None

    @property
    def stale(self) -> bool:
        """Whether facts changed since the last assessment."""
        return bool(self.decisions) and self.assessed is None

    @property
    def open_actions(self) -> list[Action]:
        """Actions not done yet, earliest due date first."""
        return sorted((one for one in self.actions if not one.done), key=lambda one: (one.due, one.seq))

    @property
    def awaits_regulator(self) -> bool:
        """Whether the 72 hours run: not notified, and no assessment in force decides against it."""
        decided = self.assessed.regulator.decision if self.assessed else None
        return not self.notices and decided != RegulatorDecision.not_notify

    @property
    def awaits_people(self) -> bool:
        """Whether the officer decided to tell the people affected, and has not yet."""
        decided = self.assessed.people.decision if self.assessed else PeopleDecision.not_tell
        return decided != PeopleDecision.not_tell and self.told is None

    @property
    def awaits_phase(self) -> bool:
        """Whether the regulator still needs what was unknown (UK GDPR Art 33(4))."""
        return bool(self.notices and self.notices[-1].unknown and not self.notices[-1].complete)


def progress_of(
    session: Session, references: Sequence[str], before: datetime | None = None
) -> dict[str, BreachProgress]:
    """The progress of each of those breaches; with `before`, as recorded before that instant."""
    rows: dict[str, list[tuple[History, str | None]]] = defaultdict(list)
    for some in batches(references):
        asked = select(History, Payload.facts).join(Payload, col(Payload.seq) == History.seq, isouter=True)
        asked = asked.where(col(History.reference).in_(some)).order_by(col(History.seq))
        for row, facts in session.execute(asked.where(History.recorded < before) if before else asked):
            rows[row.reference].append((row, facts))
    kept = {one.reference: one for one in _disposed_of(session, references)}
    return {reference: _progress(rows[reference], kept.get(reference)) for reference in references}


def _disposed_of(session: Session, references: Sequence[str]) -> Iterator[Breach]:
    """Those whose papers were disposed of: the facts they keep replace those that were erased."""
    for some in batches(references):
        query = select(Breach).where(col(Breach.reference).in_(some), col(Breach.outcome).is_not(None))
        yield from (one for one in session.exec(query) if one.is_disposed)


def _progress(rows: list[tuple[History, str | None]], gone: Breach | None) -> BreachProgress:
    known = {row.seq: _EVENT_FACTS.validate_json(facts or "{}") for row, facts in rows if row.kind in READ}
    progress = BreachProgress(owner=known[rows[0][0].seq].owner if rows else None)
    empty = {row.seq for row, facts in rows if facts in (None, "{}")}
    in_force = events_in_force(as_event(row, {"note": known[row.seq].note}) for row, _ in rows if row.kind in KINDS)
    for event in in_force:
        seq = number(event.seq)
        _apply(progress, event, _kept_facts(gone, event) if seq in empty else known[seq])
    ended = [event for event in in_force if event.kind == Kind.action_done]
    done = {known[number(event.seq)].action: event.on for event in ended}
    if gone:  # which action each was is erased: how many were done is not
        done = {str(action.seq): event.on for action, event in zip(progress.actions, ended, strict=False)}
    progress.actions = [replace(action, done=done.get(str(action.seq))) for action in progress.actions]
    for row, facts in rows:
        if row.kind == ActKind.described:
            changes = _CHANGES.validate_json(facts or "{}")
            progress.changes.append((row.seq, changes.before))
            if progress.decisions and set(changes.after) & set(MATERIAL):
                progress.decisions[-1] = replace(progress.decisions[-1], stale=True)
        elif row.kind == ActKind.assessed:
            progress.decisions.append(_decided(row, facts, gone))
        elif row.kind == ActKind.copied or (row.kind == ActKind.letter and known[row.seq].kind == "notification"):
            progress.texts.append((row.seq, row.recorded))
        elif row.kind == Kind.happened:
            progress.dated = progress.dated or row.seq
    return progress


def _decided(row: History, facts: str | None, gone: Breach | None) -> BreachDecision:
    """An assessment; where its facts were disposed of, what was decided."""
    recorded, day = row.recorded, row.day or row.recorded.date()
    if facts is not None:
        who = {"seq": row.seq, "on": day, "recorded": recorded, "actor": row.actor}
        return _ASSESSMENT.validate_python(json.loads(facts) | who)
    regulator = (gone and gone.regulator) or RegulatorDecision.notify
    people = (gone and gone.people) or PeopleDecision.tell
    return BreachDecision(row.seq, day, recorded, row.actor, Reasoned(regulator), Reasoned(people))


def _kept_facts(gone: Breach | None, event: Event) -> _EventFacts:
    """What is still known about an event whose facts were disposed of."""
    if gone is None:
        return _EventFacts()
    at = {
        Kind.happened: gone.happened,
        Kind.discovered: gone.discovered,
        Kind.aware: gone.aware,
        Kind.notified: gone.notified,
    }.get(event.kind)
    return _EventFacts(at=at) if at and date_of(at) == event.on else _EventFacts()


def _apply(progress: BreachProgress, event: Event, facts: _EventFacts) -> None:
    if event.kind in (Kind.happened, Kind.discovered, Kind.aware, Kind.contained):
        progress.times[event.kind] = facts.at or event.on
    if event.kind == Kind.aware:
        progress.aware = earliest_instant(facts.at or event.on)
    elif event.kind == Kind.assigned:
        progress.owner = facts.owner
    elif event.kind == Kind.notified:
        at, original = earliest_instant(facts.at or event.on), event.corrects or number(event.seq)
        progress.notices.append(
            SentNotification(number(event.seq), at, facts.unknown, facts.complete == "yes", original, event.note)
        )
    elif event.kind == Kind.people_told:
        progress.told = progress.told or event.on
    elif event.kind == Kind.action:
        original, words = event.corrects or number(event.seq), event.note or ""
        progress.actions.append(
            Action(original, Measure(facts.what), words, facts.owner or "", facts.due or event.on, None)
        )
    elif event.kind in (Kind.closed, Kind.reopened):
        progress.closed = event.kind == Kind.closed
        progress.outcome = (facts.outcome or Outcome.dealt_with) if progress.closed else None


def step(progress: BreachProgress) -> Step:
    """The stage of a breach, and what to do next."""
    if progress.closed:
        return Stage.closed, "nothing more"
    if not progress.decisions:
        return Stage.logged, "describe it, and assess the risk to people"
    if progress.stale:
        return Stage.changed, "assess it again: the facts have changed"
    if progress.awaits_regulator:
        return Stage.assessed, "notify the regulator"
    if progress.awaits_people:
        public = progress.assessed and progress.assessed.people.decision == PeopleDecision.public
        return Stage.assessed, "publish the communication" if public else "tell the people affected"
    if progress.awaits_phase:
        return Stage.notified, "tell the regulator what was still unknown"
    if left := len(progress.open_actions):
        return Stage.in_hand, f"carry out {left} action{'s' * (left > 1)}"
    return Stage.dealt_with, "close the case"


def undecided(progress: BreachProgress, *, is_breach: bool = True) -> list[str]:
    """What keeps a breach from being closed, in sentences.

    A breach closed as no breach (`is_breach` false) needs no assessment; decisions must still be carried out.
    """
    sentences = []
    if progress.stale:
        sentences.append("The facts have changed since the assessment. Assess it again.")
    elif not progress.decisions:
        sentences += ["It has not been assessed. Assess it, and decide who to tell."] if is_breach else []
    elif progress.awaits_regulator:
        sentences.append("You decided to notify the regulator. Record when you did, or change the decision.")
    if progress.awaits_people:
        sentences.append("You decided to tell people. Record when you did, or change the decision.")
    if progress.awaits_phase:
        sentences.append(
            "You have not told the regulator what was unknown. Send it, or record that nothing more will be known."
        )
    if left := len(progress.open_actions):
        sentences.append(
            f"{left} actions are not done. Record them as done, or remove them."
            if left > 1
            else "1 action is not done. Record it as done, or remove it."
        )
    return sentences


def is_late(progress: BreachProgress, nation: str) -> bool:
    """Whether the regulator was first notified after the 72 hours."""
    return bool(progress.notices and progress.aware and progress.notices[0].at > ends(progress.aware, nation))
