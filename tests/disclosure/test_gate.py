"""The gate: what must not be in a pack is found, and each guard is shown red by a planted fault."""

import dataclasses
import io

import pikepdf
import pytest

import paper
from casework import Refused
from casework.disclosure.bundles import BundleField, Cut
from casework.disclosure.withheld import Withheld, withheld_of
from casework.text.forms import Name, RegisteredPerson
from casework.text.naming import Model
from letters.disclosure import gate, pack
from letters.paper import readback
from letters.paper.blocks import BlockKind
from pages import page_with

HUSSAIN = RegisteredPerson(
    7,
    (Name("Mr", "Mohammed", "Ali", "Hussain"),),
    ("0012399",),
    ("SW7654321",),
    ("QQ123456",),
    ("m.hussain@example.org",),
)
SUBJECT = RegisteredPerson(1, (Name("", "Katherine", "", "Robertson"),), ("0012345",), ("SW12345",), ("QQ000001",), ())
OTHERS = "dpa2018-sch2-16"


def part(name, text, **more):
    """A field of a record, with its number."""
    return BundleField(name, name, text, None, **more)


CONCEPTS = {"PersonFamilyName": "surname", "PersonGivenName": "forename", "OrgRole": "role", "Team": "department"}


def numbered(entry):
    """An item whose fields have their numbers and meanings."""
    parts = tuple(
        dataclasses.replace(
            one, segment=number, concept=CONCEPTS.get(one.name, one.concept), own=one.name.startswith("Person")
        )
        for number, one in enumerate(entry.parts)
    )
    return dataclasses.replace(entry, parts=parts)


def bundle(*more):
    """An item with these fields and one redacted, and an item that is withheld."""
    given = paper.bundle(numbered(paper.entry(501, *more, part("Comment", paper.SECRET, exemption=OTHERS))))
    return dataclasses.replace(given, entries=(*given.entries, numbered(paper.bundle().entries[2])))


def built(*more):
    """A pack of these items, and its bundle."""
    given = bundle(*more)
    return given, pack.build(paper.disclosure(given=given), given)


def searcher(given=None, people=(HUSSAIN, SUBJECT), subject=1):
    """The search for a pack."""
    withheld = withheld_of(given) if given else Withheld(())
    items = frozenset(entry.item for entry in given.withheld) if given else frozenset()
    return gate.Searcher(Model(people), subject, withheld, items)


def verdict(given, made, data=None, people=(HUSSAIN, SUBJECT)):
    """The gate's verdict on a pack."""
    return gate.check(readback.read_back(data or made.pdf), made, searcher(given, people), "SAR-2026-0001")


def judged(given, made, data=None, people=(HUSSAIN, SUBJECT)):
    """What stops a pack."""
    return verdict(given, made, data, people).refused


def leaky(given, monkeypatch, where, what):
    """A pack whose template says more than it was asked to."""
    real = pack.typeset

    def longer(cell, rows, at):
        printed = getattr(rows[at], cell)
        rows[at] = dataclasses.replace(rows[at], **{cell: dataclasses.replace(printed, text=f"{printed.text} {what}")})

    def worse(template, context):
        nowhere = {"text": what, "block": 10**6}
        if where == "letter":
            blocks = [*context["letter"]["blocks"], {"kind": "text", "text": nowhere, "points": [], "rows": []}]
            context = context | {"letter": context["letter"] | {"blocks": blocks}}
        elif where == "records":
            longer("meaning", context["sources"][0].records[0].rows, 0)
        elif where == "value":
            longer("value", context["sources"][0].records[0].rows, 3)
        else:
            context = context | {"title": what}
        return real(template, context)

    monkeypatch.setattr(pack, "typeset", worse)
    return pack.build(paper.disclosure(given=given), given)


def test_a_clean_pack_is_clear():
    """A pack that says what was decided, and no more, passes."""
    given, made = built()
    assert verdict(given, made).found == ()
    assert gate.verify(readback.read_back(made.pdf)) == []


