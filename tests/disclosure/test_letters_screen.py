"""Letters and packs that were made."""

from dataclasses import replace
from datetime import timedelta

from casework.disclosure.papers import PaperState


async def test_papers_are_listed_read_and_saved(jobs, sit):
    """Every paper stands with its state in a word; v reads the letter as text; s saves the PDF and says where."""
    async with sit() as seat:
        await seat.press("3")
        assert "SAR-2026-0001 disclosure" in seat.text()
        assert "= filed" in seat.text()
        await seat.press("s")
        await seat.until(lambda: "Saved: " in seat.text())
        assert jobs.did("save_letter")[0][0] == "sha256:ab"
        await seat.press("v")
        assert "Dear Katherine Robertson" in seat.text()
        await seat.press("escape", "enter")
        assert seat.screen.reference == "SAR-2026-0001"


async def test_an_empty_list_says_what_to_do(jobs, sit):
    """Without letters the page says how to make one, and a void one is told by a sign and a word."""
    jobs.answers["letters"] = []
    async with sit() as seat:
        await seat.press("3")
        assert "No letters yet: open a case on the board and press l" in seat.text()
        jobs.answers["letters"] = [replace(jobs._letters(None)[0], state=PaperState.void)]
        await seat.press("1", "3")
        assert "! out of date" in seat.text()


async def test_a_paper_made_again_without_a_change_is_filed(jobs, sit):
    """Of two with one digest the newer is shown, which is filed; the older one, void since, is not shown in its place."""
    one = jobs._letters(None)[0]
    older = replace(one, state=PaperState.void, made=one.made - timedelta(days=300))
    jobs.answers["letters"] = [one, older]
    async with sit() as seat:
        await seat.press("3")
        await seat.until(lambda: "= filed" in seat.text())
        assert "! out of date" not in seat.text()
