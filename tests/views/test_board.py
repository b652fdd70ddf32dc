"""The board: what it shows, what its keys do, and a list whose cost does not grow."""

from dataclasses import replace

from textual.widgets import Input

from casework.views.lookup import FoundPeople
from dpo_console.widgets.record_list import Column, RecordList, Row


async def test_time_left_is_told_in_words(jobs, sit):
    """Overdue, due today, days left and waiting are told by a word or a sign, the overdue with a mark of its own."""
    jobs.lines = [jobs.line(number) for number in range(1, 5)]
    async with sit() as seat:
        text = seat.text()
        for word in ("! OVERDUE 3", "! today", "17 wd", "= paused", "SAR-2026-0001", "16/12/2026", "1 overdue"):
            assert word in text


async def test_an_empty_board_says_what_to_do(jobs, sit):
    """A board without cases says which keys to press."""
    jobs.lines = []
    async with sit() as seat:
        assert "No cases yet. Press n to log a request, i to import workforce files." in seat.text()
        await seat.press("j", "k", "enter", "pagedown", "G")
        assert type(seat.screen).__name__ == "BoardScreen"


async def test_the_working_stands_beside_the_list_where_there_is_room(jobs, sit):
    """At 120 columns the highlighted case's deadline and its working stand beside the list; at 80 the list is whole."""
    async with sit(size=(120, 36)) as seat:
        await seat.until(lambda: "16/12/2026  one month" in seat.text())
        await seat.press("j")
        await seat.until(lambda: ("SAR-2026-0002") in [args[0] for args in jobs.did("show")])
    async with sit() as seat:
        assert "one month" not in seat.text()
        assert all(len(line) <= 80 for line in seat.lines())


async def test_any_case_is_found_by_its_words(jobs, sit):
    """/ finds as one types, closed cases too; esc brings the open ones back."""
    async with sit() as seat:
        await seat.press("slash")
        seat.screen.query_one("#find", Input).value = "0002"
        await seat.settle()
        assert "1 case found" in seat.text()
        assert "SAR-2026-0001" not in seat.text()
        await seat.press("enter", "enter")
        assert seat.screen.reference == "SAR-2026-0002"
        await seat.press("escape", "escape")
        assert "SAR-2026-0001" in seat.text()


async def test_the_mouse_opens_a_case_and_goes_to_a_mode(jobs, sit):
    """A click moves the cursor, a second one opens; a click on a mode's name goes there."""
    async with sit() as seat:
        await seat.pilot.click("#cases", offset=(20, 3))
        assert seat.screen.query_one("#cases", RecordList).row.key == "SAR-2026-0003 respond"
        await seat.pilot.click("#cases", offset=(20, 3))
        await seat.settle()
        assert seat.screen.reference == "SAR-2026-0003"
        await seat.pilot.click(offset=(30, 0))
        await seat.settle()
        assert seat.app.current_mode == "letters"


async def test_the_cursor_keeps_its_case_when_the_board_changes(jobs, sit):
    """A case that moves in the list keeps the cursor."""
    async with sit() as seat:
        await seat.press("j", "j")
        jobs.lines = [jobs.line(9), *reversed(jobs.lines)]
        seat.screen.load()
        await seat.settle()
        assert seat.screen.query_one("#cases", RecordList).row.key == "SAR-2026-0003 respond"
        assert "› " in next(line for line in seat.lines() if "SAR-2026-0003" in line)


async def test_the_cursor_keeps_its_case_when_the_duty_is_done(jobs, sit):
    """Where the clock under the cursor is done, the cursor goes to another line of the same case, not to its place."""
    async with sit() as seat:
        await seat.press("j")
        done, others = jobs.lines[1], [jobs.lines[0], *jobs.lines[2:]]
        jobs.lines = [*others, replace(done, duty="follow-up")]
        seat.screen.load()
        await seat.settle()
        assert seat.screen.query_one("#cases", RecordList).row.key == "SAR-2026-0002 follow-up"


async def test_a_list_of_a_hundred_thousand_draws_only_what_is_seen(jobs, sit):
    """Of 100,000 lines only those in view are asked for, by slices, also at the far end."""
    asked = []

    def people(desk, words, offset=0, limit=200):
        asked.append(offset)
        numbers = range(offset + 1, offset + limit + 1)
        return FoundPeople(total=100_000, more=False, people=[jobs.person(number) for number in numbers])

    jobs._people_of = people
    async with sit() as seat:
        await seat.press("2")
        assert "100,000 people" in seat.text()
        await seat.press("G")
        await seat.settle()
        assert seat.screen.query_one("#people", RecordList).row.key == "100000"
        assert asked == [0, 99_800]
        await seat.press("g")
        assert seat.screen.query_one("#people", RecordList).row.key == "1"


async def test_keys_of_the_list(jobs, sit):
    """j, k, page and end keys move; headings are stepped over; marks show by a sign."""
    async with sit() as seat:
        listing = RecordList((Column("Name"),), id="tried")
        await seat.screen.mount(listing)
        rows = [Row("", ("Group",), heading=True), *(Row(str(n), (f"line {n}",)) for n in range(50))]
        listing.give(rows)
        listing.focus()
        await seat.press("k")
        assert listing.row.key == "0"
        await seat.press("j", "j")
        assert listing.row.key == "2"
        await seat.press("pagedown")
        assert int(listing.row.key) > 2
        await seat.press("G")
        assert listing.row.key == "49"
        assert any("line 49" in line for line in seat.lines())
        await seat.press("g")
        assert listing.row.key == "0"
        assert any("Group" in line for line in seat.lines())
        listing.toggle({"0"})
        await seat.settle()
        assert any("›* " in line or "›*line 0" in line for line in seat.lines())


async def test_a_request_for_several_rights_is_on_the_board_once(jobs, sit):
    """The line of the right that is first, which it names; the count is of cases, and those waiting among them."""
    of = {"title": "access + erasure", "next": "act on it"}
    waits = {"state": "paused", "due": None, "working_days_left": None, "waiting_days": 3}
    jobs.lines = [jobs.line(3, right="erasure", **of), jobs.line(3, right="access", **of | waits), jobs.line(2)]
    async with sit() as seat:
        assert seat.text().count("SAR-2026-0003") == 1
        assert "erasure: act on it" in seat.text() and "2 open, 0 overdue, 1 waiting" in seat.text()
        assert seat.screen.query_one("#cases", RecordList).total == 2
