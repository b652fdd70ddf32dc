"""How far breaches have come, from the chain: what was assessed and decided, who was told what, what is still to do."""

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
"""The rows whose facts are read as one of a course."""


@dataclass(frozen=True, slots=True)
class SentNotification:
    """What the regulator was told at an instant (UTC), and what was still unknown then."""

    seq: int
    at: datetime
    unknown: tuple[str, ...]
    complete: bool
    """Nothing further will be told."""
    original: int
    """The number of the event it stands for, where that was corrected; else `seq`."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done because of a breach."""

    seq: int
    """The number under which it was recorded first; a correction does not change it."""
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
    """When somebody decided whom to tell, and what: all that is known where the breach's papers were disposed of."""

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
    """An assessment whole: what was answered, what the two opinions came to, and what the officer decided."""

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
    """What a row of the history says of a breach, as far as its course goes by it."""

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
    """What a row says that changed facts: those that changed, before and after."""

    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


_EVENT_FACTS, _CHANGES = TypeAdapter(_EventFacts), TypeAdapter(_Changes)


@dataclass(frozen=True, slots=True)
class BreachAct:
    """What an act on a breach says in the history beside what its course goes by."""

    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    """The facts that were changed."""
    added: tuple[int, ...] = ()
    """The numbers that came on the list of people."""
    removed: int | None = None
    made: tuple[int, ...] = ()
    """The numbers to whom letters were made."""
    kind: str = ""
    """Of a paper, with its digest; of a notification, its phase too."""
    digest: str = ""
    phase: int | None = None


_ACT = TypeAdapter(BreachAct)


def acts(session: Session, seqs: Iterable[int]) -> dict[int, BreachAct]:
    """What those rows of the history say, which are acts and no events; none of a row whose facts were disposed of."""
    return {seq: _ACT.validate_python(said) for seq, said in facts_of(session, seqs).items()}


@dataclass(slots=True)
class BreachProgress:
    """What happened to one breach, as far as was recorded by some instant."""

    times: dict[Kind, date | datetime] = field(default_factory=dict)
    """Incident, discovery, awareness, containment: UTC instants, or days where no more is known."""
    aware: datetime | None = None
    notices: list[SentNotification] = field(default_factory=list)
    told: date | None = None
    actions: list[Action] = field(default_factory=list)
    decisions: list[BreachDecision] = field(default_factory=list)
    """What was decided whenever it was assessed, oldest first; an `Assessment`, unless its facts were disposed of."""
    changes: list[tuple[int, Unchecked]] = field(default_factory=list)
    """The rows that changed facts, with what these were before, oldest first."""
    texts: list[tuple[int, datetime]] = field(default_factory=list)
    """The rows that made or copied a text for the regulator, with the instant (UTC), oldest first."""
    dated: int | None = None
    """The row that first said when it happened."""
    owner: str | None = None
    closed: bool = False
    outcome: Outcome | None = None

    @property
    def assessments(self) -> list[Assessment]:
        """Every assessment whose facts still stand, oldest first."""
        return [one for one in self.decisions if isinstance(one, Assessment)]

    @property
    def assessed(self) -> BreachDecision | None:
        """What stands as decided: at the last assessment, unless the facts changed since."""
        last = self.decisions[-1] if self.decisions else None
        return last if last and not last.stale else None

    @property
    def stale(self) -> bool:
        """Whether it was assessed, and facts changed since."""
        return bool(self.decisions) and self.assessed is None

    @property
    def open_actions(self) -> list[Action]:
        """What is still to be done, first due first."""
        return sorted((one for one in self.actions if not one.done), key=lambda one: (one.due, one.seq))

    @property
    def awaits_regulator(self) -> bool:
        """Whether the 72 hours run: nobody was notified, and no assessment that stands says it need not be."""
        decided = self.assessed.regulator.decision if self.assessed else None
        return not self.notices and decided != RegulatorDecision.not_notify

    @property
    def awaits_people(self) -> bool:
        """Whether the people concerned are still to be told, as was decided."""
        decided = self.assessed.people.decision if self.assessed else PeopleDecision.not_tell
        return decided != PeopleDecision.not_tell and self.told is None

    @property
    def awaits_phase(self) -> bool:
        """Whether the regulator is still to be told what was unknown (UK GDPR Art 33(4))."""
        return bool(self.notices and self.notices[-1].unknown and not self.notices[-1].complete)


def progress_of(
    session: Session, references: Sequence[str], before: datetime | None = None
) -> dict[str, BreachProgress]:
    """The course of each of those breaches; with `before`, from what had been recorded before that instant (ISO)."""
    rows: dict[str, list[tuple[History, str | None]]] = defaultdict(list)
    for some in batches(references):
        asked = select(History, Payload.facts).join(Payload, col(Payload.seq) == History.seq, isouter=True)
        asked = asked.where(col(History.reference).in_(some)).order_by(col(History.seq))
        for row, facts in session.execute(asked.where(History.recorded < before) if before else asked):
            rows[row.reference].append((row, facts))
    kept = {one.reference: one for one in _disposed_of(session, references)}
    return {reference: _progress(rows[reference], kept.get(reference)) for reference in references}


def _disposed_of(session: Session, references: Sequence[str]) -> Iterator[Breach]:
    """Those whose papers were disposed of: what they keep stands in for the facts that went."""
    for some in batches(references):
        found = select(Breach).where(col(Breach.reference).in_(some), col(Breach.outcome).is_not(None))
        yield from (one for one in session.exec(found) if one.gone)


