"""The council's own words for the elements of its letters: every version, with its author and when it was saved.

The law of an element, the dates it is in force and the condition under which it is left out stay the shipped ones.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused, Remedy
from casework.law.letter_kinds import FACT, LetterElement, letter_elements
from casework.text.facts import Facts, Unchecked, sentence
from casework.vault.columns import Instant
from casework.vault.dependents import erased_otherwise

MARKUP = re.compile(r"<[a-zA-Z/!?][^<>]{0,80}>?|&(?:[a-zA-Z]{2,10}|#\w{1,8});")
"""A tag or an entity: letters are plain text."""
UNPRINTED = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""The Unicode categories of control characters, line ends, and characters without a shape."""


class Wording(SQLModel, table=True):
    """One version of the words of one element. The last version is in force; a version is never changed."""

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("element", "version"),
        erased_otherwise("it holds the council's words for every letter, about no one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    element: str
    """The id of an element of `casework/law/letters`."""
    version: int
    """From 1; version 0 is the shipped words before any change."""
    own: bool
    """False for a return to the shipped words, which are then not kept here."""
    heading: str = ""
    text: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    points: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    author: str
    """The officer who saved it."""
    recorded: datetime = Field(sa_column=Column(Instant, nullable=False))
    replaced: int
    """The version that was in force before it."""
    repeats: int | None = None
    """For an undo: the version that is in force again by it."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the words of an element may hold."""

    facts: Mapping[str, str]
    """Every fact that each letter with the element can print, with the words that name it."""
    optional: frozenset[str] = frozenset()
    """Those that may be left empty: a paragraph that has one is then left out."""


class WordingIn(Facts):
    """The only door to the council's own words for an element."""

    heading: Annotated[str, Checked(max_length=200)] = ""
    text: Annotated[list[Annotated[str, Checked(max_length=2000)]], Checked(max_length=20)] = []
    points: Annotated[list[Annotated[str, Checked(max_length=1000)]], Checked(max_length=30)] = []

    @classmethod
    def checked(cls, typed: Unchecked, shipped: LetterElement, room: Room) -> LetterElement:
        """The element in these words. Raises Refused for the first thing that is wrong with them."""
        try:
            given = cls.model_validate(typed)
        except ValidationError as wrong:
            raise Malformed(f"The words of '{shipped.id}': {sentence(wrong)}") from None
        own = replace(shipped, heading=given.heading, text=tuple(given.text), points=tuple(given.points))
        if wrong_here := fault(shipped, own, room):
            raise Refused(wrong_here, Remedy.see_wording, shipped.id)
        return own


class Superseded(Refused):
    """Another version was saved after the one that these words were based on; `version` is the one in force."""

    def __init__(self, saved: Wording, based_on: int) -> None:
        super().__init__(
            f"{saved.author} saved version {saved.version} of '{saved.element}' while yours was based "
            f"on version {based_on}. Nothing was changed: read version {saved.version}, then save yours again.",
            Remedy.see_wording,
            saved.element,
        )
        self.version = saved.version


def fault(shipped: LetterElement, own: LetterElement, room: Room) -> str:
    """What is wrong with the council's words for an element, in a sentence or two; empty if they can be used."""
    if not own.text and not own.points:
        return f"The words of '{own.id}' are empty. Enter a paragraph or a point, or go back to the shipped words."
    for where, text in _places(own):
        if not text.strip():
            return f"{where} of '{own.id}' is empty. Enter its text, or leave it out."
        if bad := next((char for char in text if unicodedata.category(char) in UNPRINTED), ""):
            return f"{where} of '{own.id}' has the character U+{ord(bad):04X}, which is not printed. Type it again."
        if found := MARKUP.search(text):
            return f"{where} of '{own.id}' has the markup '{found[0][:30]}'. Letters are plain text: leave it out."
        if brace := re.search(r"[{}].{0,20}", FACT.sub("", text)):
            return f"{where} of '{own.id}' has '{brace[0]}', which is not a fact. Write a fact like {{received}}."
    known = shipped.facts if shipped.together else room.facts
    if unknown := next((name for name in own.facts if name not in known), ""):
        return (
            f"The words of '{own.id}' have {{{unknown}}}, which not every letter with them can print. Use one of the "
            "facts listed for them."
        )
    asks = f" ({shipped.law})" if shipped.law else ""
    for name in shipped.facts:
        words = room.facts.get(name, name)
        if name not in own.facts:
            return f"The words of '{own.id}' must have {{{name}}}: {words}{asks}. Add it to a paragraph or a point."
        if f"{{{name}}}" in shipped.text and f"{{{name}}}" not in own.text:  # it may have a list of its own
            return f"{{{name}}} must have a paragraph of its own in the words of '{own.id}'. Nothing else may be in it."
        if drops := _may_drop(name, shipped, own, room.optional):
            return (
                f"The words of '{own.id}' can lose {{{name}}}: its paragraph is left out if {{{drops}}} is empty. "
                f"Put {{{drops}}} into another paragraph."
            )
    return ""


def _may_drop(name: str, shipped: LetterElement, own: LetterElement, optional: frozenset[str]) -> str:
    """A fact that may be empty and then takes the required one with it, in every place that has it; or empty."""
    allowed = [optional & set(FACT.findall(text)) for _, text in _places(shipped) if name in FACT.findall(text)]
    beside = [optional & set(FACT.findall(text)) - {name} for _, text in _places(own) if name in FACT.findall(text)]
    if any(each <= known for each in beside for known in allowed):
        return ""
    return min(beside[0] - set().union(*allowed) or beside[0])


def _places(element: LetterElement) -> list[tuple[str, str]]:
    """Each text of an element, with the words for where it is."""
    return [
        *([("The heading", element.heading)] if element.heading else []),
        *((f"Paragraph {number}", text) for number, text in enumerate(element.text, 1)),
        *((f"Point {number}", text) for number, text in enumerate(element.points, 1)),
    ]


def shipped_element(name: str) -> LetterElement:
    """The element with that id. Raises Refused if no letter has it."""
    if found := letter_elements().get(name):
        return found
    raise Refused(f"No letter has an element '{name[:40]}'.", Remedy.list_wordings)


def versions(session: Session, element: str | None = None) -> list[Wording]:
    """Every version of an element, or of all, oldest first."""
    query = select(Wording).order_by(col(Wording.element), col(Wording.version))
    return list(session.exec(query.where(Wording.element == element) if element else query).all())


def in_force(session: Session) -> dict[str, Wording]:
    """The last version of each element that was ever changed."""
    return {one.element: one for one in versions(session)}


def own_words(session: Session) -> dict[str, LetterElement]:
    """The elements for which the council's own words are in force, in these words."""
    shipped = letter_elements()
    known = {name: one for name, one in in_force(session).items() if one.own and name in shipped}
    return {name: worded(shipped[name], one) for name, one in known.items()}


def worded(shipped: LetterElement, wording: Wording | None) -> LetterElement:
    """The element in the words of a version."""
    if wording is None or not wording.own:
        return shipped
    return replace(shipped, heading=wording.heading, text=tuple(wording.text), points=tuple(wording.points))


def save(
    session: Session, words: LetterElement, based_on: int | None, author: str, now: datetime
) -> tuple[Wording | None, Wording]:
    """Put an element's words in force as its next version; answer the version before, if any, and the new one.

    `based_on` is the version that the officer read; None counts as the last. Raises Superseded if it is not the last,
    and Refused if these words are in force already.
    """
    shipped = shipped_element(words.id)
    last = next(reversed(versions(session, words.id)), None)
    if last and based_on not in (None, last.version):
        raise Superseded(last, based_on or 0)
    if words == worded(shipped, last):
        own = "shipped words" if words == shipped else "same words"
        raise Refused(f"'{words.id}' already has the {own}. Nothing was changed.")
    return last, _add(session, words, words != shipped, last, author, now)


def undo(session: Session, element: str, author: str, now: datetime) -> tuple[Wording, Wording]:
    """Put the words before the last change in force again, as a version; answer the version before, and the new one.

    Raises Refused if nothing is left to undo.
    """
    shipped = shipped_element(element)
    known = {one.version: one for one in versions(session, element)}
    last = at = known[max(known)] if known else None
    while at and at.repeats is not None:  # what was undone is passed over
        at = known.get(at.repeats)
    if last is None or at is None:
        raise Refused(f"Nothing is left to undo on '{element}': it has the shipped words.")
    before = known.get(at.replaced)
    words = worded(shipped, before)
    return last, _add(session, words, bool(before and before.own), last, author, now, repeats=at.replaced)


def _add(
    session: Session,
    words: LetterElement,
    own: bool,
    last: Wording | None,
    author: str,
    now: datetime,
    repeats: int | None = None,
) -> Wording:
    version = last.version if last else 0
    new = Wording(
        element=words.id,
        version=version + 1,
        own=own,
        heading=words.heading if own else "",
        text=list(words.text) if own else [],
        points=list(words.points) if own else [],
        author=author,
        recorded=now.replace(microsecond=0),
        replaced=version,
        repeats=repeats,
    )
    session.add(new)
    session.flush()
    return new


def as_facts(element: LetterElement) -> dict[str, object]:
    """The words of an element as JSON has them."""
    return {"heading": element.heading, "text": list(element.text), "points": list(element.points)}


FORMAT, ABOUT = 1, "DPO Console: the council's own words for its letters"


def exported(own: Iterable[LetterElement], product: str) -> dict[str, object]:
    """The council's own words as one JSON object; `product` is the version of the console."""
    words = {one.id: as_facts(one) for one in sorted(own, key=lambda one: one.id)}
    return {"about": ABOUT, "format": FORMAT, "product": product, "words": words}


def imported(file: object, product: str, rooms: Mapping[str, Room]) -> tuple[list[LetterElement], str]:
    """The elements in the words of a file, and the version of the console that wrote it.

    Raises Refused, naming each element that this version cannot use, unless it can use all.
    """
    if not isinstance(file, dict) or file.get("about") != ABOUT or not isinstance(file.get("words"), dict):
        raise Malformed("The file is not an export of the council's own words for its letters.")
    theirs = str(file.get("product", ""))[:20]
    if file.get("format") != FORMAT:
        raise Refused(
            f"Version {theirs} of the console wrote the file in a form that this version ({product}) cannot read. "
            "Import it with that version or a later one."
        )
    found, faults = list[LetterElement](), list[str]()
    for name, typed in file["words"].items():
        try:
            shipped = shipped_element(str(name))
            if not isinstance(typed, dict):
                raise Malformed(f"The words of '{shipped.id}' must be one JSON object.")
            found.append(WordingIn.checked(typed, shipped, rooms[shipped.id]))
        except Refused as wrong:
            faults.append(str(wrong))
    if faults:
        by = f" The file is from version {theirs}, this is {product}." if theirs != product else ""
        raise Refused(f"Nothing was imported.{by} {' '.join(faults[:5])} Correct the file, or leave these out.")
    return found, theirs
