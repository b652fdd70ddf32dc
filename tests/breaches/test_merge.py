"""Letters to many, checked with the naming model: the shared text names no one, and each letter only its own person."""

from datetime import date

import pytest

from casework import Refused
from casework.breaches.affected_people import AffectedPerson
from casework.text.forms import Name, RegisteredPerson
from casework.text.naming import Model
from letters.breaches import merge
from letters.paper.letter import Letter, heading, text

AMIR = RegisteredPerson(
    7, (Name("Mr", "Amir", "", "Khan"),), staff=("12345",), ni=("QQ123456",), emails=("amir.khan@x.example",)
)
REGISTER = Model([AMIR])


def one(number, name, email=None):
    return AffectedPerson(
        reference="BR-2026-0001", number=number, name=name, address=[f"{number} Test Street"], email=email
    )


def letter(person, body="It was sent to forty carers.", title="A data breach that affects you"):
    """A letter whose greeting ends where the heading begins."""
    return Letter(
        kind="people-letter", reference=f"BR-2026-0001/{person.number}", on=date(2026, 11, 20), title=title,
        letterhead=("Testham Council",), address=(person.name, *person.address), salutation=f"Dear {person.name}",
        blocks=(heading("What happened"), *text(body)), sign_off=("Data Protection Officer",), facts=(),
    )  # fmt: skip


def read(said, gap="\n"):
    """The letter as it is read back."""
    return gap.join(said.lines())


@pytest.mark.parametrize(
    "typed",
    [
        "Amir Khan rang.", "Khan, Amir", "Amir Q Khan", "Amir and Sara Khan", "Amir Khan’s desk", "Аmir Khаn", "Am\u200bir Khan",
        "AmirKhan", "amir.khan [at] y.example", "staff no. 12345", "QQ 12 34 56 Z",
    ],
)  # fmt: skip
def test_every_certain_form_of_somebody_registered_is_refused_in_what_all_read(typed):
    """A name is refused with its form, its place and what to do; without it the words pass."""
    texts = {"the measures taken": f"It was found. {typed} It was deleted."}
    with pytest.raises(Refused, match=r"in the measures taken is the .* of person 7 in the register.*Remove it"):
        merge.refuse_named(texts, [], REGISTER, [])
    merge.refuse_named({"the measures taken": "It was found. It was deleted."}, [], REGISTER, [])


@pytest.mark.parametrize("typed", ["A Khan rang", "Mr Khan rang", "Amir Kahn"])
def test_of_those_listed_what_is_only_likely_is_refused_too(typed):
    """The people on the list get the letter: an initial or a title with a surname identifies one of them."""
    with pytest.raises(Refused, match="of number 1 on the list"):
        merge.refuse_named({"the advice": typed}, [one(1, "Mr Amir Khan")], merge.EMPTY_REGISTER, [])
    merge.refuse_named({"the advice": typed}, [], REGISTER, [])


def test_who_signs_for_the_council_may_be_named():
    """The officer is registered too and is named in every letter; a colleague next to them is refused."""
    both = Model([AMIR, RegisteredPerson(8, (Name("", "Sara", "", "Katz"),))])
    merge.refuse_named({"the advice": "Ask Amir Khan"}, [], both, ["Amir Khan", "amir.khan@x.example"])
    with pytest.raises(Refused, match="person 8"):
        merge.refuse_named({"the advice": "Ask Amir Khan or Sara Katz"}, [], both, ["Amir Khan"])


def test_a_name_is_sought_inside_a_line_of_all_letters_and_never_across():
    """A line ending in a forename before one that begins with a surname names no one."""
    merge.refuse_named({merge.LETTER: "We told Amir\nKhan Street was closed"}, [], REGISTER, [])
    with pytest.raises(Refused, match="in the letter is"):
        merge.refuse_named({merge.LETTER: "We told\nAmir Khan, who rang"}, [], REGISTER, [])


@pytest.mark.parametrize("gap", ["\n", " "])
def test_a_greeting_and_the_heading_after_it_name_nobody_together(gap):
    """`Dear Mr A Khan` before `A data breach` is not `Khan A` on the list, even if the reader joins the lines."""
    khan, other = one(1, "Mr B Khan"), one(2, "Khan A")
    said = letter(khan)
    merge.Check([khan, other]).refuse_wrong(khan, said, read(said, gap))


@pytest.mark.parametrize(
    ("recipient", "body"),
    [
        ("Mr A Khan", "We spoke to Amir Khan."),
        ("Amy Khan", "We spoke to Amir Khan's mother."),
        ("Amy Khan", "Dear Amir Q Khan"),
        ("Amy Bell", "We told Mr Khan."),
        ("Amy Bell", "write to amir.khan@x.example"),
    ],
)
def test_a_namesake_of_the_recipient_is_found(recipient, body):
    """Another person on the list is refused in a letter, even with the same surname and initial."""
    mine, other = one(1, recipient), one(2, "Mr Amir Khan", "amir.khan@x.example")
    said, check = letter(mine, body), merge.Check([mine, other])
    with pytest.raises(Refused, match=r"letter to number 1 on the list holds the .* of number 2"):
        check.refuse_wrong(mine, said, read(said))
    clear = letter(mine)
    check.refuse_wrong(mine, clear, read(clear))


def test_two_of_one_name_are_no_fault():
    """Two people with one name each get a letter: the name is their own."""
    first, second = one(1, "Amir Khan"), one(2, "Amir Khan")
    said = letter(first)
    merge.Check([first, second]).refuse_wrong(first, said, read(said))


def test_words_that_no_line_of_the_letter_accounts_for_are_searched():
    """The planted fault: a name on paper that the letter does not say is found between its lines."""
    mine, other = one(1, "Amy Bell"), one(2, "Amir Khan")
    said = letter(mine)
    lines = said.lines()
    with pytest.raises(Refused, match="holds the full name of number 2"):
        merge.Check([mine, other]).refuse_wrong(mine, said, "\n".join([*lines[:4], "cc Amir Khan", *lines[4:]]))


def test_the_lines_of_a_letter_are_found_again_as_they_were_read():
    """Broken by hyphens and line ends, the text is still split at the letter's lines; text between them is separate."""
    assert list(merge.apart(["Dear Ann", "A data breach", "ﬁnd it"], "Dear\nAnn A data bre-\nach 1 / 2 find it")) == [
        "Dear\nAnn", "A data bre-\nach", "1 / 2", "find it"
    ]  # fmt: skip
