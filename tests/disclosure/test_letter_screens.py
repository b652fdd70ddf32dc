"""What can be written to a case, what is entered for a letter, and the letter, on the pretended desk."""

from dpo_console.disclosure.letter import LetterScreen
from dpo_console.disclosure.letter_form import LetterForm
from dpo_console.disclosure.letter_list import LetterList


async def test_letters_are_found_by_typing_and_entered_before_they_are_read(jobs, sit):
    """Owed letters come first; typing narrows the list; enter opens the form, and then the letter with what was
    entered, which m makes."""
    async with sit() as seat:
        await seat.press("enter", "l")
        await seat.until(lambda: isinstance(seat.screen, LetterList) and seat.screen.found)
        text = seat.text()
        assert text.index("Owed (1)") < text.index("Can be written now (1)") < text.index("Not now (1)")
        assert "? Text not checked: UK GDPR Article 12(6)" in text
        await seat.press(*"proof", "enter")
        await seat.until(lambda: isinstance(seat.screen, LetterForm))
        await seat.press("ctrl+s")
        assert "! Missing: choose the ground." in seat.text()
        await seat.set(needed="a passport", limb="complexity")
        await seat.press("ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, LetterScreen))
        await seat.until(lambda: "not made yet; press m" in seat.text())
        assert "? Text not checked: UK GDPR Article 12(6)" in seat.text()
        await seat.press("m")
        await seat.until(lambda: jobs.did("make_letter"))
        assert jobs.did("make_letter")[0][3] == {"needed": "a passport", "limb": "complexity"}
