"""Nothing leaves before it may: each stop, tried at the command line on every way out."""

import json

import pypdf
import pytest

from casebook import a_day, at
from casework import Refused
from dpo_console.jobs import case_events, filing
from dpo_console.rights import jobs as rights_jobs
from leaving_office import SOLICITOR, WHY, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One desk for all."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def conflicted(office):
    """A request with Katherine's numbers, bound to Mohammed Hussain with a reason, and decided."""
    return office.decided(2, WHY, "--despite-conflict")


@pytest.fixture(scope="module")
def agent(office):
    """A solicitor's request for Katherine, decided, without authority."""
    return office.decided(requester=SOLICITOR)


def test_a_request_with_anothers_numbers_is_not_bound_to_someone_else(office):
    """Refused with the numbers and whose they are; a reason of three letters is none; typed in words it binds."""
    case = office.log()
    said = office.run("person", case, "--is", 2, "--reason", "numbers agree", code=2)
    assert "The request gives the National Insurance number QQ123456C" in said
    assert "belongs to person 1" in said
    assert "date of birth 14/03/1984, which belongs to person 1; for this person the register has 02/02/1970" in said
    assert f"Run: dpo-console person {case} --is 2 --despite-conflict, with the reason on standard input." in said
    for short in ("", "yes", "abc", "confirmed!"):
        assert "Enter the reason in words" in office.run(
            "person", case, "--is", 2, "--despite-conflict", stdin=short, code=2
        )
    assert office.json("show", case)["bound"] == "open"
    office.run("person", case, "--is", 2, "--despite-conflict", stdin=WHY)
    assert office.json("show", case)["person"] == 2


def test_proposals_name_conflicts_beside_what_is_against(office):
    """`person --json` has `conflicts[{kind, request, register}]`, empty for whom the numbers agree."""
    found = {one["person"]: one for one in office.json("person", office.log())}
    assert found[1]["conflicts"] == []
    mixed = {"name": "Mohammed Hussain", "born": "1984-03-14", "identifiers": {"ni": "QQ123456C"}}
    found = {one["person"]: one for one in office.json("person", office.log(subject=mixed))}
    said = [(one["kind"], one["request"], one["register"]) for one in found[2]["conflicts"]]
    assert said == [("born", "1984-03-14", "1970-02-02"), ("ni", "QQ123456C", "QQ654321")]
    assert found[2]["against"]


def test_a_staff_number_that_merely_differs_asks(office):
    """It belongs to no one: bound once it is confirmed, a reason is not needed."""
    numbers = {"staff": "777", "ni": "QQ123456C"}
    case = office.log(subject={"name": "Katherine Robertson", "identifiers": numbers})
    said = office.run("person", case, "--is", 1, code=2)
    assert "staff number 777; the register has 0012345. Check it, and confirm it." in said
    office.run("person", case, "--is", 1, "--despite-conflict")
    [conflict] = office.json("show", case)["conflicts"]
    assert (conflict["kind"], conflict["weight"]) == ("staff", "asks")
    assert office.json("show", case)["stops"] == []


def test_no_one_is_not_the_answer_where_the_register_has_the_number(office):
    """ "We hold nothing" is refused while a number of the request is someone's."""
    case = office.log()
    assert "belongs to person 1" in office.run("person", case, "--is", "nobody", code=2)


def test_the_history_keeps_of_a_conflict_no_number(office, conflicted):
    """The reason and the kinds stand in it; the numbers stand with the case and the register alone."""
    rows = json.dumps(office.json("history", conflicted))
    assert WHY in rows
    desk = office.open()
    with desk.reading() as session:
        facts = session.connection().exec_driver_sql("SELECT facts FROM payload ORDER BY seq").scalars().all()
    desk.close()
    bound = [one for one in facts if '"conflicts"' in one]
    assert bound
    assert not any("QQ123456" in one or "1984-03-14" in one for one in bound)


def test_the_pack_of_a_conflicted_case_is_confirmed_each_time(office, conflicted):
    """Stopped without a typed reason, with three letters, and again at the next pack; its log says so without a number."""
    out = office.out / "conflict"
    assert "Nothing may be sent: Identity conflict" in office.run("show", conflicted)
    assert "Each pack of this case needs a typed confirmation" in office.run("pack", conflicted, "--out", out, code=2)
    assert "Enter the reason" in office.run("pack", conflicted, "--out", out, "--despite-conflict", stdin="abc", code=2)
    assert not out.exists()
    made = office.json("pack", conflicted, "--out", out, "--despite-conflict", stdin=WHY)
    assert made["gate"]["state"] == "clear"
    log = (out / f"{conflicted}.log").read_text()
    assert log.startswith("Identity conflict: date of birth, staff number, National Insurance number, confirmed in row")
    assert "QQ" not in log
    assert office.json("show", conflicted)["stops"] == []
    assert "typed confirmation" in office.run("pack", conflicted, "--out", out, code=2)


