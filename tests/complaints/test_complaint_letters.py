"""What each letter about a complaint says, when it is refused, and by which law (DPA 2018 s.164A)."""

from datetime import date

import pytest

import complaining
from casework import Refused
from casework.timeline.events import Event, Kind
from complaining import BEFORE, ENTERED, KINDS, ON, OUTCOME, book, events, kinds, letter
from letters.paper.compose import lacking

ACKNOWLEDGED = Event(Kind.acknowledged, date(2026, 11, 18), seq=2)
BOTH = "complaint-ack-and-outcome"
LAST, FIRST = date(2026, 9, 29), date(2026, 9, 30)
"""The last day of the Commissioner, and the first of the Commission (SI 2026/1015 reg 2)."""


def test_what_an_officer_enters_is_known_for_every_kind():
    """The letters of a complaint are these eight, and the tests enter something for each."""
    assert set(KINDS) == set(ENTERED) and len(KINDS) == 8


@pytest.mark.parametrize("kind", kinds(), ids=lambda one: one.id)
def test_each_element_is_printed_with_its_facts(kind):
    """Every fact that an element in force holds stands in the letter, and is bound to its record."""
    happened = events(ACKNOWLEDGED) if kind.id == "regulator-reply" else events()
    made = letter(kind.id, happened=happened, council={"regulator_address": ["1 New Street"]})
    text, bound = " ".join(made.text().split()), {one.name: one.bound for one in made.facts}
    facts = book(ENTERED[kind.id], happened=happened, received=BEFORE if "before" in kind.id else complaining.RECEIVED)
    for element in kind.elements:
        for name in element.facts if name_holds(facts, element.where) else ():
            asked = next((one for one in kind.inputs if one.id == name), None)
            if asked is None and (value := facts.value(name)):
                assert all(point in text for point in value.entries), (element.id, name)
            elif asked and asked.way != "date" and not asked.choices and (typed := ENTERED[kind.id].get(name)):
                assert all(line in text for line in typed.splitlines()), (element.id, name)
            assert bound[name], (element.id, name)


def name_holds(facts, where):
    """Whether the condition of an element is met."""
    return not where or where not in type(facts).names() or facts.value(where) is not None


@pytest.mark.parametrize(
    ("kind", "name"),
    [(one, asked.id) for one in kinds() for asked in one.inputs if asked.id not in one.optional],
    ids=lambda one: getattr(one, "id", one),
)
def test_what_is_missing_is_named_with_its_paragraph_and_no_letter_is_made(kind, name):
    """Each thing an officer leaves out is named by what to enter and the provision that asks for it."""
    entered = {key: typed for key, typed in ENTERED[kind.id].items() if key != name}
    asks = next((one.law for one in kind.elements if name in one.facts), "")
    facts = book(entered, received=BEFORE if "before" in kind.id else complaining.RECEIVED)
    label = next(one.label for one in kind.inputs if one.id == name)
    [lack] = [one for one in lacking(kind, facts) if one.input == name or label in one.what or name in one.what]
    assert (lack.law, lack.law in lack.what) == (asks, True)
    with pytest.raises(Refused) as refused:
        letter(kind.id, entered)
    assert lack.what in str(refused.value)


def test_a_whole_letter_lacks_nothing_that_it_prints():
    """With everything entered, nothing is missing in any letter: what the tests above miss is what they left out."""
    for kind in kinds():
        facts = book(ENTERED[kind.id], received=BEFORE if "before" in kind.id else complaining.RECEIVED)
        assert lacking(kind, facts) == [], kind.id


@pytest.mark.parametrize("kind", kinds(), ids=lambda one: one.id)
def test_each_letter_names_the_regulator_of_its_date(kind):
    """On 29 September 2026 the Information Commissioner, on the 30th the Information Commission, and never both."""
    received = BEFORE if "before" in kind.id else date(2026, 9, 1)
    before, after = (letter(kind.id, on=on, received=received).text() for on in (LAST, FIRST))
    before = before.replace("Information Commission\n", "").replace("Dear Information Commission", "")
    assert "Information Commissioner" in before and "Information Commission " not in before
    assert "Information Commission" in after and "Information Commissioner" not in after


