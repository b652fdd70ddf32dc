"""The case: everything on it, and every act an officer can do from it."""

from dataclasses import replace
from datetime import date

from casework import Refused, clock
from casework.disclosure.closing import ProposedClosing
from casework.disclosure.questions import Spot
from casework.law.rights import Right
from casework.rights.choices import IdentificationStatus
from casework.timeline.events import Event, Kind
from casework.timeline.outcomes import Outcome
from dpo_console.disclosure.packing import ListedName
from dpo_console.disclosure.papers import LetterPreview
from dpo_console.widgets.record_list import RecordList
from letters.disclosure.gate import GateState
from letters.paper.readback import Finding, FindingKind


async def test_a_case_shows_its_deadline_with_the_working(jobs, sit):
    """Stage, next act, deadline with its working, person, facts and timeline stand on one screen."""
    async with sit(size=(120, 36)) as seat:
        await seat.press("enter")
        text = seat.text()
        for said in (
            "next: decide 2 items", "Due Wednesday 16 December 2026", "16/12/2026  one month", "recognised 18/11/2026",
            "request received", "formerly", "2 found", "acknowledgement filed",
        ):  # fmt: skip
            assert said in text


async def test_an_event_is_recorded(jobs, sit):
    """e records one of the kinds that may follow, on a day as people write it."""
    async with sit() as seat:
        await seat.press("enter", "e")
        assert "identity asked for" in seat.text()
        await seat.set(kind="extended", on="2 Nov 2026")
        assert "Monday 2 November 2026" in seat.text()
        await seat.press("ctrl+s")
        [(reference, kind, on, _)] = [args[:4] for args in jobs.did("event")]
        assert (reference, kind, on) == ("SAR-2026-0001", "extended", date(2026, 11, 2))


async def test_what_is_refused_stays_on_the_form(jobs, sit):
    """A wrong date is told beneath its line; a refusal of the desk beneath the form; nothing typed is lost."""
    async with sit() as seat:
        await seat.press("enter", "e")
        await seat.set(on="31/02/2026", note="asked by letter")
        await seat.press("ctrl+s")
        assert "'31/02/2026' is not a date" in seat.text()
        assert jobs.did("event") == []
        jobs.answers["event"] = Refused("The case was closed on 01/11/2026. Reopen it first.")
        await seat.set(on="20/11/2026")
        await seat.press("ctrl+s")
        assert "! The case was closed on 01/11/2026" in seat.text()
        assert seat.screen.query_one("#field-note").value == "asked by letter"


async def test_a_case_is_closed_and_an_event_corrected(jobs, sit):
    """c closes with an outcome; x records the same event again with the right day, naming the wrong one."""
    async with sit() as seat:
        await seat.press("enter", "c")
        await seat.set(kind="withdrawn")
        await seat.press("ctrl+s")
        assert jobs.did("close_case")[0][:3] == ("SAR-2026-0001", "withdrawn", date(2026, 11, 22))
        await seat.press("x")
        await seat.set(on="15/11/2026")
        await seat.press("ctrl+s")
        _, args, options = next(one for one in jobs.asked if one[0] == "event")
        assert (args[2], args[3], options["corrects"]) == ("received", date(2026, 11, 15), 2)


async def test_a_case_is_bound_with_a_reason(jobs, sit):
    """w proposes people with reasons and what speaks against them; binding needs a reason; so does nobody; u undoes."""
    async with sit() as seat:
        await seat.press("enter", "w")
        assert "registration number" in seat.text()
        assert "Against" in seat.text()
        await seat.press("enter")
        await seat.settle()
        seat.screen.query_one("Input").value = ""
        await seat.press("ctrl+s")
        assert "! Enter a reason." in seat.text()
        seat.screen.query_one("Input").value = "the numbers agree"
        await seat.press("ctrl+s")
        assert jobs.did("identify_subject")[0][:3] == ("SAR-2026-0001", 17, "the numbers agree")
        assert type(seat.screen).__name__ == "CaseScreen"
        await seat.press("w", "b")
        seat.screen.query_one("Input").value = "never worked here"
        await seat.press("ctrl+s")
        assert jobs.did("identify_subject")[1][:3] == ("SAR-2026-0001", None, "never worked here")
        await seat.press("w", "u")
        seat.screen.query_one("Input").value = "wrong person"
        await seat.press("ctrl+s")
        assert jobs.did("undo_identification")[0][:2] == ("SAR-2026-0001", "wrong person")


