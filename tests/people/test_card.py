"""The card: where and when each name, number and post stood; what the return says and HR does not."""

import json
from datetime import date

import pytest

from casebook import Casebook, at
from casework import Refused
from casework.views.card import HoldOn
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.disclosure import packing
from dpo_console.jobs import case_events, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from finding import NOW, PASSPHRASE, sitting  # noqa: F401
from workforce import HEADINGS, KATE, census, lookup, payroll, staff, worker

LINK = lookup(("12345", "Katherine Robertson", "SW0012345"))


def card(sit, person=1):
    return json.loads(to_json(person_cards.person_card(sit.desk, person)))


def test_names_and_numbers_say_in_which_source_they_stood(sit):
    """A former name and each written form of a number stand with their sources."""
    sit.bring(payroll(KATE | {"Surname": "Jones"}), payroll(KATE), LINK, census(worker(), year=2025), census(worker()))
    shown = card(sit)
    assert {one["name"]: one["first"] for one in shown["called"]} == {
        "Ms Katherine Jones": "file0", "Ms Katherine Robertson": "file1", "Katherine Robertson": "lookup of 22/11/2026",
    }  # fmt: skip
    forms = {one["written"]: (one["first"], one["last"], one["sources"]) for one in shown["numbers"]}
    assert forms["SW0012345"] == ("lookup of 22/11/2026", "lookup of 22/11/2026", 1)
    assert forms["SW12345"] == ("census 2025", "census 2026", 2)
    assert [(one["year"], one["records"]) for one in shown["sources"]] == [("2026", 1)] * 4 + [("2025", 1)]


def test_a_row_that_came_again_stands_in_both_sources(sit):
    """The same row in two files is one record, and the card names both ends."""
    sit.bring(payroll(KATE), payroll(KATE, staff("0055", "Ann", "Bell")))
    [name] = card(sit)["called"]
    assert (name["first"], name["last"], name["sources"]) == ("file0", "file1", 2)
    assert card(sit)["records"] == 1


def test_a_breach_that_concerns_somebody_stands_on_their_card(sit):
    """By its day in London: of awareness just after midnight in summer, that is not the day in UTC."""
    sit.bring(payroll(KATE))
    case = breaches_jobs.log_breach(sit.desk, {"what": "x", "noticed": "2026-07-15T00:30"}, NOW)
    breaches_jobs.add_people(sit.desk, case, [{"person": 1, "address": ["1 Test Street"]}], NOW)
    [shown] = card(sit)["cases"]
    assert (shown["reference"], shown["received"]) == (case, "2026-07-15")


def test_posts_are_told_with_their_days(sit):
    """Each post once, with its start and where it stood; two posts are two."""
    one, two = (KATE | {"Employee post number": post, "Date started": "01/09/2012"} for post in ("P1", "P2"))
    sit.bring(payroll(one, two), LINK, census(worker(RoleStartDate="2021-05-01", RoleEndDate="2026-08-31")))
    posts = {(post["post"], post["start"], post["end"]) for post in card(sit)["posts"]}
    hr = {("Fostering, P1", "2012-09-01", ""), ("Fostering, P2", "2012-09-01", "")}
    assert posts == hr | {("senior practitioner", "2021-05-01", "2026-08-31")}


HR = KATE | {"Sex": "F", "Date started": "01/09/2012", "Full-time/part-time flag": "P"}
SAME = {"GenderCurrent": "2", "RoleStartDate": "2012-09-01", "FTE": "0.600000"}


def test_what_agrees_by_meaning_is_no_difference(sit):
    """`2` and `F`, `0.6` and `P`, ISO and day-first dates, padded numbers mean the same."""
    sit.bring(payroll(HR), LINK, census(worker(**SAME)))
    assert card(sit)["differs"] == []


@pytest.mark.parametrize(
    ("item", "text", "what", "hr"),
    [
        ("GenderCurrent", "1", "Sex", "F, female"),
        ("RoleStartDate", "2021-09-01", "Start date", "01/09/2012"),
        ("FTE", "1.000000", "Full or part time", "P, part time"),
    ],
)
def test_what_differs_from_hr_is_told_with_both_values(sit, item, text, what, hr):
    """Article 5(1)(d): the newest return against the newest HR file, both values and both sources."""
    sit.bring(payroll(HR | {"Date started": "05/05/1999", "Sex": "M"}), payroll(HR), LINK)
    sit.bring(census(worker(**SAME), year=2025), census(worker(**SAME | {item: text})))
    [one] = card(sit)["differs"]
    assert (one["what"], one["hr"], one["return_source"]) == (
        what,
        [hr],
        "Children's social work workforce census 2026",
    )
    assert one["return"].startswith(text) and one["hr_source"].endswith("(file1)")


