"""Words within a field: redacted, disclosed, decided again, and undone exactly."""

from itertools import pairwise

import pytest

from casework import Refused
from casework.disclosure import bundles
from casework.rights import requests as rights
from casework.timeline import history
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_detail
from finding import NOW, Sitting
from workforce import KATE, payroll

COMMENT = "mother unwell; spoke to T. Hussain"
WITHHELD = {"exemption": "dpa2018-sch2-16"}


@pytest.fixture
def sit(empty, tmp_path):
    sitting = Sitting(empty, tmp_path)
    sitting.bring(payroll(KATE | {"Comments": COMMENT}))
    yield sitting
    sitting.desk.close()


@pytest.fixture
def case(sit):
    """A case about Katherine with her one item disclosed; `sit.segment` is the number of its comments."""
    number = sit.log()
    (sit.item,) = sit.bind(number, "Katherine Robertson")
    fields = sit.state(number)["items"][0]["fields"]
    sit.segment = next(at for at, one in enumerate(fields) if one["name"] == "Comments")
    sit.decide(number, (sit.item, "disclose"))
    return number


def at(sit, words, decision="redact", **more):
    """A decision on these words of the comments."""
    first = COMMENT.index(words)
    place = {"segment": sit.segment, "first": first, "last": first + len(words)}
    return (sit.item, decision, place | (WITHHELD if decision == "redact" else {}) | more)


def comments(sit, case):
    """The comments as they would go out."""
    with sit.desk.reading() as session:
        (entry,) = bundles.entries(session, rights.get(session, case))
    return next(part for part in entry.parts if part.name == "Comments")


def said(sit, case):
    """What goes out of the comments."""
    return comments(sit, case).visible(lambda exemption: f"[{exemption}]")


def test_half_of_a_field_is_kept(sit, case):
    """The marked words are replaced by their exemption, and the rest of the field goes out."""
    sit.decide(case, at(sit, "spoke to T. Hussain"))
    assert said(sit, case) == "mother unwell; [dpa2018-sch2-16]"
    assert comments(sit, case).left == "mother unwell; " + "\u2588" * 19
    assert sit.state(case)["counts"]["redacted"] == 1


def test_undo_is_exact(sit, case):
    """Each undo restores exactly the places before it."""
    levels = [sit.state(case)]
    for one in (at(sit, "T. Hussain"), at(sit, "spoke to T."), at(sit, "mother", "disclose", reason="she says so"),
                (sit.item, "redact", {"field": "Comments"} | WITHHELD), (sit.item, "disclose", {"field": "Comments"})):  # fmt: skip
        sit.decide(case, one)
        levels.append(sit.state(case))
    assert all(one != other for one, other in pairwise(levels))
    for level in reversed(levels[:-1]):
        disclosure_jobs.undo_decision(sit.desk, case, NOW)
        assert sit.state(case) == level


def test_the_later_decision_on_words_stands(sit, case):
    """A new decision replaces what it covers; the rest of the older one stays."""
    sit.decide(case, at(sit, "spoke to T. Hussain"))
    sit.decide(case, at(sit, "spoke to", "disclose", reason="says nothing of him"))
    assert said(sit, case) == "mother unwell; spoke to[dpa2018-sch2-16]"
    start = COMMENT.index("spoke to")
    assert comments(sit, case).allowed == ((start, start + 8),)
    sit.decide(case, at(sit, COMMENT[15:]))
    assert said(sit, case) == "mother unwell; [dpa2018-sch2-16]"
    assert comments(sit, case).allowed == ()


def test_a_decision_on_the_field_replaces_its_places(sit, case):
    """A field disclosed by its own decision goes out in full, even if words in it were redacted before."""
    sit.decide(case, at(sit, "T. Hussain"))
    sit.decide(case, (sit.item, "disclose", {"field": "Comments"}))
    assert said(sit, case) == COMMENT
    assert comments(sit, case).allowed == ((0, len(COMMENT)),) and comments(sit, case).by_itself


def test_checked_takes_nothing_back(sit, case):
    """Checking a passage keeps the decisions within it, and the rest counts as checked."""
    sit.decide(case, at(sit, "T. Hussain", "disclose", reason="he wrote it"))
    sit.decide(case, (sit.item, "checked", {"field": "Comments"}))
    part = comments(sit, case)
    assert part.allowed == ((COMMENT.index("T. H"), len(COMMENT)),)
    assert part.checked == ((0, len(COMMENT)),) and said(sit, case) == COMMENT


def test_a_code_with_words_taken_out_keeps_no_meaning(sit, case):
    """If part of a value is redacted, its meaning is not printed beside it."""
    state = sit.state(case)["items"][0]["fields"]
    number, field = next((at, one) for at, one in enumerate(state) if one["meaning"] or one["name"] == "Department")
    place = {"segment": number, "first": 0, "last": 1}
    sit.decide(case, (sit.item, "redact", place | WITHHELD))
    with sit.desk.reading() as session:
        (entry,) = bundles.entries(session, rights.get(session, case))
    assert entry.parts[number].name == field["name"] and entry.parts[number].meaning is None
    assert len(entry.parts[number].cuts) == 1


def test_a_place_that_cannot_be_is_one_sentence(sit, case):
    """A place outside its field, half a place, and decisions that a place or a field cannot have are refused."""
    place = {"segment": sit.segment, "first": 0, "last": 6}
    wrong = {
        "or none of the three": {"segment": sit.segment},
        "has no segment 99": place | {"segment": 99},
        "is not a place in it": place | {"last": len(COMMENT) + 1},
        "6 to 6 is not a place in it": place | {"first": 6},
        "not 'Title'": place | {"field": "Title"},
        "must be whole numbers": place | {"last": "6"},
    }
    for sentence, more in wrong.items():
        with pytest.raises(Refused, match=sentence):
            sit.decide(case, (sit.item, "redact", more | WITHHELD))
    with pytest.raises(Refused, match="'Comments' is redacted in full"):
        sit.decide(case, (sit.item, "redact", {"field": "Comments"} | WITHHELD), at(sit, "mother"))
    for more in ({}, {"field": "Comments"}):
        with pytest.raises(Refused, match="cannot be 'subject'"):
            sit.decide(case, (sit.item, "subject", more))
    with pytest.raises(Refused, match="an exemption goes with redact or withhold"):
        sit.decide(case, (sit.item, "checked", place | WITHHELD))


def test_the_history_keeps_the_place(sit, case):
    """The act that redacts words records where they are, not what they are."""
    sit.decide(case, at(sit, "T. Hussain"))
    with sit.desk.reading() as session:
        (facts,) = history.facts_of(session, [case_detail.timeline(sit.desk, case)[-1].seq]).values()
    assert facts["after"][0]["segment"] == sit.segment and "Hussain" not in str(facts)
