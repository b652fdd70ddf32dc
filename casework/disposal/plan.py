"""Disposal: a plan of what is due is reviewed, approved, carried out all or nothing, and certified.

Only what was approved is carried out: the plan is worked out again, and refused with what changed if it differs.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field as Written
from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, NotNullable, delete, insert
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework import Refused, Remedy, retention
from casework.disposal import anonymous, erasure
from casework.disposal.erasure import ErasureResult, PapersToErase
from casework.notice.council import Council
from casework.records.items import Item, Source
from casework.retention import DueRecord, RecordProgress
from casework.retention.case_papers import DuePapers
from casework.retention.records import EmploymentDates
from casework.retention.schedule import class_words, listed
from casework.text.batches import batches
from casework.timeline.events import ActKind
from casework.timeline.history import History
from casework.timeline.matters import next_reference
from casework.timeline.references import Prefix
from casework.vault.columns import OneOf, Shape
from casework.vault.dependents import erased_otherwise, erased_with


class DisposalState(StrEnum):
    """The status of a disposal."""

    proposed = "proposed"
    approved = "approved"
    done = "done"
    withdrawn = "withdrawn"


STATES = {
    DisposalState.proposed: "proposed: to be reviewed and approved",
    DisposalState.approved: "approved: to be carried out",
    DisposalState.done: "carried out",
    DisposalState.withdrawn: "withdrawn",
}
"""The status of a disposal, in words."""
RUNNING = (DisposalState.proposed, DisposalState.approved)


class Method(StrEnum):
    """What is done with a record: it is destroyed, or made anonymous for statistics."""

    destroy = "destroy"
    anonymise = "anonymise"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much of what was due is not in a disposal: on hold, due for review, or without a date."""

    frozen: int
    review: int
    no_date: int
    smallest_group: Annotated[int | None, Written(exclude_if=lambda least: least is None)] = None
    """Set on approval: the smallest group of records kept for statistics."""


Class = Annotated[str, Written(alias="class")]


@dataclass(frozen=True, slots=True)
class CertifiedPlan:
    """The plan that was carried out."""

    on: date
    digest: str
    proposed: date


@dataclass(frozen=True, slots=True)
class DestroyedGroup:
    """What was destroyed of one class by one rule: how many, and the first and last dates they were due."""

    class_: Class
    words: str
    rule: str
    record: str
    basis: str
    source: str
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AnonymisedGroup:
    """What is kept of one class for statistics."""

    class_: Class
    records: int
    fields: list[str]
    counted_only: int
    words: str


@dataclass(frozen=True, slots=True)
class SealedOriginals:
    """The sealed originals of what was destroyed: how many were destroyed, and how many stay because of a hold."""

    destroyed: int
    sealed: int


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """How much of what was due was not destroyed, and why."""

    frozen: int
    review: int
    no_date: int
    exceptions: int
    """Lines excluded for a reason."""


@dataclass(frozen=True, slots=True)
class CertifiedSource:
    """A source file of destroyed records."""

    source: int
    title: str
    records: int


@dataclass(frozen=True, slots=True)
class BackupsMade:
    """The backups that hold what was destroyed: how many, the last date, and until when the council keeps them."""

    made: int
    last: date | None
    days: int
    until: date | None


@dataclass(frozen=True, slots=True)
class DisposalCertificate:
    """What a disposal destroyed and what remains where. No one can be identified from it.

    Its digest is of its JSON, so no field is ever renamed.
    """

    reference: str
    plan: CertifiedPlan
    approved: date
    officers: int
    done: date
    destroyed: list[DestroyedGroup]
    anonymised: list[AnonymisedGroup]
    records: int
    cases: int
    people: int
    papers: int
    originals: SealedOriginals
    kept: KeptCounts
    sources: list[CertifiedSource]
    backups: BackupsMade


AS_JSON = TypeAdapter(DisposalCertificate)


