"""The letters that answer for access, and those to others on the way: what each says, by which law, and when it is
refused."""

import dataclasses
from datetime import date

import pytest

import answering
import paper
from answering import EMPTY, ENTERED, KINDS, WITHHELD, book, found, letter, not_printed
from casework import Refused
from casework.disclosure.bundles import Bundle
from casework.law.grounds import UNNAMED
from casework.law.letter_kinds import letter_kinds
from casework.timeline.events import Event, Kind
from letters.disclosure.matter import SentLetter
from letters.paper import pdf
from letters.paper.compose import Composing, lacking
from letters.rights.facts import RequestFacts
from pages import accessibility_faults, texts

OTHERS = [kind for kind in KINDS.values() if kind.to == "other"]
ROWS = [pytest.param(*row, id=f"{row[0].id}-{row[1].id}-{row[2]}") for row in answering.rows()]
BEFORE, FROM = date(2026, 6, 18), date(2026, 6, 19)


def refused(kind, inputs=None, **other):
    """Why a letter is not made."""
    with pytest.raises(Refused) as why:
        letter(kind, inputs, **other)
    return str(why.value)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_element_is_printed(kind):
    """Every element in force stands in the letter with its words and facts, and each fact is bound to its record."""
    made = letter(kind.id)
    assert lacking(kind, book(kind.id)) == [] and not_printed(kind, book(kind.id), made) == []
    assert {name for one in Composing(kind, book(kind.id)).elements() for name in one.facts} <= {
        one.name for one in made.facts if one.bound
    }


def test_an_element_that_is_left_out_is_seen():
    """The check above finds each element that a letter does not print."""
    for kind in KINDS.values():
        for element in Composing(kind, book(kind.id)).elements():
            others = tuple(one for one in kind.elements if one != element)
            without = dataclasses.replace(kind, elements=others)
            words = {line for one in others for line in (one.heading, *one.text, *one.points)}
            if {element.heading, *element.text, *element.points} - words:
                facts = book(kind.id)
                blocks = tuple(Composing(without, facts).blocks())
                made = dataclasses.replace(letter(kind.id), blocks=blocks)
                assert element.id in {missing for missing, _ in not_printed(kind, facts, made)}, (kind.id, element.id)


@pytest.mark.parametrize(("kind", "element", "name"), ROWS)
def test_without_a_fact(kind, element, name):
    """A fact that is not recorded is named with the provision that asks for it, or what depends on it is left out."""
    facts = book(kind.id, name)
    lacks = lacking(kind, facts)
    if name in (element.where, *kind.optional):
        assert element not in Composing(kind, facts).elements() and lacks == []
        return
    [first] = [one for one in kind.elements if name in one.facts][:1]
    assert any(lack.law == first.law and lack.law in lack.what for lack in lacks) or name in kind.needs


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in KINDS.values() for name in kind.needs],
    ids=lambda one: getattr(one, "id", one),
)
def test_what_a_letter_needs_without_printing_it(kind, name):
    """It is not made without that, and says what to do."""
    facts = book(kind.id, name)
    assert lacking(kind, facts)[0].what.rstrip(".") and lacking(kind, book(kind.id)) == []


@pytest.mark.parametrize(
    "kind", [one for one in letter_kinds() if one.says in ("refusal", "both")], ids=lambda one: one.id
)
def test_a_refusal_says_where_to_complain_and_that_a_court_can_decide(kind):
    """Reasons, council (from 19 June 2026), regulator and court, as Article 12(4) asks of every refusal."""
    ids = {one.id.removeprefix("acc_") for one in kind.elements}
    assert kind.of_complaint or {"complain_here", "complain_regulator", "regulator_at", "court"} <= ids
    if kind.group == "access":
        late, early = letter(kind.id).text(), letter(kind.id, on=BEFORE).text()
        for words in ("complain to us", "complain to the Information Commission at any time", "ask a court to decide"):
            assert words in late, words
        assert "complain to us" not in early and "Information Commissioner" in early
        assert "complain to us" in letter(kind.id, on=FROM).text()


@pytest.mark.parametrize("kind", OTHERS, ids=lambda one: one.id)
def test_a_letter_to_someone_else_holds_no_more_about_the_requester_than_they_need(kind):
    """Never the words of the request, the requester, their address or what was found; only some name the subject."""
    made = letter(kind.id)
    said = made.text() + str(made.facts)
    for words in (
        answering.ASKED,
        "Quayside",
        "4 Example Quay",
        paper.SECRET,
        "Blenkinsop",
        "Payroll file",
        "3 records",
    ):
        assert words not in said, words
    named = kind.id in ("health-opinion", "prejudice-consultation")
    assert ("Katherine Robertson" in said) == named and ("14 March 1984" in said) == named
    assert made.address[0] == made.salutation.removeprefix("Dear ") == "Ann Other"


@pytest.mark.parametrize("kind", OTHERS, ids=lambda one: one.id)
def test_what_was_written_to_one_person_is_not_written_to_the_next(kind):
    """What an earlier letter or its event holds is never taken for a letter to someone else: it must be entered."""
    events = [Event(Kind.letter_sent, date(2026, 11, 3), seq=2)]
    facts = paper.matter(**answering.facts_of(kind.id) | {"events": events})
    facts = dataclasses.replace(facts, said={2: dict(ENTERED[kind.id])})
    asked = {one.id for one in kind.inputs if one.id not in kind.optional}
    assert {lack.input for lack in lacking(kind, RequestFacts(facts, {})) if lack.input} == asked


