"""Clocks of days and months that are no request's, and duties without a number, each day against a second calculator."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from casework import Refused, clock, law
from counting import DAYS, NATIONS, months_on, next_working, on, run

COUNTED = {
    "complaint-164a-ack": lambda day, nation: next_working(day + timedelta(30), nation),
    "complaint": lambda day, nation: next_working(day + timedelta(30), nation),
    "art14-3a": lambda day, nation: months_on(day, 1, nation),
    "dpa14-request-window": lambda day, nation: months_on(day, 1, nation),
    "dpa14-reply": lambda day, nation: months_on(day, 1, nation),
    "dpa-part3-s54": lambda day, nation: months_on(day, 1, nation),
    "exam-sch2-25": lambda day, nation: months_on(day, 5, nation),
    "art36": lambda day, nation: next_working(day + timedelta(weeks=8), nation),
    "reporter-14d": lambda day, nation: next_working(day + timedelta(14), "scotland"),
    "health-opinion": lambda day, nation: day - relativedelta(months=6) + timedelta(1),
}


def governed(rule):
    one = law.rules()["complaint-164a-ack" if rule == "complaint" else rule]
    return [day for day in DAYS if one.in_force(day)]


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("rule", COUNTED)
def test_every_day_from_2018_to_2030_against_a_second_calculator(rule, nation):
    """Reg 1182/71 Art 3, DPA 2018 s.205(2): on each day for which a rule is in force, another calculator agrees."""
    wrong = {day for day in governed(rule) if run(rule, day, nation=nation).due != COUNTED[rule](day, nation)}
    assert not wrong
    assert len(governed(rule)) > 1600


def test_the_planted_faults_are_seen():
    """Counting the day of the trigger, not rolling, or another nation's holidays is another day on many days."""
    for rule in ("complaint-164a-ack", "art14-3a", "art36"):
        due = {day: run(rule, day).due for day in governed(rule)}
        assert sum(COUNTED[rule](day - timedelta(1), "england-and-wales") != due[day] for day in due) > 400, rule
        assert sum(COUNTED[rule](day, "scotland") != due[day] for day in due) > 5, rule
    unrolled = [day for day in governed("complaint") if run("complaint", day).due != day + timedelta(30)]
    assert len(unrolled) > 400


def test_a_rule_is_refused_the_day_before_and_the_day_after_its_force():
    """Each rule takes its first day and its last, refuses the days beside them, and the sentence says why."""
    for one in law.rules().values():
        if one.way == "hours" or one.first < date(2018, 1, 1):
            continue
        assert run(one.id, one.first).rule == one.id
        with pytest.raises(Refused, match=r"request received on|received from|is in force from"):
            run(one.id, one.first - timedelta(1))
        if one.last:
            assert run(one.id, one.last).rule == one.id
            with pytest.raises(Refused, match=r"received from|is after that. Check the date"):
                run(one.id, one.last + timedelta(1))


def test_the_word_complaint_chooses_the_rule_and_nothing_before_it():
    """DPA 2018 s.164A is in force for complaints received from 19 June 2026 (SI 2026/82 reg 3)."""
    assert run("complaint", on("2026-06-19")).rule == "complaint-164a-ack"
    with pytest.raises(Refused, match=r"complaint received on 18 June 2026\. The first is in force from 19 June 2026"):
        run("complaint", on("2026-06-18"))


@pytest.mark.parametrize(
    ("received", "due", "cautious"),
    [
        ("2026-07-01", "2026-07-31", "2026-07-30"),  # the day itself as the first of thirty
        ("2026-07-02", "2026-08-03", "2026-07-31"),  # Saturday, to Monday; read literally the Friday
        ("2026-07-03", "2026-08-03", None),  # Sunday, to Monday; read literally Saturday, to Monday too
        ("2026-11-25", "2026-12-29", "2026-12-24"),  # Christmas Day, to the Tuesday
    ],
)
def test_thirty_days_to_acknowledge_a_complaint(received, due, cautious):
    """DPA 2018 s.164A(3): counted from the day after, rolled once; the stricter reading is the cautious day."""
    found = run("complaint", on(received))
    assert (found.due, found.cautious) == (on(due), on(cautious) if cautious else None)
    assert bool(found.cautious) == any("Read literally" in note for note in found.notes)


@pytest.mark.parametrize(
    ("events", "state", "said"),
    [
        ([("acknowledged", "2026-07-31")], "none", "acknowledged on 31 July 2026, in time"),
        ([("acknowledged", "2026-08-01")], "none", "acknowledged on 1 August 2026, 1 day late"),
        ([("sent", "2026-07-20")], "none", "answered on 20 July 2026, in time"),
        ([("closed", "2026-07-20")], "none", "closed on 20 July 2026, in time"),
        (
            [("acknowledged", "2026-07-02"), ("closed", "2026-07-20"), ("reopened", "2026-07-21")],
            "none",
            "acknowledged",
        ),
        ([("closed", "2026-07-20"), ("reopened", "2026-07-21")], "due", "30 days after"),
        ([("note", "2026-07-20"), ("progress", "2026-07-21")], "due", "30 days after"),
    ],
)
def test_what_ends_the_clock_of_a_complaint(events, state, said):
    """An acknowledgement, an outcome or the closing ends it; a reopening takes the closing back, not what was told."""
    found = run("complaint", on("2026-07-01"), *[(kind, on(day)) for kind, day in events])
    assert (found.state, found.due) == (state, on("2026-07-31"))
    assert found.steps[-1].why.startswith(said)


