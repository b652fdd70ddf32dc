"""What is erased is gone: from every page and every sealed file, and the desk goes on whole."""

import errno
import shutil
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from casebook import answered, legacy, sent, show_json
from casework import Refused
from casework.desk import restore
from casework.people.register import Identifier, Person, PersonName
from casework.records.items import Item
from casework.timeline import history
from casework.vault import keyslots
from casework.views.report import closed_cases_csv, figures_csv
from clear_text import everything, lying_about, opened_pages
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs import (
    attachments,
    case_detail,
    case_events,
    case_search,
    filing,
    opening,
    person_cards,
    record_erasure,
)
from dpo_console.jobs.record_erasure import ErasedRecords
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from erasing import CANARY, GONE, JULY, JUNE, OTHER, dispose
from finding import NOW, PASSPHRASE, sitting  # noqa: F401
from workforce import KATE, census, lookup, payroll, staff, worker

LATER = datetime(2026, 12, 22, 10, tzinfo=UTC)


def erasure_request(sit, name):
    """Log a request for erasure and bind it; answer its reference."""
    asked = {
        "right": ["erasure"], "received": "2026-11-16", "channel": "email", "asked": "Erase what you hold of me.",
        "requester": {"name": name, "address": ["1 Test Street"], "email": None, "is_subject": True},
    }  # fmt: skip
    case = rights_jobs.log_request(sit.desk, asked, NOW)
    rights_jobs.identify_subject(sit.desk, case, sit.person(name), "numbers agree", NOW)
    return case


def erase(sit, case, items=None):
    """Erase under a case."""
    return record_erasure.erase_records(sit.desk, case, items, "no longer necessary, Article 17(1)(a)", NOW)


def case_about_her(sit):
    """A closed access request of hers, with search, decisions, a letter, a pack, an attachment; answer its reference."""
    name = f"{CANARY} Quillfeather"
    case = sit.log(name, staff="0077777")
    hits = sit.bind(case, name)
    sit.decide(case, *((item, "disclose", {"reason": f"{CANARY} herself"}) for item in hits))
    papers.make_letter(sit.desk, case, "acknowledgement", NOW)
    proof = sit.folder / f"{CANARY}.txt"
    proof.write_text(f"I am {CANARY}")
    attachments.attach_files(sit.desk, case, [proof], NOW)
    papers.make_letter(sit.desk, case, "disclosure", NOW)
    case_events.event(sit.desk, case, "note", NOW.date(), NOW, note=f"{CANARY} rang")
    case_events.event(sit.desk, case, "sent", NOW.date(), NOW)
    case_events.close_case(sit.desk, case, "answered", NOW.date(), NOW)
    return case


def test_no_page_and_no_sealed_file_holds_what_was_erased(sit):
    """Before, pages and sealed files hold the canary in dozens of places; after records and case are erased, nowhere."""
    sit.bring(JUNE, JULY)
    case = case_about_her(sit)
    sit.desk.drafts.put("log-request", {"requester": f"{CANARY} Quillfeather"}, NOW)
    sit.desk.drafts.put(f"event-{case}", {"note": "she rang again"}, NOW)
    sit.desk.drafts.put("settings", {"name": "Hartlepool"}, NOW)
    before = everything(sit)
    assert before.count(CANARY.encode()) > 20
    assert before.count(CANARY.casefold().encode()) > 2
    gone = dispose(sit, [f"{CANARY} Quillfeather"], [case])
    assert (gone.records, gone.people, gone.originals, gone.sealed) == (1, 1, 2, 0)
    after = everything(sit)
    for form in (CANARY, CANARY.casefold(), CANARY.upper(), "Quillfeather", "quillfeather", "QQ777777", "0077777"):
        assert after.count(form.encode()) == 0, form
    assert after.count(b"Okafor") > 1
    assert [name for name, _ in sit.desk.drafts.names()] == ["settings"]
    assert lying_about(sit.desk.folder, CANARY) == {}
    assert list((sit.desk.folder / "blobs").iterdir()) == []
    assert desk_jobs.audit_verify(sit.desk).state == "whole"


