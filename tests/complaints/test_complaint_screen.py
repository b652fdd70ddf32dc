"""The form on which a complaint is logged, and the screen of a complaint (DPA 2018 s.164A)."""

from dataclasses import replace
from datetime import date

import pytest

from casework import Refused
from casework.complaints.handling import Complainant, ComplaintIn, ComplaintRecord
from casework.disclosure.decisions import ItemCounts
from casework.rights.choices import Channel
from casework.timeline.events import Kind
from casework.timeline.references import MatterKind
from conftest import TODAY
from dpo_console.bindings import in_force
from dpo_console.complaints.complaint_form import ComplaintForm
from dpo_console.jobs.case_detail import LoggedFacts
from dpo_console.rights.case import CaseScreen

WHOLE = {
    "received": "16/11/2026", "recognised": "18 Nov 2026", "about": "SAR-2026-0001", "what": "You were late.\nTwice.",
    "service": "Assessment East", "owner": "Priya Shah", "name": "Ann [Other", "address": "1 Test Street\n\nTestham",
    "email": "ann@example.org",
}  # fmt: skip
FACTS = {
    "received": "2026-11-16", "recognised": "2026-11-18", "about": "SAR-2026-0001", "what": "You were late.\nTwice.",
    "channel": "letter", "service": "Assessment East", "owner": "Priya Shah",
    "complainant": {"name": "Ann [Other", "address": ["1 Test Street", "Testham"], "email": "ann@example.org"},
}  # fmt: skip


def complaint(jobs, **more):
    """A complaint as the desk shows one; `more` of its facts."""
    facts = ComplaintRecord(
        reference="CO-2026-0001", received=date(2026, 11, 16), recognised=date(2026, 11, 18), logged=date(2026, 11, 18),
        channel=Channel.letter, service="Assessment East", owner="Priya Shah",
        complainant=Complainant(**FACTS["complainant"]), about="SAR-2026-0001", what=FACTS["what"], outcome=None,
        outcomes=None,
    )  # fmt: skip
    return replace(
        jobs.show_case("CO-2026-0001"),
        kind=MatterKind.complaint, facts=LoggedFacts({}, replace(facts, **more)), person=None, person_name=None,
        bound=None, stops=[], conflicts=[], pointers=[], items=ItemCounts(), attachments=[], complaints=[],
        actions=[Kind.acknowledged, Kind.progress, Kind.sent, Kind.closed, Kind.note, Kind.assigned],
        next="acknowledge it",
        deadline_words=[["Due Wednesday 16 December 2026  [complaint-164a-ack]", "  16/12/2026  30 days"]],
    )  # fmt: skip


def on_line(seat):
    """The line of the form the cursor is in."""
    return next(one.id for one in seat.screen.focused.ancestors if one.id)


def sentence(seat, name):
    """What stands beneath a line of the form, where that is something wrong."""
    field = seat.screen.query_one(f"#field-{name}")
    return str(field.query_one(".sentence").content) if field.has_class("wrong") else ""


async def test_a_complaint_is_logged_with_its_facts(jobs, sit):
    """What is typed becomes the facts the desk takes; the complaint opens; the draft is gone."""
    jobs.answers |= {"log_complaint": "CO-2026-0001", "show": complaint(jobs)}
    async with sit() as seat:
        await seat.press("m")
        assert isinstance(seat.screen, ComplaintForm)
        await seat.set(**WHOLE, channel="letter")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, CaseScreen))
        [(facts, now)] = jobs.did("log_complaint")
        assert facts == FACTS
        assert now.date() == TODAY
        assert ComplaintIn.checked(facts, TODAY).complainant.name == "Ann [Other"
        assert seat.screen.reference == "CO-2026-0001"
        assert "t sent  n note" in seat.text() and not {"v card", "m complain"} & set(seat.text().split("  "))
        assert jobs.desk.drafts.kept == {}


