"""Papers: letters composed, made and filed; the response pack, built and read back through the gate."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from casework import Refused, blobs, bundles, clock, database, durable, erasure, history, papers
from casework import requests as rights
from casework.complaints import Complaint
from casework.council import Council
from casework.events import Kind, day_of
from casework.finding import search
from casework.law.notices import notice
from casework.papers import Paper
from casework.people import Identifier, PersonName
from casework.store import OUTBOX, Act, Desk
from dpo_console.jobs.whole import matter
from letters import gate, readback
from letters import pack as packs
from letters import pdf as pdf_maker
from letters.complaint import acknowledge
from letters.compose import compose
from letters.letter import Letter
from letters.pdf import letter_pdf


def letter_preview(desk: Desk, reference: str, kind: str, now: datetime) -> dict[str, Any]:
    """The letter as text, and whether it stands filed as it is; or the sentence that says what it lacks."""
    with desk.reading() as session:
        try:
            letter = _dated(session, matter(session, reference), kind, day_of(now))
        except Refused as refused:
            return {"text": "", "missing": [str(refused)], "filed": False}
        standing = papers.standing(session, letter.reference, kind)
        return {"text": letter.text(), "missing": [], "filed": bool(standing and standing.facts == letter.digest())}


def make_letter(desk: Desk, reference: str, kind: str, now: datetime) -> dict[str, Any]:
    """Compose a letter, make its PDF and file it; the same facts as a filed one's give that letter again."""
    with desk.reading() as session:
        letter = _dated(session, matter(session, reference), kind, day_of(now))
    pdf = letter_pdf(letter)
    with desk.act(now) as act:
        request = matter(act.session, reference)
        refuse_changed(letter, _dated(act.session, request, kind, day_of(now)))
        paper = _file(act, desk, letter, pdf, kind, packs.pages_of(pdf))
        if kind == "acknowledgement":
            events = history.events(act.session, request.reference)
            if not any(event.kind == Kind.acknowledged for event in events):
                act.record(Kind.acknowledged, reference=request.reference, on=day_of(now))
        said = {"kind": kind, "digest": paper.digest, "made": paper.made, "text": letter.text(), "pages": paper.pages}
    return {"reference": letter.reference, "state": "filed"} | said


def _composed(session: Session, request: rights.Request | Complaint, kind: str, on: date) -> Letter:
    erasure.refuse_gone(request)
    council = session.get(Council, 1)
    if request.kind == "breach":
        raise Refused(f"A breach has no letter '{kind[:40]}': it has a notification, letters to people, a public one.")
    if request.kind == "complaint":
        return acknowledge(kind, request, council, on=on)
    events = history.events(session, request.reference)
    running = clock.deadline(clock.rule_for(request.rights), events, nation=council.nation)
    if running.asks:  # either law gives the day that is counted from receipt
        running = clock.deadline("other", events, nation=council.nation)
    bundle = None
    if kind == "disclosure":
        if not request.is_access:
            raise Refused(f"{request.reference} is no request for access: the disclosure letter answers Article 15.")
        bundle = bundles.bundle(session, request)
    return compose(kind, request, council, notice(council.notice), on=on, deadline=running, bundle=bundle)


def _current(session: Session, request: rights.Request | Complaint, kind: str, on: date) -> Letter:
    """The letter, where the search it rests on was of all that is held now. Raises Refused where it was not."""
    letter = _composed(session, request, kind, on)
    if kind == "disclosure" and request.kind == "request":
        bundles.refuse_stale(session, request)
    return letter


def refuse_changed(was: Any, now: Any) -> None:
    """Nothing is filed that rests on facts another window changed while it was being made."""
    if was != now:
        raise Refused("The case was changed while this was being made: nothing was filed. Make it again.")


def _dated(session: Session, request: rights.Request | Complaint, kind: str, today: date) -> Letter:
    """The letter with the day it first bore: what rests on the same facts is the same letter, whenever it is built."""
    letter = _current(session, request, kind, today)
    same = select(Paper).where(Paper.reference == request.reference, Paper.kind == kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(Paper.id)).first()
    return _composed(session, request, kind, date.fromisoformat(before.day)) if before else letter


def _file(act: Act, desk: Desk, letter: Letter, pdf: bytes, kind: str, pages: int, state: str = "filed") -> Paper:
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
    """Write a filed paper to that path; a pack that was refused, or is void, does not leave the desk."""
    with desk.reading() as session:
        paper = _filed(session, digest)
        if paper.state == "refused":
            raise Refused(
                "The gate refused this pack: it does not leave the desk. Put right what it found, and rebuild."
            )
        if paper.kind == "pack" and paper.state == "void":
            raise Refused("This pack is void: the case has changed since it was built; build it again.")
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


