"""The statutory clock: every published example that agrees with the rule, and a second calculator for every day."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused, clock, law
from casework.events import Event, Kind

NATIONS = ("england-and-wales", "scotland", "northern-ireland")


def on(text):
    return date.fromisoformat(text)


def run(rule, received, *events, nation="england-and-wales"):
    """A deadline from `(kind, day)` pairs recorded in that order."""
    listed = [Event(Kind.received, received, seq=1)]
    listed += [
        Event(Kind(kind), day, seq=at, months=2 if kind == "extended" else None)
        for at, (kind, day) in enumerate(events, 2)
    ]
    return clock.deadline(rule, listed, nation=nation)


@pytest.mark.parametrize(
    ("received", "due", "source"),
    [
        ("2026-01-01", "2026-02-02", "ICO 8 December 2025: 1 January, end of 1 February; a Sunday here"),
        ("2024-11-25", "2024-12-27", "ICO 8 December 2025: two bank holidays"),
        ("2025-01-31", "2025-02-28", "ICO: 31 January, last day of February"),
        ("2026-01-31", "2026-03-02", "the same, rolled over a weekend"),
        ("2019-09-03", "2019-10-03", "ICO August 2019"),
        ("2025-03-31", "2025-04-30", "ukemploymenthub"),
        ("2025-08-01", "2025-09-01", "Lexology"),
        ("2025-01-30", "2025-02-28", "Lexology"),
        ("2025-03-27", "2025-04-28", "requesttracker.co.uk: the 27th is a Sunday"),
        ("2019-09-27", "2019-10-28", "Ministry of Justice case system"),
        ("2019-04-06", "2019-05-07", "Ministry of Justice case system"),
        ("2022-09-29", "2022-10-31", "Ministry of Justice case system"),
        ("2026-01-29", "2026-03-02", "worked example"),
        ("2026-02-10", "2026-03-10", "worked example; a 30-day timer says 12 March"),
        ("2026-11-25", "2026-12-29", "worked example: Christmas"),
        ("2026-11-28", "2026-12-29", "worked example: Christmas"),
        ("2024-01-15", "2024-02-15", "pyralink"),
        ("2025-04-01", "2025-05-01", "schoolspeople"),
        ("2022-03-15", "2022-04-19", "dsartracker.co.uk: 15 April was Good Friday in 2022"),
        ("2024-03-15", "2024-04-15", "dsartracker.co.uk"),
        ("2026-01-05", "2026-02-05", "deadlinecalculator.co.uk"),
        ("2026-06-15", "2026-07-15", "deadlinecalculator.co.uk"),
        ("2026-06-30", "2026-07-30", "deadlinecalculator.co.uk"),
        ("2025-12-01", "2026-01-02", "deadlinecalculator.co.uk: 1 January or the next working day"),
        ("2024-09-25", "2024-10-25", "EDPB Guidelines 01/2022 paragraph 160"),
    ],
)
def test_published_worked_examples(received, due, source):
    """UK GDPR Art 12(3), Reg 1182/71 Art 3: the published answer is ours."""
    assert run("access", on(received)).due == on(due), source


@pytest.mark.parametrize(
    ("received", "due", "source"),
    [
        ("2019-09-26", "2019-12-27", "Ministry of Justice case system"),
        ("2019-10-01", "2020-01-02", "Ministry of Justice case system"),
        ("2022-09-29", "2022-12-29", "Ministry of Justice case system"),
    ],
)
def test_published_extensions(received, due, source):
    """Old Art 12(3): two further months are counted with the first from the start."""
    assert run("access", on(received), ("extended", on(received))).due == on(due), source


@pytest.mark.parametrize(
    ("found", "published", "why"),
    [
        (run("access", on("2018-09-03")).due, "2018-10-04", "the ICO counted from the day after receipt until August 2019"),
        (run("access", on("2026-01-31"), ("extended", on("2026-02-01"))).due, "2026-05-01", "April has 30 days"),
        (run("access", on("2025-03-10"), ("id_requested", on("2025-03-11")), ("id_received", on("2025-03-19"))).due,
         "2025-04-10", "identity restarts the month"),
        (run("access", on("2022-09-29"), ("clarification_requested", on("2022-10-05")),
             ("clarification_received", on("2022-10-09"))).due, "2022-11-04", "it adds the pause to the rolled day"),
        (run("access", on("2022-09-29"), ("extended", on("2022-10-03")), ("clarification_requested", on("2022-10-05")),
             ("clarification_received", on("2022-10-09"))).due, "2023-01-04", "it rolls on the holidays of all nations"),
        (run("access", on("2026-02-10")).due, "2026-03-12", "30 calendar days is a council's own policy"),
        (run("access", on("2026-02-15"), ("clarification_requested", on("2026-02-20")),
             ("clarification_received", on("2026-02-27"))).due, "2026-03-22", "both end days are left out: 8 days, not 7"),
    ],
)  # fmt: skip
def test_published_answers_that_the_law_does_not_give(found, published, why):
    """Seven published answers are another day, each for a reason, and ours is not theirs."""
    assert found != on(published), why


def test_the_contracts_example_word_for_word():
    """29 January runs to the first working day of March by two steps anybody can follow, in the published keys and words."""
    said = run("access-12a", on("2027-01-29")).as_json()
    assert said == {
        "rule": "access-12a",
        "nation": "england-and-wales",
        "received": "2027-01-29",
        "state": "due",
        "due": "2027-03-01",
        "cautious": None,
        "citation": "UK GDPR Art 12(3), 12A(1)",
        "steps": [
            {
                "date": "2027-02-28",
                "why": "one month from 29 January 2027; February has no 29th, so its last day",
                "citation": "Reg 1182/71 Art 3(2)(c)",
                "standing": "found",
            },
            {
                "date": "2027-03-01",
                "why": "28 February 2027 is a Sunday: next working day",
                "citation": "Reg 1182/71 Art 3(4)",
                "standing": "found",
            },
        ],
        "notes": [],
    }
    assert list(said) == "rule nation received state due cautious citation steps notes".split()


def test_the_same_days_of_2026_take_the_rule_then_in_force():
    """29 January 2026 is before Article 12A: the steps and the day are the same, the rule is the old one (SI 2026/82 reg 4)."""
    found = run("access", on("2026-01-29"))
    assert (found.rule, found.due) == ("access-pre2026", on("2026-03-02"))
    assert [step.why for step in found.steps] == [
        "one month from 29 January 2026; February has no 29th, so its last day",
        "28 February 2026 is a Saturday: next working day",
    ]


def second(received, months, nation):
    """Another calculator: it walks the calendar day by day and knows nothing of months as a number."""
    day, target, left = received, received.day, months
    while left:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        passed = (day.year - received.year) * 12 + day.month - received.month
        if passed == months and day.day == min(target, last):
            left = 0
    while day.weekday() in (5, 6) or day in law.bank_holidays(nation):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("right", ["access", "other"])
def test_every_day_from_2018_to_2030_against_a_second_calculator(nation, right):
    """Art 12(3) and 12A(1): 4,600 days of receipt, three nations, two rights, no difference."""
    day, last, thirty = date(2018, 5, 25), date(2030, 11, 29), 0
    while day <= last:
        found = run(right, day, nation=nation)
        assert found.due == second(day, 1, nation), day
        assert found.rule == f"{right}-{'12a' if day >= date(2026, 2, 5) else 'pre2026'}"
        thirty += found.due != day + timedelta(days=30)
        day += timedelta(days=1)
    assert thirty > 3000, "the planted fault: a 30-day timer would be wrong most days"


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 25))
def test_extended_every_day_against_the_second_calculator(received, after):
    """Art 12A(3): an extension in time gives three months from the start, on whatever day its notice was given."""
    found = run("access", received, ("extended", received + timedelta(days=after)))
    assert found.due == second(received, 3, "england-and-wales")


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 25), st.integers(0, 60))
def test_a_pause_leaves_out_both_end_days(received, asked, took):
    """Art 12A(5): the plain end moves by reply - asked + 1 days, one fewer if asked on the day of receipt."""
    first = received + timedelta(days=asked)
    found = run(
        "access", received, ("clarification_requested", first), ("clarification_received", first + timedelta(days=took))
    )
    plain = next(step.date for step in found.steps if step.why.startswith("one month"))
    days = took + 1 - (asked == 0)
    end = plain + timedelta(days=days)
    while end.weekday() in (5, 6) or end in law.bank_holidays("england-and-wales"):
        end += timedelta(days=1)
    assert (found.left_out, found.due) == (days, end)


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 20), st.integers(0, 20))
def test_other_rights_never_pause(received, asked, took):
    """Art 12A(5) speaks of Article 15 only: a question on any other right moves nothing."""
    first = received + timedelta(days=asked)
    asked_and_answered = ("clarification_requested", first), ("clarification_received", first + timedelta(days=took))
    assert run("other", received, *asked_and_answered).due == run("other", received).due
    assert run("other", received, asked_and_answered[0]).state == "due"


def test_overlapping_pauses_are_one():
    """Two questions out at once leave their days out once (inferred)."""
    received = on("2026-06-01")
    pair = [
        ("clarification_requested", on("2026-06-05")),
        ("clarification_received", on("2026-06-12")),
        ("clarification_requested", on("2026-06-10")),
        ("clarification_received", on("2026-06-15")),
    ]
    assert run("access", received, *pair).left_out == 11


def test_identity_restarts_the_month_whole():
    """Art 12A(2)(b): the period is counted from the day the identity came; until then it has not begun."""
    received, asked, came = on("2026-03-10"), on("2026-03-11"), on("2026-03-19")
    assert run("access", received, ("id_requested", asked)).state == "not-started"
    found = run("access", received, ("id_requested", asked), ("id_received", came))
    assert found.due == on("2026-04-20")
    assert found.steps[0].citation == "UK GDPR Art 12(6), 12A(2)(b)"


def test_authority_starts_the_clock_and_says_that_this_is_guidance():
    """Authority is not in Art 12A: the ICO counts from it, and the step says it is inferred."""
    found = run(
        "access", on("2026-03-10"), ("authority_requested", on("2026-03-11")), ("authority_received", on("2026-03-19"))
    )
    assert found.steps[0].standing == "inferred"


def test_a_pause_before_the_identity_adds_nothing():
    """Days up to the relevant time are outside the period (inferred)."""
    events = [
        ("clarification_requested", on("2026-03-11")),
        ("clarification_received", on("2026-03-15")),
        ("id_requested", on("2026-03-11")),
        ("id_received", on("2026-03-19")),
    ]
    assert run("access", on("2026-03-10"), *events).left_out == 0


def test_an_unanswered_question_leaves_no_day_to_state():
    """Art 12A(5): while clarification is outstanding the clock stands still."""
    found = run("access", on("2026-03-10"), ("clarification_requested", on("2026-03-20")))
    assert (found.state, found.due) == ("paused", None)


def test_a_question_asked_too_late_revives_nothing():
    """Days after the period's end cannot be left out of it."""
    events = ("clarification_requested", on("2026-05-20")), ("clarification_received", on("2026-05-25"))
    assert run("access", on("2026-03-10"), *events).due == on("2026-04-10")