async def test_what_is_left_empty_is_no_fact(jobs, sit):
    """Lines nobody typed in reach the desk as None or nothing, never as empty text."""
    jobs.answers["log_complaint"] = "CO-2026-0001"
    async with sit() as seat:
        await seat.press("m")
        await seat.set(received="16/11/2026", what="Late.", name="Ann")
        await seat.press("ctrl+s")
        [(facts, _)] = jobs.did("log_complaint")
        assert facts == {
            "received": "2026-11-16", "recognised": None, "about": None, "what": "Late.", "channel": "email",
            "service": None, "owner": None, "complainant": {"name": "Ann", "email": None, "address": []},
        }  # fmt: skip
        assert ComplaintIn.checked(facts, TODAY).recognised.isoformat() == "2026-11-16"


async def test_what_is_missing_is_told_beside_its_line(jobs, sit):
    """Saved empty, each missing fact is told beneath its line and the cursor is in the first; nothing is logged."""
    async with sit(size=(120, 50)) as seat:
        await seat.press("m", "ctrl+s")
        assert "! Enter the date the complaint reached the council." in seat.text()
        assert sentence(seat, "received") == "! Enter the date the complaint reached the council."
        assert sentence(seat, "what") == "! Enter the complaint in their words."
        assert sentence(seat, "name") == "! Enter the complainant's name."
        assert on_line(seat) == "field-received"
        await seat.set(received="16/11/2026", recognised="31/02/2026", what="Late.")
        await seat.press("ctrl+s")
        assert sentence(seat, "received") == sentence(seat, "what") == ""
        assert "not a date on the calendar" in sentence(seat, "recognised")
        assert on_line(seat) == "field-recognised"
        await seat.set(recognised="")
        await seat.press("ctrl+s")
        assert on_line(seat) == "field-name"
        assert jobs.did("log_complaint") == []


REFUSALS = {
    "There is no case NONSENSE for the complaint to be about.": "about",
    "Recognised cannot be before received. Enter the date someone saw it was a complaint.": "recognised",
    "Recognised on 01/12/2026 is in the future. Enter today's date or earlier.": "recognised",
    "There is no case SAR-2026-9999 for the complaint to be about.": "about",
    "Received on 01/12/2026 is in the future (today is 22/11/2026). Enter the date the complaint reached the council.": (
        "received"
    ),
    "'complainant.name' is not valid (is empty). Correct it and try again.": "name",
    "'complainant.email' is not valid (is no address). Correct it and try again.": "email",
    "'what' is not valid (is empty). Correct it and try again.": "what",
    "'recognised' is not a date. Enter it like 2026-11-16.": "recognised",
}


async def test_a_refusal_of_the_desk_is_told_beside_its_line(jobs, sit):
    """What the desk refuses stands beneath the line it is about, which has the cursor; what was typed stays."""
    async with sit() as seat:
        await seat.press("m")
        await seat.set(**WHOLE)
        for said, name in REFUSALS.items():
            jobs.answers["log_complaint"] = Refused(said)
            seat.screen.query_one(f"#field-{name}").tell("")
            await seat.press("ctrl+s")
            assert sentence(seat, name) == f"! {said}"
            assert on_line(seat) == f"field-{name}"
            assert "! " in seat.text()
        assert {name: seat.screen.query_one(f"#field-{name}").value for name in ("name", "what")} == {
            "name": "Ann [Other",
            "what": "You were late.\nTwice.",
        }


