"""Papers: letters composed, made, checked and filed, and saved outside the desk."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from casework import (
    Refused,
    blobs,
    bundles,
    clock,
    database,
    durable,
    erasure,
    history,
    papers,
    release,
)
from casework import requests as rights
from casework.complaints import Complaint
from casework.council import signing
from casework.events import day_of
from casework.law.notices import notice
from casework.papers import Paper
from casework.retention import schedule
from casework.store import OUTBOX, Act, Desk
from dpo_console.jobs.way_out import leaving, refuse_naming, said_by, unchecked
from dpo_console.jobs.whole import matter
from letters import pack as packs
from letters.authority import ask_authority, refuse_without
from letters.complaint import acknowledge
from letters.compose import compose
from letters.letter import Letter
from letters.pdf import letter_pdf


def letter_preview(desk: Desk, reference: str, kind: str, now: datetime) -> dict[str, Any]:
    """The letter as text, and whether it stands filed as it is; or the sentence that says what it lacks."""
    with desk.reading() as session:
        try:
            case = matter(session, reference)
            release.refuse(session, case, kind)
            letter = dated(session, case, kind, day_of(now))
        except Refused as refused:
            return {"text": "", "missing": [str(refused)], "filed": False}
        try:
            refuse_naming(session, letter)
        except Refused as refused:
            return {"text": letter.text(), "missing": [str(refused)], "filed": False}
        standing = papers.standing(session, letter.reference, kind)
        return {"text": letter.text(), "missing": [], "filed": bool(standing and standing.facts == letter.digest())}


def make_letter(desk: Desk, reference: str, kind: str, now: datetime) -> dict[str, Any]:
    """Compose a letter, make its PDF and file it; the same facts as a filed one's give that letter again.

    That it left is recorded by itself, once it has.
    """
    with desk.reading() as session:
        case = matter(session, reference)
        release.refuse(session, case, kind)
        letter = dated(session, case, kind, day_of(now))
        refuse_naming(session, letter)
    pdf = letter_pdf(letter)
    with desk.act(now) as act:
        request = matter(act.session, reference)
        release.refuse(act.session, request, kind)
        refuse_changed(letter, dated(act.session, request, kind, day_of(now)))
        paper = file_paper(act, desk, letter, pdf, kind, packs.pages_of(pdf))
        said = {"kind": kind, "digest": paper.digest, "made": paper.made, "text": letter.text(), "pages": paper.pages}
    return {"reference": letter.reference, "state": "filed"} | said


def composed(session: Session, request: rights.Request | Complaint, kind: str, on: date) -> Letter:
    erasure.refuse_gone(request)
    council = signing(session)
    if request.kind == "breach":
        raise Refused(f"A breach has no letter '{kind[:40]}': it has a notification, letters to people, a public one.")
    if request.kind == "complaint":
        return acknowledge(kind, request, council, on=on)
    events = history.events(session, request.reference)
    if kind == "authority-request":
        return ask_authority(request, council, on=on, events=events)
    if kind == "authority-refusal":
        return refuse_without(request, council, on=on, events=events)
    running = clock.deadline(clock.rule_for(request.rights), events, nation=council.nation)
    if running.asks:  # under either law a date can be counted from receipt
        running = clock.deadline("other", events, nation=council.nation)
    bundle = None
    if kind == "disclosure":
        if not request.is_access:
            raise Refused(f"{request.reference} is no request for access: the disclosure letter answers Article 15.")
        bundle = bundles.bundle(session, request, schedule.periods(session))
        if instead := release.subject_addressed(session, request):
            request = request.model_copy(update={"requester": instead})
    return compose(kind, request, council, notice(council.notice), on=on, deadline=running, bundle=bundle)


def _current(session: Session, request: rights.Request | Complaint, kind: str, on: date) -> Letter:
    """The letter, where the search it rests on was of all that is held now. Raises Refused where it was not."""
    letter = composed(session, request, kind, on)
    if kind == "disclosure" and request.kind == "request":
        bundles.refuse_stale(session, request)
    return letter


def refuse_changed(was: Any, now: Any) -> None:
    """Nothing is filed that rests on facts another window changed while it was being made."""
    if was != now:
        raise Refused("The case was changed while this was being made: nothing was filed. Make it again.")


def dated(session: Session, request: rights.Request | Complaint, kind: str, today: date) -> Letter:
    """The letter with the day it first bore: what rests on the same facts is the same letter, whenever it is built."""
    letter = _current(session, request, kind, today)
    same = select(Paper).where(Paper.reference == request.reference, Paper.kind == kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(Paper.id)).first()
    return composed(session, request, kind, date.fromisoformat(before.day)) if before else letter


def file_paper(act: Act, desk: Desk, letter: Letter, pdf: bytes, kind: str, pages: int, state: str = "filed") -> Paper:
    """File a letter or pack with its case, replacing the one before it, and record it."""
    for old in papers.of_case(act.session, letter.reference):
        if old.kind == kind and old.state == "filed" and state == "filed":
            old.state = "void"
            act.session.add(old)
    paper = keep(act, desk, letter.reference, letter, pdf, pages, kind, state)
    facts = {"kind": kind, "digest": paper.digest, "state": state}
    act.record("pack" if kind == "pack" else "letter", reference=letter.reference, on=day_of(act.now), facts=facts)
    return paper


def keep(
    act: Act, desk: Desk, reference: str, letter: Letter, pdf: bytes, pages: int, kind: str, state: str = "filed"
) -> Paper:
    """Seal a paper beside the database and file it with its case; the act is still to be recorded."""
    blob = blobs.keep(act.session, desk.folder, pdf)
    paper = Paper(
        reference=reference, kind=kind, state=state, day=letter.on.isoformat(), facts=letter.digest(),
        digest=f"sha256:{blob.digest}", blob=blob.name, pages=pages, made=history.instant(act.now),
        blocks=[] if kind == "pack" or unchecked(kind) else said_by(letter),
    )  # fmt: skip
    act.session.add(paper)
    return paper


def letters(desk: Desk) -> list[dict[str, Any]]:
    """Every letter and pack of every case, newest first."""
    with desk.reading() as session:
        return [paper.as_json() for paper in reversed(papers.of_case(session))]


def outbox(desk: Desk) -> Path:
    """The folder for finished files: private, beside nothing else."""
    folder = desk.folder / OUTBOX
    with database.plain_words():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def outbox_files(desk: Desk) -> list[dict[str, Any]]:
    """The finished files that lie clear in the outbox, oldest first: `{name, made}`, made as a UTC instant."""
    folder = desk.folder / OUTBOX
    found = (
        [(path.stat().st_mtime, path.name) for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    )
    return [{"name": name, "made": history.instant(datetime.fromtimestamp(at, UTC))} for at, name in sorted(found)]


def clear_outbox(desk: Desk, now: datetime) -> int:
    """Delete what is in the outbox, as an act; answers how many. The papers themselves stay filed."""
    there = outbox_files(desk)
    if there:
        with desk.act(now) as act:
            act.record("outbox-cleared", on=day_of(now), facts={"files": [one["name"] for one in there]})
        for one in there:
            (desk.folder / OUTBOX / one["name"]).unlink(missing_ok=True)
        durable.sync(desk.folder / OUTBOX)
    return len(there)


def save_letter(desk: Desk, digest: str, folder: Path) -> Path:
    """Write a filed paper to a folder, named by its case."""
    with desk.reading() as session:
        paper = _filed(session, digest)
        path = folder / f"{paper.reference}-{paper.kind}-{paper.digest.removeprefix('sha256:')[:8]}.pdf"
    return save_paper(desk, digest, path)


def save_paper(desk: Desk, digest: str, path: Path) -> Path:
    """Write a filed paper to that path, checked again as it leaves.

    A pack does not leave if it was refused, has open questions, is void, or was checked against an older register.
    """
    with desk.reading() as session:
        paper = _filed(session, digest)
        if paper.state == "asked":
            raise Refused("This pack has unanswered questions. Answer them in the review, then build the pack again.")
        if paper.state == "refused":
            raise Refused(
                "The gate refused this pack: it does not leave the desk. Put right what it found, and rebuild."
            )
        if paper.kind == "pack" and paper.state == "void":
            raise Refused("This pack is void: the case has changed since it was built; build it again.")
        mine = select(rights.Request).where(rights.Request.reference == paper.reference)
        if request := session.exec(mine).first():
            release.refuse(session, request, paper.kind)
        leaving(session, desk, [paper])
        write_out(path, blobs.read(session, desk.folder, paper.blob))
    return path


def _filed(session: Session, digest: str) -> Paper:
    paper = session.exec(select(Paper).where(Paper.digest == digest).order_by(Paper.id.desc())).first()
    if paper is None:
        raise Refused("There is no such letter or pack on this desk.")
    return paper


def write_out(path: Path, data: bytes) -> None:
    """Write a finished file outside the desk. Raises Refused where that cannot be done."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write(path, data)
    except OSError as wrong:
        raise Refused(f"{path} cannot be written ({wrong.strerror}): choose another place.") from None
