"""Sealed originals: a file that holds an erased record goes whole, unless something in it must not."""

from sqlmodel import select

from casework.records.items import Source
from clear_text import everything
from dpo_console.jobs import case_events
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from erasing import CANARY, JUNE, dispose
from finding import NOW, PASSPHRASE, sitting  # noqa: F401


def test_an_original_stays_sealed_while_a_hold_is_on_a_record_in_it(sit):
    """A file that holds evidence is not destroyed; the next erasure after the hold was lifted does it."""
    sit.bring(JUNE)
    facts = {"kind": "claim", "people": [sit.person("Katherine Robertson")], "why": "a claim", "review": "2027-05-01"}
    hold = retention_jobs.place_hold(sit.desk, facts, NOW).reference
    first = dispose(sit, [f"{CANARY} Quillfeather"])
    assert (first.originals, first.sealed) == (0, 1)
    retention_jobs.lift_hold(sit.desk, hold, "the claim is settled", NOW)
    second = dispose(sit, ["Amina Okafor"])
    assert (second.originals, second.sealed) == (1, 0)
    with sit.desk.reading() as session:
        assert session.exec(select(Source.blob)).one() is None
    assert list((sit.desk.folder / "blobs").iterdir()) == []


def test_an_open_case_about_somebody_else_in_the_file_does_not_keep_it(sit):
    """Their records stand word for word in the register, where the case finds them: the original goes."""
    sit.bring(JUNE)
    case = sit.log(staff="0012345")
    sit.bind(case, "Katherine Robertson")
    gone = dispose(sit, [f"{CANARY} Quillfeather"])
    assert (gone.originals, gone.sealed) == (1, 0)
    assert len(sit.find(case)) == 1


def test_an_original_of_which_not_all_stands_in_the_register_waits_for_open_cases(sit):
    """A column left out stands in the original alone: while a case about somebody in it is open, it stays sealed."""
    path = sit.folder / "leavers.csv"
    path.write_text("Nr,Navn,Klubb\n0077777,Canarysurname Quillfeather,UNISON\n0088888,Amina Okafor,GMB\n")
    headings = {"Nr": "staff", "Navn": "full", "Klubb": "leave"}
    said = {"name": "Unit4 leavers", "class": "personnel", "days": "none", "headings": headings}
    records_jobs.import_files(sit.desk, [path], NOW, layout=said)
    case = sit.log("Amina Okafor", staff="0088888")
    sit.bind(case, "Amina Okafor")
    gone = dispose(sit, [f"{CANARY} Quillfeather"])
    assert (gone.originals, gone.sealed) == (0, 1)
    case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW)
    gone = dispose(sit, ["Amina Okafor"])
    assert (gone.originals, gone.sealed) == (1, 0)
    assert everything(sit).count(b"UNISON") == 0
