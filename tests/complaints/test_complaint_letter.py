"""The letter that acknowledges a complaint, on a real desk and read back by another program than its writer."""

import io

import pypdf
import pytest

from casebook import Casebook, a_day, at
from casework import Refused
from complaining import ENTERED
from dpo_console.disclosure import papers
from dpo_console.jobs import council_profile, filing
from dpo_console.jobs.letters import writable
from dpo_console.views import jobs as views_jobs


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


def wrote(book, case, kind, on, **inputs):
    """Make a letter of a kind, with what an officer enters for it."""
    return papers.make_letter(book.desk, case, kind, at(on), {**ENTERED[kind], **inputs})


def left(book, case):
    """The kinds of letter of a complaint with the dates they were sent."""
    return {one["kind"]: one["left"] for one in book.show(case)["letters"]}


def test_a_complaint_goes_by_its_letters_to_its_end(book):
    """Acknowledged, asked about, reported on, answered: each letter is recorded by its event, and the outcome closes it."""
    case = book.complain("2026-11-02")
    ready = {one.kind: one.ready for one in writable(book.desk, case, at("2026-11-03"))}
    assert ready == dict.fromkeys(ready, True) | {"complaint-before-19-june": False} and len(ready) == 8
    steps = {
        "acknowledgement": ("2026-11-03", "acknowledged", {}),
        "complaint-information-request": ("2026-11-04", "letter_sent", {}),
        "complaint-progress": ("2026-11-10", "progress", {"way": "letter"}),
        "complaint-outcome": ("2026-11-20", "sent", {"letter": "complaint-outcome"}),
    }
    for kind, (on, event, facts) in steps.items():
        wrote(book, case, kind, on)
        book.event(case, event, on, facts=facts)
    assert left(book, case) == {kind: on for kind, (on, _, _) in steps.items()}
    assert book.show(case)["stage"] == "outcome told"
    closed = book.close(case, "answered", "2026-11-20")
    assert (closed["facts"]["now"]["outcomes"], closed["stage"]) == ({"complaint": "answered"}, "closed")


def test_progress_told_on_the_telephone_is_no_letter(book):
    """A letter about progress counts once: progress told again is recorded without a letter."""
    case = book.complain("2026-11-02")
    wrote(book, case, "complaint-progress", "2026-11-10")
    book.event(case, "progress", "2026-11-10", facts={"way": "letter"})
    book.event(case, "progress", "2026-11-12", facts={"way": "call"}, note="told her that two files are read")
    assert left(book, case) == {"complaint-progress": "2026-11-10"}


def test_one_letter_that_is_both_ends_the_clock_and_closes_the_complaint(book):
    """One letter is recorded once, as sent: nothing is left to acknowledge, and the figures count it in time."""
    case = book.complain("2026-11-02")
    wrote(book, case, "complaint-ack-and-outcome", "2026-12-02")
    book.event(case, "sent", "2026-12-02", facts={"letter": "complaint-ack-and-outcome"})
    assert list(book.lines(case, on="2026-12-03")) == ["outcome"]
    assert book.show(case, "2026-12-03")["clocks"][0]["state"] == "none"
    book.close(case, "answered", "2026-12-02")
    found = views_jobs.report(book.desk, a_day("2026-11-01"), a_day("2026-12-31"), at("2027-01-04")).complaints
    assert (found.acknowledged, found.received_and_acknowledged_in_time, found.acknowledged_on_time) == (1, 1, 1)
    late = book.complain("2026-11-02", "2026-12-03")
    with pytest.raises(Refused, match="ended on Wednesday 2 December 2026"):
        wrote(book, late, "complaint-ack-and-outcome", "2026-12-03")
    assert book.show(late, "2026-12-03")["letters"] == []


def test_what_is_no_data_protection_complaint_closes_as_refused(book):
    """The letter that says who deals with it is a refusal, and not an answer."""
    case = book.complain("2026-11-02")
    wrote(book, case, "not-ours", "2026-11-05")
    book.event(case, "sent", "2026-11-05", facts={"letter": "not-ours"})
    with pytest.raises(Refused, match="the answer is not recorded as sent"):
        book.close(case, "answered", "2026-11-05")
    assert book.close(case, "refused", "2026-11-05")["facts"]["now"]["outcome"] == "refused"


def test_the_reply_to_the_regulator_goes_to_the_regulator(book):
    """It is addressed to the regulator of its date, at the address of the profile, and without one it is not made."""
    case = book.complain("2026-11-02")
    book.event(case, "regulator_complaint", "2026-11-19", facts={"theirs": "IC-123456"})
    entered = {"enquiry_on": "2026-11-19", "reply": "We answered on 20 November."}
    with pytest.raises(Refused, match="no address and no email address for Information Commission"):
        papers.make_letter(book.desk, case, "regulator-reply", at("2026-11-20"), entered)
    council_profile.save_council(book.desk, {"regulator_address": ["1 New Street", "Newtown"]}, at("2026-11-20"))
    text = papers.make_letter(book.desk, case, "regulator-reply", at("2026-11-20"), entered).text
    assert "Information Commission\n1 New Street\nNewtown" in text and "Dear Information Commission" in text
    assert "IC-123456" in text and "2 Test Street" not in text
    book.event(case, "letter_sent", "2026-11-20")
    assert left(book, case) == {"regulator-reply": "2026-11-20"}


def test_a_complaint_from_before_the_law_is_acknowledged_by_its_own_letter(book):
    """Received on 18 June 2026 it gets the letter about the council's procedure, and no statutory one."""
    case = book.complain("2026-06-18", "2026-06-22")
    with pytest.raises(Refused, match="was received on 18 June 2026"):
        wrote(book, case, "acknowledgement", "2026-06-22")
    wrote(book, case, "complaint-before-19-june", "2026-06-22")
    book.event(case, "acknowledged", "2026-06-22")
    with pytest.raises(Refused, match="already recorded"):
        book.event(case, "acknowledged", "2026-06-23")
    assert left(book, case) == {"complaint-before-19-june": "2026-06-22"}


def test_the_figures_count_complaints_open_and_closed(book):
    """Received, acknowledged in time, open at the end, closed, and how they ended and what was found."""
    timely, late, never, before = (book.complain(on, "2026-07-01") for on in ("2026-07-01",) * 3 + ("2026-06-18",))
    book.event(timely, "acknowledged", "2026-07-31")
    wrote(book, timely, "complaint-outcome", "2026-08-10", finding="upheld")
    book.event(timely, "sent", "2026-08-10", facts={"letter": "complaint-outcome"})
    book.close(timely, "answered", "2026-08-10")
    book.event(late, "acknowledged", "2026-08-03")
    book.close(never, "withdrawn", "2026-09-01")

    def counted(first, last):
        return views_jobs.report(book.desk, a_day(first), a_day(last), at("2026-11-22")).complaints

    july, august = counted("2026-07-01", "2026-07-31"), counted("2026-08-01", "2026-08-31")
    assert (july.received, july.acknowledged, july.received_and_acknowledged_in_time) == (3, 2, 1)
    assert (july.open, july.closed, august.open, august.closed) == (4, 0, 3, 1)
    assert (august.by_outcome, august.by_finding) == ({"answered": 1}, {"upheld": 1})
    whole = counted("2026-06-01", "2026-09-30")
    assert (whole.received, whole.received_without_time_limit, whole.open, whole.closed) == (4, 1, 2, 2)
    assert whole.by_finding == {"not recorded": 1, "upheld": 1}
    assert {line["reference"] for line in book.board(kind="complaint")} == {late, before}