async def test_from_a_case_the_complaint_is_about_it(jobs, sit):
    """m on a case opens the form with its reference, under a draft of its own; logged, the case stands again."""
    jobs.answers["log_complaint"] = "CO-2026-0007"
    async with sit(size=(120, 36)) as seat:
        await seat.press("j", "enter", "m")
        assert seat.screen.query_one("#field-about").value == "SAR-2026-0002"
        await seat.set(received="16/11/2026", what="Late.", name="Ann")
        await seat.until(lambda: "complaint:SAR-2026-0002" in jobs.desk.drafts.kept, 3)
        await seat.press("ctrl+s")
        assert jobs.did("log_complaint")[0][0]["about"] == "SAR-2026-0002"
        assert isinstance(seat.screen, CaseScreen)
        assert seat.screen.reference == "SAR-2026-0002"
        assert "CO-2026-0007 is logged." in seat.text()
        assert "CO-2026-0001, open" in seat.text()
        assert jobs.desk.drafts.kept == {}


async def test_the_draft_comes_back_and_goes_when_that_is_meant(jobs, sit):
    """Left with esc, the form is there again; ctrl+d asks first, and then it is gone."""
    async with sit() as seat:
        await seat.press("m")
        await seat.set(name="Ms [/] Jones", what="Late.")
        await seat.press("escape", "m")
        assert "restored; ctrl+d deletes it" in seat.text()
        assert seat.screen.query_one("#field-name").value == "Ms [/] Jones"
        await seat.press("ctrl+d", "escape")
        assert jobs.desk.drafts.get("complaint")["name"] == "Ms [/] Jones"
        await seat.press("ctrl+d", "ctrl+s")
        assert jobs.desk.drafts.get("complaint") is None
        assert not isinstance(seat.screen, ComplaintForm)
        assert jobs.did("log_complaint") == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_screen_of_a_complaint(jobs, sit, size):
    """Who complains, of what, since when and the clock are drawn; w, s, r, p and m are no keys of a complaint."""
    jobs.lines = [jobs.line(1, reference="CO-2026-0001", kind="complaint")]
    jobs.answers["show"] = complaint(jobs)
    async with sit(size=size) as seat:
        await seat.press("enter")
        text = seat.text()
        for said in (
            "next: acknowledge it", "Due Wednesday 16 December 2026", "SAR-2026-0001", "Ann [Other, 1 Test Street",
            "Received   16/11/2026", "Assessment East, Priya Shah, letter", "You were late.", "Twice.",
        ):  # fmt: skip
            assert said in text, said
        assert all(len(line) <= size[0] for line in seat.lines())
        ours = {key.action for _, key, _ in in_force(seat.screen)}
        assert not ours & {"whom", "search", "review", "pack", "complain"}
        assert {"event", "note", "assign", "close_case", "letter", "full_history"} <= ours
        for key in "wsrpm":
            await seat.press(key)
            assert isinstance(seat.screen, CaseScreen), key
        assert jobs.did("find") == []
        await seat.press("l")
        assert jobs.did("writable")[0][0] == "CO-2026-0001"


async def test_those_keys_are_kept_back_by_the_case(jobs, sit, monkeypatch):
    """A request has the keys a complaint has not; with the guard taken out, a complaint would have them too."""
    kept_back = {"whom", "search", "review", "pack", "complain"}
    async with sit() as seat:
        await seat.press("enter")
        assert kept_back <= {key.action for _, key, _ in in_force(seat.screen)}
        await seat.press("escape")
        monkeypatch.setattr(CaseScreen, "check_action", lambda screen, action, parameters: True)
        jobs.answers["show"] = complaint(jobs)
        seat.app.push_screen(CaseScreen("CO-2026-0001"))
        await seat.settle()
        assert kept_back <= {key.action for _, key, _ in in_force(seat.screen)}


async def test_a_complaint_about_no_case_says_so(jobs, sit):
    """About nothing on this desk, from somebody without an address, the screen stands all the same."""
    shown = complaint(jobs, about=None, service=None, owner=None, complainant=Complainant(name="Ann Other"))
    jobs.lines = [jobs.line(1, reference="CO-2026-0001", kind="complaint")]
    jobs.answers["show"] = shown
    async with sit() as seat:
        await seat.press("enter")
        assert "no case on this desk" in seat.text()
        assert "Ann Other" in seat.text()
