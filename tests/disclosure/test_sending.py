"""A letter leaves when it is recorded that it left; what is corrected afterwards makes it wrong, and asks for another."""

import pytest

from casebook import a_day, at, legacy, show_json
from casework import Refused
from casework.views.board_filter import BoardFilter
from dpo_console.disclosure import papers
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs
from leaving_office import SOLICITOR, Office

ACK = "acknowledgement"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One desk for all."""
    return Office(tmp_path_factory.mktemp("office"))


def received(office, case):
    """The number of the event by which a case was received."""
    return office.json("show", case)["events"][0]["seq"]


def acknowledged(office):
    """A request acknowledged by a letter that left on the 20th."""
    case = office.log()
    office.run("letter", case, ACK, today="2026-11-20")
    office.run("event", case, "acknowledged", "--on", "2026-11-20")
    return case


def test_making_a_letter_records_nothing_as_left(office):
    """Made and filed, the case is not acknowledged; the event by itself says that it left."""
    case = office.log()
    office.run("letter", case, ACK)
    shown = office.json("show", case)
    assert "acknowledged" not in [one["kind"] for one in shown["events"]]
    assert (shown["letters"][0]["left"], shown["letters"][0]["wrong"]) == (None, [])
    said = office.json("event", case, "acknowledged", "--on", "2026-11-22")
    assert said["letters"][0]["left"] == "2026-11-22"
    assert "sent 2026-11-22" in office.run("show", case)


def test_a_corrected_date_makes_the_letter_wrong(office):
    """Received put right: the acknowledgement is now wrong in its due date, and the next step is to write again."""
    case = acknowledged(office)
    office.run("event", case, "received", "--on", "2026-11-02", "--corrects", received(office, case))
    shown = office.json("show", case)
    assert shown["letters"][0]["wrong"] == ["due date", "date received"]
    assert "now has the wrong due date, date received" in office.run("show", case)
    again = "write again: the acknowledgement now has the wrong due date, date received"
    assert shown["next"] == again
    [line] = [one for one in office.json("due") if one["reference"] == case and one["duty"] == "respond"]
    assert line["next"] == again
    office.run("letter", case, ACK)
    assert office.json("show", case)["next"].startswith("send the new one: the acknowledgement")
    office.run("event", case, "acknowledged", "--on", "2026-11-22")
    shown = office.json("show", case)
    assert [one["left"] for one in shown["letters"]] == ["2026-11-20", "2026-11-22"]
    assert [one["wrong"] for one in shown["letters"]] == [["due date", "date received"], []]
    assert shown["next"] == "identify the data subject"
    assert "already recorded" in office.run("event", case, "acknowledged", "--on", "2026-11-22", code=2)


def test_what_happens_later_makes_no_letter_wrong(office):
    """An extension, a question, a note: the due date moves and the letter said what was so."""
    case = acknowledged(office)
    office.run("event", case, "extended", "--on", "2026-11-21", "--months", "2")
    office.run("event", case, "id_requested", "--on", "2026-11-22")
    assert office.json("show", case)["letters"][0]["wrong"] == []


def test_a_letter_that_has_not_left_is_not_wrong(office):
    """It is made again before it is sent; nobody has read the old date."""
    case = office.log()
    office.run("letter", case, ACK)
    office.run("event", case, "received", "--on", "2026-11-02", "--corrects", received(office, case))
    assert office.json("show", case)["letters"][0]["wrong"] == []
    assert office.json("show", case)["next"] == "identify the data subject"


def test_a_correction_corrected_back_makes_it_right_again(office):
    """What the letter says is so again: nothing is to be written."""
    case = acknowledged(office)
    seq = received(office, case)
    office.run("event", case, "received", "--on", "2026-11-02", "--corrects", seq)
    office.run("event", case, "received", "--on", "2026-11-03", "--corrects", seq)
    assert office.json("show", case)["letters"][0]["wrong"] == []


def test_an_answer_that_states_another_day_is_wrong_too(office):
    """The pack that left says when the request came; one that has not left is void, and is built again."""
    case = office.decided()
    office.run("pack", case, "--out", office.out / "sent")
    office.run("event", case, "sent", "--on", "2026-11-22")
    seq = received(office, case)
    office.run("event", case, "received", "--on", "2026-11-02", "--corrects", seq)
    shown = office.json("show", case)
    assert shown["packs"][0]["wrong"] == ["date received"]
    assert shown["next"] == "write again: the response pack now has the wrong date received"
    assert "no filed letter" in office.run("event", case, "sent", "--on", "2026-11-22", code=2)


def test_a_letter_of_an_earlier_version_left_when_it_was_made(office):
    """There "acknowledged" was recorded with the letter: it is taken to be of that letter."""
    case = office.log()
    desk = office.open()
    papers.make_letter(desk, case, ACK, at("2026-11-10"))
    legacy(desk, case, "acknowledged", "2026-11-10")
    shown = show_json(desk, case, at("2026-11-22"))
    assert shown["letters"][0]["left"] == "2026-11-10"
    case_events.event(desk, case, "received", a_day("2026-11-02"), at("2026-11-12"), corrects=shown["events"][0]["seq"])
    assert show_json(desk, case, at("2026-11-22"))["letters"][0]["wrong"] == ["due date", "date received"]
    lines = views_jobs.board_of(desk, at("2026-11-22"), BoardFilter(a_day("2026-11-11")))
    assert not [one for one in lines if one.reference == case and one.stage == "letter wrong"]
    lines = views_jobs.board_of(desk, at("2026-11-22"), BoardFilter(a_day("2026-11-12")))
    assert [one.next[:11] for one in lines if one.reference == case and one.stage == "letter wrong"]
    desk.close()


def test_an_acknowledgement_by_telephone_needs_no_letter(office):
    """Recorded without a letter it names none; one that is made later has not left."""
    case = office.log()
    office.run("event", case, "acknowledged", "--on", "2026-11-20")
    office.run("letter", case, ACK)
    assert office.json("show", case)["letters"][0]["left"] is None


def test_the_day_of_a_letter_that_left_is_put_right_without_another(office):
    """The event corrected keeps its letter; without one that could be meant it is refused."""
    case = acknowledged(office)
    seq = office.json("show", case)["events"][-1]["seq"]
    office.run("event", case, "acknowledged", "--on", "2026-11-21", "--corrects", seq)
    assert office.json("show", case)["letters"][0]["left"] == "2026-11-21"


def test_only_who_asks_for_another_is_asked_for_authority(office):
    """The two letters are refused where the requester is the data subject, and once the authority came."""
    own = office.log()
    for kind in ("authority-request", "authority-refusal"):
        assert "no authority is needed" in office.run("letter", own, kind, code=2)
    case = office.log(requester=SOLICITOR)
    office.run("event", case, "authority_received", "--on", "2026-11-22")
    for kind in ("authority-request", "authority-refusal"):
        assert "has been received" in office.run("letter", case, kind, code=2)


def test_authority_that_came_unasked_does_not_answer_a_later_question(office):
    """Enclosed on the first day, and a better one asked for since: the case waits for it."""
    case = office.log(requester=SOLICITOR)
    office.run("event", case, "authority_received", "--on", "2026-11-03")
    office.run("event", case, "authority_requested", "--on", "2026-11-10")
    shown = office.json("show", case)
    assert shown["clocks"][0]["state"] == "not-started"
    assert shown["stage"] == "waiting"
    with pytest.raises(AssertionError, match="not answered yet"):
        office.run("event", case, "authority_requested", "--on", "2026-11-11")
    office.run("event", case, "authority_received", "--on", "2026-11-12")
    assert office.json("show", case)["clocks"][0]["due"] == "2026-12-14"


def test_a_letter_of_another_kind_does_not_count_as_sent(office):
    """A request for authority that was made does not let "sent" through."""
    case = office.log(requester=SOLICITOR)
    office.run("letter", case, "authority-request")
    desk = office.open()
    with pytest.raises(Refused, match="no filed letter"):
        case_events.event(desk, case, "sent", a_day("2026-11-22"), at("2026-11-22"))
    desk.close()
