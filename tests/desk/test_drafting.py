"""Every form keeps itself while it is typed, is offered on return, and is forgotten once it is done with."""

from dataclasses import replace

import pytest
from textual.widgets import Input, TextArea

from dpo_console import process
from dpo_console.app import LOCKED
from dpo_console.breaches.affected_form import AddPerson
from dpo_console.desk.unfinished import Unfinished, go_on
from dpo_console.every_key import KEYS
from dpo_console.rights.correction_forms import Rectify
from dpo_console.views.case_router import case_screen
from dpo_console.widgets.draft_form import OPENED_BY, Drafted, draft_title, unfinished_forms
from finding import NOW


async def at_case(seat):
    """The case under the cursor."""
    await seat.press("enter")
    await seat.until(lambda: type(seat.screen).__name__ == "CaseScreen")


async def to_event(seat):
    await at_case(seat)
    await seat.press("e")
    seat.screen.query_one("#field-note Input", Input).value = "what was typed"


async def to_closing(seat):
    await at_case(seat)
    await seat.press("c")
    seat.screen.query_one("#field-note Input", Input).value = "what was typed"


async def to_correction(seat):
    await at_case(seat)
    await seat.press("x")
    seat.screen.query_one("#field-note Input", Input).value = "what was typed"


async def to_binding(seat):
    await at_case(seat)
    await seat.press("w", "enter")
    seat.screen.query_one(Input).value = "what was typed"


async def to_nobody(seat):
    await at_case(seat)
    await seat.press("w", "b")
    seat.screen.query_one(Input).value = "what was typed"


async def to_withholding(seat):
    await at_case(seat)
    await seat.press("r", "t")
    seat.screen.query_one("#reason", Input).value = "what was typed"


async def to_settings(seat):
    await seat.press("4")
    seat.screen.query_one("#field-address TextArea", TextArea).text = "what was typed"


async def to_import(seat):
    await seat.press("i")
    seat.screen.query_one("#path", Input).value = "what was typed"


async def to_attaching(seat):
    await at_case(seat)
    await seat.press("i")
    seat.screen.query_one("#path", Input).value = "what was typed"


async def to_request(seat):
    await seat.press("n")
    seat.screen.query_one("#field-asked TextArea", TextArea).text = "what was typed"


async def to_complaint(seat):
    await seat.press("m")
    seat.screen.query_one("#field-what TextArea", TextArea).text = "what was typed"


async def to_person(seat):
    await seat.press("2", "enter")
    await seat.until(lambda: type(seat.screen).__name__ == "PersonScreen")


async def to_rectifying(seat):
    await to_person(seat)
    await seat.press("f", "enter")
    seat.screen.query_one("#field-value Input", Input).value = "what was typed"


async def to_restricting(seat):
    await to_person(seat)
    await seat.press("r")
    seat.screen.query_one("#field-reason Input", Input).value = "what was typed"


async def to_hold(seat):
    await seat.press("2", "h")
    await seat.set(why="what was typed")


async def to_row(seat):
    await seat.press("t", "s", "e")
    await seat.set(basis="what was typed")


async def to_adopting(seat):
    await seat.press("t", "s", "a", *"what was typed")


async def to_lifting(seat):
    await seat.press("t", "h", "l", *"what was typed")


async def to_breach_form(seat):
    await seat.press("f2")
    seat.screen.query_one("#field-what TextArea", TextArea).text = "what was typed"


async def at_breach(seat):
    seat.app.push_screen(case_screen("BR-2026-0001"))
    await seat.until(lambda: "h left" in seat.text())


async def to_describing(seat):
    await at_breach(seat)
    await seat.press("d")
    seat.screen.query_one("#field-what TextArea", TextArea).text = "what was typed"


async def to_assessing(seat):
    await at_breach(seat)
    await seat.press("a")
    seat.screen.query_one("#field-regulator-reason TextArea", TextArea).text = "what was typed"


async def to_breach_event(seat):
    await at_breach(seat)
    await seat.press("e")
    seat.screen.query_one("#field-note Input", Input).value = "what was typed"


async def to_somebody_concerned(seat):
    await at_breach(seat)
    await seat.press("p", "a")
    seat.screen.query_one("#field-name Input", Input).value = "what was typed"


async def to_wording(seat):
    await seat.press("3", "w", "enter")
    await seat.until(lambda: type(seat.screen).__name__ == "WordingForm")
    seat.screen.query_one("#field-text TextArea", TextArea).text = "what was typed"


async def to_notice(seat):
    await seat.press("5", "enter", "e")
    await seat.until(lambda: type(seat.screen).__name__ == "NoticeForm")
    seat.screen.query_one("#field-text TextArea", TextArea).text = "what was typed"


