"""The letters that handle a request: what they may promise, and what stops them, as the desk makes them."""

import pytest

from casebook import Casebook, at
from casework import Malformed, Refused
from casework.disclosure.papers import of_case
from casework.timeline.events import ActKind
from dpo_console import options
from dpo_console.disclosure import papers
from dpo_console.views.commands import entries_in

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
    """The text of a letter of that date, in one line."""
    return " ".join(papers.make_letter(book.desk, case, kind, at(on), entered).text.split())


def papers_of(book, case):
    """How many papers a case has."""
    return len(book.show(case, "2027-06-01")["letters"])


def test_an_extension_letter_tells_of_the_rights_that_take_longer_alone(book):
    """Erasure extended by phone: the letter names erasure and its new date, and no other right."""
    case = book.log("2026-11-02", right=["access", "erasure", "rectification"], requester=WHO)
    before = letter(book, case, "extension", "2026-11-03", **REASONS)
    assert "for access, erasure and rectification." in before
    with pytest.raises(Refused, match="covers more than erasure"):
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


@pytest.mark.parametrize("other", ["Peter Marsh", "elsewhere"])
def test_a_duplicate_is_answered_by_a_case_of_the_same_person(book, other):
    """Another person's case, or one about another right, is refused in a sentence; their own is named as it is kept."""
    case = book.log("2026-11-09", requester=WHO)
    own = book.log("2026-11-02", requester=WHO)
    wrong = (
        book.log("2026-11-03", requester=WHO | {"name": other})
        if other != "elsewhere"
        else book.log("2026-11-03", requester=WHO, right="erasure")
    )
    filed = papers_of(book, case)
    for named, why in (
        (wrong, f"{wrong} cannot answer this request"),
        (case, f"{case} cannot answer this request"),
        (case.lower(), f"{case.lower()} cannot answer this request"),
        (own.lower(), f"Write the reference of the case that answers it as {own}."),
        ("SAR-2026-9999", "SAR-2026-9999 cannot answer this request"),
    ):
        with pytest.raises(Refused, match=why):
            letter(book, case, "duplicate", "2026-11-10", answered_by=named)
    assert papers_of(book, case) == filed
    told = letter(book, case, "duplicate", "2026-11-10", answered_by=own)
    assert f"{own}. We will answer it by the end of 2 December 2026." in told


def test_a_letter_promises_no_date_before_its_own(book):
    """A reply asked for by a date already past is refused, with both dates; the date of the letter itself will do."""
    case = book.log("2026-11-02", requester=WHO)
    book.event(case, "id_requested", "2026-11-03")
    with pytest.raises(Refused, match=r"Reply by: 1 December 2025 is before the date of the letter, 1 December 2026\."):
        letter(book, case, "reminder", "2026-12-01", reply_by="2025-12-01")
    assert "by 1 December 2026." in letter(book, case, "reminder", "2026-12-01", reply_by="2026-12-01")


def test_an_entry_that_is_too_long_is_refused_in_a_sentence(book):
    """A long reason, name and address line to someone else: one sentence each, and nothing is filed."""
    case = book.log("2026-11-02", requester=WHO)
    to = {"to_name": "Ann Other", "to_address": "1 Road", "about_other": "a note", "reply_by": "2026-12-01"}
    for kind, entered, why in (
        (
            "not-controller",
            {"not_ours": "word " * 1000},
            "Why the council is not responsible has 4,999 characters. Enter at most",
        ),
        ("third-party-consultation", to | {"to_name": "w" * 500}, "name"),
        ("third-party-consultation", to | {"to_address": "w" * 500}, "address"),
    ):
        with pytest.raises(Refused, match=why):
            letter(book, case, kind, "2026-11-10", **entered)
        assert papers.letter_preview(book.desk, case, kind, at("2026-11-10"), entered).missing
    assert papers_of(book, case) == 0


def test_without_a_clarification_access_alone_is_closed(book):
    """Access waits for an answer that never came; erasure goes on, by its letter and on its clock."""
    case = book.log("2026-10-01", right=["access", "erasure"], requester=WHO)
    book.event(case, "clarification_requested", "2026-10-02")
    letter(book, case, "reminder", "2026-11-02", reply_by="2026-11-20")
    book.event(case, "letter_sent", "2026-11-02", facts={"letter": "reminder"})
    with pytest.raises(Refused, match=r"gives the person until 20 November 2026\. Wait for that date to pass\."):
        letter(book, case, "close-no-response", "2026-11-20")
    told = letter(book, case, "close-no-response", "2026-11-21")
    assert "We cannot act on your request for access without it. So we are closing that request." in told
    assert "We are still dealing with the rest: Erasure" in told
    with pytest.raises(Refused, match="answers access, not erasure"):
        book.event(case, "sent", "2026-11-21", facts={"letter": "close-no-response", "right": "erasure"})
    book.event(case, "sent", "2026-11-21", facts={"letter": "close-no-response"})
    states = {one["right"]: one["state"] for one in book.show(case)["clocks"] if "notice" not in one["rule"]}
    assert states == {"access": "none", "erasure": "due"}