def pack(
    desk: Desk, reference: str, out: Path, now: datetime, told: Callable[[str], None] = lambda what: None
) -> dict[str, Any]:
    """Build the response pack, read it back through the gate, file it, and write it to `out` where it is clear.

    A pack the gate refuses is kept on the desk as refused, and leaves it nowhere.
    """
    with desk.reading() as session:
        request = rights.get(session, reference)
        letter = _dated(session, request, "disclosure", day_of(now))
        bundle, explicit = bundles.bundle(session, request), bundles.explicit(session, request)
        told("Setting the letter, the schedule and the records")
        built = packs.build(letter, bundle, explicit)
        told(f"Reading {built.pages} pages back")
        read = readback.read_back(built.pdf)
        forms = _people_forms(session, request)
        found = gate.check(read, _forbidden(forms, bundle), built.sections) + read["findings"]
    told("Filing")
    state = "refused" if found else "filed"
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        now_decided = bundles.bundle(act.session, request), bundles.explicit(act.session, request)
        refuse_changed((bundle, explicit), now_decided)
        refuse_changed(letter, _dated(act.session, request, "disclosure", day_of(now)))
        standing = papers.standing(act.session, letter.reference, "disclosure")
        if (standing is None or standing.facts != letter.digest()) and not found:
            pdf = letter_pdf(letter)
            _file(act, desk, letter, pdf, "disclosure", packs.pages_of(pdf))
        paper = _file(act, desk, letter, built.pdf, "pack", built.pages, state)
    files, log = [], None
    if not found:
        path, log = out / f"{letter.reference}.pdf", out / f"{letter.reference}.log"
        write_out(path, built.pdf)
        files = [{"path": str(path), "digest": paper.digest, "pages": built.pages}]
        write_out(log, _log(act, paper, built.pages).encode())
    return {
        "files": files,
        "log": str(log) if log else None,
        "disclosed": len(bundle.disclosed),
        "redacted": len(bundle.redacted),
        "withheld": len(bundle.withheld),
        "gate": {"state": "refused" if found else "clear", "findings": found} | _untold(forms),
    }


def _log(act: Act, paper: Paper, pages: int) -> str:
    """What to keep with a pack that was sent: it vouches for the history up to it, and nobody can roll that back."""
    last = act.rows[-1]
    return (
        f"{paper.reference}: response pack, {pages} pages, {paper.digest}\n"
        f"Built {last.recorded}. Row {last.seq} of the history, head {last.mac}\n"
        f"To hold the history against this: dpo-console audit verify --head {last.mac}\n"
    )


def stop_pack() -> None:
    """Stop the pack that is being built, from another thread: its builder is refused, and nothing of it is kept."""
    pdf_maker.stop()
    readback.stop()


def _people_forms(session: Session, request: rights.Request) -> gate.Forms:
    """The names and numbers of everybody registered but the data subject and the requester."""
    who = search.subject(session, request)
    own = [*who.names, *(value for values in (*who.values.values(), *who.claimed.values()) for value in values)]
    own += [request.requester["name"], request.requester["email"] or ""]
    return gate.forbidden_forms(registered(session), who.person, own)


def _forbidden(forms: gate.Forms, bundle: bundles.Bundle) -> list[gate.Forbidden]:
    return [*gate.withheld_forms(bundle), *forms.forbidden]


def _untold(forms: gate.Forms) -> dict[str, list[str]]:
    """What the gate could not look for, in words: nothing it leaves out is silent."""
    said = {"not_searched": forms.not_searched, "shared": forms.shared}
    return {key: [f"person {person}: {why}" for person, why in found] for key, found in said.items()}


def registered(session: Session) -> Iterator[gate.Somebody]:
    """Everybody of the register, as the gate is told of them."""
    names: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    for name in session.exec(select(PersonName).where(PersonName.person_id.is_not(None))):
        names[name.person_id].append((name.forename, name.middle, name.surname, name.full))
    numbers: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for found in session.exec(select(Identifier).where(Identifier.person_id.is_not(None))):
        numbers[found.person_id][found.kind].append(found.value)
    for person in sorted({*names, *numbers}):
        by_kind = {kind: tuple(numbers[person][kind]) for kind in ("staff", "swe", "ni")}
        yield gate.Somebody(person, tuple(names[person]), emails=tuple(numbers[person]["email"]), **by_kind)


def verify(desk: Desk | None, files: Sequence[Path]) -> dict[str, Any]:
    """Read finished PDFs back: for what cannot be seen in them, and with a desk for what it says must not be in them.

    A file that is a pack of this desk is held against its case's decisions; any other against everybody registered.
    """
    return {"files": [_verified(desk, path) for path in files]}


def _verified(desk: Desk | None, path: Path) -> dict[str, Any]:
    try:
        pdf = path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path} cannot be read ({wrong.strerror}): check the path.") from None
    read = readback.read_back(pdf)
    if desk is None:
        found = gate.verify(read)
    else:
        with desk.reading() as session:
            found = _held_against(session, read, hashlib.sha256(pdf).hexdigest())
    return {"path": str(path), "pages": read["pages"], "findings": found}


def _held_against(session: Session, read: dict[str, Any], digest: str) -> list[dict[str, Any]]:
    filed = select(Paper).where(Paper.digest == f"sha256:{digest}", Paper.kind == "pack")
    paper = session.exec(filed.order_by(Paper.id.desc())).first()
    if paper is None:
        everybody = gate.forbidden_forms(registered(session), None)
        return gate.verify(read, everybody.forbidden, _letterhead(session.get(Council, 1)) * read["pages"])
    request = rights.get(session, paper.reference)
    what = "the decisions or the case have changed since this pack was built: build it again"
    stale = {"page": None, "kind": "stale", "what": what}
    try:
        bundle = bundles.bundle(session, request)
    except Refused as open_again:
        return [*read["findings"], stale | {"what": f"{what} ({open_again})"}]
    letter = _composed(session, request, "disclosure", date.fromisoformat(paper.day))
    built = packs.build(letter, bundle, bundles.explicit(session, request))
    forms = _people_forms(session, request)
    found = read["findings"] + gate.check(read, _forbidden(forms, bundle), built.sections)
    if built.digest != paper.digest:
        found.append(stale)
    return found


def _letterhead(council: Council) -> list[str]:
    return [council.name, *council.address, council.officer, council.email, council.phone]
