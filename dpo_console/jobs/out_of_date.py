"""Letters that were made and not sent: whether what they rest on has changed since, and their text as an email."""

from collections.abc import Collection

from sqlmodel import Session

from casework import Refused
from casework.breaches.incidents import Breach
from casework.disclosure.papers import Paper, PaperState, current_paper
from casework.law.letter_kinds import LetterKind
from casework.retention.case_papers import AnyCase
from dpo_console.jobs.letters import book_of, kinds_of, written
from letters.paper.letter import Form, Letter


def out_of_date(session: Session, case: AnyCase, paper: Paper) -> str:
    """Why a letter that was not sent must be made again, in a sentence; empty if it need not be."""
    kind = _kind(case, paper)
    if paper.state == PaperState.void and kind:
        newer = current_paper(session, paper.reference, paper.kind)
        return "A newer one was made." if newer else "The case changed after this letter was made."
    if paper.state != PaperState.filed or kind is None or not paper.bound:
        return ""
    try:
        now = _again(session, case, paper)
    except Refused as refused:
        return f"This letter no longer fits. {refused}"
    words = _changed(session, case, kind, paper, now)
    if not words:
        return "" if now.digest() == paper.facts else "Its wording or letterhead changed after this letter was made."
    named = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    return f"{named[:1].upper()}{named[1:]} changed after this letter was made."


def email_text(session: Session, case: AnyCase, paper: Paper) -> str:
    """A letter by email as text to paste, its subject line first; empty if it goes by post, or what it rests on changed
    after it was sent."""
    if paper.form != Form.email or _kind(case, paper) is None:
        return ""
    try:
        letter = _again(session, case, paper)
    except Refused:
        return ""
    return letter.as_email() if letter.digest() == paper.facts else ""


def _again(session: Session, case: AnyCase, paper: Paper) -> Letter:
    return written(session, case, paper.kind, paper.day, paper.inputs, Form(paper.form))


def _changed(session: Session, case: AnyCase, kind: LetterKind, paper: Paper, now: Letter) -> list[str]:
    """The facts that differ, in words."""
    before = {name: value for name, value, _ in paper.bound}
    after = {one.name: one.value for one in now.facts}
    names = _words(session, case, kind, paper)
    differing = [name for name in before | after if before.get(name) != after.get(name)]
    return list(dict.fromkeys(names.get(name, name.replace("_", " ")) for name in differing))


def _words(session: Session, case: AnyCase, kind: LetterKind, paper: Paper) -> dict[str, str]:
    if isinstance(case, Breach):
        return {}
    book = book_of(session, case, paper.day, paper.inputs)
    labels = {one.id: f"what is entered under '{one.label}'" for one in kind.inputs}
    return {name: words.partition(":")[0] for name, words in type(book).names().items()} | labels


def _kind(case: AnyCase, paper: Paper) -> LetterKind | None:
    """The kind of a letter whose facts can be compared; None for any other paper."""
    known: Collection[LetterKind] = kinds_of(case)
    return next((one for one in known if one.id == paper.kind), None)
