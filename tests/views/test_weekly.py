"""The weekly review: what was closed, what is late and why, what falls due, what waits, and the on-time rate."""

from datetime import date, timedelta

import pytest

from casebook import Casebook, a_day, at
from casework.views.weekly import OnTimeRate, WeekRate, weekly_review
from dpo_console.views import jobs as views_jobs

MONDAY = "2026-11-23"


class Until(Casebook):
    """A desk on which nothing is done after a day."""

    def __init__(self, folder, until):
        super().__init__(folder)
        self.until = until

    def log(self, received, *, recorded=None, **more):
        """Logged, if that was by then."""
        return super().log(received, recorded=recorded, **more) if (recorded or received) <= self.until else None

    def event(self, case, kind, on, recorded=None, **more):
        """Recorded, if that was by then."""
        return super().event(case, kind, on, recorded, **more) if (recorded or on) <= self.until else None

    def close(self, case, outcome, on, recorded=None):
        """Closed, if that was by then."""
        return super().close(case, outcome, on, recorded) if (recorded or on) <= self.until else None


def work(made):
    """A course in which last week one case was answered in time, one late, one extended; and some are open."""
    case = made.case = {
        "extended": made.log("2026-09-21"),
        "overdue": made.log("2026-10-12", owner="Ann"),
        "late": made.log("2026-10-05", service="MASH", recognised="2026-10-15", recorded="2026-10-15"),
        "before": made.log("2026-10-19"),
        "silent": made.log("2026-10-16", recognised="2026-10-19", recorded="2026-10-19", service="Fostering"),
        "on time": made.log("2026-10-26", service="MASH"),
        "soon": made.log("2026-10-27"),
        "unknown": made.log("2026-11-02"),
        "waiting": made.log("2026-11-03"),
        "later": made.log("2026-11-17"),
    }
    made.event(case["extended"], "extended", "2026-10-01")
    made.event(case["unknown"], "id_requested", "2026-11-03")
    made.event(case["waiting"], "id_requested", "2026-11-04")
    made.event(case["overdue"], "delayed", "2026-11-12", note="the file of Jo Bloggs", facts={"reason": "records"})
    made.event(case["late"], "delayed", "2026-11-06", facts={"reason": "volume"})
    made.event(case["late"], "delayed", "2026-11-09", facts={"reason": "late-recognition"})
    made.event(case["before"], "sent", "2026-11-12")
    made.close(case["before"], "answered", "2026-11-15", "2026-11-17")
    made.event(case["on time"], "sent", "2026-11-16")
    made.event(case["late"], "sent", "2026-11-16")
    made.close(case["on time"], "answered", "2026-11-16")
    made.event(case["extended"], "sent", "2026-11-18")
    for name in ("late", "extended"):
        made.close(case[name], "answered", "2026-11-18")
    made.close(case["unknown"], "identity-never-given", "2026-11-22")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A desk on which all of that happened."""
    made = Casebook(tmp_path_factory.mktemp("weekly") / "desk")
    work(made)
    yield made
    made.desk.close()


@pytest.fixture(scope="module")
def found(book):
    return views_jobs.weekly(book.desk, at(MONDAY))


def names(book, lines):
    back = {reference: name for name, reference in book.case.items()}
    return [back[one.reference] for one in lines]


def test_last_week_runs_from_monday_to_sunday(book, found):
    """Closed on the Monday and on the Sunday is last week's; on the Sunday before it is not."""
    closed = found.closed
    assert (closed.from_, closed.to) == (date(2026, 11, 16), date(2026, 11, 22))
    assert sorted(names(book, closed.cases)) == ["extended", "late", "on time", "unknown"]
    assert (closed.total, closed.on_time, closed.late, closed.no_date, closed.extended) == (4, 2, 1, 1, 1)
    again = views_jobs.weekly(book.desk, at("2026-11-29")).closed
    assert (again.from_, again.to) == (date(2026, 11, 16), date(2026, 11, 22))


def test_each_closed_case_says_by_how_much_and_why(book, found):
    """A late one has its days and the reason recorded last; one with no day running when it was closed has neither."""
    rows = dict(zip(names(book, found.closed.cases), found.closed.cases, strict=True))
    late, unknown = rows["late"], rows["unknown"]
    assert (late.due, late.answered, late.closed) == (date(2026, 11, 5), date(2026, 11, 16), date(2026, 11, 18))
    assert (late.state, late.days_late, late.reason) == ("late", 11, "late-recognition")
    assert (rows["extended"].due, rows["extended"].days_late) == (date(2026, 12, 21), 0)
    assert (unknown.state, unknown.due, unknown.outcome) == ("no date", None, "identity-never-given")


def test_what_is_overdue_says_why_without_its_note(book, found):
    """The reason recorded stands beside what is late, by its word; a note may name somebody and stays out."""
    assert names(book, found.overdue) == ["overdue", "silent"]
    assert [one.reason for one in found.overdue] == ["records", None]
    assert found.overdue[0].reason_words == "records hard to find or to get"
    assert "Bloggs" not in repr(found)
    assert "Katherine" not in repr(found)


