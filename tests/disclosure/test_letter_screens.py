"""What can be written to a case, what is entered for a letter, and the letter, on the pretended desk."""

import threading
from dataclasses import replace

from textual import events

from dpo_console.desk.unfinished import go_on
from dpo_console.disclosure.letter import LetterScreen
from dpo_console.disclosure.letter_form import LetterForm
from dpo_console.disclosure.letter_list import LetterList
from dpo_console.disclosure.papers import LetterPreview
from dpo_console.rights.case import CaseScreen
from dpo_console.routes import CaseLetters
from letters.paper.letter import Form


def burst(seat, *keys):
    """Keys that arrive at once."""
    for key in keys:
        seat.app._driver.send_message(events.Key(key, key if len(key) == 1 else None))


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


async def test_what_is_entered_is_kept_until_the_letter_is_made(jobs, sit):
    """Left with esc, the form is a draft that opens again from the list of unfinished forms; made, it is gone."""
    name = "letter:SAR-2026-0001:id-request"
    async with sit() as seat:
        seat.app.open(CaseLetters("SAR-2026-0001", "id-request"))
        await seat.until(lambda: isinstance(seat.screen, LetterForm))
        await seat.set(needed="a passport", limb="complexity")
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.screen, LetterList))
        assert jobs.desk.drafts.get(name)["needed"] == "a passport"
        await go_on(seat.app, name)
        await seat.until(lambda: isinstance(seat.screen, LetterForm) and "restored" in seat.text())
        await seat.press("ctrl+s")
        await seat.until(lambda: "not made yet" in seat.text())
        assert jobs.desk.drafts.get(name)
        await seat.press("m")
        await seat.until(lambda: jobs.did("make_letter") and not jobs.desk.drafts.get(name))
        assert jobs.did("make_letter")[0][3]["needed"] == "a passport"


async def test_a_letter_says_what_changed_and_how_it_goes(jobs, sit):
    """Out of date it says which fact changed; f changes between post and email; e asks again only what it asks."""
    why = "The due date changed after this letter was made."
    jobs.answers["letter_preview"] = LetterPreview("Dear Kate", out_of_date=why, form=Form.post)
    async with sit() as seat:
        seat.app.push_screen(LetterScreen("SAR-2026-0001", "acknowledgement", ask=True))
        await seat.until(lambda: f"! {why} Make it again." in seat.text())
        assert "This letter goes by post." in seat.text()
        await seat.press("e")
        assert "This letter asks you for nothing." in seat.text()
        await seat.press("f")
        await seat.until(lambda: len(jobs.did("letter_preview")) == 2)
        assert jobs.did("letter_preview")[1][4] == Form.email
        case = jobs.show_case("SAR-2026-0001")
        jobs.answers["show"] = replace(
            case,
            letters=[replace(case.letters[0], out_of_date=why)],
            lines=[replace(case.lines[0], letters_owed=("id-request",))],
        )
        seat.app.push_screen(CaseScreen("SAR-2026-0001"))
        await seat.until(lambda: "! Letter owed: request for proof of identity. Press l." in seat.text())
        seat.screen.query_one("#case").scroll_end(animate=False)
        await seat.settle()
        assert "acknowledgement out of date 18/11/2026 (The due date changed after" in " ".join(seat.text().split())


async def test_enter_pressed_before_the_letters_are_listed_is_not_lost(jobs, sit):
    """l and enter in one burst, while the list is still read: the letter owed opens, to be entered."""
    ready, listed = threading.Event(), jobs._writable

    def slowly(*asked, **more):
        ready.wait(5)
        return listed(*asked, **more)

    async with sit() as seat:
        await seat.press("enter")
        jobs._writable = slowly
        burst(seat, "l", "enter")
        await seat.until(lambda: isinstance(seat.screen, LetterList))
        ready.set()
        await seat.until(lambda: isinstance(seat.screen, LetterForm))


async def test_sent_pressed_while_the_letter_is_made_says_so(jobs, sit):
    """m and t in one burst: nothing is recorded, and the officer is told to press t again."""
    ready, make = threading.Event(), jobs._make_letter

    def slowly(*asked, **more):
        ready.wait(5)
        return make(*asked, **more)

    async with sit() as seat:
        seat.app.push_screen(LetterScreen("SAR-2026-0001", "id-request"))
        await seat.until(lambda: "not made yet" in seat.text())
        jobs._make_letter = slowly
        burst(seat, "m", "m", "t")
        await seat.until(lambda: any("Not done yet" in one.message for one in seat.app._notifications))
        ready.set()
        await seat.until(lambda: jobs.did("make_letter"))
    assert sum("Not done yet" in one.message for one in seat.app._notifications) == 1


async def test_f_says_how_the_letter_now_goes(jobs, sit):
    """Wherever the letter is scrolled to, changing between post and email is seen."""
    async with sit() as seat:
        seat.app.push_screen(LetterScreen("SAR-2026-0001", "id-request"))
        await seat.until(lambda: "not made yet" in seat.text())
        await seat.press("f")
        assert [one.message for one in seat.app._notifications] == ["This letter goes by email."]
