"""A breach on a real desk: logged, described, assessed, notified, told, closed; and everything that is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from breaching import FACTS, FRIDAY, HIGH, KNOWN, NONE, NOT, TELL, event, line, log, refused
from casebook import Casebook, a_day, as_json, show_json
from casework import Refused
from casework.breaches.incidents import MATERIAL, DescriptionIn
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs


@pytest.fixture
def book(tmp_path):
    """A desk."""
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def test_the_hours_run_from_awareness_through_the_weekend(book):
    """Noticed on Friday at 16:30, the 72 hours end on Monday at 16:30, and stand first (UK GDPR Art 33(1))."""
    book.log("2026-09-01")
    case = log(book)
    assert case == "BR-2026-0001"
    for hours, left, late in ((1, 71, False), (71, 1, False), (71.5, 0, False), (72, 0, False), (72.1, -1, True)):
        now = datetime(2026, 11, 20, 16, 30, tzinfo=UTC) + timedelta(hours=hours)
        found = line(book, case, now)
        assert (found.hours_left, found.late, found.due) == (
            left,
            late,
            datetime.fromisoformat("2026-11-23T16:30:00+00:00"),
        )
        assert found.working_days_left is None
        assert views_jobs.board_of(book.desk, now)[0] == found
    assert show_json(book.desk, case, FRIDAY)["lines"][0] == as_json(line(book, case, FRIDAY))


def test_the_three_times_are_three(book):
    """Incident, discovery and awareness are kept apart; only awareness moves the 72 hours (WP250)."""
    case = log(book, happened="2026-11-18", aware="2026-11-20T16:40")
    times = show_json(book.desk, case, FRIDAY)["breach"]["times"]
    assert times == {
        "happened": "2026-11-18",
        "discovered": "2026-11-20T16:30:00Z",
        "aware": "2026-11-20T16:40:00Z",
    }
    assert line(book, case, FRIDAY).due == datetime.fromisoformat("2026-11-23T16:40:00+00:00")
    seq = next(one["seq"] for one in show_json(book.desk, case, FRIDAY)["events"] if one["kind"] == "happened")
    event(book, case, "happened", corrects=seq, at="2026-11-19T08:00")
    assert line(book, case, FRIDAY).due == datetime.fromisoformat("2026-11-23T16:40:00+00:00")
    seq = next(one["seq"] for one in show_json(book.desk, case, FRIDAY)["events"] if one["kind"] == "aware")
    event(book, case, "aware", corrects=seq, at="2026-11-20T16:35", note="the manager was sure then")
    assert line(book, case, FRIDAY).due == datetime.fromisoformat("2026-11-23T16:35:00+00:00")
    assert show_json(book.desk, case, FRIDAY)["facts"]["now"]["aware"] == "2026-11-20T16:35:00Z"


def test_the_hours_are_elapsed_ones_when_the_clocks_change(book):
    """Over the end of summer time 72 elapsed hours end an hour earlier on the wall."""
    now = datetime(2026, 10, 23, 12, tzinfo=UTC)
    case = breaches_jobs.log_breach(book.desk, FACTS | {"noticed": "2026-10-23T12:00"}, now)
    assert line(book, case, now).due == datetime.fromisoformat("2026-10-26T11:00:00+00:00")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"noticed": "2026-11-20T16:46"}, "is in the future. Enter a time up to now (16:45"),
        ({"aware": "2026-11-21T10:00"}, "The time of the awareness (10:00 on 21/11/2026) is in the future"),
        ({"happened": "2026-11-21"}, "The time of the incident (21/11/2026) is in the future"),
        ({"aware": "2026-11-20T16:00"}, "The awareness (16:00 on 20/11/2026) cannot be before the discovery"),
        ({"happened": "2026-11-20T16:31"}, "The discovery (16:30 on 20/11/2026) cannot be before the incident"),
        ({"noticed": "2026-10-25T01:30"}, "twice, before and after the clocks went back"),
        ({"noticed": "2026-03-29T01:30"}, "There was no 01:30"),
        ({"noticed": "2026-11-20"}, "not a date and time"),
        ({"what": " "}, "'what' is not valid"),
        ({"cause": "gremlins"}, "'gremlins' is not one of"),
        ({"data": ["shoes"]}, "'shoes' is not one of"),
        ({"people_count": -1}, "'people_count' is not valid"),
        ({"records_count": 10**12}, "'records_count' is not valid"),
        ({"colour": "red"}, "no fact called 'colour'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_logged(book, more, sentence):
    """A time in the future, out of order, or that came twice, and facts there are none of: one sentence each."""
    refused(book, sentence, log, book, **more)


def test_a_repeated_hour_with_its_offset_is_taken(book):
    """01:30 on the night the clocks go back is one instant with +01:00 and another with +00:00."""
    for offset, ends in (("+01:00", "00:30:00"), ("+00:00", "01:30:00")):
        case = log(book, noticed=f"2026-10-25T01:30{offset}")
        assert line(book, case, FRIDAY).due == datetime.fromisoformat(f"2026-10-28T{ends}+00:00")


def test_fewer_people_than_are_listed_is_refused(book):
    """A count of 0 people with a list of three is refused, from either side."""
    case = log(book)
    three = [{"name": f"Ann {number}", "address": ["1 Test Street"]} for number in range(3)]
    breaches_jobs.describe(book.desk, case, {"people_count": 2}, FRIDAY)
    refused(
        book,
        "affected is 2, but 3 people are on the list",
        breaches_jobs.add_people,
        book.desk,
        case,
        three,
        FRIDAY,
    )
    breaches_jobs.describe(book.desk, case, {"people_count": None}, FRIDAY)
    breaches_jobs.add_people(book.desk, case, three, FRIDAY)
    refused(
        book, "The number of people affected is 0", breaches_jobs.describe, book.desk, case, {"people_count": 0}, FRIDAY
    )


def test_the_list_keeps_its_numbers(book):
    """A number once given is never given again, the same person is not listed twice, and a wrong one names its place."""
    case = log(book)
    breaches_jobs.add_people(book.desk, case, [{"name": "Ann"}, {"name": "Ben"}], FRIDAY)
    breaches_jobs.remove_person(book.desk, case, 2, FRIDAY)
    listed = breaches_jobs.add_people(book.desk, case, [{"name": "Cai"}], FRIDAY).breach.people
    assert [(one.number, one.name) for one in listed] == [(1, "Ann"), (3, "Cai")]
    refused(book, "Person 2 of the list is already on it", breaches_jobs.add_people, book.desk, case, [{"name": "Dee"}, {"name": "ANN"}], FRIDAY)  # fmt: skip
    refused(book, "Person 1 of the list: 'name'", breaches_jobs.add_people, book.desk, case, [{"name": ""}], FRIDAY)
    refused(book, "no person 99", breaches_jobs.add_people, book.desk, case, [{"name": "x", "person": 99}], FRIDAY)
    refused(book, "no person 2 on the list", breaches_jobs.remove_person, book.desk, case, 2, FRIDAY)


def test_a_list_comes_from_a_file(tmp_path, book):
    """A CSV's names and address columns become people; a missing heading and a broken line are said with the line."""
    path = tmp_path / "list.csv"
    path.write_text('\ufeffName,Address 1,Address 2,Email\n"Siân Ó Briain",1 Test Street,ZZ99 9ZZ,\n,,,\n')
    people = breaches_jobs.people_of_file(path)
    assert people == [{"name": "Siân Ó Briain", "address": ["1 Test Street", "ZZ99 9ZZ"], "email": None}]
    for text, sentence in (
        ("surname\nJones\n", "needs the heading 'name'"),
        ("name\nJones,1 Street\n", "Line 2 has more cells"),
        ("name,person\nJones,x\n", "Line 2: 'x' is not the number"),
        (f"name,person\nJones,{'9' * 5000}\n", "Line 2: '9+' is not the number"),
        ("name,salary\nJones,1\n", "heading 'salary' is not known"),
        ("name,address,Address\nJones,1 Street,Testham\n", "heading 'address' is used twice"),
        ('name,address\n"Jones,1 Street\nLee,2 Street\n', "A quote is not closed"),
    ):
        path.write_text(text)
        with pytest.raises(Refused, match=sentence):
            breaches_jobs.people_of_file(path)
    path.write_text(
        "Name,Address 1,Town,Post code,E-mail,Person\nAnn Lee,1 Test Street,Testham,ZZ99 9ZZ,a@b.example,\n"
    )
    [ann] = breaches_jobs.people_of_file(path)
    assert (ann["address"], ann["email"]) == (["1 Test Street", "Testham", "ZZ99 9ZZ"], "a@b.example")
    path.write_bytes(b"name\n\xff\xfe\n")
    with pytest.raises(Refused, match="cannot be read as UTF-8"):
        breaches_jobs.people_of_file(path)


