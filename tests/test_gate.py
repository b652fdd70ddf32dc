"""The gate: what must not be in a pack is found, and each guard is shown red by a planted fault."""

import dataclasses
import io

import pikepdf
import pytest

import paper
from casework import Refused
from casework.bundles import Part
from letters import gate, pack, pdf, readback
from letters.gate import Somebody

HUSSAIN = Somebody(
    7, (("Mohammed", "Ali", "Hussain", ""),), ("0012399",), ("SW7654321",), ("QQ123456",), ("m.hussain@example.org",)
)
SUBJECT = Somebody(1, (("Katherine", "", "Robertson", ""),), ("0012345",), ("SW12345",), ("QQ000001",), ())


def built(*more, explicit=()):
    given = paper.bundle(paper.entry(501, *more, Part("C", "Comment", paper.SECRET, None, "dpa2018-sch2-16")))
    given = dataclasses.replace(given, entries=(*given.entries, paper.bundle().entries[2]))
    return given, pack.build(paper.disclosure(given=given), given, set(explicit))


def judged(given, made, data=None, people=(HUSSAIN, SUBJECT)):
    forms = [*gate.withheld_forms(given), *gate.forbidden_forms(people, 1).forbidden]
    return gate.check(readback.read_back(data or made.pdf), forms, made.sections)


def leaky(given, monkeypatch, where, what):
    """A pack whose template says more than it was asked to."""
    real = pack.typeset

    def worse(template, context):
        if where == "letter":
            blocks = [*context["letter"]["blocks"], {"kind": "text", "text": what, "points": []}]
            context = context | {"letter": context["letter"] | {"blocks": blocks}}
        elif where == "records":
            context["sources"][0]["records"][0]["rows"][0]["meaning"] += " " + what
        else:
            context = context | {"title": what}
        return real(template, context)

    monkeypatch.setattr(pack, "typeset", worse)
    return pack.build(paper.disclosure(given=given), given, set())


def page_with(body, title="A page"):
    """A PDF of our own making with that HTML in it."""
    from jinja2 import DictLoader, Environment

    with pytest.MonkeyPatch.context() as patch:
        html = f"<html lang=en><title>{title}</title><body>{body}</body></html>"
        patch.setattr(pdf, "_environment", lambda: Environment(loader=DictLoader({"x": html}), autoescape=True))
        return next(iter(pdf.typeset_here(b'["x", {}]')))[1]


def test_a_clean_pack_is_clear():
    """A pack that says what was decided, and no more, passes."""
    given, made = built()
    assert judged(given, made) == []
    assert gate.verify(readback.read_back(made.pdf)) == []


LEAKS = [
    (paper.SECRET, "withheld-value", "her mother mrs blenkinsop rang"),
    ("Item 503", "withheld-item", "item 503"),
    ("HUSSAIN, Mohammed Ali", "other-person", "hussain mohammed ali"),
    ("M o h a m m e d Hussain", "other-person", "mohammed hussain"),
    ("staff number 12399", "other-person", "12399"),
    ("SW 07654321", "other-person", "sw7654321"),
    ("QQ 12 34 56 C", "other-person", "qq123456c"),
    ("M.Hussain@example.org", "other-person", "m hussain example org"),
]


@pytest.fixture(scope="module", params=["letter", "records", "title"])
def leaked(request):
    """A pack that leaks every one of them in one place, and what the gate says of it."""
    with pytest.MonkeyPatch.context() as patch:
        given, _ = built()
        made = leaky(given, patch, request.param, "; ".join(what for what, _, _ in LEAKS))
    return request.param, made, judged(given, made)


@pytest.mark.parametrize(("what", "kind", "word"), LEAKS)
def test_a_leak_is_found_by_page_and_word(leaked, what, kind, word):
    """A template that says a withheld value, a withheld item, or another person's name or number turns the gate red."""
    where, made, said = leaked
    found = [one for one in said if one["kind"] == kind and word in one["what"]]
    assert found
    if where == "title":
        assert all(one["page"] is None for one in found)
    else:
        section = made.sections[0] if where == "letter" else made.sections[2]
        assert all(section.first <= one["page"] <= section.last for one in found)
        assert {one["reader"] for one in found} == {"pypdfium2", "pypdf"}


def test_another_persons_name_in_a_disclosed_record_needs_its_own_decision():
    """A whole-item decision does not cover another person's name in a field; a decision on the field does."""
    manager = Part("Manager", "Line manager", "Mohammed Hussain", None)
    given, made = built(manager)
    found = judged(given, made)
    assert {one["kind"] for one in found} == {"other-person"}
    assert {one["page"] for one in found} == {made.sections[2].first}
    given, made = built(manager, explicit=[(501, "Manager")])
    assert judged(given, made) == []


def test_one_decision_allows_one_place(monkeypatch):
    """A name disclosed in one field is still found where it stands a second time."""
    manager = Part("Manager", "Line manager", "Mohammed Hussain", None)
    given, _ = built(manager)
    real = pack.typeset

    def twice(template, context):
        context["sources"][0]["records"][0]["rows"][0]["meaning"] = "Mohammed Hussain"
        return real(template, context)

    monkeypatch.setattr(pack, "typeset", twice)
    made = pack.build(paper.disclosure(given=given), given, {(501, "Manager")})
    assert judged(given, made)


