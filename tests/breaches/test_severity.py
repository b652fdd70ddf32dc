"""ENISA's severity (working document v1.0, December 2013): the published checks, the bands, and the working."""

from decimal import Decimal
from itertools import product

import pytest

from casework import Refused
from casework.breaches.severity import ADDED, FACTORS, Factors, proposed_context, score
from casework.law import breach_terms

PUBLISHED = [
    ("salary e-mail to one wrong colleague", Factors("financial", confidentiality="known"), "3.25", "high"),
    ("newsletter with everybody in CC", Factors("simple", confidentiality="known"), "1.25", "low"),
    ("encrypted laptop", Factors("simple", identification="negligible"), "0.25", "low"),
    ("health data exfiltrated", Factors("sensitive", confidentiality="unknown", intent="yes"), "5", "very-high"),
    (
        "hospital ransomware, restored",
        Factors("sensitive", identification="significant", availability="temporary", intent="yes"),
        *("3.75", "high"),
    ),
]


@pytest.mark.parametrize(("what", "factors", "value", "band"), PUBLISHED, ids=[one[0] for one in PUBLISHED])
def test_the_published_checks_come_out(what, factors, value, band):
    """Each published example of SE = DPC x EI + CB gives its value and its band."""
    found = score(factors)
    assert (str(found.value), found.band) == (value, band)


@pytest.mark.parametrize(
    ("context", "adjust", "dpc"),
    [
        ("simple", 0, 1), ("simple", 1, 2), ("simple", 2, 3), ("simple", 3, 4), ("behavioural", 0, 2),
        ("behavioural", 1, 3), ("behavioural", 2, 4), ("financial", -1, 2), ("financial", 0, 3), ("financial", 1, 4),
        ("sensitive", -3, 1), ("sensitive", -1, 3), ("sensitive", 0, 4), ("sensitive", 3, 4), ("simple", -3, 1),
    ],
)  # fmt: skip
def test_the_context_moves_the_base_within_one_to_four(context, adjust, dpc):
    """DPC is the base moved by the context, never below 1 or above 4 (ENISA annex 1: customer list 1, 2, 3 or 4)."""
    assert score(Factors(context, adjust)).value == dpc


def every():
    terms = breach_terms()
    for context, adjust in product(terms.context, (-1, 0, 1)):
        for chosen in product(*(terms.factors[name] for name in FACTORS)):
            yield Factors(context, adjust, *chosen)


def test_every_score_stays_in_its_bounds_and_its_band():
    """Over every combination: 0.25 to 6, CB at most 2, and the band by 2, 3 and 4 (low, medium, high, very high)."""
    seen = set()
    for factors in every():
        found = score(factors)
        assert Decimal("0.25") <= found.value <= 6
        expected = (
            "low" if found.value < 2 else "medium" if found.value < 3 else "high" if found.value < 4 else "very-high"
        )
        assert found.band == expected
        seen.add(found.band)
    assert seen == set(breach_terms().bands)
    worst = {name: list(breach_terms().factors[name])[-1] for name in ADDED}
    assert sum(Decimal(breach_terms().factors[name][key].value) for name, key in worst.items()) == 2


def test_what_would_change_the_band_would():
    """Each change it names, made, gives the band it names; with none named, no single change moves it."""
    terms, named = breach_terms(), {"Kind of data": "context", "Ease of identification": "identification"}
    named |= {"Confidentiality": "confidentiality", "Integrity": "integrity"}
    named |= {"Availability": "availability", "Malice": "intent"}
    from dataclasses import replace

    for factors in every():
        for said in score(factors).changes:
            label, _, rest = said.partition(": ")
            name = named[label]
            text, band = rest.split(" would make it ")
            levels = terms.context if name == "context" else terms.factors[name]
            key = next(key for key, one in levels.items() if one.name.casefold() == text.casefold())
            assert terms.bands[score(replace(factors, **{name: key})).band].name.casefold() == band
    assert score(Factors("simple", identification="negligible")).changes == ()


def test_the_working_is_said_out_loud():
    """Every factor stands in the steps with its number, and the sum is the score."""
    steps = score(Factors("sensitive", -1, confidentiality="known")).steps
    assert steps[0] == "DPC 3: sensitive data begins at 4, moved by -1 within 1 to 4"
    assert steps[1] == "EI 1: maximum: the data tell who it is"
    assert steps[2].startswith("CB 0.25: 0.25 + 0 + 0 + 0")
    assert steps[3].startswith("SE = 3 x 1 + 0.25 = 3.25: high")


def test_the_flags_stand_outside_the_score():
    """More than 100 people, and data nobody can read, are flagged and do not move the score."""
    plain = score(Factors())
    flagged = score(Factors(), people=101, unintelligible=True)
    assert flagged.value == plain.value
    assert len(flagged.flags) == 2
    assert score(Factors(), people=100).flags == ()


def test_of_several_kinds_of_data_the_highest_counts():
    """The context proposed for kinds of data is the highest among them."""
    assert proposed_context(["birth", "pay", "absence"]) == "sensitive"
    assert proposed_context(["birth", "pay"]) == "financial"
    assert proposed_context([]) == "simple"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"context": "secret"}, "Context cannot be 'secret'"),
        ({"intent": "perhaps"}, "Intent cannot be 'perhaps'"),
        ({"adjust": 4}, "whole number from -3 to 3"),
        ({"adjust": True}, "whole number from -3 to 3"),
        ({"weather": "fine"}, "'weather' is not a factor"),
    ],
)
def test_a_factor_that_is_none_is_named(said, sentence):
    """What is no factor, or no value of one, is refused in a sentence that names it."""
    with pytest.raises(Refused, match=sentence):
        Factors.checked(said)
