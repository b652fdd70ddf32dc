"""What goes to the terminal's clipboard is recorded first, said, and capped; a picture of the screen is never made."""

import base64

import pytest
from textual.widgets import Input

from casework import Refused


async def copied(seat, text):
    """What reached the terminal after the whole of a line was copied."""
    sent = []
    seat.app._driver.write = sent.append
    line = seat.screen.query_one("#field-note Input", Input)
    line.value = text
    line.focus()
    line.select_all()
    await seat.press("ctrl+c")
    await seat.settle()
    return "".join(sent)


async def at_note(seat):
    """The note of an event of a case."""
    await seat.press("enter")
    await seat.until(lambda: type(seat.screen).__name__ == "CaseScreen")
    await seat.press("e")


async def test_a_copy_is_recorded_on_its_case_and_said(jobs, sit):
    """The history has the case and the number of characters, not the words; the officer is told where they went."""
    async with sit() as seat:
        await at_note(seat)
        sent = await copied(seat, "Canarysurname rang")
        assert base64.b64encode(b"Canarysurname rang").decode() in sent
        assert [one[:2] for one in jobs.did("note_copied")] == [("SAR-2026-0001", 18)]
        assert "18 characters of SAR-2026-0001 copied to the terminal's clipboard" in " ".join(
            seat.text().replace("▌", "").split()
        )


@pytest.mark.parametrize("why", ["not recorded", "too long", "names somebody else"])
async def test_what_is_not_recorded_or_too_much_is_not_copied(jobs, sit, why):
    """With the desk busy, someone else named or over 4,000 characters, nothing is copied, and the screen says so."""
    if why == "names somebody else":
        jobs.answers["refuse_copying"] = Refused("The selected text names someone else.")
    if why == "not recorded":
        jobs.answers["note_copied"] = Refused("The desk is busy with another change. Try again in a moment.")
    async with sit() as seat:
        await at_note(seat)
        if why == "too long":
            sent = []
            seat.app._driver.write = sent.append
            seat.app.copy_to_clipboard("x" * 4001)
            await seat.settle()
            sent = "".join(sent)
        else:
            sent = await copied(seat, "Canarysurname")
        assert "\x1b]52" not in sent
        assert jobs.did("note_copied") == [] or why == "not recorded"
        assert "Not copied" in seat.text()


async def test_the_screen_is_never_drawn_into_a_file(jobs, sit, tmp_path, monkeypatch):
    """Neither the palette nor the library's own call makes a picture of the screen."""
    monkeypatch.chdir(tmp_path)
    async with sit() as seat:
        seat.app.deliver_screenshot()
        await seat.press(":")
        await seat.press(*"screenshot")
        assert "Save a screenshot" not in seat.text()
        await seat.press("enter")
    assert list(tmp_path.iterdir()) == []
