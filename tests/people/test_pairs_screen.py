"""Who is who on the screen: the queue, the two side by side, one key each, and what is left."""

from dataclasses import replace

import pytest

from casework import Refused
from casework.people.pairs import Reason
from conftest import HOSTILE
from dpo_console.people.jobs import PairQueue


async def test_the_queue_shows_the_strongest_first_and_the_two_side_by_side(jobs, sit):
    """q on the register opens the queue: how many are left, both entries' names, numbers and what agrees."""
    async with sit() as seat:
        await seat.press("2", "q")
        text = seat.text()
        assert "Possible duplicates: 3 pairs left, 3 strong" in text
        assert "? Help" in seat.lines()[-1]
        assert "Person 17" in text
        assert "Record 517 and 1 more" in text
        assert "14/03/1984" in text
        assert "+ surname Katherine Robertson  (+9)" in text


@pytest.mark.parametrize(("key", "said", "left"), [("s", "same", 2), ("d", "different", 2), ("l", "later", 2)])
async def test_one_key_decides_and_the_next_comes_up(jobs, sit, key, said, left):
    """s, d and l each say one thing of the pair under the cursor, and the next one stands there at once."""
    async with sit() as seat:
        await seat.press("2", "q", key)
        assert jobs.did("decide_pair")[0][:3] == ("17", "r517", said)
        assert f"{left} pairs left" in seat.text()
        assert "Person 18" in seat.text()
        assert "Press u to undo" in seat.text()


async def test_what_speaks_against_asks_for_a_reason_first(jobs, sit):
    """Joining two with another birth date or number is not done by a slip of one key: it asks why, and keeps that."""
    found = jobs._pairs(None)
    first, *others = found.pairs
    against = replace(first, differs=[Reason("different date of birth: 14/03/1984 / 01/01/1990", -14)])
    jobs.answers["pairs"] = replace(found, pairs=[against, *others])
    async with sit() as seat:
        await seat.press("2", "q", "s")
        assert "! different date of birth" in seat.text()
        assert jobs.did("decide_pair") == []
        await seat.press("enter")
        assert "! Enter the reason." in seat.text()
        await seat.press(*"typo", "enter")
        assert jobs.did("decide_pair")[0][2:4] == ("same", "typo")


async def test_undo_brings_the_pair_back_under_the_cursor(jobs, sit):
    """u takes the last thing back; the pair stands in the list again, and the cursor on it."""
    async with sit() as seat:
        await seat.press("2", "q", "j", "d")
        assert "Person 19" in seat.text()
        await seat.press("u")
        assert "Undone: 17 and r517" in seat.text()
        assert "Person 18" in seat.text()
        assert len(jobs.did("undo_pairing")) == 1


async def test_what_is_refused_changes_nothing_on_the_screen(jobs, sit):
    """A refused decision is told with its sentence, and the pair stays."""
    jobs.answers["decide_pair"] = Refused("You marked 17 and 18 as different people. Undo that first.")
    async with sit() as seat:
        await seat.press("2", "q", "s")
        assert "You marked 17 and 18" in seat.text()
        assert "3 pairs left" in seat.text()


async def test_an_empty_queue_says_what_to_do(jobs, sit):
    """With nothing to decide it says so, and where more would come from; the keys do nothing."""
    jobs.answers["pairs"] = PairQueue(total=0, later=0, strong=0, pairs=[])
    async with sit() as seat:
        await seat.press("2", "q", "s", "d", "l", "enter", "o")
        assert "Possible duplicates: none left" in seat.text()
        assert "Press esc, then i to import more files" in seat.text()
        assert jobs.did("decide_pair") == []


async def test_from_a_pair_to_both_cards(jobs, sit):
    """enter opens the first one's card, o the other's record, and esc comes back to the queue."""
    async with sit() as seat:
        await seat.press("2", "q", "enter")
        assert jobs.did("person_card")[-1] == (17,)
        await seat.press("escape", "o")
        assert jobs.did("lone_record")[-1] == (517,)
        await seat.press("escape")
        assert "3 pairs left" in seat.text()


async def test_hostile_names_are_drawn_whole(jobs, sit):
    """Names that are markup to a careless screen stand in the list and beside each other as they are."""
    async with sit() as seat:
        await seat.press("2")
        for name in HOSTILE:
            jobs.name = name
            await seat.press("q")
            assert seat.text().count(name) >= 3
            await seat.press("escape")
