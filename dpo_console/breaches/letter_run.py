"""Letters to the people affected by a breach, made in one run (UK GDPR Art 34)."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from casework import Refused, Remedy
from casework.breaches.affected_people import AffectedPerson
from casework.desk.store import Desk
from casework.disclosure import papers
from casework.disclosure.papers import Paper, PaperState
from casework.timeline.events import ActKind, day_of
from casework.vault import blobs
from dpo_console.breaches.letters import PaperPreview, PaperSources, paper_sources, refuse_shared_names
from dpo_console.jobs.filing import keep, refuse_changed, write_out
from dpo_console.jobs.outgoing import check_leaving
from letters.breaches import merge
from letters.breaches.people_letter import NO_COUNCIL, people_letter, shared
from letters.paper import pdf as pdf_maker
from letters.paper import readback
from letters.paper.letter import Letter

KIND = "people-letter"


def people_letter_preview(desk: Desk, reference: str, number: int, now: datetime) -> PaperPreview:
    """The letter to one person on the list as text, whether it is filed as it is, and what it lacks.

    Its words are checked against the list only, which is quick; the run checks them against the register too.
    """
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        one = next((one for one in sources.people if one.number == number), None)
        if one is None:
            raise Refused(
                f"There is no person {number} on the list of {sources.breach.reference}.",
                Remedy.list_affected,
                sources.breach.reference,
            )
        try:
            letter = people_letter(sources.breach, one, sources.council, on=day_of(now))
            merge.refuse_named(_shared(sources, now), sources.people, merge.EMPTY_REGISTER, [])
        except Refused as refused:
            return PaperPreview("", (str(refused),))
        filed_facts = _filed_facts(session, sources)
        days = _days(session, sources)
        filed = _is_made(letter, one, filed_facts)
        letter = people_letter(sources.breach, one, sources.council, on=days.get(letter.digest(), letter.on))
        return PaperPreview(letter.text(), filed=filed)


@dataclass(frozen=True, slots=True)
class LettersRun:
    """A run of the letters to everyone on the list, and the file for the printer, once it is written."""

    reference: str
    made: int
    kept: int
    """How many were made before and are unchanged."""
    pages: int
    """The pages of all letters."""
    by_email: tuple[int, ...]
    """The numbers on the list told by email, which are not in the file for the printer."""
    not_searched: tuple[str, ...]
    """What could not be searched for in the words they share."""
    path: Path | None = None
    letters: int | None = None
    sheets: int | None = None


def make_people_letters(
    desk: Desk,
    reference: str,
    now: datetime,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> LettersRun:
    """Make and file the letters to everyone on the list, in one act; an unchanged letter is not made again.

    Before any is saved, the words they share are searched once for the names and numbers of everyone listed or
    registered, and each is read back for its own person's name and no one else's.
    Raises Refused if one lacks an address, a check finds something, or the run is cancelled; nothing is saved then.
    """
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        letters, wanted = _letters(session, sources, now)
        not_searched = refuse_shared_names(session, sources, _shared(sources, now))
    check, made = merge.Check(sources.people), []
    with contextlib.closing(pdf_maker.letters_pdf([letters[one.number] for one in wanted])) as pdfs:
        for done, (one, pdf) in enumerate(zip(wanted, pdfs, strict=True), 1):
            text, pages = readback.words_of(pdf)
            check.refuse_wrong(one, letters[one.number], text)
            made.append((one.number, pdf, pages))
            progress(done, len(wanted), "letters made and read back")
            _refuse_cancelled(cancelled)
    if made:
        _file(desk, reference, now, letters, made, cancelled)
    with desk.reading() as session:
        listed = paper_sources(session, reference).people
        filed = _papers(session, listed)
    return LettersRun(
        reference=sources.breach.reference,
        made=len(made),
        kept=len(listed) - len(made),
        pages=sum(paper.pages for paper in filed.values()),
        by_email=tuple(one.number for one in listed if not _is_posted(one)),
        not_searched=tuple(not_searched),
    )


def _file(
    desk: Desk,
    reference: str,
    now: datetime,
    letters: dict[int, Letter],
    made: Sequence[tuple[int, bytes, int]],
    cancelled: Callable[[], bool],
) -> None:
    with desk.act(now) as act:
        sources = paper_sources(act.session, reference)
        again, wanted = _letters(act.session, sources, now)
        refuse_changed((letters, [number for number, _, _ in made]), (again, [one.number for one in wanted]))
        before, people = _papers(act.session, wanted), {one.number: one for one in wanted}
        for number, pdf, pages in made:
            _refuse_cancelled(cancelled)
            one = people[number]
            if number in before and sources.progress.told is None:  # a letter that was sent stays as it was
                before[number].state = PaperState.void
                act.session.add(before[number])
            one.letter = keep(act, desk, sources.breach.reference, letters[number], pdf, pages, KIND).digest
            act.session.add(one)
        digests = {str(number): people[number].letter for number, _, _ in made}
        facts = {"kind": KIND, "made": [number for number, _, _ in made], "digests": digests}
        act.record(ActKind.people_letters, reference=sources.breach.reference, on=day_of(now), facts=facts)


def _letters(session: Session, sources: PaperSources, now: datetime) -> tuple[dict[int, Letter], list[AffectedPerson]]:
    """Everyone's letter by their number, each with its first date, and the people whose letter is not made yet."""
    if not sources.people:
        raise Refused(f"No one is on the list of {sources.breach.reference}. Add the people affected.")
    if lacking := [str(one.number) for one in sources.people if not _is_posted(one) and not one.email]:
        raise Refused(
            f"No address: number {', '.join(lacking[:20])}{' and more' * (len(lacking) > 20)} on the list of "
            f"{sources.breach.reference}. Add the missing addresses, or remove those people from the list."
        )
    filed_facts, days, letters, wanted = _filed_facts(session, sources), _days(session, sources), {}, []
    for one in sources.people:
        letter = people_letter(sources.breach, one, sources.council, on=day_of(now))
        if before := days.get(letter.digest()):
            letter = people_letter(sources.breach, one, sources.council, on=before)
        letters[one.number] = letter
        if not _is_made(letter, one, filed_facts):
            wanted.append(one)
    return letters, wanted


