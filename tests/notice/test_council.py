"""Whose letters they are, and whose regulator: no paper in a council's name before its profile is complete."""

from datetime import date
from pathlib import Path

import pytest

import complaining
import paper
from casebook import Casebook, at
from casework import Refused, law
from casework.desk import store
from casework.notice.council import COMMISSIONER, HARTLEPOOL, Council
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letter_run, letters
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_detail, council_profile, opening
from dpo_console.retention import jobs as retention_jobs
from dpo_console.views import jobs as views_jobs
from telling import FRIDAY, PUBLIC, logged
from testham import TESTHAM

LAST, FIRST = date(2026, 9, 29), date(2026, 9, 30)
"""The last day of the Commissioner, and the first of the Commission (SI 2026/1015 reg 2)."""


@pytest.fixture
def book(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book
    book.desk.close()


def test_the_regulator_goes_by_the_date():
    """The Information Commissioner to 29 September 2026, the Information Commission from the 30th, each with its law."""
    assert [law.regulator(on).name for on in (LAST, FIRST)] == ["Information Commissioner", "Information Commission"]
    assert "SI 2026/1015" in law.regulator(FIRST).citation and law.regulator(FIRST).standing == "secondary"


@pytest.mark.parametrize(
    "letter",
    [
        lambda on: paper.disclosure(on=on),
        lambda on: complaining.letter("acknowledgement", on=on, received=date(2026, 9, 1)),
    ],
    ids=["disclosure", "complaint"],
)
def test_a_letter_names_the_regulator_of_its_own_date(letter):
    """A letter of 29 September names the Commissioner, one of the 30th the Commission, and neither the other's name."""
    before, after = letter(LAST).text(), letter(FIRST).text()
    assert "to the Information Commissioner" in before and "Information Commission " not in before
    assert "to the Information Commission" in after and "Information Commissioner" not in after
    assert letter(LAST).digest() != letter(FIRST).digest()
    assert letter(FIRST) == letter(FIRST)


@pytest.mark.parametrize(("on", "name"), [(LAST, "Information Commissioner"), (FIRST, "Information Commission")])
def test_the_papers_of_a_breach_name_the_regulator_of_their_date(book, on, name):
    """The notification is addressed to, and people are pointed to, the regulator of that date."""
    now = at(on.isoformat())
    case = logged(book.desk, people=1, now=now, noticed="2026-09-28T16:30", happened="2026-09-28T15:50")
    breaches_jobs.assess(book.desk, case, PUBLIC, now)
    said = {
        "notification": letters.notification_preview(book.desk, case, now).text,
        "public": letters.public_preview(book.desk, case, now).text,
        "people": letter_run.people_letter_preview(book.desk, case, 1, now).text,
    }
    assert f"To: {name}\n" in said["notification"]
    for kind in ("public", "people"):
        assert f"(Data Protection Act 2018, section 165): {name}." in said[kind], kind


def test_the_regulators_address_is_optional():
    """Without one no line stands for it; with one it stands beside the name in the letters."""
    assert "Wilmslow" not in paper.disclosure().text()
    with_one = complaining.letter("acknowledgement", on=FIRST, council={"regulator_address": ["1 New Street"]})
    assert "Information Commission, 1 New Street" in with_one.text()


def test_a_case_reopened_after_the_regulator_changed_its_name_gets_a_letter_of_its_day(book):
    """The acknowledgement of a complaint made before stays as it was sent; made again after, it names the Commission."""
    case = book.complain("2026-09-21")
    sent = papers.make_letter(book.desk, case, "acknowledgement", at("2026-09-29"))
    book.answer(case, "2026-09-29")
    book.event(case, "reopened", "2026-10-05", note="they wrote again")
    again = papers.make_letter(book.desk, case, "acknowledgement", at("2026-10-05"))
    assert "Commissioner" in sent.text and "29 September 2026" in sent.text
    assert "Commissioner" not in again.text and "5 October 2026" in again.text
    states = {one["digest"]: one["state"] for one in book.show(case)["letters"]}
    assert (states[sent.digest], states[again.digest]) == ("void", "filed")


HALF = {key: TESTHAM[key] for key in ("name", "address", "email")}
"""A profile half filled."""


def papers_of(book, out):
    """Every kind of letter and paper, each as what makes it."""
    desk, now = book.desk, FRIDAY
    request, about = book.log("2026-11-02"), book.complain("2026-11-16")
    breach = logged(desk, people=1)
    breaches_jobs.assess(desk, breach, PUBLIC, now)
    today = now.date()
    return {
        "acknowledgement": lambda: papers.make_letter(desk, request, "acknowledgement", now),
        "disclosure": lambda: papers.make_letter(desk, request, "disclosure", now),
        "pack": lambda: packing.pack(desk, request, out, now),
        "complaint": lambda: papers.make_letter(desk, about, "acknowledgement", now),
        "notification": lambda: letters.make_notification(desk, breach, now),
        "people": lambda: letter_run.make_people_letters(desk, breach, now),
        "public": lambda: letters.make_public(desk, breach, now),
        "story": lambda: letters.breach_case_file(desk, breach, now),
        "weekly sheet": lambda: views_jobs.weekly_sheet(desk, today, now),
        "schedule sheet": lambda: retention_jobs.schedule_sheet(desk, now),
    }


def test_no_paper_is_made_with_a_profile_half_filled(book, tmp_path):
    """Each kind of letter and paper is refused by one sentence that names what is missing, and nothing leaves the desk."""
    made = papers_of(book, tmp_path / "out")
    rows = book.rows()
    with book.desk.act(FRIDAY) as act:
        council = act.session.get(Council, 1)
        council.phone, council.officer = "", ""
        act.record("settings")
    for kind, make in made.items():
        with pytest.raises(Refused) as refused:
            make()
        assert "has no telephone number and name of the Data Protection Officer" in str(refused.value), kind
    assert not (tmp_path / "out").exists() and book.rows() == rows + 1
    assert papers.letter_preview(book.desk, "SAR-2026-0001", "acknowledgement", FRIDAY).missing


def test_the_certificate_of_a_disposal_goes_by_the_same_rule():
    """What prints a paper's head asks the one function that refuses: none reads the profile past it."""
    from dpo_console.breaches import letters
    from dpo_console.disposal import jobs as disposal
    from dpo_console.jobs import letters as papers
    from dpo_console.retention import jobs as retention
    from dpo_console.views import jobs as views

    for maker in (papers, letters, views, retention, disposal):
        name, source = maker.__name__, Path(maker.__file__).read_text()
        past = [line for line in source.splitlines() if "get(Council, 1)" in line and "_letterhead" not in line]
        assert "signing(session)" in source and past == [], name


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"officer": "Data Protection Officer"}, "not the title"),
        ({"officer": "DPO"}, "not the title"),
        ({"email": "dpo at testham"}, "has no @"),
        ({"email": "Town Hall dpo@testham.example"}, "Enter one email address"),
        ({"email": "a@testham.example, b@testham.example"}, "Enter one email address"),
        ({"email": "a@b@testham.example"}, "Enter one email address"),
        ({"address": "Town Hall"}, "'address' is not valid"),
        ({"phone": 1632}, "'phone' is not valid"),
        ({"name": "  "}, "Enter the council's name"),
        ({"regulator": "Information Commission"}, "no 'regulator'"),
        ({"own_details": False}, "no 'own_details'"),
        ({"closed_days": "24/12/2026"}, "list of dates"),
        ({"notice": "other"}, "privacy notice from"),
    ],
)
def test_a_detail_that_cannot_be_is_refused(book, said, sentence):
    """Each detail is checked on its way in, on the screen and on the command line alike; nothing is changed."""
    before = council_profile.council(book.desk)
    with pytest.raises(Refused) as refused:
        council_profile.save_council(book.desk, said, FRIDAY)
    assert sentence in str(refused.value)
    assert council_profile.council(book.desk) == before


