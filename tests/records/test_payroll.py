"""The National Fraud Initiative payroll file, as CSV and as a workbook: every cell as text, nothing guessed."""

from datetime import date, datetime
from itertools import islice

import pytest

from casework import Refused
from casework.records import intake
from casework.records.intake import Excluded, Fault, Name, codes, staff
from casework.records.intake import reader as inside
from casework.records.intake.records import unique
from returns import KATE, NFI, balanced, fields, payroll, read, table, workbook

KEYS = (
    ("staff", "0012345", "Employee reference number"),
    ("ni", "QQ123456C", "National insurance number"),
    ("email", "k.robertson@council.example", "Email address"),
)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_row_is_read_whatever_the_separator_and_the_encoding(tmp_path, separator, encoding):
    """Name, keys and birth date are found by the headings; every cell that holds something is kept as it stands."""
    row = payroll(Surname="Müller", Department="Children, Families; Care | East")
    reading, [one] = read(tmp_path, "pay.csv", table(NFI, row, separator=separator).encode(encoding))
    assert fields(one) == {name: text for name, text in zip(NFI, row, strict=True) if text}
    assert one.names == (Name("Ms", "Katherine", "Anne", "Müller"),)
    assert (one.identifiers, one.born, one.born_field, one.warnings) == (KEYS, date(1984, 3, 14), "Date of birth", ())
    assert (reading.reader, one.kind, one.record_class, one.line) == ("payroll", "payroll", "payroll", 2)
    assert reading.expected == 1 and not reading.warnings


def test_banner_rows_are_left_out_one_by_one_and_not_counted(tmp_path):
    """Rows above the headings are tolerated and named; blank rows are no data."""
    text = "Payroll extract\r\n\r\nUnit: Children\r\n" + table(NFI, KATE) + "\r\n\r\n"
    reading, [one] = read(tmp_path, "pay.csv", text)
    assert (reading.expected, one.line) == (1, 5)
    assert reading.warnings == [Fault(number, "a row above the headings: left out") for number in (1, 3)]


def test_headings_are_known_without_regard_to_case_and_spaces(tmp_path):
    """An unknown heading, an empty one and one that stands twice keep their columns."""
    head = [name.upper().replace(" ", "  ") for name in NFI] + ["Locker", "", "Locker", "Locker"]
    reading, [one] = read(tmp_path, "pay.csv", table(head, [*KATE, "a", "b", "c", "d"]))
    assert [(kind, text) for kind, text, _ in one.identifiers] == [(kind, text) for kind, text, _ in KEYS]
    said = fields(one)
    column = f"Column {len(NFI) + 2}"
    assert (said["Locker"], said[column], said["Locker (2)"], said["Locker (3)"]) == ("a", "b", "c", "d")
    assert [fault.what for fault in reading.warnings] == [
        "the heading 'Locker' appears 3 times: each column is kept",
        "the heading 'Locker' is not in this layout: its column is kept",
        "a column has no heading: it is kept",
    ]


def test_names_of_fields_never_collide():
    """A heading that already says (2) does not hide the second of another."""
    taken = {}
    assert [unique(name, taken) for name in ("A", "A (2)", "A", "A")] == ["A", "A (2)", "A (2) (2)", "A (3)"]


def test_rows_too_long_and_too_short_are_kept(tmp_path):
    """More cells than headings are kept with a warning; fewer are in order."""
    reading, [long, short] = read(tmp_path, "pay.csv", table(NFI, [*KATE, "more", ""], KATE[:7]))
    assert fields(long)[f"Column {len(NFI) + 1}"] == "more" and "more cells than headings: kept" in long.warnings[0]
    assert short.names[0].surname == "Robertson" and short.born is None and not short.warnings
    assert balanced(reading, [long, short])


def test_totals_and_footers_are_left_out_by_name(tmp_path):
    """They are counted and named; a person in a department called Total is no total."""
    person = payroll(Employee_reference_number="", Employee_post_number="", Department="Total Place Team")
    rows = [KATE, person, ["Total", "", "", "2 staff"], ["End of report"], ["", "Grand total", "", "9"]]
    reading, found = read(tmp_path, "pay.csv", table(NFI, *rows))
    assert [type(row) is Excluded for row in found] == [False, False, True, True, True] and balanced(reading, found)
    assert "'End of report'" in found[3].why and found[3].line == 5


