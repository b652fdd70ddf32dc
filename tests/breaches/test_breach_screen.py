"""The screen of a breach: its hours, both opinions side by side, what happened to it, and the papers of it."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.widgets import Footer

from casework import Refused
from casework.breaches.breach_progress import Reasoned, SentNotification
from casework.breaches.notification_tests import PeopleDecision
from dpo_console.breaches import summary
from dpo_console.breaches.breach import BreachScreen
from dpo_console.breaches.breach_event import CorrectBreachEvent, RecordBreachEvent
from dpo_console.breaches.letters import PaperPreview
from dpo_console.rights.case import CaseScreen
from dpo_console.views.case_router import case_screen

BR = "BR-2026-0001"


async def at_breach(seat):
    """The breach, opened."""
    seat.app.push_screen(case_screen(BR))
    await seat.until(lambda: "16:30 on" in seat.text() or "notified" in seat.text())


def sentence(seat, name):
    """What stands beneath a line of the form, where that is something wrong."""
    field = seat.screen.query_one(f"#field-{name}")
    return str(field.query_one(".sentence").content) if field.has_class("wrong") else ""


def test_a_breach_has_a_screen_of_its_own():
    """One function says which screen a reference is worked on."""
    assert isinstance(case_screen(BR), BreachScreen)
    assert isinstance(case_screen("SAR-2026-0001"), CaseScreen)
    assert isinstance(case_screen("CO-2026-0001"), CaseScreen)


async def test_board_review_and_letters_open_it(jobs, sit):
    """Enter on a breach's line opens its screen from the board, from the weekly review and from the letters."""
    jobs.lines = [jobs.line(1, reference=BR, kind="breach", working_days_left=-3)]
    jobs.answers["letters"] = [replace(one, reference=BR) for one in jobs._letters(None)]
    async with sit() as seat:
        for way in ("enter", "escape,w,enter", "escape,escape,3,enter"):
            await seat.press(*way.split(","))
            await seat.until(lambda: isinstance(seat.screen, BreachScreen))
            assert seat.screen.reference == BR


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_hours_stand_on_top(jobs, sit, size):
    """Hours left, when the 72 hours end, the next act, the times apart, and what the regulator is not told yet."""
    async with sit(size=size) as seat:
        await at_breach(seat)
        text = seat.text()
        for said in (
            "! 31 h left, until 16:30 on Monday 23 November", "next: notify the regulator", "Noticed         20/11/2026 16:30",
            "Happened        ? not known yet", "Cause           Email to the wrong recipient", "SPECIAL CATEGORY",
            "VULNERABLE", "Records         ? not known yet",
        ):  # fmt: skip
            assert said in text, said
        assert all(len(line) <= size[0] for line in seat.lines())


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 36), True)])
async def test_the_opinions_stand_side_by_side(jobs, sit, size, beside):
    """Both opinions, what would change them and the decision are there: beside each other where there is room."""
    async with sit(size=size) as seat:
        await at_breach(seat)
        tests, score = (seat.screen.query_one(f"#{name}") for name in ("tests", "score"))
        assert (tests.region.y == score.region.y and tests.region.right <= score.region.x) is beside
        assert "notify the regulator; tell the people affected" in str(tests.content)
        assert "SE = 4 x 1 + 0.25 = 4.25" in str(score.content)
        assert all("What would change it:" in str(one.content) for one in (tests, score))
        assert "Decided by the officer" in str(seat.screen.query_one("#below").content)


@pytest.mark.parametrize(("at", "told"), [("2026-11-20T10:00:00Z", True), ("2026-11-20", True), ("2026-11-21", False)])
def test_a_processors_earlier_notice_asks_about_awareness(jobs, at, told):
    """Where a processor gave notice before the awareness recorded, the times say so: the 72 hours may run from then."""
    case = jobs.show_breach("BR-2026-0001")
    case.events.append(jobs.happened(8, "processor_told", at[:10], at=at, processor="Payroll Ltd"))
    parts = summary.facts(case, 70)
    text = " ".join("".join(part if isinstance(part, str) else part[0] for part in parts).split())
    assert ("The processor told us" in text and "Press x" in text) is told


