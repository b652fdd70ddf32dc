"""The board's filter: what is asked of the desk, what the board says it shows, and the way back."""

from datetime import date

from casework.views.board_filter import BoardFilter
from dpo_console.views.board import BoardScreen
from dpo_console.views.board_filter import Filter

TODAY = date(2026, 11, 22)


def asked(jobs):
    """The day on which the board was last asked for, and what it was narrowed to."""
    now, chosen = jobs.did("board_of")[-1]
    return now.date(), chosen


def told(seat):
    """The line above the list."""
    line = seat.screen.query_one("#filtered")
    return str(line.content) if line.display else ""


async def narrow(seat, **lines):
    """f, these lines, ctrl+s."""
    await seat.press("f")
    assert isinstance(seat.screen, Filter)
    await seat.set(**lines)
    await seat.press("ctrl+s")


async def test_every_line_reaches_the_board(jobs, sit):
    """Kind, owner, service, words and a past day are asked of the desk, said above the list, and gone with esc."""
    async with sit() as seat:
        assert asked(jobs) == (TODAY, BoardFilter())
        assert told(seat) == ""
        await narrow(
            seat, kind="complaint", owner="Priya Shah", service="Assessment East", words="late", as_at="02/11/2026"
        )
        chosen = BoardFilter(date(2026, 11, 2), "complaint", "Priya Shah", "Assessment East", "late")
        assert asked(jobs) == (TODAY, chosen)
        said = (
            "Only: as at the end of 02/11/2026, kind complaint, owner Priya Shah, service Assessment East, "
            "words late   (esc shows all)"
        )
        assert told(seat) == said
        assert said[:70] in seat.text()
        await seat.press("escape")
        assert asked(jobs) == (TODAY, BoardFilter())
        assert told(seat) == ""
        assert "Only:" not in seat.text()


async def test_nobodys_cases_are_asked_for_by_an_empty_owner(jobs, sit):
    """The owner 'nobody' is the empty one, and the line above says nobody; an empty line leaves nobody out."""
    async with sit() as seat:
        await narrow(seat, owner="Nobody")
        assert asked(jobs) == (TODAY, BoardFilter(owner=""))
        assert told(seat) == "Only: owner none   (esc shows all)"
        await narrow(seat, owner="")
        assert asked(jobs) == (TODAY, BoardFilter())
        assert told(seat) == ""


async def test_what_was_chosen_stands_in_the_question_again(jobs, sit):
    """f again shows what is left out now, the day too; esc changes nothing."""
    async with sit() as seat:
        await narrow(seat, kind="request", service="East", as_at="02/11/2026")
        await seat.press("f")
        values = {name: seat.screen.query_one(f"#field-{name}").value for name in ("kind", "service", "as_at", "words")}
        assert values == {"kind": "request", "service": "East", "as_at": "02/11/2026", "words": ""}
        await seat.set(kind="complaint")
        await seat.press("escape")
        assert isinstance(seat.screen, BoardScreen)
        assert "kind request, service East" in told(seat)
        assert asked(jobs) == (TODAY, BoardFilter(date(2026, 11, 2), kind="request", service="East"))


async def test_a_day_that_is_none_is_told_beside_its_line(jobs, sit):
    """A future day and a nonsense day are one sentence beneath the line, which has the cursor; nothing is asked."""
    async with sit() as seat:
        for typed, said in (
            ("23/11/2026", "! That is in the future. Enter today's date or an earlier one."),
            ("31/02/2026", "not a date on the calendar"),
        ):
            before = len(jobs.did("board_of"))
            await narrow(seat, as_at=typed)
            assert isinstance(seat.screen, Filter)
            assert said in " ".join(seat.text().replace("│", " ").split())
            assert seat.screen.focused in seat.screen.query_one("#field-as_at").query("Input")
            await seat.press("escape")
            assert {chosen.as_at for _, chosen in jobs.did("board_of")[before:]} <= {None}
        await narrow(seat, as_at="22/11/2026")
        assert asked(jobs) == (TODAY, BoardFilter(TODAY))


async def test_a_board_on_which_nothing_is_left_says_so(jobs, sit):
    """Where no case is like that, the board says so and how to see all, not that there are no cases."""
    jobs.lines = []
    async with sit() as seat:
        await narrow(seat, words="unicorn")
        assert "No cases match. Press esc to show all open cases." in seat.text()
        await seat.press("escape")
        assert "No cases yet" in seat.text()


async def test_the_choice_stays_while_a_case_is_opened(jobs, sit):
    """Back from a case the board still shows only what was chosen."""
    async with sit() as seat:
        await narrow(seat, words="late")
        await seat.press("enter", "escape")
        assert asked(jobs) == (TODAY, BoardFilter(words="late"))
        assert told(seat) == "Only: words late   (esc shows all)"


async def test_a_hostile_name_is_drawn_whole(jobs, sit):
    """An owner that is markup is said as it was typed."""
    async with sit() as seat:
        await narrow(seat, owner="Ms [/] Jones [b")
        assert "owner Ms [/] Jones [b" in seat.text()