def test_one_post_of_two_that_agrees_is_enough(sit):
    """With two posts in HR, the return differs only where neither agrees."""
    sit.bring(
        payroll(HR, HR | {"Employee post number": "2", "Date started": "01/01/2020"}), LINK, census(worker(**SAME))
    )
    assert card(sit)["differs"] == []


def test_a_difference_goes_once_it_is_put_right(sit):
    """The right value is what is compared."""
    sit.bring(payroll(HR), LINK, census(worker(**SAME | {"RoleStartDate": "2021-09-01"})))
    item = next(one["item"] for one in card(sit)["items"] if one["kind"] == "census")
    said = {"item": item, "field": "RoleStartDate", "value": "2012-09-01", "reason": "contract seen"}
    assert person_cards.rectify(sit.desk, 1, said, NOW).tell == ["the Department for Education, by the yearly census"]
    assert card(sit)["differs"] == []


def test_namesakes_are_told_apart_or_not(sit):
    """A person of the same name stands on the card, with what shows them to be somebody else where anything does."""
    twin = staff("0055", "Kathe", "Robertson", "02/02/1990")
    sit.bring(payroll(KATE, twin, staff("0066", "K", "Robertson"), staff("0077", "Joan", "Robertson")))
    told = [(one["name"], one["against"]) for one in card(sit)["namesakes"]]
    assert told == [("Kathe Robertson", "different date of birth"), ("K Robertson", None)]


def test_cases_open_ones_first_and_who_received_what(sit, tmp_path):
    """Open and past cases with complaints about them; the pack that was sent, and who was given the sources."""
    sit.bring(payroll(KATE))
    old, new = sit.log(), sit.log()
    for case in (old, new):
        sit.bind(case, "Katherine Robertson")
    sit.decide(old, *[(item, "disclose") for item in (1,)])
    packing.pack(sit.desk, old, tmp_path / "out", NOW)
    case_events.event(sit.desk, old, "sent", NOW.date(), NOW)
    case_events.close_case(sit.desk, old, "answered", NOW.date(), NOW)
    said = {"received": "2026-11-20", "complainant": {"name": "Katherine Robertson"}, "about": old, "what": "Late."}
    complaint = complaints_jobs.log_complaint(sit.desk, said, NOW)
    shown = card(sit)
    assert [(one["reference"], one["outcome"]) for one in shown["cases"]] == [
        (complaint, None), (new, None), (old, "answered"),
    ]  # fmt: skip
    told = {one["who"].split(",")[0]: one["what"] for one in shown["recipients"]}
    assert told["the Cabinet Office"] == ["payroll of 22/11/2026"]
    assert told["the person"][0].startswith(f"response pack of {old}, ")


def test_there_is_no_card_of_nobody(sit):
    """A number nobody has is refused in a sentence."""
    from casework import Refused

    with pytest.raises(Refused, match="no person 7"):
        card(sit, 7)


def test_a_hold_on_the_person_stands_on_the_card(tmp_path):
    """A manual hold that stands names itself on its person's card, and is gone from it once lifted."""
    book = Casebook(tmp_path / "desk")
    path = tmp_path / "swe.csv"
    path.write_text("Staff number,Name,SWE number\n0012345,Katherine Robertson,SW12345\n")
    records_jobs.import_files(book.desk, [path], at("2026-11-20"))
    [person] = [one.person for one in person_cards.people_of(book.desk, "robertson").people]
    facts = {"kind": "claim", "people": [person], "why": "a letter before action", "review": "2027-01-04"}
    reference = retention_jobs.place_hold(book.desk, facts, at("2026-11-20")).reference
    [held] = person_cards.person_card(book.desk, person).holds
    assert held == HoldOn(f"{reference}, claim: a letter before action", date(2026, 11, 20))
    retention_jobs.lift_hold(book.desk, reference, "it was settled", at("2026-11-21"))
    assert person_cards.person_card(book.desk, person).holds == []
    book.desk.close()


def bring_table(sit, name, *rows, **more):
    path = sit.folder / name
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    return records_jobs.import_files(sit.desk, [path], NOW, **more)


