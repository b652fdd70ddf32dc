"""Who received whose data: proposals of what is held, the officer's log, processors, and the security statement."""

from datetime import date

import pytest
from sqlmodel import select

from casework import Malformed, Refused
from casework.disclosure import sharing
from casework.disclosure.sharing import ProposedDisclosure
from casework.notice.processors import Processor, ProcessorIn, findings
from casework.notice.recipients import DataRecipient, DisclosureIn, LoggedDisclosure, RecipientIn, RecipientKind
from casework.notice.security_statement import StatementIn
from casework.timeline.history import Payload
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs import case_events, letters, person_cards, recipients
from dpo_console.jobs.recipients import (
    approve_security,
    confirm_disclosure,
    decline_disclosure,
    enter_processor,
    enter_recipient,
    log_disclosure,
    recipient_log,
    recipients_of_person,
    save_security,
    security_versions,
    undo_disclosure,
    undo_processor,
    undo_recipient,
)
from dpo_console.rights import jobs as rights_jobs
from erasing import dispose
from finding import sitting
from masters import NOW
from workforce import KATE, census, lookup, payroll, staff, worker

__all__ = ["sitting"]

TODAY = date(2026, 11, 22)
FUND = {"name": "Example Pension Fund", "kind": "controller", "address": ["1 Example Street"]}
BUREAU = {"name": "Payroll Bureau", "contract": "C-17", "signed": "2024-01-01", "until": "2026-12-31"}


def names(found):
    """The names of recipients."""
    return [one.name for one in found]


def keys(log):
    """The proposals of a log."""
    return [one.proposal for one in log.proposed]


def refused(call, *given):
    """What a refused call says."""
    with pytest.raises(Refused) as why:
        call(*given)
    return str(why.value)


def test_what_is_held_proposes_recipients_that_count_once_confirmed(sit):
    """Returns and payroll files propose; a confirmed one names its recipient for everyone in the file, a declined one
    does not and is not proposed again; each is undone by number, and the history stays intact."""
    number = ("0012345", "Katherine Robertson", "SW12345")
    sit.bring(payroll(KATE, staff("0066", "Joe", "Cole")), lookup(number), census(worker()))
    desk, kate = sit.desk, sit.person("Katherine Robertson")
    joe = sit.person("Joe Cole")
    log = recipient_log(desk)
    assert keys(log) == ["fraud-initiative-1", "pension-1", "workforce-return-3"]
    assert log.recipients == () and recipients_of_person(desk, kate) == []
    assert [one.checked for one in log.proposed] == [False] * 3

    enter_recipient(desk, FUND, NOW)
    confirm_disclosure(desk, "pension-1", NOW, 1)
    confirm_disclosure(desk, "workforce-return-3", NOW)
    log = decline_disclosure(desk, "fraud-initiative-1", "no match was made that year", NOW)
    assert keys(log) == [] and [one.note for one in log.declined] == ["no match was made that year"]
    assert names(recipients_of_person(desk, kate)) == ["Department for Education", "Example Pension Fund"]
    assert names(recipients_of_person(desk, joe)) == ["Example Pension Fund"]
    assert "workforce census returns, for 20" in recipients_of_person(desk, kate)[0].words

    assert "is proposed, or it is confirmed" in refused(confirm_disclosure, desk, "pension-1", NOW)
    assert "Undo that first" in refused(undo_recipient, desk, 1, NOW)
    assert keys(undo_disclosure(desk, 3, NOW)) == ["fraud-initiative-1"]
    assert keys(undo_disclosure(desk, 1, NOW)) == ["fraud-initiative-1", "pension-1"]
    assert names(undo_recipient(desk, 1, NOW).recipients) == ["Department for Education"]
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_a_disclosure_of_one_person_is_theirs_alone(sit):
    """It is listed for them, can be corrected and undone step by step, and is erased with them from table and history."""
    sit.bring(payroll(KATE, staff("0066", "Joe", "Cole")))
    desk, kate, joe = sit.desk, sit.person("Katherine Robertson"), sit.person("Joe Cole")
    enter_recipient(desk, FUND, NOW)
    mine = {"recipient": 1, "record_class": "payroll", "person": joe, "on": "2026-10-02", "note": "Quillfeather"}
    log_disclosure(desk, mine, NOW)
    log_disclosure(desk, mine | {"law": "a court order"}, NOW, 1)
    assert recipients_of_person(desk, kate) == []
    assert recipients_of_person(desk, joe)[0].words.endswith("payroll records, 2 October 2026 (a court order)")
    undo_disclosure(desk, 1, NOW)
    assert recipients_of_person(desk, joe)[0].words.endswith("payroll records, 2 October 2026")
    dispose(sit, ["Joe Cole"])
    with desk.reading() as session:
        assert session.exec(select(LoggedDisclosure)).all() == []
        assert not any("Quillfeather" in one for one in session.exec(select(Payload.facts)))


