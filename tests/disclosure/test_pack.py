"""The response pack: what was decided, and nothing else, on pages that can be cited."""

import dataclasses
import io

import pikepdf
import pytest

import paper
from casework.disclosure.bundles import BundleField
from letters.disclosure import pack
from letters.paper import pdf
from pages import accessibility_faults, texts


@pytest.fixture(scope="module")
def built():
    return pack.build(paper.disclosure(), paper.bundle())


def test_two_builds_of_the_same_decisions_are_the_same_bytes(built):
    """The same letter and decisions give the same pack, byte for byte."""
    again = pack.build(paper.disclosure(), paper.bundle())
    assert again.pdf == built.pdf and again.digest == built.digest
    other = pack.build(paper.disclosure(), paper.bundle(paper.entry(501)))
    assert other.digest != built.digest


def test_the_whole_pack_is_accessible(built):
    """Letter, schedule and records are one tagged PDF/UA document."""
    assert accessibility_faults(built.pdf) == []


def test_every_page_carries_reference_and_number(built):
    """Each page says which case it is of, which page it is, and of how many."""
    pages = texts(built.pdf)
    assert len(pages) == built.pages == pack.pages_of(built.pdf)
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {built.pages}" in text
        assert "SAR-2026-0001" in text


def test_a_code_has_its_meaning_beside_it(built):
    """A coded field shows our words, the source's own name, the code and what it means."""
    text = " ".join(texts(built.pdf)[built.sections[2].first - 1].split())
    assert "Role in the organisation (OrgRole) 4 senior practitioner" in text


def test_the_schedule_gives_the_page_of_each_item(built):
    """The page the schedule names is the page on which the item stands."""
    pages = texts(built.pdf)
    schedule = " ".join(pages[built.sections[1].first - 1].split())
    for item, section in ((501, built.sections[2]), (502, built.sections[3])):
        assert f"Item {item}" in pages[section.first - 1]
        assert f"record {item} {section.first}" in schedule


def test_sections_cover_the_pack(built):
    """Every page belongs to one section."""
    assert built.sections[0].first == 1
    assert all(
        before.last + 1 == after.first for before, after in zip(built.sections, built.sections[1:], strict=False)
    )
    assert built.sections[-1].last == built.pages


def test_what_is_withheld_never_reaches_a_template(monkeypatch):
    """The template is given no withheld value, no withheld item's number, title or place, and no field taken out."""
    given = {}
    real = pdf.typeset

    def spy(template, context):
        given["said"] = repr(context)
        return real(template, context)

    monkeypatch.setattr(pack, "typeset", spy)
    built = pack.build(paper.disclosure(), paper.bundle())
    allowed = repr(built.blocks)
    for word in ("Blenkinsop", "Disciplinary", "Item 503", "item-503", "record 503"):
        assert word not in given["said"] and word not in allowed
    assert "Robertson" in given["said"]  # the spy does see what is given


def test_what_was_taken_out_leaves_no_trace_of_its_length():
    """Two packs that differ only in the value taken out are the same bytes."""
    packs = [
        pack.build(
            paper.disclosure(),
            paper.bundle(paper.entry(501, BundleField("C", "Comment", secret, None, "dpa2018-sch2-16"))),
        )
        for secret in ("A", "Somebody with a very long name indeed " * 9)
    ]
    assert packs[0].pdf == packs[1].pdf


def test_withheld_items_are_listed_without_telling_which(built):
    """A withheld item has a number of its own, its kind and the exemption in plain words."""
    text = " ".join(texts(built.pdf)[built.sections[1].first - 1].split())
    assert "Withheld 1 Workforce census record" in text
    assert "Schedule 2, paragraph 16" in text


def test_hostile_values_are_printed_as_they_are():
    """Markup, templates and unprintable characters in a record are only text."""
    value = "<script>x</script> {{ 7*7 }} [/] \U0001f600"
    given = paper.bundle(paper.entry(501, BundleField("Note", "Note", value, None)))
    text = " ".join(" ".join(texts(pack.build(paper.disclosure(given=given), given).pdf)).split())
    assert "<script>x</script> {{ 7*7 }} [/] [U+1F600]" in text


def test_no_name_in_the_title_or_the_bookmarks(built):
    """Title and bookmarks speak of the case, not of people."""
    with pikepdf.open(io.BytesIO(built.pdf)) as doc:
        assert str(doc.docinfo["/Title"]) == "Response to SAR-2026-0001"
        with doc.open_outline() as outline:
            waiting, said = list(outline.root), []
            while waiting:
                said.append(waiting[-1].title)
                waiting += waiting.pop().children
    assert said and not any("Robertson" in title for title in said)


def test_a_record_longer_than_a_page_goes_on():
    """A record with more fields and words than a page holds is given whole."""
    long = paper.entry(501, *(BundleField(f"F{n}", f"Field {n}", f"value{n} " * 60, None) for n in range(40)))
    given = paper.bundle(dataclasses.replace(long))
    text = " ".join(texts(pack.build(paper.disclosure(given=given), given).pdf))
    assert all(text.count(f"value{n} ") + text.count(f"value{n}\r") >= 59 for n in range(40))