@pytest.mark.parametrize("kind", ["acknowledgement", BOTH, "not-ours"])
def test_a_statutory_letter_is_refused_for_a_complaint_of_18_june(kind):
    """Section 164A(3) and (4) are for complaints received from 19 June 2026; the letter's own date changes nothing."""
    letter(kind, received=date(2026, 6, 19), on=date(2026, 6, 22))
    with pytest.raises(Refused, match=r"received on 18 June 2026\. Section 164A covers .* from 19 June 2026"):
        letter(kind, received=date(2026, 6, 18), on=date(2026, 6, 22))


def test_the_letter_for_an_earlier_complaint_is_refused_from_19_june():
    """It says that no time limit applies, which is not true of a complaint received on 19 June 2026."""
    text = letter("complaint-before-19-june", received=date(2026, 6, 18)).text()
    assert "the law sets no time limit for our answer." in text and "30 days" not in text and "164A" not in text
    with pytest.raises(Refused, match=r"received on 19 June 2026\. .* Write the acknowledgement"):
        letter("complaint-before-19-june", received=date(2026, 6, 19))


def test_the_outcome_of_an_earlier_complaint_rests_on_no_section_164a():
    """Its letters are the same, and none says that section 164A applies or that it will be acknowledged by a date."""
    for kind in ("complaint-progress", "complaint-information-request", "complaint-outcome"):
        assert "164A" not in letter(kind, received=BEFORE).text(), kind
        assert "acknowledge" not in letter(kind, received=BEFORE).text(), kind


def test_both_in_one_letter_only_within_the_30_days():
    """Received on 16 November 2026, both may be one letter to 16 December; on the 17th it is refused."""
    letter(BOTH, on=date(2026, 12, 16))
    with pytest.raises(Refused, match=r"ended on Wednesday 16 December 2026 \(section 164A\(3\)\)"):
        letter(BOTH, on=date(2026, 12, 17))
    with pytest.raises(Refused, match="acknowledged on 18 November 2026"):
        letter(BOTH, happened=events(ACKNOWLEDGED))


def test_the_letter_that_was_both_can_be_read_after_the_30_days():
    """Once sent in time it is the same letter on any later date."""
    sent = Event(Kind.sent, date(2026, 12, 10), seq=2)
    later = letter(BOTH, on=date(2027, 1, 4), happened=events(sent), said={2: {"letter": BOTH}})
    assert later.digest() == letter(BOTH, on=date(2026, 12, 10)).digest()


def test_each_issue_has_its_conclusion_and_action_in_turn():
    """The outcome takes each issue in the order entered: what was said, what was found, what is done."""
    made = letter("complaint-outcome").text()
    order = [
        "You said: My answer was late.",
        "six days late",
        "passed on.",
        "You said: Pages",
        "12 pages",
        "do nothing.",
    ]
    assert sorted(order, key=made.index) == order
    assert "We agree with part of your complaint." in made
    assert "section 165" in made and "ask a court" in made


@pytest.mark.parametrize("name", ["issue", "conclusion", "action"])
def test_issues_without_their_conclusion_or_action_are_refused(name):
    """One line too many or too few of any is one sentence with the numbers, and no letter is made."""
    said = f"3 {name}s" if name != "issue" else "there are 3 issues, 2 conclusions and 2 actions"
    with pytest.raises(Refused, match=said) as refused:
        letter("complaint-outcome", OUTCOME | {name: f"{OUTCOME[name]}\n\nOne more."})
    assert "(ICO complaints guidance)" in str(refused.value) and str(refused.value).count(".") == 1


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        (
            "complaint-outcome",
            {"finding": "perhaps"},
            "Finding cannot be 'perhaps'. Choose from: upheld, partly-upheld",
        ),
        ("complaint-progress", {"outcome_by": "soon"}, "'soon' is not a date"),
        ("complaint-information-request", {"reply_by": "31/02/2026"}, "not a date"),
        ("complaint-information-request", {"told_us": " \n "}, "What you need to know: enter each question"),
        ("not-ours", {"not_under": "no-infringement"}, "Ground cannot be 'no-infringement'. Choose from"),
        ("regulator-reply", {"enquiry_on": "yesterday"}, "not a date"),
    ],
)
def test_what_is_entered_wrongly_is_one_sentence(kind, wrong, said):
    """A choice that is none, a date that is none, lines that are blank: told, and no letter is made."""
    with pytest.raises(Refused) as refused:
        letter(kind, {**ENTERED[kind], **wrong})
    assert said in str(refused.value)
    assert len(str(refused.value)) < 250


