"""The board's lines: every clock and duty of every open case, in order, filtered, as it stands and as it stood."""

from datetime import date, datetime

import pytest
from sqlalchemy import event as listened

from casebook import Casebook, a_day, at
from casework.disclosure.papers import Paper
from casework.timeline.events import Kind
from casework.views import board, duties
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_events, case_search, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from workforce import KATE, payroll

KEYS = {
    *("reference", "kind", "clock", "duty", "state", "due", "target", "working_days_left", "hours_left", "owner"),
    *("service", "waiting_days"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Casebook(tmp_path_factory.mktemp("board") / "desk")
    yield made
    made.desk.close()


@pytest.fixture
def own(tmp_path):
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def test_to_respond_and_to_extend_are_two_clocks(book):
    """An open request shows its deadline with the target before it, and the last day to tell of an extension (12A(4))."""
    lines = book.lines(book.log("2026-11-16", recorded="2026-11-18"))
    assert lines["respond"].keys() >= KEYS
    respond, extend = lines["respond"], lines["extend"]
    assert (respond["clock"], respond["due"], respond["target"]) == ("access-12a", "2026-12-16", "2026-12-14")
    assert (respond["state"], respond["working_days_left"], respond["waiting_days"]) == ("due", 18, None)
    assert (extend["clock"], extend["due"]) == ("access-12a-extension-notice", "2026-12-16")
    assert extend["next"].startswith("last day to extend")


def test_what_was_extended_or_can_be_no_more_has_no_notice(book):
    """An extension told, the month over, or an answer sent: there is no notice to give."""
    told, late, sent = book.log("2026-11-02"), book.log("2026-10-05"), book.log("2026-11-02")
    book.event(told, "extended", "2026-11-10")
    book.event(sent, "sent", "2026-11-10")
    assert book.lines(told)["respond"] | {"due": "2027-02-02", "extended": True} == book.lines(told)["respond"]
    assert list(book.lines(told)) == list(book.lines(late)) == list(book.lines(sent)) == ["respond"]
    assert book.lines(late)["respond"]["working_days_left"] == -11
    assert (book.lines(sent)["respond"]["state"], book.lines(sent)["respond"]["next"]) == ("none", "close the case")
    assert "extend" in book.lines(late, on="2026-11-05")
    assert "extend" not in book.lines(late, on="2026-11-06")


@pytest.mark.parametrize(
    ("asked", "state", "what"),
    [
        ("id_requested", "not-started", "identity"),
        ("fee_requested", "not-started", "the fee"),
        ("authority_requested", "not-started", "authority to act"),
        ("clarification_requested", "paused", "clarification"),
    ],
)
def test_a_case_that_waits_says_how_long_and_what_to_send(book, asked, state, what):
    """Paused and not-started cases have no day, but the days they have waited, and a reminder to send."""
    case = book.log("2026-10-05")
    book.event(case, asked, "2026-10-12")
    [line] = book.lines(case).values()
    assert (line["state"], line["due"], line["waiting_days"], line["stage"]) == (state, None, 41, "waiting")
    assert line["next"] == f"waiting for {what} since 12/10/2026"
    assert line["send"] == f"a reminder that {what} is needed; after a month without it, closing"
    assert book.lines(case, on="2026-10-20")["respond"]["send"] == f"a reminder that {what} is needed"


@pytest.mark.parametrize(
    ("right", "begins", "ends", "duty", "citation"),
    [
        ("erasure", "complied", "recipients_told", "tell-recipients", "UK GDPR Art 19"),
        ("restriction", "lifting_decided", "lifting_told", "tell-before-lifting", "UK GDPR Art 18(3)"),
        ("portability", "refusal_decided", "sent", "tell-refusal", "UK GDPR Art 12(4)"),
    ],
)
def test_a_duty_without_a_number_shows_the_days_taken(book, right, begins, ends, duty, citation):
    """Articles 18(3), 19 and 12(4) ask for no number of days: the board says since when, until it is done."""
    case = book.log("2026-11-02", right=right)
    assert duty not in book.lines(case)
    book.event(case, begins, "2026-11-10")
    line = book.lines(case)[duty]
    assert (line["state"], line["due"], line["days_taken"], line["citation"]) == ("none", None, 12, citation)
    assert line["next"].endswith("without undue delay")
    book.event(case, ends, "2026-11-20")
    assert duty not in book.lines(case)


def test_the_right_to_object_is_told_with_the_first_letter(book):
    """Article 21(4): until the acknowledgement of an objection, the board says so."""
    case = book.log("2026-11-02", right="objection")
    assert book.lines(case)["tell-right-to-object"]["days_taken"] == 20
    book.event(case, "acknowledged", "2026-11-03")
    assert "tell-right-to-object" not in book.lines(case)


def test_overdue_first_then_what_waits_longest(own):
    """By their days, the overdue first; what has no day stands after, the longest waiting first; answered ones last."""
    sent, soon, late = own.log("2026-11-02"), own.log("2026-11-09"), own.log("2026-09-07")
    own.event(sent, "sent", "2026-11-03")
    short, long = own.log("2026-11-02"), own.log("2026-11-02")
    own.event(short, "id_requested", "2026-11-10")
    own.event(long, "id_requested", "2026-11-03")
    order = [one["reference"] for one in own.board() if one["duty"] == "respond"]
    assert order == [late, soon, long, short, sent]


def test_the_board_is_filtered(own):
    """By kind, owner, nobody's, service and words; marks and case aside."""
    one = own.log("2026-11-02", owner="Ann Lee", service="Fostering", name="Zoë Pugh")
    two = own.log("2026-11-03", service="MASH")

    def found(**chosen):
        return sorted({line["reference"] for line in own.board(**chosen)})

    assert found() == [one, two]
    assert found(owner="ann lee") == [one]
    assert found(owner="ann") == []
    assert found(owner="") == [two]
    assert found(service="mash") == [two]
    assert found(words="zoe everything") == [one]
    assert found(kind="complaint") == []
    assert found(kind="request") == [one, two]


def test_the_board_holds_nobodys_data(own):
    """Neither the requester nor what was asked stands on any line."""
    own.log("2026-11-02", name="Zebedee Quillfeather")
    assert "Quillfeather" not in repr(own.board())
    assert "Everything" not in repr(own.board())


def test_the_board_as_it_stood(own, tmp_path):
    """A past board knows only what had been recorded by that day: a course of acts gives each day's own board again."""
    (tmp_path / "pay.csv").write_bytes(payroll(KATE, KATE | {"Employee post number": "2"}))
    records_jobs.import_files(own.desk, [tmp_path / "pay.csv"], at("2026-10-01"))
    [kate] = [one.person for one in person_cards.people_of(own.desk, "robertson").people]
    seen, desk = {}, own.desk

    def keep(day):
        seen[day] = own.board(on=day)

    one = own.log("2026-10-05", owner="Ann")
    keep("2026-10-05")
    rights_jobs.identify_subject(desk, one, kate, "staff number agrees", at("2026-10-06"))
    keep("2026-10-06")
    [first, second] = [hit.item for hit in case_search.find(desk, one, at("2026-10-07")).hits]
    keep("2026-10-07")
    two = own.log("2026-10-01", recorded="2026-10-08")
    for item in (first, second):
        said = [{"item": item, "decision": "disclose", "reason": "hers by name and birth date"}]
        disclosure_jobs.decide(desk, one, said, at("2026-10-08"))
    keep("2026-10-08")
    disclosure_jobs.undo_decision(desk, one, at("2026-10-09"))
    keep("2026-10-09")
    disclosure_jobs.decide(desk, one, said, at("2026-10-10"))
    file_paper(desk, one, "disclosure", "2026-10-10")
    keep("2026-10-10")
    file_paper(desk, one, "pack", "2026-10-11")
    keep("2026-10-11")
    own.event(one, "id_requested", "2026-10-06", recorded="2026-10-12")
    case_events.assign(desk, one, "Ben", a_day("2026-10-12"), at("2026-10-12"))
    keep("2026-10-12")
    seq = own.close(two, "withdrawn", "2026-10-13")["seq"]
    keep("2026-10-13")
    own.event(two, "corrected", "2026-10-14", corrects=seq)
    keep("2026-10-14")
    own.event(one, "id_received", "2026-10-15")
    rights_jobs.identify_subject(desk, one, None, "somebody else after all", at("2026-10-15"))
    keep("2026-10-15")
    rights_jobs.undo_identification(desk, one, "no, it was her", at("2026-10-16"))
    keep("2026-10-16")
    own.answer(one, "2026-10-20", recorded="2026-10-22")
    keep("2026-10-22")
    own.event(one, "reopened", "2026-10-23", note="more was found")
    own.log("2026-10-24")
    keep("2026-10-24")
    own.close(two, "withdrawn", "2026-10-25", recorded="2026-10-26")
    assert {one["next"] for lines in seen.values() for one in lines} >= {
        *("identify the data subject", "search for the person", "decide 2 items", "decide 1 item"),
        *("make the disclosure letter", "build the pack", "send it, and record that it was sent"),
    }
    for day, then in seen.items():
        assert own.board(as_at=day) == then, day
    assert own.board(as_at="2026-10-04") == []


def file_paper(desk, case, kind, day):
    """A letter or pack as filing one leaves it, without the making of it."""
    with desk.act(at(day)) as act:
        digests = dict.fromkeys(("facts", "digest", "blob"), "0")
        act.session.add(
            Paper(reference=case, kind=kind, state="filed", day=a_day(day), pages=1, made=at(day), **digests)
        )
        act.record("pack" if kind == "pack" else "letter", reference=case, facts={"kind": kind, "state": "filed"})


def test_a_day_ends_at_midnight_in_london():
    """What was recorded at 23:30 UTC in July belongs to the next day; in November to the same."""
    assert board.end_of(date(2026, 7, 10)) == datetime.fromisoformat("2026-07-10T23:00:00Z")
    assert board.end_of(date(2026, 11, 10)) == datetime.fromisoformat("2026-11-11T00:00:00Z")


def test_one_line_agrees_with_the_board_and_the_case(own):
    """`show` has the same lines of a case as the board."""
    case = own.log("2026-11-02")
    own.log("2026-11-03")
    rights_jobs.identify_subject(own.desk, case, None, "never worked here", at("2026-11-03"))
    assert own.show(case)["lines"] == [one for one in own.board() if one["reference"] == case]
    assert own.show(case)["next"] == "search for the person"


def test_closed_cases_cost_the_board_nothing(own):
    """The board asks the database as often, and reads as much, however many cases are closed, or open."""
    own.log("2026-11-02")

    def asked():
        queries = []
        listened.listen(own.desk.engine, "before_cursor_execute", count := lambda *args: queries.append(args[3]))
        own.board()
        listened.remove(own.desk.engine, "before_cursor_execute", count)
        return [len(str(query)) for query in queries]

    before = asked()
    for number in range(3):
        own.answer(own.log("2026-11-02"), f"2026-11-{number + 3:02}")
    assert asked() == before
    own.log("2026-11-03")
    assert len(asked()) == len(before)


def test_cases_of_one_course_share_one_reckoning():
    """What moves a clock is all its reckoning goes by: notes and owners do not make a second one."""
    moves = ((Kind.received, date(2026, 11, 2), None),)
    one = duties.deadlines_of("access", moves, "england-and-wales", frozenset())
    assert one is duties.deadlines_of("access", tuple(moves), "england-and-wales", frozenset())
    assert one[0].due == date(2026, 12, 2)
    assert duties.deadlines_of("access", moves, "scotland", frozenset())[0].due == date(2026, 12, 2)
    assert duties.deadlines_of("access", moves, "england-and-wales", frozenset([date(2026, 11, 30)]))[1] == date(
        2026, 11, 27
    )