def test_what_the_clock_says(jobs):
    """The top line tells overdue, notified, notified late, and not notified as decided, each by words."""

    def said(lines, **more):
        return summary.clock(replace(jobs.show_breach(BR, **more), lines=lines))

    [line] = jobs.show_breach(BR).lines
    notice = SentNotification(8, datetime(2026, 11, 21, 10, 12, tzinfo=UTC), (), complete=False, original=8)
    assert said([replace(line, hours_left=-5)]).startswith("! OVERDUE by 5 h: the 72 hours ended at 16:30 on Monday")
    assert "less than 1 h left" in said([replace(line, hours_left=0)])
    assert said([], notices=(notice,)) == "= Regulator notified at 10:12 on Saturday 21 November, 17 h after awareness"
    assert said([], notices=(notice,), late=True).endswith("LATE, after the 72 hours")
    assert "not notified: decision recorded" in said([])


async def test_an_assessment_that_does_not_stand_is_told(jobs, sit):
    """Once a fact has changed the screen asks for the assessment again, and the one before it is still there."""
    old = jobs.assessment(recorded=datetime(2026, 11, 20, 18, tzinfo=UTC), actor="Priya Shah")
    jobs.answers["show"] = jobs.show_breach(BR, assessments=(old, jobs.assessment(stale=True)), assessed=False)
    async with sit() as seat:
        await at_breach(seat)
        assert "! The facts have changed since the assessment: press a" in seat.text()
        assert "THE FACTS HAVE CHANGED SINCE" in str(seat.screen.query_one("#assessment").content)
        below = str(seat.screen.query_one("#below").content)
        assert "Earlier assessments" in below
        assert "20/11/2026 18:00 Priya Shah: ENISA 4.25 (very high)" in below


async def test_before_it_is_assessed_the_screen_says_what_to_press(jobs, sit):
    """Without an assessment, an action or a list there stands which key makes one."""
    jobs.answers["show"] = jobs.show_breach(BR, assessments=(), assessed=False, actions=(), people=())
    async with sit(size=(120, 60)) as seat:
        await at_breach(seat)
        for said in ("Assessment: none yet; press a", "None yet: press o", "no one on the list yet"):
            assert said in seat.text()


async def test_a_time_is_recorded_to_the_minute(jobs, sit):
    """A containment is recorded with its instant in UTC; in summer that is an hour before London's."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("e")
        await seat.set(kind="contained", at="20/08/2026 17:00", note="recalled")
        await seat.press("ctrl+s")
        [(reference, kind, on, *_)] = jobs.did("event")
        assert (reference, kind, on.isoformat()) == (BR, "contained", "2026-08-20")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert options["facts"] == {"at": "2026-08-20T16:00:00+00:00"}
        assert options["note"] == "recalled"


async def test_a_day_is_enough_where_no_time_is_known(jobs, sit):
    """When it happened may be a day; when the regulator was notified may not, and nothing is recorded then."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("e")
        await seat.set(kind="notified", at="20/11/2026")
        await seat.press("ctrl+s")
        assert "not a date and time" in sentence(seat, "at")
        await seat.set(at="")
        await seat.press("ctrl+s")
        assert sentence(seat, "at") == "! Enter the date and time, like 20/11/2026 16:30."
        assert jobs.did("event") == []
        await seat.set(kind="happened", at="19/11/2026")
        assert "Thursday 19 November 2026, time not known" in seat.text()
        await seat.press("ctrl+s")
        assert [options["facts"] for job, _, options in jobs.asked if job == "event"] == [{"at": "2026-11-19"}]


async def test_an_action_has_an_owner_and_a_day(jobs, sit):
    """o records what is to be done, by whom and by which day; one without its day is told beside the line."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("o")
        await seat.set(what="staff", owner="Priya Shah", note="brief the team")
        await seat.press("ctrl+s")
        assert sentence(seat, "due") == "! Enter the date it is due."
        await seat.set(due="01/12/2026")
        await seat.press("ctrl+s")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert options["facts"] == {"what": "staff", "owner": "Priya Shah", "due": "2026-12-01"}
        assert options["note"] == "brief the team"


async def test_an_action_is_done_by_choosing_it(jobs, sit):
    """Of what is open one is chosen from a list; where nothing is open, it is not among what can be recorded."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("o")
        await seat.set(kind="action_done")
        assert seat.screen.query_one("#field-action").value == "9"
        await seat.press("ctrl+s")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert options["facts"] == {"action": "9"}
    assert "action_done" not in RecordBreachEvent(jobs.show_breach(BR, actions=())).options


