"""Answering questions in the review, and marking words of a field, by keys alone."""

import pytest
from textual.widgets import Input

from casework.disclosure.bundles import DecidedPlace, ReviewedField
from casework.disclosure.decisions import DecisionKind
from casework.disclosure.questions import Proposal, Reply, Spot
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure.jobs import OpenQuestions
from dpo_console.jobs import case_search, opening, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from dpo_console.widgets.record_list import RecordList
from finding import NOW
from workforce import HEADINGS, KATE, payroll, staff

TEXT = "mother unwell; spoke to T. Hussain today"


async def test_the_review_says_what_is_open_and_leads_there(jobs, sit):
    """The items' screen counts the questions; q opens them, those that must be decided first."""
    async with sit() as seat:
        await seat.press("enter", "r")
        assert "? 2 questions open, 1 must be decided: q" in seat.text()
        await seat.press("q")
        text = seat.text()
        assert text.index("MUST BE REDACTED") < text.index("Questions: 1")
        assert "1 must be decided, 1 to answer, 0 to check" in text


async def test_no_list_says_it_is_empty_before_it_was_read(jobs, sit):
    """While the questions are being read the screen says so, not that none is open."""
    async with sit() as seat:
        await seat.press("enter", "r", "q")
        seat.screen.query_one(RecordList).given = False
        seat.screen.query_one(RecordList).total = 0
        seat.screen.query_one(RecordList).refresh()
        await seat.settle()
        assert "Reading ..." in seat.text() and "No open questions" not in seat.text()
        seat.screen.give([])
        await seat.settle()
        assert "No open questions" in seat.text()


async def test_the_next_question_is_the_next_one_left(jobs, sit):
    """Where an answer settles others above it too, the cursor goes to the next below, and over none; u brings it back."""
    asked = [jobs.question("initial", id=f"n{at}", words=f"T{at}") for at in range(5)]
    jobs.answers |= {"questions": OpenQuestions(asked, []), "answer_questions": OpenQuestions(asked[3:], [])}
    async with sit() as seat:
        await seat.press("enter", "r", "q", "j", "j", "s")
        await seat.until(lambda: jobs.did("answer_questions"))
        assert seat.screen.question.id == "n3"
        await seat.press("u")
        await seat.until(lambda: seat.screen.question.id == "n0")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("s",), {"answer": "subject"}),
        (("d",), {"answer": "other", "reason": "he was there"}),
        (("r",), {"answer": "redact", "exemption": "dpa2018-sch2-16", "reason": ""}),
        (("c",), {"answer": "checked"}),
        (("enter",), {"answer": "redact", "exemption": "dpa2018-sch2-16", "reason": "as before"}),
    ],
)
async def test_each_key_gives_its_answer(jobs, sit, keys, said):
    """s, d with a reason, r under the exemption for others, c, and enter for what is proposed."""
    proposal = Proposal(Reply.redact, "as before", "dpa2018-sch2-16", "SAR-2026-0002")
    jobs.answers["questions"] = OpenQuestions([jobs.question("initial", proposal=proposal, answers=tuple(Reply))], [])
    async with sit() as seat:
        await seat.press("enter", "r", "q", *keys)
        if keys == ("d",):
            await seat.until(lambda: seat.screen.query(Input))
            await seat.press("ctrl+s")
            assert jobs.did("answer_questions") == []
            seat.screen.query_one(Input).value = "he was there"
        if keys in (("d",), ("r",)):
            await seat.press("ctrl+s")
        await seat.until(lambda: jobs.did("answer_questions"))
    assert jobs.did("answer_questions")[0][1] == [{"id": "initial", **said}]


async def test_an_answer_that_cannot_be_is_told(jobs, sit):
    """A full name is never the data subject's: s says which keys there are, and asks the desk nothing."""
    jobs.answers["questions"] = OpenQuestions([jobs.question("full", must=True)], [])
    async with sit() as seat:
        await seat.press("enter", "r", "q", "s")
        assert "d disclose" in seat.text() and jobs.did("answer_questions") == []
        await seat.until(lambda: "Choose from" in seat.text())


