"""Which record belongs to whom: strong keys join, everything weaker only ever makes a candidate."""

import json
from datetime import UTC, datetime

import pytest

from casework.text.identifiers import normalised
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening, person_cards
from dpo_console.people import jobs as people_jobs
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from workforce import KATE, census, lookup, payroll, staff, worker

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def register(empty, tmp_path):
    """Import files into a desk of one's own; answers every person with their records' kinds."""
    import shutil

    desk = opening.open_desk(shutil.copytree(empty, tmp_path / "desk"), "four plain words here", now=NOW)

    def bring(*files):
        ledgers = []
        for number, data in enumerate(files):
            path = tmp_path / f"file{number}"
            path.write_bytes(data)
            ledgers += records_jobs.import_files(desk, [path], NOW).sources
        found = json.loads(to_json(person_cards.people_of(desk, "")))["people"]
        return found, ledgers

    bring.desk = desk
    yield bring
    desk.close()


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("staff", " 0012345 ", "12345"),
        ("staff", "ag-77", "AG-77"),
        ("staff", "unknown", None),
        ("staff", "N/A", None),
        ("staff", "000", None),
        ("staff", "1.23E+05", None),
        ("ni", "QQ 12 34 56 C", "QQ123456"),
        ("ni", "qq123456", "QQ123456"),
        ("ni", "TN140384F", None),
        ("swe", "SW0012345", "SW12345"),
        ("swe", "sw 12345", "SW12345"),
        ("swe", "SW000", None),
        ("swe", "XX88999", None),
        ("swe", "yU5183454352", "YU5183454352"),
        ("swe", "SW1234567890123", "SW1234567890123"),
        ("email", " K.Robertson@Council.Example ", "k.robertson@council.example"),
        ("email", "none", None),
    ],
)
def test_identifiers_have_one_form(kind, raw, value):
    """Zeros, spaces and case do not distinguish; placeholders are no key; an XX number is nobody's."""
    assert normalised(kind, raw) == value


def test_the_payrolls_person_is_the_censuss_through_the_lookup(register):
    """Two files that share no key become one person when the hand-kept list says so, in any order of import."""
    files = [census(worker()), payroll(KATE), lookup(("12345", "Katherine Robertson", "SW0012345"))]
    found, _ = register(*files)
    assert [(one["name"], one["records"]) for one in found] == [("Katherine Robertson", 3)]
    assert found[0]["identifiers"]["swe"] == ["SW12345"]


def test_the_lookup_first_gives_the_same_person(register):
    """The order of import does not matter."""
    found, _ = register(lookup(("12345", "Katherine Robertson", "SW0012345")), payroll(KATE), census(worker()))
    assert [one["records"] for one in found] == [3]


def test_a_national_insurance_number_joins_an_earlier_name(register):
    """Another staff number, another surname, the same number of the state: one person."""
    found, _ = register(payroll(KATE, staff("0098761", "Kate", "Jones", "14/03/1984", "QQ 12 34 56 C")))
    assert len(found) == 1
    assert found[0]["names"] == ["Katherine Robertson", "Kate Jones"]


def test_an_xx_number_joins_nobody(register):
    """Two agency workers under one placeholder are not one person, and neither is in the register."""
    found, ledgers = register(census(worker("XX88999", "1984-03-14"), worker("XX88999", "1990-01-01")))
    assert found == []
    assert ledgers[0].read == 2


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (staff("0012345", "Katherine", "Robertson", "02/02/1990"), "different date of birth"),
        (staff("0012345", "Katherine", "Robertson", "14/03/1984", "AB654321A"), "different National Insurance number"),
    ],
)
def test_a_number_that_others_gainsay_keeps_apart_and_says_so(register, second, why):
    """Two people on one staff number: the second is kept apart, and the ledger says which number and why."""
    found, ledgers = register(payroll(KATE), payroll(second))
    assert len(found) == 2
    [warning] = [one.what for one in ledgers[1].warnings if "kept apart" in one.what]
    assert why in warning
    assert "12345" in warning


BOB = staff("0012345", "Bob", "Jones", Department="Night duty")


@pytest.mark.parametrize("first", [staff("0012345", "Alice", "Smith"), KATE])
def test_a_row_with_nothing_but_a_number_that_two_have_had_joins_neither(register, first):
    """A staff number given to another later, and a row that bears it and no name: the two stay two, the row nobody's."""
    register(payroll(first), payroll(BOB))
    found, [ledger] = register(payroll(staff("0012345", "", "", Comments="Away")))
    assert [one["records"] for one in found if one["person"]] == [1, 1]
    assert "its numbers belong to 2 different people: not linked to anyone" in ledger.warnings[0].what


def test_of_two_on_one_number_the_other_numbers_of_a_row_say_whose_it_is(register):
    """Where one of the two holds the row's National Insurance number as well, the row is theirs alone."""
    register(payroll(staff("0012345", "Alice", "Smith", ni="QQ123456C")), payroll(BOB))
    found, _ = register(payroll(staff("0012345", "Alice", "Jones", ni="QQ123456C", Comments="Married")))
    assert {one["name"]: one["records"] for one in found} == {"Alice Jones": 2, "Bob Jones": 1}


