"""The forms a name takes: which two may be one person's, by which form, and which may not."""

import pytest

from casework.text import likeness
from casework.text.canonical import words
from casework.text.likeness import OTHER, SAME, spelt


def name(forename, surname):
    return spelt(forename, "", surname, "")


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("Katherine", "Kate", "short form of the forename"),
        ("William", "Bill", "short form of the forename"),
        ("Margaret", "Peggy", "short form of the forename"),
        ("Katarzyna", "Kasia", "short form of the forename"),
        ("Katherine", "K", "initial"),
        ("Siân", "Sian", SAME),
        ("Rebecca", "Rebecac", "forename spelt differently"),
        ("Jo Anne", "Joanne", "forename as one word or two"),
        ("Anwen Grace", "Grace", "called by the middle name"),
        ("Kate", "Peter", OTHER),
        ("K", "P", OTHER),
        ("Karen", "P", OTHER),
    ],
)
def test_forenames(one, other, form):
    """A forename is known again by its short forms, its initial, a slip, its marks, a middle name; another is another."""
    assert likeness.given(name(one, "Ord"), name(other, "Ord")).form == form
    assert likeness.given(name(other, "Ord"), name(one, "Ord")).form == form


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("Dixon-Hughes", "Dixon Hughes", SAME),
        ("Dixon-Hughes", "Hughes Dixon", SAME),
        ("Dixon-Hughes", "Hughes", "part of the surname"),
        ("O'Brien", "OBrien", SAME),
        ("McAllister", "MacAllister", SAME),
        ("Zielińska", "Zielinska", SAME),
        ("Robertson", "Roberston", "surname spelt differently"),
        ("Robertson", "Robinson", OTHER),
        ("Ord", "Orde", "surname spelt differently"),
        ("Lee", "Lea", OTHER),
    ],
)
def test_surnames(one, other, form):
    """A surname is known again by its halves, its order, its marks, Mc and Mac, and a slip; short ones are not bent."""
    assert likeness.family(name("Ann", one), name("Ann", other)).form == form
    assert likeness.family(name("Ann", other), name("Ann", one)).form == form


def test_a_whole_name_falls_into_its_parts():
    """The last word of a whole name is the surname, with what begins it; a comma says which is which."""
    assert spelt("", "", "", "Ludwig van der Berg") == (("ludwig",), ("van", "der", "berg"))
    assert spelt("", "", "", "Robertson, Katherine Anne") == (("katherine", "anne"), ("robertson",))


def test_surname_and_forename_exchanged():
    """`Grace Hughes` and `Hughes Grace` are one name the other way round."""
    assert likeness.is_swapped(name("Grace", "Hughes"), name("Hughes", "Grace"))
    assert not likeness.is_swapped(name("Grace", "Hughes"), name("Grace", "Hughes"))


def test_every_line_of_the_table_of_short_forms_is_folded():
    """Names are looked up folded, so the table stands folded; no line has a name alone."""
    from importlib.resources import files

    text = files("casework.text").joinpath("nicknames.csv").read_text()
    for line in text.splitlines():
        parts = line.split(",")
        assert len(parts) > 1
        assert words(line) == parts
