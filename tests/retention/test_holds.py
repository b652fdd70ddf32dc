"""Holds: what freezes by itself, what an officer freezes, and that nothing frozen is ever in what may be disposed of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from casebook import answered
from casework import Refused
from casework.records.items import Item
from casework.retention.holds import on_hold
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import case_detail, case_events, case_search, person_cards
from dpo_console.people import jobs as people_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from retaining import NOW, Cabinet, paid
from workforce import lookup

EARLY = datetime(2026, 11, 16, 10, tzinfo=UTC)
KATE, ANN = "Katherine Robertson", "Ann Other"


@pytest.fixture
def cabinet(tmp_path):
    """A desk with two people whose payroll records are due by 2031."""
    made = Cabinet(tmp_path)
    made.pay(paid(), paid(number="0077777", name=ANN, born="01/02/1970"))
    yield made
    made.desk.close()


def request(name=KATE, **more):
    """The facts of a request."""
    return {"right": ["access"], "received": "2026-11-16", "requester": {"name": name}, "asked": "Everything."} | more


def blocked(cabinet, name):
    """What blocks the records of a person."""
    person = cabinet.person(name)
    [one] = [one for one in cabinet.plan()["due"] if one["person"] == person]
    return one["blocked_by"]


def close(cabinet, reference):
    """Answer and close a case."""
    answered(cabinet.desk, reference, date(2026, 11, 20), NOW)


def test_an_open_request_freezes_the_persons_records_until_it_is_closed(cabinet):
    """Bound to a person, the request freezes theirs and nobody else's; closed, it frees them (DPA 2018 s.173)."""
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    assert blocked(cabinet, KATE) == [case]
    assert blocked(cabinet, ANN) == []
    close(cabinet, case)
    assert blocked(cabinet, KATE) == []
    case_events.event(cabinet.desk, case, "reopened", date(2026, 11, 21), NOW, note="pages were missing")
    assert blocked(cabinet, KATE) == [case]


def test_a_request_bound_to_nobody_yet_freezes_whoever_it_may_mean(cabinet):
    """Before it is said whom it is about, everybody with a like name or one of its numbers is frozen."""
    case = rights_jobs.log_request(cabinet.desk, request("Kate Robertson"), EARLY)
    assert blocked(cabinet, KATE) == [case]
    assert blocked(cabinet, ANN) == []
    numbers = {"staff": "77777", "swe": None, "ni": None, "email": []}
    subject = {"name": "Bea Somebody", "former_names": [], "born": None, "identifiers": numbers}
    other = rights_jobs.log_request(cabinet.desk, request("Bea Somebody", subject=subject), EARLY)
    assert blocked(cabinet, ANN) == [other]
    rights_jobs.identify_subject(cabinet.desk, case, None, "never worked here", NOW)
    assert blocked(cabinet, KATE) == []


@pytest.mark.parametrize("bound", [False, True])
def test_a_record_joined_to_nobody_is_frozen_by_the_name_in_it(cabinet, bound):
    """A row that is nobody's for certain may be the requester's: it is frozen too, bound or not, searched or not."""
    cabinet.bring(lookup(("", KATE, "")))
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    if bound:
        rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    with cabinet.desk.reading() as session:
        assert [references for references in on_hold(session).items.values() if references] == [[case]]


def test_a_bound_request_freezes_no_namesake(cabinet):
    """Once it is said whom it is about, somebody else of a like name is free."""
    cabinet.pay(paid(number="0055555", born="02/02/1990", last="30/09/2018"))
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    assert len([one for one in cabinet.plan()["due"] if one["blocked_by"]]) == 2
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    assert len([one for one in cabinet.plan()["due"] if one["blocked_by"]]) == 1


def test_a_hold_on_a_person_freezes_the_desks_own_papers_about_them(cabinet):
    """A claim needs the request that was answered, and what came with it: they are frozen with the person's records."""
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    answered(cabinet.desk, case, date(2026, 11, 17), NOW)
    [one] = cabinet.plan()["cases"]
    assert one["blocked_by"] == []
    hold = cabinet.hold(cabinet.person(KATE))
    [one] = cabinet.plan()["cases"]
    assert (one["blocked_by"], one["people"]) == ([hold], [cabinet.person(KATE)])


def test_what_a_search_brought_up_stays(cabinet):
    """A candidate found for an open case is frozen, whoever it turns out to be about."""
    cabinet.pay(paid(number="0055555", name="Katherine Robertson", born="", last="30/09/2018"))
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    found = {hit.item for hit in case_search.find(cabinet.desk, case, NOW).hits}
    assert len(found) == 2
    assert {one["item"] for one in cabinet.plan()["due"] if one["blocked_by"] == [case]} == found