def test_unfinished_forms_about_somebody_go_with_them_whatever_was_typed(sit):
    """A right value, a reason, a hold begun on somebody's card or record is dropped with them, and nobody else's is."""
    sit.bring(JUNE)
    her, others = sit.person(f"{CANARY} Quillfeather"), sit.person("Amina Okafor")
    [record] = [one.item for one in person_cards.person_card(sit.desk, her).items]
    for person in (her, others):
        for name in (f"rectify:{person}:{record if person == her else 99}:Surname", f"lift:{person}", f"hold:{person}"):
            sit.desk.drafts.put(name, {"value": "Smith", "reason": "divorced"}, NOW)
    sit.desk.drafts.put(f"concerned:BR-2026-0001:{her}", {"name": "Q."}, NOW)
    dispose(sit, [f"{CANARY} Quillfeather"])
    left = {f"rectify:{others}:99:Surname", f"lift:{others}", f"hold:{others}"}
    assert {name for name, _ in sit.desk.drafts.names()} == left


def test_a_ledger_quotes_no_erased_row_in_what_it_says_of_another(sit):
    """A column of two orders is shown by two rows: with either of them the sentence goes, and a file with no record
    left says nothing of any row."""
    hers, his = GONE | {"Date of birth": "31/12/1971"}, OTHER | {"Date of birth": "12/31/1972"}
    sit.bring(payroll(hers, his, staff("End of report", "", "", "")))
    [told] = [one for one in records_jobs.sources(sit.desk)[0].warnings if "31/12/1971" in one.what]
    assert told.line == 3 and "in row 2" in told.what
    dispose(sit, [f"{CANARY} Quillfeather"])
    left = records_jobs.sources(sit.desk)[0].warnings
    assert left and "31/12/1971" not in str(left)
    dispose(sit, ["Amina Okafor"])
    assert records_jobs.sources(sit.desk)[0].warnings == []


def test_words_stay_in_an_index_that_is_not_optimised(sit, monkeypatch):
    """The planted fault: without `optimize` and the sweep, pages still hold the erased words."""
    sit.bring(JUNE)
    monkeypatch.setattr("casework.records.index.erase", lambda session, items: session.connection().exec_driver_sql(
        "DELETE FROM item_words WHERE rowid = ?", [(one,) for one in items]))  # fmt: skip
    dispose(sit, [f"{CANARY} Quillfeather"])
    assert everything(sit).count(CANARY.casefold().encode()) > 0


def test_the_disk_is_swept_at_the_next_opening_where_a_reader_stood_in_the_way(sit, monkeypatch):
    """While another console reads, pages may keep what was erased: it is said, and opening the desk again ends it."""
    sit.bring(JUNE)
    monkeypatch.setattr("casework.vault.database.empty_log", lambda connection: False)
    case = erasure_request(sit, f"{CANARY} Quillfeather")
    assert erase(sit, case).swept is False
    assert sit.desk.unswept()
    monkeypatch.undo()
    sit.desk.close()
    sit.desk = opening.open_desk(sit.desk.folder, PASSPHRASE, now=NOW)
    assert not sit.desk.unswept()
    assert everything(sit).count(b"QQ777777") == 0


def test_a_full_disk_after_the_act_leaves_it_done_and_says_so(sit, monkeypatch):
    """What was erased is erased; that it may still be on the disk is answered, told at the next opening, and mended."""
    sit.bring(JUNE)
    case = erasure_request(sit, f"{CANARY} Quillfeather")

    def full(connection):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("casework.vault.database.rewrite", full)
    assert erase(sit, case).swept is False
    sit.desk.close()
    sit.desk = opening.open_desk(sit.desk.folder, PASSPHRASE, now=NOW)
    assert "not off the disk yet" in str(sit.desk.warnings)
    assert person_cards.people_of(sit.desk, CANARY).total == 0
    monkeypatch.undo()
    sit.desk.close()
    sit.desk = opening.open_desk(sit.desk.folder, PASSPHRASE, now=NOW)
    assert sit.desk.warnings == []
    assert everything(sit).count(b"QQ777777") == 0


def test_finished_files_of_a_case_go_with_its_papers(sit):
    """A pack or letter that lies clear in the outbox goes; those of other cases stay."""
    sit.bring(JUNE)
    case = case_about_her(sit)
    for name in (f"{case}.pdf", f"{case}.log", "SAR-2020-0001.pdf"):
        (filing.outbox(sit.desk) / name).write_text(CANARY)
    dispose(sit, cases=[case])
    assert [path.name for path in filing.outbox(sit.desk).iterdir()] == ["SAR-2020-0001.pdf"]


