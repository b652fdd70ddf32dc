"""Events: corrections, and what may follow what."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused
from casework.timeline.checks import checked_facts, refuse
from casework.timeline.events import Event, Kind, events_in_force

TODAY = date(2026, 11, 22)


def an(kind, day, seq=None, corrects=None, recorded=None):
    return Event(Kind(kind), date.fromisoformat(day), recorded, seq, corrects)


RECEIVED = an("received", "2026-11-02", 1)


def test_a_correction_stands_in_the_place_of_what_it_corrects():
    """The corrected event is out, the correcting one is in, and both stay in the list that was given."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1)]
    assert [one.seq for one in events_in_force(events)] == [2]
    assert len(events) == 2


def test_a_withdrawal_only_takes_out():
    """`corrected` leaves nothing in the place of the event it names, and a corrected correction restores it."""
    asked = an("id_requested", "2026-11-03", 2)
    gone = an("corrected", "2026-11-04", 3, corrects=2)
    assert [one.seq for one in events_in_force([RECEIVED, asked, gone])] == [1]
    assert [
        one.seq for one in events_in_force([RECEIVED, asked, gone, an("corrected", "2026-11-05", 4, corrects=3)])
    ] == [
        1,
        2,
    ]


def test_a_correction_of_a_correction_is_refused():
    """A correction is not corrected: the sentence names the event to correct again."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1)]
    with pytest.raises(Refused, match=r"Event 2 is itself a correction of event 1\. Correct event 1 again"):
        refuse(events, an("received", "2026-10-31", corrects=2), TODAY)


def test_an_event_corrected_twice_is_the_last_one_given():
    """The same event corrected again stands once, as given last; the first does not come back beside it."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1), an("received", "2026-10-31", 3, corrects=1)]
    refuse(events[:2], events[2], TODAY)
    assert [one.seq for one in events_in_force(events)] == [3]