class Disposal(SQLModel, table=True):
    """One disposal. The history records who did what; the only personal data in this row is officers' names."""

    __tablename__ = "disposal"
    __table_args__ = erased_otherwise("it counts what was destroyed, and names only officers")

    reference: str = Field(primary_key=True)
    """`DI-2026-0001`."""
    on: date
    """The date of the plan: what is due by then (Europe/London)."""
    state: DisposalState = Field(default=DisposalState.proposed, sa_column=Column(OneOf(DisposalState), nullable=False))
    plan: str
    """Digest of the proposed plan."""
    proposed: date
    proposed_by: str
    approved: date | None = None
    approved_by: str | None = None
    done: date | None = None
    left: LeftOut = Field(sa_column=Column(Shape(LeftOut), nullable=False))
    """What was due and is not in the disposal."""
    certificate: DisposalCertificate | None = Field(default=None, sa_column=Column(Shape(DisposalCertificate)))
    digest: str | None = None
    """Of the certificate (`sha256:...`)."""


class DisposalLine(SQLModel, table=True):
    """One record, or the papers of one case, in a disposal; it can be excluded for a reason."""

    __tablename__ = "disposalline"
    __table_args__ = erased_with(record="item_id")

    id: int | None = Field(default=None, primary_key=True)
    disposal: str = Field(index=True)
    item_id: int | None = Field(default=None, index=True)
    reference: str | None = None
    """The case, if the line is case papers."""
    sources: list[int] = Field(sa_column=Column(JSON, nullable=False))
    record_class: str
    rule: str
    how: Method = Field(default=Method.destroy, sa_column=Column(OneOf(Method), nullable=False))
    due: date
    kept: str = ""
    """The reason it is excluded."""


class Instruction(SQLModel, table=True):
    """When the owner of an original (HR, payroll) was told to dispose of it, and confirmed it."""

    __tablename__ = "instruction"
    __table_args__ = erased_otherwise("it names a team of the council, not a person")

    disposal: str = Field(primary_key=True)
    source_id: int = Field(primary_key=True)
    records: int
    """How many of its records were destroyed."""
    owner: str = ""
    instructed: date | None = None
    confirmed: date | None = None


LineKey = tuple[int | None, str | None, str]
"""A record's number or a case's reference, and the class."""


class LineTerms(NamedTuple):
    """The rule a line follows, its due date, the files if only those are meant, and what is done."""

    rule: str
    due: date
    sources: list[int]
    how: Method


def propose(
    session: Session, on: date, today: date, officer: str, progress: RecordProgress = lambda done, total: None
) -> Disposal:
    """Propose what is due by a date as a disposal. Raises Refused if nothing is, or another is still running."""
    if on > today:
        raise Refused(f"{on:%d/%m/%Y} is in the future. Use today or an earlier date.", Remedy.plan_ahead)
    running = session.exec(select(Disposal).where(col(Disposal.state).in_(RUNNING))).first()
    if running:
        raise Refused(f"{running.reference} is {running.state}. Carry it out or withdraw it first.")
    lines, left, _ = _due(session, on, progress)
    if not lines:
        raise Refused(f"Nothing is due for disposal by {on:%d/%m/%Y}: {_left_words(left)}.")
    disposal = Disposal(
        reference=next_reference(session, Disposal, Prefix.disposal, today), on=on,
        plan=_digest([_written(*line) for line in lines.items()]),
        proposed=today, proposed_by=officer, left=left,
    )  # fmt: skip
    session.add(disposal)
    session.flush()
    rows = [
        {"disposal": disposal.reference, "item_id": item, "reference": reference, "record_class": name, "kept": ""}
        | terms._asdict()
        for (item, reference, name), terms in lines.items()
    ]
    session.connection().execute(insert(DisposalLine), rows)
    return disposal


def _written(key: LineKey, terms: LineTerms) -> list[object]:
    """A line as the digest of the plan contains it."""
    return [*key, terms.rule, terms.due.isoformat(), terms.sources, terms.how]