def test_a_decision_not_to_tell_needs_its_reason(book):
    """Not to notify, not to tell, a public communication, and any decision against the tests: none without a reason."""
    case = log(book)
    bare = {"decision": "not"}
    for said, sentence in (
        (NONE | {"regulator": bare}, "why the regulator is not notified"),
        (NONE | {"people": bare}, "why the people are not told"),
        (NONE | {"regulator": {"decision": "not", "reason": "  "}}, "why the regulator is not notified"),
        (TELL | {"people": {"decision": "public"}}, "disproportionate effort"),
        (NONE | {"regulator": {"decision": "notify"}}, "differs from the statutory tests"),
        (HIGH, "Decide for 'regulator'"),
        (TELL | {"people": {"decision": "perhaps"}}, "Decide for 'people'"),
        (TELL | {"mood": 1}, "has no 'mood'"),
    ):
        refused(book, sentence, breaches_jobs.assess, book.desk, case, said, FRIDAY)
    done = breaches_jobs.assess(book.desk, case, NONE, FRIDAY).breach
    assert as_json(done.assessments[0].regulator) == NOT
    assert line(book, case, FRIDAY) is None


def test_a_changed_fact_asks_for_the_assessment_again_and_keeps_the_old_one(book):
    """Where a fact an assessment rests on changes, the 72 hours stand on the board again; both assessments stay."""
    case = log(book)
    breaches_jobs.assess(book.desk, case, NONE, FRIDAY)
    breaches_jobs.describe(book.desk, case, {"service": "MASH"}, FRIDAY)
    assert show_json(book.desk, case, FRIDAY)["breach"]["assessed"] is True
    shown = breaches_jobs.describe(book.desk, case, {"data": ["absence"]}, FRIDAY)
    assert shown.next == "assess it again: the facts have changed"
    assert line(book, case, FRIDAY).hours_left == 71
    shown = breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    assert [one.stale for one in shown.breach.assessments] == [True, False]
    assert [one.regulator.decision for one in shown.breach.assessments] == ["not", "notify"]


