"""The response pack: building, checking, filing and releasing it; reading finished PDFs back."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Act, Desk
from casework.disclosure import bundles, papers
from casework.disclosure.bundles import Bundle
from casework.disclosure.papers import Paper, PaperState
from casework.disclosure.questions import Question, QuestionKind, open_questions
from casework.disclosure.withheld import withheld_of
from casework.notice.council import Council
from casework.retention import schedule
from casework.rights import known_people
from casework.rights import requests as rights
from casework.rights.known_people import model_of
from casework.text.forms import Answer
from casework.timeline.events import day_of
from casework.vault.columns import instant_text
from dpo_console.disclosure.papers import answer_kind, composed, dated, entered_for
from dpo_console.jobs.filing import file_paper, refuse_changed, write_out
from dpo_console.jobs.outgoing import letterhead
from dpo_console.jobs.stops import confirm_conflict, conflict_line, refuse_pack
from letters.disclosure import gate
from letters.disclosure import pack as packs
from letters.disclosure.gate import GateState
from letters.paper import pdf as pdf_maker
from letters.paper import readback
from letters.paper.blocks import BlockKind
from letters.paper.pdf import letter_pdf
from letters.paper.readback import Finding, FindingKind, ReadBack

REVIEW = "review"
"""The reader given for what the review asks about, if neither reader of the PDF found it."""
STATES = {
    GateState.clear: PaperState.filed,
    GateState.asked: PaperState.asked,
    GateState.refused: PaperState.refused,
}
"""The state of a filed pack, by the result of its release check."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack as it was written out."""

    path: str
    digest: str
    pages: int


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name in a pack that could be anyone's, so it is only listed."""

    page: int | None
    words: str
    form: str
    people: tuple[int, ...]
    item: int | None
    reader: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """The result of the release check of a pack, with the review's questions."""

    state: GateState
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    listed: tuple[ListedName, ...] = ()
    not_searched: tuple[str, ...] = ()
    """The names and numbers that are too short to be searched for."""
    shared: tuple[str, ...] = ()
    """Always empty; kept for readers of `pack --json`."""


