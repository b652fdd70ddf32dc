"""Disposals, from the plan to the certificate."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Desk
from casework.disposal import originals, plan
from casework.disposal.anonymous import AnonymisedClass
from casework.disposal.originals import OriginalOwner, OwnerStatus
from casework.disposal.plan import Disposal, DisposalCertificate, DisposalState, LeftOut, Method
from casework.notice.council import signing
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.vault import keyslots
from dpo_console.jobs.filing import outbox, write_out
from dpo_console.jobs.outgoing import unchecked
from dpo_console.jobs.record_erasure import erasing
from letters.disposal.certificate import certificate
from letters.paper.pdf import certificate_pdf

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class DisposalSummary:
    """A disposal in the list: its status, officers and figures."""

    reference: str
    on: date
    """The date of the plan."""
    state: DisposalState
    plan: str
    """The digest of the plan."""
    proposed: date
    proposed_by: str
    approved: date | None
    approved_by: str | None
    done: date | None
    left: LeftOut
    digest: str | None
    """The digest of the certificate."""
    words: str
    """Its status, in words."""
    destroyed: int | None
    """Known once it is carried out, like `anonymised`."""
    anonymised: int | None
    lines: int
    kept: int


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One record, or the papers of one case, in a disposal; `kept` is the reason it is excluded, if it is."""

    id: int
    item_id: int | None
    reference: str | None
    sources: list[int]
    record_class: str
    rule: str
    how: Method
    due: date
    kept: str


@dataclass(frozen=True, slots=True)
class DisposalAct:
    """An act of the history about a disposal."""

    seq: int
    kind: str
    on: date | None
    actor: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class DisposalInFull(DisposalSummary):
    """A disposal with its lines, what is kept for statistics, the certificate, the originals, and its history."""

    anonymise: list[AnonymisedClass]
    """Before it is carried out."""
    listed: list[ListedLine]
    certificate: DisposalCertificate | None
    instructions: list[OriginalOwner]
    history: list[DisposalAct]


@dataclass(frozen=True, slots=True)
class CarriedOut(DisposalCertificate):
    """A certificate with its digest, the original owners, and whether the disk is swept."""

    digest: str
    instructions: list[OwnerStatus]
    swept: bool


@dataclass(frozen=True, slots=True)
class PrintedCertificate:
    """The certificate of a disposal as a PDF in the outbox; `gate` says that it was not checked, and why."""

    path: Path
    digest: str
    gate: str


