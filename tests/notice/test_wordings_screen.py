"""The screens of the council's own words: found, edited, previewed, undone."""

from textual.widgets import TextArea

from casework import Refused
from casework.notice.wordings import Superseded, Wording
from pretended_wordings import SAVED


async def to_words(seat):
    """The council's own words, from the letters."""
    await seat.press("3", "w")
    await seat.until(lambda: "own, v2" in seat.text())


async def test_elements_are_found_while_typing_and_shown_with_letters_and_law(jobs, sit):
    """The list has each element with its letters and law; typing narrows it by law, letter or word; esc goes back."""
    async with sit() as seat:
        await to_words(seat)
        assert "UK GDPR Article 12" in seat.text() and "acknowledgement, remin" in seat.text()
        assert seat.lines()[-1].endswith("? Help")
        assert "version 2 by Katherine Robertson, 20/11/2026" in " ".join(seat.text().split())
        await seat.press("slash", *"reached", "enter")
        await seat.until(lambda: "own, v2" not in seat.text() and "It reached us on {received}." in seat.text())
        assert "its text was not read: check it" in " ".join(seat.text().split())
        await seat.press("escape")
        await seat.until(lambda: "own, v2" in seat.text())
        await seat.press("escape")
        await seat.until(lambda: type(seat.screen).__name__ == "LettersScreen")


async def test_words_are_edited_and_previewed_before_they_are_saved(jobs, sit):
    """enter opens the form with the facts there are; ctrl+r shows what is typed with a case's data; ctrl+s saves it
    with the version it is based on."""
    async with sit() as seat:
        await to_words(seat)
        await seat.press("enter")
        await seat.until(lambda: "{contact}: how to reach the council" in " ".join(seat.text().split()))
        assert "Facts the words must have: {contact}" in " ".join(seat.text().split())
        seat.screen.query_one("#field-text TextArea", TextArea).text = "Ring us.\n\n{contact} "
        await seat.press("ctrl+r", "enter")
        await seat.until(lambda: "Dear Katherine Robertson" in seat.text())
        element, reference, _, typed = jobs.did("preview_wording")[0]
        assert (element, reference, typed["text"]) == ("contact", "SAR-2026-0001", ["Ring us.", "{contact}"])
        await seat.press("escape", "ctrl+s")
        await seat.until(lambda: "own words, version 2" in " ".join(seat.text().split()))
        _, saved, _ = jobs.did("save_wording")[0]
        assert saved == {
            "heading": "Katherine Robertson", "text": ["Ring us.", "{contact}"], "points": [], "based_on": 2,
        }  # fmt: skip
        assert jobs.desk.drafts.get("wording:contact") is None


async def test_a_save_on_an_older_version_is_refused_and_nothing_is_lost(jobs, sit):
    """The refusal is under the field, the version that was saved is shown, what was typed stays as a draft based on the
    older version until then, and the second save is based on the newer one."""
    theirs = Wording(element="contact", version=3, own=True, author="Ben", recorded=SAVED, replaced=2)
    async with sit(size=(80, 30)) as seat:
        jobs.answers["save_wording"] = Superseded(theirs, 2)
        await to_words(seat)
        await seat.press("enter")
        seat.screen.query_one("#field-text TextArea", TextArea).text = "Mine {contact}"
        await seat.until(lambda: jobs.desk.drafts.get("wording:contact") is not None, 3)
        assert jobs.desk.drafts.get("wording:contact")["based_on"] == 2
        await seat.press("ctrl+s")
        await seat.until(lambda: "Ben saved version 3 of 'contact'" in " ".join(seat.text().split()))
        assert "Version 2, Katherine Robertson, 20/11/2026 09:30" in " ".join(seat.text().split())
        assert seat.screen.query_one("#field-text TextArea", TextArea).text == "Mine {contact}"
        await seat.until(lambda: jobs.desk.drafts.get("wording:contact")["based_on"] == 3, 3)
        del jobs.answers["save_wording"]
        await seat.press("ctrl+s")
        await seat.until(lambda: type(seat.screen).__name__ == "WordingsScreen")
        assert [typed["based_on"] for _, typed, _ in jobs.did("save_wording")] == [2, 3]


async def test_history_undo_and_the_shipped_words_have_a_key_each(jobs, sit):
    """h shows every version and the shipped words, u undoes, s asks and goes back; a refusal is shown."""
    async with sit() as seat:
        await to_words(seat)
        await seat.press("h")
        await seat.until(lambda: "Version 1, Katherine Robertson" in seat.text() and "Shipped words" in seat.text())
        await seat.press("escape", "u")
        await seat.until(lambda: bool(jobs.did("undo_wording")))
        await seat.press("s")
        await seat.until(
            lambda: "acknowledgement, reminder will have the shipped words" in " ".join(seat.text().split())
        )
        await seat.press("ctrl+s")
        await seat.until(lambda: bool(jobs.did("use_shipped")))
        await seat.press("v")
        await seat.until(lambda: "Enter the case whose data to show." in seat.text())
        await seat.press("escape")
        jobs.answers["undo_wording"] = Refused("Nothing is left to undo on 'contact'.")
        await seat.press("u")
        await seat.until(lambda: "Nothing is left to undo" in seat.text())
        jobs.answers["case_with"] = ""
        await seat.press("v")
        await seat.until(lambda: "No case on this desk" in seat.text())
