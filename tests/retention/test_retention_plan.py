"""The plan: what falls due by a day, which rule wins and why, what cannot be computed and is said to be so."""

from datetime import UTC, date, datetime

import pytest

from casebook import answered
from casework import Refused
from casework.records.intake.layouts import ColumnLayout
from casework.retention.records import NOT_LEFT, EmploymentDates, Meanings, RecordDates
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.jobs import attachments, case_events, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from retaining import NOW, Cabinet, paid
from workforce import census, lookup, payroll, staff, worker


@pytest.fixture
def cabinet(tmp_path):
    """A desk of the test's own."""
    made = Cabinet(tmp_path)
    yield made
    made.desk.close()


def dates(one):
    """The day each rule of an argument gives, by its id."""
    return {rule["rule"]: rule["date"] for rule in one["because"]}


def test_every_rule_of_a_class_gives_its_day_and_the_one_in_force_wins(cabinet):
    """A payroll record has the shipped default first, then the statutory minima, then what is published beside it."""
    cabinet.pay(paid(last="30/09/2019"))
    one = cabinet.due()["payroll"]
    assert (one["rule"], one["date"]) == ("r07", "2026-04-05")
    assert dates(one) == {"r07": "2026-04-05", "r07-min": "2023-04-05", "r11": "2025-10-31", "r06": "2026-03-31"}
    stands = ["shipped default", "statutory minimum", "statutory minimum", "not adopted"]
    assert [rule["stands"] for rule in one["because"]] == stands
    assert one["words"].startswith(
        "kept until 5 April 2026: 6 years after the end of the tax year on 5 April 2020 (row r07"
    )
    assert "longer than the statutory minimum (row r07-min: 5 April 2023, row r11: 31 October 2025)" in one["words"]


def test_a_record_falls_due_on_its_day_and_not_before(cabinet):
    """On the day before, it is counted among the later ones; on the day it is due."""
    cabinet.pay(paid(last="30/09/2019"))
    assert cabinet.plan("2026-04-04")["later"] == 1
    assert cabinet.plan("2026-04-04")["due"] == []
    assert [one["date"] for one in cabinet.plan("2026-04-05")["due"]] == ["2026-04-05"]


def test_a_statutory_minimum_beats_a_shorter_adopted_period(cabinet):
    """A council that adopts 2 years for payroll keeps it as long as the law asks all the same, and is told why."""
    cabinet.pay(paid(last="30/09/2019"))
    cabinet.edit("r07", period="2 years")
    one = cabinet.due()["payroll"]
    assert (one["rule"], one["date"]) == ("r11", "2025-10-31")
    assert "the statutory minimum overrides the shorter period (row r07: 5 April 2022)" in one["words"]


def test_the_minimum_beside_a_row_holds_too(cabinet):
    """The 3 years of row 7 stand below its own 6: they are in the argument as a minimum of their own."""
    cabinet.pay(paid(last="30/09/2019"))
    cabinet.edit("r07", period="1 month")
    assert dates(cabinet.due()["payroll"])["r07-min"] == "2023-04-05"


def test_of_two_adopted_rows_the_longer_wins_and_the_clash_is_listed(cabinet):
    """Where two adopted rows apply to one record the longer counts, and the clash is there for the officer to settle."""
    cabinet.pay(paid(last="30/09/2019"))
    retention_jobs.adopt_row(cabinet.desk, "7", "policy", NOW)
    assert cabinet.plan()["clashes"] == []
    cabinet.edit("r06", period="8 years")
    plan = cabinet.plan()
    assert (plan["due"][0]["rule"], plan["due"][0]["date"]) == ("r06", "2028-03-31")
    assert "the longer of two rows in force wins (row r07: 5 April 2026): retire one" in plan["due"][0]["words"]
    assert [one["rules"] for one in plan["clashes"]] == [["r06", "r07"]]
    retention_jobs.retire_row(cabinet.desk, "r06", "settled", NOW)
    assert cabinet.plan()["clashes"] == []
    assert cabinet.due()["payroll"]["rule"] == "r07"


