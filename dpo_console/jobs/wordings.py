"""The council's own words for its letters: listing, saving, undoing, previewing, and the one file they travel in."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session, select

from casework import Malformed, Refused
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.desk.store import Act, Desk
from casework.disclosure import papers, sending
from casework.disclosure.papers import PaperState
from casework.law.letter_kinds import LetterElement, LetterKind, letter_elements, letter_kinds
from casework.notice import wordings
from casework.notice.wordings import Wording
from casework.retention.case_papers import AnyCase
from casework.rights.requests import Request
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, day_of
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.filing import write_out
from dpo_console.jobs.letter_words import facts_of, room_of
from dpo_console.jobs.letters import book_of, kinds_of
from letters.paper.compose import Composing
from letters.paper.fonts import printable
from letters.paper.letter import Block, plain_lines

MOST = 5_000_000
"""The bytes of a file to import, at most."""


@dataclass(frozen=True, slots=True)
class ListedWording:
    """An element of the letters, and whose words it has."""

    element: str
    letters: tuple[str, ...]
    """The letters that have it, by name."""
    law: str
    checked: bool
    """Whether the text of the provision was read."""
    own: bool
    version: int
    """0 if the words were never changed."""
    author: str
    recorded: datetime | None
    heading: str
    text: tuple[str, ...]
    points: tuple[str, ...]
    fault: str
    """Why the council's own words can no longer be used, in a sentence; empty if they can."""


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """One version of the words of an element."""

    version: int
    own: bool
    heading: str
    text: tuple[str, ...]
    points: tuple[str, ...]
    author: str
    recorded: datetime
    replaced: int
    repeats: int | None
    """For an undo: the version whose words it has."""


@dataclass(frozen=True, slots=True)
class WordingInFull(ListedWording):
    """An element with its shipped words, what its words may hold, and every version, newest first."""

    shipped_heading: str
    shipped_text: tuple[str, ...]
    shipped_points: tuple[str, ...]
    required: tuple[str, ...]
    """The facts that its words must have."""
    facts: dict[str, str]
    """Every fact its words may have, with the words that name it."""
    versions: tuple[WordingVersion, ...]


@dataclass(frozen=True, slots=True)
class ExportedWordings:
    """The file of the council's own words."""

    path: Path
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedWordings:
    """What an import changed."""

    product: str
    """The version of the console that wrote the file."""
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingPreview:
    """The words of an element with the data of a case."""

    element: str
    reference: str
    letter: str
    """The letter they are shown for, by name; it is the first that the case can have."""
    text: str
    missing: tuple[str, ...]
    """What the letter lacks for them, or why it leaves them out, in sentences."""


def product() -> str:
    """The version of the console."""
    return version("dpo-console")


def words_of(heading: str, text: Sequence[str], points: Sequence[str]) -> list[str]:
    """The words of an element as plain lines."""
    blocks = [Block("heading", heading)] if heading else []
    blocks += [Block("text", paragraph) for paragraph in text]
    return plain_lines([*blocks, Block("list", points=tuple(points))] if points else blocks)


def list_wordings(desk: Desk) -> list[ListedWording]:
    """Every element of the letters, in the order of the letters."""
    with desk.reading() as session:
        last = wordings.in_force(session)
        return [_listed(one, last.get(one.id)) for one in letter_elements().values()]


def wording(desk: Desk, element: str) -> WordingInFull:
    """An element in full."""
    with desk.reading() as session:
        return _in_full(session, element)


def _listed(shipped: LetterElement, last: Wording | None) -> ListedWording:
    words = wordings.worded(shipped, last)
    own = bool(last and last.own)
    return ListedWording(
        element=shipped.id,
        letters=tuple(dict.fromkeys(kind.name for kind in _using(shipped.id))),
        law=shipped.law,
        checked=shipped.checked,
        own=own,
        version=last.version if last else 0,
        author=last.author if last else "",
        recorded=last.recorded if last else None,
        heading=words.heading,
        text=words.text,
        points=words.points,
        fault=wordings.fault(shipped, words, room_of(shipped.id)) if own else "",
    )