def test_a_late_extension_has_no_effect_and_says_the_last_lawful_day():
    """Art 12A(4)(a): a notice after the first month is kept, moves nothing, and the step names the last day."""
    found = run("access", on("2026-03-10"), ("extended", on("2026-04-11")))
    assert found.due == on("2026-04-10")
    assert "too late and has no effect: the last lawful day was Friday 10 April 2026" in found.steps[0].why
    assert run("access", on("2026-03-10"), ("extended", on("2026-04-10"))).due == on("2026-06-10")


def test_an_extension_after_a_short_month_shows_the_cautious_day():
    """31 January extends to 30 April (ICO); 28 February and two months, 28 April, is shown as the cautious day."""
    found = run("other", on("2027-01-31"), ("extended", on("2027-02-01")))
    assert (found.due, found.cautious) == (on("2027-04-30"), on("2027-04-28"))


@pytest.mark.parametrize(
    ("received", "took", "due", "cautious"),
    [("2026-05-31", 9, "2026-09-10", "2026-09-09"), ("2026-06-10", 35, "2026-10-16", "2026-10-15")],
)
def test_a_pause_with_an_extension_shows_the_earlier_of_the_other_readings(received, took, due, cautious):
    """Together they are inferred: counted on from the first month's end, with or without its pause, may end sooner."""
    asked = on(received) + timedelta(days=5)
    pair = ("clarification_requested", asked), ("clarification_received", asked + timedelta(days=took))
    found = run("access", on(received), ("extended", on(received)), *pair)
    assert (found.due, found.cautious) == (on(due), on(cautious))