def test_an_adopted_row_takes_the_place_of_the_default(cabinet):
    """Once the council adopts a row for a class, the shipped default of that class is not in force any more."""
    cabinet.pay(paid(left="30/09/2019"))
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    assert cabinet.plan("2100-01-01")["due"][-1]["rule"] == "r02"
    retention_jobs.adopt_row(cabinet.desk, "r05", "we keep six years", NOW)
    one = cabinet.due()["registration-lookup"]
    assert (one["rule"], one["date"]) == ("r05", "2025-09-30")
    assert {rule["stands"] for rule in one["because"] if rule["rule"] == "r02"} == {"not adopted"}


def test_a_record_without_its_date_is_neither_due_nor_not_due(cabinet):
    """A payroll row without a pay date, and a number of somebody nobody says left, are listed with what is missing."""
    cabinet.bring(payroll(staff("0012345", "Katherine", "Robertson", "14/03/1984")))
    cabinet.bring(lookup(("0099999", "David Okafor", "SW99999")))
    plan = cabinet.plan("2200-01-01")
    assert plan["due"] == []
    assert plan["later"] == 0
    assert cabinet.lacking() == {"payroll": "no pay date", "registration-lookup": "no leaving date"}


def test_a_minimum_that_cannot_be_computed_keeps_the_record(cabinet):
    """Where the adopted row has its date but a statutory minimum lacks its own, nothing can be said: it may be longer."""
    cabinet.pay(paid(last=""))
    cabinet.edit("r07", trigger="birth-date", period="20 years")
    assert cabinet.lacking("2200-01-01") == {"payroll": "no pay date"}


def test_the_leaving_date_is_the_persons(cabinet):
    """The list of numbers says no day: it is that of the payroll record of the same person."""
    cabinet.pay(paid(left="31/03/2001", last="31/03/2001", **{"Date started": "01/09/1990"}))
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    one = cabinet.due()["registration-lookup"]
    assert (one["rule"], one["date"]) == ("r02", "2026-03-31")
    assert "25 years after the end of employment on 31 March 2001" in one["words"]


def test_a_later_record_of_employment_undoes_a_leaving_date(cabinet):
    """Somebody who left and is in a later return came back: there is no leaving date, and it says which record says so."""
    cabinet.pay(paid(left="31/08/2012", last="31/08/2012"), paid(number="0012345", last="30/09/2019"))
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    why = cabinet.lacking("2100-01-01")["registration-lookup"]
    assert why == "no leaving date: record 1 says 31 August 2012, but record 2 shows them employed on 30 September 2019"
    noted = [one for one in cabinet.plan("2100-01-01")["cannot_compute"] if one["class"] == "registration-lookup"]
    assert noted[0]["note"].startswith("contradictory: ")


def test_of_two_leaving_dates_the_latest_record_is_believed_and_the_other_said(cabinet):
    """Contradictory dates are said: the latest record's counts, the other stands in a note."""
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    cabinet.pay(paid(left="31/08/2012", last="31/08/2012"))
    cabinet.bring(census(worker(RoleStartDate="2010-01-01", RoleEndDate="2012-09-15"), year=2012))
    one = next(one for one in cabinet.plan("2100-01-01")["due"] if one["class"] == "registration-lookup")
    assert one["date"] == "2037-09-15"
    assert one["note"] == ("the leaving date of record 3, the latest, is used; record 2 says 31 August 2012")