@pytest.mark.parametrize("said", ["31/02/2026", "01/02/26", "14.03.1984", "1984", "03/14/1984", "14 March 1984"])
def test_a_day_that_is_none_is_never_guessed(tmp_path, said):
    """The text stays, nothing is made of it, and the row is named."""
    _, [one] = read(tmp_path, "pay.csv", table(NFI, payroll(Date_of_birth=said)))
    assert fields(one)["Date of birth"] == said and one.born is None and one.born_field == ""
    assert one.warnings == (f"Date of birth '{said}' is not a date in day/month/year: kept, not used",)
    _, [one] = read(tmp_path, "pay.csv", table(NFI, payroll(Date_started=said)))
    assert one.warnings == (f"Date started '{said}' is not a date in day/month/year: kept",)


def test_the_layout_says_which_is_the_day(tmp_path):
    """03/04/1984 is 3 April; 1 January 1900 stands for a day nobody knows."""
    _, [one, unknown] = read(
        tmp_path, "pay.csv", table(NFI, payroll(Date_of_birth="03/04/1984"), payroll(Date_of_birth="01/01/1900"))
    )
    assert one.born == date(1984, 4, 3)
    assert unknown.born is None and "date is not known" in unknown.warnings[0]


def test_a_staff_number_cut_by_a_spreadsheet_is_no_key(tmp_path):
    """1.23E+05 is many numbers: it is kept, told, and joins nobody; 5E12 is somebody's number."""
    rows = [payroll(Employee_reference_number=number) for number in ("1.23E+05", "5E12")]
    _, [cut, whole] = read(tmp_path, "pay.csv", table(NFI, *rows))
    assert [kind for kind, _, _ in cut.identifiers] == ["ni", "email"] and "cut short by a spreadsheet" in cut.warnings[
        0
    ]
    assert fields(cut)["Employee reference number"] == "1.23E+05"
    assert whole.identifiers[0][1] == "5E12" and not whole.warnings


def test_cells_that_look_like_formulas_or_markup_stay_word_for_word(tmp_path):
    """What is held is what is disclosed."""
    row = payroll(Surname="Ms [/] Jones", Department='=HYPERLINK("x")', Title="@SUM(1)")
    _, [one] = read(tmp_path, "pay.csv", table(NFI, row))
    assert fields(one) == {name: text for name, text in zip(NFI, row, strict=True) if text}


def test_a_line_break_within_quotes_is_one_row(tmp_path):
    """An address on two lines is one cell; the rows after it keep their line numbers."""
    reading, rows = read(tmp_path, "pay.csv", table(NFI, payroll(Department="East\nside"), KATE))
    assert fields(rows[0])["Department"] == "East\nside" and [row.line for row in rows] == [2, 4]
    assert balanced(reading, rows)


def test_quotes_that_would_swallow_rows_are_refused(tmp_path):
    """A quote that is never closed, or text after a closing one, would run people together: refused with the line."""
    head = table(NFI).strip()
    with pytest.raises(Refused, match="begins on line 3 is not well-formed"):
        read(tmp_path, "pay.csv", f'{head}\r\n1,2,3\r\n1,"East,3\r\n4,5,6\r\n')
    with pytest.raises(Refused, match="begins on line 2 is not well-formed"):
        read(tmp_path, "pay.csv", f'{head}\r\n1,"East"ern,3\r\n')


def test_a_workbook_is_read_as_the_text_would_be(tmp_path):
    """Numbers lose no zeros and gain no point, real dates become ISO days, row numbers are the sheet's."""
    row = payroll(Employee_reference_number=12345, Date_of_birth=datetime(1984, 3, 14), Standard_hours_per_week=3700)
    reading, [one, text] = read(tmp_path, "pay.xls", workbook({"Staff": [["Extract"], [], NFI, row, KATE]}))
    said = fields(one)
    assert (said["Employee reference number"], said["Standard hours per week"]) == ("12345", "3700")
    assert (said["Date of birth"], one.born) == ("1984-03-14", date(1984, 3, 14))
    assert [one.line, text.line] == [4, 5] and text.identifiers == KEYS
    assert reading.about["sheet"] == "Staff" and reading.expected == 2
    assert Fault(1, "a row above the headings: left out") in reading.warnings