def _progress(rows: list[tuple[History, str | None]], gone: Breach | None) -> BreachProgress:
    known = {row.seq: _EVENT_FACTS.validate_json(facts or "{}") for row, facts in rows if row.kind in READ}
    found = BreachProgress(owner=known[rows[0][0].seq].owner if rows else None)
    empty = {row.seq for row, facts in rows if facts in (None, "{}")}
    stands = events_in_force(as_event(row, {"note": known[row.seq].note}) for row, _ in rows if row.kind in KINDS)
    for one in stands:
        seq = number(one.seq)
        _apply(found, one, _kept_facts(gone, one) if seq in empty else known[seq])
    ended = [one for one in stands if one.kind == Kind.action_done]
    done = {known[number(one.seq)].action: one.on for one in ended}
    if gone:  # which one each was is known no more: how many were done is
        done = {str(action.seq): one.on for action, one in zip(found.actions, ended, strict=False)}
    found.actions = [replace(one, done=done.get(str(one.seq))) for one in found.actions]
    for row, facts in rows:
        if row.kind == ActKind.described:
            changes = _CHANGES.validate_json(facts or "{}")
            found.changes.append((row.seq, changes.before))
            if found.decisions and set(changes.after) & set(MATERIAL):
                found.decisions[-1] = replace(found.decisions[-1], stale=True)
        elif row.kind == ActKind.assessed:
            found.decisions.append(_decided(row, facts, gone))
        elif row.kind == ActKind.copied or (row.kind == ActKind.letter and known[row.seq].kind == "notification"):
            found.texts.append((row.seq, row.recorded))
        elif row.kind == Kind.happened:
            found.dated = found.dated or row.seq
    return found


def _decided(row: History, facts: str | None, gone: Breach | None) -> BreachDecision:
    """An assessment; where its facts were disposed of, what was decided."""
    recorded, day = row.recorded, row.day or row.recorded.date()
    if facts is not None:
        who = {"seq": row.seq, "on": day, "recorded": recorded, "actor": row.actor}
        return _ASSESSMENT.validate_python(json.loads(facts) | who)
    regulator = (gone and gone.regulator) or RegulatorDecision.notify
    people = (gone and gone.people) or PeopleDecision.tell
    return BreachDecision(row.seq, day, recorded, row.actor, Reasoned(regulator), Reasoned(people))


def _kept_facts(gone: Breach | None, one: Event) -> _EventFacts:
    """What is still known of an event whose facts were disposed of."""
    if gone is None:
        return _EventFacts()
    at = {
        Kind.happened: gone.happened,
        Kind.discovered: gone.discovered,
        Kind.aware: gone.aware,
        Kind.notified: gone.notified,
    }.get(one.kind)
    return _EventFacts(at=at) if at and date_of(at) == one.on else _EventFacts()


def _apply(found: BreachProgress, one: Event, said: _EventFacts) -> None:
    if one.kind in (Kind.happened, Kind.discovered, Kind.aware, Kind.contained):
        found.times[one.kind] = said.at or one.on
    if one.kind == Kind.aware:
        found.aware = earliest_instant(said.at or one.on)
    elif one.kind == Kind.assigned:
        found.owner = said.owner
    elif one.kind == Kind.notified:
        at, original = earliest_instant(said.at or one.on), one.corrects or number(one.seq)
        found.notices.append(
            SentNotification(number(one.seq), at, said.unknown, said.complete == "yes", original, one.note)
        )
    elif one.kind == Kind.people_told:
        found.told = found.told or one.on
    elif one.kind == Kind.action:
        original, words = one.corrects or number(one.seq), one.note or ""
        found.actions.append(Action(original, Measure(said.what), words, said.owner or "", said.due or one.on, None))
    elif one.kind in (Kind.closed, Kind.reopened):
        found.closed = one.kind == Kind.closed
        found.outcome = (said.outcome or Outcome.dealt_with) if found.closed else None


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
        return Stage.assessed, "publish the communication" if public else "tell the people concerned"
    if progress.awaits_phase:
        return Stage.notified, "tell the regulator what was still unknown"
    if left := len(progress.open_actions):
        return Stage.in_hand, f"carry out {left} action{'s' * (left > 1)}"
    return Stage.dealt_with, "close the case"


def undecided(progress: BreachProgress, *, is_breach: bool = True) -> list[str]:
    """What keeps a breach from being closed, a sentence for each.

    What is closed as no breach (`is_breach` false) needs no assessment; what was decided or begun is still to be done.
    """
    said = []
    if progress.stale:
        said.append("The facts have changed since it was assessed: assess it again.")
    elif not progress.decisions:
        said += ["It was never assessed: assess it, and decide whom to tell."] if is_breach else []
    elif progress.awaits_regulator:
        said.append("The regulator is to be notified, and was not: record when it was, or decide otherwise.")
    if progress.awaits_people:
        said.append("The people concerned are to be told, and were not: record when they were, or decide otherwise.")
    if progress.awaits_phase:
        said.append("The regulator was not told yet what was unknown: send it, or say that nothing more will be known.")
    if left := len(progress.open_actions):
        said.append(f"{left} action{'s are' if left > 1 else ' is'} not done: record that, or take it out.")
    return said


def is_late(progress: BreachProgress, nation: str) -> bool:
    """Whether the regulator was first notified after the 72 hours."""
    return bool(progress.notices and progress.aware and progress.notices[0].at > ends(progress.aware, nation))
