"""Who else may be named in what goes out: the review's questions, answers, places and undo."""

import pytest

from casework import Refused
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure.jobs import OpenQuestions
from dpo_console.jobs import council_profile
from dpo_console.rights import jobs as rights_jobs
from finding import NOW, plainly, sitting  # noqa: F401
from workforce import HEADINGS, KATE, lookup, payroll, staff

WITHHELD = {"exemption": "dpa2018-sch2-16"}
TARIQ = staff("0055777", "Tariq", "Hussain", "01/01/1970", "QQ222222A")
NAIR = staff("0055888", "Philippa", "Nair", "01/01/1971", "QQ333333A")
WIDE = f"{HEADINGS},Absence reason,Notes"


def hers(sit, *rows, more=()):
    """A case about Katherine whose own rows are all disclosed; `rows` are what they hold beside her facts."""
    mine = [KATE | {"Employee post number": f"CS-{at}"} | row for at, row in enumerate(rows)]
    sit.bring(payroll(*mine, TARIQ, NAIR, headings=WIDE), *more)
    return disclosed(sit, sit.log())


def disclosed(sit, case):
    """A case bound to Katherine: certain matches disclosed, the rest marked as someone else's."""
    found = sit.bind(case, "Katherine Robertson")
    apart = {"exemption": "not-this-person", "reason": "other numbers"}
    certain = {item: hit["strength"] == "certain" for item, hit in found.items()}
    sit.decide(case, *((item, "disclose") if yes else (item, "withhold", apart) for item, yes in certain.items()))
    return case


def asked(sit, case, kind=None):
    """The questions open on a case."""
    found = plainly(disclosure_jobs.questions(sit.desk, case))["questions"]
    return [one for one in found if kind in (None, one["kind"])]


def answer(sit, case, question, given, **more):
    """Answer one question."""
    left = disclosure_jobs.answer_questions(sit.desk, case, [{"id": question["id"], "answer": given} | more], NOW)
    return plainly(left)["questions"]


def test_a_full_name_must_be_redacted_or_disclosed_by_a_decision(sit):
    """Another registered person's full name stops the pack, and is never answered as the data subject's."""
    case = hers(sit, {"Comments": "spoke to Tariq Hussain today"})
    (one,) = asked(sit, case)
    assert (one["must"], one["kind"], one["names"]) == (True, "naming", ["Tariq Hussain"])
    assert one["answers"] == ["other", "redact"] and one["words"] == "Tariq Hussain"
    with pytest.raises(Refused, match="cannot be answered 'subject'"):
        answer(sit, case, one, "subject")
    assert answer(sit, case, one, "redact") == []
    field = next(one for one in sit.state(case)["items"][0]["fields"] if one["name"] == "Comments")
    assert [(one["decision"], one["first"], one["last"]) for one in field["places"]] == [("redact", 9, 22)]


def test_disclosing_somebody_else_needs_a_reason(sit):
    """`other` is a decision with a reason, on the place of the words."""
    case = hers(sit, {"Comments": "spoke to Tariq Hussain today"})
    (one,) = asked(sit, case)
    with pytest.raises(Refused, match="enter the reason"):
        answer(sit, case, one, "other")
    assert answer(sit, case, one, "other", reason="he was in the room") == []
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert asked(sit, case) == [one]


@pytest.mark.parametrize(("given", "more"), [("subject", {}), ("other", {"reason": "signs for all"}), ("redact", {})])
def test_an_initial_is_asked_about_and_its_answer_is_undone(sit, given, more):
    """An initial with the surname is a question; each answer settles it, and one undo asks it again."""
    case = hers(sit, {"Comments": "seen by T. Hussain today"})
    (one,) = asked(sit, case)
    assert (one["must"], one["form"], one["answers"]) == (False, "initial", ["subject", "other", "redact"])
    assert answer(sit, case, one, given, **more) == []
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert asked(sit, case) == [one]


