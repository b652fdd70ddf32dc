"""Possible duplicates in the workforce register: the queue, merging two entries, keeping them apart, splitting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlmodel import Session, col, func, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import merges
from casework.people import pair_decisions, register
from casework.people import pairs as who
from casework.people.register import Merge
from casework.records import items
from casework.records.items import Item
from casework.retention.holds import on_hold
from casework.rights import requests as rights
from casework.rights import restriction
from casework.rights.choices import IdentificationStatus
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.timeline.history import History
from casework.vault.database import number
from dpo_console.jobs.merge_effects import keep_decisions, void_papers

SAME = "same"


@dataclass(frozen=True, slots=True)
class PairSide:
    """One entry of a pair, with where its records come from."""

    reference: str
    name: str
    names: list[str]
    born: date | None
    identifiers: register.HeldNumbers
    records: int
    sources: list[str]


@dataclass(frozen=True, slots=True)
class PairInFull:
    """A possible duplicate: the two entries, side by side."""

    one: PairSide
    other: PairSide
    strength: who.PairStrength
    bits: float
    agrees: list[who.Reason]
    differs: list[who.Reason]
    later: bool
    """Whether the decision was postponed."""


@dataclass(frozen=True, slots=True)
class PairQueue:
    """The pairs to be decided, strongest first: how many in all, postponed and strong; and the first pairs."""

    total: int
    later: int
    strong: int
    pairs: list[PairInFull]


def pairs(desk: Desk, limit: int | None = None) -> PairQueue:
    """The queue and its first pairs, up to `limit`."""
    with desk.reading() as session:
        queue = who.queue(session)
        first = queue[:limit]
        about = _places(session, {side for pair in first for side in (pair.one.reference, pair.other.reference)}, first)
        return PairQueue(
            total=len(queue),
            later=sum(pair.later for pair in queue),
            strong=sum(pair.strength is who.PairStrength.strong for pair in queue),
            pairs=[_in_full(pair, about) for pair in first],
        )


def _in_full(pair: who.Pair, about: dict[str, PairSide]) -> PairInFull:
    reasons = [who.Reason(reason.what, round(reason.bits, 1)) for reason in pair.reasons]
    return PairInFull(
        one=about[pair.one.reference],
        other=about[pair.other.reference],
        strength=pair.strength,
        bits=round(pair.bits, 1),
        agrees=[rounded for rounded, reason in zip(reasons, pair.reasons, strict=True) if reason.bits > 0],
        differs=[rounded for rounded, reason in zip(reasons, pair.reasons, strict=True) if reason.bits <= 0],
        later=pair.later,
    )


def _places(session: Session, wanted: set[str], listed: list[who.Pair]) -> dict[str, PairSide]:
    """What is shown about each entry, with the sources of its records."""
    sides = {side.reference: side for pair in listed for side in (pair.one, pair.other) if side.reference in wanted}
    titles = {number(source.id): source.title for source in items.listed(session)}
    held: dict[int, list[int]] = {}
    for person, source in session.exec(
        select(Item.person_id, Item.source_id).where(col(Item.person_id).is_not(None)).order_by(col(Item.id))
    ):
        held.setdefault(number(person), []).append(source)
    loose = [item for side in sides.values() for item in side.items]
    placed = session.exec(select(Item.id, Item.source_id).where(col(Item.id).in_(loose)))
    source_of = {number(item): source for item, source in placed}
    numbers = register.Identifier
    staff = {value for side in sides.values() for value in side.values["staff"]}
    known = select(numbers.value, numbers.raw).where(numbers.kind == "staff", col(numbers.value).in_(staff))
    written = dict(session.exec(known.order_by(col(numbers.id).desc())).all())
    return {name: _side(side, held, source_of, titles, written) for name, side in sides.items()}


def _side(
    side: who.PersonEntry,
    held: dict[int, list[int]],
    source_of: dict[int, int],
    titles: dict[int, str],
    written: dict[str, str],
) -> PairSide:
    staff, ni, swe, email = (sorted(side.values.get(kind, ())) for kind in (*register.STRONG, "email"))
    sources = [source_of[item] for item in side.items] if side.record else held.get(side.number, [])
    return PairSide(
        reference=side.reference,
        name=side.names[-1] if side.names else "(no name held)",
        names=side.names,
        born=date.fromisoformat(min(side.born)) if side.born else None,
        identifiers=register.HeldNumbers([written.get(one, one).strip() for one in staff], ni, swe, email),
        records=len(sources),
        sources=list(dict.fromkeys(titles[source] for source in sources if source in titles)),
    )


def decide_pair(desk: Desk, one: str, other: str, decision: str, reason: str, now: datetime) -> str:
    """Decide that two entries are the `same` person or `different` people, or decide `later`.

    `undecided` undoes `different` or `later`. An entry is a person's number, or r and the number of a record not
    linked to anyone. Answers in words what was done.
    """
    with desk.act(now) as act:
        kept, gone = merges.pair_of(act.session, one, other)
        note: dict[str, str | None] = {"note": reason.strip() or None}
        if decision == SAME:
            _join(act, kept, gone, note)
            return f"{gone.reference} is merged into person {kept.reference}."
        if decision not in (pair_decisions.DIFFERENT, pair_decisions.LATER, "undecided"):
            raise Refused(f"A decision cannot be '{decision[:20]}'. Choose from: same, different, later, undecided.")
        pair = merges.save_pair_decision(act.session, kept, gone, None if decision == "undecided" else decision)
        if decision == "undecided" and not pair.before:
            raise Refused(f"There is no decision about {one} and {other} to undo.")
        act.record(ActKind.pair_said, on=day_of(now), facts=pair.facts() | note)
        words = {"different": "are different people and are not offered again", "later": "come last in the queue"}
        return f"{kept.reference} and {gone.reference} {words.get(decision, 'are undecided again')}."


def split_person(desk: Desk, reference: str, reason: str, now: datetime) -> str:
    """Undo the last merge of a person or record, whoever made it. Answers in words what was done.

    Two people merged by an import are kept apart from now on: the next file would merge them again.
    """
    if not reference.removeprefix("r").isdecimal():
        raise Refused(f"'{reference[:20]}' is not a person's number. The register shows the numbers.")
    with desk.act(now) as act:
        session = act.session
        joins = (one for one in _joins(session) if merges.is_in_force(session, one.join))
        found = next((one for one in joins if merges.involves(session, one.join, reference)), None)
        if found is None:
            raise Refused(f"Nothing was merged with {reference}, so there is nothing to split.")
        join = found.join
        split = _split(act, found)
        facts = split.facts()
        if found.kind == "imported":
            one, other = merges.pair_of(session, str(join.kept), str(join.gone))
            facts |= merges.save_pair_decision(session, one, other, pair_decisions.DIFFERENT).facts()
        facts |= {"joined": found.seq, "note": reason.strip() or None}
        act.record(ActKind.people_split, on=day_of(now), facts=facts)
        act.session.flush()
        by = on_hold(session).people.get(join.gone, []) if join.gone else []
        by = [one for one in by if one not in {f"ART18-{mark}" for mark in split.marked}]  # their own again
        still = f" Their records stay on hold: {', '.join(by)}." if by else ""
        asked = f" Identify the data subject of {', '.join(split.asked)} again." if split.asked else ""
        return f"{_gone(session, join)} is separate from person {join.kept} again.{asked}{still}"


def undo_pairing(desk: Desk, now: datetime) -> str:
    """Undo the last act in the queue: a merge, a split, or a decision about a pair. Answers what was undone."""
    with desk.act(now) as act:
        for row, facts in _undoable(act.session):
            if row.kind == ActKind.people_joined and merges.is_in_force(act.session, Merge.read(facts)):
                recorded = RecordedMerge.read(number(row.seq), row.kind, facts)
                split = _split(act, recorded)
                act.record(ActKind.people_split, on=day_of(now), corrects=row.seq, facts=split.facts())
                apart = _gone(act.session, recorded.join)
                return f"Undone: {apart} is separate from person {recorded.join.kept} again."
            if row.kind == ActKind.people_split and not merges.is_in_force(act.session, Merge.read(facts)):
                join = Merge.read(facts)
                if "made" in facts:
                    merges.undo_pair_decision(act.session, merges.DecidedPair.read(facts))
                restriction.remove_marks(act.session, facts.get("marked", []))
                kept, gone = merges.pair_of(act.session, str(join.kept), _gone(act.session, join))
                _join(act, kept, gone, {}, corrects=row.seq)
                return f"Undone: {gone.reference} is merged into person {kept.reference} again."
            if row.kind == ActKind.pair_said:
                pair = merges.DecidedPair.read(facts)
                merges.undo_pair_decision(act.session, pair)
                act.record(ActKind.pair_unsaid, on=day_of(now), corrects=row.seq, facts={"made": pair.made()})
                return f"Undone: {pair.one} and {'r' * pair.record}{pair.other} are as they were before."
        raise Refused("There is nothing to undo here.")


@dataclass(frozen=True, slots=True)
class RecordedMerge:
    """A merge whose facts are not erased, with the act that recorded it."""

    seq: int
    kind: str
    join: Merge
    decisions: merges.MovedDecisions
    """What it did to decisions, if an earlier version recorded that with the merge."""

    @classmethod
    def read(cls, seq: int, kind: str, facts: Mapping[str, Any]) -> "RecordedMerge":
        """The merge in the facts of an act."""
        return cls(seq, kind, Merge.read(facts), merges.MovedDecisions.read(facts.get("decisions") or {}))


@dataclass(frozen=True, slots=True)
class Split:
    """A merge undone: the cases to identify again, and the restrictions that the entry given up has of its own."""

    join: Merge
    asked: list[str]
    marked: list[int]

    def facts(self) -> dict[str, object]:
        """What the history records of it."""
        join = self.join
        told = {"gone": join.gone, "kept": join.kept, "items_of_gone": join.items_of_gone} | _people(join)
        return told | {"asked": self.asked, "marked": self.marked}


def _join(
    act: Act, kept: who.PersonEntry, gone: who.PersonEntry, note: Mapping[str, str | None], corrects: int | None = None
) -> None:
    moved = gone.items if gone.record else merges.records_of(act.session, [gone.number, kept.number])
    void_papers(act, {kept.number, *([] if gone.record else [gone.number])}, moved)
    join, decisions = merges.merge_entries(act.session, kept, gone)
    facts = join.facts() | _people(join)
    beside: Mapping[str, str | None] = {}
    if gone.record:  # the reason is erased with the record, but not what a split needs for others like it
        beside = note
    else:
        facts |= note
    seq = act.record(ActKind.people_joined, on=day_of(act.now), corrects=corrects, facts=facts)
    keep_decisions(act, seq, join, decisions, beside)


def _decisions(session: Session, joined: int, gone: int | None) -> merges.MovedDecisions | None:
    """What a merge did to decisions, if it did anything and that was not erased."""
    beside = select(History.seq).where(History.kind == ActKind.decisions_joined, History.seq > joined)
    for facts in history.facts_of(session, session.exec(beside).all()).values():
        if (facts["joined"], facts["of"]) == (joined, gone):
            return merges.MovedDecisions.read(facts)
    return None


def _split(act: Act, recorded: RecordedMerge) -> Split:
    seq, join = recorded.seq, recorded.join
    session, now = act.session, register.root(act.session, join.kept)
    void_papers(act, {now}, merges.records_of(session, [now]))
    asked = _ask_again(act, seq, now) if join.gone else []
    made_since = takewhile(lambda one: one != recorded, _joins(session))
    later = [one.join for one in made_since if merges.is_in_force(session, one.join)]
    merges.split(session, join, _decisions(session, seq, join.gone) or recorded.decisions, later)
    since = session.get_one(History, seq).day
    if since is None:
        raise RuntimeError("this merge was recorded without its date")
    return Split(join, asked, restriction.copy_marks(session, join.gone, now, since) if join.gone else [])


def _ask_again(act: Act, joined: int, person: int) -> list[str]:
    """Reopen the identification of cases identified while another entry was merged into the person.

    Which of the two was meant is not known. The records stay on hold, and nothing is searched or sent until the officer
    identifies the data subject again.
    """
    asked = []
    for reference in merges.cases(act.session, {person}):
        identified = select(History.seq).where(
            History.reference == reference, col(History.kind).in_([ActKind.bound, ActKind.unbound])
        )
        if max(act.session.exec(identified).all(), default=0) > joined:
            request = rights.get(act.session, reference)
            before = {"bound": request.bound, "person": request.person_id}
            request.bound = IdentificationStatus.open
            act.session.add(request)
            facts = {"before": before, "after": before | {"bound": IdentificationStatus.open}, "note": None}
            act.record(ActKind.bound, reference=reference, on=day_of(act.now), facts=facts)
            asked.append(reference)
    return asked


def _people(join: Merge) -> dict[str, object]:
    """The people a merge is about: with the last record of either, the facts of the merge are erased too."""
    return {"person": [person for person in (join.kept, join.gone) if person]}


def _gone(session: Session, join: Merge) -> str:
    if join.gone:
        return str(join.gone)
    there = session.exec(select(func.min(Item.id)).where(col(Item.id).in_(join.items_of_gone))).one()
    return f"r{there or join.items_of_gone[0]}"


def _joins(session: Session) -> list[RecordedMerge]:
    """Every merge whose facts are not erased, the last first."""
    rows = session.exec(
        select(History.seq, History.kind).where(col(History.kind).in_([ActKind.people_joined, ActKind.imported]))
    ).all()
    facts = history.facts_of(session, [seq for seq, _ in rows])
    joins: list[RecordedMerge] = []
    for seq, kind in sorted(rows, reverse=True):
        told = facts.get(seq, {})
        merged = [one for one in told.get("merged", []) if isinstance(one, dict)] if kind == "imported" else [told]
        joins += [RecordedMerge.read(number(seq), kind, one) for one in reversed(merged) if "items_of_gone" in one]
    return joins


def _undoable(session: Session) -> list[tuple[History, Mapping[str, Any]]]:
    """What was done and not undone, the last first."""
    kinds = (ActKind.people_joined, ActKind.people_split, ActKind.pair_said, ActKind.pair_unsaid)
    rows = session.exec(select(History).where(col(History.kind).in_(kinds)).order_by(col(History.seq).desc())).all()
    undone = {row.corrects for row in rows}
    left = [row for row in rows if row.corrects is None and row.seq not in undone]
    facts = history.facts_of(session, [row.seq for row in left])
    return [(row, facts[row.seq]) for row in left if row.seq in facts]