def test_a_notice_of_an_extension_is_wrong_once_its_right_is_corrected(book):
    """Told that access takes longer, it is erasure after all: the letter is to be written again."""
    case = book.log("2026-11-02", right=["access", "erasure"], requester=WHO)
    seq = book.event(case, "extended", "2026-11-04", facts={"right": "access"})["seq"]
    letter(book, case, "extension", "2026-11-04", **REASONS)
    book.event(case, "letter_sent", "2026-11-04", facts={"letter": "extension"})
    assert not book.show(case)["letters"][0]["wrong"]
    book.event(case, "extended", "2026-11-04", "2026-11-05", corrects=seq, facts={"right": "erasure"})
    assert book.show(case)["letters"][0]["wrong"] == ["due date"]


def test_a_newer_acknowledgement_is_not_the_one_sent_before_its_date(book):
    """The first was sent; a second is made later: the first is not recorded as sent once more on a date before it."""
    case = book.log("2026-11-02", requester=WHO)
    letter(book, case, "acknowledgement", "2026-11-03")
    book.event(case, "acknowledged", "2026-11-03", facts={"letter": "acknowledgement"})
    book.event(case, "id_requested", "2026-11-04")
    letter(book, case, "acknowledgement", "2026-11-10")
    with pytest.raises(Refused, match="'acknowledged' is already recorded"):
        book.event(case, "acknowledged", "2026-11-05", "2026-11-10", facts={"letter": "acknowledgement"})
    book.event(case, "acknowledged", "2026-11-10", facts={"letter": "acknowledgement"})


def test_a_refusal_for_lack_of_authority_needs_none_once_the_subject_is_answered(book):
    """The answer goes to the data subject: the refusal says so, and does not call the agent the data subject."""
    agent = {"name": "Ann Agent", "address": ["2 Test Street"], "is_subject": False, "authority": "none seen yet"}
    case = book.log("2026-11-02", requester=agent, subject={"name": "Katherine Robertson"})
    book.event(case, "authority_requested", "2026-11-03")
    book.event(case, "answer_to_subject", "2026-11-04", facts={"address": "1 Test Street"})
    with pytest.raises(Refused, match="goes to the data subject, so no authority is needed"):
        letter(book, case, "authority-refusal", "2026-11-20")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("[" * 100_000, "is not an object as JSON"),
        ('{"not_ours": "\\ud800"}', "half of a character"),
        ('{"not_ours": 1}', "must be a text, or a list of texts"),
        ("[]", "must be a JSON object"),
    ],
)
def test_entries_that_are_no_texts_are_refused_in_a_sentence(monkeypatch, typed, why):
    """JSON nested too deep, half a surrogate pair, a number and a list: one sentence each."""
    monkeypatch.setattr(options, "piped", lambda most: typed.encode())
    with pytest.raises(Malformed, match=why):
        entries_in("-")


def test_an_entry_that_the_letter_does_not_ask_for_is_refused(book):
    """A slip in the name of an optional entry does not lose it."""
    case = book.log("2026-11-02", requester=WHO)
    with pytest.raises(Refused, match=r"asks for no 'holdr'\. It asks for: not_ours, holder\."):
        letter(book, case, "not-controller", "2026-11-03", not_ours="It is the school's.", holdr="The school")
    assert papers_of(book, case) == 0


