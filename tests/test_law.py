"""The law as data: citations everywhere, and the bank holidays against a second opinion."""

from datetime import date

import holidays
import pytest

from casework import law

NATIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}


@pytest.mark.parametrize("nation", NATIONS)
def test_the_table_agrees_with_the_holidays_package(nation):
    """Every bank holiday of 2018 to 2028 that the package knows is in the committed table, and no other."""
    known = law.holidays_known_to()
    theirs = {day for day in holidays.GB(subdiv=NATIONS[nation], years=range(2018, known.year + 1)) if day <= known}
    assert {day for day in law.bank_holidays(nation) if day <= known} == theirs


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        ("england-and-wales", date(2020, 5, 8)),
        ("england-and-wales", date(2022, 6, 3)),
        ("england-and-wales", date(2022, 9, 19)),
        ("england-and-wales", date(2023, 5, 8)),
        ("scotland", date(2026, 6, 15)),
        ("northern-ireland", date(2026, 7, 13)),
    ],
)
def test_one_off_and_moved_days_are_there(nation, day):
    """VE day moved, the jubilee, the funeral, the coronation, the World Cup day and the Boyne's substitute."""
    assert day in law.bank_holidays(nation)


def test_easter_monday_is_no_bank_holiday_in_scotland():
    """The nations' sets differ: 6 April 2026 is a working day in Scotland alone."""
    assert date(2026, 4, 6) not in law.bank_holidays("scotland")
    assert date(2026, 4, 6) in law.bank_holidays("northern-ireland")


def test_every_rule_has_its_citation_and_no_day_is_without_a_rule():
    """From 25 May 2018 each right has exactly one response rule for every day of receipt."""
    rules = law.rules().values()
    assert all(rule.citation and rule.start and rule.standing in ("found", "secondary", "inferred") for rule in rules)
    for covers in ("access", "other"):
        for day in (date(2018, 5, 25), date(2026, 2, 4), date(2026, 2, 5), date(2030, 1, 1)):
            assert sum(r.covers == covers and r.notice_of is None and r.in_force(day) for r in rules) == 1


def test_every_exemption_can_be_told_to_the_person():
    """Each ground names its provision of the Act, what it restricts, and why, in words for a letter."""
    for exemption in law.exemptions().values():
        assert exemption.provision.startswith("Data Protection Act 2018")
        assert exemption.restricts
        assert exemption.test
        assert exemption.explanation[0].islower()
        assert not exemption.explanation.endswith(".")
