"""The weekly review on the screen: its figures, its lines, and what is done from a line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework import Refused
from casework.views.weekly import OnTimeRate
from dpo_console.rights.event_form import RecordEvent
from dpo_console.views.jobs import WeeklySheet
from dpo_console.views.weekly import WeeklyScreen, figure_lines
from dpo_console.widgets.record_list import RecordList

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
EVERY = [
    "Overdue", "Due in 5 working days", "Due in 10 working days", "Due in 20 working days", "Last days to extend",
    "Complaints", "Waiting", "Untouched", "Closed last week",
]  # fmt: skip


def whole(jobs):
    """A review with something under every heading."""
    one = jobs.line(3)
    return replace(
        jobs._weekly(None, NOW),
        due={days: [replace(one, reference=f"SAR-2026-00{days:0>2}")] for days in (5, 10, 20)},
        extend=[replace(one, duty="extend", next="give notice of an extension")],
        complaints=[replace(one, reference="CO-2026-0001", kind="complaint", next="acknowledge it")],
        waiting=[jobs.line(4, send="clarification chaser")],
    )


def under(seat):
    """The line the cursor is on."""
    return seat.screen.query_one(RecordList).row.key


async def review(seat):
    """From the board to the review."""
    await seat.press("w")
    assert isinstance(seat.screen, WeeklyScreen)


async def another_day(seat, typed):
    """t, a day, enter."""
    await seat.press("t")
    seat.screen.query_one("Input").value = typed
    await seat.press("enter")


def toasts(seat):
    """What was said in toasts, oldest first."""
    return [one.message for one in seat.app._notifications]


def open_to(jobs, *kinds):
    """Cases on which these kinds of event may be recorded."""
    jobs.answers["show"] = replace(jobs.show_case("SAR-2026-0001"), actions=list(kinds))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_section_and_figure_is_drawn(jobs, sit, size):
    """Closed, on-time rates, days lost and every heading with its count stand on the screen, the rest a key away."""
    jobs.answers["weekly"] = whole(jobs)
    async with sit(size=size) as seat:
        await review(seat)
        seen = seat.text()
        assert "Week of 09/11/2026 to 15/11/2026, as at 22/11/2026" in seen
        assert "Closed 1: 0 on time, 1 late, 0 extended" in seen
        assert f"Days lost: {jobs.name} 2 d in 1 of 3" in seen
        await seat.press("G")
        seen += seat.text()
        for heading in EVERY:
            assert f"{heading} (1)" in seen
        for said in (
            "! OVERDUE 3", "NO REASON RECORDED; identify", "17 wd", "3 days; clarification chaser", "11 working days;",
            "= closed", "answered, late", "acknowledge it", "give notice of an", "SAR-2026-0101", "CO-2026-0001",
        ):  # fmt: skip
            assert said in seen, said
        assert all(len(line) <= size[0] for line in seat.lines())


async def test_the_bars_stand_with_their_numbers(jobs, sit):
    """A rate is a bar of twenty cells with its share and how many it is of; where nothing was closed, that is said."""
    async with sit() as seat:
        await review(seat)
        text = seat.text()
        assert f"On time,  4 weeks  {'#' * 15}{'.' * 5}  75% of 4" in text
        assert f"On time, 13 weeks  {'#' * 15}{'.' * 5}  75% of 4" in text
        assert f"On time, 52 weeks  {'.' * 20}  nothing closed" in text


@pytest.mark.parametrize(("rate", "full"), [(0.0, 0), (0.05, 1), (0.5, 10), (1.0, 20)])
def test_a_bar_is_as_long_as_its_rate(jobs, rate, full):
    """The bar has a full cell for every twentieth."""
    found = replace(whole(jobs), rates={4: OnTimeRate(closed=20, on_time=int(20 * rate), rate=rate)})
    [_, bar, _] = figure_lines(found)
    assert (bar.count("#"), bar.count("#") + bar.count("."), bar.split()[-3]) == (full, 20, f"{rate:.0%}")


async def test_the_cursor_comes_back_to_its_line(jobs, sit):
    """Enter opens the case under the cursor; back from it the cursor is on that line, though lines moved meanwhile."""
    jobs.answers["weekly"] = whole(jobs)
    async with sit() as seat:
        await review(seat)
        await seat.press("j", "j", "j", "j", "j")
        was = under(seat)
        assert was == "CO-2026-0001 Complaints respond"
        await seat.press("enter")
        assert seat.screen.reference == "CO-2026-0001"
        jobs.answers["weekly"] = replace(whole(jobs), overdue=[])
        await seat.press("escape")
        assert isinstance(seat.screen, WeeklyScreen)
        assert len(jobs.did("weekly")) == 2
        assert under(seat) == was


async def test_a_case_under_two_headings_has_the_cursor_once(jobs, sit):
    """A case that is overdue and untouched is two lines, and the cursor is on the one it was put on."""
    async with sit() as seat:
        await review(seat)
        keys = [row.key for row in seat.screen.query_one(RecordList).rows.values() if row.key]
        assert len(keys) == len(set(keys))
        first, untouched = [key for key in keys if key.startswith("SAR-2026-0001")]
        while under(seat) != untouched:
            await seat.press("j")
        await seat.press("enter", "escape")
        assert under(seat) == untouched != first


async def test_a_case_is_assigned_from_its_line(jobs, sit):
    """a opens the event with 'given to an officer' chosen; the job assign gets officer, day and note; no name is nobody."""
    open_to(jobs, "note", "sent", "assigned")
    async with sit(size=(120, 36)) as seat:
        await review(seat)
        was = under(seat)
        await seat.press("a")
        assert isinstance(seat.screen, RecordEvent)
        assert seat.screen.query_one("#field-kind").value == "assigned"
        assert "Use the note for the handover" in str(seat.screen.query_one("#hint").content)
        await seat.set(owner="Priya Shah", note="letter is drafted")
        await seat.press("ctrl+s")
        _, args, options = next(one for one in jobs.asked if one[0] == "assign")
        assert args[1:4] == ("SAR-2026-0001", "Priya Shah", date(2026, 11, 22))
        assert options == {"note": "letter is drafted"}
        assert jobs.did("event") == []
        assert toasts(seat) == ["Recorded."]
        assert under(seat) == was
        await seat.press("a", "ctrl+s")
        assert jobs.did("assign")[1][:2] == ("SAR-2026-0001", None)


async def test_a_note_is_recorded_from_its_line(jobs, sit):
    """n opens the event with the note chosen; the job event gets way, direction, day and words."""
    open_to(jobs, "sent", "assigned", "note")
    async with sit(size=(120, 36)) as seat:
        await review(seat)
        await seat.press("n")
        assert seat.screen.query_one("#field-kind").value == "note"
        await seat.set(way="call", direction="out", note="rang, no answer", on="20/11/2026")
        await seat.press("ctrl+s")
        _, args, options = next(one for one in jobs.asked if one[0] == "event")
        assert args[1:4] == ("SAR-2026-0001", "note", date(2026, 11, 20))
        assert options == {"months": None, "note": "rang, no answer", "facts": {"way": "call", "direction": "out"}}
        assert jobs.did("assign") == []


async def test_a_dialog_that_forgot_its_kind_would_be_seen(jobs, sit, monkeypatch):
    """With the kind that the key names left out, another one stands chosen: what the two tests above look at."""
    open_to(jobs, "sent", "assigned", "note")
    plain = RecordEvent.__init__
    monkeypatch.setattr(RecordEvent, "__init__", lambda dialog, case, first="", letter="": plain(dialog, case))
    async with sit() as seat:
        await review(seat)
        await seat.press("a")
        assert seat.screen.query_one("#field-kind").value == "sent"


async def test_leaving_the_dialog_records_nothing(jobs, sit):
    """esc from assign and from note records nothing, and the cursor is where it was."""
    open_to(jobs, "assigned", "note")
    async with sit() as seat:
        await review(seat)
        await seat.press("j")
        was = under(seat)
        await seat.press("a", "escape", "n", "escape")
        assert (jobs.did("assign"), jobs.did("event"), under(seat)) == ([], [], was)
        assert isinstance(seat.screen, WeeklyScreen)


async def test_the_sheet_is_printed_for_the_day_on_the_screen(jobs, sit):
    """p asks for the sheet of the day shown, and says what it is called in the outbox; a refusal is told."""
    path = Path("/desk/outbox/weekly-2026-11-22.pdf")
    jobs.answers["weekly_sheet"] = WeeklySheet(path, "sha256:ab", 1, "ab")
    async with sit() as seat:
        await review(seat)
        await seat.press("p")
        assert toasts(seat)[-1] == "Saved to the outbox: weekly-2026-11-22.pdf"
        [(day, now)] = jobs.did("weekly_sheet")
        assert (day, now.date()) == (date(2026, 11, 22), date(2026, 11, 22))
        await another_day(seat, "16/11/2026")
        await seat.press("p")
        assert jobs.did("weekly_sheet")[1][0] == date(2026, 11, 16)
        jobs.answers["weekly_sheet"] = Refused("The outbox cannot be written: free some space.")
        await seat.press("p")
        assert toasts(seat)[-1] == "The outbox cannot be written: free some space."


async def test_another_day_is_shown_and_today_comes_back(jobs, sit):
    """t asks for the review of a past day; an empty line is today again."""
    async with sit() as seat:
        await review(seat)
        await another_day(seat, "02/11/2026")
        assert jobs.did("weekly")[-1][1] == date(2026, 11, 2)
        assert "as at 02/11/2026" in seat.text()
        await seat.press("t")
        assert "02/11/2026" in seat.screen.query_one("Input").value
        seat.screen.query_one("Input").value = ""
        await seat.press("enter")
        assert jobs.did("weekly")[-1][1] is None
        assert "as at 22/11/2026" in seat.text()
        await another_day(seat, "22/11/2026")
        assert jobs.did("weekly")[-1][1] == date(2026, 11, 22)


NO_DAYS = {
    "23/11/2026": "That is in the future. Enter today's date or an earlier one.",
    "31/02/2026": "not a date on the calendar",
    "last week": "'last week'",
    "01/02/26": "two-digit year",
}


async def test_a_day_that_is_none_is_one_sentence(jobs, sit):
    """A future day and nonsense are one sentence each; the review stays on its day."""
    async with sit() as seat:
        await review(seat)
        for number, (typed, said) in enumerate(NO_DAYS.items(), 1):
            await another_day(seat, typed)
            assert len(toasts(seat)) == number
            assert said in toasts(seat)[-1]
            assert isinstance(seat.screen, WeeklyScreen)
        assert {args[1] for args in jobs.did("weekly")} == {None}
        assert "as at 22/11/2026" in seat.text()


async def test_an_empty_review_says_so(jobs, sit):
    """With nothing open and nothing closed, the list says so and what to press next; no key of a case does anything."""
    found = jobs._weekly(None, NOW)
    closed = replace(found.closed, cases=[], total=0, late=0)
    jobs.answers["weekly"] = replace(found, closed=closed, overdue=[], due={}, waiting=[], untouched=[], recognition=[])
    async with sit() as seat:
        await review(seat)
        assert "No open cases, and none closed last week. Press esc, then n to log a request." in seat.text()
        assert "Days lost: none" in seat.text()
        await seat.press("enter", "a", "n", "j")
        assert isinstance(seat.screen, WeeklyScreen)
        await seat.press("escape")
        assert type(seat.screen).__name__ == "BoardScreen"


async def test_a_closed_case_is_not_sent_by_the_key_that_assigns(jobs, sit):
    """On a case that can be given to nobody any more, a stays 'given to an officer': the desk says why not."""
    open_to(jobs, "sent", "note", "reopened")
    jobs.answers["assign"] = Refused("The case was closed on 12/11/2026. Reopen it first.")
    async with sit() as seat:
        await review(seat)
        await seat.press("a")
        assert seat.screen.query_one("#field-kind").value == "assigned"
        await seat.press("ctrl+s")
        assert "! The case was closed on 12/11/2026" in seat.text()
        assert jobs.did("event") == []


async def test_the_cursor_is_where_the_rest_is_said(jobs, sit):
    """a has the cursor in the officer's line, n in the note: the kind and the day are known."""
    open_to(jobs, "sent", "note", "assigned")
    async with sit() as seat:
        await review(seat)
        for key, name in (("a", "owner"), ("n", "note")):
            await seat.press(key)
            assert seat.screen.focused in seat.screen.query_one(f"#field-{name}").query("Input")
            await seat.press("escape")


@pytest.mark.parametrize("on_time", [0, 500, 990, 999])
def test_a_rate_short_of_all_is_not_drawn_as_all(jobs, on_time):
    """Where one case of a thousand was late, neither bar nor share say that all were on time."""
    found = replace(whole(jobs), rates={52: OnTimeRate(closed=1000, on_time=on_time, rate=on_time / 1000)})
    [_, bar, _] = figure_lines(found)
    assert "100%" not in bar
    assert bar.count("#") < 20
