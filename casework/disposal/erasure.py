"""Erasing for good: records with everything that depends on them, and the papers of a case.

This is the only way a record leaves the register, and nothing on hold is erased. What remains is a keyed digest of each
record (`erased`), the rows of the history without their facts, and the figures of a case.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import delete, or_
from sqlmodel import Session, SQLModel, col, func, select

from casework import Refused, Remedy
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure.papers import Paper
from casework.disclosure.search import Certificate
from casework.people import register
from casework.people.entry_removal import prune_entries
from casework.people.register import Identifier, PersonName
from casework.records import erased_digests, index
from casework.records.intake.layouts import MAPPED
from casework.records.items import ATTACHMENT, Item, Sighting, Source, ledger_erased
from casework.retention import case_papers
from casework.retention.holds import Hold, OnHold, on_hold
from casework.rights import rectification
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.text.canonical import words
from casework.text.facts import GONE
from casework.timeline import history
from casework.timeline.events import ActKind
from casework.timeline.history import History, Payload
from casework.timeline.matters import Matter
from casework.timeline.references import MatterKind, kind_of
from casework.vault import database
from casework.vault.blobs import Blob
from casework.vault.database import number
from casework.vault.dependents import dependence

OF_CASES_ACTS = (
    *(ActKind.bound, ActKind.unbound, ActKind.decided, ActKind.undone, ActKind.people_added),
    *(ActKind.confirmed, ActKind.unconfirmed),
    *(ActKind.health_asked, ActKind.health_opinion, ActKind.health_known, ActKind.health_undone),
)
"""The acts that identify the people of a case: their facts are erased with its papers."""


class RecordToErase(NamedTuple):
    """A record to be erased."""

    item: int
    digest: str
    person: int | None
    record_class: str


@dataclass(frozen=True, slots=True)
class PapersToErase:
    """The papers of a case to be erased; with `sources`, only those files (proof of identity)."""

    reference: str
    record_class: str
    sources: tuple[int, ...] = ()


@dataclass(slots=True)
class ErasureResult:
    """What an erasure did, in figures without names. The last four sets only serve to find drafts."""

    records: int = 0
    people: int = 0
    sources: dict[int, int] = field(default_factory=dict)
    """Records erased from each source."""
    originals: int = 0
    """Sealed originals destroyed with their keys."""
    sealed: int = 0
    """Sealed originals that still hold erased records, because they also hold something on hold."""
    papers: int = 0
    """Letters, packs and attachments destroyed."""
    facts: list[list[int]] = field(default_factory=list)
    """The history rows whose facts were erased, as a row of kind `erased` must list them."""
    names: set[tuple[str, ...]] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)
    """The people removed from the register, by every number they had."""
    items: set[int] = field(default_factory=set)

    def history_facts(self) -> dict[str, object]:
        """The facts of the history's row of kind `erased`, which is never erased, so nothing in it is personal."""
        return {"payloads": self.facts, "records": self.records, "people": self.people, "papers": self.papers}


def erase(
    session: Session,
    key: bytes,
    items: Collection[int],
    on: date,
    *,
    papers: Collection[PapersToErase] = (),
    but: str | None = None,
) -> ErasureResult:
    """Erase records and papers of cases for good, in the caller's act; `on` is its date.

    `but` is the open case they are erased for, which does not put them on hold. Raises Refused, with the holds, if
    anything is on hold. The caller records `history_facts()` under the kind `erased`, and sweeps the disk.
    """
    held, holds = _held(session, items), on_hold(session)
    _refuse_on_hold(session, held, papers, holds, but)
    result, seqs = ErasureResult(), set()
    if held:
        seqs |= _records(session, key, held, on, holds, result, but)
    for one in papers:
        if one.sources:
            _identity(session, one, result)
        else:
            seqs |= _case(session, one.reference, result)
    result.facts = history.erase(session, seqs)
    session.flush()
    return result