def _shared(sources: PaperSources, now: datetime) -> dict[str, str]:
    someone = AffectedPerson(reference=sources.breach.reference, number=0, name="", address=["-"])
    return shared(sources.breach, people_letter(sources.breach, someone, NO_COUNCIL, on=day_of(now)))


def _filed_facts(session: Session, sources: PaperSources) -> dict[str, str]:
    """The facts of each filed letter, by its digest."""
    return {paper.digest: paper.facts for paper in _of_people(session, sources) if paper.state == PaperState.filed}


def _days(session: Session, sources: PaperSources) -> dict[str, date]:
    """The first date of the letters with each set of facts."""
    return {paper.facts: paper.day for paper in reversed(_of_people(session, sources))}


def _of_people(session: Session, sources: PaperSources) -> list[Paper]:
    return [paper for paper in papers.of_case(session, sources.breach.reference) if paper.kind == KIND]


def _is_made(letter: Letter, one: AffectedPerson, filed_facts: dict[str, str]) -> bool:
    return one.letter is not None and filed_facts.get(one.letter) == letter.digest()


def _papers(session: Session, people: Sequence[AffectedPerson]) -> dict[int, Paper]:
    """The last letter made for each of them, by their number."""
    digests = {one.letter: one.number for one in people if one.letter}
    references = {one.reference for one in people}
    asked = select(Paper).where(col(Paper.reference).in_(references), Paper.kind == KIND).order_by(col(Paper.id))
    return {digests[paper.digest]: paper for paper in session.exec(asked) if paper.digest in digests}


def _is_posted(one: AffectedPerson) -> bool:
    return any(line.strip() for line in one.address)


def _refuse_cancelled(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Refused("Stopped. No letters were saved.")


@dataclass(frozen=True, slots=True)
class SavedLetters:
    """The letters to be posted, in one file for the printer."""

    path: Path
    letters: int
    sheets: int


def save_people_letters(desk: Desk, reference: str, where: Path) -> SavedLetters:
    """Write the letters to be posted as one PDF for the printer, in the order of the list.

    `where` is a folder, where the file is named after the case, or a file that ends in `.pdf`. Each letter starts on a
    new sheet, so that two-sided printing never puts two people's letters on one sheet. Those told by email are not in
    it.
    """
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        filed = _made(session, sources)
        posted = [one.number for one in sources.people if _is_posted(one)]
        if not posted:
            raise Refused("Everyone on the list has only an email address. Save their letters one by one.")
        check_leaving(session, desk, [filed[number] for number in posted])
        pdfs = [blobs.read(session, desk.folder, filed[number].blob) for number in posted]
    path = where if where.suffix == ".pdf" else where / f"{sources.breach.reference}-letters.paper.pdf"
    write_out(path, readback.bind_pdfs(pdfs))
    sheets = sum((filed[number].pages + 1) // 2 for number in posted)
    return SavedLetters(path, len(posted), sheets)


def save_people_letter(desk: Desk, reference: str, number: int, folder: Path) -> Path:
    """Write the letter to one person on the list to a folder, named by case and number."""
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        paper = _papers(session, sources.people).get(number)
        if paper is None:
            raise Refused(
                f"Number {number} on the list of {sources.breach.reference} has no letter yet. Make the letters first."
            )
        check_leaving(session, desk, [paper])
        path = folder / f"{sources.breach.reference}-letter-{number:04}.pdf"
        write_out(path, blobs.read(session, desk.folder, paper.blob))
    return path


def _made(session: Session, sources: PaperSources) -> dict[int, Paper]:
    """Everyone's letter. Raises Refused if some are not made yet."""
    filed = _papers(session, sources.people)
    lacking = [str(one.number) for one in sources.people if one.number not in filed]
    if lacking or not sources.people:
        which = f" for {len(lacking)} people on the list, from number {lacking[0]} on" if lacking else ""
        raise Refused(f"The letters of {sources.breach.reference} are not made yet{which}. Make them first.")
    return filed
