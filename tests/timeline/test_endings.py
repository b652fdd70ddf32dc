"""When a case with several rights is closed, and how: each right alone, all together, corrected and reopened."""

import pytest

from casework import Refused
from casework.law.rights import Right
from casework.timeline.checks import refuse
from casework.timeline.endings import Ending, ending
from casework.timeline.events import Event, Kind, closed_on, ended_rights, events_in_force
from casework.timeline.outcomes import Outcome
from counting import on

BOTH = (Right.access, Right.erasure)
TODAY = on("2026-11-30")
RECEIVED = Event(Kind.received, on("2026-11-02"), seq=1)


def an(kind, day, seq, right=None, **more):
    return Event(Kind(kind), on(day), seq=seq, right=right, **more)


FIRST, LAST = an("closed", "2026-11-10", 2, Right.erasure), an("closed", "2026-11-12", 3, Right.access)


def test_a_case_closes_with_the_last_of_its_rights():
    """One right closed leaves the case open; the last one closes it, on its date; a reopening opens every right."""
    assert closed_on([RECEIVED, FIRST], BOTH) is None
    assert ended_rights([RECEIVED, FIRST]) == {Right.erasure: on("2026-11-10")}
    assert closed_on([RECEIVED, FIRST, LAST], BOTH) == on("2026-11-12")
    again = [RECEIVED, FIRST, LAST, an("reopened", "2026-11-13", 4)]
    assert (closed_on(again, BOTH), ended_rights(again)) == (None, {})
    assert closed_on([RECEIVED, FIRST, an("closed", "2026-11-12", 3)], BOTH) == on("2026-11-12")


def test_a_closing_taken_back_opens_its_right_and_the_case():
    """A correction that removes the closing of one right leaves the other closed."""
    order = events_in_force([RECEIVED, FIRST, LAST, an("corrected", "2026-11-14", 4, corrects=3)])
    assert (closed_on(order, BOTH), list(ended_rights(order))) == (None, [Right.erasure])


@pytest.mark.parametrize(
    ("first", "last", "case"),
    [
        ("answered", "answered", "answered"),
        ("nothing-held", "nothing-held", "nothing-held"),
        ("answered", "refused", "answered"),
        ("withdrawn", "nothing-held", "answered"),
        ("refused", "withdrawn", "refused"),
        ("no-reply", "refused", "refused"),
        ("withdrawn", "no-reply", "no-reply"),
    ],
)
def test_the_outcome_of_the_case_follows_from_its_rights(first, last, case):
    """As both; or answered, if one was; or refused, if one was; else as the last."""
    facts = {2: {"outcome": first}, 3: {"outcome": last}}
    found = ending([RECEIVED, FIRST, LAST], BOTH, facts)
    assert found == Ending(Outcome(case), {Right.erasure: Outcome(first), Right.access: Outcome(last)})
    assert ending([RECEIVED, FIRST], BOTH, facts) == Ending(None, {Right.erasure: Outcome(first)})


def test_closings_of_earlier_versions_say_what_they_said():
    """One closing for all: its outcomes if it has them, not proved without; what was erased is not known."""
    order = [RECEIVED, an("closed", "2026-11-12", 2)]
    each = {"access": "answered", "erasure": "refused"}
    assert ending(order, BOTH, {2: {"outcome": "answered", "outcomes": each}}) == Ending(Outcome.answered, each)
    assert ending(order, BOTH, {2: {"outcome": "refused"}}) == Ending(Outcome.refused, {}, is_proved=False)
    assert ending(order, BOTH, {}) == Ending(is_erased=True)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (("extended", "2026-11-20", Right.erasure), "comes after erasure was closed on 10/11/2026"),
        (("closed", "2026-11-20", Right.erasure), "comes after erasure was closed on 10/11/2026"),
        (("extended", "2026-11-20", Right.access), None),
        (("sent", "2026-11-20", Right.erasure), None),
        (("closed", "2026-11-20"), None),
    ],
)
def test_what_may_follow_the_closing_of_one_right(new, why):
    """Nothing that moves the right that is closed; anything of the others."""
    if why is None:
        refuse([RECEIVED, FIRST], an(new[0], new[1], None, *new[2:]), TODAY, BOTH)
        return
    with pytest.raises(Refused, match=why):
        refuse([RECEIVED, FIRST], an(new[0], new[1], None, *new[2:]), TODAY, BOTH)


def test_nothing_follows_the_last_closing_but_a_reopening():
    """Closed right by right, the case is closed as by one closing."""
    with pytest.raises(Refused, match=r"The case was closed on 12/11/2026\. Reopen it first\."):
        refuse([RECEIVED, FIRST, LAST], an("extended", "2026-11-20", None), TODAY, BOTH)
    refuse([RECEIVED, FIRST, LAST], an("reopened", "2026-11-20", None), TODAY, BOTH)
    with pytest.raises(Refused, match="not closed"):
        refuse([RECEIVED, FIRST], an("reopened", "2026-11-20", None), TODAY, BOTH)


@pytest.mark.parametrize(
    ("before", "new", "why"),
    [
        (Right.erasure, Right.access, None),
        (Right.erasure, Right.erasure, "already recorded for erasure. Correct that event"),
        (None, Right.erasure, "already recorded. Correct that event"),
        (Right.erasure, None, "already recorded for erasure. Name each other right."),
        (None, None, "already recorded. Correct that event"),
    ],
)
def test_each_right_is_extended_once(before, new, why):
    """An extension of one right leaves the others; one of every right leaves none."""
    known = [RECEIVED, an("extended", "2026-11-10", 2, before)]
    if why is None:
        refuse(known, an("extended", "2026-11-12", None, new), TODAY, BOTH)
        return
    with pytest.raises(Refused, match=why):
        refuse(known, an("extended", "2026-11-12", None, new), TODAY, BOTH)
