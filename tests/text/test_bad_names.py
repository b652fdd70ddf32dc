"""Names that make trouble: everyday words, namesakes, places, whole crowds, and texts made to hurt."""

import time

import pytest

from casework.text.canonical import canonical
from casework.text.forms import Answer, Name, NameForm, RegisteredPerson, TextBlock
from casework.text.naming import Model
from letters.breaches import merge

SUBJECT = RegisteredPerson(1, (Name("Mrs", "Sara", "Jane", "Hussain"),))


def known(number, name, *former, title=""):
    """A registered person of a name given as `Forename Surname`."""
    names = [one.rsplit(" ", 1) if " " in one else ["", one] for one in (name, *former)]
    return RegisteredPerson(number, tuple(Name(title, forename, "", surname) for forename, surname in names))


def found(model, text, subject=1):
    """What is refused or asked in a text: (form, answer, people)."""
    namings = model.namings([TextBlock(text)], subject)
    return [(one.form, one.answer, one.people) for one in namings if one.answer is not Answer.listed]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Will May", "It will be May before he may will it"),
        ("May Day", "the may day sheet and the day in May"),
        ("Page Power", "page 2: power of attorney, page power"),
        ("Mark Will", "we will mark the page; Mark the page"),
    ],
)
def test_a_name_that_is_a_word_is_none_where_the_word_is_meant(name, text):
    """The sentence refuses nothing; the name written as a name in the same sentence is refused."""
    model = Model([SUBJECT, known(2, name)])
    assert not [one for one in found(model, text.capitalize()) if one[1] is Answer.refused]
    assert (NameForm.full, Answer.refused, (2,)) in found(model, f"{text}. {name} rang")


@pytest.mark.parametrize("text", ["Hartlepool Borough Council", "Council, Hartlepool", "hartlepool.council@x.example"])
def test_the_councils_own_name_is_found_only_where_somebody_has_it(text):
    """A council's name and address refuse nothing by themselves."""
    assert found(Model([SUBJECT, known(2, "Ann Hartley")]), text) == []


def test_the_council_may_sign_though_somebody_bears_its_name():
    """A registered Hartlepool Borough is refused in what all read, and not in what the council signs by."""
    model = Model([known(2, "Hartlepool Borough")])
    merge.refuse_named(
        {"the letter": "Hartlepool Borough Council"}, [], model, ["Hartlepool Borough Council", "Hartlepool Borough"]
    )
    with pytest.raises(Exception, match=r"full name of person 2 in the register.*Remove it"):
        merge.refuse_named({"the letter": "Hartlepool Borough rang"}, [], model, ["Ann Officer"])


@pytest.mark.parametrize("name", ["Bo Li", "Al Ng", "Jo Ma", "Ed Wu"])
def test_two_letters_are_a_name_where_they_stand_as_one(name):
    """Found full, reversed and possessive; never inside words, nor as the letters of others."""
    model = Model([SUBJECT, known(2, name)])
    first, last = name.split()
    for text in (f"saw {name} today", f"{last}, {first}", f"{name}'s desk"):
        assert [one[1:] for one in found(model, text)] == [(Answer.refused, (2,))], text
    for text in (
        "Bold lines alone among edwardian majority boliviano",
        "also, long; also ng",
        "labour malign allowed wunder",
    ):
        assert found(model, text) == []


def test_a_name_of_one_word_is_said_not_to_be_searched_for():
    """It would be found in every sentence: the gate says so by the person's number."""
    model = Model([SUBJECT, RegisteredPerson(2, (Name(full="Cher"),)), known(3, "Ann Bell")])
    assert model.not_searched == ((2, "name: one word only"),)
    assert found(model, "Cher rang") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S Hussain rang", []),
        ("Mrs Hussain rang", []),
        ("Sara Hussain rang", []),
        ("Mrs S J Hussain", []),
        ("Samir Hussain rang", [(NameForm.full, Answer.refused, (2,))]),
        ("Sara and Samir Hussain", [(NameForm.full, Answer.refused, (2,))]),
        ("Mr Hussain rang", [(NameForm.titled, Answer.asked, (2,))]),
        ("Hussain, Samir", [(NameForm.reversed, Answer.refused, (2,))]),
    ],
)
def test_a_spouse_of_the_same_surname_and_initial_is_told_from_the_data_subject(text, expected):
    """What the data subject answers to as well is hers; what only he answers to is his."""
    assert found(Model([SUBJECT, known(2, "Samir Hussain", title="Mr")]), text) == expected


def test_four_hundred_of_one_surname_make_one_question_and_no_delay():
    """An initial they share asks once, of all of them; a full name is refused for the one who has it."""
    letters = [chr(ord("a") + at) for at in range(26)]
    names = [f"Zed{one}{other}".title() for one in letters for other in letters][:400]
    model = Model([SUBJECT, *(known(at, f"{name} Patel") for at, name in enumerate(names, 2))])
    [(form, answer, people)] = found(model, "Z Patel rang")
    assert (form, answer, len(people)) == (NameForm.initial, Answer.asked, 400)
    assert found(model, f"{names[7]} Patel rang") == [(NameForm.full, Answer.refused, (9,))]
    start = time.process_time()
    found(model, f"Z Patel and {names[3]} Patel rang. " * 200)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["Patrick McIntyre", "Patrick MacIntyre"])