LEAKS = [
    (paper.SECRET, "withheld-value", "her mother mrs blenkinsop rang"),
    ("Item 503", "withheld-item", "item 503"),
    ("HUSSAIN, Mohammed Ali", "other-person", "hussain, mohammed"),
    ("M o h a m m e d Hussain", "other-person", "m o h a m m e d hussain"),
    ("Mr Hussain's", "other-person", "mr hussain"),
    ("staff number 12399", "other-person", "12399"),
    ("SW 07654321", "other-person", "sw 07654321"),
    ("QQ 12 34 56 C", "other-person", "qq 12 34 56"),
    ("M.Hussain@example.org", "other-person", "m.hussain@example.org"),
]


@pytest.fixture(scope="module", params=["letter", "records", "value", "title"])
def leaked(request):
    """A pack that leaks every one of them in one place, and what the gate says of it."""
    with pytest.MonkeyPatch.context() as patch:
        given, _ = built()
        made = leaky(given, patch, request.param, "; ".join(what for what, _, _ in LEAKS))
    return request.param, made, judged(given, made)


@pytest.mark.parametrize(("what", "kind", "word"), LEAKS)
def test_a_leak_is_found_by_page_and_word(leaked, what, kind, word):
    """A template that says a withheld value, a withheld item, or another person's name or number turns the gate red."""
    where, made, found = leaked
    here = [one for one in found if one.kind == kind and word in one.words.casefold()]
    assert here
    if where == "title":
        assert all(one.page is None for one in here)
    else:
        section = made.sections[0] if where == "letter" else made.sections[2]
        assert all(section.first <= one.page <= section.last for one in here)
        assert {one.reader for one in here} == {"pypdfium2", "pypdf"}


def test_a_refusal_names_the_form_and_says_what_to_do():
    """A finding's sentence gives the words, the form, the person and the remedy."""
    given, made = built(part("Manager", "Mohammed Hussain"))
    [one, _] = judged(given, made)
    assert one.what == (
        "'Mohammed Hussain' (another person's full name, person 7): redact the words, or disclose them with a reason"
    )
    assert one.places == ((501, 4, 0, 16),) and one.item == 501


def test_another_persons_name_in_a_disclosed_record_needs_its_own_decision():
    """A whole-item decision does not cover another person's name in a field; a decision on the field does."""
    given, made = built(part("Manager", "Mohammed Hussain"))
    found = judged(given, made)
    assert {one.kind for one in found} == {"other-person"}
    assert {one.page for one in found} == {made.sections[2].first}
    given, made = built(part("Manager", "Mohammed Hussain", allowed=((0, 16),)))
    assert verdict(given, made).found == ()


def test_one_decision_allows_one_place(monkeypatch):
    """A name disclosed in one field is still found a second time, with or without a decision there."""
    given = bundle(part("Manager", "Mohammed Hussain", allowed=((0, 16),)))
    for where in ("records", "value", "letter"):
        with pytest.MonkeyPatch.context() as patch:
            made = leaky(given, patch, where, "Mohammed Hussain")
        assert judged(given, made), where
    given, made = built(part("Manager", "Mohammed Hussain", allowed=((0, 16),)), part("Note", "Mohammed Hussain rang"))
    assert {one.places for one in judged(given, made)} == {((501, 5, 0, 16),)}


def test_a_place_in_a_field_allows_what_stands_there_alone():
    """When the first of two names in a comment is answered, the second is found at its own place."""
    said = part("Note", "Mohammed Hussain rang. Mohammed Hussain wrote.", allowed=((0, 16),))
    given, made = built(said)
    assert {one.places for one in judged(given, made)} == {((501, 4, 23, 39),)}