def test_the_fee_for_a_further_copy_moves_no_clock(book):
    """Its notice is recorded as a letter that was sent; recorded as a fee that the time waits for, it is refused."""
    case = book.log("2026-11-02", right=["access", "erasure"], requester=WHO)
    fee = {"fee_reason": "A second copy.", "fee_amount": "£5.00", "fee_costs": "paper and postage"}
    with pytest.raises(Refused, match="The first copy is free"):
        letter(book, case, "fee-notice", "2026-11-10", fee_ground="further-copy", **fee)
    letter(book, case, "fee-notice", "2026-11-10", fee_ground="excessive", **fee)
    with book.desk.act(at("2026-11-10")) as act:  # as it is once a first copy was sent
        [paper] = of_case(act.session, case)
        paper.inputs = paper.inputs | {"fee_ground": "further-copy"}
        act.session.add(paper)
        act.record(ActKind.settings, on=at("2026-11-10").date())
    with pytest.raises(Refused, match="No time waits for the fee for a further copy"):
        book.event(case, "fee_requested", "2026-11-10")
    book.event(case, "fee_requested", "2026-11-10", facts={"letter": "fee-notice"})
    shown = book.show(case)
    assert shown["events"][-1]["kind"] == "letter_sent"
    assert {one["state"] for one in shown["clocks"] if one["rule"] in ("access-12a", "other-12a")} == {"due"}


def test_a_letter_to_someone_else_names_the_data_subject_only_where_it_is_asked_for(book):
    """Named among the items, the letter is refused and nothing is filed; named as the one who asks, it is made."""
    case = book.log("2026-11-02", requester=WHO)
    to = {"to_name": "Ann Other", "to_address": "1 Road", "reply_by": "2026-12-01"}
    with pytest.raises(Refused, match=r"names Katherine Robertson, the data subject\. Leave it out"):
        letter(
            book, case, "third-party-consultation", "2026-11-10", about_other="a talk with KATHERINE Robertson", **to
        )
    assert papers_of(book, case) == 0
    entered = to | {"about_other": "a talk", "who_asks": "Katherine Robertson"}
    assert "Katherine Robertson" in letter(book, case, "third-party-consultation", "2026-11-10", **entered)


def test_a_notice_of_an_extension_after_its_last_day_is_not_made(book):
    """Article 12A(4)(a): the sentence names the last lawful day, and nothing is filed."""
    case = book.log("2026-10-19", requester=WHO)
    with pytest.raises(Refused, match="The last lawful day for notice of an extension was Thursday 19 November 2026"):
        letter(book, case, "extension", "2026-11-20", **REASONS)
    assert papers_of(book, case) == 0


def test_a_notice_of_an_extension_needs_its_reasons(book):
    """Article 12A(4)(b): without the reasons no notice is made, and the provision is named."""
    case = book.log("2026-11-02", requester=WHO)
    with pytest.raises(Refused, match=r"Reasons for the delay.*Article 12A\(4\)\(b\)"):
        letter(book, case, "extension", "2026-11-03", limb="complexity")


def test_only_access_has_a_request_for_clarification(book):
    """Article 12A(5): there is no pause for erasure, so the letter is not among those of the case."""
    case = book.log("2026-11-02", right=["erasure"], requester=WHO)
    with pytest.raises(Refused, match="A request for erasure has no letter 'clarification'"):
        letter(book, case, "clarification", "2026-11-03", question="Which records?")


def test_without_any_address_no_letter_is_made(book):
    """Neither a postal address nor an email address: the sentence names whose is missing."""
    case = book.log("2026-11-02", requester=WHO | {"address": []})
    with pytest.raises(Refused, match="no address and no email address for Katherine Robertson"):
        letter(book, case, "acknowledgement", "2026-11-03")


def test_a_first_copy_is_free_unless_the_request_is_unfounded_or_excessive(book):
    """Article 15(3): a fee for a further copy needs a copy that was sent; without a ground no fee is asked."""
    case = book.log("2026-11-02", requester=WHO)
    costs = {"fee_amount": "£10.00", "fee_costs": "paper and post", "fee_reason": "A second copy was asked for."}
    with pytest.raises(Refused, match="The first copy is free"):
        letter(book, case, "fee-notice", "2026-11-03", fee_ground="further-copy", **costs)
    with pytest.raises(Refused, match="Ground for the fee"):
        letter(book, case, "fee-notice", "2026-11-03", **costs)


def test_a_name_that_no_font_prints_stops_the_letter(book):
    """The character is named, and nothing is filed."""
    case = book.log("2026-11-02", requester=WHO | {"name": "王小明"})
    with pytest.raises(Refused, match=r"U\+738B"):
        letter(book, case, "acknowledgement", "2026-11-03")
    assert papers_of(book, case) == 0


def test_an_emoji_in_the_words_of_a_request_is_named_in_the_acknowledgement(book):
    """What no font prints is shown by its number in quoted words, so that the letter can be made."""
    case = book.log("2026-11-02", requester=WHO, asked="All of it, please \N{GRINNING FACE}")
    assert "All of it, please [U+1F600]" in letter(book, case, "acknowledgement", "2026-11-03")