def _held(session: Session, items: Collection[int]) -> list[RecordToErase]:
    records: list[RecordToErase] = []
    for some in batches(sorted(items)):
        columns = select(Item.id, Item.digest, Item.person_id, Item.record_class)
        rows = session.exec(columns.where(col(Item.id).in_(some)).order_by(col(Item.id)))
        records += [RecordToErase(number(item), *others) for item, *others in rows]
    return records


def _refuse_on_hold(
    session: Session, held: list[RecordToErase], papers: Collection[PapersToErase], holds: OnHold, but: str | None
) -> None:
    by: Counter[str] = Counter()
    roots = {person: register.root(session, person) for person in {one.person for one in held if one.person}}
    for record in held:
        person = roots[record.person] if record.person else None
        by.update(set(holds.by(record.item, person, record.record_class)) - {but})
    for one in papers:
        case = get_case(session, one.reference)
        held_by = set(holds.case(one.reference, one.record_class, case_papers.people_of(session, case)))
        # proof of identity does not wait for its own case
        by.update(held_by - {one.reference} if one.sources else held_by)
    if by:
        holding = ", ".join(f"{count} by {reference}" for reference, count in by.most_common(5))
        raise Refused(
            f"Nothing was erased. Some of it is on hold ({holding}). Leave that out, or first close the case, or lift "
            "the hold or the restriction."
        )


def _records(
    session: Session,
    key: bytes,
    held: list[RecordToErase],
    on: date,
    holds: OnHold,
    result: ErasureResult,
    but: str | None,
) -> set[int]:
    numbers = {one.item for one in held}
    whose = {one.person for one in held if one.person}
    result.records, result.sources = len(held), _sources(session, numbers)
    result.names = _names(session, numbers)
    lines = _lines(session, numbers)
    seqs = _naming(session, ("item", "items"), numbers)
    erased_digests.remember(session, key, (one.digest for one in held), on)
    _certificates(session, numbers)
    rectification.move_to_kept_records(session, numbers)
    index.erase(session, numbers)
    _delete(session, "record", numbers)
    left, entries = prune_entries(session, whose)
    rectification.enter_again_last(session, whose)
    result.people, result.entries, result.items = len(left), entries, numbers
    seqs |= _register(session, entries)
    seqs |= _ledgers(session, lines)
    _originals(session, holds, result, but)
    return seqs


def _delete(session: Session, subject: Literal["record", "person", "case"], keys: Collection[int | str]) -> None:
    """Delete the rows that depend on these records, people or cases, by the columns the tables declare."""
    for table in reversed(SQLModel.metadata.sorted_tables):  # before the rows they point to
        if column := getattr(dependence(table), subject):
            for some in batches(sorted(keys)):
                session.connection().execute(delete(table).where(table.c[column].in_(some)))


def _sources(session: Session, numbers: set[int]) -> dict[int, int]:
    counts: Counter[int] = Counter()
    for some in batches(sorted(numbers)):
        counted = select(Sighting.source_id, func.count(col(Sighting.item_id).distinct()))
        for source, count in session.execute(
            counted.where(col(Sighting.item_id).in_(some)).group_by(col(Sighting.source_id))
        ):
            counts[source] += count
    return dict(sorted(counts.items()))


def _lines(session: Session, numbers: set[int]) -> dict[int, set[int]]:
    lines: dict[int, set[int]] = defaultdict(set)
    for some in batches(sorted(numbers)):
        seen = select(Sighting.source_id, Sighting.line).where(col(Sighting.item_id).in_(some))
        for source, line in session.execute(seen):
            lines[source].add(line)
    return lines


def _names(session: Session, numbers: set[int]) -> set[tuple[str, ...]]:
    """What would name these people in an unfinished form: their full names and their numbers, folded."""
    names = set()
    for some in batches(sorted(numbers)):
        for key in session.exec(select(PersonName.key).where(col(PersonName.item_id).in_(some))):
            names.add(tuple(key.split()))
        for value in session.exec(
            # others can have the same date of birth or postcode
            select(Identifier.raw).where(
                col(Identifier.item_id).in_(some), col(Identifier.kind).not_in(["born", "postcode"])
            )
        ):
            names.add(tuple(words(value)))
    return {one for one in names if len(" ".join(one)) > 4}


