"""Each element of the letters that handle a request is printed with its facts, or its absence is named."""

import pytest

import handling
from answering import not_printed
from handling import KINDS, book, letter
from letters.paper import pdf
from letters.paper.compose import Composing, lacking
from pages import accessibility_faults

ROWS = [pytest.param(*row, id=f"{row[0].id}-{row[1].id}-{row[2]}") for row in handling.rows()]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_element_is_printed(kind):
    """Every element in force stands in the letter with its words and facts, and each fact is bound to its record."""
    assert lacking(kind, book(kind.id)) == []
    made = letter(kind.id)
    assert not_printed(kind, book(kind.id), made) == []
    assert {name for one in Composing(kind, book(kind.id)).elements() for name in one.facts} <= {
        one.name for one in made.facts if one.bound
    }


@pytest.mark.parametrize(("kind", "element", "name"), ROWS)
def test_without_a_fact(kind, element, name):
    """A fact that is not recorded is named with the provision that asks for it, or what depends on it is left out."""
    facts = book(kind.id, name)
    lacks = lacking(kind, facts)
    if name in (element.where, *kind.optional):
        assert element not in Composing(kind, facts).elements() and lacks == []
        return
    if element not in Composing(kind, book(kind.id)).elements():  # another case makes it fit
        return
    asked = {one.law for one in kind.elements if name in one.facts}
    assert any(lack.law in asked and lack.law in lack.what for lack in lacks) or name in kind.needs


def test_every_letter_is_accessible():
    """Each as PDF/UA: tags, language, title, headings in order."""
    for made in pdf.letters_pdf([letter(kind) for kind in KINDS]):
        assert accessibility_faults(made) == []
