"""What is wrong in the notice: each finding is a rule computed from the data, and goes when the data are mended."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework import Refused
from casework.law.retention import classes
from casework.law.rights import Right
from casework.notice.bases import by_basis, for_classes
from casework.notice.faults import RULES, nature_of, table
from casework.notice.findings import as_proposed, findings, mended
from casework.notice.proposals import MENDINGS
from casework.notice.reading import as_facts, checked, published
from casework.notice.register import (
    NoticeCategory,
    NoticeProcessor,
    PrivacyNotice,
    Purpose,
    PurposeBasis,
    RightPromise,
    SpecialCondition,
)
from casework.notice.terms import BASES, LawfulBasis, Nature, PurposeKind
from casework.records import concepts

PUBLISHED = published("childrens-social-care-workforce")
PROPOSED = as_proposed(PUBLISHED)
ON = date(2026, 12, 1)
MAP = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
"""Its sections are listed there, each with the code that keeps it."""
ASKED_FOR = (
    "objection", "contact", "regulator-complaint", "council-complaint", "automated", "vital-interests", "section-83",
    "pay", "special-categories", "conditions", "registration", "retention", "transfers", "source", "not-provided",
    "instructions", "recipients", "portability", "consent", "change-of-purpose", "version", "breach", "monitoring",
)  # fmt: skip
"""The twenty-three faults that the published notice is known to have."""
PLANTED = ("safeguards", "legitimate-interests")
"""The findings that the published notice does not have."""


def ids(notice: PrivacyNotice, on: date = ON) -> set[str]:
    return {one.id for one in findings(notice, on)}


def test_the_published_notice_has_every_finding_but_two_and_as_proposed_has_none():
    """Each rule finds its fault in the notice as published; with every proposal adopted none remains."""
    found = ids(PUBLISHED)
    assert found == set(RULES) - set(PLANTED) and found >= set(ASKED_FOR) and len(ASKED_FOR) == 23
    assert ids(PROPOSED) == set()
    assert checked(as_facts(PROPOSED)) == PROPOSED


@pytest.mark.parametrize("id", [id for id in MENDINGS if id not in PLANTED])
def test_a_finding_goes_when_it_is_mended(id):
    """Adopting a proposal removes its finding, brings no other, and leaves a notice that can be read."""
    after = mended(PUBLISHED, [id])
    assert ids(after) < ids(PUBLISHED) and id not in ids(after)
    assert checked(as_facts(after)) == after
    assert mended(after, [id]) == after


def test_the_order_of_adopting_does_not_matter_to_what_remains():
    """All proposals in the opposite order leave no finding either."""
    assert ids(mended(PUBLISHED, reversed(list(MENDINGS)))) == set()


def test_every_finding_says_where_by_which_law_why_and_what_instead():
    """Each has a section of the notice, a place that the data have, a provision, and a sentence for each of the rest."""
    assert set(table()) == set(RULES) and set(MENDINGS) == set(RULES) - {"safeguards"}
    for one in findings(PUBLISHED, ON):
        assert f"| {one.section} |" in MAP and "Art" in one.paragraph, one.id
        at: object = PUBLISHED
        for part in one.place.split("."):
            at = getattr(at, part)
        assert one.why.endswith(".") and one.proposed.endswith("."), one.id


def test_a_finding_holds_from_the_day_of_its_law():
    """No complaint route to the council before 19 June 2026, no Articles 22A to 22D before 5 February 2026."""
    assert "council-complaint" not in ids(PUBLISHED, date(2026, 6, 18))
    assert "council-complaint" in ids(PUBLISHED, date(2026, 6, 19))
    assert "automated" not in ids(PUBLISHED, date(2026, 2, 4)) and "automated" in ids(PUBLISHED, date(2026, 2, 5))


def with_purpose(number: int, **facts: object) -> PrivacyNotice:
    """The notice as proposed with one purpose changed."""
    purposes = list(PROPOSED.purposes)
    purposes[number] = replace(purposes[number], **facts)
    return replace(PROPOSED, uses=replace(PROPOSED.uses, purposes=tuple(purposes)))


def with_sharing(**facts: object) -> PrivacyNotice:
    return replace(PROPOSED, sharing=replace(PROPOSED.sharing, **facts))


RETURNS, PAY = 1, 4
PLANTED_FAULTS = {
    "a processor abroad without a safeguard": (
        "safeguards",
        with_sharing(processors=(NoticeProcessor(name="Cloud Ltd", task="to keep backups", place="India"),)),
    ),
    "legitimate interests": (
        "legitimate-interests",
        with_purpose(
            RETURNS, grounds=(*PROPOSED.purposes[RETURNS].grounds, PurposeBasis(basis=LawfulBasis.legitimate_interests))
        ),
    ),
    "absence presented as ordinary": (
        "special-categories",
        replace(
            PROPOSED, categories=(*PROPOSED.categories, NoticeCategory(id="leave", name="leave", classes=("absence",)))
        ),
    ),
    "a condition without its paragraph of Schedule 1": (
        "conditions",
        with_purpose(RETURNS, conditions=(SpecialCondition(article="9(2)(b)", policy="the policy"),)),
    ),
    "the condition of an employer for monitoring": (
        "monitoring",
        with_purpose(
            5, conditions=(SpecialCondition(article="9(2)(b)", schedule="Schedule 1 paragraph 1", policy="p"),)
        ),
    ),
    "a public task without a law": ("law", with_purpose(0, grounds=(PurposeBasis(basis=LawfulBasis.public_task),))),
    "a return as a public task": (
        "section-83",
        with_purpose(RETURNS, grounds=(PurposeBasis(basis=LawfulBasis.public_task, law="a law"),)),
    ),
    "a class of record without a period": ("retention", with_purpose(PAY, classes=("payroll", "accident"))),
    "portability for a public task": (
        "portability",
        replace(
            PROPOSED,
            rights=replace(
                PROPOSED.rights,
                rights=(
                    RightPromise(right=Right.portability, what="x", bases=(LawfulBasis.public_task,), limits=("y",)),
                ),
            ),
        ),
    ),
    "no recipient for tax": (
        "recipients",
        with_sharing(recipients=tuple(one for one in PROPOSED.sharing.recipients if one.role != "tax")),
    ),
}


@pytest.mark.parametrize(("id", "planted"), PLANTED_FAULTS.values(), ids=PLANTED_FAULTS)
def test_a_planted_fault_is_found(id, planted):
    """A fault put into the notice as proposed is found by its rule."""
    assert id in ids(planted)
    if id in MENDINGS:
        assert id not in ids(mended(planted, [id]))


def test_a_proposal_that_there_is_not_is_refused():
    """A finding that is not known, and one without a proposal, are each refused in a sentence."""
    with pytest.raises(Refused, match="no finding 'nonsense'"):
        mended(PUBLISHED, ["nonsense"])
    with pytest.raises(Refused, match="no proposal to adopt"):
        mended(PUBLISHED, ["safeguards"])


def test_what_a_category_is_in_law_goes_by_its_records():
    """A class of absence is health data, and a field of ethnicity ethnic origin, whatever the notice says."""
    assert nature_of(NoticeCategory(id="a", name="a", classes=("absence",))) == Nature.health
    assert nature_of(NoticeCategory(id="a", name="a", fields=("Ethnicity",))) == Nature.ethnic_origin
    assert nature_of(NoticeCategory(id="a", name="a", kind="special")) == Nature.ordinary


def test_the_notices_name_only_concepts_and_classes_that_there_are():
    """Every concept by which a category is recognised is one that columns have."""
    for notice in (PUBLISHED, PROPOSED):
        for category in notice.categories:
            assert all(concepts.label(one) for one in category.concepts)
            assert set(category.classes) <= set(classes())


@pytest.mark.parametrize(
    ("basis", "object_", "take", "erase"),
    [
        ("consent", False, True, True),
        ("contract", False, True, True),
        ("legal-duty", False, False, False),
        ("vital-interests", False, False, True),
        ("public-task", True, False, False),
        ("recognised-interests", True, False, True),
        ("legitimate-interests", True, False, True),
    ],
)
def test_each_right_goes_by_the_basis(basis, object_, take, erase):
    """Objection by Article 21(1), portability by Article 20(1), erasure by Article 17(3)(b); access by none."""
    purpose = Purpose(id="p", what="to work", kind=PurposeKind.other, grounds=(PurposeBasis(basis=LawfulBasis(basis)),))
    rights = (Right.objection, Right.portability, Right.erasure, Right.access)
    assert [by_basis(one, [purpose]).available for one in rights] == [object_, take, erase, True]
    assert len(BASES) == 7


def test_purposes_go_by_the_class_of_the_records():
    """Payroll records are used for pay; a class that no purpose names may be used for any."""
    assert [one.id for one in for_classes(PROPOSED, {"payroll"})] == ["pay"]
    assert for_classes(PROPOSED, {"looked-after-child"}) == PROPOSED.purposes