def _naming(session: Session, keys: tuple[str, ...], numbers: set[int], but: Collection[str] = ()) -> set[int]:
    """The history rows whose facts have one of the numbers under one of the keys, except rows of the kinds in `but`."""
    asked = select(Payload.seq, Payload.facts).join(History, col(History.seq) == Payload.seq)
    # a row that lists what was erased is never erased itself: the chain needs it, and its `people` is a count
    kept = col(History.kind).not_in([*but, ActKind.erased])
    asked = asked.where(or_(*(database.with_string(Payload.facts, key) for key in keys)), kept)
    return {seq for seq, facts in session.execute(asked) if _names_one(json.loads(facts), keys, numbers)}


def _names_one(facts: object, keys: tuple[str, ...], numbers: set[int]) -> bool:
    if isinstance(facts, list):
        return any(_names_one(one, keys, numbers) for one in facts)
    if not isinstance(facts, dict):
        return False
    return any(not numbers.isdisjoint(_listed(facts.get(name))) for name in keys) or any(
        _names_one(one, keys, numbers) for one in facts.values()
    )


def _listed(value: object) -> list[int]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)]


def _certificates(session: Session, numbers: set[int]) -> None:
    """Remove the records from search certificates: a match quotes the words it was found by."""
    for one in session.exec(select(Certificate)):
        hits = [hit for hit in one.body["hits"] if hit["item"] not in numbers]
        if len(hits) < len(one.body["hits"]):
            erased = one.body.get("erased", 0) + len(one.body["hits"]) - len(hits)
            one.body = one.body | {"hits": hits, "erased": erased}
            session.add(one)
    session.flush()


def _register(session: Session, left: set[int]) -> set[int]:
    """Erase what else the register held about people removed from it: marks, lifted holds. Answers history rows.

    The link from a case to one of them stays as long as its papers do.
    """
    _delete(session, "person", left)
    seqs = _naming(session, ("person", "people"), left, OF_CASES_ACTS) if left else set()
    for hold in session.exec(select(Hold).where(col(Hold.lifted).is_not(None))).all():
        if hold.people and not hold.classes and set(hold.people) <= left:
            hold.why = hold.lifted_why = GONE
            session.add(hold)
            seqs |= set(session.exec(select(History.seq).where(History.reference == hold.reference)).all())
    return seqs


def _ledgers(session: Session, lines: dict[int, set[int]]) -> set[int]:
    """Remove those lines from the ledgers; for a source with no records left, its whole ledger and name. Answers
    history rows."""
    seqs, empty = set(), set()
    for file, erased in lines.items():
        source = session.get_one(Source, file)
        source.warnings = [one for one in source.warnings if erased.isdisjoint((one.line, *_quoted(one.what)))]
        if session.exec(select(Sighting.id).where(Sighting.source_id == file).limit(1)).first() is None:
            source.name, source.warnings = f"file {file} (all its records are erased)", []
            empty.add(file)
        session.add(source)
    if empty:
        imported = select(History.seq, Payload.facts).join(Payload, col(Payload.seq) == History.seq)
        for seq, facts in session.execute(imported.where(History.kind == ActKind.imported)):
            if json.loads(facts).get("source") in empty:
                seqs.add(seq)
    return seqs


def _quoted(what: str) -> Iterator[int]:
    """The rows that a warning quotes, besides its own."""
    return map(int, re.findall(r"\brow (\d+)", what))