@pytest.mark.parametrize(
    "text", ["Patrick McIntyre", "Patrick MacIntyre", "Mc Intyre, Patrick", "patrick.macintyre@x.example"]
)
def test_mc_and_mac_are_one(name, text):
    """Registered either way and written either way it is refused."""
    assert [one[1] for one in found(Model([SUBJECT, known(2, name)]), text)] == [Answer.refused]


@pytest.mark.parametrize(
    ("name", "word", "as_name"),
    [
        ("Ed Wards", "Edwards", "Ed Wards"),
        ("Jack Son", "Jackson", "Jack Son"),
        ("Rob Inson", "Robinson", "Rob Inson"),
        ("Will Iams", "Williams", "Will Iams"),
    ],
)
def test_a_surname_that_reads_as_a_whole_name_is_a_surname(name, word, as_name):
    """Edwards is not Ed Wards run together, a colleague of that surname or not; Ed Wards set apart is."""
    for others in ([], [known(3, f"Ann {word}")]):
        model = Model([SUBJECT, known(2, name), *others])
        assert not [one for one in found(model, f"the {word} case") if one[1] is Answer.refused]
        assert (NameForm.full, Answer.refused, (2,)) in found(model, f"{as_name} rang")


def test_the_data_subject_twice_in_the_register_is_not_somebody_else():
    """Her second entry, not merged yet, has her name, which is not refused; its own number is."""
    twice = RegisteredPerson(2, SUBJECT.names, staff=("77001",))
    model = Model([SUBJECT, twice])
    assert found(model, "Sara Hussain rang; Hussain, Sara Jane") == []
    assert found(model, "staff no. 77001") == [(NameForm.staff, Answer.refused, (2,))]


def test_somebody_else_twice_in_the_register_is_one_naming_of_both():
    """Two entries of one name are named together."""
    model = Model([SUBJECT, known(2, "Ann Bell"), known(3, "Ann Bell")])
    assert found(model, "Ann Bell rang") == [(NameForm.full, Answer.refused, (2, 3))]


@pytest.mark.parametrize(
    "place", ["St John's Road", "Brown's Lane", "Mitchell's Yard", "King's Cross", "D’Arcy Street", "Bishop's Court"]
)
def test_a_possessive_in_the_name_of_a_place_is_nobodys(place):
    """People with these surnames are registered: a street names none of them, but a title or forename before it does."""
    people = [
        RegisteredPerson(2, (Name("", "Anne", "", "St John"),)),
        known(3, "Carl Brown"),
        known(4, "Lee Mitchell"),
        known(5, "Guy King"),
        known(6, "Eve D'Arcy"),
        known(7, "Ed Bishop"),
    ]
    model = Model([SUBJECT, *people])
    assert found(model, f"moved to {place}, then back") == []
    assert found(model, "Carl Brown's Lane") == [(NameForm.full, Answer.refused, (3,))]


def test_a_comment_of_a_megabyte_is_searched_in_seconds():
    """A name at its very end is found, with its place."""
    model = Model([SUBJECT, *(known(at, f"Ann{at} Bell") for at in range(2, 2000)), known(5000, "Tariq Khan")])
    text = "Spoke to the manager about the caseload on Thursday 4 June 2026. " * 16_000 + "Tariq Khan"
    start = time.process_time()
    [naming] = [one for one in model.namings([TextBlock(text)], 1) if one.answer is Answer.refused]
    assert time.process_time() - start < 20
    assert (naming.people, naming.places[0].first) == ((5000,), len(text) - 10)


HOSTILE = [
    "\u202e\u2066" * 500, "a\u0301" * 5000, "\u0300" * 5000, "\ud800 lone", "𝕿" * 2000, "<" * 5000, "&" * 5000, "&#x" + "0" * 300 + ";",
    "<a" + " x" * 3000, "'" * 5000, "’s" * 3000, "@" * 3000, "[at]" * 2000, "1" * 20_000, "1 " * 10_000, "a." * 10_000, "a b " * 5000,
    "\x00\x01\x1d\x1f", "\U000e0041" * 3000, "ﷺ" * 500, "İıſ" * 1000, "１２３４" * 2000, "-\n" * 5000, "Bell " * 5000, "Ann " * 5000,
]  # fmt: skip


@pytest.mark.parametrize("noise", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_neither_breaks_nor_hides_a_name(noise):
    """The name is found in its place, quickly, with any text around it."""
    model = Model([SUBJECT, known(2, "Tariq Khan"), known(3, "Ann Bell")])
    text = f"{noise} \nTariq Khan\n {noise}"
    start = time.process_time()
    places = [one.places[0] for one in model.namings([TextBlock(text)], 1) if 2 in one.people]
    assert [text[place.first : place.last] for place in places] == ["Tariq Khan"]
    assert time.process_time() - start < 10


@pytest.mark.parametrize("noise", HOSTILE, ids=range(len(HOSTILE)))
def test_the_way_back_to_the_source_is_whole(noise):
    """Each character as compared comes from inside the source, in its length."""
    text, first, last = canonical(noise)
    assert len(first) == len(last) == len(text)
    assert all(0 <= begin <= end <= len(noise) for begin, end in zip(first, last, strict=True))