async def test_who_was_told_and_how(jobs, sit):
    """Others told have a name, the people concerned a way, the processor's notice a processor."""
    async with sit() as seat:
        await at_breach(seat)
        for kind, line in (("others_told", {"whom": "police"}), ("processor_told", {"processor": "Acme"})):
            await seat.press("e")
            await seat.set(kind=kind, **line)
            shown = {field.key for field in seat.screen.query("Field") if field.display}
            assert set(line) < shown
            assert "reason" not in shown
            await seat.press("ctrl+s")
        await seat.press("e")
        await seat.set(kind="people_told", how="public")
        await seat.press("ctrl+s")
        facts = [options["facts"] for job, _, options in jobs.asked if job == "event"]
        assert facts[0] == {"whom": "police"}
        assert facts[1]["processor"] == "Acme"
        assert facts[2] == {"how": "public"}


async def test_awareness_is_corrected_to_another_instant(jobs, sit):
    """x gives awareness another time by an event that corrects the first; both stay."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("x")
        assert "stays in the history" in " ".join(seat.text().replace("│", "").split())
        await seat.set(kind="3", at="20/11/2026 17:05", note="certain only then")
        await seat.press("ctrl+s")
        [(reference, kind, on, *_)] = jobs.did("event")
        assert (reference, kind, on.isoformat()) == (BR, "aware", "2026-11-20")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert options == {"corrects": 3, "note": "certain only then", "facts": {"at": "2026-11-20T17:05:00+00:00"}}


async def test_an_action_gets_another_day_and_officer(jobs, sit):
    """x gives an action another day or officer, and asks for neither of what else happened; a wrong day is told."""
    case = jobs.show_breach(BR)
    action = jobs.happened(9, "action", "2026-11-20", what="recover", owner="Ann", due="2026-12-01")
    jobs.answers["show"] = replace(case, events=[*case.events, action])
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("x")
        await seat.set(kind="9", due="1/13/2026", owner="Ben")
        await seat.press("ctrl+s")
        assert jobs.did("event") == []
        await seat.set(due="8/12/2026")
        await seat.press("ctrl+s")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert (options["corrects"], options["facts"]) == (9, {"due": "2026-12-08", "owner": "Ben"})
        await seat.press("x")
        await seat.set(kind="3")
        assert not seat.screen.query_one("#field-due").display


async def test_what_did_not_happen_is_taken_out(jobs, sit):
    """An event that never was is taken out by a correction, without a time of its own."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("x")
        await seat.set(kind="7", never="yes", note="the police were not told")
        await seat.press("ctrl+s")
        assert jobs.did("event")[0][1] == "corrected"
    assert "logged" not in str(CorrectBreachEvent(jobs.show_breach(BR)).options)


async def test_a_refusal_stands_in_the_question(jobs, sit):
    """What the desk refuses is told in the question, which stays open with what was typed."""
    jobs.answers["event"] = Refused("19:00 on 22/11/2026 for the containment is in the future: give a time up to now.")
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("e")
        await seat.set(kind="contained", at="22/11/2026 19:00", note="recalled")
        await seat.press("ctrl+s")
        assert "is in the future" in seat.text()
        assert seat.screen.query_one("#field-note").value == "recalled"


async def test_a_breach_ends_as_breaches_end(jobs, sit):
    """c offers the three ends of a breach and no other case's; the note goes with it."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("c")
        assert list(seat.screen.options) == ["dealt-with", "near-miss", "no-breach"]
        await seat.set(kind="near-miss", note="caught before it was sent")
        await seat.press("ctrl+s")
        assert jobs.did("close_case")[0][:2] == (BR, "near-miss")


async def test_the_regulator_is_told(jobs, sit):
    """r reads the notification with what is unknown; m puts it out as text and PDF; s records it with its time."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("r")
        await seat.until(lambda: "What happened" in seat.text())
        assert "notification 1, not made yet; press m to make it" in seat.text()
        assert "It says this is not known yet: when it happened." in seat.text()
        await seat.press("m")
        assert jobs.did("export_paper")[0][:2] == (BR, "notification")
        await seat.until(lambda: "Saved to the outbox: BR-2026-0001-notification.pdf and .txt" in seat.text())
        await seat.press("s")
        await seat.set(at="21/11/2026 10:00", theirs="IC-123", complete="yes")
        await seat.press("ctrl+s")
        [options] = [options for job, _, options in jobs.asked if job == "event"]
        assert options["facts"] == {"theirs": "IC-123", "complete": "yes", "at": "2026-11-21T10:00:00+00:00"}
        await seat.until(lambda: isinstance(seat.screen, BreachScreen))


async def test_a_late_notification_says_so(jobs, sit):
    """What keeps it from being made, and that the hours are over, stand above its text."""
    preview = jobs._notification_preview(None, BR, None)
    jobs.answers["notification_preview"] = replace(preview, late=True, missing=("Describe why it is late first.",))
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("r")
        await seat.until(lambda: "cannot be made yet" in seat.text())
        assert "! Describe why it is late first." in seat.text()
        assert "The 72 hours are over" in seat.text()