def test_the_earlier_of_two_periods_ends_an_exam_clock():
    """DPA 2018 Sch 2 para 25(3): five months from the question or 40 days from the results, whichever is earlier."""
    assert run("exam-sch2-25", on("2026-05-11")).due == on("2026-10-12")
    soon = run("exam-sch2-25", on("2026-05-11"), ("notified", on("2026-08-13")))
    assert (soon.due, soon.state) == (on("2026-09-22"), "due")
    late = run("exam-sch2-25", on("2026-05-11"), ("notified", on("2026-10-01")))
    assert late.due == on("2026-10-12")
    assert late.steps[-1].why == "the earlier of the two"
    with pytest.raises(Refused, match=r"gives no longer time\. Use 'access'"):
        run("exam-sch2-25", on("2026-05-11"), ("notified", on("2026-05-11")))


def test_every_announcement_of_a_year_gives_the_earlier_day():
    """Sch 2 para 25(3): for results on any day within half a year, the earlier of both, each rolled by itself."""
    arose = on("2026-05-11")
    for day in DAYS:
        if arose < day < on("2026-11-11"):
            ends = next_working(day + timedelta(40), NATIONS[0]), months_on(arose, 5, NATIONS[0])
            assert run("exam-sch2-25", arose, ("notified", day)).due == min(ends)


def test_the_reporters_fourteen_days_are_counted_by_scottish_holidays():
    """DPA 2018 Sch 3 para 12(2): the nation asked for changes nothing; 2 January is a holiday in Scotland alone."""
    found = {run("reporter-14d", on("2025-12-19"), nation=nation).due for nation in NATIONS}
    assert found == {on("2026-01-05")}


def test_the_six_months_of_an_opinion_end_with_the_day_it_is_relied_on():
    """DPA 2018 Sch 3 para 5(4): the first day an opinion may be of, never rolled, and not called a day it is due."""
    found = run("health-opinion", on("2026-08-31"))
    assert (found.due, found.start) == (on("2026-03-01"), on("2026-08-31"))
    assert clock.deadline_lines(found)[0] == "Not before Sunday 1 March 2026  [health-opinion]"


def test_a_part_3_request_has_its_own_citations():
    """DPA 2018 s.54: start, pause, extension and notice as under Article 12A, cited from the Act."""
    identity = ("id_requested", on("2026-03-11")), ("id_received", on("2026-03-19"))
    pause = ("clarification_requested", on("2026-03-23")), ("clarification_received", on("2026-03-26"))
    found = run("dpa-part3-s54", on("2026-03-10"), *identity, *pause, ("extended", on("2026-03-20")))
    assert (found.start, found.left_out, found.due) == (on("2026-03-19"), 4, on("2026-06-23"))
    cited = {step.citation for step in found.steps}
    assert {"DPA 2018 s.52(4), 54(3)(b)", "DPA 2018 s.54(3C)"} < cited
    assert not any("GDPR" in one for one in cited)
    assert "access (s.45) only" in found.notes[-1]
    late = run("dpa-part3-s54", on("2026-03-10"), ("extended", on("2026-05-01")))
    assert late.steps[0].citation == "DPA 2018 s.54(3B)(a)"


OPEN_ENDED = ["complaint-outcome", "art33-2", "art34", "refusal", "art18-3", "art19", "art21-4", "art7-3"]


def test_a_duty_without_a_number_states_no_day():
    """Arts 7(3), 12(4), 18(3), 19, 21(4), 33(2), 34 and s.164A(4): state `none`, what binds in words, and no day."""
    assert [one.id for one in law.rules().values() if one.way == "open-ended"] == OPEN_ENDED
    for rule in OPEN_ENDED:
        found = run(rule, on("2026-09-01"))
        assert (found.state, found.due, found.start) == ("none", None, on("2026-09-01"))
        assert "the law sets no number of days" in found.steps[0].why
        assert clock.deadline_lines(found)[0].startswith(f"No fixed date: {law.rules()[rule].bound}")
        assert clock.target(found, set()) is None


def test_a_duty_done_says_after_how_many_days():
    """Once told, nothing more is owed, and the working says how long it took."""
    found = run("art19", on("2026-09-01"), ("recipients_told", on("2026-09-08")))
    assert found.steps[-1].why == "told on 8 September 2026, after 7 days"
    assert clock.deadline_lines(found)[0].startswith("No longer due")


@pytest.mark.parametrize(
    ("rule", "kind", "said"),
    [
        ("complaint", "clarification_requested", "complaint-164a-ack has no pause for clarification. Leave"),
        ("complaint", "clarification_received", "has no pause for clarification. Leave out 'clarification_received'"),
        ("complaint", "extended", "complaint-164a-ack cannot be extended. Leave out 'extended'"),
        ("art14-3a", "id_requested", "does not wait for identity, authority or a fee. Leave out 'id_requested'"),
        ("art19", "extended", "art19 cannot be extended"),
        ("exam-sch2-25", "fee_paid", "Leave out 'fee_paid'"),
        ("health-opinion", "extended", "cannot be extended"),
    ],
)
def test_what_a_clock_does_not_know_is_refused(rule, kind, said):
    """A pause, a wait or an extension where the law has none is one sentence."""
    with pytest.raises(Refused, match=said):
        run(rule, on("2026-09-01"), (kind, on("2026-09-02")))


def test_past_the_table_of_holidays_the_note_says_so():
    """A day after the last of the table is counted by weekends alone, and the note says to check it."""
    assert "no bank holidays in the table after 31 December 2030" in run("art14-3a", on("2030-12-10")).notes[-1]
    assert "bank-holiday table ends on" in run("art14-3a", on("2030-11-10")).notes[-1]