def _due(
    session: Session, on: date, progress: RecordProgress
) -> tuple[dict[LineKey, LineTerms], LeftOut, EmploymentDates]:
    """What may be disposed of, by its key; how much of what is due may not; the dates of the people."""
    planned, dates = retention.plan_and_dates(session, on, progress)
    due: list[DueRecord | DuePapers] = [*planned.due, *planned.cases]
    left = LeftOut(
        frozen=sum(bool(one.blocked_by) for one in due),
        review=sum(one.review and not one.blocked_by for one in due),
        no_date=len(planned.cannot_compute) + len(planned.cases_cannot_compute),
    )
    return dict(_going(one) for one in due if not one.blocked_by and not one.review), left, dates


def _going(one: DueRecord | DuePapers) -> tuple[LineKey, LineTerms]:
    if isinstance(one, DuePapers):
        return (None, one.reference, one.class_), LineTerms(one.rule, one.date, one.sources, Method.destroy)
    how = Method.anonymise if one.anonymise else Method.destroy
    return (one.item, None, one.class_), LineTerms(one.rule, one.date, [], how)


def _left_words(left: LeftOut) -> str:
    return f"{left.frozen} on hold, {left.review} due for review, {left.no_date} without a date"


def get(session: Session, reference: str) -> Disposal:
    """The disposal with that reference. Raises Refused if there is none."""
    disposal = session.get(Disposal, reference.strip().upper())
    if disposal is None:
        raise Refused(f"There is no disposal {reference.strip()[:20]}.", Remedy.list_disposals)
    return disposal


def lines(session: Session, reference: str) -> list[DisposalLine]:
    """The lines of a disposal, excluded ones too, the longest due first."""
    asked = select(DisposalLine).where(DisposalLine.disposal == reference)
    return list(session.exec(asked.order_by(col(DisposalLine.due), col(DisposalLine.id))).all())


def exclude_lines(session: Session, disposal: Disposal, numbers: Collection[int], reason: str) -> int:
    """Exclude lines from a disposal for a reason, or include them again without one; answers how many changed.

    An approved disposal must then be approved again. Raises Refused for a line it does not have.
    """
    if disposal.state not in RUNNING:
        raise Refused(f"{disposal.reference} is {disposal.state} and cannot be changed.")
    mine = {one.id: one for one in lines(session, disposal.reference)}
    if unknown := next((one for one in numbers if one not in mine), None):
        raise Refused(f"{disposal.reference} has no line {unknown}.", Remedy.list_disposal_lines, disposal.reference)
    if not reason.strip() and not any(mine[one].kept for one in numbers):
        raise Refused("Enter a reason for excluding the lines. An empty reason only includes excluded lines again.")
    changed = [mine[one] for one in numbers if mine[one].kept != reason.strip()]
    for line in changed:
        line.kept = reason.strip()
        session.add(line)
    if changed:
        disposal.state, disposal.approved, disposal.approved_by = DisposalState.proposed, None, None
        session.add(disposal)
    session.flush()
    return len(changed)


def approve(session: Session, disposal: Disposal, today: date, officer: str) -> None:
    """Approve a disposal. Raises Refused for the officer who proposed it, if the council requires two."""
    if disposal.state is not DisposalState.proposed:
        raise Refused(f"{disposal.reference} is {disposal.state}. Only a proposed disposal can be approved.")
    if session.get_one(Council, 1).second_officer and officer == disposal.proposed_by:
        raise Refused(
            f"{officer} proposed {disposal.reference}. The council's profile requires a second officer to approve it."
        )
    _refuse_changed(session, disposal, lambda done, total: None)
    if all(one.kept for one in lines(session, disposal.reference)):
        raise Refused(f"Every line of {disposal.reference} is excluded. Withdraw it instead.")
    disposal.state, disposal.approved, disposal.approved_by = DisposalState.approved, today, officer
    disposal.left = replace(disposal.left, smallest_group=session.get_one(Council, 1).smallest_group)
    session.add(disposal)


