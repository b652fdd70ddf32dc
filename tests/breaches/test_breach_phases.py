"""What the regulator and others were told of a breach, phase by phase, and what keeps it from being closed."""

from datetime import UTC, datetime, timedelta

import pytest

from breaching import FRIDAY, KNOWN, NONE, TELL, event, line, log, refused
from casebook import Casebook, a_day, as_json, show_json
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letters
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs


@pytest.fixture
def book(tmp_path):
    """A desk."""
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def test_the_regulator_is_told_in_phases(book):
    """What was unknown at the first notification is kept, and stands on the board until it is told (Art 33(4))."""
    case = log(book)
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    shown = event(book, case, "notified", at="2026-11-20T16:44", theirs="IC-1")
    [first] = shown["breach"]["notices"]
    assert first["unknown"][:2] == ["what kinds of data", "what kinds of people"]
    assert line(book, case, FRIDAY) is None
    assert line(book, case, FRIDAY, "notify-further").days_taken == 0
    breaches_jobs.describe(book.desk, case, KNOWN, FRIDAY)
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    shown = event(book, case, "notified", at="2026-11-20T16:45")
    assert [one["unknown"] for one in shown["breach"]["notices"]] == [first["unknown"], ["when it happened"]]
    assert line(book, case, FRIDAY, "notify-further")
    shown = event(book, case, "notified", at="2026-11-20T16:45", complete="yes")
    assert line(book, case, FRIDAY, "notify-further") is None
    assert shown["breach"]["notices"][-1]["complete"] is True


def test_a_notification_keeps_what_it_said_when_its_hour_is_corrected(book):
    """Correcting the hour of a notification changes neither what was unknown then nor its number."""
    case = log(book)
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    shown = event(book, case, "notified", at="2026-11-20T16:40")
    breaches_jobs.describe(book.desk, case, KNOWN, FRIDAY)
    shown = event(book, case, "notified", corrects=shown["seq"], at="2026-11-20T16:42")
    [kept] = shown["breach"]["notices"]
    assert (kept["at"], len(kept["unknown"])) == ("2026-11-20T16:42:00Z", 8)


def test_what_was_unknown_is_what_its_text_left_open(book):
    """Recorded after more was learned, a notification keeps what its text said was unknown, not what is now (Art 33(4))."""
    case, other = log(book), log(book)
    late = FRIDAY + timedelta(hours=3)
    for one in (case, other):
        breaches_jobs.describe(book.desk, one, {"cause": "email-wrong"}, FRIDAY)
    letters.make_notification(book.desk, case, FRIDAY)
    for one in (case, other):
        breaches_jobs.describe(book.desk, one, KNOWN, FRIDAY)
        event(book, one, "happened", late, at="2026-11-20T16:10")
    [kept] = event(book, case, "notified", late, at="2026-11-20T16:45")["breach"]["notices"]
    assert kept["unknown"] == [
        "what kinds of data", "what kinds of people", "about how many people", "about how many records",
        "the likely consequences", "the measures taken or proposed", "when it happened",
    ]  # fmt: skip
    assert line(book, case, late, "notify-further") is not None
    letters.make_notification(book.desk, case, late)
    [_, kept] = event(book, case, "notified", late, at="2026-11-20T19:45")["breach"]["notices"]
    assert kept["unknown"] == []
    [told_by_telephone] = event(book, other, "notified", late, at="2026-11-20T16:45")["breach"]["notices"]
    assert told_by_telephone["unknown"] == []


def test_a_text_sent_in_the_minute_it_was_made_is_not_the_next_ones_too(book):
    """The first text is made at 20 seconds past and sent in that minute; what a call tells later is judged anew."""
    case, made = log(book), FRIDAY + timedelta(seconds=20)
    letters.make_notification(book.desk, case, made)
    [first] = event(book, case, "notified", made, at=f"{made:%Y-%m-%dT%H:%M}")["breach"]["notices"]
    assert len(first["unknown"]) == 8
    late = FRIDAY + timedelta(hours=3)
    breaches_jobs.describe(book.desk, case, KNOWN | {"cause": "email-wrong"}, late)
    event(book, case, "happened", late, at="2026-11-20T16:10")
    [_, second] = event(book, case, "notified", late, at=f"{late:%Y-%m-%dT%H:%M}")["breach"]["notices"]
    assert second["unknown"] == []


def test_the_phases_keep_their_order(book):
    """A further notification is not before an earlier one, nor corrected so; so the first is always the first."""
    case = log(book)
    late = FRIDAY + timedelta(days=9)
    first = event(book, case, "notified", late, at="2026-11-20T16:40")["seq"]
    refused(book, "cannot be before the one at 16:40 on 20/11/2026", event, book, case, "notified", late, at="2026-11-20T16:35")  # fmt: skip
    second = event(book, case, "notified", late, at="2026-11-22T10:00")["seq"]
    refused(book, "cannot be after the one at 10:00 on 22/11/2026", event, book, case, "notified", late, corrects=first, at="2026-11-28T10:00")  # fmt: skip
    refused(book, "cannot be before the one at 16:40", event, book, case, "notified", late, corrects=second, at="2026-11-20T16:35")  # fmt: skip
    shown = event(book, case, "notified", late, corrects=first, at="2026-11-20T16:41")
    assert [one["at"] for one in shown["breach"]["notices"]] == ["2026-11-20T16:41:00Z", "2026-11-22T10:00:00Z"]