def test_a_worker_who_moved_within_the_council_has_not_left(cabinet):
    """A role that ended because its holder moved to another (ReasonLeave 7) is no end of employment."""
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    moved = worker(RoleStartDate="2010-01-01", RoleEndDate="2012-09-15", ReasonLeave="7")
    cabinet.bring(census(moved, year=2012))
    assert "employed on 30 September 2012" in cabinet.lacking("2100-01-01")["registration-lookup"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            {"left": "31/08/1999"},
            "contradictory dates: the person started on 1 September 2001 and left on 31 August 1999",
        ),
        ({"left": "31/02/2020"}, "'31/02/2020' is not a date"),
        ({"left": "31/12/9999", "last": "30/09/2019"}, "employed on 30 September 2019, according to record 1"),
    ],
)
def test_a_leaving_date_that_cannot_be_is_said(cabinet, row, why):
    """Left before begun, or on no day of the calendar: it is said, and nothing is computed; 9999 means not left."""
    cabinet.pay(paid(**row))
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    assert cabinet.lacking("2100-01-01")["registration-lookup"] == f"no leaving date: {why}"


def test_two_birth_dates_contradict_each_other():
    """A person joined from two entries with two birth dates has none that retention could go by."""
    register = EmploymentDates()
    register.births[7] = {date(1984, 3, 14), date(1985, 3, 14)}
    known = register.of(RecordDates(1, "personnel", 7, date(2026, 9, 30), {}))
    assert known == {"born": "contradictory dates: 14 March 1984 and 14 March 1985"}


def test_a_census_record_is_kept_from_the_end_of_its_year(cabinet):
    """The default of this product: 6 years after the census year, which ends on 30 September."""
    cabinet.bring(census(worker(), year=2022))
    one = cabinet.due()["workforce-census"]
    assert (one["rule"], one["date"]) == ("r49", "2028-09-30")


def test_the_same_row_in_a_later_file_speaks_of_the_later_day(cabinet):
    """A row that says employed in two files says so of the day of the later, as the leaving date must reckon with."""
    same = paid(last="", **{"Date started": "01/09/2001"})
    early, late = (datetime(year, 11, 1, 10, tzinfo=UTC) for year in (2020, 2026))
    cabinet.pay(same, now=early)
    cabinet.pay(paid(left="31/03/2022", last="31/03/2022"), now=late)
    cabinet.bring(lookup(("0012345", "Katherine Robertson", "SW12345")))
    assert "registration-lookup" not in cabinet.lacking("2100-01-01")
    cabinet.pay(same, paid(number="0077777", name="Ann Other"), now=late)
    assert "employed on 1 November 2026" in cabinet.lacking("2100-01-01")["registration-lookup"]


def test_a_class_without_a_row_is_said(cabinet):
    """Once the last row of a class is retired, its records are listed: no row is adopted."""
    cabinet.bring(census(worker(), year=2022))
    retention_jobs.retire_row(cabinet.desk, "49", "we settle this later", NOW)
    assert cabinet.lacking("2100-01-01") == {"workforce-census": "no row is adopted for Workforce census returns"}


def test_what_is_to_be_looked_at_again_is_not_to_be_destroyed(cabinet):
    """Under a row with review the record falls due to be looked at."""
    cabinet.bring(census(worker(), year=2022))
    cabinet.edit("r49", review=True)
    one = cabinet.due()["workforce-census"]
    assert one["review"]
    assert one["words"].startswith("review on 30 September 2028")


def test_a_minimum_that_wins_does_not_undo_a_review(cabinet):
    """Where the council wants a record looked at again, a statutory minimum that wins only moves the day."""
    cabinet.pay(paid(last="30/09/2019"))
    cabinet.edit("r07", period="2 years", review=True)
    one = cabinet.due()["payroll"]
    assert (one["rule"], one["review"]) == ("r11", True)
    assert one["words"].startswith("review on 31 October 2025")


