"""Tables with something wrong in them: one sentence each in the ledger, and the rest goes on."""

import io
import zipfile
from datetime import date

import pytest

from casework.records.intake import Fault, Name, staff, survey
from casework.records.intake.survey import MANY
from casework.text.days import ORDERS, day_in, is_ambiguous
from casework.text.identifiers import normalised
from returns import KATE, NFI, balanced, fields, payroll, read, table, workbook


def said(reading):
    return [fault.what for fault in reading.warnings]


def test_a_column_of_days_in_two_orders_names_both_readings_and_guesses_nothing(tmp_path):
    """A day that could be either is not used; one that can only be read one way is; each is kept as written."""
    written = ["03/04/1984", "25/03/1984", "03/25/1984", "05/05/1984"]
    reading, rows = read(tmp_path, "p.csv", table(NFI, *(payroll(Date_of_birth=text) for text in written)))
    assert [row.born for row in rows] == [None, date(1984, 3, 25), None, date(1984, 5, 5)]
    assert [fields(row)["Date of birth"] for row in rows] == written
    assert said(reading) == [
        "'Date of birth' has '03/25/1984' (month/day/year) in row 4 and '25/03/1984' (day/month/year) in row 3: dates in "
        "two orders; a date that can be read both ways, such as '03/04/1984' in row 2 (3 April 1984 or 4 March 1984), is kept, "
        "not used"
    ]
    assert rows[2].warnings == ("Date of birth '03/25/1984' is not a date in day/month/year: kept, not used",)


def test_days_in_another_order_than_the_layouts_are_told(tmp_path):
    """A whole column of month/day/year is not read as day/month/year where it happens to fit."""
    rows = [payroll(Date_of_birth="04/03/1984"), payroll(Date_of_birth="03/25/1984")]
    reading, [either, _] = read(tmp_path, "p.csv", table(NFI, *rows))
    assert either.born is None and "not day/month/year as in this layout" in said(reading)[0]
    reading, [sure] = read(tmp_path, "p.csv", table(NFI, payroll(Date_of_birth="04/03/1984")))
    assert sure.born == date(1984, 3, 4) and not said(reading)