def test_a_complaint_freezes_the_records_and_papers_of_its_case(cabinet):
    """An open complaint about a closed case freezes the person again, and the case's own papers."""
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, cabinet.person(KATE), "numbers agree", EARLY)
    answered(cabinet.desk, case, date(2026, 11, 17), NOW)
    facts = {"received": "2026-11-18", "complainant": {"name": KATE}, "about": case, "what": "pages are missing"}
    complaint = complaints_jobs.log_complaint(cabinet.desk, facts, NOW)
    assert blocked(cabinet, KATE) == [complaint]
    own = {one["reference"]: one["blocked_by"] for one in cabinet.plan()["cases"]}
    assert own[case] == [complaint]


def test_a_breach_freezes_those_it_concerns(cabinet):
    """While a breach is open the people on its list are frozen, by their entry in the register or by their name."""
    facts = {"noticed": "2026-11-20T16:30", "by": "A manager", "what": "an e-mail to the wrong list", "affected": "two"}
    breach = breaches_jobs.log_breach(cabinet.desk, facts, NOW)
    breaches_jobs.add_people(
        cabinet.desk, breach, [{"name": KATE, "person": cabinet.person(KATE)}, {"name": "OTHER, Ann"}], NOW
    )
    assert blocked(cabinet, KATE) == [breach]
    assert blocked(cabinet, ANN) == [breach]


def test_what_is_restricted_stays(cabinet):
    """A restriction of a person freezes their records and nobody else's, until it is lifted (UK GDPR Art 18(2))."""
    person = cabinet.person(KATE)
    person_cards.restrict(cabinet.desk, person, {"ground": "claims", "reason": "for the tribunal"}, EARLY)
    assert blocked(cabinet, KATE) == ["ART18-1"]
    assert blocked(cabinet, ANN) == []
    person_cards.lift_restriction(cabinet.desk, person, "2026-11-20", "the tribunal is over", NOW)
    assert blocked(cabinet, KATE) == []


def test_several_holds_stand_beside_each_other_and_one_is_lifted_alone(cabinet):
    """Two holds and a request on one person: lifting one leaves the others."""
    kate = cabinet.person(KATE)
    first, second = cabinet.hold(kate), cabinet.hold(kate, why="inquiry", kind="inquiry")
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, kate, "numbers agree", EARLY)
    assert blocked(cabinet, KATE) == [case, first, second]
    retention_jobs.lift_hold(cabinet.desk, first, "settled", NOW)
    assert blocked(cabinet, KATE) == [case, second]
    with pytest.raises(Refused, match="was already lifted on 22/11/2026"):
        retention_jobs.lift_hold(cabinet.desk, first, "again", NOW)


def test_a_hold_on_a_class_freezes_every_record_of_it(cabinet):
    """An inquiry into payroll freezes all payroll records, and no others."""
    hold = cabinet.hold(classes=["payroll"], kind="inquiry")
    assert {tuple(one["blocked_by"]) for one in cabinet.plan()["due"]} == {(hold,)}


def test_a_hold_freezes_what_may_be_theirs_and_joined_nobody(cabinet):
    """A record with their name in it that is nobody's for certain is evidence too; a namesake's own is not."""
    cabinet.bring(lookup(("", KATE, ""), ("", "Zoe Else", "")))
    hold = cabinet.hold(cabinet.person(KATE))
    with cabinet.desk.reading() as session:
        assert [references for references in on_hold(session).items.values() if references] == [[hold]]


@pytest.mark.parametrize("what", ["hold", "restriction", "request"])
def test_a_split_frees_nobody(cabinet, what):
    """What froze two while they were one entry freezes both once they are split: which was meant nobody knows."""
    kate, ann = cabinet.person(KATE), cabinet.person(ANN)
    people_jobs.decide_pair(cabinet.desk, str(kate), str(ann), "same", "alike", EARLY)
    case = freeze(cabinet, what, kate)
    said = people_jobs.split_person(cabinet.desk, str(max(kate, ann)), "they are two", NOW)
    assert said.endswith(f"Their records stay on hold: {case}.")
    assert (blocked(cabinet, KATE)[0], blocked(cabinet, ANN)[0]) == (case, case)


