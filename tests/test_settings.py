"""The council's profile."""

from casework import Refused


async def test_the_profile_is_saved_as_an_act(jobs, sit):
    """What stands in the form is saved whole, lists one to a line; a refusal stands beneath its line."""
    async with sit(size=(120, 36)) as seat:
        await seat.press("4")
        await seat.set(
            name="Test Council", address="Civic Centre\nTestham", closed_days="24/12/2026", nation="scotland"
        )
        await seat.press("ctrl+s")
        [(said, _)] = jobs.did("save_council")
        assert said["name"] == "Test Council"
        assert said["address"] == ["Civic Centre", "Testham"]
        assert said["closed_days"] == ["24/12/2026"]
        assert said["nation"] == "scotland"
        jobs.answers["save_council"] = Refused(
            "'31/02/2026' is not a day of the calendar: check the day and the month."
        )
        await seat.press("ctrl+s")
        assert "! '31/02/2026' is not a day" in seat.text()


async def test_single_keys_work_again_after_escape(jobs, sit):
    """In a line digits are typed; out of it they go to the modes."""
    async with sit() as seat:
        await seat.press("4", "tab", "1")
        assert seat.app.current_mode == "settings"
        await seat.press("escape", "1")
        assert seat.app.current_mode == "board"
