"""Finished papers: filing them with their case, and writing them to the outbox or another folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import OUTBOX, Act, Desk
from casework.disclosure import papers, release, sending
from casework.disclosure.papers import Paper, PaperState
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from casework.timeline.references import MatterKind, kind_of
from casework.vault import blobs, database, durable
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.out_of_date import email_text, out_of_date
from dpo_console.jobs.outgoing import blocks_of, check_leaving, unchecked
from letters.paper.letter import Letter


def refuse_changed(was: object, now: object) -> None:
    """Raise Refused if another window changed the facts of a paper while it was being made."""
    if was != now:
        raise Refused("The case changed while this was being made. Nothing was filed. Make it again.")


def file_paper(
    act: Act, desk: Desk, letter: Letter, pdf: bytes, kind: str, pages: int, state: PaperState = PaperState.filed,
    inputs: Mapping[str, str] | None = None,
) -> Paper:  # fmt: skip
    """File a letter or pack with its case, replacing one of its kind that was not sent, and record it."""
    sent = sending.dates_sent(act.session, letter.reference, history.events(act.session, letter.reference))
    for old in papers.of_case(act.session, letter.reference):
        if old.digest in sent:
            continue
        if old.kind == kind and old.state == PaperState.filed and state == PaperState.filed:
            old.state = PaperState.void
            act.session.add(old)
    paper = keep(act, desk, letter.reference, letter, pdf, pages, kind, state)
    paper.inputs = dict(inputs or {})
    facts = {"kind": kind, "digest": paper.digest, "state": state}
    act.record(
        ActKind.pack if kind == "pack" else ActKind.letter, reference=letter.reference, on=day_of(act.now), facts=facts
    )
    return paper


def keep(
    act: Act,
    desk: Desk,
    reference: str,
    letter: Letter,
    pdf: bytes,
    pages: int,
    kind: str,
    state: PaperState = PaperState.filed,
) -> Paper:
    """Seal a paper beside the database and file it with its case; the caller records the act."""
    blob = blobs.keep(act.session, desk.folder, pdf)
    made = act.now.astimezone(UTC).replace(microsecond=0)
    paper = Paper(
        reference=reference, kind=kind, state=state, day=letter.on, facts=letter.digest(),
        digest=f"sha256:{blob.digest}", blob=blob.name, pages=pages, made=made,
        blocks=[] if kind == "pack" or unchecked(kind) else [list(block) for block in blocks_of(letter)],
        bound=[] if kind == "pack" else [list(fact) for fact in letter.facts], form=letter.form,
    )  # fmt: skip
    act.session.add(paper)
    return paper


def outbox(desk: Desk) -> Path:
    """The private folder for finished files."""
    folder = desk.folder / OUTBOX
    with database.plain_words():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """A finished file in the outbox, which is not encrypted."""

    name: str
    made: datetime


def outbox_files(desk: Desk) -> list[OutboxFile]:
    """The finished files in the outbox, oldest first."""
    folder = desk.folder / OUTBOX
    files = (
        [(path.stat().st_mtime, path.name) for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    )
    return [OutboxFile(name, datetime.fromtimestamp(int(at), UTC)) for at, name in sorted(files)]


def clear_outbox(desk: Desk, now: datetime) -> int:
    """Delete the files in the outbox, as an act, and return how many. The papers stay filed."""
    files = outbox_files(desk)
    if files:
        with desk.act(now) as act:
            act.record(ActKind.outbox_cleared, on=day_of(now), facts={"files": [one.name for one in files]})
        for one in files:
            (desk.folder / OUTBOX / one.name).unlink(missing_ok=True)
        durable.sync(desk.folder / OUTBOX)
    return len(files)


def save_letter(desk: Desk, digest: str, folder: Path) -> Path:
    """Write a filed paper to a folder, in a file named after its case."""
    with desk.reading() as session:
        paper = _filed(session, digest)
        path = folder / f"{paper.reference}-{paper.kind}-{paper.digest.removeprefix('sha256:')[:8]}.pdf"
    return save_paper(desk, digest, path)


def save_paper(desk: Desk, digest: str, path: Path) -> Path:
    """Write a filed paper to a path, and check it again as it leaves.

    A pack does not leave if it was refused, has open questions, is out of date, or was checked against an older
    register; a letter does not if what it rests on changed before it was sent. With a letter by email goes its text, to
    be pasted, in a file beside it.
    """
    with desk.reading() as session:
        paper = _filed(session, digest)
        if paper.state == PaperState.asked:
            raise Refused("This pack has unanswered questions. Answer them in the review, then build the pack again.")
        if paper.state == PaperState.refused:
            raise Refused("The release check refused this pack. Correct what it found, then build the pack again.")
        if paper.kind == "pack" and paper.state == PaperState.void:
            raise Refused("This pack is out of date: the case changed after it was built. Build it again.")
        text = ""
        if kind_of(paper.reference) in (MatterKind.request, MatterKind.complaint):
            case = get_case(session, paper.reference)
            release.refuse(session, case, paper.kind)
            sent = sending.dates_sent(session, case.reference, history.events(session, case.reference))
            if paper.digest not in sent and (why := out_of_date(session, case, paper)):
                raise Refused(f"{why} Make it again.")
            text = email_text(session, case, paper)
        check_leaving(session, desk, [paper])
        write_out(path, blobs.read(session, desk.folder, paper.blob))
        if text:
            write_out(path.with_suffix(".txt"), text.encode())
    return path


def _filed(session: Session, digest: str) -> Paper:
    paper = session.exec(select(Paper).where(Paper.digest == digest).order_by(col(Paper.id).desc())).first()
    if paper is None:
        raise Refused("There is no such letter or pack on this desk.")
    return paper


def write_out(path: Path, data: bytes) -> None:
    """Write a finished file outside the desk. Raises Refused if that fails."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write(path, data)
    except OSError as wrong:
        raise Refused(f"{path} cannot be written ({wrong.strerror}). Choose another place.") from None