async def test_undo_takes_back_no_decision_made_before(jobs, sit):
    """u on the questions undoes an answer given there, once; the items decided before are never undone by it."""
    async with sit() as seat:
        await seat.press("enter", "r", "q", "u")
        await seat.until(lambda: "not answered a question here" in " ".join(seat.text().replace("▌", " ").split()))
        await seat.press("r", "ctrl+s")
        await seat.until(lambda: jobs.did("answer_questions"))
        await seat.press("u")
        await seat.until(lambda: jobs.did("undo_decision"))
        await seat.press("u")
    assert len(jobs.did("undo_decision")) == 1


async def test_the_last_answer_is_given_everywhere(jobs, sit):
    """a gives the same words the answer just given, with everywhere; before any answer it says what to do."""
    one, other = jobs.question("initial"), jobs.question("initial", id="second", passage="T rang")
    jobs.answers |= {"questions": OpenQuestions([one, other], []), "answer_questions": OpenQuestions([other], [])}
    async with sit() as seat:
        await seat.press("enter", "r", "q", "a")
        await seat.until(lambda: "Answer a question first" in seat.text())
        await seat.press("s", "a")
        await seat.until(lambda: len(jobs.did("answer_questions")) == 2)
    assert jobs.did("answer_questions")[1][1] == [{"id": "second", "answer": "subject", "everywhere": True}]


def field(text, **more):
    """A field of the pretended item, without decisions."""
    held = {"name": "Comments", "label": "Comments", "text": text, "meaning": None, "decision": None}
    return ReviewedField(**held | {"exemption": None, "unnamed": False, "rectified": None, "places": ()} | more)


async def test_words_are_marked_from_word_to_word(jobs, sit):
    """m, the first word, the last word, t: exactly these characters are redacted, without the comma after them."""
    jobs.answers["review"] = jobs.reviewed(fields=(field("1", name="Number"), field(TEXT)))
    async with sit() as seat:
        await seat.press("enter", "r", "f", "j", "m", "right", "right", "right", "right", "enter", "right")
        assert "Move to the last word" in seat.text()
        await seat.press("t", "ctrl+s")
        await seat.until(lambda: jobs.did("decide"))
    said = jobs.did("decide")[0][1][0]
    assert (said["segment"], TEXT[said["first"] : said["last"]]) == (1, "T. Hussain")
    assert (said["decision"], said["exemption"]) == ("redact", "dpa2018-sch2-16")


async def test_escape_takes_the_mark_off_and_then_leaves(jobs, sit):
    """esc clears the mark, then closes the words; nothing is decided."""
    async with sit() as seat:
        await seat.press("enter", "r", "f", "m", "enter", "escape")
        assert "Move to the first word" in seat.text()
        await seat.press("escape")
        assert "Mark words" not in seat.text() and jobs.did("decide") == []


async def test_marked_words_are_disclosed_with_a_reason(jobs, sit):
    """d on marked words asks why, and is a decision of its own on the place."""
    jobs.answers["review"] = jobs.reviewed(fields=(field(TEXT),))
    async with sit() as seat:
        await seat.press("enter", "r", "f", "m", "d")
        await seat.until(lambda: seat.screen.query(Input))
        seat.screen.query_one(Input).value = "she says so herself"
        await seat.press("ctrl+s")
        await seat.until(lambda: jobs.did("decide"))
    said = jobs.did("decide")[0][1][0]
    assert (said["decision"], said["reason"], TEXT[said["first"] : said["last"]]) == (
        "disclose", "she says so herself", "mother",
    )  # fmt: skip


async def test_what_is_taken_out_of_a_field_is_shown(jobs, sit):
    """Redacted words of any length are the same blocks in the list, and named with their exemption beneath."""
    place = DecidedPlace(0, 24, 34, DecisionKind.redact, "dpa2018-sch2-16", "", unnamed=False)
    jobs.answers["review"] = jobs.reviewed(fields=(field(TEXT, places=(place,)),))
    async with sit(size=(120, 36)) as seat:
        await seat.press("enter", "r", "f")
        text = seat.text()
        assert "- in part" in text and f"spoke to {chr(0x2588) * 9} today" in text
        assert "- redacted: T. Hussain  Rights of others (Schedule 2, paragraph 16)" in text


