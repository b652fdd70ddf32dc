"""The law as data: citations everywhere, and the bank holidays against a second opinion."""

from datetime import date, timedelta

import holidays
import pytest

from casework import law
from casework.timeline.events import KINDS

NATIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}


@pytest.mark.parametrize("nation", NATIONS)
def test_the_table_agrees_with_the_holidays_package(nation):
    """Every bank holiday of 2018 to 2030 that the package knows is in the committed table, and no other."""
    theirs = set(holidays.GB(subdiv=NATIONS[nation], years=range(2018, 2031)))
    assert set(law.bank_holidays(nation)) == theirs


PUBLISHED = """
2018 01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26|2019 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26
2020 01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28|2021 01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28
2022 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
2023 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26|2024 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26|2026 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28|2028 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
2029 01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26|2030 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26
"""
SCOTLAND = (
    "2018-01-02 2019-01-02 2020-01-02 2021-01-04 2022-01-04 2023-01-03 2024-01-02 2025-01-02 2026-01-02 2027-01-04 "
    "2028-01-04 2029-01-02 2030-01-02 2018-11-30 2019-12-02 2020-11-30 2021-11-30 2022-11-30 2023-11-30 2024-12-02 "
    "2025-12-01 2026-11-30 2027-11-30 2028-11-30 2029-11-30 2030-12-02 2026-06-15"
)
IRELAND = (
    "2018-03-19 2019-03-18 2020-03-17 2021-03-17 2022-03-17 2023-03-17 2024-03-18 2025-03-17 2026-03-17 2027-03-17 "
    "2028-03-17 2029-03-19 2030-03-18 2018-07-12 2019-07-12 2020-07-13 2021-07-12 2022-07-12 2023-07-12 2024-07-12 "
    "2025-07-14 2026-07-13 2027-07-12 2028-07-12 2029-07-12 2030-07-12"
)


def days(text):
    return {date.fromisoformat(one) for one in text.split()}


def england():
    years = [line.split() for line in PUBLISHED.replace("|", "\n").splitlines() if line]
    return {date.fromisoformat(f"{year}-{day}") for year, *listed in years for day in listed}


def test_the_table_is_the_published_list_whatever_the_package_says():
    """Every weekday holiday of 2018 to 2030, written out: a change of the committed table shows here."""
    weekdays = {nation: {day for day in law.bank_holidays(nation) if day.weekday() < 5} for nation in NATIONS}
    assert weekdays["england-and-wales"] == england()
    assert weekdays["northern-ireland"] == england() | days(IRELAND)
    easter_mondays = {day for day in england() if day - timedelta(days=3) in england() and day.month in (3, 4)}
    late_august = {day for day in england() if day.month == 8}
    first_mondays = {
        next(date(y, 8, d) for d in range(1, 8) if date(y, 8, d).weekday() == 0) for y in range(2018, 2031)
    }
    expected = (england() - easter_mondays - late_august) | first_mondays | days(SCOTLAND)
    assert weekdays["scotland"] == expected


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
    for covers in ("access", "other"):
        for day in (date(2018, 5, 25), date(2026, 2, 4), date(2026, 2, 5), date(2030, 1, 1)):
            assert sum(r.covers == covers and r.notice_of is None and r.in_force(day) for r in rules) == 1


def test_the_rules_are_those_of_the_table_of_law():
    """Every clock and every duty without a number, by its id, with the days it is in force."""
    listed = {rule.id: (rule.first.isoformat(), rule.last and rule.last.isoformat()) for rule in law.rules().values()}
    new, old, since = ("2026-02-05", None), ("2018-05-25", "2026-02-04"), ("2018-05-25", None)
    complaint, information = ("2026-06-19", None), ("2005-01-01", None)
    assert listed == {
        **dict.fromkeys(["access-12a", "other-12a", "access-12a-extension-notice", "other-12a-extension-notice"], new),
        **dict.fromkeys(["refusal", "dpa-part3-s54"], new),
        **dict.fromkeys(["access-pre2026", "other-pre2026", "dpa14-request-window", "dpa14-reply"], old),
        **dict.fromkeys(["complaint-164a-ack", "complaint-outcome"], complaint),
        **dict.fromkeys(["breach-art33-72h", "art33-2", "art34", "art18-3", "art19", "art21-4", "art7-3"], since),
        **dict.fromkeys(["art14-3a", "exam-sch2-25", "reporter-14d", "health-opinion", "art36"], since),
        **dict.fromkeys(["foi-s10", "foisa-s10", "eir-r5", "eir-r5-extended"], information),
    }


