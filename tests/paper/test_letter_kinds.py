"""The letters as data: each kind is whole, and what it prints is bound to a fact that can be had."""

from dataclasses import replace

import pytest

import paper
from casework.law.letter_kinds import LetterElement, LetterKind, letter_kinds
from casework.timeline.events import Kind
from letters.complaints.facts import ComplaintFacts
from letters.paper.compose import Composing
from letters.paper.facts import FactBook
from letters.rights.facts import RequestFacts

BOOKS: dict[bool, type[FactBook]] = {False: RequestFacts, True: ComplaintFacts}


@pytest.mark.parametrize("kind", letter_kinds(), ids=lambda one: f"{one.group} {one.id}")
def test_every_place_in_a_letter_is_a_fact_or_something_entered(kind: LetterKind):
    """Each `{fact}`, condition and need of a kind is a fact of its case, or an input of the kind."""
    known = {*BOOKS[kind.of_complaint].names(), *(one.id for one in kind.inputs)}
    used = {name for one in kind.elements for name in (*one.facts, one.where) if name} | set(kind.needs)
    assert used <= known, used - known
    assert set(kind.optional) <= {one.id for one in kind.inputs}
    assert Kind(kind.event) and (not kind.owed or Kind(kind.owed))


def test_what_an_officer_enters_is_never_taken_for_the_requesters_words():
    """In one text with the data subject's name, what is entered is searched for other people; the name alone is not."""
    kind = paper.kind_of("child-request")
    elements = (LetterElement("mixed", text=("{subject} is {child_age}.", "It is about {subject}.")),)
    book = RequestFacts(paper.matter(), {"child_age": "seven, says Ann Other"})
    blocks = Composing(replace(kind, elements=elements), book).blocks()
    assert [one.quoted for one in blocks] == [False, True]