def test_equal_passages_are_asked_once_and_the_same_words_on_demand(sit):
    """Two equal fields are one question; another passage with the same words is answered with it only everywhere."""
    case = hers(
        sit, {"Comments": "seen by T. Hussain"}, {"Comments": "seen by T. Hussain"}, {"Comments": "T. Hussain rang"}
    )
    one, other = asked(sit, case)
    assert sorted(len(each["places"]) for each in (one, other)) == [1, 2]
    assert answer(sit, case, one, "subject") == [other]
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert answer(sit, case, one, "subject", everywhere=True) == []


def test_the_subjects_own_name_asks_nothing(sit):
    """The data subject's own names and numbers are not asked about in any field."""
    case = hers(sit, {"Comments": "K. Robertson, QQ123456C; Kate Robertson rang"})
    assert asked(sit, case) == []


def test_a_column_answered_before_is_proposed_in_the_next_case(sit):
    """Who checked a number was disclosed in one case with a reason: the next case proposes just that."""
    case = hers(sit, {}, more=[lookup(("0012345", "Katherine Robertson", "SW12345"))])
    (one,) = asked(sit, case)
    assert (one["label"], one["proposal"]) == ("Checked by", None)
    answer(sit, case, one, "other", reason="named as the officer who checked")
    after = disclosed(sit, sit.log())
    (again,) = asked(sit, after)
    assert again["proposal"] == {
        "answer": "other", "reason": "named as the officer who checked", "exemption": None, "case": case,
    }  # fmt: skip
    assert answer(sit, after, again, again["proposal"]["answer"], reason=again["proposal"]["reason"]) == []


def test_answers_go_with_the_person_the_case_is_about(sit):
    """A case without a data subject asks nothing; bound to the same person again, it keeps its answers."""
    case = hers(sit, {"Comments": "seen by T. Hussain today"})
    (one,) = asked(sit, case)
    answer(sit, case, one, "subject")
    rights_jobs.undo_identification(sit.desk, case, "a slip", NOW)
    with pytest.raises(Refused):
        disclosure_jobs.questions(sit.desk, case)
    assert asked(sit, disclosed(sit, case)) == []


def test_words_taken_out_of_one_item_are_asked_about_in_the_others(sit):
    """The same words in two other items are one question, redacted together under the same exemption."""
    rows = [
        {"Comments": "mother is very unwell"},
        {"Notes": "Her mother is very unwell."},
        {"Notes": "her Mother is very unwell!"},
    ]
    case = hers(sit, *rows)
    first = next(
        one for one in sit.state(case)["items"] if any(f["text"] == rows[0]["Comments"] for f in one["fields"])
    )
    sit.decide(case, (first["item"], "redact", {"field": "Comments"} | WITHHELD))
    found = asked(sit, case, "withheld-words")
    assert [(one["must"], len({place["item"] for place in one["places"]})) for one in found] == [(True, 2)]
    assert found[0]["proposal"]["exemption"] == WITHHELD["exemption"]
    assert answer(sit, case, found[0], "redact") == []


def test_a_short_word_taken_out_is_asked_about(sit):
    """`HIV` redacted in one field is asked about in another."""
    case = hers(sit, {"Absence reason": "HIV", "Notes": "hiv related"})
    item = sit.state(case)["items"][0]["item"]
    sit.decide(case, (item, "redact", {"field": "Absence reason"} | WITHHELD))
    (one,) = asked(sit, case)
    assert (one["kind"], one["must"], one["words"]) == ("withheld-words", False, "HIV")
    assert answer(sit, case, one, "other", reason="she wrote the note") == []


def test_an_item_withheld_whole_asks_once(sit):
    """What a withheld record says of the person and the post asks nothing where a disclosed one says it too; its free
    text is one question, whatever of it stands elsewhere."""
    text = "Asked for reduced hours until the spring of next year"
    case = hers(sit, {"Comments": text}, {"Notes": f"She {text.lower()}"})
    item = next(one["item"] for one in sit.state(case)["items"] if any(f["text"] == text for f in one["fields"]))
    sit.decide(case, (item, "withhold", WITHHELD))
    (one,) = asked(sit, case)
    assert (one["kind"], one["must"], one["words"]) == ("withheld-words", True, f"all of item {item}")


