"""The card on the screen: everything by scrolling or in two columns, and the acts from it."""

from dataclasses import replace
from datetime import date

import pytest

from casework import Refused
from casework.views.card import PersonCase, PostHeld

AT = date(2026, 11, 22)


async def at_card(seat):
    """The card of the first person of the register."""
    await seat.press("2", "enter")
    await seat.until(lambda: type(seat.screen).__name__ == "PersonScreen")


async def read(seat):
    """The whole card by scrolling down."""
    seen = []
    for _ in range(6):
        seen += seat.lines()
        await seat.press("pagedown")
    return " ".join(" ".join(seen).split())


PARTS = ("Differences between census and HR records", "Corrected", "Names", "Numbers", "Posts held", "Cases",
         "Recipients", "Similar names", "Records")  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_card_is_whole(jobs, sit, size):
    """Every part can be read at 80x24 and at 120x36, and what is empty is not there."""
    async with sit(size=size) as seat:
        await at_card(seat)
        text = await read(seat)
        assert all(part in text for part in PARTS)
        assert "! still the old value in: Katherine Robertson" in text
        assert "Holds" not in text and "RESTRICTED" not in text


async def test_two_columns_where_there_is_room(jobs, sit):
    """At 120 columns the names stand beside what differs."""
    async with sit(size=(120, 36)) as seat:
        await at_card(seat)
        [line] = [line for line in seat.lines() if "Differences between" in line]
        assert line.strip().startswith("Names")


async def test_one_key_from_card_to_case_and_one_back_to_a_card(jobs, sit):
    """Enter opens the newest open case; v on a case opens the card of its person; c chooses among several cases."""
    async with sit() as seat:
        await at_card(seat)
        await seat.press("enter")
        assert jobs.did("show")[-1][0] == "SAR-2026-0001"
        await seat.press("v")
        assert jobs.did("person_card")[-1] == (17,)
        await seat.press("c", "enter")
        assert type(seat.screen).__name__ == "CaseScreen"


async def test_with_no_case_it_says_what_to_do(jobs, sit):
    """Without a case enter says how there comes to be one."""
    jobs.answers["person_card"] = replace(jobs._person_card(None, 1), cases=[])
    async with sit() as seat:
        await at_card(seat)
        await seat.press("enter")
        assert "This person has no case" in " ".join(seat.text().split())


async def test_a_field_is_put_right_on_the_case_that_asks_for_it(jobs, sit):
    """f, enter, the value, ctrl+s: the case for rectification is there already, and whom to tell is said."""
    case = PersonCase("RR-2026-0001", "rectification", date(2026, 11, 14), None)
    jobs.answers["person_card"] = replace(jobs._person_card(None, 1), cases=[case])
    async with sit() as seat:
        await at_card(seat)
        await seat.press("f", "enter")
        await seat.set(value="Robertson")
        await seat.press("ctrl+s")
        given = {"item": 1, "field": "Surname", "how": "rectified", "value": "Robertson", "reason": ""}
        assert jobs.did("rectify")[0][:2] == (1, given | {"reference": "RR-2026-0001"})
        await seat.until(lambda: "Tell them (Article 19): the DfE." in " ".join(seat.text().split()))


async def test_what_is_refused_stands_on_the_form(jobs, sit):
    """A refusal keeps the form and what was typed on it."""
    jobs.answers["rectify"] = Refused("Surname already says that. There is nothing to correct.")
    async with sit() as seat:
        await at_card(seat)
        await seat.press("f", "enter")
        await seat.set(value="Robertson")
        await seat.press("ctrl+s")
        assert "! Surname already says that" in seat.text() and "Robertson" in seat.text()


async def test_restricting_and_lifting_with_its_warning(jobs, sit):
    """r restricts on a ground; on a restricted person it lifts, and warns that they must be told before."""
    async with sit() as seat:
        await at_card(seat)
        await seat.press("r")
        await seat.set(reason="contested")
        await seat.press("ctrl+s")
        assert jobs.did("restrict")[0][1] == {
            "ground": "accuracy",
            "item": None,
            "reason": "contested",
            "reference": "",
        }
        mark = {"restricted": "restricted since 12/11/2026", "restricted_why": "contested"}
        jobs.answers["person_card"] = replace(jobs._person_card(None, 1), **mark)
        await seat.press("escape", "enter")
        assert "! RESTRICTED SINCE 12/11/2026" in seat.text()
        await seat.press("r")
        assert "must be told BEFORE" in seat.text()
        await seat.set(told="20/11/2026", reason="settled")
        await seat.press("ctrl+s")
        assert jobs.did("lift_restriction")[0][:3] == (1, "20/11/2026", "settled")


async def test_the_last_act_is_taken_back(jobs, sit):
    """u says what was undone."""
    async with sit() as seat:
        await at_card(seat)
        await seat.press("u")
        assert "Undone: Surname rectified" in " ".join(seat.text().split())


def test_a_post_whose_record_gives_no_end_is_not_said_to_be_held_now():
    """A file of 2014 without a leaving date does not make anybody employed today."""
    from dpo_console.people.card import held_when

    post = PostHeld("a.csv", "a.csv", AT, AT, 1, post="Fostering", time="full time", start=date(2012, 9, 1), end="")
    assert held_when(post) == "Fostering, full time, from 01/09/2012"
    assert held_when(replace(post, end=date(2014, 3, 31))) == "Fostering, full time, 01/09/2012 to 31/03/2014"
    assert held_when(replace(post, start="", time="")) == "Fostering"


def test_a_post_that_says_no_day_is_shown_as_its_record_says_it():
    """What HR typed in the place of a day stands on the card word for word, and the card opens."""
    from dpo_console.people.card import held_when

    post = PostHeld("a.csv", "a.csv", AT, AT, 1, post="Fostering", time="", start="TBC", end="31/02/2014")
    assert held_when(post) == "Fostering, TBC to 31/02/2014"