def test_every_fact_the_tests_rest_on_is_material():
    """What is described and is not material is named here: a new fact must be put on one side or the other."""
    assert set(DescriptionIn.model_fields) - set(MATERIAL) == {
        *("by", "affected", "service", "before", "plain", "meaning", "done", "advice", "trained", "delay"),
    }


def test_what_is_asked_first_is_the_assessment(book):
    """With a phase still to be told and facts changed since the assessment, the case says to assess it again first."""
    case = log(book)
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    event(book, case, "notified", at="2026-11-20T16:44")
    event(book, case, "people_told", how="letters")
    assert show_json(book.desk, case, FRIDAY)["next"].startswith("tell the regulator what was still unknown")
    shown = breaches_jobs.describe(book.desk, case, {"data": ["absence"]}, FRIDAY)
    assert shown.next.startswith("assess it again")
    assert [one.duty for one in shown.lines] == ["record", "notify-further"]


def test_both_opinions_are_kept_as_they_were(book):
    """An assessment keeps the answers, the factors, both opinions with their working, and the officer's reasons."""
    case = log(book, **KNOWN)
    shown = breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    [kept] = shown.breach.assessments
    assert kept.tests.regulator == "notify"
    assert kept.score.value == 4
    assert kept.score.steps[-1].startswith("SE = 4 x 1 + 0 = 4")
    assert kept.answers["exception"] == "none"
    assert kept.actor == "Ann"


@pytest.mark.parametrize("said", [{"tests": 5}, {"factors": []}, {"regulator": "notify"}, {"people": {"decision": []}}])
def test_an_assessment_of_another_shape_is_refused(book, said):
    """What is no object where an assessment has one is a sentence, and no crash."""
    case = log(book)
    refused(book, "must be an object", breaches_jobs.assess, book.desk, case, TELL | said, FRIDAY)


def test_what_a_breach_has_not_is_refused(book):
    """A notification before awareness or without its time, an action without its owner, an extension: a sentence each."""
    case = log(book)
    for kind, facts, sentence in (
        ("notified", {"at": "2026-11-20T16:00"}, "cannot be before the awareness"),
        ("notified", {}, "The time is missing"),
        ("contained", {"at": "2026-11-22T10:00"}, "The time of the containment (10:00 on 22/11/2026) is in the future"),
        ("action", {"what": "staff", "due": "2026-12-01"}, "a measure, an owner and a due date"),
        ("action", {"what": "staff", "owner": "Ann", "due": "soon"}, "'soon' is not a date"),
        ("action", {"what": "staff", "owner": "Ann", "due": "2026-12-01"}, "Enter in the note what must be done"),
        ("action_done", {"action": "7"}, "No action is open"),
        ("people_told", {}, "how you told the people affected"),
        ("others_told", {}, "who else you told"),
        ("extended", {}, "72 hours cannot be extended"),
        ("id_requested", {}, "A breach cannot have the event"),
        ("sent", {}, "A breach cannot have the event"),
    ):
        refused(book, sentence, event, book, case, kind, **facts)
    request = book.log("2026-11-02")
    refused(book, "an outcome of breaches only", book.close, request, "dealt-with", "2026-11-20")