def _ids(kind: LetterKind) -> set[str]:
    return {one.id for one in kind.elements}


def _using(element: str) -> list[LetterKind]:
    return [kind for kind in letter_kinds() if element in _ids(kind)]


def _in_full(session: Session, element: str) -> WordingInFull:
    shipped = wordings.shipped_element(element)
    known = wordings.versions(session, element)
    listed = _listed(shipped, known[-1] if known else None)
    return WordingInFull(
        **{one.name: getattr(listed, one.name) for one in fields(listed)},
        shipped_heading=shipped.heading,
        shipped_text=shipped.text,
        shipped_points=shipped.points,
        required=shipped.facts,
        facts=dict(room_of(element).facts),
        versions=tuple(_version(one) for one in reversed(known)),
    )


def _version(one: Wording) -> WordingVersion:
    words = one.heading, tuple(one.text), tuple(one.points)
    return WordingVersion(one.version, one.own, *words, one.author, one.recorded, one.replaced, one.repeats)


def checked(element: str, typed: Unchecked) -> LetterElement:
    """An element in the words entered for it. Raises Refused for the first thing that is wrong with them."""
    shipped = wordings.shipped_element(element)
    words = wordings.WordingIn.checked(typed, shipped, room_of(element))
    for text in (words.heading, *words.text, *words.points):
        printable(text, f"The words of '{element}'")
    return words


def save_wording(desk: Desk, element: str, typed: Unchecked, now: datetime) -> WordingInFull:
    """Put the council's own words for an element in force: `heading`, `text`, `points`, and the version they are
    `based_on`, 0 for the shipped words. Raises Refused if another version was saved since."""
    based_on = typed.get("based_on")
    if type(based_on) is not int:
        raise Malformed("Enter as 'based_on' the number of the version that you read: 0 for the shipped words.")
    words = checked(element, {name: value for name, value in typed.items() if name != "based_on"})
    return _change(desk, element, now, lambda act: _save(desk, act, words, based_on))


def use_shipped(desk: Desk, element: str, now: datetime) -> WordingInFull:
    """Go back to the shipped words of an element, as a version of its own."""
    shipped = wordings.shipped_element(element)
    return _change(desk, element, now, lambda act: _save(desk, act, shipped, None))


def undo_wording(desk: Desk, element: str, now: datetime) -> WordingInFull:
    """Put the words before the last change of an element in force again."""

    def undone(act: Act) -> None:
        before, after = wordings.undo(act.session, element, desk.officer, act.now)
        _record(act, before, after)

    return _change(desk, element, now, undone)


def _change(desk: Desk, element: str, now: datetime, change: Callable[[Act], None]) -> WordingInFull:
    with desk.act(now) as act:
        change(act)
        _void_packs(act.session, {element})
        return _in_full(act.session, element)


def _save(desk: Desk, act: Act, words: LetterElement, based_on: int | None) -> None:
    before, after = wordings.save(act.session, words, based_on, desk.officer, act.now)
    _record(act, before, after)


def _record(act: Act, before: Wording | None, after: Wording) -> None:
    facts = {"element": after.element, "before": _kept(before), "after": _kept(after)}
    act.record(ActKind.wording, on=day_of(act.now), facts=facts)


def _kept(one: Wording | None) -> dict[str, object] | None:
    return one.model_dump(exclude={"id", "element", "author", "recorded"}) if one else None


def _void_packs(session: Session, changed: set[str]) -> None:
    """Mark the packs that were not sent and open with a letter in other words as out of date.

    Of a letter alone, its digest tells.
    """
    using = {kind.id for kind in letter_kinds() if changed & _ids(kind)}
    filed = papers.of_case(session)
    opening = {(one.reference, one.facts) for one in filed if one.kind in using}
    for paper in filed:
        if paper.kind != "pack" or paper.state != PaperState.filed or (paper.reference, paper.facts) not in opening:
            continue
        if paper.digest not in sending.dates_sent(session, paper.reference, history.events(session, paper.reference)):
            paper.state = PaperState.void
            session.add(paper)


