"""A request's whole life: what happens to it, how mistakes are put right, how it ends and opens again, how it is found."""

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from casebook import Casebook, a_day, as_json, at
from casework import Refused
from casework.desk import migrations
from dpo_console.jobs import case_events
from dpo_console.records import jobs as records_jobs
from dpo_console.views import jobs as views_jobs
from workforce import KATE, payroll


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Casebook(tmp_path_factory.mktemp("requests") / "desk")
    yield made
    made.desk.close()


def last(case):
    return case["events"][-1]


def test_correspondence_stands_on_the_timeline_with_its_way_and_direction(book):
    """A call that came in is a note whose facts say so, and moves no clock."""
    case = book.log("2026-11-02")
    before = book.show(case)["clocks"]
    shown = book.event(case, "note", "2026-11-03", note="asked how long", facts={"way": "call", "direction": "in"})
    assert last(shown)["facts"] == {"way": "call", "direction": "in"}
    assert last(shown)["note"] == "asked how long"
    assert book.show(case)["clocks"] == before


def test_a_part_answer_does_not_end_the_clock(book):
    """After part of the answer the day still stands; after the answer nothing more is owed."""
    case = book.log("2026-11-02")
    assert book.event(case, "part_sent", "2026-11-10")["clocks"][0]["state"] == "due"
    assert book.event(case, "sent", "2026-11-11")["clocks"][0]["state"] == "none"


def test_a_case_is_handed_over(book):
    """Assigned and assigned again, a case is with the last; its timeline keeps both, and what was handed over."""
    case = book.log("2026-11-02", owner="Ann")
    case_events.assign(book.desk, case, "Ben", a_day("2026-11-03"), at("2026-11-03"), note="the file is in room 4")
    assert book.show(case)["facts"]["now"]["owner"] == "Ben"
    shown = as_json(case_events.assign(book.desk, case, None, a_day("2026-11-04"), at("2026-11-04")))
    assert shown["facts"]["now"]["owner"] is None
    told = [one for one in shown["events"] if one["kind"] == "assigned"]
    assert [one["facts"].get("owner") for one in told] == ["Ben", None]
    assert told[0]["note"] == "the file is in room 4"
    book.event(case, "corrected", "2026-11-05", corrects=told[1]["seq"])
    book.event(case, "corrected", "2026-11-05", corrects=told[0]["seq"])
    assert book.show(case)["facts"]["now"]["owner"] == "Ann"


def test_files_that_came_with_the_request(book, tmp_path):
    """Sources are named as attachments of the request; a number there is not is refused."""
    (tmp_path / "came.csv").write_bytes(payroll(KATE))
    [ledger] = records_jobs.import_files(book.desk, [tmp_path / "came.csv"], at("2026-11-02")).sources
    case = book.log("2026-11-02")
    shown = book.event(case, "attached", "2026-11-02", facts={"sources": [ledger.source]})
    assert [one["name"] for one in shown["attachments"]] == ["came.csv"]
    with pytest.raises(Refused, match="no file 999"):
        book.event(case, "attached", "2026-11-02", facts={"sources": [999]})


def test_a_mistake_is_put_right_by_an_event_that_names_it(book):
    """The timeline shows the wrong event and the right one; what the wrong one said is kept where it is not changed."""
    case = book.log("2026-11-02")
    wrong = book.event(case, "note", "2026-11-05", note="rang", facts={"way": "call", "direction": "in"})["seq"]
    shown = book.event(case, "note", "2026-11-04", "2026-11-06", corrects=wrong, facts={"direction": "out"})
    both = [one for one in shown["events"] if one["kind"] == "note"]
    assert [one["stands"] for one in both] == [False, True]
    assert (both[1]["corrects"], both[1]["original"], both[1]["note"]) == (wrong, wrong, "rang")
    assert both[1]["facts"] == {"way": "call", "direction": "out"}


@pytest.mark.parametrize(
    ("outcome", "reminded"),
    [
        ("answered", False),
        ("nothing-held", False),
        ("refused", False),
        ("withdrawn", False),
        ("identity-never-given", True),
        ("no-reply", True),
        ("duplicate", True),
    ],
)
@pytest.mark.parametrize("before", [None, "id_requested", "clarification_requested", "sent"])
def test_a_case_is_closed_with_an_outcome_from_any_state(book, outcome, reminded, before):
    """Every outcome closes a case from every state, an answer or a refusal once it was sent; the last three say what the
    person must have been told."""
    case = book.log("2026-11-02")
    if before:
        book.event(case, before, "2026-11-03")
    if outcome in ("answered", "nothing-held", "refused") and before != "sent":
        book.event(case, "sent", "2026-11-04")
    closed = book.close(case, outcome, "2026-11-20")
    assert closed["stage"] == "closed"
    assert closed["facts"]["now"]["outcome"] == outcome
    assert bool(closed["reminders"]) == reminded
    assert not book.lines(case)


