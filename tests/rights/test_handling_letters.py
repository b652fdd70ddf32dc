"""Letters by which a request is handled: what they may promise, and what stops them, as the desk makes them."""

import pytest

from casebook import Casebook, at
from casework import Refused
from dpo_console.disclosure import papers

WHO = {
    "name": "Katherine Robertson", "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None,
}  # fmt: skip
REASONS = {"limb": "complexity", "extension_reason": "Many files must be read."}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """One desk for all."""
    made = Casebook(tmp_path_factory.mktemp("desk") / "desk")
    yield made
    made.desk.close()


def letter(book, case, kind, on, **entered):
    """The text of a letter made on a day, in one line."""
    return " ".join(papers.make_letter(book.desk, case, kind, at(on), entered).text.split())


def papers_of(book, case):
    """How many papers a case has."""
    return len(book.show(case, "2027-06-01")["letters"])


def test_an_extension_letter_tells_of_the_rights_that_take_longer_alone(book):
    """Erasure extended by phone: the letter names erasure and its new date, and no other right."""
    case = book.log("2026-11-02", right=["access", "erasure", "rectification"], requester=WHO)
    before = letter(book, case, "extension", "2026-11-03", **REASONS)
    assert "for access, erasure and rectification." in before
    with pytest.raises(Refused, match="tells of more than erasure"):
        book.event(case, "extended", "2026-11-04", facts={"right": "erasure", "letter": "extension"})
    book.event(case, "extended", "2026-11-04", facts={"right": "erasure"})
    assert book.show(case)["lines"][0]["letters_owed"] == ["extension"]
    told = letter(book, case, "extension", "2026-11-04", **REASONS)
    assert "We need that time for erasure." in told
    assert "Erasure (Article 17): by the end of 2 February 2027" in told
    assert "Access" not in told and "Rectification" not in told


def test_an_extension_letter_names_no_right_whose_last_day_has_passed(book):
    """After a pause access can still be extended and erasure cannot: the letter names access alone."""
    case = book.log("2026-10-19", right=["access", "erasure"], requester=WHO)
    book.event(case, "clarification_requested", "2026-10-20")
    book.event(case, "clarification_received", "2026-10-26")
    told = letter(book, case, "extension", "2026-11-20", **REASONS)
    assert "We need that time for access." in told and "Erasure" not in told