async def test_the_text_is_copied_where_it_is_short_and_that_is_recorded(jobs, sit):
    """c sends the text to the clipboard as an act of its own; a text that is too long stays where it is."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("r")
        await seat.until(lambda: "What happened" in seat.text())
        await seat.press("c")
        await seat.until(lambda: jobs.did("note_copied") != [])
        assert jobs.did("note_copied")[0][:2] == (BR, len(jobs._notification_preview(None, BR, None).text))
        await seat.press("escape")
        jobs.answers["notification_preview"] = PaperPreview("x" * 4001, phase=1)
        await seat.press("r")
        await seat.until(lambda: "xxx" in seat.text())
        await seat.press("c")
        assert len(jobs.did("note_copied")) == 1
        assert "Not copied" in seat.text()


async def test_the_public_is_told_where_that_was_decided(jobs, sit):
    """t goes to the list, or to the public communication where the decision was for that (Art 34(3)(c))."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("t")
        await seat.until(lambda: "on the list" in seat.text())
        await seat.press("escape")
        decided = jobs.assessment(people=Reasoned(PeopleDecision.public, "four thousand addresses unknown"))
        jobs.answers["show"] = jobs.show_breach(BR, assessments=(decided,))
        seat.screen.load()
        await seat.settle()
        await seat.press("t")
        await seat.until(lambda: "public communication" in seat.text())
        assert "Reason: four thousand addresses unknown" in seat.text()
        await seat.press("m")
        assert jobs.did("export_paper")[0][:2] == (BR, "public")
        await seat.press("s")
        await seat.until(lambda: isinstance(seat.screen, RecordBreachEvent))
        assert seat.screen.query_one("#field-how").value == "public"


async def test_a_paper_that_is_left_while_it_is_made_holds_nothing_up(jobs, sit):
    """escape while the notification is being made goes back; once it is made nothing says that it is still under way."""
    go_on, done = threading.Event(), threading.Event()
    made = jobs._export_paper

    def slow(*args):
        go_on.wait(5)
        done.set()
        return made(*args)

    jobs._export_paper = slow
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("r", "m")
        assert seat.app.running == "A paper is being made."
        await seat.press("escape")
        go_on.set()
        await seat.until(done.is_set)
        assert seat.app.running == ""


async def test_the_story_goes_to_the_outbox(jobs, sit):
    """s makes the whole story and says where it is."""
    async with sit() as seat:
        await at_breach(seat)
        await seat.press("s")
        assert jobs.did("export_paper")[0][:2] == (BR, "story")
        assert "BR-2026-0001-story.pdf" in " ".join(seat.text().split())


async def test_no_footer_of_a_breach_is_clipped(jobs, sit):
    """On every screen of a breach the footer shows all its keys in 80 columns, and at most eight."""
    async with sit() as seat:
        await at_breach(seat)
        for way in ("", "d", "escape,a", "escape,r", "escape,p", "r", "escape,escape,e", "escape,escape,b"):
            await seat.press(*filter(None, way.split(",")))
            footer = seat.screen.query_one(Footer)
            assert footer.max_scroll_x == 0, seat.text()
            assert len(footer.children) <= 8


async def test_from_the_weekly_review_a_breach_has_its_own_question(jobs, sit):
    """A note on a breach is asked for by the question that knows its times, wherever it is asked from."""
    jobs.lines = [jobs.line(1, reference=BR, kind="breach", working_days_left=-3)]
    async with sit() as seat:
        await seat.press("w", "n")
        assert isinstance(seat.screen, RecordBreachEvent)
        await seat.set(note="rang the carers")
        await seat.press("ctrl+s")
        assert jobs.did("event")[0][:2] == (BR, "note")


async def test_markup_in_every_screen_of_a_breach(jobs, sit):
    """A name that is markup, in every field of a breach: no screen fails, and where a name stands it is whole."""
    jobs.name = "[@click=app.quit]q[/][b +"
    seen = []
    ways = (
        "",
        "d",
        "escape,a",
        "escape,r",
        "escape,p",
        "enter",
        "escape,a",
        "escape,r,x",
        "escape,escape,e",
        "escape,x",
    )
    async with sit(size=(120, 60)) as seat:
        await at_breach(seat)
        for way in ways:
            await seat.press(*filter(None, way.split(",")))
            seen.append(seat.text())
    assert sum(jobs.name in text for text in seen) >= 7, [jobs.name in text for text in seen]
