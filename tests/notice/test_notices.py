"""The privacy notice as data: every element, with the paragraph it answers."""

import re

import pytest

from casework import Refused
from casework.notice import published

SHIPPED = "childrens-social-care-workforce"


def _toml():
    return published.files(published.__name__).joinpath(f"{SHIPPED}.toml").read_text("utf-8")


def test_every_element_of_the_shipped_notice_says_something_and_cites_its_paragraph():
    """Nothing that Article 15(1) and (2) require is empty in the notice that is shipped."""
    notice = published.notice(SHIPPED)
    for name in published.ELEMENTS:
        element = getattr(notice, name)
        assert not element.empty, name
        assert element.paragraph.startswith("UK GDPR Article"), name


def test_each_paragraph_of_article_15_is_answered():
    """Article 15(1)(a) to (h), with (ea), and 15(2) each have an element that names them."""
    notice = published.notice(SHIPPED)
    cited = " ".join(getattr(notice, name).paragraph for name in published.ELEMENTS)
    for paragraph in ("(a)", "(b)", "(c)", "(d)", "(e)", "(ea)", "(f)", "(g)", "(h)"):
        assert f"15(1){paragraph}" in cited
    assert "15(2)" in cited


def test_only_the_profile_is_filled_in():
    """The notice uses no placeholder that the council's profile cannot fill."""
    assert set(re.findall(r"\{(\w+)\}", _toml())) <= {"council", "officer", "email", "phone", "regulator"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[retention]", "[retained]", "retained"),
        ('paragraph = "UK GDPR Article 15(1)(d)"\n', "", "[retention]"),
        ('text = ["You can ask us:"]', 'text = "You can ask us:"', "[rights]"),
        ("[rights]", "[rights", "TOML"),
        ('title = "Privacy', 'name = "Privacy', "title"),
    ],
)
def test_a_damaged_notice_is_refused_by_element(old, new, said):
    """A notice that lost an element, a citation or its form is refused with one sentence naming it."""
    text = _toml()
    assert old in text
    with pytest.raises(Refused) as refused:
        published.read(text.replace(old, new, 1), "own.toml")
    assert said in str(refused.value)


PUBLISHED = 6
"""The purposes of the published notice, a public task each."""


def test_the_shipped_notice_has_the_published_purposes_and_bases():
    """Every purpose is a public task, as published; so there is a right to object, said apart from all else (Art 21(4))."""
    notice = published.notice(SHIPPED)
    assert [one.basis for one in notice.purpose] == ["public-task"] * PUBLISHED
    assert all(point.endswith("(a public task)") for point in notice.purposes.points)
    assert notice.objectable and "Article 6(1)(e)" in notice.bases.points[0]
    assert not any("object" in line for line in (*notice.rights.points, *notice.not_available.points))
    said = " ".join(notice.objection.text)
    assert (
        "because of your own situation" in said and "compelling legitimate grounds" in said and "legal claims" in said
    )


@pytest.mark.parametrize(
    ("basis", "may"),
    [("public-task", True), ("legitimate-interests", True), ("legal-duty", False), ("contract", False)],
)
def test_the_right_to_object_goes_by_the_bases(basis, may):
    """Article 21(1) covers Article 6(1)(e) and (f), and no other basis."""
    text = re.sub('basis = "public-task"', f'basis = "{basis}"', _toml())
    assert published.read(text, "own.toml").objectable is may


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('basis = "public-task"', 'basis = "public task"', "is not in Article 6(1)"),
        ('what = "to pay you"\nbasis', "basis", "a 'what' and a 'basis'"),
        ('what = "to pay you"', "what = 7", "a 'what' and a 'basis'"),
    ],
)
def test_a_damaged_purpose_is_refused(old, new, said):
    """A purpose without its basis, or on one that there is not, is refused in a sentence."""
    with pytest.raises(Refused, match=re.escape(said)):
        published.read(_toml().replace(old, new, 1), "own.toml")


def test_an_introduction_without_its_list_is_empty():
    """An element that only announces a list says nothing."""
    assert published.Element("p", "h", ("We share it with:",)).empty
    assert not published.Element("p", "h", ("We share it with nobody.",)).empty


def test_an_unknown_notice_is_refused_with_the_choices():
    """Asking for a notice that is not there names those that are."""
    with pytest.raises(Refused, match=SHIPPED):
        published.notice("../../etc/passwd")