def test_sheets_that_are_not_read_are_named(tmp_path):
    """The first sheet with headings is read; another with anything in it, hidden or not, is told."""
    sheets = {"Cover": [["Staff list"]], "Staff": [NFI, KATE], "Old": [NFI, KATE], "Secret": [["x"]], "Empty": []}
    reading, [_] = read(tmp_path, "pay.xlsx", workbook(sheets, hidden=["Secret"]))
    assert reading.about["sheet"] == "Staff"
    assert [fault.what for fault in reading.warnings] == [
        "the sheet 'Cover' was not read", "the sheet 'Old' was not read", "the sheet 'Secret' (hidden) was not read",
    ]  # fmt: skip


def test_comments_in_a_workbook_are_told(tmp_path):
    """A note beside a cell can be about somebody and is not read with the cells: it is said."""
    import io

    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(io.BytesIO(workbook({"Staff": [NFI, KATE]})))
    book["Staff"]["F2"].comment = Comment("her mother is unwell", "P. Nair")
    out = io.BytesIO()
    book.save(out)
    reading, [_] = read(tmp_path, "pay.xlsx", out.getvalue())
    assert [fault.what for fault in reading.warnings] == ["comments on the cells of 1 sheet were not read"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [([["0012345", "Robertson"]], "headings of this table are not recognised"), ([NFI], "headings but no rows")],
)
def test_without_headings_or_rows_it_is_refused(tmp_path, rows, said):
    """The sentence says which headings are expected."""
    for name, data in (("pay.csv", table(*rows).encode()), ("pay.xlsx", workbook({"Staff": rows}))):
        with pytest.raises(Refused, match=said) as refused:
            read(tmp_path, name, data)
    if len(rows[0]) == 2:
        assert "'Employee reference number'" in str(refused.value) and "'SWE number'" in str(refused.value)


def test_a_row_lost_on_the_way_is_seen(monkeypatch):
    """The planted fault: a reader that drops a row no longer agrees with the count made apart from it."""
    honest = staff.read
    monkeypatch.setattr(staff, "read", lambda heading, rows: islice(honest(heading, rows), 1))
    head, *frames = [frame for frame, _ in inside.read(table(NFI, KATE, KATE).encode())]
    assert head["expected"] == 2 and sum(len(frame["rows"]) for frame in frames) == 1


def test_rows_come_as_they_are_read(tmp_path):
    """The first row of a long file is there before the last is read, and a reading can be cancelled."""
    path = tmp_path / "pay.csv"
    path.write_text(table(NFI, *([KATE] * 60_000)))
    with intake.open_file(path) as reading:
        rows = reading.rows()
        assert reading.expected == 60_000 and next(rows).line == 2
        reading.cancel()
        with pytest.raises(Refused, match=r"pay\.csv: Reading was cancelled"):
            list(rows)
    reading, rows = read(tmp_path, "small.csv", table(NFI, KATE))
    assert balanced(reading, rows)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Standard hours per week", "1600", "16 hours"), ("Standard hours per week", "3700", "37 hours"),
        ("Standard hours per week", "0700", "7 hours"), ("Standard hours per week", "3725", "37.25 hours"),
        ("Standard hours per week", "37", None), ("Full-time/part-time flag", "P", "part time"), ("F/P/C flag", "C", "casual"),
        ("LEAVER  INDICATOR", "L", "has left"), ("Sex", "F", "female"), ("Sex (2)", "M", "male"), ("Surname", "F", None),
    ],
)  # fmt: skip
def test_a_code_has_its_meaning(name, value, said):
    """A copy must be intelligible (Article 12(1)): the layout writes sixteen hours as 1600."""
    assert codes.meaning("payroll", name, value) == said
