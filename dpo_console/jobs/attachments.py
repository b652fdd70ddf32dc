"""Attachments of a case: keeping them as received, and saving them to a folder."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import select

from casework import Refused, Remedy
from casework.desk.store import Desk
from casework.disposal import erasure
from casework.records import items
from casework.timeline.events import Kind, day_of
from casework.vault import blobs
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.filing import write_out

LARGEST = 200 << 20
"""Bytes of one attachment."""
UNREAD = "kept as received; its text is not searched"


def attach_files(
    desk: Desk,
    reference: str,
    paths: Sequence[Path],
    now: datetime,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> items.Imported:
    """Keep files with a case, all in one act or none; answers their ledgers as `import_files` does."""
    with desk.reading() as session:
        case = get_case(session, reference)
        erasure.refuse_disposed(case)
        reference = case.reference
    files = [(path, _read(path)) for path in paths]
    with desk.act(now) as act:
        sources = []
        for done, (path, data) in enumerate(files, 1):
            progress(done, len(files), "sealing")
            if cancelled():
                raise Refused("Stopped. None of the files was kept.")
            digest = hashlib.sha256(data).hexdigest()
            source = items.Source(
                name=path.name,
                reader=items.ATTACHMENT,
                digest=digest,
                size=len(data),
                about={"case": reference},
                blob=blobs.keep(act.session, desk.folder, data).name,
                imported=now,
                warnings=[],
                state="complete",
                expected=1,
                read=1,
            )
            act.session.add(source)
            sources.append(source)
        act.session.flush()
        facts = {"sources": [source.id for source in sources]}
        act.record(Kind.attached, reference=reference, on=day_of(now), facts=facts)
        return items.Imported([_ledger(source) for source in sources])


def _ledger(source: items.Source) -> items.Ledger:
    unread = [items.Unsearched(source.name, "not_searched", UNREAD)]
    return replace(source.ledger(), searched=0, partly=0, not_searched=1, items=unread)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path.name} is larger than {LARGEST >> 20} MiB. Keep it elsewhere, and note where.")
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be read ({wrong.strerror}). Check the path.") from None


def save_attachment(desk: Desk, reference: str, number: int, out: Path) -> Path:
    """Write an attachment of a case to a folder, named by case and number, never by the sender's name for it."""
    with desk.reading() as session:
        case = get_case(session, reference)
        source = session.exec(select(items.Source).where(items.Source.id == number)).first()
        if source is None or source.reader != items.ATTACHMENT or source.case != case.reference:
            raise Refused(f"{case.reference} has no attachment {number}.", Remedy.list_attachments, case.reference)
        if source.blob is None:
            raise RuntimeError("an attachment is always kept sealed")
        ending = Path(source.name).suffix.casefold()
        ending = ending if ending[1:].isalnum() and len(ending) <= 6 else ""
        path = out / f"{case.reference}-attachment-{number}{ending}"
        write_out(path, blobs.read(session, desk.folder, source.blob))
    return path
