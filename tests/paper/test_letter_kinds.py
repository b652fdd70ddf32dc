"""The letters as data: each kind is whole, and what it prints is bound to a fact that can be had."""

from dataclasses import replace

import pytest

import paper
from casework.law.letter_kinds import LetterElement, LetterKind, letter_kinds
from casework.timeline.events import Kind
from dpo_console.jobs.outgoing import blocks_of
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
    """In one text with the data subject's name, what is around the name is kept apart, to be searched for people."""
    kind = paper.kind_of("child-request")
    elements = (LetterElement("mixed", text=("{subject} is {child_age}.", "It is about {subject}.")),)
    book = RequestFacts(paper.matter(), {"child_age": "seven, says Ann Other"})
    blocks = Composing(replace(kind, elements=elements), book).blocks()
    assert [one.around for one in blocks] == ["… is seven, says Ann Other.", "It is about …."]
    assert all(one.quoted for one in blocks)


def test_the_check_of_a_letter_reads_what_stands_around_quoted_words():
    """The council's own sentence about the data subject is among the texts that are searched for other people."""
    agent = {"name": "Ann Agent", "address": ["2 Test Street"], "email": None, "is_subject": False, "authority": "x"}
    letter = paper.letter("child-request", {"child_age": "seven"}, requester=agent)
    assert any(kind == "letter" and text.endswith("You wrote about ….") for kind, text in blocks_of(letter))