def test_the_other_ways_out_wait_for_the_confirmation(office):
    """Letter, sending and an answered closing are stopped until it is confirmed; bound again, it is asked again."""
    case = office.decided(2, WHY, "--despite-conflict")
    assert "Identity conflict" in office.run("letter", case, "disclosure", code=2)
    office.run("person", case, "--despite-conflict", stdin=WHY)
    made = office.json("letter", case, "disclosure")
    office.run("person", case, "--is", 2, "--despite-conflict", stdin=WHY)
    desk = office.open()
    with pytest.raises(Refused, match="Identity conflict"):
        filing.save_letter(desk, made["digest"], office.out)
    desk.close()
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)


WAYS_OUT = [
    ("pack", "{}", "--out", "out"),
    ("letter", "{}", "disclosure"),
    ("event", "{}", "part_sent", "--on", "2026-11-22"),
]


@pytest.mark.parametrize("words", WAYS_OUT, ids=lambda words: words[0])
def test_without_authority_nothing_personal_leaves(office, agent, words):
    """Each way out says what is missing, and by which command it is recorded."""
    said = office.run(*[word.format(agent) for word in words], code=2)
    assert "no authority is recorded" in said
    assert f"Run: dpo-console event {agent} authority_received --on DATE" in said


def test_without_authority_no_letter_made_elsewhere_is_sent(office, agent):
    """Nor is its request closed as answered, not even on the word of an earlier version."""
    source = office.kept(agent)
    said = office.run("event", agent, "sent", "--on", "2026-11-22", "--source", source, "--says", "refusal", code=2)
    assert "no authority is recorded" in said
    assert "not recorded as sent" in office.run("close", agent, "answered", "--on", "2026-11-22", code=2)


def test_what_repeats_the_requester_may_be_sent(office):
    """The acknowledgement, the request for authority and the refusal for lack of it; the last closes the case."""
    case = office.log(requester=SOLICITOR)
    assert office.json("letter", case, "acknowledgement")["kind"] == "acknowledgement"
    office.run("event", case, "acknowledged", "--on", "2026-11-22")
    assert "ask for it first" in office.run("letter", case, "authority-refusal", code=2)
    asked = office.json("letter", case, "authority-request")["text"]
    assert "you can act for Katherine Robertson" in asked
    assert "QQ123456" not in asked
    office.run("event", case, "authority_requested", "--on", "2026-11-22")
    assert "waiting for authority" in office.run("show", case)
    refusal = office.json("letter", case, "authority-refusal")["text"]
    for right in ("complain to us", "complain to the Information Commission", "ask a court"):
        assert right in refusal
    assert "no refusal is recorded as sent" in office.run("close", case, "refused", "--on", "2026-11-22", code=2)
    office.run("event", case, "sent", "--on", "2026-11-22")
    assert office.json("close", case, "refused", "--on", "2026-11-22")["outcomes"] == {"access": "refused"}


def test_authority_needs_no_question_and_lets_the_answer_out(office):
    """Solicitors enclose it: recorded unasked it moves no clock; taken out again, what was filed does not leave."""
    case = office.decided(requester=SOLICITOR)
    due = office.json("show", case)["clocks"][0]["due"]
    said = office.json("event", case, "authority_received", "--on", "2026-11-05")
    assert said["clocks"][0]["due"] == due
    assert said["stops"] == []
    made = office.json("pack", case, "--out", office.out / "authority")
    office.run("event", case, "corrected", "--on", "2026-11-22", "--corrects", said["seq"])
    desk = office.open()
    with pytest.raises(Refused, match="no authority is recorded"):
        filing.save_letter(desk, made["files"][0]["digest"], office.out)
    desk.close()
    assert "no authority is recorded" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)


def test_an_authority_for_someone_else_is_refused(office, agent):
    """The name on it is held against the data subject's; a short form of it is hers."""
    wrong = ("event", agent, "authority_received", "--on", "2026-11-22", "--subject")
    assert "names someone other than the data subject" in office.run(*wrong, stdin="Mohammed Hussain\n", code=2)
    assert "needs the data subject's name" in office.run(*wrong, stdin="", code=2)
    assert "authority_received" not in [one["kind"] for one in office.json("show", agent)["events"]]
    case = office.log(requester=SOLICITOR)
    words = ("event", case, "authority_received", "--on", "2026-11-22", "--subject")
    assert office.json(*words, stdin="Kate Robertson\nsigned on 1 November")["stops"] == []


