"""The stops on the screen, at 80x24 and on a real desk: typed reasons, the authority, the letter that left, the closing."""

import pytest

from casebook import show_json
from casework.disclosure.release import SHORTEST
from dpo_console.disclosure.letter import LetterScreen
from dpo_console.disclosure.letter_form import LetterForm
from dpo_console.disclosure.letter_list import LetterList
from dpo_console.disclosure.pack import PackScreen
from dpo_console.jobs import case_detail
from dpo_console.rights.case import CaseScreen
from dpo_console.rights.event_form import CloseCase, RecordEvent
from dpo_console.rights.identification import IdentifySubject
from dpo_console.widgets.dialogs import Ask, Despite
from dpo_console.widgets.record_list import RecordList
from fingers import Fingers
from leaving_office import SOLICITOR, WHY, Office


@pytest.fixture
def office(tmp_path):
    """A desk of a test's own."""
    return Office(tmp_path)


async def opened(seat, case):
    """The case's page, from the board."""
    listing = seat.screen.query_one("#cases", RecordList)
    await seat.until(lambda: listing.row is not None)
    while listing.row.key.split()[0] != case:
        await seat.press("down")
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case)


def at_case(seat):
    """The case as the desk has it."""
    return show_json(seat.app.desk, seat.screen.reference, seat.app.now())


async def typed(seat, text):
    """A text into the one line of a dialog, agreed to."""
    seat.screen.query_one("Input").value = text
    await seat.press("ctrl+s")


async def test_a_conflict_is_typed_before_it_binds(office, sit):
    """Nothing is prefilled, three letters are no reason, and the case then shows the conflict; the pack asks again."""
    case = office.log()
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("w")
        await seat.until(lambda: isinstance(seat.screen, IdentifySubject) and seat.screen.people)
        await seat.press("slash")
        seat.screen.query_one("#find").value = "hussain"
        await seat.press("enter")
        await seat.until(lambda: list(seat.screen.people) == ["2"])
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, Despite))
        assert seat.screen.query_one("Input").value == ""
        assert "belongs to person 1" in seat.text()
        await typed(seat, "abc")
        assert f"at least {SHORTEST} letters" in " ".join(seat.text().split())
        await typed(seat, WHY)
        await seat.until(
            lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case and seat.screen.case.person == 2
        )
        assert "! Nothing may be sent: Identity conflict." in seat.text()
        assert at_case(seat)["bound"] == "person"


async def test_a_staff_number_that_differs_asks(office, sit):
    """A yes is enough, then the usual reason; no leaves the case as it was."""
    case = office.log(subject={"name": "Katherine Robertson", "identifiers": {"staff": "777", "ni": "QQ123456C"}})
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("w")
        await seat.until(lambda: isinstance(seat.screen, IdentifySubject) and seat.screen.people)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, Ask))
        assert "staff number 777" in seat.text()
        await seat.press("escape")
        assert isinstance(seat.screen, IdentifySubject)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, Ask))
        await seat.press("ctrl+s")
        await seat.until(lambda: "Why is this the" in seat.text())
        await typed(seat, "the insurance number agrees")
        await seat.until(
            lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case and seat.screen.case.person == 1
        )
        assert at_case(seat)["conflicts"][0]["weight"] == "asks"


async def test_no_one_is_refused_on_the_screen_too(office, sit):
    """b, while the register has the request's numbers, asks for a reason in words."""
    case = office.log()
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("w")
        await seat.until(lambda: isinstance(seat.screen, IdentifySubject) and seat.screen.people)
        await seat.press("b")
        await seat.until(lambda: isinstance(seat.screen, Despite))
        await seat.press("escape")
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen))
        assert at_case(seat)["bound"] == "open"


async def to_letter(seat, name):
    """From the case to a letter of it, found by typing its name."""
    await seat.press("l")
    await seat.until(lambda: isinstance(seat.screen, LetterList) and seat.screen.found)
    seat.screen.query_one("#find").value = name
    await seat.settle()
    await seat.press("enter")


