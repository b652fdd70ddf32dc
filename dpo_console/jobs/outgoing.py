"""The check of everything that leaves the desk, against the workforce register as it is at that moment."""

from collections.abc import Sequence

from sqlmodel import Session, select

from casework import Refused
from casework.breaches.affected_people import AffectedPerson
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.disclosure.papers import Paper
from casework.disclosure.withheld import Withheld
from casework.law.letter_kinds import letters_to_others
from casework.notice.council import Council
from casework.rights import known_people
from casework.rights.known_people import RegisterState, model_of
from casework.rights.requests import Request, about
from casework.text.canonical import words
from casework.vault import blobs
from dpo_console.jobs.cases import get_case
from letters.disclosure import gate
from letters.paper import readback
from letters.paper.blocks import BlockKind, Blocks
from letters.paper.letter import Letter
from letters.paper.pdf import letter_context

NOT_GATED = {
    "attachment": "Not checked for other people's data: a case paper as it was received.",
    "story": "Not checked for other people's data: an internal paper.",
    "certificate": "Not checked for other people's data: an internal paper.",
}
"""The papers that leave unchecked, and the sentence that says so."""
WARNED = frozenset({"notification", "regulator-reply"})
"""Papers that may name people, because the regulator may ask who they are; the officer sees the names."""


def check_leaving(session: Session, desk: Desk, papers: Sequence[Paper]) -> None:
    """Check filed papers of one case as they leave.

    Raises Refused if one names someone it must not, or if the register has changed since a pack was checked.
    """
    checked = [paper for paper in papers if paper.kind not in NOT_GATED]
    for paper in checked:
        if paper.kind == "pack":
            refuse_older(session, paper)
    letters = [paper for paper in checked if paper.kind != "pack" and paper.kind not in WARNED]
    if not letters:
        return
    search = searcher(session, letters[0].reference)
    for paper in letters:
        blocks = [(kind, text) for kind, text in paper.blocks] or _read(session, desk, paper)
        _refuse(gate.check_letter(blocks, search), f"The {NAMES.get(paper.kind, 'letter')}")


NAMES = {"public": "public communication"}


def refuse_older(session: Session, paper: Paper) -> None:
    """Raise Refused, with what changed, if the register is not the one a pack was checked against."""
    if not paper.against:
        raise Refused("This pack does not record the register it was checked against. Build it again.")
    if what := known_people.changed(RegisterState._make(paper.against), known_people.register_state(session)):
        raise Refused(f"Since this pack was built, the register has changed ({what}). Build it again.")


def refuse_naming(session: Session, letter: Letter) -> None:
    """Raise Refused if a letter about to be made names someone it must not."""
    _refuse_naming_subject(session, letter)
    if letter.kind not in NOT_GATED and letter.kind not in WARNED:
        verdict = gate.check_letter(blocks_of(letter), searcher(session, letter.reference))
        _refuse(verdict, f"The {NAMES.get(letter.kind, 'letter')}")


def _refuse_naming_subject(session: Session, letter: Letter) -> None:
    """Raise Refused if a letter to someone else names the data subject, and need not (Article 5(1)(c))."""
    if letter.kind not in letters_to_others() or {"subject", "who_asks"} & {one.name for one in letter.facts}:
        return
    case = get_case(session, letter.reference)
    said = " ".join(words(" ".join(line for block in letter.blocks for line in block.lines())))
    for name in case.names if isinstance(case, Request) else ():
        if f" {' '.join(words(name))} " in f" {said} ":
            raise Refused(f"The letter goes to someone else and names {name}, the data subject. Leave it out.")


def refuse_copying(desk: Desk, reference: str | None, text: str) -> None:
    """Raise Refused if words for the terminal's clipboard name someone they must not."""
    with desk.reading() as session:
        ours = set(letterhead(session.get_one(Council, 1)))
        parts = [
            "\n".join(line for line in part.splitlines() if line.strip() not in ours) for part in text.split("\n\n")
        ]
        verdict = gate.check_letter([(BlockKind.letter.value, part) for part in parts], searcher(session, reference))
        _refuse(verdict, "The selected text")


def unchecked(kind: str) -> str:
    """The sentence for a paper that leaves unchecked; empty if it is checked."""
    return NOT_GATED.get(kind, "")


def _refuse(verdict: gate.GateVerdict, what: str) -> None:
    if found := verdict.refused:
        more = f"; and {len(found) - 1} more" if len(found) > 1 else ""
        raise Refused(f"{what} names someone else: {found[0].what}{more}.")


def searcher(session: Session, reference: str | None) -> gate.Searcher:
    """The search for everyone registered except the data subject of a request."""
    case = get_case(session, reference.partition("/")[0]) if reference else None
    if isinstance(case, Request):
        model, subject = known_people.model_for(session, case), about(session, case)
    else:
        model, subject = model_of(session), None
    return gate.Searcher(model, subject, Withheld(()))


def blocks_of(letter: Letter) -> list[tuple[str, str]]:
    """The blocks of a letter, as a paper keeps them; what is around quoted words is checked by itself."""
    blocks = Blocks()
    letter_context(letter, blocks)
    around = [(BlockKind.letter.value, block.around) for block in letter.blocks if block.around]
    return [(block.kind.value, block.text) for block in blocks.all if block.text] + around


def _read(session: Session, desk: Desk, paper: Paper) -> list[tuple[str, str]]:
    """The lines of a letter filed before blocks were kept, without our own and those that name its recipient."""
    case = get_case(session, paper.reference)
    who = case.requester if isinstance(case, Request) else case.complainant if isinstance(case, Complaint) else None
    sent = select(AffectedPerson).where(
        AffectedPerson.reference == paper.reference, AffectedPerson.letter == paper.digest
    )
    names = [who.name if who else "", *(one.name for one in session.exec(sent))]
    council = session.get_one(Council, 1)
    ours = {*letterhead(council), *names, *(f"Dear {name}" for name in names)}
    text = readback.words_of(blobs.read(session, desk.folder, paper.blob))[0]
    return [(BlockKind.letter.value, line) for line in text.splitlines() if line.strip() not in ours]


def letterhead(council: Council) -> list[str]:
    """The council's own lines, which may name the officer."""
    return [council.name, *council.address, council.officer, council.email, council.phone]