def test_no_personal_data_leave_before_the_person_is_known():
    """Of these letters only the one that neither confirms nor denies may go before the requester is identified."""
    assert [kind.id for kind in KINDS.values() if kind.own_words] == ["ncnd"]


@pytest.mark.parametrize(
    ("kind", "other", "why"),
    [
        ("disclosure", {"given": EMPTY}, "write that nothing is held"),
        ("disclosure", {"bound": "nobody", "person_id": None}, "write that nothing is held"),
        ("disclosure", {"bound": "open"}, "Identify the data subject first"),
        ("part-refusal", {"given": paper.bundle(paper.entry(1))}, "if nothing is, write the disclosure letter"),
        ("part-refusal", {"given": WITHHELD}, "write the refusal under an exemption"),
        ("refusal-exemption", {"given": found()}, "3 records of SAR-2026-0001 can be given"),
        ("refusal-exemption", {"given": EMPTY}, "the exemptions under which everything is withheld"),
        ("nothing-held", {"given": found()}, "We hold 4 records about this person"),
        ("nothing-held", {"given": Bundle("SAR-2026-0001", (), ())}, "search for the person first"),
        ("further-disclosure", {"sent": ()}, "answer the request first"),
        ("third-party-outcome", {"sent": ()}, "asked for their views: send it first"),
        ("third-party-outcome", {"sent": [SentLetter("third-party-consultation", FROM, "Ben Else")]}, "send it first"),
    ],
)
def test_a_letter_that_does_not_fit_is_refused(kind, other, why):
    """Each says what is wrong and which letter to write, or what to do first."""
    assert why in refused(kind, **other)


def test_a_whole_refusal_names_each_exemption_once_and_no_count():
    """How many records there are is not said where none is given."""
    text = letter("refusal-exemption").text()
    assert "Schedule 2, paragraph 16" in text and "Schedule 2, paragraph 24" in text
    assert "record about" not in text and "2 records" not in text


def test_a_ground_that_must_not_be_named_is_a_general_sentence():
    """In part and whole refusals the law is named, not the ground, and the ways to complain stay."""
    part = paper.bundle(paper.entry(501), paper.entry(502, exemption=UNNAMED))
    for kind, given in (
        ("part-refusal", part),
        ("refusal-exemption", paper.bundle(paper.entry(503, exemption=UNNAMED))),
    ):
        text = letter(kind, given=given).text()
        assert "the Data Protection Act 2018 lets us hold it back." in text and "Schedule 2," not in text, kind
        assert "ask a court to decide" in text


def test_each_piece_taken_out_is_counted_under_its_exemption():
    """Fields and runs of words count alike: none is taken out without its reason."""
    text = letter("part-refusal").text()
    assert "In 2 of them we took out 2 pieces of information." in text
    assert "- 1 record and 1 piece of information: " in text
    assert "- 1 piece of information: " in text and "Schedule 2, paragraph 24" in text


def test_to_neither_confirm_nor_deny_says_nothing_of_what_is_held():
    """The same words whatever is held; the ground, why, and who approved it are kept with the letter and not printed."""
    made = letter("ncnd")
    assert made.blocks == letter("ncnd", given=EMPTY).blocks
    for words in ("Schedule", "crime", "tip off", "Priya Shah", "record"):
        assert words not in made.text(), words
    kept = {one.name: one.value for one in made.facts}
    assert "paragraph 2" in kept["ncnd_ground"] and "tip off" in kept["ncnd_why"] and "Priya" in kept["ncnd_approved"]
    assert "Ground cannot be 'dpa2018-sch2-19'" in refused("ncnd", ENTERED["ncnd"] | {"ncnd_ground": "dpa2018-sch2-19"})


def test_the_law_need_not_be_a_fee_first():
    """Article 12(5) lets the council choose, so that a fee was considered is told only if it was."""
    given = {name: typed for name, typed in ENTERED["refusal-unfounded"].items() if name != "fee_instead"}
    assert "fee" not in letter("refusal-unfounded", given).text()


def test_what_was_not_read_in_the_law_is_marked():
    """The officer is told of each provision whose text was not read."""
    marked = {one.law for kind in KINDS.values() for one in kind.elements if not one.checked}
    assert marked == {"DPA 2018 Schedule 2 paragraphs 2 and 7 to 12 (tables of paragraphs 7 and 11)"}


def test_no_sentence_is_long():
    """The fixed sentences of these letters have 15 words on average, and none has more than 24."""
    lengths = []
    for element in {one.id: one for kind in KINDS.values() for one in kind.elements}.values():
        for text in (*element.text, *element.points):
            lengths += [len(sentence.split()) for sentence in text.replace(": ", ". ").split(". ")]
    assert max(lengths) <= 24 and sum(lengths) / len(lengths) <= 15


def test_each_letter_is_an_accessible_pdf():
    """Language, title, tags, fonts and headings in order, as PDF/UA-1 asks of each kind."""
    letters = [letter(kind) for kind in KINDS]
    for made, data in zip(letters, pdf.letters_pdf(letters), strict=True):
        assert accessibility_faults(data) == [], made.kind
        assert " ".join(made.title.split()) in " ".join("".join(texts(data)).split()), made.kind
