"""The letter that acknowledges a complaint, on a real desk and read back by another program than its writer."""

import io

import pypdf
import pytest

from casebook import Casebook, at
from casework import Refused
from dpo_console.disclosure import papers
from dpo_console.jobs import filing


@pytest.fixture
def book(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book
    book.desk.close()


def test_a_complaint_is_acknowledged_by_letter_which_stops_its_clock(book, tmp_path):
    """The letter says that it was received, what happens next and who the regulator is (s.164A(3), (4), s.165); once it
    left, that is the event."""
    request = book.log("2026-11-02")
    case = book.complain("2026-11-16", about=request, what="You were late with [/] everything.")
    made = papers.make_letter(book.desk, case, "acknowledgement", at("2026-11-18"))
    pdf = filing.save_paper(book.desk, made.digest, tmp_path / "letter.pdf").read_bytes()
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for said in ("Dear Ann Other", "16 November 2026", request, case, "section 164A", "section 165", "[/] everything"):
        assert said in text
    assert [one["kind"] for one in book.show(case)["events"]][-1] == "logged"
    shown = book.event(case, "acknowledged", "2026-11-18")
    assert shown["letters"][0]["left"] == "2026-11-18"
    assert (shown["clocks"][0]["state"], shown["clocks"][0]["due"]) == ("none", "2026-12-16")
    assert shown["letters"][0]["kind"] == "acknowledgement"


def test_the_same_letter_is_the_same_bytes_and_is_sent_once(book):
    """Made again, a day later, it is the letter of the first day; that it left is recorded once."""
    case = book.complain("2026-11-16")
    first = papers.make_letter(book.desk, case, "acknowledgement", at("2026-11-18"))
    book.event(case, "acknowledged", "2026-11-18")
    again = papers.make_letter(book.desk, case, "acknowledgement", at("2026-11-19"))
    assert again.digest == first.digest
    with pytest.raises(Refused, match="already recorded"):
        book.event(case, "acknowledged", "2026-11-19")


def test_no_other_letter_answers_a_complaint(book):
    """A disclosure letter answers a request for access; for a complaint that is one sentence."""
    case = book.complain("2026-11-16")
    with pytest.raises(Refused, match="A complaint has no letter 'disclosure'"):
        papers.make_letter(book.desk, case, "disclosure", at("2026-11-18"))
    assert (
        "A complaint has no letter" in papers.letter_preview(book.desk, case, "disclosure", at("2026-11-18")).missing[0]
    )
