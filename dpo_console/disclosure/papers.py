"""Letters to the people of a case: previewing, making and listing them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Desk
from casework.disclosure import bundles, health, papers, release
from casework.disclosure.papers import FiledPaper, Paper, PaperState, filed_paper
from casework.disposal import erasure
from casework.notice.council import signing
from casework.notice.published import notice
from casework.retention import schedule
from casework.retention.case_papers import AnyCase
from casework.rights import requests as rights
from casework.timeline.events import day_of
from dpo_console.jobs.case_detail import get_case
from dpo_console.jobs.filing import file_paper, refuse_changed
from dpo_console.jobs.letters import Inputs, written
from dpo_console.jobs.outgoing import refuse_naming
from letters.disclosure import pack as packs
from letters.paper.letter import Form, Letter
from letters.paper.pdf import letter_pdf
from letters.rights.compose import compose


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter as it would be made now."""

    text: str
    missing: tuple[str, ...] = ()
    """What the letter lacks, in sentences."""
    filed: bool = False
    """Whether it is filed exactly as it is."""


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter that was made and filed."""

    reference: str
    state: PaperState
    kind: str
    digest: str
    made: datetime
    text: str
    pages: int


def letter_preview(
    desk: Desk, reference: str, kind: str, now: datetime, inputs: Inputs | None = None, form: Form | None = None
) -> LetterPreview:
    """The letter as text, and whether it is filed exactly so; or the sentences that say what it lacks."""
    with desk.reading() as session:
        try:
            case = get_case(session, reference)
            release.refuse(session, case, kind)
            letter = dated(session, case, kind, day_of(now), inputs, form)
        except Refused as refused:
            return LetterPreview("", (str(refused),))
        try:
            refuse_naming(session, letter)
        except Refused as refused:
            return LetterPreview(letter.text(), (str(refused),))
        current = papers.current_paper(session, letter.reference, kind)
        return LetterPreview(letter.text(), filed=bool(current and current.facts == letter.digest()))


def make_letter(
    desk: Desk, reference: str, kind: str, now: datetime, inputs: Inputs | None = None, form: Form | None = None
) -> MadeLetter:
    """Compose a letter, make its PDF and file it; with the same facts as a filed one, it is the same letter.

    `inputs` is what the officer enters; without it, what was entered for the last letter of the kind counts. Without
    `form`, an electronic request is answered by email. Sending it is recorded separately.
    """
    with desk.reading() as session:
        case = get_case(session, reference)
        release.refuse(session, case, kind)
        letter = dated(session, case, kind, day_of(now), inputs, form)
        refuse_naming(session, letter)
    pdf = letter_pdf(letter)
    with desk.act(now) as act:
        case = get_case(act.session, reference)
        release.refuse(act.session, case, kind)
        entered = entered_for(act.session, case, kind, inputs)
        refuse_changed(letter, dated(act.session, case, kind, day_of(now), inputs, form))
        paper = file_paper(act, desk, letter, pdf, kind, packs.pages_of(pdf), inputs=entered)
        made = paper.reference, paper.state, kind, paper.digest, paper.made
        return MadeLetter(*made, letter.text(), paper.pages)


def composed(session: Session, request: AnyCase, kind: str, on: date) -> Letter:
    """The disclosure letter of a request in its present state. Raises Refused if it cannot be made."""
    erasure.refuse_disposed(request)
    council = signing(session)
    if not isinstance(request, rights.Request) or not request.is_access:
        raise Refused(f"{request.reference} does not ask for access. A disclosure letter answers Article 15 only.")
    bundle = bundles.bundle(session, request, schedule.periods(session))
    if instead := release.subject_addressed(session, request):
        request = request.model_copy(update={"requester": instead})
    return compose(request, council, notice(council.notice), on=on, bundle=bundle)


def _current(session: Session, case: AnyCase, kind: str, on: date, inputs: Inputs, form: Form | None) -> Letter:
    """The letter. Raises Refused if its search did not cover all that is held now."""
    erasure.refuse_disposed(case)
    if kind == "disclosure" and isinstance(case, rights.Request):
        letter = composed(session, case, kind, on)
        bundles.refuse_stale(session, case)
        health.refuse_without_opinion(session, case, on)
        return letter
    return written(session, case, kind, on, inputs, form)


def entered_for(session: Session, case: AnyCase, kind: str, inputs: Inputs | None) -> Inputs:
    """What the officer enters for a letter; if nothing is said of it, what was entered for the last of its kind."""
    if inputs is not None:
        return inputs
    last = papers.current_paper(session, case.reference, kind)
    return last.inputs if last else {}


def dated(
    session: Session, case: AnyCase, kind: str, today: date, inputs: Inputs | None = None, form: Form | None = None
) -> Letter:
    """The letter with its first date: with the same facts it is the same letter, whenever it is made."""
    entered = entered_for(session, case, kind, inputs)
    letter = _current(session, case, kind, today, entered, form)
    same = select(Paper).where(Paper.reference == case.reference, Paper.kind == kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(col(Paper.id))).first()
    return _current(session, case, kind, before.day, entered, form) if before else letter


def letters(desk: Desk) -> list[FiledPaper]:
    """Every letter and pack of every case, newest first."""
    with desk.reading() as session:
        return [filed_paper(paper) for paper in reversed(papers.of_case(session))]