@dataclass(frozen=True, slots=True)
class PackResult:
    """The result of building a pack."""

    files: tuple[PackFile, ...]
    """The files written; none if the release check did not pass."""
    log: str | None
    """The path of the log to keep with a pack that is sent."""
    disclosed: int
    redacted: int
    withheld: int
    gate: GateResult


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """A finished PDF that was read back."""

    path: str
    pages: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What is wrong with finished PDFs."""

    files: tuple[VerifiedFile, ...]


def pack(
    desk: Desk,
    reference: str,
    out: Path,
    now: datetime,
    progress: Callable[[str], None] = lambda what: None,
    despite: str | None = None,
) -> PackResult:
    """Build the response pack, check it, file it, and write it to `out` if the release check is clear.

    `despite` is why the pack goes out although its case has an identity conflict. A pack that the release check
    refuses, or that has unanswered questions, is kept on the desk and does not leave it.
    """
    with desk.reading() as session:
        request = rights.get(session, reference)
        refuse_pack(session, request, despite)
        kind = answer_kind(session, request)
        letter = dated(session, request, kind, day_of(now))
        bundle = bundles.bundle(session, request, schedule.periods(session))
        progress("Typesetting the letter, the schedule and the records")
        built = packs.build(letter, bundle)
        progress(f"Reading {built.pages} pages back")
        read = readback.read_back(built.pdf)
        progress("Checking for other people and for redacted words")
        searcher = _searcher(session, request, bundle)
        verdict = gate.check(read, built, searcher, letter.reference)
        judgement = judged(verdict, open_questions(session, request, searcher.model), searcher)
        register = known_people.register_state(session)
    progress("Filing")
    state = STATES[judgement.state]
    clear = judgement.state == GateState.clear
    with desk.act(now) as act:
        request = rights.get(act.session, reference)
        if refuse_pack(act.session, request, despite):
            confirm_conflict(act, request, despite)
        now_decided = bundles.bundle(act.session, request, schedule.periods(act.session))
        refuse_changed((bundle, register), (now_decided, known_people.register_state(act.session)))
        refuse_changed(letter, dated(act.session, request, kind, day_of(now)))
        current = papers.current_paper(act.session, letter.reference, kind)
        if (current is None or current.facts != letter.digest()) and clear:
            pdf = letter_pdf(letter)
            file_paper(act, desk, letter, pdf, kind, packs.pages_of(pdf))
        paper = file_paper(act, desk, letter, built.pdf, "pack", built.pages, state)
        paper.against = list(register)
        act.session.add(paper)
        conflict = conflict_line(act, request)
    files, log = tuple[PackFile, ...](), None
    if clear:
        path, log = out / f"{letter.reference}.pdf", out / f"{letter.reference}.log"
        write_out(path, built.pdf)
        files = (PackFile(str(path), paper.digest, built.pages),)
        write_out(log, _log(act, paper, built.pages, conflict).encode())
    counts = len(bundle.disclosed), len(bundle.redacted), len(bundle.withheld)
    return PackResult(files, str(log) if log else None, *counts, judgement)


def judged(verdict: gate.GateVerdict, questions: Sequence[Question], searcher: gate.Searcher) -> GateResult:
    """The result of the release check, with the review's questions.

    A finding is matched to a review question by its place. One that asks but matches no question cannot be answered, so
    it is refused. Open review questions are asked here too, with their pages.
    """
    findings, seen = list[Finding](), set[str]()
    for one in verdict.refused + verdict.asked:
        asked = next((question for question in questions if _same(one, question)), None)
        if asked:
            seen.add(asked.id)
        if one.answer == Answer.refused or asked is None or asked.must:
            findings.append(one.finding(asked.id if asked else None))
    unseen = [one for one in questions if one.must and one.id not in seen]
    findings += [found for one in unseen for found in _as_findings(one, verdict)]
    findings += verdict.faults
    asks = tuple(_on_pages(one, verdict) for one in questions if not one.must)
    state = GateState.refused if findings else GateState.asked if asks else GateState.clear
    listed = tuple(
        ListedName(one.page, one.words, one.form, one.people, one.item, one.reader) for one in verdict.listed
    )
    not_searched = tuple(f"person {person}: {why}" for person, why in searcher.model.not_searched)
    return GateResult(state, tuple(findings), asks, listed, not_searched)


def _on_pages(one: Question, verdict: gate.GateVerdict) -> Question:
    """A question with the page of each of its places."""
    pages = (replace(at, page=verdict.page(at.item, at.segment, at.first)) for at in one.places)
    return replace(one, places=tuple(pages))


def _same(one: gate.GateHit, question: Question) -> bool:
    """Whether a finding of the release check is at a place the review asks about."""
    return (one.kind == FindingKind.withheld_value) == (question.kind == QuestionKind.withheld_words) and any(
        (item, segment) == (spot.item, spot.segment) and (not spot.last or (first < spot.last and spot.first < last))
        for item, segment, first, last in one.places
        for spot in question.places
    )


def _as_findings(one: Question, verdict: gate.GateVerdict) -> Iterator[Finding]:
    """A finding for each place of a question that stops the pack and that the release check did not find."""
    kind = FindingKind.withheld_value if one.kind == QuestionKind.withheld_words else FindingKind.other_person
    what = f"'{one.words}': {gate.REMEDY[BlockKind.value]}"
    for spot in one.places:
        page = verdict.page(spot.item, spot.segment, spot.first)
        yield Finding(page, kind, what, spot.item, REVIEW, one.id)


def _log(act: Act, paper: Paper, pages: int, conflict: str) -> str:
    """The log to keep with a pack that is sent: it proves the history up to then, so that no one can roll it back."""
    last = act.rows[-1]
    return conflict + (
        f"{paper.reference}: response pack, {pages} pages, {paper.digest}\n"
        f"Built {instant_text(last.recorded)}. Row {last.seq} of the history, head {last.mac}\n"
        f"To check the history against this: dpo-console audit verify --head {last.mac}\n"
    )


def stop_pack() -> None:
    """Stop building a pack, from another thread: the builder gets Refused, and nothing is kept."""
    pdf_maker.stop()
    readback.stop()


def _searcher(session: Session, request: rights.Request, bundle: Bundle) -> gate.Searcher:
    """The search for everyone registered except the data subject, and for what was redacted or withheld."""
    model, subject = known_people.model_for(session, request), rights.about(session, request)
    return gate.Searcher(model, subject, withheld_of(bundle), frozenset(entry.item for entry in bundle.withheld))


def verify(desk: Desk | None, files: Sequence[Path]) -> Verification:
    """Check finished PDFs for what is invisible in them and, with a desk, for what must not be in them.

    A pack of this desk is checked against the decisions of its case; any other file against everyone registered.
    """
    return Verification(tuple(_verified(desk, path) for path in files))


def _verified(desk: Desk | None, path: Path) -> VerifiedFile:
    try:
        pdf = path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path} cannot be read ({wrong.strerror}): check the path.") from None
    read = readback.read_back(pdf)
    if desk is None:
        findings = gate.verify(read)
    else:
        with desk.reading() as session:
            findings = _held_against(session, read, hashlib.sha256(pdf).hexdigest())
    return VerifiedFile(str(path), read.pages, tuple(findings))


def _held_against(session: Session, read: ReadBack, digest: str) -> list[Finding]:
    filed = select(Paper).where(Paper.digest == f"sha256:{digest}", Paper.kind == "pack")
    paper = session.exec(filed.order_by(col(Paper.id).desc())).first()
    if paper is None:
        return gate.verify(read, model_of(session), letterhead(session.get_one(Council, 1)))
    request = rights.get(session, paper.reference)
    stale = "the decisions or the case have changed since this pack was built: build it again"
    try:
        bundle = bundles.bundle(session, request, schedule.periods(session))
        kind = answer_kind(session, request)
        letter = composed(session, request, kind, paper.day, entered_for(session, request, kind, None))
    except Refused as open_again:
        return [*read.findings, Finding(None, FindingKind.stale, f"{stale} ({open_again})")]
    built = packs.build(letter, bundle)
    searcher = _searcher(session, request, bundle)
    verdict = gate.check(read, built, searcher, letter.reference)
    result = judged(verdict, open_questions(session, request, searcher.model), searcher)
    findings = [*result.findings, *(one for asked in result.questions for one in _asked(asked))]
    if built.digest != paper.digest:
        findings.append(Finding(None, FindingKind.stale, stale))
    return findings


def _asked(question: Question) -> Iterator[Finding]:
    what = f"'{question.words}': answer question {question.id} in the review"
    for place in question.places:
        yield Finding(place.page, FindingKind.asked, what, place.item, REVIEW)