def test_an_identity_asked_for_twice_starts_the_month_with_the_second():
    """Art 12A(2): the latest day counts."""
    events = [("id_requested", on("2026-03-11")), ("id_received", on("2026-03-13"))]
    events += [("id_requested", on("2026-03-16")), ("id_received", on("2026-03-20"))]
    assert run("access", on("2026-03-10"), *events).start == on("2026-03-20")


def test_the_extension_notice_has_a_clock_of_its_own():
    """Art 12A(4)(a), (5)(b)(ii): first month, with the access pause; its roll is inferred and the unrolled day shown."""
    found = run("access-12a-extension-notice", on("2026-05-13"))
    assert (found.due, found.cautious) == (on("2026-06-15"), on("2026-06-13"))
    assert found.steps[-1].standing == "inferred"
    assert run("access-12a-extension-notice", on("2026-05-13"), ("extended", on("2026-05-20"))).state == "none"


def test_before_2026_a_pause_runs_to_the_day_before_the_answer():
    """ICO from 21 October 2020 to 4 February 2026: asked-day to the day before the reply; before that none."""
    events = ("clarification_requested", on("2025-03-05")), ("clarification_received", on("2025-03-10"))
    assert run("access", on("2025-03-03"), *events).left_out == 5
    old = ("clarification_requested", on("2020-03-05")), ("clarification_received", on("2020-03-10"))
    found = run("access", on("2020-03-03"), *old)
    assert (found.left_out, found.due) == (0, on("2020-04-03"))
    assert "did not stop the clock" in found.steps[0].why


