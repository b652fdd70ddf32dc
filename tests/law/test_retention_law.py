"""The published retention rows as committed: number, trigger, period, standing; and periods as people write them."""

import pytest

from casework import Refused
from casework.law.retention import Period, classes, published_rows, read_period, triggers
from casework.retention.dates import in_words

PUBLISHED = [
    (1, "1 year after end of employment", "6 years", "6 years from 1 year after the end of employment"),
    (2, "end of employment", "25 years", "25 years after the end of employment"),
    (3, "date of birth", "75 years", "75 years after birth"),
    (4, "end of employment", "7 years", "7 years after the end of employment"),
    (5, "leaving", "6 years", "6 years after the end of employment"),
    (6, "end of financial year", "6 years", "6 years after the end of the financial year"),
    (7, "end of tax year", "6 years (statutory minimum 3)", "6 years after the end of the tax year"),
    (8, "end of tax year in which the pay period ends", "3 years", "3 years after the end of the tax year"),
    (9, "end of tax year in which the pay period ends", "3 years", "3 years after the end of the tax year"),
    (10, "end of tax year", "3 years", "3 years after the end of the tax year"),
    (
        11,
        "end of following pay reference period",
        "3 years published; 6 years since 1 Apr 2021",
        "6 years after the end of the following pay period",
    ),
    (12, "date made", "2 years", "2 years after the day it was made"),
    (13, "end of employment", "2 years", "2 years after the end of employment"),
    (
        14,
        "date of check / recruitment decision",
        "6 months (longer only after consulting DBS); keep name, date, type, reference no., decision",
        "6 months after the check",
    ),
    (15, "end of recruitment process", "6 months", "6 months after the end of recruitment"),
    (16, "end of process", "6-12 months", "12 months after the end of recruitment"),
    (17, "moves to personnel file", "as rows 1-2", "as rows 1 and 2"),
    (18, "interview", "6 months", "6 months after the interview"),
    (19, "end of probation", "until then", "until the end of probation"),
    (20, "end of employment", "2 years minimum", "2 years after the end of employment"),
    (21, "creation", "7 years", "7 years after the day it was made"),
    (
        22,
        "termination",
        "6 years; if practice/safeguarding concerns, to retirement or 65",
        "6 years after the end of employment",
    ),
    (
        23,
        "date of allegation",
        "to normal retirement/pension age or 10 years, whichever is longer",
        "until normal pension age or 10 years after the allegation, whichever is later",
    ),
    (24, "outcome", "remove from personnel record unless person consents", "until the outcome"),
    (25, "DoB of alleged perpetrator", "100 years", "100 years after birth"),
    (26, "DoB", "100 years", "100 years after birth"),
    (27, "record closed", "10 years (LADO may extend, reason recorded)", "10 years after its closure"),
    (28, "last contact", "6 years", "6 years after the last contact"),
    (29, "closure", "review at 10 years", "10 years after its closure; then reviewed"),
    (30, "case", "30 years", "30 years after its closure"),
    (31, "leaving", "10 years", "10 years after the end of employment"),
    (32, "creation", "3 years", "3 years after the day it was made"),
    (33, "end of apprenticeship", "5 years", "5 years after the end of the apprenticeship"),
    (
        34,
        "last entry (under 18: to 21)",
        "3 years",
        "3 years after the last entry or 21 years after birth, whichever is later",
    ),
    (35, "last entry", "40 years", "40 years after the last entry"),
    (
        36,
        "end of employment",
        "6 months (one adviser); commonly employment + 6 years",
        "6 years after the end of employment",
    ),
    (37, "end of employment", "5 years", "5 years after the end of employment"),
    (38, "outcome", "6 months if substantiated; else remove", "6 months after the outcome"),
    (39, "closure", "2 years; ID destroyed once verified", "2 years after its closure"),
    (40, "completion", "1 year", "1 year after its closure"),
    (41, "verification", "dispose at once", "until the check"),
    (42, "administrative use ends", "6 years", "6 years after its closure"),
    (43, "birth (or death if under 18)", "75th anniversary / 15 years", "75 years after birth"),
    (44, "approval ends / refusal", "10 years / 3 years", "10 years after its closure"),
    (45, "order", "100 years", "100 years after the outcome"),
    (46, "last contact", "35 years (Blackpool); others differ", "35 years after the last contact"),
    (
        47,
        "age 18 + inactivity",
        "3 years",
        "21 years after birth or 3 years after the last contact, whichever is later",
    ),
    (48, "closure", "permanent, review 10 years", "10 years after its closure; then reviewed"),
    (
        49,
        "submission",
        "none published found; default 6 years after the census year",
        "6 years after the end of the census year",
    ),
    (50, "submission", "none found; default 6 years", "6 years after its submission"),
    (51, "closure", "none found; default 6 years", "6 years after its closure"),
    (52, "outcome", "none found; default 6 years, or align with row 42", "6 years after the outcome"),
    (
        53,
        "stop relying on the condition",
        "6 months after processing ceases (statutory minimum)",
        "6 months after the end of processing under the condition",
    ),
    (54, "date made", "6 years", "6 years after the day it was made"),
]
"""Number, trigger and period as published, and what is computed of them."""
SECONDARY = {7, 8, 9, 10, 12, 13, 16, 20, 21, 22, 31, 32, 33, 36, 37, 38, 40, 42, 54}
STATUTORY = {8, 9, 11, 12, 13, 34, 35, 43, 44, 45, 53, 54}
CHILDREN = {43, 44, 45, 46, 47}


