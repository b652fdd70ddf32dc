"""The census return: word for word, in any order and spelling, never refused for its schema."""

from datetime import date

import pytest

from casework import Refused
from casework.records.intake import Fault, Unreadable, codes
from casework.records.intake import census as reader
from casework.records.intake.census_faults import date_of
from returns import HEADER, WORKER, balanced, census, fields, read, worker


def test_a_worker_is_kept_word_for_word(tmp_path):
    """All items as written, the header told apart, the registration number and birth date as keys, no warning."""
    reading, [one] = read(tmp_path, "return.xml", census(worker()))
    assert fields(one) == WORKER
    assert (one.kind, one.record_class, one.line) == ("census", "workforce-census", 6)
    assert one.identifiers == (("swe", "SW12345", "SWENo"),)
    assert (one.born, one.born_field, one.names, one.warnings) == (date(1984, 3, 14), "PersonBirthDate", (), ())
    assert {
        "year": "2026",
        "reference_date": "2026-09-30",
        "lea": "805",
        "collection": "CSWW",
    }.items() <= reading.about.items()
    assert reading.about["NumberOfVacancies"] == "7.50"
    assert (reading.reader, reading.expected, reading.warnings) == ("census", 1, [])


@pytest.mark.parametrize("change", [("CSWW<", "CSWWW<"), ("DateTime", "DataTime")])
def test_both_spellings_of_the_schemas_are_read_without_a_word(tmp_path, change):
    """One schema says CSWW and DateTime, the other CSWWW and DataTime: neither is a fault."""
    reading, rows = read(tmp_path, "r.xml", census(worker(), header=HEADER.replace(*change)))
    assert balanced(reading, rows) and not reading.warnings


def test_items_in_any_order_repeated_unknown_nested_and_with_attributes_stay(tmp_path):
    """A second QualInst is `QualInst (2)`; what is not of the return keeps its path, attributes and words."""
    items = (
        '<CSWWWorker id="7"><CFKSSstatus>2</CFKSSstatus><QualInst>Durham</QualInst><SWENo>SW1</SWENo><QualInst>York</QualInst>'
        '<New kind="a &lt;b&gt;">before<Inner>deep &amp; down</Inner>after</New><sweno>SW9</sweno><AgencyWorker>1</AgencyWorker></CSWWWorker>'
    )
    _, [one] = read(tmp_path, "r.xml", census(items))
    assert [(part.name, part.text) for part in one.segments] == [
        ("@id", "7"), ("CFKSSstatus", "2"), ("QualInst", "Durham"), ("SWENo", "SW1"), ("QualInst (2)", "York"),
        ("New@kind", "a <b>"), ("New", "before"), ("New/Inner", "deep & down"), ("New (2)", "after"), ("sweno", "SW9"),
        ("AgencyWorker", "1"),
    ]  # fmt: skip
    assert one.identifiers == (("swe", "SW1", "SWENo"),)
    assert "sweno is not an item of the return: kept as written" in one.warnings


def test_several_records_of_one_person_are_several_records(tmp_path):
    """Somebody with two roles stands twice; two birth dates for one number are pointed out."""
    text = census(worker(), worker(OrgRole="5"), worker(PersonBirthDate="1985-03-14"))
    reading, rows = read(tmp_path, "r.xml", text)
    assert balanced(reading, rows) and [fields(row)["OrgRole"] for row in rows] == ["4", "5", "4"]
    assert reading.warnings == [Fault(8, "SWENo 'SW12345' has a different date of birth on line 6")]


def test_a_namespace_and_a_missing_header_are_tolerated(tmp_path):
    """A prefix changes no name; without a header the return is read, and said to have none."""
    text = (
        census(worker(), header="")
        .replace("<", "<c:")
        .replace("<c:/", "</c:")
        .replace("<c:Message", '<c:Message xmlns:c="u"')
    )
    reading, [one] = read(tmp_path, "r.xml", text)
    assert fields(one) == WORKER
    assert [fault.what for fault in reading.warnings] == ["there is no header, so the year of the return is not known"]