def test_where_the_regulator_then_counted_otherwise_the_step_says_so():
    """Until 14 August 2019 the ICO published the day after: 3 September 2018, 4 October."""
    assert "from the day after: 4 October 2018" in run("access", on("2018-09-03")).steps[0].why
    assert "another count" not in run("access", on("2019-08-15")).steps[0].why


def test_an_explicit_rule_out_of_force_is_refused():
    """A rule is for the days of receipt on which it was in force, and the sentence says which those are."""
    with pytest.raises(Refused, match="from 5 February 2026"):
        run("access-12a", on("2026-02-04"))
    with pytest.raises(Refused, match="from 25 May 2018 to 4 February 2026"):
        run("access-pre2026", on("2026-02-05"))


def test_scotland_has_its_own_holidays():
    """Art 3(4): the nation where the controller acts; 15 June 2026 is a holiday in Scotland alone (inferred)."""
    assert run("access", on("2026-05-15"), nation="scotland").due == on("2026-06-16")
    assert run("access", on("2026-05-15")).due == on("2026-06-15")


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.sets(st.integers(0, 40)))
def test_the_councils_closing_days_never_move_a_statutory_day(received, offsets):
    """Closing days bring the internal target forward, or leave it; the target is never after the due day."""
    found = run("access", received)
    closed = {received + timedelta(days=offset) for offset in offsets}
    target = clock.target(found, closed)
    assert received <= target <= clock.target(found, set()) <= found.due
    assert target not in closed or target == received
    assert run("access", received).due == found.due


def test_a_day_on_which_the_council_is_shut_brings_the_target_forward():
    """Monday 14 December 2026 shut: Friday 11 December; the statutory day stays."""
    found = run("access", on("2026-11-16"))
    assert clock.target(found, {on("2026-12-14")}) == on("2026-12-11")


def test_the_boards_example():
    """Received 16 November 2026: due 16 December, target 14 December, 17 working days after Monday 23 November."""
    found = run("access", on("2026-11-16"))
    assert (found.due, clock.target(found, set())) == (on("2026-12-16"), on("2026-12-14"))
    assert clock.working_days_left(on("2026-11-23"), found.due, "england-and-wales") == 17
    assert clock.working_days_left(on("2026-12-21"), found.due, "england-and-wales") == -3


def test_logging_later_moves_nothing():
    """Received, recognised and logged are three days; only the first starts the clock."""
    plain = run("access", on("2026-03-10"))
    assert (
        run("access", on("2026-03-10"), ("recognised", on("2026-03-20")), ("logged", on("2026-04-01"))).due == plain.due
    )


