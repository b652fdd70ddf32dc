"""Keys that come in one burst, as over a slow line: each is for what the one before it opened."""

import asyncio

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.widgets import Input

from conftest import HOSTILE
from dpo_console.disclosure.jobs import OpenQuestions
from dpo_console.disclosure.questions import Questions
from dpo_console.widgets.dialogs import Ask


def burst(seat, *keys):
    """Keys that arrive at once, `escape+q` as a terminal reads esc and q that came together."""
    named = {"escape+q": events.Key("alt+q", "q")}
    for key in keys:
        event = named.get(key) or events.Key(key, key if len(key) == 1 else None) if isinstance(key, str) else key
        seat.app._driver.send_message(event)


async def test_what_is_typed_ahead_is_for_the_dialog_it_was_typed_for(jobs, stay):
    """d and the reason in one burst: it is the selected question's, and no letter of it moved the list or was lost."""
    jobs.answers["questions"] = OpenQuestions([jobs.question("initial", id=f"n{at}") for at in range(3)], [])
    async with stay() as seat:
        await seat.press("enter", "r", "q", "j")
        burst(seat, "d", *"gjkqu agreed", "enter")
        await seat.until(lambda: jobs.did("answer_questions"))
    assert jobs.did("answer_questions")[0][1] == [{"id": "n1", "answer": "other", "reason": "gjkqu agreed"}]


async def test_an_act_is_for_the_line_selected_when_its_key_was_pressed(jobs, stay):
    """s and then down at once: the answer is for the line that was selected, not for the next."""
    jobs.answers["questions"] = OpenQuestions([jobs.question("initial", id=f"n{at}") for at in range(3)], [])
    async with stay() as seat:
        await seat.press("enter", "r", "q")
        burst(seat, "s", "j")
        await seat.until(lambda: jobs.did("answer_questions"))
    assert jobs.did("answer_questions")[0][1] == [{"id": "n0", "answer": "subject"}]


async def test_a_redaction_agreed_to_in_one_burst_is_kept(jobs, stay):
    """r and ctrl+s at once: the exemptions are waited for, and the one for others is taken."""
    async with stay() as seat:
        await seat.press("enter", "r", "q")
        burst(seat, "r", "ctrl+s")
        await seat.until(lambda: jobs.did("answer_questions"))
    assert jobs.did("answer_questions")[0][1][0]["exemption"] == "dpa2018-sch2-16"


async def test_escape_in_a_burst_is_escape(jobs, stay):
    """esc that comes together with a letter closes the fields, and the letter is for the review beneath."""
    async with stay() as seat:
        await seat.press("enter", "r", "f")
        burst(seat, "escape+q")
        await seat.until(lambda: isinstance(seat.screen, Questions))


def read(text):
    """The keys that a terminal's text is read as, esc and what came with it in one burst."""
    return list(XTermParser().feed(text))


@pytest.mark.parametrize("text", ["\x1b\r", "\x1b ", "\x1b\x13"])
async def test_escape_is_not_lost_before_a_key_that_agrees(jobs, stay, text):
    """esc together with enter, space or ctrl+s closes a question without agreeing to it."""
    answers = []
    async with stay() as seat:
        seat.app.push_screen(Ask("Destroy it?", ["There is no way back."], "Destroy"), answers.append)
        await seat.until(lambda: isinstance(seat.screen, Ask) and seat.screen.focused)
        burst(seat, *read(text))
        await seat.until(lambda: answers)
    assert answers == [None]


@pytest.mark.parametrize("key", [*"1bf/?n"])
async def test_escape_and_a_key_are_two(jobs, stay, monkeypatch, key):
    """Whatever key of a list comes together with esc, both are dealt with, in that order."""
    taken = []
    async with stay() as seat:
        monkeypatch.setattr(seat.app.keystrokes, "handle", lambda event: asyncio.sleep(0, taken.append(event)))
        burst(seat, *read(f"\x1b{key}"))
        await seat.until(lambda: len(taken) == 2)
    assert [taken[0].key, taken[1].character] == ["escape", key]


async def test_a_word_back_stays_one_in_a_line(jobs, stay):
    """What some keyboards send for one word back does not leave the form that is typed in."""
    async with stay() as seat:
        await seat.press("n")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        form = seat.screen
        seat.app.focused.value, seat.app.focused.cursor_position = "two words", 9
        burst(seat, *read("\x1bb"))
        await seat.until(lambda: seat.app.focused.cursor_position == 4)
        assert seat.screen is form


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_pasted_reason_is_kept_whole(jobs, stay, text):
    """A line pasted right after the key that asks for it is the reason, whatever it looks like."""
    async with stay() as seat:
        await seat.press("enter", "r", "q")
        burst(seat, "d")
        seat.app._driver.send_message(events.Paste(text))
        await seat.until(lambda: seat.screen.query(Input) and seat.screen.query_one(Input).value)
        assert seat.screen.query_one(Input).value == text


async def test_a_screen_that_does_not_answer_does_not_hold_up_the_lock(jobs, sit):
    """A widget that is stuck delays the next key by two seconds at most."""
    stuck = asyncio.Event()
    async with sit() as seat:
        seat.app.focused.call_later(stuck.wait)
        burst(seat, "j", "ctrl+l")
        for _ in range(200):
            await asyncio.sleep(0.02)
            if locked := seat.app._exit:
                break
        stuck.set()
    assert locked
