"""What may be another person in free text, and what is not."""

import pytest

from casework.disclosure.mentions import Own, is_contact, is_free, mentions, own_of, terms

OWN = own_of(
    ["Katherine Anne Robertson", "Katherine Jones"],
    [
        ("Home telephone number", "01429 555 001"),
        ("Address line 1", "21 Example Road"),
        ("Emergency phone", "01429 555999"),
    ],
    ["QQ123456C", "k.robertson@council.example", "TS24 8AY"],
)


def found(text: str, own: Own = OWN, council: tuple[str, ...] = ()) -> list[str]:
    """The words marked in a text."""
    return [text[one.first : one.last] for one in mentions(text, own, terms(council))]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Spoke to Mrs Elcoat about it", "Mrs Elcoat"),
        ("Cover by Jean Elcoat", "Jean Elcoat"),
        ("Cover by Jean\u200b Elcoat", "Jean\u200b Elcoat"),
        ("COVER BY JEAN ELCOAT", "JEAN ELCOAT"),
        ("cover by J. Elcoat on the day", "J. Elcoat"),
        ("rang from 01429 555 010 twice", "01429 555 010"),
        ("rang from +44 1429 555010 twice", "+44 1429 555010"),
        ("write to jean.elcoat@mail.example please", "jean.elcoat@mail.example"),
        ("write to jean [at] mail.example please", "jean [at] mail.example"),
        ("moved to 4 Sample Street with them", "4 Sample Street"),
        ("moved to ZZ99 9ZZ with them", "ZZ99 9ZZ"),
        ("her number is QQ 22 22 22 A there", "QQ 22 22 22 A"),
        ("NHS 943 476 5919 on the form", "943 476 5919"),
        ("see case no 2024/00123 for that", "case no 2024/00123"),
        ("LCS 1234567 is closed", "LCS 1234567"),
        ("her son Tom is ill", "son Tom"),
        ("Tom's daughter is ill", "Tom's daughter"),
        ("mother, Jean, rang", "mother, Jean"),
        ("my child tom is ill", "child tom"),
    ],
)
def test_what_may_be_another_person_is_marked(text: str, marked: str) -> None:
    """Each kind of mark is found, and just its words are marked."""
    assert found(text) == [marked]
    assert found(text.replace(marked, "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Katherine Robertson rang", "Kate Robertson rang", "Ms K. Robertson rang", "Mrs Jones rang",
        "from 01429 555001", "from 01429555001", "k.robertson@council.example", "at 21 Example Road, TS24 8AY", "QQ123456C",
        "Asked to work from home while father is in hospital", "Spoke to line manager about caseload", "Mother unwell",
        "Team Manager agreed on Monday", "Durham University", "Social Work England", "Children's Social Care",
        "2024-09-30", "3.50", "0700", "943 476 5918", "1234567890", "Full Time", "His son is ill. Asked for leave", "CS-4211",
    ],
)  # fmt: skip
def test_what_is_her_own_or_of_the_office_marks_nothing(text: str) -> None:
    """The data subject's own name, address, telephone and email, office terms, dates and amounts are no other person."""
    assert found(text) == []


def test_an_emergency_contacts_telephone_is_not_her_own() -> None:
    """Another person's contact column does not count as the data subject's own."""
    assert is_contact("Home telephone number") and is_contact("Email address") and is_contact("Address line 2")
    assert not is_contact("Emergency phone") and not is_contact("Next of kin address") and not is_contact("Comments")
    assert found("01429 555999") == ["01429 555999"]


def test_what_overlaps_is_marked_once() -> None:
    """A relative, the name beside it and its surname are one passage."""
    assert found("Contact: mother, Jean Elcoat Dodds, 01429 555010") == ["mother, Jean Elcoat Dodds", "01429 555010"]


def test_the_councils_terms_join_those_shipped() -> None:
    """The council's own term marks nothing, in upper or lower case; without the term the words are marked."""
    assert found("Moved to Rowan Lodge") == ["Rowan Lodge"]
    assert found("Moved to ROWAN LODGE", council=("Rowan Lodge",)) == []


def test_free_text_is_what_has_no_concept_or_is_long() -> None:
    """A short value in a known column is not free text; a long one is, and an empty one never."""
    assert is_free("Jean Elcoat", None) and not is_free("Jean Elcoat", "department")
    assert is_free("x" * 41, "department") and not is_free(" ", None)
