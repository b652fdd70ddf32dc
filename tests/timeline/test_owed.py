"""Which letters a case owes, from its events and what they say."""

from datetime import date

import pytest

from casework.timeline.events import Event, Kind
from casework.timeline.owed import owed_kinds

REF = "SAR-2026-0001"


def owed(*happened, reference=REF):
    """What is owed after those events, each a kind with its facts, on successive days."""
    events = [Event(kind, date(2026, 11, day), seq=day) for day, (kind, _) in enumerate(happened, 1)]
    return owed_kinds(reference, events, {day: facts for day, (_, facts) in enumerate(happened, 1)})


ASKED = (Kind.id_requested, {"letter": "no letter"})


@pytest.mark.parametrize(
    ("happened", "letters"),
    [
        ([], ()),
        ([ASKED], ("id-request",)),
        ([(Kind.id_requested, {})], ("id-request",)),
        ([(Kind.id_requested, {"letter": "id-request"})], ()),
        ([ASKED, (Kind.id_received, {})], ()),
        ([ASKED, (Kind.id_received, {}), ASKED], ("id-request",)),
        ([ASKED, (Kind.letter_sent, {"letter": "id-request"})], ()),
        ([ASKED, (Kind.letter_sent, {"letter": "reminder"})], ("id-request",)),
        ([(Kind.letter_sent, {"letter": "id-request"}), ASKED], ("id-request",)),
        ([(Kind.extended, {})], ("extension",)),
        ([(Kind.extended, {"letter": "extension"})], ()),
        ([(Kind.authority_received, {}), (Kind.authority_requested, {})], ("authority-request",)),
        ([(Kind.authority_requested, {}), (Kind.answer_to_subject, {})], ()),
    ],
)
def test_a_letter_is_owed_from_its_event_until_it_is_sent_or_answered(happened, letters):
    """What was asked or extended without a letter owes one, until one is sent for it or the question is answered."""
    assert owed((Kind.received, {}), *happened) == letters


def test_a_decided_refusal_owes_a_refusal_until_one_is_sent():
    """An answer does not tell of it, nor does a refusal of another right, nor one sent before."""
    decided = (Kind.refusal_decided, {"right": "erasure"})
    assert len(owed(decided)) == 1
    assert len(owed((Kind.sent, {"says": "refusal"}), decided)) == 1
    assert len(owed(decided, (Kind.sent, {"says": "answer"}))) == 1
    assert len(owed(decided, (Kind.sent, {"says": "refusal", "right": "access"}))) == 1
    assert owed(decided, (Kind.sent, {"says": "refusal", "right": "erasure"})) == ()
    assert owed(decided, (Kind.sent, {"says": "both"})) == ()


def test_a_complaint_owes_no_letter_of_a_request():
    """The kinds are those of the case."""
    assert owed((Kind.received, {}), ASKED, reference="CO-2026-0001") == ()
