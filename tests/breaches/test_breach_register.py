"""The register of breaches (UK GDPR Art 33(5)): filters, months, the table without personal data, the figures."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from casebook import Casebook, a_day, as_json, at
from casework import Refused
from casework.breaches import breach_register
from casework.breaches.breach_register import COLUMNS, BreachMonth, trend
from casework.views.report import figures_csv
from casework.views.weekly import OnTimeRate
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOT = {"decision": "not", "reason": "a risk is unlikely"}
LOW = {"tests": {"breach": "yes", "risk": "unlikely", "high": "no"}, "regulator": NOT, "people": NOT}
HIGH = {
    "tests": {"breach": "yes", "risk": "likely", "high": "no"},
    "factors": {"context": "sensitive"},
    "regulator": {"decision": "notify"},
    "people": NOT,
}
NAME = "Quillfeather"


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A desk with three breaches of three months."""
    made = Casebook(tmp_path_factory.mktemp("register") / "desk")
    facts = {"what": f"{NAME}'s file", "by": NAME, "affected": NAME, "service": "Fostering", "processor": NAME}
    breaches_jobs.log_breach(made.desk, facts | {"noticed": "2026-09-10T09:00", "cause": "bcc"}, at("2026-09-10"))
    breaches_jobs.assess(made.desk, "BR-2026-0001", LOW, at("2026-09-11"))
    facts |= {"noticed": "2026-10-12T09:00", "cause": "email-wrong", "service": "=MASH", "near_miss": True}
    breaches_jobs.log_breach(made.desk, facts, at("2026-10-12"))
    breaches_jobs.assess(made.desk, "BR-2026-0002", HIGH, at("2026-10-13"))
    late = {"facts": {"at": "2026-10-16T09:00"}, "note": f"{NAME} was away"}
    case_events.event(made.desk, "BR-2026-0002", "notified", a_day("2026-10-16"), at("2026-10-16"), **late)
    people = [{"name": NAME, "address": ["1 Quillfeather Row"], "email": "quillfeather@example.org"}]
    breaches_jobs.add_people(made.desk, "BR-2026-0002", people, at("2026-10-16"))
    breaches_jobs.log_breach(made.desk, facts | {"noticed": "2026-11-19T09:00", "cause": None}, NOW)
    made.desk.close()
    return made.desk.folder


@pytest.fixture
def book(three, tmp_path):
    made = Casebook(tmp_path / "desk", three, NOW)
    yield made
    made.desk.close()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["BR-2026-0003", "BR-2026-0002", "BR-2026-0001"]),
        ({"month": "2026-10"}, ["BR-2026-0002"]),
        ({"service": "fostering"}, ["BR-2026-0001"]),
        ({"cause": "email-wrong"}, ["BR-2026-0002"]),
        ({"band": "low"}, ["BR-2026-0001"]),
        ({"decision": "notify"}, ["BR-2026-0002"]),
        ({"decision": "undecided"}, ["BR-2026-0003"]),
        ({"words": "bcc"}, ["BR-2026-0001"]),
        ({"words": "quillfeather open"}, ["BR-2026-0003", "BR-2026-0002", "BR-2026-0001"]),
        ({"month": "2026-10", "decision": "not"}, []),
    ],
)
def test_the_register_is_narrowed(book, chosen, found):
    """By month, service, cause, band, decision and words, alone and together; newest first."""
    assert [one.reference for one in breaches_jobs.breach_list(book.desk, NOW, **chosen).breaches] == found


def test_the_months_are_counted(book):
    """Twelve months end with this one; each counts what the council became aware of in it."""
    months = {one.month: one for one in breaches_jobs.breach_list(book.desk, NOW).trend}
    assert next(iter(months)) == "2025-12"
    assert list(months)[-1] == "2026-11"
    assert len(months) == 12
    assert months["2026-10"] == BreachMonth("2026-10", 1, 1, 1)
    assert months["2026-08"].all == 0


def test_a_month_chosen_leaves_the_other_months_in_the_chart(book):
    """The twelve months are of the service, cause, band or decision chosen; a month that is chosen empties no other."""
    found = breaches_jobs.breach_list(book.desk, NOW, month="2026-10")
    assert [one.reference for one in found.breaches] == ["BR-2026-0002"]
    assert {one.month: one.all for one in found.trend}["2026-09"] == 1
    found = breaches_jobs.breach_list(book.desk, NOW, month="2026-10", service="Fostering")
    assert {one.month: one.all for one in found.trend}["2026-10"] == 0


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 31)])
def test_twelve_months_are_twelve_on_any_day(today):
    """From the last day of a long month too, no month is left out or told twice."""
    names = [one.month for one in trend([], today)]
    assert len(set(names)) == 12
    assert names[-1] == today.isoformat()[:7]
    assert names == sorted(names)


