"""What came with a request is kept as it came, with its case, and is no record of the workforce."""

import pytest

from casebook import Casebook, at
from casework import Refused
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import attachments
from dpo_console.records import jobs as records_jobs

HOSTILE = "../../Ms [/] Jones\n=cmd.PDF"


@pytest.fixture
def book(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book
    book.desk.close()


def test_files_are_kept_with_the_case_and_come_back_as_they_were(book, tmp_path):
    """Two files in one act: listed on the case, balanced in the ledger, and given back byte for byte, named by the case."""
    case = book.log("2026-11-16")
    paths = [tmp_path / "letter.txt", tmp_path / "proof of authority.pdf"]
    for path in paths:
        path.write_bytes(path.name.encode() * 9)
    rows = desk_jobs.audit_verify(book.desk).rows
    found = attachments.attach_files(book.desk, case, paths, at("2026-11-17")).sources
    assert desk_jobs.audit_verify(book.desk).rows == rows + 1
    assert all((one.expected, one.read, one.not_searched) == (1, 1, 1) for one in found)
    listed = book.show(case)["attachments"]
    assert [one["name"] for one in listed] == [path.name for path in paths]
    saved = attachments.save_attachment(book.desk, case, listed[1]["source"], tmp_path / "out")
    assert saved.name == f"{case}-attachment-{listed[1]['source']}.pdf"
    assert saved.read_bytes() == paths[1].read_bytes()
    assert saved.stat().st_mode & 0o077 == 0


def test_an_attachment_is_no_source_of_the_search(book, tmp_path):
    """It is not among the workforce's files, so that it makes no search stale; and another case cannot have it."""
    case, other = book.log("2026-11-16"), book.log("2026-11-17")
    (tmp_path / "a").write_bytes(b"x")
    [kept] = attachments.attach_files(book.desk, case, [tmp_path / "a"], at("2026-11-17")).sources
    assert records_jobs.sources(book.desk) == []
    with pytest.raises(Refused, match=f"has no attachment {kept.source}"):
        attachments.save_attachment(book.desk, other, kept.source, tmp_path)


def test_one_file_that_cannot_be_read_keeps_none(book, tmp_path):
    """All of them in one act, or none: the missing one is named."""
    case = book.log("2026-11-16")
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(Refused, match=r"gone\.pdf cannot be read"):
        attachments.attach_files(book.desk, case, [tmp_path / "a", tmp_path / "gone.pdf"], at("2026-11-17"))
    with pytest.raises(Refused, match="SAR-2026-0099"):
        attachments.attach_files(book.desk, "SAR-2026-0099", [tmp_path / "a"], at("2026-11-17"))
    assert book.show(case)["attachments"] == []


def test_what_the_sender_called_it_is_never_a_path(book, tmp_path):
    """A name that is a path, a formula and markup stands in the list only; the file given back is named by the case."""
    case = book.log("2026-11-16")
    path = tmp_path / HOSTILE.rpartition("/")[2]
    path.write_bytes(b"x")
    [kept] = attachments.attach_files(book.desk, case, [path], at("2026-11-17")).sources
    saved = attachments.save_attachment(book.desk, case, kept.source, tmp_path / "out")
    assert saved.parent == tmp_path / "out"
    assert saved.name == f"{case}-attachment-{kept.source}.pdf"