def _originals(session: Session, holds: OnHold, result: ErasureResult, but: str | None) -> None:
    """Destroy every sealed original that holds an erased record. It cannot be redacted, and its other records are word
    for word in the register, where open cases find them. An original with a record under an officer's hold is
    evidence: it stays sealed, and counted, until the first erasure after the hold is lifted. An original that is not
    fully in the register (unreadable rows, columns left out) also stays while anything in it is on hold."""
    sealed = select(Source).where(
        col(Source.blob).is_not(None), Source.state == "complete", Source.reader != ATTACHMENT
    )
    for source in session.exec(sealed).all():
        if not ledger_erased(session, source):
            continue
        others = select(Item.id, Item.person_id, Item.record_class).join(Sighting, col(Sighting.item_id) == Item.id)
        rest = session.execute(others.where(Sighting.source_id == source.id))
        by = {reference for one in rest for reference in holds.by(*one)} - {but}
        if by if source.unreadable or source.reader == MAPPED else any(kind_of(one) == MatterKind.hold for one in by):
            result.sealed += 1
            continue
        _unseal(session, source)
        result.originals += 1


def _unseal(session: Session, source: Source) -> None:
    session.connection().execute(delete(Blob).where(col(Blob.name) == source.blob))
    source.blob = None
    session.add(source)


def _identity(session: Session, papers: PapersToErase, result: ErasureResult) -> None:
    """Erase proof of identity alone: the files and their names."""
    for file in papers.sources:
        source = session.get(Source, file)
        if source and source.reader == ATTACHMENT and source.case == papers.reference:
            _unseal(session, source)
            session.delete(source)
            result.papers += 1


def _case(session: Session, reference: str, result: ErasureResult) -> set[int]:
    """Erase the papers of a case: the people in it, searches, decisions, documents, attachments. Its figures stay."""
    case = get_case(session, reference)
    case.forget()
    session.add(case)
    for paper in session.exec(select(Paper).where(Paper.reference == reference)).all():
        session.connection().execute(delete(Blob).where(col(Blob.name) == paper.blob))
        session.delete(paper)
        result.papers += 1
    attached = session.exec(select(Source).where(Source.reader == ATTACHMENT)).all()
    files = tuple(number(one.id) for one in attached if one.case == reference)
    _identity(session, PapersToErase(reference, "", files), result)
    session.flush()
    _delete(session, "case", [reference])
    result.cases.add(reference)
    mine = select(History.seq).where(History.reference == reference, History.kind != ActKind.erased)
    kept = (
        select(History.seq)
        .join(Payload, col(Payload.seq) == History.seq)
        .where(col(History.kind).in_([ActKind.disposal_kept, ActKind.decisions_joined]))
    )
    kept = kept.where(database.with_string(Payload.facts, reference))
    return {*session.exec(mine), *session.exec(kept)}


def holds_on(session: Session, lines: Collection[tuple[int | None, str | None, str]]) -> Iterator[list[str]]:
    """The holds now on each line: a record by its number, or a case's papers by its reference, and the class."""
    if lines:
        holds = on_hold(session)
        whose = {one.item: one.person for one in _held(session, [item for item, *_ in lines if item])}
    for item, reference, record_class in lines:
        if reference:
            yield holds.case(reference, record_class, case_papers.people_of(session, get_case(session, reference)))
        else:
            yield holds.by(item, whose[item], record_class) if item in whose else []


def get_case(session: Session, reference: str) -> case_papers.AnyCase:
    """The case with that reference. Raises Refused if there is none."""
    case = (
        session.exec(select(Request).where(Request.reference == reference)).first()
        or session.exec(select(Complaint).where(Complaint.reference == reference)).first()
        or session.exec(select(Breach).where(Breach.reference == reference)).first()
    )
    if case is None:
        raise Refused(f"There is no case {reference[:40]}.", Remedy.list_cases)
    return case


def disposed_cases(session: Session) -> dict[str, bool]:
    """Every case, and whether its papers were disposed of."""
    every: list[case_papers.AnyCase] = [*session.exec(select(Request)), *session.exec(select(Complaint))]
    return {one.reference: one.is_disposed for one in [*every, *session.exec(select(Breach))]}


def refuse_disposed(case: Matter) -> None:
    """Raise Refused if the papers of a case were disposed of: it cannot be changed any more."""
    if case.is_disposed:
        raise Refused(f"The papers of {case.reference} were disposed of. Only its figures remain. Log a new case.")