def test_the_rest_of_the_desk_is_as_it_was(sit):
    """Other people, their numbers, their records and what a search finds of them stand."""
    sit.bring(JUNE, JULY, lookup(("12345", "Katherine Robertson", "SW12345")), census(worker()))
    hers = sit.bind(sit.log(), "Katherine Robertson")
    dispose(sit, [f"{CANARY} Quillfeather"])
    assert {one.name for one in person_cards.people_of(sit.desk, "").people} == {
        "Katherine Robertson", "Amina Okafor", "Bo Lund",
    }  # fmt: skip
    again = case_search.replay(sit.desk, "SAR-2026-0001")
    assert (again.same, again.new, again.gone) == (True, (), ())
    assert len(hers) == 3
    for one in records_jobs.sources(sit.desk):
        assert one.expected == one.read + one.duplicate + one.unreadable + one.excluded


def test_a_number_that_another_record_gives_stays(sit):
    """Of two records of a person one is erased: name and number that the other gives too still find them."""
    sit.bring(payroll(KATE), payroll(KATE | {"Department": "Adoption", "Email address": "only@june.example"}))
    with sit.desk.reading() as session:
        first, second = session.exec(select(Item.id).order_by(Item.id)).all()
    case = erasure_request(sit, "Katherine Robertson")
    erase(sit, case, [first])
    [kate] = person_cards.people_of(sit.desk, "Robertson").people
    assert kate.identifiers.staff == ["0012345"]
    assert kate.identifiers.email == ["only@june.example"]
    assert kate.names == ["Katherine Robertson"]
    erase(sit, case, [second])
    assert person_cards.people_of(sit.desk, "Robertson").total == 0
    with sit.desk.reading() as session:
        assert [session.exec(select(table)).first() for table in (Person, PersonName, Identifier)] == [None] * 3


def test_an_erased_record_that_comes_again_is_not_stored_and_said_so(sit):
    """Next month's file brings it: it is left out, named by its line and nobody's name, and the ledger adds up."""
    sit.bring(JUNE)
    dispose(sit, [f"{CANARY} Quillfeather"])
    path = sit.folder / "july"
    path.write_bytes(JULY)
    [ledger] = records_jobs.import_files(sit.desk, [path], LATER).sources
    counts = {key: getattr(ledger, key) for key in ("expected", "read", "duplicate", "unreadable", "excluded")}
    assert counts == {"expected": 2, "read": 1, "duplicate": 0, "unreadable": 0, "excluded": 1}
    said = [one for one in ledger.warnings if "erased" in one.what]
    assert [one.line for one in said] == [0, 2]
    assert "22/11/2026" in said[1].what
    assert CANARY not in str(ledger)
    assert everything(sit).count(CANARY.encode()) == 0
    assert desk_jobs.audit_verify(sit.desk).state == "whole"


def test_without_the_digest_it_would_be_stored(sit, monkeypatch):
    """The planted fault: where nothing is known again, the erased record is back."""
    sit.bring(JUNE)
    dispose(sit, [f"{CANARY} Quillfeather"])
    monkeypatch.setattr("casework.records.erased_digests.already_erased", lambda session, key, digests: {})
    sit.bring(JULY)
    assert everything(sit).count(CANARY.encode()) > 0


def test_nobody_without_the_key_knows_an_erased_record_again(sit):
    """What is kept of a record is another digest under another desk's key."""
    from casework.records import erased_digests

    sit.bring(JUNE)
    with sit.desk.reading() as session:
        digests = session.exec(select(Item.digest)).all()
    dispose(sit, [f"{CANARY} Quillfeather"])
    with sit.desk.reading() as session:
        [kept] = session.exec(select(erased_digests.Erased.digest)).all()
        assert kept not in digests
        assert len(erased_digests.already_erased(session, sit.desk.erased_key, digests)) == 1
        assert erased_digests.already_erased(session, bytes(32), digests) == {}


def test_backup_and_restore_go_on_after_an_erasure(sit):
    """A backup made afterwards proves whole, restores, and holds nothing of what was erased."""
    sit.bring(JUNE)
    case = case_about_her(sit)
    dispose(sit, [f"{CANARY} Quillfeather"], [case])
    target = sit.folder / "after.backup"
    desk_jobs.make_backup(sit.desk, target, LATER, lambda what: None)
    restore.restore(target, sit.folder / "again", PASSPHRASE, LATER, lambda what: None)
    restored = opening.open_desk(sit.folder / "again", PASSPHRASE, now=LATER)
    try:
        assert desk_jobs.audit_verify(restored).state == "whole"
        key = keyslots.unlock(restored.folder, PASSPHRASE).key
        assert opened_pages(restored.folder, key).count(CANARY.encode()) == 0
    finally:
        restored.close()