def test_what_stands_outside_the_workers_is_not_lost(tmp_path):
    """An unknown part of the header is kept with the source; what stands after a worker is told with its words."""
    text = census("<Odd><Note>first</Note></Odd>", worker(), "<Footer>the end</Footer>")
    reading, rows = read(tmp_path, "r.xml", text)
    assert reading.about["Odd/Note"] == "first"
    assert any("Footer 'the end' comes after a worker" in fault.what for fault in reading.warnings)
    assert balanced(reading, rows)


def test_a_worker_in_other_capitals_is_read_and_pointed_out(tmp_path):
    """`cswwworker` is a person's record all the same."""
    reading, rows = read(tmp_path, "r.xml", census(worker(), worker().replace("CSWWWorker", "CswwWorker")))
    assert balanced(reading, rows) and len(rows) == 2
    assert any("spelt 'CswwWorker'" in what for what in rows[1].warnings)


def test_a_return_broken_in_the_middle_keeps_what_came_before(tmp_path):
    """The good records are read, each lost one is named, and the ledger adds up."""
    text = census(worker(), worker(SWENo="SW2"), worker(SWENo="SW<3"), worker(SWENo="SW4"))
    reading, rows = read(tmp_path, "r.xml", text)
    assert [fields(row)["SWENo"] for row in rows[:2]] == ["SW12345", "SW2"]
    assert [type(row) for row in rows[2:]] == [Unreadable, Unreadable] and balanced(reading, rows)
    assert rows[2].line == 8 and "record 3" in rows[2].why
    assert reading.warnings[0].line == 8


def test_records_are_counted_without_the_parser():
    """The count does not fall for comments, CDATA, longer names or closing tags."""
    text = "<M><!-- <CSWWWorker> --><CSWWWorker/><x:CSWWWorker a='1'></x:CSWWWorker><CSWWWorkers/><![CDATA[<CSWWWorker>]]></M>"
    assert reader.expected(text.encode()) == 2
    assert reader.expected(text.encode("utf-16")) == 2


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ({"Ethnicity": None}, "not an agency worker, and without Ethnicity"),
        ({"GenderCurrent": None}, "not an agency worker, and without GenderCurrent"),
        ({"StartOrigin": None, "AgencyWorker": "1"}, "RoleStartDate and StartOrigin belong together"),
        ({"RoleEndDate": "2026-05-01", "FTE": "0"}, "RoleEndDate without the other items of a leaver"),
        ({"RoleEndDate": "2026-05-01", "ReasonLeave": "1", "LeaverDestination": "1"}, "a leaver whose FTE is not 0"),
        ({"FTE": "1.2"}, "FTE '1.2' is outside 0 to 1"),
        ({"Cases30": "41"}, "Cases30 '41' is outside 0 to 40"),
        ({"OrgRole": "7"}, "OrgRole '7' is not one of its codes"),
        ({"PersonBirthDate": "2012-03-14"}, "PersonBirthDate gives an age that is not between 18 and 80"),
        ({"PersonBirthDate": "2026-02-31"}, "PersonBirthDate '2026-02-31' is not a date: kept as written, not used"),
        ({"ReasonAbsence": "SIC"}, "ReasonAbsence without Absat30Sept 1"),
        ({"ContractWeeks": "26.0"}, "ContractWeeks is for agency workers only"),
        ({"SWENo": None}, "there is no SWENo to link the record to a person"),
        ({"SWENo": "XX88999"}, "SWENo is a placeholder (XX): it cannot link the record to a person"),
        ({"SWENo": "ab" * 32}, "SWENo is a hash, as in copies made for sharing: it cannot link the record to a person"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_a_warning_and_never_a_reason_to_refuse(tmp_path, items, said):
    """Each fault is told with the record, which is kept as it stands."""
    _, [one] = read(tmp_path, "r.xml", census(worker(**items)))
    assert one.warnings == (said,)
    assert fields(one) == {name: text for name, text in (WORKER | items).items() if text is not None}


def test_a_leaver_outside_the_census_year_is_pointed_out(tmp_path):
    """The census year ends on the reference date."""
    leaver = {"RoleEndDate": "2024-05-01", "ReasonLeave": "1", "LeaverDestination": "1", "FTE": "0"}
    _, [one] = read(tmp_path, "r.xml", census(worker(**leaver)))
    assert one.warnings == ("RoleEndDate is outside the census year",)


def test_a_header_with_another_collection_is_pointed_out(tmp_path):
    """The workers are read whatever the header calls them."""
    reading, [_] = read(tmp_path, "r.xml", census(worker(), header=HEADER.replace(">CSWW<", ">CSWS<")))
    assert [fault.what for fault in reading.warnings] == ["the header calls the collection 'CSWS', not CSWW"]


def test_a_worker_within_a_worker_and_a_return_without_any_are_refused(tmp_path):
    """Neither can be read for certain: a sentence, and nothing is kept."""
    with pytest.raises(Refused, match="is inside another at line 6"):
        read(tmp_path, "r.xml", census(worker().replace("<SWENo>", "<CSWWWorker/><SWENo>")))
    with pytest.raises(Refused, match="has no workers"):
        read(tmp_path, "r.xml", census())


def test_encodings_of_xml_are_read(tmp_path):
    """UTF-16 and Windows-1252 returns hold the same words."""
    text = census(worker(QualInst="Prifysgol Aberystwyth, Ŵyl"))
    for data in (text.encode("utf-16"), text.encode()):
        reading, [one] = read(tmp_path, "r.xml", data)
        assert fields(one)["QualInst"] == "Prifysgol Aberystwyth, Ŵyl" and reading.expected == 1
    latin = '<?xml version="1.0" encoding="windows-1252"?>' + census(worker(QualInst="Universität"))
    assert fields(read(tmp_path, "r.xml", latin.encode("cp1252"))[1][0])["QualInst"] == "Universität"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OrgRole", "4", "senior practitioner"), ("QualLevel (2)", "2", "postgraduate"), ("Ethnicity", "MWBC", "White and Black Caribbean"),
        ("GenderCurrent", "9", "not specified"), ("Sex", "F", "female"), ("StepUpGrad", "0", "no"), ("AgencyWorker", "1", "agency worker"),
        ("StartOrigin", "10", "not yet collected"), ("ReasonLeave", "7", "moved to another role in the local authority"),
        ("ReasonAbsence", "SIC", "sickness"), ("Absat30Sept", "1", "absent"), ("OrgRole", "7", None), ("FTE", "1", None), ("Strange", "1", None),
    ],
)  # fmt: skip
def test_a_code_has_its_meaning(name, value, said):
    """A copy must be intelligible: the meaning stands beside the code (Article 12(1))."""
    assert codes.meaning("census", name, value) == said


