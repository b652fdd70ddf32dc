"""The council's profile."""

import pytest
from textual import events
from textual.widgets import Input

from casework import Refused
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import council_profile, opening
from testham import TESTHAM


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
            "'31/02/2026' is not a date on the calendar. Check the day and the month."
        )
        await seat.press("ctrl+s")
        assert "! '31/02/2026' is not a date" in seat.text()


async def test_single_keys_work_again_after_escape(jobs, sit):
    """In a line digits are typed; out of it they go to the modes."""
    async with sit() as seat:
        await seat.press("4", "tab", "1")
        assert seat.app.current_mode == "settings"
        await seat.press("escape", "1")
        assert seat.app.current_mode == "board"


async def test_what_is_typed_in_one_burst_goes_to_each_line(jobs, sit):
    """A tab moves on before the letters behind it are given out, however fast they come."""
    async with sit(size=(120, 36)) as seat:
        await seat.press("4")
        lines = [seat.app.screen.query_one(f"#field-{name}") for name in ("email", "phone")]
        for line in lines:
            line.value = ""
        lines[0].query_one(Input).focus()
        await seat.press()
        for key in ("a", "b", "tab", "c", "d"):
            seat.app.post_message(events.Key(key, "\t" if key == "tab" else key))
        await seat.until(lambda: lines[1].value)
        assert [line.value for line in lines] == ["ab", "cd"]


async def test_what_the_council_asks_of_disposals_is_set(jobs, sit):
    """A second officer, how long backups are kept, the smallest group: each in its line, a refusal beneath it."""
    async with sit(size=(120, 36)) as seat:
        await seat.press("4")
        await seat.set(name="Test Council", second_officer="yes", backup_days="30", smallest_group="8")
        jobs.answers["save_council"] = Refused("Enter how many days a backup is kept: a number.")
        await seat.press("ctrl+s")
        [(said, _)] = jobs.did("save_council")
        assert (said["second_officer"], said["backup_days"], said["smallest_group"]) == ("yes", "30", "8")
        assert "! Enter how many days" in seat.text()


def test_the_profiles_numbers_are_checked(tmp_path):
    """What is typed in the form comes to stand as a number and a yes; anything else is one sentence each."""
    from finding import NOW, PASSPHRASE

    desk_jobs.create_desk(tmp_path / "desk", PASSPHRASE, "Ann", NOW, TESTHAM)
    desk = opening.open_desk(tmp_path / "desk", PASSPHRASE, now=NOW)
    council_profile.save_council(desk, {"second_officer": "yes", "backup_days": "30", "smallest_group": "8"}, NOW)
    found = council_profile.council(desk)
    assert (found.second_officer, found.backup_days, found.smallest_group) == (True, 30, 8)
    for said in ({"backup_days": "a month"}, {"smallest_group": "1"}, {"backup_days": "-1"}):
        with pytest.raises(Refused, match="a number"):
            council_profile.save_council(desk, said, NOW)
    desk.close()


def test_a_desk_is_made_without_the_shipped_details(tmp_path):
    """A real desk starts with the details it was given and empty lines: never with those of the demo council."""
    from finding import NOW, PASSPHRASE

    desk_jobs.create_desk(tmp_path / "desk", PASSPHRASE, "Ann", NOW, {"name": "Testham Council"})
    desk = opening.open_desk(tmp_path / "desk", PASSPHRASE, now=NOW)
    found = council_profile.council(desk)
    assert (found.name, found.address, found.email, found.phone, found.officer) == ("Testham Council", [], "", "", "")
    assert found.regulator_address == []
    assert found.missing == ["address", "email address", "telephone number", "name of the Data Protection Officer"]
    desk.close()
