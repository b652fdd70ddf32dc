"""The privacy notice as data: every element, with the paragraph it answers."""

import re

import pytest

from casework import Refused
from casework.law import notices

SHIPPED = "childrens-social-care-workforce"


def _toml():
    return notices.files(notices.__name__).joinpath(f"{SHIPPED}.toml").read_text("utf-8")


def test_every_element_of_the_shipped_notice_says_something_and_cites_its_paragraph():
    """Nothing that Article 15(1) and (2) require is empty in the notice that is shipped."""
    notice = notices.notice(SHIPPED)
    for name in notices.ELEMENTS:
        element = getattr(notice, name)
        assert not element.empty, name
        assert element.paragraph.startswith("UK GDPR Article"), name


def test_each_paragraph_of_article_15_is_answered():
    """Article 15(1)(a) to (h), with (ea), and 15(2) each have an element that names them."""
    notice = notices.notice(SHIPPED)
    cited = " ".join(getattr(notice, name).paragraph for name in notices.ELEMENTS)
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
        notices.read(text.replace(old, new, 1), "own.toml")
    assert said in str(refused.value)


def test_an_introduction_without_its_list_is_empty():
    """An element that only announces a list says nothing."""
    assert notices.Element("p", "h", ("We share it with:",)).empty
    assert not notices.Element("p", "h", ("We share it with nobody.",)).empty


def test_an_unknown_notice_is_refused_with_the_choices():
    """Asking for a notice that is not there names those that are."""
    with pytest.raises(Refused, match=SHIPPED):
        notices.notice("../../etc/passwd")