def test_an_agent_is_erased_with_the_papers_of_their_case(sit, monkeypatch):
    """Someone who received an answer for a data subject is a recipient of that case alone, and goes with its papers."""
    sit.bring(payroll(KATE))
    desk, kate, case = sit.desk, sit.person("Katherine Robertson"), sit.log()
    sent = ProposedDisclosure(
        f"{case}-1", "Quayside Law", RecipientKind.other, "answer", TODAY, None, "", True, None, "sar", kate, case
    )
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "proposals", lambda _: [sent])
        enter_recipient(desk, FUND, NOW)
        assert "Choose another recipient" in refused(confirm_disclosure, desk, sent.proposal, NOW, 1)
        confirm_disclosure(desk, sent.proposal, NOW)
    assert names(recipients_of_person(desk, kate)) == ["Quayside Law"]
    case_events.close_case(desk, case, "withdrawn", NOW.date(), NOW)
    dispose(sit, cases=[case])
    with desk.reading() as session:
        assert [one.name for one in session.exec(select(DataRecipient))] == [FUND["name"]]
        assert not any("Quayside" in one for one in session.exec(select(Payload.facts)))


def test_what_is_wrong_with_a_recipient_or_a_disclosure(sit):
    """Each fault is one sentence: no name, a name twice, no data, no date, a date before the data or in the future."""
    sit.bring(payroll(KATE), census(worker()))
    desk = sit.desk
    with desk.reading() as session:
        described = {
            one.source: sharing.described(session.get(sharing.Source, one.source)) for one in sharing.proposals(session)
        }
    enter_recipient(desk, FUND, NOW)
    ours = {"recipient": 1, "source": 2, "on": "2026-10-30"}
    assert described[2] is not None
    for given, said in (
        ({"name": " ", "kind": "other"}, "The recipient has no name"),
        (FUND | {"name": "example  pension FUND"}, "is a recipient already, number 1"),
    ):
        assert said in refused(enter_recipient, desk, given, NOW)
    for change, said in (
        ({"recipient": 9}, "There is no recipient 9"),
        ({"source": 9}, "There is no source file 9"),
        ({"person": 99}, "There is no person 99"),
        ({"on": None}, "Enter when the data were disclosed"),
        ({"source": None}, "Enter which data were disclosed"),
        ({"record_class": "gossip"}, "There is no class of records 'gossip'"),
        ({"on": "2027-01-01"}, "is in the future"),
        ({"on": None, "year": 2027}, "The year 2027 is in the future"),
        ({"on": "2001-01-01"}, "so it was not disclosed on 1 January 2001"),
        ({"on": None, "year": 2001}, "so it was not disclosed in 2001"),
    ):
        assert said in refused(log_disclosure, desk, ours | change, NOW), said
    log_disclosure(desk, ours, NOW)
    assert "The log has this disclosure" in refused(log_disclosure, desk, ours, NOW)
    assert "Enter why it was not disclosed" in refused(decline_disclosure, desk, "pension-1", " ", NOW)
    with pytest.raises(Malformed):
        RecipientIn.checked({"name": "A", "kind": "friend"})
    with pytest.raises(Malformed):
        DisclosureIn.checked({"recipient": "1"}, TODAY)


def test_a_processor_has_a_contract_and_what_the_law_asks_of_it(sit):
    """No contract and a contract that is over are findings (Article 28(3)); what is missing is named until it is
    entered, and a change is undone."""
    said = [one.what for one in findings(Processor(name="A"), TODAY)]
    assert said[0] == "There is no contract." and len(said) == 4
    over = Processor(name="A", contract="C", signed=date(2020, 1, 1), until=date(2026, 11, 21))
    assert findings(over, TODAY)[0].what == "The contract ended on 21 November 2026."
    assert findings(over, date(2026, 11, 21))[0].what != findings(over, TODAY)[0].what
    whole = {"subject": "pay", "measures": "Schedule 4", "breach_contact": "Duty manager"}
    enter_processor(sit.desk, BUREAU, NOW)
    [made] = enter_processor(sit.desk, BUREAU | whole, NOW, 1)
    assert made.findings == ()
    assert len(undo_processor(sit.desk, 1, NOW)[0].findings) == 3
    assert undo_processor(sit.desk, 1, NOW) == []
    for change, wrong in (
        ({"name": ""}, "The processor has no name"),
        ({"until": "2023-01-01"}, "before it was signed"),
        ({"signed": "2027-01-01", "until": None}, "in the future"),
        ({"contract": ""}, "or neither"),
    ):
        assert wrong in refused(ProcessorIn.checked, BUREAU | change, TODAY)
    enter_processor(sit.desk, BUREAU, NOW)
    assert "is a processor already" in refused(enter_processor, sit.desk, BUREAU, NOW)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("The server is 10.0.0.12.", "an IP address"),
        ("We log on at https://vpn.testham.gov.uk.", "a web or server address"),
        ("Files are on db1.internal.", "a web or server address"),
        ("We use Fortify version 7.2.", "the version of a product"),
        ("The firewall opens port 3389.", "a port"),
        (r"They are in \\files\hr\.", "a folder of a server"),
    ],
)
def test_a_statement_that_would_help_an_attacker_is_refused(line, what):
    """The planted detail is named, and the same measure in general terms is accepted."""
    assert f"names {what}" in refused(StatementIn.checked, {"text": [line]})
    StatementIn.checked({"text": ["Servers are kept up to date, and few people can reach them."]})


