"""Destroying for good: records under an erasure request, and disposals from the plan to the certificate."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import search
from casework.disposal import erasure, originals, plan
from casework.disposal.plan import Disposal
from casework.notice.council import signing
from casework.people import register
from casework.records.items import Item, Source
from casework.rights import requests as rights
from casework.text.canonical import words
from casework.timeline import history
from casework.timeline.events import Kind, day_of, standing
from casework.vault import durable, keyslots
from dpo_console.filing import outbox, write_out
from dpo_console.outgoing import unchecked
from letters.disposal.certificate import certificate
from letters.paper.pdf import certificate_pdf

Progress = Callable[[int, int, str], None]
OF_PEOPLE = {"rectify", "restrict", "lift", "hold", "concerned"}
"""The forms whose drafts are called by a person's number, and a record's where they are about one."""
SEEING = {"access", "portability"}
"""The rights by which the data themselves are asked for."""


def erase_records(
    desk: Desk, reference: str, items: Collection[int] | None, reason: str, now: datetime
) -> dict[str, Any]:
    """Erase records of the person an erasure request is about (Article 17), all of theirs where none is named.

    A record joined to nobody goes only where it is named, and a search for the case found it; nobody else's ever does.

    Raises Refused where the case is none of that kind, a record is not theirs, or anything but the case itself freezes
    one. It is an act of the case: complied on that day.
    """
    if not reason.strip():
        raise Refused("Say why they are erased: the ground of Article 17(1) stands in the history.")
    with _erasing(desk, now) as (act, done):
        request = rights.get(act.session, reference)
        theirs, loose = _theirs(act.session, request)
        chosen = sorted(theirs if items is None else set(items))
        if other := next((one for one in chosen if one not in theirs | loose), None):
            raise Refused(f"Record {other} is not among those of the person {request.reference} is about.")
        if not chosen:
            raise Refused(f"Nothing is held of the person {request.reference} is about: there is nothing to erase.")
        gone = erasure.erase(act.session, desk.erased_key, chosen, day_of(now), but=request.reference)
        act.record(
            Kind.complied, reference=request.reference, on=day_of(now),
            facts={"note": reason.strip(), "records": gone.records},
        )  # fmt: skip
        done(gone)
    return _figures(desk, gone) | {"reference": request.reference}


def _theirs(session: Session, request: rights.Request) -> tuple[set[int], set[int]]:
    """The records of the person, and those joined to nobody that a search for the case brought up as perhaps theirs."""
    if "erasure" not in request.rights:
        raise Refused(f"{request.reference} is no request for erasure: records are erased under one (Article 17).")
    if request.outcome:
        raise Refused(f"{request.reference} is closed: reopen it first.")
    if SEEING & set(request.rights) and not _answered(session, request.reference):
        raise Refused(
            f"{request.reference} asks to see what is held too: answer that first and record it as sent. To erase it "
            "before would be to keep it from the person (DPA 2018 s.173)."
        )
    if request.bound == "open" or not request.person_id:
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    person = register.root(session, request.person_id)
    kept = search.latest(session, request)
    found = [hit["item"] for hit in kept.body["hits"]] if kept else []
    loose = select(Item.id).where(Item.id.in_(found), Item.person_id.is_(None))
    theirs = select(Item.id).where(Item.person_id == person)
    return set(session.exec(theirs).all()), set(session.exec(loose).all())


def _answered(session: Session, reference: str) -> bool:
    turns = [one.kind for one in standing(history.events(session, reference)) if one.kind in (Kind.sent, Kind.reopened)]
    return turns[-1:] == [Kind.sent]


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
        act.record("disposal-proposed", reference=made.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return _shown(act.session, made)


def disposals(desk: Desk) -> list[dict[str, Any]]:
    """Every disposal, newest first."""
    with desk.reading() as session:
        found = session.exec(select(Disposal).order_by(Disposal.reference.desc())).all()
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
        act.record("disposal-kept", reference=one.reference, on=day_of(now), facts=facts)
        return _shown(act.session, one)


def approve_disposal(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Let a disposal be carried out."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        plan.approve(act.session, one, day_of(now), _officer(desk))
        act.record("disposal-approved", reference=one.reference, on=day_of(now), facts={"plan": one.plan})
        return _shown(act.session, one)


def withdraw_disposal(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Give a disposal up that was not carried out."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        plan.withdraw(act.session, one)
        act.record("disposal-withdrawn", reference=one.reference, on=day_of(now))
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
    with _erasing(desk, now) as (act, done):
        one = plan.get(act.session, reference)
        gone = plan.carry_out(act.session, desk.erased_key, one, day_of(now), _told(progress, cancelled))
        act.record("disposed", reference=one.reference, on=day_of(now), facts={"certificate": one.digest})
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
        act.record("owner-instructed", reference=one.reference, on=on, facts=facts)
        return _shown(act.session, one)


def confirm_owners(desk: Desk, reference: str, source: int | None, on: date, now: datetime) -> dict[str, Any]:
    """Note that the owner of an original has disposed of it; of every one told where none is named."""
    with desk.act(now) as act:
        one = plan.get(act.session, reference)
        sources = originals.confirm(act.session, one, source, on, day_of(now))
        act.record("owner-confirmed", reference=one.reference, on=on, facts={"sources": sources})
        return _shown(act.session, one)


@contextmanager
def _erasing(desk: Desk, now: datetime) -> Iterator[tuple[Act, Callable[[erasure.Gone], None]]]:
    """An act that erases, with what it is told of to be recorded; drafts and finished files go with it."""
    told: list[erasure.Gone] = []
    with desk.erasing(now) as act:
        yield act, told.append
        act.record(history.ERASED, on=day_of(now), facts=told[0].said())
        # last, before it commits: were it to fail there, unfinished forms and copies in the outbox are all that is lost
        desk.drafts.forget(lambda name, text: _is_about(told[0], name) or _is_named(told[0], text))
        for reference in told[0].cases:
            for path in outbox(desk).glob(f"{reference}*"):
                path.unlink(missing_ok=True)
        durable.sync(outbox(desk))


def _is_about(gone: erasure.Gone, draft: str) -> bool:
    """Whether a form is of somebody who is gone, or of a record that is, whatever was typed on it."""
    kind, *of = draft.split(":")
    numbers = [int(one) for one in of[kind == "concerned" :][:2] if one.isdecimal()]
    return kind in OF_PEOPLE and (not gone.entries.isdisjoint(numbers[:1]) or not gone.items.isdisjoint(numbers[1:]))


def _is_named(gone: erasure.Gone, text: str) -> bool:
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(name)} " in said for name in gone.names) or any(one in text for one in gone.cases)


def _figures(desk: Desk, gone: erasure.Gone) -> dict[str, Any]:
    figures = {"records": gone.records, "people": gone.people, "originals": gone.originals, "sealed": gone.sealed}
    return figures | {"swept": not desk.unswept()}


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
    rows = select(history.History).where(history.History.reference == reference).order_by(history.History.seq)
    return [
        {"seq": row.seq, "kind": row.kind, "on": row.day, "actor": row.actor, "recorded": row.recorded}
        for row in session.exec(rows)
    ]