def test_what_a_breach_owes_without_delay_is_not_out_of_sight(book):
    """To tell the people, or the regulator the rest, stands after what is late and before what has days left (Art 34(1))."""
    owed = log(book)
    breaches_jobs.assess(book.desk, owed, TELL, FRIDAY)
    event(book, owed, "notified", at="2026-11-20T16:40")
    running = log(book)
    soon, late = book.log("2026-11-10"), book.log("2026-09-01")
    found = [(one.reference, one.duty) for one in views_jobs.board_of(book.desk, FRIDAY)]
    assert found[:5] == [
        (running, "notify-regulator"), (late, "respond"), (owed, "tell-people"), (owed, "notify-further"), (soon, "respond"),
    ]  # fmt: skip


def test_actions_stand_on_the_board_with_owner_and_day(book):
    """Each open action is a line of its owner by its day, without the words that were typed."""
    case = log(book)
    event(
        book, case, "action", what="procedure", owner="Service manager", due="2026-11-27", note="ask Mrs Quillfeather"
    )
    [found] = [one for one in views_jobs.board_of(book.desk, FRIDAY) if one.clock == "action"]
    assert (found.owner, found.due, found.working_days_left) == ("Service manager", a_day("2026-11-27"), 5)
    assert found.next.startswith("change how the work is done")
    assert "Quillfeather" not in repr(views_jobs.board_of(book.desk, FRIDAY))
    later = FRIDAY + timedelta(days=10)
    assert next(one for one in views_jobs.board_of(book.desk, later) if one.clock == "action").late is True


def test_the_board_as_it_stood(book):
    """On a past day the board has what was known then: hours at that day's end, decisions taken since left out."""
    case = log(book)
    saturday = FRIDAY + timedelta(days=1)
    breaches_jobs.assess(book.desk, case, NONE, saturday)
    assert line(book, case, saturday) is None
    stood = line(book, case, saturday + timedelta(days=3), as_at=FRIDAY.date())
    assert (stood.hours_left, stood.stage) == (64, "logged")
    assert line(book, case, saturday, as_at=a_day("2026-11-19")) is None


def test_the_present_facts_follow_the_events(book):
    """The table's facts are those of the chain folded again: times, owner, notified, told, outcome."""
    case = log(book, owner="Ann", happened="2026-11-18")
    breaches_jobs.assess(book.desk, case, TELL, FRIDAY)
    event(book, case, "notified", at="2026-11-20T16:44")
    event(book, case, "people_told", how="public")
    case_events.assign(book.desk, case, "Ben", FRIDAY.date(), FRIDAY)
    now = show_json(book.desk, case, FRIDAY)["facts"]["now"]
    kept = {name: now[name] for name in ("owner", "happened", "notified", "told", "regulator", "people", "band")}
    assert kept == {
        "owner": "Ben", "happened": "2026-11-18", "notified": "2026-11-20T16:44:00Z", "told": "2026-11-20",
        "regulator": "notify", "people": "tell", "band": "very-high",
    }  # fmt: skip
    assert desk_jobs.audit_verify(book.desk).state == "whole"


def test_special_categories_and_children_are_marked(book):
    """Health data are marked as special, children as children (UK GDPR Arts 9 and 10)."""
    case = log(book, data=["pay"], people=["staff"])
    about = show_json(book.desk, case, FRIDAY)["breach"]
    assert (about["special"], about["children"], about["context"]) == (False, False, "financial")
    changes = {"data": ["absence", "pay"], "people": ["children"]}
    about = breaches_jobs.describe(book.desk, case, changes, FRIDAY).breach
    assert (about.special, about.children, about.context) == (True, True, "sensitive")


def test_nothing_changed_is_said(book):
    """Describing a breach as it stands is refused, not recorded."""
    case = log(book)
    refused(book, "No changes to save", breaches_jobs.describe, book.desk, case, {"by": FACTS["by"]}, FRIDAY)
