"""Events: corrections, and what may follow what."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import Refused
from casework.events import Event, Kind, refuse, standing

TODAY = date(2026, 11, 22)


def an(kind, day, seq=None, corrects=None, recorded=None):
    return Event(Kind(kind), date.fromisoformat(day), recorded, seq, corrects)


RECEIVED = an("received", "2026-11-02", 1)


def test_a_correction_stands_in_the_place_of_what_it_corrects():
    """The corrected event is out, the correcting one is in, and both stay in the list that was given."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1)]
    assert [one.seq for one in standing(events)] == [2]
    assert len(events) == 2


def test_a_withdrawal_only_takes_out():
    """`corrected` leaves nothing in the place of the event it names, and a corrected correction restores it."""
    asked = an("id_requested", "2026-11-03", 2)
    gone = an("corrected", "2026-11-04", 3, corrects=2)
    assert [one.seq for one in standing([RECEIVED, asked, gone])] == [1]
    assert [one.seq for one in standing([RECEIVED, asked, gone, an("corrected", "2026-11-05", 4, corrects=3)])] == [
        1,
        2,
    ]


def test_a_correction_of_a_correction_leaves_one_event():
    """Corrected twice, a day of receipt is the last one given; the first does not come back beside it."""
    events = [RECEIVED, an("received", "2026-11-01", 2, corrects=1), an("received", "2026-10-31", 3, corrects=2)]
    assert [one.seq for one in standing(events)] == [3]
    refuse(events[:2], events[2], TODAY)
    undone = [*events, an("corrected", "2026-11-05", 4, corrects=3)]
    assert [one.seq for one in standing(undone)] == [2]
    refuse(events, undone[3], TODAY)


def test_a_correction_keeps_its_place_among_the_events_of_its_day():
    """An identity asked for and received on one day are still in that order after the asking was corrected."""
    course = [RECEIVED, an("id_requested", "2026-11-03", 2), an("id_received", "2026-11-03", 3)]
    corrected = an("id_requested", "2026-11-03", 4, corrects=2)
    refuse(course, corrected, TODAY)
    assert [one.seq for one in standing([*course, corrected])] == [1, 4, 3]


def test_a_withdrawal_can_be_withdrawn():
    """What was taken out by mistake comes back when its withdrawal is corrected."""
    course = [RECEIVED, an("id_requested", "2026-11-03", 2), an("corrected", "2026-11-04", 3, corrects=2)]
    back = an("corrected", "2026-11-05", 4, corrects=3)
    refuse(course, back, TODAY)
    assert [one.seq for one in standing([*course, back])] == [1, 2]


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
        assert standing(events) == [new]


def test_what_was_closed_can_be_put_right_but_not_added_to():
    """A closed case takes a correction of its day of receipt without being reopened, and no new event."""
    course = [RECEIVED, an("closed", "2026-11-05", 2)]
    refuse(course, an("received", "2026-11-01", corrects=1), TODAY)
    with pytest.raises(Refused, match="reopen it first"):
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
    with pytest.raises(Refused, match="before the asking"):
        refuse(course, answered, TODAY)
    asked = an("clarification_requested", "2026-11-04", 4)
    refuse(course, asked, TODAY)
    refuse([*course, asked], answered, TODAY)
    assert [one.seq for one in standing([*course, asked, answered])] == [1, 4, 5, 2, 3]


def test_a_question_is_not_taken_away_from_under_its_answer():
    """A correction that would leave the rest of the case without sense is refused, and says what would not follow."""
    course = [RECEIVED, an("clarification_requested", "2026-11-03", 2), an("clarification_received", "2026-11-05", 3)]
    with pytest.raises(Refused, match=r"would not follow.*clarification_requested"):
        refuse(course, an("corrected", "2026-11-06", corrects=2), TODAY)


def test_the_case_as_it_stood_knows_only_what_was_recorded_by_then():
    """An event of the 3rd recorded on the 10th was not known on the 9th."""
    late = an("id_requested", "2026-11-03", 2, recorded=datetime(2026, 11, 10, 9, tzinfo=UTC))
    assert standing([RECEIVED, late], date(2026, 11, 9)) == [RECEIVED]
    assert standing([RECEIVED, late], date(2026, 11, 10)) == [RECEIVED, late]


def test_the_day_of_recording_is_the_day_in_london():
    """Recorded at 23:30 UTC on 10 July is recorded on the 11th, in British Summer Time."""
    asked = an("id_requested", "2026-07-09", 2, recorded=datetime(2026, 7, 10, 23, 30, tzinfo=UTC))
    assert standing([asked], date(2026, 7, 10)) == []
    assert standing([asked], date(2026, 7, 11)) == [asked]


@pytest.mark.parametrize(
    ("before", "new", "said"),
    [
        ([], an("note", "2026-11-23"), "in the future"),
        ([], an("id_received", "2026-11-05"), "record 'id_requested' first"),
        ([], an("clarification_received", "2026-11-05"), "record 'clarification_requested' first"),
        ([an("id_requested", "2026-11-05", 2)], an("id_received", "2026-11-04"), "before the asking"),
        ([an("id_requested", "2026-11-05", 2)], an("id_requested", "2026-11-06"), "not answered yet"),
        ([], an("id_requested", "2026-11-01"), "before the request was received"),
        ([an("extended", "2026-11-05", 2)], an("extended", "2026-11-06"), "recorded already"),
        ([an("closed", "2026-11-05", 2)], an("id_requested", "2026-11-06"), "reopen it first"),
        ([], an("reopened", "2026-11-06"), "not closed"),
        ([], an("corrected", "2026-11-06"), "Say which event"),
        ([], an("corrected", "2026-11-06", corrects=9), "no event 9"),
        ([], an("corrected", "2026-11-06", corrects=1), "not taken away"),
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