async def test_a_search_goes_on_to_the_review(jobs, sit):
    """s searches, says how many were found and how many are to be confirmed, and opens the review."""
    async with sit() as seat:
        await seat.press("enter", "s")
        await seat.until(lambda: type(seat.screen).__name__ == "Review")
        assert jobs.did("find")
        assert "1 found, 0 to be confirmed" in seat.text()


async def test_a_letter_is_read_before_it_is_made(jobs, sit):
    """l lists what can be written; a letter shows its text and everything it lacks; m makes it."""
    async with sit() as seat:
        await seat.press("enter", "l", *"acknow", "enter")
        await seat.until(lambda: "acknowledgement, not made yet" in seat.text())
        assert "Dear Katherine Robertson" in seat.text()
        await seat.press("m")
        assert jobs.did("make_letter")[0][:2] == ("SAR-2026-0001", "acknowledgement")
        missing = "Article 15(1)(d): no retention period is known.", "Ground: choose the ground"
        jobs.answers["letter_preview"] = LetterPreview("", missing)
        await seat.press("escape", "enter")
        await seat.until(lambda: "cannot be made yet" in seat.text())
        assert all(f"! {one}" in seat.text() for one in missing)


async def test_a_pack_is_released_or_refused_with_page_and_word(jobs, sit):
    """p builds the pack: released with its files, or refused naming page and word."""
    async with sit() as seat:
        await seat.press("enter", "p")
        await seat.until(lambda: "= Released" in seat.text())
        assert "SAR-2026-0001-pack.pdf  5 pages" in seat.text()
        finding = Finding(3, FindingKind.withheld_value, "withheld-value 'Jean [Hartley]'", 501, "pypdf")
        jobs.answers["pack"] = jobs.refused_pack(GateState.refused, findings=(finding,))
        await seat.press("escape", "p")
        await seat.until(lambda: "! Refused" in seat.text())
        assert "page 3: withheld-value 'Jean [Hartley]' (item 501, pypdf)" in seat.text()


async def test_a_pack_that_asks_says_where_and_leads_to_the_questions(jobs, sit):
    """A question shows its page, words and people; q opens the review questions, and p builds the pack again."""
    who = {"people": (7,), "names": ("Jean [Hartley]",)}
    one = jobs.question("initial", words="J [Hartley]", places=(Spot(501, 3, 0, 9, page=6),), **who)
    what = FindingKind.other_person, "'Jean [Hartley]'"
    found = tuple(Finding(3, *what, 501, by) for by in ("pypdf", "pypdfium2"))
    listed = (ListedName(6, "Hartley", "surname", (7,), 501, "pypdf"),) * 2
    jobs.answers["pack"] = jobs.refused_pack(GateState.asked, questions=(one,), listed=listed)
    async with sit() as seat:
        await seat.press("enter", "p")
        await seat.until(lambda: "? Asked" in seat.text())
        text = " ".join(seat.text().split())
        assert "page 6: 'J [Hartley]' (initial and surname: Jean [Hartley]; item 501)" in text
        assert "Surnames alone, which could be anyone's: Hartley" in text
        await seat.press("q")
        assert type(seat.screen).__name__ == "Questions"
        jobs.answers["pack"] = jobs.refused_pack(GateState.refused, questions=(one,), findings=found)
        await seat.press("escape", "p")
        await seat.until(lambda: "! Refused" in seat.text())
        text = " ".join(seat.text().split())
        assert "page 3: 'Jean [Hartley]' (item 501, pypdf and pypdfium2)" in text and "It also asks 1 question:" in text
        assert len(jobs.did("pack")) == 2


async def test_the_full_history(jobs, sit):
    """h lists every act with who did it and when it was recorded."""
    async with sit() as seat:
        await seat.press("enter", "h")
        await seat.settle()
        assert "request received" in seat.text()
        assert "18/11/2026 10:00" in seat.text()
        assert seat.screen.query_one(RecordList).total == 1


async def test_a_search_before_it_is_said_whom_says_which_key(jobs, sit):
    """s on a case that is about nobody yet names the key that says whom, and no command of the shell."""
    case = replace(jobs.show_case("SAR-2026-0001"), bound=IdentificationStatus.open, person=None)
    jobs.answers["show"] = case
    async with sit() as seat:
        await seat.press("enter", "s")
        assert "Identify the data subject first" in seat.text() and "press w." in seat.text()
        assert jobs.did("find") == []


THREE = [Right.access, Right.erasure, Right.rectification]


