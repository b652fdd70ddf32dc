"""Readers: every record word for word, faults as warnings, and one sentence for what is no workforce file."""

import io
import zipfile

import openpyxl
import pytest

from casework import Refused
from casework.records import intake
from casework.records.intake import codes
from workforce import HEADINGS, KATE, census, lookup, payroll, staff, worker


@pytest.fixture
def read(tmp_path):
    """Read bytes as a file of that name: the reading and its rows."""

    def run(data, name="file"):
        path = tmp_path / name
        path.write_bytes(data)
        with intake.open_file(path) as reading:
            rows = list(reading.rows())
        counted = sum(isinstance(row, intake.Record | intake.Unreadable | intake.Excluded) for row in rows)
        assert counted == reading.expected, "what was read is what was counted apart"
        return reading, rows

    return run


def fields(record):
    return {part.name: part.text for part in record.segments}


ALL_ITEMS = {
    "FTE": "0.8", "GenderCurrent": "2", "Ethnicity": "WBRI", "QualInst": "University of Teesside", "QualLevel": "2",
    "StepUpGrad": "0", "RoleStartDate": "2012-09-01", "StartOrigin": "1", "RoleEndDate": "2026-03-01",
    "LeaverDestination": "1", "ReasonLeave": "1", "FTE30": "1", "Cases30": "14", "WorkingDaysLost": "11.50",
    "ContractWeeks": "26.0", "FrontlineGrad": "0", "Absat30Sept": "1", "ReasonAbsence": "SIC", "CFKSSstatus": "2",
}  # fmt: skip


def test_all_items_of_the_return_are_read_word_for_word(read):
    """The 23 items come through as written, and each coded one has a meaning."""
    reading, [record] = read(census(worker(**ALL_ITEMS)))
    assert reading.reader == "census"
    assert len(record.segments) == 23
    assert (
        fields(record)
        == {"AgencyWorker": "0", "SWENo": "SW12345", "PersonBirthDate": "1984-03-14", "OrgRole": "4"} | ALL_ITEMS
    )
    coded = [name for name in fields(record) if codes.coded("census", name)]
    assert len(coded) == 13
    assert all(codes.meaning("census", name, fields(record)[name]) for name in coded)
    assert codes.meaning("census", "OrgRole", "4") == "senior practitioner"


@pytest.mark.parametrize(("collection", "stamp"), [("CSWW", "DateTime"), ("CSWWW", "DataTime")])
def test_both_spellings_of_the_schemas(read, collection, stamp):
    """One schema writes CSWWW and DataTime: neither is a fault."""
    reading, rows = read(census(worker(), collection=collection, stamp=stamp))
    assert len(rows) == 1
    assert reading.warnings == []
    assert reading.about["year"] == "2026"


def test_order_repetition_and_unknown_items_are_kept(read):
    """Items in any order, a second QualInst, and items nobody knows, nested or with attributes, are all there."""
    odd = '<CSWWWorker><QualInst>A</QualInst><SWENo>SW1</SWENo><QualInst>B</QualInst><New x="1">  as <In>it</In> is</New></CSWWWorker>'
    _, [record] = read(census(odd))
    found = fields(record)
    assert (found["QualInst"], found["QualInst (2)"]) == ("A", "B")
    assert (found["New@x"], found["New/In"]) == ("1", "it")
    assert "as" in found["New"]
    assert "is" in found["New (2)"]
    assert any("New" in what and "kept as written" in what for what in record.warnings)


def test_several_records_for_one_person_are_several_records(read):
    """A leaver who came back stands twice in the return and twice here."""
    _, rows = read(census(worker(RoleEndDate="2026-01-01"), worker(RoleStartDate="2026-05-01")))
    assert len(rows) == 2


def test_faults_are_warnings_with_their_line_and_stop_nothing(read):
    """A code that is none, an FTE of 3, an absence without absence: each is said, and the record is read."""
    _, [record] = read(census(worker(OrgRole="9", FTE="3", ReasonAbsence="TRN")))
    said = " | ".join(record.warnings)
    for what in ("OrgRole '9' is not one of its codes", "FTE '3' is outside", "ReasonAbsence without Absat30Sept"):
        assert what in said
    assert record.line == 2


def test_sex_is_taken_as_gender_is(read):
    """A return that says Sex F is as good as one that says GenderCurrent 2."""
    _, [record] = read(census(worker(Sex="F")))
    assert not any("GenderCurrent" in what for what in record.warnings)
    assert codes.meaning("census", "Sex", "F") == "female"


def test_xml_broken_in_the_middle_names_what_was_lost(read):
    """The records before the break are read, those after it are unreadable, and the ledger adds up."""
    whole = census(worker(), worker(), worker())
    cut = whole[: whole.rindex(b"<OrgRole>")]
    reading, rows = read(cut)
    assert [type(row).__name__ for row in rows] == ["Record", "Record", "Unreadable"]
    assert "broken here" in reading.warnings[0].what


def test_a_payroll_row_is_kept_cell_by_cell(read):
    """Numbers stay text with their zeros, a comment is kept as it is, empty cells are not."""
    reading, [record] = read(payroll(KATE | {"Comments": "=1+1 mother unwell"}))
    found = fields(record)
    assert reading.reader == "payroll"
    assert found["Employee reference number"] == "0012345"
    assert found["Comments"] == "=1+1 mother unwell"
    assert "Address line 1" not in found
    assert (record.names[0].surname, str(record.born)) == ("Robertson", "1984-03-14")
    assert ("ni", "QQ123456C", "National insurance number") in record.identifiers
    assert not reading.warnings


