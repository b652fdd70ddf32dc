"""Each right of a request on its own clock: what moves one alone, and what moves them all (Articles 12 and 12A)."""

import random
from datetime import timedelta

import pytest

from casework import Refused, clock
from casework.law.rights import Right
from casework.timeline.events import ANSWERS, Event, Kind, events_in_force
from counting import on, run

MONTHLY = [right for right in Right if right not in (Right.consent, Right.automated)]
RECEIVED = on("2026-10-05")


def events(*given):
    """Events of a request of 5 October 2026: `(kind, day)`, or `(kind, day, right)`."""
    listed = [Event(Kind.received, RECEIVED, seq=1)]
    for seq, (kind, day, *right) in enumerate(given, 2):
        months = 2 if kind == "extended" else None
        listed.append(Event(Kind(kind), on(day), seq=seq, months=months, right=right[0] if right else None))
    return listed


def due(right, *given):
    return clock.of_right(right, events(*given)).due


def test_a_pause_moves_access_alone():
    """Access and erasure of one request with a question have two due dates (Article 12A(5) is for Article 15 alone)."""
    asked = ("clarification_requested", "2026-10-12"), ("clarification_received", "2026-10-19")
    assert due(Right.access) == due(Right.erasure) == on("2026-11-05")
    assert due(Right.access, *asked) == on("2026-11-13")
    assert due(Right.erasure, *asked) == on("2026-11-05")
    assert clock.of_right(Right.access, events(asked[0])).state == "paused"
    assert clock.of_right(Right.erasure, events(asked[0])).state == "due"
    assert clock.notice_of_right(Right.access, events(*asked)).due == on("2026-11-13")
    assert clock.notice_of_right(Right.erasure, events(*asked)).due == on("2026-11-05")


@pytest.mark.parametrize("question", ["id", "fee", "authority"])
def test_identity_authority_and_a_fee_move_every_right(question):
    """The relevant time of Article 12A(2) is one for the request: every right waits for it, and starts again from it."""
    asked, came = f"{question}_requested", {"fee": "fee_paid"}.get(question, f"{question}_received")
    for right in MONTHLY:
        assert clock.of_right(right, events((asked, "2026-10-06"))).state == "not-started"
        assert due(right, (asked, "2026-10-06"), (came, "2026-10-20")) == on("2026-11-20")


def test_an_extension_of_one_right_moves_one():
    """Two further months for erasure (Article 12A(3)); the others keep their date, and can still be extended."""
    given = ("extended", "2026-10-20", Right.erasure)
    assert due(Right.erasure, given) == on("2027-01-05")
    assert due(Right.access, given) == due(Right.rectification, given) == on("2026-11-05")
    assert clock.notice_of_right(Right.erasure, events(given)).state == "none"
    assert clock.notice_of_right(Right.access, events(given)).state == "due"
    assert {due(right, ("extended", "2026-10-20")) for right in MONTHLY} == {on("2027-01-05")}


@pytest.mark.parametrize("kind", ["sent", "closed"])
def test_an_answer_to_one_right_ends_one_clock(kind):
    """What was sent about erasure leaves access due; without a right it ends every clock, as it always did."""
    given = (kind, "2026-10-20", Right.erasure)
    assert clock.of_right(Right.erasure, events(given)).state == "none"
    assert clock.of_right(Right.access, events(given)).state == "due"
    assert {clock.of_right(right, events(given[:2])).state for right in Right} == {"none"}
    again = events(given, ("closed", "2026-10-21"), ("reopened", "2026-10-22"))
    assert clock.of_right(Right.erasure, again).state == "due"


def test_events_without_a_right_fold_as_they_did():
    """Of any course of an old combined case, access has the old date; any other right has it without clarification."""
    chance, paused = random.Random(61), 0
    for _ in range(300):
        given, day = [], RECEIVED
        for question in chance.sample([*ANSWERS.values()], 2):
            answer = next(one for one, of in ANSWERS.items() if of == question)
            for kind in (question[0], answer)[: chance.choice([1, 2, 2])]:
                day += timedelta(days=chance.randint(0, 9))
                given.append((kind, day.isoformat()))
        given += [("extended", (RECEIVED + timedelta(days=chance.randint(0, 28))).isoformat())] * chance.randint(0, 1)
        given.sort(key=lambda one: one[1])
        listed = [(kind, on(day)) for kind, day in given]
        unpaused = [one for one in listed if "clarification" not in one[0]]
        access, erasure = (clock.of_right(right, events(*given)) for right in (Right.access, Right.erasure))
        old, other = run("access", RECEIVED, *listed), run("other", RECEIVED, *unpaused)
        assert (access.state, access.due, access.steps) == (old.state, old.due, old.steps)
        assert (erasure.state, erasure.due, erasure.steps) == (other.state, other.due, other.steps)
        paused += access.due != erasure.due
    assert paused > 30


def test_the_date_of_a_decision_moves_its_own_right_alone():
    """Beside access, an automated decision waits for its date and runs on the law of that date (SI 2026/82 reg 5)."""
    assert clock.of_right(Right.automated, events()).asks == "decision_taken"
    decided = ("decision_taken", "2026-01-12")
    assert clock.of_right(Right.automated, events(decided)).rule == "dpa14-reply"
    assert clock.of_right(Right.access, events(decided)).notes == ()


def test_consent_has_no_number_of_days_and_nothing_to_wait_for():
    """Article 7(3): no due date, no extension and no pause, whatever else the request asks for and waits for."""
    given = ("id_requested", "2026-10-06"), ("clarification_requested", "2026-10-07"), ("extended", "2026-10-20")
    found = clock.of_right(Right.consent, events(*given))
    assert (found.rule, found.state, found.due, found.citation) == ("art7-3", "none", None, "UK GDPR Art 7(3)")
    assert clock.notice_of_right(Right.consent, events()) is None
    with pytest.raises(Refused, match="cannot be extended"):  # the rule itself refuses what its right leaves out
        run("art7-3", RECEIVED, ("extended", on("2026-10-20")))


def test_a_corrected_question_keeps_its_place_on_its_clock():
    """Asked and answered on one day, the question corrected later: it still comes before its answer."""
    listed = events(("clarification_requested", "2026-10-12"), ("clarification_received", "2026-10-12"))
    listed.append(Event(Kind.clarification_requested, on("2026-10-12"), seq=4, corrects=2))
    assert [one.seq for one in events_in_force(listed)] == [1, 4, 3]
    assert clock.of_right(Right.access, listed).due == on("2026-11-06")
