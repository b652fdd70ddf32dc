"""The tests of UK GDPR Articles 33(1) and 34, answer by answer."""

from itertools import product

import pytest

from casework import Refused
from casework.breaches.notification_tests import ANSWERS, QUESTIONS, checked_answers, opinion


def asked(**said):
    return opinion(checked_answers(said))


@pytest.mark.parametrize(
    ("said", "regulator", "people", "cited"),
    [
        ({"breach": "no"}, "not", "not", "Art 4(12)"),
        ({"breach": "yes", "risk": "unlikely", "high": "no"}, "not", "not", "Art 33(1), 33(5)"),
        ({"breach": "yes", "risk": "likely", "high": "no"}, "notify", "not", "Art 34(1)"),
        ({"breach": "yes", "risk": "likely", "high": "yes"}, "notify", "tell", "Art 34(1)"),
        (
            {"breach": "yes", "risk": "likely", "high": "yes", "exception": "unintelligible"},
            *("notify", "not", "Art 34(3)(a)"),
        ),
        ({"breach": "yes", "risk": "likely", "high": "yes", "exception": "measures"}, "notify", "not", "Art 34(3)(b)"),
        ({"breach": "yes", "risk": "likely", "high": "yes", "exception": "effort"}, "notify", "public", "Art 34(3)(c)"),
        ({"breach": "yes", "risk": "likely", "high": "yes", "exception": "crime"}, "notify", "not", "Sch 2 para 2)"),
        (
            {"breach": "yes", "risk": "likely", "high": "yes", "exception": "privilege"},
            "notify",
            "not",
            "Sch 2 para 13)",
        ),
        ({"breach": "yes", "risk": "likely", "high": "yes", "exception": "special"}, "notify", "not", "Sch 2 para 26)"),
    ],
)
def test_the_law_says_whom_to_tell(said, regulator, people, cited):
    """The answers come to what the article says, and the article is cited (UK GDPR Arts 4(12), 33(1), 34(1), 34(3))."""
    found = asked(**said)
    assert (found.regulator, found.people) == (regulator, people)
    assert cited in " ".join(found.because)


def test_what_is_not_known_is_read_carefully():
    """With nothing answered, the regulator is notified and the people are told: doubt does not stay silent."""
    found = asked()
    assert (found.regulator, found.people) == ("notify", "tell")
    assert "not ruled out" in found.because[0]


def test_no_answer_but_unlikely_spares_the_regulator():
    """Over every combination, the regulator is left out only where there is no breach or a risk is unlikely."""
    seen = 0
    for chosen in product(*ANSWERS.values()):
        said = dict(zip(QUESTIONS, chosen, strict=True))
        try:
            found = opinion(checked_answers(said))
        except Refused:
            assert (said["risk"], said["high"]) == ("unlikely", "yes")
            continue
        seen += 1
        assert (found.regulator == "not") == (said["breach"] == "no" or said["risk"] == "unlikely")
        assert found.people == "not" or found.regulator == "notify"
    assert seen > 60


def test_what_would_change_the_opinion_would():
    """Each change it names is of one answer, and gives the other outcome it names."""
    from casework.breaches.notification_tests import PEOPLE, REGULATOR

    answers = checked_answers({"breach": "yes", "risk": "likely", "high": "no"})
    found = opinion(answers)
    assert len(found.changes) >= 3
    for said in found.changes:
        name = next(name for name, question in QUESTIONS.items() if said.startswith(question))
        words = said.split("If '")[1].split("'")[0]
        key = next(key for key, text in ANSWERS[name].items() if text == words)
        other = opinion(answers | {name: key})
        assert said.endswith(f"{REGULATOR[other.regulator]}; {PEOPLE[other.people]}.")
        assert (other.regulator, other.people) != (found.regulator, found.people)


def test_a_high_risk_is_no_unlikely_one():
    """An unlikely risk and a high risk at once are refused in a sentence."""
    with pytest.raises(Refused, match="cannot be likely if any risk is unlikely"):
        checked_answers({"risk": "unlikely", "high": "yes"})


@pytest.mark.parametrize("said", [{"weather": "fine"}, {"risk": "perhaps"}])
def test_what_is_no_answer_is_named(said):
    """A question or an answer there is none of is refused by its name."""
    with pytest.raises(Refused, match=r"weather|perhaps"):
        checked_answers(said)
