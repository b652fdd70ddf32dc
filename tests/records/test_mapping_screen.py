"""Saying what headings mean: the first rows beside them, one meaning each, the order of the dates, and a name."""

import pytest
from textual.widgets import Input

from casework import Refused
from casework.records.intake import FirstRows, Unknown
from casework.records.items import Imported
from dpo_console.records.layout_form import LayoutForm
from dpo_console.widgets.record_list import RecordList

HEAD = ["Ressursnr", "Navn", "Fodt", "Klubb", "Last name"]
FOUND = FirstRows(
    [
        (1, ["Leavers 2026", "", "", "", ""]),
        (3, HEAD),
        (4, ["0012345", "Robertson, Kate", "03/04/1984", "UNISON", ""]),
        (5, ["0044556", "Hussain, Mo", "25/11/1979", "", ""]),
    ],
    {"Ressursnr": "staff", "Navn": "full", "Fodt": "keep", "Last name": "full"},
)


@pytest.fixture
def unknown(jobs, tmp_path):
    """A file whose headings nobody knows until they are explained."""
    (tmp_path / "unit4.csv").write_text("x")
    ledger, tries = jobs.ledger(), []

    def bring(desk, paths, now, progress, cancelled):
        tries.append(paths)
        if not jobs.did("keep_layout"):
            raise Unknown("unit4.csv: The headings of this table are not recognised.")
        return Imported([ledger])

    jobs._import_files, jobs.answers["first_rows"] = bring, FOUND
    return tmp_path / "unit4.csv"


async def to_mapping(seat, path):
    """Bring the file in as far as the question."""
    await seat.press("i")
    seat.screen.query_one("#path", Input).value = str(path)
    await seat.press("ctrl+s")
    await seat.until(lambda: isinstance(seat.screen, LayoutForm))


async def test_a_table_nobody_knows_is_explained_and_brought_in(jobs, sit, unknown):
    """The likely headings and meanings stand there; what the officer says is kept, and the file comes in by it."""
    async with sit() as seat:
        await to_mapping(seat, unknown)
        text = seat.text()
        assert seat.screen.query_one(RecordList).size.height >= 7
        assert "d Dates" in seat.lines()[-1] and "^s Save" in seat.lines()[-1] and "? Help" in seat.lines()[-1]
        assert "Row 3 (r)" in text and "0012345 | 0044556" in text and "Dates: not chosen" in text
        for heading, what in (("Ressursnr", "staff number"), ("Navn", "full name"), ("Last name", "keep as it is")):
            assert any(
                line.split(heading)[-1].strip().startswith(what) for line in seat.lines() if f" {heading} " in line
            )
        await seat.press("j", "j", "enter", "g", "j", "j", "j", "j", "j", "j", "enter")
        assert seat.screen.meanings["Fodt"] == "born" and seat.screen.query_one(RecordList).row.key == "Klubb"
        await seat.press("x", "ctrl+s")
        assert "! Enter the name of the system" in seat.text()
        seat.screen.query_one(Input).value = "Unit4 leavers"
        await seat.press("enter", "d", "c", "g", "j", "j")
        assert "03/04/1984  = 3 April 1984" in seat.text() and "Kind: absence" in seat.text()
        await seat.press("ctrl+s")
        await seat.until(lambda: "Done." in seat.text())
        [(said, _)] = jobs.did("keep_layout")
        assert said == {
            "name": "Unit4 leavers", "class": "absence", "days": "day/month/year",
            "headings": dict(zip(HEAD, ["staff", "full", "born", "leave", "keep"], strict=True)),
        }  # fmt: skip
        assert "2 expected = 2 read" in seat.text() and seat.app.running == ""


async def test_what_is_missing_is_told_and_nothing_is_lost(jobs, sit, unknown):
    """A refusal stands on the screen with everything said still there; changing something takes it away."""
    async with sit() as seat:
        await to_mapping(seat, unknown)
        seat.screen.query_one(Input).value = "Unit4"
        jobs.answers["keep_layout"] = Refused("Choose how its dates are written. This is never guessed.")
        await seat.press("ctrl+s")
        assert "! Choose how its dates are written" in seat.text() and isinstance(seat.screen, LayoutForm)
        await seat.press("d")
        assert "! Choose" not in seat.text()


async def test_another_row_may_hold_the_headings(jobs, sit, unknown):
    """r goes through the rows that hold anything, and shows what stands beneath each."""
    async with sit() as seat:
        await to_mapping(seat, unknown)
        await seat.press("r", "r", "r")
        assert "Row 1 (r)" in seat.text() and "Leavers 2026" in seat.screen.meanings
        await seat.press("r")
        assert list(seat.screen.meanings) == HEAD


async def test_left_for_later_it_is_a_draft(jobs, sit, unknown):
    """Esc leaves the file out and says so; the next time, what was said is there again."""
    async with sit() as seat:
        await to_mapping(seat, unknown)
        seat.screen.query_one(Input).value = "Unit4"
        await seat.press("d", "x", "escape")
        await seat.until(lambda: "was not imported" in seat.text())
        assert jobs.did("keep_layout") == [] and seat.app.running == ""
        await seat.press("escape")
        await to_mapping(seat, unknown)
        await seat.until(lambda: seat.screen.days == "day/month/year")
        assert seat.screen.meanings["Ressursnr"] == "leave" and seat.screen.query_one(Input).value == "Unit4"


async def test_kept_layouts_are_seen_and_forgotten(jobs, sit):
    """From the files brought in, l lists them with their headings; x asks, and forgets."""
    async with sit() as seat:
        await seat.press("2", "o", "l")
        assert jobs.name in seat.text() and "Navn = full name" in seat.text()
        await seat.press("x", "escape")
        assert jobs.did("forget_layout") == []
        await seat.press("x", "ctrl+s")
        await seat.until(lambda: jobs.did("forget_layout"))
        assert jobs.did("forget_layout")[0][0] == jobs.name


async def test_a_heading_made_to_hurt_is_drawn_and_obeyed_by_nobody(jobs, sit, unknown):
    """Markup, a click and an escape sequence in headings and cells stand as they are written."""
    head = ["[@click=app.quit]x[/]", "[b]Navn[/", "\x1b[2JFodt"]
    jobs.answers["first_rows"] = FirstRows([(1, head), (2, ["[/]", "\x1b]52;c;eA==\x07", "[red]1"])], {})
    async with sit() as seat:
        await to_mapping(seat, unknown)
        text = seat.text()
        assert "[@click=app.quit]x[/]" in text and "[b]Navn[/" in text and "[/]" in text and "\x1b" not in text
        await seat.press("enter", "escape", "j", "x")
        assert seat.screen.meanings["[b]Navn[/"] == "leave"