def test_an_earlier_awareness_asks_for_the_reasons(book):
    """Awareness put right to an earlier time makes a notification late: it is refused until the delay is explained."""
    case = log(book)
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    event(book, case, "notified", at, at="2026-11-22T10:00")
    seqs = {one["kind"]: one["seq"] for one in show_json(book.desk, case, at)["events"]}
    event(book, case, "discovered", at, corrects=seqs["discovered"], at="2026-11-18T09:00")
    right = {"corrects": seqs["aware"], "at": "2026-11-18T09:00"}
    refused(book, "would then be late. Describe the reasons", event, book, case, "aware", at, **right)
    breaches_jobs.describe(book.desk, case, {"delay": "the manager did not pass it on"}, at)
    assert event(book, case, "aware", at, **right)["breach"]["late"] is True


@pytest.mark.parametrize(("kind", "facts"), [("people_told", {"how": "letters"}), ("others_told", {"whom": "police"})])
def test_nobody_is_told_before_it_was_noticed(book, kind, facts):
    """The people and others are told on the day it was discovered or later; an earlier day is one sentence."""
    case = log(book)
    before, day = a_day("2026-11-19"), a_day("2026-11-20")
    refused(book, "before the discovery (20/11/2026)", event, book, case, kind, on=before, **facts)
    assert event(book, case, kind, on=day, **facts)["seq"]


def test_a_late_notification_gives_the_reasons(book):
    """After the 72 hours a first notification is refused without reasons, and taken with them (Art 33(1))."""
    case = log(book)
    late = datetime(2026, 11, 23, 17, tzinfo=UTC)
    refused(
        book, "The 72 hours ended at 16:30 on 23/11/2026", event, book, case, "notified", late, at="2026-11-23T16:31"
    )
    shown = event(book, case, "notified", late, at="2026-11-23T16:31", note="the manager was away")
    assert shown["breach"]["late"] is True
    event(book, case, "notified", late, at="2026-11-23T16:50")
    in_time = log(book)
    assert event(book, in_time, "notified", late, at="2026-11-23T16:30")["breach"]["late"] is False


def test_closing_with_an_open_decision_is_refused(book):
    """Never assessed, changed since, not notified, people not told, phase open, action open: each holds it open."""
    case = log(book)

    def closing(sentence):
        refused(book, sentence, case_events.close_case, book.desk, case, "dealt-with", FRIDAY.date(), FRIDAY)

    closing("has not been assessed")
    breaches_jobs.assess(book.desk, case, NONE, FRIDAY)
    breaches_jobs.describe(book.desk, case, {"data": ["absence"]}, FRIDAY)
    closing("changed since")
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    closing("You decided to notify the regulator")
    event(book, case, "notified", at="2026-11-20T16:44")
    closing("You decided to tell people")
    event(book, case, "people_told", how="letters")
    closing("not told the regulator what was unknown")
    event(book, case, "notified", at="2026-11-20T16:45", complete="yes")
    shown = event(book, case, "action", what="staff", owner="Ann", due="2026-12-01", note="brief the team")
    closing("1 action is not done")
    event(book, case, "action_done", action=str(shown["seq"]))
    assert case_events.close_case(book.desk, case, "dealt-with", FRIDAY.date(), FRIDAY).stage == "closed"
    assert views_jobs.board_of(book.desk, FRIDAY) == []
    refused(book, "is closed (dealt with). Reopen it first", breaches_jobs.assess, book.desk, case, NONE, FRIDAY)


def test_what_was_no_breach_is_closed_with_why(book):
    """A near miss, or what turned out to be none, needs no assessment but a reason (Art 33(5))."""
    case = log(book)
    refused(book, "Enter in the note why", case_events.close_case, book.desk, case, "no-breach", FRIDAY.date(), FRIDAY)
    shown = as_json(
        case_events.close_case(book.desk, case, "near-miss", FRIDAY.date(), FRIDAY, note="it bounced back unread")
    )
    assert (shown["stage"], shown["facts"]["now"]["outcome"]) == ("closed", "near-miss")
    shown = event(book, case, "reopened", note="it had been read")
    assert shown["stage"] == "logged"
    assert line(book, case, FRIDAY).hours_left == 71


def test_an_action_that_was_done_stays_done(book):
    """Done on a day before it was written down, or put right after it was done, an action is not open again."""
    case = log(book)
    said = {"what": "staff", "owner": "Ann", "due": "2026-12-01"}
    number = event(book, case, "action", note="brief the team", **said)["seq"]
    shown = event(book, case, "action_done", on=a_day("2026-11-19"), action=str(number))
    assert [one["done"] for one in shown["breach"]["actions"]] == ["2026-11-19"]
    shown = event(book, case, "action", corrects=number, **said | {"due": "2026-12-08"})
    assert [(one["seq"], one["due"], one["done"]) for one in shown["breach"]["actions"]] == [
        (number, "2026-12-08", "2026-11-19")
    ]


@pytest.mark.parametrize("outcome", ["near-miss", "no-breach"])
def test_what_was_decided_is_not_closed_away(book, outcome):
    """Closed as a near miss or as no breach, nothing that was decided and not done, and no open action, leaves the board."""
    case = log(book)

    def closing(sentence):
        refused(
            book, sentence, case_events.close_case, book.desk, case, outcome, FRIDAY.date(), FRIDAY, note="it was none"
        )

    shown = event(book, case, "action", what="staff", owner="Ann", due="2026-12-01", note="brief the team")
    closing("1 action is not done")
    event(book, case, "action_done", action=str(shown["seq"]))
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    closing("You decided to notify the regulator")
    event(book, case, "notified", at="2026-11-20T16:44")
    breaches_jobs.assess(book.desk, case, NONE, FRIDAY)
    closing("not told the regulator what was unknown")
    event(book, case, "notified", at="2026-11-20T16:45", complete="yes")
    assert case_events.close_case(book.desk, case, outcome, FRIDAY.date(), FRIDAY, note="it was none").stage == "closed"