def test_what_was_closed_as_a_near_miss_is_counted_as_one(tmp_path):
    """A near miss is one whether that was described or is how the breach was closed, in the list, the chart and the figures."""
    made = Casebook(tmp_path / "desk")
    case = breaches_jobs.log_breach(made.desk, {"what": "x", "noticed": "2026-11-19T09:00"}, NOW)
    case_events.close_case(made.desk, case, "near-miss", NOW.date(), NOW, note="it bounced back unread")
    found, figures = (
        breaches_jobs.breach_list(made.desk, NOW),
        views_jobs.report(made.desk, a_day("2026-11-01"), NOW.date(), NOW),
    )
    made.desk.close()
    assert (found.breaches[0].near_miss, found.trend[-1].near_misses) == (True, 1)
    assert figures.breaches.near_misses == 1


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"month": "11/2026"}, "'11/2026' is not a month"), ({"cause": "gremlins"}, "Cause cannot be 'gremlins'"),
        ({"band": "huge"}, "Band cannot be 'huge'"), ({"decision": "perhaps"}, "Decision cannot be 'perhaps'"),
    ],
)  # fmt: skip
def test_what_there_is_none_of_is_no_filter(book, chosen, sentence):
    """A month that is none, a cause, band or decision there is none of: a sentence, and no empty register."""
    with pytest.raises(Refused, match=sentence):
        breaches_jobs.breach_list(book.desk, NOW, **chosen)


def test_the_table_names_nobody(book):
    """The CSV has a line for each breach and its hours, and nothing anybody typed but the service, which is no formula."""
    table = breach_register.as_csv(breaches_jobs.breach_list(book.desk, NOW).breaches)
    assert NAME.casefold() not in table.casefold()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["reference"] for row in rows] == ["BR-2026-0003", "BR-2026-0002", "BR-2026-0001"]
    told = rows[1]
    assert (told["hours_taken"], told["late"], told["decision"], told["band"]) == ("96", "yes", "notify", "very-high")
    assert (told["service"], told["processor"], told["near_miss"]) == ("'=MASH", "yes", "yes")
    assert NAME in repr(breaches_jobs.breach_list(book.desk, NOW).breaches)  # what is left out of the table is there


def test_the_figures_count_breaches(book):
    """The auditor's figures of a span: aware of, notified, late, near misses, by cause and band."""
    found = views_jobs.report(book.desk, a_day("2026-09-01"), a_day("2026-10-31"), NOW)
    assert as_json(found.breaches) == {
        "aware": 2, "near_misses": 1, "notified": 1, "notified_late": 1, "people_told": 0, "undecided": 0,
        "by_cause": {"Email to the wrong recipient": 1, "Failure to use bcc": 1},
        "by_band": {"low": 1, "very-high": 1},
    }  # fmt: skip
    assert "breaches,notified_late,1" in figures_csv(found)


def test_a_closed_breach_counts_as_no_answer_in_time(book):
    """A breach that was closed stands among the closed cases without a date, and moves no rate of requests."""
    case_events.close_case(book.desk, "BR-2026-0001", "dealt-with", a_day("2026-11-18"), NOW)
    week = views_jobs.weekly(book.desk, at("2026-11-25"))
    assert (week.closed.total, week.closed.no_date) == (1, 1)
    assert week.rates[4] == OnTimeRate(closed=0, on_time=0, rate=None)


def test_the_weekly_review_has_the_hours(book):
    """A breach whose hours run falls due within days; one whose hours are over is overdue; one that is closed is neither."""
    case_events.close_case(book.desk, "BR-2026-0001", "dealt-with", a_day("2026-11-18"), NOW)
    assert [one.reference for one in views_jobs.weekly(book.desk, NOW).due[5]] == ["BR-2026-0003"]
    over = views_jobs.weekly(book.desk, datetime(2026, 11, 23, tzinfo=UTC))
    assert [(one.reference, one.hours_left) for one in over.overdue] == [("BR-2026-0003", -15)]
    assert [one.reference for one in over.breaches] == ["BR-2026-0002", "BR-2026-0003"]