def test_what_was_sent_says_whether_it_was_in_time():
    """An answered case owes nothing, and its working still says when it was due and by how much it was late."""
    found = run("access", on("2026-03-10"), ("sent", on("2026-04-13")))
    assert (found.state, found.due) == ("none", on("2026-04-10"))
    assert "3 days late" in found.steps[-1].why


def counted(received, *, months, nation, identity=None, asked=()):
    """The second calculator with an identity and questions: each day of a question after the start is one day more."""
    start = max(received, identity or received)
    free = {first + timedelta(days=n) for first, last in asked for n in range((last - first).days + 1)}
    day, left = start, months
    while left:
        day += timedelta(days=1)
        last = calendar.monthrange(day.year, day.month)[1]
        months_on = (day.year - start.year) * 12 + day.month - start.month
        left = not (months_on == months and day.day == min(start.day, last))
    for free_day in sorted(free):
        if free_day > start:
            day += timedelta(days=1)
    while day.isoweekday() > 5 or day in law.bank_holidays(nation):
        day += timedelta(days=1)
    return day


@given(
    st.dates(date(2026, 2, 5), date(2028, 6, 1)),
    st.none() | st.integers(0, 60),
    st.lists(st.tuples(st.integers(-5, 25), st.integers(0, 40)), max_size=3),
    st.booleans(),
    st.sampled_from(NATIONS),
)
def test_identity_pauses_and_extension_together_against_the_second_calculator(
    received, came, questions, longer, nation
):
    """Arts 12A(2), (3) and (5) together, in any mixture: the day is the one counted on the fingers."""
    start = received + timedelta(days=came or 0)
    asked = [(max(received, start + timedelta(days=a)), took) for a, took in questions]
    pairs = [(first, first + timedelta(days=took)) for first, took in asked]
    # answers come in the order of the questions, so that each question has its own
    pairs = list(zip(sorted(first for first, _ in pairs), sorted(last for _, last in pairs), strict=True))
    events = [("id_requested", received), ("id_received", start)] if came is not None else []
    for first, last in pairs:
        events += [("clarification_requested", first), ("clarification_received", last)]
    if longer:
        events.append(("extended", start))
    found = run("access", received, *events, nation=nation)
    months = 3 if longer else 1
    assert found.due == counted(received, months=months, nation=nation, identity=start, asked=pairs)
    assert found.due >= second(start, months, nation)
    assert clock.working(found.due, nation)
    assert found.cautious is None or found.cautious < found.due
    assert [step.date for step in found.steps][-1] == found.due
    assert all(step.citation and step.why and step.standing in ("found", "inferred") for step in found.steps)


def test_the_planted_faults_are_seen():
    """Counting from the day after, leaving out one day too few, or not rolling, is another day on many days of receipt."""
    days = [date(2026, 2, 5) + timedelta(days=n) for n in range(365)]
    due = [run("access", day).due for day in days]
    assert sum(second(day + timedelta(days=1), 1, NATIONS[0]) != was for day, was in zip(days, due, strict=True)) > 200
    assert sum(second(day, 1, NATIONS[1]) != was for day, was in zip(days, due, strict=True)) > 3
    late = [
        (day, run("access", day, ("clarification_requested", day + timedelta(days=5)), ("clarification_received", day + timedelta(days=12))))
        for day in days
    ]  # fmt: skip
    short = [
        counted(day, months=1, nation=NATIONS[0], asked=[(day + timedelta(days=5), day + timedelta(days=11))])
        for day, _ in late
    ]
    assert sum(one != found.due for one, (_, found) in zip(short, late, strict=True)) > 200


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(0, 200))
def test_an_extension_counts_only_when_its_notice_is_in_time(received, after):
    """Art 12A(4)(a): by the end of the first month it makes three months, a day later it makes nothing."""
    given = received + timedelta(days=after)
    first = second(received, 1, "england-and-wales")
    found = run("access", received, ("extended", given))
    assert found.due == (second(received, 3, "england-and-wales") if given <= first else first)
    assert any("no effect" in step.why for step in found.steps) == (given > first)


def test_an_extension_noticed_on_the_rolled_day_shows_the_day_without_it():
    """That the notice's day rolls is inferred: given on the Monday after, the unextended day is the cautious one."""
    found = run("access", on("2026-05-13"), ("extended", on("2026-06-15")))
    assert (found.due, found.cautious) == (on("2026-08-13"), on("2026-06-15"))
    assert "in time only because 13 June 2026 was not a working day" in found.notes[0]


