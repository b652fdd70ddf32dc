"""Letters as accessible PDF: fonts, window, bytes, and what no hostile name can do."""

import io
import threading

import pikepdf
import pypdfium2
import pytest

import paper
from casework import Refused
from letters.disclosure import pack
from letters.paper import pdf
from letters.paper.fonts import visible
from letters.paper.letter import PRIVATE
from pages import accessibility_faults, boxes

HOSTILE = ["Ms [/] Jones", "O'Brien [HR]", "<img src=file:///etc/passwd>", "{{ config }}", "Siân Ŵyn ŷ Đặng Ωμέγα Жук"]


def made(name="Katherine Robertson", lines=("1 Test Street", "Testham", "ZZ99 9ZZ")):
    who = {"name": name, "address": list(lines), "email": None, "is_subject": True, "authority": None}
    return pdf.letter_pdf(paper.letter("acknowledgement", on=paper.ON, requester=who))


def test_a_letter_is_accessible():
    """Language, title, tags, embedded fonts and headings in order, as PDF/UA-1 asks."""
    assert accessibility_faults(made()) == []


def test_the_accessibility_check_can_fail():
    """The check finds every fault in a letter stripped of its tags, title and fonts."""
    with pikepdf.open(io.BytesIO(made())) as doc:
        for key in ("/Lang", "/StructTreeRoot", "/MarkInfo", "/Metadata", "/ViewerPreferences"):
            del doc.Root[key]
        del doc.docinfo["/Title"]
        for thing in doc.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]
        out = io.BytesIO()
        doc.save(out)
    found = accessibility_faults(out.getvalue())
    assert {"language", "title", "title shown", "marked", "structure", "claim", "font not embedded", "no headings"} <= {
        *found
    }


def test_the_address_alone_shows_in_the_window():
    """In a DL envelope nothing but the address, under "Private and confidential", stands in x 10-110 mm, y 46-92 mm."""
    lines = ("1 Test Street", "The Long Village Name by the Sea", "Testham", "ZZ99 9ZZ")
    inside = [box for box in boxes(made(lines=lines)) if box[1] < 110 and box[2] > 10 and box[3] < 92 and box[4] > 46]
    wanted = "".join((PRIVATE, "Katherine Robertson", *lines)).replace(" ", "")
    assert "".join(sorted(box[0] for box in inside)) == "".join(sorted(wanted))
    assert all(box[1] >= 20 and box[2] <= 100 and box[3] >= 52 and box[4] <= 81 for box in inside)


def test_the_same_letter_is_the_same_bytes():
    """Two renderings differ in no byte, and bear no date but the letter's."""
    one = made()
    assert one == made()
    with pikepdf.open(io.BytesIO(one)) as doc:
        assert str(doc.docinfo["/CreationDate"]).startswith("D:20260220")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is(name):
    """A name that looks like markup, a template or a file is only a name; marks and other alphabets are kept."""
    text = pypdfium2.PdfDocument(made(name))[0].get_textpage().get_text_range()
    assert f"Dear {name}" in text
    assert "root:" not in text


@pytest.mark.parametrize(("name", "said"), [("王小明", "U+738B"), ("Ann \u202egnik", "U+202E"), ("Ann\x07", "U+0007")])
def test_a_character_that_cannot_be_printed_is_named(name, said):
    """A character no shipped font has, a control or an override of direction stops the letter, which names it."""
    with pytest.raises(Refused) as refused:
        made(name)
    assert said in str(refused.value)


def test_a_record_keeps_such_a_character_as_its_number():
    """In a record, which is given word for word, it stands as its number."""
    assert visible("Ann \U0001f600\u202e\x07 ŵ\n") == "Ann [U+1F600][U+202E][U+0007] ŵ\n"


def test_only_the_shipped_fonts_are_used():
    """Whatever fonts the host has, a letter has the three that are shipped."""
    with pikepdf.open(io.BytesIO(made("Жук Ωμέγα"))) as doc:
        fonts = {
            str(thing.FontName)
            for thing in doc.objects
            if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing
        }
    assert fonts and all("Noto-Sans" in name for name in fonts)


def test_a_template_can_fetch_nothing(monkeypatch, tmp_path):
    """A reference to a file in a template stops the letter; nothing is fetched."""
    secret = tmp_path / "secret.css"
    secret.write_text("p::before { content: 'leak' }")
    pages = {"page.html": f'<link rel="stylesheet" href="{secret.as_uri()}"><p>hello</p>'}
    from jinja2 import DictLoader
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from weasyprint.urls import FatalURLFetchingError

    monkeypatch.setattr(pdf, "_environment", lambda: ImmutableSandboxedEnvironment(loader=DictLoader(pages)))
    with pytest.raises(FatalURLFetchingError, match="secret"):
        list(pdf.typeset_here(b'["page.html", {}]'))


def test_a_typesetting_that_is_stopped_is_refused_and_the_next_one_works():
    """Stopping from another thread ends the work at once, and the process for the next letter is there."""
    long = paper.bundle(*[paper.entry(number, kind="payroll", source=2) for number in range(1, 400)])
    timer = threading.Timer(1.0, pdf.stop)
    timer.start()
    with pytest.raises(Refused):
        pack.build(paper.disclosure(long), long)
    timer.join()
    assert pdf.letter_pdf(paper.disclosure()).startswith(b"%PDF")
