"""Letters to many: the shared text names no one, and each letter names its own person and no one else.

One person's data in another's envelope is a further breach, so nothing is saved until both have been checked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from casework import Refused
from casework.breaches.affected_people import AffectedPerson
from casework.text.canonical import fold
from casework.text.forms import Answer, Name, NameForm, Naming, Place, RegisteredPerson, TextBlock
from casework.text.naming import Model
from letters.paper.letter import Letter

SIGNING = 0
"""The number used for those who sign for the council; no one on a list or in the register has it."""
LETTER = "the letter"
"""The name of the shared text of all letters, in which each line is searched by itself."""


def listed(people: Iterable[AffectedPerson]) -> list[RegisteredPerson]:
    """The people on a list, for the naming model."""
    return [
        RegisteredPerson(one.number, (Name(full=one.name),), emails=(one.email,) if one.email else ()) for one in people
    ]


def signatories(own: Iterable[str]) -> RegisteredPerson:
    """Those who sign for the council, from their names and email addresses: they are named in every letter."""
    given = [one for one in own if one.strip()]
    return RegisteredPerson(
        SIGNING,
        tuple(Name(full=one) for one in given if "@" not in one),
        emails=tuple(one for one in given if "@" in one),
    )


def refuse_named(
    texts: Mapping[str, str], people: Iterable[AffectedPerson], register: Model, own: Iterable[str]
) -> list[str]:
    """Check the text that all letters share for the names and numbers of everyone listed or registered.

    `texts` is that text by part, `own` the names the council signs with. For people listed, every form counts except
    a bare surname; for people registered, only the forms that are refused. Returns in words what could not be searched
    for. Raises Refused, with the words and the form, if one is found.
    """
    mine = signatories(own)
    listed_people = Model([*listed(people), mine])
    ours = Model([mine])
    for name, text in texts.items():
        blocks = [TextBlock(line) for line in (text.splitlines() if name == LETTER else [text])]
        for naming in listed_people.namings(blocks, SIGNING):
            if naming.answer is not Answer.listed:
                raise Refused(_named(naming, name, f"number {naming.people[0]} on the list"))
        signed = [place for naming in ours.namings(blocks, None) for place in naming.places]
        for naming in register.namings(blocks, None):
            if naming.answer is Answer.refused and not _is_year(naming) and not _within(naming.places, signed):
                raise Refused(_named(naming, name, f"person {naming.people[0]} in the register"))
    not_searched = [
        f"number {number} on the list: {why}" for number, why in listed_people.not_searched if number != SIGNING
    ]
    return not_searched + [f"person {person}: {why}" for person, why in register.not_searched]


def _named(naming: Naming, where: str, whose: str) -> str:
    return (
        f"'{naming.words}' in {where} is the {naming.form.words} of {whose}. Everyone who gets the letter would "
        "read it. Remove it."
    )


def _within(places: Sequence[Place], others: Sequence[Place]) -> bool:
    return all(
        any(one.block == other.block and other.first <= one.first and one.last <= other.last for other in others)
        for one in places
    )


def _is_year(naming: Naming) -> bool:
    # a year is in every letter, and a staff number of four figures may look like one
    return naming.form is NameForm.staff and bool(re.fullmatch(r"(19|20)\d\d", naming.words))


class Check:
    """Checks that a finished letter has its recipient's name and address, and no one else's name."""

    def __init__(self, people: Iterable[AffectedPerson]):
        self._model = Model(listed(people))

    def refuse_wrong(self, one: AffectedPerson, letter: Letter, read: str) -> None:
        """Raise Refused if the text read back from the letter to `one` is not theirs alone.

        Two people with the same name, or one whose name is part of the other's, are allowed.
        """
        words = _squashed(read)
        wanted = [one.name, *([line for line in one.address if line.strip()] or [one.email or ""])]
        for part in wanted:
            if _squashed(part) not in words:
                raise Refused(f"{FAULT} to number {one.number} on the list lacks a part of their name or address.")
        lines = letter.lines()
        address = {_squashed(line) for line in (*letter.letterhead, *letter.address, *one.address)}
        for block in (TextBlock(text) for text in apart(lines, read)):
            for naming in self._model.namings([block], one.number):
                doubt = naming.answer is Answer.asked and _squashed(block.text) not in address
                if naming.answer is Answer.refused or doubt:
                    raise Refused(
                        f"{FAULT} to number {one.number} on the list holds the {naming.form.words} of number "
                        f"{naming.people[0]}."
                    )


EMPTY_REGISTER = Model([])
"""The model of an empty register."""
FAULT = "Nothing was saved: the letter"


def apart(lines: Sequence[str], read: str) -> Iterator[str]:
    """The text read back from a letter, split at the ends of its lines; text between two lines is separate."""
    places = [at for at, char in enumerate(read) for _ in _squashed(char)]
    plain = _squashed(read)
    done = 0
    for line in map(_squashed, lines):
        at = plain.find(line, done) if line else -1
        if at < 0:
            continue
        if at > done:
            yield read[places[done] : places[at - 1] + 1]
        yield read[places[at] : places[at + len(line) - 1] + 1]
        done = at + len(line)
    if done < len(plain):
        yield read[places[done] :]


def _squashed(text: str) -> str:
    """The letters and digits of a text, each character taken by itself."""
    return "".join(re.sub(r"[\W_]+", "", fold(char)) for char in text)