def test_an_extension_noticed_while_the_clock_stands_still_is_in_time():
    """Art 12A(5)(b)(ii): days of clarification do not count towards the notice either, answered or not."""
    out = ("clarification_requested", on("2026-03-20"))
    waiting = run("access", on("2026-03-10"), out, ("extended", on("2026-04-20")))
    assert waiting.state == "paused"
    assert not any("no effect" in step.why for step in waiting.steps)
    back = ("clarification_received", on("2026-04-30"))
    assert run("access", on("2026-03-10"), out, back, ("extended", on("2026-05-20"))).further == 2


def test_a_question_out_since_after_the_end_leaves_the_case_late():
    """A question asked when the month is over does not take an overdue case off the board (inferred)."""
    found = run("access", on("2026-03-10"), ("clarification_requested", on("2026-05-20")))
    assert (found.state, found.due) == ("due", on("2026-04-10"))
    assert "when the time had run out" in found.notes[0]
    assert run("access", on("2026-03-10"), ("clarification_requested", on("2026-04-10"))).state == "paused"


def test_a_question_of_the_last_weekend_shows_both_days():
    """Asked on the Monday to which the period ran on: its days are left out (inferred), and the Monday is cautious."""
    pair = ("clarification_requested", on("2026-06-15")), ("clarification_received", on("2026-06-18"))
    found = run("access", on("2026-05-13"), *pair)
    assert (found.due, found.cautious) == (on("2026-06-17"), on("2026-06-15"))
    assert found.steps[1].standing == "inferred"


@pytest.mark.parametrize("out", ["id_requested", "fee_requested", "authority_requested", "clarification_requested"])
@pytest.mark.parametrize("end", ["sent", "closed"])
def test_a_case_that_is_over_waits_for_nothing(out, end):
    """A case closed while something was asked for is not waiting for ever; reopened, it is again."""
    events = (out, on("2026-03-12")), (end, on("2026-04-20"))
    found = run("access", on("2026-03-10"), *events)
    assert (found.state, found.due) == ("none", None)
    assert "20 April 2026, while no day was running" in found.steps[-1].why
    assert run("access", on("2026-03-10"), *events, ("reopened", on("2026-04-21"))).state in ("paused", "not-started")


def test_no_notice_is_owed_once_the_request_is_answered():
    """The extension notice's clock ends with the request's."""
    found = run("access-12a-extension-notice", on("2026-05-13"), ("sent", on("2026-07-20")))
    assert found.state == "none"
    assert found.steps[-1].why == "answered on 20 July 2026: no notice is owed any more"


def test_without_the_icos_word_on_authority_the_day_is_shown():
    """Authority to act is not in Art 12A(2): the day from receipt is the cautious one, asked or answered."""
    out = ("authority_requested", on("2026-03-11"))
    waiting = run("access", on("2026-03-10"), out)
    assert (waiting.state, waiting.due, waiting.cautious) == ("not-started", None, on("2026-04-10"))
    found = run("access", on("2026-03-10"), out, ("authority_received", on("2026-03-19")))
    assert (found.due, found.cautious) == (on("2026-04-20"), on("2026-04-10"))


def test_an_identity_asked_for_too_late_shows_the_day_that_had_passed():
    """Art 12A(2)(b) names no limit; asked for after the month's end it restarts, and the passed day is the cautious one."""
    found = run("access", on("2026-03-10"), ("id_requested", on("2026-05-01")), ("id_received", on("2026-05-05")))
    assert (found.due, found.cautious) == (on("2026-06-05"), on("2026-04-10"))


def test_the_latest_of_identity_fee_and_authority_starts_the_month():
    """Art 12A(2): the relevant time is the latest; each that moved it has its step."""
    events = [("id_requested", on("2026-03-11")), ("fee_requested", on("2026-03-11"))]
    events += [("id_received", on("2026-03-19")), ("fee_paid", on("2026-03-25"))]
    found = run("other", on("2026-03-10"), *events)
    assert (found.start, found.due) == (on("2026-03-25"), on("2026-04-27"))
    assert [step.citation for step in found.steps[:2]] == [
        "UK GDPR Art 12(6), 12A(2)(b)",
        "UK GDPR Art 12(5), 12A(2)(c)",
    ]