def test_posts_stand_on_the_card_whatever_system_calls_them(sit):
    """iTrent's position, SAP's periods, a list of social workers and a table that was explained each give a post."""
    bring_table(
        sit, "itrent.csv", ("Personal reference", "Surname", "Position", "Position start date", "Position end date"),
        ("12345", "Robertson", "Team Manager", "01/02/2015", "31/08/2019"),
    )  # fmt: skip
    bring_table(
        sit, "sap.csv", ("PERNR", "BEGDA", "ENDDA", "STLTX"), ("00012345", "01.09.2019", "31.12.9999", "Adviser")
    )
    head = (
        "prof_staff_id",
        "prof_professional_name",
        "prof_social_worker_registration_no",
        "prof_professional_job_title",
    )
    bring_table(sit, "ssd.csv", head, ("12345", "Kate Robertson", "SW12345", "Senior Social Worker"))
    said = {
        "name": "Old leavers", "class": "personnel", "days": "day/month/year",
        "headings": {"Nummer": "staff", "Stilling": "post", "Fra": "start", "Til": "end"},
    }  # fmt: skip
    rows = ("Nummer", "Stilling", "Fra", "Til"), ("12345", "Support worker", "01/01/2001", "31/12/2004")
    bring_table(sit, "old.csv", *rows, layout=said)
    posts = {(post["post"], post["start"], post["end"]) for post in card(sit)["posts"]}
    assert posts == {
        ("Team Manager", "2015-02-01", "2019-08-31"), ("Adviser", "2019-09-01", ""), ("Senior Social Worker", "", ""),
        ("Support worker", "2001-01-01", "2004-12-31"),
    }  # fmt: skip


def test_an_absence_that_was_explained_is_no_post(sit):
    """The days of an absence in a table of the council's own are no post's, and no start that the return should say too."""
    said = {
        "name": "Sickness", "class": "absence", "days": "day/month/year",
        "headings": {"Nummer": "staff", "Team": "keep", "Start date": "start", "Why": "keep"},
    }  # fmt: skip
    rows = ("Nummer", "Team", "Start date", "Why"), ("12345", "MASH", "01/03/2026", "flu")
    bring_table(sit, "sick.csv", *rows, layout=said)
    sit.bring(LINK, census(worker(RoleStartDate="2021-05-01")))
    assert [post["post"] for post in card(sit)["posts"]] == ["senior practitioner"]
    assert card(sit)["differs"] == []


def test_the_newest_payroll_file_is_the_one_paid_last_and_not_the_one_brought_in_last(sit):
    """A file of 2024 that comes in after that of 2026 is not what HR says now; its records stand under 2024."""
    paid = HEADINGS + ",Date last paid"
    now = payroll(KATE | {"Sex": "F", "Date last paid": "25/10/2026"}, headings=paid)
    left = staff("0055", "Ann", "Bell", **{"Date last paid": "30/11/2024"})
    rows = [
        KATE | {"Sex": "M", "Date last paid": "25/10/2024"},
        staff("0066", "Al", "Orr", **{"Date last paid": "25/10/2024"}),
    ]
    sit.bring(LINK, now, payroll(*rows, left, headings=paid), census(worker(GenderCurrent="2")))
    assert card(sit)["differs"] == []
    assert [one["year"] for one in card(sit)["sources"]] == ["2026", "2026", "2026", "2024"]


def test_a_day_of_a_column_in_two_orders_is_no_day_of_a_post(sit):
    """The start of a post that may be 3 April or 4 March is not said to be either; one that is certain is."""
    rows = [KATE | {"Date started": "03/04/2012"}, KATE | {"Date started": "25/04/2014"}, staff("0055", "Ann", "Bell")]
    rows[2]["Date started"] = "04/25/2012"
    sit.bring(payroll(*rows))
    assert {post["start"] for post in card(sit)["posts"]} == {"", "2014-04-25"}


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_larger_than_any_is_refused_in_a_sentence(sit, number):
    """Whatever is asked for by a number that no table can hold: it is not there, and the console meets no fault."""
    sit.bring(payroll(KATE))
    case = breaches_jobs.log_breach(sit.desk, {"what": "x", "noticed": "2026-07-15T00:30"}, NOW)
    said = {"item": number, "field": "Surname", "value": "x", "ground": "accuracy", "reason": "x"}
    for act in (
        lambda: card(sit, number),
        lambda: person_cards.lone_record(sit.desk, number),
        lambda: person_cards.record_of(sit.desk, number),
        lambda: person_cards.rectify(sit.desk, 1, said, NOW),
        lambda: person_cards.restrict(sit.desk, 1, said, NOW),
        lambda: breaches_jobs.add_people(sit.desk, case, [{"name": "A B", "person": number}], NOW),
    ):
        with pytest.raises(Refused, match="number is too large"):
            act()