def test_every_item_has_a_label_in_words():
    """All 23 items, and Sex, are named in plain words; an unknown item stands for itself."""
    for name in (*WORKER, "RoleEndDate", "LeaverDestination", "ReasonLeave", "ContractWeeks", "ReasonAbsence", "Sex"):
        assert codes.known("census", name) and codes.label("census", name)
    assert [codes.label("census", name) for name in ("PersonBirthDate", "OrgRole")] == [
        "Date of birth",
        "Role in the organisation",
    ]
    assert codes.label("census", "Strange (2)") == "Strange (2)"


def test_a_date_is_a_date_or_nothing():
    """What XML calls a date, with or without its time or zone; nothing is guessed."""
    assert date_of("1984-03-14Z") == date_of("1984-03-14T00:00:00") == date(1984, 3, 14)
    assert [date_of(text) for text in ("14/03/1984", "1984-3-14", "2026-02-30", "", "1984-03-14 or so")] == [None] * 5


def test_a_copy_made_for_sharing_joins_nobody(tmp_path):
    """A hash is no registration number and the first of a month no birth date: neither finds or gainsays anybody."""
    made = census(worker(SWENo="ab" * 32, PersonBirthDate="1984-03-01"), worker(PersonBirthDate="1984-03-01"))
    _, [shared, plain] = read(tmp_path, "r.xml", made)
    assert (shared.identifiers, shared.born) == ((), None) and str(plain.born) == "1984-03-01"
    assert shared.warnings == (
        "SWENo is a hash, as in copies made for sharing: it cannot link the record to a person",
        "PersonBirthDate was cut to the month, as in copies made for sharing: kept, not used",
    )
    _, [unknown] = read(tmp_path, "r.xml", census(worker(PersonBirthDate="1900-01-01")))
    assert unknown.born is None