def withdraw(session: Session, disposal: Disposal) -> None:
    """Withdraw a disposal; nothing was destroyed."""
    if disposal.state not in RUNNING:
        raise Refused(f"{disposal.reference} is {disposal.state} and cannot be withdrawn.")
    disposal.state = DisposalState.withdrawn
    _drop_lines(session, disposal.reference, kept=True)
    session.add(disposal)


def carry_out(
    session: Session, key: bytes, disposal: Disposal, today: date, progress: RecordProgress = lambda done, total: None
) -> ErasureResult:
    """Destroy all that was approved, in the caller's act, and save the certificate. Raises Refused if the disposal is
    not approved, or its plan has changed."""
    approved = disposal.approved
    if disposal.state is not DisposalState.approved or approved is None:
        raise Refused(f"{disposal.reference} is {disposal.state}. Approve it before you carry it out.")
    dates = _refuse_changed(session, disposal, progress)
    all_lines = lines(session, disposal.reference)
    go = [one for one in all_lines if not one.kept]
    then, now = disposal.left.smallest_group, session.get_one(Council, 1).smallest_group
    if then != now and any(one.how is Method.anonymise for one in go):
        raise Refused(
            f"{disposal.reference} was approved with groups of at least {then} records for statistics. The council's "
            f"profile now says {now}. Withdraw it and propose it again."
        )
    backups = _backups(session)
    records = [one.item_id for one in go if one.item_id]
    papers = [PapersToErase(one.reference, one.record_class, tuple(one.sources)) for one in go if one.reference]
    counts = _counts(session, [one for one in go if one.how is Method.destroy])
    kept = len(all_lines) - len(go)
    titles = {source.id: source.title for source in session.exec(select(Source)).all()}
    anonymised = preview(session, disposal)
    progress(0, 0)
    anonymous.keep(session, anonymised)
    dates.remember(session, _whose(session, records))
    result = erasure.erase(session, key, records, today, papers=papers)
    _drop_lines(session, disposal.reference)
    for source, count in result.sources.items():
        session.add(Instruction(disposal=disposal.reference, source_id=source, records=count))
    left = disposal.left
    disposal.certificate = DisposalCertificate(
        reference=disposal.reference,
        plan=CertifiedPlan(disposal.on, disposal.plan, disposal.proposed),
        approved=approved,
        officers=1 if disposal.approved_by == disposal.proposed_by else 2,
        done=today,
        destroyed=counts,
        anonymised=[_anonymised(one) for one in anonymised],
        records=result.records,
        cases=len(papers),
        people=result.people,
        papers=result.papers,
        originals=SealedOriginals(result.originals, result.sealed),
        kept=KeptCounts(left.frozen, left.review, left.no_date, exceptions=kept),
        sources=[CertifiedSource(n, titles[n], count) for n, count in result.sources.items()],
        backups=backups,
    )
    disposal.digest = _digest(AS_JSON.dump_python(disposal.certificate, mode="json", by_alias=True))
    disposal.state, disposal.done = DisposalState.done, today
    session.add(disposal)
    session.flush()
    return result


def _whose(session: Session, items: Sequence[int]) -> set[int]:
    people: set[int] = set()
    for some in batches(sorted(items)):
        whose = select(Item.person_id).where(col(Item.id).in_(some), col(Item.person_id).is_not(None))
        people |= {person for person in session.exec(whose) if person}
    return people


def _drop_lines(session: Session, reference: str, *, kept: bool = False) -> None:
    lines = delete(DisposalLine).where(col(DisposalLine.disposal) == reference)
    session.connection().execute(lines if kept else lines.where(col(DisposalLine.kept) == ""))


