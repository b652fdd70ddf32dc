"""Requests about automated decisions: the law of the day of the decision (SI 2026/82 reg 5)."""

import pytest

from casework import Refused, clock
from casework.law.rights import Right
from counting import on, run


@pytest.mark.parametrize(
    ("received", "decided", "rule"),
    [
        ("2026-03-10", "2026-02-04", "dpa14-reply"),
        ("2026-03-10", "2026-02-05", "other-12a"),
        ("2026-02-05", "2026-02-05", "other-12a"),
        ("2026-02-04", "2026-02-04", "dpa14-reply"),
        ("2026-11-30", "2018-05-25", "dpa14-reply"),
    ],
)
def test_the_law_goes_by_the_day_of_the_decision(received, decided, rule):
    """A decision before 5 February 2026 stays under the old law, whenever the request came; the step cites reg 5."""
    found = run("automated", on(received), ("decision_taken", on(decided)))
    assert (found.rule, found.state, found.steps[0].date) == (rule, "due", on(decided))
    assert found.steps[0].citation == "SI 2026/82 reg 5"
    assert clock.notice_rule("automated", _events(received, decided)) == (
        "other-12a-extension-notice" if rule == "other-12a" else None
    )


def _events(received, decided=None):
    from casework.timeline.events import Event, Kind

    found = [Event(Kind.received, on(received), seq=1)]
    return [*found, Event(Kind.decision_taken, on(decided), seq=2)] if decided else found


def test_without_it_the_clock_asks():
    """No day is stated until the decision's is; the day that either law gives is the cautious one."""
    found = run("automated", on("2026-03-10"))
    assert (found.state, found.due, found.asks) == ("not-started", None, "decision_taken")
    assert (found.cautious, found.stricter) == (on("2026-04-10"), on("2026-04-10"))
    lines = clock.deadline_lines(found)
    assert lines[0].startswith("The law is not known yet: record the date the decision was taken")
    assert lines[1] == "Cautious date Friday 10 April 2026: the date under either law"


def test_it_asks_beside_what_is_waited_for():
    """Identity asked for keeps its step; no day is given by either law then."""
    found = run("automated", on("2026-03-10"), ("id_requested", on("2026-03-11")))
    assert (found.state, found.cautious, found.asks) == ("not-started", None, "decision_taken")
    assert "has not come" in found.steps[-1].why


@pytest.mark.parametrize("end", ["sent", "closed"])
def test_what_was_over_without_it_counts_as_it_did(end):
    """A case answered or closed before there was such an event keeps its day, by receipt, and a note says so."""
    found = run("automated", on("2026-03-10"), (end, on("2026-04-01")))
    as_before = run("other", on("2026-03-10"), (end, on("2026-04-01")))
    assert (found.rule, found.state, found.due, found.steps) == (*("other-12a", "none"), as_before.due, as_before.steps)
    assert "is not recorded: counted by the date of receipt" in found.notes[-1]
    again = run("automated", on("2026-03-10"), (end, on("2026-04-01")), ("reopened", on("2026-04-02")))
    assert again.asks == ("decision_taken")


def test_the_clocks_of_other_rights_do_not_move_with_it():
    """`other` and `access` go by receipt, and say so where a decision is recorded beside them."""
    for rule in ("other", "access"):
        found = run(rule, on("2026-03-10"), ("decision_taken", on("2026-01-10")))
        assert found.rule == f"{rule}-12a"
        assert "does not change this deadline" in found.notes[-1]


@pytest.mark.parametrize(
    ("rule", "received", "decided", "why"),
    [
        ("automated", "2026-03-10", "2018-05-24", "No rule was in force for a decision taken on 24 May 2018"),
        ("other-12a", "2026-03-10", "2026-02-04", "This one was taken on 4 February 2026. Use 'automated'"),
        ("dpa14-reply", "2026-03-10", "2026-02-05", "from 25 May 2018 to 4 February 2026. This one was taken on 5 Feb"),
        ("dpa14-reply", "2026-03-10", None, "give the date of the decision: decision_taken=DATE"),
        ("dpa14-request-window", "2026-02-05", None, "is after that. Check the date"),
    ],
)
def test_a_law_that_does_not_govern_the_decision_is_refused(rule, received, decided, why):
    """An explicit rule is for decisions of its days; one that came too late for its receipt asks for the decision."""
    events = [("decision_taken", on(decided))] if decided else []
    with pytest.raises(Refused, match=why):
        run(rule, on(received), *events)


def test_the_old_window_to_ask_stays_open_for_an_old_decision():
    """DPA 2018 s.14(4), saved by reg 5: notified on 7 February 2026 of a decision of the 4th, a month to ask."""
    found = run("dpa14-request-window", on("2026-02-07"), ("decision_taken", on("2026-02-04")))
    assert found.due == on("2026-03-09")


def test_which_clock_a_right_runs_on():
    """Access, decisions and consent have rules of their own; every other right shares one."""
    own = {Right.access: "access", Right.automated: "automated", Right.consent: "art7-3"}
    assert {right: clock.rule_for(right) for right in Right} == dict.fromkeys(Right, "other") | own