def test_somebody_nobody_registered_is_looked_at_first(sit):
    """A passage with another's name and telephone is marked, once for equal ones; checked it is settled, and undone."""
    text = "Emergency contact: mother Jean Elcoat; 01429 555010"
    case = hers(sit, {"Comments": text}, {"Comments": text})
    (one,) = asked(sit, case)
    assert (one["kind"], len({place["item"] for place in one["places"]})) == ("mention", 2)
    assert one["words"].startswith("mother Jean Elcoat; 01429 555010")
    assert answer(sit, case, one, "checked") == []
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert asked(sit, case) == [one]
    assert answer(sit, case, one, "redact") == []


def test_the_councils_own_terms_mark_nothing(sit):
    """A term of the council's own is no person from the moment it is entered."""
    case = hers(sit, {"Comments": "Moved to Rowan Lodge"})
    assert len(asked(sit, case, "mention")) == 1
    council_profile.save_council(sit.desk, {"office_terms": [" Rowan  Lodge ", ""]}, NOW)
    assert asked(sit, case) == [] and disclosure_jobs.office_terms(sit.desk).own == ["Rowan Lodge"]
    with pytest.raises(Refused, match="is not an office term"):
        council_profile.save_council(sit.desk, {"office_terms": ["12"]}, NOW)


def test_answers_that_cannot_be_are_one_sentence_and_none_is_taken(sit):
    """A wrong answer names its question, and none of the answers with it is saved."""
    case = hers(sit, {"Comments": "seen by T. Hussain today"})
    (one,) = asked(sit, case)
    good = {"id": one["id"], "answer": "subject"}
    wrong = {
        "is not open": {"id": "nonsense", "answer": "subject"},
        "cannot be answered 'burn'": good | {"answer": "burn"},
        "no others": good | {"colour": "red"},
        "must be text": good | {"reason": 7},
        "only redact can have an exemption": good | WITHHELD,
        "exemption from the list": good | {"answer": "redact", "exemption": "because"},
    }
    for sentence, said in wrong.items():
        with pytest.raises(Refused, match=sentence):
            disclosure_jobs.answer_questions(sit.desk, case, [good, said], NOW)
    for said in ([], {}, None):
        with pytest.raises(Refused, match="Answers must be a list"):
            disclosure_jobs.answer_questions(sit.desk, case, said, NOW)
    assert asked(sit, case) == [one]


def test_what_is_open_is_said_in_a_sentence_for_each_kind(sit):
    """Open questions are summed up with their number and what to do; with none there is no sentence."""
    rows = [
        {"Comments": "seen by T. Hussain today"},
        {"Comments": "spoke to Tariq Hussain"},
        {"Comments": "rang Jean Elcoat"},
    ]
    case = hers(sit, *rows)
    assert disclosure_jobs.questions(sit.desk, case).open == [
        "1 passage has another registered person's name, or redacted words. Redact, or disclose with a reason.",
        "1 question is unanswered. Answer in the review.",
        "1 passage may name someone not registered. Check in the review.",
    ]
    given = [{"id": one["id"], "answer": "redact"} for one in asked(sit, case)]
    assert disclosure_jobs.answer_questions(sit.desk, case, given, NOW) == OpenQuestions([], [])


def test_a_new_colleague_is_asked_about_at_once(sit):
    """Someone registered after the answers is asked about where they are named."""
    case = hers(sit, {"Comments": "seen by B. Wearmouth today"})
    assert [one["kind"] for one in asked(sit, case)] == ["mention"]
    sit.bring(payroll(staff("0055999", "Brian", "Wearmouth", "01/01/1980", "QQ444444A")))
    assert [one["kind"] for one in asked(sit, case)] == ["naming"]