@pytest.mark.parametrize(
    ("order", "text", "found"),
    [
        ("day/month/year", "3/4/1984", date(1984, 4, 3)), ("month/day/year", "3/4/1984", date(1984, 3, 4)),
        ("day.month.year", "31.12.9999", date(9999, 12, 31)), ("day-mon-year", "05-May-2024", date(2024, 5, 5)),
        ("day-mon-year", "05-Mai-2024", None), ("year/month/day", "2024/5/6", date(2024, 5, 6)),
        ("yearmonthday", "20240506", date(2024, 5, 6)), ("yearmonthday", "202456", None),
        ("day/month/year", "2024-05-06 00:00:00", date(2024, 5, 6)), ("day/month/year", "03/04/2024 09:30", date(2024, 4, 3)),
        ("day/month/year", "03.04.2024", None), ("day/month/year", "03/04/24", None), ("day/month/year", "01/01/1899", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_layouts_order_and_no_other(order, text, found):
    """The order and the marks are the layout's; ISO, as a workbook's date cell gives it, is always understood."""
    assert day_in(text, (order,)) == found
    assert order in ORDERS and not is_ambiguous("2024-05-06", (order,))


def test_numbers_that_a_spreadsheet_cut_are_no_keys_and_are_told_by_column(tmp_path):
    """1.23E+05 in a number of the person is told in its row; in any other column once, with how many rows more."""
    head = [*NFI, "SWE number", "Home telephone number"]
    rows = [[*KATE, "1.23E+05", "7.7E+09"], [*payroll(Employee_reference_number="1.2E+04"), "SW1", "7.8E+09"]]
    reading, [one, two] = read(tmp_path, "p.csv", table(head, *rows))
    assert "swe" not in [key[0] for key in one.identifiers] and "staff" not in [key[0] for key in two.identifiers]
    assert one.warnings == ("the registration number '1.23E+05' was cut short by a spreadsheet: kept, not used",)
    assert two.warnings == ("the staff number '1.2E+04' was cut short by a spreadsheet: kept, not used",)
    assert Fault(
        2,
        "'Home telephone number' is '7.7E+09' here, and 1 more like it: a number cut short by a spreadsheet. Kept as "
        "written; ask for the column as text",
    ) in reading.warnings  # fmt: skip


def test_a_heading_twice_is_kept_and_the_first_is_used(tmp_path):
    """The ledger says which of two columns is believed, by the same heading or by another of its meaning."""
    head = ["Staff number", "SWE number", "Name", "Staff number", "Registration number"]
    reading, [one] = read(tmp_path, "l.csv", table(head, ["1", "SW5", "A B", "2", "SW6"]))
    assert [text for _, text, _ in one.identifiers] == ["1", "SW5"] and fields(one)["Staff number (2)"] == "2"
    assert said(reading) == [
        "the heading 'Staff number' appears 2 times: each column is kept, the first is used",
        "'Registration number' means the same as 'SWE number': kept, not used",
    ]


def test_a_million_empty_rows_cost_nothing(tmp_path):
    """Rows that hold nothing are passed over, said once, and neither counted nor kept; the record below them is read."""
    empty = (b"," * (len(NFI) - 1) + b"\r\n") * 1_000_000
    data = table(NFI, KATE).encode() + empty + table(KATE).encode()
    reading, rows = read(tmp_path, "p.csv", data)
    assert reading.expected == 2 and [row.line for row in rows] == [2, 1_000_003]
    assert said(reading) == ["1,000,000 empty rows were skipped, and are not counted"]
    few = table(NFI, KATE).encode() + b",,\r\n" * (MANY - 1)
    assert not said(read(tmp_path, "p.csv", few)[0])


def test_a_million_empty_rows_of_a_workbook_cost_nothing(tmp_path):
    """A sheet with a blank cell at its very end, or a million rows that only have a height, is read as any other."""
    book, rows = workbook({"Staff": [NFI, KATE]}), "".join(f'<row r="{at}" ht="15"/>' for at in range(3, 1_000_000))
    end = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row>'
    for more in (rows, end):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                new.writestr(part.filename, old.read(part).replace(b"</sheetData>", f"{more}</sheetData>".encode()))
        reading, found = read(tmp_path, "p.xlsx", out.getvalue())
        assert reading.expected == len(found) == 1
    assert said(reading) == ["1,048,574 empty rows were skipped, and are not counted"]


HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_an_export_cut_for_sharing_is_told_and_joins_nobody(tmp_path):
    """Numbers made into hashes, birth dates cut to the month, names to initials: kept as written, and no key of anybody."""
    row = payroll(
        Employee_reference_number=HASH, National_insurance_number="**** **56C", Email_address="",
        Surname="R", **{"Forename(s)": "K"}, Title="", Date_of_birth="01/03/1984",
    )  # fmt: skip
    row[NFI.index("Middle name(s) or middle initial(s)")] = ""
    reading, rows = read(tmp_path, "p.csv", table(NFI, row, row))
    assert {(one.identifiers, one.names, one.born, one.warnings) for one in rows} == {((), (), None, ())}
    assert fields(rows[0])["Employee reference number"] == HASH and balanced(reading, rows)
    assert said(reading) == [
        "this export was cut for sharing (its staff numbers are hashes or masked, its National Insurance numbers are "
        "hashes or masked, its dates of birth are cut to the month, its names are cut to initials): its records are kept, "
        "but cannot be linked to people"
    ]


def test_what_was_not_cut_still_joins(tmp_path):
    """Birth dates cut to the month are not used; a staff number that is whole is."""
    rows = [payroll(Date_of_birth=f"01/{month:02}/19{year}") for month, year in ((3, 84), (5, 84), (11, 79))]
    reading, found = read(tmp_path, "p.csv", table(NFI, *rows))
    assert {one.born for one in found} == {None} and found[0].identifiers[0][1] == "0012345"
    assert said(reading) == [
        "this export was cut for sharing (its dates of birth are cut to the month): only what was not cut links its records to people"
    ]
    reading, found = read(tmp_path, "p.csv", table(NFI, *rows, KATE))
    assert found[0].born == date(1984, 3, 1) and not said(reading)


def test_one_hash_among_numbers_is_that_rows_fault(tmp_path):
    """The row is named; the others are as they should be. A short surname and first name are no initials."""
    rows = [KATE, payroll(Employee_reference_number=HASH), payroll(Surname="NG", **{"Forename(s)": "JO"})]
    reading, [_, hashed, short] = read(tmp_path, "p.csv", table(NFI, *rows))
    assert hashed.warnings == (f"the staff number '{HASH[:20]}' is a hash or masked: kept, not used",)
    assert short.names == (Name("Ms", "JO", "Anne", "NG"),) and not said(reading)


def test_a_table_that_is_not_looked_through_first_would_be_believed():
    """The planted fault: without the survey a day of two readings is taken for one, and names cut to initials for names."""
    cut = [
        payroll(Surname="R", **{"Forename(s)": "K"}, Date_of_birth=text) for text in ("03/04/1984", "03/25/1984", "")
    ]
    rows = list(enumerate([NFI, *cut], 1))
    heading = staff.recognise(iter(rows))
    believed = next(staff.read(heading, iter(rows)))
    found, count = survey.survey_table(heading, iter(rows))
    looked = next(staff.read(found, iter(rows)))
    assert (believed.born, len(believed.names)) == (date(1984, 4, 3), 1)
    assert (looked.born, looked.names, count) == (None, (), 3)


@pytest.mark.parametrize("text", ["01/01/1900", "01/01/1970"])
def test_a_day_that_stands_for_one_not_known_is_no_birth_date(tmp_path, text):
    """Where a system's counting of days begins is nobody's birthday, and a column of it was not cut for sharing."""
    reading, rows = read(tmp_path, "p.csv", table(NFI, *[payroll(Date_of_birth=text)] * 3))
    assert {(row.born, row.warnings) for row in rows} == {
        (None, (f"Date of birth '{text}' means the date is not known: kept, not used",))
    }
    assert not said(reading)


def test_a_temporary_insurance_number_joins_nobody(tmp_path):
    """TN, a birth date and a sex: everybody of that day and sex has the same one."""
    _, [row] = read(tmp_path, "p.csv", table(NFI, payroll(National_insurance_number="TN140384F")))
    assert row.warnings == (
        "the National Insurance number 'TN140384F' is temporary, made from a date of birth and a sex: kept, not used",
    )
    assert normalised("ni", "TN 14 03 84") is None and normalised("ni", "QQ 14 03 84 A") == "QQ140384"


def test_a_placeholder_for_a_registration_number_is_told_and_joins_nobody(tmp_path):
    """XX and whatever follows stands for a number that nobody has, in a table as in the return."""
    _, [row] = read(
        tmp_path, "l.csv", table(["Staff number", "Name", "SWE number"], ["AG-77", "Kate Robertson", "XX88999"])
    )
    assert normalised("swe", "XX88999") is None
    assert row.warnings == ("the registration number 'XX88999' is a placeholder (XX): kept, not used",)
