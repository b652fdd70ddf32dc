"""Tables in other dress: tab-separated, .xls, .ods, and pages and XML that only call themselves a workbook."""

import pytest

from casework import Refused
from casework.records.intake import Fault, kinds, markup
from old_office import html, ods, xls, xml2003
from returns import KATE, NFI, balanced, fields, read, table

DRESSES = {
    "tab": lambda rows: table(*rows, separator="\t"), "semicolon": lambda rows: table(*rows, separator=";"),
    "xls": xls, "ods": ods, "html": html, "xml": xml2003,
}  # fmt: skip


@pytest.mark.parametrize("dress", DRESSES)
def test_the_same_table_is_read_in_every_dress(tmp_path, dress):
    """Whatever the file is called, each cell is kept as it stands, and the row number is the table's own."""
    row = [*KATE[:2], "Children & Families <East>", *KATE[3:]]
    reading, [one] = read(tmp_path, "export.xls", DRESSES[dress]([["Extract"], NFI, row]))
    assert fields(one) == {name: text for name, text in zip(NFI, row, strict=True) if text}
    assert (reading.reader, one.line) == ("payroll", 3) and balanced(reading, [one])
    assert Fault(1, "a row above the headings: left out") in reading.warnings


def test_numbers_of_an_old_workbook_gain_no_point(tmp_path):
    """12345 is 12345 and not 12345.0."""
    _, [one] = read(tmp_path, "export.xls", xls([NFI, [12345, *KATE[1:]]]))
    assert fields(one)["Employee reference number"] == "12345"


def test_what_is_not_read_beside_the_cells_is_said(tmp_path):
    """A comment may be about anybody: of .ods it is told where there is one, of .xls that there may be."""
    data = ods([NFI, KATE], more="<office:annotation><text:p>her mother</text:p></office:annotation>")
    reading, [one] = read(tmp_path, "export.ods", data)
    assert "mother" not in str(fields(one)) and not read(tmp_path, "export.ods", ods([NFI, KATE]))[0].warnings
    assert [fault.what for fault in reading.warnings] == ["comments on its cells were not read"]
    [fault] = read(tmp_path, "export.xls", xls([NFI, KATE]))[0].warnings
    assert fault.what == "comments on cells were not read, if this old workbook has any"


def test_a_cell_over_several_rows_of_a_page_belongs_to_each(tmp_path):
    """A number written once beside three posts is on all three; a cell over two columns takes up two."""
    head = "".join(f"<th>{name}</th>" for name in ("Staff number", "SWE number", "Name", "Post"))
    page = (
        f"<table><tr><td colspan=4>Report</td></tr><tr>{head}</tr>"
        '<tr><td rowspan="2">0012345</td><td rowspan="2">SW12345<td>Kate&nbsp;Robertson</td><td>One<br>half</td></tr>'
        "<tr><td>Kate Robertson</td><td rowspan=9999>Two</td></tr><tr><td>0044556</td><td>SW9</td><td>T. H.</td></tr></table>"
    )
    _, rows = read(tmp_path, "x.xls", page)
    said = [list(fields(row).values()) for row in rows]
    assert said == [
        ["0012345", "SW12345", "Kate Robertson", "One\nhalf"], ["0012345", "SW12345", "Kate Robertson", "Two"],
        ["0044556", "SW9", "T. H.", "Two"],
    ]  # fmt: skip


def test_a_table_within_a_table_of_a_page_is_found(tmp_path):
    """A report laid out by tables has its own within; scripts and styles are no text of a cell, and the rest is named."""
    page = f"<table><tr><td><script>x('<td>')</script>Menu</td><td>{html([NFI, KATE])}</td></tr></table>"
    reading, [one] = read(tmp_path, "x.xls", page)
    assert fields(one)["Surname"] == "Robertson" and reading.about["sheet"] == "table 2"
    assert Fault(0, "the sheet 'table 1' was not read") in reading.warnings


def test_places_days_and_comments_in_the_xml_of_2003(tmp_path):
    """A cell says its own place, a day becomes ISO, a comment is told and is no part of the cell, a hidden sheet is named."""
    rows = (
        '<Row ss:Index="9"><Cell><Data ss:Type="Number">12345.0</Data><Comment><Data>her mother</Data></Comment></Cell>'
        '<Cell ss:Index="6"><Data ss:Type="String">Jones</Data></Cell>'
        '<Cell ss:Index="10"><Data ss:Type="DateTime">1984-03-14T00:00:00.000</Data></Cell></Row>'
    )
    data = xml2003([NFI], more=rows).replace(
        "</Workbook>",
        '<Worksheet ss:Name="Old"><Table><Row><Cell><Data>x</Data></Cell></Row></Table><WorksheetOptions>'
        "<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>",
    )
    reading, [one] = read(tmp_path, "x.xls", data)
    found = {"Employee reference number": "12345", "Surname": "Jones", "Date of birth": "1984-03-14"}
    assert fields(one) == found and one.line == 9 and str(one.born) == "1984-03-14"
    assert [fault.what for fault in reading.warnings] == [
        "the sheet 'Old' (hidden) was not read", "comments on its cells were not read",
    ]  # fmt: skip


HARMFUL = {
    "doctype": (xml2003([NFI, KATE]).replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook'), "document type"),
    "cut": (xml2003([NFI, KATE])[:-200], "XML is broken at line"),
    "deep": (xml2003([NFI], more="<a>" * 5000), "too large for a staff list"),
    "far": (xml2003([NFI], more='<Row><Cell ss:Index="99999"><Data>x</Data></Cell></Row>'), "too large for a staff list"),
    "nested": ("<table><tr><td>" * 5000, "too large for a staff list"),
    "comment": ("<table><tr><td>x</td></tr>" + "<!--" * 100_000, "ends inside a comment"),
    "tags": ("<table><tr><td>x</td></tr>" + "<a b='" * 100_000, "tags that never end"),
    "wide": ("<table><tr>" + "<td colspan=9999>x" * 9, "too large for a staff list"),
    "damaged": (xls([NFI, KATE])[:1500], "workbook is damaged"),
    "hollow": (ods([NFI, KATE]).replace(b"office:spreadsheet", b"office:spreadsheat"), "damaged|No heading|No table"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_one_made_to_hurt_is_refused_and_the_reader_goes_on(tmp_path, name):
    """One sentence, nothing of the parser's words, and the next file is read."""
    data, said = HARMFUL[name]
    with pytest.raises(Refused, match=said) as refused:
        read(tmp_path, "x.xls", data)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 420
    assert len(read(tmp_path, "good.csv", table(NFI, KATE))[1]) == 1


def test_a_page_that_closes_nothing_is_read_in_no_time():
    """Declarations, comments and character data that never end cost no more than their length; words stay."""
    page = markup.HtmlPage("<table><tr><td>a<!-- > -->b<td>c" + "<!a" * 100_000)
    assert list(page.rows("table 1")) == [(1, ["ab", "c"])]


def test_a_file_of_nothing_but_comments_is_told_apart_quickly():
    """Ten thousand comments before no table do not hold up the telling of what a file is."""
    with pytest.raises(Refused):
        kinds.kind_of(b"<!-- x -->" * 10_000 + b"<nothing")
    assert kinds.kind_of(b"<!-- x -->" * 10_000 + b"<table>") == "page"