@pytest.mark.parametrize("what", ["hold", "restriction", "request"])
def test_a_split_gives_what_was_frozen_before_the_join_back(cabinet, what):
    """What froze one of them before they were joined freezes both while they are one, and that one alone after."""
    kate, ann = cabinet.person(KATE), cabinet.person(ANN)
    case = freeze(cabinet, what, kate)
    people_jobs.decide_pair(cabinet.desk, str(kate), str(ann), "same", "alike", NOW + timedelta(days=1))
    assert [one["blocked_by"] for one in cabinet.plan()["due"]] == [[case], [case]]
    people_jobs.split_person(cabinet.desk, str(max(kate, ann)), "they are two", NOW + timedelta(days=2))
    assert (blocked(cabinet, KATE), blocked(cabinet, ANN)) == ([case], [])


def test_records_split_from_a_person_under_a_hold_stay_frozen(cabinet):
    """A record that joined nobody and was joined by hand is frozen by a hold placed then, after it stands alone too."""
    cabinet.bring(lookup(("", "Zoe Else", "")))
    with cabinet.desk.reading() as session:
        [item] = session.exec(select(Item.id).where(Item.person_id.is_(None))).all()
    kate = cabinet.person(KATE)
    people_jobs.decide_pair(cabinet.desk, str(kate), f"r{item}", "same", "her married name", EARLY)
    hold = cabinet.hold(kate)
    people_jobs.split_person(cabinet.desk, f"r{item}", "it is not", NOW)
    with cabinet.desk.reading() as session:
        assert on_hold(session).items[item] == [hold]


def freeze(cabinet, what, person):
    """Freeze a person by a hold, a restriction or a request; answer by what."""
    if what == "hold":
        return cabinet.hold(person)
    if what == "restriction":
        person_cards.restrict(cabinet.desk, person, {"ground": "claims", "reason": "for the tribunal"}, NOW)
        return "ART18-1"
    case = rights_jobs.log_request(cabinet.desk, request(), EARLY)
    rights_jobs.identify_subject(cabinet.desk, case, person, "numbers agree", NOW)
    return case


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"why": ""}, "Enter a reason for the hold. Without one it cannot be reviewed"),
        ({"why": "   "}, "Enter a reason for the hold"),
        ({"people": []}, "Enter who the hold covers"),
        ({"people": [999]}, "There is no person 999 in the register"),
        ({"people": [10**30]}, "There is no person 1000"),
        ({"people": [True]}, "'people.0' is not valid"),
        ({"classes": ["nonsense"]}, "There is no class of record 'nonsense'"),
        ({"review": "2026-11-01"}, "The review date 01/11/2026 is in the past"),
        ({"review": "soon"}, "'review' is not a date"),
        ({"review": None}, "'review' is not a date"),
        ({"kind": "whim"}, "'kind' is not valid"),
        ({"colour": "red"}, "There is no fact called 'colour'"),
    ],
)
def test_a_hold_that_is_not_right_is_refused_and_nothing_is_written(cabinet, facts, sentence):
    """One sentence for each fault; no hold, and no row of history."""
    rows = len(case_detail.timeline(cabinet.desk))
    whole = {"kind": "claim", "people": [cabinet.person(KATE)], "why": "tribunal", "review": "2027-01-31"}
    with pytest.raises(Refused, match=sentence):
        retention_jobs.place_hold(cabinet.desk, whole | facts, NOW)
    assert retention_jobs.holds(cabinet.desk) == []
    assert len(case_detail.timeline(cabinet.desk)) == rows


def test_every_change_of_a_hold_is_an_act_with_its_reason(cabinet):
    """Placed, kept and lifted stand in the history under the hold's reference, each with why; without it, refused."""
    hold = cabinet.hold(cabinet.person(KATE))
    retention_jobs.keep_hold(cabinet.desk, hold, date(2027, 6, 30), "not heard yet", NOW)
    for refused in (lambda: retention_jobs.lift_hold(cabinet.desk, hold, " ", NOW),
                    lambda: retention_jobs.keep_hold(cabinet.desk, hold, date(2028, 6, 30), "", NOW),
                    lambda: retention_jobs.keep_hold(cabinet.desk, hold, date(2026, 11, 22), "why", NOW),
                    lambda: retention_jobs.lift_hold(cabinet.desk, "HOLD-2026-0009", "why", NOW)):  # fmt: skip
        with pytest.raises(Refused):
            refused()
    retention_jobs.lift_hold(cabinet.desk, hold, "settled", NOW)
    acts = [one for one in case_detail.timeline(cabinet.desk) if one.reference == hold]
    assert [one.kind for one in acts] == ["hold-placed", "hold-kept", "hold-lifted"]
    [one] = retention_jobs.holds(cabinet.desk)
    assert (one.lifted, one.lifted_why, one.review, one.names) == (
        date(2026, 11, 22), "settled", date(2027, 6, 30), [KATE],
    )  # fmt: skip
    assert desk_jobs.audit_verify(cabinet.desk).state == "whole"