def test_a_hand_kept_row_with_a_strangers_name_joins_nobody_silently(register):
    """A staff number with a name nobody of that number ever had is kept apart: slips are common in lists kept by hand."""
    found, ledgers = register(
        payroll(KATE), lookup(("0012345", "David Okafor", "SW98765")), census(worker("SW98765", "1970-01-01"))
    )
    kate = next(one for one in found if one["name"] == "Katherine Robertson")
    assert kate["records"] == 1
    assert any("a different name" in one.what for one in ledgers[1].warnings)


def test_like_names_and_shared_addresses_join_nobody(register):
    """Surname with birth date, and an e-mail in common, leave two people two."""
    twin = staff("0077777", "Kathryn", "Robertson", "14/03/1984", **{"Email address": "k.robertson@council.example"})
    found, _ = register(payroll(KATE, twin))
    assert len(found) == 2


def test_the_same_file_again_adds_nothing_but_a_sighting(register):
    """Every row of the second import is a duplicate, and the person's record is one, seen in two sources."""
    found, ledgers = register(payroll(KATE), payroll(KATE))
    assert (ledgers[1].expected, ledgers[1].read, ledgers[1].duplicate) == (1, 0, 1)
    [record] = person_cards.person_card(register.desk, found[0]["person"]).items
    assert record.sources == ["file0", "file0"] or len(record.sources) == 2


def test_the_same_census_row_of_another_year_is_another_record(register):
    """A return says how things were on one 30 September: the next year's is not a copy."""
    found, _ = register(census(worker(), year=2025), census(worker(), year=2026))
    assert found[0]["records"] == 2


def test_people_are_found_as_one_types(register):
    """The beginnings of names and of numbers find a person; folding forgives marks and case."""
    register(payroll(KATE, staff("0044556", "Siân", "O'Brien", "01/01/1980")))
    for typed, name in {
        "rob kat": "Katherine Robertson",
        "obrien": "Siân O'Brien",
        "sian": "Siân O'Brien",
        "0012": "Katherine Robertson",
    }.items():
        assert [one.name for one in person_cards.people_of(register.desk, typed).people] == [name], typed
    assert person_cards.people_of(register.desk, "zz").total == 0


def test_a_cancelled_import_leaves_nothing(register, tmp_path):
    """Cancelling in the middle takes back every row, and the next import starts clean."""
    from casework import Refused

    path = tmp_path / "many.csv"
    path.write_bytes(payroll(*[staff(str(number + 1000), "A", f"Name{number}") for number in range(5000)]))
    with pytest.raises(Refused, match=r"cancelled\. Nothing was saved"):
        records_jobs.import_files(register.desk, [path], NOW, cancelled=lambda: True)
    assert records_jobs.sources(register.desk) == []
    assert person_cards.people_of(register.desk, "").total == 0
    assert desk_jobs.audit_verify(register.desk).state == "whole"


def test_a_disk_that_fills_in_the_middle_of_an_import_leaves_nothing(register, tmp_path):
    """A full disk is one sentence, no row of the file is visible, and the desk goes on afterwards."""
    from casework import Refused

    desk = register.desk
    path = tmp_path / "many.csv"
    path.write_bytes(payroll(*[staff(str(number + 1000), "A", f"Name{number} " + "x" * 200) for number in range(5000)]))
    with desk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(Refused, match="disk is full"):
        records_jobs.import_files(desk, [path], NOW)
    desk.engine.dispose()
    assert records_jobs.sources(desk) == []
    assert person_cards.people_of(desk, "").total == 0
    assert desk_jobs.audit_verify(desk).state == "whole"
    assert records_jobs.import_files(desk, [path], NOW).sources[0].read == 5000


def test_a_short_form_finds_those_whose_name_it_is_after_those_who_go_by_it(register):
    """Who types Kitty Robertson finds Katherine too, with the name by which she is held."""
    kitty = staff("0055", "Kitty", "Robertson", "02/02/1990")
    register(payroll(KATE, kitty, staff("0066", "Katherine", "Bell", "03/03/1991")))
    found = person_cards.people_of(register.desk, "kitty robertson")
    assert [one.name for one in found.people] == ["Kitty Robertson", "Katherine Robertson"]
    assert [one.why for one in found.people] == ["name Kitty Robertson", "name Katherine Robertson"]
    assert person_cards.people_of(register.desk, "kitty").people[-1].why == "name Katherine Bell"


def test_a_staff_number_is_shown_with_its_zeros(register):
    """Lists, the queue and the ledger show a staff number as HR writes it, though it is compared without its zeros."""
    found, [ledger] = register(payroll(KATE, staff("0012345", "Katie", "Robertson", "14/03/1985", "QQ223456C")))
    assert [one["identifiers"]["staff"] for one in found] == [["0012345"]] * 2
    assert ledger.warnings[0].what.startswith("staff number 0012345 already belongs")
    [pair] = people_jobs.pairs(register.desk).pairs
    assert pair.one.identifiers.staff == pair.other.identifiers.staff == ["0012345"]
