"""Every rule, nation and day of receipt of the holiday table against the second calculator; and whole courses of events."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from casework import clock, law
from counting import DAYS, NATIONS, months_on, next_working, nth_working, run, second, walked
from recounting import recounted, some_course

MONTH = "access-12a other-12a access-pre2026 other-pre2026 dpa-part3-s54 dpa14-reply".split()
NOTICES = "access-12a-extension-notice other-12a-extension-notice".split()
COUNTED = {
    **dict.fromkeys([*MONTH, *NOTICES], lambda day, nation: second(day, 1, nation)),
    "complaint-164a-ack": lambda day, nation: next_working(day + timedelta(30), nation),
    "art14-3a": lambda day, nation: months_on(day, 1, nation),
    "dpa14-request-window": lambda day, nation: months_on(day, 1, nation),
    "exam-sch2-25": lambda day, nation: months_on(day, 5, nation),
    "art36": lambda day, nation: next_working(day + timedelta(weeks=8), nation),
    "reporter-14d": lambda day, _: next_working(day + timedelta(14), "scotland"),
    "health-opinion": lambda day, _: day - relativedelta(months=6) + timedelta(1),
    "foi-s10": lambda day, _: nth_working(day, 20, "united-kingdom"),
    "foisa-s10": lambda day, _: nth_working(day, 20, "scotland"),
    "eir-r5": lambda day, _: nth_working(day, 20, "united-kingdom"),
    "eir-r5-extended": lambda day, _: nth_working(day, 40, "united-kingdom"),
}
"""What the second calculator gives for each rule that counts days."""
PAUSING = ["access-12a", "access-pre2026", "dpa-part3-s54"]
QUICK = DAYS[::97] + DAYS[-40:]
"""Some of the days, and the last of the table."""


def differing(rule, days, nation):
    """The days of receipt on which the console gives another day than the second calculator, and how many were tried."""
    one, wrong, tried = law.rules()[rule], [], 0
    for day in days:
        if not one.in_force(day):
            continue
        tried += 1
        if one.way == "hours":
            aware = datetime(day.year, day.month, day.day, 16, 30, tzinfo=UTC)
            found, expected = clock.hours(rule, aware, nation=nation).due, aware + timedelta(hours=72)
        else:
            found = run(rule, day, nation=nation).due
            expected = COUNTED[rule](day, nation) if one.way != "open-ended" else None
        wrong += [day] * (found != expected)
    return wrong, tried


def paused_wrongly(rule, day, nation):
    """The pauses about the end of a month that give another day than the walk from day to day, and how many were tried."""
    one, wrong, tried, end = law.rules()[rule], [], 0, second(day, 1, nation)
    whole = [day + timedelta(days=n) for n in range(25, (end - day).days + 2)]
    for asked in whole:
        for took in (0, 1, 2, 4):
            pair = asked, asked + timedelta(days=took)
            events = [("clarification_requested", pair[0]), ("clarification_received", pair[1])]
            pairs = [pair] if not one.pause_from or asked >= one.pause_from else []
            tried += 1
            if run(rule, day, *events, nation=nation).due != walked(day, 1, nation, pairs, one.pause == "both-days"):
                wrong.append(pair)
    return wrong, tried


def astray(number, seed):
    """Courses of events at random on which the two calculators differ in rule, state, day or the day that had passed."""
    chance, wrong = random.Random(seed), []
    for _ in range(number):
        name, course = some_course(chance)
        nation = chance.choice(NATIONS)
        found = clock.deadline(name, course, nation=nation)
        said = recounted(name, [(str(one.kind), one.on) for one in course], nation)
        if (found.rule, found.state, found.due, found.stricter) != said:
            wrong.append((name, nation, course))
    return wrong


def test_the_second_calculator_knows_every_rule():
    """Each rule of the table that states a day by days is counted twice; a new one is too, or this is red."""
    assert set(COUNTED) == {one.id for one in law.rules().values() if one.way not in ("hours", "open-ended")}


@pytest.mark.parametrize("nation", NATIONS)
def test_some_days_of_receipt_for_every_rule(nation):
    """Reg 1182/71 Art 3: every rule on some days of receipt and on the last of the table, and no difference."""
    assert not [rule for rule in law.rules() if differing(rule, QUICK, nation)[0]]
    assert sum(differing(rule, QUICK, nation)[1] for rule in law.rules()) > 1200


@pytest.mark.parametrize("rule", PAUSING)
def test_pauses_about_the_end_of_some_months(rule):
    """Art 12A(5): asked on any of a month's last days, its closing weekend or the day after it: no difference."""
    days = [day for day in DAYS[::211] if law.rules()[rule].in_force(day)]
    found = [paused_wrongly(rule, day, NATIONS[number % 3]) for number, day in enumerate(days)]
    assert not [pair for wrong, _ in found for pair in wrong]
    assert sum(tried for _, tried in found) > 150


def test_some_courses_of_events():
    """Identity, fee, authority, pauses, extensions, answers, closings, decisions in any order: no difference."""
    assert not astray(400, 2026)


def test_the_planted_faults_are_seen(monkeypatch):
    """A pause of the rolled day that counts, or one that ends on its own day, and a starter never late, are differences."""
    from casework.clock import days, request_deadline

    def joined_first(start, end, spans, nation):
        return days.counted_period(start, end, days.join_spans(spans), nation)

    def on_its_own_day(start, end, spans, nation):
        found = days.counted_period(start, end, spans, nation)
        return days.counted_period(start, end + timedelta(days=found.left_out), [], nation)

    some = DAYS[3000:3060]
    monkeypatch.setattr(request_deadline, "counted_period", joined_first)
    assert any(_touching(day) for day in some)
    monkeypatch.setattr(request_deadline, "counted_period", on_its_own_day)
    assert any(paused_wrongly("access-12a", day, NATIONS[0])[0] for day in some)
    monkeypatch.undo()
    assert not any(_touching(day) or paused_wrongly("access-12a", day, NATIONS[0])[0] for day in some)
    monkeypatch.setattr(request_deadline.RequestDeadline, "_waits", lambda self: [])
    assert astray(400, 2026)


def _touching(day):
    end = second(day, 1, NATIONS[0])
    pairs = [(end, end), (end + timedelta(1), end + timedelta(4))]
    events = [
        one for first, last in pairs for one in (("clarification_requested", first), ("clarification_received", last))
    ]
    return run("access", day, *events).due != walked(day, 1, NATIONS[0], pairs)


@pytest.mark.slow
@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("rule", law.rules())
def test_every_day_of_receipt_for_every_rule(rule, nation):
    """Every day from 2018 to 2030 on which the rule is in force: no difference."""
    wrong, tried = differing(rule, DAYS, nation)
    assert not wrong
    assert tried > 1600


@pytest.mark.slow
@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("rule", PAUSING)
def test_pauses_about_the_end_of_every_month(rule, nation):
    """Asked on each of the last days of the month from every day of receipt, answered up to four days on: no difference."""
    found = [paused_wrongly(rule, day, nation) for day in DAYS if law.rules()[rule].in_force(day)]
    assert not [pair for wrong, _ in found for pair in wrong]
    assert sum(tried for _, tried in found) > 40_000


@pytest.mark.slow
def test_twenty_thousand_courses_of_events():
    """20,000 courses of events at random: no difference."""
    assert not astray(20_000, 15)