def test_an_outcome_is_put_right(book):
    """A closing corrected with another outcome has that one, with another day keeps its outcome."""
    case, other = book.log("2026-11-02"), book.log("2026-11-02")
    seq = book.answer(case, "2026-11-10")["seq"]
    shown = book.close(case, "duplicate", "2026-11-10", "2026-11-11", corrects=seq, of=other)
    assert shown["facts"]["now"]["outcome"] == "duplicate"
    assert last(shown)["facts"] == {"outcome": "duplicate", "of": other, "outcomes": {"access": "duplicate"}}
    shown = book.event(case, "closed", "2026-11-09", "2026-11-12", corrects=seq)
    assert (last(shown)["on"], shown["facts"]["now"]["outcome"]) == ("2026-11-09", "duplicate")
    shown = book.event(case, "corrected", "2026-11-12", corrects=seq)
    assert shown["facts"]["now"]["outcome"] is None


def test_a_closed_case_opens_again_with_a_reason(book):
    """Without a reason a case stays closed; with one it is open, and its clock runs as before."""
    case = book.log("2026-11-02")
    book.close(case, "withdrawn", "2026-11-10")
    with pytest.raises(Refused, match="Enter why you are reopening the case"):
        book.event(case, "reopened", "2026-11-11")
    shown = book.event(case, "reopened", "2026-11-11", note="she had not meant to withdraw it")
    assert shown["facts"]["now"]["outcome"] is None
    assert book.lines(case)["respond"]["due"] == "2026-12-02"


def test_what_the_regulator_or_a_review_asks_is_recorded_after_the_end(book):
    """A complaint to the regulator (DPA 2018 s.165) and a review are linked to a closed case without opening it."""
    case = book.log("2026-11-02")
    book.answer(case, "2026-11-10")
    shown = book.event(case, "regulator_complaint", "2026-11-20", facts={"theirs": "IC-123456"})
    assert last(shown)["facts"] == {"theirs": "IC-123456"}
    assert book.event(case, "review_asked", "2026-11-21")["stage"] == "closed"


def test_any_case_is_found_by_reference_name_or_word(book):
    """All the words must stand in it, marks and case aside; open and closed ones; the newest first, as many as asked."""
    one = book.log("2026-11-02", name="Siân Llewellyn-Price", service="Leaving Care")
    two = book.log("2026-11-03", name="Sian Llewellyn-Price")
    book.answer(one, "2026-11-10")

    def found(words, **more):
        return [line.reference for line in views_jobs.cases(book.desk, words, at("2026-11-22"), **more)]

    assert found("sian llewellyn") == [two, one]
    assert found("SIAN", limit=1) == [two]
    assert found("siân leaving") == [one]
    assert found("sian closed") == []
    assert found("sian answered") == [one]
    assert found(one.lower()) == [one]
    assert found("sian %") == found("sia_") == []
    case_events.assign(book.desk, two, "Zebedee", a_day("2026-11-20"), at("2026-11-20"))
    [line] = views_jobs.cases(book.desk, "zebedee", at("2026-11-22"))
    assert (line.reference, line.requester, line.outcome) == (two, "Sian Llewellyn-Price", None)


WRONG = [
    ({"kind": "id_requested", "on": "2026-11-01"}, "before the request was received"),
    ({"kind": "clarification_received", "on": "2026-11-06"}, "already answered"),
    ({"kind": "extended", "on": "2026-11-07"}, "already recorded"),
    ({"kind": "extended", "on": "2026-11-07", "months": 1}, "two further months"),
    ({"kind": "slept", "on": "2026-11-07"}, "Event cannot be 'slept'"),
    ({"kind": "closed", "on": "2026-11-07"}, "Close it with an outcome"),
    ({"kind": "progress", "on": "2026-11-07"}, "as a note"),
    ({"kind": "complied", "on": "2026-11-07"}, "Nothing is rectified"),
    ({"kind": "lifting_decided", "on": "2026-11-07"}, "no restriction to lift"),
    ({"kind": "note", "on": "2026-11-07", "facts": {"way": "pigeon"}}, "Way cannot be"),
    ({"kind": "note", "on": "2026-11-30"}, "in the future"),
]