def test_a_statement_is_sent_only_once_approved(sit):
    """A version is kept as it was saved; the approved one is in force, its letter can be made, and it is approved by
    another officer where the profile asks for two."""
    desk, case = sit.desk, sit.log()
    text = {"based_on": 0, "text": ["We protect it."]}
    save_security(desk, text, NOW)
    ready = {one.kind: one for one in letters.writable(desk, case, NOW)}["security-statement"]
    assert not ready.ready and "approve one first" in ready.lacks[0].what
    approve_security(desk, 1, NOW)
    assert {one.kind: one for one in letters.writable(desk, case, NOW)}["security-statement"].ready
    assert "based on version 0" in refused(save_security, desk, text | {"text": ["Other."]}, NOW)
    assert "says the same" in refused(save_security, desk, text | {"based_on": 1}, NOW)
    assert "approved version 1 already" in refused(approve_security, desk, 1, NOW)
    assert "no version 7" in refused(approve_security, desk, 7, NOW)
    save_security(desk, {"based_on": 1, "text": ["We protect it well."]}, NOW)
    assert [(one.version, one.in_force) for one in security_versions(desk, TODAY)] == [(2, False), (1, True)]
    with desk.act(NOW) as act:
        council = act.session.get_one(recipients.Council, 1)
        council.second_officer = True
        act.record(recipients.ActKind.settings, on=TODAY)
    assert "Another officer must approve it" in refused(approve_security, desk, 2, NOW)


def test_from_a_correction_to_the_recipient_who_is_told_and_reminded(sit):
    """A record is rectified for a case, the notice names the change and goes to the address in the log, and the reminder
    follows only once the notice was sent; a list of recipients waits for the open proposals (Article 19)."""
    sit.bring(payroll(KATE))
    desk = sit.desk
    kate = sit.person("Katherine Robertson")
    who = {"name": "Katherine Robertson", "address": ["1 Test Street"]}
    asked = {"right": ["rectification"], "received": "2026-11-16", "requester": who, "subject": {"name": who["name"]}}
    case = rights_jobs.log_request(desk, asked | {"asked": "My department is wrong."}, NOW)
    rights_jobs.identify_subject(desk, case, kate, "numbers agree", NOW)
    enter_recipient(desk, FUND, NOW)
    assert "2 proposed disclosures" in refused(papers.make_letter, desk, case, "recipients-list", NOW)
    confirm_disclosure(desk, "pension-1", NOW, 1)
    decline_disclosure(desk, "fraud-initiative-1", "not that year", NOW)
    assert "Example Pension Fund: payroll records" in papers.letter_preview(desk, case, "recipients-list", NOW).text

    item = person_cards.person_card(desk, kate).items[0].item
    change = {"item": item, "field": "Forename(s)", "value": "Kate", "reason": "passport seen", "reference": case}
    person_cards.rectify(desk, kate, change, NOW)
    told = {"to_name": "Example Pension Fund", "reply_by": "2026-12-14"}
    assert "record that first" in refused(papers.make_letter, desk, case, "recipient-notice", NOW, told)
    case_events.event(desk, case, "complied", TODAY, NOW)
    assert "send it first" in refused(papers.make_letter, desk, case, "recipient-reminder", NOW, told)
    text = papers.letter_preview(desk, case, "recipient-notice", NOW, told).text
    assert "Forename(s): it was 'Katherine' and is now 'Kate'" in text and "1 Example Street" in text
    papers.make_letter(desk, case, "recipient-notice", NOW, told)
    assert [(one.name, one.told) for one in recipients.recipients_to_tell(desk, case)] == [(FUND["name"], None)]
    case_events.event(desk, case, "letter_sent", TODAY, NOW, facts={"letter": "recipient-notice"})
    assert (
        "We wrote to you on 22 November 2026" in papers.letter_preview(desk, case, "recipient-reminder", NOW, told).text
    )
    assert [(one.told, one.reminded) for one in recipients.recipients_to_tell(desk, case)] == [(TODAY, None)]