@pytest.mark.parametrize(("number", "trigger", "kept", "computed"), PUBLISHED)
def test_each_row_says_what_was_published_and_counts_that(number, trigger, kept, computed):
    """Every one of the 54 rows has the trigger and period of the table of law, and computes that very period."""
    row = published_rows()[f"r{number:02}"]
    assert (row.number, row.published) == (number, (trigger, kept))
    assert (in_words(row) if row.terms else "as rows 1 and 2") == computed
    assert row.basis
    assert row.source
    assert row.classes


def test_there_are_54_rows_and_each_has_its_place():
    """The rows are numbered 1 to 54, and name only classes and triggers there are."""
    assert [row.number for row in published_rows().values()] == list(range(1, 55)) == [one[0] for one in PUBLISHED]
    assert {name for row in published_rows().values() for name in row.classes} <= set(classes())
    assert {term.trigger for row in published_rows().values() for term in row.terms} <= set(triggers())


def test_each_row_says_how_sure_it_is():
    """Rows 49 to 52 are inferred, this product's own default, and say so; the rest was found, and nothing is only remembered."""
    marks = {row.number: row.mark for row in published_rows().values()}
    assert {number for number, mark in marks.items() if mark == "I"} == {49, 50, 51, 52}
    assert {row.number for row in published_rows().values() if row.origin == "own"} == {49, 50, 51, 52}
    assert {number for number, mark in marks.items() if mark == "R"} == set()
    assert {number for number, mark in marks.items() if mark == "S"} == SECONDARY
    assert {row.number for row in published_rows().values() if row.origin == "statutory"} == STATUTORY


def test_children_foster_and_adoption_rows_are_switched_off():
    """The rows about children's, foster and adoption records ship switched off, and no other does."""
    assert {row.number for row in published_rows().values() if row.off} == CHILDREN
    assert not any(row.default for row in published_rows().values() if row.off)


def test_the_payroll_row_has_its_statutory_minimum():
    """Row 7 keeps payroll for 6 years, with a statutory minimum of 3."""
    assert published_rows()["r07"].minimum == Period(years=3)


def test_each_class_has_one_row_by_default():
    """On a new desk no class has two rows in force."""
    by_default = [name for row in published_rows().values() if row.default for name in row.classes]
    assert len(by_default) == len(set(by_default))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("6 years", Period(6)),
        ("1 year", Period(1)),
        ("18 months", Period(0, 18)),
        ("1 year 6 months", Period(1, 6)),
        ("90 Days", Period(0, 0, 90)),
        ("At once", Period()),
    ],
)
def test_a_period_is_read_as_people_write_it(text, meant):
    """Years, months and days, one or several, or "at once"."""
    assert read_period(text) == meant


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 years", "A period cannot be 0"),
        ("0 years 0 months", "A period cannot be 0"),
        ("", "is not a valid period"),
        ("six years", "is not a valid period"),
        ("-1 years", "is not a valid period"),
        ("6", "is not a valid period"),
        ("200 years", "longer than 150 years"),
        ("9999 months", "longer than 150 years"),
    ],
)
def test_a_period_that_is_none_is_refused(text, sentence):
    """A period of 0, of more than a life, or one nobody can read, is refused with one sentence."""
    with pytest.raises(Refused, match=sentence):
        read_period(text)


@pytest.mark.parametrize("number", [20, 27, 29, 36, 37, 38, 40, 41])
def test_no_law_is_named_as_the_basis_where_none_was_published(number):
    """A row published without a basis says so, and lends itself no statute."""
    assert published_rows()[f"r{number}"].basis == "published practice, no statute named"
