"""The register, a person's card, bringing files in."""

from dataclasses import replace

from textual.widgets import Input

from casework import Refused
from casework.records.intake import Fault
from casework.records.items import Ledger


async def test_people_are_found_as_one_types(jobs, sit):
    """/ looks people up as one types, each with why; enter goes to them, and again opens the card."""
    async with sit() as seat:
        await seat.press("2", "slash")
        seat.screen.query_one("#find", Input).value = "robert"
        await seat.settle()
        assert jobs.did("people_of")[-1][0] == "robert"
        assert "1,000 people found" in seat.text() and "Found by" in seat.text()
        await seat.press("enter", "enter")
        assert "born 14/03/1984  —  2 records" in seat.text()


async def test_the_list_says_who_is_restricted_and_that_there_are_more(jobs, sit):
    """A restricted person is marked in words, and where only the newest records were looked through it says so."""
    found = jobs._people_of(None, "")
    first, *others = found.people
    marked = [replace(first, restricted="restricted since 12/11/2026"), *others]
    jobs.answers["people_of"] = replace(found, people=marked, more=True)
    async with sit() as seat:
        await seat.press("2", "slash")
        seat.screen.query_one("#find", Input).value = "rob"
        await seat.settle()
        assert "! restricted  Katherine" in seat.text()
        assert "there are more: type more letters" in seat.text()


async def test_a_record_of_nobody_can_be_read(jobs, sit):
    """A record that joins nobody is listed, and opens as a page of its own."""
    found = jobs._people_of(None, "")
    nobody = replace(found.people[0], person=None, item=7, name="A. Nobody")
    jobs.answers["people_of"] = replace(found, people=[nobody], total=1)
    async with sit() as seat:
        await seat.press("2", "enter")
        assert jobs.did("lone_record") == [(7,)]
        assert "not linked to a person" in seat.text() and "Census 2026, line 1" in seat.text()


async def test_files_are_brought_in_and_their_ledger_shown(jobs, sit, tmp_path):
    """i takes several paths, completes them, and shows each file's ledger with its warnings; a refused one is told."""
    for name in ("return.xml", "payroll.csv"):
        (tmp_path / name).write_text("x")
    async with sit() as seat:
        await seat.press("i")
        line = seat.screen.query_one("#path", Input)
        assert await line.suggester.get_suggestion(f"{tmp_path}/ret") == f"{tmp_path}/return.xml"
        for name in ("return.xml", "payroll.csv"):
            line.value = str(tmp_path / name)
            await seat.press("enter")
        await seat.until(lambda: "payroll.csv" in "".join(seat.text().split()))  # a long path wraps
        await seat.press("ctrl+s")
        await seat.until(lambda: "Done." in seat.text())
        assert [args[0] for args in jobs.did("import_files")] == [[tmp_path / "return.xml"], [tmp_path / "payroll.csv"]]
        assert "2 expected = 2 read, 0 duplicate" in seat.text()
        assert "line 14: Katherine Robertson" in seat.text()
        jobs.answers["import_files"] = Refused(
            "This is a children-in-need census, not the workforce's: nothing was kept."
        )
        line.value = str(tmp_path / "return.xml")
        await seat.press("ctrl+s")
        await seat.until(lambda: "children-in-need" in seat.text())
        assert seat.app.running == ""


async def test_an_import_is_stopped_by_escape(jobs, sit, tmp_path):
    """Esc in the middle of an import tells the reader to stop, and the page says what became of it."""
    import time

    def slow(desk, paths, now, progress, cancelled):
        for _ in range(400):
            if cancelled():
                raise Refused("The import of return.xml was cancelled. Nothing was saved.")
            time.sleep(0.01)
        raise AssertionError("never stopped")

    jobs._import_files = slow
    (tmp_path / "return.xml").write_text("x")
    async with sit() as seat:
        await seat.press("i")
        seat.screen.query_one("#path", Input).value = str(tmp_path / "return.xml")
        await seat.pilot.press("ctrl+s")
        await seat.until(lambda: seat.app.running)
        await seat.pilot.press("escape")
        await seat.until(lambda: "was cancelled" in seat.text())


async def test_the_ledger_of_every_source(jobs, sit):
    """o lists every file brought in with its ledger; with none it says what to do."""
    async with sit() as seat:
        await seat.press("2", "o")
        assert "2 expected = 2 read" in seat.text()
        jobs.answers["sources"] = []
        await seat.press("escape", "o")
        assert "None yet. Press esc, then i" in seat.text()


def test_what_concerns_a_whole_file_is_not_said_of_a_row_nought():
    """A sentence of the ledger that is about the file as a whole names no row."""
    from dpo_console.records.import_form import ledger_lines

    counts = dict.fromkeys(("expected", "read", "duplicate", "unreadable", "excluded"), 1)
    warned = [Fault(0, "1,000 empty rows were skipped"), Fault(7, "a total")]
    source = Ledger(source=1, name="p.csv", reader="payroll", **counts, warnings=warned, state="complete")
    assert ledger_lines(source)[1:] == [
        "  1,000 empty rows were skipped",
        "  row 7: a total",
    ]


async def test_with_no_file_chosen_it_says_what_to_do(jobs, sit, tmp_path):
    """ctrl+s before a file is chosen asks for one, and what is done says how to go on: tab goes to the path again."""
    (tmp_path / "return.xml").write_text("x")
    async with sit() as seat:
        await seat.press("i", "ctrl+s")
        assert "Enter the path of a file first" in " ".join(seat.text().split())
        assert jobs.did("import_files") == []
        seat.screen.query_one("#path", Input).value = str(tmp_path / "return.xml")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Done." in seat.text())
        assert "Press tab to add another file" in seat.text()
        await seat.press("tab")
        assert seat.screen.focused is seat.screen.query_one("#path", Input)


async def test_what_another_screen_does_does_not_hold_the_import_up(jobs, sit, tmp_path):
    """While a pack is built elsewhere, files are brought in all the same, and esc leaves the import."""
    (tmp_path / "return.xml").write_text("x")
    async with sit() as seat:
        with seat.screen.busy("A pack is being built."):
            await seat.press("i")
            seat.screen.query_one("#path", Input).value = str(tmp_path / "return.xml")
            await seat.press("ctrl+s")
            await seat.until(lambda: "Done." in seat.text())
            assert seat.app.running == "A pack is being built."
            await seat.press("escape")
            await seat.until(lambda: not seat.screen.query("#path"))


async def test_the_files_taken_next_have_a_draft_too(jobs, sit, tmp_path):
    """A path typed after files were brought in is kept, as the first one was."""
    (tmp_path / "return.xml").write_text("x")
    async with sit() as seat:
        await seat.press("i")
        seat.screen.query_one("#path", Input).value = str(tmp_path / "return.xml")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Done." in seat.text())
        await seat.press("tab", "x")
        await seat.screen.keep_draft()
        assert (await seat.app.drafts.get("import"))["path"] == "x"


async def test_files_being_brought_in_are_not_offered_again(jobs, sit):
    """A second import page, opened meanwhile, does not bring back the draft of the first one's files."""
    async with sit() as seat:
        await seat.app.drafts.put("import", {"path": "", "paths": ["/tmp/return.xml"]}, seat.app.now())
        with seat.screen.busy("Files are being imported."):
            await seat.press("i")
            assert "No files chosen yet" in seat.text()
            await seat.press("escape")
        await seat.press("i")
        await seat.until(lambda: "/tmp/return.xml" in seat.text())