def test_a_question_does_not_stop_the_30_days():
    """Until it is acknowledged, a request for information says by when that will be; after, it does not."""
    kind = "complaint-information-request"
    assert "We will still acknowledge your complaint by 16 December 2026." in letter(kind).text()
    assert "acknowledge" not in letter(kind, happened=events(ACKNOWLEDGED)).text()
    assert "acknowledge" not in letter(kind, on=date(2026, 12, 17)).text()


def test_a_representative_is_no_ground_to_turn_a_complaint_away():
    """The grounds of s.164A(1) are three: that no infringement is seen, or that someone acts, is not among them."""
    ground = next(one for one in KINDS["not-ours"].inputs if one.id == "not_under")
    assert set(ground.choices) == {"not-about-them", "not-a-person", "other-law"}


def test_the_reply_to_the_regulator_says_what_was_done_and_when():
    """Its reference, the receipt, the acknowledgement and the answer, and that Article 31 asks for cooperation."""
    sent = Event(Kind.sent, date(2026, 11, 20), seq=3)
    text = letter("regulator-reply", happened=events(ACKNOWLEDGED, sent)).text()
    for said in (
        "IC-123456", "20 November 2026", "Ann Other reached us on 16 November 2026", "Article 31",
        "acknowledged the complaint on 18 November 2026", "answer to the complainant on 20 November 2026",
    ):  # fmt: skip
        assert said in text, said
    bare = letter("regulator-reply", happened=events()).text()
    assert "We acknowledged" not in bare and "We sent our answer" not in bare


def test_the_regulators_reference_is_that_of_its_complaint():
    """The reference of the event 'regulator_complaint' counts if none is entered."""
    told = Event(Kind.regulator_complaint, date(2026, 11, 20), seq=2)
    entered = {key: typed for key, typed in ENTERED["regulator-reply"].items() if key != "their_reference"}
    made = letter("regulator-reply", entered, happened=events(told), said={2: {"theirs": "IC-99"}})
    assert "IC-99" in made.text()


def test_a_fact_in_braces_in_what_is_typed_stays_as_typed():
    """What an officer types is text, and never looked up as a fact."""
    typed = {**OUTCOME, "issue": "{what}\n{no_such}", "conclusion": "{received}\n{{x}}"}
    text = letter("complaint-outcome", typed).text()
    assert all(said in text for said in ("{what}", "{no_such}", "{received}", "{{x}}"))


@pytest.mark.parametrize("kind", kinds(), ids=lambda one: one.id)
def test_the_sentences_of_a_letter_are_short(kind):
    """No shipped sentence has more than 25 words, and half of them have 15 or fewer."""
    shipped = [text for one in kind.elements if one.id.startswith(("co_", "pro_", "inf_", "out_", "not_", "bef_", "reg_"))
               for text in (*one.text, *one.points)]  # fmt: skip
    counts = sorted(len(sentence.split()) for text in shipped for sentence in text.split(". "))
    assert counts[-1] <= 25 and counts[len(counts) // 2] <= 15, counts


def test_the_date_of_the_letter_is_no_reason_for_another():
    """The same facts on another date are the same letter."""
    assert letter("complaint-outcome").digest() == letter("complaint-outcome", on=date(2026, 12, 1)).digest()
    assert letter("complaint-outcome").on == ON
