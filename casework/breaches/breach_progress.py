"""How far breaches have come, from the chain: what was assessed and decided, who was told what, what is still to do."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from casework.breaches.incidents import MATERIAL, Breach, ends, on, utc
from casework.text.batches import batches
from casework.timeline.events import KINDS, ActKind, Event, Kind, standing
from casework.timeline.history import History, Payload, as_event
from casework.timeline.outcomes import Measure, Outcome
from casework.timeline.progress import Stage, Step
from casework.vault.database import number

ACTS = (ActKind.described, ActKind.assessed)
"""The acts a course goes by, beside events."""


@dataclass(frozen=True, slots=True)
class Notice:
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


@dataclass(slots=True)
class Course:
    """What happened to one breach, as far as was recorded by some instant."""

    times: dict[Kind, str] = field(default_factory=dict)
    """Incident, discovery, awareness, containment: UTC instants or days, ISO."""
    aware: datetime | None = None
    notices: list[Notice] = field(default_factory=list)
    told: date | None = None
    actions: list[Action] = field(default_factory=list)
    assessments: list[dict[str, Any]] = field(default_factory=list)
    """Every one, oldest first: its facts, with `seq`, `on`, `actor`, and `stale` where facts changed since."""
    changes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """The rows that changed facts, with what these were before, oldest first."""
    texts: list[tuple[int, datetime]] = field(default_factory=list)
    """The rows that made or copied a text for the regulator, with the instant (UTC), oldest first."""
    dated: int | None = None
    """The row that first said when it happened."""
    owner: str | None = None
    closed: bool = False
    outcome: Outcome | None = None

    @property
    def assessed(self) -> dict[str, Any] | None:
        """The assessment that stands: the last one, unless the facts changed since."""
        last = self.assessments[-1] if self.assessments else None
        return last if last and not last["stale"] else None

    @property
    def stale(self) -> bool:
        """Whether it was assessed, and facts changed since."""
        return bool(self.assessments) and self.assessed is None

    @property
    def open_actions(self) -> list[Action]:
        """What is still to be done, first due first."""
        return sorted((one for one in self.actions if not one.done), key=lambda one: (one.due, one.seq))

    @property
    def awaits_regulator(self) -> bool:
        """Whether the 72 hours run: nobody was notified, and no assessment that stands says it need not be."""
        return not self.notices and not (self.assessed and self.assessed["regulator"]["decision"] == "not")

    @property
    def awaits_people(self) -> bool:
        """Whether the people concerned are still to be told, as was decided."""
        return bool(self.assessed and self.assessed["people"]["decision"] != "not" and self.told is None)

    @property
    def awaits_phase(self) -> bool:
        """Whether the regulator is still to be told what was unknown (UK GDPR Art 33(4))."""
        return bool(self.notices and self.notices[-1].unknown and not self.notices[-1].complete)


def courses(session: Session, references: Sequence[str], before: str | None = None) -> dict[str, Course]:
    """The course of each of those breaches; with `before`, from what had been recorded before that instant (ISO)."""
    rows: dict[str, list[tuple[History, dict[str, Any]]]] = defaultdict(list)
    for some in batches(references):
        asked = select(History, Payload.facts).join(Payload, col(Payload.seq) == History.seq, isouter=True)
        asked = asked.where(col(History.reference).in_(some)).order_by(col(History.seq))
        for row, facts in session.execute(asked.where(History.recorded < before) if before else asked):
            rows[row.reference].append((row, json.loads(facts or "{}")))
    kept = {one.reference: one for one in _gone(session, references)}
    return {reference: _course(rows[reference], kept.get(reference)) for reference in references}


def _gone(session: Session, references: Sequence[str]) -> Iterator[Breach]:
    """Those whose papers were disposed of: what they keep stands in for the facts that went."""
    for some in batches(references):
        found = select(Breach).where(col(Breach.reference).in_(some), col(Breach.outcome).is_not(None))
        yield from (one for one in session.exec(found) if one.gone)


def _course(rows: list[tuple[History, dict[str, Any]]], gone: Breach | None) -> Course:
    facts = {row.seq: said for row, said in rows}
    found = Course(owner=rows[0][1].get("owner") if rows else None)
    stands = standing(as_event(row, said) for row, said in rows if row.kind in KINDS)
    for one in stands:
        _happened(found, one, facts[number(one.seq)] or _left(gone, one))
    ended = [one for one in stands if one.kind == Kind.action_done]
    done = {str(facts[number(one.seq)].get("action")): one.on for one in ended}
    if gone:  # which one each was is known no more: how many were done is
        done = {str(action.seq): one.on for action, one in zip(found.actions, ended, strict=False)}
    found.actions = [replace(one, done=done.get(str(one.seq))) for one in found.actions]
    for row, said in rows:
        if row.kind == ActKind.described:
            found.changes.append((row.seq, said.get("before", {})))
        elif row.kind == ActKind.copied or (row.kind == ActKind.letter and said.get("kind") == "notification"):
            found.texts.append((row.seq, datetime.fromisoformat(row.recorded)))
        elif row.kind == Kind.happened:
            found.dated = found.dated or row.seq
        if row.kind == ActKind.assessed:
            said = said or _decided(gone)
            who = {"seq": row.seq, "on": row.day, "recorded": row.recorded, "actor": row.actor, "stale": False}
            found.assessments.append(said | who)
        elif found.assessments and row.kind == ActKind.described and set(said.get("after", {})) & set(MATERIAL):
            found.assessments[-1]["stale"] = True
    return found


def _decided(gone: Breach | None) -> dict[str, Any]:
    """What was decided, where the facts were disposed of."""
    regulator, people = (gone.regulator, gone.people) if gone else ("notify", "tell")
    return {"regulator": {"decision": regulator}, "people": {"decision": people}}


def _left(gone: Breach | None, one: Event) -> dict[str, Any]:
    """What is still known of an event whose facts were disposed of."""
    if gone is None:
        return {}
    at = {
        Kind.happened: gone.happened,
        Kind.discovered: gone.discovered,
        Kind.aware: gone.aware,
        Kind.notified: gone.notified,
    }.get(one.kind)
    return {"at": at} if at and on(at) == one.on else {}


def _happened(found: Course, one: Event, said: dict[str, Any]) -> None:
    if one.kind in (Kind.happened, Kind.discovered, Kind.aware, Kind.contained):
        found.times[one.kind] = said.get("at") or one.on.isoformat()
    if one.kind == Kind.aware:
        found.aware = utc(said.get("at"), one.on)
    elif one.kind == Kind.assigned:
        found.owner = said.get("owner")
    elif one.kind == Kind.notified:
        complete = said.get("complete") == "yes"
        unknown = tuple(said.get("unknown", ()))
        at, first = utc(said.get("at"), one.on), one.corrects or number(one.seq)
        found.notices.append(Notice(number(one.seq), at, unknown, complete, first, one.note))
    elif one.kind == Kind.people_told:
        found.told = found.told or one.on
    elif one.kind == Kind.action:
        by = date.fromisoformat(said["due"]) if said.get("due") else one.on
        words, owner = one.note or "", said.get("owner") or ""
        found.actions.append(
            Action(one.corrects or number(one.seq), Measure(said.get("what", Measure.other)), words, owner, by, None)
        )
    elif one.kind in (Kind.closed, Kind.reopened):
        found.closed = one.kind == Kind.closed
        found.outcome = Outcome(said.get("outcome") or Outcome.dealt_with) if found.closed else None


def step(course: Course) -> Step:
    """The stage of a breach, and what to do next."""
    if course.closed:
        return Stage.closed, "nothing more"
    if not course.assessments:
        return Stage.logged, "describe it, and assess the risk to people"
    if course.stale:
        return Stage.changed, "assess it again: the facts have changed"
    if course.awaits_regulator:
        return Stage.assessed, "notify the regulator"
    if course.awaits_people:
        public = course.assessed and course.assessed["people"]["decision"] == "public"
        return Stage.assessed, "publish the communication" if public else "tell the people concerned"
    if course.awaits_phase:
        return Stage.notified, "tell the regulator what was still unknown"
    if left := len(course.open_actions):
        return Stage.in_hand, f"carry out {left} action{'s' * (left > 1)}"
    return Stage.dealt_with, "close the case"


def undecided(course: Course, *, is_breach: bool = True) -> list[str]:
    """What keeps a breach from being closed, a sentence for each.

    What is closed as no breach (`is_breach` false) needs no assessment; what was decided or begun is still to be done.
    """
    said = []
    if course.stale:
        said.append("The facts have changed since it was assessed: assess it again.")
    elif not course.assessments:
        said += ["It was never assessed: assess it, and decide whom to tell."] if is_breach else []
    elif course.awaits_regulator:
        said.append("The regulator is to be notified, and was not: record when it was, or decide otherwise.")
    if course.awaits_people:
        said.append("The people concerned are to be told, and were not: record when they were, or decide otherwise.")
    if course.awaits_phase:
        said.append("The regulator was not told yet what was unknown: send it, or say that nothing more will be known.")
    if left := len(course.open_actions):
        said.append(f"{left} action{'s are' if left > 1 else ' is'} not done: record that, or take it out.")
    return said


def is_late(course: Course, nation: str) -> bool:
    """Whether the regulator was first notified after the 72 hours."""
    return bool(course.notices and course.aware and course.notices[0].at > ends(course.aware, nation))
