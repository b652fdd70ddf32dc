"""Where a person is named, in any form, in the text of other people's records."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlmodel import Session, col, select

from casework.records import index
from casework.records.concepts import concept
from casework.records.items import Item
from casework.rights.rectification import NAMES, rows_of
from casework.text.batches import batches
from casework.text.canonical import words
from casework.text.forms import NameForm, Naming, RegisteredPerson, TextBlock
from casework.text.naming import Model
from casework.text.nicknames import short_forms
from casework.vault.database import number

RULES = {
    NameForm.staff: "staff-number-in-text",
    NameForm.registration: "swe-number-in-text",
    NameForm.registration_digits: "swe-number-in-text",
    NameForm.ni: "ni-number-in-text",
    NameForm.email: "e-mail-in-text",
    NameForm.birth_and_postcode: "birth-date-and-postcode-in-text",
}
NAMED = "named-in-text"
"""The rule for every form of a name."""
TOO_MANY = frozenset((NameForm.initial, NameForm.titled, NameForm.other_address, NameForm.surname))
"""Forms shared by so many people that listing them would hide the person's own."""
LONG = 5
"""The shortest word that is looked for inside others, and with one letter different."""


class FoundPassage(NamedTuple):
    """A record that names the person, the rule that found it, and the words."""

    item: int
    rule: str
    words: str


def passages(session: Session, known: RegisteredPerson, but: Collection[int]) -> Iterator[FoundPassage]:
    """Every place in the records, other than `but`, where someone with these names and numbers is named.

    The word index gives the records that may contain a form; the naming model decides.
    """
    model = Model([known])
    numbers = sorted(_may_name(session, known) - set(but))
    for some in batches(numbers):
        items = session.exec(select(Item).where(col(Item.id).in_(some)).order_by(col(Item.id))).all()
        right = rows_of(session, items)
        for item in items:
            blocks = []
            for _, name, text in item.fields():
                row, what = right.get((number(item.id), name)), concept(item.kind, name)
                texts = (text, row.value) if row else (text,)
                own = bool(what and what.id in NAMES)
                blocks += [TextBlock(one, what.id if what else None, own) for one in texts]
            for naming in model.namings(blocks, None, record=True):
                if rule := _rule(naming, blocks):
                    yield FoundPassage(number(item.id), rule, naming.words)


def _rule(naming: Naming, blocks: list[TextBlock]) -> str | None:
    """The rule that makes a record with this naming a possible match; None if it is not one."""
    if naming.form in TOO_MANY:
        return None
    held = [blocks[place.block] for place in naming.places]
    if naming.form is NameForm.birth_and_postcode and any(block.concept in ("born", "postcode") for block in held):
        return None  # belongs to the record's own person, who is compared with the register
    rule = RULES.get(naming.form, NAMED)
    return None if rule == NAMED and all(block.own for block in held) else rule


def _may_name(session: Session, known: RegisteredPerson) -> set[int]:
    """The records that may contain the words of a form: more than those that do."""
    terms = index.terms(session)
    found: set[int] = set()
    for name in known.names:
        given, family = words(f"{name.forename} {name.middle}"), words(name.surname)
        if not (given and family):
            given = family = words(name.full)
        called = {one for word in given if len(word) > 1 for one in (word, *short_forms(word))} | {"".join(given)}
        whole = {one for one in (*family, "".join(family)) if len(one) > 1}
        firsts, lasts = (index.any_of(session, _spellings(terms, side)) for side in (called, whole))
        found |= firsts & lasts
        runs = {run for one, other in product(called, whole) for run in (one + other, other + one)}
        found |= index.any_of(session, {term for term in terms if any(run in term for run in runs if len(run) > 3)})
    for written in (*known.staff, *known.swe, *known.ni):
        found |= _holding_number(session, terms, written)
    for address in known.emails:
        found |= set.intersection(*(index.any_of(session, {word}) for word in words(address)))
    years = {year for day in known.born for year in (day[:4], day[2:4])}
    born = index.any_of(session, years | {term for term in terms if term.isdecimal() and term[:4] in years})
    for code in {"".join(words(code)) for code in known.postcodes}:
        found |= born & index.any_of(session, {code, f"{code[:-3]} {code[-3:]}"})
    return found


def _spellings(terms: list[str], called: Collection[str]) -> set[str]:
    """The index words that equal, contain or nearly match one of these words, and each word broken anywhere."""
    found: set[str] = set()
    for word in called:
        if len(word) < LONG:
            found |= {term for term in terms if word in term and len(term) <= len(word) + 2}
        else:
            found |= {term for term in terms if word in term}
            near = process.extract(word, terms, scorer=OSA.distance, score_cutoff=1, limit=None)
            found |= {term for term, _, _ in near}
        found |= {f"{word[:at]} {word[at:]}" for at in range(1, len(word))} | {" ".join(word)}
    return found


def _holding_number(session: Session, terms: list[str], written: str) -> set[int]:
    """The records that contain the digits of a number, with any spacing."""
    figures = "".join(char for char in written if char.isdigit()).lstrip("0")
    if len(figures) < 3:
        return set()
    apart = {
        "".join(figure + gap for figure, gap in zip(figures, (*gaps, ""), strict=True))
        for gaps in product(("", " "), repeat=len(figures) - 1)
    }
    return index.any_of(session, apart | {term for term in terms if figures in term}, begun=True)
