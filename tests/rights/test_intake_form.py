"""The form for a rights request: drafts, live working, errors beside their lines."""

from textual.widgets import Checkbox, Select

from casework import Refused
from dpo_console.rights.request_form import DRAFT, Intake
from dpo_console.widgets.form import Field

WHOLE = {
    "received": "16/11/2026", "recognised": "18 Nov 2026", "asked": "Everything you hold.", "requester": "Kate Jones",
    "address": "1 Test Street\nTestham", "former": "Kate Smith, K. Brown", "born": "1984-03-14", "staff": "0012345",
    "emails": "k@example.org", "service": "Assessment East",
}  # fmt: skip


async def test_a_request_is_logged_with_its_three_dates(jobs, sit):
    """What is typed becomes the facts of the contract; the case opens; the draft is gone."""
    async with sit() as seat:
        await seat.press("n")
        await seat.set(**WHOLE)
        seat.screen.query_one("#field-channel").query_one(Select).value = "letter"
        seat.screen.query_one("#right-erasure", Checkbox).value = True
        await seat.press("ctrl+s")
        await seat.until(lambda: type(seat.screen).__name__ == "CaseScreen")
        [(facts, now)] = jobs.did("log_request")
        assert facts["right"] == ["access", "erasure"]
        assert (facts["received"], facts["recognised"], now.date().isoformat()) == (
            "2026-11-16",
            "2026-11-18",
            "2026-11-22",
        )
        assert facts["requester"] == {
            "name": "Kate Jones", "address": ["1 Test Street", "Testham"], "email": None, "is_subject": True,
            "authority": None,
        }  # fmt: skip
        assert facts["subject"] == {
            "name": "Kate Jones", "former_names": ["Kate Smith", "K. Brown"], "born": "1984-03-14",
            "identifiers": {"staff": "0012345", "swe": None, "ni": None, "email": ["k@example.org"]},
        }  # fmt: skip
        assert facts["channel"] == "letter"
        assert jobs.desk.drafts.get(DRAFT) is None


async def test_dates_are_said_back_and_the_deadline_worked_out(jobs, sit):
    """The line says the weekday and how many working days ago; the due date with its working stands beneath."""
    async with sit(size=(120, 50)) as seat:
        await seat.press("n")
        await seat.set(received="2026-11-16", requester="Kate")
        assert "Monday 16 November 2026 — 4 working days ago" in seat.text()
        await seat.until(lambda: "Due Wednesday 16 December 2026" in seat.text())
        await seat.until(lambda: f"* {jobs.name}" in seat.text())
        await seat.set(received="31/02/2026")
        assert "! '31/02/2026' is not a date on the calendar" in seat.text()
        await seat.set(received="01/02/26")
        assert "two-digit year" in seat.text()


async def test_errors_stand_beside_their_lines_and_the_first_has_the_cursor(jobs, sit):
    """Saving an empty form logs nothing, tells each missing fact beneath its line, and goes to the first."""
    async with sit(size=(120, 60)) as seat:
        await seat.press("n", "ctrl+s")
        text = seat.text()
        for said in ("! Enter the date the request reached", "! Enter the requester's name.", "! Enter the request in"):
            assert said in text
        assert seat.screen.focused.parent.parent.id == "field-received"
        await seat.set(received="23/11/2026", requester="K", asked="All")
        await seat.press("ctrl+s")
        assert "! That is in the future" in seat.text()
        assert jobs.did("log_request") == []
        jobs.answers["log_request"] = Refused("'subject.born' is not a date. Enter it like 2026-11-16.")
        await seat.set(received="16/11/2026")
        await seat.press("ctrl+s")
        assert "! 'subject.born' is not a date" in seat.text()
        assert isinstance(seat.screen, Intake)


async def test_somebody_who_acts_for_another_says_by_what_authority(jobs, sit):
    """A request on behalf of somebody needs the data subject's name and the authority."""
    async with sit(size=(120, 60)) as seat:
        await seat.press("n")
        await seat.set(received="16/11/2026", requester="A Solicitor", asked="All", is_subject="")
        await seat.press("ctrl+s")
        assert "! Enter the data subject's name." in seat.text()
        assert "! Enter their authority to act" in seat.text()


async def test_the_draft_keeps_itself_and_comes_back(jobs, sit):
    """What is typed is kept within the second, without any key for it, and is there when the form opens again."""
    async with sit() as seat:
        await seat.press("n")
        await seat.set(requester="Ms [/] Jones", asked="[b]Everything")
        await seat.until(lambda: (jobs.desk.drafts.get(DRAFT) or {}).get("requester") == "Ms [/] Jones", 2)
        await seat.press("escape", "n")
        await seat.settle()
        assert "restored" in seat.text()
        assert seat.screen.query_one("#field-requester", Field).value == "Ms [/] Jones"
        assert seat.screen.query_one("#field-asked", Field).value == "[b]Everything"


async def test_a_draft_is_thrown_away_only_when_that_is_meant(jobs, sit):
    """ctrl+d asks; cancelled it leaves the draft, agreed it drops it."""
    async with sit() as seat:
        await seat.press("n")
        await seat.set(requester="Kate")
        await seat.until(lambda: jobs.desk.drafts.get(DRAFT) is not None, 2)
        await seat.press("ctrl+d", "escape")
        assert isinstance(seat.screen, Intake)
        assert jobs.desk.drafts.get(DRAFT)["requester"] == "Kate"
        await seat.press("ctrl+d", "ctrl+s")
        await seat.until(lambda: jobs.desk.drafts.get(DRAFT) is None)
        assert not isinstance(seat.screen, Intake)


async def test_the_form_is_whole_at_80_by_24(jobs, sit):
    """Every line of the form can be reached by tab and is in view when it is."""
    async with sit() as seat:
        await seat.press("n")
        seen = set()
        for _ in range(32):
            focused = seat.screen.focused
            assert seat.screen.region.contains_region(focused.region) or focused.region.height == 0
            seen.add(next((one.id for one in focused.ancestors_with_self if isinstance(one, Field)), focused.id))
            seat.screen.focus_next()
            await seat.pilot.pause()
        assert {f"field-{name}" for name in WHOLE} <= seen
        assert "right-automated" in seen


async def test_a_form_nobody_typed_in_leaves_no_draft(jobs, sit):
    """Opening the form and leaving it keeps nothing; a draft that came back shows its deadline again."""
    async with sit(size=(120, 36)) as seat:
        await seat.press("n")
        await seat.pilot.pause(0.8)
        await seat.press("escape")
        assert jobs.desk.drafts.get(DRAFT) is None
        jobs.desk.drafts.put(DRAFT, {"received": "16/11/2026", "right": ["access"]}, seat.app.now())
        await seat.press("n")
        await seat.until(lambda: "Due Wednesday 16 December 2026" in seat.text())


async def test_a_choice_is_found_by_typing(jobs, sit):
    """In the open list the letters typed go to the value that has them, the one that has them earliest."""
    async with sit() as seat:
        await seat.press("n")
        channel = seat.screen.query_one("#field-channel", Field)
        channel.focus_entry()
        await seat.press("enter", *"TEL", "enter")
        assert channel.value == "phone"
        await seat.press("enter", *"zz", "enter")
        assert channel.value == "phone"
