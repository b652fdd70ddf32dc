"""Key presses counted on a real desk: acknowledging a complaint, and the weekly review of sixty open cases."""

from datetime import date, timedelta

import pytest

from casebook import show_json
from conftest import TODAY
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.desk import demo_setup
from dpo_console.jobs import case_events, opening
from dpo_console.rights import jobs as rights_jobs
from dpo_console.rights.event_form import RecordEvent
from dpo_console.views.weekly import WeeklyScreen
from dpo_console.widgets.record_list import RecordList
from fingers import Fingers, at, made

A_CASE = 2
"""Keys a case of the review takes at most, beside the typing."""
OFFICER, NOTE = "Priya Shah", "asked the team"


def logged(desk, number: int, received: date) -> str:
    """A request for access, logged when it came."""
    who = {"name": f"Person {number}", "address": ["1 Test Street"], "email": None, "is_subject": True}
    facts = {"right": ["access"], "received": received.isoformat(), "channel": "email", "requester": who}
    return rights_jobs.log_request(desk, facts | {"asked": "Everything."}, at(received))


async def test_a_complaint_is_acknowledged_within_eight_keys(tmp_path, sit):
    """From the board: to the complaint's line, open it, e, acknowledged, ctrl+s; the desk has it (DPA 2018 s.164A)."""
    folder = tmp_path / "desk"
    made(folder)
    desk = opening.open_desk(folder, demo_setup.DEMO, now=at(TODAY))
    for days in (40, 20, 10):
        logged(desk, days, TODAY - timedelta(days=days))
    received = TODAY - timedelta(days=25)
    facts = {"received": received.isoformat(), "complainant": {"name": "Ann Other"}, "what": "You were late."}
    complaint = complaints_jobs.log_complaint(desk, facts, at(received))
    desk.close()
    async with sit(folder=folder) as seat:
        fingers = Fingers(seat)
        listing = seat.screen.query_one("#cases", RecordList)
        await seat.until(lambda: listing.row is not None)
        while listing.row.key.split()[0] != complaint:
            await fingers.press("down")
        to_the_line = fingers.keys
        assert to_the_line > 0
        await fingers.press("enter")
        await seat.until(lambda: "acknowledge" in seat.text())
        await fingers.press("e")
        await seat.until(lambda: isinstance(seat.screen, RecordEvent))
        chosen = seat.screen.query_one("#field-kind")
        while chosen.value != "acknowledged":
            await fingers.press("enter", "down", "enter")
        await fingers.press("ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, RecordEvent))
        events = show_json(seat.app.desk, complaint, seat.app.now())["events"]
        assert [one["on"] for one in events if one["kind"] == "acknowledged"] == [TODAY.isoformat()]
        print(f"\nacknowledging a complaint: {fingers.keys} keys, {to_the_line} of them to its line on the board")
        assert fingers.keys <= 8
        assert fingers.letters == 0


@pytest.mark.slow
async def test_a_review_of_sixty_cases_is_walked_through(tmp_path, sit):
    """Every line seen, every tenth case assigned and every tenth noted: at most two keys a case beside the typing."""
    folder = tmp_path / "desk"
    made(folder)
    cases = sixty(folder)
    async with sit(folder=folder) as seat:
        fingers = Fingers(seat)
        await seat.until(lambda: seat.screen.query_one("#cases", RecordList).row)
        await fingers.press("w")
        await seat.until(lambda: isinstance(seat.screen, WeeklyScreen) and seat.screen.query_one(RecordList).row)
        listing = seat.screen.query_one(RecordList)
        lines = [row.key for row in listing.rows.values() if row.key]
        seen: list[str] = []
        for number, key in enumerate(lines):
            if number:
                await fingers.press("down")
            assert listing.row.key == key
            reference = key.split()[0]
            if reference in seen:
                continue
            seen.append(reference)
            if len(seen) % 10 == 0:
                await recorded(fingers, "a", owner=OFFICER)
            elif len(seen) % 10 == 5:
                await recorded(fingers, "n", note=NOTE)
            assert listing.row.key == key
        assert sorted(seen) == sorted(cases)
        done = [show_json(seat.app.desk, reference, seat.app.now()) for reference in seen]
        owned = [number for number, case in enumerate(done, 1) if case["facts"]["now"]["owner"] == OFFICER]
        noted = [number for number, case in enumerate(done, 1) if NOTE in [one["note"] for one in case["events"]]]
        assert (owned, noted) == (list(range(10, 61, 10)), list(range(5, 61, 10)))
        print(
            f"\nreview of {len(cases)} cases in {len(lines)} lines: {fingers.keys} keys "
            f"({fingers.keys / len(cases):.2f} a case) and {fingers.letters} letters typed"
        )
        assert fingers.keys <= A_CASE * len(cases)


def sixty(folder) -> list[str]:
    """Sixty open cases of the last two months on a desk that is gone through every week: most were touched on Monday."""
    desk = opening.open_desk(folder, demo_setup.DEMO, now=at(TODAY))
    monday = TODAY - timedelta(days=6)
    cases = []
    for number in range(60):
        received = TODAY - timedelta(days=60 - number * 55 // 59)
        cases.append(logged(desk, number, received))
        if received <= monday and number % 10:
            case_events.event(desk, cases[-1], "note", monday, at(monday), note="looked at")
    desk.close()
    return cases


async def recorded(fingers: Fingers, key: str, **typed: str) -> None:
    """Press the key, type in a line, agree; the review stands again."""
    seat = fingers.seat
    await fingers.press(key)
    await seat.until(lambda: isinstance(seat.screen, RecordEvent))
    [(name, text)] = typed.items()
    await fingers.go_to(name)
    await fingers.type(text)
    await fingers.press("ctrl+s")
    await seat.until(lambda: isinstance(seat.screen, WeeklyScreen))