def for_three(jobs):
    """The case as a request for three rights, of which erasure is closed as refused."""
    case = jobs.show_case("SAR-2026-0001")
    events = [Event(Kind.received, date(2026, 11, 16), seq=1)]
    clocks = [clock.of_right(right, events) for right in THREE]
    of = {"title": " + ".join(THREE), "target": date(2026, 12, 14), "late": False, "working_days_left": 17}
    lines = [jobs.line(1, right=right, next=f"answer {right}", **of) for right in THREE if right != Right.erasure]
    answer = replace(
        case, facts=replace(case.facts, now=replace(case.facts.now, rights=THREE)), clocks=clocks, lines=lines,
        deadline_words=[clock.deadline_lines(one) for one in clocks], outcomes={Right.erasure: Outcome.refused},
        conflicts=[], stops=[], pointers=[],
    )  # fmt: skip
    jobs.answers["show"] = answer
    return answer


async def test_each_right_of_a_case_is_shown_with_its_date_or_its_end(jobs, sit):
    """The rights come first, at 80 by 24 too: time left, date, target and next step of each, or how it ended."""
    for_three(jobs)
    for size in ((80, 24), (120, 36)):
        async with sit(size=size) as seat:
            await seat.press("enter")
            await seat.settle()
            text = " ".join(seat.text().split())
            assert "next (access)" in text
            assert "17 wd 16/12/2026" in text and "answer access; target 14/12/2026" in text
            assert "erasure = closed: refused, due 16/12/2026" in text
            assert "rectification 17 wd 16/12/2026" in text and "Deadlines" in text
            assert all(len(line) <= size[0] for line in seat.lines())


async def test_an_event_about_one_right_names_it(jobs, sit):
    """The form asks which right, for the kinds of event that can be about one; otherwise every right is meant."""
    for_three(jobs)
    async with sit() as seat:
        await seat.press("enter", "e")
        assert "Right" not in seat.text()
        await seat.set(kind="extended", on="2 Nov 2026")
        assert "every right" in seat.text()
        await seat.press("ctrl+s")
        await seat.press("e")
        await seat.set(kind="extended", right="rectification")
        await seat.press("ctrl+s")
        every, one = (options["facts"] for name, _, options in jobs.asked if name == "event")
        assert (every, one) == ({}, {"right": "rectification"})


async def test_a_sending_of_what_is_filed_here_names_its_right(jobs, sit):
    """The letter filed here says what it says, so that only its right is sent on."""
    for_three(jobs)
    async with sit() as seat:
        await seat.press("enter", "e")
        await seat.set(kind="sent", right="access")
        await seat.press("ctrl+s")
        assert [options["facts"] for name, _, options in jobs.asked if name == "event"] == [{"right": "access"}]


async def test_one_right_is_closed_on_the_form(jobs, sit):
    """Every open right, each with its outcome, or one alone; what it still needs is said for the right chosen."""
    for_three(jobs)
    each = {"access": Outcome.answered, "rectification": Outcome.answered}
    of = {"rectification": {Outcome.answered: "The answer about rectification is not recorded."}, "access": {}}
    jobs.answers["closing_of"] = ProposedClosing(Outcome.answered, each, {}, of)
    async with sit() as seat:
        await seat.press("enter", "c")
        assert seat.screen.query_one("#field-right-access").display
        await seat.set(right="rectification")
        await seat.settle()
        assert "! The answer about rectification is not recorded." in " ".join(seat.text().split())
        assert not seat.screen.query_one("#field-right-access").display
        await seat.press("ctrl+s")
        [options] = [options for name, _, options in jobs.asked if name == "close_case"]
        assert (options["right"], options["outcomes"]) == ("rectification", None)


async def test_the_right_that_is_answered_is_proposed_to_be_closed(jobs, sit):
    """While another right is open, the form begins with the answered one and its own outcome; another brings its own."""
    for_three(jobs)
    why = {Outcome.answered: "Not sent."}
    each = {"rectification": Outcome.answered, "access": Outcome.nothing_held, "portability": Outcome.refused}
    jobs.answers["closing_of"] = ProposedClosing(Outcome.answered, each, why, {"rectification": why, "access": {}})
    async with sit() as seat:
        await seat.press("enter", "c")
        shown = {name: seat.screen.query_one(f"#field-{name}") for name in ("kind", "right")}
        assert (shown["right"].value, shown["kind"].value) == ("access", "nothing-held")
        await seat.set(right="portability")
        await seat.settle()
        assert shown["kind"].value == "refused"