def test_a_disclosed_value_may_coincide_with_a_withheld_one():
    """The same team in a disclosed and in a withheld record is no leak."""
    given, made = built()
    assert any(part.text == "Assessment East" for part in given.withheld[0].parts)
    assert judged(given, made) == []


def test_the_subjects_own_forms_and_a_namesakes_are_not_forbidden():
    """Nobody is refused their own name; a namesake's same form is left out and said so."""
    namesake = Somebody(9, (("Katherine", "", "Robertson", ""),), ("88001",))
    forms = gate.forbidden_forms([SUBJECT, namesake], 1)
    assert {form.label for form in forms.forbidden} == {"staff number"}
    assert forms.shared == ((9, "name: the data subject has the same"),)


def test_what_is_not_searched_is_said():
    """One-word names and staff numbers of fewer than four figures are named, not silently left out."""
    forms = gate.forbidden_forms([Somebody(3, (("", "", "Cher", ""),), ("0042",))], 1)
    assert forms.forbidden == ()
    assert [why.split(":")[0] for _, why in forms.not_searched] == ["name", "staff number"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moham-\nmed Hussain", True),
        ("Mohammed\nHussain", True),
        ("MOHÁMMED  HUSSAIN", True),
        ("Mohammed Hussainson", False),
        ("born 12399-01-01", True),
        ("on 2019-12-39", False),
        ("paid 12,399.00", False),
        ("number 123990", False),
        ("000012399", True),
    ],
)
def test_how_forms_are_found_in_text(text, found):
    """Breaks, case and marks hide nothing; longer words, dates and amounts are not numbers of people."""
    read = {"pages": 1, "text": {"a": [text]}, "channels": [], "findings": []}
    assert bool(gate.check(read, gate.forbidden_forms([HUSSAIN], 1).forbidden)) is found


def test_a_withheld_text_is_found_in_part():
    """A run of words of a long withheld text is found though the rest is cut off."""
    entry = paper.entry(
        1, Part("C", "C", "one two three four five six seven eight nine", None), exemption="dpa2018-sch2-16"
    )
    forms = gate.withheld_forms(paper.bundle(entry))
    read = {"pages": 1, "text": {"a": ["x three four five six seven eight x"]}, "channels": [], "findings": []}
    assert gate.check(read, forms)
    read["text"]["a"] = ["x three four five six x"]
    assert gate.check(read, forms) == []


def test_short_withheld_values_are_not_searched():
    """A value of fewer than six characters is on every page and tells nobody anything."""
    entry = paper.entry(1, Part("C", "C", "twice", None), Part("D", "D", "thrice", None), exemption="dpa2018-sch2-16")
    forms = {form.form for form in gate.withheld_forms(paper.bundle(entry))}
    assert ("thrice",) in forms and ("twice",) not in forms


def test_letterhead_and_signature_are_allowed_for():
    """The officer who signs may be on the register; elsewhere in the pack the name is still found."""
    officer = Somebody(8, (("Jane", "", "Officer", ""),))
    given = paper.bundle(paper.entry(501))
    letter = paper.disclosure(given=given)
    letter = dataclasses.replace(letter, sign_off=("Yours sincerely", "Jane Officer", *letter.sign_off[1:]))
    made = pack.build(letter, given, set())
    assert judged(given, made, people=[officer, SUBJECT]) == []
    bare = dataclasses.replace(made.sections[0], free=())
    assert judged(given, dataclasses.replace(made, sections=(bare, *made.sections[1:])), people=[officer, SUBJECT])


def test_pages_nobody_accounts_for_are_a_finding():
    """A pack with one page more than was built is refused."""
    given, made = built()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.pdf)) as doc:
        doc.add_blank_page()
        doc.save(out)
    assert [one["kind"] for one in judged(given, made, out.getvalue())] == ["pages"]


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
    found = {one["kind"] for one in gate.verify(readback.read_back(page_with(body)))}
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
    assert how in {one["kind"] for one in gate.verify(readback.read_back(_spoilt(how)))}


@pytest.mark.parametrize("how", ["metadata", "annotation"])
def test_a_name_beside_the_pages_is_found_with_a_desk(how):
    """With the register at hand, a name in metadata or in a note is another person's."""
    forms = gate.forbidden_forms([HUSSAIN], None).forbidden
    assert "other-person" in {one["kind"] for one in gate.verify(readback.read_back(_spoilt(how)), forms)}


def test_verify_allows_nothing_but_the_letterhead():
    """A file this desk did not make may name nobody of the register but in the letterhead."""
    forms = gate.forbidden_forms([HUSSAIN], None).forbidden
    read = readback.read_back(page_with("<p>Mohammed Hussain</p>"))
    assert gate.verify(read, forms)
    assert gate.verify(read, forms, ["Mohammed Hussain"]) == []


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.7\nbroken"])
def test_what_is_no_pdf_is_refused(data):
    """Something that is not a PDF gets one sentence."""
    with pytest.raises(Refused, match="PDF"):
        readback.read_back(data)
