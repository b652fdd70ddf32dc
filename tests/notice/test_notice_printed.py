"""The notice as PDF, text and web page, and two versions compared."""

import io
from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf
import pytest

import masters
import paper
from casebook import at
from casework import Refused
from casework.notice.findings import as_proposed, findings
from casework.notice.reading import filled, published
from casework.notice.register import PrivacyNotice
from dpo_console.jobs import opening
from dpo_console.notice import jobs, printed
from letters.notice import prose
from letters.notice.printing import PrintableNotice, difference, notice_page, notice_pdf, notice_text
from pages import accessibility_faults

NAME = "childrens-social-care-workforce"
NOW = at("2026-12-01")
TODAY = NOW.date()


def in_words(notice: PrivacyNotice) -> list[prose.NoticeSection]:
    periods = dict.fromkeys(notice.retention.classes, "payroll: six years")
    return prose.printed(prose.sections(notice, periods, prose.Edition(2, date(2026, 12, 14))), paper.council(), TODAY)


def printable(notice: PrivacyNotice, **other: str) -> PrintableNotice:
    return PrintableNotice(notice.title, paper.council(), in_words(notice), other.get("status", ""), TODAY)


def texts(value: object) -> list[str]:
    """Every paragraph and entry of a list in a notice that is meant to be read."""
    if isinstance(value, tuple):
        return [text for one in value for text in ([one] if isinstance(one, str) else texts(one))]
    if not hasattr(value, "__dataclass_fields__"):
        return []
    unread = ("classes", "concepts", "fields", "categories", "bases") if not isinstance(value, PrivacyNotice) else ()
    return [text for one in fields(value) if one.name not in unread for text in texts(getattr(value, one.name))]


@pytest.mark.parametrize("notice", [published(NAME), as_proposed(published(NAME))])
def test_every_text_of_the_notice_is_printed(notice):
    """Each paragraph and each entry of the data is in the words; a text left out is missed."""
    wanted = [filled(text, paper.council(), TODAY) for text in texts(notice)]

    def missing(sections: list[prose.NoticeSection]) -> list[str]:
        said = "\n".join(line for one in sections for block in one.blocks for line in block.lines())
        return [text for text in wanted if text not in said]

    assert len(wanted) > 40 and missing(in_words(notice)) == []
    assert len(missing(in_words(notice)[:-1])) == len(notice.updates.text)


def test_every_section_is_printed_and_every_finding_has_its_section():
    """The sections are those of the data, in order; the findings stand at one of them."""
    own = [one.name for one in fields(PrivacyNotice) if one.name not in ("id", "title")]
    assert list(prose.HEADINGS) == own
    places = {one.place.partition(".")[0] for one in findings(published(NAME), TODAY)}
    assert len(places) > 10 and places <= set(own)


def test_the_pdf_is_accessible_and_has_every_heading():
    """Language, title, tags and headings in order, as PDF/UA-1 asks; each section is an H2."""
    data = notice_pdf(printable(as_proposed(published(NAME))))
    assert accessibility_faults(data) == []
    with pikepdf.open(io.BytesIO(data)) as doc:
        tags = [str(one.get("/S")) for one in doc.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    assert (tags.count("/H1"), tags.count("/H2")) == (1, len(prose.HEADINGS))


class Outline(HTMLParser):
    """The headings, ids and links of a page, and what would load or run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.active: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.headings += [tag] if tag in ("h1", "h2", "h3") else []
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if tag == "a" else []
        self.active += [tag] if tag in ("script", "img", "link", "iframe", "form", "object") else []
        self.active += [name for name in known if name.startswith("on") or name == "src"]


def test_the_page_is_one_file_with_headings_in_order_and_loads_nothing():
    """One h1, an h2 for each section and no level skipped; each link leads to an id on the page; no script, no picture.
    A hostile text is only text, and a script put into the page is found."""
    notice = as_proposed(published(NAME))
    notice = replace(notice, title="<script src=x onerror=y>")
    page = notice_page(printable(notice)).decode()
    outline = Outline(page)
    levels = [int(one[1]) for one in outline.headings]
    assert levels[0] == 1 and levels.count(1) == 1 and levels.count(2) == len(prose.HEADINGS) + 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert outline.active == [] and '<html lang="en-GB">' in page and "&lt;script" in page
    assert len(set(outline.ids)) == len(outline.ids) and {one[1:] for one in outline.links} <= set(outline.ids)
    assert Outline(page.replace("</main>", "<script src='x'></script></main>")).active == ["script", "src"]


def test_the_text_is_whole_and_its_lines_are_short():
    """The text has every heading, no line over 80 characters but a web address, and says that a draft is one."""
    text = notice_text(printable(as_proposed(published(NAME)), status="Draft, not in force")).decode()
    lines = text.splitlines()
    assert all(heading in lines for heading in prose.HEADINGS.values()) and "Draft, not in force" in lines
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


def test_two_versions_differ_in_the_sections_that_were_changed():
    """A paragraph that is replaced is taken out and put in, in its own section only; the same notice differs in nothing."""
    notice = published(NAME)
    ours = replace(notice, updates=replace(notice.updates, text=("We write to you.", *notice.updates.text[1:])))
    [found] = difference(in_words(notice), in_words(ours))
    assert (found.id, found.heading) == ("updates", "Changes to this notice")
    assert [line[:2] for line in found.lines] == ["- ", "+ "] and found.lines[1] == "+ We write to you."
    assert difference(in_words(notice), in_words(notice)) == []


def test_the_notice_of_a_desk_is_shown_printed_and_compared(tmp_path):
    """On screen every finding stands at its section with what its proposal changes; a draft is printed as one; two
    versions are compared; another ending, and a section saved on an older version, are refused."""
    desk = opening.open_desk(masters.copied(tmp_path / "desk"), masters.PASSPHRASE, now=NOW)
    try:
        shown = printed.notice_on_screen(desk, TODAY)
        found = [each for one in shown.sections for each in one.found]
        assert len(found) == shown.newest.findings == shown.in_force.findings
        assert not any(one.changed for one in shown.sections)
        [contact] = [one for one in found if one.finding.id == "contact"]
        assert [one.id for one in contact.changes] == ["controller"]
        assert all(line.startswith("+ ") for line in contact.changes[0].lines)
        jobs.adopt_findings(desk, ["contact"], NOW)
        assert [one.id for one in printed.notice_on_screen(desk, TODAY).sections if one.changed] == ["controller"]
        saved = printed.save_section(desk, "updates", {"text": ["We write to you."]}, 2, NOW)
        assert saved.notice.updates.text == ("We write to you.",) and saved.number == 3
        with pytest.raises(Refused, match="saved version 3"):
            printed.save_section(desk, "updates", {"text": ["No."]}, 2, NOW)
        assert [one.id for one in printed.notice_difference(desk, 1, 3, TODAY).sections] == ["controller", "updates"]
        made = printed.print_notice_to_outbox(desk, TODAY, 3)
        assert [one.path.suffix for one in made] == [".pdf", ".txt", ".html"]
        assert "Draft, not in force" in made[1].path.read_text()
        assert "Draft" not in printed.print_notice(desk, tmp_path / "in-force.txt", TODAY).path.read_text()
        with pytest.raises(Refused, match=r"End its name with \.pdf, \.txt or \.html"):
            printed.print_notice(desk, tmp_path / "notice.doc", TODAY)
    finally:
        desk.close()