def test_the_answer_may_go_to_the_data_subject(office):
    """Recorded with her address, the letter is hers; for one's own request there is nothing to record."""
    case = office.decided(requester=SOLICITOR)
    words = ("event", case, "answer_to_subject", "--on", "2026-11-22")
    assert "Enter the data subject's address" in office.run(*words, code=2)
    assert office.json(*words, stdin="1 Test Street\nTestham, ZZ99 9ZZ")["stops"] == []
    text = office.json("letter", case, "disclosure")["text"]
    assert "Dear Katherine Robertson" in text
    assert "Katherine Robertson\n1 Test Street\nTestham\nZZ99 9ZZ" in text
    assert "Quayside Law asked us for this on your behalf." in text
    own = office.log()
    said = office.run("event", own, "answer_to_subject", "--on", "2026-11-22", stdin="x", code=2)
    assert "the answer already goes to them" in said


def test_an_answer_to_the_data_subject_waits_for_no_authority(office):
    """Asked for and not come, it holds the time up no more; authority that comes all the same starts it."""
    case = office.decided(requester=SOLICITOR)
    due = office.json("show", case)["clocks"][0]["due"]
    office.run("event", case, "authority_requested", "--on", "2026-11-20")
    assert office.json("show", case)["clocks"][0]["state"] == "not-started"
    said = office.json("event", case, "answer_to_subject", "--on", "2026-11-21", stdin="1 Test Street, Testham")
    assert (said["clocks"][0]["state"], said["clocks"][0]["due"]) == ("due", due)
    assert "waiting" not in said["next"]
    said = office.json("event", case, "authority_received", "--on", "2026-11-22")
    assert said["clocks"][0]["due"] == "2026-12-22"


def test_a_refusal_that_never_left_is_not_sent_once_authority_came(office):
    """Made and kept back, it is no letter that could leave: a second sending is of the pack, never of the refusal."""
    case = office.decided(requester=SOLICITOR)
    office.run("event", case, "authority_requested", "--on", "2026-11-20")
    office.run("letter", case, "authority-refusal")
    office.run("event", case, "authority_received", "--on", "2026-11-22")
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)
    office.run("pack", case, "--out", office.out / "came")
    for _ in range(2):
        said = office.json("event", case, "sent", "--on", "2026-11-22")
        assert said["events"][-1]["facts"] == {"letter": "pack", "says": "answer"}
    assert "no refusal is recorded" in office.run("close", case, "refused", "--on", "2026-11-22", code=2)


def test_of_a_withdrawn_case_nothing_leaves(office):
    """Letter, pack, copy and sending are stopped; opened again, they are not."""
    case = office.decided()
    made = office.json("pack", case, "--out", office.out / "withdrawn")
    office.run("close", case, "withdrawn", "--on", "2026-11-22")
    for words in (
        ("pack", case, "--out", office.out),
        ("letter", case, "disclosure"),
        ("event", case, "sent", "--on", "2026-11-22"),
    ):
        said = office.run(*words, code=2)
        assert "was withdrawn, so nothing more can be sent" in said
        assert f"Run: dpo-console event {case} reopened" in said
    desk = office.open()
    with pytest.raises(Refused, match="withdrawn"):
        filing.save_letter(desk, made["files"][0]["digest"], office.out)
    desk.close()
    office.run("event", case, "reopened", "--on", "2026-11-22", stdin="she wants it after all")
    office.run("event", case, "sent", "--on", "2026-11-22")


def test_the_pack_to_the_data_subject_is_read_back(office):
    """Built for her, not for who asked, it verifies on the desk."""
    case = office.decided(requester=SOLICITOR)
    office.run("event", case, "answer_to_subject", "--on", "2026-11-22", stdin="1 Test Street, Testham")
    made = office.json("pack", case, "--out", office.out / "hers")
    [file] = made["files"]
    assert office.json("verify", file["path"])["files"][0]["findings"] == []
    first = pypdf.PdfReader(file["path"]).pages[0].extract_text()
    assert "Dear Katherine Robertson" in first


def test_a_sending_corrected_back_in_names_its_letter(office):
    """The planted way round: taken out and put back, 'sent' is held to the same as the first time."""
    case = office.decided()
    office.run("pack", case, "--out", office.out / "again")
    seq = office.json("event", case, "sent", "--on", "2026-11-22")["seq"]
    office.run("event", case, "corrected", "--on", "2026-11-22", "--corrects", seq)
    desk = office.open()
    rights_jobs.identify_subject(desk, case, None, "no one after all", at("2026-11-22"), despite=WHY)
    with pytest.raises(Refused, match="no filed letter"):
        case_events.event(desk, case, "sent", a_day("2026-11-22"), at("2026-11-22"), corrects=seq)
    desk.close()