def export_wordings(desk: Desk, path: Path) -> ExportedWordings:
    """Write the council's own words to one file."""
    with desk.reading() as session:
        own = wordings.own_words(session)
    text = json.dumps(wordings.exported(own.values(), product()), ensure_ascii=False, indent=2)
    write_out(path, f"{text}\n".encode())
    return ExportedWordings(path, tuple(sorted(own)))


def import_wordings(desk: Desk, data: bytes, now: datetime) -> ImportedWordings:
    """Put the words of an exported file in force, all in one act; elements it does not name stay as they are.

    Raises Refused, and changes nothing, unless every element in it fits.
    """
    if len(data) > MOST:
        raise Malformed(f"The file has more than {MOST:,} bytes, so it is not an export of the council's own words.")
    try:
        file = json.loads(data)
    except (ValueError, RecursionError):
        raise Malformed("The file is not JSON, so it is not an export of the council's own words.") from None
    rooms = {name: room_of(name) for name in letter_elements()}
    found, theirs = wordings.imported(file, product(), rooms)
    for words in found:
        checked(words.id, wordings.as_facts(words))
    with desk.reading() as session:
        last = wordings.in_force(session)
    new = [one for one in found if one != wordings.worded(letter_elements()[one.id], last.get(one.id))]
    if new:
        with desk.act(now) as act:
            for words in new:
                _save(desk, act, words, last[words.id].version if words.id in last else 0)
            _void_packs(act.session, {one.id for one in new})
    changed = tuple(one.id for one in new)
    return ImportedWordings(theirs, changed, tuple(one.id for one in found if one.id not in changed))


def case_with(desk: Desk, element: str) -> str:
    """The newest case that can have a letter with the element, or an empty text."""
    with desk.reading() as session:
        cases: list[Request | Complaint] = [*session.exec(select(Request)), *session.exec(select(Complaint))]
        fitting = [one for one in cases if not one.is_disposed and any(element in _ids(kind) for kind in kinds_of(one))]
        return max(fitting, key=lambda one: (one.received, one.reference)).reference if fitting else ""


def preview_wording(
    desk: Desk, element: str, reference: str, today: date, typed: Unchecked | None = None
) -> WordingPreview:
    """The words of an element, or those entered for it, with the data of a case.

    What an officer would enter for the letter is shown as its label in brackets, if no event says it.
    """
    with desk.reading() as session:
        words = checked(element, typed) if typed is not None else _words(session, element)
        case = get_case(session, reference)
        kind = _kind_for(case, element)
        return _preview(session, case, kind, words, today)


def _words(session: Session, element: str) -> LetterElement:
    shipped = wordings.shipped_element(element)
    return wordings.own_words(session).get(element, shipped)


def _kind_for(case: AnyCase, element: str) -> LetterKind:
    fitting = [kind for kind in kinds_of(case) if element in _ids(kind)]
    if not fitting:
        names = ", ".join(dict.fromkeys(kind.name for kind in _using(element)))
        raise Refused(f"{case.reference} cannot have a letter with '{element}'. Choose a case for one of: {names}.")
    return fitting[0]


def _preview(session: Session, case: AnyCase, kind: LetterKind, words: LetterElement, on: date) -> WordingPreview:
    if isinstance(case, Breach):
        raise Refused(f"A breach has no letter with '{words.id}'.")
    book = book_of(session, case, on, {})
    composing = Composing(replace(kind, elements=(words,), needs=()), book)
    book.inputs = {
        one.id: on.isoformat() if one.way == "date" else next(iter(one.choices or ()), f"[{one.label.lower()}]")
        for one in kind.inputs
        if one.id in words.facts and not composing.recorded(one.id)
    }
    missing = tuple(lack.what for lack in composing.lacking())
    if not composing.elements():
        known = facts_of(kind).get(words.where)
        why = f"{case.reference} has no record of {known}" if words.where else "it is not in force"
        missing = (f"This letter leaves it out: {why}.",)
    text = "" if missing else "\n".join(plain_lines(composing.blocks()))
    return WordingPreview(words.id, case.reference, kind.name, text, missing)