async def to_letter(seat):
    await seat.press("enter", "l", *"proof", "enter")
    await seat.until(lambda: type(seat.screen).__name__ == "LetterForm")
    seat.screen.query_one("#field-needed TextArea", TextArea).text = "what was typed"


FORMS = {
    "notice:introduction": to_notice,
    "wording:contact": to_wording,
    "rectify:1:1:Surname": to_rectifying,
    "restrict:1": to_restricting,
    "hold:1": to_hold,
    "row:r06": to_row,
    "adopt:r06": to_adopting,
    "unhold:HOLD-2026-0002": to_lifting,
    "log-breach": to_breach_form,
    "describe:BR-2026-0001": to_describing,
    "assess:BR-2026-0001": to_assessing,
    "event:BR-2026-0001": to_breach_event,
    "concerned:BR-2026-0001": to_somebody_concerned,
    "complaint": to_complaint,
    "event:SAR-2026-0001": to_event,
    "letter:SAR-2026-0001:id-request": to_letter,
    "close:SAR-2026-0001": to_closing,
    "correct:SAR-2026-0001": to_correction,
    "bind:SAR-2026-0001": to_binding,
    "nobody:SAR-2026-0001": to_nobody,
    "withhold:SAR-2026-0001": to_withholding,
    "settings": to_settings,
    "import": to_import,
    "attach:SAR-2026-0001": to_attaching,
    "log-request": to_request,
}


@pytest.mark.parametrize("name", FORMS)
async def test_every_form_keeps_itself_and_is_there_again(jobs, stay, sit, name):
    """What is typed is in the sealed draft within the second, and a new console on the same desk offers and restores it."""
    async with stay(size=(120, 70)) as seat:
        await FORMS[name](seat)
        await seat.until(lambda: "what was typed" in str(jobs.desk.drafts.get(name)), 3)
    async with sit(size=(120, 70)) as seat:
        await seat.until(lambda: "Unfinished forms" in seat.text())
        assert draft_title(name) in seat.text()
        await seat.press("enter")
        if name.startswith(("bind", "withhold", "rectify")):  # it is the list that must be chosen from again
            await seat.until(lambda: "you typed is kept" in " ".join(seat.text().split()))
            await seat.press(*({"b": ["enter"], "w": ["t"], "r": ["enter"]}[name[0]]))
        if name.startswith(("row", "adopt", "unhold")):
            await seat.press({"r": "e", "a": "a", "u": "l"}[name[0]])
        await seat.until(lambda: "what was typed" in seat.text())
        await seat.until(lambda: "restored" in " ".join(seat.text().split()))


async def test_what_was_typed_for_one_is_not_offered_for_another(jobs, sit):
    """The right value of one field is no draft of the next field, nor somebody's name and address of somebody else."""
    async with sit(size=(120, 50)) as seat:
        await to_rectifying(seat)
        await seat.until(lambda: "what was typed" in str(jobs.desk.drafts.get("rectify:1:1:Surname")), 3)
    card = jobs._person_card(None, 1)
    [item, *_] = card.items
    other = replace(item.fields[0], name="Date of birth")
    jobs.desk.drafts.put("concerned:BR-2026-0001", {"name": "Ann Other", "address": "1 High St"}, NOW)
    async with sit(size=(120, 50)) as seat:
        await seat.press("escape")
        for form in (Rectify(card, item, other), AddPerson("BR-2026-0001", jobs.person(17))):
            seat.app.push_screen(form)
            await seat.until(lambda form=form: seat.screen is form)
            assert "what was typed" not in seat.text() and "Ann Other" not in seat.text()
            await seat.press("escape")


@pytest.mark.parametrize("name", ["event:SAR-2026-0001", "settings", "nobody:SAR-2026-0001", "log-request"])
async def test_a_form_that_is_done_with_leaves_no_draft(jobs, sit, name):
    """Saved, the draft is gone, and the next console has nothing to offer."""
    async with sit(size=(120, 70)) as seat:
        await FORMS[name](seat)
        if name == "log-request":
            await seat.set(received="16/11/2026", requester="Kate Jones")
        await seat.until(lambda: jobs.desk.drafts.get(name) is not None, 3)
        await seat.press("ctrl+s")
        await seat.until(lambda: jobs.desk.drafts.get(name) is None)
        assert not await Unfinished.any(seat.app)


async def test_a_question_that_is_cancelled_leaves_no_draft(jobs, stay):
    """Escape changes nothing and keeps nothing."""
    async with stay(size=(120, 70)) as seat:
        await to_event(seat)
        await seat.until(lambda: jobs.desk.drafts.get("event:SAR-2026-0001") is not None, 3)
        await seat.press("escape")
        await seat.until(lambda: jobs.desk.drafts.get("event:SAR-2026-0001") is None)