def propose_disposal(
    desk: Desk,
    on: date,
    now: datetime,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> DisposalInFull:
    """Propose what is due by a date as a disposal to review; nothing is destroyed yet."""
    with desk.act(now) as act:
        made = plan.propose(act.session, on, day_of(now), _officer(desk), _progress(progress, cancelled))
        left = {"frozen": made.left.frozen, "review": made.left.review, "no_date": made.left.no_date}
        facts = {"on": on.isoformat(), "plan": made.plan} | left
        act.record(ActKind.disposal_proposed, reference=made.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return _shown(act.session, made)


def disposals(desk: Desk) -> list[DisposalSummary]:
    """Every disposal, newest first."""
    with desk.reading() as session:
        every = session.exec(select(Disposal).order_by(col(Disposal.reference).desc())).all()
        return [_summary(session, one) for one in every]


def disposal_of(desk: Desk, reference: str) -> DisposalInFull:
    """One disposal in full."""
    with desk.reading() as session:
        return _shown(session, plan.get(session, reference))


def keep_lines(desk: Desk, reference: str, numbers: Collection[int], reason: str, now: datetime) -> DisposalInFull:
    """Exclude lines from a disposal for a reason; without one, include them again."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        if not plan.exclude_lines(act.session, one, numbers, reason):
            raise Refused("No changes to save.")
        whose = [line for line in plan.lines(act.session, one.reference) if line.id in numbers]
        facts = {"lines": sorted(numbers), "reason": reason.strip()}
        # the reason is erased with the record or the case's papers
        facts |= {"items": [line.item_id for line in whose if line.item_id]}
        facts |= {"cases": [line.reference for line in whose if line.reference]}
        act.record(ActKind.disposal_kept, reference=one.reference, on=day_of(now), facts=facts)
        return _shown(act.session, one)


def approve_disposal(desk: Desk, reference: str, now: datetime) -> DisposalInFull:
    """Approve a disposal."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        plan.approve(act.session, one, day_of(now), _officer(desk))
        act.record(ActKind.disposal_approved, reference=one.reference, on=day_of(now), facts={"plan": one.plan})
        return _shown(act.session, one)


def withdraw_disposal(desk: Desk, reference: str, now: datetime) -> DisposalInFull:
    """Withdraw a disposal that was not carried out."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        plan.withdraw(act.session, one)
        act.record(ActKind.disposal_withdrawn, reference=one.reference, on=day_of(now))
        return _shown(act.session, one)


def carry_out(
    desk: Desk,
    reference: str,
    now: datetime,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> CarriedOut:
    """Destroy all that was approved, or nothing; answers the certificate. If it was done before, answers that one."""
    with desk.reading() as session:
        one = plan.get(session, reference)
        if one.state is DisposalState.done:
            return _carried_out(session, one, swept=not desk.unswept())
    with erasing(desk, now) as (act, done):
        one = plan.get(act.session, reference)
        result = plan.carry_out(act.session, desk.erased_key, one, day_of(now), _progress(progress, cancelled))
        act.record(ActKind.disposed, reference=one.reference, on=day_of(now), facts={"certificate": one.digest})
        done(result)
        made = _carried_out(act.session, one, swept=False)
    return replace(made, swept=not desk.unswept())


def _carried_out(session: Session, one: Disposal, *, swept: bool) -> CarriedOut:
    made, digest = plan.certificate(one)
    return CarriedOut(
        **_fields(made), digest=digest, instructions=originals.owner_status(session, one.reference), swept=swept
    )


def certificate_of(desk: Desk, reference: str, now: datetime) -> PrintedCertificate:
    """The certificate of a disposal as a PDF in the outbox, with its digest."""
    with desk.reading() as session:
        one = plan.get(session, reference)
        made, digest = plan.certificate(one)
        owners = originals.owner_status(session, one.reference)
        context = certificate(made, digest, owners, signing(session).name, day_of(now))
    path = outbox(desk) / f"{one.reference}-certificate.pdf"
    write_out(path, certificate_pdf(context))
    return PrintedCertificate(path, digest, unchecked("certificate"))


def instruct_owners(
    desk: Desk, reference: str, source: int | None, owner: str, on: date, now: datetime
) -> DisposalInFull:
    """Record that you told the owner of an original to dispose of it; without a source, all owners not yet told."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        sources = originals.instruct(act.session, one, source, owner, on, day_of(now))
        facts = {"sources": sources, "owner": owner.strip()}
        act.record(ActKind.owner_instructed, reference=one.reference, on=on, facts=facts)
        return _shown(act.session, one)


def confirm_owners(desk: Desk, reference: str, source: int | None, on: date, now: datetime) -> DisposalInFull:
    """Record that the owner of an original has disposed of it; without a source, all owners told."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        sources = originals.confirm(act.session, one, source, on, day_of(now))
        act.record(ActKind.owner_confirmed, reference=one.reference, on=on, facts={"sources": sources})
        return _shown(act.session, one)


def _officer(desk: Desk) -> str:
    return desk.officer.removesuffix(keyslots.BY_CODE)


def _progress(progress: Progress, cancelled: Callable[[], bool]) -> Callable[[int, int], None]:
    def heard(done: int, total: int) -> None:
        progress(done, total, "reading" if total else "destroying")
        if cancelled():
            raise Refused("Stopped. Nothing was changed.")

    return heard


def _summary(session: Session, one: Disposal) -> DisposalSummary:
    lines, kept = plan.count_lines(session, one.reference)
    destroyed = anonymised = None
    if done := one.certificate:
        destroyed = sum(group.count for group in done.destroyed)
        anonymised = sum(group.records for group in done.anonymised)
        lines += destroyed + anonymised  # once carried out, only the excluded lines are left
    return DisposalSummary(
        **one.model_dump(exclude={"certificate", "left"}), left=one.left, words=plan.STATES[one.state],
        destroyed=destroyed, anonymised=anonymised, lines=lines, kept=kept,
    )  # fmt: skip


def _shown(session: Session, one: Disposal) -> DisposalInFull:
    return DisposalInFull(
        **_fields(_summary(session, one)),
        anonymise=[] if one.certificate else [made.figures() for made in plan.preview(session, one)],
        listed=[ListedLine(**line.model_dump(exclude={"disposal"})) for line in plan.lines(session, one.reference)],
        certificate=one.certificate,
        instructions=originals.owners(session, one.reference),
        history=_acts(session, one.reference),
    )


def _fields(value: DisposalSummary | DisposalCertificate) -> dict[str, Any]:
    """The fields of an answer, to make a larger one."""
    return {one.name: getattr(value, one.name) for one in fields(value)}


def _acts(session: Session, reference: str) -> list[DisposalAct]:
    """The history of a disposal, oldest first."""
    rows = select(history.History).where(history.History.reference == reference).order_by(col(history.History.seq))
    return [
        DisposalAct(
            row.seq, row.kind, row.day, row.actor,
            row.recorded,
        )
        for row in session.exec(rows)
    ]  # fmt: skip
