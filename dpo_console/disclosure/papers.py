"""Letters to the people of a case: previewing, making and listing them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import Refused, clock
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.disclosure import bundles, health, papers, release
from casework.disclosure.papers import FiledPaper, Paper, PaperState, filed_paper
from casework.disposal import erasure
from casework.notice.council import signing
from casework.notice.published import notice
from casework.retention import schedule
from casework.retention.case_papers import AnyCase
from casework.rights import requests as rights
from casework.timeline import history
from casework.timeline.events import day_of
from dpo_console.jobs.case_detail import get_case
from dpo_console.jobs.filing import file_paper, refuse_changed
from dpo_console.jobs.outgoing import refuse_naming
from letters.complaints.acknowledgement import acknowledge
from letters.disclosure import pack as packs
from letters.paper.letter import Letter
from letters.paper.pdf import letter_pdf
from letters.rights.authority import ask_authority, refuse_without_authority
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


def letter_preview(desk: Desk, reference: str, kind: str, now: datetime) -> LetterPreview:
    """The letter as text, and whether it is filed exactly so; or the sentence that says what it lacks."""
    with desk.reading() as session:
        try:
            case = get_case(session, reference)
            release.refuse(session, case, kind)
            letter = dated(session, case, kind, day_of(now))
        except Refused as refused:
            return LetterPreview("", (str(refused),))
        try:
            refuse_naming(session, letter)
        except Refused as refused:
            return LetterPreview(letter.text(), (str(refused),))
        current = papers.current_paper(session, letter.reference, kind)
        return LetterPreview(letter.text(), filed=bool(current and current.facts == letter.digest()))


def make_letter(desk: Desk, reference: str, kind: str, now: datetime) -> MadeLetter:
    """Compose a letter, make its PDF and file it; with the same facts as a filed one, it is the same letter.

    Sending it is recorded separately.
    """
    with desk.reading() as session:
        case = get_case(session, reference)
        release.refuse(session, case, kind)
        letter = dated(session, case, kind, day_of(now))
        refuse_naming(session, letter)
    pdf = letter_pdf(letter)
    with desk.act(now) as act:
        request = get_case(act.session, reference)
        release.refuse(act.session, request, kind)
        refuse_changed(letter, dated(act.session, request, kind, day_of(now)))
        paper = file_paper(act, desk, letter, pdf, kind, packs.pages_of(pdf))
        made = paper.reference, paper.state, kind, paper.digest, paper.made
        return MadeLetter(*made, letter.text(), paper.pages)


def composed(session: Session, request: AnyCase, kind: str, on: date) -> Letter:
    """A letter of a case in its present state, by kind. Raises Refused if that kind cannot be made."""
    erasure.refuse_disposed(request)
    council = signing(session)
    if isinstance(request, Breach):
        raise Refused(f"A breach has no letter '{kind[:40]}'. It has a notification, letters and a public one.")
    if isinstance(request, Complaint):
        return acknowledge(kind, request, council, on=on)
    events = history.events(session, request.reference)
    if kind == "authority-request":
        return ask_authority(request, council, on=on, events=events)
    if kind == "authority-refusal":
        return refuse_without_authority(request, council, on=on, events=events)
    running = clock.deadline(clock.rule_for(request.rights), events, nation=council.nation)
    if running.asks:  # under either law a date can be counted from receipt
        running = clock.deadline("other", events, nation=council.nation)
    bundle = None
    if kind == "disclosure":
        if not request.is_access:
            raise Refused(f"{request.reference} does not ask for access. A disclosure letter answers Article 15 only.")
        bundle = bundles.bundle(session, request, schedule.periods(session))
        if instead := release.subject_addressed(session, request):
            request = request.model_copy(update={"requester": instead})
    return compose(kind, request, council, notice(council.notice), on=on, deadline=running, bundle=bundle)


def _current(session: Session, request: AnyCase, kind: str, on: date) -> Letter:
    """The letter. Raises Refused if its search did not cover all that is held now."""
    letter = composed(session, request, kind, on)
    if kind == "disclosure" and isinstance(request, rights.Request):
        bundles.refuse_stale(session, request)
        health.refuse_without_opinion(session, request, on)
    return letter


def dated(session: Session, request: AnyCase, kind: str, today: date) -> Letter:
    """The letter with its first date: with the same facts it is the same letter, whenever it is made."""
    letter = _current(session, request, kind, today)
    same = select(Paper).where(Paper.reference == request.reference, Paper.kind == kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(col(Paper.id))).first()
    return composed(session, request, kind, before.day) if before else letter


def letters(desk: Desk) -> list[FiledPaper]:
    """Every letter and pack of every case, newest first."""
    with desk.reading() as session:
        return [filed_paper(paper) for paper in reversed(papers.of_case(session))]