def test_a_workbook_gives_what_the_csv_gives(read):
    """XLSX: whole numbers without a point, dates as dates, other sheets named."""
    book = openpyxl.Workbook()
    book.active.append(["Extract of staff"])
    book.active.append(HEADINGS.split(","))
    book.active.append([12345, None, "Fostering", "Ms", "F", "Robertson", "Katherine"])
    book.create_sheet("Leavers").append(["someone"])
    book["Leavers"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    reading, [record] = read(out.getvalue(), "export.xls")
    assert fields(record)["Employee reference number"] == "12345"
    said = [fault.what for fault in reading.warnings]
    assert "the sheet 'Leavers' (hidden) was not read" in said
    assert "a row above the headings: left out" in said


@pytest.mark.parametrize("written", ["31/02/1984", "14/03/84", "1984/03/14", "03-14-1984"])
def test_a_birth_date_is_never_guessed(read, written):
    """A day that is none, or in another order, is kept as written, not used, and said."""
    _, [record] = read(payroll(staff("1", "A", "B", written)))
    assert record.born is None
    assert fields(record)["Date of birth"] == written
    assert "Date of birth" in record.warnings[0]


def test_a_staff_number_cut_by_a_spreadsheet_is_said(read):
    """1.23E+05 is nobody's number."""
    _, [record] = read(payroll(staff("1.23E+05", "A", "B")))
    assert "cut short by a spreadsheet" in record.warnings[0]


def test_totals_and_footers_are_left_out_by_name(read):
    """A total under the rows is no person, and the ledger says so."""
    _, rows = read(payroll(KATE, {"Employee reference number": "Total: 1"}))
    assert isinstance(rows[1], intake.Excluded)


def test_a_list_of_registration_numbers(read):
    """The hand-kept list gives both numbers and the name."""
    reading, [record] = read(lookup(("0012345", "Katherine Robertson", "SW0012345")))
    assert reading.reader == "lookup"
    assert [one[:2] for one in record.identifiers] == [("staff", "0012345"), ("swe", "SW0012345")]
    assert record.names[0].full == "Katherine Robertson"


@pytest.mark.parametrize(
    "name", ["Ms [/] Jones", "O'Brien [HR]", "[@click=app.quit]x[/]", "\x1b]52;c;eA==\x07", "Zażółć"]
)
def test_hostile_names_are_kept_word_for_word(read, name):
    """Nobody's name is changed on the way in."""
    _, [record] = read(payroll(staff("1", "A", name)))
    assert record.names[0].surname == name


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (120 << 20))
    return out.getvalue()


def word():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("word/document.xml", "x")
    return out.getvalue()


DOCTYPE = b'<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Message><CSWWWorker><SWENo>&b;</SWENo></CSWWWorker></Message>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<html><p>Dear all</p></html>", "web page.*no table"),
        (b"<Message><Header><CollectionDetails><Collection>CIN</Collection></CollectionDetails></Header></Message>", "Children in Need census"),
        (DOCTYPE + census(worker()), "document type"),
        (LAUGHS, "document type"),
        (b"<Message/>", "not a workforce census return"),
        (b"<Message>CSWW</Message>", "has no workers"),
        (census(worker())[:-40].replace(b"<CSWWWorker>", b"<CSWWWorker><<"), "broken at line"),
        (b"<CSWWWorker>" + b"<a>" * 100_000, "nested more than"),
        (census(worker(QualInst="x" * (2 << 20))), "longer than a million"),
        (bomb(), "zip bomb"),
        (word(), "Word document"),
        (b"PK\x03\x04 cut off", "incomplete or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"%PDF-1.7", "is a PDF"),
        ("Surname,Name\nZażółć,x\n".encode() + "Müller,y\n".encode("cp1252"), "Line 3 is not in the encoding of line 2"),
        (b"a,b\n1,2\n", "headings of this table are not recognised"),
        (HEADINGS.encode() + b"\n", "headings but no rows"),
        (HEADINGS.encode() + b"\n1,\0,2\n", "NUL byte"),
        (bytes(range(256)) * 20, "NUL|not a workforce file"),
    ],
)  # fmt: skip
def test_what_is_no_workforce_file_is_one_sentence(read, data, said):
    """Each says what the file is and what to do, and the reader is there for the next file."""
    with pytest.raises(Refused, match=said) as refused:
        read(data, "odd.xlsx")
    assert str(refused.value).startswith("odd.xlsx: ")
    assert "\n" not in str(refused.value)
    assert len(read(census(worker()))[1]) == 1


def test_folders_and_absent_files_are_said(tmp_path):
    """A path that is no file is told as such."""
    with pytest.raises(Refused, match="is a folder"):
        intake.open_file(tmp_path)
    with pytest.raises(Refused, match="There is no file"):
        intake.open_file(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("value", "meaning"), [("1600", "16 hours"), ("3700", "37 hours"), ("0700", "7 hours"), ("1850", "18.5 hours")]
)
def test_standard_hours_are_hundredths(value, meaning):
    """The National Fraud Initiative writes 16 hours as 1600."""
    assert codes.meaning("payroll", "Standard hours per week", value) == meaning
