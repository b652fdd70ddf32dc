"""The letters that answer for access on a desk: which fits, what its sending records, and how the case then closes."""

import pytest

from answering import ENTERED
from casework import Refused
from casework.timeline import history
from casework.views import stages
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.disclosure.papers import make_letter
from dpo_console.jobs import case_events, letters
from dpo_console.jobs.case_detail import show
from dpo_console.rights import jobs as rights_jobs
from finding import NOW, Sitting, plainly, sitting  # noqa: F401
from workforce import KATE, census, lookup, payroll, worker

TODAY = NOW.date()
NOT_HERS = {"exemption": "not-this-person", "reason": "other numbers"}
THEIRS = {"exemption": "dpa2018-sch2-16", "reason": "about a colleague who refused"}
OWN = {"field": "Comments"}


@pytest.fixture
def case(sit):
    """A request of Katherine's that was searched; `sit.item` is her one record."""
    sit.bring(payroll(KATE | {"Comments": "Spoke about the rota."}))
    number = sit.log()
    [sit.item] = sit.bind(number, "Katherine Robertson")
    return number


def sent(sit, case, kind="sent", **facts):
    """The facts that the sending of a letter records."""
    case_events.event(sit.desk, case, kind, TODAY, NOW, facts=facts)
    with sit.desk.reading() as session:
        last = history.events(session, case)[-1]
        return history.facts_of(session, [last.seq])[last.seq]


def proposed(sit, case):
    """The outcome that the letters sent support."""
    return case_events.closing_of(sit.desk, case, NOW).outcome


def kinds(sit):
    """The kinds of the papers that are filed, as made."""
    return [one.kind for one in papers.letters(sit.desk)][::-1]


def test_nothing_held_is_its_own_letter_and_outcome(sit, case, tmp_path):
    """The disclosure letter points to it; it opens the pack, and the case closes as nothing held."""
    sit.decide(case, (sit.item, "withhold", NOT_HERS))
    assert show(sit.desk, case, NOW).next == "make the letter that nothing is held"
    with pytest.raises(Refused, match="write that nothing is held"):
        make_letter(sit.desk, case, "disclosure", NOW)
    assert "We hold no personal" not in make_letter(sit.desk, case, "nothing-held", NOW).text
    assert show(sit.desk, case, NOW).next.startswith("send it")
    assert plainly(packing.pack(sit.desk, case, tmp_path, NOW))["gate"]["state"] == "clear"
    assert kinds(sit) == ["nothing-held", "pack"]
    said = sent(sit, case)
    assert (said["letter"], said["says"], proposed(sit, case)) == ("pack", "answer", "nothing-held")
    case_events.close_case(sit.desk, case, "nothing-held", TODAY, NOW)


def test_everything_withheld_is_a_refusal(sit, case):
    """The refusal under the exemption is sent as a refusal, and the case closes as refused and not as answered."""
    sit.decide(case, (sit.item, "withhold", THEIRS))
    assert "Schedule 2, paragraph 16" in make_letter(sit.desk, case, "refusal-exemption", NOW).text
    assert show(sit.desk, case, NOW).next.startswith("send it")
    assert sent(sit, case)["says"] == "refusal" and proposed(sit, case) == "refused"
    with pytest.raises(Refused, match="not recorded as sent"):
        case_events.close_case(sit.desk, case, "answered", TODAY, NOW)
    case_events.close_case(sit.desk, case, "refused", TODAY, NOW)


def test_a_part_refusal_opens_the_pack(sit, case, tmp_path):
    """Once it is made the pack is built with it and verifies; a changed decision makes both out of date."""
    sit.decide(case, (sit.item, "redact", THEIRS | OWN))
    make_letter(sit.desk, case, "part-refusal", NOW)
    built = plainly(packing.pack(sit.desk, case, tmp_path, NOW))
    assert built["gate"]["state"] == "clear" and kinds(sit) == ["part-refusal", "pack"]
    [file] = packing.verify(sit.desk, [tmp_path / f"{case}.pdf"]).files
    assert file.findings == ()
    assert sent(sit, case)["letter"] == "pack" and proposed(sit, case) == "answered"
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert {one.state for one in papers.letters(sit.desk)} == {"void"}