def test_what_was_put_right_is_what_records_are_kept_by(cabinet):
    """Article 16: a leaving date and a birth date that were put right count, in every record that says the wrong one."""
    cabinet.pay(paid(last="30/09/2010", left="30/09/2015"), paid(last="30/09/2011", left="30/09/2015"))
    cabinet.edit("r07", trigger="end-of-employment", period="20 years")
    item = person_cards.person_card(cabinet.desk, 1).items[-1].item

    def put_right(field, value):
        said = {"item": item, "field": field, "value": value, "reason": "his P45 was seen"}
        person_cards.rectify(cabinet.desk, 1, said, NOW)
        return {one["date"] for one in cabinet.plan("2070-01-01")["due"]}

    assert {one["date"] for one in cabinet.plan("2070-01-01")["due"]} == {"2035-09-30"}
    assert put_right("Date left", "30/09/2020") == {"2040-09-30"}
    cabinet.edit("r07", trigger="birth-date", period="100 years")
    assert put_right("Date of birth", "14/03/1964") == {"2064-03-14"}
    assert cabinet.plan("2070-01-01")["cannot_compute"] == []


def test_the_plan_can_be_stopped_and_says_how_far_it_is(cabinet, monkeypatch):
    """It tells how many records it has read, and stops when it is told to, with one sentence."""
    monkeypatch.setattr("casework.retention.records.EVERY", 1)
    cabinet.pay(*(paid(number=f"{number:07}", name=f"Ann Other{number}") for number in range(5)))
    told = []
    retention_jobs.retention_plan(cabinet.desk, date(2031, 1, 1), lambda done, total, what: told.append((done, total)))
    assert told[-1] == (5, 5)
    with pytest.raises(Refused, match="The plan was stopped"):
        retention_jobs.retention_plan(cabinet.desk, date(2031, 1, 1), cancelled=lambda: True)


def test_the_desks_own_papers_fall_due_by_their_case(cabinet):
    """A request 2 years after closure, a complaint 6 after its outcome; an open one has no date, and says it is open."""
    then = datetime(2026, 11, 16, 10, tzinfo=UTC)
    case = rights_jobs.log_request(cabinet.desk, REQUEST, then)
    facts = {"received": "2026-11-16", "complainant": {"name": "A"}, "what": "x"}
    complaint = complaints_jobs.log_complaint(cabinet.desk, facts, then)
    why = {one["reference"]: one["why"] for one in cabinet.plan()["cases_cannot_compute"]}
    assert why == {
        case: "no date of closure: the case is still open",
        complaint: "no date of the outcome: the complaint is still open",
    }
    for reference in (case, complaint):
        answered(cabinet.desk, reference, date(2026, 11, 20), NOW)
    found = {one["reference"]: one for one in cabinet.plan("2033-01-01")["cases"]}
    assert (found[case]["rule"], found[case]["date"]) == ("r39", "2028-11-20")
    assert (found[complaint]["rule"], found[complaint]["date"]) == ("r52", "2032-11-20")


def test_proof_of_identity_goes_once_it_is_verified(cabinet, tmp_path):
    """What came between the question for identity and its answer is to be destroyed at once; what came later is not."""
    case = rights_jobs.log_request(cabinet.desk, REQUEST, NOW)
    case_events.event(cabinet.desk, case, "id_requested", date(2026, 11, 18), NOW)
    proof, other = tmp_path / "passport.pdf", tmp_path / "letter.pdf"
    proof.write_bytes(b"proof")
    other.write_bytes(b"other")
    sent = (
        attachments.attach_files(cabinet.desk, case, [proof], datetime(2026, 11, 19, 10, tzinfo=UTC)).sources[0].source
    )
    case_events.event(cabinet.desk, case, "id_received", date(2026, 11, 19), NOW)
    attachments.attach_files(cabinet.desk, case, [other], datetime(2026, 11, 22, 10, tzinfo=UTC))
    one = next(one for one in cabinet.plan("2026-11-22")["cases"] if one["class"] == "sar-identity")
    assert (one["reference"], one["date"], one["sources"], one["blocked_by"]) == (case, "2026-11-19", [sent], [])


