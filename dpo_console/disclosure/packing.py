"""The response pack: building, checking, filing and releasing it; reading finished PDFs back."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import bundles, papers
from casework.disclosure.bundles import Bundle
from casework.disclosure.papers import Paper, PaperState
from casework.disclosure.questions import Kind, Question, open_questions
from casework.disclosure.withheld import withheld_of
from casework.notice.council import Council
from casework.retention import schedule
from casework.rights import known_people
from casework.rights import requests as rights
from casework.rights.known_people import model_of
from casework.text.forms import Answer
from casework.timeline.events import day_of
from dpo_console.disclosure.jobs import questions_as_json
from dpo_console.disclosure.papers import composed, dated
from dpo_console.jobs.filing import file_paper, refuse_changed, write_out
from dpo_console.jobs.outgoing import letterhead
from dpo_console.jobs.stops import confirm_conflict, conflict_line, refuse_pack
from letters.disclosure import gate
from letters.disclosure import pack as packs
from letters.paper import pdf as pdf_maker
from letters.paper import readback
from letters.paper.blocks import Kind as Place
from letters.paper.pdf import letter_pdf


def pack(
    desk: Desk,
    reference: str,
    out: Path,
    now: datetime,
    told: Callable[[str], None] = lambda what: None,
    despite: str | None = None,
) -> dict[str, Any]:
    """Build the response pack, read it back through the gate, file it, and write it to `out` if it is clear.

    `despite` is why the pack of a case with an identity conflict goes out all the same. A pack that the gate refuses,
    or that has unanswered questions, is kept on the desk and does not leave it.
    """
    with desk.reading() as session:
        request = rights.get(session, reference)
        refuse_pack(session, request, despite)
        letter = dated(session, request, "disclosure", day_of(now))
        bundle = bundles.bundle(session, request, schedule.periods(session))
        told("Setting the letter, the schedule and the records")
        built = packs.build(letter, bundle)
        told(f"Reading {built.pages} pages back")
        read = readback.read_back(built.pdf)
        told("Checking for other people and for redacted words")
        searcher = _searcher(session, request, bundle)
        verdict = gate.check(read, built, searcher, letter.reference)
        said = judged(session, verdict, open_questions(session, request, searcher.model))
        register = known_people.standing(session)
    told("Filing")
    clear = said["state"] == "clear"
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        if refuse_pack(act.session, request, despite):
            confirm_conflict(act, request, despite)
        now_decided = bundles.bundle(act.session, request, schedule.periods(act.session))
        refuse_changed((bundle, register), (now_decided, known_people.standing(act.session)))
        refuse_changed(letter, dated(act.session, request, "disclosure", day_of(now)))
        standing = papers.standing(act.session, letter.reference, "disclosure")
        if (standing is None or standing.facts != letter.digest()) and clear:
            pdf = letter_pdf(letter)
            file_paper(act, desk, letter, pdf, "disclosure", packs.pages_of(pdf))
        paper = file_paper(
            act, desk, letter, built.pdf, "pack", built.pages, PaperState.filed if clear else PaperState(said["state"])
        )
        paper.against = list(register)
        act.session.add(paper)
        conflict = conflict_line(act, request)
    files, log = [], None
    if clear:
        path, log = out / f"{letter.reference}.pdf", out / f"{letter.reference}.log"
        write_out(path, built.pdf)
        files = [{"path": str(path), "digest": paper.digest, "pages": built.pages}]
        write_out(log, _log(act, paper, built.pages, conflict).encode())
    return {
        "files": files,
        "log": str(log) if log else None,
        "disclosed": len(bundle.disclosed),
        "redacted": len(bundle.redacted),
        "withheld": len(bundle.withheld),
        "gate": said | _untold(searcher),
    }


def judged(session: Session, verdict: gate.Verdict, questions: Sequence[Question]) -> dict[str, Any]:
    """The gate's result with the review's questions: the keys `state`, `findings`, `questions` and `listed`.

    A finding of the gate is matched to a review question by its place. One that asks but matches no question cannot be
    answered, so it is refused. Open review questions are asked here too, with their pages.
    """
    findings, seen = [], set()
    for one in verdict.refused + verdict.asked:
        asked = next((question for question in questions if _same(one, question)), None)
        if asked:
            seen.add(asked.id)
        if one.answer == Answer.refused or asked is None or asked.must:
            findings.append(one.as_json() | ({"question": asked.id} if asked else {}))
    unseen = [one for one in questions if one.must and one.id not in seen]
    findings += [found for one in unseen for found in _as_findings(one, verdict)]
    findings += verdict.faults
    asks = questions_as_json(session, [one for one in questions if not one.must])
    for place in (place for one in asks for place in one["places"]):
        place["page"] = verdict.page(place["item"], place["segment"], place["first"])
    state = "refused" if findings else "asked" if asks else "clear"
    return {
        "state": state,
        "findings": findings,
        "questions": asks,
        "listed": [one.as_listed() for one in verdict.listed],
    }


def _same(one: gate.Found, question: Question) -> bool:
    """Whether a finding of the gate is at a place the review asks about."""
    return (one.kind == "withheld-value") == (question.kind == Kind.withheld_words) and any(
        (item, segment) == (spot.item, spot.segment) and (not spot.last or (first < spot.last and spot.first < last))
        for item, segment, first, last in one.places
        for spot in question.places
    )


def _as_findings(one: Question, verdict: gate.Verdict) -> Iterator[dict[str, Any]]:
    """A question that stops the pack and that the gate did not find: a finding for each of its places."""
    kind = "withheld-value" if one.kind == Kind.withheld_words else "other-person"
    what = f"'{one.words}': {gate.REMEDY[Place.value]}"
    for spot in one.places:
        page = verdict.page(spot.item, spot.segment, spot.first)
        yield {"page": page, "what": what, "kind": kind, "item": spot.item, "reader": "review", "question": one.id}


def _log(act: Act, paper: Paper, pages: int, conflict: str) -> str:
    """What to keep with a pack that was sent: it vouches for the history up to it, and nobody can roll that back."""
    last = act.rows[-1]
    return conflict + (
        f"{paper.reference}: response pack, {pages} pages, {paper.digest}\n"
        f"Built {last.recorded}. Row {last.seq} of the history, head {last.mac}\n"
        f"To hold the history against this: dpo-console audit verify --head {last.mac}\n"
    )


def stop_pack() -> None:
    """Stop the pack that is being built, from another thread: its builder is refused, and nothing of it is kept."""
    pdf_maker.stop()
    readback.stop()


def _searcher(session: Session, request: rights.Request, bundle: Bundle) -> gate.Searcher:
    """The search for everyone registered except the data subject, and for what was redacted or withheld."""
    model, subject = known_people.model_for(session, request), rights.about(session, request)
    return gate.Searcher(model, subject, withheld_of(bundle), frozenset(entry.item for entry in bundle.withheld))


def _untold(searcher: gate.Searcher) -> dict[str, list[str]]:
    """What the gate could not search for, in words."""
    found = searcher.model.not_searched
    return {"not_searched": [f"person {person}: {why}" for person, why in found], "shared": []}


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
    paper = session.exec(filed.order_by(col(Paper.id).desc())).first()
    if paper is None:
        return gate.verify(read, model_of(session), letterhead(session.get_one(Council, 1)))
    request = rights.get(session, paper.reference)
    what = "the decisions or the case have changed since this pack was built: build it again"
    stale = {"page": None, "kind": "stale", "what": what}
    try:
        bundle = bundles.bundle(session, request, schedule.periods(session))
        letter = composed(session, request, "disclosure", paper.day)
    except Refused as open_again:
        return [*read["findings"], stale | {"what": f"{what} ({open_again})"}]
    built = packs.build(letter, bundle)
    searcher = _searcher(session, request, bundle)
    verdict = gate.check(read, built, searcher, letter.reference)
    found = judged(session, verdict, open_questions(session, request, searcher.model))
    findings = [*found["findings"], *(one for asked in found["questions"] for one in _asked(asked))]
    if built.digest != paper.digest:
        findings.append(stale)
    return findings


def _asked(question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    what = f"'{question['words']}': answer question {question['id']} in the review"
    for place in question["places"]:
        yield {"page": place["page"], "what": what, "kind": "asked", "item": place["item"], "reader": "review"}
