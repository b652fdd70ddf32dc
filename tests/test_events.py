"""Events: corrections, and what may follow what."""

from datetime import UTC, date, datetime

import pytest

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


def test_the_case_as_it_stood_knows_only_what_was_recorded_by_then():
    """An event of the 3rd recorded on the 10th was not known on the 9th."""
    late = an("id_requested", "2026-11-03", 2, recorded=datetime(2026, 11, 10, 9, tzinfo=UTC))
    assert standing([RECEIVED, late], date(2026, 11, 9)) == [RECEIVED]
    assert standing([RECEIVED, late], date(2026, 11, 10)) == [RECEIVED, late]


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
