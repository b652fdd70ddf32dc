"""The register searched as one types: names, numbers however written, words in any field, each with its reason."""

import pytest

from dpo_console import jobs
from finding import NOW, PASSPHRASE, Sitting
from workforce import KATE, census, lookup, payroll, staff, worker


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all: nothing here changes it."""
    folder = tmp_path_factory.mktemp("desks") / "desk"
    jobs.create_desk(folder, PASSPHRASE, "Ann", NOW)
    sitting = Sitting(folder, tmp_path_factory.mktemp("register"))
    bell = staff("0055", "Ann", "Bell-Zielińska", "02/02/1990", "QQ999999A", Comments="Covers for the night duty team")
    sitting.bring(
        payroll(KATE, bell), lookup(("12345", "Katherine Jones", "SW0012345")), census(worker(QualInst="Durham"))
    )
    nobody = {
        "Employee reference number": "1.2E+05",
        "Surname": "Nobody",
        "Department": "Highways",
        "Comments": "in place of Ann",
    }
    sitting.bring(payroll(nobody))
    yield sitting.desk
    sitting.desk.close()


def found(desk, words, **page):
    """Whom the words find, each with why."""
    return [(one["person"], one["why"]) for one in jobs.people(desk, words, **page)["people"]]


@pytest.mark.parametrize(
    ("words", "person", "why"),
    [
        ("kath", 1, "name Katherine Robertson; name Katherine Jones"),
        ("robertson kath", 1, "name Katherine Robertson; name Katherine Jones"),
        ("zielinska", 2, "name Ann Bell-Zielińska"),
        ("0012345", 1, "staff number 0012345"),
        ("123", 1, "staff number 0012345"),
        ("qq123456c", 1, "National Insurance number QQ123456C"),
        ("QQ 12 34 56 C", 1, "National Insurance number QQ123456C"),
        ("sw12345", 1, "registration number SW0012345"),
        ("k.robertson@council", 1, "e-mail k.robertson@council.example"),
        ("night duty", 2, "Comments '... for the night duty team', in Payroll file received 22 November 2026"),
        ("duty team", 2, "Comments '... the night duty team', in Payroll file received 22 November 2026"),
        ("durh", 1, "Institution where qualified 'Durham', in Children's social work workforce census 2026"),
    ],
)
def test_people_are_found_with_the_reason(desk, words, person, why):
    """A name in any order, a number in any spelling, a word of any field: the reason says which."""
    assert found(desk, words) == [(person, why)]


def test_a_record_that_joins_nobody_is_found_after_the_people(desk):
    """A record of nobody has no card; it is listed last, and can be read."""
    [one] = jobs.people(desk, "highways")["people"]
    assert (one["person"], one["name"]) == (None, "Nobody")
    assert jobs.lone_record(desk, one["item"])["place"] == "row 2"


def test_all_the_words_must_stand(desk):
    """Words of two people find neither."""
    assert found(desk, "katherine zielinska") == []


def test_two_letters_find_names_and_numbers_alone(desk):
    """Two letters stand in the fields of nearly everybody: they are looked for in names and numbers."""
    assert found(desk, "du") == []
    assert [person for person, _ in found(desk, "an")] == [2]


def test_pages_follow_each_other_without_gap(desk):
    """The second page goes on where the first ended, over from names to words in fields."""
    whole = found(desk, "")
    assert found(desk, "", limit=1) + found(desk, "", offset=1, limit=5) == whole == [(1, ""), (2, "")]
    both = found(desk, "ann")
    assert both[0] == (2, "name Ann Bell-Zielińska") and both[1][1].startswith("Comments '... place of Ann'")
    assert found(desk, "ann", limit=1) + found(desk, "ann", offset=1, limit=1) == both


def test_hostile_words_are_only_words(desk):
    """What is an operator to the index, or a wildcard to the database, is neither here."""
    for words in ('" OR *', "NEAR(katherine", "a AND b", "'; drop table item", "kath% x_"):
        assert found(desk, words) == []
    assert found(desk, "%%%") == found(desk, "___") == found(desk, "")


def test_too_many_records_are_said_to_be_more(desk, monkeypatch):
    """Where only the newest records were looked through, the answer says so."""
    from casework.finding import register

    assert jobs.people(desk, "fostering")["more"] is False
    monkeypatch.setattr(register, "NEWEST", 1)
    assert jobs.people(desk, "fostering")["more"] is True
