"""Describing a breach, and assessing it with both opinions in view."""

import pytest

from casework import Refused
from dpo_console.views.case_router import case_screen

BR = "BR-2026-0001"


async def at(seat, key):
    """The form that key opens on the breach."""
    seat.app.push_screen(case_screen(BR))
    await seat.until(lambda: "h left" in seat.text())
    await seat.press(key)


def sentence(seat, name):
    """What stands beneath a line of the form, where that is something wrong."""
    field = seat.screen.query_one(f"#field-{name}")
    return str(field.query_one(".sentence").content) if field.has_class("wrong") else ""


async def test_only_what_was_changed_is_saved(jobs, sit):
    """The form begins with what stands, and hands over those lines alone that were changed, each as its fact."""
    async with sit() as seat:
        await at(seat, "d")
        assert seat.screen.facts() == {}
        await seat.set(data="absence criminal", people_count="1,200", near_miss="yes", processor="", trained="no")
        await seat.press("ctrl+s")
        [(reference, changes, _)] = jobs.did("describe")
        assert reference == BR
        assert changes == {
            "data": ("absence", "criminal"), "people_count": 1200, "near_miss": True, "processor": None, "trained": "no",
        }  # fmt: skip


async def test_special_categories_and_children_are_marked_in_words(jobs, sit):
    """The kinds that are special, and the people who are vulnerable, say so where they are ticked."""
    async with sit(size=(120, 60)) as seat:
        await at(seat, "d")
        assert "  Sickness and other health data - SPECIAL" in seat.text()
        assert "[x] Children - VULNERABLE" in seat.text()
        assert "[ ] Agency workers" in seat.text()


async def test_the_space_bar_ticks_and_tab_goes_on(jobs, sit):
    """In a list to tick the cursor goes by the arrows, space ticks and unticks, and tab leaves the list."""
    async with sit(size=(120, 60)) as seat:
        await at(seat, "d")
        ticks = seat.screen.query_one("#field-people")
        ticks.focus_entry()
        await seat.press("down", "down", "space")
        assert ticks.value == "staff agency children"
        assert "Staff; Agency workers; Children - VULNERABLE" in seat.text()
        await seat.press("space", "tab")
        assert ticks.value == "staff children"
        assert seat.screen.focused in seat.screen.query_one("#field-people_count").query("Input")


async def test_what_is_wrong_stands_beside_its_line(jobs, sit):
    """A number in words, and fewer people than are on the list, are told beneath the number, and in view."""
    async with sit() as seat:
        await at(seat, "d")
        await seat.set(people_count="about forty")
        await seat.press("ctrl+s")
        assert sentence(seat, "people_count").startswith("! Enter how many people as a number")
        assert "as a number" in seat.text()
        jobs.answers["describe"] = Refused("The number of people affected is 0, but 3 people are on the list.")
        await seat.set(people_count="0")
        await seat.press("ctrl+s")
        assert "but 3 people are on the list" in sentence(seat, "people_count")
        assert "but 3 people are on the list" in " ".join(seat.text().split())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_both_opinions_follow_the_answers(jobs, sit, size):
    """While questions are answered both opinions stand in view, and nothing is kept."""
    async with sit(size=size) as seat:
        await at(seat, "a")
        await seat.until(lambda: "ENISA: 4.25 VERY HIGH, commonly read as regulator and people" in seat.text())
        assert "Tests: notify the regulator; tell the people affected" in seat.text()
        await seat.set(**{"high": "no", "enisa-context": "simple"})
        await seat.until(lambda: "Tests: notify the regulator; do not tell them" in seat.text())
        await seat.until(lambda: "ENISA: 1.25 LOW, commonly read as register only" in seat.text())
        assert jobs.did("assess") == []


async def test_a_contradiction_is_told_at_once(jobs, sit):
    """A high risk where any risk is unlikely is told while it is answered."""
    async with sit() as seat:
        await at(seat, "a")
        await seat.set(risk="unlikely", high="yes")
        await seat.until(lambda: "A high risk cannot be likely" in seat.text())


async def test_the_decision_is_the_officers(jobs, sit):
    """Nothing is decided at first, though both opinions are there; saved so, both decisions are asked for."""
    async with sit() as seat:
        await at(seat, "a")
        assert seat.screen.query_one("#field-regulator").value == seat.screen.query_one("#field-people").value == ""
        await seat.press("ctrl+s")
        assert sentence(seat, "regulator") == "! Decide whether to notify the regulator."
        assert sentence(seat, "people") == "! Decide whether to tell the people."
        assert "! Decide whether to notify the regulator." in seat.text()
        assert jobs.did("assess") == []


REASONS = {
    "Enter why the regulator is not notified. The register must hold the reason (Article 33(5)).": "regulator-reason",
    "Enter why the people are not told. The register must hold the reason (Article 33(5)).": "people-reason",
    "Enter why telling each by letter would be a disproportionate effort (Article 34(3)(c)).": "people-reason",
    "Enter why your decision for 'people' differs from the statutory tests.": "people-reason",
    "Enter why your decision for 'regulator' differs from the statutory tests.": "regulator-reason",
}


async def test_a_missing_reason_is_told_beside_its_line(jobs, sit):
    """A decision not to tell that has no reason is refused by the desk, and the sentence stands at the reason."""
    async with sit() as seat:
        await at(seat, "a")
        await seat.set(regulator="not", people="not")
        for said, line in REASONS.items():
            jobs.answers["assess"] = Refused(said)
            seat.screen.query_one(f"#field-{line}").tell("")
            await seat.press("ctrl+s")
            assert sentence(seat, line) == f"! {said}"
            assert said.split(".")[0] in " ".join(seat.text().split())


async def test_what_is_saved_is_answers_factors_and_decision(jobs, sit):
    """The job is given every answer, every factor and both decisions with their reasons."""
    async with sit() as seat:
        await at(seat, "a")
        reason = {"regulator-reason": "the forty confirmed that they deleted it", "people-reason": ""}
        await seat.set(risk="unlikely", high="no", regulator="not", people="not", **{"enisa-adjust": "-1"}, **reason)
        await seat.press("ctrl+s")
        [(reference, said, _)] = jobs.did("assess")
        assert reference == BR
        assert said == {
            "tests": {"breach": "yes", "risk": "unlikely", "high": "no", "exception": "none"},
            "factors": {
                "context": "sensitive", "adjust": -1, "identification": "maximum", "confidentiality": "known",
                "integrity": "none", "availability": "none", "intent": "no",
            },
            "regulator": {"decision": "not", "reason": reason["regulator-reason"]},
            "people": {"decision": "not", "reason": ""},
        }  # fmt: skip


async def test_the_first_assessment_begins_with_the_kind_of_data(jobs, sit):
    """Before any assessment, ENISA's context is the one the kinds of data propose, and the answers are the careful ones."""
    jobs.answers["show"] = jobs.show_breach(BR, assessments=(), assessed=False, context="financial")
    async with sit() as seat:
        await at(seat, "a")
        said = seat.screen.answered()
        assert said["factors"]["context"] == "financial"
        assert said["tests"] == {"breach": "yes", "risk": "not-sure", "high": "not-sure", "exception": "none"}