@pytest.mark.parametrize("rule", law.rules().values(), ids=law.rules())
def test_every_rule_says_what_it_is_by_what_law_and_how_long(rule):
    """A name, a citation, how sure it is, and the number or the words that its way of counting needs."""
    needs = {
        "request": ("months", "start", "paused", "extended"),
        "period": ("trigger",),
        "earlier": ("months", "days", "second"),
        "back": ("months",),
        "open-ended": ("bound", "trigger"),
        "working-days": ("days", "holidays"),
        "hours": ("hours",),
    }
    assert all(getattr(rule, name) for name in ("name", "citation", "trigger", *needs[rule.way]))
    assert rule.standing in ("found", "secondary", "inferred")
    assert rule.holidays in ("", "united-kingdom", *NATIONS)
    assert rule.way != "period" or bool(rule.months) != bool(rule.days)
    assert rule.last is None or rule.first < rule.last
    assert set(rule.ends) <= KINDS


def test_the_holidays_of_the_kingdom_are_those_of_any_part():
    """FOIA 2000 s.10(6): a day is left out where it is a bank holiday in any part, and named."""
    whole = law.bank_holidays("united-kingdom")
    assert set(whole) == {day for nation in NATIONS for day in law.bank_holidays(nation)}
    assert len(whole) > max(len(law.bank_holidays(nation)) for nation in NATIONS)
    assert all(whole.values())
    first, last = law.holidays_listed()
    assert first <= min(whole) <= max(whole) <= last
    assert (first.year, last.year) == (min(whole).year, max(whole).year)


def test_the_exemptions_are_those_of_the_act_and_no_others():
    """Schedules 2 to 4 and section 24; that something is another person's is no exemption and is not among them."""
    second = "2 3 4 5-1 5-2 5-3 7 8 10 11 14 16 19 20 21 22 23 24 25 26 27 28".split()
    ids = (
        [f"sch2-{one}" for one in second]
        + [f"sch3-{one}" for one in (3, 4, 5, 9, 10, 11, 18, 19, 21)]
        + ["sch4", "s24"]
    )
    assert list(law.exemptions()) == [f"dpa2018-{one}" for one in ids]


def test_grounds_that_a_council_cannot_use_are_retired_and_say_why():
    """Schedule 3 paragraphs 3, 9 and 18 are for courts, Schedule 2 paragraph 4 for the Secretary of State; 5 and 14 stay."""
    retired = {one.id.removeprefix("dpa2018-"): one.retired for one in law.exemptions().values() if one.retired}
    assert set(retired) == {"sch3-3", "sch3-9", "sch3-18", "sch2-4"}
    assert "Secretary of State" in retired["sch2-4"] and "SI 2022/76" in retired["sch2-4"]
    assert all("court" in retired[key] for key in ("sch3-3", "sch3-9", "sch3-18"))
    assert retired["sch3-9"].startswith("Which paragraph was meant?")
    assert law.exemptions()["dpa2018-sch3-10"].provision.endswith("Schedule 3, paragraph 10")


def test_privilege_and_paragraph_17_are_explained_as_the_act_has_them():
    """Privilege covers the council, other clients and litigation; paragraph 17 only records of Schedule 3 paragraph 8."""
    privilege = law.exemptions()["dpa2018-sch2-19"].explanation
    assert all(said in privilege for said in ("the council", "someone else", "legal proceedings"))
    others = law.exemptions()["dpa2018-sch2-16"].test
    assert (
        "only in records of functions under Schedule 3 paragraph 8" in others and "not in ordinary HR files" in others
    )


def test_every_exemption_can_be_told_to_the_person():
    """Each ground names its provision of the Act, what it restricts, and why, in words for a letter; titles differ."""
    assert len({one.title.casefold() for one in law.exemptions().values()}) == len(law.exemptions())
    for exemption in law.exemptions().values():
        assert exemption.provision.startswith("Data Protection Act 2018")
        assert exemption.restricts
        assert exemption.test
        assert exemption.explanation[0].islower()
        assert not exemption.explanation.endswith(".")