def test_a_copy_made_before_a_migration_goes_too(sit):
    """A copy of the database left in the desk's folder by a migration would hold all of it."""
    shutil.copy(sit.desk.folder / "desk.db", sit.desk.folder / "desk.db.before-0008")
    sit.bring(JUNE)
    dispose(sit, [f"{CANARY} Quillfeather"])
    assert list(sit.desk.folder.glob("desk.db.before-*")) == []


def test_a_case_whose_papers_went_keeps_its_figures_and_nothing_else(sit):
    """Reference, days and outcome stay for the report; show says it was disposed of, and nothing more can happen."""
    sit.bring(JUNE)
    case = case_about_her(sit)
    was = views_jobs.report(sit.desk, NOW.date(), NOW.date(), NOW)
    dispose(sit, cases=[case])
    now = views_jobs.report(sit.desk, NOW.date(), NOW.date(), NOW)
    # but the records found and disclosed, which went with the papers
    rows = [[line.split(",")[:16] for line in closed_cases_csv(one).splitlines()] for one in (now, was)]
    assert rows[0] == rows[1] and len(rows[0]) == 2
    assert figures_csv(now) == figures_csv(was)
    shown = show_json(sit.desk, case, LATER)
    assert shown["facts"]["now"]["requester"]["name"] == "(disposed of)"
    assert (shown["letters"], shown["attachments"], shown["facts"]["as_logged"]) == ([], [], {})
    assert CANARY not in str(shown) + str(case_detail.timeline(sit.desk, case))
    with pytest.raises(Refused, match="disposed of"):
        case_events.event(sit.desk, case, "reopened", LATER.date(), LATER, note="she wrote again")
    with pytest.raises(Refused, match="disposed of"):
        papers.make_letter(sit.desk, case, "acknowledgement", LATER)


def test_erasing_under_a_request_is_refused_where_another_open_case_freezes(sit):
    """The request's own case does not freeze against itself; another open one does, and is named."""
    sit.bring(JUNE)
    case = erasure_request(sit, f"{CANARY} Quillfeather")
    other = sit.log(f"{CANARY} Quillfeather", staff="0077777")
    sit.bind(other, f"{CANARY} Quillfeather")
    with pytest.raises(Refused, match=f"on hold .1 by {other}"):
        erase(sit, case)
    case_events.close_case(sit.desk, other, "withdrawn", NOW.date(), NOW)
    done = erase(sit, case)
    assert done == ErasedRecords(records=1, people=1, originals=1, sealed=0, swept=True, reference=case)
    assert "complied" in [one["kind"] for one in show_json(sit.desk, case, NOW)["events"]]
    with pytest.raises(Refused, match="There are no records of the data subject"):
        erase(sit, case)


def test_erasing_needs_an_erasure_request_a_reason_and_the_persons_own_records(sit):
    """One sentence each for a wrong case, no reason, nobody bound, and somebody else's record."""
    sit.bring(JUNE)
    access = sit.log()
    sit.bind(access, "Katherine Robertson")
    with pytest.raises(Refused, match="is not an erasure request"):
        erase(sit, access)
    case_events.close_case(sit.desk, access, "withdrawn", NOW.date(), NOW)
    case = erasure_request(sit, "Katherine Robertson")
    with pytest.raises(Refused, match="Enter the ground"):
        record_erasure.erase_records(sit.desk, case, None, " ", NOW)
    with sit.desk.reading() as session:
        theirs = session.exec(select(Item.id).where(Item.segments.contains("Amina"))).one()
    with pytest.raises(Refused, match=f"Record {theirs} does not belong"):
        erase(sit, case, [theirs])
    rights_jobs.undo_identification(sit.desk, case, "a slip", NOW)
    with pytest.raises(Refused, match="Identify the data subject"):
        erase(sit, case)


