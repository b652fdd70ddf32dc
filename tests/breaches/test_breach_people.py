"""The list of those a breach concerns, and their letters."""

import asyncio
import threading
from pathlib import Path

from casework import Refused
from dpo_console.breaches.letter_run import LettersRun
from dpo_console.breaches.people_list import LetterTo, PeopleList
from dpo_console.jobs.breach_detail import ListedPerson

BR = "BR-2026-0001"


async def at_list(seat):
    """The list, opened."""
    seat.app.push_screen(PeopleList(BR))
    await seat.until(lambda: "on the list" in seat.text())


async def test_the_list_says_what_is_missing(jobs, sit):
    """Number, name, where to write to or that it is missing, and whether the letter was made, each in words."""
    one = ListedPerson(1, "Kate Jones", (), None, None, None)
    two = ListedPerson(3, "Ann Other", ("1 High St", "TS24"), None, None, "sha256:ab")
    three = ListedPerson(4, "Bo Lee", (), "bo@example.org", None, None)
    jobs.answers["show"] = jobs.show_breach(BR, people=(one, two, three))
    async with sit() as seat:
        await at_list(seat)
        text = seat.text()
        assert "3 on the list of 41 affected" in text
        rows = [line.split("  ") for line in seat.lines() if "Jones" in line or "Other" in line or "Lee" in line]
        said = [[part.strip() for part in row if part.strip("› ")] for row in rows]
        assert [row[1:] for row in said] == [
            ["Kate Jones", "! MISSING", "not made"],
            ["Ann Other", "1 High St, TS24", "= made"],
            ["Bo Lee", "email bo@example.org", "not made"],
        ]
        assert "1 letter made; 1 with no address yet" in text


async def test_an_empty_list_says_what_to_press(jobs, sit):
    """With nobody on it, the list says how somebody comes on it."""
    jobs.answers["show"] = jobs.show_breach(BR, people=())
    async with sit() as seat:
        await at_list(seat)
        assert "No one yet: press a to add a person, r for the register, i for a CSV file" in seat.text()


async def test_somebody_is_added_by_the_form(jobs, sit):
    """Name, address in lines, and e-mail reach the desk; a refusal stays in the form with what was typed."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("a")
        jobs.answers["add_people"] = Refused("The number of people affected is 1, but 2 people are on the list.")
        await seat.set(name="Ann [Other", address="1 High St\n\nTS24")
        await seat.press("ctrl+s")
        assert "but 2 people are on the list" in " ".join(seat.text().replace("│", " ").split())
        assert seat.screen.query_one("#field-name").value == "Ann [Other"
        del jobs.answers["add_people"]
        await seat.press("ctrl+s")
        assert jobs.did("add_people")[-1][:2] == (
            BR,
            [{"name": "Ann [Other", "email": None, "address": ["1 High St", "TS24"]}],
        )
        assert isinstance(seat.screen, PeopleList)


async def test_somebody_of_the_register_is_found_by_typing(jobs, sit):
    """r looks people up as they are typed; the one chosen comes with number and e-mail, and the address is asked for."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("r", *"jon")
        await seat.until(lambda: ("jon",) in [args[:1] for args in jobs.did("people_of")])
        assert "800 more matches. Type more of the name" in seat.text()
        await seat.press("enter", "down", "enter")
        await seat.until(lambda: "add a person affected" in seat.text())
        await seat.set(address="1 High St")
        await seat.press("ctrl+s")
        [(_, [said], _)] = jobs.did("add_people")
        assert said == {"name": jobs.name, "email": jobs.name, "address": ["1 High St"], "person": 2}


async def test_a_file_is_read_by_a_job(jobs, sit):
    """The path goes to the job that reads it, and all its people to the list; what is wrong in it stands there."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("i")
        jobs.answers["people_of_file"] = Refused("Line 3 has more cells than there are headings.")
        seat.screen.query_one("#path").value = "list.csv"
        await seat.press("ctrl+s")
        assert "! Line 3 has more cells" in seat.text()
        del jobs.answers["people_of_file"]
        await seat.press("ctrl+s")
        assert [args[0] for job, args, _ in jobs.asked if job == "people_of_file"] == [Path("list.csv")] * 2
        assert jobs.did("add_people")[0][:2] == (BR, [{"name": jobs.name, "address": [], "email": None}])


async def test_somebody_is_taken_off_after_a_question(jobs, sit):
    """x asks first; cancelled, nobody is taken off."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("x", "escape")
        assert jobs.did("remove_person") == []
        await seat.press("x", "ctrl+s")
        assert jobs.did("remove_person")[0][:2] == (BR, 1)


async def test_a_letter_is_read_before_it_is_made(jobs, sit):
    """Enter shows the letter of the person under the cursor as text."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("enter")
        await seat.until(lambda: f"Dear {jobs.name}" in seat.text())
        assert isinstance(seat.screen, LetterTo)
        assert jobs.did("people_letter_preview")[0][:2] == (BR, 1)


async def test_all_letters_are_made_and_put_out(jobs, sit):
    """m makes everybody's letter, says what was made and where the one PDF for the printer is; t records it."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("m")
        await seat.until(lambda: "1 letter made, 0 already made; 2 pages." in seat.text())
        assert "BR-2026-0001-letters.paper.pdf, 1 sheet" in " ".join(seat.text().replace("│", " ").split())
        assert f"! Not searched for: {jobs.name}" in seat.text()
        await seat.press("ctrl+s", "t")
        await seat.set(how="letters")
        await seat.press("ctrl+s")
        assert jobs.did("event")[0][:2] == (BR, "people_told")


async def test_those_told_by_email_have_a_file_each(jobs, sit):
    """Who has no address is not in the file for the printer: their letter is a file of its own, and that is said."""
    made = LettersRun(BR, made=2, kept=0, pages=2, by_email=(4, 7), not_searched=())
    jobs.answers["make_people_letters"] = made
    async with sit() as seat:
        await at_list(seat)
        await seat.press("m")
        await seat.until(lambda: "number 4, 7." in " ".join(seat.text().replace("│", " ").split()))
        assert [args[1] for args in jobs.did("save_people_letter")] == [4, 7]
        assert jobs.did("save_people_letters") == []


async def test_escape_stops_the_letters(jobs, sit):
    """While they are made the bar goes on, and escape stops them instead of leaving; that is told."""
    begun, seen = threading.Event(), []

    def making(desk, reference, now, progress, cancelled):
        progress(3, 500, "made")
        begun.set()
        for _ in range(400):
            if cancelled():
                seen.append("stopped")
                raise Refused("Stopped. No letters were saved.")
            threading.Event().wait(0.02)
        return LettersRun(reference, made=500, kept=0, pages=500, by_email=(), not_searched=())

    jobs._make_people_letters = making
    async with sit() as seat:
        await at_list(seat)
        await seat.pilot.press("m")
        await asyncio.to_thread(begun.wait, 8)
        await seat.pilot.press("a", "x", "m")
        assert isinstance(seat.screen, PeopleList)
        await seat.pilot.press("escape")
        await seat.until(lambda: "Stopped. No letters were saved." in seat.text())
        assert seen == ["stopped"]
        await seat.press("ctrl+s")
        assert isinstance(seat.screen, PeopleList)
        assert seat.app.running == ""


async def test_told_by_letter_says_who_has_none(jobs, sit):
    """Before it is recorded that the people were told, it says to how many of them no letter was made here."""
    async with sit() as seat:
        await at_list(seat)
        await seat.press("t")
        said = " ".join(seat.text().replace("│", " ").split())
        assert "! Letters made here: 0, for about 41 people." in said