def preview(session: Session, disposal: Disposal) -> list[anonymous.AnonymisedSet]:
    """What is kept of the records for statistics: their fields, and the groups too small to keep."""
    stay = [one for one in lines(session, disposal.reference) if one.how is Method.anonymise and not one.kept]
    items = [one.item_id for one in stay if one.item_id]
    return anonymous.make(session, items, session.get_one(Council, 1).smallest_group)


def _anonymised(made: anonymous.AnonymisedSet) -> AnonymisedGroup:
    name = made.record_class
    return AnonymisedGroup(name, made.records, list(made.fields), made.counted_only, class_words(name))


def _counts(session: Session, go: list[DisposalLine]) -> list[DestroyedGroup]:
    """What is destroyed, by class and rule: how many, the first and last due dates, and the basis."""
    rows = {entry.row.id: entry.row for entry in listed(session)}
    groups: dict[tuple[str, str], list[date]] = {}
    for one in go:
        groups.setdefault((one.record_class, one.rule), []).append(one.due)
    counts = []
    for (name, rule), days in sorted(groups.items()):
        row = rows[rule.partition("-")[0]]  # a statutory minimum has the id of its row
        counts.append(
            DestroyedGroup(
                class_=name, words=class_words(name), rule=rule, record=row.record, basis=row.basis, source=row.source,
                count=len(days), first=min(days), last=max(days),
            )
        )  # fmt: skip
    return counts


def _backups(session: Session) -> BackupsMade:
    """The backups that hold what is destroyed now: how many, the last date, and until when the council keeps them."""
    made = session.exec(
        select(NotNullable(col(History.day))).where(History.kind == ActKind.backup).order_by(col(History.seq))
    ).all()
    days = session.get_one(Council, 1).backup_days
    last = made[-1] if made else None
    until = last + timedelta(days=days) if last and days else None
    return BackupsMade(len(made), last, days, until)


def _refuse_changed(session: Session, disposal: Disposal, progress: RecordProgress) -> EmploymentDates:
    """Raise Refused, with what changed, if the plan for the same date no longer matches the disposal."""
    now, _, dates = _due(session, disposal.on, progress)
    changes: Counter[str] = Counter()
    then = {(one.item_id, one.reference, one.record_class): one for one in lines(session, disposal.reference)}
    going = {key: one for key, one in then.items() if not one.kept}
    for by in erasure.holds_on(session, [key for key in going if key not in now]):
        changes[f"on hold by {', '.join(by)}" if by else "no longer due"] += 1
    for key, one in going.items():
        if key in now and now[key] != LineTerms(one.rule, one.due, one.sources, one.how):
            changes["with another rule or date"] += 1
    if new := len(now.keys() - then.keys()):
        changes["newly due"] += new
    if changes:
        differences = "; ".join(f"{count} {what}" for what, count in changes.most_common(4))
        raise Refused(
            f"{disposal.reference} has changed since it was proposed: {differences}. Nothing was disposed of. "
            "Withdraw it and propose it again."
        )
    return dates


def certificate(disposal: Disposal) -> tuple[DisposalCertificate, str]:
    """The certificate of a disposal and its digest. Raises Refused if it was not carried out."""
    if disposal.certificate is None or disposal.digest is None:
        raise Refused(f"{disposal.reference} is {disposal.state}. The certificate is made when it is carried out.")
    return disposal.certificate, disposal.digest


def instructions(session: Session, reference: str) -> list[Instruction]:
    """The originals of a disposal and their owners, by source."""
    asked = select(Instruction).where(Instruction.disposal == reference).order_by(col(Instruction.source_id))
    return list(session.exec(asked).all())


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def count_lines(session: Session, reference: str) -> tuple[int, int]:
    """How many lines a disposal has, and how many are excluded."""
    asked = select(func.count()).select_from(DisposalLine).where(DisposalLine.disposal == reference)
    return session.exec(asked).one(), session.exec(asked.where(DisposalLine.kept != "")).one()