def test_words_taken_out_of_a_field_are_on_no_page():
    """A label with the reason replaces the redacted words, the rest of the field is given, and the gate is clear."""
    text = "mother unwell; spoke to T. Hussain today"
    given, made = built(part("Note", text, cuts=(Cut(24, 34, OTHERS),)))
    said = " ".join(" ".join(page.split()) for page in readback.read_back(made.pdf).text["pypdfium2"])
    assert "mother unwell; spoke to [taken out: Rights of others] today" in said
    assert "Hussain" not in said and verdict(given, made).found == ()
    schedule = [one.text for one in made.blocks if one.kind == BlockKind.schedule and "taken" not in one.text]
    assert any(text.startswith("Note: Rights of others") for text in "\n".join(schedule).splitlines())


def test_places_are_characters_of_the_field_whatever_is_printed_of_it():
    """After redacted words, and after escaped or composed characters, a name is found at its own place."""
    text = "\U0001f600 cafe\u0301 abc\r\nMohammed Hussain"
    given, made = built(part("Note", text, cuts=(Cut(8, 11, OTHERS),)))
    first = text.index("Mohammed")
    assert {one.places for one in judged(given, made)} == {((501, 4, first, first + 16),)}


def test_asked_and_listed_are_told_apart():
    """An initial with the surname asks, a bare surname is listed, and neither refuses."""
    given, made = built(part("Note", "Spoke to M Hussain"), part("Other", "the Hussain matter"))
    said = verdict(given, made)
    assert (said.state, said.refused) == ("asked", [])
    assert {(one.form, one.places) for one in said.asked} == {("initial", ((501, 4, 9, 18),))}
    assert {one.words for one in said.listed} == {"Hussain"}


def test_a_name_over_two_fields_of_a_record_is_found():
    """Forename and surname in neighbouring fields are a name; in fields of two records they are not."""
    given, made = built(part("First", "Mohammed"), part("Second", "Hussain"))
    assert {(one.form, len(one.places)) for one in judged(given, made)} == {("two-field", 2)}
    two = paper.bundle(
        numbered(paper.entry(501, part("First", "Mohammed"))),
        numbered(dataclasses.replace(paper.entry(502), parts=(part("Second", "Hussain"),))),
    )
    assert judged(two, pack.build(paper.disclosure(given=two), two)) == []


def test_a_record_over_a_pages_end_is_its_own():
    """In an item of 10 pages a name on page 7 is refused at its page; once disclosed, the pack is clear."""
    words = [f"word{number}" for number in range(3000)]
    words[2000:2000] = ["Mohammed", "Hussain"]
    text = " ".join(words)
    first = text.index("Mohammed")
    given, made = built(part("Note", text))
    assert made.pages > 10
    section = made.sections[2]
    found = judged(given, made)
    assert {one.places for one in found} == {((501, 4, first, first + 16),)}
    assert {one.page for one in found} == {
        one.page for one in found if (section.first + section.last) // 2 < one.page < section.last
    }
    given, made = built(part("Note", text, allowed=((first, first + 16),)))
    assert verdict(given, made).found == ()
    given, made = built(part("Note", text, allowed=((first, first + 16),)), part("After", "Mohammed Hussain"))
    assert {one.places[0][1] for one in judged(given, made)} == {5}


@pytest.mark.parametrize("before", range(0, 60, 4))
def test_a_name_broken_by_a_pages_end_is_found(before):
    """A name in a long field is found once, at its place, wherever the page ends."""
    text = "\n".join(["line"] * (before + 1)) + "\nMohammed\nHussain\n" + "\n".join(["line"] * 150)
    given, made = built(part("Note", text))
    first = text.index("Mohammed")
    assert {one.places for one in judged(given, made)} == {((501, 4, first, first + 16),)}


