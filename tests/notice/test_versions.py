"""The versions of the notice on a desk: drafts, adoption, days in force, undoing, and what letters speak from."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

import masters
from casebook import at
from casework import Refused
from casework.desk.store import Desk
from casework.notice import versions
from casework.notice.reading import as_facts, published
from casework.notice.versions import NoticeVersion
from dpo_console.jobs import case_detail, opening
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.letters import book_of
from dpo_console.notice import jobs
from dpo_console.rights import jobs as rights_jobs

NAME = "childrens-social-care-workforce"
NOW = at("2026-12-01")
TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path):
    """A new desk."""
    opened = opening.open_desk(masters.copied(tmp_path / "desk"), masters.PASSPHRASE, now=NOW)
    yield opened
    opened.close()


def saying(desk: Desk, title: str) -> dict[str, object]:
    """The newest notice with another title."""
    return as_facts(replace(jobs.newest_notice(desk, TODAY).notice, title=title))


def test_a_notice_is_drafted_adopted_put_in_force_and_withdrawn(desk):
    """The published notice is in force; findings are adopted one by one, then the draft from a day; each is an act."""
    [first] = jobs.list_versions(desk, TODAY)
    assert (first.number, first.author, first.last) == (1, "", None) and first.first == versions.SHIPPED_FROM
    assert jobs.notice_in_full(desk, TODAY).notice == published(NAME)
    with pytest.raises(Refused, match="No draft of the privacy notice was saved"):
        jobs.put_notice_in_force(desk, TODAY, NOW)

    one = jobs.adopt_findings(desk, ["contact"], NOW)
    two = jobs.adopt_findings(desk, ["breach", "overlap"], NOW)
    assert (one.number, two.number, two.findings) == (2, 3, first.findings - 3)
    assert "contact" not in {each.id for each in two.found} and two.adopted == ("breach", "overlap")
    assert jobs.notice_in_full(desk, TODAY).number == 1, "a draft is not in force"
    with pytest.raises(Refused, match="no finding 'contact'"):
        jobs.adopt_findings(desk, ["contact"], NOW)

    day = date(2026, 12, 14)
    for wrong, said in ((TODAY - timedelta(days=1), "is in the past"), (date(2018, 1, 1), "is in the past")):
        with pytest.raises(Refused, match=said):
            jobs.put_notice_in_force(desk, wrong, NOW)
    jobs.put_notice_in_force(desk, day, NOW)
    newest, _, oldest = jobs.list_versions(desk, TODAY)
    assert (newest.first, newest.last, oldest.last) == (day, None, date(2026, 12, 13))
    assert [jobs.notice_in_full(desk, on).number for on in (date(2026, 12, 13), day)] == [1, 3]

    jobs.adopt_findings(desk, ["version"], NOW)
    with pytest.raises(Refused, match="Version 3 is in force from 14/12/2026, so the two would overlap"):
        jobs.put_notice_in_force(desk, day, NOW)
    jobs.put_notice_in_force(desk, day + timedelta(days=1), NOW)
    assert jobs.undo_notice(desk, NOW).first is None
    kinds = [row.kind for row in case_detail.timeline(desk) if row.kind.startswith("notice")]
    assert sorted(kinds) == ["notice-in-force"] * 2 + ["notice-saved"] * 3 + ["notice-withdrawn"]


def test_the_second_of_two_officers_to_save_is_refused(desk):
    """A draft based on an older version than the newest is refused by name, whether typed, adopted or imported."""
    read = jobs.newest_notice(desk, TODAY).number
    path = desk.folder / "notice.json"
    jobs.export_notice(desk, path)
    jobs.save_notice(desk, saying(desk, "Ann's notice"), read, NOW)
    for again in (
        lambda: jobs.save_notice(desk, saying(desk, "Another notice"), read, NOW),
        lambda: jobs.adopt_findings(desk, ["contact"], NOW, read),
        lambda: jobs.import_notice(desk, path.read_bytes(), NOW),
    ):
        with pytest.raises(
            Refused, match="Ann saved version 2 of the privacy notice while yours was based on version 1"
        ):
            again()
    assert jobs.newest_notice(desk, TODAY).notice.title == "Ann's notice"


def test_a_draft_is_undone_change_by_change(desk):
    """Undo goes back over what was undone, to the version in force and no further."""
    for title in ("One", "Two"):
        read = jobs.newest_notice(desk, TODAY).number
        jobs.save_notice(desk, saying(desk, title), read, NOW)
    assert jobs.undo_notice(desk, NOW).notice.title == "One"
    assert jobs.undo_notice(desk, NOW).notice == published(NAME)
    with pytest.raises(Refused, match="Nothing is left to undo"):
        jobs.undo_notice(desk, NOW)


def test_an_exported_notice_is_edited_and_imported(desk):
    """What is changed in the file is the next draft; the same file without a change, or another notice, is refused."""
    path = desk.folder / "notice.json"
    assert jobs.export_notice(desk, path).number == 1
    file = json.loads(path.read_bytes())
    with pytest.raises(Refused, match="says this already"):
        jobs.import_notice(desk, json.dumps(file).encode(), NOW)
    with pytest.raises(Refused, match="This is the notice 'other'"):
        jobs.import_notice(desk, json.dumps(file | {"notice": file["notice"] | {"id": "other"}}).encode(), NOW)
    for bad in (b"not JSON", b"[" * 5000, b"x" * (jobs.MOST + 1)):
        with pytest.raises(Refused, match="not an exported privacy notice"):
            jobs.import_notice(desk, bad, NOW)
    file["notice"]["title"] = "Our notice"
    assert jobs.import_notice(desk, json.dumps(file).encode(), NOW).notice.title == "Our notice"
    with pytest.raises(Refused, match="has no version 9"):
        jobs.notice_in_full(desk, TODAY, 9)


def test_a_notice_that_no_one_adopted_is_refused(desk):
    """Without a version in force nothing can be said of the notice, and without any nothing be saved."""
    with desk.reading() as session:
        with pytest.raises(Refused, match="No version of the privacy notice 'other' is in force"):
            versions.in_force(session, "other", TODAY)
        with pytest.raises(Refused, match="This desk has no privacy notice 'other'"):
            versions.newest(session, "other")


def version(number: int, first: date | None) -> NoticeVersion:
    return NoticeVersion(notice=NAME, number=number, content={}, author="Ann", recorded=NOW, based_on=0, first=first)


def test_versions_follow_one_another_without_overlap_or_gap():
    """Each is in force until the day before the next, in whatever order they were saved; a draft never is."""
    known = [
        version(1, date(2018, 5, 25)),
        version(2, date(2027, 2, 1)),
        version(3, None),
        version(4, date(2026, 12, 14)),
    ]
    spans = versions.spans(known)
    assert [one.number for one in spans] == [1, 4, 2] and spans[-1].last is None
    assert all(one.last == after.first - timedelta(days=1) for one, after in pairwise(spans))


def test_what_changed_is_named_by_its_place():
    """The history of a draft says which facts of which sections differ."""
    before = as_facts(published(NAME))
    after = as_facts(jobs.as_proposed(published(NAME)))
    places = versions.changed_places(before, after)
    assert {"controller.contact", "categories", "uses.purposes", "complaints"} <= set(places)
    assert "updates.text" not in places and versions.changed_places(before, before) == []


def test_a_letter_speaks_from_the_version_in_force_on_its_date(desk):
    """The book of a request has the old notice before the first date of the new one, and the new one from then."""
    jobs.adopt_findings(desk, ["contact"], NOW)
    jobs.put_notice_in_force(desk, date(2026, 12, 14), NOW)
    asked = {"right": ["access"], "received": "2026-12-01", "asked": "All.", "requester": {"name": "Ann Other"}}
    reference = rights_jobs.log_request(desk, asked, NOW)
    with desk.reading() as session:
        case = get_case(session, reference)
        days = (date(2010, 1, 1), date(2026, 12, 13), date(2026, 12, 14))
        told = [book_of(session, case, on, {}).matter.notice for on in days]
    assert told[0] == told[1] == published(NAME) and told[2].controller.contact
