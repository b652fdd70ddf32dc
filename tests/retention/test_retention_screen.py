"""Retention on the screen: what falls due and why, the schedule, holds; by keys alone."""

from dataclasses import replace
from datetime import date

import pytest

from casework import Refused
from conftest import HOSTILE
from dpo_console.people.workforce import PersonScreen
from dpo_console.retention.holds import HoldsScreen
from dpo_console.retention.plan import RetentionScreen
from dpo_console.rights.case import CaseScreen
from dpo_console.views.board import BoardScreen


def flat(seat):
    """The screen as one line."""
    return " ".join(seat.text().split())


async def test_the_plan_shows_each_record_with_its_argument(jobs, sit):
    """From the board by t: the figures, the records, and beneath them why, with every other rule."""
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "All due (2)" in seat.text())
        assert "2 of 7 records due, 1 blocked; 4 later; 1 without a date" in seat.text()
        assert "› 05/04/2026 501" in seat.text()
        assert "! SAR-2026-0001" in seat.text()
        assert "Kept until 5 April 2026: 6 years after the end of the tax year (row r07). Nothing blocks it." in flat(
            seat
        )
        assert "31/10/2025 r11, statutory minimum: 6 years, r11" in flat(seat)
        await seat.press("down")
        assert "Blocked by SAR-2026-0001." in flat(seat)
        assert jobs.did("retention_plan")[0][0].isoformat() == "2026-11-22"


async def test_the_views_go_round(jobs, sit):
    """v shows what is blocked, what cannot be computed, the desk's own papers, and all again."""
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "(2)" in seat.text())
        await seat.press("v")
        assert "Blocked (1)" in seat.text()
        await seat.press("v")
        assert "Without a date (1)" in seat.text()
        assert "The date cannot be worked out" in flat(seat)
        await seat.press("v")
        assert "Case papers (2)" in seat.text()
        await seat.press("enter")
        assert isinstance(seat.screen, CaseScreen)
        await seat.press("escape", "v")
        assert "All due (2)" in seat.text()
        await seat.press("enter")
        assert isinstance(seat.screen, PersonScreen)


async def test_another_day_is_asked_for(jobs, sit):
    """d takes a day as people write it, an empty line comes back to today, and what is no day is said."""
    async with sit() as seat:
        await seat.press("t", "d", *"22/11/2031", "enter")
        await seat.until(lambda: "as at 22/11/2031" in seat.text())
        await seat.press("d", *["backspace"] * 10, *"soon", "enter")
        assert "'soon' is not a date" in flat(seat)
        assert [asked[0].isoformat() for asked in jobs.did("retention_plan")] == ["2026-11-22", "2031-11-22"]


async def test_a_plan_that_was_stopped_says_what_to_do(jobs, sit):
    """Refused, the list says how to make another."""
    jobs.answers["retention_plan"] = Refused("The plan was stopped. Nothing was changed.")
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "No plan was made. Press d to choose a date" in seat.text())


async def test_nothing_due_says_what_to_do_next(jobs, sit):
    """An empty plan names the keys that lead on."""
    plan = jobs._retention_plan(None, date(2026, 11, 22))
    jobs.answers["retention_plan"] = replace(plan, due=[], cases=[], cases_cannot_compute=[], cannot_compute=[])
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "Nothing is due by this date. Press d for another" in seat.text())
        for said in (
            "Nothing due is blocked",
            "Every record has the dates",
            "No case papers are due",
        ):
            await seat.press("v")
            assert said in seat.text()


async def test_a_plan_of_an_empty_register_says_where_records_come_from(jobs, sit):
    """Where nothing is held, no view speaks of records that are in order: it names the keys that bring files in."""
    plan = jobs._retention_plan(None, date(2026, 11, 22))
    jobs.answers["retention_plan"] = replace(plan, due=[], cases=[], cannot_compute=[], total=0)
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "of 0 records" in seat.text())
        for _ in ("due", "blocked", "cannot"):
            assert "There are no records yet. Press esc, 2, then i to import workforce files" in seat.text()
            await seat.press("v")


async def test_a_row_is_adopted_and_retired_with_its_reason(jobs, sit):
    """s opens the schedule; a and x ask why, and nothing is done without it; coming back makes the plan anew."""
    async with sit() as seat:
        await seat.press("t", "s")
        await seat.until(lambda: "Retention schedule: 2 rows in force, 1 adopted" in seat.text())
        await seat.press("a", "enter")
        assert "Enter a reason" in flat(seat)
        await seat.press(*"policy", "enter")
        assert jobs.did("adopt_row")[0][:2] == ("r06", "policy")
        await seat.press("down", "x", *"given up", "enter")
        assert jobs.did("retire_row")[0][:2] == ("r07", "given up")
        await seat.press("p")
        assert len(jobs.did("schedule_sheet")) == 1
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.screen, RetentionScreen))
        await seat.until(lambda: len(jobs.did("retention_plan")) == 2)