async def test_what_differs_is_said(jobs, sit):
    """A draft of the profile says which of its lines are not what the desk holds now."""
    async with sit(size=(120, 70)) as seat:
        await seat.press("4")
        held = seat.screen.typed()
        jobs.desk.drafts.put("settings", held | {"phone": "01429 1", "email": "other@example.org"}, seat.app.now())
    async with sit(size=(120, 70)) as seat:
        await seat.press("escape", "4")
        await seat.until(lambda: "differs from the saved profile in: Email, Telephone" in " ".join(seat.text().split()))


async def test_drafts_can_be_left_for_later_or_thrown_away(jobs, sit):
    """Escape leaves the list for the next time; d throws one away after asking."""
    async with sit() as seat:
        jobs.desk.drafts.put("log-request", {"asked": "x"}, seat.app.now())
    async with sit() as seat:
        await seat.until(lambda: "Unfinished forms" in seat.text())
        await seat.press("escape")
        assert jobs.desk.drafts.get("log-request")
    async with sit() as seat:
        await seat.until(lambda: "Unfinished forms" in seat.text())
        await seat.press("d", "ctrl+s")
        await seat.until(lambda: jobs.desk.drafts.get("log-request") is None)
        await seat.until(lambda: "Unfinished forms" not in seat.text())


async def test_the_lock_keeps_what_was_typed_this_very_moment(jobs, sit):
    """Ctrl+l writes the form's draft before the process gives way, without waiting for the next autosave."""
    async with sit(size=(120, 70)) as seat:
        await to_event(seat)
        await seat.pilot.press("ctrl+l")
        await seat.pilot.pause()
        assert seat.app.return_value == LOCKED
    assert jobs.desk.drafts.get("event:SAR-2026-0001")["note"] == "what was typed"


async def test_keys_put_the_lock_off_and_time_brings_it(jobs, sit, monkeypatch):
    """The idle time counts from the last key; after the minutes of the officer's preference the console locks."""
    now = [process.awake()]
    monkeypatch.setattr(process, "awake", lambda: now[0])
    async with sit() as seat:
        seat.app.idle = 15
        now[0] += 15 * 60 - 1
        await seat.press("down")
        now[0] += 15 * 60 - 1
        await seat.pilot.pause(0.6)
        assert seat.app.return_value is None
        now[0] += 2
        await seat.until(lambda: seat.app.return_value == LOCKED, 3)


@pytest.mark.parametrize(("typed", "kept"), [("0", 5), ("16", 5), ("never", 5), ("", 5), ("1", 1), ("15", 15)])
async def test_the_lock_comes_after_fifteen_minutes_at_most(jobs, sit, typed, kept):
    """Any number of minutes from 1 to 15 is taken; anything else is a sentence beside the line."""
    async with sit(size=(120, 70)) as seat:
        await seat.press("4")
        await seat.set(idle=typed)
        await seat.press("ctrl+s")
        assert seat.app.idle == kept
        assert ("after 1 to 15 minutes" in " ".join(seat.text().split())) == (kept == 5)


async def test_a_preference_of_hours_is_cut_to_fifteen_minutes(jobs, sit):
    """A preference altered by hand cannot keep the console open for longer."""
    async with sit() as seat:
        jobs.desk.drafts.put("preferences", {"idle": 600}, seat.app.now())
    async with sit() as seat:
        assert seat.app.idle == 15


def test_every_form_has_a_name_and_a_way_back():
    """No screen keeps a draft that the list of unfinished forms does not know, and each is opened again by its kind."""
    names = {name.partition(":")[0] for name in FORMS} | {
        "unbind",
        "confirm",
        "question",
        "words",
        "disclose",
        "field",
        "retire",
        "keep",
        "spare",
        "erase",
        "lift",
        "health-known",
        "health-asked",
        "health-opinion",
    }
    assert names == set(OPENED_BY)
    assert unfinished_forms([("preferences", "2026-11-22"), ("import", "2026-11-22")]) == [("import", "2026-11-22")]
    assert {binding.action for binding in KEYS["unfinished"]} == {"go_on", "discard", "cancel"}
    assert callable(go_on)
    assert all(issubclass(one, Drafted) for one in _screens_with_lines())


def _screens_with_lines():
    """Every screen of ours on which something is typed that would be missed."""
    from dpo_console.breaches import affected_form
    from dpo_console.complaints import complaint_form
    from dpo_console.desk import settings
    from dpo_console.disclosure import exemption_form
    from dpo_console.records import import_form
    from dpo_console.rights import correction_forms, request_form
    from dpo_console.widgets import dialogs, event_form, logging_form

    return [
        complaint_form.ComplaintForm,
        affected_form.AddPerson,
        logging_form.LoggingForm,
        dialogs.Prompt,
        event_form.Recording,
        exemption_form.Withhold,
        import_form.ImportScreen,
        request_form.Intake,
        correction_forms.CorrectionForm,
        settings.SettingsScreen,
    ]