@pytest.fixture(scope="module")
def busy(book):
    """A case on which clarification was asked for and given, and an extension told."""
    case = book.log("2026-11-02")
    for kind, on in (("clarification_requested", 3), ("clarification_received", 4), ("extended", 5)):
        book.event(case, kind, f"2026-11-{on:02}")
    return case


@pytest.mark.parametrize(("said", "why"), WRONG, ids=[f"{said['kind']}: {why}" for said, why in WRONG])
def test_what_makes_no_sense_is_refused_and_changes_nothing(book, busy, said, why):
    """One sentence, and the case and its history are as before."""
    rows, before = book.rows(), book.show(busy)
    with pytest.raises(Refused, match=why):
        book.event(busy, **{"recorded": "2026-11-22"} | said)
    assert (book.rows(), book.show(busy)) == (rows, before)


def test_a_correction_of_a_correction_changes_nothing(book, busy):
    """The sentence names the event to correct again, and nothing is recorded."""
    [told] = [one for one in book.show(busy)["events"] if one["kind"] == "extended"]
    seq = book.event(busy, "extended", "2026-11-06", corrects=told["seq"])["seq"]
    rows = book.rows()
    with pytest.raises(Refused, match=f"Correct event {told['seq']} again"):
        book.event(busy, "extended", "2026-11-07", corrects=seq)
    assert book.rows() == rows


@pytest.mark.parametrize("right", ["rectification", "erasure", "restriction", "portability", "objection", "automated"])
def test_only_a_request_for_access_has_a_pause(book, right):
    """A question to the requester stops no other clock (Article 12A(5)), and the refusal says so."""
    case = book.log("2026-11-02", right=right)
    rows = book.rows()
    with pytest.raises(Refused, match=f"A request for {right} has no pause for clarification"):
        book.event(case, "clarification_requested", "2026-11-04")
    assert "clarification_requested" not in book.show(case)["actions"]
    assert book.rows() == rows


def test_an_extension_after_the_last_lawful_day_is_refused(book):
    """Notice is given before the first month's end (Article 12A(4)(a)); afterwards the sentence names that day."""
    case = book.log("2026-10-05")
    rows = book.rows()
    assert "extended" not in book.show(case)["actions"]
    with pytest.raises(Refused, match="last lawful day for notice of an extension was Thursday 5 November 2026"):
        book.event(case, "extended", "2026-11-06")
    assert book.rows() == rows
    assert book.event(case, "extended", "2026-11-05", "2026-11-06")["clocks"][0]["due"] == "2027-01-05"


def test_a_request_from_before_the_law_is_refused(book):
    """No rule was in force for a request received before 25 May 2018: it is not logged, and the board goes on."""
    rows = book.rows()
    with pytest.raises(Refused, match="No rule was in force"):
        book.log("2018-05-24", recorded="2026-11-02")
    assert book.rows() == rows
    case = book.log("2026-11-02")
    [received] = [one for one in book.show(case)["events"] if one["kind"] == "received"]
    with pytest.raises(Refused, match="No rule was in force"):
        book.event(case, "received", "2018-05-24", "2026-11-03", corrects=received["seq"])
    assert book.lines(case)


def test_cases_of_an_older_desk_are_found_by_their_words(tmp_path):
    """A desk of the first schema is brought up to date with the words its cases are found by."""
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: sqlcipher.connect(tmp_path / "old.db"))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", migrations.__path__[0])
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO request (reference, rights, received, recognised, logged, channel, requester, subject, "
                "asked, bound, outcome) VALUES ('SAR-2026-0001', '[\"access\"]', '2026-11-02', '2026-11-02', "
                '\'2026-11-02\', \'email\', \'{"name": "Zo\\u00eb Pugh"}\', \'{"name": "Ann Pugh", "former_names": '
                "[\"Ann Jones\"]}', 'Everything', 'open', 'answered')"
            )
        )
        migrations.to_newest(connection)
        words = connection.execute(text("SELECT words FROM request")).scalar()
        assert migrations.version(connection) == migrations.NEWEST
    assert words == "sar-2026-0001 zoe pugh ann pugh ann jones everything access answered"