async def test_a_row_is_changed_on_its_form(jobs, sit):
    """e opens the row as it stands; what is missing is said beside its line; saved, the job has every fact."""
    async with sit(size=(100, 40)) as seat:
        await seat.press("t", "s", "e")
        await seat.until(lambda: "Edit row r06" in seat.text())
        await seat.press("ctrl+s")
        assert "Enter a reason. It is kept in the history" in flat(seat)
        await seat.set(period="7 years", reason="audit")
        await seat.press("ctrl+s")
        await seat.until(lambda: bool(jobs.did("save_row")))
        said = jobs.did("save_row")[0][0]
        assert (said["row"], said["period"], said["reason"], said["classes"]) == (
            "r06",
            "7 years",
            "audit",
            ["payroll"],
        )


async def test_a_sentence_of_the_desk_stands_beside_its_line(jobs, sit):
    """A period of 0 is refused beside the period."""
    jobs.answers["save_row"] = Refused("A period cannot be 0. Enter years, months or days.")
    async with sit(size=(100, 40)) as seat:
        await seat.press("t", "s", "n")
        await seat.set(record="Exit interviews", classes="personnel", period="0 years", basis="policy", reason="new")
        await seat.press("ctrl+s")
        await seat.until(lambda: "! A period cannot be 0" in seat.text())
        field = seat.screen.query_one("#field-period")
        assert field.has_class("wrong")


async def test_a_hold_is_placed_on_the_person_under_the_cursor(jobs, sit):
    """f on the plan and h on the register fill the person in; without why or review nothing is placed."""
    async with sit(size=(100, 40)) as seat:
        await seat.press("t")
        await seat.until(lambda: "(2)" in seat.text())
        await seat.press("f", "ctrl+s")
        assert "Enter a reason for the hold" in flat(seat)
        await seat.set(why="tribunal claim", review="31/01/2027")
        await seat.press("ctrl+s")
        await seat.until(lambda: bool(jobs.did("place_hold")))
        facts = jobs.did("place_hold")[0][0]
        assert facts == {
            "kind": "claim", "people": [17], "classes": [], "why": "tribunal claim", "review": "2027-01-31",
        }  # fmt: skip
        await seat.press("escape", "2", "h")
        assert seat.screen.query_one("#field-people").value == "1"
        await seat.set(people="one", why="x", review="31/01/2027")
        await seat.press("ctrl+s")
        await seat.until(lambda: "'one' is not a person's number" in flat(seat))


async def test_a_hold_is_lifted_and_kept_with_its_reason(jobs, sit):
    """l asks why and says that others stay; u takes the next day and why; a hold past its review is marked."""
    async with sit() as seat:
        await seat.press("t", "h")
        await seat.until(lambda: "HOLD-2026-0002" in seat.text())
        assert "! 20/11/2026" in seat.text()
        await seat.press("l")
        assert "Other holds and open cases on the same people stay" in flat(seat)
        await seat.press(*"settled", "enter")
        assert jobs.did("lift_hold")[0][:2] == ("HOLD-2026-0002", "settled")
        await seat.press("u", *"31/01/2028 not heard", "enter")
        assert jobs.did("keep_hold")[0][:3] == ("HOLD-2026-0002", date(2028, 1, 31), "not heard")


async def test_a_hold_on_the_board_opens_the_holds(jobs, sit):
    """Enter on the line of a hold leads to the holds, not to a case; and the working beside it asks for no case."""
    jobs.lines = [jobs.line(1, reference="HOLD-2026-0002", kind="hold", duty="review-hold")]
    async with sit(size=(120, 36)) as seat:
        assert isinstance(seat.screen, BoardScreen)
        await seat.press("enter")
        assert isinstance(seat.screen, HoldsScreen)
    assert jobs.did("show") == []


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_is_drawn_whole(jobs, stay, name):
    """Names, reasons and records that are markup to a careless screen are drawn as they are."""
    jobs.name = name
    async with stay(size=(120, 36)) as seat:
        await seat.press("t")
        await seat.until(lambda: "(2)" in seat.text())
        assert name in seat.text()
        await seat.press("s")
        await seat.until(lambda: "rows in force" in seat.text())
        assert name in seat.text()
        await seat.press("escape", "h")
        await seat.until(lambda: "HOLD-2026-0002" in seat.text())
        assert name in seat.text()


async def test_what_is_only_an_example_is_called_one(jobs, sit):
    """An empty line's example cannot be taken for what was filled in, without colours either: it begins with 'like'."""
    async with sit() as seat:
        await seat.press("t")
        await seat.until(lambda: "(2)" in seat.text())
        await seat.press("h")
        await seat.until(lambda: "Holds:" in seat.text())
        await seat.press("n")
        text = flat(seat)
        assert "Review date like 16/11/2026" in text
        assert "People like 17, 1044; or h on the Workforce page" in text
        assert "Or classes of record like payroll, personnel" in text