def test_a_hold_due_for_review_stands_on_the_board(cabinet):
    """From two weeks before its review until it is kept or lifted, a hold is a line of the board, late once it is past."""
    hold = cabinet.hold(cabinet.person(KATE), review="2026-12-07")

    def line(day):
        now = datetime.fromisoformat(f"{day}T10:00:00+00:00")
        return next((one for one in views_jobs.board_of(cabinet.desk, now) if one.reference == hold), None)

    assert line("2026-11-22") is None
    assert (line("2026-11-23").due, line("2026-11-23").next) == (
        date(2026, 12, 7),
        "review whether the hold is still needed",
    )
    assert not line("2026-12-07").late
    assert line("2026-12-08").late
    assert "BEGIN:VEVENT" in views_jobs.calendar(cabinet.desk, datetime(2026, 12, 1, tzinfo=UTC))
    views_jobs.weekly(cabinet.desk, datetime(2026, 12, 8, 10, tzinfo=UTC))
    retention_jobs.keep_hold(cabinet.desk, hold, date(2027, 6, 30), "not heard yet", NOW)
    assert line("2026-12-08") is None


def disposable(plan):
    """What may be disposed of: it is due, nothing blocks it, and it is not only to be looked at."""
    return {one["item"] for one in plan["due"] if not one["blocked_by"] and not one["review"]}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A desk of twelve people, two records each, all due."""
    made = Cabinet(tmp_path_factory.mktemp("crowd"))
    people = [paid(number=f"{n:07}", name=f"Forename{n} Surname{n}", born=f"{n:02}/03/1980") for n in range(1, 13)]
    made.pay(*people)
    made.pay(*[one | {"Date last paid": "30/09/2015"} for one in people])
    yield made
    made.desk.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(["hold", "request", "unbound", "class", "lift", "close"])),
        max_size=4,
    )
)
def test_nothing_frozen_is_ever_disposable(crowd, acts):
    """Whatever is placed, logged, lifted and closed in whatever order: no frozen record is in the disposable part."""
    people = {n: crowd.person(f"Forename{n} Surname{n}") for n in range(1, 13)}
    standing: dict[str, set[int]] = {}
    kinds: dict[str, str] = {}
    for n, act in acts:
        if act in ("hold", "class"):
            reference = crowd.hold(people[n]) if act == "hold" else crowd.hold(classes=["payroll"])
            standing[reference] = {people[n]} if act == "hold" else set(people.values())
        elif act in ("request", "unbound"):
            reference = rights_jobs.log_request(crowd.desk, request(f"Forename{n} Surname{n}"), NOW)
            if act == "request":
                rights_jobs.identify_subject(crowd.desk, reference, people[n], "x", NOW)
            standing[reference] = {people[n]}
        elif standing:
            reference = next(iter(standing))
            if kinds[reference] in ("hold", "class"):
                retention_jobs.lift_hold(crowd.desk, reference, "x", NOW)
            else:
                case_events.close_case(crowd.desk, reference, "withdrawn", date(2026, 11, 22), NOW)
            del standing[reference]
            continue
        else:
            continue
        kinds[reference] = act
    plan = crowd.plan()
    whose = {one["item"]: one["person"] for one in plan["due"]}
    free = disposable(plan)
    for reference, held in standing.items():
        assert not {item for item in free if whose[item] in held}, reference
    if not standing:
        assert len(free) == 24
    for reference in list(standing):
        if kinds[reference] in ("hold", "class"):
            retention_jobs.lift_hold(crowd.desk, reference, "x", NOW)
        else:
            case_events.close_case(crowd.desk, reference, "withdrawn", date(2026, 11, 22), NOW)
    assert len(disposable(crowd.plan())) == 24


def test_the_property_would_see_a_matter_that_does_not_freeze(crowd, monkeypatch):
    """The planted fault: with requests left out of what freezes, a requester's records would be disposable."""
    reference = rights_jobs.log_request(crowd.desk, request("Forename1 Surname1"), NOW)
    person = crowd.person("Forename1 Surname1")
    safe = disposable(crowd.plan())
    monkeypatch.setattr("casework.retention.holds.OPEN_SCOPES", ())
    plan = crowd.plan()
    assert {one["item"] for one in plan["due"] if one["person"] == person} <= disposable(plan) - safe
    case_events.close_case(crowd.desk, reference, "withdrawn", date(2026, 11, 22), NOW)
