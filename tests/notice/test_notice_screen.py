"""The screens of the privacy notice: what is wrong today, adopting, undoing, editing, versions, putting in force."""

from dataclasses import replace
from datetime import date

import pytest
from textual.widgets import TextArea

from casework.notice.reading import published
from casework.notice.versions import NoticeSuperseded, NoticeVersion
from dpo_console.notice.section_screen import editable
from letters.notice.prose import HEADINGS
from pretended_notice import SAVED


def text_of(seat):
    return " ".join(seat.text().replace("▌", " ").split())


async def to_notice(seat):
    await seat.press("5")
    await seat.until(lambda: "What information we hold" in seat.text())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_wrong_in_the_notice_today_is_seen_at_a_glance(jobs, stay, size):
    """5 shows the findings of the version in force and of the draft, each section's number, and the selected section's
    findings; at 80 columns the top line fits without its weekday."""
    async with stay(size=size) as seat:
        await to_notice(seat)
        assert "! 2 findings under today's law. Version 1 is in force 25/05/2018 onwards." in text_of(seat)
        assert "! 1 finding in the draft, version 2" in text_of(seat)
        assert "About this notice ! 1 changed" in text_of(seat) and "What information we hold + none" in text_of(seat)
        assert "! It has no date. UK GDPR Article 12(1)." in text_of(seat)
        assert seat.lines()[0].endswith("DEMO  22 Nov 2026" if size[0] == 80 else "DEMO  Sun 22 Nov 2026")
        assert "[5 Notice]" in seat.lines()[0] and "1 Board" in seat.lines()[0]
        await seat.press("down", "down")
        await seat.until(lambda: "The notice says nothing here." in seat.text())
        await seat.press("1")


async def test_a_finding_is_read_adopted_and_undone(jobs, sit):
    """enter opens the section: law, why, the proposal and what it changes; a adopts it on the version read, u undoes."""
    async with sit(size=(80, 36)) as seat:
        await to_notice(seat)
        await seat.press("enter")
        await seat.until(lambda: "Adopting it changes:" in seat.text())
        assert "Law: UK GDPR Article 12(1) (the text of the provision was not read: check it)" in text_of(seat)
        assert "Proposed: The UK GDPR, a version and its date." in text_of(seat)
        assert "- Katherine Robertson" in seat.text() and "+ Katherine Robertson" in seat.text()
        await seat.press("a")
        await seat.until(lambda: "Adopted in the draft, version 2." in text_of(seat))
        [(ids, _, based_on)] = jobs.did("adopt_findings")
        assert (ids, based_on) == (["version"], 2)
        await seat.press("u", "escape")
        await seat.until(lambda: type(seat.screen).__name__ == "NoticeScreen")
        await seat.press("u")
        assert len(jobs.did("undo_notice")) == 2


async def test_a_section_without_a_finding_says_so(jobs, sit):
    """The section of categories has nothing to adopt, and says that it is edited in a file."""
    async with sit() as seat:
        await to_notice(seat)
        await seat.press("down", "enter")
        await seat.until(lambda: "+ Nothing is wrong here" in seat.text())
        assert "- your age" in seat.text()
        await seat.press("a")
        await seat.until(lambda: "There is no finding to adopt here." in text_of(seat))
        await seat.press("e")
        await seat.until(lambda: "notice export FILE" in text_of(seat))
        assert not jobs.did("adopt_findings")


async def test_words_are_edited_on_the_version_that_was_read(jobs, sit):
    """The form has the section's texts, a line for a paragraph. If another officer saved meanwhile, nothing is lost and
    the second save is based on their version."""
    async with sit(size=(80, 36)) as seat:
        await to_notice(seat)
        await seat.press("enter", "e")
        await seat.until(lambda: type(seat.screen).__name__ == "NoticeForm")
        seat.screen.query_one("#field-text TextArea", TextArea).text = "Ours.\n\n And more. "
        theirs = NoticeVersion(notice="n", number=3, content={}, author="Ben", recorded=SAVED, based_on=2)
        jobs.answers["save_section"] = NoticeSuperseded(theirs, 2)
        await seat.press("ctrl+s")
        await seat.until(lambda: "Ben saved version 3" in text_of(seat))
        del jobs.answers["save_section"]
        await seat.press("ctrl+s")
        await seat.until(lambda: type(seat.screen).__name__ == "NoticeSectionScreen")
        assert [based_on for _, _, based_on, _ in jobs.did("save_section")] == [2, 3]
        section, typed, _, _ = jobs.did("save_section")[1]
        assert (section, typed) == ("introduction", {"issued_under": "GDPR", "text": ["Ours.", "And more."]})


async def test_the_draft_is_put_in_force_from_a_date(jobs, sit):
    """f asks for the first day, refuses what is not a date, and puts the draft in force; without a draft it says so."""
    async with sit() as seat:
        await to_notice(seat)
        await seat.press("f")
        await seat.until(lambda: "From which date" in seat.text() and "1 finding" in seat.text())
        seat.screen.query_one("Input").value = "31/11/2026"
        await seat.press("ctrl+s")
        await seat.until(lambda: "'31/11/2026' is not a date" in seat.text())
        seat.screen.query_one("Input").value = "14/12/2026"
        await seat.press("ctrl+s")
        await seat.until(lambda: "Version 2 is in force 14/12/2026 onwards." in text_of(seat))
        assert jobs.did("put_notice_in_force")[0][0] == date(2026, 12, 14)
        shown = jobs._notice_on_screen(None, date(2026, 11, 22))
        in_force = jobs._list_versions(None, date(2026, 11, 22))[1]
        jobs.answers["notice_on_screen"] = replace(shown, newest=replace(shown.newest, number=1, first=in_force.first))
        await seat.press("1", "5")
        await seat.until(lambda: "No draft." in seat.text())
        await seat.press("f")
        await seat.until(lambda: "There is no draft." in text_of(seat))
        assert len(jobs.did("put_notice_in_force")) == 1


async def test_versions_show_what_each_changed_and_the_newest_is_printed(jobs, sit):
    """v lists the versions with what each changed; p saves three files, and says that they are not encrypted."""
    async with sit() as seat:
        await to_notice(seat)
        await seat.press("v")
        await seat.until(lambda: "Against version 1:" in seat.text() and "+ Ours." in seat.text())
        assert "Adopts: contact" in seat.text()
        await seat.press("down")
        await seat.until(lambda: "as the council published it" in text_of(seat))
        await seat.press("escape", "p")
        await seat.until(lambda: "privacy-notice-2.html" in text_of(seat) and "not encrypted" in text_of(seat))


def test_the_form_has_texts_and_nothing_else():
    """A section's lines and paragraphs can be edited; ids, kinds and lists of entries cannot."""
    notice = published("childrens-social-care-workforce")
    assert set(editable(notice, "security")) == {"text", "measures", "details_from", "breach"}
    assert set(editable(notice, "uses")) == {"text"}
    assert set(editable(notice, "retention")) == {"text", "criteria", "anonymised"}
    assert [name for name in HEADINGS if not editable(notice, name)] == ["categories", "sources", "complaints"]
