"""Answering questions in the review, and marking words of a field, by keys alone."""

from textual.widgets import Input

TEXT = "mother unwell; spoke to T. Hussain today"


async def test_the_review_says_what_is_open_and_leads_there(jobs, sit):
    """The items' screen counts the questions; q opens them, those that must be decided first."""
    async with sit() as seat:
        await seat.press("enter", "r")
        assert "? 2 questions open, 1 must be decided" in seat.text()
        await seat.press("q")
        text = seat.text()
        assert text.index("MUST BE REDACTED") < text.index("Questions: 1")
        assert "1 must be decided, 1 to answer, 0 to check" in text


async def test_each_key_gives_its_answer(jobs, sit):
    """s, d with a reason, r under the exemption for others, c: each answers just the question selected."""
    asked = [jobs.question(name, words=name) for name in ("one", "two", "three")]
    asked += [jobs.question("four", words="four", kind="mention", answers=["checked", "other", "redact"])]
    jobs.answers["questions"] = {"questions": asked}
    async with sit() as seat:
        await seat.press("enter", "r", "q", "s")
        for left in (asked[1:], asked[2:], asked[3:], []):
            jobs.answers["answer_questions"] = {"questions": left}
            given = len(jobs.did("answer_questions"))
            if left == asked[1:]:
                continue
            key = {2: "d", 1: "r", 0: "c"}[len(left)]
            seat.screen.give(
                asked[3 - len(left) - (key == "c") + (key == "c") - 0 :] if False else asked[3 - len(left) :]
            )
            await seat.press(key)
            if key == "d":
                await seat.until(lambda: seat.screen.query("Input"))
                seat.screen.query_one(Input).value = "he was there"
                await seat.press("ctrl+s")
            if key == "r":
                await seat.press("ctrl+s")
            await seat.until(lambda given=given: len(jobs.did("answer_questions")) > given)
    said = [rows[0] for _, rows, _ in jobs.did("answer_questions")]
    assert [(one["id"], one["answer"]) for one in said] == [
        ("one", "subject"), ("two", "other"), ("three", "redact"), ("four", "checked"),
    ]  # fmt: skip
    assert said[1]["reason"] == "he was there" and said[2]["exemption"] == "dpa2018-sch2-16"