def test_what_falls_due_stands_once_in_its_band(book, found):
    """Within 5, 10 and 20 working days, each case once; the last days to tell of an extension apart."""
    assert {days: names(book, lines) for days, lines in found.due.items()} == {
        5: ["soon"], 10: [], 20: ["later"],
    }  # fmt: skip
    assert names(book, found.extend) == ["soon"]
    assert found.due[5][0].working_days_left == 4


def test_what_waits_and_what_nobody_touched(book, found):
    """Waiting for the requester; and no act for ten working days, the longest first, whatever the day of the events."""
    assert names(book, found.waiting) == ["waiting"]
    assert names(book, found.untouched) == ["silent", "soon", "waiting"]
    assert [one.untouched_days for one in found.untouched] == [25, 19, 13]
    nearly = views_jobs.weekly(book.desk, at("2026-11-18")).untouched
    assert names(book, nearly)[-1] == "waiting"
    assert nearly[-1].untouched_days == 10
    assert "waiting" not in names(book, views_jobs.weekly(book.desk, at("2026-11-17")).untouched)


def test_days_lost_between_received_and_recognised(found):
    """By service: ten days of one case and three of another, the most first; changing only logged loses none."""
    lost = {row.service: (row.cases, row.late, row.days, row.worst) for row in found.recognition}
    assert lost == {"MASH": (2, 1, 10, 10), "Fostering": (1, 1, 3, 3), None: (7, 0, 0, 0)}
    assert [row.service for row in found.recognition] == ["MASH", "Fostering", None]


def test_the_rate_counts_what_had_a_day(found):
    """Of five closed four had a day running, and three of these were in time; week by week, 52 of them."""
    assert found.rates == dict.fromkeys((4, 13, 52), OnTimeRate(closed=4, on_time=3, rate=0.75))
    assert len(found.weeks) == 52
    assert found.weeks[-1] == WeekRate(from_=date(2026, 11, 16), closed=3, on_time=2, rate=0.6667)
    assert found.weeks[-2] == WeekRate(from_=date(2026, 11, 9), closed=1, on_time=1, rate=1.0)
    assert found.weeks[0] == WeekRate(from_=date(2025, 11, 24), closed=0, on_time=0, rate=None)


def test_the_rate_reaches_back_as_many_weeks_as_it_says(book):
    """Four weeks on, a case closed just before them no longer counts, but does over thirteen."""
    on = date(2026, 11, 16) + timedelta(weeks=5)
    rates = views_jobs.weekly(book.desk, at(on.isoformat())).rates
    assert [rates[weeks].closed for weeks in (4, 13, 52)] == [0, 4, 4]
    rates = views_jobs.weekly(book.desk, at((on - timedelta(days=1)).isoformat())).rates
    assert [rates[weeks].closed for weeks in (4, 13, 52)] == [3, 4, 4]


@pytest.mark.parametrize("day", ["2026-10-15", "2026-11-12", "2026-11-16", "2026-11-18", "2026-11-23"])
def test_the_review_as_it_stood(book, tmp_path, day):
    """The review of a past day is that day's own: a desk worked only up to then says the same."""
    with book.desk.reading() as session:
        stood = weekly_review(session, at("2026-12-24"), a_day(day))
    own = Until(tmp_path / "desk", day)
    work(own)
    with own.desk.reading() as session:
        seen = weekly_review(session, at(day))
    own.desk.close()
    assert stood == seen


def test_the_sheet_carries_the_chains_head(book, found):
    """The head of the history stands on the weekly sheet: what no one can roll back."""
    assert found.head == book.desk.verdict().head


def test_a_case_opened_again_is_not_closed(tmp_path):
    """Closed and opened again, a case leaves the figures; answered again, its last answer counts."""
    book = Casebook(tmp_path / "desk")
    case = book.log("2026-10-05")
    book.event(case, "sent", "2026-10-20")
    book.close(case, "answered", "2026-10-20")
    book.event(case, "reopened", "2026-11-02", note="more was found")
    with book.desk.reading() as session:
        assert weekly_review(session, at("2026-11-09")).rates[52].closed == 0
    book.event(case, "sent", "2026-11-10")
    book.close(case, "answered", "2026-11-10")
    with book.desk.reading() as session:
        [row] = weekly_review(session, at("2026-11-16")).closed.cases
    assert (row.answered, row.days_late) == (date(2026, 11, 10), 5)
    book.desk.close()


def test_an_empty_desk_has_an_empty_review(tmp_path):
    """Nothing closed, nothing open: every list is empty and no rate is claimed."""
    book = Casebook(tmp_path / "desk")
    with book.desk.reading() as session:
        found = weekly_review(session, at(MONDAY))
    assert found.rates[4] == OnTimeRate(closed=0, on_time=0, rate=None)
    assert not any(
        getattr(found, name) for name in ("overdue", "complaints", "waiting", "untouched", "recognition", "extend")
    )
    book.desk.close()
