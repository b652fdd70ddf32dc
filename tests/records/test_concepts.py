"""What columns mean, and when two values say the same."""

import pytest

from casework.records.concepts import concept, value


@pytest.mark.parametrize(
    ("kind", "name", "means"),
    [
        ("payroll", "Date of birth", "born"),
        ("census", "PersonBirthDate", "born"),
        ("sap", "GBDAT", "born"),
        ("payroll", " date  STARTED ", "start"),
        ("census", "RoleStartDate", "start"),
        ("itrent-absence", "Start date", None),
        ("itrent-absence", "Surname", "surname"),
        ("payroll", "Comments", None),
        ("payroll", "Surname (2)", None),
    ],
)
def test_a_column_means_one_thing_or_nothing(kind, name, means):
    """Names are known without regard to case and spaces; an absence's dates are no post's; a repeated column is itself."""
    found = concept(kind, name)
    assert (found.id if found else None) == means


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("Date of birth", "14/03/1984", "1984-03-14", True),
        ("Date of birth", "14.03.1984", "1984-03-14T00:00:00", True),
        ("Date of birth", "14/03/1984", "1984-04-13", False),
        ("Sex", "F", "2", True),
        ("Sex", "F", "1", False),
        ("NI number", "QQ 12 34 56 C", "qq123456", True),
        ("SWENo", "SW0012345", "sw12345", True),
        ("Surname", "O'BRIEN", "O’Brien", True),
        ("FTE", "0.600000", "P", True),
        ("FTE", "1.000000", "F", True),
        ("FTE", "1.000000", "P", False),
    ],
)
def test_values_are_compared_by_meaning(name, one, other, same):
    """Two writings of one fact are equal, two facts are not."""
    what = concept("payroll", name)
    assert (value(what, one) == value(what, other)) is same


@pytest.mark.parametrize(
    ("name", "text"),
    [("Date of birth", "01/01/1900"), ("End date", "31.12.9999"), ("Sex", "0"), ("FTE", "37.0"), ("FTE", "0.000000")],
)
def test_what_says_nothing_is_compared_with_nothing(name, text):
    """Placeholders, open ends, unknown codes, and hours that call themselves FTE are no value."""
    assert value(concept("payroll", name), text) == ""