@pytest.mark.parametrize("right", ["access", "portability"])
def test_what_is_asked_to_be_seen_is_not_erased_before_it_was_answered(sit, right):
    """One request for both: nothing is erased until the answer went, nor after a reopening (DPA 2018 s.173)."""
    sit.bring(JUNE)
    asked = {
        "right": [right, "erasure"], "received": "2026-11-16", "asked": "Show it to me, then erase it.",
        "requester": {"name": "Amina Okafor", "is_subject": True},
    }  # fmt: skip
    case = rights_jobs.log_request(sit.desk, asked, NOW)
    rights_jobs.identify_subject(sit.desk, case, sit.person("Amina Okafor"), "numbers agree", NOW)
    with pytest.raises(Refused, match="Answer that first"):
        erase(sit, case)
    legacy(sit.desk, case, "sent", NOW.date().isoformat(), right="erasure")  # about erasure, it shows nothing
    with pytest.raises(Refused, match="Answer that first"):
        erase(sit, case)
    seq = sent(sit.desk, case, NOW.date(), NOW)
    case_events.event(sit.desk, case, "corrected", NOW.date(), NOW, corrects=seq)
    with pytest.raises(Refused, match="Answer that first"):
        erase(sit, case)
    answered(sit.desk, case, NOW.date(), NOW)
    case_events.event(sit.desk, case, "reopened", NOW.date(), NOW, note="pages were missing")
    with pytest.raises(Refused, match="Answer that first"):
        erase(sit, case)
    sent(sit.desk, case, NOW.date(), NOW)
    seq = case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW, right="erasure").seq
    with pytest.raises(Refused, match=r"is closed\. Correct its closing first"):
        erase(sit, case)
    case_events.event(sit.desk, case, "corrected", NOW.date(), NOW, corrects=seq)
    assert erase(sit, case).records == 1
    assert case_detail.show(sit.desk, case, NOW).events[-1].facts == {"right": "erasure"}


def test_a_namesakes_record_is_not_erased_with_the_persons(sit):
    """A search brings up candidates: another person's cannot be erased at all, and one joined to nobody only by name."""
    loose = staff("", CANARY, "Quillfeather")
    sit.bring(payroll(GONE, loose, staff("0066666", CANARY, "Quillfeather", "02/02/1970")))
    case = erasure_request(sit, f"{CANARY} Quillfeather")
    assert len(sit.find(case)) == 3
    with sit.desk.reading() as session:
        items = {person: item for item, person in session.execute(select(Item.id, Item.person_id))}
    mine = show_json(sit.desk, case, NOW)["person"]
    [other] = [person for person in items if person not in (mine, None)]
    with pytest.raises(Refused, match=f"Record {items[other]} does not belong"):
        erase(sit, case, [items[other]])
    assert erase(sit, case).records == 1
    assert erase(sit, case, [items[None]]).records == 1
    with sit.desk.reading() as session:
        assert session.exec(select(Item.id)).all() == [items[other]]


def test_nothing_is_half_erased(sit, monkeypatch):
    """Where it fails in the midst, every record, name, sealed file and fact stands as before."""
    sit.bring(JUNE)
    case = erasure_request(sit, f"{CANARY} Quillfeather")
    before = everything(sit).count(CANARY.encode())

    def fail(session, seqs):
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "erase", fail)
    with pytest.raises(Exception, match="full"):
        erase(sit, case)
    monkeypatch.undo()
    assert everything(sit).count(CANARY.encode()) == before
    assert not sit.desk.unswept()
    assert len(person_cards.person_card(sit.desk, sit.person(f"{CANARY} Quillfeather")).items) == 1


def test_what_a_lifted_hold_said_of_somebody_goes_with_them(sit):
    """Its reasons, and the facts of its acts; that there was a hold, and until when, stays."""
    sit.bring(JUNE)
    facts = {
        "kind": "claim",
        "people": [sit.person(f"{CANARY} Quillfeather")],
        "why": f"{CANARY} sues",
        "review": "2027-05-01",
    }
    hold = retention_jobs.place_hold(sit.desk, facts, NOW).reference
    retention_jobs.lift_hold(sit.desk, hold, f"{CANARY} settled", NOW)
    dispose(sit, [f"{CANARY} Quillfeather"])
    assert everything(sit).count(CANARY.encode()) == 0
    [kept] = retention_jobs.holds(sit.desk)
    assert (kept.reference, kept.why, kept.lifted) == (hold, "(disposed of)", NOW.date())
    assert desk_jobs.audit_verify(sit.desk).state == "whole"


def test_every_table_that_names_a_record_is_known_to_erasure(sit):
    """After a record is erased no table's `item_id` or `items` names it: a table that comes later is covered too."""
    from sqlmodel import SQLModel

    sit.bring(JUNE)
    case_about_her(sit)
    with sit.desk.reading() as session:
        number = session.exec(select(Item.id).where(Item.segments.contains(CANARY))).one()
    dispose(sit, [f"{CANARY} Quillfeather"])
    with sit.desk.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            for column in {"item_id"} & set(table.c.keys()):
                assert number not in session.execute(select(table.c[column])).scalars().all(), table.name