def test_two_items_on_a_page_keep_their_own():
    """What one item discloses is not disclosed in the next on the same page."""
    allowed = numbered(paper.entry(501, part("Manager", "Mohammed Hussain", allowed=((0, 16),))))
    other = numbered(paper.entry(502, part("Manager", "Mohammed Hussain")))
    given = paper.bundle(allowed, other)
    made = pack.build(paper.disclosure(given=given), given)
    found = judged(given, made)
    assert {one.item for one in found} == {502} and {one.page for one in found} == {made.sections[2].first}


def test_forms_are_not_sought_across_blocks():
    """A greeting above a heading does not make a name, and the recipient's namesake is still found in the text."""
    khan = RegisteredPerson(5, (Name("", "Asif", "", "Khan"),))
    letter = [
        ("recipient", "Mr A Khan"),
        ("recipient", "Dear Mr A Khan"),
        ("letter", "A data breach that affects you"),
    ]
    assert gate.check_letter(letter, searcher(None, [khan], None)).found == ()
    told = gate.check_letter([*letter, ("letter", "We spoke to Asif Khan.")], searcher(None, [khan], None))
    assert [one.words for one in told.refused] == ["Asif Khan"]


def test_what_the_requester_wrote_is_listed_when_it_is_given_back():
    """Names in the requester's own words are only listed: they tell the requester nothing new."""
    told = gate.check_letter([("quoted", "What does Mohammed Hussain say of me?")], searcher())
    assert (told.state, [one.words for one in told.listed]) == ("clear", ["Mohammed Hussain"])


def test_a_disclosed_value_may_coincide_with_a_withheld_one():
    """The same team in a disclosed and in a withheld record is not a leak; in a comment it is."""
    given, made = built()
    assert any(one.text == "Assessment East" for one in given.withheld[0].parts)
    assert verdict(given, made).found == ()
    given = dataclasses.replace(
        given, entries=(numbered(paper.entry(501, part("Note", "Disciplinary hearing Wednesday"))), given.entries[1])
    )
    found = judged(given, pack.build(paper.disclosure(given=given), given))
    assert {(one.kind, one.places) for one in found} == {("withheld-value", ((501, 4, 0, 30),))}


def test_the_subjects_own_forms_and_a_namesakes_are_not_forbidden():
    """A person's own name is not refused when a namesake is registered; the namesake's number is still found."""
    namesake = RegisteredPerson(9, (Name("", "Katherine", "", "Robertson"),), ("8800123",))
    given, made = built(part("Number", "8800123", concept="staff"))
    assert {one.form for one in judged(given, made, people=[SUBJECT, namesake])} == {"staff"}


def test_what_is_not_searched_is_said():
    """One-word names and staff numbers of fewer than four figures are named, not silently left out."""
    model = Model([RegisteredPerson(3, (Name(surname="Cher"),), ("0042",))])
    assert [why.split(":")[0] for _, why in model.not_searched] == ["name", "staff number"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moham-\nmed Hussain", True),
        ("Mohammed\nHussain", True),
        ("MOH\u00c1MMED  HUSSAIN", True),
        ("Mohammed Hussain's", True),
        ("Mohammed Hussainson", False),
        ("on 2019-12-39", False),
        ("paid 12,399.00", False),
        ("number 123990", False),
        ("number 000012399", True),
    ],
)
def test_how_forms_are_found_in_text(text, found):
    """Breaks, case and marks hide nothing; longer words, dates and amounts are not numbers of people."""
    read = readback.ReadBack(1, {"a": [text]}, [], [])
    assert bool(gate.verify(read, Model([HUSSAIN]))) is found


def test_words_are_known_however_a_reader_breaks_them():
    """A reader that breaks words and runs cells together finds the same, and nothing more."""
    given, made = built(part("Manager", "Mohammed Hussain", allowed=((0, 16),)), part("Note", "Mohammed Hussain"))
    read = readback.read_back(made.pdf)
    for spoil in (
        lambda text: "".join(text.split()),
        " ".join,
        lambda text: text.replace("e", "e\n"),
    ):
        worse = dataclasses.replace(
            read, text={name: [spoil(page) for page in pages] for name, pages in read.text.items()}
        )
        said = gate.check(worse, made, searcher(given), "SAR-2026-0001")
        assert {one.places for one in said.found} == {((501, 5, 0, 16),)}