def test_more_found_after_the_answer_is_sent_by_itself(sit, case):
    """Only after an answer; sent after a pack it is not taken for the pack that was sent before."""
    sit.decide(case, (sit.item, "disclose"))
    more = ENTERED["further-disclosure"]
    with pytest.raises(Refused, match="answer the request first"):
        make_letter(sit.desk, case, "further-disclosure", NOW, more)
    make_letter(sit.desk, case, "disclosure", NOW)
    sent(sit, case)
    make_letter(sit.desk, case, "further-disclosure", NOW, more)
    assert sent(sit, case)["letter"] == "further-disclosure"


def test_what_another_person_is_asked_stays_with_the_letter(sit, case):
    """The event that records the sending holds neither their name nor what they were asked; the outcome needs it."""
    asked, told = ENTERED["third-party-consultation"], ENTERED["third-party-outcome"]
    make_letter(sit.desk, case, "third-party-consultation", NOW, asked)
    assert set(sent(sit, case, "letter_sent")) == {"letter", "paper"}
    assert "On 22 November 2026 we asked" in make_letter(sit.desk, case, "third-party-outcome", NOW, told).text
    with pytest.raises(Refused, match="send it first"):
        make_letter(sit.desk, case, "third-party-outcome", NOW, told | {"to_name": "Ben Else"})
    with pytest.raises(Refused, match="no address and no email address"):
        make_letter(sit.desk, case, "third-party-consultation", NOW, {**asked, "to_address": ""})


def test_an_opinion_that_was_asked_for_addresses_its_letter(sit, tmp_path):
    """The professional, their address and the data come from what was recorded; the rest is entered."""
    known = lookup(("0012345", "Katherine Robertson", "SW12345"))
    sit.bring(payroll(KATE), known, census(worker(WorkingDaysLost="11.50")))
    number = sit.log()
    sit.bind(number, "Katherine Robertson")
    asked = {"what": "asked", "classes": ["workforce-census"], "name": "Dr Amin", "role": "physician"}
    disclosure_jobs.answer_health(sit.desk, number, asked | {"address": ["3 Test Street", "Testham"]}, NOW)
    asks = {one.kind: one for one in letters.writable(sit.desk, number, NOW)}["health-opinion"].inputs
    assert {one.id: one.known for one in asks}["to_name"] == "Dr Amin"
    given = {"health_role": "treats", "reply_by": "2026-12-04"}
    text = make_letter(sit.desk, number, "health-opinion", NOW, given).text
    assert "Dr Amin\n3 Test Street\nTestham" in text and "Dear Dr Amin" in text and "ensus" in text


def test_before_authority_only_what_says_nothing_may_go(sit):
    """To neither confirm nor deny needs no authority and no search; a refusal with facts about the person does."""
    agent = {"name": "Quayside Law", "address": ["4 Example Quay"], "is_subject": False, "authority": "none yet"}
    facts = {
        "right": ["access"],
        "received": "2026-11-16",
        "requester": agent,
        "asked": "All.",
        "subject": {"name": "Ann"},
    }
    number = rights_jobs.log_request(sit.desk, facts, NOW)
    with pytest.raises(Refused, match="no authority"):
        make_letter(sit.desk, number, "refusal-unfounded", NOW, ENTERED["refusal-unfounded"])
    make_letter(sit.desk, number, "ncnd", NOW, ENTERED["ncnd"])
    assert sent(sit, number)["says"] == "refusal" and proposed(sit, number) == "refused"


@pytest.mark.parametrize(
    ("filed", "then"),
    [
        (set(), "make the letter that nothing is held"),
        ({"authority-refusal"}, "make the letter that nothing is held"),
        ({"refusal-exemption"}, stages.SEND),
        ({"refusal-exemption", "part-refusal"}, "build the pack"),
        ({"nothing-held"}, stages.SEND),
    ],
)
def test_what_comes_after_the_letter_that_was_made(filed, then):
    """A refusal for lack of authority that was kept back is not what to send once the search is decided."""
    assert stages._searched([], {}, filed)[1] == then
