"""Letters to the people of a case: previewing, making and listing them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import Refused
from casework.desk.store import Desk
from casework.disclosure import bundles, health, papers, release, sending
from casework.disclosure.papers import FiledPaper, Paper, PaperState, filed_paper
from casework.disclosure.release import Stopped
from casework.disposal import erasure
from casework.law.letter_kinds import letters_with
from casework.retention.case_papers import AnyCase
from casework.rights import requests as rights
from casework.rights.choices import IdentificationStatus
from casework.timeline import history
from casework.timeline.events import day_of
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.filing import file_paper, refuse_changed
from dpo_console.jobs.letters import Inputs, lacking_of, written
from dpo_console.jobs.out_of_date import out_of_date
from dpo_console.jobs.outgoing import refuse_naming
from letters.disclosure import pack as packs
from letters.paper.letter import Form, Letter
from letters.paper.pdf import letter_pdf


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter as it would be made now."""

    text: str
    missing: tuple[str, ...] = ()
    """What the letter lacks, in sentences."""
    filed: bool = False
    """Whether it is filed exactly as it is."""
    left: date | None = None
    """The date the filed one was sent."""
    out_of_date: str = ""
    """Why the filed one must be made again before it is sent; empty if it need not be."""
    form: Form = Form.post


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
    """The letter as text, and whether it is filed exactly so; or sentences that name what it lacks."""
    with desk.reading() as session:
        case = get_case(session, reference)
        current = papers.current_paper(session, case.reference, kind)
        left = sending.dates_sent(session, case.reference, history.events(session, case.reference)) if current else {}
        sent = left.get(current.digest) if current else None
        stale = out_of_date(session, case, current) if current and not sent else ""
        found = LetterPreview("", left=sent, out_of_date=stale)
        try:
            release.refuse(session, case, kind)
            letter = dated(session, case, kind, day_of(now), inputs, form)
        except Refused as refused:
            entered = entered_for(session, case, kind, inputs)
            lacks = [] if isinstance(refused, Stopped) else lacking_of(session, case, kind, day_of(now), entered)
            return replace(found, missing=tuple(lacks) or (str(refused),))
        found = replace(found, text=letter.text(), form=letter.form)
        try:
            refuse_naming(session, letter)
        except Refused as refused:
            return replace(found, missing=(str(refused),))
        return replace(found, filed=bool(current and current.facts == letter.digest()))


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


def answer_kind(session: Session, request: rights.Request) -> str:
    """The letter that a pack opens with: the newest answer that is filed, else the disclosure letter."""
    filed = [one for kind in sending.IN_PACKS if (one := papers.current_paper(session, request.reference, kind))]
    if filed:
        return max(filed, key=lambda one: one.id or 0).kind
    return "nothing-held" if request.bound == IdentificationStatus.nobody else "disclosure"


def composed(
    session: Session, case: AnyCase, kind: str, on: date, inputs: Inputs | None = None, form: Form | None = None
) -> Letter:
    """The letter of a case in its present state. Raises Refused if it cannot be made."""
    erasure.refuse_disposed(case)
    return written(session, case, kind, on, inputs or {}, form)


def _current(session: Session, case: AnyCase, kind: str, on: date, inputs: Inputs, form: Form | None) -> Letter:
    """The letter. Raises Refused if it depends on a search that did not cover all that is held now."""
    letter = composed(session, case, kind, on, inputs, form)
    if isinstance(case, rights.Request) and kind in letters_with("rests_on_search"):
        bundles.refuse_stale(session, case)
        health.refuse_without_opinion(session, case, on)
    return letter


def entered_for(session: Session, case: AnyCase, kind: str, inputs: Inputs | None) -> Inputs:
    """What the officer enters for a letter; for None, what was entered for the last of its kind."""
    if inputs is not None:
        return inputs
    last = papers.current_paper(session, case.reference, kind)
    return last.inputs if last else {}


def dated(
    session: Session, case: AnyCase, kind: str, today: date, inputs: Inputs | None = None, form: Form | None = None
) -> Letter:
    """The letter with its first date: with the same facts it is the same letter, whenever it is made. Without
    inputs and a form, it goes as the last of its kind did."""
    entered = entered_for(session, case, kind, inputs)
    if inputs is None and form is None and (last := papers.current_paper(session, case.reference, kind)):
        form = Form(last.form)
    letter = _current(session, case, kind, today, entered, form)
    same = select(Paper).where(Paper.reference == case.reference, Paper.kind == kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(col(Paper.id))).first()
    return _current(session, case, kind, before.day, entered, form) if before else letter


def letters(desk: Desk) -> list[FiledPaper]:
    """Every letter and pack of every case, newest first."""
    with desk.reading() as session:
        return [filed_paper(paper) for paper in reversed(papers.of_case(session))]
