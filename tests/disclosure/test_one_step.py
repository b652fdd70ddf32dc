"""An event and its letter are one step; a letter whose facts changed before it was sent is out of date."""

import pytest

from casebook import Casebook, a_day, at
from casework import Refused
from casework.timeline import history
from dpo_console.disclosure import papers
from dpo_console.jobs import case_events, filing, letters
from letters.paper.letter import Form

WHO = {
    "name": "Katherine Robertson", "address": ["1 Test Street"], "email": "k@example.org", "is_subject": True,
    "authority": None,
}  # fmt: skip
PROOF = {"doubt": "The signature differs.", "needed": "a passport"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """One desk for all."""
    made = Casebook(tmp_path_factory.mktemp("desk") / "desk")
    yield made
    made.desk.close()


def made(book, case, kind, on, inputs=None, form=None):
    """The letter of that kind, made on a day."""
    return papers.make_letter(book.desk, case, kind, at(on), inputs, form)


def listed(book, case, on="2026-11-22"):
    """What can be written to a case, by kind."""
    return {one.kind: one for one in letters.writable(book.desk, case, at(on))}


def sent(book, case, kind, on):
    """Record that the letter of that kind was sent, as t on the letter does; answer what was recorded."""
    event = {"id-request": "id_requested", "acknowledgement": "acknowledged"}[kind]
    case_events.event(book.desk, case, event, a_day(on), at(on), facts={"letter": kind})
    return last_of(book, case)


def last_of(book, case):
    """The last event of a case, with all that the history keeps of it."""
    event = book.show(case)["events"][-1]
    with book.desk.reading() as session:
        return event | {"facts": history.facts_of(session, [event["seq"]])[event["seq"]]}


def test_what_was_asked_by_phone_owes_a_letter_which_is_then_sent(book):
    """Asked by phone, the letter is owed on the case, on the board and in the list; sent later it does not repeat the
    question, keeps what was entered, and is owed no more."""
    case = book.log("2026-11-16", requester=WHO)
    book.event(case, "id_requested", "2026-11-17")
    assert book.show(case)["lines"][0]["letters_owed"] == ["id-request"]
    assert book.lines(case)["respond"]["letters_owed"] == ["id-request"]
    found = letters.writable(book.desk, case, at("2026-11-22"))
    assert [one.kind for one in found if one.owed] == ["id-request"] == [found[0].kind]
    made(book, case, "id-request", "2026-11-18", PROOF)
    event = sent(book, case, "id-request", "2026-11-18")
    assert (event["kind"], event["facts"]["letter"]) == ("letter_sent", "id-request")
    assert {name: event["facts"][name] for name in PROOF} == PROOF
    shown = book.show(case)
    assert shown["lines"][0]["letters_owed"] == [] and shown["letters"][-1]["left"] == "2026-11-18"
    assert not listed(book, case)["id-request"].owed


def test_a_letter_sent_records_its_event_with_what_was_entered(book):
    """Sent first, it records its own event with the inputs; another date keeps them, and fills the form of the next."""
    case = book.log("2026-11-16", requester=WHO)
    made(book, case, "id-request", "2026-11-17", PROOF)
    event = sent(book, case, "id-request", "2026-11-17")
    assert event["kind"] == "id_requested" and event["facts"]["doubt"] == PROOF["doubt"]
    book.event(case, "id_requested", "2026-11-18", corrects=event["seq"])
    again = last_of(book, case)
    assert again["on"] == "2026-11-18" and again["facts"]["doubt"] == PROOF["doubt"]
    assert {one.id: one.known for one in listed(book, case)["id-request"].inputs} == PROOF
    with pytest.raises(Refused, match="no filed letter"):
        case_events.event(
            book.desk, case, "letter_sent", a_day("2026-11-20"), at("2026-11-20"), facts={"letter": "reminder"}
        )


def test_a_fact_that_changed_puts_the_letter_out_of_date_until_it_is_sent(book, tmp_path):
    """The case, the letter and the saving say which fact; made again and sent, it is kept whatever happens."""
    case = book.log("2026-11-16", requester=WHO)
    first = made(book, case, "acknowledgement", "2026-11-17")
    assert filing.save_letter(book.desk, first.digest, tmp_path).exists()
    seq = book.show(case)["events"][0]["seq"]
    book.event(case, "received", "2026-11-13", "2026-11-18", corrects=seq)
    why = book.show(case)["letters"][0]["out_of_date"]
    assert why.startswith("The ") and "the date the request was received" in why.lower()
    assert why.endswith("changed after this letter was made.")
    assert papers.letter_preview(book.desk, case, "acknowledgement", at("2026-11-18")).out_of_date == why
    with pytest.raises(Refused) as refused:
        filing.save_letter(book.desk, first.digest, tmp_path)
    assert str(refused.value) == f"{why} Make it again."
    second = made(book, case, "acknowledgement", "2026-11-18")
    with pytest.raises(Refused, match=r"A newer one was made\."):
        filing.save_letter(book.desk, first.digest, tmp_path)
    sent(book, case, "acknowledgement", "2026-11-18")
    kept = filing.save_letter(book.desk, second.digest, tmp_path / "before").read_bytes()
    book.event(case, "received", "2026-11-12", "2026-11-19", corrects=seq)
    made(book, case, "acknowledgement", "2026-11-19")
    shown = {one["digest"]: one for one in book.show(case)["letters"]}
    assert (shown[second.digest]["state"], shown[second.digest]["out_of_date"]) == ("filed", "")
    assert filing.save_letter(book.desk, second.digest, tmp_path / "after").read_bytes() == kept


def test_a_letter_that_no_longer_fits_is_out_of_date(book, tmp_path):
    """Identity confirmed before the question was sent: the letter says so and is not saved."""
    case = book.log("2026-11-16", requester=WHO)
    book.event(case, "id_requested", "2026-11-16")
    letter = made(book, case, "id-request", "2026-11-17", PROOF)
    book.event(case, "id_received", "2026-11-18")
    with pytest.raises(Refused, match=r"This letter no longer fits. Identity was confirmed on 18 November 2026"):
        filing.save_letter(book.desk, letter.digest, tmp_path)


def test_an_email_is_saved_with_its_text_and_needs_an_address(book, tmp_path):
    """By email the text stands beside the PDF, its subject first; without the address of a form it is refused."""
    case = book.log("2026-11-16", requester=WHO)
    letter = made(book, case, "id-request", "2026-11-17", PROOF, Form.email)
    filing.save_paper(book.desk, letter.digest, tmp_path / "letter.pdf")
    text = (tmp_path / "letter.txt").read_text()
    assert text.startswith(f"Subject: We need to be sure who you are ({case})\n\nDear Katherine Robertson\n")
    assert "- a passport\n" in text and "1 Test Street" not in text
    letter = made(book, case, "id-request", "2026-11-17", PROOF, Form.post)
    filing.save_paper(book.desk, letter.digest, tmp_path / "post.pdf")
    assert not (tmp_path / "post.txt").exists()
    for other, form, why in (
        ({"email": None}, Form.email, "has no email address here"),
        ({"address": []}, Form.post, "There is no postal address"),
    ):
        case = book.log("2026-11-16", requester=WHO | other)
        [missing] = papers.letter_preview(book.desk, case, "id-request", at("2026-11-17"), PROOF, form).missing
        assert why in missing
        with pytest.raises(Refused, match=why):
            made(book, case, "id-request", "2026-11-17", PROOF, form)


def test_a_letter_that_can_never_fit_is_not_listed(book):
    """Where the requester is the data subject no one is asked for authority; where someone acts, it is."""
    own = book.log("2026-11-16", requester=WHO)
    assert not {"authority-request", "agent-caution", "child-request"} & set(listed(book, own))
    acting = WHO | {"is_subject": False, "authority": "none seen yet"}
    agent = book.log("2026-11-16", requester=acting, subject={"name": "Ann Other"})
    assert listed(book, agent)["authority-request"].ready
    assert [lack.what for lack in listed(book, agent)["partial-send"].lacks if "no authority" in lack.what]


def test_an_extension_of_one_right_is_not_said_of_another(book):
    """Only erasure is extended: the letter names erasure with its new date, and no other right or date."""
    case = book.log("2026-11-16", requester=WHO, right=["access", "rectification", "erasure"])
    book.event(case, "extended", "2026-11-17", facts={"right": "erasure"})
    why = {"limb": "complexity", "extension_reason": "Your file is held in four places."}
    text = made(book, case, "extension", "2026-11-17", why).text
    assert "We need that time for erasure." in text
    assert "- Erasure (Article 17): by the end of 16 February 2027" in text
    assert text.count("by the end of") == 1


def test_a_refusal_owes_only_letters_that_can_tell_it(book):
    """Erasure is refused: no letter that refuses access, or that cannot be written now, is listed as owed."""
    case = book.log("2026-11-16", requester=WHO, right=["access", "erasure"])
    book.event(case, "refusal_decided", "2026-11-17", facts={"right": "erasure"})
    owed = {kind for kind, one in listed(book, case).items() if one.owed}
    assert owed == {"not-controller", "refusal-unfounded"}
    book.event(case, "refusal_decided", "2026-11-17", facts={"right": "access"})
    owed = {kind for kind, one in listed(book, case).items() if one.owed}
    assert {"refusal-exemption", "part-refusal", "ncnd"} <= owed and "close-no-response" not in owed


def test_a_reminder_to_an_agent_asks_the_agent(book):
    """Who was asked for authority is the one who wrote: the letter does not say that 'you' is the data subject."""
    agent = WHO | {"name": "Ann Solicitor", "is_subject": False, "authority": "none seen yet"}
    who = {"name": "Katherine Robertson", "former_names": [], "born": None, "identifiers": {}}
    case = book.log("2026-11-16", requester=agent, subject=who)
    book.event(case, "authority_requested", "2026-11-17")
    text = made(book, case, "reminder", "2026-11-20", {"reply_by": "2026-12-15"}).text
    assert "Dear Ann Solicitor" in text and "You wrote to us on behalf of" in text
    assert "we asked you for authority to act" in text and "'you' and 'your' mean" not in text


def test_a_case_is_not_closed_before_the_date_the_reminder_gave(book):
    """The reminder asks for a reply by 15 December: until that day is over the closing letter is refused."""
    case = book.log("2026-11-16", requester=WHO)
    book.event(case, "id_requested", "2026-11-17")
    made(book, case, "reminder", "2026-11-20", {"reply_by": "15/12/2026"})
    case_events.event(
        book.desk, case, "letter_sent", a_day("2026-11-20"), at("2026-11-20"), facts={"letter": "reminder"}
    )
    [lack] = listed(book, case, "2026-12-15")["close-no-response"].lacks
    assert lack.what == "The reminder gives the person until 15 December 2026. Wait for that date to pass."
    text = made(book, case, "close-no-response", "2026-12-16").text
    assert "on 20 November 2026 we reminded you" in text