async def test_the_pack_and_the_letter_of_a_conflict_ask_again(office, sit):
    """p and m each wait for a typed reason; without one nothing is built, with one it is."""
    case = office.decided(2, WHY, "--despite-conflict")
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("p")
        await seat.until(lambda: isinstance(seat.screen, Despite))
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.screen, PackScreen) and "Not built" in seat.text())
        await seat.press("escape")
        await to_letter(seat, "disclosure letter")
        await seat.until(lambda: isinstance(seat.screen, LetterScreen) and "cannot be made yet" in seat.text())
        await seat.press("m")
        await seat.until(lambda: isinstance(seat.screen, Despite))
        await typed(seat, WHY)
        await seat.until(lambda: "made; press s to save" in seat.text())
        await seat.press("escape", "escape", "p")
        await seat.until(lambda: isinstance(seat.screen, Despite))
        await typed(seat, WHY)
        await seat.until(lambda: "= Released" in seat.text())
        kinds = [row.kind for row in case_detail.timeline(seat.app.desk, case)]
        assert kinds.count("conflict-confirmed") == 2


async def test_without_authority_every_key_is_stopped(office, sit):
    """Pack, letter and sending say what is missing; the authority in another's name too; in hers it lets them out."""
    case = office.decided(requester=SOLICITOR)
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        assert "! Nothing may be sent" in seat.text()
        await seat.press("p")
        await seat.until(lambda: "Not built" in seat.text())
        assert "no authority is recorded" in " ".join(seat.text().split())
        await seat.press("escape")
        await to_letter(seat, "disclosure letter")
        await seat.until(lambda: "choose the request for authority" in seat.text())
        await seat.press("escape", "escape")
        await to_letter(seat, "request for authority")
        await seat.until(lambda: "request for authority, not made yet" in seat.text())
        await seat.press("escape", "escape")
        for name, told in (("", "Enter the data subject's name"), ("Mohammed Hussain", "names someone other")):
            await seat.press("e")
            await seat.until(lambda: isinstance(seat.screen, RecordEvent))
            await seat.set(kind="authority_received", subject=name)
            await seat.press("ctrl+s")
            await seat.until(lambda told=told: told in " ".join(seat.text().split()))
            await seat.press("escape")
        await seat.press("e")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        await seat.set(kind="authority_received", subject="Katherine Robertson")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen) and not seat.screen.case.stops)


async def test_the_answer_goes_to_the_data_subject(office, sit):
    """Recorded with her address, on the screen; without one it is refused."""
    case = office.decided(requester=SOLICITOR)
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("e")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        await seat.set(kind="answer_to_subject")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Enter the data subject's address" in " ".join(seat.text().split()))
        await seat.set(address="1 Test Street, Testham")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen) and not seat.screen.case.stops)


async def test_a_request_is_acknowledged_and_printed_within_eight_keys(office, sit):
    """From the board: open it, l, make, save for the printer, sent, agree; only then is it acknowledged."""
    case = office.log()
    async with sit(folder=office.desk) as seat:
        fingers = Fingers(seat)
        listing = seat.screen.query_one("#cases", RecordList)
        await seat.until(lambda: listing.row is not None)
        while listing.row.key.split()[0] != case:
            await fingers.press("down")
        await fingers.press("enter")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case)
        await fingers.press("l")
        await seat.until(lambda: isinstance(seat.screen, LetterList) and seat.screen.found)
        assert seat.screen.query_one(RecordList).row.key == "acknowledgement"
        await fingers.press("enter")
        await seat.until(lambda: "not made yet" in seat.text())
        await fingers.press("m")
        await seat.until(lambda: "made; press s to save" in seat.text())
        assert "acknowledged" not in [one["kind"] for one in at_case(seat)["events"]]
        await fingers.press("s")
        await seat.until(lambda: "Saved:" in seat.text())
        await fingers.press("t")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        await fingers.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, LetterScreen))
        shown = at_case(seat)
        assert shown["events"][-1]["kind"] == "acknowledged"
        assert shown["letters"][0]["left"] == seat.app.today().isoformat()
        assert len(list((office.desk / "outbox").glob("*acknowledgement*.pdf"))) == 1
        print(f"\nacknowledging a request and printing the letter: {fingers.keys} keys")
        assert fingers.keys <= 8


async def test_the_case_page_records_what_left_and_says_what_is_wrong(office, sit):
    """t names the letter made last; corrected since, the page says what in it is wrong and what to do next."""
    case = office.log()
    office.run("letter", case, "acknowledgement")
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("t")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        assert seat.screen.query_one("#field-kind").value == "acknowledged"
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case.letters[0].left)
        await seat.press("t")
        assert "No letter is waiting to be sent" in seat.text()
        await seat.press("x")
        await seat.set(kind=str(seat.screen.case.events[0].seq), on="02/11/2026")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen))
        assert "next: write again: the acknowledgement now has the wrong due date" in " ".join(seat.text().split())
        assert seat.screen.case.letters[0].wrong == ("due date", "date received")