def test_the_icos_pause_began_with_questions_of_21_october_2020():
    """Asked on 20 October 2020 it did nothing; on the 21st it stops the clock, with the day without it as cautious."""
    answered = ("clarification_received", on("2020-10-26"))
    before = run("access", on("2020-10-05"), ("clarification_requested", on("2020-10-20")), answered)
    after = run("access", on("2020-10-05"), ("clarification_requested", on("2020-10-21")), answered)
    assert (before.due, before.left_out, before.cautious) == (on("2020-11-05"), 0, None)
    assert (after.due, after.left_out, after.cautious) == (on("2020-11-10"), 5, on("2020-11-05"))


def test_one_further_month_under_the_old_law():
    """Old Art 12(3), "up to two further months": 27 August 2019 and one more is 28 October (Ministry of Justice)."""
    events = [Event(Kind.received, on("2019-08-27")), Event(Kind.extended, on("2019-08-27"), months=1)]
    assert clock.deadline("access", events).due == on("2019-10-28")
    with pytest.raises(Refused, match="two further months, not of 1"):
        clock.deadline(
            "access", [Event(Kind.received, on("2026-03-10")), Event(Kind.extended, on("2026-03-11"), months=1)]
        )


def test_the_other_count_of_2018_follows_an_extension_too():
    """The ICO's count from the day after is shown for three months where three months run."""
    found = run("access", on("2018-09-03"), ("extended", on("2018-09-10")))
    assert "4 December 2018" in found.steps[0].why


def test_a_question_on_another_right_has_its_step():
    """Art 12A(5) is for Article 15: for the others the working says that the question moves nothing."""
    assert (
        "the clock goes on"
        in run("other", on("2026-03-10"), ("clarification_requested", on("2026-03-12"))).steps[0].why
    )


def test_the_roll_over_christmas_names_each_day():
    """Reg 1182/71 Art 3(4): weekend and bank holidays on the way are said, so that the day can be defended."""
    assert run("access", on("2026-11-25")).steps[-1].why == (
        "25 December 2026 is a bank holiday (Christmas Day), 28 December 2026 is a bank holiday "
        "(Boxing Day (substitute day)): next working day"
    )


def test_a_day_past_the_table_of_holidays_says_so():
    """A holiday proclaimed after the table was made could move the day: the note says where the table ends."""
    assert "bank-holiday table ends at" in run("access", on("2028-12-15")).notes[0]
    assert run("access", on("2028-11-15")).notes == ()


def test_the_internal_target_goes_with_pause_and_extension():
    """28 days from the start, with the days left out, and with the months of an extension."""
    pair = ("clarification_requested", on("2026-03-20")), ("clarification_received", on("2026-04-30"))
    assert clock.target(run("access", on("2026-03-10"), *pair), set()) == on("2026-05-19")
    assert clock.target(run("access", on("2026-03-10"), ("extended", on("2026-03-20"))), set()) == on("2026-06-05")


@given(st.dates(date(2026, 2, 5), date(2028, 6, 1)), st.integers(-400, 400))
def test_when_a_case_was_recognised_or_logged_never_moves_a_deadline(received, after):
    """Art 12A(2)(a) speaks of receipt only."""
    day = received + timedelta(days=after)
    assert run("access", received, ("recognised", day), ("logged", day), ("note", day)) == run("access", received)


def test_an_answer_without_a_question_is_refused_in_a_sentence():
    """A pause needs both its days."""
    with pytest.raises(Refused, match="needs the day, on or before it, it was asked for"):
        run("access", on("2026-03-10"), ("clarification_received", on("2026-03-12")))


def test_the_working_in_words_for_screen_and_paper():
    """The day in words, each step with its citation, and what is inferred said in words, not by colour."""
    lines = clock.words(run("access", on("2026-05-13"), ("extended", on("2026-06-15"))))
    assert lines[0] == "Due Thursday 13 August 2026  [access-12a]"
    assert lines[1].startswith("Cautious day Monday 15 June 2026")
    notice = clock.words(run("access-12a-extension-notice", on("2026-05-13")))
    assert any(line.endswith("Reg 1182/71 Art 3(4) (inferred)") for line in notice)
