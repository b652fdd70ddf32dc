"""The form on which a suspected breach is logged: from anywhere, with few keys, kept while it is typed."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casebook import show_json
from conftest import TODAY
from dpo_console.breaches.breach_form import BreachForm
from dpo_console.complaints.complaint_form import ComplaintForm
from dpo_console.rights.request_form import Intake
from dpo_console.views.board import BoardScreen
from dpo_console.widgets import draft_form
from dpo_console.widgets.moment_field import read_instant, written
from dpo_console.widgets.record_list import RecordList
from fingers import Fingers, made

MOST = 12
"""Key presses beside the typing, as design.md's figures ask."""


class Typing(Fingers):
    """Fingers that type into a text of several lines too."""

    async def type(self, text: str) -> None:
        """A text into the line the cursor is in, in the place of what stands there."""
        self.letters += len(text)
        focused = self.seat.screen.focused
        setattr(focused, "text" if hasattr(focused, "text") else "value", text)


async def test_a_breach_is_logged_within_twelve_keys(tmp_path, sit):
    """From within another form's line: f2, six answers, ctrl+s; the desk has them, and the other form is as it was."""
    folder = tmp_path / "desk"
    made(folder)
    async with sit(folder=folder) as seat:
        await seat.press("n")
        await seat.until(lambda: isinstance(seat.screen, Intake))
        await seat.set(requester="Ann Other")
        fingers = Typing(seat)
        await fingers.press("f2")
        await seat.until(lambda: isinstance(seat.screen, BreachForm))
        await fingers.type("An e-mail with a sickness record went to forty foster carers")
        await fingers.press("tab")
        await seat.press("0", "0", "colon", "0", "1")  # each a key of its own: it takes the place of what stands there
        await fingers.press("tab")
        await fingers.type("a team manager")
        await fingers.press("tab")
        await fingers.type("about 40 foster carers")
        await fingers.press("tab", "space", "tab")
        await fingers.type("Fostering")
        await fingers.press("ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, BreachForm))
        assert fingers.keys <= MOST
        assert fingers.keys == 8
        assert any(isinstance(screen, Intake) for screen in seat.app.screen_stack)
        desk = seat.app.desk
        facts = show_json(desk, "BR-2026-0001", seat.app.now())["facts"]["now"]
        assert (facts["service"], facts["facts"]["ongoing"], facts["facts"]["by"]) == (
            "Fostering",
            True,
            "a team manager",
        )
        assert facts["aware"] == f"{TODAY.isoformat()}T00:01:00Z"
        beneath = next(screen for screen in seat.app.screen_stack if isinstance(screen, Intake))
        assert beneath.typed()["requester"] == "Ann Other"


@pytest.mark.parametrize("way", ["", "n", "2", "3", "4", "w", "m", "slash"])
async def test_the_key_works_from_everywhere(jobs, stay, way):
    """On every mode, in a form, over a search line, f2 opens the form; escape leads back to where it was pressed."""
    async with stay() as seat:
        if way:
            await seat.press(way)
        before = seat.screen
        await seat.press("f2")
        assert isinstance(seat.screen, BreachForm)
        await seat.press("f2")
        assert sum(isinstance(screen, BreachForm) for screen in seat.app.screen_stack) == 1
        await seat.press("escape")
        assert seat.screen is before


async def test_the_key_does_nothing_before_the_desk_is_open(jobs, sit):
    """On the unlock screen f2 opens no form."""
    async with sit(passphrase=None) as seat:
        await seat.press("f2")
        assert not isinstance(seat.screen, BreachForm)


async def test_it_works_over_a_question(jobs, sit):
    """Over a dialog the form opens too, and the dialog is there again afterwards."""
    async with sit() as seat:
        await seat.press("f")
        dialog = seat.screen
        await seat.press("f2")
        assert isinstance(seat.screen, BreachForm)
        await seat.press("escape")
        assert seat.screen is dialog


async def test_what_is_typed_is_kept(jobs, sit, monkeypatch):
    """What was typed is a draft at once; left with escape it comes back with f2, and is gone once it is logged."""
    monkeypatch.setattr(draft_form, "SAVE_AFTER", 0.01)
    jobs.answers["log_breach"] = "BR-2026-0001"
    async with sit() as seat:
        await seat.press("f2")
        await seat.set(what="A folder on a bus")
        await seat.until(lambda: "log-breach" in jobs.desk.drafts.kept)
        await seat.press("escape")
        assert "not logged" in " ".join(seat.text().split())
        await seat.press("f2")
        await seat.until(lambda: "restored" in seat.text())
        assert "A folder on a bus" in seat.text()
        await seat.press("ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, BreachForm))
        assert jobs.desk.drafts.kept == {}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_time_typed_takes_the_place_of_the_present(jobs, sit, size):
    """Who comes to the line with tab types over the time that stands there; an arrow key keeps it."""
    async with sit(size=size) as seat:
        await seat.press("f2", "tab", *"today", "space", "0", "9", "colon", "1", "5")
        field = seat.screen.query_one("#field-noticed")
        assert field.value == f"{TODAY:%d/%m/%Y} 09:15"
        await seat.press("shift+tab", "tab", "end", "0")
        assert field.value == "today 09:150"


async def test_a_time_that_was_left_is_of_the_day_it_was_typed(jobs, sit, monkeypatch):
    """16:25 typed on Friday and found again on Monday is Friday's, not Monday's: the draft keeps the day with the time."""
    monkeypatch.setattr(draft_form, "SAVE_AFTER", 0.01)
    async with sit() as seat:
        await seat.press("f2")
        await seat.set(what="A folder on a bus", noticed="00:01")
        await seat.until(lambda: "log-breach" in jobs.desk.drafts.kept)
        await seat.press("escape")
        later = datetime.combine(TODAY + timedelta(days=3), datetime.min.time(), UTC) + timedelta(hours=17)
        monkeypatch.setattr(type(seat.app), "now", lambda app: later)
        await seat.press("f2")
        await seat.until(lambda: "restored" in seat.text())
        assert seat.screen.facts()["noticed"] == f"{TODAY.isoformat()}T00:01:00+00:00"


async def test_the_time_is_said_back_with_its_end(jobs, sit):
    """Beneath the time stand its day, how long ago it was, and when the 72 hours end."""
    async with sit() as seat:
        await seat.press("f2")
        await seat.set(noticed="20/11/2026 16:30")
        said = " ".join(seat.text().split())
        assert "Friday 20 November 2026 at 16:30" in said
        assert "72 hours end Monday 23 November at 16:30" in said


async def test_what_is_missing_stands_beside_its_line(jobs, sit):
    """Without what happened, or with a time that is none, nothing is asked of the desk."""
    async with sit() as seat:
        await seat.press("f2")
        await seat.press("ctrl+s")
        assert "Enter what happened, in a line." in seat.text()
        await seat.set(what="x", noticed="half past")
        await seat.press("ctrl+s")
        assert "'half past' is not a date and time" in seat.text()
        assert jobs.did("log_breach") == []


NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("16:30", "2026-11-22T16:30:00+00:00"),
        ("yesterday 16:30", "2026-11-21T16:30:00+00:00"),
        ("today 9:05", "2026-11-22T09:05:00+00:00"),
        ("Yesterday  9:05", "2026-11-21T09:05:00+00:00"),
        ("20/11/2026 16:30", "2026-11-20T16:30:00+00:00"),
        ("2026-07-20T16:30", "2026-07-20T15:30:00+00:00"),
        ("25/10/2026 01:30+01:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25 01:30+00:00", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_an_instant_is_read_as_people_write_it(text, instant):
    """A time alone is of today, yesterday is understood, and a day with its time is in Europe/London."""
    assert read_instant(text, NOW).isoformat() == instant


def test_the_present_is_written_so_that_it_is_read_back():
    """Every hour about both clock changes, what the form begins with is that very minute when it is read."""
    for begin in (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 3, 28, 20, tzinfo=UTC)):
        for minutes in range(0, 600, 15):
            at = begin + timedelta(minutes=minutes)
            assert read_instant(written(at), at) == at


async def test_the_board_counts_the_hours_on(jobs, sit):
    """With a line counted in hours the board is asked for again as time goes by; without one it is left alone."""
    ends = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    hours = jobs.line(1, reference="BR-2026-0001", kind="breach", working_days_left=None, due=ends, hours_left=36)
    jobs.lines = [hours, jobs.line(2)]
    async with sit() as seat:
        assert "! 36 h" in seat.text()
        assert "23/11 16:30" in seat.text()
        jobs.lines[0] = replace(hours, hours_left=-2, late=True)
        board = seat.screen
        assert isinstance(board, BoardScreen)
        board.tick()
        await seat.settle()
        assert "! OVER 2 h" in seat.text()
        jobs.lines = jobs.lines[1:]
        await seat.press("2", "1")
        asked = len(jobs.did("board_of"))
        seat.screen.tick()
        await seat.settle()
        assert len(jobs.did("board_of")) == asked
        assert seat.screen.query_one("#cases", RecordList).total == 1


async def test_an_unfinished_breach_is_gone_on_with(jobs, sit):
    """After unlocking, the list of unfinished forms leads back into the form for the breach."""
    jobs.desk.drafts.put("log-breach", {"what": "A folder on a bus"}, NOW)
    async with sit() as seat:
        await seat.until(lambda: "A suspected breach" in seat.text())
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, BreachForm))
        await seat.until(lambda: "A folder on a bus" in seat.text())


async def test_another_form_stays_open_beneath(jobs, sit):
    """A complaint that is half typed is there when the breach is logged."""
    jobs.answers["log_breach"] = "BR-2026-0001"
    async with sit() as seat:
        await seat.press("m")
        await seat.set(name="Ann Other")
        await seat.press("f2")
        await seat.set(what="x")
        await seat.press("ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, BreachForm))
        assert any(isinstance(screen, ComplaintForm) for screen in seat.app.screen_stack)


async def test_a_breach_is_logged_once_however_often_the_key_is_pressed(jobs, sit):
    """ctrl+s held down, or pressed again while the desk still writes, logs one breach and not two with two clocks."""
    logged = []

    def slow(desk, facts, now):
        logged.append(facts["what"])
        time.sleep(0.3)
        return "BR-2026-0009"

    jobs._log_breach = slow
    async with sit() as seat:
        await seat.press("f2")
        await seat.set(what="An e-mail went astray")
        await seat.press("ctrl+s", "ctrl+s", "ctrl+s")
        await seat.until(lambda: not isinstance(seat.screen, BreachForm))
        assert logged == ["An e-mail went astray"]
