"""What the council's own words for its letters may hold, and whether they still fit."""

from collections.abc import Mapping
from functools import cache

from casework.law.letter_kinds import LetterElement, LetterKind, letter_elements, letter_kinds
from casework.notice import wordings
from letters.complaints.facts import ComplaintFacts
from letters.paper.facts import FactBook
from letters.rights.facts import RequestFacts


def facts_of(kind: LetterKind) -> dict[str, str]:
    """Every fact that a letter of that kind can print, with the words that name it."""
    book: type[FactBook] = ComplaintFacts if kind.of_complaint else RequestFacts
    named = {name: words.partition(":")[0] for name, words in book.names().items()}
    return named | {one.id: one.label for one in kind.inputs}


@cache
def room_of(element: str) -> wordings.Room:
    """What the council's own words for an element may hold: what every letter that has the element can print, unless it
    is only a condition, which no letter prints."""
    using = [kind for kind in letter_kinds() if element in {one.id for one in kind.elements}]
    printed = {name for one in letter_elements().values() for name in one.facts}
    shared = printed.intersection(*(facts_of(kind) for kind in using))
    words = {name: text for kind in using for name, text in facts_of(kind).items()}
    names = dict.fromkeys([*letter_elements()[element].facts, *sorted(shared)])
    optional = frozenset(name for kind in using for name in kind.optional)
    return wordings.Room({name: words.get(name, name) for name in names}, optional)


def unusable(kind: LetterKind, own: Mapping[str, LetterElement]) -> dict[str, str]:
    """The elements of a kind for which the council's own words no longer fit, each with a sentence that says why."""
    mine = [(one, own[one.id]) for one in kind.elements if one.id in own]
    faults = {one.id: wordings.fault(one, words, room_of(one.id)) for one, words in mine}
    return {
        name: f"{why} The letter is not written until you do, or go back to the shipped words."
        for name, why in faults.items()
        if why
    }