async def test_a_hostile_name_is_marked_and_asked_about_whole(jobs, sit):
    """Markup in a name is text where words are marked and where they are asked about, and runs nothing."""
    jobs.name = "[@click=app.quit]q[/] \x1b[2J [b"
    async with sit() as seat:
        await seat.press("enter", "r", "f", "m")
        assert "[@click=app.quit]q[/]" in seat.text() and "\x1b" not in seat.text()
        await seat.press("escape", "escape", "q")
        assert "[@click=app.quit]q[/]" in seat.text() and "\x1b" not in seat.text()
        assert seat.app._exit is False


async def test_words_far_into_a_long_passage_are_drawn(jobs, sit):
    """A name in the midst of a megabyte is seen with what is around it."""
    text = "word " * 100_000 + "spoke to T. Hussain" + " word" * 100_000
    first = text.index("T. Hussain")
    asked = jobs.question("initial", passage=text, places=(Spot(501, 0, first, first + 10),))
    jobs.answers["questions"] = OpenQuestions([asked], [])
    async with sit() as seat:
        await seat.press("enter", "r", "q")
        assert "spoke to T. Hussain word" in " ".join(seat.text().split())


async def test_a_long_text_is_drawn_around_the_cursor(jobs, sit):
    """Of a megabyte the words about the cursor are drawn, from its first to its last."""
    jobs.answers["review"] = jobs.reviewed(fields=(field("word " * 200_000 + "last"),))
    async with sit() as seat:
        await seat.press("enter", "r", "f", "m", "end")
        assert "last" in seat.text()
        await seat.press("home")
        assert "last" not in seat.text().replace("the last", "")


async def test_three_questions_are_answered_on_a_desk(tmp_path, sit):
    """On a real desk at 80x24: one named is redacted, one is the data subject, one passage is checked; u takes it back."""
    folder = tmp_path / "desk"
    desk_jobs.create_desk(folder, "demo", "Ann", NOW, demo=True)
    opened = opening.open_desk(folder, "demo", now=NOW)
    rows = [
        {"Comments": "spoke to Tariq Hussain"},
        {"Comments": "seen by T. Hussain today"},
        {"Comments": "rang Jean Elcoat"},
    ]
    mine = [KATE | {"Employee post number": f"CS-{at}"} | row for at, row in enumerate(rows)]
    path = tmp_path / "pay.csv"
    path.write_bytes(payroll(*mine, staff("0055777", "Tariq", "Hussain", "01/01/1970", "QQ222222A"), headings=HEADINGS))
    records_jobs.import_files(opened, [path], NOW)
    person = next(one.person for one in person_cards.people_of(opened, "").people if "Robertson" in one.name)
    case = rights_jobs.log_request(opened, FACTS, NOW)
    rights_jobs.identify_subject(opened, case, person, "numbers agree", NOW)
    items = [hit.item for hit in case_search.find(opened, case, NOW).hits]
    disclosure_jobs.decide(opened, case, [{"item": item, "decision": "disclose"} for item in items], NOW)
    opened.close()
    async with sit(folder) as seat:
        await seat.press("enter", "r", "q")
        await seat.until(lambda: "1 must be decided, 1 to answer, 1 to check" in seat.text())
        await seat.press("r")
        await seat.until(lambda: "Redact: Tariq Hussain" in seat.text())
        await seat.press("ctrl+s")
        await seat.until(lambda: "0 must be decided, 1 to answer, 1 to check" in seat.text())
        await seat.press("s")
        await seat.until(lambda: "0 must be decided, 0 to answer, 1 to check" in seat.text())
        await seat.press("c")
        await seat.until(lambda: "0 must be decided, 0 to answer, 0 to check" in seat.text())
        await seat.press("u")
        await seat.until(lambda: "0 must be decided, 0 to answer, 1 to check" in seat.text())


FACTS = {
    "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-16", "channel": "email",
    "requester": {
        "name": "Katherine Robertson", "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None,
    },
    "subject": {"name": "Katherine Robertson", "former_names": [], "born": None,
                "identifiers": {"staff": None, "ni": None, "swe": None, "email": []}},
    "asked": "Everything about me.", "service": None, "owner": None,
}  # fmt: skip