def test_letterhead_and_signature_are_allowed_for():
    """The officer who signs may be on the register; elsewhere in the pack the name is still found."""
    officer = RegisteredPerson(8, (Name("", "Jane", "", "Officer"),))
    given = paper.bundle(numbered(paper.entry(501)))
    letter = paper.disclosure(given=given)
    letter = dataclasses.replace(letter, sign_off=("Yours sincerely", "Jane Officer", *letter.sign_off[1:]))
    made = pack.build(letter, given)
    assert judged(given, made, people=[officer, SUBJECT]) == []
    letter = dataclasses.replace(letter, title="Our answer, by Jane Officer")
    assert judged(given, pack.build(letter, given), people=[officer, SUBJECT])


def test_pages_nobody_accounts_for_are_a_finding():
    """A pack with one page more than was built is refused."""
    given, made = built()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.pdf)) as doc:
        doc.add_blank_page()
        doc.save(out)
    assert [one.kind for one in judged(given, made, out.getvalue())] == ["pages"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p style='color:white'>Mohammed Hussain</p>", "white-text"),
        ("<p style='position:relative'>Mohammed Hussain<b style='position:absolute;left:0;top:-1mm;width:9cm;height:9mm;"
         "background:black'></b></p>", "covered-text"),
        ("<p>see <a href='https://example.org/x'>this</a></p><form><input value='Mohammed'></form>", None),
    ],
)  # fmt: skip
def test_text_that_cannot_be_seen_is_found_without_a_desk(body, kind):
    """White text and text under a black box are bad redactions; visible text is not."""
    found = {one.kind for one in gate.verify(readback.read_back(page_with(body)))}
    assert kind in found if kind else not found & {"white-text", "covered-text"}


def _spoilt(how):
    data = page_with("<p>hello</p>")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as doc:
        if how == "metadata":
            doc.docinfo["/Author"] = "Mohammed Hussain"
        elif how == "attachment":
            doc.attachments["list.csv"] = b"Mohammed Hussain"
        elif how == "hidden-layer":
            layer = doc.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="notes"))
            doc.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
        elif how == "annotation":
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="Mohammed Hussain"
            )
            doc.pages[0].Annots = pikepdf.Array([doc.make_indirect(note)])
        doc.save(out)
    if how == "earlier-revision":
        return data + b"\n" + data[data.rindex(b"startxref") :]
    return out.getvalue()


@pytest.mark.parametrize("how", ["metadata", "attachment", "hidden-layer", "annotation", "earlier-revision"])
def test_hidden_content_is_found_without_a_desk(how):
    """An author, an attachment, a layer, a note and an earlier revision are each named by kind."""
    assert how in {one.kind for one in gate.verify(readback.read_back(_spoilt(how)))}


@pytest.mark.parametrize("how", ["metadata", "annotation"])
def test_a_name_beside_the_pages_is_found_with_a_desk(how):
    """With the register at hand, a name in metadata or in a note is another person's."""
    found = gate.verify(readback.read_back(_spoilt(how)), Model([HUSSAIN]))
    assert "other-person" in {one.kind for one in found}


def test_verify_allows_nothing_but_the_letterhead():
    """A file this desk did not make may name nobody of the register but in the letterhead."""
    read = readback.read_back(page_with("<p>Mohammed Hussain</p>"))
    assert gate.verify(read, Model([HUSSAIN]))
    assert gate.verify(read, Model([HUSSAIN]), ["Mohammed Hussain"]) == []


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.7\nbroken"])
def test_what_is_no_pdf_is_refused(data):
    """Something that is not a PDF gets one sentence."""
    with pytest.raises(Refused, match="PDF"):
        readback.read_back(data)