def test_corrections_of_corrections_on_older_desks_are_still_read():
    """A chain of corrections leaves the last one, and one that was taken out gives way to what it had corrected."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1), an("received", "2026-10-31", 3, corrects=2)]
    assert [one.seq for one in events_in_force(events)] == [3]
    undone = [*events, an("corrected", "2026-11-05", 4, corrects=3)]
    assert [one.seq for one in events_in_force(undone)] == [2]
    again = [*events, an("received", "2026-10-30", 4, corrects=1)]
    assert [one.seq for one in events_in_force(again)] == [4]


def test_a_correction_keeps_its_place_among_the_events_of_its_day():
    """An identity asked for and received on one day are still in that order after the asking was corrected."""
    course = [RECEIVED, an("id_requested", "2026-11-03", 2), an("id_received", "2026-11-03", 3)]
    corrected = an("id_requested", "2026-11-03", 4, corrects=2)
    refuse(course, corrected, TODAY)
    assert [one.seq for one in events_in_force([*course, corrected])] == [1, 4, 3]


def test_what_was_taken_out_comes_back_by_correcting_it_again():
    """An event taken out by mistake is recorded again in its place, and cannot be taken out twice."""
    course = [RECEIVED, an("id_requested", "2026-11-03", 2), an("corrected", "2026-11-04", 3, corrects=2)]
    with pytest.raises(Refused, match="already removed"):
        refuse(course, an("corrected", "2026-11-05", corrects=2), TODAY)
    back = an("id_requested", "2026-11-03", 4, corrects=2)
    refuse(course, back, TODAY)
    assert [one.seq for one in events_in_force([*course, back])] == [1, 4]
    assert [one.seq for one in events_in_force([*course, back, an("corrected", "2026-11-05", 5, corrects=2)])] == [1]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=9))
def test_one_day_of_receipt_stands_however_often_it_is_corrected(picks):
    """Whatever chain of corrections was let through, exactly one receipt stands: the last one given."""
    events = [RECEIVED]
    for seq, pick in enumerate(picks, 2):
        new = an("received", f"2026-10-{seq:02}", seq, corrects=1 + pick)
        try:
            refuse(events, new, TODAY)
        except Refused:
            continue
        events.append(new)
        assert events_in_force(events) == [new]


def test_what_was_closed_can_be_put_right_but_not_added_to():
    """A closed case takes a correction of its day of receipt without being reopened, and no new event."""
    course = [RECEIVED, an("closed", "2026-11-05", 2)]
    refuse(course, an("received", "2026-11-01", corrects=1), TODAY)
    with pytest.raises(Refused, match="Reopen it first"):
        refuse(course, an("id_requested", "2026-11-04"), TODAY)


def test_a_reopened_case_stays_open_when_its_closing_is_corrected():
    """A closing that is given another day keeps its place before the reopening."""
    course = [RECEIVED, an("closed", "2026-11-05", 2), an("reopened", "2026-11-06", 3)]
    moved = an("closed", "2026-11-04", 4, corrects=2)
    refuse(course, moved, TODAY)
    refuse([*course, moved], an("extended", "2026-11-07"), TODAY)


def test_a_pause_recorded_late_takes_its_place_by_its_days():
    """An earlier question and its answer can be recorded after a later pair."""
    course = [
        RECEIVED,
        an("clarification_requested", "2026-11-10", 2),
        an("clarification_received", "2026-11-12", 3),
    ]
    answered = an("clarification_received", "2026-11-06", 5)
    with pytest.raises(Refused, match="before the question"):
        refuse(course, answered, TODAY)
    asked = an("clarification_requested", "2026-11-04", 4)
    refuse(course, asked, TODAY)
    refuse([*course, asked], answered, TODAY)
    assert [one.seq for one in events_in_force([*course, asked, answered])] == [1, 4, 5, 2, 3]


def test_a_question_is_not_taken_away_from_under_its_answer():
    """A correction that would leave the rest of the case without sense is refused, and says what would not follow."""
    course = [RECEIVED, an("clarification_requested", "2026-11-03", 2), an("clarification_received", "2026-11-05", 3)]
    with pytest.raises(Refused, match=r"contradicts other events.*clarification_requested"):
        refuse(course, an("corrected", "2026-11-06", corrects=2), TODAY)


def test_the_case_as_it_stood_knows_only_what_was_recorded_by_then():
    """An event of the 3rd recorded on the 10th was not known on the 9th."""
    late = an("id_requested", "2026-11-03", 2, recorded=datetime(2026, 11, 10, 9, tzinfo=UTC))
    assert events_in_force([RECEIVED, late], date(2026, 11, 9)) == [RECEIVED]
    assert events_in_force([RECEIVED, late], date(2026, 11, 10)) == [RECEIVED, late]


def test_the_day_of_recording_is_the_day_in_london():
    """Recorded at 23:30 UTC on 10 July is recorded on the 11th, in British Summer Time."""
    asked = an("id_requested", "2026-07-09", 2, recorded=datetime(2026, 7, 10, 23, 30, tzinfo=UTC))
    assert events_in_force([asked], date(2026, 7, 10)) == []
    assert events_in_force([asked], date(2026, 7, 11)) == [asked]


@pytest.mark.parametrize(
    ("before", "new", "said"),
    [
        ([], an("note", "2026-11-23"), "in the future"),
        ([], an("id_received", "2026-11-05"), "Record 'id_requested' first"),
        ([], an("clarification_received", "2026-11-05"), "Record 'clarification_requested' first"),
        ([an("id_requested", "2026-11-05", 2)], an("id_received", "2026-11-04"), "before the question"),
        ([an("id_requested", "2026-11-05", 2)], an("id_requested", "2026-11-06"), "not answered yet"),
        ([], an("id_requested", "2026-11-01"), "before the request was received"),
        ([an("extended", "2026-11-05", 2)], an("extended", "2026-11-06"), "already recorded"),
        (
            [an("clarification_requested", "2026-11-05", 2), an("clarification_received", "2026-11-06", 3)],
            an("clarification_received", "2026-11-07"),
            "already answered",
        ),
        ([an("closed", "2026-11-05", 2)], an("part_sent", "2026-11-06"), "Reopen it first"),
        ([an("closed", "2026-11-05", 2)], an("id_requested", "2026-11-06"), "Reopen it first"),
        ([], an("reopened", "2026-11-06"), "not closed"),
        ([], an("corrected", "2026-11-06"), "number of the event"),
        ([], an("corrected", "2026-11-06", corrects=9), "no event 9"),
        ([], an("corrected", "2026-11-06", corrects=1), "cannot remove it"),
        ([an("sent", "2026-11-05", 2)], an("closed", "2026-11-06", corrects=2), "is 'sent'"),
    ],
)
def test_what_cannot_follow_is_refused_in_a_sentence(before, new, said):
    """Each event that makes no sense where it stands is refused with the reason."""
    with pytest.raises(Refused, match=said):
        refuse([RECEIVED, *before], new, TODAY)


def test_what_makes_sense_is_let_through():
    """The ordinary course of a case meets no refusal."""
    course = [
        "id_requested",
        "id_received",
        "clarification_requested",
        "clarification_received",
        "extended",
        "sent",
        "closed",
    ]
    events = [RECEIVED]
    for seq, kind in enumerate([*course, "reopened"], 2):
        new = an(kind, f"2026-11-{seq + 1:02}", seq)
        refuse(events, new, TODAY)
        events.append(new)


@pytest.mark.parametrize("kind", ["sent", "note", "review_asked", "regulator_complaint", "recipients_told"])
def test_what_may_happen_after_the_end(kind):
    """A closed case still takes a note, a review asked for, a complaint to the regulator, a notice to recipients."""
    refuse([RECEIVED, an("closed", "2026-11-05", 2)], an(kind, "2026-11-06"), TODAY)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("note", {"way": "pigeon"}, "Way cannot be 'pigeon'"),
        ("note", {"direction": "up"}, "Choose from: in, out"),
        ("note", {"owner": "Ann"}, "has no 'owner'"),
        ("received", {"way": "call"}, "a date and a note"),
        ("delayed", {}, "reason for the delay"),
        ("delayed", {"reason": "holiday"}, "Reason cannot be"),
        ("assigned", {"owner": "x" * 201}, "empty or too long"),
        ("attached", {}, "files attached to the request"),
        ("reopened", {}, "why you are reopening the case"),
        ("closed", {"outcome": "lost"}, "Outcome cannot be"),
    ],
)
def test_what_an_event_says_is_checked(kind, facts, said):
    """Ways, directions, reasons and outcomes are those there are, and a reopening has its reason."""
    with pytest.raises(Refused, match=said):
        checked_facts(Kind(kind), facts)


def test_what_an_event_may_say():
    """A call that came in, a delay with its reason, a case opened again with one."""
    assert checked_facts(Kind.note, {"way": "call", "direction": " in "}) == {"way": "call", "direction": "in"}
    assert checked_facts(Kind.delayed, {"reason": "volume"}) == {"reason": "volume"}
    assert checked_facts(Kind.assigned, {"owner": None}) == {}
    assert checked_facts(Kind.reopened, {}, note="she wrote again") == {}