def test_details_are_kept_on_one_line_each(book):
    """A line break or a run of spaces in a detail is one space: nothing adds a line to a letterhead."""
    council_profile.save_council(book.desk, {"name": "Testham\n  Council", "address": [" Town\tHall ", "  "]}, FRIDAY)
    found = council_profile.council(book.desk)
    assert (found.name, found.address) == ("Testham Council", ["Town Hall"])


def older(folder, details, *, demo=False):
    """A desk as an earlier version left it: the shipped details in it, its profile never looked at."""
    passphrase = "demo" if demo else "four plain words here"
    desk_jobs.create_desk(folder, passphrase, "Ann", FRIDAY, None if demo else TESTHAM, demo=demo)
    desk = store.open_desk(folder, passphrase, FRIDAY)
    with desk.act(FRIDAY) as act:
        council = act.session.get(Council, 1)
        for key, value in (details | {"own_details": False, "regulator_address": COMMISSIONER}).items():
            setattr(council, key, value)
        act.record("settings")
    desk.drafts.put("settings", {"name": HARTLEPOOL["name"]}, FRIDAY)
    desk.close()
    return opening.open_desk(folder, passphrase, now=FRIDAY)


def test_an_older_desk_with_the_shipped_details_is_asked_for_its_own(tmp_path):
    """They are taken out as an act, once; what a council then types is kept, even where it is the same."""
    desk = older(tmp_path / "desk", HARTLEPOOL)
    assert "profile is not complete" in str(desk.warnings)
    found = council_profile.council(desk)
    assert len(found.missing) == 5 and found.regulator_address == []
    assert desk.drafts.get("settings") is None
    assert case_detail.timeline(desk)[-1].kind == "settings"
    council_profile.save_council(
        desk, HARTLEPOOL | {"officer": "Robin Tester", "regulator_address": COMMISSIONER}, FRIDAY
    )
    desk.close()
    desk = opening.open_desk(tmp_path / "desk", "four plain words here", now=FRIDAY)
    again = council_profile.council(desk)
    assert again.missing == [] and again.name == HARTLEPOOL["name"] and again.regulator_address == COMMISSIONER
    assert desk.warnings == []
    desk.close()


def test_only_what_was_shipped_is_taken_out(tmp_path):
    """What the council had entered itself stays: of a profile half its own only the other half is asked for."""
    desk = older(tmp_path / "desk", TESTHAM | {"email": HARTLEPOOL["email"], "officer": HARTLEPOOL["officer"]})
    found = council_profile.council(desk)
    assert found.missing == ["email address", "name of the Data Protection Officer"]
    assert (found.name, found.phone) == (TESTHAM["name"], TESTHAM["phone"])
    desk.close()


def test_the_demo_keeps_its_own_details(tmp_path):
    """A demo desk, an older one too, makes its letters as the synthetic council."""
    desk = older(tmp_path / "desk", {}, demo=True)
    found = council_profile.council(desk)
    assert found.missing == [] and found.name == HARTLEPOOL["name"] and desk.warnings == []
    assert found.regulator_address == []
    desk.close()
