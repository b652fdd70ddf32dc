"""The hand-kept list of staff number and registration number, which joins names to census rows."""

import pytest

from casework.records.intake import Name, codes
from returns import fields, read, table, workbook

HEAD = ["Staff number", "Name", "SWE number", "Checked on", "Checked by"]
KATE = ["0012345", "Katherine Robertson", "SW0012345", "03/10/2026", "P. Nair"]


def test_both_numbers_are_given_raw(tmp_path):
    """Zeros and spaces stay: whether two numbers are the same is decided elsewhere."""
    data = table(HEAD, KATE, ["AG-77", "Robertson Kate", "XX 88999", "", ""])
    for name, bytes_ in (("lookup.csv", data.encode()), ("lookup.xlsx", workbook({"List": [HEAD, KATE]}))):
        reading, [one, *_] = read(tmp_path, name, bytes_)
        assert (reading.reader, one.kind, one.record_class) == ("lookup", "lookup", "registration-lookup")
        assert one.identifiers == (("staff", "0012345", "Staff number"), ("swe", "SW0012345", "SWE number"))
        assert fields(one) == dict(zip(HEAD, KATE, strict=True))
        assert one.names == (Name(full="Katherine Robertson"),) and not one.warnings and one.born is None
    _, [_, agency] = read(tmp_path, "lookup.csv", data)
    assert agency.identifiers[1] == ("swe", "XX 88999", "SWE number")


@pytest.mark.parametrize(
    ("staff", "name", "swe"),
    [
        ("PERSONAL REFERENCE", "employee name", "sweno"), ("Payroll Number", "Full name", "HCPC Number"),
        ("PersonNumber", "Name", "Professional Registration No"),
        ("prof_staff_id", "prof_professional_name", "prof_social_worker_registration_no"),
    ],
)  # fmt: skip
def test_the_headings_councils_use_are_known(tmp_path, staff, name, swe):
    """The list has no layout of its own: the systems' own headings serve."""
    reading, [one] = read(tmp_path, "l.csv", table([staff, name, swe], ["0012345", "Kate Robertson", "SW12345"]))
    assert reading.reader == "lookup" and [key[0] for key in one.identifiers] == ["staff", "swe"]
    assert one.names == (Name(full="Kate Robertson"),)


def test_names_in_parts_and_unknown_columns_are_kept(tmp_path):
    """Surname and forename serve as well as one name; any other column is a field of its own name."""
    head = ["Staff number", "Last name", "First name", "SWE number", "Locker"]
    reading, [one] = read(tmp_path, "l.csv", table(head, ["1", "Robertson", "Kate", "SW1", "T. Hussain"]))
    assert one.names == (Name(forename="Kate", surname="Robertson"),)
    assert fields(one)["Locker"] == "T. Hussain" and len(reading.warnings) == 1


def test_a_day_that_is_none_is_told(tmp_path):
    """31/02/2026 in 'Checked on' is kept and pointed out."""
    _, [one] = read(tmp_path, "l.csv", table(HEAD, [*KATE[:3], "31/02/2026", "P. Nair"]))
    assert one.warnings == ("Checked on '31/02/2026' is not a date in day/month/year: kept",)


def test_the_registration_number_has_a_plain_label():
    """SWE is spelt out for the reader of a copy."""
    assert codes.label("lookup", "SWE number") == "Social Work England number"
