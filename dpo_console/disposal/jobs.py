"""Disposals, from the plan to the certificate."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Desk
from casework.disposal import originals, plan
from casework.disposal.plan import Disposal
from casework.notice.council import signing
from casework.records.items import Source
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.vault import keyslots
from dpo_console.jobs.filing import outbox, write_out
from dpo_console.jobs.outgoing import unchecked
from dpo_console.jobs.record_erasure import erasing
from letters.disposal.certificate import certificate
from letters.paper.pdf import certificate_pdf

Progress = Callable[[int, int, str], None]


def propose_disposal(
    desk: Desk,
    on: date,
    now: datetime,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Take what falls due by a day as a disposal to be looked over; nothing is destroyed yet."""
    with desk.act(now) as act:
        made = plan.propose(act.session, on, day_of(now), _officer(desk), _told(progress, cancelled))
        facts = {"on": on.isoformat(), "plan": made.plan} | made.left
        act.record(ActKind.disposal_proposed, reference=made.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return _shown(act.session, made)


def disposals(desk: Desk) -> list[dict[str, Any]]:
    """Every disposal, newest first."""
    with desk.reading() as session:
        found = session.exec(select(Disposal).order_by(col(Disposal.reference).desc())).all()
        return [_summary(session, one) for one in found]


def disposal_of(desk: Desk, reference: str) -> dict[str, Any]:
    """One disposal whole: its groups by class and rule, its lines, the certificate, and how the originals stand."""
    with desk.reading() as session:
        return _shown(session, plan.get(session, reference))


def keep_lines(desk: Desk, reference: str, numbers: Collection[int], reason: str, now: datetime) -> dict[str, Any]:
    """Keep lines of a disposal for a reason; with an empty one they are taken back in."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        if not plan.keep(act.session, one, numbers, reason):
            raise Refused("Nothing was changed: these lines stand so already.")
        whose = [line for line in plan.lines(act.session, one.reference) if line.id in numbers]
        facts = {"lines": sorted(numbers), "reason": reason.strip()}
        # with the record, or the case's papers, the reason for keeping it is erased too
        facts |= {"items": [line.item_id for line in whose if line.item_id]}
        facts |= {"cases": [line.reference for line in whose if line.reference]}
        act.record(ActKind.disposal_kept, reference=one.reference, on=day_of(now), facts=facts)
        return _shown(act.session, one)


def approve_disposal(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Let a disposal be carried out."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        plan.approve(act.session, one, day_of(now), _officer(desk))
        act.record(ActKind.disposal_approved, reference=one.reference, on=day_of(now), facts={"plan": one.plan})
        return _shown(act.session, one)


def withdraw_disposal(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Give a disposal up that was not carried out."""
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
) -> dict[str, Any]:
    """Destroy what was approved, all of it or nothing; answers the certificate. Done before, it answers that one."""
    with desk.reading() as session:
        one = plan.get(session, reference)
        if one.state == "done":
            return plan.certificate(session, one) | {"swept": not desk.unswept()}
    with erasing(desk, now) as (act, done):
        one = plan.get(act.session, reference)
        gone = plan.carry_out(act.session, desk.erased_key, one, day_of(now), _told(progress, cancelled))
        act.record(ActKind.disposed, reference=one.reference, on=day_of(now), facts={"certificate": one.digest})
        done(gone)
        said = plan.certificate(act.session, one)
    return said | {"swept": not desk.unswept()}


def certificate_of(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """The certificate of a disposal as a PDF in the outbox, with its digest."""
    with desk.reading() as session:
        one = plan.get(session, reference)
        said = plan.certificate(session, one)
        context = certificate(said, signing(session).name, day_of(now))
    path = outbox(desk) / f"{one.reference}-certificate.pdf"
    write_out(path, certificate_pdf(context))
    return {"path": str(path), "digest": said["digest"], "gate": unchecked("certificate")}


def instruct_owners(
    desk: Desk, reference: str, source: int | None, owner: str, on: date, now: datetime
) -> dict[str, Any]:
    """Note that the owner of an original was told to dispose of it; of every one not told yet where none is named."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        sources = originals.instruct(act.session, one, source, owner, on, day_of(now))
        facts = {"sources": sources, "owner": owner.strip()}
        act.record(ActKind.owner_instructed, reference=one.reference, on=on, facts=facts)
        return _shown(act.session, one)


def confirm_owners(desk: Desk, reference: str, source: int | None, on: date, now: datetime) -> dict[str, Any]:
    """Note that the owner of an original has disposed of it; of every one told where none is named."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        sources = originals.confirm(act.session, one, source, on, day_of(now))
        act.record(ActKind.owner_confirmed, reference=one.reference, on=on, facts={"sources": sources})
        return _shown(act.session, one)


def _officer(desk: Desk) -> str:
    return desk.officer.removesuffix(keyslots.BY_CODE)


def _told(progress: Progress, cancelled: Callable[[], bool]) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        progress(done, total, "reading" if total else "destroying")
        if cancelled():
            raise Refused("Stopped: nothing was changed.")

    return told


def _summary(session: Session, one: Disposal) -> dict[str, Any]:
    total, kept = plan.count_lines(session, one.reference)
    done = one.certificate or {}
    destroyed = sum(group["count"] for group in done.get("destroyed", ()))
    stay = sum(made["records"] for made in done.get("anonymised", ()))
    return one.as_json() | {
        "words": plan.STATES[one.state],
        "destroyed": destroyed if done else None,
        "anonymised": stay if done else None,
        "lines": total + destroyed + stay,  # once carried out, only what was kept still stands as a line
        "kept": kept,
    }


def _shown(session: Session, one: Disposal) -> dict[str, Any]:
    listed = [line.model_dump(mode="json", exclude={"disposal"}) for line in plan.lines(session, one.reference)]
    names = dict(session.exec(select(Source.id, Source.name)).all())
    told = [
        made.model_dump(mode="json", exclude={"disposal"}) | {"name": names.get(made.source_id, "")}
        for made in plan.instructions(session, one.reference)
    ]
    rows = history_rows(session, one.reference)
    return _summary(session, one) | {
        "anonymise": [made.as_json() for made in plan.preview(session, one)] if one.certificate is None else [],
        "listed": listed, "certificate": one.certificate, "instructions": told, "history": rows,
    }  # fmt: skip


def history_rows(session: Session, reference: str) -> list[dict[str, Any]]:
    """What was done with a disposal, by whom and when, oldest first."""
    rows = select(history.History).where(history.History.reference == reference).order_by(col(history.History.seq))
    return [
        {"seq": row.seq, "kind": row.kind, "on": row.day, "actor": row.actor, "recorded": row.recorded}
        for row in session.exec(rows)
    ]
