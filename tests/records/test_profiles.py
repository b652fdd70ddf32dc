"""The layouts of the systems: whose a row is, what its days are, what is held back, and what only looks like a number."""

from dataclasses import replace
from datetime import date

import pytest

from casework.law.retention import classes
from casework.records.intake import Fault, Name, codes, layouts
from casework.text.days import ORDERS
from returns import balanced, fields, read, table

ITRENT = [
    "Personal reference", "Employee", "Position", "Absence group", "Absence type", "Absence from", "Absence to",
    "Working days", "Reason", "Comments",
]  # fmt: skip
SAP = ["PERNR", "BEGDA", "ENDDA", "NACHN", "VORNA", "NAME2", "RUFNM", "GBDAT", "GESCH"]
LEAVE = [
    "<DEFN>", "<EMPID>", "<POSTID>", "<SDATE>", "<STIME>", "<EDATE>", "<ETIME>", "<ABSTYPE>", "<ABSCODE>", "<ABSRSN>",
    "<NOPROC>",
]  # fmt: skip
CHILD = ["CHILD", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"]


def keys(record):
    return [(kind, text) for kind, text, _ in record.identifiers]


def said(reading, rows=()):
    return [fault.what for fault in reading.warnings] + [what for row in rows for what in row.warnings]


def test_an_itrent_absence_report(tmp_path):
    """Banner rows are named, the name is parted at its comma, an absence without an end is whole."""
    rows = [
        ["0012345", "Robertson, Kate", "Social Worker", "Sickness", "Open", "03/02/2026", "", "3", "Stress", "a note"],
        ["0044556", "HUSSAIN, Mohammed (Tariq)", "Manager", "Other", "Jury", "01/06/2026", "12/06/2026", "10", "", ""],
    ]
    text = "Absences to 22/11/2026\r\nUnit: Children\r\n\r\n" + table(ITRENT, *rows)
    reading, [kate, tariq] = read(tmp_path, "a.csv", text)
    assert (reading.reader, kate.record_class) == ("itrent-absence", "absence")
    assert keys(kate) == [("staff", "0012345")] and kate.names == (Name(forename="Kate", surname="Robertson"),)
    assert tariq.names == (
        Name(forename="Tariq", surname="HUSSAIN"), Name(forename="Mohammed", surname="HUSSAIN"),
    )  # fmt: skip
    assert "Absence to" not in fields(kate) and fields(kate)["Comments"] == "a note"
    assert said(reading, [kate, tariq]) == ["a row above the headings: left out"] * 2


def test_resourcelink_leave(tmp_path):
    """Keywords in angle brackets are headings; MAIN and EMPLOYEE are no posts, S is sickness, and FTE is hours."""
    rows = [["", "0012345", "MAIN", "03/02/2026", "09:00", "", "", "S", "SICK", "STRESS", "Y"]]
    reading, [one] = read(tmp_path, "l.csv", table(LEAVE, *rows))
    assert (reading.reader, one.record_class, keys(one)) == ("resourcelink-leave", "absence", [("staff", "0012345")])
    meanings = {name: codes.meaning(one.kind, name, text) for name, text in fields(one).items()}
    assert meanings["<POSTID>"] == "the main post" and meanings["<ABSTYPE>"] == "sickness"
    reading, [one] = read(tmp_path, "s.csv", table(["Pay Ref", "Surname", "FTE", "Suspended"], ["1", "B", "37", "T"]))
    assert reading.reader == "resourcelink" and codes.label(one.kind, "FTE") == "Standard hours (headed FTE)"
    assert codes.meaning(one.kind, "Suspended", "T") == "pay suspended: casual"
    assert codes.meaning(one.kind, "Suspended", "Y") == "pay suspended"


def test_sap_gives_every_name_a_person_had(tmp_path):
    """Padded numbers, days with points, a period that is open until 9999, the earlier and the everyday name."""
    rows = [
        ["00012345", "01.09.2012", "31.12.2019", "Jones", "Katherine Anne", "", "Kate", "14.03.1984", "2"],
        ["00012345", "20200101", "31.12.9999", "Robertson", "Katherine Anne", "Jones", "Kate", "14.03.1984", "2"],
    ]
    reading, [old, new] = read(tmp_path, "s.txt", table(SAP, *rows, separator="|"))
    assert (reading.reader, new.record_class, new.born) == ("sap", "personnel", date(1984, 3, 14))
    assert [name.surname for name in old.names] == ["Jones", "Jones"]
    assert [(name.forename, name.surname) for name in new.names] == [
        ("Katherine Anne", "Jones"), ("Kate", "Robertson"), ("Katherine Anne", "Robertson"),
    ]  # fmt: skip
    assert keys(new) == [("staff", "00012345")] and not said(reading, [old, new])
    assert codes.meaning("sap", "ENDDA", "31.12.9999") == "open"
    _, [slashed] = read(tmp_path, "s.txt", table(SAP, [*rows[0][:7], "14/03/1984", "2"]))
    assert slashed.born is None and "not a date in day.month.year or yearmonthday" in slashed.warnings[0]


def test_a_training_export(tmp_path):
    """The trainer is somebody else and is kept as a field; the learner is whose row it is."""
    head = ["Staff Number", "First Name", "Last Name", "Course Title", "Date Completed", "Expiry Date", "Trainer"]
    reading, [one] = read(
        tmp_path, "t.csv", table(head, ["12345", "Kate", "Robertson", "ASYE", "30/09/2013", "", "J. D."])
    )
    assert (reading.reader, one.record_class, keys(one)) == ("training", "training", [("staff", "12345")])
    assert one.names == (Name(forename="Kate", surname="Robertson"),) and fields(one)["Trainer"] == "J. D."


def test_an_absence_export_of_another_system(tmp_path):
    """A staff number and a kind of absence make one."""
    head = ["Employee Number", "Surname", "Absence Type", "First Day", "Last Day", "Working Days Lost"]
    reading, [one] = read(tmp_path, "a.csv", table(head, ["007", "Bond", "Sickness", "01/02/2026", "31/02/2026", "1"]))
    assert (reading.reader, one.record_class) == ("absence", "absence")
    assert one.warnings == ("Last Day '31/02/2026' is not a date in day/month/year: kept",)


def test_the_childrens_return_shows_the_worker_and_holds_the_child_back(tmp_path):
    """SSDA903's table of social workers: nothing that stands in a column about the child is in the record or ledger."""
    head = [*CHILD, "UPN", "Child surname", ""]
    rows = [
        ["9001", "SW12345", "01/04/2026", "", "CHCHAN", "Z123456789012", "Smithson", "extra"],
        ["9002", "SW12345", "01/04/2026", "", "CHCHAN", "Z999999999999", "Smithson", "extra"],
        ["9001", "SW12345", "01/04/2026", "", "CHCHAN", "Z123456789012", "Smithson", "extra"],
        ["9003", "XX1", "02/04/2026", "03/05/2026", "MANAGE", "", "", "", "Jonesson"],
        ["9004Smithson", "", "", "", "", "", "", ""],
    ]
    reading, found = read(tmp_path, "sw.csv", table(head, *rows))
    assert reading.reader == "ssda903" and reading.expected == 5 and balanced(reading, found)
    first, second, again, other, alone = found
    assert keys(first) == [("swe", "SW12345")] and first.names == () and first.born is None
    assert fields(first)["SW_REASON"] == "CHCHAN" and fields(first)["CHILD"] == "held back: about a child"
    assert fields(second)["CHILD"] == "held back: about a child, no. 2 with this entry"
    assert fields(again) == fields(first) and "Column 9" in fields(other)
    words = str([(record.segments, record.warnings) for record in found[:4]]) + alone.why + str(reading.warnings)
    for secret in ("9001", "9002", "9003", "9004", "Z1234", "Smithson", "Jonesson", "extra"):
        assert secret not in words and secret not in str(reading.about)
    assert "'CHILD', 'UPN', 'Child surname', 'Column 8': held back because it is about a child" in " ".join(
        said(reading)
    )
    assert codes.meaning("ssda903", "SW_REASON", "CHCHAN") == "the child asked for a change"


def test_without_the_rule_the_child_would_be_seen(tmp_path, monkeypatch):
    """The planted fault: a layout that forgot to hold back would show the child."""
    from dataclasses import replace

    from casework.records.intake import staff

    heading = staff.recognise(iter([(1, CHILD)]))
    open_ = replace(heading, means=["others" if what == "child" else what for what in heading.means])
    row = [(2, ["9001", "SW12345", "01/04/2026", "", "CHCHAN"])]
    assert "9001" not in str(list(staff.read(heading, iter(row)))) and "9001" in str(list(staff.read(open_, iter(row))))


def test_the_agency_return(tmp_path):
    """An agency worker is known by the registration number; the agency's own reference numbers nobody."""
    head = ["SWE Number", "Name", "Agency name", "Assignment reference", "Job role", "Start date", "Hourly rate"]
    row = ["SW98765", "Okafor, David", "Acme", "0012345", "Social worker", "01/07/2026", "38.50"]
    reading, [one] = read(tmp_path, "q.csv", table(head, row))
    assert (reading.reader, one.record_class, keys(one)) == ("agency", "agency-return", [("swe", "SW98765")])
    assert said(reading) == ["post numbers are kept, but do not link records to people: 'Assignment reference'"]


def test_an_assignment_number_joins_nobody(tmp_path):
    """iTrent's EMPLOYEE_REF is the assignment: two people's 0012345-1 are no one person's, and the ledger says so."""
    head = ["EMPLOYEE_REF", "EMPLOYEE", "Position"]
    reading, rows = read(tmp_path, "i.csv", table(head, ["0012345", "Kate Robertson", "x"], ["0012345", "A B", "y"]))
    assert reading.reader == "itrent-interface" and [keys(row) for row in rows] == [[], []]
    assert Fault(1, "post numbers are kept, but do not link records to people: 'EMPLOYEE_REF'") in reading.warnings


def test_one_row_a_contract_is_one_person_with_several_records(tmp_path):
    """Two posts are two records with the same number."""
    head = ["Personal reference", "Employee", "Position", "Position reference", "Start date"]
    rows = [["0012345", "Robertson, Kate", title, ref, "01/09/2012"] for title, ref in (("A", "P1"), ("B", "P2"))]
    reading, found = read(tmp_path, "i.csv", table(head, *rows))
    assert reading.reader == "itrent" and [keys(row) for row in found] == [[("staff", "0012345")]] * 2


@pytest.mark.parametrize("profile", layouts.profiles(), ids=lambda one: one.reader)
def test_each_profile_is_known_by_its_own_headings(profile):
    """A table with the first heading of each role a profile needs is read by it, and by no profile before it."""
    headings = [next(name for name, role in profile.roles.items() if role == need) for need in profile.needs]
    first = next(one for one in layouts.profiles() if one.means(headings))
    assert first is profile


@pytest.mark.parametrize("profile", layouts.profiles(), ids=lambda one: one.reader)
def test_each_profile_keeps_a_known_class_and_reads_days_in_a_known_order(profile):
    """A class without a retention period, or an order of days nobody can read, is a slip in the profile."""
    assert unknown(profile) == set()


def unknown(profile):
    """What a profile says that nothing else knows: its class, and its orders of days."""
    return {profile.record_class, *profile.days} - set(classes()) - set(ORDERS)


def test_a_slip_in_a_profile_is_seen():
    """The planted faults: a misspelt class and a misspelt order of days."""
    slip = replace(layouts.profiles()[0], record_class="payrol", days=("day/mont/year", "yearmonthday"))
    assert unknown(slip) == {"payrol", "day/mont/year"}


TELLING = {
    "surname": ["Surname", "Last Name", "Family Name", "NACHN", "LASTNAME", "PersonFamilyName"],
    "forename": ["Forename(s)", "First Name", "Given Name", "VORNA", "FIRSTNAME", "PersonGivenName"],
    "known": ["Known As", "Preferred Name", "KNOWNAS", "PreferredName"],
    "former": ["Previous Surname", "PreviousSurname", "Former Name", "Maiden Name", "FormerFamilyName", "NAME2"],
    "born": ["Date of birth", "DOB", "GBDAT", "DATEOFBIRTH", "PersonBirthDate"],
    "ni": ["National insurance number", "NI Number", "NINO", "NINumber"],
    "swe": ["SWENo", "Social Work England number", "HCPC Number", "HCPCIdentifier", "WORKER_ID_CODE"],
    "email": ["Email address", "Work Email", "EmailAddress", "Home Email", "Personal Email"],
}  # fmt: skip


@pytest.mark.parametrize("profile", [one for one in layouts.profiles() if not one.rest], ids=lambda one: one.reader)
def test_what_says_who_somebody_is_is_used_in_every_layout(profile):
    """A birth date, a name or a number that a system's documents name is never only kept, whatever file it stands in."""
    needed = [next(name for name, role in profile.roles.items() if role == need) for need in profile.needs]
    for role in TELLING.keys() - profile.needs:
        for heading in map(layouts.plain, TELLING[role]):
            assert profile.means([*needed, heading])[-1] == role, (heading, role)


def test_a_layouts_own_heading_is_believed_before_one_that_is_known_everywhere(tmp_path):
    """The payroll file's own surname is the surname, wherever another system's heading for one stands in the row."""
    head = ["NACHN", "Employee reference number", "Surname"]
    reading, [one] = read(tmp_path, "p.csv", table(head, ["Other", "1", "Bond"]))
    assert one.names == (Name(surname="Bond"),) and fields(one)["NACHN"] == "Other"
    assert said(reading) == ["the heading 'NACHN' is not in this layout: its column is kept"]


def test_a_staff_list_that_hr_put_together(tmp_path):
    """The workbook behind the census: posts, names, birth date and every number are used, and it is no mere list of numbers."""
    head = [
        "Staff number", "Surname", "First name", "Previous surname", "Date of birth", "NI Number", "SWE number", "Job title",
        "Start date", "Line manager",
    ]  # fmt: skip
    row = [
        "0050030",
        "Teal",
        "Tess",
        "Tern",
        "07/08/1979",
        "AD223456C",
        "SW44444",
        "Social Worker",
        "01/02/2015",
        "P. N.",
    ]
    reading, [one] = read(tmp_path, "hr.csv", table(head, row))
    assert (reading.reader, one.record_class, one.born) == ("personnel", "personnel", date(1979, 8, 7))
    assert keys(one) == [("staff", "0050030"), ("swe", "SW44444"), ("ni", "AD223456C")] and not said(reading, [one])
    assert [name.surname for name in one.names] == ["Tern", "Teal"]
