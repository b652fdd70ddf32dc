"""The desk's own papers go by the schedule too: what anybody wrote of a breach goes, and its figures stay."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from breaching import HIGH
from casebook import PASSPHRASE, Casebook, as_json, at, show_json
from casework import Refused
from casework.breaches.incidents import FIGURES, DescriptionIn
from casework.desk import restore
from casework.vault import keyslots
from casework.views.board_filter import BoardFilter
from clear_text import lying_about, opened_pages
from disposing import HEADED, OLD, OLDER
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letters
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import attachments, case_events, opening, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.views import jobs as views_jobs
from workforce import payroll

CANARY = "Quillfeather"
AWARE = datetime(2026, 4, 3, 16, 45, tzinfo=UTC)
"""A Friday; British summer time."""
LATE = datetime(2026, 4, 6, 17, 50, tzinfo=UTC)
CLOSED = datetime(2026, 4, 20, 10, tzinfo=UTC)
DUE = at("2032-04-20")


@pytest.fixture
def book(tmp_path):
    made = Casebook(tmp_path / "desk")
    yield made
    made.desk.close()


def event(book, case, kind, now, note=None, **facts):
    return as_json(case_events.event(book.desk, case, kind, now.date(), now, note=note, facts=facts))


@pytest.fixture
def case(book, tmp_path):
    """A breach told late, its people told, actions done, closed: every place in which somebody can be named holds her."""
    said = {
        "noticed": "2026-04-03T17:45", "by": CANARY, "what": f"{CANARY}'s sickness record", "affected": f"{CANARY} and 2",
        "service": "Fostering", "data": ["absence"], "people": ["staff"], "people_count": 3, "cause": "email-wrong",
        "processor": f"{CANARY} Ltd",
    }  # fmt: skip
    case = breaches_jobs.log_breach(book.desk, said, AWARE)
    words = {"containment", "consequences", "measures", "before", "plain", "meaning", "done", "advice", "delay"}
    assert words | {"what", "by", "affected", "processor", "service"} | set(FIGURES) == set(DescriptionIn.model_fields)
    breaches_jobs.describe(book.desk, case, {name: f"{name}: {CANARY}" for name in sorted(words)}, AWARE)
    breaches_jobs.add_people(book.desk, case, [{"name": f"Ann {CANARY}", "address": ["1 Test Street"]}], AWARE)
    why = {"decision": "not", "reason": f"{CANARY} agrees"}
    breaches_jobs.assess(book.desk, case, HIGH | {"regulator": {"decision": "notify"}, "people": why}, AWARE)
    first = event(book, case, "action", AWARE, what="staff", owner="Ann", due="2026-05-01", note=f"tell {CANARY}")[
        "seq"
    ]
    event(book, case, "action", AWARE, what="other", owner="Ann", due="2026-05-02", note="the other")
    event(book, case, "notified", LATE, note=f"{CANARY} was away", at="2026-04-06T18:46", complete="yes")
    event(book, case, "action_done", LATE, action=str(first))
    event(book, case, "action_done", LATE, action=str(first + 1))
    proof = tmp_path / f"{CANARY}.txt"
    proof.write_text(f"I am {CANARY}")
    attachments.attach_files(book.desk, case, [proof], LATE)
    case_events.close_case(book.desk, case, "dealt-with", CLOSED.date(), CLOSED, note=f"{CANARY} is content")
    return case


def dispose(book):
    """Propose, approve and carry out what is due six years after the closing."""
    reference = disposal_jobs.propose_disposal(book.desk, DUE.date(), DUE).reference
    disposal_jobs.approve_disposal(book.desk, reference, DUE)
    return disposal_jobs.carry_out(book.desk, reference, DUE)


def register(book, case):
    """What the register says of it, but for what anybody wrote."""
    [row] = breaches_jobs.breach_list(book.desk, DUE).breaches
    return replace(row, what="")


def test_a_breach_goes_by_the_schedule_and_leaves_its_figures(book, case):
    """What anybody wrote of it, its list, its papers and attachments go; hours, lateness, decisions and counts stay."""
    kept = register(book, case)
    assert (kept.hours_taken, kept.late, kept.actions, kept.actions_open) == (73, True, 2, 0)
    trend = breaches_jobs.breach_list(book.desk, CLOSED).trend
    done = dispose(book)
    assert (done.cases, done.papers) == (1, 1)
    pages = opened_pages(book.desk.folder, keyslots.unlock(book.desk.folder, PASSPHRASE).key)
    assert (pages.count(CANARY.encode()), pages.count(CANARY.casefold().encode())) == (0, 0)
    assert lying_about(book.desk.folder, CANARY) == {}
    assert register(book, case) == kept
    assert breaches_jobs.breach_list(book.desk, CLOSED).trend == trend
    assert (
        views_jobs.board_of(book.desk, DUE, BoardFilter(AWARE.date()))[0].due.isoformat() == "2026-04-06T17:45:00+01:00"
    )
    assert views_jobs.weekly(book.desk, DUE).breaches == []
    shown = show_json(book.desk, case, DUE)
    assert (shown["stage"], shown["facts"]["now"]["facts"]["what"]) == ("closed", "(disposed of)")
    assert desk_jobs.audit_verify(book.desk).state == "whole"


def test_it_is_due_once_and_nothing_more_can_be_done_with_it(book, case, tmp_path):
    """Disposed of it falls due no more, is not opened again, has no story and takes no attachment."""
    dispose(book)
    with pytest.raises(Refused, match="Nothing is due for disposal"):
        disposal_jobs.propose_disposal(book.desk, DUE.date(), DUE)
    (tmp_path / "more.txt").write_text("more")
    for act in (
        lambda: event(book, case, "reopened", DUE, note="again"),
        lambda: letters.breach_case_file(book.desk, case, DUE),
        lambda: attachments.attach_files(book.desk, case, [tmp_path / "more.txt"], DUE),
    ):
        with pytest.raises(Refused, match="were disposed of"):
            act()


def test_a_breach_that_is_opened_again_is_not_disposed_of(book, case):
    """Opened after the disposal was approved, it stays, and the disposal says what freezes it."""
    reference = disposal_jobs.propose_disposal(book.desk, DUE.date(), DUE).reference
    disposal_jobs.approve_disposal(book.desk, reference, DUE)
    event(book, case, "reopened", DUE, note="the regulator asks")
    with pytest.raises(Refused, match=f"on hold by {case}"):
        disposal_jobs.carry_out(book.desk, reference, DUE)
    assert show_json(book.desk, case, DUE)["facts"]["now"]["facts"]["by"] == CANARY


def test_the_list_of_a_breach_outlasts_the_register(book, tmp_path):
    """What a breach's list says of somebody goes with the breach's papers, not with their records; its numbers go on."""
    sent = tmp_path / "payroll.csv"
    sent.write_bytes(payroll(OLD, headings=HEADED))
    records_jobs.import_files(book.desk, [sent], AWARE)
    case = breaches_jobs.log_breach(
        book.desk, {"noticed": "2026-04-03T17:45", "what": "a letter to the wrong house"}, AWARE
    )
    [person] = [one.person for one in person_cards.people_of(book.desk, "").people]
    breaches_jobs.add_people(book.desk, case, [{"name": "Bo Lund"}, {"person": person}], AWARE)
    case_events.close_case(book.desk, case, "near-miss", CLOSED.date(), CLOSED, note="it came back unopened")
    reference = disposal_jobs.propose_disposal(book.desk, CLOSED.date(), CLOSED).reference
    disposal_jobs.approve_disposal(book.desk, reference, CLOSED)
    assert disposal_jobs.carry_out(book.desk, reference, CLOSED).people == 1
    event(book, case, "reopened", CLOSED, note="it had been opened")
    listed = breaches_jobs.add_people(book.desk, case, [{"name": "Cai Rees"}], CLOSED).breach.people
    assert [(one.number, one.name) for one in listed] == [
        (1, "Bo Lund"), (2, "Canarysurname Quillfeather"), (3, "Cai Rees"),
    ]  # fmt: skip


def test_what_was_erased_does_not_come_back_unseen_with_a_backup(book, case, tmp_path):
    """Restored from before, the desk says which records and cases are back, and knows again all that was erased."""
    sent = tmp_path / "payroll.csv"
    sent.write_bytes(payroll(OLD, headings=HEADED))
    records_jobs.import_files(book.desk, [sent], CLOSED)
    desk_jobs.make_backup(book.desk, tmp_path / "before.backup", CLOSED, lambda what: None)
    sent.write_bytes(payroll(OLDER, headings=HEADED))
    records_jobs.import_files(book.desk, [sent], CLOSED)
    dispose(book)
    book.desk.close()
    done = restore.restore(tmp_path / "before.backup", book.desk.folder, PASSPHRASE, DUE, lambda what: None)
    book.desk = opening.open_desk(book.desk.folder, PASSPHRASE, now=DUE)
    assert [one.name for one in person_cards.people_of(book.desk, "").people] == ["Canarysurname Quillfeather"]
    assert (len(done.returned.records), done.returned.cases) == (1, (case,))
    [ledger] = records_jobs.import_files(book.desk, [sent], DUE).sources
    assert (ledger.read, ledger.excluded) == (0, 1)
    assert "was erased" in str(ledger.warnings)
    dispose(book)
    assert person_cards.people_of(book.desk, "").people == []
    assert desk_jobs.audit_verify(book.desk).state == "whole"


def test_a_desk_that_cannot_be_read_is_said_to_be(book, tmp_path):
    """Where the desk that stood there is damaged, nothing is claimed of what it had erased."""
    desk_jobs.make_backup(book.desk, tmp_path / "one.backup", CLOSED, lambda what: None)
    book.desk.close()
    database = book.desk.folder / "desk.db"
    database.write_bytes(bytes(len(database.read_bytes())))
    done = restore.restore(tmp_path / "one.backup", book.desk.folder, PASSPHRASE, DUE, lambda what: None)
    assert done.returned is None