REQUEST = {
    "right": ["access"], "received": "2026-11-16", "requester": {"name": "Katherine Robertson"}, "asked": "Everything.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2001", date(2001, 3, 31)),
        ("31.03.2001", date(2001, 3, 31)),
        ("2001-03-31", date(2001, 3, 31)),
        ("2001-03-31T00:00:00", date(2001, 3, 31)),
        ("31.12.9999", None),
        ("01/01/1900", None),
        ("", None),
        ("03/31/2001", "'03/31/2001' is not a date"),
        ("31/02/2001", "'31/02/2001' is not a date"),
    ],
)
def test_a_day_is_read_in_its_order_and_never_guessed(text, day):
    """In the layout's own order, or ISO; what stands for no day is none, and what is no day is said."""
    assert Meanings(layout(orders=("day/month/year", "day.month.year"))).read(text) == day


def layout(reader="posts", record_class="personnel", orders=("day/month/year",)):
    """A layout of a table of posts, as a profile says it; nothing of it is code."""
    roles = {"start": "start", "end date": "end", "expected end date": "end", "name": "full"}
    return ColumnLayout(reader, reader, record_class, orders, frozenset(), roles)


def test_a_day_of_a_column_in_two_orders_destroys_nothing(cabinet):
    """03/04/2012 beside 04/25/2012 may be either: nothing falls due by it, and the plan says why."""
    cabinet.pay(
        paid(last="03/04/2012"),
        paid("0055", "Ann Bell", "", last="04/25/2012"),
        paid("0066", "Al Orr", "", last="25/04/2012"),
    )
    assert "can be read both ways, in a column with dates in two orders" in str(
        cabinet.plan("2099-01-01")["cannot_compute"]
    )
    assert [one["item"] for one in cabinet.plan("2099-01-01")["due"] if one["class"] == "payroll"] == [3]


def test_the_order_of_day_and_month_is_the_layouts():
    """03/04/2001 is in April or in March as the layout says; of a table that does not say, it is no day."""
    assert Meanings(layout(orders=("month/day/year",))).read("03/04/2001") == date(2001, 3, 4)
    assert Meanings(layout()).read("03/04/2001") == date(2001, 4, 3)
    assert Meanings(None).read("03/04/2001") == "'03/04/2001' is not a date"
    assert Meanings(None).read("2001-04-03") == date(2001, 4, 3)


@pytest.mark.parametrize(
    ("known", "heading", "role"),
    [
        (layout(), "End date", "left"),
        (layout(), " START ", "started"),
        (layout(), "Expected end date", ""),
        (layout(), "Leaving date", "left"),
        (layout(record_class="absence"), "End date", ""),
        (layout(reader="sap"), "End date", ""),
        (None, "End date", ""),
        (None, "ReasonLeave", NOT_LEFT),
    ],
)
def test_a_new_layout_works_by_its_roles(known, heading, role):
    """Start and end of a layout of posts are employment's; of absences, of validity, or only planned, they are not."""
    assert Meanings(known)[heading] == role


def test_a_table_that_was_explained_has_its_leaving_date(cabinet):
    """A layout an officer kept, months first: its end is the leaving date, in its own order; forgotten, it has none."""
    table = b"Nummer,Wer,Bis,Extra\n0012345,Katherine Robertson,03/31/2001,x\n"
    path = cabinet.folder / "explained.csv"
    path.write_bytes(table)
    said = {"name": "Old system", "class": "personnel", "days": "month/day/year"}
    said |= {"headings": {"Nummer": "staff", "Wer": "full", "Bis": "end", "Extra": "keep"}}
    records_jobs.import_files(cabinet.desk, [path], NOW, layout=said)
    one = cabinet.due("2026-03-31")["personnel"]
    assert (one["rule"], one["date"]) == ("r02", "2026-03-31")
    records_jobs.forget_layout(cabinet.desk, "Old system", NOW)
    assert cabinet.lacking() == {"personnel": "no leaving date"}