async def test_the_closing_proposes_what_is_true(office, sit):
    """Nothing sent: no outcome is chosen, and answered says what it needs. Sent: each right has its true outcome."""
    case = office.decided(right=["access", "erasure"])
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("c")
        await seat.until(lambda: isinstance(seat.screen, CloseCase))
        assert seat.screen.query_one("#field-kind").value == ""
        await seat.press("ctrl+s")
        await seat.until(lambda: "Select how the case ended" in seat.text())
        await seat.set(kind="answered")
        await seat.until(lambda: "not recorded as sent" in " ".join(seat.text().split()))
        await seat.press("ctrl+s")
        await seat.settle()
        assert isinstance(seat.screen, CloseCase)
        await seat.press("escape")
    office.run("pack", case, "--out", office.out)
    office.run("event", case, "sent", "--on", "2026-11-22")
    source = office.kept(case)
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("e")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        await seat.set(kind="sent", sources=str(source), says="refusal")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen))
        await seat.press("c")
        await seat.until(lambda: isinstance(seat.screen, CloseCase))
        assert seat.screen.query_one("#field-kind").value == "answered"
        assert seat.screen.query_one("#field-right-access").value == "answered"
        assert seat.screen.query_one("#field-right-erasure").value == "refused"
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen) and seat.screen.case.stage == "closed")
        assert at_case(seat)["outcomes"] == {"access": "answered", "erasure": "refused"}


async def test_a_withdrawn_case_sends_nothing_from_the_screen(office, sit):
    """Its pack and its saved papers are stopped."""
    case = office.decided()
    office.run("pack", case, "--out", office.out)
    office.run("close", case, "withdrawn", "--on", "2026-11-22")
    async with sit(folder=office.desk) as seat:
        await seat.press("3")
        await seat.until(lambda: case in seat.text() and seat.screen.query_one("#papers", RecordList).row)
        await seat.press("s")
        told = [one.message for one in seat.app._notifications]
        assert told == [f"{case} was withdrawn, so nothing more can be sent. Reopen it first."]
        assert not list((office.desk / "outbox").glob("*.pdf"))


async def test_a_question_asked_by_phone_is_written_and_sent_in_one_journey(office, sit):
    """Recorded, it owes its letter and names the key; entered, made, saved and sent, the letter is recorded with the day
    and nothing is owed; by email it is refused in a sentence, because there is no address."""
    case = office.log()
    async with sit(folder=office.desk) as seat:
        await opened(seat, case)
        await seat.press("e")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        await seat.set(kind="id_requested")
        await seat.press("ctrl+s")
        await seat.until(lambda: "! Letter owed: request for proof of identity. Press l." in seat.text())
        said = [one.message for one in seat.app._notifications]
        assert "Recorded. Now send the request for proof of identity: press l." in said
        await to_letter(seat, "")
        await seat.until(lambda: isinstance(seat.screen, LetterForm))
        await seat.set(doubt="The signature differs.", needed="a passport")
        await seat.press("ctrl+s")
        await seat.until(lambda: "not made yet; press m" in seat.text())
        await seat.press("f")
        await seat.until(lambda: "has no email address here" in seat.text())
        await seat.press("f")
        await seat.until(lambda: "not made yet; press m" in seat.text())
        await seat.press("m")
        await seat.until(lambda: "made; press s to save" in seat.text())
        await seat.press("s")
        await seat.until(lambda: "Saved:" in seat.text())
        await seat.press("t")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent) and "Sent: the request for" in seat.text())
        await seat.press("ctrl+s")
        seat.app.clear_notifications()  # they stand before the head
        await seat.until(lambda: f"sent {seat.app.today():%d/%m/%Y}" in seat.text())
        shown = at_case(seat)
        assert [one["kind"] for one in shown["events"][-2:]] == ["id_requested", "letter_sent"]
        assert shown["events"][-1]["facts"]["letter"] == "id-request"
        assert shown["lines"][0]["letters_owed"] == [] and shown["letters"][0]["left"]
